/**
 * Installs the service worker and changes version at a safe moment only: when no visit is open in any
 * window of this tablet, and the page has just started, is hidden, or the worker at the tablet asked for it.
 * A version that is ready is looked for again and again: an event missed must not make it wait for ever.
 */
import { useEffect, useSyncExternalStore } from "react";

const DRAFT = "fieldvisit-draft-open";
const ASK_AGAIN_MS = 5 * 60 * 1000;
/** A page that has been on screen for less than this has nothing to lose. */
const STARTING_MS = 4000;

/** @typedef {{available: boolean, installed: boolean, failed: boolean, version: string}} UpdateState */
/** @type {UpdateState} */
let state = { available: false, installed: Boolean(globalThis.navigator?.serviceWorker?.controller), failed: false, version: "" };
const listeners = new Set();
/** @type {ServiceWorkerRegistration|undefined} */
let registration;
let applying = false;
let started = false;

function set(change) {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

/**
 * Says that a visit is open in this page until the returned function is called: no new version comes meanwhile.
 * The browser releases it by itself when the tab dies.
 * @returns {Promise<() => void>} fulfilled once no update is under way
 */
export function holdVersion() {
  return new Promise((resolve) => {
    if (!navigator.locks) return resolve(() => {});
    navigator.locks.request(DRAFT, { mode: "shared" }, () => new Promise((release) => resolve(() => release())));
  });
}

/** Takes the version that is ready, unless a visit is open somewhere. @returns {Promise<boolean>} whether it did */
export async function applyUpdate() {
  if (!registration?.waiting || applying || !navigator.locks) return false;
  return navigator.locks.request(DRAFT, { ifAvailable: true }, async (lock) => {
    const waiting = registration.waiting;
    if (!lock || !waiting) return false;
    applying = true;
    const changed = new Promise((resolve) => {
      navigator.serviceWorker.addEventListener("controllerchange", () => resolve(true), { once: true });
      setTimeout(resolve, 10_000, false);
    });
    waiting.postMessage({ type: "activate" });
    const done = await changed;
    applying = false;
    if (!done) return false;
    // Still under the lock: no visit can be opened between the new version and the page that goes with it.
    location.reload();
    await new Promise((resolve) => setTimeout(resolve, 5000));
    return true;
  });
}

/**
 * Fulfilled when the page has loaded nothing for a second. A worker that is asked to step down while it still
 * serves files does not, and Chromium then leaves the new one waiting, however often it is asked again.
 */
async function quiet() {
  for (let before = -1, now = 0; before !== now || document.readyState !== "complete"; ) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    now = performance.getEntriesByType("resource").length;
  }
}

/** Registers the worker once per page. Safe to call again, and where there is no service worker. */
export async function start() {
  if (started || typeof window === "undefined" || !("serviceWorker" in navigator)) return;
  started = true;
  const opened = performance.now();
  try {
    registration = await navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" });
  } catch (failure) {
    started = false;
    console.warn("Le mode hors réseau n’a pas pu être installé.", failure);
    return set({ failed: true });
  }
  let starting = true; // a slow tablet may take longer than STARTING_MS to get here: the first look always counts
  const look = () => {
    set({ available: Boolean(registration.waiting), installed: Boolean(registration.active) });
    const safe = starting || document.hidden || performance.now() - opened < STARTING_MS;
    starting = false;
    if (registration.waiting && safe) quiet().then(applyUpdate);
  };
  const follow = (worker) => worker?.addEventListener("statechange", look);
  registration.addEventListener("updatefound", () => follow(registration.installing));
  follow(registration.installing);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    set({ installed: true });
    askVersion();
  });
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.type === "version") set({ version: data.version });
  });
  const ask = () => registration.update().then(look, look);
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("online", ask);
  setInterval(ask, ASK_AGAIN_MS);
  look();
  askVersion();
}

function askVersion() {
  navigator.serviceWorker.controller?.postMessage({ type: "version" });
}

/** Does this page open without network? */
export const isInstalled = () => state.installed;

/** Calls `listener` when the state of the versions changed. */
export const subscribe = (listener) => (listeners.add(listener), () => listeners.delete(listener));

/**
 * What a page shows of versions; mounting it starts the worker.
 * @returns {UpdateState} ``available``: a version is ready; ``installed``: this page opens without network
 */
export function useUpdate() {
  useEffect(() => void start(), []);
  return useSyncExternalStore(
    subscribe,
    () => state,
    () => state,
  );
}
