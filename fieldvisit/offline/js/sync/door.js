import { asking, heard } from "../store/clock.js";
import { note } from "../store/device.js";

/** The server's door as the tablet sees it: an answer, or no network. Only a real answer means « online ». */

export const APP_VERSION = "0.1.0";
const PATIENCE = 45_000;
/** The slowest network that is still one, in bytes per millisecond: a big batch gets its time. */
const SLOWEST = 4;
const underWay = new Set();

/** Gives up every call under way in this tab. */
export function abandon() {
  for (const call of underWay) {
    call.abandoned = true;
    call.abort();
  }
}

/** No answer, or half of one, or the page of a hotel's Wi-Fi: to be tried again. */
export class Unreachable extends Error {}

/**
 * @param {string} path
 * @param {{json?: object, ndjson?: string, bytes?: Uint8Array, as?: string, headers?: object}} [sent] a POST when something
 *   is sent, a PUT of raw bytes; `as`: the account meant
 * @returns {Promise<{status: number, ok: boolean, data: object, wait: number}>} `wait`: seconds asked by Retry-After
 * @throws {Unreachable}
 */
export async function call(path, { json, ndjson, bytes, as, headers: more } = {}) {
  const sends = json !== undefined || ndjson !== undefined;
  const headers = { ...more, ...(as && { "Fieldvisit-Account": as }) };
  if (sends) headers["Content-Type"] = ndjson === undefined ? "application/json" : "application/x-ndjson";
  if (bytes) headers["Content-Type"] = "application/octet-stream";
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), PATIENCE + (ndjson ?? bytes ?? "").length / SLOWEST);
  underWay.add(stop);
  const asked = asking();
  try {
    const answer = await fetch(path, {
      method: bytes ? "PUT" : sends ? "POST" : "GET",
      body: bytes ?? ndjson ?? (sends ? JSON.stringify(json) : undefined),
      headers,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: stop.signal,
    });
    const data = await answer.json();
    note({ online: true });
    heard(data.server_time, asked);
    return { status: answer.status, ok: answer.ok, data, wait: Number(answer.headers.get("Retry-After")) || 0 };
  } catch (cause) {
    if (!stop.abandoned) note({ online: false });
    throw new Unreachable(path, { cause });
  } finally {
    clearTimeout(patience);
    underWay.delete(stop);
  }
}

/**
 * Raw bytes that the server keeps for this account.
 * @returns {Promise<Uint8Array|null>} null when it has none, or cannot be reached
 */
export async function bytesFrom(path, as) {
  const headers = { "Fieldvisit-Account": as };
  try {
    const answer = await fetch(path, { headers, credentials: "same-origin", cache: "no-store", redirect: "error" });
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  } catch {
    return null; // out of range: asked again the next time it is looked at
  }
}
