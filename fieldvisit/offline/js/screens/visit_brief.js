/** A planned visit before it begins: what was written the last time, and what is still open. */
import { alerts as alertsOf } from "../rules/alerts.js";
import { lastTime, openPoints } from "./brief_view.js";
import { date } from "./french.js";
import { earlierRecords, gridOf, madeAt, nameOf, readingOfRecord } from "./visit_context.js";

export function briefView(visit, family) {
  const [last] = earlierRecords({ ...visit, visit_id: visit.id });
  const grid = last && gridOf({ kind: last.kind, forms: last.body.forms ?? {} });
  const alerts = grid ? alertsOf(readingOfRecord(grid, last.body, madeAt(last).slice(0, 10), family)) : [];
  const name = nameOf({ family_id: visit.family_id });
  const lines = lastTime(last, grid, name);
  return {
    brief_title: last ? `Dernière visite, le ${date(madeAt(last))} – ${last.author_name}` : "Première visite",
    brief: last && lines.length ? lines : [{ key: "none", label: "", text: last ? "Rien de particulier n’a été écrit." : "Aucune visite encore sur cette tablette." }],
    points: openPoints(alerts, family, name),
  };
}
