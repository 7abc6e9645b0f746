/**
 * The visits under way on this tablet, as the office may know of them: which and since when, nothing that was written.
 * A correction is no visit, and one whose end was noted is over.
 * @param {import("../store/drafts.js").Draft[]} drafts
 * @returns {{visit_id: string, started_at: string}[]}
 */
export const running = (drafts) =>
  drafts
    .filter(({ value, finished }) => !finished && value?.visit_id && value.stage !== "signed")
    .map(({ value }) => value)
    .filter((one) => one.started_at && !one.ended_at && !one.corrects)
    .map(({ visit_id, started_at }) => ({ visit_id, started_at }));
