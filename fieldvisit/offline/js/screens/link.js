/** The tablet's state in a few French words: network, what waits to leave, what is aboard. */
import { othersAside, setAside, subscribe as onCustody } from "../sync/outbox.js";
import { device } from "../store/device.js";
import { isInstalled, subscribe as onVersion } from "../shell/update.js";
import { moment } from "./french.js";
import { live } from "./live.js";

function compute() {
  const now = device.get();
  const unsent = now.unsent ?? 0;
  const pictures = now.pictures ?? 0;
  return {
    network: now.online ? "En ligne" : "Hors ligne",
    network_kind: now.online ? "ok" : "off",
    unsent: unsent ? `${unsent} à envoyer` : "",
    pictures: pictures ? `${pictures} image${pictures > 1 ? "s" : ""} à envoyer` : "",
    nothing_unsent: pictures ? "Les visites sont reçues, il reste des images" : received(),
    aboard: aboard(now),
    aboard_kind: now.aboard_complete && isInstalled() ? "ok" : "off",
    contact: now.last_contact ? moment(now.last_contact) : "jamais",
    storage: now.storage_sentence,
    storage_grave: now.storage_grave,
    expired: Boolean(now.login_expired),
    code_asked: Boolean(now.code_asked),
    worker: now.account?.name ?? "",
    role: now.account?.role_label ?? "",
  };
}

/** Nothing is left to send; what was set aside is still to be looked at. */
function received() {
  const visits = setAside();
  const others = othersAside();
  const told = [
    visits && `${visits} visite${visits > 1 ? "s" : ""} à revoir dans la tournée`, others && `${others} à revoir dans « À faire »`,
  ].filter(Boolean);
  return told.length ? `Rien, mais ${told.join(", ")}` : "Rien : tout est reçu";
}

/** Files without the app that opens them are not aboard. */
function aboard({ aboard_complete, aboard_since }) {
  if (!aboard_complete) return "Des dossiers manquent encore : gardez le réseau un instant";
  if (!isInstalled()) return "L’application finit de s’installer : gardez le réseau un instant";
  return `Tout est à bord depuis le ${moment(aboard_since)}`;
}

const state = live(compute, device.subscribe, onCustody, onVersion);

/** React hook: see `Link` in pages/field/shapes.py. */
export const useLink = () => state.use();
