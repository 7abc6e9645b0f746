/** A session as its screen shows it (`SessionScreen` in pages/field/session_shapes.py), from the draft, the file and the order. */
import { useEffect } from "react";

import { subscribe as onAlbum } from "../pictures/album.js";
import { device } from "../store/device.js";
import { subscribe as onDrafts } from "../store/drafts.js";
import { doc, mayRead, subscribe as onDocs } from "../store/mirror.js";
import { movedTo, onMoved } from "../sync/elsewhere.js";
import { subscribe as onCustody, useCustody } from "../sync/outbox.js";
import { returning } from "./at_hand.js";
import { longDay, time, today } from "./french.js";
import { live } from "./live.js";
import { placeOf, reasonOf } from "./round.js";
import { EMPTY_FORM, formView } from "./session_form_view.js";
import { isBegun, isBlank, isHelp, orderOf, SESSIONS, standingOf } from "./session_kinds.js";
import { household, orderView } from "./session_order_view.js";
import { familyOf, isRunning, lasting, running } from "./session_running.js";
import { signedView } from "./session_signed.js";
import { onView } from "./view.js";
import { currentDraft, currentVisit, failed, onScreen, screen } from "./visit_state.js";

const EMPTY = {
  ...EMPTY_FORM, ...orderView(undefined), stage: "missing", id: "", family: "", family_id: "", kind: "", when: "", address: "", map_href: "",
  phone: "", phone_href: "", access: "", safety: "", language: "", reason: "", persons: [], standing: "", standing_kind: "plain", returned: "", not_yours: "",
  other: "", other_asks: false, since: "", lasting: "", saved: "", saved_kind: "ok", droppable: false, undecided: false, signed: "", validated: false, custody: "",
  custody_kind: "plain", custody_detail: "", record: [], incident_said: false, to_take_up: false, correctable: false, pictured: false,
};

function compute() {
  const visit = currentVisit();
  if (!visit || !isHelp(visit)) return EMPTY;
  const draft = currentDraft();
  const family = doc("family", visit.family_id);
  const order = orderOf(visit, draft);
  const wrong = draft ? failed(draft.id) : screen.failed;
  const [standing, standing_kind] = standingOf(visit, draft);
  const head = {
    ...EMPTY, ...placeOf(family), ...orderView(order),
    id: visit.id, family: family?.label ?? "Famille", family_id: visit.family_id, kind: SESSIONS[visit.kind]?.label ?? visit.kind,
    when: [longDay(visit.planned_on), (visit.planned_at ?? "").slice(0, 5)].filter(Boolean).join(" · "),
    reason: reasonOf(visit), persons: household(family, today()), standing, standing_kind,
    saved: wrong || (screen.saving ? "Enregistrement…" : "Enregistré sur la tablette"), saved_kind: wrong ? "bad" : "ok",
  };
  if (draft?.stage === "signed" || (!draft && visit.record)) return { ...head, ...signedView(visit, draft, order) };
  if (draft && movedTo(draft.id)) return { ...head, stage: "moved" };
  if (screen.elsewhere) return { ...head, stage: "elsewhere" };
  const before = running();
  const busy = before && before.visit_id !== visit.id ? before : null;
  const said = {
    other: busy ? `Une séance est en cours chez ${familyOf(busy)} depuis ${time(busy.started_at)}. Une seule à la fois.` : "",
    other_asks: Boolean(busy) && Boolean(screen.other),
  };
  if (!draft || !(isBegun(draft) || screen.ending)) {
    const theirs = visit.worker_id !== device.get().account.id;
    const droppable = Boolean(draft && !draft.planned);
    return { ...head, ...said, droppable, stage: mayRead() ? "brief" : "closed_reading", not_yours: theirs ? `Cette séance est celle de ${visit.worker_name || "quelqu’un d’autre"}.` : "" };
  }
  const runs = isRunning(draft);
  return {
    ...head, ...said, ...formView(draft, family), stage: "open",
    since: runs ? `depuis ${time(draft.started_at)}` : "", lasting: runs ? lasting(draft) : "",
    droppable: !draft.planned && !draft.corrects && isBlank(draft), undecided: !draft.outcome && !draft.started_at,
    returned: draft.corrects ? (visit.session?.returned_words ?? "") : "",
  };
}

const state = live(compute, onDocs, onDrafts, onMoved, onCustody, onAlbum, onScreen, onView, device.subscribe);
const EACH_MS = 5_000;

/** React hook: see `SessionScreen` in pages/field/session_shapes.py. */
export function useSession() {
  useCustody();
  const shown = state.use();
  useEffect(() => {
    if (!shown.running) return undefined;
    const each = setInterval(state.tell, EACH_MS);
    return () => clearInterval(each);
  }, [shown.running]);
  return shown;
}

/** React hook of the open session: a tab that was killed comes back with the cursor where it was. */
export function useSessionPlace() {
  useEffect(() => {
    const key = currentDraft()?.place?.key;
    if (!key || returning()) return;
    requestAnimationFrame(() => {
      const field = document.getElementById(key);
      field?.focus();
      field?.setSelectionRange?.(field.value.length, field.value.length);
    });
  }, []);
  return "";
}
