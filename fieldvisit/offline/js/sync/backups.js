import { whenDropped, whenStored, drafts, quiet } from "../store/drafts.js";
import { db, durable, remembered } from "../store/store.js";
import { open } from "../store/vault.js";
import { beforeWiping } from "../store/wipe.js";
import { call, Unreachable } from "./door.js";
import { envelope } from "./envelope.js";

/**
 * The sealed copy of each draft, its latest only: readable by its author alone, through the server, so that a
 * forgotten passphrase, a wiped or a broken tablet loses nothing. Sealed a little after it was written, away from the
 * hand that types; sent with the vault locked or under a colleague's login as the lines of the outbox are.
 *
 * A row: `line` and `revision`, `state` (« waiting », « sent »), `saved_at` (when what it holds was typed), `holds`
 * (copies of other tablets that it contains), `closing` (the line that says it is over), `moved` (elsewhere.js).
 */

const IDLE = 2_000;
const AT_LATEST = 20_000;
const BATCH = 1_000_000;
const FIRST_DELAY = 5_000;
const LONGEST_DELAY = 10 * 60_000;
const KEPT = ["received", "identical", "diverged"];

/** Ids written since their last sealed copy, and when the first of these writes was. */
const due = new Map();
let timer = 0;
let last = Promise.resolve();

/** One copy after the other: a later one has the higher revision. */
function next(work) {
  const done = last.then(work);
  last = done.catch(() => {});
  return done;
}

/** Says that a draft was written: it is sealed in a while. */
export function touched(id) {
  if (!due.has(id)) due.set(id, performance.now());
  schedule();
}

function schedule() {
  clearTimeout(timer);
  if (due.size === 0) return;
  const oldest = Math.min(...due.values());
  const delay = Math.min(IDLE, Math.max(0, oldest + AT_LATEST - performance.now()));
  timer = setTimeout(() => (globalThis.requestIdleCallback ?? setTimeout)(() => sealDue()), delay);
}

/** Seals what was written since its last copy; before the vault closes, when the page is hidden or a visit is left. */
export async function sealDue() {
  for (const id of [...due.keys()]) {
    const since = due.get(id);
    due.delete(id);
    try {
      await seal(id);
    } catch (failure) {
      // The disk is full or busy: what was typed is in the draft itself, the copy is tried again.
      due.set(id, since ?? performance.now());
      console.warn(failure);
    }
  }
  clearTimeout(timer);
  if (due.size && open()) timer = setTimeout(() => sealDue(), AT_LATEST);
}

/** Seals one draft as it stands. @param {string} id @param {object[]} [holds] copies that it contains from now on */
export const seal = (id, holds = []) => next(() => store(id, holds));

async function store(id, more) {
  const vault = open();
  const one = vault && drafts().find((draft) => draft.id === id);
  if (!one || one.finished) return;
  const before = await db.backups.get([vault.id, id]);
  const holds = [...(before?.holds ?? []), ...more].slice(-20);
  const { value, updated_at } = one;
  const body = {
    // A report about nobody yet names no family.
    visit_id: visitOf(value), family_id: value.family_id || null, value, blobs: blobsOf(value),
    saved_at: new Date(updated_at).toISOString(),
  };
  const made = await line(vault, id, body, { revision: nextRevision(before), holds });
  performance.mark("fieldvisit:draft:sealed");
  await durable(() =>
    db.transaction("rw", db.backups, async () => {
      const there = await db.backups.get([vault.id, id]); // where it is at home may have been heard while it was sealed
      await db.backups.put({
        ...there, vault: vault.id, draft_id: id, ...made, holds, saved_at: updated_at, state: "waiting", tries: 0,
        retry_at: 0, closing: null, after: null,
      });
    }),
  );
}

/** The visit that a draft is about; a version set aside names it otherwise. */
export const visitOf = (value) => value.visit_id ?? value.aside_visit ?? null;

const blobsOf = (value) =>
  [...(value.pictures ?? []), ...(value.value?.pictures ?? [])].map(({ blob }) => blob?.sha256).filter(Boolean);

/** Higher than any before, also when the row was lost; the clock only helps. */
const nextRevision = (before) => Math.max((before?.revision ?? 0) + 1, Date.now());

async function line(vault, id, body, says) {
  const { visit_id, family_id } = body;
  const content = { kind: "draft", id, family_id, parent: null, body, elapsed: null };
  const { digest, line } = await envelope(content, vault, { visit_id, ...says });
  return { visit_id, family_id, revision: says.revision, digest, line };
}

/**
 * Says that a draft is over: dropped, or signed as the record `after`, and then only once that one has arrived.
 * @param {string} id
 * @param {string|null} [after]
 */
