/** The screen of a tablet that the office withdrew: what happened, and what still waits to leave. */
import { device, note } from "../store/device.js";
import { moment } from "./french.js";
import { live } from "./live.js";

const counted = (count, one, several) => (count ? [`${count} ${count > 1 ? several : one}`] : []);

function compute() {
  const { wiped_at: at, leaving } = device.get();
  const { lines = 0, pictures = 0, backups = 0 } = leaving ?? {};
  return {
    when: at ? moment(new Date(at).toISOString()) : "",
    leaving: [
      ...counted(lines, "envoi signé", "envois signés"),
      ...counted(pictures, "image", "images"),
      ...counted(backups, "brouillon scellé", "brouillons scellés"),
    ].map((text) => ({ key: text, text })),
  };
}

const state = live(compute, device.subscribe);

/** React hook: see `Withdrawn` in pages/field/shapes.py. */
export const useWithdrawn = () => state.use();

/** « Se connecter »: works once the office has put the tablet back in service. */
export const signInAgain = () => note({ phase: "signed_out", error: "" });
