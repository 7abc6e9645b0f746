/**
 * Where the hand was when the vault locked: which field, where in its text, how far down. It is found again when the same
 * vault opens in this page. Only places, in memory: a tablet that was killed comes back by `place` of its draft.
 */
import { device } from "../store/device.js";
import { beforeLeaving } from "../store/session.js";
import { open } from "../store/vault.js";

const FIELDS = "input, textarea, select, [contenteditable='true']";
/** A screen that is not back by then is another one. */
const PATIENCE = 5_000;
const EACH = 50;

let kept = null;
let searching = 0;

/** Is the hand's place known, so that nothing else should move the cursor? */
export const returning = () => kept !== null && kept.vault === open()?.id;

const world = () => document.querySelector(".field-behind") ?? document.body;

/** Where a field is found again: by its id, else by its place among the fields of the screen. */
function addressOf(field) {
  const at = [...world().querySelectorAll(FIELDS)].indexOf(field);
  return at < 0 ? null : { id: field.id, at, tag: field.tagName, name: field.name ?? "" };
}

function fieldAt({ id, at, tag, name }) {
  const found = id ? document.getElementById(id) : world().querySelectorAll(FIELDS)[at];
  return found?.tagName === tag && (found.name ?? "") === name ? found : null;
}

function caretOf(field) {
  try {
    return field.selectionStart ?? null; // null where there is none: a date, a number
  } catch {
    return null;
  }
}

function remember() {
  const field = document.activeElement;
  const start = caretOf(field);
  kept = {
    vault: open().id, hash: location.hash, down: scrollY, field: addressOf(field),
    caret: start === null ? null : [start, field.selectionEnd, field.selectionDirection],
  };
  if (kept.field) field.blur(); // some fields give their words when they are left
}

function restore() {
  const { hash, down, field, caret } = kept;
  const found = field && fieldAt(field);
  if (location.hash !== hash || (field && !found)) return false;
  window.scrollTo(0, down);
  found?.focus({ preventScroll: true });
  if (caret) found.setSelectionRange(...caret);
  found?.scrollIntoView({ block: "nearest" });
  return true;
}

function forget() {
  clearInterval(searching);
  kept = null;
}

/** The screen is drawn anew in pieces: asked for until it is there, unless she touches something first. */
function search() {
  const until = performance.now() + PATIENCE;
  clearInterval(searching);
  searching = setInterval(() => (restore() || performance.now() > until) && forget(), EACH);
}

let phase = "";

function follow() {
  const before = phase;
  phase = device.get().phase;
  if (phase === before || phase !== "open" || !kept) return;
  if (returning()) search();
  else forget(); // a colleague opened hers
}

if (typeof window !== "undefined") {
  beforeLeaving(remember);
  device.subscribe(follow);
  for (const gesture of ["pointerdown", "keydown"])
    addEventListener(gesture, () => phase === "open" && forget(), { capture: true, passive: true });
}
