/** Kinds of visit, read from the grids aboard: label, who may do it, how long it takes. */
import { linksOf } from "../rules/grid.js";
import { docs } from "../store/mirror.js";
import { SESSIONS } from "./session_kinds.js";

/** @returns {{code: string, label: string, roles: string[], duration_min: number, core: boolean, form: object}[]} newest version first */
export function kinds() {
  const found = new Map();
  for (const form of [...docs("form")].sort(newestFirst))
    for (const kind of Object.values(form.kinds ?? {})) if (!found.has(kind.code)) found.set(kind.code, { ...kind, form });
  return [...found.values()];
}

function newestFirst(a, b) {
  const parts = (form) => form.version.split(".").map(Number);
  const [x, y] = [parts(a), parts(b)];
  return y[0] - x[0] || y[1] - x[1] || y[2] - x[2];
}

export { MANDATED } from "../rules/checking.js";

export const kindOf = (code) => kinds().find((kind) => kind.code === code);
/** Interviews whose grid is aboard the tablets of midwives and doctors only. */
const INTERVIEWS = { epp: "Entretien prénatal précoce (EPP)", epnp: "Entretien postnatal précoce (EPNP)" };
export const kindLabel = (code) => kindOf(code)?.label ?? INTERVIEWS[code] ?? SESSIONS[code]?.label ?? code;

/** The forms a new draft of this kind begins with: code → version. */
export function formsFor(code) {
  const kind = kindOf(code);
  if (!kind) return {};
  const linked = linksOf(kind, docs("form")).map((link) => newest(link.form)).filter(Boolean);
  return Object.fromEntries([kind.form, ...linked].map((form) => [form.code, form.version]));
}

const newest = (code) => docs("form").filter((form) => form.code === code).sort(newestFirst)[0];
