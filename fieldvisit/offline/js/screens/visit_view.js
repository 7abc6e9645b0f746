/** The visit as its screen shows it (`Visit` in pages/field/shapes.py), from the draft, the file and the rules. */
import { alerts as alertsOf } from "../rules/alerts.js";
import { isTyping, onTyping } from "./answers.js";
import { lastTime, openPoints, persons, details } from "./brief_view.js";
import { all as album, subscribe as onAlbum } from "../pictures/album.js";
import { device } from "../store/device.js";
import { subscribe as onDrafts } from "../store/drafts.js";
import { addDays, date, longDay, phone, time, today } from "./french.js";
import { LEVELS, answerText, itemView, keyOf, problemOf, verdictOf } from "./items_view.js";
import { textFault } from "../rules/checking.js";
import { missing } from "../rules/grid.js";
import { live } from "./live.js";
import { doc, docs, mayRead, subscribe as onDocs } from "../store/mirror.js";
import { custody, subscribe as onCustody, useCustody } from "../sync/outbox.js";
import { movedTo, onMoved } from "../sync/elsewhere.js";
import { pictureProblems } from "./photo_agreement.js";
import { looseOf, preparingFor } from "./pictures.js";
import { recordsOf } from "./pictures_custody.js";
import { recordLines } from "./record_view.js";
import { custodyOf, heldOf, placeOf, reasonOf } from "./round.js";
import { childrenOf, contextOf, dayOf, earlierRecords, gridOf, neutralCount, readingOf, readingOfRecord, madeAt, sectionsFor, usualMethod } from "./visit_context.js";
import { ACCORD, answer, childrenAnswered, isEmpty, keptPictures, OUTCOMES, removedPictures } from "./visit_draft.js";
import { kindLabel, MANDATED } from "./visit_kinds.js";
import { currentDraft, currentRecord, currentVisit, failed, onScreen, screen } from "./visit_state.js";
import { onView } from "./view.js";

const AGREEMENT = ["Accordé", "Refusé", "Non recueilli"];
const MODES = ["Oral", "Écrit"];

const EMPTY = {
  stage: "missing", id: "", record_id: "", family: "", family_id: "", kind: "", when: "", address: "", map_href: "",
  phone: "", phone_href: "", access: "", safety: "", language: "", reason: "", persons: [], brief_title: "", brief: [],
  points: [], saved: "", saved_kind: "ok", agreement: [], agreement_mode: [], agreement_hint: "", children: [],
  sections: [], section_title: "", section_code: "", items: [], quick_label: "", previous_section: "",
  next_section: "", notes: [], notes_count: "", note_text: "", note_problem: "", note_open: false,
  photos_open: false, photos_count: "", pictured: false, removed_pictures: "", alerts: [], urgent: [], outcomes: [],
  outcome: "", reason_given: "", postponed_to: "", notice_lines: [], problems: [], signable: false, droppable: false, sign_label: "",
  correction: false, correction_reason: "", correctable: false, to_take_up: false, record: [], custody: "", custody_kind: "plain",
  custody_detail: "", signed: "", can_leave: true, may_correct: false,
};

/** Parts of the visit as the rail shows them; `keys` are the questions in each. */
export function sectionsOf(draft) {
  return sectionsFor(draft).map((section) => ({
    code: section.code,
    title: section.title,
    done: section.done,
    total: section.total,
    entries: section.items,
    keys: section.items.map(({ item, child }) => keyOf(item.id, child)),
  }));
}

/** A child of the draft; when the file left this tablet meanwhile, still one child and not another. */
function childOf(draft, child) {
  const known = (doc("family", draft.family_id)?.persons ?? []).find((person) => person.id === child);
  const at = (draft.children ?? []).indexOf(child) + 1;
  return known ?? { id: child, first_name: at ? `Enfant ${at}` : "" };
}

const nameOf = (draft) => (child) => (child ? childOf(draft, child).first_name : "");

function itemContext(draft, child, alerts) {
  const person = child ? childOf(draft, child) : null;
  const on = dayOf(draft);
  return {
    method: child ? usualMethod(draft, child) : null,
    child: person, on, alerts, role: device.get().account.role,
  };
}

