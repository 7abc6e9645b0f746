/**
 * Keyboard of a panel that comes up by itself: somebody may be in the middle of a word. The panel takes the focus, never
 * a button, so that no key presses anything; letters typed meanwhile go on into the field she was in.
 */

/** The field last typed in, and when: it lost the focus as the panel came up. */
let before = null;
// The build draws the pages once without a browser.
globalThis.addEventListener?.("focusin", ({ target }) => {
  if (target.matches?.("input, textarea")) before = target;
  else if (!target.closest?.("[role=alertdialog]")) before = null;
});

/**
 * @param {HTMLElement} dialog
 * @param {() => void} later what Escape does
 * @returns {() => void} gives keys and focus back
 */
export function keepKeys(dialog, later) {
  const field = before;
  dialog?.focus({ preventScroll: true });
  const follow = (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      later();
    } else if (event.key === "Tab") turn(dialog, event);
    else if (field?.isConnected && event.target === dialog && type(field, event)) event.preventDefault();
  };
  document.addEventListener("keydown", follow);
  return () => {
    document.removeEventListener("keydown", follow);
    if (field?.isConnected) requestAnimationFrame(() => field.focus({ preventScroll: true }));
  };
}

/** Tab goes round inside the panel. */
function turn(dialog, event) {
  const stops = [...dialog.querySelectorAll("a[href], button")];
  if (stops.length === 0) return;
  const at = stops.indexOf(document.activeElement);
  const next = event.shiftKey ? (at <= 0 ? stops.length - 1 : at - 1) : (at + 1) % stops.length;
  event.preventDefault();
  stops[next].focus();
}

/** One key more in the field that lost the focus; false when it is no letter. */
function type(field, { key, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey || (key.length !== 1 && key !== "Backspace")) return false;
  try {
    const start = key === "Backspace" && field.selectionStart === field.selectionEnd ? field.selectionStart - 1 : field.selectionStart;
    if (start >= 0) field.setRangeText(key === "Backspace" ? "" : key, start, field.selectionEnd, "end");
  } catch {
    return false; // a date has no caret
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}
