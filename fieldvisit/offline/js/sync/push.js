import { tell } from "../store/channel.js";
import { least, now } from "../store/clock.js";
import { call, Unreachable } from "./door.js";
import { showDrafts } from "../store/drafts.js";
import * as mirror from "../store/mirror.js";
import * as album from "../pictures/album.js";
import { refresh } from "./outbox.js";
import { beside, heed } from "./standing.js";
import { db, durable, remember, remembered } from "../store/store.js";
import { open, sealForOwner } from "../store/vault.js";

/** Sends what waits, in bounded batches, and writes down the word that each line received. */

/** How much goes at once, and how much after a failure: half a batch that passes is better than a whole that does not. */
const BATCH = { lines: 50, bytes: 1_000_000 };
const SMALL = { lines: 5, bytes: 100_000 };
const KEPT = 30 * 24 * 3600_000;
const FIRST_DELAY = 5_000;
const LONGEST_DELAY = 10 * 60_000;
/** The last two: what a person decided on a line that had received another word (settled.js). */
const ACKNOWLEDGED = ["received", "identical", "diverged", "settled", "filed"];
const FINAL = [...ACKNOWLEDGED, "refused", "invalid"];

/**
 * @param {boolean} small after a failure
 * @returns {Promise<void>} when nothing due is left
 * @throws {Unreachable}
 */
export async function push(small = false) {
  const size = small ? SMALL : BATCH;
  for (let batch = await due(size); batch.length; batch = await due(size)) await send(batch);
}

/** What is said of a picture: it may wait for the visits, no visit waits for it. */
const isPicture = ({ kind }) => kind === "attachment";

/** Sends what is urgent, and nothing else, whatever else is being sent. @throws {Unreachable} */
export async function pushUrgent() {
  const batch = await due(SMALL);
  if (batch.some(isUrgent)) await send(batch);
}

/** Kinds that leave before everything else. */
export const AT_ONCE = new Set(["urgent", "concern_report"]);
const isUrgent = ({ kind }) => AT_ONCE.has(kind);

/**
 * The lines that may go now, what is urgent before everything and by itself, then the oldest; a line never overtakes an
 * earlier one of the same id.
 */
async function due(size) {
  const all = await db.outbox.where("word").equals("waiting").sortBy("n");
  const first = await upTo(size, all.filter(isUrgent));
  if (first.length) return first;
  const others = all.filter((row) => !isUrgent(row));
  return upTo(size, [...others.filter((row) => !isPicture(row)), ...others.filter(isPicture)]);
}

async function upTo(size, waiting) {
  const held = new Set();
  const batch = [];
  let bytes = 0;
  for (const row of waiting) {
    if (held.has(row.id)) continue;
    if (isPutOff(row)) {
      held.add(row.id);
      continue;
    }
    const { line } = await db.sealed.get(row.n);
    bytes += line.length + 1;
    if (batch.length && (batch.length === size.lines || bytes > size.bytes)) break;
    batch.push({ ...row, line });
  }
  return batch;
}

/** Whether a line or picture waits for its next try. A delay from before the clock was set back by a year is none. */
export function isPutOff({ retry_at }) {
  const left = retry_at - Date.now();
  return left > 0 && left <= LONGEST_DELAY * 1.5;
}

async function send(batch) {
  const ndjson = batch.map(({ line }) => `${line}\n`).join("");
  const answer = await call("/api/sync/push", { ndjson, headers: await beside() });
  if (answer.status >= 500) throw new Unreachable("push");
  if (!answer.ok || !Array.isArray(answer.data.words)) return refusedWhole(batch, answer);
  await take(batch, answer.data);
  await heed(answer.data);
}

/** The server took none of the batch: its lines go one by one, so that one of them holds up no other. */
async function refusedWhole(batch, answer) {
  if (answer.status === 429) throw new Unreachable("push");
  if (batch.length > 1) {
    for (const row of batch) await send([row]);
    return;
  }
  const owner = await db.vaults.get(batch[0].vault);
  const said = { sentence: answer.data.sentence ?? "Le serveur ne prend pas cet envoi.", reasons: [] };
  const told = owner ? await sealForOwner(owner, said) : null;
  await db.outbox.update(batch[0].n, { told, ...postponed(batch[0]) });
  await announce({ rows: [], drafts: [] });
}

