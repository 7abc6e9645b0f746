import { now } from "../store/clock.js";
import { claimDraft, draft as valueOf, drafts, dropDraft, quiet, releaseDraft, showDrafts } from "../store/drafts.js";
import { note } from "../store/device.js";
import { newId } from "../store/ids.js";
import * as mirror from "../store/mirror.js";
import { observable } from "../store/observable.js";
import { db, durable, Refused, remembered } from "../store/store.js";
import { encryptRow, open, opened } from "../store/vault.js";
import { isSealed, seal, visitOf } from "./backups.js";
import { call } from "./door.js";

/**
 * Drafts on other tablets: which of ours went on elsewhere, which of theirs may go on here. Bringing one here never
 * writes over what was typed here: of two versions one is in hand, the other is kept aside, a draft of its own
 * (`{aside_of, aside_visit, family_id, from, saved_at, value}`) that no screen takes for a visit.
 */

/** @typedef {{id: string, visit_id: string|null, family_id: string|null, family_label: string, kind: string|null, device_id: string, device_label: string, saved_at: string, revision: number, moved_to: string|null, signed: boolean, here: boolean}} Elsewhere */

const moved = observable(/** @type {Record<string, {to: string, at: string, held: number}>} */ ({}));
const list = observable(/** @type {Elsewhere[]} */ ([]));

/** Where a draft of this tablet went on, or undefined. */
export const movedTo = (id) => moved.get()[id];
export const onMoved = moved.subscribe;

/** Her drafts on other tablets that hold something more, as the server last said. @returns {Elsewhere[]} */
export const elsewhere = list.get;
export const onElsewhere = list.subscribe;

/** Reads which drafts of the vault that was just opened went on elsewhere. */
export async function load() {
  const rows = await db.backups.where("vault").equals(open().id).toArray();
  moved.set(Object.fromEntries(rows.filter((row) => row.moved).map((row) => [row.draft_id, row.moved])));
}

/** Drops it from memory. */
export function unload() {
  moved.set({});
  list.set([]);
}

/** What the last page of a pull says: all the drafts of this tablet that went on elsewhere, and how many to fetch. */
export async function heard(vault, { moved: said = [], elsewhere: count = 0 }) {
  const now = new Map(said.map((one) => [one.draft_id, one]));
  for (const row of await db.backups.where("vault").equals(vault.id).toArray()) {
    if (row.moved && !now.has(row.draft_id)) await db.backups.update([vault.id, row.draft_id], { moved: null });
  }
  for (const { draft_id, to, at, held } of now.values()) {
    // In one step: a newer copy sealed meanwhile is not written over.
    await db.transaction("rw", db.backups, async () => {
      const row = await db.backups.get([vault.id, draft_id]);
      await db.backups.put({ state: "sent", tries: 0, retry_at: 0, ...row, vault: vault.id, draft_id, moved: { to, at, held } });
    });
  }
  if (open()?.id !== vault.id) return;
  await load();
  for (const one of now.values()) if (one.signed) await settle(vault, one).catch(console.warn);
  if (count || list.get().length) await fetchList();
}

/** It was signed elsewhere: what that record does not hold is kept aside, the rest is no longer needed. */
async function settle(vault, { draft_id, held }) {
  const row = await db.drafts.get([vault.id, draft_id]);
  if (!row || row.finished || !(await claimDraft(draft_id))) return;
  const beyond = !(await isHeld(vault, draft_id, held));
  const aside = beyond ? await asideOf(vault, draft_id, valueOf(draft_id), "cette tablette") : null;
  await durable(() =>
    db.transaction("rw", db.drafts, async () => {
      if (aside) await db.drafts.put(aside.row);
      await db.drafts.delete([vault.id, draft_id]);
    }),
  );
  showDrafts([...(aside ? [aside.shown] : []), { id: draft_id }]);
  await releaseDraft(draft_id);
  if (!aside) return;
  const { revision } = (await db.backups.get([vault.id, draft_id])) ?? {};
  await seal(aside.shown.id, revision ? [{ draft_id, device_id: vault.device, revision }] : []);
}

