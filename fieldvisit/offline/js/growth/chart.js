/** One measure of a child on its reference, as paths and words ready to be drawn (`Chart` in pages/growth_shapes.py). Pure. */
import { ageTicks, apart, frameOf, multiples, round, SIZES, valueScale } from "./axes.js";
import { creditOf } from "./credits.js";
import { cross, diamond, dot, link, path, ring, struck } from "./marks.js";
import { linesOf, MEASURES } from "./measures.js";

/**
 * @param {object} given `{child, kind, points, span, ages, size, reference, term, target, selected}`; `ages`: reel, corrige or
 *   deux; `target`: `{z}` of the target height, or null; `selected`: key of a point
 */
export function chartOf({ child, kind, points, span, ages, size: sizeName, reference, term, target, selected }) {
  const size = SIZES[sizeName];
  const placed = points.filter((point) => point.kind === kind && !UNDRAWN.has(point.state)).map((point) => placeOf(point, ages));
  const [from, to] = [Math.min(span.from, ...(span.from === 0 ? placed.flatMap(early) : [])), span.to];
  const inWindow = placed.filter(({ xs }) => xs.some((x) => x >= from && x <= to));
  const extra = target?.z != null && kind === "taille" ? { z: target.z, label: "cible", style: "target" } : null;
  const { lines, steps } = linesOf(kind, child.sex, from, to, { reference, term, extra });
  const scale = valueScale(...extent(lines, inWindow));
  const frame = frameOf(size, from, to, scale.from, scale.to);
  const visible = inWindow.filter(({ point }) => point.y >= scale.from && point.y <= scale.to);
  const outside = inWindow.filter((one) => one.point.state !== "struck" && !visible.includes(one));
  return {
    ...paper(size, frame, span, scale, from, to, MEASURES[kind].unit, ages),
    lines: lines.map(({ key, style, pieces }) => ({ key, style, d: path(pieces, frame) })),
    labels: labelsOf(lines, frame, size),
    label_title: lines.length === 0 ? "" : MEASURES[kind].scale === "sd" ? "DS" : "perc.",
    steps: stepsOf(steps, frame),
    ...marksOf(visible, frame, selected),
    selected: ringOf(visible, frame, selected),
    outside: outsideText(outside.length),
  };
}

/** What is not drawn, said under the chart. */
export const outsideText = (count) => (count ? `${count} mesure${count > 1 ? "s" : ""} hors du cadre : voir le tableau.` : "");

const FAR = 0.8;
const ROOM_FOR_WORDS = 76;
const [WORD, LINE] = [68, 16];
const SHAPES = { signed: ["dot", dot], birth: ["dot", dot], typed: ["typed", ring], doubtful: ["doubtful", diamond], struck: ["struck", struck] };
const WORDS = { typed: "à signer", doubtful: "douteuse", struck: "rayée" };
/** Listed in the table only. */
const UNDRAWN = new Set(["misdated", "undated"]);

/** Where a point stands: at its real age, its corrected age, or both. */
function placeOf(point, ages) {
  const corrected = point.corrected_age_days;
  const xs = ages === "reel" || corrected === null ? [point.age_days] : ages === "corrige" ? [corrected] : [point.age_days, corrected];
  return { point, xs, real: ages !== "corrige" || corrected === null, moved: ages !== "reel" && corrected !== null };
}

/** Before the term, down to the week; never further than a birth at 22 SA. */
const early = ({ xs }) => xs.filter((x) => x < 0).map((x) => Math.max(-126, Math.floor(x / 7) * 7));

/** Lowest and highest value; one that is absurdly far from the lines (grams for kilos) does not flatten them. */
function extent(lines, inWindow) {
  const drawn = lines.flatMap(({ pieces }) => pieces.flatMap((piece) => piece.map(([, y]) => y)));
  const [low, high] = drawn.length ? [Math.min(...drawn), Math.max(...drawn)] : [-Infinity, Infinity];
  const room = (high - low) * FAR;
  const values = [...drawn, ...inWindow.filter(({ point }) => point.state !== "struck" || !drawn.length).map(({ point }) => point.y).filter((y) => !drawn.length || (y > low - room && y < high + room))];
  if (!values.length) return [0, 10];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? [least * 0.8, most * 1.2] : [least, most];
}

