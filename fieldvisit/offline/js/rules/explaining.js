/** Why an alert rose: the rule in words, the numbers and answers that made it, its source; as forms/explaining.py. */

import { french, shown } from "./wording.js";

/**
 * @param {import("./conditions.js").Reading} reading · @param {object[]} conditions that hold · @param {string|null} child
 * @param {object|null} rule null for a question's own alert · @param {string} form code of the grid it comes from
 * @returns {{rule: string, source: string, action: string, facts: {label: string, value: string}[]}}
 */
export function why(reading, conditions, child, rule, form) {
  const facts = factsOf(reading, conditions, child, rule ?? {});
  if (rule) return { rule: rule.condition, source: rule.source, action: rule.action, facts };
  return { rule: "", source: `Grille « ${reading.grid.titles[form] ?? form} »`, action: "", facts };
}

/** Measurements and answers first, ages and the like after them; each once. */
function factsOf(reading, conditions, child, rule) {
  const measured = [];
  const around = [];
  for (const condition of conditions) {
    for (const reference of telling(condition, reading, child)) {
      const asked = isItem(reading, reference);
      const numbers = asked ? null : numbersOf(reading, reference, child);
      if (numbers?.length) numbers.forEach((each) => add(measured, each));
      else if (typeof reference === "string") add(asked ? measured : around, told(reading, reference, child, rule));
    }
  }
  return [...measured, ...around];
}

function add(list, fact) {
  if (fact && !list.some((each) => each.label === fact.label && each.value === fact.value)) list.push(fact);
}

/** The references of what holds in a condition; a branch of « any » that does not says nothing. */
function telling(condition, reading, child) {
  const word = Object.keys(condition)[0];
  const body = condition[word];
  if (word === "all" || word === "any")
    return body.filter((each) => reading.holds(each, child)).flatMap((each) => telling(each, reading, child));
  if (word === "not") return [];
  return [word === "answered" ? body : body[0]];
}

const keyOf = (reference) => reference.split(".").at(-1);
const isItem = (reading, reference) => typeof reference === "string" && Object.hasOwn(reading.grid.items, keyOf(reference));

function numbersOf(reading, reference, child) {
  const found = reading.value({ fn: "chiffres", params: { de: reference } }, child);
  return Array.isArray(found) ? found : null;
}

function told(reading, reference, child, rule) {
  const value = reading.value(reference, child);
  const item = reading.grid.items[keyOf(reference)];
  if (value === null) return null;
  if (item) return { label: item.question, value: shown(item, { v: value }, reading.grid.special_answers) };
  const [label, unit] = rule.noms?.[reference] ?? ["", ""];
  if (label && typeof value === "number") return { label, value: `${french(value)} ${unit}`.trim() };
  return label && typeof value === "boolean" ? { label, value: value ? "Oui" : "Non" } : null;
}
