import { hear, tell } from "../store/channel.js";
import { closeBackup, touched } from "./backups.js";
import { now, officeDate } from "../store/clock.js";
import { envelope } from "./envelope.js";
import * as album from "../pictures/album.js";
import * as draftsAboard from "../store/drafts.js";
import { newId } from "../store/ids.js";
import * as mirror from "../store/mirror.js";
import { note } from "../store/device.js";
import { observable } from "../store/observable.js";
import { overlay, withoutStrikes } from "../store/overlay.js";
import { db, durable, Refused, StorageFailure } from "../store/store.js";
import { encryptRow, open, openForOwner, opened } from "../store/vault.js";
import { warn } from "../store/warnings.js";

/**
 * What leaves the tablet. Lines are sealed to the server when they are written, so they can be sent while
 * the vault is locked or a colleague is logged in. `custody` says where each record stands.
 */

/**
 * @typedef {object} Content
 * @property {string} kind as the server knows them: docs/protocol.md, « Kinds of envelope »
 * @property {string} [id] made here when absent
 * @property {string|null} family_id
 * @property {string|null} [parent] digest that the edit started from; the last line of this id when absent
 * @property {object} body
 * @property {number|null} [elapsed] milliseconds since the visit was opened, by the monotonic clock
 */

/** @typedef {{n: number, vault: string, id: string, digest: string, kind: string, family_id: string|null, word: string, made_at: number, sentence: string, reasons: object[]}} Line */

const lines = observable(/** @type {Line[]} */ ([]));
const custodies = observable(/** @type {Record<string, object>} */ ({}));
const onPosted = new Set();

/** Calls `follower(kind)` when a line was added here. */
export const whenPosted = (follower) => onPosted.add(follower);

/**
 * Stores one sealed line; resolves when it is on the disk.
 * @param {Content} content
 * @returns {Promise<{id: string, digest: string}>} rejects with a French `sentence`
 */
export const post = (content) => next(() => store([content], null));

/**
 * Signs a draft: in one transaction the sealed line and those of its pictures are stored, and the draft becomes
 * read-only. Asked twice, it answers the same.
 * @param {string} draftId
 * @param {Content} content
 * @param {object} [value] what the signed draft is to show; as it stands when absent
 * @param {{kept?: import("../pictures/album.js").Picture[], removed?: string[]}} [pictures] that go with it; ids of
 *   those that the worker took away
 * @returns {Promise<{id: string, digest: string}>}
 */
export const finishDraft = (draftId, content, value, pictures = {}) =>
  next(() => finish(draftId, content, value, pictures));

let last = Promise.resolve();

/** One line after the other: the second of two quick edits must know the first as its parent. */
function next(work) {
  const done = last.then(work);
  last = done.catch((failure) => failure instanceof StorageFailure && warn("write", failure.sentence));
  return done;
}

async function finish(draftId, content, value, { kept = [], removed = [] }) {
  const done = draftsAboard.drafts().find(({ id }) => id === draftId);
  if (done?.finished) return { id: done.record_id, digest: latest(done.record_id)?.digest ?? null };
  if (!(await draftsAboard.claimDraft(draftId))) {
    throw new Refused("Cette visite est ouverte dans un autre onglet : terminez-la là-bas.");
  }
  await draftsAboard.quiet(draftId).catch(() => {}); // the value in memory is the one that counts
  const lines = [content, ...kept.map((picture) => attachment(picture, content))];
  const sent = await store(lines, draftId, value, { kept, removed });
  await draftsAboard.releaseDraft(draftId);
  closeBackup(draftId, sent.id).catch(console.warn);
  return sent;
}

/** What travels of a picture, beside its bytes; the key to them is in it, sealed to the server. */
function attachment({ id, ...picture }, { id: record_id, family_id, body }) {
  return { kind: "attachment", id, family_id, parent: null, elapsed: null, body: { record_id, visit_id: body.visit_id, ...picture } };
}

async function sealedLine(content, vault, made_at) {
  const body = content.kind === "round_order" ? { ...content.body, at: officeDate().toISOString() } : content.body;
  const id = content.id ?? newId();
  const parent = content.parent === undefined ? latest(id)?.digest : content.parent;
  const { header, digest, line } = await envelope({ ...content, id, parent, body }, vault);
  const row = {
    vault: vault.id, id, digest, kind: header.kind, family_id: header.family_id,
    word: "waiting", told: null, made_at, word_at: 0, epoch: "", tries: 0, retry_at: 0,
  };
  return { header, body, row, line };
}