/** What was answered the last time this question was asked, and when. */
function previousAnswer(records, item, child) {
  if (item.prive) return null; // what was said alone is never shown again
  for (const record of records) {
    const all = item.par_enfant ? record.body.child_answers?.[child] : record.body.answers;
    const text = answerText(item, all?.[item.id]);
    if (text) return { text, on: date(madeAt(record)).slice(0, 5) };
  }
  return null;
}

function alertViews(found, draft) {
  return found.map((alert, at) => ({
    key: `${alert.code ?? alert.item}-${alert.child ?? ""}-${at}`,
    item: alert.item, code: alert.code, child: alert.child, private: alert.private,
    level: alert.level,
    label: LEVELS[alert.level],
    text: alert.text,
    to: [...(alert.orientation ?? [])].join(", "),
    about: alert.child ? nameOf(draft)(alert.child) : "",
  }));
}

/** What stands between this draft and its signature, each with the question it is about. */
export function problemsOf(draft) {
  const list = [];
  const add = (key, sentence) => list.push({ key, sentence });
  if (!draft.outcome) add("", "Choisissez comment la visite s’est terminée.");
  if (draft.corrects && !draft.correction_reason.trim()) add("", "Dites en quelques mots pourquoi vous corrigez.");
  if (draft.outcome === "realisee" && needsAgreement(draft) && draft.agreement?.status !== "Accordé")
    add(ACCORD, "Recueillez l’accord de la famille : sans accord, la visite ne peut pas être « Réalisée ».");
  const { postponed_to: to } = draft.outcome_detail;
  if (draft.outcome === "reportee" && to && !(to >= addDays(dayOf(draft), -365) && to <= addDays(dayOf(draft), 365)))
    add("", "La date de report n’est pas possible : choisissez-en une autre.");
  const unseen = childrenAnswered(draft).filter((child) => !draft.children.includes(child));
  for (const child of unseen)
    add(ACCORD, `Vous avez écrit des réponses pour ${nameOf(draft)(child)} : cochez l’enfant comme vu.`);
  for (const [what, text] of writtenIn(draft)) {
    const fault = textFault(text);
    if (fault) add("", `${what} : ${fault}`);
  }
  for (const sentence of pictureProblems(draft)) add(PHOTOS, sentence);
  if (preparingFor(draft.id)) add(PHOTOS, "Une photo est encore en préparation : attendez un instant.");
  if (looseOf(draft.id).some(({ bytes }) => bytes)) add(PHOTOS, "Une photo n’est pas gardée : réessayez, ou renoncez-y.");
  if (!gridOf(draft)) {
    if (draft.outcome === "realisee")
      add("", "La grille de cette visite n’est pas sur la tablette : retrouvez du réseau avant de signer « Réalisée ».");
    return list;
  }
  for (const section of sectionsFor(draft))
    for (const { item, child } of section.items) {
      const stored = answer(draft, item.id, child ?? "");
      const context = itemContext(draft, child, []);
      const problem = problemOf(item, stored, context);
      const about = `« ${item.question} »${child ? ` (${nameOf(draft)(child)})` : ""}`;
      if (problem) add(keyOf(item.id, child), `${about} : ${problem}`);
      else if (verdictOf(item, stored, context).verdict === "confirm" && !stored.confirmed && !stored.doubtful)
        add(keyOf(item.id, child), `${about} : dites si la mesure est confirmée ou douteuse.`);
    }
  if (draft.outcome === "realisee")
    for (const one of missing(gridOf(draft), draft, contextOf(draft)))
      add(keyOf(one.item, one.child), `« ${one.question} » : répondez, ou choisissez « Non abordé ».`);
  return list;
}

/** The place where a problem about pictures is put right. */
export const PHOTOS = "photos";

