/**
 * « Mode discret »: one gesture blanks the screen, because a partner may look at the tablet. The button of the bar, a tap
 * with two fingers anywhere, or Escape. It comes back by holding a finger down, never by a tap made in passing, and a
 * tablet killed meanwhile comes back blank.
 */
import { useEffect } from "react";

import { officeDate } from "../store/clock.js";
import { remember, remembered } from "../store/store.js";
import { holding } from "./hold.js";
import { live } from "./live.js";

const KEPT = "fieldvisit:discreet";
const STORED = "discreet";
/** A title that says nothing of anybody, nor of what the app is for. */
const TITLE = "Tablette";
const TAP_MS = 450;
const STILL_PX = 24;

const asides = new Set();
let hidden = false;
/** Was it lifted by hand since the page came up? */
let lifted = false;
let title = "";
const state = live(() => hidden);

/** Calls `follower` when the screen is blanked: what was unfolded is not unfolded when it comes back. */
export const onHidden = (follower) => asides.add(follower);

/** Known before anything is drawn, and without the vault: only that the screen is to be blank. Lost by a dead battery. */
function kept() {
  try {
    return globalThis.localStorage?.getItem(KEPT) === "1";
  } catch {
    return false; // a browser that keeps nothing still hides
  }
}

function keep() {
  try {
    if (hidden) localStorage.setItem(KEPT, "1");
    else localStorage.removeItem(KEPT);
  } catch {
    // shown as asked all the same
  }
  remember("", STORED, hidden).catch(() => {}); // the store says what threatens it
}

let asked = false;

/** Once the store is open: what a dead battery left. */
async function findAgain() {
  asked = true;
  if ((await remembered("", STORED)) && !hidden && !lifted) turn(true);
}

/** The page itself first: nothing waits for a screen to be drawn anew. */
function blank() {
  document.documentElement.toggleAttribute("data-discreet", hidden);
  if (hidden && document.title !== TITLE) [title, document.title] = [document.title, TITLE];
  else if (!hidden && document.title === TITLE) document.title = title || "Fieldvisit";
}

function turn(to) {
  hidden = to;
  blank();
  keep();
  if (hidden) asides.forEach((follower) => follower());
  state.tell();
}

export function hide() {
  document.activeElement?.blur?.();
  turn(true);
}

export function show() {
  lifted = true;
  turn(false);
}

const held = holding(show);
export const holdBegins = held.begins;
export const holdEnds = held.ends;

/** React hook: is the screen to be blank? Once drawn, so that the page as it was built and as it is shown first are one. */
export function useHidden() {
  useEffect(() => {
    if (!asked) findAgain().catch(() => {});
    if (kept() && !hidden) turn(true);
    else blank(); // the title follows a page that sets its own
  });
  return state.use();
}

const CLOCK = { timeZone: "Europe/Paris", hour: "2-digit", minute: "2-digit" };
const DAY = { timeZone: "Europe/Paris", weekday: "long", day: "numeric", month: "long" };
const clock = live(() => ({
  time: new Intl.DateTimeFormat("fr-FR", CLOCK).format(officeDate()),
  day: new Intl.DateTimeFormat("fr-FR", DAY).format(officeDate()),
}));

/** React hook of the blank screen: a clock, as any tablet at rest shows. @returns {{time: string, day: string}} */
export function useClock() {
  useEffect(() => {
    const each = setInterval(clock.tell, 5_000);
    return () => clearInterval(each);
  }, []);
  return clock.use();
}

/** A tap with two fingers: both go down and up at once, without moving. */
let two = null;

function down(event) {
  if (event.touches.length !== 2) return void (two = null);
  two = { at: event.timeStamp, points: [...event.touches].map(({ identifier, clientX, clientY }) => ({ identifier, clientX, clientY })) };
}

function moved({ touches }) {
  const far = ({ identifier, clientX, clientY }) => {
    const from = two.points.find((one) => one.identifier === identifier);
    return !from || Math.hypot(clientX - from.clientX, clientY - from.clientY) > STILL_PX;
  };
  if (two && [...touches].some(far)) two = null;
}

function up(event) {
  if (!two || event.timeStamp - two.at > TAP_MS) return void (two = null);
  two = null;
  if (!hidden && onTablet()) hide();
}

const onTablet = () => location.pathname.startsWith("/terrain");

/** Escape closes what asked for it first (the « Urgent » panel, an enlarged picture); else it blanks the screen. */
const escape = (event) => event.key === "Escape" && !event.defaultPrevented && !hidden && onTablet() && hide();

if (typeof window !== "undefined") {
  // Before anything of the page shows.
  document.documentElement.toggleAttribute("data-discreet", kept() && onTablet());
  addEventListener("touchstart", down, { passive: true, capture: true });
  addEventListener("touchmove", moved, { passive: true, capture: true });
  addEventListener("touchend", up, { passive: true, capture: true });
  addEventListener("touchcancel", () => (two = null), { passive: true, capture: true });
  addEventListener("keydown", escape);
  addEventListener("storage", ({ key }) => key === KEPT && kept() !== hidden && turn(kept()));
}
