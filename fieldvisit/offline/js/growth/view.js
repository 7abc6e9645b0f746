/** A child's growth as the screens show it (`Growth` in pages/growth_shapes.py): the chart, what is said of it, its table. Pure. */
import { day, daysBetween, termDays } from "../rules/days.js";
import { SETTINGS } from "../rules/points.js";
import { OMS } from "../rules/reference.js";
import { targetOfFamily } from "../rules/target.js";
import { spanFor, spansOf } from "./axes.js";
import { carnetText, NO_TEXT } from "./carnet_text.js";
import { chartOf } from "./chart.js";
import { referenceLine } from "./credits.js";
import { daysEarly, measured } from "./measured.js";
import { MEASURES } from "./measures.js";
import { sdsOf } from "./sds.js";
import { bannerOf, detailOf, identityText, legendOf, NO_DETAIL, notesOf, problemOf, readingOf, rowOf, summaryOf, targetText, termText } from "./told.js";
import { ageText } from "./words.js";

const AGES = { reel: "Âge réel", corrige: "Âge corrigé", deux: "Les deux" };
/** In SD each measure stands once. */
const AGES_IN_SD = { reel: "Âge réel", corrige: "Âge corrigé" };
const pill = (code, label, now) => ({ key: code, code, label, chosen: code === now });

const NO_CHART = {
  viewbox: "0 0 10 10", frame: { x: 0, y: 0, width: 0, height: 0 }, minor: "", major: "", before: { shown: false, width: 0 },
  ticks_x: [], ticks_y: [], unit: "", unit_y: 0, label_x: 0, age_title: "", age_x: 0, age_y: 0, lines: [], labels: [],
  label_title: "", steps: [], marks: [], tags: [], spots: "[]", has_selected: false, selected: { shown: false, d: "" }, outside: "",
};
export const NO_GROWTH = {
  shown: false, open: true, kind: "", reading: "", drawn: false, child_id: "", family_id: "", name: "", identity: "", age: "", term: "", banner: "", problem: "", title: "", summary: "", measures: [],
  spans: [], ages: [], references: [], chart: NO_CHART, legend: [], detail: NO_DETAIL, empty: "", notes: [], reference: "",
  target: "", rows: [], more: "", corrected: false, many: false, struck: 0, struck_hidden: false, may_strike: false, correcting: false, carnet: NO_TEXT,
  looked: { span: "", ages: "", reference: "" },
};

/**
 * @param {object} child the person of the file
 * @param {object} given `{taken, on, today, choice, size, kinds, references, settings, adults}`: what is being typed and its day, today,
 *   how the chart is looked at (`choices.js`), « page » or « beside », the measures to choose from (all; beside, one), the
 *   imported references aboard, how ages are corrected, the persons of the file whose heights make the target; `mayStrike`:
 *   whether this reader may strike a wrong measure, `withText`: whether the line for the carnet is shown here
 */
