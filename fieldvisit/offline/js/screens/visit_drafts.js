/** The drafts that are visits, as the screens read them: one that was signed can only be read. */
import { drafts, subscribe } from "../store/drafts.js";

let seen = null;
let read = [];

// Read again when asked: what was locked does not stay in memory.
subscribe(() => ([seen, read] = [null, []]));

/** The last of the versions of a visit: what corrects comes after what it corrects, whatever the clock said. */
export const newestOf = (drafts) =>
  drafts
    .filter(({ id }) => !drafts.some(({ corrects }) => corrects === id))
    .sort((a, b) => (a.id < b.id ? 1 : -1))[0];

/** @returns {object[]} values of the drafts of visits; the same array until a draft changes */
export function visitDrafts() {
  const now = drafts();
  if (now !== seen) {
    seen = now;
    read = now
      .filter(({ value }) => value?.visit_id)
      .map(({ value, finished }) => (finished && value.stage !== "signed" ? { ...value, stage: "signed" } : value));
  }
  return read;
}
