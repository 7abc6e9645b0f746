/**
 * Which screen the tablet shows, kept in the address's hash so that a killed tab comes back where it was.
 * The history is used directly: a router navigation would queue a server event and block without network.
 */
import { useSyncExternalStore } from "react";

const listeners = new Set();
let seen = "";
let current = read();

/** @returns {{name: string, id: string}} */
function read() {
  seen = globalThis.location?.hash || "";
  const [, name = "tournee", id = ""] = seen.split("/");
  return { name: name || "tournee", id };
}

/** The screen of the address: a link of the office brings here without loading the page anew. */
function now() {
  if ((globalThis.location?.hash || "") !== seen) current = read();
  return current;
}

function changed() {
  current = read();
  listeners.forEach((tell) => tell());
}

/** Show a screen: "tournee", "visite", "dossier", "contact", "foyer", "carnet", "croissance", "inquietude", "ajouter", "ecole", "seance", "heures", "a-faire", "brouillons" or "tablette". */
export function go(name, id = "") {
  const hash = `#/${name}${id ? `/${id}` : ""}`;
  if (hash === location.hash) return;
  history.pushState({ ...history.state, field: true }, "", location.pathname + hash);
  window.scrollTo(0, 0);
  changed();
}

/** Replace the current screen, so that « back » does not return to it. */
export function replace(name, id = "") {
  history.replaceState({ ...history.state, field: true }, "", `${location.pathname}#/${name}${id ? `/${id}` : ""}`);
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
