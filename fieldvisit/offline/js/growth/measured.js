/** What a child's chart marks: the points of `rules/points.js`, with the birth, which are only typed and which are struck. Pure. */
import { day, termDays } from "../rules/days.js";
import { points, SETTINGS } from "../rules/points.js";
import { KIND_OF, STANDING } from "./measures.js";
import { openOnes } from "./strikes.js";

/** Days that the birth came before 280 days; 0 when it was not before 37 SA or its term is unknown. */
export function daysEarly(child, settings = SETTINGS) {
  const term = termDays(child.term_weeks, child.term_days);
  if (term === null || term >= settings.age_corrige_seuil_sa * 7) return 0;
  return settings.age_corrige_reference_jours - term;
}

/**
 * @param {object} child the person of the file, with its `measurements`
 * @param {object[]} taken what is being typed and not signed: `{kind, value, method, doubtful}`
 * @param {string} on the day of what is being typed; "" when nothing is
 * @returns {object[]} the points of `rules/points.js` with `kind`, a `key` that stays,
 *   `id` ("" where it cannot be struck), `strikes`, and `state`: signed, birth, typed, doubtful, struck,
 *   misdated (before the birth) or undated (no birth date): said, never drawn; the BMI from two years on, as the carnet
 */
export function measured(child, taken, on, reference = null, settings = SETTINGS) {
  const birth = day(child.birth_date);
  const all = child.measurements ?? [];
  const had = new Set(all.filter((each) => !each.struck && day(each.taken_at) === birth).map(({ kind }) => kind));
  const atBirth = [["poids", child.birth_weight_g], ["taille", child.birth_length_cm], ["pc", child.birth_head_cm]]
    .filter(([kind, value]) => birth && value && !had.has(kind))
    .map(([kind, value]) => ({ kind, value, method: kind === "taille" ? "couche" : "", taken_at: birth, doubtful: false }));
  const known = { ...child, measurements: [...atBirth, ...all] };
  const sources = new Map(all.map((each) => [each.id, each]));
  const typed = new Set(taken.flatMap(({ kind }) => (kind === "pc" ? ["pc"] : [kind, "imc"])));
  const seen = new Map();
  const counted = points(known, { taken, on: taken.length ? on : null, reference, settings })
    .filter((point) => KIND_OF[point.indicator] && (point.indicator !== "bfa" || point.age_days >= STANDING))
    .map((point) => {
      const kind = KIND_OF[point.indicator];
      const isTyped = taken.length && point.date === on && typed.has(kind);
      const state = point.age_days === null ? "undated" : point.age_days < 0 ? "misdated" : point.doubtful ? "doubtful" : isTyped ? "typed"
        : point.date === birth && atBirth.some((each) => each.kind === kind) ? "birth" : "signed";
      const name = `${kind}-${point.date}`;
      seen.set(name, (seen.get(name) ?? 0) + 1);
      const source = kind === "imc" ? null : sources.get(point.id);
      return { ...point, kind, state, id: source?.id ?? "", strikes: source?.strikes ?? [], key: seen.get(name) > 1 ? `${name}-${seen.get(name)}` : name };
    });
  const wrong = all.filter((each) => each.struck && each.kind in STRUCK);
  return wrong.length ? [...counted, ...struckPoints(child, wrong, sources, settings)].sort(byDate) : counted;
}

const STRUCK = Object.fromEntries(Object.values(KIND_OF).filter((kind) => kind !== "imc").map((kind) => [kind, true]));
const byDate = (a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0);

/** Where they were and at what age, without z-score: what is wrong is not judged. */
function struckPoints(child, wrong, sources, settings) {
  const alone = { ...child, measurements: wrong.map((each) => ({ ...each, struck: false })) };
  return points(alone, { settings })
    .filter(({ indicator }) => KIND_OF[indicator] in STRUCK)
    .map((point) => ({
      ...point, kind: KIND_OF[point.indicator], state: "struck", key: `struck-${point.id}`, strikes: sources.get(point.id).strikes ?? [],
      z: null, z_corrected: null, centile: null, centile_corrected: null, flag: false, doubtful: false, why: "Rayée : elle ne compte pas.",
    }));
}

/** The strikes that a person would take back with one tap. */
export const strikesOf = ({ strikes }) => openOnes(strikes).map(({ id }) => id);
