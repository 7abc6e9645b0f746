import { useSyncExternalStore } from "react";

/**
 * A value that screens follow. `use()` is its React hook: the snapshot changes only when the value does,
 * and the page built ahead of time sees the first value.
 * @template T
 * @param {T} first
 */
export function observable(first) {
  let value = first;
  const followers = new Set();
  const subscribe = (follower) => {
    followers.add(follower);
    return () => followers.delete(follower);
  };
  const get = () => value;
  const set = (next) => {
    if (Object.is(next, value)) return;
    value = next;
    followers.forEach((follower) => follower());
  };
  return { get, set, subscribe, use: () => useSyncExternalStore(subscribe, get, () => first) };
}
