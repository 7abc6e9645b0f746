/** The end of a visit: how it ended, what is missing, the notice left at a closed door. */
import { alerts as alertsOf } from "../rules/alerts.js";
import { device } from "../store/device.js";
import { date, phone, today } from "./french.js";
import { alertViews } from "./visit_alerts.js";
import { notesView, photosView } from "./visit_beside.js";
import { isAtSchool } from "./places.js";
import { gridOf, readingOf } from "./visit_context.js";
import { isEmpty, OUTCOMES } from "./visit_draft.js";
import { problemsOf } from "./visit_problems.js";
import { screen } from "./visit_state.js";

/** The same outcomes, as one says them of a pupil. */
export const AT_SCHOOL = { realisee: "Vu", absente: "Absent", refusee: "Refus des parents", reportee: "À revoir un autre jour" };

export function endingView(draft) {
  const problems = problemsOf(draft);
  const found = gridOf(draft) ? alertViews(alertsOf(readingOf(draft)), draft) : [];
  return {
    ...notesView(draft),
    note_open: screen.notes,
    ...photosView(draft),
    outcomes: OUTCOMES.map(({ code, label }) => ({ key: code, code, label: isAtSchool(draft) ? AT_SCHOOL[code] : label, chosen: draft.outcome === code })),
    outcome: draft.outcome ?? "",
    reason_given: draft.outcome_detail.reason ?? "",
    postponed_to: draft.outcome_detail.postponed_to ?? "",
    notice_lines: isAtSchool(draft) ? [] : noticeLines(draft),
    problems: problems.map((problem, at) => ({ ...problem, place: problem.key, key: `${problem.key}#${at}` })),
    signable: problems.length === 0,
    droppable: isDroppable(draft),
    sign_label: draft.corrects ? "Signer la correction" : "Signer et clore",
    correction: Boolean(draft.corrects),
    correction_reason: draft.correction_reason,
    alerts: found.filter((alert) => alert.level !== "information" && !alert.private),
  };
}

/** A visit added here by mistake, in which nothing was written. */
export const isDroppable = (draft) => !draft.planned && !draft.corrects && isEmpty(draft);

/** The notice left at the door of an absent family, the day she was there: date, name, phone, never a reason. */
export function passageNotice(draft) {
  const { account } = device.get();
  const at = draft.started_at ?? draft.ended_at;
  const left = { date: today(at ? new Date(at) : undefined), name: account.name, phone: account.phone ?? "" };
  return draft.outcome_detail.notice ?? left;
}

const noticeLines = (draft) => {
  const notice = passageNotice(draft);
  return [
    { key: "date", label: "Passage le", text: date(notice.date) },
    { key: "name", label: "Nom", text: `${notice.name}, ${device.get().account.role_label}` },
    ...(notice.phone ? [{ key: "phone", label: "Téléphone", text: phone(notice.phone) }] : []),
  ];
};
