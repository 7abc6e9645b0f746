/** An order and its family as the worker reads them at the door: never a word of health, nor of why beyond the neutral label. */
import { mayRead } from "../store/mirror.js";
import { words } from "../rules/session_hours.js";
import { age, date, phone } from "./french.js";
import { GOAL_STATES } from "./session_kinds.js";

const ROLES = { mere: "Mère", pere: "Père", coparent: "Coparent", tiers: "Autre adulte" };
const RANK = { mere: 0, pere: 1, coparent: 2, enfant: 3, tiers: 4 };
const NUMBER = /(?:\+33|0)\s?[1-9](?:[\s.-]?\d{2}){4}/;

/** Names used; of children the first name and the age, nothing else of what a file may hold. */
export function household(family, on) {
  return [...(family?.persons ?? [])]
    .filter((one) => !one.deceased_on)
    .sort((a, b) => RANK[a.role] - RANK[b.role] || (b.birth_date ?? "").localeCompare(a.birth_date ?? ""))
    .map((one) => one.role === "enfant"
      ? { key: one.id, label: "Enfant", text: [one.first_name, age(one.birth_date, on)].filter(Boolean).join(", ") }
      : { key: one.id, label: ROLES[one.role] ?? "Autre adulte", text: `${one.first_name} ${one.last_name}`.trim() });
}

/** Who to call about the order: a line with the number that its words hold. */
function calls(order) {
  return [["referent", "Référent", order.referent], ["service", "Votre service", order.service]]
    .filter(([, , text]) => text)
    .map(([key, label, text]) => {
      const number = text.match(NUMBER)?.[0] ?? "";
      return { key, label, text, href: number ? `tel:${number.replace(/[^\d+]/g, "")}` : "", number: phone(number) };
    });
}

const share = (minutes, granted) => (granted ? Math.max(0, Math.min(100, Math.round((100 * minutes) / granted))) : 0);

/** « Il reste 34 h sur 60 h : 18 h faites, 8 h prévues. », as the office counts them. */
export function hoursLeft(order) {
  const { minutes_granted: granted = 0, minutes_done: done = 0, minutes_planned: planned = 0 } = order;
  const left = granted - done - planned;
  const parts = `${words(done)} faites, ${words(planned)} prévues`;
  const sentence = left >= 0 ? `Il reste ${words(left)} sur ${words(granted)} : ${parts}.`
    : `Plus d’heures libres : ${words(-left)} de trop sur ${words(granted)} (${parts}). Parlez-en à votre responsable.`;
  const made = share(done, granted);
  return { hours_left: sentence, hours_done: made, hours_planned: Math.min(share(planned, granted), 100 - made), hours_over: left < 0 };
}

const goalLine = ({ id, text, indicator, state }) => ({
  key: id, label: GOAL_STATES[state] ?? "", text: [text, indicator && `On le verra à : ${indicator}`].filter(Boolean).join("\n"),
});

const NO_ORDER = {
  order_title: "", order_lines: [], hours_left: "", hours_done: 0, hours_planned: 0, hours_over: false, order_goals: [], daily: "", calls: [],
  order_safety: "",
};

/** @param {object|undefined} order its document */
export function orderView(order) {
  if (!order) return NO_ORDER;
  const lines = [
    ["period", "Période", `du ${date(order.starts_on)} au ${date(order.ends_on)}`],
    ["motive", "Pourquoi", order.motive_label], ["funder", "Financeur", order.funder_label], ["level", "Niveau", order.level_label],
    ["week", "Par semaine", order.minutes_per_week ? words(order.minutes_per_week) : ""],
    ["contribution", "Participation", order.contribution_cents ? `${(order.contribution_cents / 100).toFixed(2).replace(".", ",")} € par heure` : ""],
    ["review", "Point d’étape", order.review_on ? date(order.review_on) : ""],
    ["status", "État", order.status_label],
  ];
  return {
    order_title: [order.frame_label, order.number].filter(Boolean).join(" – "),
    order_lines: lines.filter(([, , text]) => text).map(([key, label, text]) => ({ key, label, text })),
    ...(mayRead() ? hoursLeft(order) : {}),
    order_goals: (order.goals ?? []).map(goalLine),
    daily: order.daily_notes ?? "", order_safety: order.safety_notes ?? "", calls: calls(order),
  };
}
