/**
 * Can this dose, or this exam, be? As fieldvisit/carnet/plausibility.py, on the same cases: what cannot is refused, what
 * is unusual is to be confirmed; nothing is taken away.
 */
import { at, exams, OTHER_RANK, vaccines } from "./carnet.js";
import { daysBetween } from "./days.js";
import { frenchDate } from "./wording.js";

/** How long before the birth the mother may have had the vaccine that protects the child (RSV, 32 to 36 SA). */
const MATERNAL_DAYS = 120;
const MATERNAL = "vrs";
const OK = { verdict: "ok", sentence: "" };

const refuse = (sentence) => ({ verdict: "refuse", sentence });
const confirm = (name, reasons) =>
  reasons.length ? { verdict: "confirm", sentence: `${name} : ${reasons.join(" ; ")}. Confirmez, ou corrigez la date.` } : OK;
export const nameOf = (short, rank) => (rank === OTHER_RANK ? `${short}, autre dose` : `${short} ${rank}`);

/**
 * @param {{vaccine: string, rank: string, given_on: string|null}} said
 * @param {string|null} birth
 * @param {{vaccine: string, rank: string, given_on: string}[]} known the child’s doses that stand, and those typed above
 * @returns {{verdict: "ok"|"confirm"|"refuse", sentence: string}}
 */
export function checkDose(said, birth, known, today) {
  const vaccine = vaccines.find(({ code }) => code === said.vaccine);
  if (!vaccine || ![...vaccine.doses.map(({ rank }) => rank), OTHER_RANK].includes(said.rank)) {
    return refuse("Choisissez le vaccin et le rang de la dose.");
  }
  const on = said.given_on;
  const name = nameOf(vaccine.short, said.rank);
  const wrong = wrongDay(on, birth, today, name, vaccine.code === MATERNAL);
  if (wrong) return wrong;
  const same = known.filter((one) => one.vaccine === vaccine.code);
  if (same.some((one) => one.rank === said.rank && one.given_on === on)) {
    return refuse(`${name} du ${frenchDate(on)} est déjà noté.`);
  }
  const early = birth && on < birth ? ["avant la naissance : vaccination de la mère"] : [];
  return confirm(name, [...early, ...beside(said, same, vaccine), ...tooYoung(vaccine, said, birth)]);
}

function beside(said, same, vaccine) {
  const reasons = [];
  const twice = said.rank === OTHER_RANK ? [] : same.filter((one) => one.rank === said.rank);
  if (twice.length) reasons.push(`déjà noté le ${frenchDate(twice[0].given_on)}`);
  const thatDay = same.filter((one) => one.given_on === said.given_on && !twice.includes(one));
  if (thatDay.length) reasons.push(`une autre dose est notée ce jour-là (${thatDay[0].rank})`);
  const order = vaccine.doses.map(({ rank }) => rank);
  const place = order.indexOf(said.rank);
  for (const one of same) {
    const its = order.indexOf(one.rank);
    if (place < 0 || its < 0 || one.given_on === said.given_on) continue;
    if ((its - place) * daysBetween(said.given_on, one.given_on) < 0) reasons.push(`${one.rank} est noté le ${frenchDate(one.given_on)}`);
  }
  return reasons;
}

function tooYoung(vaccine, said, birth) {
  const due = vaccine.doses.find(({ rank }) => rank === said.rank);
  if (!birth || !due || said.given_on < birth || said.given_on >= at(birth, due.months)) return [];
  return [`avant ${due.months} mois`];
}

/** The same for an exam. A doctor makes it; a nurse’s visit is never one. */
export function checkExam(said, birth, known, today) {
  const exam = exams.find(({ code }) => code === said.code);
  if (!exam) return refuse("Choisissez l’examen.");
  const on = said.done_on;
  const name = `Examen « ${exam.label} »`;
  const wrong = wrongDay(on, birth, today, name, false);
  if (wrong) return wrong;
  if (!said.doctor.trim()) return refuse(`${name} : indiquez le médecin qui l’a fait.`);
  const same = known.filter((one) => one.code === exam.code);
  if (same.some((one) => one.done_on === on)) return refuse(`${name} du ${frenchDate(on)} est déjà noté.`);
  const reasons = same.slice(0, 1).map((one) => `déjà noté le ${frenchDate(one.done_on)}`);
  const opens = birth && at(birth, ...exam.opens);
  if (opens && on < opens) reasons.push(`avant le ${frenchDate(opens)}`);
  return confirm(name, reasons);
}

function wrongDay(on, birth, today, name, maternal) {
  if (!on) return refuse(`${name} : indiquez la date, par exemple 12/03/2026.`);
  if (on > today) return refuse(`${name} : le ${frenchDate(on)} n’est pas encore passé. Vérifiez la date.`);
  if (birth && on < birth && !(maternal && daysBetween(on, birth) <= MATERNAL_DAYS)) {
    return refuse(`${name} : le ${frenchDate(on)} est avant la naissance (${frenchDate(birth)}).`);
  }
  return null;
}
