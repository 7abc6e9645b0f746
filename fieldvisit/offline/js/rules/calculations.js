/** Computed names of the rule language (« calculs »), as in fieldvisit/forms/calculations.py and on the same cases. */

import { units } from "./alerts.js";
import { Reading } from "./conditions.js";
import { HOW, passation, QUESTIONS, VALID_DAYS } from "./epds.js";
import { correctedDays, day, daysBetween, MONTH, monthsBetween, termDays } from "./days.js";

/**
 * The answers of a visit ready for conditions and alerts.
 * @param {object} context `on` (day of the visit), `family` (document of the file), `earlier` (last signed
 *   answers), `first_contact`, `values` (by name). All may be missing but `on`.
 * @param {Function} [growth] `functions` of growth.js
 */
export function reading(grid, draft, context, growth = null) {
  return new Reading(grid, draft, computer(grid, context, growth), context.earlier);
}

function computer(grid, context, growth) {
  const family = context.family ?? {};
  const known = {
    on: day(context.on),
    settings: { ...grid.settings, ...context.settings },
    firstContact: context.first_contact ?? null,
    persons: family.persons ?? [],
    pregnancies: family.pregnancies ?? [],
  };
  const given = context.values ?? {};
  const series = new Map();
  return (reference, child, reading) => {
    const [name, params] = typeof reference === "string" ? [reference, {}] : [reference.fn, reference.params];
    if (Object.hasOwn(given, name)) return given[name];
    if (Object.hasOwn(ofTheVisit, name)) return ofTheVisit[name](known, reading);
    const person = child === null ? undefined : known.persons.find((each) => each.id === child);
    if (!person) return null;
    if (Object.hasOwn(ofAChild, name)) return ofAChild[name](known, person, reading);
    if (!growth) return null;
    if (!series.has(child)) series.set(child, growth(withParents(person, known.persons), taken(reading, child), known.on, known.settings));
    return series.get(child)(name, params);
  };
}

/** A child with the heights of its mother and father, for the target height. */
function withParents(child, persons) {
  const height = (role) => persons.find((each) => each.role === role && each.height_cm)?.height_cm ?? null;
  return { ...child, mother_cm: height("mere"), father_cm: height("pere") };
}

/** Measurements given in this visit for a child: kind, value, method, confirmed, doubtful. */
export function taken(reading, child) {
  const found = [];
  for (const [key, item] of Object.entries(reading.grid.items)) {
    if (item.type !== "mesure" || !item.par_enfant || typeof reading.value(key, child) !== "number") continue;
    const answer = reading.answer(key, child);
    found.push({
      kind: item.mesure,
      value: answer.v,
      method: answer.method ?? null,
      confirmed: answer.confirmed === true,
      doubtful: answer.doubtful === true,
    });
  }
  return found;
}

/** The pregnancy under way, else the last one that ended. */
function pregnancy(known) {
  const open = known.pregnancies.find((each) => !each.ended_on);
  if (open) return open;
  const ended = [...known.pregnancies].sort((a, b) => (a.ended_on < b.ended_on ? -1 : a.ended_on > b.ended_on ? 1 : 0));
  return ended.at(-1) ?? null;
}

function term(known, on) {
  const current = pregnancy(known);
  const due = current && !current.ended_on ? day(current.due_date) : null;
  if (on === null || due === null) return null;
  return known.settings.terme_reference_jours - daysBetween(on, due);
}

const has = (reading, key) => Object.hasOwn(reading.grid.items, key);

function termToday(known, reading) {
  const days = term(known, known.on);
  const weeks = days === null && has(reading, "A4") ? reading.value("A4") : null;
  return weeks !== null ? 7 * weeks : days;
}

const weeks = (days) => (days === null ? null : Math.floor(days / 7));

function firstAnswered(...keys) {
  return (known, reading) => {
    for (const key of keys) {
      const value = has(reading, key) ? reading.value(key) : null;
      if (value !== null) return value;
    }
    return null;
  };
}

