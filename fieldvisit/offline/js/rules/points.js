/** What a child's chart shows, as fieldvisit/growth/points.py: every measurement with its ages, z-scores, centiles. */

import { correctedDays, day, daysBetween, termDays } from "./days.js";
import { INDICATORS, POST_MENSTRUAL, scoreForLength, scoreIn, tableOf } from "./reference.js";
import { converted, flagged, percentile } from "./zscore.js";

const INDICATOR = { poids: "wfa", taille: "lhfa", pc: "hcfa" };
const NO_SEX = "Sexe inconnu : pas de z-score.";
const NO_BIRTH = "Date de naissance inconnue : ni âge, ni z-score.";
const BEFORE_BIRTH = "Mesure datée d’avant la naissance : vérifiez la date.";
const BEFORE_TERM = "Avant le terme prévu : la référence ne s’applique pas à l’âge corrigé.";
const OUTSIDE = "Hors de ce que couvre la référence.";

/** What says how an age is corrected, when no grid is at hand. */
export const SETTINGS = { age_corrige_reference_jours: 280, age_corrige_seuil_sa: 37, age_corrige_arret_mois: 24 };

/**
 * The points of one child's charts, oldest first.
 * @param {object} child the person of the file, with its `measurements`
 * @param {{taken?: object[], on?: string|null, reference?: object|null, settings?: object}} [options] `taken`: what a
 *   visit of the day `on` has measured so far, in the place of what the file holds for that day; `reference`: an
 *   imported one (`docs("reference")`), null for WHO
 * @returns {{date: string, age_days: number|null, corrected_age_days: number|null, indicator: string, value: number,
 *   y: number, y_corrected: number|null, length: number|null, z: number|null, centile: number|null,
 *   z_corrected: number|null, centile_corrected: number|null, flag: boolean, reference: string|null, id: string|null,
 *   doubtful: boolean, method: string, why: string}[]} `indicator`: wfa (kg), lhfa, hcfa (cm), bfa (kg/m²), wfl (kg, at
 *   its `length`); `y`, `y_corrected`: as plotted, lying or standing as the tables expect; `why`: when there is no z
 */
export function points(child, { taken = [], on = null, reference = null, settings = SETTINGS } = {}) {
  const one = {
    birth: day(child.birth_date),
    sex: child.sex,
    term: termDays(child.term_weeks, child.term_days),
    reference,
    settings,
  };
  const all = measured(child, taken, on);
  const found = all.filter(({ kind }) => kind in INDICATOR).map((each) => point(one, each, INDICATOR[each.kind], null));
  for (const [weight, length] of pairs(all)) {
    for (const indicator of ["bfa", "wfl"]) found.push(point(one, weight, indicator, length));
  }
  const rank = ({ indicator }) => INDICATORS.indexOf(indicator);
  return found.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : rank(a) - rank(b)));
}

function measured(child, taken, on) {
  const today = new Set(taken.map(({ kind }) => kind));
  const told = taken.map((each) => ({ ...each, on }));
  for (const each of child.measurements ?? []) {
    const at = day(each.taken_at);
    if (at === null || each.struck || (on !== null && at > on) || (at === on && today.has(each.kind))) continue;
    told.push({ ...each, on: at });
  }
  return told.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

/** Weight and length of each day, the last ones; a doubtful one makes no index. */
function pairs(all) {
  const last = { poids: new Map(), taille: new Map() };
  for (const each of all) if (!each.doubtful) last[each.kind]?.set(each.on, each);
  return [...last.poids.keys()].filter((on) => last.taille.has(on)).map((on) => [last.poids.get(on), last.taille.get(on)]);
}

function point(one, each, indicator, length) {
  const { birth, sex, term, reference, settings } = one;
  const age = birth === null ? null : daysBetween(birth, each.on);
  const moved = birth === null ? null : correctedDays(birth, each.on, term, settings);
  const corrected = moved === age ? null : moved;
  const postMenstrual = reference !== null && tableOf(reference, indicator, "F")?.unit in POST_MENSTRUAL;
  const lengthAt = (days) => converted((length ?? each).value, days, (length ?? each).method || null);
  const raw = (cm) => {
    if (indicator === "bfa") return each.value / 1000 / (cm / 100) ** 2;
    return each.kind === "poids" ? each.value / 1000 : each.value;
  };
  const plotted = (days) => {
    if (days === null || (indicator !== "lhfa" && indicator !== "bfa")) return raw(length?.value);
    return indicator === "lhfa" ? lengthAt(days) : raw(lengthAt(days));
  };
  const score = (days) => {
    if (days === null || (days < 0 && !postMenstrual)) return { z: null, reference: null };
    if (indicator === "wfl") return scoreForLength(reference, sex, days, lengthAt(days), raw());
    // A post-menstrual axis counts from the last period: the real age is its only one.
    return scoreIn(reference, indicator, sex, postMenstrual ? age : days, plotted(days), term);
  };
  const real = score(age);
  const other = score(corrected);
  const counted = corrected === null ? real.z : other.z;
  return {
    date: each.on,
    age_days: age,
    corrected_age_days: corrected,
    indicator,
    value: raw(length?.value),
    y: plotted(age),
    y_corrected: corrected === null ? null : plotted(corrected),
    length: length?.value ?? null,
    z: real.z,
    centile: real.z === null ? null : percentile(real.z),
    z_corrected: other.z,
    centile_corrected: other.z === null ? null : percentile(other.z),
    flag: counted !== null && flagged(indicator, counted),
    reference: real.reference ?? other.reference,
    id: each.id ?? null,
    doubtful: Boolean(each.doubtful),
    method: (length ?? each).method || "",
    why: why(age, sex, corrected, real.z, other.z),
  };
}

function why(age, sex, corrected, z, zCorrected) {
  if (age === null) return NO_BIRTH;
  if (age < 0) return BEFORE_BIRTH;
  if (sex !== "M" && sex !== "F") return NO_SEX;
  if (corrected !== null && corrected < 0 && zCorrected === null) return BEFORE_TERM;
  return z === null ? OUTSIDE : "";
}
