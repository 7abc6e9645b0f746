import { note } from "./device.js";

/** What the tablet must say about its storage: one sentence at a time, the gravest first. */

const ORDER = ["write", "elsewhere", "vanished", "unusable", "lease", "full", "refused"];
const sentences = new Map();

/** @param {"write"|"elsewhere"|"vanished"|"unusable"|"lease"|"full"|"refused"} matter @param {string} sentence "" takes it back */
export function warn(matter, sentence) {
  sentences.set(matter, sentence);
  note({ storage_sentence: ORDER.map((one) => sentences.get(one)).find(Boolean) ?? "" });
}
