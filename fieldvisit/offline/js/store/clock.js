import { hear, tell } from "./channel.js";
import { remember, remembered } from "./store.js";
import { warn } from "./warnings.js";

/**
 * The office's hour. A tablet's clock may be wrong by a day or a year; each answer of the server says what time it
 * is there. Days and hours that a person reads or signs are asked here; only `captured_at` and delays use the raw clock.
 */

/** A clock is worth a word from here on. */
const WORTH = 5 * 60_000;
/** Below this, a difference is the network's. */
const JITTER = 1_000;
const SAVE_EVERY = 60_000;

/** `offset`: how far the tablet's clock is ahead, ms; `anchor`: the last hour that the server told, ms since 1970. */
let known = { offset: 0, anchor: 0 };
/** `performance.now()` when the anchor was told; what it counts cannot be set. */
let anchoredAt = 0;
let saved = 0;

/** The least that it can be, ms since 1970: what the server told last, and what passed since; no hand in the settings moves it. */
export const least = () => known.anchor + performance.now() - anchoredAt;

/** The hour at the office as far as this tablet knows, ms since 1970: never before what the server told last. */
export const now = () => Math.max(Date.now() - known.offset, least());

/** The same as a date. */
export const officeDate = () => new Date(now());

/** How far the tablet's clock is ahead of the office's, ms. */
export const offset = () => known.offset;

/** To be given to `heard` with the answer. */
export const asking = () => performance.now();

/**
 * Takes the hour of an answer: it was that hour there at some moment between question and answer, most likely the middle.
 * @param {string} serverTime ISO
 * @param {number} asked what `asking()` gave before the question
 */
export function heard(serverTime, asked) {
  const server = Date.parse(serverTime);
  if (Number.isNaN(server)) return;
  const trip = performance.now() - asked;
  const most = Date.now() - server;
  const fits = known.anchor > 0 && known.offset <= most + JITTER && known.offset >= most - trip - JITTER;
  const offset = fits ? known.offset : Math.round(most - trip / 2);
  take({ offset, anchor: server });
  if (!fits || server > saved + SAVE_EVERY || server < saved) {
    saved = server;
    remember("", "clock", known).catch(() => {}); // the next answer says it again
    tell("clock", known);
  }
}

function take(found) {
  known = found;
  anchoredAt = performance.now();
  say();
}

/** Reads what the last answer told; once per page. */
export async function restore() {
  const found = await remembered("", "clock");
  // A page that was killed long ago: what passed since then is not known, what the server told is.
  if (found && known.anchor === 0) {
    known = found;
    anchoredAt = performance.now();
  }
  say();
}

/** Says calmly that the clock is wrong; asked again from time to time, as it may be set meanwhile. */
export function say() {
  const ahead = known.offset;
  const back = least() - (Date.now() - ahead);
  if (known.anchor > 0 && back > WORTH) {
    warn("clock", "L’horloge de la tablette a reculé : l’heure du dernier contact avec le bureau est utilisée.");
  } else if (Math.abs(ahead) >= WORTH) {
    const way = ahead > 0 ? "avance" : "retarde";
    warn("clock", `L’horloge de la tablette ${way} de ${lasting(Math.abs(ahead))} : l’heure du bureau est utilisée.`);
  } else {
    warn("clock", "");
  }
}

const UNITS = [["an", 365 * 864e5, true], ["jour", 864e5, true], ["h", 36e5, false], ["min", 6e4, false]];

/** « 1 an », « 3 jours », « 2 h », « 12 min » */
function lasting(milliseconds) {
  const [unit, size, plural] = UNITS.find(([, size]) => milliseconds >= size * 0.95) ?? UNITS.at(-1);
  const count = Math.round(milliseconds / size);
  return `${count} ${unit}${plural && count > 1 ? "s" : ""}`;
}

hear("clock", ({ offset, anchor }) => anchor > known.anchor && take({ offset, anchor }));
