import { argon2id } from "hash-wasm";
import { randomBytes, utf8 } from "./bytes.js";

/** About half a second on a slow tablet; stored with each vault, so that it can grow later. */
const COST = { memorySize: 32 * 1024, iterations: 3, parallelism: 1 };

/** @param {string} passphrase @returns {string} a French sentence, or "" when it will do */
export function weakness(passphrase) {
  const words = (passphrase ?? "").normalize("NFC").trim();
  if ([...words].length < 12) return "Choisissez une phrase d’au moins 12 caractères, par exemple quatre mots.";
  if (new Set(words).size < 5) return "Cette phrase répète toujours les mêmes caractères : choisissez-en une autre.";
  if (/^[\d\s./-]+$/.test(words)) return "Des chiffres seuls se devinent trop vite : ajoutez des mots.";
  return "";
}

/** Fresh parameters for a new vault. */
export const newKdf = () => ({ name: "argon2id", ...COST, salt: randomBytes(16) });

/** @returns {Promise<CryptoKey>} the AES-GCM key that wraps the vault's key */
export async function derive(passphrase, { memorySize, iterations, parallelism, salt }) {
  await new Promise((painted) => setTimeout(painted, 30)); // it blocks: let « busy » be seen first
  const raw = await argon2id({
    password: utf8(passphrase.normalize("NFC").trim()),
    salt, memorySize, iterations, parallelism,
    hashLength: 32,
    outputType: "binary",
  });
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}
