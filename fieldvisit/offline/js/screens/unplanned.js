/** Adding a visit, a weigh-only visit or a phone contact that nobody planned, for a family aboard. */
import { officeDate } from "../store/clock.js";
import { device } from "../store/device.js";
import { saveDraft } from "../store/drafts.js";
import { today } from "./french.js";
import { newId } from "../store/ids.js";
import { live } from "./live.js";
import { doc, docs, subscribe as onDocs } from "../store/mirror.js";
import { go, replace } from "./view.js";
import { ACCORD, begin } from "./visit_draft.js";
import { formsFor, kindOf, kinds, MANDATED } from "./visit_kinds.js";
import { childrenOf } from "./visit_context.js";

const MOST = 20;
/** What one does on the spur of the moment comes first. */
const FIRST = ["vad_suivi", "pesee_seule", "contact_telephonique"];
let query = "";
let familyId = "";
let starting = false;

const plain = (text) => (text ?? "").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function matches(family, words) {
  const names = (family.persons ?? []).map((person) => `${person.first_name} ${person.last_name}`).join(" ");
  const text = plain(`${family.label} ${names} ${family.city} ${family.case_number}`);
  return words.every((word) => text.includes(word));
}

const rank = ({ code }) => (FIRST.includes(code) ? FIRST.indexOf(code) : FIRST.length);

function compute() {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const found = docs("family").filter((family) => matches(family, words)).sort((a, b) => a.label.localeCompare(b.label, "fr"));
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
    kinds: kinds()
      .filter((kind) => kind.roles.includes(role) && (kind.core || FIRST.includes(kind.code)) && !MANDATED.has(kind.code))
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

/** Begin the draft at once: from here on nothing typed can be lost. */
export function start(code) {
  if (starting) return; // a second tap is not a second visit
  const kind = kindOf(code);
  const now = officeDate();
  const time = new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris", hour: "2-digit", minute: "2-digit" }).format(now);
  const visit = {
    id: newId(), family_id: familyId, kind: code, planned: false, planned_on: today(now), planned_at: time,
    duration_min: kind.duration_min,
  };
  const draft = begin(visit, childrenOf(doc("family", familyId)).map((child) => child.id), formsFor(code));
  Object.assign(draft, { started_at: now.toISOString(), place: { section: ACCORD, key: "" } });
  starting = true;
  saveDraft(draft.id, draft)
    .catch(() => {}) // the store says it; the visit is on screen all the same, and is tried again
    .finally(() => {
      starting = false;
      replace("visite", visit.id);
    });
}
