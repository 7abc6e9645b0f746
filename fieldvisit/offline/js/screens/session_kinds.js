/** What is known of sessions of family workers without any grid: kinds, states, words of the lists. */
import { doc, docs } from "../store/mirror.js";

/** Kind of visit → its name; `frame`: the order's « dispositif ». */
export const SESSIONS = {
  seance_tisf: { label: "Séance TISF", frame: "tisf" },
  seance_premiers_pas: { label: "Séance « Premiers pas »", frame: "premiers_pas" },
  seance_aep: { label: "Séance d’action éducative préventive (AEP)", frame: "aep" },
};

/** Is this visit, or draft, a session of a family worker? */
export const isHelp = (one) => Boolean(one && one.kind in SESSIONS);

/** The kind of a session of an order. */
export const kindOf = (order) => Object.keys(SESSIONS).find((kind) => SESSIONS[kind].frame === order?.frame) ?? "seance_tisf";

export const DONE = "realisee";
/** Why it was not made, in the county's list, and what that makes of the session; else it was called off. */
const NOT_DONE = [[/^famille absente/i, "absente"], [/^refus/i, "refusee"]];
export const OTHER = "Autre";

export const outcomeOf = (reason) => NOT_DONE.find(([words]) => words.test(reason))?.[1] ?? "annulee";

export const OUTCOMES = { realisee: "Réalisée", absente: "Famille absente", refusee: "Refus d’entrer", annulee: "Annulée" };

/** As tisf/goal.py; a test holds them equal. */
export const GOAL_STATES = {
  non_commence: "Non commencé", en_cours: "En cours", progres: "Progrès", atteint: "Atteint", remis_en_question: "Remis en question",
};

export const VEHICLES = { personnel: "Mon véhicule", service: "Véhicule du service", transport: "Transports" };

/** A presence that says that nobody was there. */
export const NOBODY = /^personne absente/i;
export const NO_INCIDENT = "aucun";

/** The county's lists, as the association's words; empty before the first pull that brought them. */
export const lists = () => {
  const { activities = [], presence = [], absence = [], incidents = [] } = doc("tisf_lists", "tisf_lists") ?? {};
  return {
    activities: activities.map(({ domaine, items }) => ({ domain: domaine, items })), presence, absence,
    incidents: incidents.map(({ code, libelle }) => ({ code, label: libelle })),
  };
};

/** The order that a visit, or a draft, is a session of; undefined when it is not aboard. */
export const orderOf = (visit, draft = null) => doc("order", draft?.order_id ?? visit?.session?.order_id ?? visit?.order_id ?? "");

const STANDING = new Set(["accepte", "en_cours", "prolonge"]);
const OVER = new Set(["termine", "interrompu", "refuse", "brouillon", "transmis"]);

/** Her orders on which a session may be added; a suspended one too, for what was made all the same. */
export const openOrders = (familyId = "") =>
  docs("order").filter((order) => (!familyId || order.family_id === familyId) && !OVER.has(order.status))
    .sort((a, b) => Number(STANDING.has(b.status)) - Number(STANDING.has(a.status)) || a.number.localeCompare(b.number));

const STATUS = {
  planifiee: ["Planifiée", "sea"], en_cours: ["En cours", "warn"], a_valider: ["À valider", "plain"],
  validee: ["Validée", "ok"], non_realisee: ["Non réalisée", "plain"],
};
const RETURNED = ["Renvoyée", "alarm"];

/** [label, colour] of where a session stands, the draft on this tablet first. */
export function standingOf(visit, draft) {
  if (draft && draft.stage !== "signed" && isBegun(draft)) {
    if (draft.corrects) return ["Correction à signer", "warn"];
    return draft.started_at && !draft.ended_at && draft.outcome === DONE ? STATUS.en_cours : ["À signer", "warn"];
  }
  if (draft?.stage === "signed") return draft.outcome === DONE ? STATUS.a_valider : [OUTCOMES[draft.outcome] ?? "", "plain"];
  if (visit.session?.returned_words) return RETURNED;
  if (visit.status === "annulee" && !visit.record) return ["Annulée par le service", "plain"];
  return STATUS[visit.session?.status] ?? STATUS.planifiee;
}

/** Was anything typed or tapped? */
export const isBegun = (draft) =>
  Boolean(draft.started_at || draft.tapped?.started_at || draft.edited || draft.outcome || draft.corrects || draft.pictures?.length) || !isBlank(draft);

/** Does it hold no word and no choice, whatever was started? Only then may it go. */
export const isBlank = (draft) =>
  ![...draft.presence, ...draft.activities].length && ![...draft.facts, ...draft.quotes].some(({ words }) => words.trim())
  && !Object.keys(draft.goals).length && !draft.incident.code && !draft.incident.words.trim()
  && !Object.values(draft.travel).some((text) => String(text).trim()) && !draft.not_done_words.trim()
  && !draft.refused_signature.trim() && !draft.time_reason.trim() && !draft.correction_reason.trim() && !draft.pictures?.length;
