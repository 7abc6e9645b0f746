/** An interview as a conversation: it pauses, it is resumed, and the time talked is never lost nor made up. */
import { useEffect } from "react";

import { officeDate } from "../store/clock.js";
import { doc } from "../store/mirror.js";
import { fold } from "./confided.js";
import { time } from "./french.js";
import { answered, begun, doubtOf, isPaused, isRunning, minutes, paused, takenUp } from "./talks.js";
import { go } from "./view.js";
import { gridOf } from "./visit_context.js";
import { change, currentDraft, screen, tell } from "./visit_state.js";

const EACH_MS = 60_000;
const now = () => officeDate().toISOString();

/** A grid that asks a woman herself, and knows what is asked alone: EPP, EPNP. */
export const isInterview = (grid) => Boolean(grid && !grid.core && Object.values(grid.alone_if ?? {}).some(Boolean) && talksTo(grid));

const talksTo = (grid) => Object.keys(grid.forms).some((code) => doc("form", `${code}@${grid.forms[code]}`)?.subject === "mere");

/** What the screen says of the time: « 38 min », and what it asks after a long silence. */
export function talkView(draft) {
  const doubt = doubtOf(draft.talks);
  return {
    talked_for: draft.talks ? `${minutes(draft.talks, now())} min` : "",
    talk_doubt: doubt ? `La tablette n’a rien vu depuis ${time(doubt)}. L’entretien a-t-il continué ?` : "",
    can_pause: isRunning(draft.talks),
  };
}

export function pausedView(draft) {
  const { to } = draft.talks.at(-1);
  return { paused_since: `En pause depuis ${time(to)}`, talked_for: `${minutes(draft.talks, now())} min d’échange` };
}

export const isOnPause = (draft) => Boolean(draft && draft.stage !== "signed" && isPaused(draft.talks));

/** Nothing of what was said stays on screen; the visit waits on « Ma tournée ». */
export function pause() {
  screen.notes = false;
  fold();
  const kept = change((draft) => ({ ...draft, talks: paused(draft.talks, now()) }));
  window.scrollTo(0, 0);
  return kept;
}

export function pauseAndLeave() {
  const kept = pause();
  go("tournee");
  return kept;
}

export function resumeTalk() {
  const kept = change((draft) => ({ ...draft, talks: begun(draft.talks, now()) }));
  window.scrollTo(0, 0);
  return kept;
}

/** Did they go on talking while the tablet slept? */
export const wentOn = (said) => change((draft) => ({ ...draft, talks: answered(draft.talks, said === "oui") }));

function beat() {
  const draft = currentDraft();
  if (!draft || draft.stage === "signed" || draft.corrects || isPaused(draft.talks) || !isInterview(gridOf(draft))) return;
  change((one) => ({ ...one, talks: isRunning(one.talks) ? takenUp(one.talks, now()) : begun([], one.started_at ?? now()) }));
  tell();
}

/** React hook of the interview's screen: while it is there the time runs, and is written down each minute. */
export function useTalk() {
  useEffect(() => {
    beat();
    const each = setInterval(beat, EACH_MS);
    return () => clearInterval(each);
  }, []);
  return "";
}
