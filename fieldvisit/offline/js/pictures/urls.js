import { device } from "../store/device.js";
import { bytesOf } from "./album.js";
import { bringPicture } from "../sync/blobs.js";

/** The addresses under which this page shows decrypted pictures; none outlives the visit nor the open vault. */

/** @type {Map<string, string>} */
let known = new Map();
const followers = new Set();

/** Calls `follower` when an address came. */
export const onUrl = (follower) => followers.add(follower);

const ABSENT = "absent";

/** @param {import("./album.js").Picture} picture @returns {string} "" while it is being decrypted, or not aboard */
export function urlOf(picture) {
  const url = known.get(picture.id);
  if (url === undefined) load(picture);
  return url === ABSENT ? "" : (url ?? "");
}

/** Are the bytes of this picture elsewhere? Known once `urlOf` was asked. */
export const isAbsent = (id) => known.get(id) === ABSENT;

async function load(picture) {
  const here = known;
  here.set(picture.id, "");
  const bytes = await bytesOf(picture).then((mine) => mine ?? bringPicture(picture)).catch(() => null);
  if (known !== here) return; // locked or left meanwhile
  here.set(picture.id, bytes ? URL.createObjectURL(bytes) : ABSENT);
  followers.forEach((follower) => follower());
}

/** Takes every address back. */
export function revokeAll() {
  for (const url of known.values()) if (url && url !== ABSENT) URL.revokeObjectURL(url);
  known = new Map();
}

device.subscribe(() => device.get().phase !== "open" && revokeAll());
