/**
 * The tablet in the woman's hands: the EPDS and nothing else, whatever she touches – « back », another address, a reload. It
 * is written in the draft, so that a tablet killed in the middle comes back inside. The way out is the professional's: a
 * finger held down, then the passphrase of the vault. No score is worked out for this screen.
 */
import { useEffect } from "react";

import { device } from "../store/device.js";
import { draft as draftNow, subscribe as onDrafts } from "../store/drafts.js";
import { doc } from "../store/mirror.js";
import { check, checkByTablet } from "../store/vault.js";
import { movedTo, onMoved } from "../sync/elsewhere.js";
import { officeDate } from "../store/clock.js";
import { ALONE, EPDS, HOW, missingOf, OFFER, questionsOf, RESULT } from "./epds_aboard.js";
import { handedView, NOT_HANDED } from "./handed_view.js";
import { holding } from "./hold.js";
import { live } from "./live.js";
import { onView, replace, view } from "./view.js";
import { gridOf } from "./visit_context.js";
import { withAnswer } from "./visit_draft.js";
import { visitDrafts } from "./visit_drafts.js";
import { claim, currentDraft, keep } from "./visit_state.js";

/** The professional at the way out: memory only, a reload asks again. */
const door = { open: false, busy: false, problem: "" };
const SPARE = 3;

/** The draft whose questionnaire is in the woman's hands, or null. */
export const handedDraft = () =>
  visitDrafts().find((one) => one.handed && one.stage !== "signed" && !movedTo(one.id)) ?? null;

function compute() {
  const draft = handedDraft();
  const grid = draft && gridOf(draft);
  return draft ? handedView(draft, questionsOf(grid), doc("form", `${EPDS}@${grid?.forms[EPDS]}`), door) : NOT_HANDED;
}

const state = live(compute, onDrafts, onMoved, device.subscribe);
device.subscribe(() => device.get().phase !== "open" && Object.assign(door, { open: false, busy: false, problem: "" }));

function edit(change) {
  const draft = handedDraft();
  return draft ? keep(change(draftNow(draft.id) ?? draft)) : undefined;
}

/** May this draft be handed? Its grid holds the questionnaire, and it is open. */
export const canHand = (draft) => questionsOf(gridOf(draft)).length > 0;

/** « Remettre la tablette »: from here on only the questionnaire shows. */
export function hand() {
  const draft = currentDraft();
  if (!draft || draft.stage === "signed" || !canHand(draft)) return undefined;
  Object.assign(door, { open: false, busy: false, problem: "" });
  const given = withAnswer(draft, HOW, "", { v: ALONE, special: null });
  const kept = keep({ ...given, handed: { step: -1, at: officeDate().toISOString() } });
  // « Back » then stays on this page, however fast it is pressed.
  for (let at = 0; at < SPARE; at += 1) history.pushState({ ...history.state, field: true }, "", location.href);
  document.documentElement.requestFullscreen?.().catch(() => {}); // not every tablet can
  window.scrollTo(0, 0);
  return kept;
}

const to = (step) => edit((draft) => ({ ...draft, handed: { ...draft.handed, step } }));
const stepNow = () => handedDraft()?.handed.step ?? -1;

export const goTo = (at) => to(at);
export const next = () => to(stepNow() + 1);
export const previous = () => to(stepNow() - 1);

/** One tap on an answer; the same again takes it back. */
export const pick = (code) =>
  edit((draft) => {
    const item = questionsOf(gridOf(draft))[draft.handed.step];
    const had = draft.answers[item.id]?.v;
    return withAnswer(draft, item.id, "", { v: had === code ? null : code, special: null });
  });

/** « J’ai terminé »: nothing that she answered is shown any more. */
export const finish = () => edit((draft) => ({ ...draft, handed: { ...draft.handed, step: questionsOf(gridOf(draft)).length + 1 } }));

const wayOut = holding(() => {
  Object.assign(door, { open: true, problem: "" });
  state.tell();
  requestAnimationFrame(() => document.getElementById("handed-phrase")?.focus());
});
export const outBegins = wayOut.begins;
export const outEnds = wayOut.ends;

export function backToHer() {
  Object.assign(door, { open: false, problem: "" });
  state.tell();
}

/** The professional has the tablet again, once the vault says that it is she. */
export const takeBack = ({ phrase }) => takingBack(() => check(phrase ?? ""));

/** The same by the tablet's own authenticator. */
export const takeBackByTablet = () => takingBack(checkByTablet);

async function takingBack(recognise) {
  if (door.busy) return;
  Object.assign(door, { busy: true, problem: "" });
  state.tell();
  try {
    await recognise();
    await edit(({ handed: _handed, ...draft }) => ({
      ...draft, place: { section: missingOf(draft, questionsOf(gridOf(draft))).length ? (draft.place?.section ?? OFFER) : RESULT, key: "" },
    }));
    door.open = false;
    document.exitFullscreen?.().catch(() => {});
  } catch (failure) {
    door.problem = failure.sentence ?? "La tablette n’a pas pu le vérifier : réessayez.";
  } finally {
    door.busy = false;
    state.tell();
    window.scrollTo(0, 0);
  }
}

let pinning = false;

/** Whatever moved the address, it is the questionnaire's again. */
function pin() {
  const draft = handedDraft();
  if (!draft || pinning) return;
  pinning = true;
  if (view().name !== "visite" || view().id !== draft.visit_id) replace("visite", draft.visit_id);
  history.pushState({ ...history.state, field: true }, "", location.href);
  pinning = false;
}
onView(pin);

/** React hook: see `Handed` in pages/field/shapes.py. */
export const useHanded = () => state.use();

/** React hook of the questionnaire's screen: the visit is this tab's, and the address its own. */
export function useHeld() {
  useEffect(() => {
    pin();
    const draft = handedDraft();
    if (draft) claim(draft.id).catch(() => {});
  }, []);
  return "";
}
