/**
 * The draft of a session: plain data and the changes a worker can make to it. No storage, no screen.
 *
 * `tapped` is what « Commencer » and « Terminer » said; it never changes once tapped. `edited` is what was typed over it, as
 * typed; `started_at` and `ended_at` are what both come to.
 */
import { newId } from "../store/ids.js";
import { instantOf, number, parisDay, time } from "./french.js";
import { DONE, NO_INCIDENT } from "./session_kinds.js";
import { keptPictures, visible } from "./visit_draft.js";

export const NO_TRAVEL = { km: "", minutes: "", vehicle: "", from: "", to: "" };
const UNTAPPED = { started_at: null, ended_at: null };

/** A draft for a planned session, or for the fields of one added on the tablet. */
export function begin(visit, order_id) {
  return {
    id: newId(), visit_id: visit.id, family_id: visit.family_id, order_id, kind: visit.kind,
    planned: visit.planned ?? true, planned_on: visit.planned_on, planned_at: visit.planned_at ?? null, duration_min: visit.duration_min,
    stage: "open", outcome: null, started_at: null, ended_at: null, tapped: { ...UNTAPPED }, edited: null, time_reason: "", noted_at: null,
    not_done: "", not_done_words: "", presence: [], activities: [], facts: [], quotes: [], goals: {},
    incident: { code: "", words: "" }, travel: { ...NO_TRAVEL }, refused_signature: "", pictures: [],
    corrects: null, correction_reason: "", place: null, forms: {}, still_until: null, clock: {},
  };
}

/** « Commencer »; `offset`: how far the tablet's clock was ahead of the office's. */
export const started = (draft, at, offset) => ({
  ...draft, outcome: DONE, started_at: at, tapped: { ...draft.tapped, started_at: at }, clock: { ...draft.clock, start_offset: offset },
});

/** « Terminer » */
export function ended(draft, at, offset) {
  const edited = draft.edited && { ...draft.edited, end: time(at), next: parisDay(at) > draft.edited.day };
  return {
    ...draft, edited, ended_at: at, tapped: { ...draft.tapped, ended_at: at }, clock: { ...draft.clock, end_offset: offset },
    place: { section: "fin", key: "" },
  };
}

/** The session goes on after all. */
export const goingOn = (draft) => ({
  ...draft, ended_at: null, tapped: { ...draft.tapped, ended_at: null }, edited: draft.edited && { ...draft.edited, end: "", next: false },
  still_until: null, place: { section: "presence", key: "" },
});

/** « Commencée par erreur »: what was written stays. */
export const notBegun = (draft) => ({
  ...draft, outcome: null, started_at: null, ended_at: null, tapped: { ...UNTAPPED }, edited: null, place: null, still_until: null,
});

/** The hours as the fields show them. */
export function hoursOf(draft) {
  if (draft.edited) return draft.edited;
  const day = parisDay(draft.started_at) || draft.planned_on;
  return { day, start: time(draft.started_at), end: time(draft.ended_at), next: Boolean(draft.ended_at) && parisDay(draft.ended_at) > day };
}

/**
 * The draft with hours typed over what was tapped; the same minute as was tapped is the tap. An empty field changes nothing but
 * what is shown: a session does not run again because its end is being typed.
 */
export function withHours(draft, change) {
  const edited = { ...hoursOf(draft), ...change };
  const start = read(edited.day, edited.start, draft.tapped.started_at) ?? draft.started_at;
  const last = edited.next ? nextDay(edited.day) : edited.day;
  const end = (edited.end && read(last, edited.end, draft.tapped.ended_at)) || draft.ended_at;
  // Never tapped, it begins once its end is known: it does not run.
  return { ...draft, edited, started_at: draft.tapped.started_at || end ? start : null, ended_at: end };
}

function read(day, hour, tap) {
  if (!day || !hour) return null;
  if (tap && parisDay(tap) === day && time(tap) === hour) return tap;
  return instantOf(day, hour)?.toISOString() ?? null;
}

const nextDay = (day) => new Date(Date.parse(`${day}T12:00:00Z`) + 864e5).toISOString().slice(0, 10);

/** Do the hours differ from what was tapped? Then she says why. */
export const isEdited = (draft) =>
  Boolean(draft.edited) && (minute(draft.started_at) !== minute(draft.tapped.started_at) || minute(draft.ended_at) !== minute(draft.tapped.ended_at));

const minute = (instant) => (instant ? Math.floor(Date.parse(instant) / 60_000) : null);

