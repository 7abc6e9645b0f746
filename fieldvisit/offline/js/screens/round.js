/** « Ma tournée »: the worker's planned visits, day by day, in her own order. */
import { useEffect } from "react";

import { device } from "../store/device.js";
import { subscribe as onDrafts } from "../store/drafts.js";
import { toDoNow } from "./due_lines.js";
import { addDays, longDay, phone, shortDay, today } from "./french.js";
import { newId } from "../store/ids.js";
import { live } from "./live.js";
import { doc, docs, mayRead, subscribe as onDocs } from "../store/mirror.js";
import { subscribe as onAlbum } from "../pictures/album.js";
import { custody, post, subscribe as onCustody } from "../sync/outbox.js";
import { movedTo, onMoved } from "../sync/elsewhere.js";
import { isPupil, isSession, placeKind } from "./places.js";
import { remember, remembered } from "../store/store.js";
import { opened } from "../store/vault.js";
import { recordsOf, withPictures } from "./pictures_custody.js";
import { badgeOf } from "./urgent.js";
import { isOnPause } from "./interview.js";
import { isTouched } from "./visit_draft.js";
import { isBegun, isHelp, openOrders, standingOf } from "./session_kinds.js";
import { newestOf, visitDrafts } from "./visit_drafts.js";
import { kindLabel, kinds } from "./visit_kinds.js";

const STATUS = {
  programmee: ["Programmée", "sea"], confirmee: ["Confirmée", "sea"], en_route: ["En route", "sea"],
  en_cours: ["En cours", "warn"], en_pause: ["En pause", "warn"], realisee: ["Réalisée", "ok"], absente: ["Famille absente", "plain"],
  refusee: ["Refusée", "plain"], reportee: ["Reportée", "plain"], annulee: ["Annulée par le service", "plain"],
};
export const CUSTODY = {
  tablette: ["Sur la tablette", "warn"], recue: ["Reçue", "ok"], vue: ["Vue par l’équipe", "ok"],
  refusee: ["Refusée par le serveur", "alarm"], invalide: ["À revoir : le serveur signale un problème", "alarm"],
  classee: ["Classée par le service", "plain"],
};
const LEFT = "La séance n’est plus sur cette tablette : ce bilan se termine et se signe ici.";
const DAYS_BEFORE = 7;
const DAYS_AFTER = 14;

/** The day looked at, and the day on which it was chosen: the next morning begins with today. */
let picked = { day: "", on: "" };
let reordering = false;

const dayShown = () => (picked.on === today() ? picked.day : today());

/** Is this draft still hers to finish: begun and not signed, or signed and not in force at the office? */
export const inHand = (one) =>
  one.stage === "signed" ? !["recue", "vue", "classee"].includes(custody(one.id)?.state) : isTouchedHere(one);

const isTouchedHere = (one) => (isHelp(one) ? isBegun(one) || !one.planned : isTouched(one));

/**
 * Visits of the worker: those aboard, and those that she has in hand, whatever the office did with them meanwhile:
 * cancelled, given to a colleague, of a family that left this tablet, or added here and not sent back yet.
 */
export function myVisits() {
  const me = device.get().account.id;
  const held = new Map(visitDrafts().filter(inHand).map((one) => [one.visit_id, one]));
  const places = new Set([...held.values()].map((one) => one.family_id));
  const all = docs("visit");
  const known = new Set(all.map((visit) => visit.id));
  const mine = all
    .map((visit) => ({ ...visit, held: held.has(visit.id) || (isSession(visit) && places.has(visit.id)) }))
    .filter((visit) => visit.held || visit.worker_id === me);
  const others = [...held.values()]
    .filter((one) => !known.has(one.visit_id))
    .map((one) => ({
      id: one.visit_id, family_id: one.family_id, kind: one.kind, planned_on: one.planned_on,
      planned_at: one.planned_at, duration_min: one.duration_min, status: "programmee", reason: one.pupil ? LEFT : "", position: null,
      worker_id: me, record: null, held: true, ...(one.pupil ? { child_id: one.visit_id, pupil: one.pupil } : {}),
      ...(one.order_id ? { order_id: one.order_id } : {}),
    }));
  // A pupil is in his session's list, as long as it is aboard.
  return [...mine, ...others].filter((visit) => !isPupil(visit) || !doc("visit", visit.family_id));
}

