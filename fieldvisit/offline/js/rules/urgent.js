/**
 * The « Urgent » alerts that the answers of one visit raise, one for each rule and child; as in fieldvisit/forms/urgent.py
 * and on the same cases. An answer that was confided alone goes on counting when somebody else has come in: it was not
 * taken back. And a rule that the file alone fulfils is not news of this visit.
 */

import { alerts } from "./alerts.js";

function urgent(reading) {
  reading.earlier = { ...reading.earlier, epds: undefined }; // it was raised when that questionnaire was signed
  return alerts(reading).filter((each) => each.level === "urgent");
}

/**
 * @param {(grid: object, draft: object) => import("./conditions.js").Reading} make
 * @returns {{rule: string, item: string|null, child: string|null, text: string, orientations: string[], private: boolean, why: object}[]}
 */
export function urgents(make, grid, draft) {
  const confided = { ...grid, alone_if: {} };
  let found = urgent(make(confided, draft));
  if (found.some((each) => each.item === null)) {
    const empty = { children: draft.children ?? [], answers: {}, child_answers: {} };
    const key = (each) => `${each.code} ${each.child}`;
    const before = new Set(urgent(make(confided, empty)).map(key));
    found = found.filter((each) => each.item !== null || !before.has(key(each)));
  }
  const merged = new Map();
  for (const each of found) {
    const rule = each.code ?? each.item ?? "grille";
    const place = `${rule} ${each.child}`;
    if (!merged.has(place))
      merged.set(place, {
        rule, item: each.item, child: each.child, text: "", orientations: [], private: false, why: { ...each.why, facts: [] },
      });
    const one = merged.get(place);
    const told = new Set(one.why.facts.map(({ label, value }) => `${label} ${value}`));
    one.why.facts.push(...each.why.facts.filter(({ label, value }) => !told.has(`${label} ${value}`)));
    one.text = [one.text, each.text].filter(Boolean).join(" ; ");
    one.orientations = [...new Set([...one.orientations, ...each.to])];
    one.private ||= each.private;
  }
  return [...merged.values()];
}
