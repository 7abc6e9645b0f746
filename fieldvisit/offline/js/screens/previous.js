/** What was answered the last time a question was asked, beside the question, and whether it has changed since. */
import { doc } from "../store/mirror.js";
import { date } from "./french.js";
import { answerText } from "./items_view.js";
import { gridOf, madeAt } from "./visit_context.js";

const wording = (item) => JSON.stringify([item.question, item.type, (item.options ?? []).map(({ code }) => code)]);

/** Of each grid: its questions by their wording. At every tap each question on screen asks for its like in each record. */
const worded = new WeakMap();

function byWording(items) {
  if (!worded.has(items)) {
    const found = new Map();
    for (const one of Object.values(items).filter((item) => !item.par_enfant))
      if (!found.has(wording(one))) found.set(wording(one), one);
    worded.set(items, found);
  }
  return worded.get(items);
}

/** The same question, with the same answers, under another id: an interview after the birth asks again what the one before asked. */
function sameQuestion(record, item) {
  const items = gridOf({ kind: record.kind, forms: record.body.forms ?? {} })?.items;
  const same = items && byWording(items).get(wording(item));
  return same && !same.prive && !same.seule ? same : null;
}

function said(record, item, child) {
  if (item.par_enfant) return [item, record.body.child_answers?.[child]?.[item.id]];
  if (record.body.answers?.[item.id]) return [item, record.body.answers[item.id]];
  const same = sameQuestion(record, item);
  return same ? [same, record.body.answers?.[same.id]] : [item, undefined];
}

/** A measure that was struck since is no answer to compare with. */
const isStruck = ({ id, family_id }, { mesure }, child) =>
  (doc("family", family_id)?.persons.find((one) => one.id === child)?.measurements ?? [])
    .some(({ struck, record_id, kind }) => struck && record_id === id && kind === mesure);

/**
 * @param {object[]} records signed ones of the family before this visit, newest first
 * @param {object} now the answer as it stands in the draft
 * @returns {{text: string, on: string, changed: boolean}|null}
 */
export function previousAnswer(records, item, child, now) {
  if (item.prive) return null; // what was said alone is never shown again
  for (const record of records) {
    if (item.mesure && isStruck(record, item, child)) continue;
    const [asked, stored] = said(record, item, child);
    const text = answerText(asked, stored);
    if (!text) continue;
    const given = !now.special && now.v !== undefined ? answerText(item, now) : "";
    return { text, on: date(madeAt(record)).slice(0, 5), changed: Boolean(given) && !stored.special && given !== text };
  }
  return null;
}
