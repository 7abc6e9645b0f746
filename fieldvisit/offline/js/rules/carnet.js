/**
 * Where a child stands, vaccine by vaccine and exam by exam: the twin of fieldvisit/carnet/status.py, on the same cases.
 * The app says what is noted; it prescribes nothing.
 */
import { EXAMS, VACCINES } from "./carnet_calendar.js";
import { frenchDate } from "./wording.js";

/** « Another dose », of a schedule that a doctor fixed: it stands for the first one that is missing. */
export const OTHER_RANK = "autre";
/** An exam is asked for until the one after it is late too, and at least so many days after it was late itself. */
const ASKED_FOR = 30;
export const LABELS = {
  a_jour: "À jour", fait: "Fait", a_venir: "À venir", en_retard: "En retard", a_verifier: "À vérifier (carnet absent)",
  selon: "Selon le risque", passe: "Âge dépassé", non_note: "Non noté",
};

const DAY = 86_400_000;
const civil = (number) => new Date(number).toISOString().slice(0, 10);

/** The civil day so many days later. */
export const later = (iso, days) => civil(Date.parse(`${iso}T00:00:00Z`) + days * DAY);

/** The day on which a child is that old; of a 31st, the last day of a shorter month. */
export function at(birth, amount, unit = "months") {
  if (unit === "days") return later(birth, amount);
  const [year, month, day] = birth.split("-").map(Number);
  const months = year * 12 + month - 1 + amount;
  const [y, m] = [Math.floor(months / 12), (months % 12) + 1];
  const last = new Date(Date.UTC(y, m, 0)).getUTCDate();
  return `${String(y).padStart(4, "0")}-${String(m).padStart(2, "0")}-${String(Math.min(day, last)).padStart(2, "0")}`;
}

const tolerance = (months, rule) => (months < rule.before_months ? rule.before : rule.after);

function dose({ rank, months, to_months = months }, standing) {
  return { rank, months, to_months, late_days: standing === "calendrier" ? tolerance(months, VACCINES.late_days) : null };
}

/** The vaccines, each with its doses and whether one only asks about it. */
export const vaccines = VACCINES.vaccines.map((one) => ({
  ...one, doses: one.doses.map((each) => dose(each, one.standing)), to_check: one.standing === "a_verifier",
}));

/** The exams, each with its window in days or months. */
export const exams = EXAMS.exams.map((one) => {
  const unit = "from_days" in one ? "days" : "months";
  const due = one[`to_${unit}`];
  const rule = EXAMS.late_days;
  const months = unit === "months" ? due : due / 31;
  return {
    code: one.code, label: one.label, certificate: one.certificate, in_force: one.in_force ?? "",
    opens: [one[`from_${unit}`], unit], due: [due, unit], late_days: months <= rule.before_months ? rule.before : rule.after,
  };
});

/** The last day on which this dose is not late. */
export const lateOn = (birth, { to_months, late_days }) => later(at(birth, to_months), late_days);

/**
 * Every vaccine of the calendar, in its order; nothing for a child whose birth date is not known.
 * @param {{birth: string|null, given: {vaccine: string, rank: string, on: string}[], exams: object, seen: boolean}} child
 */
export const vaccineStatuses = (child, today) => (child.birth ? vaccines.map((one) => vaccineStatus(one, child, today)) : []);

