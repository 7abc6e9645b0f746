/**
 * z-scores (DS) on the WHO references, as in fieldvisit/growth/zscore.py: Standards 2006 under 60 months,
 * Reference 2007 above, restricted LMS beyond ±3 for what involves weight, 731 days, 0.7 cm, no smoothing.
 */

import who from "./who.js";

export const MONTH = 30.4375;
export const LAST_DAY_2006 = 1826;
const STANDING_FROM = 731;
const STANDING_FROM_CM = 87;
export const POSITION_CM = 0.7;
const STANDS_FROM_MONTHS = 9;
const TABLES = {
  wfa: ["wfa2006", "wfa2007", 120, true],
  lhfa: ["lhfa2006", "hfa2007", 228, false],
  bfa: ["bfa2006", "bfa2007", 228, true],
  hcfa: ["hcfa2006", null, 0, false],
};

/** What WHO marks « verify the measure »; the z-score is still shown. */
const FLAGS = { lhfa: [-6, 6], wfa: [-6, 5], wfl: [-5, 5], bfa: [-5, 5], hcfa: [-5, 5] };

const unpacked = new Map();

/** A packed WHO table: first x, step, and its columns L, M, S. */
export function table(name, sex) {
  const key = name + sex;
  if (!unpacked.has(key)) {
    const packed = who.tables[name][sex];
    const column = (values, scale) => {
      const rows = new Float64Array(packed.count);
      let sum = 0;
      for (let i = 0; i < rows.length; i++) {
        if (i < values.length) sum += values[i];
        rows[i] = sum / scale;
      }
      return rows;
    };
    unpacked.set(key, {
      from: packed.from,
      step: packed.step,
      columns: [column(packed.L, 1e4), column(packed.M, 1e4), column(packed.S, 1e5)],
    });
  }
  return unpacked.get(key);
}

/** L, M, S at x, linear between rows; null outside the table. */
export function rowAt(name, sex, x) {
  const { from, step, columns } = table(name, sex);
  let place = (x - from) / step;
  if (Math.abs(place - Math.round(place)) < 1e-9) place = Math.round(place);
  const last = columns[0].length - 1;
  if (!(place >= 0 && place <= last)) return null;
  const low = Math.floor(place);
  const high = Math.min(low + 1, last);
  return columns.map((column) => column[low] + (column[high] - column[low]) * (place - low));
}

/** L, M, S of weight for length, worked out as WHO's own code does, down to the last bit; null outside the table. */
function rowByLength(name, sex, lengthCm) {
  const { from, columns } = table(name, sex);
  const last = columns[0].length - 1;
  if (!(lengthCm >= from && lengthCm <= from + last / 10)) return null;
  const first = Math.round(from * 10);
  const low = Math.trunc(lengthCm * 10);
  const part = (lengthCm - low / 10) / 0.1;
  const after = Math.min(part > 0 ? Math.trunc(lengthCm * 10 + 1) : low, first + last);
  return columns.map((rows) => rows[low - first] + Math.max(part, 0) * (rows[after - first] - rows[low - first]));
}

/** The value at a z-score on a row L, M, S; NaN where plain LMS has none. */
export function valueAt(z, [power, median, spread], restricted) {
  if (restricted && Math.abs(z) > 3) {
    const side = Math.sign(z);
    const outer = valueAt(3 * side, [power, median, spread], false);
    return outer + (Math.abs(z) - 3) * (outer - valueAt(2 * side, [power, median, spread], false));
  }
  return power === 0 ? median * Math.exp(spread * z) : median * (1 + power * spread * z) ** (1 / power);
}

/** z of a positive value on a row L, M, S; the restricted rule beyond ±3 for what involves weight. */
export function scoreOn(value, row, restricted) {
  const [power, median, spread] = row;
  const at = (z) => valueAt(z, row, false);
  const z = power === 0 ? Math.log(value / median) / spread : ((value / median) ** power - 1) / (power * spread);
  if (restricted && z > 3) return 3 + (value - at(3)) / (at(3) - at(2));
  if (restricted && z < -3) return -3 + (value - at(-3)) / (at(-2) - at(-3));
  return z;
}

/**
 * One z-score, or null where WHO gives none: unknown sex, negative corrected age, age or value outside.
 * @param {"wfa"|"lhfa"|"hcfa"|"bfa"} indicator weight in kg, lengths in cm (already converted), BMI in kg/m²
 */
export function zscore(indicator, sex, ageDays, value) {
  if ((sex !== "M" && sex !== "F") || !(ageDays >= 0) || !(value > 0)) return null;
  const [early, late, lastMonth, restricted] = TABLES[indicator];
  if (ageDays <= LAST_DAY_2006) {
    const row = rowAt(early, sex, ageDays);
    return row && scoreOn(value, row, restricted);
  }
  const months = ageDays / MONTH;
  const row = late && months <= lastMonth ? rowAt(late, sex, months) : null;
  return row && scoreOn(value, row, restricted);
}

/** The length that the tables expect at this age: lying before 731 days, standing after. */
export function converted(lengthCm, ageDays, method) {
  const stands = ageDays / MONTH >= STANDS_FROM_MONTHS;
  if (method === "debout" && ageDays < STANDING_FROM && stands) return lengthCm + POSITION_CM;
  if (method === "couche" && ageDays >= STANDING_FROM) return lengthCm - POSITION_CM;
  return lengthCm;
}

/**
 * Weight for length before 60 months, on the length already converted; null where WHO gives none. A child whose age is
 * not known (null) is judged by the position, else by 87 cm.
 */
export function weightForLength(sex, weightKg, lengthCm, ageDays, method = null) {
  if ((sex !== "M" && sex !== "F") || !(weightKg > 0)) return null;
  if (ageDays !== null && (!(ageDays >= 0) || ageDays / MONTH >= 60)) return null;
  const isStanding = ageDays !== null ? ageDays >= STANDING_FROM : method === "debout" || (!method && lengthCm >= STANDING_FROM_CM);
  const row = rowByLength(isStanding ? "wfh2006" : "wfl2006", sex, lengthCm);
  return row && scoreOn(weightKg, row, true);
}

/** Whether WHO asks to verify the measure, judged on the z-score rounded to two decimals. */
export function flagged(indicator, z) {
  const [low, high] = FLAGS[indicator];
  return rounded(z) < low || rounded(z) > high;
}

/** Percentile (0–100) of a z-score, by Marsaglia's series; exact to 1e-9 where a percentile means something. */
export function percentile(z) {
  if (z > 7) return 100;
  if (z < -7) return 0;
  let term = z;
  let sum = z;
  for (let i = 3; Math.abs(term) > 1e-16 * Math.abs(sum) && i < 400; i += 2) {
    term *= (z * z) / i;
    sum += term;
  }
  return 50 + (100 * sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Two decimals, half away from zero. */
export function rounded(z) {
  return (Math.sign(z) * Math.floor(Math.abs(z) * 100 + 0.5)) / 100;
}
