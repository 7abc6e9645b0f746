/**
 * « Ce qui ressort » at the end of a visit, before it is signed: the alerts with what to do, the referrals with what the
 * family says of each, what is asked of the coordinator (`Outcome` in pages/field/shapes.py). What was confided is told in
 * neutral words until she asks: somebody may be looking.
 */
import { alerts as alertsOf } from "../rules/alerts.js";
import { inBody, isReferral, NEW_VISIT, referralsOf, STATES } from "../rules/referrals.js";
import { textFault } from "../rules/checking.js";
import { device } from "../store/device.js";
import { subscribe as onDrafts } from "../store/drafts.js";
import { doc, subscribe as onDocs } from "../store/mirror.js";
import { live } from "./live.js";
import { onView } from "./view.js";
import { alertViews } from "./visit_alerts.js";
import { gridOf, nameOf, readingOf } from "./visit_context.js";
import { change, currentDraft, onScreen } from "./visit_state.js";

const EMPTY = { shown: false, alerts: [], notes: [], referrals: [], asked: [], add: [], form: "", hidden: "", can_hide: false };
/** Interviews whose requests become tasks of the coordinator, as referrals/proposals.py. */
const INTERVIEWS = new Set(["epp", "epnp"]);
const ASKED_STATES = [["acceptee", "Demander"], ["ecartee", "Ne pas demander"]];
const VISITS = { sage_femme_pmi: "Une visite de sage-femme", puericultrice_pmi: "Une visite de puéricultrice" };
const TISF = new Set(["tisf", "tisf_premiers_pas", "tisf_caf"]);
const ui = { changing: "", revealed: false, added: 0 };

/** The referrals of a draft with what was said of each. */
export function rowsOf(draft) {
  if (!gridOf(draft)) return [];
  const reading = readingOf(draft);
  const rows = referralsOf(reading, alertsOf(reading), draft.referrals ?? []);
  return rows
    .filter(({ code }) => code !== NEW_VISIT || INTERVIEWS.has(draft.kind))
    .map((one) => (one.code === NEW_VISIT && !one.state ? { ...one, state: "acceptee" } : one));
}

/** What the signed record says of them; nothing when there is nothing. */
export function referralsInRecord(draft) {
  const rows = rowsOf(draft);
  return rows.length ? { referrals: inBody(rows) } : {};
}

function compute() {
  const draft = currentDraft();
  if (!draft || draft.stage === "signed" || !gridOf(draft)) return EMPTY;
  const found = alertViews(alertsOf(readingOf(draft)), draft);
  const rows = rowsOf(draft);
  const seen = (one) => ui.revealed || !(one.private || one.confided);
  const confided = [...found.filter(({ level }) => level !== "information"), ...rows].filter((one) => one.private || one.confided).length;
  const actions = doc("contacts", "contacts")?.actions ?? {};
  const alerts = found.filter(seen).map((one) => ({
    ...one, action: one.level === "urgent" ? (actions[one.code] ?? actions[one.item] ?? "") : "",
  }));
  const referrals = rows.filter(({ code }) => code !== NEW_VISIT);
  return {
    shown: found.length + rows.length > 0 || INTERVIEWS.has(draft.kind),
    alerts: alerts.filter(({ level }) => level !== "information"),
    notes: alerts.filter(({ level }) => level === "information"),
    referrals: referrals.filter(seen).map((one) => rowView(one, draft)),
    asked: askedOf(rows, draft),
    add: addable(rows, draft),
    form: `${draft.id}-${ui.added}`,
    hidden: confided && !ui.revealed ? `${confided > 1 ? `${confided} points réservés sont` : "Un point réservé est"} à relire quand personne d’autre ne regarde.` : "",
    can_hide: confided > 0 && ui.revealed,
  };
}

const labelOf = (draft, code) => gridOf(draft).orientations[code]?.libelle ?? code;

