/**
 * A value computed from several sources, for React: recomputed only when one of them spoke and somebody looks,
 * and sharing every unchanged part with the value before, so that memoised components stay still.
 */
import { useSyncExternalStore } from "react";

/** The new value with each part that is equal to the old one replaced by the old one. */
export function share(before, after) {
  if (Object.is(before, after)) return before;
  if (Array.isArray(before) && Array.isArray(after)) {
    const parts = after.map((part, at) => share(keyed(before, part, at), part));
    return parts.length === before.length && parts.every((part, at) => part === before[at]) ? before : parts;
  }
  if (isPlain(before) && isPlain(after)) {
    const names = Object.keys(after);
    const parts = Object.fromEntries(names.map((name) => [name, share(before[name], after[name])]));
    const same = names.length === Object.keys(before).length && names.every((name) => parts[name] === before[name]);
    return same ? before : parts;
  }
  return after;
}

const isPlain = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function keyed(list, part, at) {
  if (!isPlain(part) || part.key === undefined) return list[at];
  if (list[at]?.key === part.key) return list[at];
  return list.find((one) => one?.key === part.key);
}

/**
 * When nobody looks any more the value is let go: what was decrypted does not outlive the screen that showed it.
 * @param {() => any} compute
 * @param {((tell: () => void) => any)[]} sources each takes a function to call when it changed
 */
export function live(compute, ...sources) {
  const listeners = new Set();
  let stale = true;
  let value;
  const tell = () => {
    stale = true;
    listeners.forEach((listener) => listener());
  };
  sources.forEach((source) => source(tell));
  const read = () => {
    if (stale) {
      stale = false;
      value = share(value, compute());
    }
    return value;
  };
  const listen = (listener) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) [stale, value] = [true, undefined];
    };
  };
  return { tell, read, use: () => useSyncExternalStore(listen, read, read) };
}
