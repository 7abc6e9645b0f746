/** Civil days and ages, as in fieldvisit/families/age.py: a day is an ISO date, in Paris. */

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$/;
const inParis = new Intl.DateTimeFormat("en-CA", {
  timeZone: "Europe/Paris",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});
/** WHO's month, in days. */
export const MONTH = 30.4375;

/** Days of the instants asked of late: writing one in Paris costs more than all the rest of a chart. */
const known = new Map();
const MOST_KNOWN = 4000;

/** The civil day in Paris of an ISO date or instant; null when there is none. */
export function day(text) {
  if (typeof text !== "string" || !ISO.test(text)) return null;
  if (!known.has(text)) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, dayOf(text));
  }
  return known.get(text);
}

function dayOf(text) {
  const civil = text.slice(0, 10);
  const real = new Date(`${civil}T00:00:00Z`);
  if (Number.isNaN(real.getTime()) || real.toISOString().slice(0, 10) !== civil || civil < "0001") return null;
  if (text.length === 10) return civil;
  const zoned = /(Z|[+-]\d{2}:\d{2})$/.test(text);
  const at = new Date(zoned ? text : `${text}Z`);
  if (Number.isNaN(at.getTime())) return null;
  return zoned ? inParis.format(at) : civil;
}

const number = (civil) => Date.parse(`${civil}T00:00:00Z`) / 86400000;

/** Completed days between two civil days. */
export function daysBetween(from, to) {
  return number(to) - number(from);
}

/** Completed civil months. */
export function monthsBetween(birth, on) {
  const [y1, m1, d1] = birth.split("-").map(Number);
  const [y2, m2, d2] = on.split("-").map(Number);
  return (y2 - y1) * 12 + m2 - m1 - (d2 < d1 ? 1 : 0);
}

/** Term of birth in days of amenorrhoea; null when it is not known. */
export function termDays(weeks, extra) {
  return weeks === null || weeks === undefined ? null : weeks * 7 + (extra ?? 0);
}

/** Age counted from 40 SA (280 days) for a preterm child until 24 months, else the real age. Never with 287 days. */
export function correctedDays(birth, on, term, settings) {
  const real = daysBetween(birth, on);
  if (term === null || term >= settings.age_corrige_seuil_sa * 7) return real;
  if (monthsBetween(birth, on) >= settings.age_corrige_arret_mois) return real;
  return real - (settings.age_corrige_reference_jours - term);
}
