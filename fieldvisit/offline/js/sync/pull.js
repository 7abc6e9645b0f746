import { toBase64, utf8 } from "../store/bytes.js";
import { officeDate } from "../store/clock.js";
import { note } from "../store/device.js";
import { APP_VERSION, call, Unreachable } from "./door.js";
import { drafts, follow, showDrafts } from "../store/drafts.js";
import { askForCode } from "../store/invitation.js";
import { refreshed } from "../store/lease.js";
import * as mirror from "../store/mirror.js";
import { heard } from "./elsewhere.js";
import { epochSeen } from "./push.js";
import { running } from "./running.js";
import { heed } from "./standing.js";
import { awaiting, takeSettled } from "./settled.js";
import { db, durable, remember, remembered } from "../store/store.js";
import { news, vanishedTold } from "../store/tablet.js";
import { open } from "../store/vault.js";

/** Brings aboard what this worker may carry; each page and its cursor are stored in one transaction. */

/**
 * The call names the vault's account: under a colleague's login the server answers 401, and nothing of hers enters.
 * @returns {Promise<boolean>} true when the server began a new life and everything must be sent and read again
 * @throws {Unreachable}
 */
export async function pull() {
  const vault = open();
  const told = await news();
  for (;;) {
    const at = (await remembered(vault.id, "pull")) ?? { cursor: null, gen: "", complete: false, since: null };
    const asked = { cursor: at.cursor, ...aboard(vault), ...told };
    const headers = { "Fieldvisit-Proof": await proof(asked, vault) };
    const answer = await call("/api/sync/pull", { json: asked, as: vault.account.id, headers });
    note({ login_expired: answer.status === 401 });
    if (answer.status === 401) return false;
    if (!answer.ok && answer.data.code) {
      askForCode(); // the office does not know this tablet: what is aboard stays, nothing new comes
      return false;
    }
    if (!answer.ok) throw new Unreachable("pull");
    note({ code_asked: false });
    if (open()?.id !== vault.id) return false;
    const page = answer.data;
    if (page.wipe) {
      await heed({ withdrawn: [vault.device] });
      return false;
    }
    if (told.vanished) vanishedTold();
    const anew = await epochSeen(page.epoch);
    // Before the old file goes: if this tab dies in between, the next pull tells it again.
    const followed = await follow(page.joined ?? {});
    await takePage(vault, at, followed ? page : { ...page, forget: page.forget.filter((one) => !page.joined[one]) });
    await takeSettled(vault, page.settled ?? []);
    if (anew) return true;
    if (page.more) continue;
    await refreshed(vault.id, page.server_time, page.lease_days);
    await tellAboard(vault);
    if (page.moved) await heard(vault, page);
    return false;
  }
}

/** Says that this tablet asks: signed with the key that was enrolled on it. */
async function proof(asked, { signing }) {
  const text = utf8(`fieldvisit pull v1\n${JSON.stringify(asked)}`);
  return toBase64(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, signing, text));
}

/** What is aboard already, as the server asks for it, and the tablet's news for the office. */
function aboard(vault) {
  const forms = {};
  const form_marks = {};
  for (const { code, version, mark } of mirror.docs("form").map(named).sort(byVersion)) {
    forms[code] = version;
    form_marks[code] = mark ?? "";
  }
  return {
    have: mirror.docs("family").map(({ id }) => id), forms, form_marks, today: localDay(officeDate()),
    form_ids: mirror.docs("form").map(({ id }) => id),
    device_id: vault.device, app_version: APP_VERSION, at: new Date().toISOString(),
    running: running(drafts()), awaiting: awaiting(), contacts: mirror.doc("contacts", "contacts")?.version ?? null,
    alert_rules: mirror.doc("alert_rules", "alert_rules")?.version ?? null,
    tisf_lists: mirror.doc("tisf_lists", "tisf_lists")?.version ?? null,
    session_hours: Object.fromEntries(mirror.docs("session_hours").map(({ month, said }) => [month, said])),
    places: Object.fromEntries(mirror.docs("family").filter(({ place }) => place).map(({ id, version }) => [id, version ?? ""])),
    growth: {
      settings: mirror.doc("growth", "growth")?.settings ?? null,
      references: Object.fromEntries(mirror.docs("reference").map(({ id, withdrawn }) => [id, withdrawn])),
    },
  };
}

const named = ({ id, code, version, mark }) => ({ mark, code: code ?? id.split("@")[0], version: version ?? id.split("@")[1] });
const byVersion = (a, b) => String(a.version).localeCompare(String(b.version), "fr", { numeric: true });

