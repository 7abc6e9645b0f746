/** The conversation: the parts of the visit, the one on screen and its questions. */
import { NO_GROWTH } from "../growth/view.js";
import { alerts as alertsOf } from "../rules/alerts.js";
import { GIVEN, lastWord } from "../rules/family_words.js";
import { doc } from "../store/mirror.js";
import { isTyping } from "./answers.js";
import { details } from "./brief_view.js";
import { isClosed } from "./confided.js";
import { bandOf, citationOf, EPDS, FILLED, HOW, OFFER, RESULT } from "./epds_aboard.js";
import { moment } from "./french.js";
import { isInterview, talkView } from "./interview.js";
import { itemView, keyOf } from "./items_view.js";
import { previousAnswer } from "./previous.js";
import { shares } from "./talked.js";
import { isConfided, quiet } from "./told_alone.js";
import { alertViews } from "./visit_alerts.js";
import { notesView, photosView } from "./visit_beside.js";
import { childrenHere, dayOf, earlierRecords, gridOf, itemContext, needsAgreement, neutralCount, readingOf, sectionsFor } from "./visit_context.js";
import { ACCORD, answer, keptPictures } from "./visit_draft.js";
import { chartsUnder } from "./visit_growth.js";
import { placeKind } from "./places.js";
import { screen } from "./visit_state.js";

const AGREEMENT = ["Accordé", "Refusé", "Non recueilli"];
const MODES = ["Oral", "Écrit"];

/** Parts of the visit as the rail shows them; `keys` are the questions in each. */
export function sectionsOf(draft) {
  return sectionsFor(draft).map((section) => ({
    code: section.code,
    title: section.title,
    full: section.full,
    talked: section.talked,
    aside: section.aside,
    total: section.total,
    entries: section.items,
    keys: section.items.map(({ item, child }) => keyOf(item.id, child)),
  }));
}

export function formView(draft, family) {
  const sections = sectionsOf(draft);
  const shown = shownOf(draft, sections);
  const everything = gridOf(draft) ? alertViews(alertsOf(readingOf(draft)), draft) : [];
  const records = earlierRecords(draft);
  const children = childrenHere(draft);
  const codes = [...(hasAccord(draft) ? [ACCORD] : []), ...sections.map((section) => section.code)];
  const place = codes.indexOf(shown ? shown.code : ACCORD);
  const closed = Boolean(shown && isClosed(draft, shown));
  const interview = isInterview(gridOf(draft));
  const charts = shown ? chartsUnder(draft, shown.entries) : new Map();
  const neutral = shown && !closed ? neutralCount(draft, shown.code) : 0;
  const sum = (name) => sections.reduce((total, section) => total + section[name], 0);
  return {
    ...notesView(draft),
    ...(interview ? talkView(draft) : {}),
    interview,
    talked: interview ? `${sum("talked")} sur ${sum("total")} abordées` : "",
    closed,
    confided: Boolean(shown && !closed && shown.entries.some(({ item }) => isConfided(item))),
    scale: shown && offersScale(shown.entries, sections) ? "Faire remplir l’EPDS" : "",
    citation: shown?.code.startsWith(`${EPDS}.`) ? citationOf(scaleForm(draft)) : [],
    band: bandShown(draft, shown),
    handing: shown?.code === OFFER ? `Remettre la tablette à ${womanOf(family)}` : "",
    note_open: screen.notes,
    ...photosView(draft),
    agreement: needsAgreement(draft) ? pills(AGREEMENT, draft.agreement?.status) : [],
    agreement_mode: draft.agreement ? pills(MODES, draft.agreement.mode) : [],
    agreement_hint: draft.agreement?.status === "Refusé"
      ? "Le refus est un droit. Terminez la visite comme « Refusée »."
      : agreementHint(draft, family),
    children: children.map((child) => ({
      key: child.id, id: child.id, name: child.first_name, detail: details(child, dayOf(draft)).split(" · ")[0] ?? "",
      seen: draft.children.includes(child.id),
    })),
    sections: [
      ...(hasAccord(draft) ? [accordSection(draft, !shown)] : []),
      ...sections.map((section) => ({
        key: section.code, code: section.code, title: quiet(section.title), progress: section.total ? `${section.talked}/${section.total}` : "",
        chosen: section === shown, full: section.full, ...shares(section),
      })),
    ],
    section_title: shown ? (closed ? quiet(shown.title) : shown.title) : needsAgreement(draft) ? "Accord et enfants vus" : "Enfants vus",
    section_code: shown ? shown.code : ACCORD,
    items: shown && !closed ? grouped(shown.entries.map((entry) => itemOnScreen(draft, entry, everything, records, charts, interview))) : [],
    quick_label: neutral ? `Rien à signaler (${neutral})` : "",
    previous_section: codes[place - 1] ?? "",
    next_section: codes[place + 1] ?? "",
    alerts: everything,
    urgent: everything.filter((alert) => alert.level === "urgent"),
    can_leave: true,
  };
}

