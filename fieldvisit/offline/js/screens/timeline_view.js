/** « Chronologie »: what is aboard of a family in one list, from the pregnancy on, newest first. Pure. */
import { exams, vaccines } from "../rules/carnet.js";
import { nameOf as doseName } from "../rules/carnet_check.js";
import { AGREEMENTS, GIVEN, MEANS, OPPOSITION, OUTCOMES, RESULTS } from "../rules/family_words.js";
import { date, parisDay, time } from "./french.js";

export const KEPT = "Contenu réservé à l’équipe de soin.";
const lower = (text) => text.charAt(0).toLowerCase() + text.slice(1);

/**
 * @param {object} family its document
 * @param {{id: string, day: string, hour: string, title: string, words: string, who: string, readable: boolean}[]} visits
 * @returns {{key: string, at: string, when: string, sort: string, title: string, words: string, who: string, visit: string}[]}
 *   `visit`: id of a visit that can be read here, or ""
 */
export function timeline(family, visits) {
  const found = [
    ...births(family), ...pregnancies(family), ...visits.map(visited), ...(family.contacts ?? []).map(contacted),
    ...health(family), ...agreements(family),
  ];
  return found
    .sort((a, b) => (a.at === b.at ? (a.key < b.key ? -1 : 1) : a.at < b.at ? 1 : -1))
    .map((one) => ({ visit: "", words: "", who: "", ...one }));
}

const onDay = (key, day, sort, title, more = {}) => ({ key, at: day, when: date(day), sort, title, ...more });
const at = (key, instant, sort, title, more = {}) => ({
  key, at: `${parisDay(instant)} ${time(instant)}`, when: `${date(parisDay(instant))} ${time(instant)}`, sort, title, ...more,
});

function births({ persons = [] }) {
  return persons.flatMap((one) => {
    const name = `${one.first_name} ${one.last_name}`.trim();
    const child = one.role === "enfant";
    return [
      child && one.birth_date && onDay(`birth-${one.id}`, one.birth_date, "Naissance", `Naissance de ${one.first_name || name}`, {
        words: one.birth_place ? `à ${one.birth_place}` : "",
      }),
      child && one.discharged_on && onDay(`out-${one.id}`, one.discharged_on, "Naissance", `${one.first_name} : sortie de maternité`),
      child && one.in_care_since && onDay(`care-${one.id}`, one.in_care_since, "Naissance", `${one.first_name} : accueil confié`, {
        words: one.living_place ?? "",
      }),
      one.deceased_on && onDay(`death-${one.id}`, one.deceased_on, "Naissance", `Décès de ${name}`),
    ].filter(Boolean);
  });
}

function pregnancies({ pregnancies: all = [], persons = [] }) {
  return all.flatMap((one) => {
    const mother = persons.find(({ id }) => id === one.mother_id)?.first_name ?? "";
    return [
      one.declared_on && onDay(`declared-${one.id}`, one.declared_on, "Grossesse", `Grossesse déclarée – ${mother}`, {
        words: one.due_date ? `terme prévu le ${date(one.due_date)}` : "",
      }),
      one.ended_on && onDay(`ended-${one.id}`, one.ended_on, "Grossesse", `Fin de grossesse – ${mother}`, { words: OUTCOMES[one.outcome] ?? "" }),
    ].filter(Boolean);
  });
}

const visited = ({ id, day, hour, title, words, who, readable }) => ({
  key: `visit-${id}`, at: `${day} ${hour}`.trim(), when: [date(day), hour].filter(Boolean).join(" "), sort: "Visite", title, words, who,
  visit: readable ? id : "",
});

const contacted = (one) =>
  at(`contact-${one.id}`, one.at, "Contact", `${MEANS[one.means] ?? one.means} – ${lower(RESULTS[one.result] ?? one.result)}`, {
    words: one.kept ? KEPT : one.words, who: one.who,
  });

function health({ persons = [] }) {
  return persons.filter((one) => one.doses).flatMap((child) => {
    const standing = (lines) => (lines ?? []).filter(({ struck }) => !struck);
    const days = new Map();
    for (const dose of standing(child.doses)) days.set(dose.given_on, [...(days.get(dose.given_on) ?? []), dose]);
    const given = [...days].map(([day, doses]) => onDay(`doses-${child.id}-${day}`, day, "Santé", `Vaccins – ${child.first_name}`, {
      words: doses.map(({ vaccine, rank }) => doseName(vaccines.find(({ code }) => code === vaccine)?.short ?? vaccine, rank)).sort().join(", "),
    }));
    const seen = standing(child.exams).map((one) => onDay(
      `exam-${one.id}`, one.done_on, "Santé",
      `Examen : ${lower(exams.find(({ code }) => code === one.code)?.label ?? one.code)} – ${child.first_name}`, { words: one.doctor },
    ));
    const received = (child.certificates ?? []).map((one) => onDay(
      `certificate-${one.id}`, one.received_on, "Santé", `${one.kind} reçu – ${child.first_name}`,
      { words: one.examined_on ? `examen du ${date(one.examined_on)}` : "" },
    ));
    return [...given, ...seen, ...received];
  });
}

/** Only for whoever reads how they went: the others know where they stand. */
function agreements({ agreements: all = [] }) {
  return all.filter(({ given_at }) => given_at).flatMap((one) => {
    const opposed = one.kind === OPPOSITION;
    const label = AGREEMENTS[one.kind]?.[1] ?? one.kind;
    const said = one.given === "Retiré" ? "" : opposed ? (one.given === GIVEN ? "enregistrée" : lower(one.given)) : lower(one.given);
    const back = one.withdrawn_at ?? (one.given === "Retiré" ? one.given_at : null);
    return [
      said && at(`said-${one.id}`, one.given_at, "Accord", `${label} : ${said}`, { words: one.scope }),
      back && at(`back-${one.id}`, back, "Accord", `${label} : ${opposed ? "levée" : "retiré"}`, { words: one.withdrawn_why || (one.given === "Retiré" ? one.scope : "") }),
    ].filter(Boolean);
  });
}
