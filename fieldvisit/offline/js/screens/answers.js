/** What a hand can do to a question: tap, type, set aside, confirm, annotate. Every change is kept at once. */
import { change, currentDraft, screen, tell } from "./visit_state.js";
import { parseMeasure } from "../rules/plausibility.js";
import { writing } from "./confided.js";
import { domId, suggested } from "./items_view.js";
import { itemOf, sectionsFor, usualMethod } from "./visit_context.js";
import { answer, choose, special, withAnswer } from "./visit_draft.js";

const SETTLE_MS = 900;
const typing = new Map();

const split = (key) => {
  const [id, child = ""] = key.split("/");
  return [id, child];
};

/** Whatever is done to a question is done to the part on screen: it stays open until it is left. */
function act(edit) {
  const draft = currentDraft();
  if (draft?.place) writing(draft.place.section);
  return change(edit);
}

const followers = new Set();

/** Calls `tell` when an answer stops being typed. */
export const onTyping = (follower) => followers.add(follower);

/** Is somebody in the middle of typing this answer? Then it is too early to judge it. */
export const isTyping = (key) => typing.has(key);

/** Is anything being typed? */
export const isTypingAny = () => typing.size > 0;

export function tap(key, code) {
  const [id, child] = split(key);
  return act((draft) => choose(draft, itemOf(draft, id), child, code));
}

export function setSpecial(key, code) {
  const [id, child] = split(key);
  return act((draft) => special(draft, id, child, code));
}

export function method(key, code) {
  const [id, child] = split(key);
  return change((draft) => withAnswer(draft, id, child, { method: code }));
}

export function confirm(key) {
  const [id, child] = split(key);
  return change((draft) => withAnswer(draft, id, child, { confirmed: true, doubtful: null }));
}

export function doubt(key) {
  const [id, child] = split(key);
  return change((draft) => withAnswer(draft, id, child, { doubtful: true, confirmed: null }));
}

/** Read typed words as this item's value; `v` is absent when they cannot be. */
function read(item, text) {
  if (text.trim() === "") return { text: null, v: null, confirmed: null, doubtful: null };
  if (item.type === "mesure") {
    const parsed = parseMeasure(item.mesure ?? item.id, text);
    return { text, v: parsed.value ?? null, confirmed: null, doubtful: null };
  }
  if (item.type === "nombre") {
    const value = Number(text.trim().replace(",", "."));
    return { text, v: Number.isFinite(value) ? value : null };
  }
  return { v: text, text: item.type === "texte" ? text : null };
}

export function typed(key, event) {
  const text = event.target.value;
  const [id, child] = split(key);
  clearTimeout(typing.get(key));
  typing.set(key, setTimeout(() => settle(key), SETTLE_MS));
  return act((draft) => {
    const item = itemOf(draft, id);
    const method = item.methode ? (answer(draft, id, child).method ?? usualMethod(draft, child)) : null;
    return withAnswer(draft, id, child, { special: null, mode: null, method, ...read(item, text) });
  });
}

function settle(key) {
  clearTimeout(typing.get(key));
  if (typing.delete(key)) followers.forEach((follower) => follower());
}

/** Remember where the cursor is, so that a killed tab finds it again. */
export function entered(key) {
  const draft = currentDraft();
  if (draft?.place && draft.place.key !== key) change((one) => ({ ...one, place: { ...one.place, key } }));
}

export function left(key) {
  settle(key);
}

/** Free words on the question in hand: the place opens right under it, with the cursor in it. */
export function toggleNote(key) {
  const opens = !screen.openNotes.has(key);
  if (opens) screen.openNotes.add(key);
  else screen.openNotes.delete(key);
  tell();
  if (opens) requestAnimationFrame(() => document.getElementById(`${domId(key)}-n`)?.focus());
}

/** Take the value that was worked out. */
export function accept(key) {
  const [id, child] = split(key);
  return act((draft) => {
    const found = sectionsFor(draft).flatMap(({ items }) => items).find(({ entry }) => entry.id === id && entry.child === child);
    const value = suggested(found?.entry);
    return value === null ? draft : withAnswer(draft, id, child, { v: value, text: null, special: null, mode: null });
  });
}

export function noteTyped(key, event) {
  const text = event.target.value;
  const [id, child] = split(key);
  return act((draft) => withAnswer(draft, id, child, { note: text.trim() ? text : null }));
}
