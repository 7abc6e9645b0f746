/** « Brouillons sur une autre tablette »: what may be gone on with here. */
import { useEffect } from "react";

import { device } from "../store/device.js";
import { draft as valueOf, subscribe as onDrafts } from "../store/drafts.js";
import { doc, subscribe as onDocs } from "../store/mirror.js";
import { Unreachable } from "../sync/door.js";
import { elsewhere, fetchList, movedTo, onElsewhere, takeOver } from "../sync/elsewhere.js";
import { syncNow } from "../sync/sync.js";
import { moment } from "./french.js";
import { live } from "./live.js";
import { go } from "./view.js";
import { openVisit } from "./visit.js";
import { kindOf } from "./visit_kinds.js";
import { SESSIONS } from "./session_kinds.js";

/** What is no visit: only its own words, sealed, say what it is. */
const OTHER = "Contact, correction, inquiétude ou autre note";
/** Where each of these is gone on with. */
const SCREENS = { contact: "contact", agreement: "dossier", concern_report: "inquietude", measure_strike: "croissance" };

let state = { busy: "", problem: "", looked: false };

function become(change) {
  state = { ...state, ...change };
  screen.tell();
}

const keyOf = ({ id, device_id }) => `${id}/${device_id}`;

function entry(one) {
  const mine = valueOf(one.id);
  const beside = one.signed ? "Écrit à part ; la visite est déjà signée." : mine && !movedTo(one.id) ? "Autre version d’une visite que vous avez ici." : "";
  return {
    key: keyOf(one),
    family: one.family_label || doc("family", one.family_id)?.label || "Famille",
    // While the grids are coming aboard no kind has a name yet.
    kind: one.kind ? (kindOf(one.kind)?.label ?? SESSIONS[one.kind]?.label ?? "Visite") : one.visit_id ? "Visite ajoutée sur place" : OTHER,
    where: one.here ? "Cette tablette, avant votre nouvelle phrase secrète" : one.device_label || "Une autre tablette",
    when: `Copie du ${moment(one.saved_at)}`,
    beside,
    action: beside ? "Garder aussi ici" : "Continuer ici",
    busy: state.busy === keyOf(one),
  };
}

function compute() {
  const found = elsewhere();
  const { online, login_expired: expired } = device.get();
  return {
    entries: found.map(entry),
    count: found.length,
    waiting: found.length === 1 ? "Un brouillon vous attend : continuez-le ici."
      : found.length ? `${found.length} brouillons vous attendent : continuez-les ici.` : "",
    problem: state.problem,
    empty: found.length ? "" : !online ? "Pas de réseau : la liste viendra quand il sera revenu."
      : expired ? "Votre connexion a expiré : reconnectez-vous pour voir vos brouillons."
      : state.looked ? "Aucun brouillon sur une autre tablette." : "Recherche…",
  };
}

const screen = live(compute, onElsewhere, onDrafts, onDocs, device.subscribe);

/** React hook: see `Drafts` in pages/field/shapes.py. */
export const useElsewhere = () => screen.use();

/** React hook of the screen: asks for the list when it comes up. */
export function useLooking() {
  useEffect(() => {
    become({ problem: "", looked: false });
    syncNow(); // what this tablet still has to send goes first
    fetchList().catch(() => {}).finally(() => become({ looked: true }));
  }, []);
  return "";
}

/** To the screen of what was brought here. */
function goOn(value) {
  const name = value?.household ? "foyer" : value?.noting ? "a-faire" : SCREENS[value?.noted];
  if (name) go(name, value.noting ? "" : (value.family_id ?? ""));
}

/** « Continuer ici » */
export async function continueHere(key) {
  const one = elsewhere().find((each) => keyOf(each) === key);
  if (!one || state.busy) return;
  become({ busy: key, problem: "" });
  try {
    const { visit_id } = await takeOver(one);
    syncNow();
    if (visit_id) openVisit(visit_id);
    else goOn(valueOf(one.id));
  } catch (failure) {
    const offline = failure instanceof Unreachable;
    become({
      problem: offline ? "Pas de réseau : ce brouillon est au bureau. Réessayez quand la tablette est « En ligne »."
        : failure?.sentence ?? "La tablette n’a pas pu le faire : réessayez.",
    });
    if (!offline && !failure?.sentence) console.error(failure);
  } finally {
    become({ busy: "" });
  }
}
