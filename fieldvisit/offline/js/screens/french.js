import { officeDate } from "../store/clock.js";

/** Dates, hours and places as a French reader expects them. Civil dates are text (AAAA-MM-JJ): no time zone touches them. */
const DAY = new Intl.DateTimeFormat("fr-FR", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
const SHORT = new Intl.DateTimeFormat("fr-FR", { weekday: "short", day: "numeric", timeZone: "UTC" });
const PARIS_DATE = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Paris" });
const PARIS_TIME = new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris", hour: "2-digit", minute: "2-digit" });
const MS_A_DAY = 86_400_000;

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const civil = (iso) => new Date(`${iso}T00:00:00Z`);

/** Today in Paris by the office’s clock, AAAA-MM-JJ. */
export const today = (now = officeDate()) => PARIS_DATE.format(now);

/** « Lundi 23 novembre » */
export const longDay = (iso) => capital(DAY.format(civil(iso)));

/** « Lun. 23 » */
export const shortDay = (iso) => capital(SHORT.format(civil(iso)));

/** « 23/11/2026 » */
export const date = (iso) => (iso ? iso.slice(0, 10).split("-").reverse().join("/") : "");

/** « 09:30 » of an instant, in Paris. */
export const time = (instant) => (instant ? PARIS_TIME.format(new Date(instant)) : "");

/** The civil day of an instant in Paris, AAAA-MM-JJ. */
export const parisDay = (instant) => (instant ? PARIS_DATE.format(new Date(instant)) : "");

/** « 23/11 à 09:30 » of an instant, in Paris. */
export const moment = (instant) =>
  instant ? `${date(PARIS_DATE.format(new Date(instant))).slice(0, 5)} à ${time(instant)}` : "";

/** The instant of a day and an hour in Paris, or null for what is none. @returns {Date|null} */
export function instantOf(day, hour) {
  const plain = Date.parse(`${day}T${hour}:00Z`);
  if (Number.isNaN(plain)) return null;
  const shown = (at) => Date.parse(`${PARIS_DATE.format(at)}T${time(at)}:00Z`);
  let at = plain;
  for (let turn = 0; turn < 2; turn++) at += plain - shown(at); // twice: the hour may change in between
  return new Date(at);
}

export const addDays = (iso, days) => new Date(civil(iso).getTime() + days * MS_A_DAY).toISOString().slice(0, 10);
export const daysBetween = (from, to) => Math.round((civil(to) - civil(from)) / MS_A_DAY);

/** « 12 jours », « 5 mois », « 2 ans 3 mois »: a child's age on a day. */
export function age(birth, on) {
  if (!birth) return "";
  const days = daysBetween(birth, on);
  if (days < 0) return "";
  if (days < 31) return `${days} jour${days > 1 ? "s" : ""}`;
  const [by, bm, bd] = birth.split("-").map(Number);
  const [y, m, d] = on.split("-").map(Number);
  const months = (y - by) * 12 + (m - bm) - (d < bd ? 1 : 0);
  if (months < 24) return `${months} mois`;
  const years = Math.floor(months / 12);
  const rest = months % 12;
  return `${years} ans${rest ? ` ${rest} mois` : ""}`;
}

/** « 01 23 45 67 89 » */
export const phone = (number) => (number || "").replace(/\D/g, "").replace(/(\d{2})(?=\d)/g, "$1 ").trim();

/** « 3,45 »: a number with the French comma. */
export const number = (value) => (value === null || value === undefined ? "" : String(value).replace(".", ","));
