/**
 * « Urgent » as the screens show it (`Urgent` in pages/field/shapes.py): the panel that comes up by itself, and the banner
 * that stays until something was done. What was confided comes up under neutral words: somebody may be looking.
 */
import { officeDate } from "../store/clock.js";
import { useEffect } from "react";

import { device } from "../store/device.js";
import { isOver, isUnanswered, isUndone, LATER } from "../store/alerts.js";
import { subscribe as onDrafts } from "../store/drafts.js";
import { doc, docs, subscribe as onDocs } from "../store/mirror.js";
import { all as lines, subscribe as onCustody } from "../sync/outbox.js";
import { phone, time } from "./french.js";
import { handedDraft } from "./handed.js";
import { live } from "./live.js";
import { keepKeys } from "./urgent_keys.js";
import { alertsOfVisit, onAlerts, write } from "./urgent_watch.js";
import { whyView } from "./visit_alerts.js";
import { gridOf } from "./visit_context.js";
import { currentDraft, currentRecord, currentVisit } from "./visit_state.js";
import { onView } from "./view.js";

/** `open`: asked for from the banner, or not closed since it came up; `revealed`: what was confided is shown. */
const panel = { visit: "", open: false, revealed: false, failed: "" };
const EMPTY = {
  open: false, discreet: false, title: "", alerts: [], hidden: "", can_hide: false, close_label: "", failed: "", useful: [],
  banner: "", banner_kind: "", banner_detail: "",
};

function compute() {
  const visit = currentVisit();
  if (!visit || handedDraft()) return EMPTY;
  if (panel.visit !== visit.id) Object.assign(panel, { visit: visit.id, open: false, revealed: false, failed: "" });
  const all = alertsOfVisit(visit.id);
  const told = all.filter((one) => !one.withdrawn_at);
  const unanswered = told.filter(isUnanswered);
  if (unanswered.length) panel.open = true;
  if (told.length === 0) panel.open = false;
  const confided = told.filter((one) => one.private);
  const shown = panel.revealed ? told : told.filter((one) => !one.private);
  return {
    open: panel.open,
    discreet: shown.length === 0,
    title: shown.length > 1 ? `${shown.length} urgences` : "Urgent",
    alerts: shown.map((one) => alertView(one, visit)),
    hidden: confided.length && !panel.revealed ? "Un point de cette visite demande une action. Ouvrez-le quand personne d’autre ne regarde." : "",
    can_hide: confided.length > 0 && panel.revealed,
    close_label: unanswered.length ? LATER : "Revenir à la visite",
    failed: panel.failed,
    // A list with « alcool » or « urgence » on it would say what the neutral words keep to themselves.
    useful: (shown.length ? (doc("contacts", "contacts")?.useful ?? []) : []).map(({ name, phone: number }, at) => ({
      key: String(at), name, call: spoken(number), href: hrefOf(number),
    })),
    ...banner(told),
  };
}

/** Words of the banner: red only when nothing confided would show by it. */
function banner(told) {
  const undone = told.filter(isUndone);
  const loud = undone.filter((one) => !one.private);
  if (undone.length === 0) {
    const last = told.filter((one) => !one.private).at(-1);
    const detail = last ? stateOf(last) : "";
    return { banner: told.length ? (last ? "Urgence signalée" : "Point repris") : "", banner_kind: "plain", banner_detail: detail };
  }
  if (loud.length === 0)
    return { banner: plural(undone.length, "point à reprendre", "points à reprendre"), banner_kind: "plain", banner_detail: "" };
  const words = plural(undone.length, "urgence à traiter", "urgences à traiter");
  return { banner: words, banner_kind: "urgent", banner_detail: stateOf(loud.at(-1)) };
}

const plural = (count, one, many) => `${count} ${count > 1 ? many : one}`;

/** Where an alert stands at the office, in a few words. */
export function stateOf(alert) {
  if (alert.closed_at) return `Close par ${alert.closed_by} à ${time(alert.closed_at)}`;
  if (alert.taken_at) return `Prise en charge par ${alert.taken_by} à ${time(alert.taken_at)}`;
  const line = lines().filter((one) => one.kind === "urgent" && one.id === alert.chain).at(-1);
  if (line?.word === "refused" || line?.word === "invalid") return "Le bureau n’a pas pu la prendre : appelez";
  return alert.received || (line && line.word !== "waiting") ? "Reçue au bureau" : "Partira au bureau dès le retour du réseau";
}

/** Badge of a visit on the round: [words, colour]; what was confided is told in neutral words. */
export function badgeOf(visitId) {
  const told = docs("alert").filter((one) => one.visit_id === visitId && !one.withdrawn_at);
  if (told.length === 0) return ["", ""];
  const { banner: words, banner_kind: kind } = banner(told);
  const answered = told.filter((one) => one.taken_at || one.closed_at).at(-1);
  if (answered && kind !== "urgent") return [stateOf(answered), "ok"];
  return answered ? [`${words} – ${stateOf(answered)}`, "alarm"] : [words, kind === "urgent" ? "alarm" : "plain"];
}

