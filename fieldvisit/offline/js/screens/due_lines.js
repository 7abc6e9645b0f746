/**
 * What is due in the families aboard, as it is shown: the lines of the list and the tasks, with what was noted or made
 * of each on this tablet and is not at the office yet. `linesOf` is for a file, `ownLines` for « À faire ».
 */
import { device } from "../store/device.js";
import { drafts } from "../store/drafts.js";
import { doc, docs, mayRead } from "../store/mirror.js";
import { all } from "../sync/outbox.js";
import { by, isLate, partOf, partOfTask, windowOf } from "../rules/due_words.js";
import { age, date, today } from "./french.js";
import { WORDS } from "./household.js";
import { kindOf, MANDATED } from "./visit_kinds.js";
import { visitDrafts } from "./visit_drafts.js";

const BANDS = { 1: "alarm", 2: "warn", 3: "sea", 4: "plain" };
/** Copied in the carnet, or a doctor's: not what one goes there for. */
const HEALTH = new Set(["examen", "vaccin", "certificat", "evaluation"]);
const CARNET = new Set(["examen", "vaccin"]);
const ENDED = { fait: "Fait", refuse: "Refusé", sans_objet: "Sans objet" };
/** What was decided, as a badge says it. */
export const CHOSEN = {
  reporte: ({ on }) => `Reporté au ${date(on)}`, refuse: () => "Refusé", sans_objet: () => "Sans objet",
  fait: ({ on }) => (on ? `Fait le ${date(on)}` : "Fait"), repris: () => "Repris", non_fait: () => "Non fait",
  perdu_de_vue: () => "Perdu de vue", mot: () => "Mot noté",
};
/** What is no visit at home is not called one. */
const MADE = { contact_telephonique: "Noter l’appel", pesee_seule: "Noter la pesée" };
export const REFERRAL = "orientation";
/** A note that closes nothing. */
export const WORDS_ONLY = "mot";
const ACKNOWLEDGED = new Set(["received", "identical"]);

/** What names a line whatever its row: its subject, rule and number. */
export const keyOf = ({ subject_id, code, occurrence = 0 }) => `${subject_id}/${code}/${occurrence}`;

/** Whom it is about: somebody behind a pregnancy, a support, a follow-up, else the subject itself. */
export const whose = ({ person_id, subject_id }) => person_id ?? subject_id;

/** The signed notes of this tablet, by what they are about, the newest of each; `sent`: its line, with where it stands. */
function notes() {
  const found = new Map();
  const made = drafts().filter(({ value, finished }) => value?.noting && finished);
  if (!made.length) return found;
  const lines = new Map(all().map((line) => [line.id, line]));
  for (const { value, record_id } of made.sort((a, b) => (a.record_id < b.record_id ? -1 : 1)))
    if (lines.has(record_id)) found.set(value.about, { ...value, id: record_id, sent: lines.get(record_id) });
  return found;
}

/** Visits signed on this tablet, by family: the day, who was seen, where the record stands. */
function signedHere() {
  const sent = new Map(all().filter(({ kind }) => kind === "visit_record").map((line) => [line.id, line.word]));
  const found = new Map();
  for (const visit of docs("visit")) {
    const word = sent.get(visit.record?.id);
    if (!word || visit.status !== "realisee") continue;
    const draft = visitDrafts().find(({ id }) => id === visit.record.id);
    const record = draft ?? doc("record", visit.record.id)?.body;
    const made = { id: visit.id, kind: visit.kind, on: today(new Date(visit.started_at ?? visit.planned_on)), word, children: record?.children ?? [] };
    if (!found.has(visit.family_id)) found.set(visit.family_id, []);
    found.get(visit.family_id).push(made);
  }
  return found;
}

/** The visit signed here that does each open line; one does each rule once for a subject, as at the office. */
function doneBy(lines, visits, family) {
  const used = new Set(lines.filter(({ visit_id, state }) => visit_id && state).map((line) => `${line.subject_id}/${line.code}/${line.visit_id}`));
  const found = new Map();
  for (const line of [...lines].sort((a, b) => (a.opens < b.opens ? -1 : 1))) {
    if (line.state || !line.kind) continue;
    const made = visits.find((visit) => {
      if (visit.id === line.visit_id) return true;
      const about = isChild(family, whose(line)) && visit.children.length && !visit.children.includes(whose(line));
      return visit.kind === line.kind && !about && visit.on >= line.counts_from && (!line.closes || visit.on <= line.closes)
        && !used.has(`${line.subject_id}/${line.code}/${visit.id}`);
    });
    if (!made) continue;
    used.add(`${line.subject_id}/${line.code}/${made.id}`);
    found.set(line.id, made);
  }
  return found;
}

