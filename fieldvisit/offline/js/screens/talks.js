/**
 * How long an interview was talked: `[{from, to, seen}]`, instants. `to` is null while it runs; `seen` is the last moment at
 * which this tablet knew that it did. Pure: whoever asks gives the hour.
 */

/** Longer than this without a sign, she is asked whether the interview went on. */
const SILENCE_MS = 15 * 60_000;

const last = (talks) => talks?.at(-1);
const withLast = (talks, change) => [...talks.slice(0, -1), { ...last(talks), ...change }];

export const isRunning = (talks) => Boolean(talks?.length) && last(talks).to === null;
export const isPaused = (talks) => Boolean(talks?.length) && last(talks).to !== null;

/** A first interval, or one more after a pause; what runs already goes on. */
export const begun = (talks, at) => (isRunning(talks) ? talks : [...(talks ?? []), { from: at, to: null, seen: at }]);

export const paused = (talks, at) => (isRunning(talks) ? withLast(talks, { to: at, seen: at, doubt: undefined }) : talks);

/** The running interval was seen once more. */
export const seen = (talks, at) => (isRunning(talks) && at > last(talks).seen ? withLast(talks, { seen: at }) : talks);

/**
 * The tablet comes back to an interview that runs. After a long silence what is certain is kept as it is, and a new interval
 * begins that is marked: only she knows whether they went on talking meanwhile.
 */
export function takenUp(talks, at) {
  if (!isRunning(talks)) return talks;
  if (Date.parse(at) - Date.parse(last(talks).seen) <= SILENCE_MS) return seen(talks, at);
  const certain = withLast(talks, { to: last(talks).seen });
  return [...certain, { from: at, to: null, seen: at, doubt: last(talks).seen }];
}

/** Since when she is asked whether it went on; "" when there is nothing to ask. */
export const doubtOf = (talks) => last(talks)?.doubt ?? "";

/** Her answer: it went on all the time, or it had stopped. */
export function answered(talks, wentOn) {
  if (!doubtOf(talks)) return talks;
  if (!wentOn) return withLast(talks, { doubt: undefined });
  const { to, seen: at } = last(talks);
  return withLast(talks.slice(0, -1), { to, seen: at });
}

/** Whole minutes talked until now. */
export function minutes(talks, at) {
  const spans = (talks ?? []).map(({ from, to }) => Math.max(0, Date.parse(to ?? at) - Date.parse(from)));
  return Math.round(spans.reduce((sum, one) => sum + one, 0) / 60_000);
}

/** As the record says it: closed intervals only, in order. @returns {{from: string, to: string}[]} */
export const asSent = (talks, endedAt) =>
  (talks ?? []).map(({ from, to, seen: at }) => ({ from, to: to ?? (endedAt > from ? endedAt : at) }));

/** Intervals of two copies of a draft; of one that both know, the copy that saw it last. */
export function joined(mine, theirs) {
  const all = new Map((theirs ?? []).map((one) => [one.from, one]));
  for (const one of mine ?? []) if (!all.has(one.from) || all.get(one.from).seen <= one.seen) all.set(one.from, one);
  const sorted = [...all.values()].sort((a, b) => a.from.localeCompare(b.from));
  // Only the latest may run: whoever went on elsewhere had left the other tablet.
  return sorted.map((one, at) => (at < sorted.length - 1 && one.to === null ? { ...one, to: one.seen } : one));
}
