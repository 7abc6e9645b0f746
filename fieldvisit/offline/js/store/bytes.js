/** Bytes and their spellings: UTF-8, standard base64, hex, SHA-256. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @param {string} text @returns {Uint8Array} */
export const utf8 = (text) => encoder.encode(text);

/** @param {BufferSource} bytes @returns {string} */
export const text = (bytes) => decoder.decode(bytes);

/** @param {ArrayBuffer|Uint8Array} bytes @returns {string} */
export function toBase64(bytes) {
  const view = new Uint8Array(bytes);
  const parts = [];
  // In pieces: an argument list has a bounded length.
  for (let i = 0; i < view.length; i += 0x8000) parts.push(String.fromCharCode(...view.subarray(i, i + 0x8000)));
  return btoa(parts.join(""));
}

/** @param {string} base64 @returns {Uint8Array} */
export const fromBase64 = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

/** @param {BufferSource} bytes @returns {Promise<string>} */
export async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {number} length @returns {Uint8Array} */
export const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
