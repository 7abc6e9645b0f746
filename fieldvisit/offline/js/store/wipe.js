import { hear, tell } from "./channel.js";
import { now } from "./clock.js";
import { db, durable, remember, remembered } from "./store.js";

/**
 * A tablet that the office withdrew: the keys of its vaults and all that they opened are destroyed. What is sealed to
 * the server stays and leaves: signed lines, backups of drafts, pictures with the lines that hold their keys.
 */

const followers = new Set();

/** Calls `follower` with the ids of the vaults that were destroyed, here or in another tab. */
export const whenWiped = (follower) => followers.add(follower);

const before = new Set();

/** Calls `seal` while the vaults still open: what a worker typed and nobody sealed yet is sealed now. */
export const beforeWiping = (seal) => before.add(seal);

/**
 * @param {string[]} devices ids that the server says were withdrawn
 * @returns {Promise<boolean>} whether there was something to destroy
 */
export async function wipe(devices) {
  const wanted = new Set(devices);
  const meant = ({ device, wiped_at }) => wanted.has(device) && !wiped_at;
  if (!(await db.vaults.filter(meant).count())) return false;
  for (const seal of before) await seal().catch(() => {}); // what cannot be sealed must not save the rest
  const ids = [];
  await durable(() =>
    db.transaction("rw", db.vaults, db.mirror, db.drafts, db.state, async () => {
      ids.length = 0; // a transaction may be run twice
      for (const { id, account_id, account, device, inbox, made_at } of await db.vaults.filter(meant).toArray()) {
        await db.vaults.put({ id, account_id, account, device, inbox, made_at, wraps: [], wiped_at: now() });
        await db.mirror.where("vault").equals(id).delete();
        await db.drafts.where("vault").equals(id).delete();
        await db.state.filter(({ vault }) => vault === id).delete();
        ids.push(id);
      }
      await remember("", "wiped", { at: now() });
    }),
  );
  followers.forEach((follower) => follower(ids));
  tell("wiped", { ids });
  return true;
}

/** When this tablet was wiped, ms since 1970, or null: it is in service. */
export const wipedAt = async () => (await remembered("", "wiped"))?.at ?? null;

/** The tablet is back in service. */
export const backInService = () => remember("", "wiped", undefined);

hear("wiped", ({ ids }) => followers.forEach((follower) => follower(ids)));
