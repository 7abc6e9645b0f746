/**
 * From a grid, a draft and its context to what the screen shows: pure functions, no store, no DOM.
 *
 * grid: what `gridFor` makes of the `form` documents that a pull brought.
 * draft: `{kind, forms, children, answers, child_answers, …}`, the body of a visit record in the making.
 * context: `{on, role, family, earlier, first_contact, values}`; `on` is the day of the visit, the rest may be missing.
 */

import { alerts as raised, proposedLevel } from "./alerts.js";
import { reading } from "./calculations.js";
import { given, missingIn, reserved } from "./checking.js";
import { functions } from "./growth.js";
import { shown } from "./wording.js";

const newer = (a, b) => {
  const [x, y] = [a, b].map((version) => version.split(".").map(Number));
  const at = x.findIndex((part, i) => part !== y[i]);
  return at >= 0 && x[at] > y[at];
};

function documentOf(code, documents, version) {
  const same = documents.filter((each) => each.code === code && (!version || each.version === version));
  return same.reduce((best, each) => (!best || newer(each.version, best.version) ? each : best), null);
}

/**
 * The grid of a kind of visit, from the form documents aboard; null when one of them is not there yet.
 * @param {string} kind a kind of visit, or the code of an interview
 * @param {object[]} documents all `form` documents, several versions of a form included
 * @param {Object<string, string>} [forms] versions that the draft began with
 */
export function gridFor(kind, documents, forms = {}) {
  const holders = [...new Set(documents.filter((each) => each.kinds[kind]).map((each) => each.code))];
  const main = holders.length ? documentOf(holders[0], documents, forms[holders[0]]) : null;
  const described = main?.kinds[kind];
  if (!described) return null;
  const links = linksOf(described, documents, forms);
  const linked = links.map((link) => documentOf(link.form, documents, forms[link.form]));
  return linked.includes(null) ? null : compose(main, links, described, linked);
}

/**
 * The linked forms of a kind. One that the county may switch off (`module`) is asked by what was begun with it, and by
 * what begins while it is on.
 */
export function linksOf(described, documents, forms = {}) {
  const begun = Object.keys(forms).length > 0;
  const on = (link) => (begun ? link.form in forms : documentOf(link.form, documents)?.active === true);
  return described.links.filter((link) => !link.module || on(link));
}

function compose(main, links, described, linked) {
  const all = [main, ...linked];
  const asked = new Set(described.sections.flatMap((section) => section.items));
  const items = Object.fromEntries(Object.entries(main.items).filter(([key]) => asked.has(key)));
  const sections = described.sections.map((each) => sectionOf(each, main, [], ""));
  linked.forEach((document, at) => {
    Object.assign(items, document.items);
    const opening = links[at].visible_si ? [links[at].visible_si] : [];
    sections.push(...document.sections.map((each) => sectionOf(each, document, opening, document.title)));
  });
  const byCode = (field) => Object.fromEntries(all.map((each) => [each.code, each[field]]));
  return {
    kind: described.code,
    label: described.label,
    roles: described.roles,
    duration_min: described.duration_min,
    core: described.core,
    forms: byCode("version"),
    titles: byCode("title"),
    reserved_to: byCode("reserved_to"),
    alone_if: byCode("alone_if"),
    special_answers: main.special_answers,
    sections,
    section_of: Object.fromEntries(sections.flatMap((section, at) => section.items.map((item) => [item, at]))),
    items,
    alerts: all.flatMap((each) => each.alerts.map((alert) => ({ ...alert, form: each.code }))),
    proposed_level: all.find((each) => each.proposed_level)?.proposed_level ?? null,
    rules: main.rules,
    orientations: main.orientations,
    settings: main.settings,
  };
}

function sectionOf(section, document, opening, title) {
  const conditions = section.visible_si ? [...opening, section.visible_si] : opening;
  return {
    code: `${document.code}.${section.code}`,
    title: title ? `${title} – ${section.titre}` : section.titre,
    form: document.code,
    visible_si: conditions.length ? { all: conditions } : null,
    items: section.items,
  };
}

const read = (grid, draft, context) => reading(grid, draft, { on: "2000-01-01", ...context }, functions);

/** The items of a section that are asked now, with the child each is asked for. */
function* askedIn(section, now, role) {
  const { grid } = now;
  if (reserved(grid.reserved_to[section.form], role)) return;
  for (const key of section.items) {
    const item = grid.items[key];
    if (reserved(item.roles, role)) continue;
    for (const child of item.par_enfant ? now.children : [null]) {
      if (now.visible(key, child)) yield [item, child];
    }
  }
}

