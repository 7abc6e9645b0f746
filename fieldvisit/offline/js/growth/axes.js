/** Where things stand on a growth chart: windows of age, ticks, scales, labels that do not collide. Pure. */

const YEAR = 365.25;
const MONTH = YEAR / 12;

/** Preset windows of age, in days; `ticks`: days between labelled lines, `minor`: between thin ones. */
const SPANS = {
  "4s": { label: "0–4 semaines", from: 0, to: 28, unit: "jours", every: 2, minor: 1, of: 1 },
  "3m": { label: "0–3 mois", from: 0, to: 91, unit: "semaines", every: 14, minor: 7, of: 7 },
  "12m": { label: "0–12 mois", from: 0, to: YEAR, unit: "mois", every: MONTH, minor: MONTH / 2, of: MONTH },
  "3a": { label: "0–3 ans", from: 0, to: 3 * YEAR, unit: "mois", every: 3 * MONTH, minor: MONTH, of: MONTH },
  "5a": { label: "0–5 ans", from: 0, to: 5 * YEAR, unit: "mois", every: 6 * MONTH, minor: 2 * MONTH, of: MONTH },
  "6a": { label: "2–6 ans", from: 2 * YEAR, to: 6 * YEAR, unit: "ans", every: YEAR / 2, minor: YEAR / 4, of: YEAR },
  "18a": { label: "1–18 ans", from: YEAR, to: 18 * YEAR, unit: "ans", every: YEAR, minor: YEAR / 2, of: YEAR },
  "2-18a": { label: "2–18 ans", from: 2 * YEAR, to: 18 * YEAR, unit: "ans", every: YEAR, minor: YEAR / 2, of: YEAR },
};
const OF_MEASURE = {
  poids: ["4s", "3m", "12m", "3a", "18a"], taille: ["3m", "12m", "3a", "18a"], pc: ["3m", "12m", "3a", "5a"],
  imc: ["6a", "2-18a"], ds: ["3m", "12m", "3a", "18a"],
};

export const spansOf = (measure) => OF_MEASURE[measure].map((code) => ({ code, ...SPANS[code] }));

/** The window asked for, else the smallest one that holds the child's age with room for the next visit. */
export function spanFor(measure, asked, ageDays) {
  const all = spansOf(measure);
  return all.find(({ code }) => code === asked) ?? all.find(({ to }) => ageDays <= to * 0.95) ?? all.at(-1);
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20];

/** Round bounds and steps for values: about `most` labelled lines, thin ones between. */
export function valueScale(low, high, most = 11) {
  const pad = (high - low) * 0.03;
  const step = STEPS.find((one) => (high - low + 2 * pad) / one <= most) ?? 50;
  const minor = step / (Number.isInteger(Math.log10(step)) || String(step).includes("1") ? 5 : step === 0.2 || step === 2 || step === 20 ? 4 : 5);
  const from = Math.max(0, Math.floor((low - pad) / minor) * minor);
  const to = Math.ceil((high + pad) / minor) * minor;
  return { from, to, step, minor };
}

/** Multiples of a step within bounds, floats kept tidy. */
export function multiples(from, to, step) {
  const found = [];
  for (let n = Math.ceil(from / step - 1e-6); n * step <= to + step * 1e-6; n++) found.push(Math.round(n * step * 1e6) / 1e6);
  return found;
}

/**
 * Heights of labels moved so that none covers another: at least `gap` apart, within bounds, order kept.
 * @param {number[]} heights in any order
 * @returns {number[]} in the same order
 */
export function apart(heights, gap, top, bottom) {
  const order = heights.map((y, at) => ({ y, at })).sort((a, b) => a.y - b.y || a.at - b.at);
  order.forEach((one, n) => (one.y = Math.max(one.y, n ? order[n - 1].y + gap : top)));
  for (let n = order.length - 1; n >= 0; n--) order[n].y = Math.min(order[n].y, n < order.length - 1 ? order[n + 1].y - gap : bottom);
  const moved = [];
  order.forEach(({ y, at }) => (moved[at] = y));
  return moved;
}

/** The frame of a drawing and its two scales, in the units of its viewBox. */
export function frameOf(size, x0, x1, y0, y1) {
  const { width, height, left, right, top, bottom } = size;
  const w = width - left - right;
  const h = height - top - bottom;
  return {
    x: left, y: top, w, h, right: left + w, bottom: top + h,
    atX: (days) => round(left + ((days - x0) / (x1 - x0)) * w),
    atY: (value) => round(top + h - ((value - y0) / (y1 - y0)) * h),
  };
}

export const round = (value) => Math.round(value * 10) / 10;

/** Drawn on the whole page, and beside the measures being typed. */
export const SIZES = {
  page: { width: 760, height: 620, left: 50, right: 48, top: 30, bottom: 50, gap: 15 },
  beside: { width: 560, height: 400, left: 46, right: 44, top: 28, bottom: 46, gap: 14 },
};

/** Ticks of an axis of ages: `{at, text}`, and the days of the thin lines. */
export function ageTicks(span, from, to) {
  return {
    ticks: multiples(from, to, span.every).map((at) => ({ at, text: String(Math.round((at / span.of) * 10) / 10).replace(".", ",").replace("-", "−") })),
    minor: multiples(from, to, span.minor),
  };
}
