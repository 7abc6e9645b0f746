/** What was talked about in a part, whether it was required or not. Pure. */

/** « Non abordé » says that it was not; a refusal to answer says that it was, and so does a note. */
export const isTalked = ({ answered, special, note }) => (answered && special !== "non_aborde") || Boolean(note);

/**
 * @param {import("../rules/grid.js").Entry[]} entries questions of a part, as they are asked now
 * @returns {{talked: number, aside: number, total: number}} `aside`: « Non abordé », and nothing else said
 */
export function talkedIn(entries) {
  const asked = entries.filter(({ type }) => type !== "calcule");
  const talked = asked.filter(isTalked).length;
  const aside = asked.filter((one) => one.answered && !isTalked(one)).length;
  return { talked, aside, total: asked.length };
}

/** Shares of a bar 100 wide. */
export const shares = ({ talked, aside, total }) => ({
  talked_share: total ? Math.round((talked / total) * 100) : 0,
  aside_share: total ? Math.round((aside / total) * 100) : 0,
});
