import { now } from "../store/clock.js";
import { hear, tell } from "../store/channel.js";
import { note } from "../store/device.js";
import { newId } from "../store/ids.js";
import { observable } from "../store/observable.js";
import { sha256 } from "../store/bytes.js";
import { db, durable, StorageFailure, whenFull } from "../store/store.js";
import { decryptRow, encryptRow, open, openForOwner, opened } from "../store/vault.js";
import { decryptPicture, encryptPicture } from "./cipher.js";

/**
 * The pictures and signatures kept on this tablet. A row says what must be known while the vault is locked (where it
 * stands, how much it weighs); what it shows, and the key of its bytes, are encrypted under the vault.
 */

/**
 * @typedef {object} Picture what a draft holds of a picture, and its row encrypted
 * @property {string} id
 * @property {"photo"|"signature"} kind
 * @property {string} caption
 * @property {string|null} item
 * @property {string|null} child_id
 * @property {{role: "famille"|"professionnel", name: string, person_id: string|null}|null} signer
 * @property {string} mime
 * @property {string} sha256
 * @property {number} size
 * @property {number} width
 * @property {number} height
 * @property {string} taken_at
 * @property {{sha256: string, size: number, key: string, iv: string}} blob
 */

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {"draft"|"waiting"|"received"|"invalid"} state
 * @property {0|1} whole the server has all its bytes
 */

const rows = observable(/** @type {Row[]} */ ([]));

/** What is known of every picture of this tablet, without what it shows. @returns {Row[]} */
export const all = rows.get;

/** Calls `follower` when a picture came, went, or stands elsewhere. @returns {() => void} stops */
export const subscribe = rows.subscribe;

/**
 * Keeps a picture: its bytes encrypted and its row, in one transaction. It is on the disk when this resolves.
 * @param {string} draftId
 * @param {object} what the fields of Picture but id, sha256, size and blob
 * @param {Uint8Array} bytes
 * @returns {Promise<Picture>}
 * @throws {StorageFailure} with a sentence; nothing was kept and the same bytes may be given again
 */
export async function keepPicture(draftId, what, bytes) {
  const vault = opened();
  const id = newId();
  const { ciphertext, blob } = await encryptPicture(id, bytes);
  const picture = { id, ...what, sha256: await sha256(bytes), size: bytes.length, blob };
  const row = await rowOf(picture, { vault, draft_id: draftId, state: "draft" });
  const store = () =>
    durable(() =>
      db.transaction("rw", db.photos, db.blobs, async () => {
        await db.blobs.put({ sha256: blob.sha256, bytes: ciphertext });
        await db.photos.put(row);
      }),
    );
  await store().catch((failure) => {
    throw pictureFailure(failure, what.kind);
  });
  await changed();
  return picture;
}

/** The draft is safe, the picture is not: other words than those of a draft. */
function pictureFailure(failure, kind) {
  if (!(failure instanceof StorageFailure)) return failure;
  const it = kind === "photo" ? "cette photo" : "cette signature";
  failure.sentence = failure.full
    ? `Le stockage de la tablette est plein : ${it} n’est pas gardée. Le reste de la visite l’est. ` +
      "Libérez de la place sans fermer cette page, puis réessayez."
    : `La tablette n’arrive pas à garder ${it}. Le reste de la visite est enregistré. Réessayez sans fermer cette page.`;
  return failure;
}

/** The row of a picture, with its meaning encrypted under the vault. */
export async function rowOf(picture, { vault, draft_id, state, record_id = "", family_id = "", made_at = now() }) {
  const { id, kind, blob } = picture;
  return {
    id, vault: vault.id, draft_id, record_id, family_id, kind, state, blob: blob.sha256, size: blob.size, whole: 0,
    made_at, word_at: 0, epoch: "", tries: 0, retry_at: 0, told: null,
    ...(await encryptRow("photos", id, picture, vault)),
  };
}

const FREEABLE = "received";
/** Freed at once, bytes: a picture and the words of a day. */
const ROOM = 4_000_000;

/**
 * Lets go of the bytes of pictures that the server has acknowledged, the oldest first; what is said of them stays.
 * @param {number} wanted bytes
 * @returns {Promise<boolean>} whether anything could go
 */
export async function makeRoom(wanted = ROOM) {
  const old = (await db.photos.where("state").equals(FREEABLE).sortBy("word_at")).filter(({ gone }) => !gone);
  let freed = 0;
  for (const row of old) {
    if (freed >= wanted) break;
    await db.transaction("rw", db.photos, db.blobs, async () => {
      await db.blobs.delete(row.blob);
      await db.photos.update(row.id, { gone: 1 });
    });
    freed += row.size;
  }
  return freed > 0;
}