/**
 * @typedef {object} Entry one question, ready to show; every field is always there
 * @property {string} key unique on the page · @property {string} id · @property {string} child "" for the visit
 * @property {string} child_name · @property {string} question · @property {string} group title of a split question
 * @property {string} type choix, multi, oui_non, nombre, texte, date, echelle, calcule, mesure
 * @property {{code: string, label: string, exclusive: boolean, chosen: boolean}[]} options
 * @property {string} unit · @property {number|null} min · @property {number|null} max
 * @property {boolean} required · @property {boolean} private · @property {boolean} alone · @property {boolean} with_time
 * @property {string} measure kind of measurement, "" otherwise · @property {string[]} methods couche, debout
 * @property {any} value · @property {string} text the value as a person reads it · @property {string} special
 * @property {string} note · @property {string} mode · @property {string} method
 * @property {boolean} confirmed · @property {boolean} doubtful · @property {boolean} answered
 * @property {any} suggestion a value worked out, to accept or change; null when there is none
 */

/**
 * @returns {{code: string, title: string, answered: number, total: number, items: Entry[]}[]} sections that show
 *   at least one question; `answered` counts answers and « Non abordé », computed values are not counted. `now`: the draft read
 *   already, when it was
 */
export function visible(grid, draft, context, now = read(grid, draft, context)) {
  const names = new Map((context.family?.persons ?? []).map((each) => [each.id, each.first_name]));
  const sections = [];
  for (const section of grid.sections) {
    const items = [];
    for (const [item, child] of askedIn(section, now, context.role)) items.push(entryOf(item, child, now, names));
    if (!items.length) continue;
    const counted = items.filter((each) => each.type !== "calcule");
    sections.push({
      code: section.code,
      title: section.title,
      answered: counted.filter((each) => each.answered).length,
      total: counted.length,
      items,
    });
  }
  return sections;
}

function entryOf(item, child, now, names) {
  const computed = item.type === "calcule" ? now.value(item.id, child) : null;
  const answer = item.type === "calcule" ? { v: computed } : (now.answer(item.id, child) ?? {});
  const value = "special" in answer ? null : (answer.v ?? null);
  const chosen = new Set(Array.isArray(value) ? value : [value === null ? value : String(value)]);
  const rounded = item.type === "calcule" && typeof value === "number" ? Math.round(value * 10) / 10 : value;
  return {
    key: child === null ? item.id : `${item.id}@${child}`,
    id: item.id,
    child: child ?? "",
    child_name: child === null ? "" : (names.get(child) ?? ""),
    question: item.question,
    group: item.groupe ?? "",
    type: item.type,
    options: (item.options ?? []).map((option) => ({
      code: option.code,
      label: option.libelle,
      exclusive: Boolean(option.exclusif),
      chosen: chosen.has(option.code),
    })),
    unit: item.unite ?? "",
    min: item.min,
    max: item.max,
    required: item.required,
    private: item.prive,
    alone: item.seule,
    with_time: Boolean(item.avec_heure),
    measure: item.mesure ?? "",
    methods: item.methode ?? [],
    value,
    text: shown(item, "special" in answer ? answer : { v: rounded }, now.grid.special_answers),
    special: answer.special ?? "",
    note: answer.note ?? "",
    mode: answer.mode ?? "",
    method: answer.method ?? "",
    confirmed: answer.confirmed === true,
    doubtful: answer.doubtful === true,
    answered: given(answer),
    suggestion: given(answer) ? null : suggested(item, child, now),
  };
}

/** A value worked out for a question: a computed name, or the level that an interview's answers propose. */
function suggested(item, child, now) {
  if (item.proposition) return now.value(item.proposition, child);
  return item.id === now.grid.proposed_level?.item ? proposedLevel(now) : null;
}

/**
 * « Rien à signaler »: the neutral value of every question shown that has one and is not answered yet.
 * @param {string} [only] code of one section
 * @returns {{answers: object, child_answers: Object<string, object>}} answers to add to the draft
 */
export function neutral(grid, draft, context = {}, only = "") {
  const now = read(grid, draft, context);
  const found = { answers: {}, child_answers: {} };
  for (const section of grid.sections) {
    if (only && section.code !== only) continue;
    for (const [item, child] of askedIn(section, now, context.role)) {
      if (!item.neutre || given(now.answer(item.id, child))) continue;
      const answer = { v: item.type === "multi" ? [item.neutre] : item.neutre, mode: "rapide" };
      if (child === null) found.answers[item.id] = answer;
      else (found.child_answers[child] ??= {})[item.id] = answer;
    }
  }
  return found;
}

/** Required questions left open, for the screen that signs. @returns {{item, child, question}[]} */
export function missing(grid, draft, context) {
  return missingIn(read(grid, draft, context), context.role);
}

/** Alerts of the draft, the gravest first; see alerts.js. */
export function alerts(grid, draft, context) {
  return raised(read(grid, draft, context));
}
