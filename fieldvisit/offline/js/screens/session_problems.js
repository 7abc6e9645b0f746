/** What stands between the draft of a session and its signature, each with the part where it is put right. */
import { textFault } from "../rules/checking.js";
import { LONGEST, minutesBetween, words } from "../rules/session_hours.js";
import { time } from "./french.js";
import { pictureProblems } from "./photo_agreement.js";
import { looseOf, preparingFor } from "./pictures.js";
import { now } from "./session_clock.js";
import { amount, hoursOf, isEdited } from "./session_draft.js";
import { DONE, lists, NO_INCIDENT, NOBODY, orderOf, OTHER } from "./session_kinds.js";
import { overlapsOf } from "./session_others.js";
import { keptPictures } from "./visit_draft.js";

/** Two clocks agree to within that much. */
const CLOCKS_MS = 10 * 60_000;
const [MOST_KM, MOST_MINUTES] = [1000, 600];

/** @returns {{key: string, sentence: string}[]} `key`: a part of the screen, or « visit/… » for another session */
export function problemsOf(draft) {
  const done = draft.outcome === DONE;
  const found = [
    ...(draft.outcome ? [] : [["fin", "Dites si la séance a eu lieu."]]),
    ...(draft.corrects && !draft.correction_reason.trim() ? [["fin", "Dites en quelques mots pourquoi vous corrigez."]] : []),
    ...(done ? [...hours(draft), ...overlapsOf(draft).map((one) => [`visit/${one.visit_id}`, one.sentence]), ...content(draft), ...signature(draft)] : []),
    ...(draft.outcome && !done ? notDone(draft) : []),
    ...incident(draft), ...travelProblems(draft), ...written(draft),
    ...pictureProblems(draft).map((sentence) => ["fin", sentence]),
    ...(preparingFor(draft.id) ? [["fin", "La signature s’enregistre : attendez un instant."]] : []),
    ...(looseOf(draft.id).some(({ bytes }) => bytes) ? [["fin", "La signature n’est pas gardée : réessayez, ou renoncez-y."]] : []),
  ];
  return found.map(([key, sentence]) => ({ key, sentence }));
}

/** What is wrong with the hours: sentences for the fields too. */
export function hourProblems(draft) {
  const { start, end } = hoursOf(draft);
  if (!start) return ["Indiquez l’heure de début."];
  if (!end) return [draft.tapped.started_at && !draft.ended_at ? "Touchez « Terminer », ou indiquez l’heure de fin." : "Indiquez l’heure de fin."];
  const minutes = minutesBetween(draft.started_at, draft.ended_at);
  if (minutes < 0) return [`La fin (${end}) est avant le début (${start}) : vérifiez les heures. Si la séance a fini après minuit, touchez « Le lendemain ».`];
  if (minutes > LONGEST) return [`La séance durerait ${words(minutes)}, plus de 14 heures : indiquez l’heure où elle s’est vraiment terminée.`];
  if (Date.parse(draft.ended_at) > now() + CLOCKS_MS) return [`La fin (${end}) n’est pas encore passée, il est ${time(new Date(now()))} : vérifiez le jour et les heures.`];
  return [];
}

const hours = (draft) => [
  ...hourProblems(draft).map((sentence) => ["heures", sentence]),
  ...(draft.ended_at && isEdited(draft) && !draft.time_reason.trim() ? [["heures", "Dites en quelques mots pourquoi les heures sont modifiées."]] : []),
];

function content(draft) {
  const { presence, activities } = lists();
  const nobody = draft.presence.some((one) => NOBODY.test(one));
  return [
    ...(nobody ? [["presence", "Personne n’était là : touchez « Pas réalisée », ou décochez « Personne absente »."]] : []),
    ...(!draft.presence.length && presence.length ? [["presence", "Dites qui était présent."]] : []),
    ...(!draft.activities.length && activities.length ? [["activites", "Touchez au moins une activité."]] : []),
  ];
}

const notDone = (draft) => [
  ...(draft.not_done ? [] : [["fin", "Dites pourquoi la séance n’a pas eu lieu."]]),
  ...(draft.not_done === OTHER && !draft.not_done_words.trim() ? [["fin", "« Autre » : dites en quelques mots pourquoi."]] : []),
];

const incident = ({ incident: { code, words: text } }) =>
  (code && code !== NO_INCIDENT && !text.trim() ? [["incident", "Situation inquiétante : dites en quelques mots ce que vous avez vu ou entendu."]] : [])
    .concat((!code || code === NO_INCIDENT) && text.trim() ? [["incident", "Situation inquiétante : choisissez de quoi il s’agit, ou effacez le texte."]] : []);

/** What is wrong with a number of the travel; "" when nothing. */
export function travelFault(name, text) {
  const value = amount(text);
  const [most, unit] = name === "km" ? [MOST_KM, "km"] : [MOST_MINUTES, "minutes"];
  if (Number.isNaN(value)) return `« ${String(text).trim()} » n’est pas un nombre : écrivez par exemple ${name === "km" ? "12,5" : "25"}.`;
  if (value > most) return `Plus de ${most} ${unit} : vérifiez.`;
  return name === "minutes" && value !== null && !Number.isInteger(value) ? "Écrivez un nombre entier de minutes." : "";
}

const travelProblems = ({ travel }) =>
  ["km", "minutes"].map((name) => travelFault(name, travel[name])).filter(Boolean).map((sentence) => ["trajet", `Trajet : ${sentence}`]);

/** Have the hours that the family signed changed since, or are they the same? */
const isSignedBefore = ({ signed_hours: before, started_at, ended_at }) =>
  Boolean(before) && before.started_at === started_at && before.ended_at === ended_at;

/** Does the family sign each session of this order, and is it missing? */
export const lacksFamily = (draft) =>
  draft.outcome === DONE && Boolean(orderOf(null, draft)?.signature_each) && !isSignedBefore(draft)
  && !keptPictures(draft).some(({ kind }) => kind === "signature") && !draft.refused_signature.trim();

const signature = (draft) =>
  lacksFamily(draft)
    ? [["fin", draft.signed_hours ? "Les heures ont changé : faites signer la famille, ou dites pourquoi elle ne signe pas." : "Faites signer la famille, ou dites pourquoi elle ne signe pas."]]
    : [];

const written = (draft) =>
  [
    ["heures", "Motif des heures modifiées", draft.time_reason], ["fin", "Motif", draft.not_done_words],
    ["incident", "Situation inquiétante", draft.incident.words], ["fin", "Signature", draft.refused_signature],
    ["fin", "Motif de la correction", draft.correction_reason],
    ...draft.facts.map(({ words: text }) => ["faits", "Faits", text]), ...draft.quotes.map(({ words: text, who }) => ["faits", "Paroles", `${who}${text}`]),
    ...Object.values(draft.goals).map(({ note }) => ["objectifs", "Objectifs", note]),
    ["trajet", "Trajet", `${draft.travel.from}${draft.travel.to}`],
  ].map(([part, what, text]) => [part, textFault(text ?? ""), what]).filter(([, fault]) => fault).map(([part, fault, what]) => [part, `${what} : ${fault}`]);
