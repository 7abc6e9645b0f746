import { fromBase64, randomBytes, text, toBase64, utf8 } from "./bytes.js";
import { now } from "./clock.js";
import { newId } from "./ids.js";
import { derive, newKdf, weakness } from "./passphrase.js";
import { newPair, openSealed, privateKey, publicKey, sealTo } from "../sync/seal.js";
import { db, durable, Refused } from "./store.js";

/**
 * The vault (« coffre »): one per account and tablet. A random key encrypts every row; it is kept only
 * wrapped, once per way of opening (`wraps`; the passphrase is the first kind). Open, it lives in the
 * memory of this tab alone.
 */

const FREE_ATTEMPTS = 5;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 15 * 60_000;
const WORDS = utf8("fieldvisit word");

/** @type {null | {id: string, account: object, device: string, public_jwk: JsonWebKey, key: CryptoKey, signing: CryptoKey, inbox: CryptoKey, sealing: {id: string, key: CryptoKey}}} */
let current = null;

/** The vault open in this tab, or null. */
export const open = () => current;

/** @returns {NonNullable<typeof current>} @throws {Refused} when it is locked */
export function opened() {
  if (current === null) throw new Refused("Le coffre est verrouillé : saisissez votre phrase secrète.");
  return current;
}

/**
 * The vaults of this tablet, in clear: who may unlock here. Of an account whose passphrase was forgotten only the
 * newest one counts; the older stays on the disk, and what it had sealed still leaves. So does that of a wiped one.
 */
export async function vaults() {
  const all = (await db.vaults.toArray()).filter((row) => !row.wiped_at).sort((a, b) => a.made_at - b.made_at);
  return [...new Map(all.map((row) => [row.account_id, row])).values()];
}

const encrypt = async (key, bytes, associated) => {
  const iv = randomBytes(12);
  const ct = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(associated) }, key, bytes);
  return { iv, ct: new Uint8Array(ct) };
};

const decrypt = (key, { iv, ct }, associated) =>
  crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: utf8(associated) }, key, ct);

/** Encrypts a value for one row of one table: a row moved elsewhere no longer opens. */
export const encryptRow = (table, key, value, vault = opened()) =>
  encrypt(vault.key, utf8(JSON.stringify(value)), `${table}\n${vault.id}\n${key}`);

/** @throws {DOMException} when the row was altered or moved */
export const decryptRow = async (table, key, row, vault = opened()) =>
  JSON.parse(text(await decrypt(vault.key, row, `${table}\n${vault.id}\n${key}`)));

/** What makes a new vault, before the server knows it: keys, and the public half to enrol. @param {{device: string, replaces: string[]}} place */
export async function prepare(passphrase, place) {
  const sentence = weakness(passphrase);
  if (sentence) throw new Refused(sentence);
  const signing = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  return {
    id: newId(),
    ...place,
    passphrase,
    signing: await crypto.subtle.exportKey("jwk", signing.privateKey),
    public_jwk: await crypto.subtle.exportKey("jwk", signing.publicKey),
    inbox: await newPair(),
  };
}

/**
 * Stores and opens a prepared vault.
 * @param {Awaited<ReturnType<typeof prepare>>} made
 * @param {{id: string, name: string, role: string, role_label: string}} account
 * @param {{key: string, public: string}[]} sealing the server's keys, the current one first
 */
export async function establish(made, account, sealing) {
  const raw = randomBytes(32);
  const kdf = newKdf();
  const wrap = await encrypt(await derive(made.passphrase, kdf), raw, `wrap\n${made.id}`);
  const key = await importKey(raw);
  const secrets = { signing: made.signing, inbox: toBase64(made.inbox.private) };
  const row = {
    id: made.id,
    account_id: account.id,
    account,
    device: made.device,
    public_jwk: made.public_jwk,
    sealing,
    inbox: made.inbox.public,
    wraps: [{ kind: "passphrase", kdf, ...wrap }],
    secrets: await encrypt(key, utf8(JSON.stringify(secrets)), `secrets\n${made.id}`),
    failures: 0,
    retry_at: 0,
    made_at: now(),
  };
  raw.fill(0);
  await durable(() => db.vaults.put(row));
  current = await ready(row, key);
}

