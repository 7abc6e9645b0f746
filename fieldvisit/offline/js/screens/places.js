/** What is aboard and no family's: a school with its list, a childminder's home. Pure, but for what is aboard. */
import { doc, docs } from "../store/mirror.js";

export const SCHOOL = "ecole";

/** « ecole », « agrement », or "" for a family. */
export const placeKind = (familyId) => doc("family", familyId)?.place ?? "";

/** The families aboard, without the places. */
export const families = () => docs("family").filter((one) => !one.place);

/** Is this the visit of one pupil? His own; the session has one of its own, which bears the session's id. */
export const isPupil = (visit) => Boolean(visit?.child_id) || (placeKind(visit?.family_id) === SCHOOL && visit.id !== visit.family_id);

/** Is this written of a pupil, wherever his session is by now? */
export const isAtSchool = (draft) => Boolean(draft?.pupil) || placeKind(draft?.family_id) === SCHOOL;

const completed = new WeakMap();

/**
 * The family or place of a draft. A pupil taken off the list, or whose session is no longer aboard, stays in it as he was
 * known when his check was begun: it can still be read and signed. The same object until the place changes.
 */
export function familyOf(draft) {
  const known = doc("family", draft.family_id);
  const { pupil } = draft;
  if (!pupil || known?.persons?.some(({ id }) => id === pupil.id)) return known;
  const had = completed.get(pupil);
  if (!had || had.known !== known)
    completed.set(pupil, { known, whole: { id: draft.family_id, place: SCHOOL, ...known, persons: [...(known?.persons ?? []), pupil] } });
  return completed.get(pupil).whole;
}

/** Is this a whole session, opened by its list? */
export const isSession = (visit) => placeKind(visit?.family_id) === SCHOOL && visit.id === visit.family_id;
