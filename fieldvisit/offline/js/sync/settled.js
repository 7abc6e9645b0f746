import { tell } from "../store/channel.js";
import { now } from "../store/clock.js";
import { db, durable } from "../store/store.js";
import { open, sealForOwner } from "../store/vault.js";
import { all, refresh } from "./outbox.js";

/** What a person at the office decided about lines that were refused, invalid or set beside another one. */

const OPEN = ["refused", "invalid", "diverged"];
const WORDS = ["received", "filed", "settled"];
const MOST = 500;

/** The lines of the open vault that heard no decision yet. @returns {{id: string, digest: string}[]} */
export const awaiting = () =>
  all()
    .filter(({ vault, word }) => vault === open()?.id && OPEN.includes(word))
    .slice(-MOST)
    .map(({ id, digest }) => ({ id, digest }));

/**
 * Writes down what was decided; from then on each line is kept 30 days like an acknowledged one.
 * @param {object} vault the one that asked
 * @param {{id: string, digest: string, word: string, sentence: string}[]} settled
 */
export async function takeSettled(vault, settled) {
  const known = settled.filter(({ word }) => WORDS.includes(word));
  if (!known.length) return;
  const owner = await db.vaults.get(vault.id);
  const told = await Promise.all(known.map(({ sentence }) => sealForOwner(owner, { sentence, reasons: [] })));
  await durable(() =>
    db.transaction("rw", db.outbox, async () => {
      for (const [at, { id, digest, word }] of known.entries()) {
        const row = await db.outbox.get({ id, digest });
        if (row?.vault !== vault.id || !OPEN.includes(row.word)) continue;
        await db.outbox.update(row.n, { word, told: told[at], word_at: now() });
      }
    }),
  );
  await refresh();
  tell("outbox");
}
