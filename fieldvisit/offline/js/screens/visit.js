/** The verbs of a visit on the tablet: open, start, agree, go through its parts, end, sign, correct. */
import { custody, finishDraft, reopenDraft } from "../sync/outbox.js";
import { syncNow } from "../sync/sync.js";
import { dropDraft } from "../store/drafts.js";
import { doc } from "../store/mirror.js";
import { today } from "./french.js";
import { isPupil, isSession } from "./places.js";
import { prefilled } from "./visit_begins.js";
import { go, replace } from "./view.js";
import { officeDate } from "../store/clock.js";
import { textFault } from "../rules/checking.js";
import { enter, unfold } from "./confided.js";
import { referralsInRecord } from "./outcome.js";
import { adopt, openPhotos } from "./pictures.js";
import { ACCORD, begin, beginCorrection, bodyOf, keepNote, keptPictures, removedPictures, withPossibleDates } from "./visit_draft.js";
import { OFFER } from "./epds_aboard.js";
import { formsFor } from "./visit_kinds.js";
import { childrenOf, gridOf, notYours, raisedIn, withNeutral } from "./visit_context.js";
import { change, claim, currentDraft, currentRecord, currentVisit, elapsedOf, keep, screen, tell } from "./visit_state.js";
import { isHelp } from "./session_kinds.js";
import { reach } from "./visit_place.js";
import { visitDrafts } from "./visit_drafts.js";
import { inRecord, look } from "./urgent_watch.js";
import { isDroppable, passageNotice } from "./visit_ending.js";
import { sectionOnScreen, sectionsOf } from "./visit_form.js";
import { PHOTOS, problemsOf } from "./visit_problems.js";

export { useVisit } from "./visit_view.js";

const now = () => officeDate().toISOString();
/** The office hears of a visit that begins; the screen is painted first. */
const TELL_AFTER = 1_000;

/** A session at a school opens on its list, one of a family worker on its own screen. */
export function openVisit(id) {
  const visit = doc("visit", id);
  if (visit && isSession(visit)) go("ecole", id);
  else go(isHelp(visit ?? visitDrafts().find((one) => one.visit_id === id)) ? "seance" : "visite", id);
}

let beginning = false;

/** A verb that begins a draft, once: a second tap on a slow tablet must not begin another. It never rejects. */
const once = (verb) => async (...given) => {
  if (beginning) return;
  beginning = true;
  try {
    await verb(...given);
  } catch (failure) {
    screen.failed = failure.sentence ?? "La tablette n’a pas pu le faire : réessayez.";
    tell();
  } finally {
    beginning = false;
  }
};

/** Who the check is about, kept with it: the list may lose him before it is signed. */
function pupilIn(visit) {
  const pupil = visit.child_id && (doc("family", visit.family_id)?.persons ?? []).find(({ id }) => id === visit.child_id);
  return pupil ? { pupil } : {};
}

/** The open draft of the visit on screen, made when there is none; null when another tab writes it. */
async function draftInHand() {
  const existing = currentDraft();
  if (existing && existing.stage !== "signed") {
    const open = (await claim(existing.id)) ? currentDraft() : null;
    return open?.stage === "signed" ? null : open; // another tab has just signed it
  }
  const visit = currentVisit();
  if (notYours({ kind: visit.kind, forms: formsFor(visit.kind) })) return null; // the screen says why
  const children = childrenOf(doc("family", visit.family_id)).map((child) => child.id);
  const made = prefilled({ ...begin(visit, visit.child_id ? [visit.child_id] : children, formsFor(visit.kind)), ...pupilIn(visit) }, visit, officeDate());
  return (await claim(made.id)) ? made : null;
}

export const start = once(async () => {
  const draft = await draftInHand();
  if (!draft) return;
  await keep({ ...draft, started_at: draft.started_at ?? now(), place: draft.place ?? { section: ACCORD, key: "" } });
  setTimeout(syncNow, TELL_AFTER);
  window.scrollTo(0, 0);
});

export function setAgreement(status) {
  return change((draft) => ({
    ...draft,
    agreement: draft.agreement?.status === status ? null
      : { kind: "accord_vad", status, mode: draft.agreement?.mode ?? "Oral", person_id: null },
  }));
}

export function setAgreementMode(mode) {
  return change((draft) => ({ ...draft, agreement: { ...draft.agreement, mode } }));
}

/** Mark a child as seen or not; the answers already given for a child stay with the draft either way. */
export function toggleChild(id) {
  return change((draft) => ({
    ...draft,
    children: draft.children.includes(id) ? draft.children.filter((one) => one !== id) : [...draft.children, id],
  }));
}

export function showSection(code) {
  screen.ending = false;
  const draft = currentDraft();
  enter(draft, draft && sectionsOf(draft).find((section) => section.code === code));
  const moved = change((draft) => ({ ...draft, place: { section: code, key: "" } }));
  window.scrollTo(0, 0);
  return moved;
}

export const openScale = () => showSection(OFFER);
/** She is alone with her: what was confided in the part on screen may be read again. */
export function openClosed() {
  const draft = currentDraft();
  return draft && unfold(sectionOnScreen(draft));
}

/** « Rien à signaler »: neutral values for what was not answered in this part; each stays editable. */
export function nothingToReport() {
  return change((draft) => withNeutral(draft, sectionOnScreen(draft)));
}

export function toggleNotes() {
  screen.notes = !screen.notes;
  screen.photos = null;
  tell();
  if (screen.notes) requestAnimationFrame(() => document.getElementById("visit-note")?.focus());
}

export function noteTyped(event) {
  const text = event.target.value;
  return change((draft) => ({ ...draft, note_text: text }));
}

