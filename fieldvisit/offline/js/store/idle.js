/** Watches the hand on the tablet: without a touch for five minutes, the vault locks. */

const PATIENCE = 5 * 60_000;
/** A vault that could not lock, because words are not on the disk yet, tries again after this long. */
const AGAIN = 5_000;
/** What a finger or a key does first; kept from the page when it only wakes a tablet that slept too long. */
const WAKING = ["pointerdown", "click", "keydown"];
const SIGNS = ["input", "scroll"];
/** The page is looked at again; timers stood still meanwhile. */
const BACK = ["pageshow", "focus"];

// Both clocks: one stands still while the tablet sleeps, the other may be set back.
const reading = (ago = 0) => ({ date: Date.now() - ago, ticks: performance.now() - ago });

/**
 * @param {() => Promise<boolean>} lock called when nobody touched the tablet for long enough; false: it could not
 * @param {() => boolean} watched is there anything to lock?
 */
export function whenIdle(lock, watched) {
  let last = reading();
  let locking = false;
  const late = () => watched() && Math.max(Date.now() - last.date, performance.now() - last.ticks) > PATIENCE;

  async function leave() {
    if (locking) return;
    locking = true;
    // What is on screen goes at once; closing the vault waits for the last words to be written.
    document.documentElement.toggleAttribute("data-locking", true);
    const done = await lock().catch(() => false);
    if (!done) last = reading(PATIENCE - AGAIN);
    document.documentElement.toggleAttribute("data-locking", false);
    locking = false;
  }

  const check = () => void (late() && leave());
  const touched = (event) => {
    if (!late()) return void (last = reading());
    if (WAKING.includes(event.type)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    leave();
  };
  for (const gesture of WAKING) addEventListener(gesture, touched, { capture: true });
  for (const sign of SIGNS) addEventListener(sign, touched, { capture: true, passive: true });
  for (const event of BACK) addEventListener(event, check);
  for (const event of ["visibilitychange", "resume"]) document.addEventListener(event, check);
  setInterval(check, 5_000);
}
