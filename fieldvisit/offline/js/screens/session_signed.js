/** A signed session read again: what was written, where it is, and what may still be done with it. */
import { device } from "../store/device.js";
import { doc } from "../store/mirror.js";
import { custody } from "../sync/outbox.js";
import { minutesBetween, words } from "../rules/session_hours.js";
import { date, number, parisDay, time } from "./french.js";
import { isEdited } from "./session_draft.js";
import { DONE, GOAL_STATES, lists, OUTCOMES, VEHICLES } from "./session_kinds.js";
import { NO_STRIKE } from "./record_view.js";
import { custodyOf, heldOf } from "./round.js";
import { currentRecord } from "./visit_state.js";

const SET_ASIDE = ["invalide", "refusee", "classee"];
const line = (key, heading, question, answer, note = "") => ({ key, heading, question, answer, note, ...NO_STRIKE });
const shown = ({ shared }) => (shared ? "Partageable avec le référent" : "Équipe TISF");

/** What a body, or a draft, says: part by part, only what was said. @returns {object[]} `RecordLine` */
export function sessionLines(body, order) {
  const goals = Array.isArray(body.goals) ? body.goals : Object.entries(body.goals ?? {}).map(([goal_id, one]) => ({ goal_id, ...one }));
  const goalText = (id) => order?.goals?.find((one) => one.id === id)?.text ?? "Objectif";
  const travel = body.travel ?? {};
  const incident = body.incident?.code && body.incident.code !== "aucun" ? body.incident : null;
  const parts = [
    ["Heures", [
      body.outcome === DONE && body.started_at && body.ended_at
        && line("hours", "", date(parisDay(body.started_at)), `${time(body.started_at)} – ${time(body.ended_at)} (${words(minutesBetween(body.started_at, body.ended_at))})`, body.time_reason ?? ""),
      body.tapped && isEdited({ ...body, edited: {} }) && body.outcome === DONE
        && line("tapped", "", "Touché", [body.tapped.started_at && `début ${time(body.tapped.started_at)}`, body.tapped.ended_at && `fin ${time(body.tapped.ended_at)}`].filter(Boolean).join(", ") || "ni début ni fin"),
      body.not_done && line("not-done", "", "Pas réalisée", body.not_done, body.not_done_words ?? ""),
      body.correction_reason && line("correction", "", "Correction", body.correction_reason),
    ]],
    ["Présents", [(body.presence ?? []).length && line("presence", "", "Étaient là", body.presence.join(", "))]],
    ["Activités", [(body.activities ?? []).length && line("activities", "", "Ensemble", body.activities.join("\n"))]],
    ["Faits et paroles", [
      ...(body.facts ?? []).filter(({ words: text }) => text.trim()).map((one, at) => line(`fact-${at}`, "", "Fait observé", one.words, shown(one))),
      ...(body.quotes ?? []).filter(({ words: text }) => text.trim()).map((one, at) => line(`quote-${at}`, "", one.who ? `Paroles de ${one.who}` : "Paroles", `« ${one.words} »`, shown(one))),
    ]],
    ["Objectifs", goals.filter(({ state, note }) => state || note).map(({ goal_id, state, note }) => line(`goal-${goal_id}`, "", goalText(goal_id), GOAL_STATES[state] ?? state ?? "", note ?? ""))],
    ["Situation inquiétante", [incident && line("incident", "", lists().incidents.find(({ code }) => code === incident.code)?.label ?? incident.code, incident.words)]],
    ["Trajet", [(travel.km !== null && travel.km !== undefined && travel.km !== "" || travel.minutes) && line("travel", "", [travel.from, travel.to].filter(Boolean).join(" → ") || "Trajet",
      [travel.km !== null && travel.km !== "" && travel.km !== undefined && `${number(travel.km)} km`, travel.minutes && `${travel.minutes} min`, VEHICLES[travel.vehicle]].filter(Boolean).join(", "))]],
    ["Signature", [body.refused_signature && line("unsigned", "", "La famille n’a pas signé", body.refused_signature)]],
  ];
  return parts.flatMap(([heading, lines]) => lines.filter(Boolean).map((one, at) => ({ ...one, heading: at ? "" : heading })));
}

export function signedView(visit, draft, order) {
  const record = currentRecord();
  const source = draft?.stage === "signed" ? draft : record?.body;
  const [label, kind] = heldOf(visit, draft);
  const state = custodyOf(visit, draft);
  const held = draft ? custody(draft.id) : null;
  const when = draft?.signed_at ?? source?.signed_at ?? record?.captured_at;
  const returned = (!draft && visit.session?.returned_words) || "";
  const validated = visit.session?.status === "validee";
  const mine = Boolean(source) && (Boolean(draft) || record?.author_id === device.get().account.id);
  return {
    stage: "signed",
    signed: [OUTCOMES[source?.outcome ?? visit.status] ?? "", when && `signée le ${date(parisDay(when))} à ${time(when)}`].filter(Boolean).join(", "),
    returned, validated,
    custody: label, custody_kind: kind || "plain",
    custody_detail: [held?.sentence, ...(held?.reasons ?? []).map(({ sentence }) => sentence)].filter(Boolean).join(" "),
    record: source ? sessionLines(source, order) : [],
    incident_said: Boolean(source?.incident?.code && source.incident.code !== "aucun"),
    to_take_up: state === "invalide",
    correctable: mine && !validated && !SET_ASIDE.includes(state),
    pictured: Boolean(source),
    kept_family: doc("family", visit.family_id) !== undefined,
  };
}
