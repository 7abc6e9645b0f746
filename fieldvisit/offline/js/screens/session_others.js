/** Her other sessions, with their hours: what this tablet wrote, and what the office knows. */
import { device } from "../store/device.js";
import { doc, docs } from "../store/mirror.js";
import { LONGEST, minutesBetween, overlap } from "../rules/session_hours.js";
import { date, parisDay, time } from "./french.js";
import { DONE, isHelp } from "./session_kinds.js";
import { newestOf, visitDrafts } from "./visit_drafts.js";

/** « 23/11 de 09:02 à 12:04 » */
export function spanWords({ started_at, ended_at }) {
  const day = (instant) => date(parisDay(instant)).slice(0, 5);
  const after = parisDay(ended_at) === parisDay(started_at) ? "" : `le ${day(ended_at)} `;
  return `le ${day(started_at)} de ${time(started_at)} à ${after}${time(ended_at)}`;
}

/**
 * Sessions that were made, the latest word of each: `{visit_id, family_id, order_id, started_at, ended_at, local}`.
 * `local`: only this tablet says so yet.
 */
export function made() {
  const found = new Map();
  const me = device.get().account.id;
  for (const visit of docs("visit"))
    if (isHelp(visit) && visit.worker_id === me && visit.status === DONE && visit.started_at && visit.ended_at)
      found.set(visit.id, { visit_id: visit.id, family_id: visit.family_id, order_id: visit.session?.order_id ?? "", started_at: visit.started_at, ended_at: visit.ended_at, local: visit.record?.custody === "tablette" });
  for (const visit_id of new Set(visitDrafts().filter(isHelp).map((one) => one.visit_id))) {
    const one = newestOf(visitDrafts().filter((each) => each.visit_id === visit_id));
    if (one.outcome && one.outcome !== DONE) found.delete(visit_id);
    if (one.outcome !== DONE || !one.started_at || !one.ended_at) continue;
    const local = one.stage !== "signed" || (found.get(visit_id)?.local ?? true);
    found.set(visit_id, { visit_id, family_id: one.family_id, order_id: one.order_id, started_at: one.started_at, ended_at: one.ended_at, local });
  }
  return [...found.values()].filter(isPossible);
}

/** Hours that cannot be are said where they are put right; they count nowhere. */
function isPossible(one) {
  const minutes = minutesBetween(one.started_at, one.ended_at);
  return minutes >= 0 && minutes <= LONGEST;
}

const familyOf = ({ family_id }) => doc("family", family_id)?.label ?? "Famille";

/** Why this draft cannot stand beside another of her sessions: both are named; "" when it can. @returns {{visit_id: string, sentence: string}[]} */
export function overlapsOf(draft) {
  if (draft.outcome !== DONE || !draft.started_at || !draft.ended_at) return [];
  return made().filter((one) => one.visit_id !== draft.visit_id && overlap(draft, one)).map((one) => ({
    visit_id: one.visit_id,
    sentence: `Deux séances se chevauchent : ${familyOf(draft)} ${spanWords(draft)}, et ${familyOf(one)} ${spanWords(one)}. Corrigez les heures de l’une des deux.`,
  }));
}
