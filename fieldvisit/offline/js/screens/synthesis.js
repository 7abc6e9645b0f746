/** The synthesis for the woman on the tablet: shown to her or printed, without network (`Synthesis` in pages/field/shapes.py). */
import { alerts as alertsOf } from "../rules/alerts.js";
import { referralsOf } from "../rules/referrals.js";
import { day, refusal, synthesis } from "../rules/synthesis.js";
import { WORDS } from "../rules/synthesis_words.js";
import { device } from "../store/device.js";
import { subscribe as onDrafts } from "../store/drafts.js";
import { doc, docs, subscribe as onDocs } from "../store/mirror.js";
import { longDay, phone, today } from "./french.js";
import { live } from "./live.js";
import { rowsOf } from "./outcome.js";
import { onView } from "./view.js";
import { dayOf, gridOf, notYours, readingOfRecord } from "./visit_context.js";
import { currentDraft, currentRecord, currentVisit, onScreen } from "./visit_state.js";

const EMPTY = { offered: false, open: false, why: "", title: "", intro: "", sections: [], foot: [] };
const TO_COME = new Set(["programmee", "confirmee"]);
let open = false;

function compute() {
  const visit = currentVisit();
  if (!visit || !WORDS.forms[visit.kind] || notYours({ kind: visit.kind, forms: {} })) return EMPTY;
  const draft = currentDraft();
  const record = draft ? null : currentRecord();
  const source = draft ?? record?.body;
  const outcome = draft?.outcome ?? record?.outcome;
  if (!source?.answers || (outcome && outcome !== "realisee")) return EMPTY;
  const why = refusal(visit.kind, source.answers);
  if (why || !open) return { ...EMPTY, offered: true, open, why };
  const rows = referralsIn(visit, source).map(({ to, code, state, words, open: onPaper }) => ({ code: to ?? code, state, words, confided: !onPaper }));
  const { account } = device.get();
  const author = draft ? account.name : (record.author_name ?? "");
  const reach = draft || record.author_id === account.id ? [account.name, phone(account.phone ?? "")].filter(Boolean).join(" – ") : author;
  const paper = synthesis(visit.kind, source.answers, rows, { author, on: dayOf(source), visits: toCome(visit.family_id), reach });
  return { ...EMPTY, ...paper, offered: true, open, sections: paper.sections.map((one) => ({ key: one.title, ...one })) };
}

function referralsIn(visit, source) {
  const grid = gridOf({ kind: visit.kind, forms: source.forms ?? {} });
  if (!grid) return [];
  if (source.stage && source.stage !== "signed") return rowsOf(source);
  const reading = readingOfRecord(grid, source, dayOf(source), doc("family", visit.family_id));
  return referralsOf(reading, alertsOf(reading), source.referrals ?? []);
}

/** « Mardi 1er décembre 2026 à 9 h, avec Inès Costa. »: who comes, and nothing of what for. */
function toCome(familyId) {
  return docs("visit")
    .filter((one) => one.family_id === familyId && one.planned_on > today() && TO_COME.has(one.status))
    .sort((a, b) => `${a.planned_on} ${a.planned_at ?? ""}`.localeCompare(`${b.planned_on} ${b.planned_at ?? ""}`))
    .slice(0, 4)
    .map(({ planned_on: on, planned_at: at, worker_name: who }) => {
      const name = longDay(on).split(" ")[0];
      const [hour, minute] = (at ?? "").split(":").map(Number);
      const when = at ? ` à ${hour} h${minute ? ` ${String(minute).padStart(2, "0")}` : ""}` : "";
      return `${name[0].toUpperCase()}${name.slice(1)} ${day(on)}${when}, avec ${who}.`;
    });
}

export function openSynthesis() {
  open = true;
  state.tell();
  window.scrollTo(0, 0);
}

export function closeSynthesis() {
  open = false;
  state.tell();
}

/** Prints the paper and nothing else of the page: the style sheet does the rest. */
export function printSynthesis() {
  const { classList } = document.documentElement;
  classList.add("printing-synthesis");
  window.addEventListener("afterprint", () => classList.remove("printing-synthesis"), { once: true });
  window.print();
}

const state = live(compute, onDrafts, onDocs, onScreen, onView, device.subscribe);
onView(() => open && closeSynthesis());
device.subscribe(() => device.get().phase !== "open" && open && closeSynthesis());

/** React hook: see `Synthesis` in pages/field/shapes.py. */
export const useSynthesis = () => state.use();
