import { call } from "./door.js";
import { db } from "../store/store.js";
import { wipe } from "../store/wipe.js";

/** Whether this tablet is still in service: every push asks, with or without a login, and an empty one when none is due. */

const EVERY = 5 * 60_000;
let asked = -Infinity;

/** What a push says beside its lines: the tablet's own clock, whose vaults are here, and which were destroyed. */
export async function beside() {
  const all = await db.vaults.toArray();
  const alive = new Set(all.filter(({ wiped_at }) => !wiped_at).map(({ device }) => device));
  const gone = new Set(all.map(({ device }) => device).filter((device) => !alive.has(device)));
  const headers = { "Fieldvisit-At": new Date().toISOString() };
  if (alive.size) headers["Fieldvisit-Tablets"] = [...alive].join(",");
  if (gone.size) headers["Fieldvisit-Wiped"] = [...gone].join(",");
  return headers;
}

/** Obeys an answer; what was done is told with the next push. @param {{withdrawn?: string[]}} answer */
export async function heed({ withdrawn = [] }) {
  asked = performance.now();
  if (withdrawn.length && (await wipe(withdrawn))) asked = -Infinity;
}

/** Asks when nothing else did for a while: the vault is locked, or the login expired. */
export async function askStanding(atOnce = false) {
  if (!atOnce && performance.now() - asked < EVERY) return;
  if (!(await db.vaults.count())) return;
  const { ok, data } = await call("/api/sync/push", { ndjson: "", headers: await beside() });
  if (ok) await heed(data);
}

/** Whether the office still keeps this wiped tablet out of service. @returns {Promise<boolean>} */
export async function isWithdrawn() {
  const devices = (await db.vaults.filter(({ wiped_at }) => wiped_at).toArray()).map(({ device }) => device);
  const headers = { "Fieldvisit-Tablets": [...new Set(devices)].join(",") };
  const { ok, data } = await call("/api/sync/push", { ndjson: "", headers });
  return ok && (data.withdrawn ?? []).length > 0;
}
