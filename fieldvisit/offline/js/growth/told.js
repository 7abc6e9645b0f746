/** What is said of a child's growth in words: one measure on tap, the table, the legend, the steps explained. Pure. */
import { frenchDate } from "../rules/wording.js";
import { creditOf } from "./credits.js";
import { MEASURES, REFERENCE_2007, STANDING } from "./measures.js";
import { BACK, STRIKE, strikesText } from "./strikes.js";
import { addDays, ageText, centileText, corridorText, valueText, weeksAndDays, zText } from "./words.js";

const STATES = { signed: "", birth: "Naissance", typed: "À signer", doubtful: "Douteuse", struck: "Rayée", misdated: "Avant la naissance : vérifiez la date", undated: "" };
/** What stays in the table and does not count. */
const OUT = new Set(["doubtful", "misdated", "struck"]);
const POSITIONS = { couche: "couché", debout: "debout" };
const LIGHT_G = 2500;
const WEIGHT_ENDS = 3652;

export const NO_DETAIL = { shown: false, title: "", flag: "", lines: [], id: "", act: "" };

const SEXES = { M: "garçon", F: "fille" };

/** « Léa Martin, fille, née le 03/05/2026 »: for the printed sheet. */
export function identityText({ first_name, last_name, sex, birth_date }) {
  const born = (BORN[sex] ?? "Né·e").toLowerCase();
  return [`${first_name} ${last_name ?? ""}`.trim(), SEXES[sex] ?? "sexe non renseigné", `${born} le ${frenchDate(birth_date)}`].join(", ");
}

const BORN = { M: "Né", F: "Née" };

export function termText(child, early) {
  if (!child.term_weeks) return "Terme de naissance non renseigné";
  const term = `${child.term_weeks} SA${child.term_days ? ` + ${child.term_days} j` : ""}`;
  return `${BORN[child.sex] ?? "Né·e"} à ${term}${early ? `, ${weeksAndDays(early)} avant 40 SA` : ""}`;
}

export function bannerOf(child, early) {
  const light = child.birth_weight_g && child.birth_weight_g < LIGHT_G;
  if (!early && !light) return "";
  const who = [early ? "prématurés" : "", light ? "nés à moins de 2,5 kg" : ""].filter(Boolean).join(" ou ");
  return `Les enfants ${who} sont peu représentés dans la référence : regardez la pente plus que la place sur les lignes.`;
}

/** Why there is no line or no score at all. */
export const problemOf = (child) =>
  child.sex === "M" || child.sex === "F" ? "" : "Sexe non renseigné : ni lignes, ni DS. Indiquez-le dans le dossier.";

export function summaryOf(name, kind, shown, span) {
  const what = kind === "ds" ? "toutes les mesures en DS" : MEASURES[kind].label.toLowerCase();
  const counted = shown.filter(({ state }) => state !== "struck");
  const last = counted.at(-1);
  const told = last ? `dernière : ${valueText(last.kind, last.value)} le ${frenchDate(last.date)}` : "aucune mesure";
  return `Courbe de ${name}, ${what}, ${span.label}. ${counted.length} mesure${counted.length > 1 ? "s" : ""}, ${told}.`;
}

export function legendOf(kind, ages, shown) {
  const has = (state) => shown.some((point) => point.state === state);
  const marks = kind === "ds"
    ? Object.entries({ poids: "dot", taille: "square", pc: "triangle", imc: "diamond" })
        .filter(([each]) => shown.some((point) => point.kind === each))
        .map(([each, mark]) => [mark, MEASURES[each].short])
    : [
        ...(ages === "corrige" ? [] : [["dot", ages === "deux" ? "à l’âge réel" : "mesure"]]),
        ...(ages === "reel" ? [] : [["cross", "à l’âge corrigé"]]),
      ];
  return [
    ...marks,
    ...(has("typed") ? [["typed", "pas encore signée"]] : []),
    ...(has("doubtful") && kind !== "ds" ? [["doubtful", "douteuse, ne compte pas"]] : []),
    ...(has("struck") && kind !== "ds" ? [["struck", "rayée, ne compte pas"]] : []),
  ].map(([mark, text]) => ({ key: mark, mark, text }));
}

