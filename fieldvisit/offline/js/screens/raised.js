/** Alerts of a signed record: as they were raised when it was signed; one of an older tablet is read again. */

import { alerts as alertsOf } from "../rules/alerts.js";
import { gridOfOrigin, readingOfRecord } from "./visit_context.js";

export const STRUCK = "Une mesure de ce jour a été barrée depuis : alerte à revoir.";

/**
 * @param {object} body of the record, its `kind` included · @param {string} on its day (ISO) · @param {object} family
 * @returns {object[]} as `alerts` of rules/alerts.js, `struck` where a measure of that day no longer counts
 */
export function alertsOfRecord(body, on, family) {
  const raised = body.alerts?.raised;
  if (Array.isArray(raised)) return raised.map((one) => ({ ...one, struck: isStruck(one, on, family) }));
  const grid = gridOfOrigin({ kind: body.kind, forms: body.forms ?? {} });
  return grid ? alertsOf(readingOfRecord(grid, body, on, family)) : [];
}

/** A rule that stands alone reads measures; was one of its child's struck since? */
function isStruck({ code, item, child }, on, family) {
  if (!code || item || !child) return false;
  const lines = (family?.persons ?? []).find(({ id }) => id === child)?.measurements ?? [];
  return lines.some(({ struck, taken_at }) => struck && String(taken_at).slice(0, 10) === on);
}
