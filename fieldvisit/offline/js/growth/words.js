/** What is written around a growth chart: ages, values, z-scores and percentiles as a carnet would say them. Pure. */
import { rounded } from "../rules/zscore.js";
import { MEASURES } from "./measures.js";

const MS_A_DAY = 86_400_000;

export const addDays = (iso, days) => new Date(Date.parse(`${iso}T00:00:00Z`) + days * MS_A_DAY).toISOString().slice(0, 10);

const many = (count, word) => `${count} ${word}${count > 1 && !word.endsWith("s") ? "s" : ""}`;

/** « 5 jours », « 9 mois 4 j », « 2 ans 3 mois »: the exact age on a day; before it, « −6 sem. 2 j ». */
export function ageText(birth, on) {
  if (on < birth) {
    const days = Math.round((Date.parse(birth) - Date.parse(on)) / MS_A_DAY);
    return `−${[days >= 7 ? `${Math.floor(days / 7)} sem.` : "", days % 7 ? `${days % 7} j` : ""].filter(Boolean).join(" ")}`;
  }
  const [by, bm, bd] = birth.split("-").map(Number);
  const [y, m, d] = on.split("-").map(Number);
  const months = (y - by) * 12 + (m - bm) - (d < bd ? 1 : 0);
  if (months < 1) return many(Math.round((Date.parse(on) - Date.parse(birth)) / MS_A_DAY), "jour");
  const lastBirthday = new Date(Date.UTC(by, bm - 1 + months, 1));
  const lastDay = new Date(Date.UTC(lastBirthday.getUTCFullYear(), lastBirthday.getUTCMonth() + 1, 0)).getUTCDate();
  lastBirthday.setUTCDate(Math.min(bd, lastDay));
  const days = Math.round((Date.parse(on) - lastBirthday.getTime()) / MS_A_DAY);
  if (months < 24) return [many(months, "mois"), days ? `${days} j` : ""].filter(Boolean).join(" ");
  const rest = months % 12;
  return [many(Math.floor(months / 12), "an"), rest ? many(rest, "mois") : ""].filter(Boolean).join(" ");
}

/** « 8 semaines et 5 jours » */
export function weeksAndDays(days) {
  const [weeks, rest] = [Math.floor(days / 7), days % 7];
  return [weeks ? many(weeks, "semaine") : "", rest ? many(rest, "jour") : ""].filter(Boolean).join(" et ");
}

/** « 3,450 kg », « 52,5 cm » */
export function valueText(kind, value) {
  const { decimals, unit } = MEASURES[kind];
  return `${value.toFixed(decimals).replace(".", ",")} ${unit}`;
}

/** « −1,25 DS »; "" when there is none. */
export function zText(z) {
  if (z === null) return "";
  const two = rounded(z);
  return `${two < 0 ? "−" : two > 0 ? "+" : ""}${Math.abs(two).toFixed(2).replace(".", ",")} DS`;
}

/** « 34ᵉ percentile », « > 99,6ᵉ percentile »; "" when there is none. */
export function centileText(centile) {
  if (centile === null) return "";
  if (centile > 99.6) return "> 99,6ᵉ percentile";
  if (centile < 0.4) return "< 0,4ᵉ percentile";
  const whole = Math.min(99, Math.max(1, Math.round(centile)));
  return `${whole}${whole === 1 ? "ᵉʳ" : "ᵉ"} percentile`;
}

/** Between which lines of its chart a z-score lies: « entre les lignes 25 et 50 ». */
export function corridorText(kind, z) {
  if (z === null) return "";
  const { lines } = MEASURES[kind];
  const above = lines.findIndex((line) => line.z > z);
  const name = (line) => (MEASURES[kind].scale === "sd" && line.z !== 0 ? `${line.label} DS` : line.label);
  if (above === 0) return `sous la ligne ${name(lines[0])}`;
  if (above < 0) return `au-dessus de la ligne ${name(lines.at(-1))}`;
  return `entre les lignes ${name(lines[above - 1])} et ${name(lines[above])}`;
}
