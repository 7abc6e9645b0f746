/** « Mes heures »: her week, and what is left of each order; as the office counts, and apart what is still on the tablet. */
import { device } from "../store/device.js";
import { subscribe as onDrafts } from "../store/drafts.js";
import { doc, docs, mayRead, subscribe as onDocs } from "../store/mirror.js";
import { onMoved } from "../sync/elsewhere.js";
import { subscribe as onCustody } from "../sync/outbox.js";
import { minutesBetween, mondayOf, words } from "../rules/session_hours.js";
import { addDays, date, longDay, parisDay, time, today } from "./french.js";
import { live } from "./live.js";
import { draftOf, myVisits } from "./round.js";
import { isBegun, isHelp, standingOf } from "./session_kinds.js";
import { hoursLeft } from "./session_order_view.js";
import { made } from "./session_others.js";
import { go, onView, view } from "./view.js";

const MONTH = new Intl.DateTimeFormat("fr-FR", { month: "long", year: "numeric", timeZone: "UTC" });
/** As far as the tablet holds visits. */
const [FIRST_WEEK, LAST_WEEK] = [-1, 2];
let week = 0;

const sum = (found) => found.reduce((all, one) => all + minutesBetween(one.started_at, one.ended_at), 0);

function compute() {
  const now = today();
  const monday = addDays(mondayOf(now), 7 * week);
  const sunday = addDays(monday, 6);
  const within = (day) => day >= monday && day <= sunday;
  const sessions = made();
  const done = sessions.filter((one) => within(parisDay(one.started_at)));
  const visits = myVisits().filter(isHelp);
  const made_ids = new Set(sessions.map(({ visit_id }) => visit_id));
  const planned = visits.filter((one) => within(one.planned_on) && !made_ids.has(one.id) && isToCome(one));
  const local = done.filter((one) => one.local);
  return {
    title: week === 0 ? "Cette semaine" : `Semaine du ${date(monday)}`,
    has_previous: week > FIRST_WEEK, has_next: week < LAST_WEEK,
    done: words(sum(done)), planned: words(planned.reduce((all, one) => all + one.duration_min, 0)),
    here: local.length ? `Dont ${words(sum(local))} encore sur la tablette : le bureau ne les a pas.` : "",
    days: [0, 1, 2, 3, 4, 5, 6].map((at) => addDays(monday, at)).map((day) => dayView(day, done, planned, visits)).filter(({ sessions: found }) => found.length),
    empty: done.length + planned.length ? "" : "Aucune séance cette semaine.",
    ...monthView(now, sessions),
    orders: mayRead() ? ordersView(sessions) : [],
  };
}

const isToCome = (visit) => {
  const draft = draftOf(visit.id);
  return ["programmee", "confirmee", "en_cours"].includes(visit.status) && draft?.stage !== "signed" && !(draft?.not_done && isBegun(draft));
};

function dayView(day, done, planned, visits) {
  const byId = new Map(visits.map((one) => [one.id, one]));
  const label = (id) => doc("family", id)?.label ?? "Famille";
  const lines = [
    ...done.filter((one) => parisDay(one.started_at) === day).map((one) => ({
      key: one.visit_id, hours: `${time(one.started_at)} – ${time(one.ended_at)}`, family: label(one.family_id),
      lasting: words(minutesBetween(one.started_at, one.ended_at)), ...standing(byId.get(one.visit_id)),
    })),
    ...planned.filter((one) => one.planned_on === day).map((one) => ({
      key: one.id, hours: (one.planned_at ?? "").slice(0, 5) || "–", family: label(one.family_id), lasting: words(one.duration_min), ...standing(one),
    })),
  ];
  return { key: day, day: longDay(day), sessions: lines.sort((a, b) => a.hours.localeCompare(b.hours)) };
}

function standing(visit) {
  const [status, status_kind] = visit ? standingOf(visit, draftOf(visit.id)) : ["", "plain"];
  return { status, status_kind };
}

/** The month as the office told it last, and what it has not received. */
function monthView(now, sessions) {
  const month = now.slice(0, 7);
  const told = docs("session_hours").find((one) => one.month === month);
  const here = sessions.filter((one) => one.local && parisDay(one.started_at).startsWith(month));
  const name = MONTH.format(new Date(`${month}-01T00:00:00Z`));
  return {
    month: `En ${name}`,
    month_told: told ? `${words(told.exact)} faites, ${words(told.billed)} comptées.` : "",
    month_here: here.length ? `${words(sum(here))} encore sur la tablette, en plus.` : "",
    month_unknown: told ? "" : "Le total du mois viendra du bureau au prochain contact.",
  };
}

function ordersView(sessions) {
  const mine = new Set(myVisits().filter(isHelp).map((one) => one.session?.order_id).filter(Boolean));
  const me = device.get().account.id;
  return docs("order")
    .filter((order) => mine.has(order.id) || sessions.some((one) => one.order_id === order.id) || docs("visit").some((one) => one.worker_id === me && one.session?.order_id === order.id))
    .map((order) => {
      const local = sessions.filter((one) => one.local && one.order_id === order.id);
      return {
        key: order.id, family: doc("family", order.family_id)?.label ?? "Famille", title: [order.frame_label, order.number].filter(Boolean).join(" – "),
        ends: `jusqu’au ${date(order.ends_on)}`, ...hoursLeft(order),
        here: local.length ? `${words(sum(local))} encore sur la tablette, pas comptées ci-dessus.` : "",
      };
    })
    .sort((a, b) => a.family.localeCompare(b.family, "fr"));
}

const state = live(compute, onDocs, onDrafts, onMoved, onCustody, onView, device.subscribe);

/** React hook: see `SessionWeek` in pages/field/session_shapes.py. */
export const useWeek = () => state.use();

export function openWeek() {
  week = 0;
  go("heures");
  state.tell();
}

export function moveWeek(step) {
  week = Math.max(FIRST_WEEK, Math.min(LAST_WEEK, week + step));
  state.tell();
}

onView(() => view().name !== "heures" && (week = 0));
