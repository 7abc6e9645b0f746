/**
 * The numbers behind a calculation of growth.js, for whoever has to confirm an alert: weights, dates, DS before and
 * after, grams a day. As fieldvisit/growth/evidence.py, on the same cases.
 */

import { correctedDays, daysBetween, termDays } from "./days.js";
import { shown } from "./plausibility.js";
import { targetOf } from "./target.js";
import { french, frenchDate } from "./wording.js";
import { percentile, rounded } from "./zscore.js";

const LABELS = { poids: "Poids", taille: "Taille", pc: "Périmètre crânien", imc: "IMC" };

/**
 * What made the value of a reference; empty for what is not of growth.
 * @param {object} series of growth.js · @param {object} read its functions that evidence looks with
 * @param {string|{fn: string, params: object}} reference
 * @returns {{label: string, value: string}[]}
 */
export function evidence(series, read, reference) {
  const [name, params] = typeof reference === "string" ? [reference, {}] : [reference.fn, reference.params];
  return Object.hasOwn(work, name) ? work[name]({ series, ...read }, params).filter(Boolean) : [];
}

/** Two decimals at most: « 9,97 », « 15 ». */
function near(value) {
  const scaled = Math.floor(Math.abs(value) * 100 + 0.5);
  const rest = String(scaled % 100).padStart(2, "0").replace(/0+$/, "");
  const text = french(Math.floor(scaled / 100)) + (rest ? `,${rest}` : "");
  return value < 0 && scaled ? `−${text}` : text;
}

/** « −2,31 DS »; two decimals. */
function inDs(score) {
  const scaled = Math.floor(Math.abs(score) * 100 + 0.5);
  const sign = scaled === 0 ? "" : score > 0 ? "+" : "−";
  return `${sign}${Math.floor(scaled / 100)},${String(scaled % 100).padStart(2, "0")} DS`;
}

const fact = (label, value) => ({ label, value });

const valueOf = (kind, point) =>
  kind === "imc" ? `${near(point.value / 1000 / (point.height.value / 100) ** 2)} kg/m²` : shown(kind, point.value);

const measured = (kind, point, more = "") =>
  fact(`${LABELS[kind]} du ${frenchDate(point.on)}`, valueOf(kind, point) + (more ? ` (${more})` : ""));

function scored({ series, scoreAt }, kind, point) {
  const score = scoreAt(series, kind, point);
  return measured(kind, point, score === null ? "" : inDs(score));
}

function centiled({ series, scoreAt }, kind, point) {
  const score = scoreAt(series, kind, point);
  return measured(kind, point, score === null ? "" : `${near(percentile(score))}e percentile`);
}

function reference({ series }, point) {
  const { child, birth, settings } = series;
  if (birth === null || point.on < birth) return null;
  const days = correctedDays(birth, point.on, termDays(child.term_weeks, child.term_days), settings);
  return fact("Référence", days === daysBetween(birth, point.on) ? "OMS" : "OMS, à l’âge corrigé");
}

const last = ({ series, pointsOf }, kind) => pointsOf(series, kind).at(-1) ?? null;
const apart = (pair) => daysBetween(pair[0].on, pair[1].on);

const ofLast = (how) => (at, { indicateur }) => {
  const point = last(at, indicateur);
  return point ? [how(at, indicateur, point), reference(at, point)] : [];
};

function gain(at, least) {
  const pair = at.weighings(at.series, least);
  if (!pair) return [];
  const perDay = (pair[1].value - pair[0].value) / apart(pair);
  return [...pair.map((point) => measured("poids", point)), fact("Gain", `${near(perDay)} g/jour sur ${apart(pair)} jours`)];
}

const atBirth = ({ series }) => fact("Poids de naissance", shown("poids", series.child.birth_weight_g));

const work = {
  z: ofLast(scored),
  percentile: ofLast(centiled),
  delta_z: (at, { indicateur, intervalle_min_jours, intervalle_max_jours = null }) => {
    const pair = at.compared(at.series, indicateur, intervalle_min_jours, intervalle_max_jours);
    const scores = pair ? pair.map((point) => at.scoreAt(at.series, indicateur, point)) : [null];
    if (scores.includes(null)) return [];
    return [
      ...pair.map((point) => scored(at, indicateur, point)),
      fact("Variation", `${inDs(rounded(scores[1] - scores[0]))} en ${apart(pair)} jours`),
      reference(at, pair[1]),
    ];
  },
  couloirs_descendus: (at, { indicateur, intervalle_min_jours }) => {
    const pair = at.compared(at.series, indicateur, intervalle_min_jours, null);
    if (!pair) return [];
    const told = pair.map((point) => centiled(at, indicateur, point));
    return [...told, fact("Espacement", `${apart(pair)} jours`), reference(at, pair[1])];
  },
  gain_poids_g_jour: (at, { intervalle_min_jours }) => gain(at, intervalle_min_jours),
  gain_g_jour: (at) => gain(at, 7),
  perte_poids_pct: (at) => {
    const birth = at.series.child.birth_weight_g;
    const point = last(at, "poids");
    if (!birth || point?.on !== at.series.on) return [];
    return [atBirth(at), measured("poids", point), fact("Perte", `${near((100 * (birth - point.value)) / birth)} %`)];
  },
  pn_repris: (at) => {
    const points = at.pointsOf(at.series, "poids");
    if (!at.series.child.birth_weight_g || !points.length) return [];
    const lowest = points.reduce((low, each) => (each.value < low.value ? each : low));
    const told = lowest === points.at(-1) ? [lowest] : [lowest, points.at(-1)];
    return [atBirth(at), ...told.map((point) => measured("poids", point))];
  },
  imc: (at) => {
    const point = last(at, "imc");
    return point ? [measured("imc", point)] : [];
  },
  ecart_taille_cible: (at) => {
    const { child } = at.series;
    const target = targetOf(child.sex, child.mother_cm, child.father_cm);
    const point = last(at, "taille");
    const score = target && point ? at.scoreAt(at.series, "taille", point) : null;
    if (score === null) return [];
    return [
      scored(at, "taille", point),
      fact("Taille cible des parents", `${near(target.cm)} cm (${inDs(target.z)})`),
      fact("Écart", inDs(rounded(score - target.z))),
      reference(at, point),
    ];
  },
  age_rebond_mois: (at) => {
    const points = at.indices(at.series);
    if (points.length < 3) return [];
    const values = points.map((each) => each.value / each.height.value ** 2);
    return [measured("imc", points[values.indexOf(Math.min(...values))]), measured("imc", points.at(-1))];
  },
};
