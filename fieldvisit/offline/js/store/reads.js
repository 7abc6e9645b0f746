import { officeDate } from "./clock.js";
import { post } from "../sync/outbox.js";

/** The trace of what was opened on the tablet: it travels with the rest, so that reading offline is no secret. */

const QUIET = 10 * 60_000;
const last = new Map();

/** @param {string} family_id @param {string} screen @param {string|null} [visit_id] */
export function noteRead(family_id, screen, visit_id = null) {
  const key = `${family_id}/${screen}`;
  const now = performance.now();
  if (now - (last.get(key) ?? -QUIET) < QUIET) return;
  last.set(key, now);
  const body = { family_id, screen, visit_id, at: officeDate().toISOString() };
  post({ kind: "read_event", family_id, parent: null, body, elapsed: null }).catch(() => last.delete(key));
}

/** A colleague who opens the same file is another reader. */
export const forgetReads = () => last.clear();
