/** Coming back to a visit: the tab that was killed finds the draft where it was, under the cursor. */
import { useEffect } from "react";

import { domId } from "./items_view.js";
import { noteRead } from "../store/reads.js";
import { returning } from "./at_hand.js";
import { view } from "./view.js";
import { claim, currentDraft, currentVisit, screen, tell } from "./visit_state.js";

const ASK_AGAIN_MS = 2_000;

/** Bring a question on screen and put the cursor in it, after what is already written. */
export function reach(key) {
  const [question, part] = key.split("#");
  const card = document.getElementById(`${domId(question)}-card`);
  if (!card) return;
  card.scrollIntoView({ block: "center" });
  const field = part === "note" ? card.querySelector("textarea.note") : card.querySelector("input, textarea, button");
  field?.focus({ preventScroll: true });
  if (typeof field?.value === "string" && field.setSelectionRange && field.type !== "date")
    try {
      field.setSelectionRange(field.value.length, field.value.length);
    } catch {
      // Some input types have no caret to place.
    }
}

async function comeBack() {
  const draft = currentDraft();
  const back = returning(); // from a lock: the cursor goes where it was
  if (!draft || draft.stage === "signed" || !(await claim(draft.id))) return;
  if (draft.note_text) {
    screen.notes = true;
    tell();
    if (!back) requestAnimationFrame(() => document.getElementById("visit-note")?.focus());
  } else if (draft.place?.key && !back) {
    requestAnimationFrame(() => reach(draft.place.key));
  }
}

/** React hook of the open visit's screen: runs once when it comes up. */
export function usePlace() {
  useEffect(() => void comeBack().catch(() => {}), []); // the cursor alone would be missing
  return "";
}

/**
 * React hook of the visit's screen: showing a family's file is journaled, with or without network; a visit begun is
 * this tab's from here on, and no new version of the app comes meanwhile.
 */
export function useReading() {
  const { id } = view();
  useEffect(() => {
    const visit = currentVisit();
    const take = () => {
      const draft = currentDraft();
      if (draft && draft.stage !== "signed") claim(draft.id).catch(() => {});
    };
    take();
    const again = setInterval(() => screen.elsewhere && take(), ASK_AGAIN_MS); // the other tab may be closed by now
    if (visit) noteRead(visit.family_id, "visite", visit.id);
    return () => clearInterval(again);
  }, [id]);
  return "";
}
