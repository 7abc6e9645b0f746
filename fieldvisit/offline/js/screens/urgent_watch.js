/**
 * Watches the answers of the visit in hand: what becomes urgent is kept and sent at once, while the draft is open; what is
 * taken back before the signature is withdrawn. It looks once a hand rests: « 3 », « 38 », « 38,2 » are not three alerts.
 */
import { officeDate } from "../store/clock.js";
import { alertId, asSent, isOver } from "../store/alerts.js";
import { device } from "../store/device.js";
import { subscribe as onDrafts } from "../store/drafts.js";
import { newId } from "../store/ids.js";
import { doc, docs, mayRead } from "../store/mirror.js";
import { all as lines, post } from "../sync/outbox.js";
import { reading } from "../rules/calculations.js";
import { functions } from "../rules/growth.js";
import { urgents } from "../rules/urgent.js";
import { isTypingAny, onTyping } from "./answers.js";
import { contextOf, gridOf } from "./visit_context.js";
import { currentDraft, onScreen, screen } from "./visit_state.js";

/** After the tap is painted. */
const REST_MS = 60;
const RETRY_MS = 3_000;
const followers = new Set();
/** Written in memory, not on the disk yet: shown all the same. */
const unwritten = new Map();

/** Calls `tell` when an alert was raised, changed or withdrawn here. */
export const onAlerts = (tell) => followers.add(tell);
const tell = () => followers.forEach((follower) => follower());

/** The alerts of a visit, oldest first. @returns {object[]} */
export function alertsOfVisit(visitId) {
  const known = docs("alert").filter((one) => one.visit_id === visitId && !unwritten.has(one.id));
  const mine = [...unwritten.values()].filter((one) => one.visit_id === visitId);
  return [...known, ...mine].sort((a, b) => a.raised_at.localeCompare(b.raised_at) || (a.id < b.id ? -1 : 1));
}

let timer = 0;
let last = Promise.resolve();

function soon() {
  clearTimeout(timer);
  timer = setTimeout(() => look().catch(() => {}), REST_MS);
}
[onDrafts, onTyping, onScreen].forEach((source) => source(soon));
// Locked: nothing that was decrypted stays in memory.
device.subscribe(() => device.get().phase !== "open" && unwritten.clear());

/** Looks at the answers as they stand; resolves when what changed is on the disk. */
export function look() {
  last = last.catch(() => {}).then(() => {
    const draft = currentDraft();
    // In the woman’s hands nothing comes up: her last word counts, once the tablet is given back.
    if (!draft || draft.handed || draft.stage === "signed" || screen.elsewhere || isTypingAny()) return undefined;
    const changed = changes(draft);
    return changed.length ? write(draft.visit_id, draft.family_id, changed, draft.id) : undefined;
  });
  return last;
}

function changes(draft) {
  const grid = gridOf(draft);
  // A file that left the tablet, or closed after seven days, no longer tells an age or a weight: nothing is taken back.
  if (!grid || !mayRead() || !doc("family", draft.family_id)) return [];
  const context = contextOf(draft);
  const at = officeDate().toISOString();
  const found = urgents((one, answers) => reading(one, answers, context, functions), grid, draft);
  const before = new Map(alertsOfVisit(draft.visit_id).map((one) => [one.id, one]));
  const changed = [];
  for (const { child, ...each } of found) {
    const told = { ...each, child_id: child };
    const id = alertId(draft.visit_id, told);
    const known = before.get(id);
    before.delete(id);
    if (!known) changed.push({ ...told, id, raised_at: at, withdrawn_at: null, done: [], record_id: draft.id });
    else if (known.withdrawn_at || parts(told).some((part) => !parts(known).includes(part)))
      changed.push({ ...known, ...told, raised_at: at, withdrawn_at: null, record_id: draft.id });
  }
  for (const gone of before.values())
    if (!isOver(gone) && gone.record_id === draft.id) changed.push({ ...gone, withdrawn_at: at });
  return changed;
}

/** A rule may be fulfilled by several answers: one more is news. */
const parts = ({ text }) => text.split(" ; ");

/**
 * Keeps a change of some alerts of a visit and sends it before everything else. Shown at once; while the disk refuses
 * it, it stays in memory and is tried again.
 * @returns {Promise<void>} rejects with a French `sentence`
 */
export function write(visitId, familyId, changed, recordId) {
  for (const one of changed) unwritten.set(one.id, { ...one, visit_id: visitId, family_id: familyId });
  if (unwritten.size === 0) return Promise.resolve();
  tell();
  // One at a time: the next one tells what has changed while this one was on its way, in the same chain.
  posting = posting.catch(() => {}).then(() => postAll(visitId, familyId, recordId));
  return posting;
}

let posting = Promise.resolve();

async function postAll(visitId, familyId, recordId) {
  if (![...unwritten.values()].some((one) => one.visit_id === visitId)) return; // the one before took it along
  const all = alertsOfVisit(visitId);
  const chain = all.map((one) => doc("alert", one.id)?.chain ?? one.chain).find((id) => id && lines().some((line) => line.id === id)) ?? newId();
  const body = { visit_id: visitId, record_id: recordId ?? null, at: officeDate().toISOString(), alerts: all.map(asSent) };
  try {
    await post({ kind: "urgent", id: chain, family_id: familyId, body, elapsed: null });
    // What was answered meanwhile is newer than what has just been written, and waits for its own turn.
    for (const one of all) if (unwritten.get(one.id) === one) unwritten.delete(one.id);
  } catch (failure) {
    setTimeout(() => write(visitId, familyId, [], recordId).catch(() => {}), RETRY_MS);
    throw failure;
  } finally {
    tell();
  }
}

/** What the signed record says of them. */
export const inRecord = (visitId) => alertsOfVisit(visitId).map(asSent);
