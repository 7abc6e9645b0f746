/**
 * The rule language of the grids, as in fieldvisit/forms/conditions.py and held to the same cases:
 * anything compared with a value that is not there is false, `ne` included; `not` inverts afterwards.
 */

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/**
 * @param {object} condition an object with one key
 * @param {(reference: any) => any} read gives the value of a reference, null when unanswered
 * @returns {boolean}
 */
export function holds(condition, read) {
  const word = Object.keys(condition)[0];
  const body = condition[word];
  if (word === "all") return body.every((each) => holds(each, read));
  if (word === "any") return body.some((each) => holds(each, read));
  if (word === "not") return !holds(body, read);
  if (word === "answered") return read(body) !== null;
  const value = read(body[0]);
  const against = body[1];
  if (value === null) return false;
  switch (word) {
    case "eq":
      return value === against;
    case "ne":
      return value !== against;
    case "in":
      return (Array.isArray(value) ? value : [value]).some((one) => against.includes(one));
    case "contains":
      return Array.isArray(value) && value.includes(against);
  }
  if (!isNumber(value) || !isNumber(against)) return false;
  switch (word) {
    case "gt":
      return value > against;
    case "gte":
      return value >= against;
    case "lt":
      return value < against;
    case "lte":
      return value <= against;
  }
  throw new Error(`unknown condition ${word}`);
}

/** @returns {any[]} every reference of a condition */
export function references(condition) {
  const word = Object.keys(condition)[0];
  const body = condition[word];
  if (word === "all" || word === "any") return body.flatMap(references);
  if (word === "not") return references(body);
  return [word === "answered" ? body : body[0]];
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** The value of an answer, or null when it counts as « sans réponse » (special, empty, `sans_reponse` option). */
export function answered(item, answer) {
  if (!isObject(answer) || "special" in answer) return null;
  const value = answer.v ?? null;
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return null;
  const silent = (item.options ?? []).filter((option) => option.sans_reponse).map((option) => option.code);
  if (silent.length === 0) return value;
  if (Array.isArray(value)) {
    const left = value.filter((one) => !silent.includes(one));
    return left.length ? left : null;
  }
  return silent.includes(value) ? null : value;
}

/**
 * The answers of one visit as conditions see them: hidden and special ones are not there.
 * `compute(reference, child, reading)` gives calculations and functions.
 */
export class Reading {
  constructor(grid, draft, compute, earlier = {}) {
    this.grid = grid;
    this.draft = draft;
    this.compute = compute;
    this.earlier = earlier ?? {};
    this.known = new Map();
  }

  get children() {
    return this.draft.children ?? [];
  }

  /** The answer as it was given, shown or not; undefined when there is none. */
  answer(item, child) {
    if (this.grid.items[item].par_enfant) return this.draft.child_answers?.[child]?.[item];
    return this.draft.answers?.[item];
  }

  /** What a reference is worth in the eyes of a condition; null when unanswered. */
  value(reference, child = null) {
    if (typeof reference === "string") {
      if (Object.hasOwn(this.grid.items, reference)) return this.#item(reference, child);
      if (reference.includes(".")) return this.#elsewhere(reference, child);
    }
    const name = typeof reference === "string" ? reference : JSON.stringify(reference);
    return this.#once(`= ${name} ${child}`, null, () => this.compute(reference, child, this) ?? null);
  }

  holds(condition, child = null) {
    return condition === null || condition === undefined || holds(condition, (reference) => this.value(reference, child));
  }

  /** Whether what is « seule » may be asked and shown now. */
  alone() {
    return Object.values(this.grid.alone_if).every((condition) => this.holds(condition));
  }

  /** Whether the item is asked at all: its own condition, its section's, and « seule ». */
  visible(item, child = null) {
    const who = this.grid.items[item].par_enfant ? child : null;
    return this.#once(`? ${item} ${who}`, false, () => this.#shown(item, who));
  }

  #shown(key, child) {
    const item = this.grid.items[key];
    const section = this.grid.sections[this.grid.section_of[key]];
    if (!this.holds(section.visible_si, child)) return false;
    if (item.seule && !this.holds(this.grid.alone_if[item.form], child)) return false;
    return this.holds(item.visible_si, child);
  }

  #item(key, child) {
    const item = this.grid.items[key];
    if (item.type === "calcule") return this.value(item.calcul, child);
    const value = answered(item, this.answer(key, child));
    return value !== null && this.visible(key, child) ? value : null;
  }

  /** « form.item »: of this visit when the grid asks it, else the last signed answer of the file. */
  #elsewhere(reference, child) {
    const [scope, key] = reference.split(".");
    if (this.grid.items[key]?.scope === scope) return this.#item(key, child);
    let answer = this.earlier[reference];
    if (isObject(answer) && !("v" in answer) && !("special" in answer)) answer = answer[child];
    return answered({ options: null }, answer);
  }

  /** Work out once per reading; a condition that comes back to itself finds `meanwhile`. */
  #once(key, meanwhile, work) {
    if (this.known.has(key)) return this.known.get(key);
    this.known.set(key, meanwhile);
    const found = work();
    this.known.set(key, found);
    return found;
  }
}