/** Free words outside the questions, each with its name. */
const writtenIn = (draft) => [
  ["Note en cours", draft.note_text ?? ""],
  ...draft.notes.map(({ at, text }) => [`Note de ${time(at)}`, text]),
  ["Précision", draft.outcome_detail.reason ?? ""],
  ["Motif de la correction", draft.correction_reason ?? ""],
];

/** A phone call, a weighing at a session or a mandate needs no agreement for a home visit. */
const needsAgreement = (draft) => gridOf(draft)?.core !== false && !MANDATED.has(draft.kind);

/** The notice left at the door of an absent family, the day she was there: date, name, phone, never a reason. */
export function passageNotice(draft) {
  const { account } = device.get();
  const at = draft.started_at ?? draft.ended_at;
  const left = { date: today(at ? new Date(at) : undefined), name: account.name, phone: account.phone ?? "" };
  return draft.outcome_detail.notice ?? left;
}

const noticeLines = (draft) => {
  const notice = passageNotice(draft);
  return [
    { key: "date", label: "Passage le", text: date(notice.date) },
    { key: "name", label: "Nom", text: `${notice.name}, ${device.get().account.role_label}` },
    ...(notice.phone ? [{ key: "phone", label: "Téléphone", text: phone(notice.phone) }] : []),
  ];
};

function compute() {
  const visit = currentVisit();
  if (!visit) return EMPTY;
  const family = doc("family", visit.family_id);
  const draft = currentDraft();
  const on = draft ? dayOf(draft) : visit.planned_on;
  const wrong = draft ? failed(draft.id) : screen.failed;
  const head = {
    ...EMPTY,
    ...placeOf(family),
    id: visit.id,
    family: family?.label ?? "Famille",
    family_id: visit.family_id,
    kind: kindLabel(visit.kind),
    when: [longDay(visit.planned_on), (visit.planned_at ?? "").slice(0, 5)].filter(Boolean).join(" · "),
    reason: reasonOf(visit),
    may_correct: Boolean(family?.may_correct),
    persons: persons(family, on),
    saved: wrong || (screen.saving ? "Enregistrement…" : "Enregistré sur la tablette"),
    saved_kind: wrong ? "bad" : "ok",
  };
  if (draft?.stage === "signed" || (!draft && visit.record)) return { ...head, ...signedView(visit, draft) };
  if (draft && movedTo(draft.id)) return { ...head, stage: "moved" };
  if (screen.elsewhere) return { ...head, stage: "elsewhere" };
  if (!draft || (!draft.started_at && !screen.ending && !draft.outcome))
    return { ...head, ...briefView(visit, family), stage: mayRead() ? "brief" : "closed_reading" };
  if (screen.ending || !draft.started_at) {
    return { ...head, ...endingView(draft), stage: "ending" };
  }
  return { ...head, ...formView(draft, family), stage: "open" };
}

function briefView(visit, family) {
  const [last] = earlierRecords({ ...visit, visit_id: visit.id });
  const grid = last && gridOf({ kind: last.kind, forms: last.body.forms ?? {} });
  const alerts = grid ? alertsOf(readingOfRecord(grid, last.body, madeAt(last).slice(0, 10), family)) : [];
  const name = nameOf({ family_id: visit.family_id });
  const lines = lastTime(last, grid, name);
  return {
    brief_title: last ? `Dernière visite, le ${date(madeAt(last))} – ${last.author_name}` : "Première visite",
    brief: last && lines.length ? lines : [{ key: "none", label: "", text: last ? "Rien de particulier n’a été écrit." : "Aucune visite encore sur cette tablette." }],
    points: openPoints(alerts, family, name),
  };
}

