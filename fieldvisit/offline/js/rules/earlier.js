/** The last signed answers of a file, as rules read them across forms; as fieldvisit/forms/earlier.py. */

import { signed } from "./epds.js";

/**
 * @param {object[]} bodies signed bodies, oldest first
 * @param {object[]} documents all `form` documents aboard
 * @returns {object} `{"scope.item": ANSWER}` and `{"scope.item": {child: ANSWER}}`; `epds`: the last
 *   valid passation as a whole
 */
export function lastAnswers(bodies, documents) {
  const items = new Map(documents.flatMap((document) => Object.entries(document.items)));
  const found = {};
  for (const body of bodies) {
    const filled = signed(body);
    if (filled) found.epds = { v: filled };
    for (const [key, answer] of Object.entries(body.answers ?? {})) {
      if (items.has(key)) found[`${items.get(key).scope}.${key}`] = answer;
    }
    for (const [child, answers] of Object.entries(body.child_answers ?? {})) {
      for (const [key, answer] of Object.entries(answers ?? {})) {
        if (items.has(key)) (found[`${items.get(key).scope}.${key}`] ??= {})[child] = answer;
      }
    }
  }
  return found;
}