function rowView(one, draft) {
  const code = one.to ?? one.code;
  const words = one.words ?? "";
  return {
    key: one.key,
    label: labelOf(draft, code),
    instead: one.to ? `au lieu de : ${labelOf(draft, one.code)}` : "",
    about: one.child_id ? nameOf(draft)(one.child_id) : "",
    why: [...new Set(one.why)].join(" ; ") || (one.ticked ? "Cochée dans les orientations" : "Ajoutée"),
    states: STATES.map(([state, label]) => ({ key: state, code: state, label, chosen: one.state === state })),
    open: one.state === "acceptee" || one.state === "a_reflechir",
    words,
    problem: words ? textFault(words) : "",
    changing: ui.changing === one.key,
    choices: ui.changing === one.key ? choicesOf(draft) : [],
  };
}

/** What is asked of the coordinator once it is signed: in her words, nothing of why. */
function askedOf(rows, draft) {
  if (!INTERVIEWS.has(draft.kind)) return [];
  const said = (key, label, states = []) => ({ key, label, states });
  const found = rows.filter(({ code }) => code === NEW_VISIT).map((one) =>
    said(one.key, "Une nouvelle visite", ASKED_STATES.map(([state, label]) => ({ key: state, code: state, label, chosen: one.state === state }))));
  const accepted = rows.filter(({ state, confided }) => state === "acceptee" && (ui.revealed || !confided)).map(({ to, code }) => to ?? code);
  for (const code of new Set(accepted.filter((each) => VISITS[each]))) found.push(said(code, VISITS[code]));
  if (accepted.some((each) => TISF.has(each))) found.push(said("tisf", "Une intervention TISF à étudier"));
  return found;
}

const choicesOf = (draft) =>
  Object.values(gridOf(draft).orientations)
    .filter(({ code }) => code !== NEW_VISIT && isReferral(gridOf(draft), code))
    .map(({ code, libelle }) => ({ code, label: libelle }))
    .sort((a, b) => a.label.localeCompare(b.label, "fr"));

function addable(rows, draft) {
  const known = new Set(rows.filter(({ child_id }) => !child_id).map(({ code, to }) => to ?? code));
  return choicesOf(draft).filter(({ code }) => !known.has(code));
}

/** The draft with the word on one referral changed; the others stay as they were said. */
function decide(key, edit) {
  return change((draft) => {
    const row = rowsOf(draft).find((one) => one.key === key);
    const [child, code] = key.split("|");
    const isIt = (one) => one.code === code && (one.child_id ?? "") === child;
    const said = (draft.referrals ?? []).find(isIt);
    const { state = "", to = null, words = "", sources = [] } = row ?? said ?? {};
    const next = { code, child_id: child || null, state, to, words, sources, ...edit({ state, to, words }) };
    const others = (draft.referrals ?? []).filter((one) => !isIt(one));
    return { ...draft, referrals: [...others, next] };
  });
}

/** One tap on what the family says; a second one takes it back. */
export const pick = (key, state) => decide(key, (now) => ({ state: now.state === state ? "" : state }));

export const wordsTyped = (key, event) => {
  const words = event.target.value;
  return decide(key, () => ({ words }));
};

export function toggleChange(key) {
  ui.changing = ui.changing === key ? "" : key;
  state.tell();
}

/** Another one instead: what was said of it stays. */
export function changeTo(key, event) {
  const { value } = event.target;
  ui.changing = "";
  const [, code] = key.split("|");
  const kept = decide(key, (now) => ({ to: value && value !== code ? value : null, state: now.state || "acceptee" }));
  state.tell();
  return kept;
}

/** One that no answer proposed. */
export function add(event) {
  const { value } = event.target;
  if (!value) return undefined;
  ui.added += 1;
  return decide(`|${value}`, () => ({ state: "acceptee" }));
}

export function reveal() {
  ui.revealed = true;
  state.tell();
}

export function conceal() {
  ui.revealed = false;
  state.tell();
}

const state = live(compute, onDrafts, onDocs, onScreen, onView, device.subscribe);
onView(() => Object.assign(ui, { changing: "", revealed: false }));
device.subscribe(() => device.get().phase !== "open" && Object.assign(ui, { changing: "", revealed: false }));

/** React hook: see `Outcome` in pages/field/shapes.py. */
export const useOutcome = () => state.use();