/** Does another copy contain all that this tablet has of a draft? */
async function isHeld(vault, id, held) {
  const row = await db.backups.get([vault.id, id]);
  return (await isSealed(id)) && (row?.revision ?? 0) <= held;
}

/** A version as a draft of its own: its row, and how it is shown. */
async function asideOf(vault, id, value, from, saved_at = new Date().toISOString()) {
  const mine = newId();
  const updated_at = now();
  const kept = { aside_of: id, aside_visit: visitOf(value), family_id: value.family_id ?? null, from, saved_at, value };
  const sealed = await encryptRow("drafts", mine, kept, vault);
  return {
    row: { vault: vault.id, id: mine, finished: 0, record_id: "", family_id: "", updated_at, ...sealed },
    shown: { id: mine, value: kept, finished: false, record_id: null, updated_at },
  };
}

/** Asks the server for the list. @returns {Promise<boolean>} whether it answered */
export async function fetchList() {
  const vault = open();
  if (!vault) return false;
  const { ok, status, data } = await call("/api/sync/drafts", { as: vault.account.id });
  if (status === 401) note({ login_expired: true });
  if (!ok || open()?.id !== vault.id) return false;
  const rows = await db.backups.where("vault").equals(vault.id).toArray();
  const held = rows.flatMap((row) => row.holds ?? []);
  const mine = new Set((await db.vaults.toArray()).map(({ device }) => device));
  const known = ({ id, device_id, revision }) =>
    device_id === vault.device ||
    held.some((one) => one.draft_id === id && one.device_id === device_id && one.revision >= revision);
  list.set(data.drafts.filter((one) => !known(one)).map((one) => ({ ...one, here: mine.has(one.device_id) })));
  return true;
}

/**
 * Brings a draft here, to go on with it; a version that was already here is kept aside, and the other way round when
 * this is where it is written, or where it was signed.
 * @param {Elsewhere} entry
 * @returns {Promise<{visit_id: string|null, aside: boolean}>} rejects with a French `sentence`
 */
export async function takeOver(entry) {
  const vault = opened();
  const taken = await ask(vault, entry.id, entry.device_id);
  const { value, forms = [], revision, saved_at, device_label } = taken;
  if (!value) throw new Refused("Ce brouillon est vide : il a été signé ou supprimé là où il était écrit.");
  if (!(await claimDraft(entry.id))) {
    throw new Refused("Cette visite est ouverte dans un autre onglet : fermez-la là-bas, puis recommencez.");
  }
  await quiet(entry.id).catch(() => {});
  const here = drafts().find(({ id }) => id === entry.id);
  const signed = entry.signed || here?.finished || mirror.docs("record").some(({ id }) => id === entry.id);
  const aside = signed || (here && !movedTo(entry.id)) ? await asideOf(vault, entry.id, value, device_label, saved_at) : null;
  // Ours, when it holds something that the other one did not begin with.
  const own = here && !aside && words(here.value) !== words(value) && !(await isHeld(vault, entry.id, movedTo(entry.id).held));
  const replaced = own ? await asideOf(vault, entry.id, here.value, "cette tablette") : null;
  const main = aside ? [] : [await mainRow(vault, entry.id, value)];
  await keep(vault, entry.id, [...main, ...(aside ? [aside] : []), ...(replaced ? [replaced] : [])], forms, !aside);
  await releaseDraft(entry.id);
  const holds = [{ draft_id: entry.id, device_id: entry.device_id, revision }];
  if (replaced) await seal(replaced.shown.id).catch(console.warn);
  await seal(aside ? aside.shown.id : entry.id, holds).catch(console.warn);
  list.set(list.get().filter((one) => one.id !== entry.id || one.device_id !== entry.device_id));
  return { visit_id: visitOf(value), aside: Boolean(aside) };
}

