/** A growth sheet painted on canvases of A4, page after page: the tablet's own, where nothing can be asked of a server. */

/** A4 at 96 points to an inch, painted finer. */
const PAGE = { width: 794, height: 1123, margin: 48, finer: 2 };
const FONT = '"Atkinson", system-ui, sans-serif';
const [LINE, ROW, BOTTOM] = [17, 19, PAGE.height - 56];

/** @param {CanvasRenderingContext2D} to @param {object[]} shapes as `inks.js` gives them */
export function paintShapes(to, shapes) {
  for (const shape of shapes) {
    if (shape.d) paintLine(to, shape);
    else paintWords(to, shape);
  }
}

function paintLine(to, { d, fill, stroke, width, dash, cap }) {
  const line = new Path2D(d);
  to.setLineDash(dash ? dash.split(" ").map(Number) : []);
  Object.assign(to, { lineCap: cap ?? "butt", lineJoin: "round", lineWidth: width ?? 1 });
  if (fill) Object.assign(to, { fillStyle: fill }) && to.fill(line);
  if (stroke) Object.assign(to, { strokeStyle: stroke }) && to.stroke(line);
}

function paintWords(to, { text, x, y, anchor, size, bold, halo }) {
  to.setLineDash([]);
  Object.assign(to, { font: `${bold ? 700 : 400} ${size}px ${FONT}`, textAlign: anchor === "middle" ? "center" : anchor, fillStyle: "#000" });
  if (halo) {
    Object.assign(to, { strokeStyle: "#fff", lineWidth: 4, lineJoin: "round" });
    to.strokeText(text, x, y);
  }
  to.fillText(text, x, y);
}

/** Words on as many lines as a width asks for. */
export function wrapped(measure, text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (lines.at(-1) && measure(longer) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/**
 * @param {object} sheet as `sheet.js` gives it
 * @param {{child: string, family: string, made: string}} said at the head and the foot of each page
 * @returns {HTMLCanvasElement[]}
 */
export function paintSheet(sheet, said) {
  const pages = [];
  const { width, margin, finer } = PAGE;
  const wide = width - 2 * margin;
  let to;
  let y;

  function turn() {
    const page = Object.assign(document.createElement("canvas"), { width: width * finer, height: PAGE.height * finer });
    to = page.getContext("2d");
    to.scale(finer, finer);
    to.fillStyle = "#fff";
    to.fillRect(0, 0, width, PAGE.height);
    paintWords(to, { text: said.child, x: margin, y: 40, size: 14, bold: true });
    paintWords(to, { text: said.family, x: width - margin, y: 40, size: 13, anchor: "end" });
    paintLine(to, { d: `M${margin} 50H${width - margin}`, stroke: "#000", width: 1.2 });
    paintWords(to, { text: said.made, x: margin, y: PAGE.height - 28, size: 11.5 });
    pages.push(page);
    y = 72;
  }

  function write(text, { size = 12.5, bold = false } = {}) {
    if (!text) return;
    to.font = `${bold ? 700 : 400} ${size}px ${FONT}`;
    for (const line of wrapped((words) => to.measureText(words).width, text, wide)) {
      if (y + LINE > BOTTOM) turn();
      paintWords(to, { text: line, x: margin, y: y + 12, size, bold });
      y += LINE;
    }
    y += 2;
  }

  function draw() {
    const [, , w, h] = sheet.viewbox.split(" ").map(Number);
    const scale = Math.min(wide / w, 0.9);
    to.save();
    to.translate(margin + (wide - w * scale) / 2, y);
    to.scale(scale, scale);
    paintShapes(to, sheet.shapes);
    to.restore();
    y += h * scale + 6;
  }

  function legend() {
    let x = margin;
    for (const { text, shapes } of sheet.legend) {
      to.font = `400 12.5px ${FONT}`;
      const room = 24 + to.measureText(text).width + 18;
      if (x + room > width - margin && x > margin) [x, y] = [margin, y + 22];
      to.save();
      to.translate(x, y);
      paintShapes(to, shapes);
      to.restore();
      paintWords(to, { text, x: x + 24, y: y + 14, size: 12.5 });
      x += room;
    }
    y += 26;
  }

  /** Each column as wide as its longest words; what is left over goes to the last. */
  function table() {
    const bolded = (text, bold) => ((to.font = `${bold ? 700 : 400} 12px ${FONT}`), to.measureText(text).width);
    const widths = sheet.columns.map((label, at) => 12 + Math.max(bolded(label, true), ...sheet.rows.map(({ cells }) => bolded(cells[at], false))));
    const tight = Math.min(1, wide / widths.reduce((sum, one) => sum + one, 0));
    const starts = widths.map((_, at) => margin + tight * widths.slice(0, at).reduce((sum, one) => sum + one, 0));
    const row = (cells, { bold = false, struck = false, out = false } = {}) => {
      cells.forEach((text, at) => {
        const last = at === cells.length - 1;
        paintWords(to, { text, x: starts[at], y: y + 13, size: 12 * tight, bold: bold || (out && last) });
        if (struck && !last) paintLine(to, { d: `M${starts[at]} ${y + 9}h${bolded(text, false) * tight}`, stroke: "#000", width: 1 });
      });
      y += ROW;
      paintLine(to, { d: `M${margin} ${y - 2}H${width - margin}`, stroke: bold ? "#000" : "#b5b5b5", width: bold ? 1.2 : 0.7 });
    };
    const head = () => row(sheet.columns, { bold: true });
    y += 6;
    if (y + 3 * ROW > BOTTOM) turn();
    head();
    for (const { cells, ...how } of sheet.rows) {
      if (y + ROW > BOTTOM) {
        turn();
        head();
      }
      row(cells, how);
    }
  }

  turn();
  write(sheet.title, { size: 20, bold: true });
  y += 6;
  write([sheet.age, sheet.term].filter(Boolean).join(" · "));
  write(sheet.problem, { bold: true });
  if (sheet.shapes.length) {
    draw();
    legend();
  }
  [sheet.empty, sheet.outside, sheet.banner].forEach((text) => write(text));
  sheet.credits.forEach((text, at) => write(text, { size: at ? 11.5 : 12.5, bold: at === 0 }));
  [sheet.target, ...sheet.notes].forEach((text) => write(text, { size: 11.5 }));
  if (sheet.rows.length) table();
  return pages;
}