export function addNote() {
  if (textFault(currentDraft()?.note_text ?? "")) return undefined; // the screen says why
  const kept = change((draft) => keepNote(draft, now()));
  const box = document.getElementById("visit-note");
  // At once: words typed while the note is being written to the disk are the next note's.
  if (box && kept) box.value = "";
  return kept;
}

/** Go to the end of the visit, perhaps with its outcome; from the door too (« Famille absente »). */
export const startEnding = once(async (outcome) => {
  const draft = await draftInHand();
  if (!draft) return;
  screen.ending = true;
  enter(null, null);
  // At the door, now is when she came: the signature may wait until the evening, or the next day.
  const usual = !outcome && !draft.outcome && draft.started_at && isPupil(currentVisit()) ? "realisee" : null;
  if (usual) await keep({ ...draft, outcome: usual });
  else await keep(outcome ? { ...draft, outcome, ended_at: draft.ended_at ?? now() } : draft);
  window.scrollTo(0, 0);
});

export function resume() {
  screen.ending = false;
  tell();
  return change((draft) => (draft.started_at ? draft : { ...draft, outcome: null, ended_at: null }));
}

/** Take back a visit added by mistake; refused as soon as anything was written in it. */
export const drop = once(async () => {
  const draft = currentDraft();
  if (!draft || draft.stage === "signed" || !isDroppable(draft)) return;
  await dropDraft(draft.id).catch(() => {});
  replace("tournee");
});

export function setOutcome(outcome) {
  return change((draft) => ({ ...draft, outcome: draft.outcome === outcome ? null : outcome }));
}

const detail = (name) => (event) => {
  const value = event.target.value;
  return change((draft) => ({ ...draft, outcome_detail: { ...draft.outcome_detail, [name]: value } }));
};
export const reasonTyped = detail("reason");
export const postponedTyped = detail("postponed_to");

export function correctionReasonTyped(event) {
  const text = event.target.value;
  return change((draft) => ({ ...draft, correction_reason: text }));
}

/** Go where a problem is and put the cursor there. */
export function goToProblem(numbered) {
  const key = numbered.split("#")[0];
  if (key === PHOTOS) return openPhotos();
  const draft = currentDraft();
  const place = sectionsOf(draft).find((section) => section.keys.includes(key));
  if (key === ACCORD || place) {
    screen.ending = false;
    enter(draft, place);
    change((one) => ({ ...one, place: { section: place?.code ?? ACCORD, key: place ? key : "" } }));
    if (place) requestAnimationFrame(() => reach(key));
    else window.scrollTo(0, 0);
  } else window.scrollTo(0, 0); // about the ending itself, which is up there
}

/**
 * Sign and close, in one step of the store: the draft is signed when its sealed line is on the disk, never before.
 * From here on the visit is never edited, only corrected by a linked version.
 */
export async function sign() {
  await adopt().catch(() => {}); // without the disk nothing is signed either, and that is said below
  await look().catch(() => {}); // what has just been tapped counts; the store says why it could not be written
  const draft = currentDraft();
  if (!draft || draft.stage === "signed" || problemsOf(draft).length) return;
  const at = now();
  const forms = Object.keys(draft.forms).length ? draft.forms : (gridOf(draft)?.forms ?? {});
  const ended = {
    ...draft, forms, started_at: draft.started_at ?? draft.ended_at ?? at, ended_at: draft.ended_at ?? at,
    outcome_detail: { ...draft.outcome_detail, notice: isPupil(currentVisit()) ? null : passageNotice(draft) },
  };
  const told = { urgent: inRecord(draft.visit_id), alerts: raisedIn(draft), ...referralsInRecord(draft) };
  const body = { ...bodyOf(ended, at), ...told };
  const signed = { ...keepNote(ended, at), outcome_detail: body.outcome_detail, stage: "signed", signed_at: at };
  const content = { kind: "visit_record", id: draft.id, family_id: draft.family_id, parent: null, body };
  try {
    const pictures = { kept: keptPictures(draft), removed: removedPictures(draft).map(({ id }) => id) };
    await finishDraft(draft.id, { ...content, elapsed: elapsedOf(draft) }, { ...signed, pictures: pictures.kept }, pictures);
    Object.assign(screen, { ending: false, notes: false, photos: null, large: "", failed: "" });
  } catch (failure) {
    // Nothing was signed and everything is still there: she is told, and may sign again.
    screen.failed = failure.sentence ?? "La signature n’a pas pu être enregistrée : réessayez.";
  }
  tell();
  window.scrollTo(0, 0);
}

/** Take up again a visit that the server found against the rules: same record, put right, signed again. */
export async function takeUp() {
  const draft = currentDraft();
  if (!draft || custody(draft.id)?.state !== "invalide") return;
  const { signed_at: _signed, ...open } = draft;
  try {
    const taken = withPossibleDates(open, now(), today());
    await reopenDraft(draft.id, { ...taken, stage: "open", place: open.place ?? { section: ACCORD, key: "" } });
  } catch (failure) {
    screen.failed = failure.sentence ?? "La visite n’a pas pu être rouverte : réessayez.";
  }
  screen.ending = false;
  tell();
  window.scrollTo(0, 0);
}

/** Begin a corrected version of the signed record on screen. */
export const correct = once(async () => {
  const visit = currentVisit();
  const signed = currentDraft();
  const record = signed?.stage === "signed"
    ? { id: signed.id, family_id: signed.family_id, visit_id: visit.id, body: bodyOf(signed, signed.signed_at ?? now()) }
    : currentRecord();
  if (!record) return;
  const made = beginCorrection(record);
  if (!(await claim(made.id))) return;
  await keep({ ...made, place: { section: ACCORD, key: "" } });
  screen.ending = false;
  tell();
  window.scrollTo(0, 0);
});
