/** How values are written in French: « 3 450 g », « 23/11/2026 », the label of an option. As forms/wording.py. */

/** @param {number} value @returns {string} « 150 000 », « 37,5 » */
export function french(value) {
  const [whole, rest] = String(value).split(".");
  const grouped = whole.replace(/(?<=\d)(?=(\d{3})+$)/g, "\u202f");
  return rest ? `${grouped},${rest}` : grouped;
}

/** @param {string} day an ISO date */
export function frenchDate(day) {
  return `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
}

/** An answer as a person reads it; empty when nothing was answered. */
export function shown(item, answer, specialAnswers) {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return "";
  if ("special" in answer) return specialAnswers.find((each) => each.code === answer.special)?.libelle ?? "";
  const value = answer.v ?? null;
  const label = (code) => item.options?.find((option) => option.code === code)?.libelle;
  if (value === null) return "";
  if (Array.isArray(value)) return value.map((each) => label(each) ?? String(each)).join(", ");
  if (typeof value === "object") return "";
  if (typeof value === "boolean") return value ? "Oui" : "Non";
  if (typeof value === "number") {
    return label(String(value)) ?? (item.unite ? `${french(value)} ${item.unite}` : french(value));
  }
  if (item.type === "date" && /^\d{4}-\d{2}-\d{2}/.test(value)) {
    return frenchDate(value) + (value.length > 10 ? ` à ${value.slice(11, 16)}` : "");
  }
  return label(value) ?? value;
}
