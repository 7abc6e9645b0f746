/**
 * A child's measurements over time and what the rule language asks of them, as fieldvisit/growth/series.py.
 * Doubtful and struck measurements are skipped; when the one of the day is, what reads its kind has no value.
 */

import { correctedDays, day, daysBetween, monthsBetween, termDays } from "./days.js";
import { evidence } from "./evidence.js";
import { checkMeasure, scoreOf } from "./plausibility.js";
import { targetOf } from "./target.js";
import { converted, percentile, rounded, zscore } from "./zscore.js";

const LINES = [3, 10, 25, 50, 75, 90, 97];
const BMI_FROM_MONTHS = 24;

/**
 * @param {object} child the person of the file, with its `measurements` and the parents' heights (`mother_cm`, `father_cm`)
 * @param {object[]} taken measurements of this visit (kind, value, method, confirmed, doubtful)
 * @param {string} on the day of the visit
 * @returns {(name: string, params: object) => any} the value of a calculation or function, null without data
 */
export function functions(child, taken, on, settings) {
  const series = seriesOf(child, taken, on, settings);
  return (name, params) => (Object.hasOwn(work, name) ? work[name](series, params) : null);
}

const byDay = (a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0);

function seriesOf(child, measured, on, settings) {
  const known = child.measurements ?? [];
  const struck = new Set(known.filter((each) => each.struck && day(each.taken_at) === on).map((each) => `${each.kind} ${each.value}`));
  const taken = measured.map((each) => (struck.has(`${each.kind} ${each.value}`) ? { ...each, doubtful: true } : each));
  const today = new Set(taken.map((each) => each.kind));
  const points = taken.filter((each) => !each.doubtful).map((each) => ({ ...each, on }));
  for (const each of known) {
    const at = day(each.taken_at);
    if (at === null || at > on || each.doubtful || each.struck || (at === on && today.has(each.kind))) continue;
    points.push({ ...each, on: at });
  }
  const of = Object.fromEntries(
    ["poids", "taille", "pc"].map((kind) => [kind, points.filter((each) => each.kind === kind).sort(byDay)]),
  );
  const weights = new Map(of.poids.map((each) => [each.on, each.value]));
  of.imc = of.taille
    .filter((each) => weights.has(each.on))
    .map((each) => ({ kind: "imc", on: each.on, value: weights.get(each.on), height: each }));
  const doubtful = new Set(taken.filter((each) => each.doubtful).map((each) => each.kind));
  return { child, taken, on, settings, birth: day(child.birth_date), points: of, doubtful };
}

/** Points of a kind, oldest first; none when the one of the day is doubtful. */
function pointsOf(series, kind) {
  const read = kind === "imc" ? ["poids", "taille"] : [kind];
  return read.some((each) => series.doubtful.has(each)) ? [] : series.points[kind];
}

function scoreAt(series, kind, point) {
  const { child, settings, birth } = series;
  if (kind !== "imc") return scoreOf(kind, point.value, child, point.on, point.method ?? null, settings);
  if (birth === null || birth > point.on) return null;
  const days = correctedDays(birth, point.on, termDays(child.term_weeks, child.term_days), settings);
  const metres = converted(point.height.value, days, point.height.method ?? null) / 100;
  return zscore("bfa", child.sex, days, point.value / 1000 / metres ** 2);
}

function lastScore(series, kind) {
  const last = pointsOf(series, kind).at(-1);
  return last ? scoreAt(series, kind, last) : null;
}

/** The last point and the most recent one before it at the right distance in days. */
function compared(series, kind, least, most) {
  const points = pointsOf(series, kind);
  const last = points.at(-1);
  for (let i = points.length - 2; i >= 0; i--) {
    const days = daysBetween(points[i].on, last.on);
    if (days >= least && (most === null || days <= most)) return [points[i], last];
  }
  return null;
}

function scores(series, kind, least, most) {
  const found = compared(series, kind, least, most)?.map((point) => scoreAt(series, kind, point));
  return !found || found.includes(null) ? null : found;
}