const NEWBORN_DAYS = 15;

/** « −8,0 % (−270 g) »: how far a newborn is from its birth weight; "" later, above it, or without one. */
export function lossText({ kind, state, age_days, value }, born) {
  if (kind !== "poids" || !born || age_days === null || age_days < 1 || age_days >= NEWBORN_DAYS || state === "struck") return "";
  const grams = born - Math.round(value * 1000);
  return grams > 0 ? `−${((100 * grams) / born).toFixed(1).replace(".", ",")} % (−${grams} g)` : "";
}

/** What one tap on a measure says. */
export function detailOf(point, birth, early, imported, mayStrike = false, born = null) {
  if (!point) return NO_DETAIL;
  if (point.state === "struck") return struckDetail(point, birth, mayStrike);
  const { kind } = point;
  const corrected = point.corrected_age_days !== null;
  const said = (z, centile) => (z === null ? point.why || "pas de DS à cet âge" : [zText(z), centileText(centile)].join(" · "));
  const corridor = corridorText(kind, corrected ? point.z_corrected : point.z);
  const { name, version } = creditOf(point.reference, imported);
  const position = kind === "taille" ? POSITIONS[point.method] : "";
  const changed = kind === "taille" && Math.abs((point.y_corrected ?? point.y) - point.value) > 0.01;
  const trace = strikesText(point.strikes);
  const loss = lossText(point, born);
  return {
    ...actOf(point, mayStrike),
    shown: true,
    title: `${MEASURES[kind].label} : ${valueText(kind, point.value)}${position ? `, ${position}` : ""}, le ${frenchDate(point.date)}`,
    flag: point.flag ? "Valeur extrême : vérifiez la mesure."
      : { typed: "Pas encore signée.", doubtful: "Marquée « Douteuse » : elle ne compte pas." }[point.state] ?? "",
    lines: [
      { key: "reel", label: "Âge réel", text: `${ageText(birth, point.date)} : ${said(point.z, point.centile)}` },
      ...(corrected ? [{ key: "corrige", label: "Âge corrigé", text: `${ageText(addDays(birth, early), point.date)} : ${said(point.z_corrected, point.centile_corrected)}` }] : []),
      ...(loss ? [{ key: "perte", label: "Perte", text: `${loss} depuis la naissance` }] : []),
      ...(corridor ? [{ key: "couloir", label: "Couloir", text: `${corridor}${corrected ? ", à l’âge corrigé" : ""}` }] : []),
      ...(point.reference ? [{ key: "reference", label: "Référence", text: `${name}${version && !name.includes(version) ? `, version ${version}` : ""}${changed ? " ; 0,7 cm de différence entre couché et debout" : ""}` }] : []),
      ...(trace ? [{ key: "trace", label: "Corrections", text: trace }] : []),
    ],
  };
}

/** What may be done with a measure: `id` to name it by, `act`: rayer, retablir or "". */
const actOf = ({ id, state, strikes }, mayStrike) => {
  const open = strikes?.some(({ back_at }) => !back_at);
  return mayStrike && id && state !== "typed" ? { id, act: state === "struck" || open ? BACK : STRIKE } : { id: "", act: "" };
};

function struckDetail(point, birth, mayStrike) {
  return {
    ...actOf(point, mayStrike),
    shown: true,
    title: `${MEASURES[point.kind].label} : ${valueText(point.kind, point.value)}, le ${frenchDate(point.date)}`,
    flag: "Rayée : elle ne compte ni sur la courbe, ni pour les alertes.",
    lines: [
      ...(birth ? [{ key: "reel", label: "Âge réel", text: ageText(birth, point.date) }] : []),
      { key: "trace", label: "Corrections", text: strikesText(point.strikes) },
    ],
  };
}