function alertView(alert, visit) {
  const child = (doc("family", visit.family_id)?.persons ?? []).find(({ id }) => id === alert.child_id);
  const known = doc("contacts", "contacts");
  const action = known?.actions[alert.rule] ?? known?.actions[alert.item] ?? "Faites donner un avis médical sans attendre.";
  return {
    key: alert.id,
    about: child?.first_name ?? "",
    text: alert.text,
    action,
    contacts: whomToCall(alert, action, known, visit),
    done: (alert.done ?? []).map((one) => ({ key: one.at, when: time(one.at), text: one.what })),
    state: stateOf(alert),
    settled: isOver(alert),
    why: whyView(alert.why),
    confided: Boolean(alert.private),
  };
}

/** Numbers that the sentence itself names are there to be touched as well. */
const NAMED = /\b(15|17|114|115|119|3114|3919)\b/g;

function whomToCall(alert, action, known, visit) {
  const orientations = orientationsOf(visit);
  const codes = [...new Set([...alert.orientations, ...(action.match(NAMED) ?? []).map((number) => `tel_${number}`)])];
  const done = new Set((alert.done ?? []).map((one) => one.what));
  const found = codes.flatMap((code) => {
    const named = orientations[code];
    const label = known?.labels?.[code] ?? named?.libelle ?? "";
    const entries = known?.contacts[code] ?? (named?.numero ? [{ name: label, phone: named.numero }] : []);
    return entries.length ? entries : label ? [{ name: label, phone: "" }] : [];
  });
  return found.map(({ name, phone: number }) => {
    const what = number ? (number.length <= 4 ? `J’ai appelé le ${number}` : `J’ai appelé : ${name}`) : `Fait : ${name}`;
    return {
      key: what, alert: alert.id, name, what,
      call: number.length <= 4 ? `Appeler le ${number}` : `Appeler ${spoken(number)}`, href: number ? hrefOf(number) : "",
      label: number ? "J’ai appelé" : "C’est fait",
      done: done.has(what),
    };
  });
}

/** « 04 65 71 91 01 », « 116 117 »: as it is read aloud. */
const spoken = (number) => (number.replace(/\D/g, "").length === 10 && !/^0 /.test(number) ? phone(number) : number);
const hrefOf = (number) => `tel:${number.replace(/[^\d+]/g, "")}`;

function orientationsOf(visit) {
  const draft = currentDraft() ?? currentRecord();
  return gridOf({ kind: draft?.kind ?? visit.kind, forms: draft?.forms ?? {} })?.orientations ?? {};
}

/** Writes down what she did, with the time. */
export async function did(id, what) {
  const visit = currentVisit();
  const alert = alertsOfVisit(visit?.id).find((one) => one.id === id);
  if (!alert || alert.done.some((one) => one.what === what && one.at >= alert.raised_at)) return;
  await kept(visit, [{ ...alert, done: [...alert.done, { what, at: officeDate().toISOString() }] }]);
}

/** Closes the panel; what nobody answered is noted « plus tard » and stays in the banner. */
export async function closePanel() {
  const visit = currentVisit();
  const at = officeDate().toISOString();
  const waiting = alertsOfVisit(visit?.id).filter(isUnanswered);
  Object.assign(panel, { open: false, revealed: false, failed: "" });
  if (waiting.length === 0) state.tell(); // else told once they are answered: what is not would open it again
  else await kept(visit, waiting.map((one) => ({ ...one, done: [...one.done, { what: LATER, at }] })));
}

async function kept(visit, changed) {
  try {
    await write(visit.id, visit.family_id, changed, changed[0].record_id);
    panel.failed = "";
  } catch (failure) {
    panel.failed = failure.sentence ?? "La tablette n’a pas pu l’enregistrer ; elle réessaie.";
  }
  state.tell();
}

export function openPanel() {
  panel.open = true;
  state.tell();
}

export function reveal() {
  panel.revealed = true;
  state.tell();
}

export function conceal() {
  panel.revealed = false;
  state.tell();
}

const state = live(compute, onDocs, onDrafts, onAlerts, onCustody, onView, device.subscribe);

/** React hook: see `Urgent` in pages/field/shapes.py. */
export const useUrgent = () => state.use();

/** React hook of the panel: while it is there, keys and focus are its own, and what was being typed goes on. */
export function usePanelKeys() {
  useEffect(() => keepKeys(document.querySelector("[role=alertdialog]"), closePanel), []);
  return "";
}