/** The pair a gain is counted on: before day 15 from the lowest weight, afterwards from the last far enough. */
function weighings(series, least) {
  const points = pointsOf(series, "poids");
  if (points.length < 2 || series.birth === null) return null;
  const last = points.at(-1);
  if (daysBetween(series.birth, last.on) >= 15) return compared(series, "poids", least, null);
  const lowest = points.slice(0, -1).reduce((low, each) => (each.value < low.value ? each : low));
  return daysBetween(lowest.on, last.on) >= least ? [lowest, last] : null;
}

function gain(series, least) {
  const pair = weighings(series, least);
  return pair && (pair[1].value - pair[0].value) / daysBetween(pair[0].on, pair[1].on);
}

/** Body mass index of each day, from the age where it speaks. */
function indices(series) {
  if (series.birth === null) return [];
  return pointsOf(series, "imc").filter((each) => monthsBetween(series.birth, each.on) >= BMI_FROM_MONTHS);
}

function anyVerdict(series, mesure, verdict) {
  const { child, on, settings } = series;
  const taken = series.taken.filter((each) => mesure === "*" || mesure === each.kind);
  if (!taken.length) return null;
  // What was confirmed or marked « Douteuse » is no longer asked about; a refused value stays refused.
  const open = verdict === "refuse" ? taken : taken.filter((each) => !each.confirmed && !each.doubtful);
  return open.some(({ kind, value, method }) => {
    return checkMeasure({ kind, value, child, on, method, settings }).verdict === verdict;
  });
}

const work = {
  z: (series, { indicateur }) => {
    const score = lastScore(series, indicateur);
    return score === null ? null : rounded(score);
  },
  percentile: (series, { indicateur }) => {
    const score = lastScore(series, indicateur);
    return score === null ? null : percentile(score);
  },
  delta_z: (series, { indicateur, intervalle_min_jours, intervalle_max_jours = null }) => {
    const found = scores(series, indicateur, intervalle_min_jours, intervalle_max_jours);
    return found && rounded(found[1] - found[0]);
  },
  couloirs_descendus: (series, { indicateur, intervalle_min_jours }) => {
    const found = scores(series, indicateur, intervalle_min_jours, null)?.map(percentile);
    return found ? LINES.filter((line) => found[1] < line && line <= found[0]).length : null;
  },
  gain_poids_g_jour: (series, { intervalle_min_jours }) => gain(series, intervalle_min_jours),
  gain_g_jour: (series) => gain(series, 7),
  perte_poids_pct: (series) => {
    const atBirth = series.child.birth_weight_g;
    const last = pointsOf(series, "poids").at(-1);
    return atBirth && last?.on === series.on ? (100 * (atBirth - last.value)) / atBirth : null;
  },
  pn_repris: (series) => {
    const atBirth = series.child.birth_weight_g;
    const points = pointsOf(series, "poids");
    if (!atBirth || !points.length) return null;
    const values = [atBirth, ...points.map((each) => each.value)];
    const lowest = values.indexOf(Math.min(...values));
    return values.slice(lowest + 1).some((value) => value >= atBirth);
  },
  imc: (series) => {
    const last = pointsOf(series, "imc").at(-1);
    return last?.on === series.on ? last.value / 1000 / (last.height.value / 100) ** 2 : null;
  },
  ecart_taille_cible: (series) => {
    const target = targetOf(series.child.sex, series.child.mother_cm, series.child.father_cm);
    const score = target && lastScore(series, "taille");
    return score === null ? null : rounded(score - target.z);
  },
  age_rebond_mois: (series) => {
    const points = indices(series);
    if (points.length < 3) return null;
    const values = points.map((each) => each.value / each.height.value ** 2);
    const lowest = values.indexOf(Math.min(...values));
    return lowest > 0 && lowest < values.length - 1 ? monthsBetween(series.birth, points[lowest].on) : null;
  },
  hors_bornes: (series, { mesure }) => anyVerdict(series, mesure, "refuse"),
  hors_bornes_souples: (series, { mesure }) => anyVerdict(series, mesure, "confirm"),
  /** The numbers behind another of these, for whoever has to confirm an alert. */
  chiffres: (series, { de }) => evidence(series, READ, de),
};

/** What evidence.js reads of a series. */
const READ = { pointsOf, scoreAt, compared, weighings, indices };
