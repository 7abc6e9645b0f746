/**
 * What is due, in the words of the office's page « À faire » (pages/office/todo_lines.py; held to the same cases):
 * its window, whether it is late, in which part of the list it stands. A day is an ISO date.
 */
import { daysBetween } from "./days.js";

const SHORT_MONTHS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
/** Since when a window has been open no longer tells anything. */
const LONG_AGO = 31;
/** Bands whose families are seen as soon as something may be done for them. */
const SOON = 2;

const number = (iso) => (Number(iso.slice(8)) === 1 ? "1er" : String(Number(iso.slice(8))));

/** « 3 déc. », with its year when it is not this one or the next months'. */
export function day(iso, today) {
  const year = Math.abs(daysBetween(today, iso)) > 300 ? ` ${Number(iso.slice(0, 4))}` : "";
  return `${number(iso)} ${SHORT_MONTHS[Number(iso.slice(5, 7)) - 1]}${year}`;
}

/** « avant le 3 déc. », « en retard de 12 j », or nothing. */
export function by(last, today) {
  if (!last) return "";
  return last < today ? `en retard de ${daysBetween(last, today)} j` : `avant le ${day(last, today)}`;
}

/** « du 3 au 17 déc. », « du 26 nov. au 7 déc. », « le 3 déc. »; « jusqu’au 7 déc. » when it opened long ago. */
export function span(first, last, today) {
  if (daysBetween(first, today) > LONG_AGO) return `jusqu’au ${day(last, today)}`;
  if (first >= last) return `le ${day(last, today)}`;
  const begin = first.slice(0, 7) === last.slice(0, 7) ? number(first) : day(first, today);
  return `du ${begin} au ${day(last, today)}`;
}

/** Is this line late, with no visit planned for it? Without a line of the carnet nobody knows of a vaccine. */
export const isLate = ({ late, to_check }, today, planned = "") => !planned && !to_check && Boolean(late) && late < today;

/** The window of a line of the list; `planned`: the day of its visit, or "". */
export function windowOf(line, today, planned = "") {
  if (planned) return `programmée le ${day(planned, today)}`;
  if (isLate(line, today)) return by(line.late, today);
  if (!line.late && line.opens <= today) return `depuis le ${day(line.opens, today)}`;
  return span(line.opens, line.late ?? line.due, today);
}

let week = { of: "", ends: "" };

/** The Sunday of this week; asked for each line, so worked out once a day. */
export function sunday(today) {
  if (week.of === today) return week.ends;
  const at = new Date(`${today}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + ((7 - at.getUTCDay()) % 7));
  week = { of: today, ends: at.toISOString().slice(0, 10) };
  return week.ends;
}

/** In which part of the list: "late", "week" or "later"; of a grave family all that may be done now is of this week. */
export function partOf({ opens, due, late, to_check }, band, today) {
  if (isLate({ late, to_check }, today)) return "late";
  if (due <= sunday(today) || (band <= SOON && opens <= today)) return "week";
  return "later";
}

/** The same of a task, which is late after its day; one without a day is for now. */
export const partOfTask = ({ due }, today) => (!due ? "week" : due < today ? "late" : due <= sunday(today) ? "week" : "later");
