/**
 * The draft of a visit: plain data and the changes a worker can make to it. No storage, no screen.
 *
 * An answer in a draft may hold more than it will say once signed: `text` is what was typed,
 * even when it cannot be read as a value, and `v` stays under a « Non abordé », so that taking
 * a tap back brings the words back too.
 */

import { newId } from "../store/ids.js";
import { asSent } from "./talks.js";

/** The first part: agreement and children seen, before any question. */
export const ACCORD = "accord";

/** How the family said that it accepts photos: by signing here, on a picture that goes with the record. */
export const SIGNED_ON_TABLET = "Signature sur tablette";

export const OUTCOMES = [
  { code: "realisee", label: "Réalisée" },
  { code: "absente", label: "Famille absente" },
  { code: "refusee", label: "Refusée" },
  { code: "reportee", label: "Reportée" },
];

/**
 * A draft for a planned visit.
 * @param {object} visit a `visit` doc, or the fields of one added on the tablet
 * @param {string[]} children ids of the children seen, changeable afterwards
 * @param {Record<string, string>} forms code → version the draft begins, and ends, with
 */
export function begin(visit, children, forms) {
  return {
    id: newId(),
    visit_id: visit.id,
    family_id: visit.family_id,
    kind: visit.kind,
    planned: visit.planned ?? true,
    planned_on: visit.planned_on,
    planned_at: visit.planned_at ?? null,
    duration_min: visit.duration_min,
    forms,
    stage: "open",
    started_at: null,
    ended_at: null,
    outcome: null,
    children,
    agreement: null,
    photo_agreement: null,
    pictures: [],
    answers: {},
    child_answers: {},
    notes: [],
    note_text: "",
    outcome_detail: { reason: "", postponed_to: null, notice: null },
    corrects: null,
    correction_reason: "",
    place: null,
  };
}

/** A draft that corrects a signed record: everything it said, ready to be changed. */
export function beginCorrection(record) {
  const { body } = record;
  const copy = structuredClone({
    ...begin({ ...body, id: body.visit_id, family_id: record.family_id }, body.children ?? [], body.forms ?? {}),
    ...body,
  });
  return {
    ...copy,
    id: newId(),
    family_id: record.family_id,
    stage: "open",
    note_text: "",
    corrects: record.id,
    correction_reason: "",
    signed_at: undefined,
    sources: undefined, // a decision between two writings is told of the record that it made, and of no later one
    settled: undefined,
    elapsed: 0,
    place: null,
    pictures: [],
    // The family's signature stays with what is corrected: nobody is asked for it again.
    photo_signed: body.photo_agreement?.mode === SIGNED_ON_TABLET,
    handed: undefined,
  };
}

/** The pictures that will go with the visit: those removed stay in the draft until it is signed, to be put back. */
export const keptPictures = (draft) => (draft.pictures ?? []).filter(({ removed }) => !removed);

export const removedPictures = (draft) => (draft.pictures ?? []).filter(({ removed }) => removed);

/** How the record names its pictures. Those of a record that is corrected stay with it. */
const attachmentsOf = (draft) => keptPictures(draft).map(({ id, kind, sha256, caption }) => ({ id, kind, sha256, caption }));

const answersOf = (draft, child) => (child ? (draft.child_answers[child] ?? {}) : draft.answers);

/** The stored answer, or an empty one. */
export const answer = (draft, item, child = "") => answersOf(draft, child)[item] ?? {};

/** The draft with one answer changed; `null` for a field takes the field away. */
export function withAnswer(draft, item, child, change) {
  const merged = { ...answer(draft, item, child), ...change };
  for (const key of Object.keys(merged)) if (merged[key] === null || merged[key] === undefined) delete merged[key];
  const all = { ...answersOf(draft, child), [item]: merged };
  return child
    ? { ...draft, child_answers: { ...draft.child_answers, [child]: all } }
    : { ...draft, answers: all };
}

/** One tap on an option: choose, or take the choice back. An exclusive option stands alone. */
export function choose(draft, item, child, code) {
  const now = answer(draft, item.id, child);
  const touched = { special: null, mode: null };
  if (item.type !== "multi")
    return withAnswer(draft, item.id, child, { ...touched, v: !now.special && now.v === code ? null : code });
  const option = (item.options ?? []).find((one) => one.code === code);
  const alone = new Set((item.options ?? []).filter((one) => one.exclusif).map((one) => one.code));
  const had = Array.isArray(now.v) && !now.special ? now.v : [];
  let codes;
  if (had.includes(code)) codes = had.filter((one) => one !== code);
  else if (option?.exclusif) codes = [code];
  else codes = [...had.filter((one) => !alone.has(one)), code];
  return withAnswer(draft, item.id, child, { ...touched, v: codes.length ? codes : null });
}

/** One tap on « Non abordé » or « Ne souhaite pas répondre »; a second one takes it back and the value returns. */
export function special(draft, item, child, code) {
  const now = answer(draft, item, child);
  return withAnswer(draft, item, child, { special: now.special === code ? null : code, mode: null });
}

/** What no database keeps and nobody sees: in a note, that cannot be retyped, it would set the visit aside for ever. */
const INVISIBLE = /\0|\p{Surrogate}/gu;

