/** « Mode discret »: one gesture blanks the screen, because a partner may look at the tablet. */
import { live } from "./live.js";

let hidden = false;
const state = live(() => hidden);

export function hide() {
  hidden = true;
  document.activeElement?.blur?.();
  state.tell();
}

export function show() {
  hidden = false;
  state.tell();
}

/** React hook: is the screen to be blank? */
export const useHidden = () => state.use();
