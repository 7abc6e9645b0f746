/** What is aboard for charts: how the county corrects ages, and the references that it may show besides WHO's. */

import { CREDITS, OMS } from "../rules/reference.js";
import { SETTINGS } from "../rules/points.js";
import { doc, docs } from "../store/mirror.js";

/** How ages are corrected in this county. @returns {object} */
export const growthSettings = () => ({ ...SETTINGS, ...doc("growth", "growth")?.settings });

/** The county's own references that charts may offer, by name. @returns {object[]} */
export const ownReferences = () =>
  docs("reference")
    .filter(({ withdrawn }) => !withdrawn)
    .sort((a, b) => a.name.localeCompare(b.name, "fr"));

/** Name, version, validity and attribution of a reference (« oms », « who2006 », « code@version »). */
export const creditOf = (id) => (id === OMS.id ? OMS : (CREDITS[id] ?? doc("reference", id) ?? { id, name: id }));
