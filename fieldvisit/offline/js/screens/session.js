/** The verbs of a session: begin, end, write, sign, correct. Hours are tapped; what is typed over them says why. */
import { custody, finishDraft, reopenDraft } from "../sync/outbox.js";
import { syncNow } from "../sync/sync.js";
import { dropDraft } from "../store/drafts.js";
import { device } from "../store/device.js";
import { now, offset } from "./session_clock.js";
import {
  beginCorrection, begin, bodyOf, ended, goingOn, hoursOf, notBegun, started, toggled, withHours, withParagraph,
} from "./session_draft.js";
import { DONE, isBlank, orderOf, outcomeOf } from "./session_kinds.js";
import { problemsOf } from "./session_problems.js";
import { endNow, isRunning, running } from "./session_running.js";
import { adopt } from "./pictures.js";
import { replace } from "./view.js";
import { openVisit } from "./visit.js";
import { keptPictures, removedPictures } from "./visit_draft.js";
import { change, claim, currentDraft, currentRecord, currentVisit, elapsedOf, keep, screen, tell } from "./visit_state.js";

export { useSession } from "./session_view.js";

const iso = () => new Date(now()).toISOString();
/** The office hears of a session that begins or ends; the screen is painted first. */
const tellOffice = () => setTimeout(syncNow, 1_000);
const FAILED = "La tablette n’a pas pu le faire : réessayez.";
let acting = false;

/** A verb that begins or ends something, once: a second tap on a slow tablet is not a second act. It never rejects. */
const once = (verb) => async (...given) => {
  if (acting) return;
  acting = true;
  screen.failed = "";
  try {
    await verb(...given);
  } catch (failure) {
    screen.failed = failure.sentence ?? FAILED;
  } finally {
    acting = false;
    tell();
  }
};

/** The open draft of the session on screen, made when there is none; null when another tab writes it. */
async function inHand() {
  const existing = currentDraft();
  if (existing && existing.stage !== "signed") {
    const open = (await claim(existing.id)) ? currentDraft() : null;
    return open?.stage === "signed" ? null : open;
  }
  const visit = currentVisit();
  if (existing || !visit || visit.record || visit.worker_id !== device.get().account.id) return null;
  const made = begin(visit, visit.session?.order_id ?? orderOf(visit)?.id ?? null);
  return (await claim(made.id)) ? made : null;
}

const other = () => {
  const one = running();
  return one && one.visit_id !== currentVisit()?.id ? one : null;
};

async function startHere() {
  const draft = await inHand();
  if (!draft || draft.tapped.started_at) return;
  await keep({ ...started(draft, iso(), offset()), place: { section: "presence", key: "" } });
  tellOffice();
  window.scrollTo(0, 0);
}

/** « Commencer »; while another session runs, the screen says so and offers to end that one first. */
export const start = once(async () => {
  screen.other = Boolean(other());
  if (!screen.other) await startHere();
});

export const endOtherAndStart = once(async () => {
  const before = other();
  if (before) await endNow(before);
  screen.other = false;
  await startHere();
});

export const leaveOther = () => {
  screen.other = false;
  tell();
};

/** « Terminer » */
export const end = once(async () => {
  const draft = currentDraft();
  if (!draft || !isRunning(draft) || !(await claim(draft.id))) return;
  await keep(ended(draft, new Date(Math.max(now(), Date.parse(draft.started_at))).toISOString(), offset()));
  tellOffice();
  window.scrollTo(0, 0);
});

/** « La séance continue »: ended by mistake. */
export const goOn = once(async () => {
  screen.other = Boolean(other());
  if (!screen.other) await change(goingOn);
});

/** « Commencée par erreur » */
export const undoStart = () => change(notBegun);

/** « J’ai oublié de commencer »: the planned hours to begin with, to be put right. */
export const forgotten = once(async () => {
  const draft = await inHand();
  if (!draft) return;
  const edited = { ...hoursOf(draft), start: (draft.planned_at ?? "").slice(0, 5), end: "", next: false };
  await keep({ ...draft, outcome: DONE, edited, place: { section: "heures", key: "" } });
  window.scrollTo(0, 0);
});

/** « Pas réalisée… »: at the door, now is when she came. */
export const notMade = once(async () => {
  const draft = await inHand();
  if (!draft) return;
  screen.ending = true;
  await keep({ ...draft, noted_at: draft.noted_at ?? iso(), place: { section: "fin", key: "" } });
  window.scrollTo(0, 0);
});

/** « Revenir à la fiche »: nothing was decided yet. */
export function backToBrief() {
  screen.ending = false;
  return change((draft) => ({ ...draft, outcome: draft.started_at || draft.edited ? draft.outcome : null, not_done: "", place: null }));
}

/** How it went: « realisee », or a reason of the county's list; the same one again takes it back. */
export function setOutcome(said) {
  const at = iso();
  return change((draft) => {
    if (said === DONE) return { ...draft, outcome: draft.outcome === DONE ? null : DONE, not_done: "" };
    if (draft.not_done === said) return { ...draft, outcome: null, not_done: "" };
    return { ...draft, outcome: outcomeOf(said), not_done: said, noted_at: draft.noted_at ?? at };
  });
}

