/** The EPDS as it stands in a grid aboard: its questions in the order they are asked, its words, what was answered. Pure. */
import { HOW } from "../rules/epds.js";
import { answer } from "./visit_draft.js";

export const EPDS = "epds";
/** How it was filled, and the code that says that the woman did it by herself. */
export { FILLED, HOW } from "../rules/epds.js";
export const ALONE = "seule";
/** The part that offers it, and the one that shows its score. */
export const OFFER = "epds.ep_passation";
export const RESULT = "epds.ep_resultat";

/** The ten questions, in their order. @returns {object[]} items of the grid */
export const questionsOf = (grid) =>
  (grid?.sections ?? [])
    .filter(({ form }) => form === EPDS)
    .flatMap(({ items }) => items.map((id) => grid.items[id]))
    .filter(({ id, type }) => id !== HOW && type === "echelle");

/** Whose scale it is, on screen wherever its questions are. @param {object|undefined} form its document */
export const citationOf = (form) =>
  [...(form?.self_filled?.citation ?? []), form?.self_filled?.rights.match(/^©[^.]*/)?.[0] ?? ""]
    .filter(Boolean)
    .map((text) => ({ key: text, text }));

/** What a total calls for, in the words of the scale's bands. @param {number|null} total */
export function bandOf(form, total) {
  const band = (form?.self_filled?.bands ?? []).find(({ min, max }) => total !== null && min <= total && total <= max);
  if (!band) return "Il n’y a pas de score tant qu’une réponse manque : complétez-les avec elle, ou notez « Interrompue ».";
  return `${band.libelle}. ${band.action}. L’EPDS n’est pas un diagnostic.`;
}

/** Options as the scale prints them: some go down, some go up. */
export const optionsOf = (item) => item.options.map(({ code, libelle }) => ({ code: Number(code), label: libelle }));

/** Places of the questions without an answer, from 0. */
export const missingOf = (draft, questions) =>
  questions.flatMap((item, at) => (answer(draft, item.id).v === undefined ? [at] : []));
