/** The visit in hand: which draft, which part of it, what is unfolded. One change function saves and shows. */
import { officeDate } from "../store/clock.js";
import { device } from "../store/device.js";
import { claimDraft, draft, isWritten, releaseDraft, saveDraft } from "../store/drafts.js";
import { doc, docs } from "../store/mirror.js";
import { StorageFailure } from "../store/store.js";
import { holdVersion } from "../shell/update.js";
import { onView, view } from "./view.js";
import { takenUp } from "./talks.js";
import { newestOf, visitDrafts } from "./visit_drafts.js";

/** Screens that have a visit in hand: a visit itself, and a family worker's session. */
const SCREENS = new Set(["visite", "seance"]);

function onVisit() {
  return SCREENS.has(view().name) ? view().id : "";
}

/**
 * Screen state that need not survive the tab; what must survive is in the draft's `place`. `unfolded`: the part that may show
 * what was confided in it (confided.js).
 */
const screen = {
  visitId: onVisit(), ending: false, notes: false, openNotes: new Set(), unfolded: "", photos: null, large: "", saving: 0,
  failed: "", retried: false, elsewhere: false, other: false,
};
const NOT_KEPT = "Pas enregistré";
const listeners = new Set();
/** While a visit is open here, no new version of the app comes: the promise of what lets it come. */
let versionHeld = null;
let claimed = "";

export const onScreen = (tell) => {
  listeners.add(tell);
  return () => listeners.delete(tell);
};
export const tell = () => listeners.forEach((listener) => listener());
export { screen };

/** The visit on screen: its doc, or what its draft says of it when it was added on this tablet. */
export function currentVisit() {
  const id = onVisit();
  if (!id) return null;
  const known = doc("visit", id);
  if (known) return known;
  const made = visitDrafts().find((one) => one.visit_id === id);
  return made
    ? { id, family_id: made.family_id, kind: made.kind, planned_on: made.planned_on, planned_at: made.planned_at,
        duration_min: made.duration_min, status: "programmee", reason: "", record: null,
        ...(made.pupil ? { child_id: made.pupil.id } : {}),
        ...(made.order_id ? { order_id: made.order_id, worker_id: device.get().account.id } : {}) }
    : null;
}

/** The newest draft of this visit: open before signed, the latest correction before what it corrects. */
export function currentDraft() {
  const visit = currentVisit();
  if (!visit) return null;
  const mine = visitDrafts().filter((one) => one.visit_id === visit.id);
  return newestOf(mine.filter((one) => one.stage !== "signed")) ?? newestOf(mine) ?? null;
}

/** The newest signed record of this visit that the server sent. */
export function currentRecord() {
  const visit = currentVisit();
  if (!visit) return null;
  const records = docs("record").filter((one) => one.visit_id === visit.id);
  return records.find((one) => !one.corrected_by) ?? records[0] ?? null;
}

/** Since when this page has had which draft in hand, by the clock that nobody can set. */
let inHand = { id: "", before: 0, since: 0 };

/** Milliseconds of work on a draft, over all the times it was opened. */
export function elapsedOf(of) {
  if (inHand.id !== of.id) inHand = { id: of.id, before: of.elapsed ?? 0, since: performance.now() };
  return Math.round(inHand.before + performance.now() - inHand.since);
}

/** Save a draft; memory and screen follow at once, and the word « enregistré » only when it is on the disk. */
export async function keep(next) {
  screen.saving += 1;
  try {
    const talks = next.talks && { talks: takenUp(next.talks, officeDate().toISOString()) };
    const kept = saveDraft(next.id, { ...next, ...talks, elapsed: elapsedOf(next) });
    tell();
    await kept;
    screen.failed = "";
  } catch (failure) {
    // The store says why in its own sentence; here the word must not be « enregistré ».
    screen.failed = NOT_KEPT;
    screen.retried = failure instanceof StorageFailure;
  } finally {
    screen.saving -= 1;
    tell();
  }
}

/** What went wrong with the draft on screen, in French; "" when nothing, or when the store has since written it. */
export const failed = (id) => (screen.failed === NOT_KEPT && screen.retried && isWritten(id) ? "" : screen.failed);

/** Change the draft in hand. Does nothing when there is none or when it is signed. */
export function change(edit) {
  const now = currentDraft();
  if (!now || now.stage === "signed") return undefined;
  const next = edit(draft(now.id) ?? now);
  return next === now ? undefined : keep(next);
}

/** One tab writes a draft at a time; a second one is told so. */
export async function claim(id) {
  const { visitId } = screen;
  const mine = await claimDraft(id);
  if (screen.visitId !== visitId) {
    if (mine) releaseDraft(id); // she has left meanwhile
    return false;
  }
  screen.elsewhere = !mine;
  if (mine) {
    claimed = id;
    versionHeld ??= holdVersion();
    await versionHeld;
  }
  tell();
  return mine;
}

onView(() => {
  const id = onVisit();
  if (id === screen.visitId) return;
  Object.assign(screen, { visitId: id, ending: false, notes: false, openNotes: new Set(), unfolded: "", photos: null, large: "", failed: "", elsewhere: false, other: false });
  versionHeld?.then((letGo) => letGo());
  versionHeld = null;
  if (claimed) releaseDraft(claimed);
  claimed = "";
});
