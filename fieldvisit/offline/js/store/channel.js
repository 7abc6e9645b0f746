/** What the tabs of one tablet tell each other: something changed in the database, read it again. */

const listeners = new Map();
let channel = null;

function open() {
  if (channel === null && typeof BroadcastChannel !== "undefined" && typeof window !== "undefined") {
    channel = new BroadcastChannel("fieldvisit");
    channel.onmessage = ({ data }) => listeners.get(data.about)?.forEach((listener) => listener(data));
  }
  return channel;
}

/** Calls `listener` when another tab tells something `about` this. */
export function hear(about, listener) {
  open();
  if (!listeners.has(about)) listeners.set(about, []);
  listeners.get(about).push(listener);
}

/** Tells the other tabs; this one is not told. */
export function tell(about, what = {}) {
  open()?.postMessage({ about, ...what });
}
