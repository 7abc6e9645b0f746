/** Which questions hold what is confided, and how their part is named where anybody may read it. Pure. */
import { EPDS } from "./epds_aboard.js";

/** Asked alone and never printed: violence, and what is like it; and what a woman answered by herself on the tablet. */
export const isConfided = (item) => Boolean(item.prive && (item.seule || item.form === EPDS));

/**
 * The part's name where anybody may read it: the rail, a closed part, what is missing before signing. A linked form goes by
 * its initials.
 */
export function quiet(full) {
  const title = full.replace(/^.*\(([A-Z]{2,6})\) – /, "$1 – ");
  const rest = title.replace(/\s*,?\s*violences?(\s+et\s+)?/i, "");
  return rest === title || !rest.trim() ? title : rest.charAt(0).toUpperCase() + rest.slice(1);
}