/** The same words, without what no server takes; no longer than asked, and no character cut in two. */
export const visible = (text, longest = Infinity) => text.slice(0, longest).replace(INVISIBLE, "");

/** Add the words being typed to the notes. */
export function keepNote(draft, nowIso) {
  const text = visible(draft.note_text).trim();
  if (!text) return draft;
  return { ...draft, notes: [...draft.notes, { at: nowIso, text }], note_text: "" };
}

/** Does this answer say anything? One that was tapped and taken back does not. */
export const says = (one) => one.v !== undefined || Boolean(one.special || one.note);

/** An answer as it is sent: words that are no value, or that a special answer set aside, become its note. */
export function sent({ text, ...rest }) {
  if (!rest.special && rest.v !== undefined) return rest;
  const { v, confirmed, doubtful, method, mode, ...left } = rest;
  const note = [left.note, text?.trim()].filter(Boolean).join("\n");
  return note ? { ...left, note } : left;
}

const said = (all) =>
  Object.fromEntries(Object.entries(all).map(([item, one]) => [item, sent(one)]).filter(([, one]) => says(one)));

/** Children of whom something was written. */
export const childrenAnswered = (draft) =>
  Object.keys(draft.child_answers).filter((child) => Object.keys(said(draft.child_answers[child])).length);

/** Only what goes with the outcome: a date of postponement or a notice left from another choice would contradict it. */
const detailOf = ({ outcome, outcome_detail: detail }) => ({
  ...detail,
  postponed_to: (outcome === "reportee" && detail.postponed_to) || null,
  notice: outcome === "absente" ? detail.notice : null,
});

/** What is signed and sent: the protocol's body. */
export function bodyOf(draft, nowIso) {
  const { answers, child_answers: perChild, ...kept } = keepNote(draft, nowIso);
  const written = childrenAnswered(draft).filter((child) => draft.children.includes(child));
  // A visit that stopped half-way: a child of whom something was written was seen.
  const seen = draft.outcome === "realisee" ? draft.children : written;
  const { id, family_id: _family, stage, note_text: _note, place, elapsed: _elapsed, signed_at: _old, handed: _handed, talks, ...rest } = kept;
  const { pictures: _pictures, attachments: _before, photo_signed: _signed, begun_with: _begun, pupil: _pupil, photo_agreement, ...fields } = rest;
  const attachments = attachmentsOf(draft);
  return {
    ...fields,
    children: seen,
    answers: said(answers),
    child_answers: Object.fromEntries(written.map((child) => [child, said(perChild[child])])),
    outcome_detail: detailOf(draft),
    ...(photo_agreement ? { photo_agreement } : {}),
    ...(attachments.length ? { attachments } : {}),
    ...(talks?.length ? { talks: asSent(talks, draft.ended_at ?? nowIso) } : {}),
    signed_at: nowIso,
  };
}

/**
 * A draft taken up again: the dates that no calendar offers came from a tablet whose clock was wrong, and nothing
 * on screen could put them right. Those of today replace them; what was sent stays as it was at the office.
 */
export function withPossibleDates(draft, nowIso, day) {
  const year = Number(day.slice(0, 4));
  const possible = (date) => !date || (date.slice(0, 4) >= year - 2 && date.slice(0, 4) <= year + 1);
  const { notice } = draft.outcome_detail;
  return {
    ...draft,
    planned_on: draft.planned || possible(draft.planned_on) ? draft.planned_on : day,
    started_at: possible(draft.started_at) ? draft.started_at : nowIso,
    ended_at: possible(draft.started_at) && possible(draft.ended_at) ? draft.ended_at : null,
    outcome_detail: { ...draft.outcome_detail, notice: possible(notice?.date) ? notice : null },
    ...(draft.talks ? { talks: draft.talks.filter(({ from, to }) => possible(from) && possible(to)) } : {}),
  };
}

/** Does the draft hold anything typed or tapped? */
export const isTouched = (draft) =>
  Boolean(
    draft.started_at || draft.outcome || draft.photo_agreement || draft.pictures?.length || draft.referrals?.length || draft.notes.length || draft.note_text || draft.agreement || draft.corrects
      || draft.outcome_detail.reason || draft.outcome_detail.postponed_to
      || Object.keys(draft.answers).length || Object.keys(draft.child_answers).length,
  );

/** Has nothing been written, whatever was started? Only then may a draft go. */
const untouched = (draft, one, item, child) =>
  JSON.stringify(one) === JSON.stringify((child ? draft.begun_with?.child_answers?.[child] : draft.begun_with?.answers)?.[item]);

export const isEmpty = (draft) =>
  !draft.photo_agreement && !draft.pictures?.length && !draft.referrals?.length && !draft.notes.length && !draft.note_text.trim() && !draft.agreement && !draft.correction_reason
  && !draft.outcome_detail.reason && !draft.outcome_detail.postponed_to
  && [["", draft.answers], ...Object.entries(draft.child_answers)].every(([child, all]) =>
    Object.entries(all).every(([item, one]) => Object.keys(one).length === 0 || untouched(draft, one, item, child)),
  );
