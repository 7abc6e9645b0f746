/**
 * z-scores (DS) on the WHO references, as in fieldvisit/growth/zscore.py: Standards 2006 under 60 months,
 * Reference 2007 above, restricted LMS beyond ±3 for what involves weight, 731 days, 0.7 cm, no smoothing.
 */

import who from "./who.js";

export const MONTH = 30.4375;
const LAST_DAY_2006 = 1826;
const STANDING_FROM = 731;
export const POSITION_CM = 0.7;
const STANDS_FROM_MONTHS = 9;
const TABLES = {
  wfa: ["wfa2006", "wfa2007", 120, true],
  lhfa: ["lhfa2006", "hfa2007", 228, false],
  bfa: ["bfa2006", "bfa2007", 228, true],
  hcfa: ["hcfa2006", null, 0, false],
};

const unpacked = new Map();

function table(name, sex) {
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
function rowAt(name, sex, x) {
  const { from, step, columns } = table(name, sex);
  let place = (x - from) / step;
  if (Math.abs(place - Math.round(place)) < 1e-9) place = Math.round(place);
  const last = columns[0].length - 1;
  if (!(place >= 0 && place <= last)) return null;
  const low = Math.floor(place);
  const high = Math.min(low + 1, last);
  return columns.map((column) => column[low] + (column[high] - column[low]) * (place - low));
}

function score(value, [power, median, spread], restricted) {
  const at = (z) => (power === 0 ? median * Math.exp(spread * z) : median * (1 + power * spread * z) ** (1 / power));
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
    return row && score(value, row, restricted);
  }
  const months = ageDays / MONTH;
  const row = late && months <= lastMonth ? rowAt(late, sex, months) : null;
  return row && score(value, row, restricted);
}

/** The length that the tables expect at this age: lying before 731 days, standing after. */
export function converted(lengthCm, ageDays, method) {
  const stands = ageDays / MONTH >= STANDS_FROM_MONTHS;
  if (method === "debout" && ageDays < STANDING_FROM && stands) return lengthCm + POSITION_CM;
  if (method === "couche" && ageDays >= STANDING_FROM) return lengthCm - POSITION_CM;
  return lengthCm;
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
