/** A session at a school: the list of pupils, how far each is, and the verbs that go through it fast. */
import { device } from "../store/device.js";
import { subscribe as onDrafts } from "../store/drafts.js";
import { doc, docs, subscribe as onDocs } from "../store/mirror.js";
import { custody, subscribe as onCustody } from "../sync/outbox.js";
import { age, longDay, today } from "./french.js";
import { live } from "./live.js";
import { custodyOf, CUSTODY, draftOf, inHand, placeOf } from "./round.js";
import { go, onView, replace, view } from "./view.js";
import { currentDraft, currentVisit, onScreen } from "./visit_state.js";
import { sign, start, startEnding } from "./visit.js";
import { isTouched } from "./visit_draft.js";
import { visitDrafts } from "./visit_drafts.js";

const STANDING = {
  to_see: ["À voir", "plain"], running: ["En cours", "warn"], done: ["Vu", "ok"], again: ["À revoir", "warn"],
  absent: ["Absent", "sea"], refused: ["Refus", "plain"],
};
const OF_OUTCOME = { realisee: "done", absente: "absent", refusee: "refused", reportee: "again" };
/** Who is still awaited comes first, then by name. */
const WAITING = new Set(["to_see", "running"]);
let only = "";

const plain = (text) => (text ?? "").normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Where a pupil stands: the draft on this tablet before what the office knows. */
function standingOf(visit) {
  const draft = draftOf(visit.id);
  const record = docs("record").find((one) => one.visit_id === visit.id && !one.corrected_by);
  if (draft && draft.stage !== "signed") return isTouched(draft) ? "running" : "to_see";
  const said = draft ?? record?.body;
  const outcome = draft?.outcome ?? record?.outcome ?? (visit.status === "programmee" ? "" : visit.status);
  const standing = OF_OUTCOME[outcome] ?? "to_see";
  const conclusion = said?.child_answers?.[visit.id]?.bs_conclusion?.v;
  return standing === "done" && conclusion === "recontrole" ? "again" : standing;
}

const OFF_LIST = "N’est plus sur la liste";

/** Pupils whom the office took off the list while their check was in hand here: it can still be read, gone on with and signed. */
const offList = (place, listed) =>
  visitDrafts()
    .filter((one) => one.family_id === place.id && one.visit_id !== place.id && !listed.has(one.visit_id) && inHand(one))
    .map((one) => ({ last_name: "Élève", first_name: "", ...one.pupil, id: one.visit_id, classroom: OFF_LIST, off: true }));

/** The visits of the session's pupils with whom they are about, by name. */
function pupilsOf(place) {
  const visits = new Map(docs("visit").filter((one) => one.child_id && one.family_id === place.id).map((one) => [one.id, one]));
  const listed = (place.persons ?? []).filter((person) => visits.has(person.id));
  const off = new Map(offList(place, new Set(listed.map(({ id }) => id))).map((person) => [person.id, person]));
  const visitOf = ({ id }) => visits.get(id) ?? { id, status: "programmee" };
  return [...listed, ...off.values()]
    .map((person) => ({ person, visit: visitOf(person), standing: standingOf(visitOf(person)) }))
    .sort((a, b) => plain(a.person.last_name).localeCompare(plain(b.person.last_name)) || plain(a.person.first_name).localeCompare(plain(b.person.first_name)));
}

const EMPTY = { id: "", school: "", when: "", address: "", map_href: "", phone: "", phone_href: "", access: "", done: 0, total: 0, progress: "", filters: [], pupils: [], none: "", next: "" };

function compute() {
  const { name, id } = view();
  const place = name === "ecole" ? doc("family", id) : null;
  const session = place && doc("visit", id);
  if (!place || !session) return { ...EMPTY, none: "Cette séance n’est pas sur la tablette. Retournez à la tournée." };
  const all = pupilsOf(place);
  const shown = all.filter(({ standing }) => !only || standing === only || (only === "to_see" && standing === "running"));
  const listed = all.filter(({ person }) => !person.off);
  const done = listed.filter(({ standing }) => !WAITING.has(standing)).length;
  const waiting = all.find(({ standing }) => WAITING.has(standing));
  return {
    id, school: place.label, ...placeOf(place),
    when: [longDay(session.planned_on), (session.planned_at ?? "").slice(0, 5)].filter(Boolean).join(" · "),
    done, total: listed.length, progress: `${done} sur ${listed.length}`,
    filters: Object.entries(STANDING).map(([code, [label]]) => ({
      key: code, code, label: `${label} (${all.filter(({ standing }) => standing === code).length})`, chosen: code === only,
    })),
    pupils: shown.map(({ person, visit, standing }) => {
      const [label, kind] = STANDING[standing];
      const [held, heldKind] = CUSTODY[custodyOf(visit)] ?? ["", ""];
      return {
        key: person.id, id: person.id, name: `${person.last_name} ${person.first_name}`.trim(),
        detail: [person.classroom, age(person.birth_date, session.planned_on)].filter(Boolean).join(" · "),
        standing: label, standing_kind: kind, custody: held, custody_kind: heldKind || "plain",
        waiting: WAITING.has(standing), begun: standing === "running",
      };
    }),
    none: shown.length ? "" : all.length ? "Aucun élève ici." : "La liste n’est pas encore apportée au bureau.",
    next: waiting?.person.id ?? "",
  };
}

const state = live(compute, onDocs, onDrafts, onCustody, onScreen, onView, device.subscribe);

/** React hook: see `School` in pages/field/shapes.py. */
export const useSchool = () => state.use();

export function filter(code) {
  only = code === only ? "" : code;
  state.tell();
}

/** A pupil's check: begun at once, or read again when it is signed. */
export const openPupil = (id) => open(id, go);

async function open(id, show) {
  show("visite", id);
  const draft = currentDraft();
  const visit = currentVisit();
  if (!draft && !visit?.record && !docs("record").some((one) => one.visit_id === id)) await start();
}

/** « Absent », « Refus des parents »: to the end of the check, one tap from the signature. */
export function markPupil(id, outcome) {
  go("visite", id);
  return startEnding(outcome);
}

/** The next pupil of the list who is awaited, after this one; the list when nobody is. */
export function nextPupil() {
  const visit = currentVisit();
  const place = visit && doc("family", visit.family_id);
  if (!place) return replace("tournee");
  const all = pupilsOf(place);
  const here = all.findIndex(({ person }) => person.id === visit.id);
  const next = [...all.slice(here + 1), ...all.slice(0, Math.max(here, 0))].find(({ standing }) => WAITING.has(standing));
  return next ? open(next.person.id, replace) : replace("ecole", place.id);
}

export function toList() {
  const visit = currentVisit();
  replace("ecole", visit?.family_id ?? "");
}

/** Sign what is on screen, and go on with the next; what could not be signed stays on screen with why. */
export async function signAndNext() {
  await sign();
  const draft = currentDraft();
  if (draft?.stage === "signed" && custody(draft.id)?.state !== "invalide") await nextPupil();
}
