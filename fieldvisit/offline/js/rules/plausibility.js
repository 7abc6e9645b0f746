/**
 * Is this measurement possible, or unusual? As fieldvisit/growth/plausibility.py, on the same cases:
 * hard bounds refuse it, soft ones ask to confirm or mark « Douteuse ».
 */

import { correctedDays, day, daysBetween, termDays } from "./days.js";
import measures from "./measures.js";
import { french, frenchDate } from "./wording.js";
import { converted, POSITION_CM, zscore } from "./zscore.js";

const MEASURES = Object.fromEntries(measures.map((each) => [each.code, each]));
const INDICATOR = { poids: "wfa", taille: "lhfa", pc: "hcfa", imc: "bfa" };
const UNITS = { Cel: "°C", "mm[Hg]": "mmHg", "kg/m2": "kg/m²" };
const EXAMPLES = {
  poids: "un poids en kilos ou en grammes, par exemple 3,450 ou 3450",
  taille: "une taille en centimètres, par exemple 52,5",
  pc: "un périmètre crânien en centimètres, par exemple 36,5",
  temp: "une température en degrés, par exemple 37,4",
};
/** Below this a whole number typed for a weight can only be kilos: 12 is a toddler. */
const GRAMS_FROM = 300;
const SETTINGS = { age_corrige_reference_jours: 280, age_corrige_seuil_sa: 37, age_corrige_arret_mois: 24 };

const unitOf = (kind) => UNITS[MEASURES[kind].unite] ?? MEASURES[kind].unite;
/** A measurement as it is read: « 3 450 g », « 52,5 cm ». */
export const shown = (kind, value) => `${french(value)} ${unitOf(kind)}`;

/**
 * @param {{kind: string, value: number, child?: object, previous?: object[], on: string, method?: string,
 *   settings?: object}} given `child`: the person of the file; `previous`: its measurements when left out;
 *   `on`: ISO date; `method`: couche or debout
 * @returns {{verdict: "ok"|"confirm"|"refuse", sentence: string}}
 */
export function checkMeasure({ kind, value, child, previous, on, method = null, settings = SETTINGS }) {
  const measure = MEASURES[kind];
  const low = measure.dur_min;
  const high = measure.dur_max;
  if (!(low <= value && value <= high)) {
    const sentence =
      `${measure.libelle} : ${shown(kind, value)} n’est pas possible ` +
      `(de ${shown(kind, low)} à ${shown(kind, high)}). ${otherUnit(kind, value) || AGAIN}`;
    return { verdict: "refuse", sentence };
  }
  const scaled = value * 10 ** measure.decimales;
  if (Math.abs(scaled - Math.round(scaled)) > 1e-6) return { verdict: "refuse", sentence: tooFine(kind) };
  const reasons = unusual(measure, value, child ?? {}, previous ?? null, on, method, settings);
  if (!reasons.length) return { verdict: "ok", sentence: "" };
  const sentence =
    `${measure.libelle} : ${shown(kind, value)}, c’est inhabituel (${reasons.join(" ; ")}). ` +
    "Confirmez la mesure, ou marquez-la « Douteuse ».";
  return { verdict: "confirm", sentence };
}

const AGAIN = "Vérifiez et saisissez de nouveau.";

/** Grams said as kilos, or the reverse: what to type instead; "" for anything else. */
function otherUnit(kind, value) {
  const { dur_min: low, dur_max: high } = MEASURES.poids;
  if (kind !== "poids") return "";
  if (value > high && value / 1000 >= low && value / 1000 <= high) return `Si ce sont des grammes, saisissez ${french(Math.round(value / 1000))} g.`;
  return value < low && value * 1000 >= low ? `Si ce sont des kilos, saisissez ${french(value)} kg.` : "";
}

function unusual(measure, value, child, previous, on, method, settings) {
  const kind = measure.code;
  const soft = measure.souple;
  const reasons = [];
  const birth = day(child.birth_date);
  if (birth !== null && on < birth) reasons.push(`datée du ${frenchDate(on)}, avant la naissance du ${frenchDate(birth)} : vérifiez les dates`);
  if ("min" in soft && !(soft.min <= value && value <= soft.max)) {
    reasons.push(`d’habitude de ${shown(kind, soft.min)} à ${shown(kind, soft.max)}`);
  }
  if ("ds" in soft) {
    const score = scoreOf(kind, value, child, on, method, settings);
    if (score !== null && Math.abs(score) > soft.ds) {
      reasons.push(`${score > 0 ? "+" : "−"}${decimal(Math.abs(score), 1)} DS pour l’âge et le sexe`);
    }
  }
  const before = earlier(kind, child, previous, on);
  if (kind === "poids") reasons.push(...weightChange(value, child, before, on, soft));
  if ("baisse_max_cm" in soft && before.length) {
    const last = before.at(-1);
    const moved = kind === "taille" && last.method === "couche" && method === "debout";
    const was = moved ? last.value - POSITION_CM : last.value;
    if (was - value > soft.baisse_max_cm + 1e-9) reasons.push(`${shown(kind, last.value)} le ${frenchDate(last.on)}`);
  }
  return reasons;
}

