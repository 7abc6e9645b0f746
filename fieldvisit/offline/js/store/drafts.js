import { hear, tell } from "./channel.js";
import { now } from "./clock.js";
import { deferred } from "./deferred.js";
import { observable } from "./observable.js";
import { db, durable, Refused } from "./store.js";
import { decryptRow, encryptRow, open, opened } from "./vault.js";
import { warn } from "./warnings.js";

/**
 * What is being written. `saveDraft` shows the value at once and starts to write it at once; its promise
 * resolves when the value is on the disk, and rejects when it is not: the value then stays in memory and is
 * tried again. One tab writes a draft at a time (`claimDraft`).
 */

/** @typedef {{id: string, value: object, finished: boolean, record_id: string|null, updated_at: number}} Draft */

/** @type {Map<string, Draft>} */
let aboard = new Map();
const list = observable(/** @type {Draft[]} */ ([]));
const writers = new Map();
const claims = new Map();
/** Ids whose latest value is not on the disk yet. */
const unsaved = new Set();
/** Ids given back before their value was on the disk: the claim goes with the write that succeeds. */
const leaving = new Set();
const RETRY = 3_000;
const stored = new Set();
const dropped = new Set();

/** Calls `follower` with the id of a draft whose latest value has reached the disk. */
export const whenStored = (follower) => stored.add(follower);

/** Calls `follower` with the id of a draft that was removed without being signed. */
export const whenDropped = (follower) => dropped.add(follower);

const changed = () => list.set([...aboard.values()].sort((a, b) => b.updated_at - a.updated_at));

/** The value of a draft as typed so far, or null. */
export const draft = (id) => aboard.get(id)?.value ?? null;

/** All drafts, the latest first; `finished` ones are signed and read-only. @returns {Draft[]} */
export const drafts = () => list.get();

export const subscribe = list.subscribe;

/** Ids of the signed lines whose words were signed once more in another one (`from`): nobody looks after them any longer. */
export function takenUp() {
  const signed = list.get().filter(({ finished }) => finished);
  const from = new Set(signed.map(({ value }) => value?.from).filter(Boolean));
  return new Set(signed.filter(({ id }) => from.has(id)).map(({ record_id }) => record_id));
}

/** React hook of `drafts()`. */
export const useDrafts = list.use;

/**
 * @param {string} id
 * @param {object} value
 * @returns {Promise<void>} resolves when durable; rejects with a French `sentence`
 */
export function saveDraft(id, value) {
  const saving = save(id, value);
  saving.catch(() => {}); // whoever does not wait reads storage_sentence
  return saving;
}

async function save(id, value) {
  const vault = opened();
  if (aboard.get(id)?.finished) throw new Refused("Cette visite est signée : écrivez une correction.");
  performance.mark("fieldvisit:draft:typed");
  aboard.set(id, { id, value, finished: false, record_id: null, updated_at: now() });
  unsaved.add(id);
  changed();
  if (!claims.has(id) && !(await claimDraft(id, false))) {
    warn("elsewhere", "Cette visite est ouverte dans un autre onglet : continuez là-bas.");
    throw new Refused("Cette visite est ouverte dans un autre onglet : continuez là-bas.");
  }
  warn("elsewhere", "");
  return write(id, vault);
}

/** One write at a time for each draft; those who come meanwhile share the next one, which takes the latest value. */
function write(id, vault = opened()) {
  const writer = writers.get(id) ?? { now: null, next: null };
  writers.set(id, writer);
  if (writer.now === null) {
    writer.now = store(id, vault).finally(() => {
      writer.now = null;
      if (writer.next) {
        const { resolve } = writer.next;
        writer.next = null;
        resolve(write(id, vault));
      }
    });
    writer.now.catch(() => {});
    return writer.now;
  }
  writer.next ??= deferred();
  return writer.next.promise;
}

async function store(id, vault) {
  const { value, updated_at } = aboard.get(id) ?? {};
  if (value === undefined) return;
  try {
    const sealed = await encryptRow("drafts", id, value, vault);
    await durable(() =>
      db.transaction("rw", db.drafts, async () => {
        const there = await db.drafts.get([vault.id, id]);
        if (there?.finished) throw new Refused("Cette visite est signée : écrivez une correction.");
        await db.drafts.put({ vault: vault.id, id, finished: 0, record_id: "", family_id: "", updated_at, ...sealed });
      }),
    );
  } catch (failure) {
    warn("write", failure.sentence ?? "La tablette n’arrive pas à enregistrer. Ne fermez pas cette page.");
    if (!(failure instanceof Refused)) setTimeout(() => again(id, vault), RETRY);
    throw failure;
  }
  performance.mark("fieldvisit:draft:durable");
  if (aboard.get(id)?.value === value) unsaved.delete(id);
  allWritten();
  if (leaving.has(id) && !unsaved.has(id)) release(id);
  tell("draft", { vault: vault.id, id });
  stored.forEach((follower) => follower(id));
}

/** Takes back the warning once nothing waits to be written. */
export function allWritten() {
  if (unsaved.size === 0) warn("write", "");
}

