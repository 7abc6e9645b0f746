/** A gesture that nobody makes in passing: a finger, or a key, that stays down long enough. */

const HOLD_MS = 800;

/** What a button needs to be held rather than tapped. @param {() => void} act @returns {{begins: (event) => void, ends: () => void}} */
export function holding(act) {
  let timer = 0;
  return {
    begins(event) {
      if (event?.type === "keydown" && (event.repeat || ![" ", "Enter"].includes(event.key))) return;
      clearTimeout(timer);
      timer = setTimeout(act, HOLD_MS);
    },
    ends: () => clearTimeout(timer),
  };
}
