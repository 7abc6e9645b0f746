/** What is written of a session, part by part, as its screen shows it (`SessionForm` in pages/field/session_shapes.py). */
import { time } from "./french.js";
import { minutesBetween, words } from "../rules/session_hours.js";
import { offset } from "./session_clock.js";
import { hoursOf, isEdited } from "./session_draft.js";
import { DONE, GOAL_STATES, lists, NO_INCIDENT, orderOf, OTHER, VEHICLES } from "./session_kinds.js";
import { hourProblems, lacksFamily, problemsOf, travelFault } from "./session_problems.js";
import { isRunning } from "./session_running.js";
import { keptPictures, removedPictures } from "./visit_draft.js";

/** A clock put right by more than that since the beginning is worth a word. */
const CLOCK_MS = 5 * 60_000;
const PARTS = [
  ["fiche", "Fiche"], ["heures", "Heures"], ["presence", "Présents"], ["activites", "Activités"], ["faits", "Faits et paroles"],
  ["objectifs", "Objectifs"], ["incident", "Situation inquiétante"], ["trajet", "Trajet"], ["fin", "Signature"],
];
/** Of a session that was not made. */
const NOT_MADE = new Set(["fiche", "faits", "incident", "trajet", "fin"]);

const option = (key, label, chosen) => ({ key, code: key, label, chosen });

/** How far a part is: a number of things said, « ✓ », or nothing. */
const SAID = {
  heures: (draft) => (draft.started_at && draft.ended_at ? "✓" : ""),
  presence: ({ presence }) => (presence.length ? String(presence.length) : ""),
  activites: ({ activities }) => (activities.length ? String(activities.length) : ""),
  faits: ({ facts, quotes }) => count([...facts, ...quotes].filter(({ words: text }) => text.trim())),
  objectifs: ({ goals }) => count(Object.values(goals).filter(({ state, note }) => state || note.trim())),
  incident: ({ incident }) => (incident.code && incident.code !== NO_INCIDENT ? "notée" : incident.code ? "✓" : ""),
  trajet: ({ travel }) => (travel.km || travel.minutes || travel.vehicle ? "✓" : ""),
};
const count = (found) => (found.length ? String(found.length) : "");

/** The part on screen. */
export function partOf(draft) {
  const shown = partsOf(draft);
  return shown.some(([code]) => code === draft.place?.section) ? draft.place.section : shown.at(-1)[0];
}

const partsOf = (draft) =>
  PARTS.filter(([code]) => draft.outcome === DONE || NOT_MADE.has(code)).filter(([code]) => code !== "objectifs" || orderOf(null, draft)?.goals?.length);

export function formView(draft, family) {
  const part = partOf(draft);
  const wrong = new Set(problemsOf(draft).map(({ key }) => key));
  const running = isRunning(draft);
  const titled = partsOf(draft).map(([code, title]) => ({
    key: code, code, title: code === "fin" ? (draft.outcome === DONE ? (running ? "Fin de séance" : title) : "Pas réalisée") : title,
    said: SAID[code]?.(draft) ?? "", wrong: !running && code !== "fin" && wrong.has(code), chosen: code === part,
  }));
  return {
    ...EMPTY_FORM, running, sections: titled, section: part, section_title: titled.find(({ chosen }) => chosen).title,
    outcome: draft.outcome ?? "", ...PART[part](draft, family),
  };
}

const paragraphs = (draft, list) => {
  const all = draft[list].length ? draft[list] : [{ key: "p0", who: "", words: "", shared: false }];
  return all.map(({ key, who = "", words: text, shared }) => ({ key, list, id: `${list}-${key}`, who, words: text, shared: Boolean(shared) }));
};

const PART = {
  fiche: () => ({}),
  heures: hoursView,
  presence: (draft) => ({ presence: lists().presence.map((text) => option(text, text, draft.presence.includes(text))).concat(unknown(draft.presence, lists().presence)) }),
  activites: (draft) => ({ activities: domains(draft) }),
  faits: (draft) => ({
    facts: paragraphs(draft, "facts"), quotes: paragraphs(draft, "quotes"),
    more_facts: hasWords(draft.facts), more_quotes: hasWords(draft.quotes),
  }),
  objectifs: (draft) => ({
    goals: (orderOf(null, draft)?.goals ?? []).map(({ id, text, indicator }) => ({
      key: id, id, text, indicator: indicator ?? "", note: draft.goals[id]?.note ?? "",
      states: Object.entries(GOAL_STATES).map(([code, label]) => option(code, label, draft.goals[id]?.state === code)),
    })),
  }),
  incident: (draft) => ({
    incidents: lists().incidents.map(({ code, label }) => option(code, label, draft.incident.code === code)),
    incident_on: Boolean(draft.incident.code) && draft.incident.code !== NO_INCIDENT, incident_words: draft.incident.words,
  }),
  trajet: (draft) => ({
    travel: { ...draft.travel }, km_problem: travelFault("km", draft.travel.km), minutes_problem: travelFault("minutes", draft.travel.minutes),
    vehicles: Object.entries(VEHICLES).map(([code, label]) => option(code, label, draft.travel.vehicle === code)),
  }),
  fin: endView,
};

