/** What one copies by hand into the carnet de santé: the measures of one day in one line. Pure. */
import { french, frenchDate } from "../rules/wording.js";
import { addDays, ageText } from "./words.js";

const NAMES = { poids: "poids", taille: "taille", pc: "PC" };
const OF_IT = { struck: "rayé", doubtful: "douteux" };
const OF_HER = { struck: "rayée", doubtful: "douteuse" };
export const NO_TEXT = { shown: false, text: "", left: "", said: "" };

const grams = (kilos) => `${french(Math.round(kilos * 1000))} g`;
const said = ({ kind, value, method }) =>
  `${NAMES[kind]} ${kind === "poids" ? grams(value) : `${french(value)} cm`}${kind === "taille" && method === "debout" ? " debout" : ""}`;
const inFull = (age) => age.replace(/ 1 j$/, " 1 jour").replace(/ j$/, " jours");

/**
 * « 22/11/2026 – 2 mois 3 jours (âge corrigé 1 mois 4 jours) : poids 4 850 g, taille 56,5 cm, PC 38,5 cm ».
 * @param {object[]} points as `measured.js` gives them
 * @param {{birth: string|null, early: number, on: string}} given `early`: days that the birth came early, `on`: the day
 *   asked for; "" for the last one that was measured
 * @returns {{shown: boolean, text: string, left: string, said: string}} `left`: what is not to be copied, and why
 */
export function carnetText(points, { birth, early, on }) {
  const known = points.filter(({ kind, state }) => kind in NAMES && state !== "misdated");
  const counted = known.filter(({ state }) => !["doubtful", "struck"].includes(state));
  const wanted = on || counted.at(-1)?.date || "";
  const rank = ({ kind }) => Object.keys(NAMES).indexOf(kind);
  const kept = new Map(counted.filter(({ date }) => date === wanted).map((point) => [point.kind, point]));
  if (!kept.size) return NO_TEXT;
  const lines = [...kept.values()].sort((a, b) => rank(a) - rank(b));
  const corrected = early && lines.some(({ corrected_age_days }) => corrected_age_days !== null) ? ageText(addDays(birth, early), wanted) : "";
  const ages = birth ? ` – ${wanted === birth ? "naissance" : inFull(ageText(birth, wanted))}` : "";
  const aside = known.filter(({ date, state, kind }) => date === wanted && ["doubtful", "struck"].includes(state) && !kept.has(kind));
  const left = aside.map(({ kind, state }) => `${NAMES[kind]} (${(kind === "taille" ? OF_HER : OF_IT)[state]})`);
  const odd = lines.filter(({ flag }) => flag).map(({ kind }) => NAMES[kind]);
  return {
    shown: true,
    text: `${frenchDate(wanted)}${ages}${corrected ? ` (âge corrigé ${inFull(corrected)})` : ""} : ${lines.map(said).join(", ")}`,
    left: [
      left.length ? `À ne pas recopier : ${left.join(", ")}.` : "",
      odd.length ? `À vérifier avant de recopier : ${odd.join(", ")}.` : "",
    ].filter(Boolean).join(" "),
    said: "",
  };
}
