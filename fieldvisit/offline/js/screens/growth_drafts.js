/** A child's measurements that this tablet knows before the office does: signed and not yet back, or still being typed. */
import { MEASURES } from "../growth/measures.js";
import { taken } from "../rules/calculations.js";
import { day } from "../rules/days.js";
import { checkMeasure } from "../rules/plausibility.js";
import { dayOf, gridOf, readingOf } from "./visit_context.js";
import { newestOf, visitDrafts } from "./visit_drafts.js";

/** What a draft says of a child; what the entry refuses is not drawn: it is no measure. */
export function measuredIn(draft, childId) {
  if (!gridOf(draft)) return [];
  return taken(readingOf(draft), childId).filter(
    ({ kind, value }) => kind in MEASURES && checkMeasure({ kind, value, child: {}, on: dayOf(draft) }).verdict !== "refuse",
  );
}

/** A measure that is not back from the office yet is named by its record. */
export const unsentId = (recordId, kind) => `${recordId}/${kind}`;

/** Struck on this tablet before the office gave it an id (`store/overlay.js`). */
function struckHere(each, strikes = []) {
  const own = strikes.filter(({ record_id, kind }) => record_id === each.record_id && kind === each.kind).map(({ strike }) => strike);
  return own.length ? { ...each, strikes: own, struck: own.some(({ back_at }) => !back_at) } : each;
}

/** What the office sent of a day stands for what was signed here; a struck measure stands for itself alone. */
function knownAt(measurements) {
  const days = new Set(measurements.filter(({ struck }) => !struck).map((each) => `${each.kind} ${day(each.taken_at)}`));
  const same = new Set(measurements.map((each) => `${each.kind} ${day(each.taken_at)} ${each.value}`));
  return ({ kind, taken_at, value }) => days.has(`${kind} ${taken_at}`) || same.has(`${kind} ${taken_at} ${value}`);
}

/**
 * @param {object} child the person of the file @param {string} familyId
 * @returns {{child: object, taken: object[], on: string}} the child with what was signed here, and what is being typed
 */
export function withDrafts(child, familyId) {
  const mine = visitDrafts().filter((draft) => draft.family_id === familyId && draft.children?.includes(child.id));
  const open = newestOf(mine.filter((draft) => draft.stage !== "signed" && draft.started_at)) ?? null;
  const isKnown = knownAt(child.measurements);
  const corrected = new Set(mine.filter(({ stage }) => stage === "signed").map(({ corrects }) => corrects));
  const signed = mine
    .filter((draft) => draft.stage === "signed" && draft.visit_id !== open?.visit_id && !corrected.has(draft.id))
    .flatMap((draft) => measuredIn(draft, child.id).map((each) => ({ ...each, record_id: draft.id, id: unsentId(draft.id, each.kind), taken_at: dayOf(draft) })))
    .filter((each) => !isKnown(each))
    .map((each) => struckHere(each, child.struck_here));
  const now = open ? measuredIn(open, child.id) : [];
  return { child: { ...child, measurements: [...child.measurements, ...signed] }, taken: now, on: now.length ? dayOf(open) : "" };
}
