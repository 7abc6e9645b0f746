import * as attempts from "./attempts.js";
import * as authenticator from "./authenticator.js";
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

/** For this long after the passphrase was written, another way of opening may be put on without writing it again. */
const FRESH = 2 * 60_000;
const WORDS = utf8("fieldvisit word");
/** The kind of wrap that the tablet's own authenticator opens. */
const OWN = "authenticator";

/** @type {null | {id: string, account: object, device: string, public_jwk: JsonWebKey, key: CryptoKey, signing: CryptoKey, inbox: CryptoKey, sealing: {id: string, key: CryptoKey}}} */
let current = null;
/** The vault's key in a form that can be wrapped once more: @type {null | {id: string, key: CryptoKey, ends: number}} */
let fresh = null;

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
    owed: 0,
    made_at: now(),
  };
  await freshen(made.id, raw);
  raw.fill(0);
  await durable(() => store(row));
  current = await ready(row, key);
}

/** On a tablet that several share, whoever opens the tablet would open all that its authenticator opens: phrases alone do. */
const store = (row) =>
  db.transaction("rw", db.vaults, async () => {
    await db.vaults.toCollection().modify((other) => {
      other.wraps = other.wraps.filter(({ kind }) => kind !== OWN);
    });
    await db.vaults.put(row);
  });

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
 * Opens a vault with its passphrase.
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
  const row = await attempts.begin(id);
  const wrap = row.wraps.find(({ kind }) => kind === "passphrase");
  let raw;
  try {
    raw = await unwrap(row, wrap, await derive(passphrase, wrap.kdf));
    performance.mark("fieldvisit:vault:key");
  } catch {
    throw new Refused("Ce n’est pas la bonne phrase secrète.");
  }
  const key = await importKey(raw);
  await freshen(id, raw);
  raw.fill(0);
  await attempts.succeeded(id);
  return { row, key };
}

const unwrap = async (row, wrap, key) => new Uint8Array(await decrypt(key, wrap, `wrap\n${row.id}`));

/** Opens a vault by the tablet's own authenticator, which counts attempts itself. @throws {Refused} */
export async function unlockByTablet(id) {
  const row = await db.vaults.get(id);
  const raw = await unwrap(row, ...(await byTablet(row)));
  const key = await importKey(raw);
  raw.fill(0);
  current = await ready(row, key);
}

/** Is she who holds the tablet the one whose vault is open? @throws {Refused} */
export async function checkByTablet() {
  const row = await db.vaults.get(opened().id);
  (await unwrap(row, ...(await byTablet(row)))).fill(0);
}

async function byTablet(row) {
  const wrap = row?.wraps.find(({ kind }) => kind === OWN);
  if (!wrap) throw new Refused("Écrivez votre phrase secrète.");
  return [wrap, await authenticator.open(row.id, wrap)];
}

/** Does the tablet's own authenticator open this vault? */
export const hasOwnKey = (row) => row.wraps.some(({ kind }) => kind === OWN);

async function freshen(id, raw) {
  clearTimeout(fresh?.ends);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", true, ["encrypt"]);
  fresh = { id, key, ends: setTimeout(() => (fresh = null), FRESH) };
}

/** Was the passphrase of the open vault written a moment ago? */
export const isFresh = () => fresh !== null && fresh.id === current?.id;

/** Lets the tablet's own authenticator open this vault too. @throws {Refused} */
export async function addOwnKey() {
  const { id, account } = opened();
  if (!isFresh()) throw new Refused("Écrivez votre phrase secrète pour confirmer.");
  const source = fresh.key;
  const { key, ...kept } = await authenticator.enrol(id, account.name);
  const iv = randomBytes(12);
  const sealed = await crypto.subtle.wrapKey("raw", source, key, { name: "AES-GCM", iv, additionalData: utf8(`wrap\n${id}`) });
  await changeWraps(id, (others) => [...others, { kind: OWN, ...kept, iv, ct: new Uint8Array(sealed) }]);
}

/** From here on the passphrase alone opens it. */
export const removeOwnKey = () => changeWraps(opened().id, (others) => others);

const changeWraps = (id, change) =>
  durable(() =>
    db.transaction("rw", db.vaults, async () => {
      const { wraps } = await db.vaults.get(id);
      await db.vaults.update(id, { wraps: change(wraps.filter(({ kind }) => kind !== OWN)) });
    }),
  );

/** Forgets the keys. What is on the disk stays, encrypted. */
export function close() {
  current = null;
  clearTimeout(fresh?.ends);
  fresh = null;
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
