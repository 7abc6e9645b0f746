/** The EPDS as answers: one passation is its ten points together, or nothing; as fieldvisit/forms/epds.py. */

import { day } from "./days.js";

export const QUESTIONS = Array.from({ length: 10 }, (_, at) => `ep_${at + 1}`);
/** How it was filled; « refusee » and « interrompue » make no score. */
export const HOW = "ep_passation";
export const FILLED = ["seule", "aidee", "papier"];
/** A signed passation counts for the visits of so many days. */
export const VALID_DAYS = 14;

/**
 * @param {(item: string) => any} read value of an answer, null when unanswered
 * @returns {{total: number, item10: number}|null} null as soon as one answer is missing
 */
export function passation(read) {
  const points = QUESTIONS.map(read);
  if (!FILLED.includes(read(HOW)) || !points.every((each) => [0, 1, 2, 3].includes(each))) return null;
  return { total: points.reduce((sum, each) => sum + each, 0), item10: points.at(-1) };
}

/** A valid passation of a signed body: `{on, total, item10}`, or null. */
export function signed(body) {
  const read = (item) => {
    const answer = body.answers?.[item];
    return answer && typeof answer === "object" && !("special" in answer) ? (answer.v ?? null) : null;
  };
  const found = passation(read);
  const on = [body.started_at, body.signed_at, body.planned_on].map(day).find((each) => each !== null);
  return found && on ? { on, ...found } : null;
}
