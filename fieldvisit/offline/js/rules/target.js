/** Target height (« taille cible ») from both biological parents, as fieldvisit/growth/target.py. */

import { MONTH, zscore } from "./zscore.js";

const BETWEEN_SEXES_CM = 13;
const ADULT_MONTHS = 228;

/**
 * @param {string|null} sex of the child
 * @param {number|null} motherCm
 * @param {number|null} fatherCm
 * @returns {{cm: number, z: number}|null} null without both heights or the sex
 */
export function targetOf(sex, motherCm, fatherCm) {
  if ((sex !== "M" && sex !== "F") || !motherCm || !fatherCm) return null;
  const cm = (motherCm + fatherCm + (sex === "M" ? BETWEEN_SEXES_CM : -BETWEEN_SEXES_CM)) / 2;
  return { cm, z: zscore("lhfa", sex, ADULT_MONTHS * MONTH, cm) };
}

/** The same from the persons of the file: a « coparent » is no biological parent. */
export function targetOfFamily(child, persons) {
  return targetOf(child.sex, heightOf(persons, "mere"), heightOf(persons, "pere"));
}

const heightOf = (persons, role) => persons.find((each) => each.role === role && each.height_cm)?.height_cm ?? null;