function formView(draft, family) {
  const sections = sectionsOf(draft);
  const shown = shownOf(draft, sections);
  const everything = gridOf(draft) ? alertViews(alertsOf(readingOf(draft)), draft) : [];
  const records = earlierRecords(draft);
  const children = childrenOf(family);
  const codes = [...(hasAccord(draft) ? [ACCORD] : []), ...sections.map((section) => section.code)];
  const place = codes.indexOf(shown ? shown.code : ACCORD);
  const neutral = shown ? neutralCount(draft, shown.code) : 0;
  return {
    ...notesView(draft),
    note_open: screen.notes,
    ...photosView(draft),
    agreement: needsAgreement(draft) ? pills(AGREEMENT, draft.agreement?.status) : [],
    agreement_mode: draft.agreement ? pills(MODES, draft.agreement.mode) : [],
    agreement_hint: draft.agreement?.status === "Refusé"
      ? "Le refus est un droit. Terminez la visite comme « Refusée »."
      : "Une visite à domicile se fait à la demande ou avec l’accord des intéressés.",
    children: children.map((child) => ({
      key: child.id, id: child.id, name: child.first_name, detail: details(child, dayOf(draft)).split(" · ")[0] ?? "",
      seen: draft.children.includes(child.id),
    })),
    sections: [
      ...(hasAccord(draft) ? [accordSection(draft, !shown)] : []),
      ...sections.map((section) => ({
        key: section.code, code: section.code, title: section.title, progress: `${section.done}/${section.total}`,
        chosen: section === shown, full: section.total > 0 && section.done === section.total,
      })),
    ],
    section_title: shown ? shown.title : needsAgreement(draft) ? "Accord et enfants vus" : "Enfants vus",
    section_code: shown ? shown.code : ACCORD,
    items: shown ? shown.entries.map((entry) => itemOnScreen(draft, entry, everything, records)) : [],
    quick_label: neutral ? `Rien à signaler (${neutral})` : "",
    previous_section: codes[place - 1] ?? "",
    next_section: codes[place + 1] ?? "",
    alerts: everything,
    urgent: everything.filter((alert) => alert.level === "urgent"),
    can_leave: true,
  };
}

/** Is there an agreement to ask, or a child to tick? */
function hasAccord(draft) {
  const children = childrenOf(doc("family", draft.family_id));
  return needsAgreement(draft) || children.length > 1 || children.some(({ id }) => !draft.children.includes(id));
}

/** The part on screen: where she was, or the first when that one is not asked any more; null for the agreement. */
function shownOf(draft, sections) {
  const here = sections.find(({ code }) => code === draft.place?.section);
  return here ?? (hasAccord(draft) ? null : (sections[0] ?? null));
}

/** Code of the part on screen. */
export const sectionOnScreen = (draft) => shownOf(draft, sectionsOf(draft))?.code ?? ACCORD;

function accordSection(draft, chosen) {
  const needed = needsAgreement(draft);
  return {
    key: ACCORD, code: ACCORD, title: needed ? "Accord" : "Enfants", chosen,
    progress: needed ? (draft.agreement ? "1/1" : "0/1") : "", full: Boolean(draft.agreement),
  };
}

/** A rule that stands alone (« perte ≥ 10 % ») shows under the measurements that it reads. */
const isAbout = (alert, item) =>
  alert.item ? alert.item === item.id : Boolean(alert.code && item.regles?.includes(alert.code));

function itemOnScreen(draft, { item, child, entry }, everything, records) {
  const key = keyOf(item.id, child);
  const stored = answer(draft, item.id, child ?? "");
  const own = everything.filter((alert) => isAbout(alert, item) && (alert.child ?? "") === (child ?? ""));
  const context = itemContext(draft, child, own);
  return itemView(item, stored, {
    ...context,
    computed: entry.type === "calcule" ? entry.text : "",
    previous: previousAnswer(records, item, child),
    noteOpen: screen.openNotes.has(key),
    typing: isTyping(key),
    photos: keptPictures(draft).filter((one) => one.item === item.id && (one.child_id ?? "") === (child ?? "")).length,
  });
}

const pills = (labels, chosen) => labels.map((label) => ({ key: label, code: label, label, chosen: label === chosen }));

function notesView(draft) {
  return {
    notes: [...(draft.notes ?? [])].reverse().map((note, at) => ({
      key: `${note.at}-${at}`, when: time(note.at), text: note.text,
    })),
    notes_count: draft.notes?.length ? String(draft.notes.length) : "",
    note_text: draft.note_text ?? "",
    note_problem: capital(textFault(draft.note_text ?? "")),
  };
}

