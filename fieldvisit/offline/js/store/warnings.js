import { note } from "./device.js";

/** What the tablet must say about its storage: one sentence at a time, the gravest first. */

const ORDER = ["write", "elsewhere", "vanished", "unusable", "lease", "full", "clock", "refused"];
/** What threatens the words being typed now; the rest can wait for the end of the visit. */
const GRAVE = new Set(["write", "elsewhere", "unusable", "full"]);
const sentences = new Map();

/** @param {"write"|"elsewhere"|"vanished"|"unusable"|"lease"|"full"|"clock"|"refused"} matter @param {string} sentence "" takes it back */
export function warn(matter, sentence) {
  sentences.set(matter, sentence);
  const first = ORDER.find((one) => sentences.get(one));
  note({ storage_sentence: sentences.get(first) ?? "", storage_grave: GRAVE.has(first) });
}
