/** Two versions of one session, written on two tablets: what one says and the other does not. Pure. */
import { newId } from "../store/ids.js";

const missing = (here, there, same) => there.filter((one) => !here.some((each) => same(each, one)));
const sameWords = (a, b) => a.words.trim() === b.words.trim();

/** The draft with what another version of it says and this one does not; nothing that is written here changes. */
export function withMissingOf(draft, other) {
  const list = (name) => [...draft[name], ...missing(draft[name], other[name] ?? [], (a, b) => a === b)];
  const paragraphs = (name) => [
    ...draft[name], ...missing(draft[name], other[name] ?? [], sameWords).filter(({ words }) => words.trim()).map((one) => ({ ...one, key: newId() })),
  ];
  return {
    ...draft,
    outcome: draft.outcome ?? other.outcome ?? null,
    started_at: [draft.started_at, other.started_at].filter(Boolean).sort()[0] ?? null,
    ended_at: draft.ended_at ?? other.ended_at ?? null,
    tapped: { started_at: draft.tapped.started_at ?? other.tapped?.started_at ?? null, ended_at: draft.tapped.ended_at ?? other.tapped?.ended_at ?? null },
    presence: list("presence"), activities: list("activities"), facts: paragraphs("facts"), quotes: paragraphs("quotes"),
    goals: { ...other.goals, ...draft.goals },
    incident: draft.incident.code ? draft.incident : (other.incident ?? draft.incident),
    travel: Object.fromEntries(Object.entries(draft.travel).map(([name, text]) => [name, text || other.travel?.[name] || ""])),
    not_done: draft.not_done || other.not_done || "", not_done_words: draft.not_done_words || other.not_done_words || "",
    time_reason: draft.time_reason || other.time_reason || "", refused_signature: draft.refused_signature || other.refused_signature || "",
    pictures: [...draft.pictures, ...missing(draft.pictures, other.pictures ?? [], (a, b) => a.id === b.id)],
  };
}

/** Does the other version say something otherwise than this one? */
export const differsIn = (draft, other) =>
  [["outcome"], ["started_at"], ["ended_at"], ["not_done"]].some(([name]) => other[name] && draft[name] !== other[name])
  || Object.entries(other.goals ?? {}).some(([id, { state }]) => state && draft.goals[id]?.state !== state)
  || Boolean(other.incident?.code && other.incident.code !== draft.incident.code);