/** Stores lines, the first of which is what they are about, and signs the draft that they come from. */
async function store(contents, draftId, final, { kept = [], removed = [] } = {}) {
  const vault = opened();
  const made_at = now();
  const made = [];
  for (const content of contents) made.push(await sealedLine(content, vault, made_at));
  const [{ header, body, row: { id, digest } }] = made;

  const written = overlay({ ...header, body }, mirror.doc, vault.account);
  const rows = await Promise.all(written.map(async (one) => ({
    vault: vault.id, kind: one.kind, id: one.id, family_id: one.family_id,
    ...(await mirror.encryptDoc(one.kind, one.id, one.body)),
  })));
  const value = draftId === null ? null : final ?? draftsAboard.draft(draftId) ?? body;
  const signed = value && (await encryptRow("drafts", draftId, value, vault));
  const pictures = await Promise.all(kept.map((picture, at) => album.rowOf(picture, {
    vault, draft_id: draftId, state: "waiting", record_id: id, family_id: header.family_id ?? "", made_at: made_at + at,
  })));
  await durable(() =>
    db.transaction("rw", [db.outbox, db.sealed, db.drafts, db.mirror, db.photos, db.blobs], async () => {
      if (await db.outbox.get({ id, digest })) return;
      if (draftId !== null) {
        const there = await db.drafts.get([vault.id, draftId]);
        if (there?.finished) throw new Refused("Cette visite est déjà signée.");
        await db.drafts.put({
          vault: vault.id, id: draftId, finished: 1, record_id: id, family_id: header.family_id ?? "",
          updated_at: made_at, ...signed,
        });
      }
      for (const one of rows) {
        const before = await db.mirror.get([one.vault, one.kind, one.id]);
        const dirty = [...(before?.dirty ?? []), digest];
        await db.mirror.put({ gen: "", next: null, forget: 0, ...before, ...one, dirty });
      }
      await album.signNow(pictures, removed);
      for (const { row, line } of made) {
        if (await db.outbox.get({ id: row.id, digest: row.digest })) continue; // a picture signed before, unchanged
        await db.sealed.add({ n: await db.outbox.add(row), line });
      }
    }),
  );
  const here = open()?.id === vault.id; // locked meanwhile: it is on the disk, and stays out of memory
  if (here) mirror.show(written);
  if (here && draftId !== null) {
    draftsAboard.showDrafts([{ id: draftId, value, finished: true, record_id: id, updated_at: made_at }]);
  }
  draftsAboard.allWritten();
  await refresh();
  tell("outbox");
  onPosted.forEach((follower) => follower(header.kind));
  return { id, digest };
}

const latest = (id) => lines.get().filter((line) => line.id === id).at(-1);

/**
 * Opens again a signed draft that the server found against the rules, so that it can be put right and signed
 * again under the same id. What was sent stays with the server.
 * @param {string} draftId
 * @param {object} value what the draft is to be from here on
 * @returns {Promise<void>} rejects with a French `sentence`
 */
export const reopenDraft = (draftId, value) => next(() => reopen(draftId, value));

async function reopen(draftId, value) {
  const vault = opened();
  const signed = draftsAboard.drafts().find(({ id }) => id === draftId);
  if (custody(signed?.record_id)?.state !== "invalide") {
    throw new Refused("Cette visite est signée : écrivez une correction.");
  }
  if (!(await draftsAboard.claimDraft(draftId))) {
    throw new Refused("Cette visite est ouverte dans un autre onglet : reprenez-la là-bas.");
  }
  const updated_at = now();
  const sealed = await encryptRow("drafts", draftId, value, vault);
  const row = { vault: vault.id, id: draftId, finished: 0, record_id: "", family_id: "", updated_at, ...sealed };
  await durable(() => db.drafts.put(row));
  draftsAboard.showDrafts([{ id: draftId, value, finished: false, record_id: null, updated_at }]);
  touched(draftId);
}

/** The lines not acknowledged yet, all workers of this tablet. @returns {Line[]} */
export const unsent = () => lines.get().filter(({ word }) => word === "waiting");

