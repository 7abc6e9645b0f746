/** The name under which a reference is shown, whether it is WHO's or one that the county imported. Pure. */
import { CREDITS, OMS } from "../rules/reference.js";

/** Of a point's or a curve's reference; `imported`: the chart's own, if it is not WHO's. */
export const creditOf = (id, imported = null) => CREDITS[id] ?? (imported?.id === id ? imported : { id, name: id, version: "" });

/** The line under every chart: which reference, which version, whom to credit, and that it is not the carnet's. */
export function referenceLine(imported) {
  if (!imported) return `Référence : ${OMS.name} – ce ne sont pas les courbes du carnet de santé.`;
  const { name, version, attribution } = imported;
  return [`Référence : ${name}${version ? `, version ${version}` : ""}.`, attribution].filter(Boolean).join(" ");
}
