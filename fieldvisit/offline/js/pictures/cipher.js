import { fromBase64, randomBytes, sha256, toBase64, utf8 } from "../store/bytes.js";

/** A picture's bytes, encrypted once with a key of their own: what is kept here is what travels (docs/protocol.md). */

/**
 * @param {string} id of the picture, bound to the bytes
 * @param {Uint8Array} bytes
 * @returns {Promise<{ciphertext: Uint8Array, blob: {sha256: string, size: number, key: string, iv: string}}>}
 */
export async function encryptPicture(id, bytes) {
  const [raw, iv] = [randomBytes(32), randomBytes(12)];
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(id) }, key, bytes);
  const ciphertext = new Uint8Array(sealed);
  const blob = { sha256: await sha256(ciphertext), size: ciphertext.length, key: toBase64(raw), iv: toBase64(iv) };
  raw.fill(0);
  return { ciphertext, blob };
}

/** @throws {DOMException} when the bytes were altered or belong to another picture */
export async function decryptPicture({ id, blob }, ciphertext) {
  const key = await crypto.subtle.importKey("raw", fromBase64(blob.key), "AES-GCM", false, ["decrypt"]);
  const how = { name: "AES-GCM", iv: fromBase64(blob.iv), additionalData: utf8(id) };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, ciphertext));
}
