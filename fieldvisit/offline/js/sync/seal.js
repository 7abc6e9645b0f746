import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";

/** Sealing to a public key (HPKE, RFC 9180, base mode): whoever seals cannot open again. */

const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** @param {Uint8Array} raw uncompressed P-256 point */
export const publicKey = (raw) => suite.kem.deserializePublicKey(raw);
export const privateKey = (raw) => suite.kem.deserializePrivateKey(raw);

/** @returns {Promise<{public: Uint8Array, private: Uint8Array}>} */
export async function newPair() {
  const pair = await suite.kem.generateKeyPair();
  return {
    public: new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey)),
    private: new Uint8Array(await suite.kem.serializePrivateKey(pair.privateKey)),
  };
}

/** @returns {Promise<{enc: Uint8Array, ct: Uint8Array}>} */
export async function sealTo(recipient, info, bytes, associated) {
  const sender = await suite.createSenderContext({ recipientPublicKey: recipient, info });
  const ct = new Uint8Array(await sender.seal(bytes, associated));
  return { enc: new Uint8Array(sender.enc), ct };
}

/** @returns {Promise<Uint8Array>} */
export async function openSealed(recipient, info, { enc, ct }, associated) {
  const context = await suite.createRecipientContext({ recipientKey: recipient, enc, info });
  return new Uint8Array(await context.open(ct, associated));
}
