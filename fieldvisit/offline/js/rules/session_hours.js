/**
 * The hours of a family worker's session, as the office counts them (fieldvisit/tisf/hours.py): real minutes between two
 * instants, each as it is shown. Pure.
 */

/** No session lasts longer: a « Terminer » that was forgotten is not fourteen hours of work. */
export const LONGEST = 14 * 60;

const minuteOf = (instant) => Math.floor(new Date(instant).getTime() / 60_000);

/** Minutes really spent between two instants. */
export const minutesBetween = (started, ended) => minuteOf(ended) - minuteOf(started);

/** « 3 h », « 2 h 05 », « 45 min », as a colleague writes them. */
export function words(minutes) {
  const sign = minutes < 0 ? "−" : "";
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  if (!hours) return `${sign}${rest}\u00a0min`;
  return `${sign}${hours}\u00a0h${rest ? `\u00a0${String(rest).padStart(2, "0")}` : ""}`;
}

/** Do two spans `{started_at, ended_at}` share a minute? One that ends when the other begins does not. */
export const overlap = (a, b) =>
  minuteOf(a.started_at) < minuteOf(b.ended_at) && minuteOf(b.started_at) < minuteOf(a.ended_at);

/** The Monday of the week of a day. @param {string} iso AAAA-MM-JJ */
export function mondayOf(iso) {
  const at = new Date(`${iso}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7));
  return at.toISOString().slice(0, 10);
}
