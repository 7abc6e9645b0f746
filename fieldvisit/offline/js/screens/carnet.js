/**
 * Copying the carnet de santé at home: the day of a page, then one tap for each vaccine of that day. Each tap is kept at
 * once; « Enregistrer » signs them all as one envelope. A wrong line is struck out with why, and stays at the office.
 */
import { device } from "../store/device.js";
import { draft, drafts, dropDraft, isWritten, releaseDraft, saveDraft, subscribe as onDrafts } from "../store/drafts.js";
import { newId } from "../store/ids.js";
import { doc, mayRead, subscribe as onDocs } from "../store/mirror.js";
import { noteRead } from "../store/reads.js";
import { holdVersion } from "../shell/update.js";
import { all, finishDraft, subscribe as onLines } from "../sync/outbox.js";
import { certificateLines, childrenIn, examRows, pendingLines, vaccineRows } from "./carnet_view.js";
import { age, date, today } from "./french.js";
import { WORDS } from "./household.js";
import { live } from "./live.js";
import { back, go, onView, view } from "./view.js";

const EMPTY = {
  family: "", child: "", age: "", children: [], may_note: false, form: "", day: "", given_by: "", exam_day: "", doctor: "", place: "",
  vaccines: [], exams: [], certificates: [], pending: [], striking: { id: "", text: "", why: "" }, count: "", saved: "", problem: "", sent: [],
};
const NOTHING = { doses: [], exams: [], strikes: [], day: "", given_by: "", exam_day: "", doctor: "", place: "", striking: null, whys: {} };
const MOST_SENT = 5;

let failed = "";
let chosen = "";
/** A new number makes the fields anew: after a save, or when another file is opened. */
let form = 0;
let versionHeld = null;

const familyId = () => (view().name === "carnet" ? view().id : "");
const mine = () => drafts().filter(({ value }) => value?.carnet && value.family_id === familyId());
const current = () => mine().find(({ finished }) => !finished) ?? null;
const family = () => doc("family", familyId());
const typedNow = () => ({ ...NOTHING, ...(current()?.value ?? {}) });
const childNow = () => {
  const there = childrenIn(family());
  return there.find(({ id }) => id === chosen) ?? there.find(({ doses }) => doses) ?? there[0] ?? null;
};

function compute() {
  const home = family();
  const child = home && mayRead() ? childNow() : null;
  if (!child?.doses) return { ...EMPTY, problem: failed };
  const typed = typedNow();
  const draftId = current()?.id;
  const pending = pendingLines(home, typed, today());
  const count = pending.length + typed.strikes.length;
  const children = childrenIn(home);
  return {
    family: home.label, child: child.first_name, age: age(child.birth_date, today()), may_note: Boolean(home.may_note),
    children: children.length > 1 ? children.map((one) => ({ code: one.id, label: one.first_name, chosen: one.id === child.id })) : [],
    form: `${familyId()}-${form}`,
    day: typed.day, given_by: typed.given_by, exam_day: typed.exam_day, doctor: typed.doctor, place: typed.place,
    vaccines: vaccineRows(child, typed, today()),
    exams: examRows(child, typed, today()),
    certificates: certificateLines(child),
    pending: [...pending.map(pendingRow), ...typed.strikes.map(strikeRow)],
    striking: typed.striking ?? EMPTY.striking,
    count: count ? `${count} ligne${count > 1 ? "s" : ""} à enregistrer` : "",
    saved: draftId ? (isWritten(draftId) ? "gardé sur la tablette" : "enregistrement…") : "",
    problem: failed,
    sent: sent(),
  };
}

const pendingRow = ({ id, what, text, verdict, sentence, confirmed, lot }) => ({
  key: id, id, text, problem: sentence, to_confirm: verdict === "confirm", confirmed, dose: what === "doses", lot,
});
const strikeRow = ({ id, text, why }) => ({
  key: id, id, text: `À rayer : ${text}`, problem: `Motif : ${why}`, to_confirm: false, confirmed: false, dose: false, lot: "",
});

