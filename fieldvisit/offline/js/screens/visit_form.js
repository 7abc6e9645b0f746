/** The conversation: the parts of the visit, the one on screen and its questions. */
import { alerts as alertsOf } from "../rules/alerts.js";
import { doc } from "../store/mirror.js";
import { isTyping } from "./answers.js";
import { details } from "./brief_view.js";
import { date } from "./french.js";
import { answerText, itemView, keyOf } from "./items_view.js";
import { alertViews } from "./visit_alerts.js";
import { notesView, photosView } from "./visit_beside.js";
import { childrenOf, dayOf, earlierRecords, gridOf, itemContext, madeAt, needsAgreement, neutralCount, readingOf, sectionsFor } from "./visit_context.js";
import { ACCORD, answer, keptPictures } from "./visit_draft.js";
import { screen } from "./visit_state.js";

const AGREEMENT = ["Accordé", "Refusé", "Non recueilli"];
const MODES = ["Oral", "Écrit"];

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

export function formView(draft, family) {
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

const pills = (labels, chosen) => labels.map((label) => ({ key: label, code: label, label, chosen: label === chosen }));
