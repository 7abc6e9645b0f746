/**
 * « Information préoccupante », from any screen and without network. A draft from the first touch on, its author's own;
 * once signed, this tablet keeps the sealed line and its number, and nothing of what was written.
 */
import { officeDate } from "../store/clock.js";
import { device } from "../store/device.js";
import { drafts } from "../store/drafts.js";
import { doc, mayRead, subscribe as onDocs } from "../store/mirror.js";
import { open as vault } from "../store/vault.js";
import { all } from "../sync/outbox.js";
import { childrenOf, missing, NATURES, NOTHING, quotesOf, referenceOf } from "./concern_words.js";
import { instantOf, moment, today } from "./french.js";
import { live } from "./live.js";
import { noting } from "./noting.js";
import { families } from "./places.js";
import { go, onView, replace, view } from "./view.js";

const KIND = "concern_report";
const SCREEN = "inquietude";
/** Until the county's own list is aboard. */
const NATIONAL = { tel_119: "119", tel_17: "17", tel_15: "15" };
const CALLED = { tel_119: "Enfance en danger", tel_17: "Police, gendarmerie", tel_15: "SAMU" };
/** Screens whose address names a family. */
const OF_FAMILY = new Set(["dossier", "contact", "foyer", "carnet", "croissance"]);
const TAKEN = new Set(["received", "identical", "diverged", "settled", "filed"]);

/** What the signed draft keeps: its number. What was written is in the sealed line alone. */
const sealed = (_, { id }) => ({ noted: KIND, family_id: "", reference: referenceOf(id) });
const note = noting(KIND, SCREEN, NOTHING, undefined, sealed);
/** Number of what was just signed, while its screen is up. */
let done = "";
onView(() => view().name !== SCREEN && (done = ""));

function calls() {
  const known = doc("contacts", "contacts")?.contacts ?? {};
  return Object.entries(NATIONAL).map(([code, number]) => {
    const phone = known[code]?.[0]?.phone ?? number;
    return { key: code, phone, href: `tel:${phone.replaceAll(" ", "")}`, name: CALLED[code] };
  });
}

/** Where each report that left from here stands: its number and a date. */
function sentHere() {
  const mine = all().filter(({ kind, vault: id }) => kind === KIND && id === vault()?.id);
  return mine.reverse().map(({ id, word, word_at }) => {
    const [state, tone] = TAKEN.has(word)
      ? [`Transmise le ${moment(word_at)}`, "ok"]
      : word === "waiting"
        ? ["Pas encore envoyée : elle partira dès qu’il y a du réseau", "warn"]
        : ["Non prise par le bureau : appelez la CRIP", "alarm"];
    return { key: id, reference: referenceOf(id), state, kind: tone };
  });
}

/** What she began about others, the family may have left the tablet since. */
function begunElsewhere(id) {
  const mine = drafts().filter(({ value, finished }) => value?.noted === KIND && !finished && value.family_id !== id);
  return mine.map(({ value }) => pill(value.family_id || "-", value.family_id && mayRead() ? value.home?.label || "Famille" : "Sans famille nommée", false));
}

const pill = (code, label, chosen) => ({ code, label, chosen });
const either = (value, yes, no) => [pill("oui", yes, value === true), pill("non", no, value === false)];

function compute() {
  const id = note.familyId();
  const readable = mayRead();
  const home = readable ? note.home() : null;
  const typed = note.typed();
  const picked = new Set(typed.children.map(({ person_id }) => person_id));
  const children = readable ? (doc("family", id)?.persons ?? []).filter(({ role, deceased_on }) => role === "enfant" && !deceased_on) : [];
  const aboard = readable && !id ? families() : [];
  return {
    calls: calls(), form: note.form(), done,
    family: id ? (home?.label || "Famille") : "",
    families: aboard.map(({ id: code, label }) => pill(code, label, false)).sort((a, b) => a.label.localeCompare(b.label)),
    children: children.map((one) => pill(one.id, `${one.first_name} ${one.last_name ?? ""}`.trim(), picked.has(one.id))),
    natures: NATURES.map(([code, label]) => pill(code, label, typed.natures.includes(code))),
    danger: either(typed.danger, "Oui : 17 ou 15 d’abord", "Non"),
    to: typed.danger ? [pill("procureur", "Procureur, copie à la CRIP", typed.recipient === "procureur"), pill("crip", "CRIP", typed.recipient === "crip")] : [],
    parents: either(typed.parents_informed, "Oui", "Non"), why: typed.parents_informed === false,
    others: typed.others, family_words: typed.family_words, fact_on: typed.fact_on, fact_at: typed.fact_at, facts: typed.facts,
    context: typed.context, parents_reason: typed.parents_reason, last: today(),
    quotes: (typed.quotes.length ? typed.quotes : [{}]).map(({ who = "", when = "", words = "" }, at) => ({ key: `${at}`, at, who, when, words })),
    changed: Boolean(note.current()), saved: note.saved(), problem: note.problem(), sent: sentHere(),
    begun: begunElsewhere(id),
  };
}

