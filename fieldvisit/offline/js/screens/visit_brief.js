/** A planned visit before it begins: what was written the last time, and what is still open. */
import { lastTime, openPoints } from "./brief_view.js";
import { date, today } from "./french.js";
import { alertsOfRecord } from "./raised.js";
import { formsFor } from "./visit_kinds.js";
import { earlierRecords, gridOf, madeAt, nameOf, notYours } from "./visit_context.js";

export function briefView(visit, family) {
  const [last] = earlierRecords({ ...visit, visit_id: visit.id });
  const grid = last && gridOf({ kind: last.kind, forms: last.body.forms ?? {} });
  const alerts = grid ? alertsOfRecord({ ...last.body, kind: last.kind }, madeAt(last).slice(0, 10), family).filter((each) => !each.struck) : [];
  const name = nameOf({ family_id: visit.family_id });
  const lines = lastTime(last, grid, name);
  return {
    brief_title: last ? `Dernière visite, le ${date(madeAt(last))} – ${last.author_name}` : "Première visite",
    brief: last && lines.length ? lines : [{ key: "none", label: "", text: last ? "Rien de particulier n’a été écrit." : "Aucune visite encore sur cette tablette." }],
    not_yours: notYours({ kind: visit.kind, forms: formsFor(visit.kind) }),
    points: openPoints(alerts, family, name, today()),
  };
}
