/** Alerts as the visit's screens show them. */
import { LEVELS } from "./items_view.js";
import { nameOf } from "./visit_context.js";

export function alertViews(found, draft) {
  return found.map((alert, at) => ({
    key: `${alert.code ?? alert.item}-${alert.child ?? ""}-${at}`,
    item: alert.item, code: alert.code, child: alert.child, private: alert.private,
    level: alert.level,
    label: LEVELS[alert.level],
    text: alert.text,
    to: [...(alert.orientation ?? [])].join(", "),
    about: alert.child ? nameOf(draft)(alert.child) : "",
  }));
}