/** Grid, ticks and titles: what a chart has before any measure. */
export function paper(size, frame, span, scale, from, to, unit, ages) {
  const { ticks, minor } = ageTicks(span, from, to);
  const vertical = (days) => `M${frame.atX(days)} ${frame.y}V${frame.bottom}`;
  const across = (value) => `M${frame.x} ${frame.atY(value)}H${frame.right}`;
  const values = multiples(scale.from, scale.to, scale.step);
  return {
    viewbox: `0 0 ${size.width} ${size.height}`,
    frame: { x: frame.x, y: frame.y, width: frame.w, height: frame.h },
    minor: [...minor.map(vertical), ...multiples(scale.from, scale.to, scale.minor).map(across)].join(""),
    major: [...ticks.map(({ at }) => vertical(at)), ...values.map(across)].join(""),
    before: { shown: from < 0, width: from < 0 ? round(frame.atX(0) - frame.x) : 0 },
    ticks_x: ticks.map(({ at, text }) => ({ key: `x${at}`, x: frame.atX(at), y: frame.bottom + 17, text })),
    ticks_y: values.map((value) => ({ key: `y${value}`, x: frame.x - 7, y: frame.atY(value) + 4.5, text: String(value).replace(".", ",").replace("-", "−") })),
    unit,
    unit_y: frame.y - 11,
    label_x: frame.right + 5,
    age_title: `${ages === "corrige" ? "Âge corrigé" : ages === "deux" ? "Âge (réel et corrigé)" : "Âge"}, en ${span.unit}`,
    age_x: round(frame.x + frame.w / 2),
    age_y: frame.bottom + 38,
  };
}

/** The name of each line where it ends, moved where two would cover each other. */
function labelsOf(drawn, frame, size) {
  const ends = drawn.filter(({ pieces }) => pieces.length).map((line) => ({ line, end: line.pieces.at(-1).at(-1) }));
  const heights = apart(ends.map(({ end }) => frame.atY(end[1])), size.gap, frame.y, frame.bottom);
  return ends.map(({ line, end }, at) => ({
    key: line.code, style: line.style, text: line.label, x: round(Math.min(frame.atX(end[0]), frame.right) + 5), y: round(heights[at] + 4.5),
  }));
}

/** The steps that stay visible: lying to standing, and the change of reference. */
export function stepsOf(steps, frame) {
  return steps.map(({ at, from, to }, n) => {
    const x = frame.atX(at);
    const words = from === to ? ["couché", "debout"] : [creditOf(from).name, creditOf(to).name];
    return {
      key: `step-${at}`, x, y: frame.y, bottom: frame.bottom, before: x - frame.x > ROOM_FOR_WORDS ? words[0] : "", after: words[1],
      x_before: round(x - 6), x_after: round(x + 6), y_text: frame.bottom - 10 - 18 * n,
    };
  });
}

/** Everything measured, in a few paths: sixty measures cost no more elements than one. */
function marksOf(visible, frame, selected) {
  const marks = { link: "", dot: "", cross: "", typed: "", doubtful: "", struck: "" };
  const tags = [];
  const spots = [];
  for (const { point, real, moved } of visible) {
    const at = [frame.atX(point.age_days), frame.atY(point.y)];
    const other = moved ? [frame.atX(point.corrected_age_days), frame.atY(point.y_corrected)] : at;
    const [name, shape] = SHAPES[point.state];
    if (point.state === "struck") {
      marks.struck += shape(...(real ? at : other));
      tags.push(tag(point, real ? at : other, frame, tags));
      spots.push({ key: point.key, at: [real ? at : other] });
      continue;
    }
    if (real && moved) marks.link += link(at, other);
    if (real) marks[name] += shape(...at);
    if (moved) marks.cross += cross(...other);
    if (!real && name !== "dot") marks[name] += shape(...other);
    if (WORDS[point.state]) tags.push(tag(point, real ? at : other, frame, tags));
    spots.push({ key: point.key, at: [...(real ? [at] : []), ...(moved ? [other] : [])] });
  }
  return {
    marks: Object.entries(marks).filter(([, d]) => d).map(([kind, d]) => ({ key: kind, kind, d })),
    tags,
    spots: JSON.stringify(spots),
    has_selected: spots.some(({ key }) => key === selected),
  };
}

/** The words above a point, higher where others already stand; never outside the frame. */
function tag({ key, state }, [x, y], frame, others) {
  const at = round(Math.max(frame.x + WORD / 2, Math.min(frame.right - WORD / 2, x)));
  let top = round(y - 18);
  while (others.some((one) => Math.abs(one.x - at) < WORD && Math.abs(one.y - top) < LINE)) top = round(top - LINE);
  return { key, text: WORDS[state], x: at, y: Math.max(frame.y + LINE, top), anchor: "middle" };
}

function ringOf(visible, frame, selected) {
  const found = visible.find(({ point }) => point.key === selected);
  if (!found) return { shown: false, d: "" };
  const { point, real, moved } = found;
  const around = (days, y) => dot(frame.atX(days), frame.atY(y), 12);
  return { shown: true, d: (real ? around(point.age_days, point.y) : "") + (moved ? around(point.corrected_age_days, point.y_corrected) : "") };
}