const localDay = (date) =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, "0")).join("-");

async function takePage(vault, at, { cursor, more, docs, forget, epoch, reader = "", server_time }) {
  const gen = `${epoch}/${reader}`; // another role or sector reads other fields: nothing older stays
  const sealed = await Promise.all(docs.map(({ kind, id, body }) => mirror.encryptDoc(kind, id, body, vault)));
  const shown = [];
  const gone = [];
  await durable(() =>
    db.transaction("rw", db.mirror, db.drafts, db.outbox, db.state, async () => {
      shown.length = gone.length = 0; // a transaction may be run twice
      await forgetFamilies(vault.id, forget, shown, gone);
      // All at once: one by one, a first sync is six thousand turns of the disk.
      const before = await db.mirror.bulkGet(docs.map(({ kind, id }) => [vault.id, kind, id]));
      const isDirty = (index) => Boolean(before[index]?.dirty.length);
      const rows = docs.map(({ kind, id, family_id }, index) => {
        const row = { vault: vault.id, kind, id, family_id, gen, forget: 0 };
        return isDirty(index)
          ? { ...before[index], ...row, next: sealed[index] }
          : { ...row, dirty: [], next: null, ...sealed[index] };
      });
      await db.mirror.bulkPut(rows);
      shown.push(...docs.filter((_, index) => !isDirty(index)).map(({ kind, id, body }) => ({ kind, id, body })));
      await dropSigned(vault.id, docs.filter(({ kind }) => kind === "record").map(({ id }) => id), gone);
      if (!more && at.gen !== gen) await dropOthers(vault.id, gen, shown);
      const known = { cursor, gen: more ? at.gen : gen, complete: !more, since: more ? at.since : server_time };
      await remember(vault.id, "pull", known);
    }),
  );
  if (open()?.id !== vault.id) return;
  mirror.show(shown);
  showDrafts(gone);
}

const ACKNOWLEDGED = new Set(["received", "identical", "diverged", "settled", "filed"]);

/** Access was lost: what is clean goes; work that is not in force at the office stays until it is. */
async function forgetFamilies(vault, families, shown, gone) {
  for (const family of families) {
    for (const row of await db.mirror.where({ vault, family_id: family }).toArray()) {
      if (row.dirty.length) {
        await db.mirror.put({ ...row, next: null, forget: 1 });
      } else {
        await db.mirror.delete([vault, row.kind, row.id]);
        shown.push({ kind: row.kind, id: row.id });
      }
    }
    for (const row of await db.drafts.where("vault").equals(vault).and((one) => one.family_id === family).toArray()) {
      if (await db.outbox.where("id").equals(row.record_id).and(({ word }) => !ACKNOWLEDGED.has(word)).count()) {
        await db.drafts.put({ ...row, forget: 1 });
      } else {
        await db.drafts.delete([vault, row.id]);
        gone.push({ id: row.id });
      }
    }
  }
}

/** The server's copy of signed records is aboard: the tablet's own are no longer needed. */
async function dropSigned(vault, records, gone) {
  const keys = records.map((record) => [vault, record]);
  const rows = await db.drafts.where("[vault+record_id]").anyOf(keys).toArray();
  await db.drafts.bulkDelete(rows.map(({ id }) => [vault, id]));
  gone.push(...rows.map(({ id }) => ({ id })));
}

/** What is no family's and is only sent when it is not aboard. */
const KEPT = new Set(["form", "contacts", "growth", "reference", "alert_rules", "tisf_lists"]);

/**
 * After a new life of the server: what it did not send again does not exist any more. The grids stay: they are not
 * sent again either, tell nothing of anybody, and a draft is finished with the version it began with.
 */
async function dropOthers(vault, gen, shown) {
  for (const row of await db.mirror.where("vault").equals(vault).toArray()) {
    if (row.gen === gen || row.dirty.length || KEPT.has(row.kind)) continue;
    await db.mirror.delete([vault, row.kind, row.id]);
    shown.push({ kind: row.kind, id: row.id });
  }
}

/** Says whether every file of the round is on the device, and since when. */
export async function tellAboard(vault) {
  const at = await remembered(vault.id, "pull");
  const whole = mirror.docs("visit").every(({ family_id }) => !family_id || mirror.doc("family", family_id));
  note({ aboard_complete: Boolean(at?.complete && whole), aboard_since: at?.since ?? null });
}
