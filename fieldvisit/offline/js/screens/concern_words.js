/** Words and rules of an « information préoccupante », the same as the office's (`concerns/form.py`, `concerns/reference.py`). */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const NATURES = [["sante", "Santé"], ["securite", "Sécurité"], ["moralite", "Moralité"], ["education", "Éducation"], ["developpement", "Développement"]];
export const NOTHING = {
  children: [], natures: [], others: "", family_words: "", fact_on: "", fact_at: "", facts: "", quotes: [], context: "", danger: null,
  recipient: "", parents_informed: null, parents_reason: "",
};
const LATER_MS = 600_000;

/** The receipt number, known as soon as it is signed: the last forty bits of the envelope's id. */
export function referenceOf(id) {
  const number = BigInt(`0x${id.replaceAll("-", "").slice(-10)}`);
  const letters = Array.from({ length: 8 }, (_, at) => ALPHABET[Number((number >> BigInt(35 - 5 * at)) & 31n)]).join("");
  return `IP-${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** Names typed one after the other, separated by commas or lines. */
const named = (text) => text.split(/[,\n]/).map((one) => one.trim()).filter(Boolean);

export const childrenOf = ({ children, others }) => [...children, ...named(others).map((name) => ({ person_id: null, name }))];
export const quotesOf = ({ quotes }) => quotes.filter(({ words }) => words?.trim());

/**
 * What keeps it from being signed, the first thing in the order of the form, or "".
 * @param {object} typed · @param {string} today (ISO, Paris) · @param {Date} now · @param {Date|null} said instant of the fact
 */
export function missing(typed, today, now, said) {
  if (!childrenOf(typed).length) return "Indiquez l’enfant concerné : son prénom suffit, même si le reste est inconnu.";
  if (typed.danger === null) return "Dites s’il y a un danger immédiat. Si oui, appelez d’abord le 17 ou le 15.";
  if (typed.danger && !typed.recipient) return "Danger immédiat : choisissez le procureur (copie à la CRIP) ou la CRIP.";
  if (!typed.natures.length) return "Choisissez la nature de l’inquiétude.";
  if (!typed.fact_on) return "Indiquez le jour du fait, ou celui où vous l’avez appris.";
  if (typed.fact_on > today || (said && said - now > LATER_MS)) return "Le fait serait à venir : vérifiez le jour et l’heure.";
  if (!typed.facts.trim() && !quotesOf(typed).length) return "Écrivez ce que vous avez vu ou entendu, sans l’interpréter.";
  if (typed.parents_informed === null) return "Dites si les parents sont informés de cette transmission.";
  if (!typed.parents_informed && !typed.parents_reason.trim()) return "Dites pourquoi les parents ne sont pas informés.";
  return "";
}
