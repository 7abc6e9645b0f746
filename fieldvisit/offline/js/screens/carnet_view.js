/** The carnet of one child as its screen shows it (`Carnet` in pages/field/shapes.py). Pure: from the file and what is typed. */
import { examStatuses, exams, LABELS, OTHER_RANK, seenOf, vaccines, vaccineStatuses } from "../rules/carnet.js";
import { checkDose, checkExam, nameOf } from "../rules/carnet_check.js";
import { date } from "./french.js";

const KINDS = { a_jour: "ok", fait: "ok", a_venir: "sea", en_retard: "alarm", a_verifier: "warn" };
export const badge = (standing) => ({ standing: LABELS[standing] ?? "", kind: KINDS[standing] ?? "plain" });

const isChild = ({ role }) => role === "enfant";
/** The youngest first: it is their page that is open. */
export const childrenIn = (family) =>
  (family?.persons ?? [])
    .filter((one) => isChild(one) && !one.deceased_on)
    .sort((a, b) => ((a.birth_date ?? "") < (b.birth_date ?? "") ? 1 : -1));

/** The child with what is typed counted in: what is to be struck out no longer stands. */
function counted(child, typed) {
  const struck = new Set(typed.strikes.map(({ id }) => id));
  const stands = (lines) => (lines ?? []).filter(({ id, struck: out }) => !out && !struck.has(id));
  return { doses: stands(child.doses), exams: stands(child.exams) };
}

/**
 * Every line that waits to be signed, each with what is wrong with it: held against the file and the lines above it.
 * @returns {{id: string, what: "doses"|"exams", text: string, verdict: string, sentence: string, confirmed: boolean, lot: string}[]}
 */
export function pendingLines(family, typed, today) {
  const people = new Map(childrenIn(family).map((child) => [child.id, child]));
  const several = people.size > 1;
  const known = new Map([...people].map(([id, child]) => [id, counted(child, typed)]));
  const line = (what, one, check, name) => {
    const child = people.get(one.child_id);
    const stands = known.get(one.child_id) ?? { doses: [], exams: [] };
    const said = check(one, child?.birth_date ?? null, stands[what], today);
    stands[what].push(one);
    const on = date(one.given_on ?? one.done_on);
    return {
      id: one.id, what, text: [several ? child?.first_name : "", name, on].filter(Boolean).join(" – "), ...said,
      confirmed: Boolean(one.confirmed), lot: one.lot ?? "",
    };
  };
  return [
    ...typed.doses.map((one) => line("doses", one, checkDose, nameOf(shortOf(one.vaccine), one.rank))),
    ...typed.exams.map((one) => line("exams", one, checkExam, examName(one.code))),
  ];
}

const shortOf = (code) => vaccines.find((one) => one.code === code)?.short ?? code;
const examName = (code) => exams.find((one) => one.code === code)?.label ?? code;

/** The vaccines of a child, each with a button for each rank: noted, to be signed, or empty. */
export function vaccineRows(child, typed, today) {
  const mine = typed.doses.filter(({ child_id }) => child_id === child.id);
  const struck = new Set(typed.strikes.map(({ id }) => id));
  const seen = seenOf({ ...child, doses: (child.doses ?? []).filter(({ id }) => !struck.has(id)) });
  const statuses = new Map(vaccineStatuses(seen, today).map((one) => [one.code, one]));
  return vaccines.map((vaccine) => {
    const said = statuses.get(vaccine.code);
    const noted = (child.doses ?? []).filter((one) => one.vaccine === vaccine.code && !one.struck);
    const waiting = mine.filter((one) => one.vaccine === vaccine.code);
    const ranks = [...vaccine.doses.map(({ rank }) => rank), OTHER_RANK];
    return {
      key: vaccine.code, code: vaccine.code, label: vaccine.short,
      ...(said ? badge(said.standing) : { standing: "", kind: "plain" }),
      words: said?.words ?? "",
      ranks: ranks.flatMap((rank) => pillsOf(vaccine, rank, noted, waiting, struck)),
    };
  });
}