/** z-score of a measurement of a child on a day, at the corrected age; null where there is none. */
export function scoreOf(kind, value, child, on, method, settings) {
  const birth = day(child.birth_date);
  if (birth === null || birth > on) return null;
  const days = correctedDays(birth, on, termDays(child.term_weeks, child.term_days), settings);
  if (kind === "poids") return zscore("wfa", child.sex, days, value / 1000);
  return zscore(INDICATOR[kind], child.sex, days, kind === "taille" ? converted(value, days, method) : value);
}

/** Earlier measurements of this kind, oldest first, doubtful and struck ones left out. */
function earlier(kind, child, previous, on) {
  return (previous ?? child.measurements ?? [])
    .filter((each) => each.kind === kind && !each.doubtful && !each.struck)
    .map((each) => ({ ...each, on: day(each.taken_at) }))
    .filter((each) => each.on !== null && each.on < on)
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

function weightChange(value, child, before, on, soft) {
  const birth = day(child.birth_date);
  const start = birth !== null && child.birth_weight_g && birth < on ? { on: birth, value: child.birth_weight_g } : null;
  const last = before.at(-1) ?? start;
  if (!last) return [];
  const gain = (value - last.value) / daysBetween(last.on, on);
  if (gain > soft.gain_max_g_jour) return [`+${decimal(gain, 0)} g par jour depuis le ${frenchDate(last.on)}`];
  const compared = start && start !== last && daysBetween(birth, on) < 15 ? [last, start] : [last];
  for (const each of compared) {
    const loss = (100 * (each.value - value)) / each.value;
    if (loss > soft.perte_max_pct) return [`−${decimal(loss, 0)} % depuis le ${frenchDate(each.on)}`];
  }
  return [];
}

/**
 * Read what was typed; an empty text has neither value nor sentence.
 * A weight is in grams once read: « 3,450 », « 3.45 » and « 3450 » are the same.
 * @returns {{value: number|null, sentence: string}}
 */
export function parseMeasure(kind, text) {
  const typed = text.replace(/\s/g, "");
  if (!typed) return { value: null, sentence: "" };
  const found = /^(\d+)(?:[.,](\d+))?(kg|g|cm|°c|°|mmhg)?$/.exec(typed.toLowerCase());
  const unit = found?.[3];
  if (!found || typed.length > 20 || (unit && !unitsOf(kind).includes(unit))) {
    return { value: null, sentence: `Saisissez ${EXAMPLES[kind] ?? "un nombre"}.` };
  }
  const whole = found[1];
  const rest = (found[2] ?? "").replace(/0+$/, "");
  const inKilos = unit === "kg" || (!unit && (found[2] !== undefined || Number(whole) < GRAMS_FROM));
  if (kind === "poids" && inKilos) {
    if (rest.length > 3) return { value: null, sentence: tooFine(kind) };
    return { value: Number(whole) * 1000 + Number(rest.padEnd(3, "0")), sentence: "" };
  }
  if (rest.length > MEASURES[kind].decimales) return { value: null, sentence: tooFine(kind) };
  return { value: Number(rest ? `${whole}.${rest}` : whole), sentence: "" };
}

function unitsOf(kind) {
  if (kind === "poids") return ["kg", "g"];
  if (kind === "temp") return ["°c", "°"];
  return [unitOf(kind).toLowerCase()];
}

function tooFine(kind) {
  if (kind === "poids") return "Poids : saisissez-le au gramme près, par exemple 3,450 ou 3450.";
  const how = MEASURES[kind].decimales === 0 ? "un nombre entier" : "un seul chiffre après la virgule";
  return `${MEASURES[kind].libelle} : saisissez ${how}.`;
}

function decimal(value, places) {
  const scaled = Math.floor(value * 10 ** places + 0.5);
  if (!places) return String(scaled);
  const unit = 10 ** places;
  return `${Math.floor(scaled / unit)},${String(scaled % unit).padStart(places, "0")}`;
}
