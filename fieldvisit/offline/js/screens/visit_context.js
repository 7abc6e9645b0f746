/** What the rules need to know around a draft: its grid, the family, each child's history, the day. */
import { alerts as alertsOf } from "../rules/alerts.js";
import { reading } from "../rules/calculations.js";
import { device } from "../store/device.js";
import { lastAnswers } from "../rules/earlier.js";
import { daysBetween, today } from "./french.js";
import { applied } from "../rules/county.js";
import { agreementNeeded, MANDATED, refusalOfKind, signingRefusal } from "../rules/checking.js";
import { gridFor, neutral, visible } from "../rules/grid.js";
import { functions } from "../rules/growth.js";
import { doc, docs } from "../store/mirror.js";
import { familyOf } from "./places.js";
import { talkedIn } from "./talked.js";
import { withAnswer } from "./visit_draft.js";

let grids = new Map();
let documents = null;
let rules = null;

/** The grid that a draft began with, judged by the county's rules of today; null when its form is not aboard. */
export const gridOf = ({ kind, forms }) => known(kind, forms)?.judged ?? null;

/** The same grid with the rules it was written with. */
export const gridOfOrigin = ({ kind, forms }) => known(kind, forms)?.plain ?? null;

function known(kind, forms) {
  if (docs("form") !== documents || countyRules() !== rules) {
    [documents, rules] = [docs("form"), countyRules()];
    grids = new Map();
  }
  const name = JSON.stringify([kind, forms]);
  if (!grids.has(name)) {
    const plain = gridFor(kind, documents, forms ?? {});
    grids.set(name, plain && { plain, judged: applied(plain, rules) });
  }
  return grids.get(name);
}

/** The county's alert rules; null before the first pull that brought them. */
export const countyRules = () => doc("alert_rules", "alert_rules") ?? null;

export const itemOf = (draft, id) => gridOf(draft)?.items[id];

/** Living children of a family, youngest first. */
export const childrenOf = (family) =>
  (family?.persons ?? [])
    .filter((person) => person.role === "enfant" && !person.deceased_on)
    .sort((a, b) => (b.birth_date ?? "").localeCompare(a.birth_date ?? "") || a.first_name.localeCompare(b.first_name, "fr"));

/** Those whom this visit may be about: of a school's list, its own pupil. */
export function childrenHere(draft) {
  const family = familyOf(draft);
  const all = childrenOf(family);
  return family?.place ? all.filter(({ id }) => id === draft.visit_id) : all;
}

/** The day a visit is about: the one it began on, else the planned one. */
export const dayOf = (draft) => (draft.started_at ? today(new Date(draft.started_at)) : draft.planned_on);

/** Lying before two years, standing after: how a child of this age is usually measured (domain §4.3). */
export function usualMethod(draft, childId) {
  const child = (familyOf(draft)?.persons ?? []).find((person) => person.id === childId);
  if (!child?.birth_date) return null;
  return daysBetween(child.birth_date, dayOf(draft)) < 731 ? "couche" : "debout";
}

/**
 * When a record was made, ISO: what it says itself by the office's hour, and never after it was received. The raw clock
 * of the tablet that signed it (`captured_at`) counts only where nothing else is known.
 */
export function madeAt({ body, captured_at, received_at }) {
  const said = body?.started_at ?? body?.signed_at ?? captured_at;
  return received_at && said > received_at ? received_at : said;
}

/** Signed records of the family before this visit, newest first. */
export const earlierRecords = (draft) =>
  docs("record")
    .filter((record) => record.family_id === draft.family_id && record.visit_id !== draft.visit_id && !record.corrected_by)
    .sort((a, b) => madeAt(b).localeCompare(madeAt(a)));

const NOTHING_PAST = { records: null, forms: null, visit: null, answers: {} };
let past = NOTHING_PAST;

/** The last signed answers of the file, which some rules read across forms. */
function pastOf(draft) {
  const [records, forms] = [docs("record"), docs("form")];
  if (past.records !== records || past.forms !== forms || past.visit !== draft.visit_id) {
    const bodies = earlierRecords(draft).map((record) => record.body ?? {}).reverse();
    past = { records, forms, visit: draft.visit_id, answers: lastAnswers(bodies, forms) };
  }
  return past.answers;
}