/** Why she goes; first, what the office changed while she had the visit in hand. */
export function reasonOf(visit) {
  const cancelled = visit.status === "annulee" ? ["Annulée par le service", visit.cancel_reason].filter(Boolean).join(" : ") : "";
  const given = visit.worker_id && visit.worker_id !== device.get().account.id ? `Confiée à ${visit.worker_name}` : "";
  return [cancelled, given, mayRead() ? visit.reason : ""].filter(Boolean).join("\n");
}

/** The latest draft of a visit, signed or not; undefined when there is none. */
export const draftOf = (visitId) => newestOf(visitDrafts().filter((one) => one.visit_id === visitId));

/** [label, colour] of where a visit stands, the draft on this tablet first. */
export function statusOf(visit, one = draftOf(visit.id)) {
  if (isHelp(visit) && !(one && one.stage !== "signed" && movedTo(one.id))) return standingOf(visit, one);
  if (one?.stage === "signed" && one.outcome) return STATUS[one.outcome];
  if (one && one.stage !== "signed" && movedTo(one.id)) return ["Continuée ailleurs", "plain"];
  if (isOnPause(one)) return STATUS.en_pause;
  if (one && one.stage !== "signed" && isTouched(one)) return STATUS.en_cours;
  return STATUS[visit.status] ?? [visit.status, "plain"];
}

/** Custody code of the record shown for a visit, or "" when nothing is signed. */
export function custodyOf(visit, one = draftOf(visit.id)) {
  const server = visit.record?.custody ?? "";
  if (one?.stage !== "signed") return server;
  if (visit.record?.id === one.id && server === "vue") return server;
  return custody(one.id)?.state ?? "tablette";
}

/** Label and colour of that custody, with the pictures that go with the record. */
export function heldOf(visit, one = draftOf(visit.id)) {
  const said = CUSTODY[custodyOf(visit, one)];
  return said ? withPictures(said, recordsOf(visit, one)) : ["", ""];
}

export function placeOf(family) {
  const address = [family?.address, [family?.postcode, family?.city].filter(Boolean).join(" ")].filter(Boolean).join(", ");
  const here = family?.lat !== null && family?.lat !== undefined;
  return {
    address,
    map_href: here ? `geo:${family.lat},${family.lon}?q=${encodeURIComponent(address)}` : "",
    phone: phone(family?.phone),
    phone_href: family?.phone ? `tel:${family.phone.replace(/[^\d+]/g, "")}` : "",
    access: family?.access_notes ?? "",
    safety: family?.safety_notes ?? "",
    language: family?.interpreter ? `Interprète : ${family.languages}` : "",
  };
}

/** Visits of a day in the order she goes: the places given, hers or the office's, then the clock. */
function ordered(visits) {
  const place = (visit) => visit.position ?? Number.MAX_SAFE_INTEGER;
  const clock = (visit) => visit.planned_at ?? "99:99";
  return [...visits].sort(
    (a, b) => place(a) - place(b) || clock(a).localeCompare(clock(b)) || (a.id < b.id ? -1 : 1),
  );
}

function compute() {
  const now = today();
  const first = addDays(now, -DAYS_BEFORE);
  const last = addDays(now, DAYS_AFTER);
  const visits = myVisits().filter(
    (visit) => visit.held || (visit.planned_on >= first && visit.planned_on <= last && (visit.status !== "annulee" || (isHelp(visit) && visit.record))),
  );
  const dates = [...new Set([now, ...visits.map((visit) => visit.planned_on)])].sort();
  const chosen = dayShown();
  const stops = ordered(visits.filter((visit) => visit.planned_on === chosen));
  return {
    days: dates.map((date) => ({
      key: date, date, short: shortDay(date), chosen: date === chosen, today: date === now,
      count: visits.filter((visit) => visit.planned_on === date).length,
    })),
    title: chosen === now ? `Aujourd’hui, ${longDay(chosen).toLowerCase()}` : longDay(chosen),
    addable: kinds().some((kind) => kind.roles.includes(device.get().account.role)) || openOrders().length > 0,
    has_hours: docs("order").length > 0 || visits.some(isHelp),
    to_do: toDoNow(),
    movable: stops.length > 1,
    reordering: reordering && stops.length > 1,
    empty: stops.length ? "" : "Aucune visite ce jour-là.",
    stops: stops.map((visit, at) => stop(visit, at, stops.length)),
  };
}

