/** The visit as its screen shows it (`Visit` in pages/field/shapes.py), from the draft, the file and the rules. */
import { subscribe as onAlbum } from "../pictures/album.js";
import { onChoice } from "../growth/choices.js";
import { device } from "../store/device.js";
import { subscribe as onDrafts } from "../store/drafts.js";
import { doc, mayRead, subscribe as onDocs } from "../store/mirror.js";
import { movedTo, onMoved } from "../sync/elsewhere.js";
import { subscribe as onCustody, useCustody } from "../sync/outbox.js";
import { onTyping } from "./answers.js";
import { details, persons } from "./brief_view.js";
import { carnetBrief } from "./carnet_view.js";
import { longDay, today } from "./french.js";
import { isInterview, isOnPause, pausedView } from "./interview.js";
import { live } from "./live.js";
import { placeOf, reasonOf } from "./round.js";
import { familyOf, isPupil } from "./places.js";
import { isHelp } from "./session_kinds.js";
import { onView } from "./view.js";
import { briefView } from "./visit_brief.js";
import { dayOf, gridOf } from "./visit_context.js";
import { endingView } from "./visit_ending.js";
import { formView } from "./visit_form.js";
import { formsFor, kindLabel } from "./visit_kinds.js";
import { signedView } from "./visit_signed.js";
import { currentDraft, currentVisit, failed, onScreen, screen } from "./visit_state.js";

const EMPTY = {
  stage: "missing", id: "", record_id: "", family: "", family_id: "", kind: "", when: "", address: "", map_href: "",
  phone: "", phone_href: "", access: "", safety: "", language: "", reason: "", persons: [], brief_title: "", brief: [],
  points: [], saved: "", saved_kind: "ok", agreement: [], agreement_mode: [], agreement_hint: "", children: [],
  sections: [], section_title: "", section_code: "", items: [], quick_label: "", previous_section: "",
  next_section: "", notes: [], notes_count: "", note_text: "", note_problem: "", note_open: false,
  place: "", photos_open: false, photos_count: "", pictured: false, removed_pictures: "", alerts: [], urgent: [], outcomes: [],
  outcome: "", reason_given: "", postponed_to: "", notice_lines: [], problems: [], signable: false, droppable: false, sign_label: "",
  correction: false, correction_reason: "", correctable: false, to_take_up: false, record: [], custody: "", custody_kind: "plain",
  custody_detail: "", signed: "", can_leave: true, may_correct: false, carnet: [], not_yours: "",
  interview: false, talked: "", talked_for: "", talk_doubt: "", can_pause: false, paused_since: "", closed: false, confided: false, scale: "", citation: [], band: "", handing: "",
};

function compute() {
  const visit = currentVisit();
  if (!visit || isHelp(visit)) return EMPTY; // a session has its own screen
  const draft = currentDraft();
  const family = draft ? familyOf(draft) : doc("family", visit.family_id);
  const on = draft ? dayOf(draft) : visit.planned_on;
  const wrong = draft ? failed(draft.id) : screen.failed;
  const head = {
    ...EMPTY,
    ...placeOf(family),
    id: visit.id,
    family: family?.label ?? "Famille",
    family_id: visit.family_id,
    kind: kindLabel(visit.kind),
    interview: isInterview(gridOf(draft ?? { kind: visit.kind, forms: formsFor(visit.kind) })),
    when: [longDay(visit.planned_on), (visit.planned_at ?? "").slice(0, 5)].filter(Boolean).join(" · "),
    reason: reasonOf(visit),
    may_correct: Boolean(family?.may_correct),
    persons: family?.place ? [] : persons(family, on),
    carnet: family?.place ? [] : carnetBrief(family, today()),
    saved: wrong || (screen.saving ? "Enregistrement…" : "Enregistré sur la tablette"),
    saved_kind: wrong ? "bad" : "ok",
    ...(family?.place ? atPlace(visit, family, on) : {}),
  };
  if (draft?.stage === "signed" || (!draft && visit.record)) return { ...head, ...signedView(visit, draft) };
  if (draft && movedTo(draft.id)) return { ...head, stage: "moved" };
  if (screen.elsewhere) return { ...head, stage: "elsewhere" };
  if (!draft || (!draft.started_at && !screen.ending && !draft.outcome))
    return { ...head, ...briefView(visit, family), stage: mayRead() ? "brief" : "closed_reading" };
  if (isOnPause(draft) && !screen.ending) return { ...head, ...pausedView(draft), stage: "paused" };
  if (screen.ending || !draft.started_at) {
    return { ...head, ...endingView(draft), stage: "ending" };
  }
  return { ...head, ...formView(draft, family), stage: "open" };
}

/** A place is no file to open; a pupil is called by his name, at his school. */
function atPlace(visit, family, on) {
  const pupil = isPupil(visit) ? (family.persons ?? []).find(({ id }) => id === visit.id) : null;
  if (!pupil) return { place: family.place, family_id: "" };
  const told = [pupil.classroom, details(pupil, on)].filter(Boolean).join(" · ");
  return {
    place: family.place, family_id: "", family: `${pupil.first_name} ${pupil.last_name}`.trim(), kind: told, when: family.label ?? "À l’école",
    address: "", map_href: "", phone: "", phone_href: "", access: "",
  };
}

const state = live(compute, onDocs, onDrafts, onMoved, onCustody, onAlbum, onScreen, onView, onTyping, onChoice, device.subscribe);

/** React hook: see `Visit` in pages/field/shapes.py. */
export function useVisit() {
  useCustody();
  return state.use();
}

