/** Several versions of one visit: the one that went on elsewhere, those kept aside, and what she may do with them. */
import { isOpen, STATES } from "../rules/referrals.js";
import { officeDate } from "../store/clock.js";
import { device } from "../store/device.js";
import { draft as valueOf, saveDraft, subscribe as onDrafts } from "../store/drafts.js";
import { doc, subscribe as onDocs } from "../store/mirror.js";
import { Unreachable } from "../sync/door.js";
import { asides, movedTo, onMoved, swap, takeBack, writeHere } from "../sync/elsewhere.js";
import { syncNow } from "../sync/sync.js";
import { moment } from "./french.js";
import { live } from "./live.js";
import { KEPT, NO_STRIKE, recordLines } from "./record_view.js";
import { differsIn, withMissingOf } from "./session_joined.js";
import { isHelp, orderOf } from "./session_kinds.js";
import { sessionLines } from "./session_signed.js";
import { onView } from "./view.js";
import { gridOf } from "./visit_context.js";
import { differs, withMissing } from "./visit_joined.js";
import { claim, currentDraft, currentVisit, keep, onScreen, tell } from "./visit_state.js";

export const NO_NETWORK = "Pas de réseau : ce qui a été écrit ailleurs ne peut pas venir maintenant.";

let state = { visit: "", busy: false, problem: "", said: "" };

function become(change) {
  state = { ...state, visit: currentVisit()?.id ?? "", ...change };
  screen.tell();
}

const nameIn = (family_id) => (child) =>
  (doc("family", family_id)?.persons ?? []).find(({ id }) => id === child)?.first_name ?? "";

/** What was said of each referral; of one that was confided, that it is kept. */
function referralLines(value) {
  const grid = gridOf(value);
  const said = (value.referrals ?? []).filter(({ state, to, words }) => state || to || words?.trim());
  return said.map((one, at) => {
    const label = grid?.orientations[one.to ?? one.code]?.libelle ?? one.to ?? one.code;
    const state = STATES.find(([code]) => code === one.state)?.[1] ?? "";
    const shown = grid && isOpen(grid, one);
    return {
      ...NO_STRIKE, key: `referral-${at}`, heading: at === 0 ? "Orientations" : "",
      question: shown ? label : "Orientation confiée", answer: shown ? state : KEPT, note: shown ? (one.words ?? "") : "",
    };
  });
}

/** A session is told and joined by its own words. */
const linesOf = (value) =>
  isHelp(value) ? sessionLines(value, orderOf(null, value))
    : [...recordLines(value, gridOf(value), nameIn(value.family_id)), ...referralLines(value)];

function content(value) {
  const notes = [...(value.notes ?? []), ...(value.note_text?.trim() ? [{ at: "", text: value.note_text }] : [])];
  return {
    record: linesOf(value),
    notes: notes.map(({ at, text }, index) => ({ key: `${at}-${index}`, when: at ? moment(at) : "", text })),
  };
}

function compute() {
  const visit = currentVisit();
  const mine = currentDraft();
  const gone = mine && mine.stage !== "signed" ? movedTo(mine.id) : null;
  const { busy, problem, said } = state.visit === visit?.id ? state : {};
  return {
    moved: gone ? `Continuée sur ${gone.to}, le ${moment(gone.at)}` : "",
    offline: !device.get().online,
    busy: Boolean(busy),
    problem: problem ?? "",
    said: said ?? "",
    ...(gone ? content(mine) : { record: [], notes: [] }),
    asides: asides(visit?.id).map(({ id, value }) => ({
      key: id, id,
      title: `${value.put_away ? "Rangée : autre" : "Autre"} version, écrite sur ${value.from} le ${moment(value.saved_at)}`,
      joinable: Boolean(mine && mine.stage !== "signed" && !gone && !value.put_away),
      put_away: Boolean(value.put_away),
      ...content(value.value),
    })),
  };
}

const screen = live(compute, onDocs, onDrafts, onMoved, onScreen, onView, device.subscribe);

/** React hook: see `Versions` in pages/field/shapes.py. */
export const useVersions = () => screen.use();

onView(() => (state = { visit: "", busy: state.busy, problem: "", said: "" })); // said once is enough

/** One verb at a time; what went wrong is said, and nothing rejects. */
async function act(work) {
  if (state.busy) return;
  become({ busy: true, problem: "", said: "" });
  try {
    const said = (await work()) ?? "";
    become({ said });
    if (said) window.scrollTo(0, 0); // where it is said
  } catch (failure) {
    const sentence = failure instanceof Unreachable ? NO_NETWORK : failure?.sentence;
    become({ problem: sentence ?? "La tablette n’a pas pu le faire : réessayez." });
  } finally {
    become({ busy: false });
    tell();
  }
}

/** « Reprendre ici » */
export const takeItBack = () =>
  act(async () => {
    const { id } = currentDraft();
    const there = movedTo(id)?.to;
    const { silent } = await takeBack(id);
    await claim(id);
    syncNow();
    if (asides(currentVisit()?.id).some(({ value }) => !value.put_away)) {
      return "La visite est de nouveau ici. Votre autre version est gardée en bas de page.";
    }
    return silent
      ? `${there} n’a rien envoyé depuis : si vous y avez écrit, cela viendra à part, sans rien remplacer.`
      : "La visite est de nouveau ici, avec ce qui a été écrit ailleurs.";
  });

/** « Écrire ici quand même » */
export const writeAnyway = () =>
  act(async () => {
    const { id } = currentDraft();
    await writeHere(id);
    await claim(id);
    return "Vous écrivez une seconde version ; les deux seront gardées.";
  });

/** « Ajouter ici ce qui manque » */
export const join = (id) =>
  act(async () => {
    const mine = currentDraft();
    const other = valueOf(id);
    if (!mine || mine.stage === "signed" || !other || !(await claim(mine.id))) return "";
    const own = valueOf(mine.id) ?? mine;
    const joined = isHelp(own) ? withMissingOf(own, other.value) : withMissing(own, other.value, officeDate().toISOString());
    await keep(joined);
    if ((isHelp(own) ? differsIn : differs)(joined, other.value)) return "Ajouté. Des réponses diffèrent : comparez avec l’autre version, gardée en bas de page.";
    await saveDraft(id, { ...other, put_away: true });
    return "Ajouté. Ce que vous aviez écrit ici n’a pas changé.";
  });

/** « Continuer avec cette version » */
export const choose = (id) =>
  act(async () => {
    await swap(id);
    await claim(currentDraft().id);
    return "L’autre version est gardée à part.";
  });

/** « Ranger »: it stays, folded, without a call to do anything. */
export const putAway = (id) => act(async () => void (await saveDraft(id, { ...valueOf(id), put_away: true })));