const hasWords = (list) => list.length > 0 && Boolean(list.at(-1).words.trim());

/** Chosen with another version of the list: it stays, and can be taken back. */
const unknown = (chosen, known) => chosen.filter((text) => !known.includes(text)).map((text) => option(text, text, true));

function domains(draft) {
  const known = lists().activities;
  const others = unknown(draft.activities, known.flatMap(({ items }) => items));
  return [
    ...known.map(({ domain, items }) => ({ key: domain, domain, items: items.map((text) => option(text, text, draft.activities.includes(text))) })),
    ...(others.length ? [{ key: "others", domain: "Autres", items: others }] : []),
  ];
}

const spanOf = ({ started_at, ended_at }) =>
  started_at && ended_at && minutesBetween(started_at, ended_at) >= 0 ? `${time(started_at)} – ${time(ended_at)} · ${words(minutesBetween(started_at, ended_at))}` : "";

function tappedWords({ tapped }) {
  const [start, end] = [time(tapped.started_at), time(tapped.ended_at)];
  if (!start && !end) return "« Commencer » n’a pas été touché.";
  return [start && `« Commencer » touché à ${start}`, end ? `« Terminer » à ${end}` : ""].filter(Boolean).join(", ") + ".";
}

function hoursView(draft) {
  const { day, start, end, next } = hoursOf(draft);
  const moved = draft.clock.start_offset !== undefined && Math.abs(offset() - draft.clock.start_offset) > CLOCK_MS;
  return {
    day, start, end, next, span: spanOf(draft), may_cross: Boolean(start && end && end <= start) || next,
    edited: isEdited(draft), typed: Boolean(draft.edited), tapped: tappedWords(draft), time_reason: draft.time_reason,
    clock_said: moved ? "L’horloge de la tablette a été remise à l’heure depuis le début de la séance : vérifiez les heures." : "",
    hour_problems: isRunning(draft) && !draft.edited ? [] : hourProblems(draft).filter((sentence) => !isRunning(draft) || !sentence.startsWith("Touchez")),
    may_undo: isRunning(draft) && !draft.corrects,
    may_go_on: Boolean(draft.tapped.ended_at) && !draft.corrects,
  };
}

function endView(draft) {
  const order = orderOf(null, draft);
  const problems = problemsOf(draft);
  const done = draft.outcome === DONE;
  const signatures = keptPictures(draft).filter(({ kind }) => kind === "signature").length;
  const removed = removedPictures(draft).length;
  const because = draft.not_done && !lists().absence.includes(draft.not_done) ? [draft.not_done] : [];
  return {
    span: spanOf(draft), edited: isEdited(draft), tapped: isEdited(draft) ? tappedWords(draft) : "", time_reason: draft.time_reason,
    outcomes: [option(DONE, "Réalisée", done), ...[...lists().absence, ...because].map((text) => option(text, text, draft.not_done === text))],
    not_done: draft.not_done, not_done_words: draft.not_done_words, not_done_other: draft.not_done === OTHER,
    signs: done && !isRunning(draft), signs_each: Boolean(order?.signature_each), lacks_family: lacksFamily(draft),
    signed_before: Boolean(draft.signed_hours), signatures, removed: removed ? "Signature retirée : elle ne partira pas." : "",
    unsigned: draft.refused_signature,
    problems: problems.map((one, at) => ({ ...one, key: `${one.key}#${at}`, place: one.key })),
    signable: problems.length === 0 && !isRunning(draft), sign_label: draft.corrects ? "Signer la correction" : "Signer et clore",
    correction: Boolean(draft.corrects), correction_reason: draft.correction_reason,
    may_go_on: Boolean(draft.tapped.ended_at) && !draft.corrects,
  };
}

export const EMPTY_FORM = {
  running: false, sections: [], section: "", section_title: "", outcome: "", day: "", start: "", end: "", next: false, span: "", may_cross: false,
  edited: false, typed: false, tapped: "", time_reason: "", clock_said: "", hour_problems: [], may_undo: false, may_go_on: false, presence: [], activities: [],
  facts: [], quotes: [], more_facts: false, more_quotes: false, goals: [], incidents: [], incident_on: false, incident_words: "",
  travel: { km: "", minutes: "", vehicle: "", from: "", to: "" }, km_problem: "", minutes_problem: "", vehicles: [], outcomes: [], not_done: "",
  not_done_words: "", not_done_other: false, signs: false, signs_each: false, lacks_family: false, signed_before: false, signatures: 0, removed: "", unsigned: "",
  problems: [], signable: false, sign_label: "", correction: false, correction_reason: "",
};