async function ask(vault, id, source) {
  const json = { device_id: vault.device, from: source };
  const { ok, status, data } = await call(`/api/sync/drafts/${id}/take`, { json, as: vault.account.id });
  if (status === 401) note({ login_expired: true });
  if (!ok) throw new Refused(data.sentence ?? "Le bureau n’a pas pu donner ce brouillon : réessayez.");
  return data;
}

async function mainRow(vault, id, value) {
  const updated_at = now();
  const row = { vault: vault.id, id, finished: 0, record_id: "", family_id: "", updated_at, ...(await encryptRow("drafts", id, value, vault)) };
  return { row, shown: { id, value, finished: false, record_id: null, updated_at } };
}

/** Stores what came, with the grids of an older version that it needs; one transaction. */
async function keep(vault, id, written, forms, home) {
  const gen = (await remembered(vault.id, "pull"))?.gen ?? "";
  const rows = await Promise.all(forms.map(async (form) => ({
    vault: vault.id, kind: "form", id: form.id, family_id: null, gen, forget: 0, dirty: [], next: null,
    ...(await mirror.encryptDoc("form", form.id, form.body, vault)),
  })));
  await durable(() =>
    db.transaction("rw", db.drafts, db.mirror, db.backups, async () => {
      await db.mirror.bulkPut(rows);
      await db.drafts.bulkPut(written.map(({ row }) => row));
      if (home && (await db.backups.get([vault.id, id]))) await db.backups.update([vault.id, id], { moved: null });
    }),
  );
  if (open()?.id !== vault.id) return; // locked meanwhile: it is on the disk, and stays out of memory
  mirror.show(forms.map(({ kind, id: form, body }) => ({ kind, id: form, body })));
  showDrafts(written.map(({ shown }) => shown));
  if (home) await load();
}

/** What was written, whatever part was on screen and however long it took. */
const words = ({ place: _place, elapsed: _elapsed, ...rest }) => JSON.stringify(rest);

/**
 * « Reprendre ici »: takes a draft of this tablet back, with what the other one wrote last.
 * @param {string} id
 * @returns {Promise<{silent: boolean}>} `silent`: the other tablet has sent nothing since; rejects with a French `sentence`
 */
export async function takeBack(id) {
  const vault = opened();
  if (!(await fetchList())) throw new Refused("Le bureau n’a pas répondu : réessayez.");
  const there = list.get().filter((one) => one.id === id);
  const newest = there.find((one) => one.moved_to === null) ?? there[0];
  if (newest) await takeOver(newest);
  else {
    await ask(vault, id, vault.device);
    await writeHere(id);
  }
  return { silent: !newest };
}

/** Goes on here without asking: out of range, what the other tablet wrote comes beside it later. */
export async function writeHere(id) {
  await durable(() => db.backups.update([opened().id, id], { moved: null }));
  await load();
}

/** Makes an aside version the one in hand, and keeps the other aside. @param {string} id of the aside version */
export async function swap(id) {
  const vault = opened();
  const other = valueOf(id);
  const main = other.aside_of;
  if (!(await claimDraft(main)) || !(await claimDraft(id))) {
    throw new Refused("Cette visite est ouverte dans un autre onglet : continuez là-bas.");
  }
  const now = valueOf(main);
  const aside = now ? await asideOf(vault, main, now, "cette tablette") : null;
  const chosen = await mainRow(vault, main, other.value);
  await keep(vault, main, [chosen, ...(aside ? [aside] : [])], [], false);
  for (const each of [main, ...(aside ? [aside.shown.id] : [])]) await seal(each).catch(console.warn);
  await dropDraft(id); // in hand from here on
}

/** The versions of a visit kept aside, those put away last. @returns {{id: string, value: object}[]} */
export const asides = (visitId) =>
  drafts()
    .filter(({ value }) => value?.aside_visit === visitId)
    .sort((a, b) => Number(Boolean(a.value.put_away)) - Number(Boolean(b.value.put_away)))
    .map(({ id, value }) => ({ id, value }));
