/**
 * Alerts of a visit, as in fieldvisit/forms/alerts.py and on the same cases: those of its items and the rules A01–A34.
 * A rule and the item alerts it takes up (« reprend ») are one event, shown once at the highest level.
 */

import { references } from "./conditions.js";
import { why } from "./explaining.js";

export const LEVELS = ["information", "vigilance", "alerte", "urgent"];
const COUNTS = new Set(["nb_urgent", "nb_alerte", "nb_vigilance"]);
/** A rule that refuses an entry (A30) is no alert: the measure itself says what is wrong with it. */
const REFUSES = "refus_saisie";
/** What only says when a rule applies: two alerts that share nothing else are two events. */
const CIRCUMSTANCES = new Set([
  "age_jours",
  "age_mois",
  "age_corrige_jours",
  "age_corrige_mois",
  "prematurite",
  "marche_acquise",
]);

const rank = (alert) => LEVELS.indexOf(alert.niveau);
const gravest = (alerts) => alerts.reduce((best, each) => (rank(each) > rank(best) ? each : best));
const asked = (item, reading) => (item.par_enfant ? reading.children : [null]);

/**
 * @param {import("./conditions.js").Reading} reading
 * @returns {{level: string, text: string, orientation: string[], numbers: string[], to: string[], item: string|null,
 *   child: string|null, code: string|null, private: boolean, why: object}[]} the gravest first; `why`: explaining.js
 */
export function alerts(reading) {
  let found = ofItems(reading);
  for (const rule of reading.grid.rules) {
    if (rule.effet === REFUSES) continue;
    // What was confided before is not shown over a third party's shoulder.
    if (rule.prive && !reading.alone()) continue;
    for (const child of subjects(rule, reading)) {
      const raised = rule.alertes.filter((each) => reading.holds(each.si, child));
      if (raised.length) found = once(found, rule, gravest(raised), child);
    }
  }
  const entries = found.map((each) => entry(each, reading));
  return entries.sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level));
}

function ofItems(reading) {
  const found = [];
  for (const [key, item] of Object.entries(reading.grid.items)) {
    if (item.alertes.length === 0) continue;
    for (const child of asked(item, reading)) {
      if (!reading.visible(key, child)) continue;
      for (const alert of item.alertes) {
        if (!reading.holds(alert.si, child)) continue;
        const where = { from: `${item.scope}.${key}`, form: item.form, item: key, child, private: item.prive };
        found.push({ ...alert, ...where, conditions: [alert.si] });
      }
    }
  }
  for (const alert of reading.grid.alerts) {
    for (const child of reading.children.length ? reading.children : [null]) {
      if (reading.holds(alert.si, child)) {
        found.push({ ...alert, from: alert.form, item: null, child, private: false, conditions: [alert.si] });
      }
    }
  }
  return found;
}

/** For whom a rule is evaluated: each child seen; for the mother or the home once, true if it is for one child. */
function subjects(rule, reading) {
  if (rule.portee === "enfant") return reading.children;
  const holds = (child) => rule.alertes.some((alert) => reading.holds(alert.si, child));
  const raised = reading.children.filter(holds);
  return raised.length && !holds(null) ? raised.slice(0, 1) : [null];
}

/** Add a rule's alert, in the place of the item alerts that it takes up and that tell the same event. */
function once(found, rule, alert, child) {
  const same = found.filter(
    (each) =>
      rule.reprend.includes(each.from) && (each.child === child || each.child === null) && share(each.si, alert.si),
  );
  const one = {
    ...alert,
    item: null,
    child,
    code: rule.code,
    private: Boolean(rule.prive) || same.some((each) => each.private),
    from: rule.code,
    form: "",
    subject: child,
    conditions: [alert.si, ...same.flatMap((each) => each.conditions)],
  };
  if (same.length) {
    const level = Math.max(...[...same, alert].map(rank));
    const texts = same.filter((each) => rank(each) === level).map((each) => each.texte);
    one.niveau = LEVELS[level];
    one.texte = [...new Set(texts.length ? texts : [alert.texte])].join(" ; ");
    one.orientation = [...new Set([...same, alert].flatMap((each) => each.orientation))];
    one.item = same[0].item;
    one.child = same[0].child;
  }
  return [...found.filter((each) => !same.includes(each)), one];
}

/** Whether two conditions name the same answer: an item with several options tells several events. */
function share(one, other) {
  const known = new Set(facts(other));
  return facts(one).some((each) => known.has(each));
}

function facts(condition) {
  const word = Object.keys(condition)[0];
  const body = condition[word];
  if (word === "all" || word === "any") return body.flatMap(facts);
  if (word === "not") return facts(body);
  if (word === "answered" || typeof body[0] !== "string") return [];
  const name = body[0].split(".").at(-1);
  if (CIRCUMSTANCES.has(name)) return [];
  return (Array.isArray(body[1]) ? body[1] : [body[1]]).map((value) => JSON.stringify([name, value]));
}

function entry(alert, reading) {
  const to = alert.orientation.map((code) => reading.grid.orientations[code]);
  const rule = reading.grid.rules.find((each) => alert.code && each.code === alert.code) ?? null;
  return {
    level: alert.niveau,
    text: alert.texte,
    orientation: to.map((each) => each.libelle),
    numbers: to.filter((each) => each.numero).map((each) => each.numero),
    to: alert.orientation,
    item: alert.item,
    child: alert.child,
    code: alert.code ?? null,
    private: alert.private,
    why: why(reading, alert.conditions, alert.subject === undefined ? alert.child : alert.subject, rule, alert.form),
  };
}

/** Count the units (« groupe », else the item) at each level, each once at its highest; for `niveau_propose`. */
export function units(reading) {
  const highest = new Map();
  const main = Object.keys(reading.grid.forms)[0]; // a linked form tells its own event, told by the item that links it
  for (const [key, item] of Object.entries(reading.grid.items)) {
    if (item.alertes.length === 0 || item.form !== main) continue;
    for (const child of asked(item, reading)) {
      if (!reading.visible(key, child)) continue;
      for (const alert of item.alertes) {
        if (references(alert.si).some((each) => COUNTS.has(each)) || !reading.holds(alert.si, child)) continue;
        const unit = item.groupe || key;
        highest.set(unit, Math.max(highest.get(unit) ?? 0, rank(alert)));
      }
    }
  }
  const ranks = [...highest.values()];
  return Object.fromEntries(LEVELS.map((level, at) => [level, ranks.filter((each) => each === at).length]));
}

/** The level that an interview's answers suggest; null for a form that proposes none. */
export function proposedLevel(reading) {
  const proposal = reading.grid.proposed_level;
  if (!proposal) return null;
  return (proposal.regles.find((rule) => reading.holds(rule.si)) ?? { valeur: proposal.sinon }).valeur;
}
