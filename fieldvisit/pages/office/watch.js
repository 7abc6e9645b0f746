/** Two clocks of an office page: one asks the server what is new, one notices that the session ended. */
import { useEffect, useRef } from "react";

const SESSION_EVERY_MS = 15_000;

/** @param {() => void} task @param {number} every */
function useWhileVisible(task, every) {
  const latest = useRef(task);
  latest.current = task;
  useEffect(() => {
    const run = () => document.visibilityState === "visible" && latest.current();
    const clock = setInterval(run, every);
    document.addEventListener("visibilitychange", run);
    return () => {
      clearInterval(clock);
      document.removeEventListener("visibilitychange", run);
    };
  }, [every]);
}

/** @param {{every: number, onTick: () => void}} props */
export function Ticker({ every, onTick }) {
  useWhileVisible(() => onTick?.(), every);
  return null;
}

/** Goes to the login page once the server says that nobody is logged in; a lost network says nothing. */
export function SessionWatch() {
  useWhileVisible(async () => {
    const answer = await fetch("/api/me", { cache: "no-store" }).catch(() => null);
    if (answer?.status === 401) leave();
  }, SESSION_EVERY_MS);
  return null;
}

/** @param {{onEscape: () => void}} props */
export function Escape({ onEscape }) {
  useEffect(() => {
    const run = (event) => event.key === "Escape" && onEscape?.();
    document.addEventListener("keydown", run);
    return () => document.removeEventListener("keydown", run);
  }, [onEscape]);
  return null;
}

function leave() {
  const here = location.pathname + location.search;
  location.assign(`/connexion?next=${encodeURIComponent(here)}`);
}

/** The « Se déconnecter » button: on to where the answer says, for a national provider ends its own session, too. */
export async function logOut() {
  const answer = await fetch("/api/logout", { method: "POST" }).catch(() => null);
  const content = await answer?.json().catch(() => null);
  location.assign(content?.next ?? "/connexion");
}

/** For the keyboard: past the menu, to what the page is about. */
export function skipMenu() {
  document.getElementById("contenu").focus();
}

/** On a narrow screen: opens the menu, or closes it. Every page begins with it closed. */
export function toggleMenu() {
  const button = document.getElementById("menu-button");
  button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
}
