import { newId } from "./ids.js";
import { db, remember, remembered } from "./store.js";

/** The tablet itself, whoever works on it: its id, and what it tells the office of what it holds. */

/** The last device id used here, outside the store: after the store vanished, the next one takes its place. */
const FORMER = "fieldvisit.tablet";
const VANISHED = "fieldvisit.vanished";

/**
 * The device id for a new vault: one for all the workers of this tablet, but a worker's second vault (passphrase
 * forgotten, tablet wiped, store vanished) is another device, so that the drafts of the first one can be brought back.
 * @param {string} account
 * @returns {Promise<{device: string, replaces: string[]}>} `replaces`: whose place it takes
 */
export async function nextDevice(account) {
  const rows = await db.vaults.toArray();
  const own = rows.filter((row) => row.account_id === account).map((row) => row.device);
  const shared = (await remembered("", "tablet")) ?? rows[0]?.device ?? newId();
  const device = own.includes(shared) ? newId() : shared;
  const replaces = new Set([...own, localStorage.getItem(FORMER)].filter((id) => id && id !== device));
  return { device, replaces: [...replaces] };
}

/** The vault was made and enrolled. @param {string} device */
export async function deviceMade(device) {
  await remember("", "tablet", device);
  localStorage.setItem(FORMER, device);
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

/**
 * How many things still have to leave this tablet: lines, bytes of pictures, sealed drafts. Pictures of a draft count
 * as long as its sealed copy is here: that is what names them to the server, and what they will be looked at with.
 */
export async function leaving() {
  const sealed = new Set((await db.backups.toArray()).map(({ vault, draft_id }) => `${vault}/${draft_id}`));
  const goes = ({ state, vault, draft_id }) => state === "waiting" || (state === "draft" && sealed.has(`${vault}/${draft_id}`));
  const [lines, pictures, backups] = await Promise.all([
    db.outbox.where("word").equals("waiting").and(({ kind }) => kind !== "read_event").count(),
    db.photos.filter((row) => !row.whole && !row.gone && goes(row)).count(),
    db.backups.where("state").equals("waiting").count(),
  ]);
  return { lines, pictures, backups };
}
