/** The charts that follow the measures of a child while they are typed, each under its own question. */
import { choiceOf } from "../growth/choices.js";
import { MEASURES } from "../growth/measures.js";
import { growthOf } from "../growth/view.js";
import { today } from "./french.js";
import { growthSettings, ownReferences } from "./growth_aboard.js";
import { measuredIn } from "./growth_drafts.js";
import { keyOf } from "./items_view.js";
import { familyOf } from "./places.js";
import { dayOf } from "./visit_context.js";

const drawn = (item) => item.type === "mesure" && item.par_enfant && item.mesure in MEASURES;

/** Weighed at each visit: its chart is there from the start, the others are one line until they are tapped. */
const OPEN_FROM_THE_START = new Set(["poids"]);

/**
 * @param {object} draft
 * @param {{item, child}[]} entries the questions on screen
 * @returns {Map<string, object>} the chart (`Growth`) under each question that has one
 */
export function chartsUnder(draft, entries) {
  const persons = familyOf(draft)?.persons ?? [];
  const on = dayOf(draft);
  const typedOf = new Map();
  const charts = new Map();
  const lastOf = new Map(entries.filter(({ item, child }) => child && drawn(item)).map(({ item, child }) => [child, item.id]));
  for (const { item, child: childId } of entries) {
    const child = childId && drawn(item) ? persons.find(({ id }) => id === childId) : null;
    if (!Array.isArray(child?.measurements)) continue;
    if (!typedOf.has(childId)) typedOf.set(childId, measuredIn(draft, childId));
    const choice = choiceOf(childId);
    const open = choice.folds[item.mesure] ?? OPEN_FROM_THE_START.has(item.mesure);
    const growth = growthOf(child, {
      taken: typedOf.get(childId), on, today: today(), choice, size: "beside", kinds: [item.mesure], adults: persons, references: ownReferences(),
      settings: growthSettings(), withText: lastOf.get(childId) === item.id && typedOf.get(childId).length > 0,
    });
    charts.set(keyOf(item.id, childId), { ...growth, family_id: draft.family_id, kind: item.mesure, open });
  }
  return charts;
}