/** Of the questionnaire filled in this visit, else typed, else signed less than 14 days ago; begun and not whole: none. */
function epds(point, ...typed) {
  const byHand = firstAnswered(...typed);
  return (known, reading) => {
    const read = (item) => reading.value(item);
    const here = has(reading, HOW);
    const said = (here ? passation(read) : null)?.[point] ?? byHand(known, reading);
    if (said !== null || (here && QUESTIONS.some((each) => read(each) !== null))) return said;
    const last = reading.earlier.epds?.v;
    const ago = last ? daysBetween(last.on, known.on) : -1;
    return ago >= 0 && ago < VALID_DAYS ? last[point] : null;
  };
}

const count = (level) => (known, reading) => units(reading)[level];

const ofTheVisit = {
  date_ref: (known) => known.on,
  terme_jours: termToday,
  terme_sa: (known, reading) => weeks(termToday(known, reading)),
  terme_premier_examen_sa: (known, reading) =>
    weeks(term(known, has(reading, "B1_examen") ? day(reading.value("B1_examen")) : null)),
  premier_contact: (known) => known.firstContact,
  age_mere: (known) => {
    const birth = day(known.persons.find((each) => each.role === "mere")?.birth_date);
    return birth === null ? null : Math.floor(monthsBetween(birth, known.on) / 12);
  },
  primipare: (known) => {
    const parity = pregnancy(known)?.parity ?? null;
    return parity === null ? null : parity === 0;
  },
  jours_post_partum: (known, reading) => {
    const said = has(reading, "N1_date") ? day(reading.value("N1_date")) : null;
    const births = known.persons.filter((each) => each.role === "enfant").map((each) => day(each.birth_date));
    const past = births.filter((birth) => birth !== null && birth <= known.on).sort();
    const born = said ?? past.at(-1) ?? null;
    return born === null ? null : daysBetween(born, known.on);
  },
  epds_total: epds("total", "D7_score", "N12_score"),
  epds_item10: epds("item10", "D7_item10", "N12_item10"),
  epds_copar_total: firstAnswered("N13_score"),
  nb_urgent: count("urgent"),
  nb_alerte: count("alerte"),
  nb_vigilance: count("vigilance"),
};

/** A calculation that needs the child's date of birth, not after the day of the visit. */
const ofBirth = (work) => (known, person) => {
  const birth = day(person.birth_date);
  return birth === null || birth > known.on ? null : work(known, person, birth);
};

const corrected = (known, person, birth) =>
  correctedDays(birth, known.on, termDays(person.term_weeks, person.term_days), known.settings);

/** Domains of the « Non » of the TND grid, one per item; null when the grid was not filled. */
function tndRefusals(reading, child) {
  const said = Object.values(reading.grid.items)
    .filter((item) => item.form === "tnd" && item.domaine)
    .map((item) => [item.domaine, reading.value(item.id, child)])
    .filter(([, value]) => value !== null);
  return said.length ? said.filter(([, value]) => value === "non").map(([domain]) => domain) : null;
}

const tnd = (work) => (known, person, reading) => {
  const refusals = tndRefusals(reading, person.id);
  return refusals === null ? null : work(refusals);
};

const ofAChild = {
  age_jours: ofBirth((known, person, birth) => daysBetween(birth, known.on)),
  age_mois: ofBirth((known, person, birth) => monthsBetween(birth, known.on)),
  age_corrige_jours: ofBirth(corrected),
  age_corrige_mois: ofBirth((known, person, birth) => Math.floor(corrected(known, person, birth) / MONTH)),
  terme_naissance_sa: (known, person) => person.term_weeks ?? null,
  prematurite: (known, person) => ((person.term_weeks ?? null) === null ? null : person.term_weeks < 37),
  poids_naissance_g: (known, person) => person.birth_weight_g ?? null,
  marche_acquise: (known, person, reading) =>
    reading.value("vad_24m.v24_marche_age", person.id) !== null || Boolean(person.walked_on),
  tnd_nb_non: tnd((refusals) => refusals.length),
  tnd_nb_domaines_non: tnd((refusals) => new Set(refusals).size),
};
