/** The tablet's state in a few French words: network, what waits to leave, what is aboard. */
import { setAside, subscribe as onCustody } from "../sync/outbox.js";
import { device } from "../store/device.js";
import { moment } from "./french.js";
import { live } from "./live.js";

function compute() {
  const now = device.get();
  const unsent = now.unsent ?? 0;
  const aside = setAside();
  return {
    network: now.online ? "En ligne" : "Hors ligne",
    network_kind: now.online ? "ok" : "off",
    unsent: unsent ? `${unsent} à envoyer` : "",
    nothing_unsent: aside ? `Rien, mais ${aside} visite${aside > 1 ? "s" : ""} à revoir dans la tournée` : "Rien : tout est reçu",
    aboard: now.aboard_complete
      ? `Tout est à bord depuis le ${moment(now.aboard_since)}`
      : "Des dossiers manquent encore : gardez le réseau un instant",
    aboard_kind: now.aboard_complete ? "ok" : "off",
    contact: now.last_contact ? moment(now.last_contact) : "jamais",
    storage: now.storage_sentence,
    storage_grave: now.storage_grave,
    expired: Boolean(now.login_expired),
    worker: now.account?.name ?? "",
    role: now.account?.role_label ?? "",
  };
}

const state = live(compute, device.subscribe, onCustody);

/** React hook: see `Link` in pages/field/shapes.py. */
export const useLink = () => state.use();
