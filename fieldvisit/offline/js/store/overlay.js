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
  if (line.kind === "household") return householdCorrected(line, doc);
  if (line.kind === "carnet_entry") return carnetCopied(line, doc);
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

function orderedVisits(order, doc) {
  return order.flatMap((id, index) => {
    const visit = doc("visit", id);
    return visit ? [{ kind: "visit", id, family_id: visit.family_id, body: { ...visit, position: index + 1 } }] : [];
  });
}