function vaccineStatus(vaccine, child, today) {
  const given = child.given
    .filter((one) => one.vaccine === vaccine.code)
    .map(({ rank, on }) => [rank, on])
    .sort((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  const said = { code: vaccine.code, short: vaccine.short, given, next_rank: "", next_from: null, words: "" };
  const waiting = missing(vaccine, given.map(([rank]) => rank));
  if (vaccine.doses.length && !waiting.length) return { ...said, standing: "a_jour" };
  if (!waiting.length || (vaccine.to_check && !given.length)) return { ...said, standing: given.length ? "a_jour" : "selon" };
  if (today >= at(child.birth, vaccine.until_months)) return { ...said, standing: "passe" };
  const [first] = waiting;
  const opens = at(child.birth, first.months);
  const caught = caughtUp(vaccine, given, child.birth);
  const standing = standingOf(waiting, given, child, today, caught);
  return { ...said, standing, next_rank: first.rank, next_from: opens, words: wordsOf(first, opens, standing, today, caught) };
}

/**
 * The doses after the last one noted: who had a later one is not asked for an earlier one. Each « other » dose stands
 * for the first that is missing.
 */
function missing({ doses }, ranks) {
  const order = doses.map(({ rank }) => rank);
  const last = Math.max(-1, ...ranks.map((rank) => order.indexOf(rank)));
  const others = ranks.filter((rank) => !order.includes(rank)).length;
  return doses.slice(last + 1 + others);
}

/** A schedule begun at an age when the second dose was due: what follows is the doctor’s to fix. */
const caughtUp = ({ doses }, given, birth) => given.length > 0 && doses.length > 1 && given[0][1] >= at(birth, doses[1].months);

function standingOf(waiting, given, child, today, caught) {
  const opened = waiting.filter((one) => today >= at(child.birth, one.months));
  if (!opened.length) return given.length ? "a_jour" : "a_venir";
  if (!child.seen) return "a_verifier";
  const late = opened.some((one) => one.late_days !== null && today > lateOn(child.birth, one));
  return late && !caught ? "en_retard" : "a_venir";
}

function wordsOf(first, opens, standing, today, caught) {
  if (caught) return "Rattrapage : la suite est fixée par le médecin";
  if (standing === "a_verifier") return "";
  if (first.late_days === null) return "Selon le médecin et la saison";
  return today < opens ? `${first.rank} à partir du ${frenchDate(opens)}` : `${first.rank} attendue depuis le ${frenchDate(opens)}`;
}

/** The last day of its window: « the second month » ends the day before two months are complete. */
const dueOf = (birth, { due: [amount, unit] }) => later(at(birth, amount, unit), unit === "months" ? -1 : 0);

/** The last day on which this exam is not late. */
const examLateOn = (birth, exam) => later(dueOf(birth, exam), exam.late_days);

/** The mandatory exams that concern this child, in order; one that a later one replaced is « Non noté ». */
export function examStatuses(child, today) {
  if (!child.birth) return [];
  return exams.flatMap((one, index) => {
    const tooEarly = one.in_force && dueOf(child.birth, one) < one.in_force;
    return tooEarly ? [] : [examStatus(one, exams[index + 1] ?? one, child, today)];
  });
}

function examStatus(exam, after, child, today) {
  const opens = at(child.birth, ...exam.opens);
  const on = child.exams[exam.code] ?? null;
  const standing = examStanding(exam, after, child, today, opens, on);
  return { code: exam.code, label: exam.label, standing, opens, due: dueOf(child.birth, exam), on };
}

function examStanding(exam, after, child, today, opens, on) {
  if (on) return "fait";
  if (today < opens) return "a_venir";
  const late = examLateOn(child.birth, exam);
  const asked = [examLateOn(child.birth, after), later(late, ASKED_FOR)].sort()[1];
  if (today > asked) return "non_note";
  if (!child.seen && !Object.keys(child.exams).length) return "a_verifier";
  return today > late ? "en_retard" : "a_venir";
}

/** What the rules read, of a person of a family document: lines struck out are left out. */
export function seenOf(person) {
  const doses = (person.doses ?? []).filter((one) => !one.struck);
  const made = (person.exams ?? []).filter((one) => !one.struck);
  const latest = [...made].sort((a, b) => (a.done_on < b.done_on ? 1 : -1));
  return {
    birth: person.birth_date ?? null,
    given: doses.map(({ vaccine, rank, given_on }) => ({ vaccine, rank, on: given_on })),
    exams: Object.fromEntries(latest.map(({ code, done_on }) => [code, done_on])),
    seen: doses.length > 0 || made.some(({ source }) => source !== "certificat"),
  };
}