/** The last pages of this family that left this tablet, each with what became of it. */
function sent() {
  const lines = new Map(all().map((line) => [line.id, line]));
  return mine()
    .filter(({ finished, record_id }) => finished && lines.has(record_id))
    .sort((a, b) => b.updated_at - a.updated_at)
    .slice(0, MOST_SENT)
    .map(({ id, record_id, value }) => {
      const { word, sentence, reasons = [] } = lines.get(record_id);
      const [state, kind] = WORDS[word] ?? ["", "plain"];
      const told = [...new Set([sentence, ...reasons.map((reason) => reason.sentence)])].filter(Boolean).join(" ");
      return { key: id, state, kind, text: value.told ?? "", sentence: told };
    });
}

const state = live(compute, onDocs, onDrafts, onLines, onView, device.subscribe);

/** React hook: see `Carnet` in pages/field/shapes.py. */
export const useCarnet = () => state.use();

export function openCarnet(id) {
  noteRead(id, "carnet");
  go("carnet", id);
}

export function chooseChild(id) {
  chosen = id;
  say("");
}

/** Keeps a change of what is typed; the draft begins with the first of them. */
function keep(change) {
  const now = current();
  const id = now?.id ?? newId();
  const typed = (now && draft(id)) ?? { ...NOTHING, carnet: true, family_id: familyId() };
  versionHeld ??= holdVersion();
  failed = "";
  saveDraft(id, { ...typed, ...change(typed) })
    .then(state.tell, (failure) => say(failure.sentence ?? "Pas enregistré : ne fermez pas cette page."));
}

function say(sentence) {
  failed = sentence;
  state.tell();
}

export const type = (name, event) => {
  const { value } = event.target;
  keep(() => ({ [name]: value }));
};

/** One tap on a rank: to be signed, taken back, or, of what is noted, « Rayer cette ligne ? ». */
export function tapRank(vaccine, rank, id, label) {
  const child = childNow();
  const typed = typedNow();
  if (!child || !family()?.may_note) return;
  if (id && typed.doses.some((one) => one.id === id)) return removeLine(id);
  if (id) return startStriking(id, label);
  if (!typed.day) return ask("Indiquez d’abord la date de ces doses, en haut.", "carnet-day");
  const made = { id: newId(), child_id: child.id, vaccine, rank, given_on: typed.day, lot: "", given_by: typed.given_by.trim(), source: "carnet" };
  keep(({ doses }) => ({ doses: [...doses, made] }));
}

export function tapExam(code, id, label) {
  const child = childNow();
  const typed = typedNow();
  if (!child || !family()?.may_note) return;
  if (id && typed.exams.some((one) => one.id === id)) return removeLine(id);
  if (id) return startStriking(id, label);
  if (!typed.exam_day) return ask("Indiquez d’abord la date de l’examen.", "carnet-exam-day");
  if (!typed.doctor.trim()) return ask("Indiquez d’abord le médecin qui a fait l’examen.", "carnet-doctor");
  const made = { id: newId(), child_id: child.id, code, done_on: typed.exam_day, doctor: typed.doctor.trim(), place: typed.place.trim(), source: "carnet" };
  keep(({ exams }) => ({ exams: [...exams, made] }));
}

function ask(sentence, field) {
  say(sentence);
  const box = document.getElementById(field);
  box?.scrollIntoView({ block: "center" });
  box?.focus({ preventScroll: true });
}

const without = (lines, id) => lines.filter((one) => one.id !== id);
const changed = (lines, id, change) => lines.map((one) => (one.id === id ? { ...one, ...change } : one));

export const removeLine = (id) =>
  keep(({ doses, exams, strikes, whys }) => ({
    doses: without(doses, id), exams: without(exams, id), strikes: without(strikes, id),
    whys: strikes.filter((one) => one.id === id).reduce(typedWhy, whys),
  }));

