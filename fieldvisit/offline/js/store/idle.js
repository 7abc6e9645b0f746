/** Watches the hand on the tablet: without a touch for five minutes, the vault locks. */

const PATIENCE = 5 * 60_000;
const GESTURES = ["pointerdown", "keydown", "input", "scroll"];

/** @param {() => void} act called when nobody touched the tablet for long enough */
export function whenIdle(act) {
  // Both clocks: one stands still while the tablet sleeps, the other may be set back.
  let last = { date: Date.now(), ticks: performance.now() };
  const idle = () => Math.max(Date.now() - last.date, performance.now() - last.ticks) > PATIENCE;
  const touched = () => {
    // A tablet that slept: the touch that wakes it comes too late.
    if (idle()) act();
    last = { date: Date.now(), ticks: performance.now() };
  };
  for (const gesture of GESTURES) addEventListener(gesture, touched, { capture: true, passive: true });
  document.addEventListener("visibilitychange", () => idle() && act());
  setInterval(() => idle() && act(), 5_000);
}
