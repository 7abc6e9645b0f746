/**
 * A growth chart in black on white paper, as a list of shapes: what the paper sheet of the office (exports/growth_pdf.py)
 * and the picture made on a tablet (`picture.js`) are drawn from. Lines are told apart by dash and name, never by colour. Pure.
 */
import { cross, diamond, dot, ring, square, struck, triangle } from "./marks.js";

const GREY = "#4a4a4a";
const PLAIN = { stroke: "#000", width: 1.3 };
const LINES = {
  limit: { width: 2 },
  outer: { dash: "9 4" },
  inner: { dash: "2 4", cap: "round" },
  middle: { dash: "14 3 3 3" },
  target: { width: 2, dash: "4 2 1 2 1 2" },
  "series-poids": { width: 1.6 },
  "series-taille": { width: 1.6, dash: "10 5" },
  "series-pc": { width: 1.6, dash: "2 5", cap: "round" },
  "series-imc": { width: 1.6, dash: "12 4 2 4" },
};
const FULL = { fill: "#000", stroke: "#fff", width: 1 };
const MARKS = {
  dot: FULL, square: FULL, triangle: FULL, diamond: FULL,
  link: { stroke: "#000", width: 1.1 },
  cross: { stroke: "#000", width: 2.4 },
  typed: { fill: "#fff", stroke: "#000", width: 2.2 },
  doubtful: { fill: "#fff", stroke: "#000", width: 1.8, dash: "3 2" },
  struck: { stroke: "#000", width: 1.6 },
};
const SAMPLES = { dot, cross, typed: ring, doubtful: diamond, struck, square, triangle, diamond };

const box = ({ x, y, width, height }) => `M${x} ${y}h${width}v${height}h${-width}z`;
const words = (text, x, y, more) => ({ text, x, y, anchor: "start", size: 14, ...more });

/**
 * @param {object} chart `Chart` of pages/growth_shapes.py
 * @returns {object[]} in the order of drawing, `{d, fill, stroke, width, dash, cap}` or `{text, x, y, anchor, size, bold, halo}`
 */
export function shapesOf(chart) {
  const { frame, before } = chart;
  return [
    ...(before.shown ? [{ d: box({ ...frame, width: before.width }), fill: "#ececec" }] : []),
    { d: chart.minor, stroke: "#d4d4d4", width: 0.7 },
    { d: chart.major, stroke: "#ababab", width: 0.9 },
    { d: box(frame), stroke: GREY, width: 1.2 },
    ...(before.shown ? [words("Avant le terme", frame.x + 6, frame.y + 18, { halo: true })] : []),
    ...chart.ticks_x.map((tick) => words(tick.text, tick.x, tick.y, { anchor: "middle" })),
    ...chart.ticks_y.map((tick) => words(tick.text, tick.x, tick.y, { anchor: "end" })),
    words(chart.unit, frame.x - 7, chart.unit_y, { anchor: "end", bold: true }),
    words(chart.age_title, chart.age_x, chart.age_y, { anchor: "middle", bold: true }),
    words(chart.label_title, chart.label_x, chart.unit_y, { bold: true }),
    ...chart.lines.map(({ d, style }) => ({ d, ...PLAIN, ...LINES[style] })),
    ...chart.steps.flatMap((step) => [
      { d: `M${step.x} ${step.y}V${step.bottom}`, stroke: GREY, width: 1.2, dash: "3 3" },
      words(step.before, step.x_before, step.y_text, { anchor: "end", halo: true }),
      words(step.after, step.x_after, step.y_text, { halo: true }),
    ]),
    ...chart.labels.map((label) => words(label.text, label.x, label.y, { bold: true, halo: label.style.includes("haloed") })),
    ...chart.marks.map(({ d, kind }) => ({ d, ...(MARKS[kind] ?? MARKS.cross) })),
    ...chart.tags.map((tag) => words(tag.text, tag.x, tag.y, { anchor: tag.anchor, bold: true, halo: true })),
  ].filter((shape) => shape.d || shape.text);
}

/** A mark of the legend, in a square of twenty units. */
export const sampleOf = (mark) => [{ d: (SAMPLES[mark] ?? cross)(10, 10), ...(MARKS[mark] ?? MARKS.cross) }];
