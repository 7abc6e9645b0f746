/**
 * The lines of a chart, as fieldvisit/growth/curves.py: what a reference gives for chosen z-scores or centiles. Each
 * change of table is a piece of its own, so that its step stays visible.
 */

import { DAYS_IN, POST_MENSTRUAL, rowOf, tableOf } from "./reference.js";
import { MONTH, percentile, rowAt, valueAt } from "./zscore.js";

const MOST_PLACES = 160;
const FIVE_YEARS = 60 * MONTH;
const WHO = {
  wfa: [["wfa2006", "who2006", 0, 1826], ["wfa2007", "who2007", FIVE_YEARS, 120 * MONTH]],
  lhfa: [
    ["lhfa2006", "who2006", 0, 730],
    ["lhfa2006", "who2006", 731, 1826],
    ["hfa2007", "who2007", FIVE_YEARS, 228 * MONTH],
  ],
  bfa: [
    ["bfa2006", "who2006", 0, 730],
    ["bfa2006", "who2006", 731, 1826],
    ["bfa2007", "who2007", FIVE_YEARS, 228 * MONTH],
  ],
  hcfa: [["hcfa2006", "who2006", 0, 1826]],
  wfl: [["wfl2006", "who2006", 45, 110]],
  wfh: [["wfh2006", "who2006", 65, 120]],
};
const BY_LENGTH = new Set(["wfl", "wfh"]);
const OF_WEIGHT = new Set(["wfa", "bfa", "wfl", "wfh"]);

/**
 * The pieces of the lines between `low` and `high`: days of age, or cm for « wfl » (lying) and « wfh ».
 * @param {{low: number, high: number, zs?: number[], centiles?: number[], reference?: object|null,
 *   term?: number|null}} window `reference`: an imported one, null for WHO; `term`: of a preterm child, in days
 * @returns {{reference: string, from: number, to: number,
 *   lines: {z: number, centile: number|null, points: [number, number][]}[]}[]}
 */
export function curves(indicator, sex, { low, high, zs = [], centiles = [], reference = null, term = null }) {
  if (sex !== "M" && sex !== "F") return [];
  const asked = [...zs.map((z) => [z, null]), ...centiles.map((each) => [zOfCentile(each), each])];
  const restricted = reference === null && OF_WEIGHT.has(indicator);
  const found = [];
  for (const { rowFor, name, from, to } of pieces(indicator, sex, reference, term)) {
    const [start, end] = [Math.max(from, low), Math.min(to, high)];
    if (start > end) continue;
    const x = places(start, end, BY_LENGTH.has(indicator));
    const rows = x.map(rowFor);
    const lines = asked.map(([z, centile]) => ({
      z,
      centile,
      points: x
        .map((at, i) => [at, rows[i] ? valueAt(z, rows[i], restricted && centile === null) : NaN])
        .filter(([, y]) => Number.isFinite(y)),
    }));
    found.push({ reference: name, from: x[0], to: x.at(-1), lines });
  }
  return found;
}

function pieces(indicator, sex, reference, term) {
  if (reference === null) {
    return (WHO[indicator] ?? []).map(([name, who, from, to]) => {
      const scale = name.endsWith("2007") ? MONTH : 1;
      return { rowFor: (x) => rowAt(name, sex, x / scale), name: who, from, to };
    });
  }
  const table = tableOf(reference, indicator, sex);
  const counted = table && table.unit in POST_MENSTRUAL;
  if (!table || (counted && term === null)) return [];
  const scale = POST_MENSTRUAL[table.unit] ?? DAYS_IN[table.unit] ?? 1;
  const shift = counted ? term : 0;
  const at = (x) => x * scale - shift;
  const rowFor = (x) => rowOf(table, (x + shift) / scale);
  return [{ rowFor, name: reference.id, from: at(table.x[0]), to: at(table.x.at(-1)) }];
}

/** Both ends, and whole steps (a day, a millimetre) between them, no more than are seen. */
function places(start, end, byLength) {
  const step = byLength ? 0.1 : 1;
  const many = Math.max(1, Math.min(MOST_PLACES, Math.trunc((end - start) / step)));
  const found = [start];
  for (let i = 1; i < many; i++) {
    const at = Math.floor((start + ((end - start) * i) / many) / step + 0.5) * step;
    found.push(Math.min(Math.max(at, start), end));
  }
  return [...new Set([...found, end])].sort((a, b) => a - b);
}

/** The z-score of a centile (0–100), by Newton on `percentile`. */
export function zOfCentile(centile) {
  let z = 0;
  for (let i = 0; i < 60; i++) {
    const slope = (100 * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
    const step = Math.min(Math.max((percentile(z) - centile) / slope, -1), 1);
    z -= step;
    if (Math.abs(step) < 1e-14) break;
  }
  return z;
}
