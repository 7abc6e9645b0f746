/** « Dossier »: what is aboard of a family, on one screen: the summary, then one part at a time. */
import { device } from "../store/device.js";
import { doc, docs, mayRead, subscribe as onDocs } from "../store/mirror.js";
import { noteRead } from "../store/reads.js";
import { waitingIds, withoutAside } from "./noting.js";
import { again as agreementAgain, asking, sentAgreements, sources } from "./agreement.js";
import { agreementPoints, agreementRows } from "./agreement_view.js";
import { carnetBrief } from "./carnet_view.js";
import { again as contactAgain, sentContacts } from "./contact.js";
import { linesOf } from "./due_lines.js";
import { callWords, contactRows, peopleShort, personCards, pregnancyLines, secondPhone } from "./dossier_view.js";
import { shortDay, today } from "./french.js";
import { live } from "./live.js";
import { draftOf, placeOf, statusOf } from "./round.js";
import { timeline } from "./timeline_view.js";
import { go, onView, view } from "./view.js";
import { kindLabel } from "./visit_kinds.js";

const SECTIONS = [["a-faire", "À faire"], ["personnes", "Personnes"], ["accords", "Accords"], ["contacts", "Contacts"], ["chronologie", "Chronologie"]];
const AT_FIRST = 30;
const LATER_AT_FIRST = 5;
const EMPTY = {
  family: "", family_id: "", people: "", address: "", map_href: "", phone: "", phone_href: "", phone_2: "", phone_2_href: "", call: "",
  access: "", safety: "", language: "", instructions: "", goals: [], may_correct: false, points: [], sections: [], section: "", due: [], persons: [],
  pregnancies: [], has_carnet: false, agreements: [], contacts: [], may_contact: false, sent: [], timeline: [], more: "", asking: null,
};

/** The part that is open, of the file that is open; another file begins with what is to do there, else with its persons. */
let chosen = { id: "", section: "", whole: false };

const familyId = () => (view().name === "dossier" ? view().id : "");

function compute() {
  const id = familyId();
  const family = withoutAside(doc("family", id));
  if (!family || !mayRead()) return { ...EMPTY, asking: asking() };
  const now = today();
  const due = leftToDo(id);
  const waiting = waitingIds();
  const carnets = new Map(carnetBrief(family, now).map(({ key, text }) => [key, text]));
  const sees = family.contact_readers?.length || family.contacts?.length;
  const shown = SECTIONS.filter(([code]) => (code !== "contacts" || sees) && (code !== "a-faire" || due.length));
  const section = (shown.find(([code]) => chosen.id === id && code === chosen.section) ?? shown[0])[0];
  const whole = chosen.id === id && chosen.whole;
  const pressing = due.filter(({ part }) => part !== "later");
  const soon = pressing.length ? pressing : due.slice(0, LATER_AT_FIRST);
  const moments = section === "chronologie" ? timeline(family, visitsOf(id)) : [];
  return {
    ...EMPTY,
    ...placeOf(family), ...secondPhone(family),
    family: family.label, family_id: id,
    people: peopleShort(family, now),
    call: callWords(family),
    language: family.languages && (family.interpreter || family.languages !== "français")
      ? `${family.interpreter ? "Interprète" : "Langue"} : ${family.languages}` : "",
    instructions: family.daily_instructions ?? "",
    goals: (family.goals ?? []).map(goalLine),
    may_correct: Boolean(family.may_correct),
    points: agreementPoints(family, now),
    sections: shown.map(([code, label]) => ({ code, label, chosen: code === section })),
    section,
    due: section === "a-faire" ? (whole ? due : soon) : [],
    persons: section === "personnes" ? personCards(family, now, carnets) : [],
    pregnancies: section === "personnes" ? pregnancyLines(family, now) : [],
    has_carnet: carnets.size > 0,
    agreements: section === "accords" ? agreementRows(family, now, waiting) : [],
    contacts: section === "contacts" ? contactRows(family, waiting) : [],
    may_contact: Boolean(family.contact_readers?.length),
    sent: section === "accords" ? sentAgreements(id) : section === "contacts" ? sentContacts(id) : [],
    timeline: whole ? moments : moments.slice(0, AT_FIRST),
    more: whole ? "" : section === "a-faire" ? rest(due.length - soon.length, "à venir") : rest(moments.length - AT_FIRST, "plus anciennes"),
    asking: asking(),
  };
}

/** « Objectifs partagés »: the only bridge between the trades; whoever has the order reads them there. */
const goalLine = ({ id, text, frame_label, state_label, state_on }) => ({
  key: id, label: text, text: [state_on ? `${state_label} (${shortDay(state_on)})` : state_label, frame_label].filter(Boolean).join(" – "),
});

/** What is done is in the timeline; what was refused or set aside stays, to be taken up again. */
const leftToDo = (id) => linesOf(id).filter(({ ended, status_kind }) => !ended || status_kind !== "ok");

const rest = (many, which) => (many > 0 ? (many === 1 ? `Voir 1 ligne ${which.replace(/s$/, "")}` : `Voir ${many} lignes ${which}`) : "");

/** Visits aboard, each as the timeline tells it; one that was written can be read. */
function visitsOf(id) {
  const written = new Set(docs("record").filter((one) => one.family_id === id).map(({ visit_id }) => visit_id));
  return docs("visit").filter((one) => one.family_id === id).map((one) => {
    const draft = draftOf(one.id);
    return {
      id: one.id, day: one.planned_on, hour: (one.planned_at ?? "").slice(0, 5), title: kindLabel(one.kind),
      words: [statusOf(one, draft)[0], one.cancel_reason].filter(Boolean).join(" : "), who: one.worker_name ?? "",
      readable: written.has(one.id) || draft?.stage === "signed",
    };
  });
}

const state = live(compute, onDocs, onView, ...sources, device.subscribe);

/** React hook: see `Dossier` in pages/field/shapes.py. */
export const useDossier = () => state.use();

export function openDossier(id, section = "") {
  if (doc("family", id)) noteRead(id, "dossier");
  go("dossier", id);
  if (section) showSection(section);
}

export function showSection(section) {
  chosen = { id: familyId(), section, whole: false };
  state.tell();
}

export function showAll() {
  chosen = { id: familyId(), section: state.read().section, whole: true };
  state.tell();
}

/** Takes up again what the office could not take: its words are in the boxes, to be put right. */
export const takeUp = (what, key) => (what === "contact" ? contactAgain(familyId(), key) : agreementAgain(key));
