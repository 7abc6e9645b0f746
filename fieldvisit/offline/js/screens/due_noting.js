/**
 * What one does with a line of « À faire » at the door: makes the visit, opens the carnet, or notes what was decided.
 * A note is a draft from the first tap on; « Enregistrer » signs it, it shows at once and leaves when there is network.
 */
import { officeDate } from "../store/clock.js";
import { device } from "../store/device.js";
import { draft, drafts, dropDraft, releaseDraft, saveDraft, subscribe as onDrafts } from "../store/drafts.js";
import { newId } from "../store/ids.js";
import { doc, subscribe as onDocs } from "../store/mirror.js";
import { holdVersion } from "../shell/update.js";
import { finishDraft } from "../sync/outbox.js";
import { openCarnet } from "./carnet.js";
import { openContact } from "./contact.js";
import { openDossier } from "./dossier.js";
import { itemOf, keyOf, noteOn, REFERRAL, whose, WORDS_ONLY } from "./due_lines.js";
import { addDays, today } from "./french.js";
import { openGrowth } from "./growth.js";
import { openHousehold } from "./household.js";
import { live } from "./live.js";
import { startFor } from "./unplanned.js";
import { onView } from "./view.js";
import { openVisit } from "./visit.js";

const POSTPONED = "reporte";
const RESUMED = "repris";
const DONE = "fait";
/** As at the office: due/decision.py and tasks/task.py. */
const CHOICES = [[POSTPONED, "Reporté"], ["refuse", "Refusé par la famille"], ["sans_objet", "Sans objet"], [DONE, "Fait ailleurs"]];
const RESUME = [[RESUMED, "Reprendre"]];
const TASK = [[DONE, "Fait"], ["non_fait", "Non fait"], ["perdu_de_vue", "Perdu de vue"]];
/** Of a referral one may also note a word and leave it open. */
const WORDS = [[WORDS_ONLY, "Un mot, sans clore"]];
const NOTHING = { open: false, title: "", about: "", choices: [], on_label: "", on: "", first: "", last: "", reason: "", reason_label: "", problem: "", form: "" };
const ASKED = { what: "", choice: "", on: "", reason: "" };

/** Which draft is in hand, and a number that makes the fields anew. */
let current = "";
let form = 0;
let failed = "";
let sending = false;
let versionHeld = null;

const typed = () => (current && draft(current)) || null;

function compute() {
  const value = typed();
  if (!value) return NOTHING;
  const day = value.what === "due" && [POSTPONED, DONE].includes(value.choice);
  const now = today();
  const options = value.what === "task" ? (value.referral ? [...TASK, ...WORDS] : TASK) : value.ended ? RESUME : CHOICES;
  const needless = value.choice === DONE || value.choice === RESUMED;
  return {
    open: true, title: value.label, about: [value.family, value.who].filter(Boolean).join(" – "),
    choices: options.map(([code, label]) => ({ code, label, chosen: code === value.choice })),
    on_label: day ? (value.choice === DONE ? "Fait le" : "Reporté au") : "", on: value.on,
    first: value.choice === POSTPONED ? addDays(now, 1) : "", last: value.choice === POSTPONED ? addDays(now, 366) : now,
    reason: value.reason, reason_label: value.choice === WORDS_ONLY ? "Votre mot" : needless ? "En quelques mots (facultatif)" : "Pourquoi, en quelques mots",
    problem: failed, form: `${current}-${form}`,
  };
}

const state = live(compute, onDrafts, onDocs, device.subscribe);

/** React hook: see `DueNoting` in pages/field/shapes.py. */
export const useDueNoting = () => state.use();

/** The visit of this line: the planned one, the one begun already, or a new one with family, kind and child filled in. */
export function makeVisit(familyId, id) {
  const line = itemOf(familyId, "due", id);
  if (!line) return;
  const planned = line.visit_id && doc("visit", line.visit_id);
  if (planned) return openVisit(planned.id);
  const family = doc("family", familyId);
  const child = (family?.persons ?? []).find((one) => one.id === whose(line) && one.role === "enfant" && !one.deceased_on);
  startFor(familyId, line.kind, child ? [child.id] : null);
}

/** What the button of a line does. */
export function act(verb, familyId, id) {
  if (verb === "carnet") openCarnet(familyId);
  else if (verb === "visit") makeVisit(familyId, id);
  else if (verb === "contact") openContact(familyId);
  else if (verb === "agreement") openDossier(familyId, "accords");
  else if (verb === "household") openHousehold(familyId);
  else if (verb === "growth") openGrowth(familyId);
  else if (verb === "contacts") openDossier(familyId, "contacts");
}