/** Where the score of the EPDS is asked, the questionnaire is one tap away. */
const offersScale = (entries, sections) =>
  entries.some(({ item }) => item.proposition === "epds_total") && sections.some(({ code }) => code === OFFER);

/** What its score calls for, or that a filled one has none: where it is offered, and with its result. */
function bandShown(draft, shown) {
  if (![OFFER, RESULT].includes(shown?.code) || !FILLED.includes(answer(draft, HOW).v)) return "";
  return bandOf(scaleForm(draft), readingOf(draft).value("epds_total", null));
}

const scaleForm = (draft) => doc("form", `${EPDS}@${gridOf(draft).forms[EPDS]}`);

const womanOf = (family) => (family?.persons ?? []).find(({ role }) => role === "mere")?.first_name || "la personne";

/** Until it is asked in this visit: what the family said last. */
function agreementHint(draft, family) {
  const last = lastWord(family, "accord_vad");
  if (draft.agreement || !last || last.status === GIVEN) return "Une visite à domicile se fait à la demande ou avec l’accord des intéressés.";
  return `${last.status} le ${moment(last.collected_at)} : demandez de nouveau, ou terminez la visite comme « Refusée ».`;
}

/** Is there an agreement to ask, or a child to tick? */
function hasAccord(draft) {
  const children = childrenHere(draft);
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
    talked_share: needed && draft.agreement ? 100 : 0, aside_share: 0,
  };
}

/** A rule that stands alone (« perte ≥ 10 % ») shows under the measurements that it reads. */
const isAbout = (alert, item) =>
  alert.item ? alert.item === item.id : Boolean(alert.code && item.regles?.includes(alert.code));

/** Questions of one group stand together under its title, which is said once. */
const grouped = (items) =>
  items.map((item, at) => (item.group && items[at - 1]?.group === item.group ? { ...item, joined: true } : item));

function itemOnScreen(draft, { item, child, entry }, everything, records, charts, interview) {
  const key = keyOf(item.id, child);
  const stored = answer(draft, item.id, child ?? "");
  const own = everything.filter((alert) => isAbout(alert, item) && (alert.child ?? "") === (child ?? ""));
  const context = itemContext(draft, child, own);
  return itemView(item, stored, {
    ...context,
    growth: charts.get(key) ?? NO_GROWTH,
    computed: entry.type === "calcule" ? entry.text : "",
    entry,
    previous: previousAnswer(records, item, child, stored),
    place: placeKind(draft.family_id),
    noteOpen: screen.openNotes.has(key),
    typing: isTyping(key),
    photos: interview ? null : keptPictures(draft).filter((one) => one.item === item.id && (one.child_id ?? "") === (child ?? "")).length,
  });
}

const pills = (labels, chosen) => labels.map((label) => ({ key: label, code: label, label, chosen: label === chosen }));
