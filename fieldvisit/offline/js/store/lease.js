import { now } from "./clock.js";
import { note } from "./device.js";
import { allowReading } from "./mirror.js";
import { remember, remembered } from "./store.js";
import { warn } from "./warnings.js";

/**
 * What is aboard may be read for some days after the last contact, seven unless the office says otherwise. The highest
 * hour ever seen since counts, so that setting the clock back gains nothing; capture goes on. Hours are the office's:
 * a clock that was a year ahead at the last contact lends no year.
 */

const DAY = 24 * 3600_000;
const DAYS = 7;

/** Notes that the server has just refreshed this vault. @param {string} serverTime ISO @param {number} [days] */
export async function refreshed(vault, serverTime, days = DAYS) {
  await remember(vault, "contact", { server: serverTime, highest: Date.parse(serverTime), days });
  await watch(vault);
}

/** Reads the clock and opens or closes what is aboard. */
export async function watch(vault) {
  const contact = await remembered(vault, "contact");
  if (contact === undefined) return;
  const highest = Math.max(contact.highest, now());
  if (highest > contact.highest + 60_000) await remember(vault, "contact", { ...contact, highest });
  const days = contact.days ?? DAYS;
  const passed = highest - Date.parse(contact.server) > days * DAY;
  allowReading(!passed);
  warn("lease", passed
    ? `Plus de ${days === 1 ? "un jour" : `${days} jours`} sans contact avec le bureau : les dossiers sont fermés à la lecture. ` +
      "Vous pouvez continuer à saisir ; retrouvez le réseau pour les rouvrir."
    : "");
  note({ last_contact: contact.server });
}
