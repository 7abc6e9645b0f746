/**
 * Which screen the tablet shows, kept in the address's hash so that a killed tab comes back where it was; whose file it is
 * stands there as a word of the vault (store/addresses.js). The history is used directly: a router navigation would queue a
 * server event and block without network.
 */
import { useSyncExternalStore } from "react";

import { areKnown, placeOf, wordFor } from "../store/addresses.js";
import { device } from "../store/device.js";

/** `#/ici/<word>`: a place that only the open vault knows. */
const HERE = "ici";
const listeners = new Set();
let seen = "";
let current = { name: "tournee", id: "" };

/** @returns {{name: string, id: string}} while the words are not known, what it was before */
function read() {
  seen = globalThis.location?.hash || "";
  const [, first, word = ""] = seen.split("/");
  if (first === HERE && !areKnown()) return current;
  const [name, id = ""] = first === HERE ? (placeOf(word) ?? "").split("/") : [first, word];
  return { name: name || "tournee", id };
}

const hashOf = (name, id) => (id ? `#/${HERE}/${wordFor(`${name}/${id}`)}` : `#/${name}`);

const put = (act, hash) => history[act]({ ...history.state, field: true }, "", location.pathname + hash);

/** An address that says whose file it is, typed or kept from an earlier version, says it no longer. */
function conceal() {
  if (device.get().phase === "open" && current.id && !seen.startsWith(`#/${HERE}/`)) put("replaceState", hashOf(current.name, current.id));
}

/** The screen of the address: a link of the office brings here without loading the page anew. */
function now() {
  const found = read();
  if (found.name !== current.name || found.id !== current.id) current = found;
  return current;
}

function changed() {
  current = read();
  conceal();
  listeners.forEach((tell) => tell());
}

/** Show a screen: "tournee", "visite", "dossier", "contact", "foyer", "carnet", "croissance", "inquietude", "ajouter", "ecole", "seance", "heures", "a-faire", "brouillons" or "tablette". */
export function go(name, id = "") {
  const hash = hashOf(name, id);
  if (hash === location.hash) return;
  put("pushState", hash);
  window.scrollTo(0, 0);
  changed();
}

/** Replace the current screen, so that « back » does not return to it. */
export function replace(name, id = "") {
  put("replaceState", hashOf(name, id));
  window.scrollTo(0, 0);
  changed();
}

export function back() {
  if (history.state?.field) history.back();
  else replace("tournee");
}

if (typeof window !== "undefined") {
  window.addEventListener(
    "popstate",
    (event) => {
      if (!location.pathname.startsWith("/terrain")) return;
      event.stopImmediatePropagation();
      changed();
    },
    { capture: true },
  );
  let phase = "";
  device.subscribe(() => {
    const before = phase;
    phase = device.get().phase;
    if (phase !== "open" || phase === before) return;
    const former = current;
    if (now() !== former) changed(); // after a reload, or for a colleague
    else conceal();
  });
}

/** React hook: the screen to show. */
export function useView() {
  return useSyncExternalStore(
    (tell) => (listeners.add(tell), () => listeners.delete(tell)),
    now,
    () => current,
  );
}

export function view() {
  return now();
}

/** Called whenever the screen changes, outside React. */
export function onView(tell) {
  listeners.add(tell);
}
