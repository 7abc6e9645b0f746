import { note } from "./device.js";
import { allowReading } from "./mirror.js";
import { remember, remembered } from "./store.js";
import { warn } from "./warnings.js";

/**
 * What is aboard may be read for seven days after the last contact. The highest clock value ever seen counts,
 * so that setting the clock back gains nothing; capture goes on.
 */

const LEASE = 7 * 24 * 3600_000;

/** Notes that the server has just refreshed this vault. @param {string} serverTime ISO */
export async function refreshed(vault, serverTime) {
  await remember(vault, "contact", { server: serverTime, clock: Date.now(), highest: Date.now() });
  await watch(vault);
}

/** Reads the clock and opens or closes what is aboard. */
export async function watch(vault) {
  const contact = await remembered(vault, "contact");
  if (contact === undefined) return;
  const highest = Math.max(contact.highest, Date.now());
  if (highest > contact.highest + 60_000) await remember(vault, "contact", { ...contact, highest });
  const passed = highest - contact.clock > LEASE;
  allowReading(!passed);
  warn("lease", passed
    ? "Plus de 7 jours sans contact avec le serveur : les dossiers sont fermés à la lecture. " +
      "Vous pouvez continuer à saisir ; retrouvez le réseau pour les rouvrir."
    : "");
  note({ last_contact: contact.server });
}
