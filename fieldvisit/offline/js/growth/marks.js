/** The shapes of points and lines, as SVG paths: each kind of mark is one path, whatever the number of measures. Pure. */

const RADIUS = 5;

export const dot = (x, y, r = RADIUS) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
/** Not signed yet: a wide ring with its centre. */
export const ring = (x, y) => dot(x, y, 7.5) + dot(x, y, 1.5);
export const cross = (x, y, r = 5) => `M${x - r} ${y - r}l${2 * r} ${2 * r}M${x - r} ${y + r}l${2 * r} ${-2 * r}`;
export const diamond = (x, y, r = 7) => `M${x - r} ${y}l${r} ${-r}l${r} ${r}l${-r} ${r}z`;
/** Struck as wrong: hollow, with a line through it. */
export const struck = (x, y, r = 6) => `${dot(x, y, r)}M${x - r - 3} ${y + r + 3}L${x + r + 3} ${y - r - 3}`;
export const square = (x, y, r = 4.5) => `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`;
export const triangle = (x, y, r = 6) => `M${x - r} ${y + r * 0.8}h${2 * r}l${-r} ${-1.7 * r}z`;
/** From the real age to the corrected one; it stops short of both marks. */
export const link = ([x, y], [xc, yc]) => (Math.abs(x - xc) < 14 ? "" : `M${x - 6} ${y}L${xc + 7} ${yc}`);

/** Pieces of a curve, each a list of `[age, value]`, on a frame. */
export function path(pieces, { atX, atY }) {
  return pieces.map((piece) => piece.map(([x, y], at) => `${at ? "L" : "M"}${atX(x)} ${atY(y)}`).join("")).join("");
}