/** The last measure in one line, as the folded chart says it: « 34ᵉ percentile · −0,42 DS ». */
export function readingOf(shown, early, born = null) {
  const last = shown.filter(({ state }) => state === "typed").at(-1) ?? shown.filter(({ state }) => !OUT.has(state)).at(-1);
  if (!last) return "aucune mesure";
  const corrected = early > 0 && last.corrected_age_days !== null;
  const [z, centile] = corrected ? [last.z_corrected, last.centile_corrected] : [last.z, last.centile];
  const loss = lossText(last, born);
  const when = last.state === "typed" ? "aujourd’hui" : `le ${frenchDate(last.date)}`;
  if (z === null) return `${valueText(last.kind, last.value)} ${when}`;
  const judged = MEASURES[last.kind].scale === "centile" ? centileText(centile) : zText(z);
  return `${loss ? `${loss} depuis la naissance · ` : ""}${judged}${corrected ? " (âge corrigé)" : ""}, ${when}`;
}

/** One line of the table; the score is at the corrected age while the age is corrected. */
export function rowOf(point, birth, early, chosen, imported, mayStrike = false, born = null) {
  const { kind } = point;
  const corrected = point.corrected_age_days !== null;
  const [z, centile] = corrected ? [point.z_corrected, point.centile_corrected] : [point.z, point.centile];
  return {
    key: point.key, label: MEASURES[kind].short, date: frenchDate(point.date), age: point.state === "misdated" || !birth ? "–" : ageText(birth, point.date),
    corrected: corrected ? ageText(addDays(birth, early), point.date) : "–",
    value: valueText(kind, point.value), z: z === null ? "–" : zText(z).replace(" DS", ""),
    centile: z === null ? "–" : centileText(centile).replace(" percentile", ""),
    state: [point.state === "struck" && point.strikes.length ? "" : STATES[point.state], point.flag ? "À vérifier" : lossText(point, born)].filter(Boolean).join(", "),
    struck: point.state === "struck", said: strikesText(point.strikes), ...actOf(point, mayStrike),
    chosen: point.key === chosen, out: OUT.has(point.state), reference: z !== null && point.reference ? creditOf(point.reference, imported).name : "–",
  };
}

/** « Taille cible »: of both biological parents; "" without both heights. */
export const targetText = (target) =>
  target ? `Taille cible : ${target.cm.toFixed(1).replace(".", ",")} cm (${zText(target.z)}), d’après la taille de la mère et du père.` : "";

/** The steps of this window, and what the reference does not say. */
export function notesOf(kind, span, correctedUntil, imported) {
  const crosses = (seam) => !imported && span.from < seam && span.to > seam;
  return [
    ...((kind === "taille" || kind === "ds") && crosses(STANDING) ? ["À 2 ans, on passe de la taille couchée à la taille debout : les lignes baissent de 0,7 cm. Cette marche n’est pas un ralentissement."] : []),
    ...(kind !== "pc" && crosses(REFERENCE_2007) ? ["À 5 ans, la référence passe de l’OMS 2006 à l’OMS 2007 : la petite marche vient de là."] : []),
    ...(kind === "poids" && !imported && span.to > WEIGHT_ENDS ? ["L’OMS ne donne pas de poids pour l’âge après 10 ans : on lit alors l’IMC."] : []),
    ...(kind === "pc" && !imported ? ["Les enfants français se situent en moyenne vers +0,6 DS sur cette référence : elle signale trop de grandes têtes et pas assez de petites."] : []),
    ...(kind === "imc" && !imported ? ["Percentiles de l’OMS ; les zones IOTF du carnet ne sont pas tracées."] : []),
    ...(correctedUntil ? [`L’âge est corrigé jusqu’à ${correctedUntil} mois. Avant le terme, l’OMS ne donne pas de DS.`] : []),
  ].map((text, at) => ({ key: String(at), text }));
}
