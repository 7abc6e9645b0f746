/** The growth of the children of a file, on the tablet: which child, and the chart as it is looked at. */
import { forgetChoices, choiceOf, onChoice } from "../growth/choices.js";
import { growthOf, NO_GROWTH } from "../growth/view.js";
import { device } from "../store/device.js";
import { subscribe as onDrafts } from "../store/drafts.js";
import { doc, mayRead, subscribe as onDocs } from "../store/mirror.js";
import { noteRead } from "../store/reads.js";
import { today } from "./french.js";
import { growthSettings, ownReferences } from "./growth_aboard.js";
import { withDrafts } from "./growth_drafts.js";
import { live } from "./live.js";
import { go, onView, view } from "./view.js";
import { childrenOf } from "./visit_context.js";

const EMPTY = { family: "", number: "", children: [], growth: NO_GROWTH };

let chosen = "";

const familyId = () => (view().name === "croissance" ? view().id : "");
/** Only what may be read of a child's health came with its measurements. */
const measurable = (family) => childrenOf(family).filter((child) => Array.isArray(child.measurements));

function compute(more) {
  const family = doc("family", familyId());
  const children = family && mayRead() ? measurable(family) : [];
  const child = children.find(({ id }) => id === chosen) ?? children[0];
  if (!child) return EMPTY;
  const { child: known, taken, on } = withDrafts(child, family.id);
  const given = { taken, on, today: today(), choice: { ...choiceOf(child.id), ...more }, references: ownReferences(), settings: growthSettings(), adults: family.persons, mayStrike: Boolean(family.may_note) };
  return {
    family: family.label,
    number: family.case_number,
    children: children.length > 1 ? children.map(({ id, first_name }) => ({ key: id, code: id, label: first_name, chosen: id === child.id })) : [],
    growth: { ...growthOf(known, given), family_id: family.id },
  };
}

const state = live(() => compute(), onDocs, onDrafts, onChoice, onView, device.subscribe);

// Locked, or another colleague: nobody's way of looking stays.
device.subscribe(() => device.get().phase !== "open" && forgetChoices());

/** What is on screen now, with every measure listed: for its paper. */
export const wholeNow = () => compute({ all: true });

/** React hook: see `GrowthScreen` in pages/field/shapes.py. */
export const useGrowthScreen = () => state.use();

/** Opens the growth of a family's children, perhaps at one of them. */
export function openGrowth(familyId, childId = "") {
  noteRead(familyId, "croissance");
  if (childId) chosen = childId;
  go("croissance", familyId);
}

export function chooseChild(id) {
  chosen = id;
  state.tell();
}
