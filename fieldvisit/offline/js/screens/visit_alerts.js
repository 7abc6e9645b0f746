/** Alerts as the visit's screens show them. */
import { LEVELS } from "./items_view.js";
import { STRUCK } from "./raised.js";
import { nameOf } from "./visit_context.js";

/** Why an alert rose, as `Why` in pages/field/shapes.py; empty for one of an older tablet. */
export const whyView = (why) => ({
  rule: why?.rule ?? "",
  source: why?.source ?? "",
  action: why?.action ?? "",
  facts: (why?.facts ?? []).map((each, at) => ({ key: String(at), label: each.label, value: each.value })),
});

export function alertViews(found, draft) {
  return found.map((alert, at) => ({
    key: `${alert.code ?? alert.item}-${alert.child ?? ""}-${at}`,
    item: alert.item, code: alert.code, child: alert.child, private: alert.private,
    level: alert.level,
    label: LEVELS[alert.level],
    text: alert.text,
    to: [...(alert.orientation ?? [])].join(", "),
    about: alert.child ? nameOf(draft)(alert.child) : "",
    struck: alert.struck ? STRUCK : "",
    why: whyView(alert.why),
  }));
}
