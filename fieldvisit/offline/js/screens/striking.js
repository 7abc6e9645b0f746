/**
 * « Rayer une mesure » on the tablet: why, in a list and in free words, kept at each touch and signed as one line. What was
 * struck is put back the same way. Over the growth of a child, where a signed visit leads too.
 *
 * Each measure has a draft of its own, from the first touch on: to open, close or sign one says nothing of the others.
 */
import { BACK, LONGEST, missing, openOnes, reason, STRIKE, WHYS } from "../growth/strikes.js";
import { MEASURES } from "../growth/measures.js";
import { frenchDate } from "../rules/wording.js";
import { day } from "../rules/days.js";
import { officeDate } from "../store/clock.js";
import { device } from "../store/device.js";
import { draft } from "../store/drafts.js";
import { doc, mayRead, subscribe as onDocs } from "../store/mirror.js";
import { openGrowth } from "./growth.js";
import { withDrafts } from "./growth_drafts.js";
import { live } from "./live.js";
import { noting } from "./noting.js";
import { onView } from "./view.js";

/** `measure`: `{id, child_id, record_id, kind, value, on, text, strikes}`. */
const NOTHING = { measure: null, act: "", why: "", words: "" };
const CLOSED = { open: false, title: "", about: "", back: false, whys: [], words: "", most: LONGEST, problem: "", saved: "", form: "", sent: [] };
/** Words of the office after which it may be said once more. */
const ASIDE = new Set(["invalid", "refused"]);
const BEGUN_ALREADY = "Vous avez déjà recommencé pour cette mesure : terminez ici, ou touchez « Annuler » pour reprendre l’autre.";

/**
 * What she asked for: `{measure, act, begun}`, `begun` from its first touch on; null once she closed it. Undefined before:
 * what was left half way shows by itself.
 */
let asked;

/** A measure that came back from the office has a new id, and still its record. */
const same = (one, other) =>
  one.id === other.id ||
  (one.record_id !== null && one.record_id === other.record_id && one.child_id === other.child_id && one.kind === other.kind);

function pick(begun) {
  if (asked === null) return undefined;
  if (!asked) return begun.find(({ value }) => value.measure && reason(value));
  return begun.find(({ value }) => value.measure && value.act === asked.act && same(value.measure, asked.measure));
}

const note = noting("measure_strike", "croissance", NOTHING, pick);

/** A measure of a child as this tablet knows it, by its id. */
function measureOf(familyId, childId, isMeant) {
  const child = (doc("family", familyId)?.persons ?? []).find((one) => one.id === childId);
  if (!child?.measurements) return null;
  const found = withDrafts(child, familyId).child.measurements.find(isMeant);
  if (!found) return null;
  const { id, kind, value, taken_at, record_id = null } = found;
  const on = day(taken_at);
  const { label, unit, decimals } = MEASURES[kind];
  const shown = (kind === "poids" ? value / 1000 : value).toFixed(decimals).replace(".", ",");
  const text = `${label} : ${shown} ${unit}, le ${frenchDate(on)}, ${child.first_name}`;
  return { id, child_id: childId, record_id, kind, value, on, text, strikes: openOnes(found.strikes).map((one) => one.id) };
}

const mayNote = (familyId) => Boolean(doc("family", familyId)?.may_note);

/** What the panel is about, `{measure, act, why, words}`; null while none is open. One that was signed or dropped closes it. */
function panel() {
  const begun = note.current();
  if (!begun && (!asked || asked.begun)) return null;
  const { why, words } = note.typed();
  const { measure, act } = asked ?? begun.value;
  return { measure, act, why, words };
}

function sent() {
  const may = mayNote(note.familyId());
  return note.sent(note.familyId()).map(({ word, ...line }) => ({ ...line, again: may && ASIDE.has(word) }));
}

function compute() {
  if (!mayRead()) return CLOSED;
  const open = panel();
  if (!open || !note.home()) return { ...CLOSED, sent: sent() };
  const { measure, act, why, words } = open;
  const back = act === BACK;
  return {
    open: true, title: back ? "Rétablir cette mesure ?" : "Rayer cette mesure ?", about: measure.text, back,
    whys: back ? [] : WHYS.map(([code, label]) => ({ key: code, code, label, chosen: code === why })),
    words, most: LONGEST, problem: note.problem(), saved: note.saved(), form: `${note.form()}-${measure.id}-${act}`, sent: sent(),
  };
}

const state = live(compute, onDocs, ...note.sources, device.subscribe);

/** Nothing of a measure outlives its screen, or the open vault; what was typed is in its draft. */
function forget() {
  asked = undefined;
  state.tell();
}
let on = note.familyId();
onView(() => {
  if (note.familyId() === on) return;
  on = note.familyId();
  forget();
});
device.subscribe(() => device.get().phase !== "open" && asked !== undefined && forget());

/** React hook: see `MeasureStriking` in pages/field/shapes.py. */
export const useStriking = () => state.use();

function show(measure, act) {
  asked = { measure, act, begun: false };
  asked.begun = Boolean(note.current());
  note.say("");
  requestAnimationFrame(() => document.getElementById("striking")?.scrollIntoView({ block: "nearest" }));
}

/** Opens the panel; what was typed of this measure before is still there. `act`: rayer or retablir. */
export function openStriking(familyId, childId, id, act) {
  const measure = mayNote(familyId) ? measureOf(familyId, childId, (one) => one.id === id) : null;
  if (measure) show(measure, act);
}

/** From a visit: over the growth of the child. */
export function strikeFromVisit(familyId, childId, id, act) {
  openGrowth(familyId, childId);
  openStriking(familyId, childId, id, act);
}

/** One that the office set aside, with its words; the measure as it is known now. */
export function again(key) {
  const { measure, act, family_id } = draft(key) ?? {};
  if (!measure || family_id !== note.familyId() || !mayNote(family_id)) return;
  const now = measureOf(family_id, measure.child_id, (one) => same({ record_id: null, child_id: measure.child_id, ...one }, measure)) ?? measure;
  show(now, act);
  if (note.current()) return note.say(BEGUN_ALREADY);
  asked.begun = true;
  note.again(key, { measure: now });
}

function keep(change) {
  const { measure, act } = panel() ?? {};
  if (!measure) return;
  asked = { measure, act, begun: true };
  note.keep({ measure, act, ...change });
}

export const chooseWhy = (why) => keep({ why });
export const typeWords = (event) => {
  const { value } = event.target;
  keep({ words: value });
};

/** Closed without striking: nothing was signed, and nothing is asked again of this one. */
export function close() {
  const gone = note.undo();
  asked = null;
  state.tell();
  return gone;
}

/** Signs it; one without a reason stays on screen with what is missing. */
export async function send() {
  const wrong = panel() && missing(panel());
  if (wrong) return note.say(wrong);
  keep({});
  const now = panel();
  if (!now) return;
  const { measure, act, why, words } = now;
  const { id, child_id, record_id, kind, value, text, strikes } = measure;
  const at = officeDate().toISOString();
  const known = id.includes("/") ? null : id;
  const body = act === STRIKE
    ? { act, child_id, measure_id: known, record_id, kind, value, why, words: words.trim(), at }
    : { act, child_id, strikes, kind, value, words: words.trim(), at };
  const told = [`${act === STRIKE ? "Mesure rayée" : "Mesure rétablie"} – ${text}`, reason({ why, words })];
  await note.send(body, told.filter(Boolean).join("\n"));
}