const importKey = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

async function ready(row, key) {
  const secrets = JSON.parse(text(await decrypt(key, row.secrets, `secrets\n${row.id}`)));
  const ecdsa = { name: "ECDSA", namedCurve: "P-256" };
  return {
    id: row.id,
    account: row.account,
    device: row.device,
    public_jwk: row.public_jwk,
    key,
    signing: await crypto.subtle.importKey("jwk", secrets.signing, ecdsa, false, ["sign"]),
    inbox: await privateKey(fromBase64(secrets.inbox)),
    sealing: await sealingKey(row.sealing),
  };
}

const sealingKey = async ([newest]) => ({ id: newest.key, key: await publicKey(fromBase64(newest.public)) });

/**
 * Opens a vault with its passphrase. The attempt is counted before it is tried: killing the page gains nothing.
 * @throws {Refused} wrong passphrase, or too many attempts
 */
export async function unlockWith(passphrase, id) {
  const { row, key } = await keyOf(passphrase, id);
  current = await ready(row, key);
}

/**
 * Is this the passphrase of the vault that is open? Attempts are counted as at the door; what is open stays open.
 * @throws {Refused} wrong passphrase, or too many attempts
 */
export const check = async (passphrase) => void (await keyOf(passphrase, opened().id));

async function keyOf(passphrase, id) {
  const row = await db.transaction("rw", db.vaults, async () => {
    const found = await db.vaults.get(id);
    if (!found) throw new Refused("Aucun coffre de ce compte sur cette tablette : connectez-vous.");
    const wait = found.retry_at - Date.now();
    if (found.failures >= FREE_ATTEMPTS && wait > 0 && wait <= LONGEST_WAIT) {
      throw new Refused(`Trop d’essais. Réessayez dans ${spoken(wait)}.`);
    }
    const failures = found.failures + 1;
    const pause = Math.min(FIRST_WAIT * 2 ** (failures - FREE_ATTEMPTS), LONGEST_WAIT);
    await db.vaults.update(id, { failures, retry_at: failures < FREE_ATTEMPTS ? 0 : Date.now() + pause });
    return found;
  });
  const wrap = row.wraps.find(({ kind }) => kind === "passphrase");
  let raw;
  try {
    raw = new Uint8Array(await decrypt(await derive(passphrase, wrap.kdf), wrap, `wrap\n${row.id}`));
    performance.mark("fieldvisit:vault:key");
  } catch {
    throw new Refused("Ce n’est pas la bonne phrase secrète.");
  }
  const key = await importKey(raw);
  raw.fill(0);
  await db.vaults.update(id, { failures: 0, retry_at: 0 });
  return { row, key };
}

function spoken(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 90 ? `${seconds} secondes` : `${Math.ceil(seconds / 60)} minutes`;
}

/** Forgets the keys. What is on the disk stays, encrypted. */
export function close() {
  current = null;
}

/** Takes the server's sealing keys as they are now, and the account's name and role. */
export async function renew(account, sealing) {
  const { id } = opened();
  const key = await sealingKey(sealing);
  await durable(() => db.vaults.update(id, { account, sealing }));
  if (current?.id === id) current = { ...current, account, sealing: key };
}

/** Seals to a vault that may be locked: only its owner reads the sentence that came back. */
export async function sealForOwner(row, value) {
  return sealTo(await publicKey(row.inbox), WORDS, utf8(JSON.stringify(value)), utf8(row.id));
}

export async function openForOwner(sealed, vault = opened()) {
  return JSON.parse(text(await openSealed(vault.inbox, WORDS, sealed, utf8(vault.id))));
}