const personOf = (family, id) => (family?.persons ?? []).find((one) => one.id === id);
const isChild = (family, id) => personOf(family, id)?.role === "enfant";

/** « Adam, 3 mois », « Samira », or nothing for the whole family. */
function named(family, id, now) {
  const person = personOf(family, id);
  if (!person) return "";
  return [person.first_name, person.role === "enfant" ? age(person.birth_date, now) : ""].filter(Boolean).join(", ");
}

/** Does this note still stand above what the office sent? Not once its list was worked out with it. */
function stands(note, decision) {
  if (!note || ["settled", "filed"].includes(note.sent.word)) return false;
  if (note.choice === WORDS_ONLY) return !ACKNOWLEDGED.has(note.sent.word); // it closes nothing
  return !ACKNOWLEDGED.has(note.sent.word) || note.what === "task" || (decision ?? null) === note.seen;
}

function noteView({ choice, on, sent }) {
  const said = CHOSEN[choice]?.({ on }) ?? choice;
  if (sent.word === "waiting") return { status: `${said}, à envoyer`, status_kind: "warn", wrong: false, noted: true, sentence: "" };
  const [state, kind] = WORDS[sent.word] ?? ["", "plain"];
  const wrong = ["refused", "invalid"].includes(sent.word);
  const told = [sent.sentence, ...(sent.reasons ?? []).map(({ sentence }) => sentence)];
  return { status: `${said} – ${state.toLowerCase()}`, status_kind: kind, wrong, noted: true, sentence: [...new Set(told)].filter(Boolean).join(" ") };
}

function visitView({ word }) {
  if (word === "waiting") return { status: "Faite, à envoyer", status_kind: "warn", wrong: false, noted: true, sentence: "" };
  const wrong = ["refused", "invalid"].includes(word);
  return { status: wrong ? "Faite, visite à revoir" : "Faite", status_kind: wrong ? "alarm" : "ok", wrong, noted: true, sentence: "" };
}

const NOTHING_SAID = { status: "", status_kind: "plain", wrong: false, noted: false, sentence: "" };

/** Where a line stands by the office's list alone. */
function standing(line, planned) {
  if (line.state === "fait") return { ...NOTHING_SAID, status: line.done_on ? `Fait le ${date(line.done_on)}` : "Fait", status_kind: "ok" };
  if (line.state) return { ...NOTHING_SAID, status: ENDED[line.state] ?? line.state };
  if (planned) return { ...NOTHING_SAID, status: "Programmée", status_kind: "sea" };
  return line.to_check ? { ...NOTHING_SAID, status: "À vérifier", status_kind: "warn" } : NOTHING_SAID;
}

const common = (list, family) => ({
  family_id: list.family_id, family: family?.label ?? "Famille", band: list.band, band_label: list.band_label,
  band_kind: BANDS[list.band] ?? "plain", reasons: list.reasons ?? [],
});

function dueView(list, line, family, { now, noted, made }) {
  const note = noted.get(keyOf(line));
  const above = stands(note, line.decision);
  const visit = doc("visit", line.visit_id);
  const planned = !line.state && line.visit_id ? visit?.planned_on ?? "" : "";
  const done = made.get(line.id);
  const said = done ? visitView(done) : above ? noteView(note) : standing(line, line.visit_id && !line.state);
  const open = !line.state && !said.noted;
  return {
    ...common(list, family), key: `due-${keyOf(line)}`, id: line.id, what: "due", label: line.label, about: named(family, whose(line), now),
    window: line.state ? "" : windowOf(line, now, planned), late: !line.state && isLate(line, now, planned || line.visit_id),
    who: line.mine ? "" : line.worker ?? "", ...said, ...(open ? actOf(line, visit) : { act: "", act_label: "" }),
    may_note: Boolean(line.may_decide) && !done, note_label: "Noter…", note: "",
    part: partOf(line, list.band, now), due: line.due, mine: Boolean(line.mine), health: HEALTH.has(line.group),
    planned: Boolean(line.visit_id && !line.state), ended: Boolean(line.state), over: isOver(line, now),
  };
}

