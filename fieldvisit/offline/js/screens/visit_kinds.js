/** Kinds of visit, read from the grids aboard: label, who may do it, how long it takes. */
import { docs } from "../store/mirror.js";

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

/** Visits that rest on a mandate: they need no agreement of the family and are never made on the spur of the moment. */
export const MANDATED = new Set(["vad_eval_ip"]);

export const kindOf = (code) => kinds().find((kind) => kind.code === code);
export const kindLabel = (code) => kindOf(code)?.label ?? code;

/** The forms a new draft of this kind begins with: code → version. */
export function formsFor(code) {
  const kind = kindOf(code);
  if (!kind) return {};
  const linked = (kind.links ?? []).map((link) => newest(link.form)).filter(Boolean);
  return Object.fromEntries([kind.form, ...linked].map((form) => [form.code, form.version]));
}

const newest = (code) => docs("form").filter((form) => form.code === code).sort(newestFirst)[0];
