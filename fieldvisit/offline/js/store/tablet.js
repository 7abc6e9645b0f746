import { newId } from "./ids.js";
import { db, remember, remembered } from "./store.js";

/** The tablet itself, whoever works on it: its id, and what it tells the office of what it holds. */

const ID = "fieldvisit.tablet";
const VANISHED = "fieldvisit.vanished";

/**
 * One id for all the vaults made here, kept outside the store too: a tablet whose store vanished is the same tablet.
 * @returns {Promise<string>}
 */
export async function tabletId() {
  const older = (await db.vaults.orderBy("id").first())?.device;
  const id = (await remembered("", "tablet")) ?? localStorage.getItem(ID) ?? older ?? newId();
  await remember("", "tablet", id);
  localStorage.setItem(ID, id);
  return id;
}

/** Notes that the store was found empty, to be reported at the next contact. @param {string} at ISO */
export function noteVanished(at) {
  if (!localStorage.getItem(VANISHED)) localStorage.setItem(VANISHED, at);
}

/** The office knows: it is reported once. */
export const vanishedTold = () => localStorage.removeItem(VANISHED);

/**
 * Counts of all that has not left, of all workers; nothing of what it says.
 * @returns {Promise<{unsent: number, drafts: number, pictures: number, storage: object, vanished: string|null}>}
 */
export async function news() {
  const [unsent, drafts, pictures, estimate, persisted] = await Promise.all([
    db.outbox.where("word").equals("waiting").and(({ kind }) => !["read_event", "attachment"].includes(kind)).count(),
    db.drafts.filter(({ finished }) => !finished).count(),
    db.photos.where("state").anyOf("draft", "waiting").count(),
    navigator.storage?.estimate?.() ?? {},
    navigator.storage?.persisted?.() ?? null,
  ]);
  const whole = (size) => (Number.isFinite(size) ? Math.round(size) : null);
  const storage = { usage: whole(estimate.usage), quota: whole(estimate.quota), persisted };
  return { unsent, drafts, pictures, storage, vanished: localStorage.getItem(VANISHED) };
}

/** How many things still have to leave this tablet: lines, bytes of pictures, sealed drafts. */
export async function leaving() {
  const [lines, pictures, backups] = await Promise.all([
    db.outbox.where("word").equals("waiting").and(({ kind }) => kind !== "read_event").count(),
    db.photos.where("state").equals("waiting").count(),
    db.backups.where("state").equals("waiting").count(),
  ]);
  return { lines, pictures, backups };
}