/** All the lines kept on this tablet. @returns {Line[]} */
export const all = lines.get;

const LABELS = {
  tablette: "Sur la tablette",
  recue: "Reçue",
  vue: "Vue par l’équipe",
  refusee: "Refusée par le serveur",
  invalide: "À corriger",
  classee: "Classée par le service",
};
const STATES = {
  waiting: "tablette", received: "recue", identical: "recue", diverged: "recue", settled: "recue", filed: "classee",
  refused: "refusee", invalid: "invalide",
};

/**
 * Where a record stands, or null when this tablet never heard of it.
 * @returns {{state: "tablette"|"recue"|"vue"|"refusee"|"invalide"|"classee", label: string, sentence: string, reasons: object[]}|null}
 */
export const custody = (recordId) => custodies.get()[recordId] ?? null;

/** How many visits of the open vault the server set aside: against the rules, or without a right. */
export const setAside = () =>
  new Set(
    lines.get()
      .filter(({ id, vault }) => vault === open()?.id && ["invalide", "refusee"].includes(custody(id)?.state))
      .map(({ id }) => id),
  ).size;

/** How many other lines of the open vault were set aside: « À faire » or the family's file tells which. */
export function othersAside() {
  const taken = draftsAboard.takenUp();
  const aside = ({ id, kind, vault, word }) =>
    vault === open()?.id && NOTED.has(kind) && ["refused", "invalid"].includes(word) && !taken.has(id);
  return lines.get().filter(aside).length;
}

/** Calls `follower` when the custody of a record changed. @returns {() => void} stops */
export const subscribe = custodies.subscribe;

/** React hook: custody of every record, by record id. */
export const useCustody = custodies.use;

/** React hook: the lines not acknowledged yet. */
export const useLines = lines.use;

/** Kinds that are noted beside a visit. */
const NOTED = new Set(["due_decision", "task_done", "task_note", "contact", "agreement", "household", "measure_strike"]);

/** Words of a line that is not in the file as it was said. */
const ASIDE = new Set(["refused", "invalid", "filed"]);
/** Kinds that are a visit or a session, signed: their custody is told. */
const SIGNED = new Set(["visit_record", "session_record"]);

/** Lines that no worker waits for. */
const UNCOUNTED = new Set(["read_event", "attachment"]);

function recount() {
  const found = {};
  const say = (state, sentence = "", reasons = []) => ({ state, label: LABELS[state], sentence, reasons });
  for (const { record } of mirror.docs("visit")) {
    if (record && record.custody !== "tablette") found[record.id] = say(record.custody);
  }
  for (const line of lines.get()) {
    if (!SIGNED.has(line.kind)) continue;
    const state = STATES[line.word];
    if (state === "recue" && found[line.id]?.state === "vue") continue;
    found[line.id] = say(state, line.sentence, line.reasons);
  }
  custodies.set(found);
}

/** Reads the lines again, with the sentences that the open vault may read. */
export async function refresh() {
  const rows = await db.outbox.toArray();
  const vault = open();
  const read = await Promise.all(rows.map(async ({ told, ...row }) => {
    const mine = told && vault?.id === row.vault;
    const { sentence = "", reasons = [] } = mine ? await openForOwner(told, vault).catch(() => ({})) : {};
    return { ...row, sentence, reasons };
  }));
  lines.set(read);
  recount();
  await album.refresh(); // pictures are counted there, by their bytes
  const counted = unsent().filter((line) => !UNCOUNTED.has(line.kind) && (vault === null || line.vault === vault.id));
  note({ unsent: counted.length });
}

/** On the screen alone: the file that the office sends next says the same. */
function takeBackStrikes() {
  const aside = new Set(lines.get().filter(({ kind, word }) => kind === "measure_strike" && ASIDE.has(word)).map(({ id }) => id));
  if (!aside.size) return;
  const families = mirror.docs("family").map((family) => [family, withoutStrikes(family, aside)]);
  const changed = families.filter(([before, now]) => now !== before);
  if (changed.length) mirror.show(changed.map(([, body]) => ({ kind: "family", id: body.id, body })), false);
}

mirror.subscribe(recount);
mirror.subscribe(takeBackStrikes);
lines.subscribe(takeBackStrikes);
hear("outbox", () => refresh().catch(() => {}));
