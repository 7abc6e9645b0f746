import { now } from "../store/clock.js";
import { bytesOf, changed } from "../pictures/album.js";
import { sha256 } from "../store/bytes.js";
import { device } from "../store/device.js";
import { db, remembered } from "../store/store.js";
import { open, sealForOwner } from "../store/vault.js";
import { isPutOff } from "./push.js";
import { bytesFrom, call, Unreachable } from "./door.js";

/**
 * The bytes of pictures, in pieces, each after what the server has already. They are encrypted, so they leave while
 * the vault is locked or a colleague is logged in. One that cannot go waits longer and longer; the others go on.
 */

const PIECE = 512 * 1024;
const SMALLEST = 64 * 1024;
const PROBE = 256;
/** A piece that took longer, in milliseconds, is followed by smaller ones. */
const SLOW = 8_000;
const ASKED_AT_ONCE = 50;
const FIRST_DELAY = 2_000;
const LONGEST_DELAY = 10 * 60_000;
/** For what a login or another line may settle at any moment. */
const SOON = 60_000;

const UNREADABLE = "Cette photo est illisible sur la tablette : reprenez-la.";

let piece = PIECE;

/**
 * Sends what may go now. A picture with its record comes before one of a visit that is still being written.
 * @param {() => boolean} interrupted asked after each piece: something more urgent waits
 * @throws {Unreachable} when two pictures in a row met no answer
 */
export async function sendBlobs(interrupted = () => false) {
  const rows = await due();
  let lost = 0;
  for (let at = 0; at < rows.length && !interrupted(); at += ASKED_AT_ONCE) {
    const batch = rows.slice(at, at + ASKED_AT_ONCE);
    const known = await ask(batch);
    for (const row of batch) {
      if (interrupted()) return;
      try {
        await send(row, known.get(row.blob), interrupted);
        lost = 0;
      } catch (failure) {
        if (!(failure instanceof Unreachable)) throw failure;
        piece = Math.max(SMALLEST, piece / 2);
        await postpone(row);
        if (++lost === 2) throw failure;
      }
    }
  }
}

/** When the next picture that waits may be tried, in milliseconds from now; Infinity when none waits. */
export async function nextBlob() {
  const waiting = await db.photos.where("state").equals("waiting").and(({ gone }) => !gone).toArray();
  return Math.min(...waiting.map(({ retry_at }) => Math.max(retry_at - Date.now(), 1_000)));
}

/**
 * Signed ones of every worker, then those of visits in hand, so that these can go on elsewhere. Without their
 * worker's session the server takes these only when a sealed copy of the draft has named them.
 */
async function due() {
  const ready = (row) => !isPutOff(row) && !row.gone;
  const signed = await db.photos.where("state").equals("waiting").and(ready).sortBy("made_at");
  const ahead = await db.photos.where("state").equals("draft").and((row) => !row.whole && ready(row)).sortBy("made_at");
  // The family may have agreed since: what was set aside is asked again, and then no longer.
  const aside = await db.photos.where("state").equals("invalid").and((row) => row.kind === "photo" && ready(row)).toArray();
  return [...signed, ...ahead, ...aside];
}

const hasSession = ({ vault }) => open()?.id === vault && !device.get().login_expired;

/**
 * A picture whose bytes are on another tablet, or left this one: asked of the server, opened, and not kept.
 * @param {import("../pictures/album.js").Picture} picture
 * @returns {Promise<Blob|null>}
 */
export async function bringPicture(picture) {
  const vault = open();
  const ciphertext = vault && (await bytesFrom(`/api/sync/blobs/${picture.blob.sha256}`, vault.account.id));
  return ciphertext ? bytesOf(picture, ciphertext) : null;
}

async function ask(batch) {
  const blobs = batch.map(({ blob, size }) => ({ sha256: blob, size }));
  const answer = await call("/api/sync/blobs", { json: { blobs } });
  if (answer.status >= 500 || answer.status === 429) throw new Unreachable("blobs");
  return new Map((answer.data.blobs ?? []).map((one) => [one.sha256, one]));
}

/** @param {object|undefined} known what the server said of it; nothing when it does not know this picture yet */
async function send(row, known, interrupted) {
  if (!known) return postpone(row, "", SOON);
  if (known.word || known.whole) return settle(row, known);
  const kept = row.state === "invalid" ? null : await db.blobs.get(row.blob);
  // Continued here from another tablet, which still has the bytes.
  if (!kept) return postpone(row);
  let at = known.received;
  for (let began_again = false; ; ) {
    const began = performance.now();
    // A few bytes tell whether it is taken at all.
    const length = at === 0 && row.state === "draft" && !hasSession(row) ? PROBE : piece;
    const bytes = kept.bytes.subarray(at, at + length);
    const answer = await call(`/api/sync/blobs/${row.blob}?offset=${at}&size=${row.size}`, { bytes });
    if (performance.now() - began > SLOW) piece = Math.max(SMALLEST, piece / 2);
    const { status, data } = answer;
    if (answer.ok && (data.whole || data.word)) return settle(row, data);
    if (answer.ok && data.received > at) at = data.received;
    else if (status === 409 && Number.isInteger(data.received) && data.received !== at) at = data.received;
    else if (status === 422 && (await sha256(kept.bytes)) !== row.blob) return settle(row, { word: "invalid", sentence: UNREADABLE });
    else if (status === 422 && !began_again) [at, began_again] = [0, true];
    else if (status === 413) return settle(row, { word: "invalid", sentence: data.sentence ?? UNREADABLE });
    else if (status >= 500 && status !== 507) throw new Unreachable("blob");
    else return postpone(row, data.sentence, status === 403 && row.state !== "draft" ? SOON : LONGEST_DELAY);
    if (interrupted()) return undefined;
  }
}

/** All its bytes are there; its word comes once its line is there too and somebody looked at it. */
async function settle(row, { word, sentence = "" }) {
  if (!word) {
    const { state } = (await db.photos.get(row.id)) ?? {};
    const change = state === "draft" ? { tries: 0, retry_at: 0 } : postponed(row);
    return write(row, { whole: 1, ...change });
  }
  const owner = sentence ? await db.vaults.get(row.vault) : null;
  const told = owner ? await sealForOwner(owner, { sentence }) : null;
  const state = word === "received" || word === "identical" ? "received" : "invalid";
  const epoch = (await remembered("", "epoch")) ?? "";
  const next = state === "invalid" ? postponed(row) : { tries: 0, retry_at: 0 };
  return write(row, { state, told, whole: 1, word_at: now(), epoch, ...next });
}

function postponed({ tries }, longest = LONGEST_DELAY) {
  const delay = Math.min(FIRST_DELAY * 2 ** tries, longest) * (0.5 + Math.random());
  return { tries: tries + 1, retry_at: Date.now() + delay };
}

async function postpone(row, sentence = "", longest = LONGEST_DELAY) {
  const owner = sentence ? await db.vaults.get(row.vault) : null;
  return write(row, { told: owner ? await sealForOwner(owner, { sentence }) : row.told, ...postponed(row, longest) });
}

/** The visit may have been signed, or the picture taken away, while its bytes were travelling. */
async function write(row, change) {
  await db.transaction("rw", db.photos, async () => {
    const now = await db.photos.get(row.id);
    if (!now) return;
    const settled = change.state && now.state === "draft" ? { whole: 1 } : change;
    await db.photos.update(row.id, settled);
  });
  await changed();
}