function stop(visit, at, count) {
  const family = doc("family", visit.family_id);
  const [status, statusKind] = statusOf(visit);
  const [held, heldKind] = heldOf(visit);
  const [urgent, urgentKind] = badgeOf(visit.id);
  return {
    key: visit.id,
    visit_id: visit.id,
    family_id: visit.pupil || placeKind(visit.family_id) ? "" : visit.family_id,
    time: (visit.planned_at ?? "").slice(0, 5) || "–",
    duration: `${visit.duration_min} min`,
    family: visit.pupil ? `${visit.pupil.first_name} ${visit.pupil.last_name}`.trim() : (family?.label ?? "Famille"),
    kind: isSession(visit) ? sessionLabel(visit) : kindLabel(visit.kind),
    ...placeOf(family),
    reason: reasonOf(visit),
    status, status_kind: statusKind,
    custody: held, custody_kind: heldKind,
    urgent, urgent_kind: urgentKind,
    open: status === STATUS.en_cours[0] || status === STATUS.en_pause[0],
    paused: status === STATUS.en_pause[0],
    returned: isHelp(visit) && draftOf(visit.id)?.stage !== "signed" ? (visit.session?.returned_words ?? "") : "",
    first: at === 0,
    last: at === count - 1,
  };
}

/** « Bilans à l’école – 12 sur 25 ». */
function sessionLabel(visit) {
  const listed = new Set((doc("family", visit.family_id)?.persons ?? []).map(({ id }) => id));
  const pupils = docs("visit").filter((one) => listed.has(one.child_id) && one.family_id === visit.family_id);
  const done = pupils.filter((one) => draftOf(one.id)?.stage === "signed" || one.record).length;
  return `Bilans à l’école – ${done} sur ${pupils.length}`;
}

const state = live(compute, onDocs, onDrafts, onMoved, onCustody, onAlbum, device.subscribe);

/** React hook: see `Round` in pages/field/shapes.py. */
export const useRound = () => state.use();

/** React hook of the row of days: the chosen one is brought into view when the screen comes up. */
export function useChosenDay() {
  useEffect(() => {
    document.querySelector('.day[aria-pressed="true"]')?.scrollIntoView({ inline: "center", block: "nearest" });
  }, []);
  return "";
}

export function pickDay(date) {
  picked = { day: date, on: today() };
  state.tell();
}

export function toggleReordering() {
  reordering = !reordering;
  state.tell();
}

let moving = Promise.resolve();

/** Move a stop one place; the new order leaves with the next sync. Each tap starts from the order that the one before made. */
export function moveStop(visitId, step) {
  moving = moving.then(() => move(visitId, step)).catch(() => {}); // the store says why in its own sentence
}

/** One record for each day. */
async function move(visitId, step) {
  const day = dayShown();
  const order = ordered(myVisits().filter((visit) => visit.planned_on === day && (visit.held || visit.status !== "annulee")))
    .map((visit) => visit.id);
  const from = order.indexOf(visitId);
  const to = from + step;
  if (from < 0 || to < 0 || to >= order.length) return;
  [order[from], order[to]] = [order[to], order[from]];
  const vault = opened().id;
  const id = (await remembered(vault, `round/${day}`)) ?? newId();
  await remember(vault, `round/${day}`, id);
  await post({ kind: "round_order", id, family_id: null, body: { date: day, order }, elapsed: null });
}
