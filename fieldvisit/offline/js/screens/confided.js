/**
 * What is confided to her alone closes on itself: a part of which such a question was answered shows nothing of it once it
 * was left – for another part, the round, a blank screen, a pause, a killed tab – and opens again by a deliberate tap only.
 */
import { onHidden } from "./discreet.js";
import { isConfided } from "./told_alone.js";
import { answer } from "./visit_draft.js";
import { screen, tell } from "./visit_state.js";

const says = (stored) => stored.v !== undefined || Boolean(stored.text || stored.note);

/** Was anything confided in this part? « Non abordé » hides nothing. @param {{item: object, child: string|null}[]} entries */
const holds = (draft, entries) =>
  entries.some(({ item, child }) => isConfided(item) && says(answer(draft, item.id, child ?? "")));

/** Is this part closed now? The one being written stays open until it is left. */
export const isClosed = (draft, { code, entries }) => screen.unfolded !== code && holds(draft, entries);

/** She comes into a part: what was never confided is open, and stays so while she writes in it. */
export function enter(draft, section) {
  screen.unfolded = section && !holds(draft, section.entries) ? section.code : "";
}

/** A change is being made in the part on screen: whatever it says now, it is hers and open. */
export function writing(code) {
  screen.unfolded = code;
}

export function fold() {
  if (!screen.unfolded) return;
  screen.unfolded = "";
  tell();
}

export function unfold(code) {
  screen.unfolded = code;
  tell();
}

onHidden(fold);
