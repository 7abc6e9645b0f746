/** Copies a line of text; where the browser does not let it, selects it so that a finger or Ctrl+C can. */
import { sayCopied } from "./choices.js";

const DONE = "Copié.";
const BY_HAND = "Sélectionné : copiez-le (appui long, ou Ctrl+C).";

/** The button « Copier », beside the field that holds the text. */
export async function copyText(childId, text, event) {
  const field = event.currentTarget.closest(".growth-carnet").querySelector("textarea");
  try {
    await navigator.clipboard.writeText(text);
    sayCopied(childId, text, DONE);
  } catch {
    field.focus();
    field.select();
    sayCopied(childId, text, BY_HAND);
  }
}
