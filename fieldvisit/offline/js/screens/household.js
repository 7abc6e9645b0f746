/**
 * Correcting a family's file from the door: address, phones, notes. What is typed is a draft from the first letter
 * on; « Enregistrer » signs it, shows it at once in the file, and sends it when there is network.
 */
import { draft, drafts, dropDraft, isWritten, releaseDraft, saveDraft, subscribe as onDrafts } from "../store/drafts.js";
import { newId } from "../store/ids.js";
import { doc, mayRead, subscribe as onDocs } from "../store/mirror.js";
import { noteRead } from "../store/reads.js";
import { holdVersion } from "../shell/update.js";
import { all, finishDraft, subscribe as onLines } from "../sync/outbox.js";
import { device } from "../store/device.js";
import { live } from "./live.js";
import { back, go, onView, view } from "./view.js";

const TEXTS = ["address", "postcode", "city", "phone", "phone_2", "languages", "access_notes", "safety_notes"];
const CONTACT = [["oui", "Oui"], ["non", "Non"], ["plage", "À certaines heures"]];
const INTERPRETER = [[false, "Sans interprète"], [true, "Avec interprète"]];
const LABELS = {
  address: "Adresse", postcode: "Code postal", city: "Commune", phone: "Téléphone", phone_2: "Autre téléphone",
  contact_ok: "Contact possible", languages: "Langue", interpreter: "Interprète", access_notes: "Accès",
  safety_notes: "Sécurité",
};
/** Where a line that was sent stands, by the server’s word: [label, colour]. */
export const WORDS = {
  waiting: ["Sur la tablette", "warn"], received: ["Reçue", "ok"], identical: ["Reçue", "ok"],
  diverged: ["Reçue, à départager", "warn"], settled: ["Départagée", "ok"], filed: ["Classée par le service", "plain"],
  refused: ["Refusée par le serveur", "alarm"], invalid: ["Non conforme, conservée", "alarm"],
};
const MOST_SENT = 5;

/** What went wrong with the last act, in French. */
let failed = "";
/** A new number makes the fields anew from the file: after a save, or when another file is opened. */
let form = 0;
/** What the fields were last made from; while she types it stays, so that nothing is taken from under her fingers. */
let made = "";
let versionHeld = null;

const familyId = () => (view().name === "foyer" ? view().id : "");
const mine = () => drafts().filter(({ value }) => value?.household && value.family_id === familyId());
const current = () => mine().find(({ finished }) => !finished) ?? null;

function compute() {
  const family = doc("family", familyId());
  if (!family || !mayRead()) {
    return { family: "", form: String(form), values: Object.fromEntries(TEXTS.map((name) => [name, ""])), contact: [],
      interpreter: [], changed: "", saved: "", problem: failed, sent: [] };
  }
  const typed = current();
  const changes = typed?.value.changes ?? {};
  const shown = { ...family, ...changes };
  const count = Object.keys(changes).filter((name) => changes[name] !== typed.value.before[name]).length;
  const values = Object.fromEntries(TEXTS.map((name) => [name, shown[name] ?? ""]));
  if (!typed || !made.startsWith(`${familyId()}-${form}-`)) made = `${familyId()}-${form}-${JSON.stringify(values)}`;
  return {
    family: family.label,
    form: made,
    values,
    contact: CONTACT.map(([code, label]) => ({ code, label, chosen: shown.contact_ok === code })),
    interpreter: INTERPRETER.map(([code, label]) => ({ code: String(code), label, chosen: Boolean(shown.interpreter) === code })),
    changed: count === 0 ? "" : count === 1 ? "1 changement" : `${count} changements`,
    saved: typed ? (isWritten(typed.id) ? "Gardé sur la tablette" : "Enregistrement…") : "",
    problem: failed,
    sent: sent(),
  };
}

