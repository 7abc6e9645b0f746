/**
 * Growth references as data, as fieldvisit/growth/reference.py: WHO embedded, a county's own table from its document
 * (`docs("reference")`), with its name, version, validity and whom to credit.
 */

import { LAST_DAY_2006, MONTH, scoreOn, weightForLength, zscore } from "./zscore.js";

export const NOT_THE_CARNET = "Ce ne sont pas les courbes du carnet de santé.";

/** What is said beside each curve and point. */
export const CREDITS = {
  who2006: {
    id: "who2006",
    name: "OMS 2006",
    version: "2006",
    validity: "de la naissance à 5 ans",
    attribution: `Normes OMS de croissance de l’enfant (WHO Child Growth Standards, 2006). ${NOT_THE_CARNET}`,
  },
  who2007: {
    id: "who2007",
    name: "OMS 2007",
    version: "2007",
    validity: "de 5 à 19 ans (poids : jusqu’à 10 ans)",
    attribution: `Référence OMS de croissance (WHO Reference, 2007). ${NOT_THE_CARNET}`,
  },
};
/** What charts show until the county chooses another: both WHO references, one after the other. */
export const OMS = {
  id: "oms",
  name: "OMS 2006/2007",
  version: "2006/2007",
  validity: "de la naissance à 19 ans",
  attribution: `Référence OMS 2006/2007 (Organisation mondiale de la santé). ${NOT_THE_CARNET}`,
};
export const INDICATORS = ["wfa", "lhfa", "bfa", "hcfa", "wfl"];
export const DAYS_IN = { days: 1, weeks: 7, months: MONTH, years: 12 * MONTH };
export const POST_MENSTRUAL = { pma_days: 1, pma_weeks: 7 };

const NONE = { z: null, reference: null };
const known = (sex) => sex === "M" || sex === "F";

/** The table of an indicator in an imported reference: {unit, x, L, M, S}; null when it has none. */
export function tableOf(reference, indicator, sex) {
  const body = reference.tables[indicator];
  return body && known(sex) ? { unit: body.unit, ...body[sex] } : null;
}

/** L, M, S at x, linear between rows; null outside the table. */
export function rowOf({ x, L, M, S }, at) {
  const last = x.length - 1;
  if (!(at >= x[0] - 1e-9 && at <= x[last] + 1e-9)) return null;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= at) low = middle;
    else high = middle;
  }
  const part = low === high ? 0 : Math.min(Math.max((at - x[low]) / (x[high] - x[low]), 0), 1);
  return [L, M, S].map((column) => column[low] + (column[high] - column[low]) * part);
}

/** Where an age lies on a table's axis; null for a post-menstrual axis when the term of birth is not known. */
function place(unit, ageDays, term) {
  if (!(unit in POST_MENSTRUAL)) return ageDays / DAYS_IN[unit];
  return term === null ? null : (ageDays + term) / POST_MENSTRUAL[unit];
}

/**
 * The z-score of a value at an age and the id of the reference that gave it, both null where there is none.
 * @param {object|null} reference an imported one, null for WHO
 * @param {number|null} ageDays
 * @param {number} value kg, cm (already converted) or kg/m²
 * @param {number|null} term of birth in days, for a reference that counts from the last period
 * @returns {{z: number|null, reference: string|null}}
 */
export function scoreIn(reference, indicator, sex, ageDays, value, term = null) {
  if (!known(sex) || ageDays === null || !(value > 0)) return NONE;
  if (!reference) {
    const z = indicator === "wfl" ? null : zscore(indicator, sex, ageDays, value);
    return z === null ? NONE : { z, reference: ageDays <= LAST_DAY_2006 ? "who2006" : "who2007" };
  }
  const table = tableOf(reference, indicator, sex);
  const at = table && table.unit !== "cm" ? place(table.unit, ageDays, term) : null;
  return lookedUp(reference, table, at, value);
}

/** Weight for length at an age, on the length already converted; as `scoreIn`. */
export function scoreForLength(reference, sex, ageDays, lengthCm, weightKg) {
  if (!known(sex) || !(ageDays >= 0) || !(weightKg > 0)) return NONE;
  if (reference) return lookedUp(reference, tableOf(reference, "wfl", sex), lengthCm, weightKg);
  const z = weightForLength(sex, weightKg, lengthCm, ageDays);
  return z === null ? NONE : { z, reference: "who2006" };
}

function lookedUp(reference, table, at, value) {
  const row = table && at !== null ? rowOf(table, at) : null;
  const z = row ? scoreOn(value, row, false) : NaN;
  return Number.isNaN(z) ? NONE : { z, reference: reference.id };
}