export const closeBackup = (id, after = null) => next(() => close(id, after));

async function close(id, after) {
  due.delete(id);
  const vault = open();
  const row = vault && (await db.backups.get([vault.id, id]));
  if (!row || row.closing) return;
  const { visit_id = null, family_id = null, holds = [] } = row;
  const body = { visit_id, family_id, value: null, blobs: [], saved_at: new Date().toISOString() };
  const closing = await line(vault, id, body, { revision: nextRevision(row), holds, closed: true });
  await durable(() => db.backups.update([vault.id, id], { closing, after, tries: 0, retry_at: 0 }));
}

/** After the vault was opened: copies what a killed tab had not, and closes what it had signed or dropped. */
export async function reconcile() {
  const vault = open();
  const rows = new Map((await db.backups.where("vault").equals(vault.id).toArray()).map((row) => [row.draft_id, row]));
  for (const { id, finished, updated_at } of drafts()) {
    const row = rows.get(id);
    if (!finished && row?.saved_at !== updated_at) touched(id);
  }
  for (const { draft_id, closing, moved } of rows.values()) {
    const there = await db.drafts.get([vault.id, draft_id]);
    if (!closing && !moved && (!there || there.finished)) await closeBackup(draft_id, there?.record_id || draft_id);
  }
}

/** Is the latest word of this draft in its sealed copy, or is some of it only in the draft? */
export async function isSealed(id) {
  const vault = open();
  await quiet(id).catch(() => {});
  const [row, draft] = [await db.backups.get([vault.id, id]), drafts().find((one) => one.id === id)];
  return !due.has(id) && (!draft || row?.saved_at === draft.updated_at);
}

/**
 * Sends the copies that wait, of every vault of this tablet.
 * @throws {Unreachable}
 */
export async function sendBackups() {
  const epoch = await remembered("", "epoch");
  for (let batch = await waiting(epoch); batch.length; batch = await waiting(epoch)) await send(batch);
}

async function waiting(epoch) {
  const batch = [];
  let bytes = 0;
  for (const row of await db.backups.toArray()) {
    const sent = await toSend(row, epoch);
    const left = row.retry_at - Date.now(); // a delay from before the clock was set back is none
    if (!sent || (left > 0 && left <= LONGEST_DELAY * 1.5)) continue;
    bytes += sent.line.length + 1;
    if (batch.length && bytes > BATCH) break;
    batch.push({ key: [row.vault, row.draft_id], id: row.draft_id, tries: row.tries, closes: sent === row.closing, ...sent });
  }
  return batch;
}

/** The line to send of a row, or null: what closes it goes once the record has arrived. */
async function toSend(row, epoch) {
  if (row.closing && (!row.after || (await arrived(row.after)))) return row.closing;
  return row.line && (row.state === "waiting" || (epoch && row.epoch !== epoch)) ? row : null;
}

async function arrived(record) {
  const lines = await db.outbox.where("id").equals(record).toArray();
  return lines.length === 0 || lines.some(({ word }) => KEPT.includes(word));
}

async function send(batch) {
  const answer = await call("/api/sync/drafts", { ndjson: batch.map(({ line }) => `${line}\n`).join("") });
  if (answer.status >= 500) throw new Unreachable("drafts");
  const words = (answer.ok && Array.isArray(answer.data.words) && answer.data.words) || [];
  for (const sent of batch) {
    const word = words.find(({ id, digest }) => id === sent.id && digest === sent.digest)?.word;
    await durable(() => db.transaction("rw", db.backups, () => note(sent, word, answer.data.epoch)));
  }
}

/** Writes down what became of a line, unless a newer copy took its place meanwhile. */
async function note(sent, word, epoch) {
  const row = await db.backups.get(sent.key);
  const now = sent.closes ? row?.closing : row;
  if (now?.revision !== sent.revision) return;
  if (!KEPT.includes(word)) {
    const delay = Math.min(FIRST_DELAY * 2 ** sent.tries, LONGEST_DELAY) * (0.5 + Math.random());
    await db.backups.update(sent.key, { tries: sent.tries + 1, retry_at: Date.now() + delay });
  } else if (sent.closes) await db.backups.delete(sent.key);
  else await db.backups.update(sent.key, { state: "sent", epoch, tries: 0, retry_at: 0 });
}

/** Forgets what waits to be sealed: the vault was closed. */
export function forgetDue() {
  clearTimeout(timer);
  due.clear();
}

whenStored(touched);
beforeWiping(sealDue);
whenDropped((id) => closeBackup(id).catch(console.warn));
globalThis.document?.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && sealDue());
globalThis.addEventListener?.("pagehide", () => sealDue());
