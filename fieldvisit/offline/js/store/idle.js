/** Watches the hand on the tablet: without a touch for five minutes, the vault locks. */

const PATIENCE = 5 * 60_000;
const GESTURES = ["pointerdown", "keydown", "input", "scroll"];

/** @param {() => void} act called when nobody touched the tablet for long enough */
export function whenIdle(act) {
  let last = Date.now();
  const touched = () => {
    // A tablet that slept: the touch that wakes it comes too late.
    if (Date.now() - last > PATIENCE) act();
    last = Date.now();
  };
  for (const gesture of GESTURES) addEventListener(gesture, touched, { capture: true, passive: true });
  document.addEventListener("visibilitychange", () => Date.now() - last > PATIENCE && act());
  setInterval(() => Date.now() - last > PATIENCE && act(), 5_000);
}
