/** A signed visit: what was written, where it is, and what may still be done with it. */
import { MEASURES } from "../growth/measures.js";
import { BACK, STRIKE, strikesText } from "../growth/strikes.js";
import { all as album } from "../pictures/album.js";
import { device } from "../store/device.js";
import { doc, docs } from "../store/mirror.js";
import { custody } from "../sync/outbox.js";
import { date, time, today } from "./french.js";
import { recordsOf } from "./pictures_custody.js";
import { withDrafts } from "./growth_drafts.js";
import { alertsOfRecord } from "./raised.js";
import { NO_STRIKE, recordLines } from "./record_view.js";
import { custodyOf, heldOf } from "./round.js";
import { alertViews } from "./visit_alerts.js";
import { notesView } from "./visit_beside.js";
import { gridOf, madeAt, nameOf } from "./visit_context.js";
import { OUTCOMES } from "./visit_draft.js";
import { isAtSchool } from "./places.js";
import { AT_SCHOOL } from "./visit_ending.js";
import { currentRecord } from "./visit_state.js";

export function signedView(visit, draft) {
  const record = currentRecord();
  const source = draft?.stage === "signed" ? draft : record?.body;
  const state = custodyOf(visit, draft);
  const [label, kind] = heldOf(visit, draft);
  const held = draft ? custody(draft.id) : null;
  const code = draft?.outcome ?? record?.outcome;
  const outcome = (isAtSchool(draft ?? visit) ? AT_SCHOOL[code] : OUTCOMES.find((one) => one.code === code)?.label) ?? "";
  const when = draft?.signed_at ?? (record && madeAt(record));
  const grid = source && gridOf({ kind: source.kind ?? visit.kind, forms: source.forms ?? {} });
  const author = draft ? "" : (record?.author_name ?? "");
  return {
    stage: "signed",
    record_id: draft?.id ?? record?.id ?? "",
    signed: [outcome, when ? `le ${date(when)} à ${time(when)}` : "", author, correctionOf(source)].filter(Boolean).join(" – "),
    custody: label,
    custody_kind: kind || "plain",
    pictured: hasPictures(visit, draft),
    custody_detail: [held?.sentence, ...(held?.reasons ?? []).map((reason) => reason.sentence)].filter(Boolean).join(" "),
    record: source ? recordLines(source, grid, nameOf({ family_id: visit.family_id }), strikesIn(visit.family_id, draft?.id ?? record?.id)) : [],
    notes: notesView(source ?? {}).notes,
    alerts: grid ? alertViews(alertsOfRecord({ ...source, kind: source.kind ?? visit.kind }, today(new Date(when)), doc("family", visit.family_id)), { family_id: visit.family_id })
      .filter((alert) => alert.level !== "information" && !alert.private) : [],
    // Set aside by the server, it is put right and signed again; in force, it is corrected by a new version.
    to_take_up: state === "invalide",
    // By whoever wrote it: a colleague is not shown all of it, and her version would drop what she cannot read.
    correctable: Boolean(source) && (Boolean(draft) || record.author_id === device.get().account.id)
      && !["invalide", "refusee", "classee"].includes(state),
  };
}

/** Why this version was written, where it takes the place of a former one. */
const correctionOf = (source) => (source?.corrects ? `correction : ${source.correction_reason ?? ""}`.trim() : "");

/** What was struck of a record's measures, and what its reader may strike of them. */
function strikesIn(familyId, recordId) {
  const family = doc("family", familyId);
  const known = new Map();
  return (kind, child) => {
    const person = family?.persons.find(({ id }) => id === child);
    if (!person?.measurements || !(kind in MEASURES)) return NO_STRIKE;
    if (!known.has(child)) known.set(child, withDrafts(person, familyId).child.measurements);
    const found = known.get(child).find((one) => one.record_id === recordId && one.kind === kind);
    if (!found) return NO_STRIKE;
    const struck = Boolean(found.struck);
    return { struck, said: strikesText(found.strikes), act: family.may_note ? (struck ? BACK : STRIKE) : "", measure: found.id, child };
  };
}

/** Has the signed visit pictures, of this tablet or of another? */
function hasPictures(visit, draft) {
  const ids = recordsOf(visit, draft);
  return album().some(({ record_id }) => ids.includes(record_id)) || docs("record").some((one) => one.visit_id === visit.id && one.attachments?.length);
}
