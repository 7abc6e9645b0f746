/** A signed visit read again: part by part, only what was answered; what was said alone is not shown again. Pure. */
import { date } from "./french.js";
import { answerText, keyOf } from "./items_view.js";

/**
 * @param {object} body of a visit record, or a signed draft
 * @param {object} grid of the version it was written with
 * @param {(child: string) => string} nameOf
 */
export function recordLines(body, grid, nameOf) {
  const lines = [];
  if (body.agreement)
    lines.push(line("accord", "Accord", "Accord pour la visite à domicile", `${body.agreement.status} (${body.agreement.mode})`));
  const detail = body.outcome_detail ?? {};
  if (detail.postponed_to) lines.push(line("postponed", "", "Reportée au", date(detail.postponed_to)));
  if (detail.notice) lines.push(line("notice", "", "Avis de passage", `${date(detail.notice.date)}, ${detail.notice.name}`));
  if (detail.reason) lines.push(line("reason", "", "Précision", detail.reason));
  if (body.correction_reason) lines.push(line("correction", "", "Correction", body.correction_reason));
  for (const section of grid?.sections ?? []) {
    let heading = section.title;
    for (const id of section.items) {
      const item = grid.items[id];
      const entries = item.par_enfant
        ? Object.entries(body.child_answers ?? {}).map(([child, all]) => [child, all[id]])
        : [["", body.answers?.[id]]];
      for (const [child, stored] of entries) {
        const said = answerText(item, stored);
        if (!said && !stored?.note) continue;
        const text = item.prive ? "Enregistré, jamais réaffiché ici" : said;
        const question = child ? `${item.question} – ${nameOf(child)}` : item.question;
        lines.push(line(keyOf(id, child), heading, question, text, item.prive ? "" : (stored.note ?? "")));
        heading = "";
      }
    }
  }
  return lines;
}

const line = (key, heading, question, answer, note = "") => ({ key, heading, question, answer, note });