export function growthOf(child, { taken = [], on = "", today, choice, size = "page", kinds = null, references = [], settings = SETTINGS, adults = [], mayStrike = false, withText = size === "page" }) {
  const birth = day(child.birth_date);
  const base = { ...NO_GROWTH, shown: true, child_id: child.id, name: child.first_name, may_strike: mayStrike, correcting: mayStrike && Boolean(choice.correcting) };
  const reference = references.find(({ id }) => id === choice.reference) ?? null;
  const points = measured(child, taken, on, reference, settings);
  if (!birth) return { ...base, ...undated(points, kinds, mayStrike, withText, choice, on) };
  const early = daysEarly(child, settings);
  const target = targetOfFamily(child, adults);
  const all = kinds ?? [...Object.keys(MEASURES), "ds"];
  const kind = all.includes(choice.measure) ? choice.measure : all[0];
  const wanted = early ? choice.ages || "deux" : "reel";
  const ages = kind === "ds" && wanted === "deux" ? "corrige" : wanted;
  const span = spanFor(kind, choice.span, daysBetween(birth, on || today));
  const listed = points.filter((point) => kind === "ds" || point.kind === kind);
  const hidden = Boolean(choice.hidden);
  const shown = hidden ? listed.filter(({ state }) => state !== "struck") : listed;
  const term = termDays(child.term_weeks, child.term_days);
  const selected = choice.key || (size === "beside" && shown.find(({ state }) => state === "typed")?.key) || "";
  const given = { child, kind, points: hidden ? points.filter(({ state }) => state !== "struck") : points, span, ages, size, reference, term, target, selected };
  const isCorrected = shown.some(({ corrected_age_days }) => corrected_age_days !== null);
  return {
    ...base,
    drawn: true,
    age: ageText(birth, on || today),
    identity: identityText(child),
    term: termText(child, early),
    banner: bannerOf(child, early),
    problem: problemOf(child),
    title: kind === "ds" ? "Toutes les mesures, en DS" : MEASURES[kind].label,
    summary: summaryOf(child.first_name, kind, shown, span),
    measures: all.length > 1 ? all.map((code) => pill(code, code === "ds" ? "Tout, en DS" : MEASURES[code].label, kind)) : [],
    spans: spansOf(kind).map(({ code, label }) => pill(code, label, span.code)),
    ages: early ? Object.entries(kind === "ds" ? AGES_IN_SD : AGES).map(([code, label]) => pill(code, label, ages)) : [],
    references: references.length ? [pill("", OMS.name, reference ? reference.id : ""), ...references.map(({ id, name }) => pill(id, name, reference?.id))] : [],
    chart: kind === "ds" ? sdsOf(given) : chartOf(given),
    legend: legendOf(kind, ages, shown),
    detail: detailOf(shown.find(({ key }) => key === selected), birth, early, reference, mayStrike, child.birth_weight_g),
    empty: shown.length ? "" : kind === "imc" ? "L’IMC se lit à partir de 2 ans, avec un poids et une taille du même jour." : "Aucune mesure encore.",
    notes: notesOf(kind, span, isCorrected ? settings.age_corrige_arret_mois : 0, reference),
    reference: referenceLine(reference),
    target: kind === "taille" ? targetText(target) : "",
    ...rowsOf(listed, choice, (point) => rowOf(point, birth, early, selected, reference, mayStrike, child.birth_weight_g)),
    struck: kind === "ds" ? 0 : listed.filter(({ state }) => state === "struck").length,
    struck_hidden: hidden,
    carnet: withText ? copied(carnetText(points, { birth, early, on: shown.find(({ key }) => key === choice.key)?.date ?? on }), choice) : NO_TEXT,
    corrected: isCorrected,
    many: kind === "ds",
    reading: readingOf(shown, early, child.birth_weight_g),
    looked: { span: span.code, ages: early ? ages : "", reference: reference?.id ?? "" },
  };
}

/** A table of hundreds of cells costs more than the chart: beyond `ALL_OF` lines, the last ones until all are asked for. */
const [FEW, ALL_OF] = [12, 15];

function rowsOf(listed, { all }, row) {
  const last = all || listed.length <= ALL_OF ? listed : listed.slice(-FEW);
  return { rows: [...last].reverse().map(row), more: last.length < listed.length ? `Voir les ${listed.length} mesures` : "" };
}

const NO_BIRTH = "Date de naissance non renseignée : ni âge, ni courbe, ni DS. Les mesures restent listées ; indiquez la date dans le dossier.";

/** A child without birth date: why there is no chart, and every measure all the same. */
function undated(points, kinds, mayStrike, withText, choice, on) {
  const listed = kinds ? points.filter(({ kind }) => kinds.includes(kind)) : points;
  return {
    problem: NO_BIRTH, title: "Mesures", many: !kinds,
    ...rowsOf(listed, choice, (point) => rowOf(point, null, 0, "", null, mayStrike)),
    carnet: withText ? copied(carnetText(points, { birth: null, early: 0, on }), choice) : NO_TEXT,
  };
}

const copied = (carnet, { copied: last }) => (last?.text === carnet.text ? { ...carnet, said: last.said } : carnet);