export function showSection(code) {
  const moved = change((draft) => ({ ...draft, place: { section: code, key: "" } }));
  window.scrollTo(0, 0);
  return moved;
}

/** Go where a problem is put right: a part of this screen, or another session. */
export const goToProblem = (key) => (key.startsWith("visit/") ? openVisit(key.slice(6)) : showSection(key));

const typed = (name) => (event) => {
  const { value } = event.target;
  return change((draft) => ({ ...draft, [name]: value }));
};
export const reasonTyped = typed("time_reason");
export const notDoneTyped = typed("not_done_words");
export const correctionTyped = typed("correction_reason");
export const unsignedTyped = typed("refused_signature");

export function hourTyped(name, event) {
  const { value } = event.target;
  return change((draft) => withHours(draft, { [name]: value }));
}
export const toggleNext = () => change((draft) => withHours(draft, { next: !hoursOf(draft).next }));
/** Back to the hours that were tapped. */
export const asTapped = () =>
  change((draft) => ({ ...draft, edited: null, ...draft.tapped, time_reason: "" }));

export const togglePresence = (text) => change((draft) => toggled(draft, "presence", text));
export const toggleActivity = (text) => change((draft) => toggled(draft, "activities", text));

export function wordsTyped(list, key, field, event) {
  const { value } = event.target;
  return change((draft) => ({ ...withParagraph(draft, list, key, { [field]: value }), place: { section: "faits", key: `${list}-${key}-${field}` } }));
}
export const setShared = (list, key, shared) => change((draft) => withParagraph(draft, list, key, { shared }));
export const addParagraph = (list) => change((draft) => withParagraph(draft, list, `p${Math.max(1, draft[list].length)}`, {}));

const goalOf = (draft, id) => draft.goals[id] ?? { state: "", note: "" };
export const setGoal = (id, state) =>
  change((draft) => ({ ...draft, goals: { ...draft.goals, [id]: { ...goalOf(draft, id), state: goalOf(draft, id).state === state ? "" : state } } }));
export function goalTyped(id, event) {
  const { value } = event.target;
  return change((draft) => ({ ...draft, goals: { ...draft.goals, [id]: { ...goalOf(draft, id), note: value } } }));
}

export const setIncident = (code) => change((draft) => ({ ...draft, incident: { ...draft.incident, code: draft.incident.code === code ? "" : code } }));
export function incidentTyped(event) {
  const { value } = event.target;
  return change((draft) => ({ ...draft, incident: { ...draft.incident, words: value } }));
}

export function travelTyped(name, event) {
  const { value } = event.target;
  return change((draft) => ({ ...draft, travel: { ...draft.travel, [name]: value } }));
}
export const setVehicle = (code) => change((draft) => ({ ...draft, travel: { ...draft.travel, vehicle: draft.travel.vehicle === code ? "" : code } }));

/** Take back a session added by mistake; refused as soon as anything was written in it. */
export const drop = once(async () => {
  const draft = currentDraft();
  if (!draft || draft.stage === "signed" || draft.planned || draft.corrects || !isBlank(draft)) return;
  await dropDraft(draft.id);
  replace("tournee");
});

/** Signs and closes, in one step of the store; from here on it is only corrected by a linked version. */
export const sign = once(async () => {
  await adopt().catch(() => {}); // without the disk nothing is signed either, and that is said below
  const draft = currentDraft();
  if (!draft || draft.stage === "signed" || problemsOf(draft).length) return;
  const at = iso();
  const content = { kind: "session_record", id: draft.id, family_id: draft.family_id, parent: null, body: bodyOf(draft, at), elapsed: elapsedOf(draft) };
  const pictures = { kept: keptPictures(draft), removed: removedPictures(draft).map(({ id }) => id) };
  await finishDraft(draft.id, content, { ...draft, stage: "signed", signed_at: at, pictures: pictures.kept }, pictures);
  Object.assign(screen, { ending: false, large: "" });
  window.scrollTo(0, 0);
});

/** Take up again what the server found against the rules: same record, put right, signed again. */
export const takeUp = once(async () => {
  const draft = currentDraft();
  if (!draft || custody(draft.id)?.state !== "invalide") return;
  const { signed_at: _signed, ...open } = draft;
  await reopenDraft(draft.id, { ...open, stage: "open", place: { section: "fin", key: "" } });
  window.scrollTo(0, 0);
});

/** Begin a corrected version of the signed record on screen. */
export const correct = once(async () => {
  const signed = currentDraft();
  const record = signed?.stage === "signed"
    ? { id: signed.id, family_id: signed.family_id, body: bodyOf(signed, signed.signed_at ?? iso()) } : currentRecord();
  if (!record) return;
  const made = beginCorrection(record);
  if (await claim(made.id)) await keep(made);
  window.scrollTo(0, 0);
});