whenFull(() => makeRoom());

/** The pictures of a draft as the disk has them: one whose draft was not written in time is found again. */
export async function picturesOf(draftId) {
  const vault = opened();
  const found = await db.photos.where({ vault: vault.id, draft_id: draftId }).sortBy("made_at");
  return (await Promise.all(found.map((row) => decryptRow("photos", row.id, row, vault).catch(() => null)))).filter(Boolean);
}

/** The pictures of a record that this tablet took. @returns {Promise<Picture[]>} */
export async function picturesOfRecord(recordId) {
  const vault = open();
  if (vault === null) return [];
  const found = (await db.photos.where("record_id").equals(recordId).sortBy("made_at")).filter((row) => row.vault === vault.id);
  return (await Promise.all(found.map((row) => decryptRow("photos", row.id, row, vault).catch(() => null)))).filter(Boolean);
}

/**
 * @param {Picture} picture
 * @param {Uint8Array} [ciphertext] as it is kept here when absent
 * @returns {Promise<Blob|null>} null when its bytes are not on this tablet
 */
export async function bytesOf(picture, ciphertext) {
  const sealed = ciphertext ?? (await db.blobs.get(picture.blob.sha256))?.bytes;
  return sealed ? new Blob([await decryptPicture(picture, sealed)], { type: picture.mime }) : null;
}

/** Takes away for good the pictures that a worker removed from a draft, or a draft that is dropped. */
export async function discard(ids) {
  await durable(() => db.transaction("rw", db.photos, db.blobs, () => discardNow(ids)));
  await changed();
}

/** The same inside a transaction over `photos` and `blobs`. */
export async function discardNow(ids) {
  for (const row of await db.photos.bulkGet(ids)) {
    if (row?.state !== "draft") continue;
    await db.blobs.delete(row.blob);
    await db.photos.delete(row.id);
  }
}

/**
 * Inside the transaction that signs a record: its pictures now belong to it, those taken away are gone. A picture
 * that the server has whole already is not sent again.
 */
export async function signNow(signed, removed) {
  await discardNow(removed);
  for (const row of signed) {
    const before = await db.photos.get(row.id);
    if (before && before.state !== "draft") continue; // signed before, with a version that the server set aside
    await db.photos.put({ ...row, whole: before?.whole ?? 0 });
  }
}

/**
 * Inside a transaction over `photos`: another life of the server may lack what it had; what it acknowledged since
 * `since` is asked for again. Pictures whose bytes left this tablet meanwhile are not.
 */
export async function sendAgain(epoch, since) {
  await db.photos
    .where("state").anyOf("draft", "waiting", "received")
    .and((row) => !row.gone && row.epoch !== epoch && (row.state !== "received" || row.word_at > since))
    .modify((row) => Object.assign(row, { state: row.state === "draft" ? "draft" : "waiting", whole: 0, tries: 0, retry_at: 0 }));
}

/** Lets go of the pictures that were acknowledged before `limit`, and of those of drafts that left this tablet since. */
export async function forgetOld(limit) {
  const old = await db.photos.where("state").equals("received").and((row) => row.word_at < limit).toArray();
  const left = await db.photos.where("state").equals("draft").and((row) => row.whole && row.made_at < limit).toArray();
  for (const row of left) if (!(await db.drafts.get([row.vault, row.draft_id]))) old.push(row);
  if (old.length === 0) return;
  await db.transaction("rw", db.photos, db.blobs, async () => {
    await db.blobs.bulkDelete(old.map(({ blob }) => blob));
    await db.photos.bulkDelete(old.map(({ id }) => id));
  });
  await changed();
}

let asked = 0;
let shown = 0;

/** Reads the rows again, and says in clear words what the server said of those of the open vault. */
export async function refresh() {
  const turn = ++asked;
  const vault = open();
  const found = await db.photos.toArray();
  const read = await Promise.all(found.map(async ({ told, iv: _iv, ct: _ct, ...row }) => {
    const mine = told && vault?.id === row.vault;
    const { sentence = "" } = mine ? await openForOwner(told, vault).catch(() => ({})) : {};
    return { ...row, sentence };
  }));
  if (turn < shown) return; // one that began later was quicker: what it read is newer
  shown = turn;
  rows.set(read);
  note({ pictures: read.filter((row) => row.state === "waiting" && (vault === null || row.vault === vault.id)).length });
}

/** Reads again, here and in the other tabs. */
export async function changed() {
  await refresh();
  tell("pictures");
}

hear("pictures", () => refresh().catch(() => {}));
