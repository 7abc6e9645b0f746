import { alertsWritten } from "./alerts.js";

/**
 * What a line not yet received changes in what is aboard, so that the round shows it at once.
 * The rows it writes are dirty until the server has acknowledged the line.
 *
 * @param {{kind: string, id: string, family_id: string|null, body: object, digest: string}} line
 * @param {(kind: string, id: string) => object|undefined} doc
 * @param {{id: string, name: string}} account
 * @returns {{kind: string, id: string, family_id: string|null, body: object}[]}
 */
export function overlay(line, doc, account) {
  if (line.kind === "visit_record") return [visitWritten(line, doc, account)];
  if (line.kind === "session_record") return [sessionWritten(line, doc, account)];
  if (line.kind === "household") return householdCorrected(line, doc);
  if (line.kind === "carnet_entry") return carnetCopied(line, doc);
  if (line.kind === "measure_strike") return measureStruck(line, doc, account);
  if (line.kind === "contact") return contactNoted(line, doc, account);
  if (line.kind === "agreement") return agreementSaid(line, doc);
  if (line.kind === "round_order") return orderedVisits(line.body.order, doc);
  if (line.kind === "urgent") return alertsWritten(line, doc);
  return [];
}

function visitWritten({ id, family_id, body, digest }, doc, account) {
  const known = doc("visit", body.visit_id) ?? {
    id: body.visit_id, family_id,
    kind: body.kind, planned_on: body.planned_on, planned_at: body.planned_at, duration_min: body.duration_min,
    worker_id: account.id, worker_name: account.name, reason: "", position: null, cancel_reason: "",
  };
  const written = {
    ...known,
    status: body.outcome,
    started_at: body.started_at ?? null,
    ended_at: body.ended_at ?? null,
    record: { id, digest, custody: "tablette" },
  };
  return { kind: "visit", id: body.visit_id, family_id, body: written };
}

/** A session waits for its responsable; what she had sent back is answered. */
function sessionWritten(line, doc, account) {
  const { body, ...written } = visitWritten(line, doc, account);
  const status = line.body.outcome === "realisee" ? "a_valider" : "non_realisee";
  return { ...written, body: { ...body, session: { ...body.session, order_id: line.body.order_id, status, returned_words: "" } } };
}

function householdCorrected({ family_id, body }, doc) {
  const family = doc("family", family_id);
  return family ? [{ kind: "family", id: family_id, family_id, body: { ...family, ...body.changes } }] : [];
}

/** The lines are the file’s at once; one to be struck out no longer stands. */
function carnetCopied({ family_id, body }, doc) {
  const family = doc("family", family_id);
  if (!family) return [];
  const struck = new Set(body.strikes.map(({ id }) => id));
  const lines = (known, copied, id) => [
    ...(known ?? []).map((one) => (struck.has(one.id) ? { ...one, struck: true } : one)),
    ...copied.filter((one) => one.child_id === id),
  ];
  const persons = family.persons.map((person) => person.doses
    ? { ...person, doses: lines(person.doses, body.doses, person.id), exams: lines(person.exams, body.exams, person.id) }
    : person);
  return [{ kind: "family", id: family_id, family_id, body: { ...family, persons } }];
}

/**
 * A measure struck or put back counts so at once. One that the office has not given an id yet is in `struck_here` of its
 * child, by the record that it was signed in.
 */
function measureStruck({ id, family_id, body }, doc, account) {
  const family = doc("family", family_id);
  if (!family) return [];
  const { act, child_id, measure_id, record_id, kind, why, words, at } = body;
  const back = (strike) =>
    act === "retablir" && body.strikes.includes(strike.id) && !strike.back_at
      ? { ...strike, back_at: at, back_who: account.name, back_words: words, back_line: id }
      : strike;
  const struck = { id, why, words, at, who: account.name };
  const said = (strikes, meant) => [...(strikes ?? []).map(back), ...(act === "rayer" && meant ? [struck] : [])];
  const changed = (each) => {
    const strikes = said(each.strikes, each.id === measure_id);
    return strikes.length ? { ...each, strikes, struck: strikes.some(({ back_at }) => !back_at) } : each;
  };
  const persons = family.persons.map((person) => {
    if (person.id !== child_id || !person.measurements) return person;
    const here = (person.struck_here ?? []).map((one) => ({ ...one, strike: back(one.strike) }));
    if (act === "rayer" && !measure_id) here.push({ record_id, kind, strike: struck });
    return { ...person, measurements: person.measurements.map(changed), struck_here: here };
  });
  return [{ kind: "family", id: family_id, family_id, body: { ...family, persons } }];
}

/**
 * The file without what the office set aside of its strikes: a measure that nobody struck at the office counts here too.
 * @param {object} family @param {Set<string>} aside ids of the lines
 */
export function withoutStrikes(family, aside) {
  const isAside = (strike) => aside.has(strike.id) || aside.has(strike.back_line);
  const standing = ({ back_line, ...strike }) => (aside.has(back_line) ? { ...strike, back_at: null } : { ...strike, back_line });
  const left = (strikes) => strikes.filter(({ id }) => !aside.has(id)).map(standing);
  const changed = (each) => {
    if (!each.strikes?.some(isAside)) return each;
    const strikes = left(each.strikes);
    return { ...each, strikes, struck: strikes.some(({ back_at }) => !back_at) };
  };
  const isTouched = ({ measurements, struck_here }) =>
    measurements?.some(({ strikes }) => strikes?.some(isAside)) || struck_here?.some(({ strike }) => isAside(strike));
  if (!family.persons?.some(isTouched)) return family;
  const persons = family.persons.map((person) => {
    if (!isTouched(person)) return person;
    const here = (person.struck_here ?? []).flatMap((one) => left([one.strike]).map((strike) => ({ ...one, strike })));
    return { ...person, measurements: person.measurements.map(changed), struck_here: here };
  });
  return { ...family, persons };
}

function contactNoted({ id, family_id, body }, doc, account) {
  const family = doc("family", family_id);
  if (!family) return [];
  const noted = { ...body, id, kept: false, who: account.name };
  const contacts = [noted, ...(family.contacts ?? [])].sort((a, b) => (a.at < b.at ? 1 : -1));
  return [{ kind: "family", id: family_id, family_id, body: { ...family, contacts } }];
}

/** It holds here at once: a tablet takes the last word of each kind. */
function agreementSaid({ id, family_id, body }, doc) {
  const family = doc("family", family_id);
  if (!family) return [];
  const { kind, status, mode, person_id, at, words, expires_on = null } = body;
  const back = status === "Retiré";
  const said = {
    id, kind, status, mode, person_id, collected_at: at, expires_on, scope: back ? "" : words, given: status, given_at: at,
    withdrawn_at: back ? at : null, withdrawn_said_by: back ? person_id : null, withdrawn_why: back ? words : "",
  };
  const agreements = [...(family.agreements ?? []), said];
  return [{ kind: "family", id: family_id, family_id, body: { ...family, agreements } }];
}

function orderedVisits(order, doc) {
  return order.flatMap((id, index) => {
    const visit = doc("visit", id);
    return visit ? [{ kind: "visit", id, family_id: visit.family_id, body: { ...visit, position: index + 1 } }] : [];
  });
}