export const confirmLine = (id, confirmed) =>
  keep(({ doses, exams }) => ({ doses: changed(doses, id, { confirmed: !confirmed }), exams: changed(exams, id, { confirmed: !confirmed }) }));

export const typeLot = (id, event) => {
  const { value } = event.target;
  keep(({ doses }) => ({ doses: changed(doses, id, { lot: value }) }));
};

/** The reasons typed so far by line, with this one's: they come back when the line is tapped again. */
const typedWhy = (whys = {}, striking) => (striking?.why ? { ...whys, [striking.id]: striking.why } : whys);

function startStriking(id, text) {
  const typed = typedNow();
  if (typed.strikes.some((one) => one.id === id)) return removeLine(id);
  if (typed.striking?.id !== id)
    keep(({ striking, whys = {} }) => ({ striking: { id, text, why: whys[id] ?? "" }, whys: typedWhy(whys, striking) }));
  requestAnimationFrame(() => document.getElementById("carnet-why")?.focus());
}

export const typeWhy = (event) => {
  const { value } = event.target;
  keep(({ striking }) => ({ striking: striking && { ...striking, why: value } }));
};

export const stopStriking = () => keep(({ striking, whys }) => ({ striking: null, whys: typedWhy(whys, striking) }));

export function strike() {
  const { striking } = typedNow();
  if (!striking) return;
  if (!striking.why.trim()) return ask("Écrivez en quelques mots pourquoi cette ligne est rayée.", "carnet-why");
  keep(({ strikes }) => ({ strikes: [...strikes, { ...striking, why: striking.why.trim() }], striking: null }));
}

/** Signs all lines at once; one that cannot be, or that nobody confirmed, keeps them all here. */
export async function send() {
  const now = current();
  if (!now) return back();
  const typed = { ...NOTHING, ...draft(now.id) };
  const pending = pendingLines(family(), typed, today());
  const wrong = pending.find(({ verdict }) => verdict === "refuse");
  if (wrong) return ask(wrong.sentence, "carnet-pending");
  const asked = pending.find(({ verdict, confirmed }) => verdict === "confirm" && !confirmed);
  if (asked) return ask(asked.sentence, "carnet-pending");
  if (typed.striking?.why.trim())
    return ask(`« ${typed.striking.text} » n’est pas encore rayé : touchez « Rayer la ligne » ou « Ne pas rayer ».`, "carnet-why");
  if (!pending.length && !typed.strikes.length) return undo();
  const told = [...pending.map(({ text }) => text), ...typed.strikes.map(({ text }) => `Rayé : ${text}`)].join("\n");
  const plain = ({ confirmed, ...line }) => (line.lot === undefined ? line : { ...line, lot: line.lot.trim() });
  const body = { doses: typed.doses.map(plain), exams: typed.exams.map(plain), strikes: typed.strikes.map(({ id, why }) => ({ id, why })) };
  try {
    const content = { kind: "carnet_entry", id: newId(), family_id: typed.family_id, parent: null, body, elapsed: null };
    await finishDraft(now.id, content, { ...typed, ...body, striking: null, whys: {}, told });
    form += 1;
    say("");
  } catch (failure) {
    say(failure.sentence ?? "La tablette n’a pas pu l’enregistrer. Ce que vous avez noté est gardé ; recommencez.");
  }
}

/** Takes back all that was tapped and not signed. */
export async function undo() {
  const now = current();
  if (now) await dropDraft(now.id).catch((failure) => say(failure.sentence ?? ""));
  form += 1;
  say("");
}

let on = familyId();
onView(() => {
  if (familyId() === on) return;
  on = familyId();
  [failed, chosen] = ["", ""];
  form += 1;
  for (const { value, id, finished } of drafts()) if (value?.carnet && !finished) releaseDraft(id);
  versionHeld?.then((letGo) => letGo());
  versionHeld = null;
});
