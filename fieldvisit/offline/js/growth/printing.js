import { showAllRows } from "./choices.js";

/** Prints the sheet of one child's growth, every measure listed, and nothing else of the page: the style sheet does the rest. */
export function printChart(childId) {
  showAllRows(childId);
  const { classList } = document.documentElement;
  classList.add("printing-growth");
  window.addEventListener("afterprint", () => classList.remove("printing-growth"), { once: true });
  requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
}
