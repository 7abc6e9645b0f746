/**
 * A signed visit read again: part by part, only what was answered. Of what was confided it says once that it is kept: neither
 * the answer nor the question, which would say that there is one. Pure.
 */
import { date } from "./french.js";
import { answerText, keyOf } from "./items_view.js";
import { isConfided, quiet } from "./told_alone.js";

/**
 * @param {object} body of a visit record, or a signed draft
 * @param {object} grid of the version it was written with
 * @param {(child: string) => string} nameOf
 * @param {(kind: string, child: string) => object} [strikeOf] what was struck of a measure, and what may be (`NO_STRIKE`)
 */
export function recordLines(body, grid, nameOf, strikeOf = () => NO_STRIKE) {
  const lines = [];
  if (body.agreement)
    lines.push(line("accord", "Accord", "Accord pour la visite à domicile", `${body.agreement.status} (${body.agreement.mode})`));
  const detail = body.outcome_detail ?? {};
  if (detail.postponed_to) lines.push(line("postponed", "", "Reportée au", date(detail.postponed_to)));
  if (detail.notice) lines.push(line("notice", "", "Avis de passage", `${date(detail.notice.date)}, ${detail.notice.name}`));
  if (detail.reason) lines.push(line("reason", "", "Précision", detail.reason));
  if (body.correction_reason) lines.push(line("correction", "", "Correction", body.correction_reason));
  for (const section of grid?.sections ?? []) {
    let heading = quiet(section.title);
    let confided = false;
    for (const id of section.items) {
      const item = grid.items[id];
      const entries = item.par_enfant
        ? Object.entries(body.child_answers ?? {}).map(([child, all]) => [child, all[id]])
        : [["", body.answers?.[id]]];
      for (const [child, stored] of entries) {
        const said = answerText(item, stored);
        if (!said && !stored?.note) continue;
        if (isConfided(item)) {
          if (!confided) lines.push(line(`${section.code}-confided`, heading, "Ce qui a été confié", KEPT));
          [confided, heading] = [true, ""];
          continue;
        }
        const text = item.prive ? KEPT : said;
        const question = child ? `${item.question} – ${nameOf(child)}` : item.question;
        const strike = child && item.type === "mesure" ? strikeOf(item.mesure, child) : NO_STRIKE;
        lines.push({ ...line(keyOf(id, child), heading, question, text, item.prive ? "" : (stored.note ?? "")), ...strike });
        heading = "";
      }
    }
  }
  return lines;
}

export const KEPT = "Enregistré, jamais réaffiché ici";
/** `struck`: it no longer counts; `said`: who struck it, when and why; `act` on the measure `measure` of `child`. */
export const NO_STRIKE = { struck: false, said: "", act: "", measure: "", child: "" };

const line = (key, heading, question, answer, note = "") => ({ key, heading, question, answer, note, ...NO_STRIKE });
