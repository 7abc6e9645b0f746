/** All measures of a child in SD on one chart, each with its own mark and dash; here successive measures are joined. Pure. */
import { apart, frameOf, round, SIZES } from "./axes.js";
import { outsideText, paper, stepsOf } from "./chart.js";
import { diamond, dot, square, triangle } from "./marks.js";
import { MEASURES, REFERENCE_2007, STANDING, STYLE_OF_SD } from "./measures.js";

const SHAPES = { poids: dot, taille: square, pc: triangle, imc: diamond };
/** Further than this it is an error and no place on a chart. */
const FURTHEST = 8;
const LEVELS = [-3, -2, -1, 0, 1, 2, 3];

/** The age and the z-score of a point as the chosen ages say; null without z. */
function placeOf(point, ages) {
  const isCorrected = ages !== "reel" && point.corrected_age_days !== null;
  const z = isCorrected ? point.z_corrected : point.z;
  return z === null ? null : { point, x: isCorrected ? point.corrected_age_days : point.age_days, z };
}

/** @param {object} given as `chartOf`, without `kind`; `ages`: reel or corrige */
export function sdsOf({ points, span, ages, size: sizeName, reference, selected }) {
  const size = { ...SIZES[sizeName], right: 62 };
  const all = points
    .filter(({ state }) => !["doubtful", "misdated", "undated", "struck"].includes(state))
    .map((point) => placeOf(point, ages))
    .filter((one) => one && one.x >= span.from && one.x <= span.to);
  const placed = all.filter(({ z }) => Math.abs(z) <= FURTHEST);
  const most = Math.min(FURTHEST, Math.max(4, ...placed.map(({ z }) => Math.ceil(Math.abs(z) + 0.2))));
  const scale = { from: -most, to: most, step: 1, minor: 0.5 };
  const frame = frameOf(size, span.from, span.to, -most, most);
  const y = (z) => frame.atY(Math.max(-most, Math.min(most, z)));
  const series = Object.keys(MEASURES).map((kind) => ({ kind, ends: placed.filter(({ point }) => point.kind === kind) })).filter(({ ends }) => ends.length);
  const d = (kind, ends) => ends.map((one) => SHAPES[kind](frame.atX(one.x), y(one.z))).join("");
  const heights = apart(series.map(({ ends }) => y(ends.at(-1).z)), size.gap + 2, frame.y + 8, frame.bottom - 4);
  const found = placed.find(({ point }) => point.key === selected);
  return {
    ...paper(size, frame, span, scale, span.from, span.to, "DS", ages),
    lines: [
      ...LEVELS.map((z) => ({ key: `sd${z}`, style: STYLE_OF_SD[Math.abs(z)], d: `M${frame.x} ${frame.atY(z)}H${frame.right}` })),
      ...series.map(({ kind, ends }) => ({ key: `s-${kind}`, style: `series-${kind}`, d: joined(ends, frame, y) })),
    ],
    labels: series.map(({ kind, ends }, at) => ({
      key: kind, style: "series growth-haloed", text: MEASURES[kind].short, x: round(Math.min(frame.atX(ends.at(-1).x) + 11, frame.right + 5)), y: round(heights[at] + 4.5),
    })),
    label_title: "",
    steps: stepsOf(seams(reference).filter(({ at }) => at > span.from && at < span.to), frame),
    marks: [
      ...series.map(({ kind, ends }) => ({ key: kind, kind: "dot", d: d(kind, ends.filter(({ point }) => point.state !== "typed")) })),
      ...series.map(({ kind, ends }) => ({ key: `${kind}-typed`, kind: "typed", d: d(kind, ends.filter(({ point }) => point.state === "typed")) })),
    ].filter((mark) => mark.d),
    tags: [],
    outside: outsideText(all.length - placed.length),
    spots: JSON.stringify(placed.map(({ point, x, z }) => ({ key: point.key, at: [[frame.atX(x), y(z)]] }))),
    has_selected: Boolean(found),
    selected: found ? { shown: true, d: dot(frame.atX(found.x), y(found.z), 12) } : { shown: false, d: "" },
  };
}

/** Measures joined in order; a series breaks where its reference changes, so that the step is not read as growth. */
function joined(ends, frame, y) {
  return ends
    .map((one, at) => {
      const breaks = at > 0 && [STANDING, REFERENCE_2007].some((seam) => ends[at - 1].x < seam && one.x >= seam);
      return `${at === 0 || breaks ? "M" : "L"}${frame.atX(one.x)} ${y(one.z)}`;
    })
    .join("");
}

/** WHO's own seams; an imported reference has none of them. */
const seams = (reference) =>
  reference ? [] : [{ at: STANDING, from: "who2006", to: "who2006" }, { at: REFERENCE_2007, from: "who2006", to: "who2007" }];