function postponed({ tries }) {
  const delay = Math.min(FIRST_DELAY * 2 ** tries, LONGEST_DELAY) * (0.5 + Math.random());
  return { tries: tries + 1, retry_at: Date.now() + delay };
}

async function take(batch, { epoch, words }) {
  await epochSeen(epoch);
  const vaults = new Map((await db.vaults.toArray()).map((row) => [row.id, row]));
  const settled = [];
  for (const row of batch) {
    const answer = words.find(({ id, digest }) => id === row.id && digest === row.digest) ?? {};
    const { word, sentence = "", reasons = [] } = answer;
    const owner = vaults.get(row.vault);
    const told = owner && (sentence || reasons.length) ? await sealForOwner(owner, { sentence, reasons }) : null;
    const final = FINAL.includes(word);
    const change = final ? { word, word_at: now(), epoch, tries: 0, retry_at: 0 } : postponed(row);
    settled.push({ row, change: { told, ...change }, final });
  }
  const touched = await durable(() =>
    db.transaction("rw", db.outbox, db.mirror, db.drafts, async () => {
      const found = { rows: [], drafts: [] };
      for (const { row, change, final } of settled) {
        await db.outbox.update(row.n, change);
        if (!final) continue;
        found.rows.push(...(await clean(row)));
        if (ACKNOWLEDGED.includes(change.word)) found.drafts.push(...(await removeSigned(row, ({ forget }) => Boolean(forget))));
      }
      return found;
    }),
  );
  await announce(touched);
}

/** The rows this line had made dirty take what the server said meanwhile. */
async function clean({ digest }) {
  const rows = await db.mirror.where("dirty").equals(digest).toArray();
  for (const row of rows) {
    const dirty = row.dirty.filter((one) => one !== digest);
    if (dirty.length) await db.mirror.put({ ...row, dirty });
    else if (row.forget) await db.mirror.delete([row.vault, row.kind, row.id]);
    else await db.mirror.put({ ...row, ...row.next, next: null, dirty });
  }
  return rows;
}

/** Removes the signed drafts of a record. @returns {Promise<object[]>} those removed */
async function removeSigned({ vault, id }, which) {
  const rows = await db.drafts.where({ vault, record_id: id }).and(which).toArray();
  await db.drafts.bulkDelete(rows.map((row) => [row.vault, row.id]));
  return rows;
}

/** Shows here and in the other tabs what a transaction did to the rows of the open vault. */
async function announce({ rows, drafts }) {
  const mine = ({ vault }) => vault === open()?.id;
  const keys = rows.filter(mine).map(({ kind, id }) => [kind, id]);
  if (keys.length) {
    await mirror.reread(keys);
    tell("mirror", { vault: open()?.id, keys });
  }
  showDrafts(drafts.filter(mine).map(({ id }) => ({ id })));
  await refresh();
  tell("outbox");
}

/**
 * Compares the life of the server's database with the one known here. A restored backup may lack lines it
 * had acknowledged: those of the last 30 days wait again.
 * @returns {Promise<boolean>} true when it is a new one
 */
export async function epochSeen(epoch) {
  const known = await remembered("", "epoch");
  if (known === epoch) return false;
  await durable(() =>
    db.transaction("rw", db.outbox, db.photos, db.state, async () => {
      await album.sendAgain(epoch, now() - KEPT);
      await db.outbox
        .where("word").anyOf(ACKNOWLEDGED)
        .and((row) => row.epoch !== epoch && row.word_at > now() - KEPT)
        .modify({ word: "waiting", retry_at: 0, tries: 0 });
      await remember("", "epoch", epoch);
    }),
  );
  return known !== undefined;
}

/** Lets go of what was acknowledged more than 30 days ago: surely, as a clock may have leapt since the last answer. */
export async function forgetOld() {
  const limit = least() - KEPT;
  await album.forgetOld(limit);
  const old = await db.outbox.where("word").anyOf(ACKNOWLEDGED).and((row) => row.word_at < limit).toArray();
  if (old.length === 0) return;
  const drafts = await db.transaction("rw", db.outbox, db.sealed, db.drafts, async () => {
    const gone = [];
    for (const row of old) {
      await db.outbox.delete(row.n);
      await db.sealed.delete(row.n);
      gone.push(...(await removeSigned(row, () => true)));
    }
    return gone;
  });
  await announce({ rows: [], drafts });
}