/** The draft with one item of a list chosen, or taken back. */
export const toggled = (draft, list, text) => ({
  ...draft, [list]: draft[list].includes(text) ? draft[list].filter((one) => one !== text) : [...draft[list], text],
});

/** The draft with one paragraph changed; the first word of a new one makes it. */
export function withParagraph(draft, list, key, change) {
  const known = draft[list].some((one) => one.key === key);
  const all = known ? draft[list] : [...draft[list], { key, ...(list === "quotes" ? { who: "" } : {}), words: "", shared: false }];
  return { ...draft, [list]: all.map((one) => (one.key === key ? { ...one, ...change } : one)) };
}

/** A draft that corrects a signed record: everything it said, ready to be changed. */
export function beginCorrection({ id, family_id, body }) {
  const draft = structuredClone({ ...begin({ ...body, id: body.visit_id, family_id }, body.order_id), ...body });
  const { attachments = [], signed_at: _signed, ...kept } = draft;
  const open = {
    ...kept, family_id, stage: "open", tapped: body.tapped ?? { ...UNTAPPED },
    facts: keyed(body.facts), quotes: keyed(body.quotes),
    goals: Object.fromEntries((body.goals ?? []).map(({ goal_id, state, note }) => [goal_id, { state: state ?? "", note: note ?? "" }])),
    incident: { code: body.incident?.code ?? NO_INCIDENT, words: body.incident?.words ?? "" },
    travel: body.travel ? { ...NO_TRAVEL, ...body.travel, km: number(body.travel.km), minutes: number(body.travel.minutes) } : { ...NO_TRAVEL },
    // The family signed these hours: they are signed anew only if they change.
    signed_hours: attachments.some(({ kind }) => kind === "signature") ? { started_at: body.started_at, ended_at: body.ended_at } : (body.signed_hours ?? null),
    pictures: [], corrects: id, correction_reason: "", place: { section: "fin", key: "" }, elapsed: 0,
  };
  const fresh = { ...open, id: newId(), edited: null };
  return isEdited({ ...fresh, edited: {} }) ? { ...fresh, edited: hoursOf(fresh) } : fresh;
}

const keyed = (paragraphs = []) => paragraphs.map((one, at) => ({ ...one, key: `p${at}` }));

/** « 12,5 » as a number; null for nothing, NaN for what is none. */
export function amount(text) {
  const plain = String(text ?? "").trim().replace(/\s/g, "").replace(",", ".");
  return plain === "" ? null : /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
}

const said = (list) => list.filter(({ words }) => words.trim()).map(({ key: _key, ...one }) => ({ ...one, words: visible(one.words).trim() }));

/** What is signed and sent: the body of a `session_record` (docs/protocol.md). */
export function bodyOf(draft, nowIso) {
  const done = draft.outcome === DONE;
  const { id: _id, stage: _stage, place: _place, elapsed: _elapsed, pictures: _pictures, edited: _edited, still_until: _still, noted_at, forms: _forms, ...rest } = draft;
  const attachments = keptPictures(draft).map(({ id, kind, sha256, caption }) => ({ id, kind, sha256, caption }));
  const { travel } = draft;
  const went = Object.values(travel).some((text) => String(text).trim());
  return {
    ...rest,
    started_at: draft.started_at ?? (done ? null : noted_at), ended_at: draft.ended_at ?? (done ? null : (noted_at ?? nowIso)),
    time_reason: isEdited(draft) ? draft.time_reason.trim() : "",
    not_done: done ? "" : draft.not_done, not_done_words: done ? "" : draft.not_done_words.trim(),
    presence: done ? draft.presence : [], activities: done ? draft.activities : [],
    facts: said(draft.facts), quotes: said(draft.quotes),
    goals: done ? Object.entries(draft.goals).filter(([, one]) => one.state || one.note.trim()).map(([goal_id, { state, note }]) => ({ goal_id, state: state || null, note: note.trim() })) : [],
    incident: draft.incident.code && draft.incident.code !== NO_INCIDENT ? { code: draft.incident.code, words: draft.incident.words.trim() } : null,
    travel: went ? { ...travel, km: amount(travel.km), minutes: amount(travel.minutes), vehicle: travel.vehicle || null, from: travel.from.trim(), to: travel.to.trim() } : null,
    refused_signature: draft.refused_signature.trim(),
    ...(attachments.length ? { attachments } : {}),
    signed_at: nowIso,
  };
}