/** What one tap does: the visit, planned or not, or the carnet in which it is noted. */
function actOf(line, visit) {
  const me = device.get().account;
  if (visit && visit.worker_id === me.id) return { act: "visit", act_label: "Ouvrir la visite" };
  if (CARNET.has(line.group) && mayRead()) return { act: "carnet", act_label: "Carnet" };
  const kind = kindOf(line.kind);
  const may = line.mine && !line.visit_id && kind?.roles.includes(me.role) && !MANDATED.has(line.kind);
  return may ? { act: "visit", act_label: MADE[line.kind] ?? "Faire la visite" } : { act: "", act_label: "" };
}

function taskView(list, task, family, { now, noted }) {
  const note = noted.get(task.id);
  const said = stands(note) ? noteView(note) : NOTHING_SAID;
  return {
    ...common(list, family), key: `task-${task.id}`, id: task.id, what: "task", label: task.label, about: named(family, task.person_id, now),
    window: by(task.due, now), late: Boolean(task.due && task.due < now), who: "", ...said, act: "", act_label: "",
    may_note: Boolean(task.may_close), note_label: task.kind === REFERRAL ? "Suite donnée…" : "Clore…", note: [task.note, task.followed].filter(Boolean).join("\n"),
    part: partOfTask(task, now), due: task.due ?? "", mine: true, health: false, planned: false, ended: false, over: false,
  };
}

const isOver = ({ closes, visit_id }, now) => Boolean(closes) && closes < now && !visit_id;
/** What the tablet knows beside the lists: the day, what was noted and signed here. */
const around = () => ({ now: today(), noted: notes(), signed: signedHere() });
const NONE = new Map();
const madeOf = ({ lines, family_id }, signed) => (signed.has(family_id) ? doneBy(lines, signed.get(family_id), doc("family", family_id)) : NONE);

/** Was something said or made of it here that the office's list does not tell yet? */
const isNoted = (line, { noted }, made) => made.has(line.id) || stands(noted.get(keyOf(line)), line.decision);

/** The lines of one list that are hers to do; what is planned is in her round, what she has just done stays in sight. */
const own = (list, there, made) =>
  list.lines.filter((line) => line.mine && (isNoted(line, there, made) || !(line.state || line.visit_id || isOver(line, there.now))));

/** Lines and tasks of a list as they are shown; `pick`: which lines. */
function views(list, there, pick = ({ lines }) => lines) {
  const family = doc("family", list.family_id);
  const made = madeOf(list, there.signed);
  return [
    ...pick(list, there, made).map((line) => dueView(list, line, family, { ...there, made })),
    ...list.tasks.map((task) => taskView(list, task, family, there)),
  ];
}

const PARTS = ["late", "week", "later"];
const inOrder = (a, b) =>
  PARTS.indexOf(a.part) - PARTS.indexOf(b.part) || a.band - b.band || (a.due || "9").localeCompare(b.due || "9") || a.family.localeCompare(b.family, "fr");

/**
 * What is due and left to do in one family, hers first, then her colleagues'; what ended comes last.
 * @param {string} familyId
 * @returns {object[]} `DueLine` in pages/field/shapes.py
 */
export function linesOf(familyId) {
  const list = mayRead() && doc("due", familyId);
  if (!list) return [];
  return views(list, around())
    .filter(({ over, noted }) => !over || noted)
    .sort((a, b) => a.ended - b.ended || b.mine - a.mine || inOrder(a, b));
}

/** Her own lines and tasks of all families aboard, late first. @returns {object[]} */
export function ownLines() {
  if (!mayRead()) return [];
  const there = around();
  return docs("due").flatMap((list) => views(list, there, own)).sort(inOrder);
}

/** How many of them are late or of this week, health apart: what the round says. Asked often, so nothing is drawn. */
export function toDoNow() {
  if (!mayRead()) return 0;
  const there = around();
  const { now, noted, signed } = there;
  let count = 0;
  for (const list of docs("due")) {
    const made = madeOf(list, signed);
    for (const line of own(list, there, made))
      if (!HEALTH.has(line.group) && partOf(line, list.band, now) !== "later" && !isNoted(line, there, made)) count += 1;
    for (const task of list.tasks) if (partOfTask(task, now) !== "later" && !stands(noted.get(task.id))) count += 1;
  }
  return count;
}

/** The line or task itself, as the office sent it. */
export function itemOf(familyId, what, id) {
  const list = doc("due", familyId);
  return (what === "task" ? list?.tasks : list?.lines)?.find((one) => one.id === id) ?? null;
}

/** The last note of this tablet on it that has not been overtaken, or null. */
export function noteOn(what, item) {
  const note = notes().get(what === "task" ? item.id : keyOf(item));
  return stands(note, item.decision) ? note : null;
}
