/** Adding a visit, a weigh-only visit or a phone contact that nobody planned, for a family aboard. */
import { officeDate } from "../store/clock.js";
import { device } from "../store/device.js";
import { saveDraft } from "../store/drafts.js";
import { today } from "./french.js";
import { newId } from "../store/ids.js";
import { live } from "./live.js";
import { doc, subscribe as onDocs } from "../store/mirror.js";
import { families } from "./places.js";
import { prefilled } from "./visit_begins.js";
import { begin as beginSession } from "./session_draft.js";
import { kindOf as sessionKind, openOrders } from "./session_kinds.js";
import { go, replace } from "./view.js";
import { ACCORD, begin } from "./visit_draft.js";
import { formsFor, kindOf, kinds, MANDATED } from "./visit_kinds.js";
import { childrenOf } from "./visit_context.js";
import { visitDrafts } from "./visit_drafts.js";

const MOST = 20;
/** What one does on the spur of the moment comes first. */
const FIRST = ["vad_suivi", "pesee_seule", "contact_telephonique"];
/** Acts without the common core that a family may be met for. */
const OTHERS = ["bilan_entree_confie", "retour_domicile", "bsem"];
let query = "";
let familyId = "";
let starting = false;

const HELPERS = new Set(["tisf", "intervenant_aep"]);
/** What a session lasts as long as nobody planned it: it only says when she is asked whether it goes on. */
const SESSION_MIN = 120;

const hour = (at) => new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris", hour: "2-digit", minute: "2-digit" }).format(at);

const plain = (text) => (text ?? "").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function matches(family, words) {
  const names = (family.persons ?? []).map((person) => `${person.first_name} ${person.last_name}`).join(" ");
  const text = plain(`${family.label} ${names} ${family.city} ${family.case_number}`);
  return words.every((word) => text.includes(word));
}

/** A questionnaire too, while the county uses it. */
const onTheSpur = ({ code, core, form }) => core || FIRST.includes(code) || OTHERS.includes(code) || (Boolean(form.self_filled) && form.active);

const rank = ({ code }) => (FIRST.includes(code) ? FIRST.indexOf(code) : FIRST.length);

function compute() {
  const words = plain(query).split(/\s+/).filter(Boolean);
  // Who works by orders adds a session of one of them.
  const orders = worksByOrders() ? openOrders() : null;
  const found = families().filter((family) => matches(family, words) && (!orders || orders.some(({ family_id }) => family_id === family.id))).sort((a, b) => a.label.localeCompare(b.label, "fr"));
  const role = device.get().account.role;
  return {
    query,
    families: found.slice(0, MOST).map((family) => ({
      key: family.id, id: family.id, label: family.label,
      detail: [family.city, (family.persons ?? []).filter((one) => one.role === "enfant").map((one) => one.first_name).join(", ")]
        .filter(Boolean).join(" · "),
    })),
    none: found.length ? (found.length > MOST ? "Précisez le nom pour voir les autres familles." : "")
      : "Aucune famille de ce nom sur la tablette.",
    family_id: familyId,
    family: doc("family", familyId)?.label ?? "",
    kinds: orders ? openOrders(familyId).map(orderKind) : kinds()
      .filter((kind) => kind.roles.includes(role) && onTheSpur(kind) && !MANDATED.has(kind.code))
      .sort((a, b) => rank(a) - rank(b))
      .map((kind) => ({ key: kind.code, code: kind.code, label: kind.label, detail: `${kind.duration_min} min`, chosen: false })),
  };
}

const state = live(compute, onDocs);

/** React hook: see `Unplanned` in pages/field/shapes.py. */
export const useUnplanned = () => state.use();

function forget() {
  query = "";
  familyId = "";
  state.tell();
}

// What was searched is not for the next person who opens this tablet.
device.subscribe(() => device.get().phase !== "open" && (query || familyId) && forget());

/** The files aboard, to open one that no visit leads to. */
export function openFiles() {
  forget();
  go("dossier");
}

export function open() {
  forget();
  go("ajouter");
}

export function search(event) {
  query = event.target.value;
  state.tell();
}

export function pickFamily(id) {
  familyId = id;
  state.tell();
}

const worksByOrders = () => HELPERS.has(device.get().account.role);

const orderKind = (order) => ({
  key: order.id, code: order.id, label: order.frame_label, chosen: false,
  detail: [order.number, "motive_label" in order && order.motive_label].filter(Boolean).join(" – "),
});

/** Begin the draft at once: from here on nothing typed can be lost. A session waits for « Commencer ». */
export const start = (code) => (worksByOrders() ? addSession(familyId, doc("order", code)) : begun(familyId, code));

/** A session that nobody planned, of this order; its hours are tapped on its own screen. */
function addSession(family_id, order) {
  if (starting || !order) return;
  const now = officeDate();
  const visit = { id: newId(), family_id, kind: sessionKind(order), planned: false, planned_on: today(now), planned_at: hour(now), duration_min: SESSION_MIN };
  const draft = beginSession(visit, order.id);
  starting = true;
  saveDraft(draft.id, draft)
    .catch(() => {}) // the store says it; the session is on screen all the same
    .finally(() => {
      starting = false;
      replace("seance", visit.id);
    });
}

/**
 * The same from a line of « À faire »; a visit of this kind that she has begun for them already is the one that is opened.
 * @param {string[]|null} children whom it is about; all of the family when null
 */
export function startFor(family, code, children) {
  const open = visitDrafts().find((one) => one.stage !== "signed" && !one.planned && one.family_id === family && one.kind === code);
  if (open) go("visite", open.visit_id);
  else begun(family, code, children, go);
}

function begun(familyId, code, only = null, show = replace) {
  if (starting) return; // a second tap is not a second visit
  const kind = kindOf(code);
  const now = officeDate();
  const visit = {
    id: newId(), family_id: familyId, kind: code, planned: false, planned_on: today(now), planned_at: hour(now),
    duration_min: kind.duration_min,
  };
  const children = childrenOf(doc("family", familyId)).map((child) => child.id);
  const draft = prefilled(begin(visit, only ?? children, formsFor(code)), visit, now);
  Object.assign(draft, { started_at: now.toISOString(), place: { section: ACCORD, key: "" } });
  starting = true;
  saveDraft(draft.id, draft)
    .catch(() => {}) // the store says it; the visit is on screen all the same, and is tried again
    .finally(() => {
      starting = false;
      show("visite", visit.id);
    });
}
