/**
 * What a draft begins with: the day, and what the office knows already of the place. Each answer stays to be changed,
 * and a draft that holds nothing else counts as empty.
 */
import { doc } from "../store/mirror.js";
import { childrenOf } from "./visit_context.js";

/** The question that asks for the day of the act, by kind; with the hour where the grid wants it. */
const DAY = {
  bsem: "bs_date", pesee_seule: "ps_date", contact_telephonique: "ct_date", bilan_entree_confie: "be_date", vad_agrement: "ag_date",
};
const WITH_HOUR = new Set(["ps_date", "ct_date"]);
const PER_CHILD = new Set(["bsem", "bilan_entree_confie"]);

/** The day and hour in France, as a grid keeps them. */
function moment(at) {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris", dateStyle: "short", timeStyle: "short" }).format(at);
  return parts.replace(" ", "T");
}

/**
 * The draft with what is known already, and `begun_with`, the same again.
 * @param {object} draft just made
 * @param {object} visit its `visit` doc: `begins` are answers of the office
 * @param {Date} at now, by the office's hour
 */
export function prefilled(draft, visit, at) {
  const known = Object.fromEntries(Object.entries(visit.begins ?? {}).map(([item, v]) => [item, { v }]));
  const day = DAY[draft.kind];
  if (day) known[day] = { v: WITH_HOUR.has(day) ? moment(at) : moment(at).slice(0, 10) };
  if (!Object.keys(known).length) return draft;
  if (!PER_CHILD.has(draft.kind)) return { ...draft, answers: known, begun_with: { answers: known, child_answers: {} } };
  const family = childrenOf(doc("family", draft.family_id));
  const each = Object.fromEntries(draft.children.map((child) => [child, { ...known, ...ofChild(draft.kind, family.find(({ id }) => id === child)) }]));
  return { ...draft, child_answers: each, begun_with: { answers: {}, child_answers: each } };
}

/** Since when a child is in care, as the file says. */
const ofChild = (kind, child) =>
  kind === "bilan_entree_confie" && child?.in_care_since ? { be_entree: { v: child.in_care_since } } : {};