/** The last corrections of this family that left this tablet, each with what became of it. */
function sent() {
  const lines = new Map(all().map((line) => [line.id, line]));
  return mine()
    .filter(({ finished, record_id }) => finished && lines.has(record_id))
    .sort((a, b) => b.updated_at - a.updated_at)
    .slice(0, MOST_SENT)
    .map(({ id, record_id, value }) => {
      const { word, sentence, reasons = [] } = lines.get(record_id);
      const [state, kind] = WORDS[word] ?? ["", "plain"];
      return {
        key: id, state, kind,
        text: changesOf(value),
        sentence: [sentence, ...reasons.map((reason) => reason.sentence)].filter(Boolean).join(" "),
      };
    });
}

/** What was corrected, a line for each field. */
export const changesOf = ({ changes }) =>
  Object.entries(changes).map(([name, after]) => `${LABELS[name] ?? name} : ${said(name, after)}`).join("\n");

function said(name, value) {
  if (name === "contact_ok") return CONTACT.find(([code]) => code === value)?.[1] ?? value;
  if (name === "interpreter") return INTERPRETER[value ? 1 : 0][1];
  return value || "(vide)";
}

const state = live(compute, onDocs, onDrafts, onLines, onView, device.subscribe);

/** React hook: see `HouseholdForm` in pages/field/shapes.py. */
export const useHousehold = () => state.use();

export function openHousehold(id) {
  noteRead(id, "foyer");
  go("foyer", id);
}

export function type(name, event) {
  change(name, event.target.value);
}

export const chooseContact = (code) => change("contact_ok", code);
export const chooseInterpreter = (code) => change("interpreter", code === "true");

/** What she saw of a field is remembered when she first changes it: the office may change it meanwhile. */
function change(name, value) {
  const family = doc("family", familyId());
  if (!family) return;
  const now = current();
  const id = now?.id ?? newId();
  const typed = (now && draft(id)) ?? { household: true, family_id: familyId(), home: { label: family.label }, before: {}, changes: {} };
  const seen = name in typed.before ? typed.before[name] : (family[name] ?? (name === "interpreter" ? false : ""));
  versionHeld ??= holdVersion();
  saveDraft(id, { ...typed, before: { ...typed.before, [name]: seen }, changes: { ...typed.changes, [name]: value } })
    .then(() => failed && say(""), (failure) => say(failure.sentence ?? "Pas enregistré : ne fermez pas cette page."));
}

function say(sentence) {
  failed = sentence;
  state.tell();
}

/** Signs what really changed; what was put back as it was goes without a trace. */
export async function send() {
  const typed = current();
  if (!typed) return back();
  const value = draft(typed.id);
  const names = Object.keys(value.changes).filter((name) => value.changes[name] !== value.before[name]);
  const only = (all) => Object.fromEntries(names.map((name) => [name, typeof all[name] === "string" ? all[name].trim() : all[name]]));
  try {
    if (!names.length) {
      await dropDraft(typed.id);
    } else {
      const body = { changes: only(value.changes), before: Object.fromEntries(names.map((name) => [name, value.before[name]])) };
      const content = { kind: "household", id: newId(), family_id: value.family_id, parent: null, body, elapsed: null };
      await finishDraft(typed.id, content, { ...value, ...body });
    }
    form += 1;
    say("");
  } catch (failure) {
    say(failure.sentence ?? "La tablette n’a pas pu l’enregistrer. Ce que vous avez écrit est gardé ; recommencez.");
  }
}

/** Puts the fields back as they are in the file. */
export async function undo() {
  const typed = current();
  if (typed) await dropDraft(typed.id).catch((failure) => say(failure.sentence ?? ""));
  form += 1;
  state.tell();
}

let on = familyId();
onView(() => {
  if (familyId() === on) return;
  on = familyId();
  failed = "";
  form += 1;
  for (const { value, id, finished } of drafts()) if (value?.household && !finished) releaseDraft(id);
  versionHeld?.then((letGo) => letGo());
  versionHeld = null;
});
