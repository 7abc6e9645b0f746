/** What a worker reads at the door: who lives there, what was said last time, what stayed open. Pure. */
import { agreementPoints } from "./agreement_view.js";
import { age } from "./french.js";
import { LEVELS, answerText, keyOf, measureText } from "./items_view.js";

const ROLES = { mere: "Mère", pere: "Père", coparent: "Coparent", enfant: "Enfant", tiers: "Tiers" };
const RANK = { mere: 0, pere: 1, coparent: 2, enfant: 3, tiers: 4 };
const MOST = 8;

/** Persons of the household with their age and what a birth certificate says. */
export function persons(family, on) {
  return [...(family?.persons ?? [])]
    .filter((person) => !person.deceased_on)
    .sort((a, b) => RANK[a.role] - RANK[b.role] || (b.birth_date ?? "").localeCompare(a.birth_date ?? ""))
    .map((person) => ({
      key: person.id,
      label: ROLES[person.role] ?? person.role,
      text: [`${person.first_name} ${person.last_name}`.trim(), details(person, on)].filter(Boolean).join("\n"),
    }));
}

export function details(person, on) {
  if (person.role !== "enfant") return person.birth_date ? age(person.birth_date, on) : "";
  const agree = (word) => word + ({ M: "", F: "e" }[person.sex] ?? "·e");
  const term = person.term_weeks ? `${agree("né")} à ${person.term_weeks} SA${person.term_days ? ` + ${person.term_days} j` : ""}` : "";
  const weight = person.birth_weight_g ? `PN ${measureText("poids", person.birth_weight_g)}` : "";
  return [
    age(person.birth_date, on), term, weight, person.multiple ? "naissance multiple" : "",
    person.in_care ? `${agree("confié")}${person.living_place ? ` : ${person.living_place}` : ""}` : "", person.disability,
  ].filter(Boolean).join(" · ");
}

/** Lines of the last signed record: free words first, then what was measured and what was to follow. */
export function lastTime(record, grid, nameOf) {
  if (!record) return [];
  const { body } = record;
  const notes = (body.notes ?? []).map((note, at) => ({ key: `note-${at}`, label: "Note", text: note.text }));
  const lines = [];
  for (const [id, item] of Object.entries(grid?.items ?? {})) {
    if (!["texte", "mesure"].includes(item.type) && id !== "suite") continue;
    if (item.prive) continue;
    const entries = item.par_enfant
      ? Object.entries(body.child_answers ?? {}).map(([child, all]) => [child, all[id]])
      : [["", body.answers?.[id]]];
    for (const [child, stored] of entries) {
      const text = answerText(item, stored);
      if (text && !stored.special) lines.push({ key: keyOf(id, child), label: [item.question, nameOf(child)].filter(Boolean).join(" – "), text });
    }
  }
  return [...notes, ...lines].slice(0, MOST);
}

/** What to take up again: what the family no longer agrees to, and alerts of the last record. */
export function openPoints(alerts, family, nameOf, today) {
  return [
    ...agreementPoints(family, today),
    ...alerts
      .filter((alert) => alert.level !== "information" && !alert.private)
      .map((alert, at) => ({ key: `alert-${at}`, label: LEVELS[alert.level], text: [nameOf(alert.child), alert.text].filter(Boolean).join(" : ") })),
  ];
}
