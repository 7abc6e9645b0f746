import { db } from "./store.js";
import { noteVanished } from "./tablet.js";
import { warn } from "./warnings.js";

/** The tablet's storage: asked to last, watched while it fills, and missed when it vanished. */

const MARK = "fieldvisit.store";
const LOW = 50e6;
const FULL = 0.85;

/** Asks the browser to keep the store; a gesture of the person must have led here. */
export async function askToLast() {
  const kept = (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.());
  warn("refused", kept
    ? ""
    : "Le navigateur ne promet pas de garder les dossiers : installez Fieldvisit sur l’écran d’accueil et " +
      "transmettez chaque jour.");
}

/** Says how full it is while there is still room. */
export async function measure() {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  const low = quota > 0 && (quota - usage < LOW || usage > quota * FULL);
  warn("full", low
    ? `Le stockage de la tablette est presque plein : ${megabytes(usage)} utilisés sur ${megabytes(quota)}. ` +
      "Transmettez, puis libérez de la place."
    : "");
}

const megabytes = (bytes) => `${Math.round(bytes / 1e6).toLocaleString("fr-FR")} Mo`;

/**
 * Opens the store and compares it with the mark kept outside it.
 * @returns {Promise<boolean>} false when the browser gives no store at all
 */
export async function check() {
  let vaults;
  try {
    await db.open();
    vaults = await db.vaults.count();
  } catch {
    warn("unusable", "Ce navigateur refuse le stockage : Fieldvisit ne peut pas travailler sans réseau ici. " +
      "Quittez la navigation privée ou changez de navigateur.");
    return false;
  }
  const since = localStorage.getItem(MARK);
  if (vaults > 0) mark();
  else if (since) {
    noteVanished(new Date().toISOString());
    warn("vanished", `Le stockage de cette tablette a été effacé (il datait du ${day(since)}). Connectez-vous : les ` +
      "dossiers seront rechargés. Ce qui n’avait pas été transmis est perdu : prévenez votre responsable.");
  }
  return true;
}

const day = (iso) => new Date(iso).toLocaleDateString("fr-FR", { day: "numeric", month: "long", year: "numeric" });

/** Leaves the mark that the store exists. */
export function mark() {
  if (!localStorage.getItem(MARK)) localStorage.setItem(MARK, new Date().toISOString());
}

/** A new vault was made: the loss was said. */
export function begun() {
  localStorage.setItem(MARK, new Date().toISOString());
  warn("vanished", "");
}
