/**
 * The synthesis left with the woman after an interview, as in fieldvisit/forms/synthesis.py and on the same cases: plain
 * words, only the items that the words name, nothing that was said alone, no level, no score.
 */
import { WORDS } from "./synthesis_words.js";

const MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];

/** « 1er décembre 2026 »; what is no date stays as it is. */
export function day(iso) {
  const [year, month, number] = iso.slice(0, 10).split("-").map((part) => (/^\d+$/.test(part) ? Number(part) : NaN));
  if (![year, month, number].every(Number.isInteger) || !MONTHS[month - 1]) return iso;
  return `${number === 1 ? "1er" : number} ${MONTHS[month - 1]} ${year}`;
}

function valueOf(answers, item) {
  const answer = answers[item];
  return answer && typeof answer === "object" && !("special" in answer) ? (answer.v ?? null) : null;
}

function lineOf(one, answers) {
  let value = valueOf(answers, one.item);
  const { options } = one;
  if (Array.isArray(value) && options) value = value.filter((code) => options[code]).map((code) => options[code]).join(", ");
  else if (options) return options[value] ?? "";
  if (typeof value !== "string" || !value.trim()) return "";
  return (one.text ?? "{}").replace("{}", () => day(value.trim()));
}

function referralLine({ code, words }) {
  const more = (words ?? "").trim();
  return more ? `${WORDS.referrals[code]} ${more}` : WORDS.referrals[code];
}

function sharing(value) {
  const names = (Array.isArray(value) ? value : []).filter((code) => WORDS.shared_options[code]).map((code) => WORDS.shared_options[code]);
  const said = names.length ? WORDS.shared_with.replace("{}", () => names.join(", ")) : WORDS.shared_none;
  return [said, WORDS.shared_foot];
}

/** Why there is none to give, in French; "" when there is. */
export function refusal(kind, answers) {
  const form = WORDS.forms[kind];
  if (!form) return WORDS.not_one;
  if (!form.given) return "";
  const given = valueOf(answers, form.given);
  if (given === "oui") return "";
  return given === "non" ? WORDS.refused : WORDS.unasked;
}

/**
 * @param {string} kind the interview · @param {object} answers as signed
 * @param {{code: string, state: string, words?: string, confided?: boolean}[]} referrals
 * @param {{author: string, on: string, visits: string[], reach: string}} known
 * @returns {{title: string, intro: string, sections: {title: string, lines: string[]}[], foot: string[]}}
 */
export function synthesis(kind, answers, referrals, known) {
  const form = WORDS.forms[kind];
  const on = valueOf(answers, form.date) || known.on;
  const sections = form.sections.map(({ title, lines }) => ({ title, lines: lines.map((one) => lineOf(one, answers)).filter(Boolean) }));
  const shown = referrals.filter(({ code, confided }) => !confided && WORDS.referrals[code]);
  for (const [title, state] of [[WORDS.decided, "acceptee"], [WORDS.thinking, "a_reflechir"]])
    sections.push({ title, lines: shown.filter((one) => one.state === state).map(referralLine) });
  sections.push({ title: WORDS.visits, lines: known.visits });
  if (form.shared) sections.push({ title: WORDS.sharing, lines: sharing(valueOf(answers, form.shared)) });
  return {
    title: form.title,
    intro: known.author ? `Le ${day(on)}, avec ${known.author}.` : `Le ${day(on)}.`,
    sections: sections.filter(({ lines }) => lines.length),
    foot: [...(known.reach ? [WORDS.reach.replace("{}", () => known.reach)] : []), WORDS.help],
  };
}