/** Opens the panel of a line or task; what was typed there before, or came back from the office, is still there. */
export function openNoting(familyId, what, id, who) {
  const item = itemOf(familyId, what, id);
  const left = item ? null : lastOn(familyId, id);
  if (!item && !left) return;
  const about = left?.value.about ?? (what === "task" ? item.id : keyOf(item));
  const begun = drafts().find(({ value, finished }) => value?.noting && !finished && value.about === about);
  failed = "";
  form += 1;
  versionHeld ??= holdVersion();
  if (begun) {
    current = begun.id;
    return state.tell();
  }
  current = newId();
  if (left) return keep({ ...left.value }); // its line has left the list: what was said of it can still be put right
  const before = noteOn(what, item);
  const wrong = before && ["refused", "invalid"].includes(before.sent.word);
  const ended = what === "due" && (wrong || !before ? Boolean(item.state) && item.state !== "fait" : ["refuse", "sans_objet", DONE].includes(before.choice));
  const kept = wrong ? { choice: before.choice, on: before.on ?? "", reason: before.reason } : { choice: ended ? RESUMED : "", on: "", reason: "" };
  // What she saw of the office's words: one said meanwhile is not overwritten.
  const known = before && !wrong ? before.id : (item.decision ?? null);
  keep({
    noting: true, what, about, family_id: familyId, item_id: item.id, label: item.label, family: doc("family", familyId)?.label ?? "", who,
    referral: item.kind === REFERRAL, ended, seen: item.decision ?? null, known, ...kept,
    ...(what === "due" ? { subject_id: item.subject_id, code: item.code, occurrence: item.occurrence ?? 0 } : {}),
  });
}

/** What was last noted here on a line that is no longer in a list. */
const lastOn = (familyId, id) =>
  drafts().find(({ value }) => value?.noting && value.family_id === familyId && value.item_id === id) ?? null;

function keep(value) {
  saveDraft(current, value).then(() => {}, (failure) => say(failure.sentence ?? "Pas enregistré : ne fermez pas cette page."));
  state.tell();
}

function say(sentence) {
  failed = sentence;
  state.tell();
}

function change(given) {
  const value = typed();
  if (!value) return;
  failed = "";
  keep({ ...ASKED, ...value, ...given });
}

export function choose(choice) {
  const value = typed();
  if (!value) return;
  // The day of « Fait ailleurs » is most often today's, that of « Reporté » never.
  const on = choice === DONE && value.what === "due" ? today() : "";
  form += 1;
  change({ choice, on });
}

export const typeDay = (event) => change({ on: event.target.value });
export const typeReason = (event) => change({ reason: event.target.value });

/** The panel goes; what was typed stays for the next time it is opened, an untouched one leaves no trace. */
export async function closeNoting() {
  const value = typed();
  const id = current;
  leave();
  if (!value) return;
  const untouched = !value.reason.trim() && (!value.choice || value.ended);
  await (untouched ? dropDraft(id) : releaseDraft(id)).catch(() => {});
}

function leave() {
  current = "";
  failed = "";
  state.tell();
  versionHeld?.then((letGo) => letGo());
  versionHeld = null;
}

/** What is still missing, in French, or "". */
function missing({ what, choice, on, reason }) {
  const now = today();
  if (!choice) return what === "task" ? "Choisissez « Fait », « Non fait » ou « Perdu de vue »." : "Choisissez ce que vous notez.";
  if (what === "due" && choice === POSTPONED && (!on || on <= now || on > addDays(now, 366)))
    return "Indiquez le jour auquel vous reportez : après aujourd’hui, dans un an au plus.";
  if (what === "due" && choice === DONE && (!on || on > now)) return "Indiquez le jour où cela a été fait : aujourd’hui ou avant.";
  if (choice === WORDS_ONLY && !reason.trim()) return "Écrivez votre mot : il reste avec l’orientation.";
  if (![DONE, RESUMED].includes(choice) && !reason.trim()) return "Dites en quelques mots pourquoi : le motif reste avec la décision.";
  return "";
}

/** Signs the note; one that is not whole stays on screen with what is missing. */
export async function sendNoting() {
  const value = typed();
  if (!value || sending) return;
  const wrong = missing(value);
  if (wrong) return say(wrong);
  sending = true;
  const { what, choice, on, reason } = value;
  const at = officeDate().toISOString();
  const content = choice === WORDS_ONLY
    ? { kind: "task_note", body: { task_id: value.item_id, note: reason.trim(), at } }
    : what === "task"
    ? { kind: "task_done", body: { task_id: value.item_id, outcome: choice, note: reason.trim(), at } }
    : {
        kind: "due_decision",
        body: {
          subject_id: value.subject_id, code: value.code, occurrence: value.occurrence, choice,
          on: [POSTPONED, DONE].includes(choice) ? on : null, reason: reason.trim(), known: value.known, at,
        },
      };
  try {
    const id = current;
    await finishDraft(id, { ...content, id: newId(), family_id: value.family_id, parent: null, elapsed: null }, value);
    if (current === id) leave();
  } catch (failure) {
    say(failure.sentence ?? "La tablette n’a pas pu l’enregistrer. Ce que vous avez écrit est gardé ; recommencez.");
  } finally {
    sending = false;
  }
}

// Another screen, or a locked tablet: what was typed is kept, the panel is not left open behind it.
onView(() => current && closeNoting());
device.subscribe(() => device.get().phase !== "open" && current && leave());
