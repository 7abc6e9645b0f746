/**
 * The hour by which a session runs: the office's, and never before one that was seen already while it ran, whatever hand sets
 * the tablet's clock back. A clock set forward cannot be told from a tablet that slept: she is asked when it is too long.
 */
import { now as officeNow, offset } from "../store/clock.js";
import { remember, remembered } from "../store/store.js";
import { open } from "../store/vault.js";

const SAVE_EVERY = 60_000;
const SEEN = "session/seen";
/** The latest hour seen, ms, and `performance.now()` then. */
let seen = { at: 0, from: 0 };
let saved = 0;
/** Whose vault the hour above was read for. */
let vault = "";

/** Now, ms since 1970. */
export function now() {
  const at = Math.max(officeNow(), seen.at + (seen.at ? performance.now() - seen.from : 0));
  seen = { at, from: performance.now() };
  const mine = open()?.id;
  if (mine && mine === vault && Math.abs(at - saved) > SAVE_EVERY) {
    saved = at;
    remember(mine, SEEN, at).catch(() => {}); // the next minute says it again
  }
  return at;
}

/** How far the tablet's clock is ahead of the office's, as far as it knows. */
export { offset };

/** Reads what the page before this one saw, while a session runs; else the office's hour alone counts. */
export async function follow(running) {
  const mine = open()?.id ?? "";
  if (!running) {
    if (mine && vault) remember(mine, SEEN, undefined).catch(() => {});
    [seen, vault, saved] = [{ at: 0, from: 0 }, "", 0];
    return;
  }
  if (!mine || vault === mine) return;
  vault = mine;
  const before = await remembered(mine, SEEN).catch(() => null);
  if (before && vault === mine) seen = { at: Math.max(seen.at, before), from: performance.now() };
}
