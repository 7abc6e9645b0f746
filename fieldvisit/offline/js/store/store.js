import Dexie from "dexie";

/**
 * The tablet's database. Content is encrypted by the vault (vault.js); in clear stay only random ids,
 * the vault they belong to, and what must be known while the vault is locked.
 *
 * - vaults: one per account and tablet: wrapped key, public part of the keys, failed attempts.
 * - mirror: what the server sent. `dirty` = digests of the lines that changed the row here and were not
 *   acknowledged; `next` = what the server sent meanwhile; `gen` = epoch of the server that sent it.
 * - drafts: what is being written, and what was signed until the server's copy is aboard.
 * - outbox: what is known of each line: the word it received, and what was said of it, sealed to its author.
 * - sealed: the lines themselves, readable by the server only; apart, so that counting them stays cheap.
 * - photos: pictures and signatures (docs/protocol.md, « Pictures »): what is known of each, sealed to its author.
 * - blobs: their bytes, encrypted once and for all; apart, because they are large and travel by themselves.
 * - backups: the latest sealed copy of each draft, readable by its author only, through the server.
 * - state: cursor and dates of each vault; `vault` is "" for what concerns the whole tablet.
 */
export const db = new Dexie("fieldvisit", { chromeTransactionDurability: "strict" });

db.version(1).stores({
  vaults: "id, account_id",
  mirror: "[vault+kind+id], vault, [vault+family_id], *dirty",
  drafts: "[vault+id], vault, [vault+record_id]",
  outbox: "++n, id, [id+digest], word",
  sealed: "n",
  state: "[vault+name]",
});

db.version(2).stores({
  photos: "id, vault, [vault+draft_id], record_id, state",
  blobs: "sha256",
  backups: "[vault+draft_id], vault, state",
});

/** A write that did not reach the disk; `sentence` says in French what to do. */
export class StorageFailure extends Error {
  constructor(cause) {
    super(String(cause?.message ?? cause), { cause });
    this.name = "StorageFailure";
    this.full = isFull(cause);
    this.sentence = this.full
      ? "Le stockage de la tablette est plein : votre saisie reste à l’écran, elle n’est pas enregistrée. " +
        "Libérez de la place sans fermer cette page."
      : "La tablette n’arrive pas à enregistrer : votre saisie reste à l’écran. Ne fermez pas cette page.";
  }
}

function isFull(error) {
  return [error, error?.inner, error?.cause].some((one) => one?.name === "QuotaExceededError");
}

let makeRoom = async () => false;

/** Calls `free` when the disk is full, before anything is given up; it answers whether something could go. */
export const whenFull = (free) => (makeRoom = free);

/**
 * Runs a transaction; when the connection died under it (memory pressure kills it on some tablets),
 * opens the database again and tries once more. So it does once there is room again, on a full disk.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 * @throws {StorageFailure}
 */
export async function durable(work) {
  try {
    return await work();
  } catch (first) {
    if (first instanceof Refused) throw first;
    try {
      if (!isFull(first)) {
        db.close({ disableAutoOpen: false });
        await db.open();
      } else if (!(await makeRoom().catch(() => false))) throw first;
      return await work();
    } catch (second) {
      throw second instanceof Refused ? second : new StorageFailure(second);
    }
  }
}

/** What the person can put right; `sentence` is French. */
export class Refused extends Error {
  constructor(sentence) {
    super(sentence);
    this.name = "Refused";
    this.sentence = sentence;
  }
}

/** @returns {Promise<any>} */
export async function remembered(vault, name) {
  return (await db.state.get([vault, name]))?.value;
}

export function remember(vault, name, value) {
  return db.state.put({ vault, name, value });
}
