/** Two versions of one visit: what one says and the other does not, and whether they say the same. Pure. */
import { joined } from "./talks.js";
import { keepNote, says, sent } from "./visit_draft.js";

const filled = (here, there) => ({
  ...Object.fromEntries(Object.entries(there ?? {}).filter(([item, one]) => says(one) && !says(here?.[item] ?? {}))),
  ...Object.fromEntries(Object.entries(here ?? {}).filter(([item, one]) => says(one) || one.text || !says(there?.[item] ?? {}))),
});

/** The draft with what another version of it says and this one does not; nothing that is written here changes. */
export function withMissing(draft, other, nowIso) {
  const known = new Set(draft.notes.map(({ at, text }) => `${at}\n${text}`));
  const notes = keepNote({ notes: [], note_text: "", ...other }, nowIso).notes.filter(({ at, text }) => !known.has(`${at}\n${text}`));
  const children = [...new Set([...Object.keys(draft.child_answers), ...Object.keys(other.child_answers ?? {})])];
  const pictures = [...(draft.pictures ?? [])];
  for (const one of other.pictures ?? []) if (!pictures.some(({ id }) => id === one.id)) pictures.push(one);
  return {
    ...draft,
    started_at: [draft.started_at, other.started_at].filter(Boolean).sort()[0] ?? null,
    agreement: draft.agreement ?? other.agreement ?? null,
    ...(draft.photo_agreement || other.photo_agreement ? { photo_agreement: draft.photo_agreement ?? other.photo_agreement } : {}),
    children: [...new Set([...draft.children, ...(other.children ?? [])])],
    notes: [...draft.notes, ...notes].sort((a, b) => a.at.localeCompare(b.at)),
    answers: filled(draft.answers, other.answers),
    child_answers: Object.fromEntries(children.map((child) => [child, filled(draft.child_answers[child], other.child_answers?.[child])])),
    outcome_detail: { ...draft.outcome_detail, reason: draft.outcome_detail.reason || other.outcome_detail?.reason || "" },
    ...(pictures.length ? { pictures } : {}),
    ...(draft.talks || other.talks ? { talks: joined(draft.talks, other.talks) } : {}),
    ...withReferrals(draft.referrals ?? [], other.referrals ?? []),
  };
}

const sameReferral = (a) => (b) => a.code === b.code && (a.child_id ?? null) === (b.child_id ?? null);

/** What was said of each referral: here first, then what only the other says, its words as well. */
function withReferrals(here, there) {
  const both = here.map((one) => {
    const other = there.find(sameReferral(one));
    if (!other) return one;
    const { state, to } = one.state || one.to ? one : other;
    const asked = one.sources ?? [];
    const more = (other.sources ?? []).filter(({ item, rule }) => !asked.some((each) => each.item === item && each.rule === rule));
    return { ...one, state, to, words: one.words?.trim() ? one.words : (other.words ?? ""), sources: [...asked, ...more] };
  });
  const all = [...both, ...there.filter((other) => !here.some(sameReferral(other)))];
  return all.length ? { referrals: all } : {};
}

/** Does the other version say of a referral what this one does not? */
const differsOfReferrals = (here, there) =>
  there.some((other) => {
    const one = here.find(sameReferral(other)) ?? {};
    return ["state", "to", "words"].some((field) => other[field]?.trim() && other[field].trim() !== one[field]?.trim());
  });

/** Does the other version say something otherwise than this one? */
export const differs = (draft, other) =>
  differsOfReferrals(draft.referrals ?? [], other.referrals ?? [])
  || [[draft.answers, other.answers], ...Object.keys(other.child_answers ?? {}).map((child) => [draft.child_answers[child], other.child_answers[child]])]
    .some(([here, there]) => Object.entries(there ?? {}).some(([item, one]) => says(one) && !equal(sent(one), sent(here?.[item] ?? {}))));

const equal = (a, b) => JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
