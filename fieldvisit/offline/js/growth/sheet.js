/** A child's growth as a sheet to keep or to send: all that is said around the drawing, whoever sets it. Pure. */
import { CREDITS, NOT_THE_CARNET } from "../rules/reference.js";
import { referenceLine } from "./credits.js";
import { sampleOf, shapesOf } from "./inks.js";

const COLUMNS = [
  { name: "date", label: "Date" },
  { name: "label", label: "Mesure", only: "many" },
  { name: "age", label: "Âge réel" },
  { name: "corrected", label: "Âge corrigé", only: "corrected" },
  { name: "value", label: "Valeur" },
  { name: "z", label: "DS" },
  { name: "centile", label: "Percentile" },
  { name: "reference", label: "Référence" },
  { name: "state", label: "État" },
];

/** Name, version, validity and whom to credit, line by line. */
export function creditsOf(imported) {
  if (imported) {
    const more = [imported.validity && `Validité : ${imported.validity}.`, imported.holder && `Ayant droit : ${imported.holder}.`];
    return [referenceLine(imported), ...more.filter(Boolean)];
  }
  const embedded = Object.values(CREDITS).map(({ version, validity, attribution }) => `${attribution.replace(NOT_THE_CARNET, "").trim()} Version ${version}, ${validity}.`);
  return [referenceLine(null), ...embedded];
}

/**
 * @param {object} growth `Growth` of pages/growth_shapes.py @param {object|null} imported the reference of the chart, if it is not WHO's
 * @returns {object} `{title, identity, age, term, problem, banner, credits, target, notes, empty, outside, columns, rows, legend, viewbox, shapes}`;
 *   `rows`: `{cells, out, struck}`, `out` for what does not count; `legend`: `{text, shapes}` in a square of twenty units
 */
export function sheetOf(growth, imported) {
  const columns = COLUMNS.filter(({ only }) => !only || growth[only]);
  const { title, identity, age, term, problem, banner, target, empty } = growth;
  return {
    title, identity, age, term, problem, banner, target, empty,
    credits: growth.drawn ? creditsOf(imported) : [],
    notes: growth.notes.map(({ text }) => text),
    outside: growth.chart.outside,
    columns: columns.map(({ label }) => label),
    rows: growth.rows.map((row) => {
      const state = [row.state, row.said].filter(Boolean).join(" – ");
      return { cells: columns.map(({ name }) => (name === "state" ? state : row[name])), out: row.out, struck: Boolean(row.struck) };
    }),
    legend: growth.legend.map(({ mark, text }) => ({ text, shapes: sampleOf(mark) })),
    viewbox: growth.chart.viewbox,
    shapes: growth.drawn ? shapesOf(growth.chart) : [],
  };
}
