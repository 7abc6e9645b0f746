import { db, Refused } from "./store.js";

/**
 * Wrong passphrases: a few are free, then each costs a wait that doubles up to a quarter of an hour. What is still owed is kept
 * with the vault and counted down by the ticks of the page: no clock shortens it, a reload takes it up where it was. Nothing
 * is ever wiped for it, and the right phrase opens once the wait is over, however many were wrong.
 */

const FREE = 5;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 15 * 60_000;
const SAVE_EVERY = 5_000;

/** Vault → the wait that this page counts down, ms, since `from`; `failures` tells it from an earlier one. */
const counted = new Map();
let saving = 0;

/** Ms still to wait before the next attempt on this vault. */
function owed(row) {
  const known = counted.get(row.id);
  if (known?.failures !== row.failures) count(row);
  const { total, from } = counted.get(row.id);
  return Math.max(0, total - (performance.now() - from));
}

function count({ id, failures, owed: total = 0 }) {
  counted.set(id, { failures, total, from: performance.now() });
  saving ||= setInterval(() => save().catch(() => {}), SAVE_EVERY); // what was waited already is written again next time
}

async function save() {
  for (const id of counted.keys()) {
    await db.transaction("rw", db.vaults, async () => {
      const row = await db.vaults.get(id);
      const left = row ? owed(row) : 0;
      if (row && left < row.owed) await db.vaults.update(id, { owed: left });
      if (left === 0) counted.delete(id);
    });
  }
  if (counted.size > 0) return;
  clearInterval(saving);
  saving = 0;
}

/** Goes on counting what was owed when the last page ended. @param {{id: string, failures: number, owed?: number}[]} rows */
export const follow = (rows) => rows.filter((row) => row.owed > 0).forEach(count);

/**
 * Counts an attempt before it is made: killing the page gains nothing.
 * @param {string} id of a vault @returns {Promise<object>} its row
 * @throws {Refused} there is none, or it is too early
 */
export function begin(id) {
  return db.transaction("rw", db.vaults, async () => {
    const found = await db.vaults.get(id);
    if (!found) throw new Refused("Aucun coffre de ce compte sur cette tablette : connectez-vous.");
    const wait = owed(found);
    if (wait > 0) throw new Refused(`Trop d’essais. Réessayez dans ${spoken(wait)}.`);
    const failures = found.failures + 1;
    const cost = failures < FREE ? 0 : Math.min(FIRST_WAIT * 2 ** (failures - FREE), LONGEST_WAIT);
    await db.vaults.update(id, { failures, owed: cost });
    count({ id, failures, owed: cost });
    return found;
  });
}

/** It was the right one. */
export async function succeeded(id) {
  counted.delete(id);
  await db.vaults.update(id, { failures: 0, owed: 0 });
}

function spoken(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 90 ? `${seconds} secondes` : `${Math.ceil(seconds / 60)} minutes`;
}