const capital = (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

function photosView(draft) {
  const [kept, removed] = [keptPictures(draft).length, removedPictures(draft).length];
  return {
    photos_open: Boolean(screen.photos),
    photos_count: kept ? String(kept) : "",
    pictured: true,
    removed_pictures: removed ? `${removed} image${removed > 1 ? "s retirées ne partiront" : " retirée ne partira"} pas.` : "",
  };
}

/** A visit added here by mistake, in which nothing was written. */
export const isDroppable = (draft) => !draft.planned && !draft.corrects && isEmpty(draft);

function endingView(draft) {
  const problems = problemsOf(draft);
  const found = gridOf(draft) ? alertViews(alertsOf(readingOf(draft)), draft) : [];
  return {
    ...notesView(draft),
    note_open: screen.notes,
    ...photosView(draft),
    outcomes: OUTCOMES.map(({ code, label }) => ({ key: code, code, label, chosen: draft.outcome === code })),
    outcome: draft.outcome ?? "",
    reason_given: draft.outcome_detail.reason ?? "",
    postponed_to: draft.outcome_detail.postponed_to ?? "",
    notice_lines: noticeLines(draft),
    problems: problems.map((problem, at) => ({ ...problem, place: problem.key, key: `${problem.key}#${at}` })),
    signable: problems.length === 0,
    droppable: isDroppable(draft),
    sign_label: draft.corrects ? "Signer la correction" : "Signer et clore",
    correction: Boolean(draft.corrects),
    correction_reason: draft.correction_reason,
    alerts: found.filter((alert) => alert.level !== "information" && !alert.private),
  };
}

function signedView(visit, draft) {
  const record = currentRecord();
  const source = draft?.stage === "signed" ? draft : record?.body;
  const state = custodyOf(visit, draft);
  const [label, kind] = heldOf(visit, draft);
  const held = draft ? custody(draft.id) : null;
  const outcome = OUTCOMES.find((one) => one.code === (draft?.outcome ?? record?.outcome))?.label ?? "";
  const when = draft?.signed_at ?? (record && madeAt(record));
  const grid = source && gridOf({ kind: source.kind ?? visit.kind, forms: source.forms ?? {} });
  const author = draft ? "" : (record?.author_name ?? "");
  return {
    stage: "signed",
    record_id: draft?.id ?? record?.id ?? "",
    signed: [outcome, when ? `le ${date(when)} à ${time(when)}` : "", author].filter(Boolean).join(" – "),
    custody: label,
    custody_kind: kind || "plain",
    pictured: hasPictures(visit, draft),
    custody_detail: [held?.sentence, ...(held?.reasons ?? []).map((reason) => reason.sentence)].filter(Boolean).join(" "),
    record: source ? recordLines(source, grid, nameOf({ family_id: visit.family_id })) : [],
    notes: notesView(source ?? {}).notes,
    alerts: grid ? alertViews(alertsOf(readingOfRecord(grid, source, today(new Date(when)), doc("family", visit.family_id))), { family_id: visit.family_id })
      .filter((alert) => alert.level !== "information" && !alert.private) : [],
    // Set aside by the server, it is put right and signed again; in force, it is corrected by a new version.
    to_take_up: state === "invalide",
    // By whoever wrote it: a colleague is not shown all of it, and her version would drop what she cannot read.
    correctable: Boolean(source) && (Boolean(draft) || record.author_id === device.get().account.id)
      && !["invalide", "refusee", "classee"].includes(state),
  };
}

/** Has the signed visit pictures, of this tablet or of another? */
function hasPictures(visit, draft) {
  const ids = recordsOf(visit, draft);
  return album().some(({ record_id }) => ids.includes(record_id)) || docs("record").some((one) => one.visit_id === visit.id && one.attachments?.length);
}

const state = live(compute, onDocs, onDrafts, onMoved, onCustody, onAlbum, onScreen, onView, onTyping, device.subscribe);

/** React hook: see `Visit` in pages/field/shapes.py. */
export function useVisit() {
  useCustody();
  return state.use();
}
