/** What stands between a draft and its signature. */
import { addDays, time } from "./french.js";
import { keyOf, problemOf, verdictOf } from "./items_view.js";
import { pictureProblems } from "./photo_agreement.js";
import { looseOf, preparingFor } from "./pictures.js";
import { textFault } from "../rules/checking.js";
import { missing } from "../rules/grid.js";
import { quiet } from "./told_alone.js";
import { contextOf, dayOf, gridOf, itemContext, nameOf, needsAgreement, notYours, sectionsFor } from "./visit_context.js";
import { ACCORD, answer, childrenAnswered } from "./visit_draft.js";

/** The place where a problem about pictures is put right. */
export const PHOTOS = "photos";

/** What stands between this draft and its signature, each with the question it is about. */
export function problemsOf(draft) {
  const list = [];
  const add = (key, sentence) => list.push({ key, sentence });
  const refused = notYours(draft);
  if (refused) add("", refused);
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
      const about = `« ${item.prive ? quiet(section.title) : item.question} »${child ? ` (${nameOf(draft)(child)})` : ""}`;
      if (problem) add(keyOf(item.id, child), `${about} : ${problem}`);
      else if (verdictOf(item, stored, context).verdict === "confirm" && !stored.confirmed && !stored.doubtful)
        add(keyOf(item.id, child), `${about} : dites si la mesure est confirmée ou douteuse.`);
    }
  if (draft.outcome === "realisee")
    for (const one of missing(gridOf(draft), draft, contextOf(draft)))
      add(keyOf(one.item, one.child), `« ${one.question} » : répondez, ou choisissez « Non abordé ».`);
  return list;
}

/** Free words outside the questions, each with its name. */
const writtenIn = (draft) => [
  ["Note en cours", draft.note_text ?? ""],
  ...draft.notes.map(({ at, text }) => [`Note de ${time(at)}`, text]),
  ["Précision", draft.outcome_detail.reason ?? ""],
  ["Motif de la correction", draft.correction_reason ?? ""],
];
