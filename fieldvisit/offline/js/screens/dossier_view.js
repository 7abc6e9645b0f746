/** A family's file as the tablet shows it (`Dossier` in pages/field/shapes.py): who is who, what was said. Pure. */
import { MEANS, OUTCOMES, RESULTS } from "../rules/family_words.js";
import { age, date, parisDay, phone, time } from "./french.js";
import { details } from "./brief_view.js";
import { KEPT } from "./timeline_view.js";

const ROLES = { mere: "Mère", pere: "Père", coparent: "Coparent", enfant: "Enfant", tiers: "Tiers" };
const SEXES = { F: "Fille", M: "Garçon" };
const RANK = { mere: 0, pere: 1, coparent: 2, enfant: 3, tiers: 4 };
const TONES = { joint: "ok", retour: "warn", sans_reponse: "warn", a_envoyer: "sea" };
const CONTACT_OK = { non: "Ne pas appeler", plage: "À certaines heures seulement" };

/** Parents first, then the children, the youngest first; the dead last. */
const inOrder = (a, b) =>
  Boolean(a.deceased_on) - Boolean(b.deceased_on) || RANK[a.role] - RANK[b.role] || (b.birth_date ?? "").localeCompare(a.birth_date ?? "");

const dial = (number) => (number ? `tel:${number.replace(/[^\d+]/g, "")}` : "");

/** Every person, each with what this reader may know. `carnets`: what stands out of each child's carnet, by id. */
export function personCards(family, today, carnets) {
  return [...(family.persons ?? [])].sort(inOrder).map((one) => {
    const child = one.role === "enfant";
    const known = child ? details(one, today).split(" · ") : [];
    return {
      key: one.id,
      name: `${one.first_name} ${one.last_name}`.trim(),
      role: (child && SEXES[one.sex]) || ROLES[one.role] || one.role,
      age: one.deceased_on ? `décédé·e le ${date(one.deceased_on)}` : ageOf(one, today),
      phone: phone(one.phone), phone_href: dial(one.phone),
      facts: factsOf(one),
      health: known.filter((part) => part && part !== age(one.birth_date, today)).join(" · "),
      carnet: carnets.has(one.id) ? `Carnet : ${carnets.get(one.id)}` : "",
      child,
    };
  });
}

function ageOf({ birth_date, role }, today) {
  if (!birth_date) return "";
  return role === "enfant" ? `${age(birth_date, today)}, le ${date(birth_date)}` : age(birth_date, today);
}

function factsOf(one) {
  return [
    one.parental_authority && one.parental_authority !== "Inconnue" ? `autorité parentale : ${one.parental_authority.toLowerCase()}` : "",
    one.birth_place && one.role === "enfant" ? `à ${one.birth_place}` : "",
    one.discharged_on ? `sortie de maternité le ${date(one.discharged_on)}` : "",
    one.in_care_since ? `confié·e depuis le ${date(one.in_care_since)}` : "",
    one.childcare, one.school,
  ].filter(Boolean).join(" · ");
}

/** Who lives there, in one line each, for the top of the file. */
export const peopleShort = (family, today) =>
  [...(family.persons ?? [])].filter(({ deceased_on }) => !deceased_on).sort(inOrder)
    .map((one) => [one.first_name || ROLES[one.role], one.role === "enfant" ? age(one.birth_date, today) : ""].filter(Boolean).join(" "))
    .join(" · ");

export function pregnancyLines(family, today) {
  const mother = (id) => (family.persons ?? []).find((one) => one.id === id)?.first_name ?? "";
  return [...(family.pregnancies ?? [])]
    .sort((a, b) => (a.due_date ?? "").localeCompare(b.due_date ?? "") * -1)
    .map((one) => ({
      key: one.id,
      label: one.ended_on ? "Grossesse terminée" : term(one.due_date, today) || "Grossesse",
      text: [
        mother(one.mother_id), one.due_date ? `terme prévu le ${date(one.due_date)}` : "terme inconnu", one.multiple ? "multiple" : "",
        one.maternity, one.ended_on ? `terminée le ${date(one.ended_on)}${OUTCOMES[one.outcome] ? ` (${OUTCOMES[one.outcome].toLowerCase()})` : ""}` : "",
      ].filter(Boolean).join(" · "),
    }));
}

/** « 32 SA + 4 j », 41 weeks before the due date. */
function term(due, today) {
  if (!due) return "";
  const days = 287 - Math.round((Date.parse(`${due}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000);
  return days >= 0 && days < 315 ? `${Math.floor(days / 7)} SA + ${days % 7} j` : "";
}

/** The last contacts. `waiting`: ids of those that have not left this tablet. */
export function contactRows(family, waiting) {
  const names = new Map((family.persons ?? []).map((one) => [one.id, one.first_name]));
  return (family.contacts ?? []).map((one) => ({
    key: one.id,
    title: MEANS[one.means] ?? one.means,
    result: RESULTS[one.result] ?? one.result,
    kind: TONES[one.result] ?? "plain",
    struck: one.result === "annule",
    words: one.kept ? KEPT : (one.words ?? ""),
    kept: Boolean(one.kept),
    told: [`${date(parisDay(one.at))} ${time(one.at)}`, names.get(one.person_id) && `avec ${names.get(one.person_id)}`, one.who].filter(Boolean).join(" – "),
    waiting: waiting.has(one.id),
  }));
}

/** What to know before ringing or calling. */
export const callWords = (family) => CONTACT_OK[family.contact_ok] ?? "";

/** The other number of the family, where nobody in it answers to it: else it stands beside her or his name. */
export function secondPhone(family) {
  const number = (family.persons ?? []).some((one) => one.phone && phone(one.phone) === phone(family.phone_2)) ? "" : family.phone_2;
  return { phone_2: phone(number), phone_2_href: dial(number) };
}