const state = live(compute, onDocs, ...note.sources, device.subscribe);

/** React hook: see `ConcernForm` in pages/field/shapes.py. */
export const useConcern = () => state.use();

/** From wherever she is: about the family of that screen, when it is one's. */
export function openConcern() {
  const { name, id } = view();
  if (name === SCREEN) return;
  // What was added on this tablet is no doc yet: its draft knows the family.
  const added = () => drafts().find(({ value }) => value?.visit_id === id)?.value.family_id;
  const about = OF_FAMILY.has(name) ? id : (doc("visit", id)?.family_id ?? added() ?? "");
  done = "";
  go(SCREEN, families().some((one) => one.id === about) ? about : "");
}

/** What was begun about nobody yet goes on about this family. */
export function chooseFamily(id) {
  if (note.current()) note.keep({ family_id: id, home: { label: doc("family", id)?.label ?? "", persons: [], contact_readers: [] } });
  replace(SCREEN, id);
}

export const goOn = (code) => replace(SCREEN, code === "-" ? "" : code);

export function tickChild(id) {
  const one = doc("family", note.familyId())?.persons.find((person) => person.id === id);
  const name = `${one?.first_name ?? ""} ${one?.last_name ?? ""}`.trim();
  note.keep(({ children }) => ({
    children: children.some(({ person_id }) => person_id === id)
      ? children.filter(({ person_id }) => person_id !== id)
      : [...children, { person_id: id, name }],
  }));
}

export const tickNature = (code) =>
  note.keep(({ natures }) => ({ natures: natures.includes(code) ? natures.filter((one) => one !== code) : [...natures, code] }));

const answered = (name) => (code) => note.keep({ [name]: code === "oui" });
export const sayDanger = answered("danger");
export const sayParents = answered("parents_informed");
export const sayTo = (recipient) => note.keep({ recipient });

export const type = (name, event) => {
  const { value } = event.target;
  note.keep({ [name]: value });
};

export function typeQuote(at, name, event) {
  const { value } = event.target;
  note.keep(({ quotes }) => {
    const now = quotes.length ? [...quotes] : [{}];
    now[at] = { ...now[at], [name]: value };
    return { quotes: now };
  });
}

export const addQuote = () => note.keep(({ quotes }) => ({ quotes: [...(quotes.length ? quotes : [{}]), {}] }));

export async function send() {
  const typed = note.typed();
  const said = typed.fact_on && typed.fact_at ? instantOf(typed.fact_on, typed.fact_at) : null;
  const problem = missing(typed, today(), officeDate(), said);
  if (problem) return note.say(problem);
  const { natures, fact_on, fact_at, facts, context, danger, recipient, parents_informed, parents_reason, family_words } = typed;
  const before = new Set(all().map(({ id }) => id));
  const signed = await note.send({
    natures, fact_on, fact_at, facts, context, danger, recipient: recipient || "crip", parents_informed, parents_reason,
    family_words, children: childrenOf(typed), quotes: quotesOf(typed),
  }, "");
  if (!signed) return;
  const made = all().find(({ id, kind }) => kind === KIND && !before.has(id));
  done = made ? referenceOf(made.id) : "";
  window.scrollTo(0, 0);
  state.tell();
}

/** About nobody yet. */
export function another() {
  done = "";
  replace(SCREEN);
  state.tell();
}

export async function undo() {
  await note.undo();
}
