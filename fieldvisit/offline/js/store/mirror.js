import Dexie from "dexie";
import { useSyncExternalStore } from "react";

import { hear, tell } from "./channel.js";
import { db } from "./store.js";
import { decryptRow, encryptRow, open } from "./vault.js";

/**
 * What is aboard, decrypted into memory when the vault opens: families, visits, records, forms.
 * `docs("visit")` is the same array until a visit changes, so screens follow it with `useDocs("visit")`.
 */

/** @type {Map<string, Map<string, object>>} */
let kinds = new Map();
const lists = new Map();
const followers = new Set();
const NOTHING = [];
let reading = true;

/** The documents of one kind (« family », « visit », « record », « form »). @returns {object[]} */
export function docs(kind) {
  if (!lists.has(kind)) {
    const all = [...(kinds.get(kind)?.values() ?? [])];
    const shown = reading ? all : all.flatMap((body) => closed[kind]?.(body) ?? [body]);
    lists.set(kind, shown.length ? shown : NOTHING);
  }
  return lists.get(kind);
}

/** One document, or undefined. */
export function doc(kind, id) {
  const body = kinds.get(kind)?.get(id);
  if (body === undefined || reading) return body;
  return closed[kind] ? closed[kind](body)[0] : body;
}

/** Calls `follower` after each change. @returns {() => void} stops */
export function subscribe(follower) {
  followers.add(follower);
  return () => followers.delete(follower);
}

/** React hook: the documents of one kind. */
export const useDocs = (kind) => useSyncExternalStore(subscribe, () => docs(kind), () => NOTHING);

/**
 * After the lease nothing medical nor personal is read any more; what a visit needs to be written
 * remains: who lives there by first name, and the grids.
 */
const closed = {
  record: () => [],
  due: () => [],
  order: ({ id, family_id, number, frame, frame_label, status, signature_each, goals = [] }) => [{
    id, family_id, number, frame, frame_label, status, signature_each, goals: goals.map(({ id: goal, text, state }) => ({ id: goal, text, state })),
  }],
  family: ({ id, case_number, label, place, version, persons = [] }) => [{
    id, case_number, label, ...(place ? { place, version } : {}),
    address: "", postcode: "", city: "", lat: null, lon: null, access_notes: "", safety_notes: "",
    languages: "", interpreter: false, phone: "", phone_2: "", contact_ok: "", agreements: [],
    persons: persons.map(({ id, role, first_name, birth_date, sex }) => ({
      id, role, first_name, last_name: "", birth_date, sex, phone: "", deceased_on: null,
    })),
  }],
};

/** May what is aboard be read? Not after the lease. */
export const mayRead = () => reading;

/** Opens or closes what is aboard for reading (the lease). */
export function allowReading(allowed) {
  if (reading === allowed) return;
  reading = allowed;
  changed(kinds.keys());
}

const place = (kind, id) => `${kind}/${id}`;

/** Encrypts a document for its row; before the transaction that stores it, never inside. */
export const encryptDoc = (kind, id, body, vault) => encryptRow("mirror", place(kind, id), body, vault);

const decryptDoc = (row, vault) => decryptRow("mirror", place(row.kind, row.id), row, vault);

/** What the round does not show: it is decrypted once the round is there. */
const LATER = "record";
/** How many at once, so that a tap meanwhile is answered. */
const AT_ONCE = 40;

/** Keys that were shown or read again while the rest was on its way: what is on its way is older. */
let overtaken = new Set();

/**
 * Decrypts what is aboard for the vault that was just opened, what the round shows first.
 * @returns {Promise<{rest: Promise<boolean>}>} `rest`: when all is there; false when a row no longer opens, and
 * everything must come again
 */
export async function load() {
  const vault = open();
  const parts = [rowsBetween(vault, [LOW, LOW], [LATER, LOW]), rowsBetween(vault, [LATER, HIGH], [HIGH, HIGH])];
  const rows = (await Promise.all(parts)).flat();
  const bodies = await decryptAll(rows, vault);
  const before = [...kinds.keys()];
  kinds = new Map();
  overtaken = new Set();
  put(rows, bodies);
  changed([...before, ...kinds.keys()]);
  const shown = !bodies.includes(undefined);
  return { rest: loadRest(vault, kinds).then((all) => all && shown) };
}

const [LOW, HIGH] = [Dexie.minKey, Dexie.maxKey];

/** In the order of the key, so that what is not shown at first is not even read. */
const rowsBetween = ({ id }, low, high) =>
  db.mirror.where("[vault+kind+id]").between([id, ...low], [id, ...high]).toArray();

const decryptAll = (rows, vault) => Promise.all(rows.map((row) => decryptDoc(row, vault).catch(() => undefined)));

function put(rows, bodies) {
  rows.forEach(({ kind, id }, index) => {
    if (!kinds.has(kind)) kinds.set(kind, new Map());
    if (bodies[index] !== undefined && !overtaken.has(place(kind, id))) kinds.get(kind).set(id, bodies[index]);
  });
}

async function loadRest(vault, mine) {
  await new Promise((painted) => setTimeout(painted, 60));
  const rows = await rowsBetween(vault, [LATER, LOW], [LATER, HIGH]);
  let whole = true;
  for (let at = 0; at < rows.length && kinds === mine; at += AT_ONCE) {
    const some = rows.slice(at, at + AT_ONCE);
    const bodies = await decryptAll(some, vault);
    if (kinds !== mine) return true; // locked meanwhile, or opened again
    put(some, bodies);
    whole &&= !bodies.includes(undefined);
    await new Promise((answered) => setTimeout(answered));
  }
  if (kinds === mine) changed([LATER]);
  return whole;
}

/** Drops everything from memory. */
export function unload() {
  const before = [...kinds.keys()];
  kinds = new Map();
  changed(before);
}

/**
 * Puts into memory what a transaction has just stored, and tells the other tabs.
 * @param {{kind: string, id: string, body?: object}[]} written without body: the row is gone
 * @param {boolean} isStored false for what is only looked at otherwise: the other tabs do so by themselves
 */
export function show(written, isStored = true) {
  for (const { kind, id, body } of written) {
    overtaken.add(place(kind, id));
    if (!kinds.has(kind)) kinds.set(kind, new Map());
    if (body === undefined) kinds.get(kind).delete(id);
    else kinds.get(kind).set(id, body);
  }
  changed(written.map(({ kind }) => kind));
  if (written.length && isStored) tell("mirror", { vault: open()?.id, keys: written.map(({ kind, id }) => [kind, id]) });
}

/** Reads rows again: another tab, or an acknowledgement, changed them. */
export async function reread(keys) {
  const vault = open();
  if (vault === null) return;
  const rows = await db.mirror.bulkGet(keys.map(([kind, id]) => [vault.id, kind, id]));
  const bodies = await Promise.all(rows.map((row) => row && decryptDoc(row, vault)));
  if (open()?.id !== vault.id) return;
  keys.forEach(([kind, id], index) => {
    overtaken.add(place(kind, id));
    if (!kinds.has(kind)) kinds.set(kind, new Map());
    if (bodies[index]) kinds.get(kind).set(id, bodies[index]);
    else kinds.get(kind).delete(id);
  });
  changed(keys.map(([kind]) => kind));
}

hear("mirror", ({ vault, keys }) => vault === open()?.id && reread(keys).catch(() => {}));

function changed(names) {
  for (const kind of new Set(names)) lists.delete(kind);
  followers.forEach((follower) => follower());
}