function pillsOf(vaccine, rank, noted, waiting, struck) {
  const label = rank === OTHER_RANK ? "Autre" : rank;
  const pill = (id, state, on, words) => ({
    key: `${rank}-${id}`, id, rank, vaccine: vaccine.code, state, label: on ? `${label} · ${date(on)}` : label,
    said: `${nameOf(vaccine.short, rank)}${on ? ` du ${date(on)}` : ""}, ${words}`,
  });
  const there = noted
    .filter((one) => one.rank === rank)
    .map((one) => (struck.has(one.id) ? pill(one.id, "struck", one.given_on, "à rayer") : pill(one.id, "noted", one.given_on, "notée")));
  const made = waiting.filter((one) => one.rank === rank).map((one) => pill(one.id, "new", one.given_on, "à enregistrer"));
  const free = rank === OTHER_RANK || (!there.some(({ state }) => state === "noted") && !made.length);
  return [...there, ...made, ...(free ? [pill("", "", null, "pas notée")] : [])];
}

/** The exams until the one that comes next: what is done, what is not, in order. */
export function examRows(child, typed, today) {
  const struck = new Set(typed.strikes.map(({ id }) => id));
  const seen = seenOf({ ...child, exams: (child.exams ?? []).filter(({ id }) => !struck.has(id)) });
  const said = examStatuses(seen, today);
  const coming = said.findIndex(({ opens, standing }) => standing === "a_venir" && opens > today);
  const shown = coming < 0 ? said : said.slice(0, coming + 1);
  return shown.map(({ code, label, standing, opens, due }) => {
    const made = typed.exams.find((one) => one.child_id === child.id && one.code === code);
    const there = (child.exams ?? []).find((one) => one.code === code && !one.struck);
    const state = made ? "new" : there ? (struck.has(there.id) ? "struck" : "noted") : "";
    const words = made ? `À enregistrer : ${[date(made.done_on), made.doctor].filter(Boolean).join(", ")}`
      : there ? [date(there.done_on), there.doctor, there.place].filter(Boolean).join(", ") : `Du ${date(opens)} au ${date(due)}`;
    return { key: code, code, label, words, state, id: (made ?? there)?.id ?? "", ...badge(standing) };
  });
}

export function certificateLines(child) {
  return (child.certificates ?? []).map((one) => ({
    key: one.id, label: one.kind,
    text: [
      one.examined_on ? `Examen du ${date(one.examined_on)}${one.doctor ? `, ${one.doctor}` : ""}` : `Reçu le ${date(one.received_on)}`,
      !one.entered ? "Pas encore saisi au bureau" : one.missing ? `Incomplet : ${one.missing} réponse${one.missing > 1 ? "s" : ""} à demander` : "",
      one.doctor_link ? "Lien demandé avec le médecin de PMI" : "",
      one.about,
    ].filter(Boolean).join("\n"),
  }));
}

/** What stands out of each child’s carnet, for the door: late and to check first. */
export function carnetBrief(family, today) {
  return childrenIn(family).filter((child) => child.doses).map((child) => {
    const said = vaccineStatuses(seenOf(child), today);
    const late = said.filter(({ standing }) => standing === "en_retard").map(({ short, next_rank }) => `${short} ${next_rank}`);
    const check = said.filter(({ standing }) => standing === "a_verifier");
    const next = said
      .filter(({ next_from }) => next_from && next_from > today)
      .sort((a, b) => (a.next_from < b.next_from ? -1 : 1))[0];
    const text = check.length ? LABELS.a_verifier : late.length ? `${LABELS.en_retard} : ${late.join(", ")}` : LABELS.a_jour;
    const after = next && !check.length ? `${LABELS.a_venir} : ${next.short} ${next.next_rank}, à partir du ${date(next.next_from)}` : "";
    return { key: child.id, label: child.first_name, text: [text, after].filter(Boolean).join("\n") };
  });
}
