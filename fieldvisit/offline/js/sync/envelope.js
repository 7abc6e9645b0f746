import { sha256, toBase64, utf8 } from "../store/bytes.js";
import { sealTo } from "./seal.js";

/** One line of docs/protocol.md: sealed to the server, signed by this worker on this tablet. */

const INFO = utf8("fieldvisit envelope v1");

/**
 * @param {{kind: string, id: string, family_id: string|null, parent: string|null, body: object, elapsed: number|null}} content
 * @param {ReturnType<import("../store/vault.js").opened>} vault
 * @param {object} [says] what the header says besides, in clear
 * @returns {Promise<{header: object, digest: string, line: string}>}
 */
export async function envelope({ kind, id, family_id, parent, body, elapsed }, vault, says = {}) {
  const bytes = utf8(JSON.stringify(body));
  const digest = await sha256(bytes);
  const header = {
    v: 1, id, kind, schema: 1,
    family_id: family_id ?? null,
    parent: parent ?? null,
    digest,
    author: vault.account.id,
    device: vault.device,
    captured_at: new Date().toISOString(), // the tablet’s own clock, right or wrong: information, never a judge
    elapsed: elapsed == null ? null : Math.round(elapsed),
    key: vault.sealing.id,
    ...says,
  };
  const signed = JSON.stringify(header);
  const { enc, ct } = await sealTo(vault.sealing.key, INFO, bytes, utf8(signed));
  const sig = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, vault.signing, utf8(signed));
  const line = JSON.stringify({ header: signed, enc: toBase64(enc), ct: toBase64(ct), sig: toBase64(sig) });
  return { header, digest, line };
}