/** Is the latest value of this draft on the disk? */
export const isWritten = (id) => !unsaved.has(id);

function again(id, vault) {
  if (open()?.id === vault.id && unsaved.has(id)) write(id, vault).catch(() => {});
}

/** Waits until everything typed is on the disk. @throws {import("./store.js").StorageFailure} */
export async function settled() {
  const next = () => [...unsaved].find((id) => claims.has(id));
  // Again and again: a key may be typed while the one before is being written.
  for (let id = next(); id !== undefined; id = next()) await write(id);
}

/** Waits for the writes under way of one draft. */
export async function quiet(id) {
  for (let writer = writers.get(id); writer?.now; writer = writers.get(id)) await (writer.next?.promise ?? writer.now);
}

/**
 * Reserves a draft for this tab; the latest value is then in memory. Released by `releaseDraft`, or with the tab.
 * @returns {Promise<boolean>} false: « Ouvert dans un autre onglet »
 */
export async function claimDraft(id, fresh = true) {
  const vault = opened();
  leaving.delete(id);
  if (claims.has(id)) return true;
  const { promise: held, resolve: free } = deferred();
  const got = await new Promise((answer, fail) => {
    navigator.locks
      .request(`fieldvisit:draft:${vault.id}:${id}`, { ifAvailable: true }, (lock) => {
        answer(lock !== null);
        return lock === null ? undefined : held;
      })
      .catch(fail);
  });
  if (!got) return claims.has(id); // two calls of this tab may have raced
  claims.set(id, free);
  if (fresh) await reread(id);
  return true;
}

/** Gives a draft back, once what was typed is on the disk; until then it stays this tab's, and no lock forgets it. */
export async function releaseDraft(id) {
  leaving.add(id);
  await quiet(id).catch(() => {});
  if (leaving.has(id) && !unsaved.has(id)) release(id);
}

function release(id) {
  leaving.delete(id);
  claims.get(id)?.();
  claims.delete(id);
}

/** Removes a draft that was never signed. */
export async function dropDraft(id) {
  const vault = opened();
  await quiet(id).catch(() => {});
  await durable(() => db.drafts.where({ vault: vault.id, id }).and((row) => !row.finished).delete());
  aboard.delete(id);
  unsaved.delete(id);
  changed();
  tell("draft", { vault: vault.id, id });
  await releaseDraft(id);
  dropped.forEach((follower) => follower(id));
}

/**
 * Files were joined at the office: what was begun for one goes on in the one that stands for it, its persons too.
 * @param {Object<string, string>} stands old id → new id
 * @returns {Promise<boolean>} false if a draft is open in another tab and could not follow yet
 */
export async function follow(stands) {
  const old = Object.keys(stands);
  let all = true;
  for (const { id, value, finished } of drafts()) {
    if (finished || !old.some((one) => JSON.stringify(value).includes(one))) continue;
    const held = claims.has(id);
    if (!(await claimDraft(id, !held))) {
      all = false;
      continue;
    }
    const text = old.reduce((said, one) => said.replaceAll(one, stands[one]), JSON.stringify(draft(id)));
    await saveDraft(id, JSON.parse(text));
    if (!held) await releaseDraft(id);
  }
  return all;
}

/** Shows drafts that a transaction has just stored or removed. @param {(Draft|{id: string})[]} written */
export function showDrafts(written) {
  if (written.length === 0) return;
  for (const one of written) {
    if (one.value === undefined) aboard.delete(one.id);
    else aboard.set(one.id, one);
    unsaved.delete(one.id);
    tell("draft", { vault: open()?.id, id: one.id });
  }
  changed();
}

const read = async (row, vault) => ({
  id: row.id,
  value: await decryptRow("drafts", row.id, row, vault),
  finished: Boolean(row.finished),
  record_id: row.record_id || null,
  updated_at: row.updated_at,
});

/** Decrypts the drafts of the vault that was just opened. */
export async function load() {
  const vault = open();
  const rows = await db.drafts.where("vault").equals(vault.id).toArray();
  // A row that no longer opens stays on the disk and hides nothing else.
  const found = await Promise.all(rows.map((row) => read(row, vault).catch(() => null)));
  aboard = new Map(found.filter(Boolean).map((one) => [one.id, one]));
  changed();
}

/** Drops drafts from memory and gives them back; call `settled()` before. */
export function unload() {
  aboard = new Map();
  unsaved.clear();
  writers.clear();
  claims.forEach((free) => free());
  claims.clear();
  leaving.clear();
  changed();
}

/** Reads one draft again, unless this tab has typed something newer. */
export async function reread(id) {
  const vault = open();
  if (vault === null) return;
  const row = await db.drafts.get([vault.id, id]);
  if (unsaved.has(id) && claims.has(id) && !row?.finished) return;
  const found = row && (await read(row, vault));
  if (open()?.id !== vault.id) return;
  if (found) aboard.set(id, found);
  else aboard.delete(id);
  unsaved.delete(id);
  changed();
}

hear("draft", ({ vault, id }) => vault === open()?.id && reread(id).catch(() => {}));