/** The circumstances of a draft, as the rule modules take them. */
export function contextOf(draft) {
  return {
    on: dayOf(draft),
    family: familyOf(draft) ?? { persons: [] },
    role: device.get().account.role,
    earlier: pastOf(draft),
    settings: doc("growth", "growth")?.settings,
  };
}

const NOTHING_READ = { draft: null, family: null, earlier: null, grid: null, reading: null };
let read = NOTHING_READ;

// Locked: nothing that was decrypted stays in memory.
device.subscribe(() => device.get().phase !== "open" && ([past, read] = [NOTHING_PAST, NOTHING_READ]));

/** The answers as the rules see them; made once for each state of the draft. */
export function readingOf(draft) {
  const context = contextOf(draft);
  const { family, earlier } = context;
  const grid = gridOf(draft);
  if (read.draft !== draft || read.family !== family || read.earlier !== earlier || read.grid !== grid)
    read = { draft, family, earlier, grid, reading: reading(grid, draft, context, functions) };
  return read.reading;
}

/** What a signed record keeps of the alerts: as they rose, and the version of the rules that raised them. */
export const raisedIn = (draft) =>
  gridOf(draft) ? { version: gridOf(draft).rules_version ?? "", raised: alertsOf(readingOf(draft)) } : { version: "" };

/** The answers of a signed body as the rules see them. */
export const readingOfRecord = (grid, body, on, family) => reading(grid, body, { on, family }, functions);

/**
 * Parts of the visit with the questions asked now: `{code, title, full, talked, aside, total, items: [{item, child, entry}]}`.
 * `full`: nothing is left open, « Non abordé » included.
 */
export function sectionsFor(draft) {
  const grid = gridOf(draft);
  if (!grid) return [];
  return visible(grid, draft, contextOf(draft), readingOf(draft)).map(({ code, title, answered, total, items }) => ({
    code, title,
    full: total > 0 && answered === total,
    ...talkedIn(items),
    items: items.map((entry) => ({ item: grid.items[entry.id], child: entry.child || null, entry })),
  }));
}

/** What « Rien à signaler » would set in a part: `{answers, child_answers}`. */
const neutralIn = (draft, section) => neutral(gridOf(draft), draft, contextOf(draft), section);

export function neutralCount(draft, section) {
  const found = neutralIn(draft, section);
  return [found.answers, ...Object.values(found.child_answers)].reduce((sum, all) => sum + Object.keys(all).length, 0);
}

/** The draft with the neutral values of a part where it is unanswered; each is marked as set in one go. */
export function withNeutral(draft, section) {
  const found = neutralIn(draft, section);
  const put = (now, child, all) =>
    Object.entries(all).reduce((next, [item, change]) => withAnswer(next, item, child, change), now);
  return Object.entries(found.child_answers).reduce(
    (now, [child, all]) => put(now, child, all),
    put(draft, "", found.answers),
  );
}

/** A child of the draft; when the file left this tablet meanwhile, still one child and not another. */
function childOf(draft, child) {
  const known = (familyOf(draft)?.persons ?? []).find((person) => person.id === child);
  const at = (draft.children ?? []).indexOf(child) + 1;
  return known ?? { id: child, first_name: at ? `Enfant ${at}` : "" };
}

export const nameOf = (draft) => (child) => (child ? childOf(draft, child).first_name : "");

export function itemContext(draft, child, alerts) {
  const person = child ? childOf(draft, child) : null;
  const on = dayOf(draft);
  return {
    method: child ? usualMethod(draft, child) : null,
    child: person, on, alerts, role: device.get().account.role,
  };
}

/** A phone call, a weighing at a session or a mandate needs no agreement for a home visit; without its grid it is asked. */
export function needsAgreement(draft) {
  const grid = gridOf(draft);
  return grid ? agreementNeeded(grid, readingOf(draft), dayOf(draft)) : !MANDATED.has(draft.kind);
}

/** Why whoever holds the tablet may not sign this kind of visit; "" when she may. */
export function notYours(draft) {
  const grid = gridOf(draft);
  const { role } = device.get().account;
  return grid ? signingRefusal(grid, role) : refusalOfKind(draft.kind, role);
}
