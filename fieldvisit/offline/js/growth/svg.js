/** Shapes of `inks.js` as an SVG file that stands alone. Pure. */

const SPECIAL = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const safe = (text) => String(text).replace(/[&<>"]/g, (one) => SPECIAL[one]);
const given = (names) => Object.entries(names).filter(([, value]) => value !== undefined).map(([name, value]) => ` ${name}="${safe(value)}"`).join("");

function line({ d, fill = "none", stroke, width, dash, cap }) {
  return `<path${given({ d, fill, stroke, "stroke-width": width, "stroke-dasharray": dash, "stroke-linecap": cap, "stroke-linejoin": "round" })}/>`;
}

/** A halo is the same words underneath in a wide white stroke: not every reader of SVG knows `paint-order`. */
function words({ text, x, y, anchor, size, bold, halo }) {
  const placed = { x, y, "text-anchor": anchor, "font-size": size, "font-weight": bold ? 700 : undefined };
  const below = halo ? `<text${given({ ...placed, stroke: "#fff", "stroke-width": 4, "stroke-linejoin": "round" })}>${safe(text)}</text>` : "";
  return `${below}<text${given(placed)}>${safe(text)}</text>`;
}

/** @param {object[]} shapes @param {string} viewbox @param {string} font a family that the reader of the file has */
export function svgOf(shapes, viewbox, font) {
  const [, , width, height] = viewbox.split(" ");
  const inside = shapes.map((shape) => (shape.d ? line(shape) : words(shape))).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg"${given({ viewBox: viewbox, width, height, "font-family": font })} fill="#000">${inside}</svg>`;
}
