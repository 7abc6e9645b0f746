/** What lies beside the questions of a visit: its notes and its photos. */
import { textFault } from "../rules/checking.js";
import { time } from "./french.js";
import { keptPictures, removedPictures } from "./visit_draft.js";
import { screen } from "./visit_state.js";

export function notesView(draft) {
  return {
    notes: [...(draft.notes ?? [])].reverse().map((note, at) => ({
      key: `${note.at}-${at}`, when: time(note.at), text: note.text,
    })),
    notes_count: draft.notes?.length ? String(draft.notes.length) : "",
    note_text: draft.note_text ?? "",
    note_problem: capital(textFault(draft.note_text ?? "")),
  };
}

const capital = (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1);

export function photosView(draft) {
  const [kept, removed] = [keptPictures(draft).length, removedPictures(draft).length];
  return {
    photos_open: Boolean(screen.photos),
    photos_count: kept ? String(kept) : "",
    pictured: true,
    removed_pictures: removed ? `${removed} image${removed > 1 ? "s retirées ne partiront" : " retirée ne partira"} pas.` : "",
  };
}
