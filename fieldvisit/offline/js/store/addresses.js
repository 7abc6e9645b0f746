import { randomBytes, toBase64 } from "./bytes.js";
import { db } from "./store.js";
import { decryptRow, encryptRow, open } from "./vault.js";

/**
 * What stands in the address instead of a family or a visit: a random word, whose meaning is in the vault. The browser
 * writes every address into its history, its tabs to be restored and more, in clear: they must not say whose file was
 * looked at, nor when a report was written about whom.
 */

const NAME = "addresses";
/** A day opens some fifty places; the oldest word of so many is given up. */
const MOST = 300;

/** Word → place, the newest last; and back. */
let places = new Map();
let words = new Map();
let known = false;
let writing = Promise.resolve();

/** Are the words of the open vault in memory? */
export const areKnown = () => known;

/** The word for a place, the same each time. @param {string} place @returns {string} */
export function wordFor(place) {
  if (words.has(place)) return words.get(place);
  const word = toBase64(randomBytes(9)).replaceAll("+", "-").replaceAll("/", "_");
  note(word, place);
  for (const [oldest, its] of places) {
    if (places.size <= MOST) break;
    places.delete(oldest);
    words.delete(its);
  }
  keep();
  return word;
}

/** @returns {string|undefined} undefined: locked, forgotten, or another worker's */
export const placeOf = (word) => places.get(word);

function note(word, place) {
  places.set(word, place);
  words.set(place, word);
}

/** Without it a killed tab comes back to the round: nothing typed depends on it. */
function keep() {
  const mine = open();
  if (!mine) return;
  const all = [...places];
  writing = writing
    .then(async () => db.state.put({ vault: mine.id, name: NAME, value: await encryptRow("state", NAME, all, mine) }))
    .catch(console.warn);
}

/** The vault opened. */
export async function load() {
  const mine = open();
  const row = await db.state.get([mine.id, NAME]);
  const all = row ? await decryptRow("state", NAME, row.value, mine).catch(() => []) : [];
  unload();
  for (const [word, place] of all) note(word, place);
  known = true;
}

/** The vault closes. */
export function unload() {
  places = new Map();
  words = new Map();
  known = false;
}
