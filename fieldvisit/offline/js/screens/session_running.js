/**
 * The session under way: one at a time, whichever screen is shown. It is a draft that was begun and not ended, so it is found
 * again whatever happened to the page, the tablet or its clock.
 */
import { useEffect } from "react";

import { device } from "../store/device.js";
import { claimDraft, draft as valueOf, releaseDraft, saveDraft, subscribe as onDrafts } from "../store/drafts.js";
import { doc, subscribe as onDocs } from "../store/mirror.js";
import { movedTo, onMoved } from "../sync/elsewhere.js";
import { syncNow } from "../sync/sync.js";
import { minutesBetween, words } from "../rules/session_hours.js";
import { instantOf, parisDay, time } from "./french.js";
import { live } from "./live.js";
import { follow, now, offset } from "./session_clock.js";
import { ended, withHours } from "./session_draft.js";
import { isHelp } from "./session_kinds.js";
import { go, onView, view } from "./view.js";
import { visitDrafts } from "./visit_drafts.js";

const EACH_MS = 5_000;
/** How long after its planned end, or after the last « Oui », she is asked whether it still goes on. */
const OVERRUN_MS = 30 * 60_000;
const FORGOTTEN = "Fin indiquée après coup, sans avoir touché « Terminer »";
const EMPTY = { on: false, here: false, visit_id: "", family: "", since: "", lasting: "", asking: false, ends: "", problem: "" };

/** Is this draft a session that runs? A correction does not. */
export const isRunning = (draft) =>
  isHelp(draft) && draft.stage !== "signed" && Boolean(draft.started_at) && !draft.ended_at && !draft.corrects && !movedTo(draft.id);

/** The session under way, or null. */
export const running = () =>
  visitDrafts().filter(isRunning).sort((a, b) => (a.started_at < b.started_at ? 1 : -1))[0] ?? null;

export const familyOf = (draft) => doc("family", draft.family_id)?.label ?? "Famille";

/** « 1 h 24 », never less than nothing. */
export const lasting = (draft) => words(Math.max(0, minutesBetween(draft.started_at, now())));

const asksAt = (draft) =>
  Math.max(Date.parse(draft.started_at) + draft.duration_min * 60_000 + OVERRUN_MS, Date.parse(draft.still_until ?? "") || 0);

/** « Terminée à… », while it is being typed. */
let answer = { ends: "", problem: "", asked: false };

function compute() {
  const draft = running();
  follow(Boolean(draft));
  if (!draft) return EMPTY;
  const { name, id } = view();
  return {
    on: true, here: name === "seance" && id === draft.visit_id, visit_id: draft.visit_id, family: familyOf(draft),
    since: `depuis ${time(draft.started_at)}`, lasting: lasting(draft),
    asking: answer.asked || now() >= asksAt(draft), ends: answer.ends, problem: answer.problem,
  };
}

const state = live(compute, onDrafts, onDocs, onMoved, onView, device.subscribe);

/** React hook: see `RunningSession` in pages/field/session_shapes.py. */
export function useRunning() {
  const shown = state.use();
  useEffect(() => {
    if (!shown.on) return undefined;
    const each = setInterval(state.tell, EACH_MS);
    return () => clearInterval(each);
  }, [shown.on]);
  return shown;
}

export function openRunning() {
  const draft = running();
  if (draft) go("seance", draft.visit_id);
}

/** Changes a draft that may not be the one on screen; gives it back unless it is. */
export async function changeDraft(id, edit) {
  if (!(await claimDraft(id))) return false;
  const kept = saveDraft(id, edit(valueOf(id)));
  state.tell();
  await kept;
  if (view().id !== valueOf(id)?.visit_id) await releaseDraft(id);
  return true;
}

/** What the store could not do it says itself; the draft in memory is right and is tried again. */
const quietly = (work) => work.catch(() => {});

/** « Terminer », now. */
export function endNow(draft = running()) {
  if (!draft) return undefined;
  answer = { ends: "", problem: "", asked: false };
  const at = new Date(Math.max(now(), Date.parse(draft.started_at))).toISOString();
  const done = quietly(changeDraft(draft.id, (one) => ended(one, at, offset())));
  setTimeout(syncNow, 1_000); // the office hears of it
  return done;
}

/** « Terminer » on the bar: ends it and shows what is left to write. */
export async function endFromBar() {
  const draft = running();
  if (!draft) return;
  await endNow(draft);
  go("seance", draft.visit_id);
}

/** « Oui », still there: asked again in half an hour. */
export function stillThere() {
  const draft = running();
  answer = { ends: "", problem: "", asked: false };
  const until = new Date(now() + OVERRUN_MS).toISOString();
  return draft ? quietly(changeDraft(draft.id, (one) => ({ ...one, still_until: until }))) : undefined;
}

export function endsTyped(event) {
  answer = { ends: event.target.value, problem: "", asked: true };
  state.tell();
}

/** « Terminée à… »: the first such hour after the beginning, and no later than now. */
export async function endedThen() {
  const draft = running();
  if (!draft) return;
  const day = parisDay(draft.started_at);
  const at = answer.ends ? instantOf(day, answer.ends) : null;
  const next = at && at.getTime() < Math.floor(Date.parse(draft.started_at) / 60_000) * 60_000;
  const end = next ? instantOf(parisDay(new Date(Date.parse(draft.started_at) + 864e5).toISOString()), answer.ends) : at;
  const problem = !at ? "Indiquez l’heure de fin."
    : end.getTime() > now() ? `Cette heure n’est pas possible : la séance a commencé à ${time(draft.started_at)} et il est ${time(new Date(now()))}.` : "";
  if (problem) {
    answer = { ...answer, problem, asked: true };
    return state.tell();
  }
  const typed = { end: answer.ends, next: Boolean(next) };
  answer = { ends: "", problem: "", asked: false };
  await quietly(changeDraft(draft.id, (one) => ({
    ...withHours(one, typed), time_reason: one.time_reason.trim() ? one.time_reason : FORGOTTEN, place: { section: "fin", key: "" },
  })));
  go("seance", draft.visit_id);
}

device.subscribe(() => device.get().phase !== "open" && (answer = { ends: "", problem: "", asked: false }));
