/**
 * The « Urgent » alerts aboard: documents of kind « alert », one for each visit, rule and child. What this tablet writes
 * and what the server tells of them meet in the same document.
 */

/** What « Je m’en occupe plus tard » leaves in `done`: it answers the panel, and nothing else. */
export const LATER = "Je m’en occupe plus tard";

/** @returns {string} the same that the server makes */
export const alertId = (visit, { rule, child_id: child }) => [visit, rule, child].filter(Boolean).join("/");

/** Fields of an alert that travel in an « urgent » envelope. */
const SENT = ["rule", "item", "child_id", "text", "orientations", "private", "raised_at", "withdrawn_at", "done", "why"];

export const asSent = (alert) => Object.fromEntries(SENT.map((name) => [name, alert[name] ?? null]));

/** The documents that a posted envelope writes. */
export const alertsWritten = ({ id: chain, family_id, body }, doc) =>
  body.alerts.map((alert) => {
    const id = alertId(body.visit_id, alert);
    const written = { ...doc("alert", id), ...alert, id, visit_id: body.visit_id, record_id: body.record_id, family_id, chain };
    return { kind: "alert", id, family_id, body: written };
  });

/** Taken back or closed, nothing more is asked of her. */
export const isOver = (alert) => Boolean(alert.withdrawn_at || alert.closed_at);

/** What she did about it since it was last raised, « plus tard » included. */
const since = (alert) => (alert.done ?? []).filter((one) => one.at >= alert.raised_at);

/** Does it ask for an answer: an act, or « plus tard »? */
export const isUnanswered = (alert) => !isOver(alert) && since(alert).length === 0;

/** Is nothing done yet, whether or not she said « plus tard »? */
export const isUndone = (alert) => !isOver(alert) && since(alert).every(({ what }) => what === LATER);
