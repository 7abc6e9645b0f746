/** The measures of a chart and the lines of each, told apart without colour; as in the carnet (domain §6). Pure. */
import { curves, zOfCentile } from "../rules/curves.js";

/** Lying to standing, and WHO 2006 to 2007, in days. */
export const STANDING = 731;
export const REFERENCE_2007 = 1827;

const CENTILES = [3, 10, 25, 50, 75, 90, 97];
const SDS = [-3, -2, -1, 0, 1, 2, 3];
const STYLE_OF_CENTILE = { 3: "limit", 97: "limit", 10: "outer", 90: "outer", 25: "inner", 75: "inner", 50: "middle" };
export const STYLE_OF_SD = { 3: "outer", 2: "limit", 1: "inner", 0: "middle" };

const centileLines = CENTILES.map((code) => ({ z: zOfCentile(code), label: String(code), style: STYLE_OF_CENTILE[code] }));
const sdLines = SDS.map((z) => ({ z, label: z === 0 ? "M" : `${z > 0 ? "+" : "−"}${Math.abs(z)}`, style: STYLE_OF_SD[Math.abs(z)] }));

/** Weight and BMI in percentiles, length and head in SD; the BMI is read from two years on. */
export const MEASURES = {
  poids: { label: "Poids", short: "Poids", unit: "kg", indicator: "wfa", scale: "centile", lines: centileLines, decimals: 3, from: 0 },
  taille: { label: "Taille", short: "Taille", unit: "cm", indicator: "lhfa", scale: "sd", lines: sdLines, decimals: 1, from: 0 },
  pc: { label: "Périmètre crânien", short: "PC", unit: "cm", indicator: "hcfa", scale: "sd", lines: sdLines, decimals: 1, from: 0 },
  imc: { label: "IMC", short: "IMC", unit: "kg/m²", indicator: "bfa", scale: "centile", lines: centileLines, decimals: 1, from: STANDING },
};
export const KIND_OF = Object.fromEntries(Object.entries(MEASURES).map(([kind, { indicator }]) => [indicator, kind]));

/**
 * The lines of a measure between two ages, and where they step.
 * @param {object} [more] `{reference, term, extra}`; `extra`: one more line, `{z, label, style}`
 * @returns {{lines: {key, z, label, style, pieces: [number, number][][]}[], steps: {at: number, from: string, to: string}[]}}
 *   `from`, `to`: ids of the references on each side, equal when it is the position that changes
 */
export function linesOf(kind, sex, low, high, { reference = null, term = null, extra = null } = {}) {
  const { indicator, lines, from } = MEASURES[kind];
  const drawn = extra ? [...lines, extra] : lines;
  const pieces = curves(indicator, sex, { low: Math.max(low, from), high, zs: drawn.map(({ z }) => z), reference, term });
  return {
    lines: drawn
      .map((line, at) => ({ ...line, key: line.label, pieces: pieces.map((piece) => piece.lines[at].points).filter((points) => points.length > 1) }))
      .filter((line) => line.pieces.length),
    steps: pieces.slice(1).map((piece, at) => ({ at: piece.from, from: pieces[at].reference, to: piece.reference })),
  };
}
