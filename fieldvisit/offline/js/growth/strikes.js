/** What is said of a measure that was struck as wrong, and of a strike that was taken back. Pure. */
import { day } from "../rules/days.js";
import { frenchDate } from "../rules/wording.js";

/** As fieldvisit/growth/strike.py. */
export const WHYS = [
  ["saisie", "Erreur de saisie"], ["unite", "Erreur d’unité (g, kg, cm)"], ["enfant", "Mesure d’un autre enfant"],
  ["date", "Mauvaise date"], ["materiel", "Balance, toise ou technique en cause"], ["autre", "Autre"],
];
const LABELS = Object.fromEntries(WHYS);
export const LONGEST = 200;

export const STRIKE = "rayer";
export const BACK = "retablir";

/** Those of a measure that nobody took back. */
export const openOnes = (strikes = []) => strikes.filter(({ back_at }) => !back_at);

const on = (at) => (day(at) ? ` le ${frenchDate(day(at))}` : "");
/** « Erreur d’unité (g, kg, cm) – kilos »; "" when nothing was said. */
export const reason = ({ why, words }) => [why === "autre" ? "" : (LABELS[why] ?? ""), (words ?? "").trim()].filter(Boolean).join(" – ");

/** « Rayée le 22/11/2026 par Claire Morel : erreur de saisie. Rétablie le … par … »; "" for a measure nobody struck. */
export function strikesText(strikes = []) {
  return strikes
    .map((one) => {
      const why = reason(one);
      const struck = `Rayée${on(one.at)} par ${one.who}${why ? ` : ${why}` : ""}.`;
      const back = one.back_at ? ` Rétablie${on(one.back_at)} par ${one.back_who}${one.back_words ? ` : ${one.back_words}` : ""}.` : "";
      return struck + back;
    })
    .join(" ");
}

/** What is still missing before a measure can be struck, in French, or "". */
export function missing({ act, why, words }) {
  if (act === BACK) return "";
  if (!why) return "Choisissez pourquoi cette mesure est fausse : le motif reste avec elle.";
  return why === "autre" && !words.trim() ? "« Autre » : dites en quelques mots pourquoi cette mesure est fausse." : "";
}
