import { randomBytes, utf8 } from "./bytes.js";
import { Refused } from "./store.js";

/**
 * The tablet's own authenticator (finger, face, or the code that opens the tablet): WebAuthn with its PRF extension. It keeps a
 * secret that never leaves it, and gives a value made of it and of our salt once it has seen its owner. No network, no
 * server: the value opens the vault, it proves nothing to anybody.
 */

const TIMEOUT = 60_000;
const ALGORITHMS = [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }];
const NOT_HERE = "Cette tablette ne sait pas ouvrir le coffre par elle-même : gardez votre phrase secrète.";
const NOT_DONE = "Non reconnu par la tablette : recommencez, ou écrivez votre phrase secrète.";

/** Has this tablet one, that sees who holds it? Some tell only once they are asked whether they can do PRF. */
export async function available() {
  const Known = globalThis.PublicKeyCredential;
  if (!(await Known?.isUserVerifyingPlatformAuthenticatorAvailable?.().catch(() => false))) return false;
  const able = await Known.getClientCapabilities?.().catch(() => ({}));
  return able?.["extension:prf"] !== false;
}

/**
 * Makes a key in it for one vault.
 * @param {string} vault @param {string} name of the worker, shown by the tablet beside the key
 * @returns {Promise<{credential: Uint8Array, salt: Uint8Array, key: CryptoKey}>} `key` wraps the vault's key
 * @throws {Refused} it cannot, or she gave up
 */
export async function enrol(vault, name) {
  const salt = randomBytes(32);
  const made = await asked(() => navigator.credentials.create({ publicKey: {
    challenge: randomBytes(32),
    rp: { name: "Fieldvisit" },
    user: { id: randomBytes(16), name, displayName: name },
    pubKeyCredParams: ALGORITHMS,
    authenticatorSelection: { authenticatorAttachment: "platform", residentKey: "preferred", userVerification: "required" },
    attestation: "none",
    timeout: TIMEOUT,
    extensions: { prf: { eval: { first: salt } } },
  } }));
  const { prf } = made.getClientExtensionResults();
  if (!prf?.enabled) throw new Refused(NOT_HERE);
  const credential = new Uint8Array(made.rawId);
  const kept = { credential, salt };
  return { ...kept, key: prf.results?.first ? await keyOf(prf.results.first, vault) : await open(vault, kept) };
}

/**
 * @param {string} vault @param {{credential: Uint8Array, salt: Uint8Array}} kept what `enrol` gave
 * @returns {Promise<CryptoKey>} the key that unwraps the vault's
 * @throws {Refused} she was not recognised, gave up, or the key is no longer in this tablet
 */
export async function open(vault, { credential, salt }) {
  const said = await asked(() => navigator.credentials.get({ publicKey: {
    challenge: randomBytes(32),
    allowCredentials: [{ type: "public-key", id: credential, transports: ["internal"] }],
    userVerification: "required",
    timeout: TIMEOUT,
    extensions: { prf: { eval: { first: salt } } },
  } }));
  const first = said.getClientExtensionResults().prf?.results?.first;
  if (!first) throw new Refused(NOT_HERE);
  return keyOf(first, vault);
}

async function asked(ask) {
  try {
    return await ask();
  } catch (failure) {
    if (failure.name !== "NotAllowedError") console.warn(failure); // given up, too late, or not recognised: it does not say which
    throw new Refused(failure.name === "NotSupportedError" ? NOT_HERE : NOT_DONE);
  }
}

async function keyOf(secret, vault) {
  const source = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const kdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(`fieldvisit wrap\n${vault}`) };
  return crypto.subtle.deriveKey(kdf, source, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt", "wrapKey"]);
}
