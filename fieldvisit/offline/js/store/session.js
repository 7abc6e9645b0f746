import { useEffect } from "react";

import * as addresses from "./addresses.js";
import { hear, tell } from "./channel.js";
import * as attempts from "./attempts.js";
import * as clock from "./clock.js";
import { device, NOBODY, note } from "./device.js";
import { abandon, call, Unreachable } from "../sync/door.js";
import * as draftsAboard from "./drafts.js";
import { enrol, enrolNew } from "./enrolment.js";
import * as health from "./health.js";
import { whenIdle } from "./idle.js";
import { forgetCode, setCodeAside, takeFromAddress } from "./invitation.js";
import * as lease from "./lease.js";
import * as mirror from "./mirror.js";
import { forgetDue, reconcile, sealDue } from "../sync/backups.js";
import * as elsewhere from "../sync/elsewhere.js";
import { refresh } from "../sync/outbox.js";
import { tellAboard } from "../sync/pull.js";
import { forgetReads } from "./reads.js";
import { Refused, remember, remembered } from "./store.js";
import { isWithdrawn } from "../sync/standing.js";
import { follow, LOCK, syncNow } from "../sync/sync.js";
import { deviceMade, leaving, nextDevice } from "./tablet.js";
import * as vault from "./vault.js";
import { backInService, beforeWiping, wipedAt, whenWiped } from "./wipe.js";

/**
 * Who works on this tablet: signed in with the server, or with a vault to unlock. Each act answers true when
 * it succeeded and never rejects: what went wrong is `error`, a French sentence, in `useDevice()`.
 */

/** React hook: what the tablet says of itself (device.js). */
export function useDevice() {
  useEffect(() => void start(), []);
  return device.use();
}

let started = null;

/** Opens the store and finds out who works here; once per page. */
export function start() {
  started ??= begin().catch((failure) => note({ phase: "signed_out", error: sentence(failure) }));
  return started;
}

async function begin() {
  if (!globalThis.crypto?.subtle || !navigator.locks) {
    return note({ phase: "signed_out", error: "Cette adresse n’est pas protégée (HTTPS) : Fieldvisit ne peut pas s’y ouvrir." });
  }
  if (!(await health.check())) return note({ phase: "signed_out" });
  const invited = await takeFromAddress();
  await clock.restore();
  await refresh();
  const known = await vault.vaults();
  attempts.follow(known);
  const last = await remembered("", "last");
  const lasts = known.find(({ account_id }) => account_id === last) ?? (known.length === 1 ? known[0] : undefined);
  const mine = invited ? undefined : lasts;
  note({ accounts: known.map(({ account }) => account), account: mine?.account ?? NOBODY });
  note({ phase: known.length && last !== "" && !invited ? "locked" : await outside() });
  whenIdle(lock, () => device.get().phase === "open");
  setInterval(() => {
    clock.say();
    if (vault.open()) lease.watch(vault.open().id).catch(() => {});
  }, 60_000);
  beforeWiping(async () => {
    await draftsAboard.settled();
    await sealDue();
  });
  whenWiped((ids) => shutOut(ids).catch((failure) => console.error(failure)));
  addEventListener("hashchange", () => invitedHere().catch(console.warn));
  hear("leave", ({ id }) => vault.open()?.id === id && lock());
  follow();
  if (!known.length && device.get().phase === "signed_out") await resume().catch(() => {});
}

/** The camera read a code while the app was open: whom it is for signs in. */
async function invitedHere() {
  if ((await takeFromAddress()) && device.get().phase === "locked") note({ phase: "signed_out", account: NOBODY, error: "" });
}

/** What a tablet without a vault shows: « Se connecter », or that it was withdrawn. */
async function outside() {
  const wiped_at = await wipedAt();
  if (wiped_at === null) return "signed_out";
  note({ wiped_at, leaving: await leaving() });
  return "wiped";
}

/** The office withdrew this tablet: what these vaults opened is gone, from memory too. */
async function shutOut(ids) {
  const mine = vault.open();
  if (mine && ids.includes(mine.id)) forget();
  await refresh();
  const known = await vault.vaults();
  note({ accounts: known.map(({ account }) => account), account: known[0]?.account ?? NOBODY });
  if (!vault.open()) note({ phase: known.length ? "locked" : await outside(), error: "" });
}

/** A tablet reloaded between sign-in and the choice of a passphrase. */
async function resume() {
  const { ok, data } = await call("/api/me");
  if (ok && device.get().phase === "signed_out" && !device.get().busy) note({ phase: "new_vault", account: data.account });
}

const sentence = (failure) => {
  if (failure instanceof Unreachable) return "Le serveur ne répond pas : vérifiez le réseau et recommencez.";
  if (typeof failure?.sentence === "string") return failure.sentence;
  console.error(failure);
  return "La tablette n’a pas pu le faire. Recommencez ; si cela dure, rechargez la page.";
};

async function act(work) {
  await start();
  if (device.get().busy) return false;
  note({ busy: true, error: "" });
  try {
    await work();
    return true;
  } catch (failure) {
    note({ error: sentence(failure) });
    return false;
  } finally {
    note({ busy: false });
  }
}

/**
 * Signs in with the server. Keeps everything when the same account's vault is open.
 * @param {string} login @param {string} password @param {string} [factor] code of the second factor, once it was asked
 * @returns {Promise<boolean>}
 */
export const signIn = (login, password, factor = "") =>
  act(async () => {
    abandon(); // a request under way would make us wait for its end
    await navigator.locks.request(LOCK, async () => {
      const { ok, data } = await call("/api/login", { json: { login, password, code: factor, next: "" } });
      note({ factor_asked: data.second_step === "code" });
      if (device.get().factor_asked && !factor) throw new Refused(""); // nothing is wrong: its field says what to type
      if (!ok) throw new Refused(data.sentence ?? "Identifiant ou mot de passe incorrect.");
      if ((await wipedAt()) !== null && (await isWithdrawn())) {
        await call("/api/logout", { json: {} }).catch(() => {});
        throw new Refused("Cette tablette a été retirée du service : adressez-vous à l’administrateur.");
      }
      note({ login_expired: false });
      await welcome(data.account);
    });
    if (vault.open()) syncNow();
  });

async function welcome(account) {
  if (vault.open()?.account.id === account.id) return;
  if (vault.open()) await leave();
  const known = await vault.vaults();
  const mine = known.find(({ account_id }) => account_id === account.id);
  const opens = mine && !device.get().forgotten;
  if (mine) await remember("", "last", account.id);
  if (opens) await forgetCode(); // this tablet is hers already
  note({ phase: opens ? "locked" : "new_vault", account, forgotten: false });
}

/**
 * Makes this account's vault on this tablet and brings the round aboard.
 * @param {string} passphrase @param {string} [code] of the office @returns {Promise<boolean>}
 */
export const createVault = (passphrase, code = "") =>
  act(async () => {
    const { account } = device.get();
    const fresh = await vault.prepare(passphrase, await nextDevice(account.id));
    await enrolNew(fresh, account.id, code, async (made, enrolled) => {
      await vault.establish(made, enrolled.account ?? account, enrolled.keys);
      await deviceMade(made.device);
    });
    await forgetCode();
    health.begun();
    await backInService();
    note({ wiped_at: null, leaving: null });
    await enter();
  });

/** The office does not know this tablet any more: with a new code it does, and all goes on. @returns {Promise<boolean>} */
export const enrolAgain = (code) =>
  act(async () => {
    const mine = vault.opened();
    const { account, keys } = await enrol(mine, mine.account.id, code);
    await vault.renew(account ?? mine.account, keys);
    await forgetCode();
    syncNow();
  });

/** Opens a vault of this tablet; needs no network. @returns {Promise<boolean>} */
export const unlock = (passphrase, accountId) => opening(accountId, (id) => vault.unlockWith(passphrase ?? "", id));

/** The same by the tablet's own authenticator. @returns {Promise<boolean>} */
export const unlockByTablet = (accountId) => opening(accountId, vault.unlockByTablet);

const opening = (accountId, unlocking) =>
  act(async () => {
    const wanted = typeof accountId === "string" && accountId ? accountId : device.get().account.id;
    const row = (await vault.vaults()).find(({ account_id }) => account_id === wanted);
    if (!row) throw new Refused("Aucun coffre de ce compte sur cette tablette : connectez-vous.");
    if (vault.open() && vault.open().id !== row.id) await leave();
    await unlocking(row.id);
    await setCodeAside();
    await enter();
  });

async function enter() {
  const mine = vault.open();
  const [{ rest }, , known] = await Promise.all([
    mirror.load(), draftsHere(), vault.vaults(), lease.watch(mine.id), addresses.load(),
  ]);
  await tellAboard(mine);
  note({ phase: "open", account: mine.account, accounts: known.map(({ account }) => account) });
  await remember("", "last", mine.account.id);
  health.askToLast().catch(() => {});
  reconcile().catch(console.warn);
  whole(mine, rest);
}

async function draftsHere() {
  await draftsAboard.load();
  await elsewhere.load();
  await refresh();
}

/** Talks with the server once all is in memory; after a damaged row everything comes again. */
async function whole(mine, rest) {
  try {
    if (!(await rest)) await remember(mine.id, "pull", undefined);
  } catch (failure) {
    console.error(failure); // what is missing on screen is still on the disk
  }
  if (vault.open()?.id === mine.id) syncNow();
}

/** Drops keys and content from memory, once everything typed is on the disk. @returns {Promise<boolean>} */
export const lock = () =>
  act(async () => {
    if (!vault.open()) return;
    await leave();
    note({ phase: "locked" });
    syncNow(); // the last words go at once, sealed
  });

/** « Verrouiller »: the hand that locks one tab means the whole tablet. @returns {Promise<boolean>} */
export async function lockTablet() {
  const mine = vault.open();
  const locked = await lock();
  if (mine && locked) tell("leave", { id: mine.id });
  return locked;
}

const farewells = new Set();

/** Calls `settle` before the vault closes; when it rejects with a `sentence`, the vault stays open. */
export const beforeLeaving = (settle) => farewells.add(settle);

async function leave() {
  for (const settle of farewells) await settle();
  await draftsAboard.settled();
  await sealDue();
  forget();
  await refresh();
  note({ aboard_complete: false, aboard_since: null, last_contact: null, login_expired: false });
}

/** Drops keys and content from memory as they are. */
function forget() {
  vault.close();
  forgetDue();
  elsewhere.unload();
  draftsAboard.unload();
  mirror.unload();
  forgetReads();
  addresses.unload();
}

/** Ends the session with the server and locks, in every tab. Unsent work stays and still leaves. @returns {Promise<boolean>} */
export const signOut = () =>
  act(async () => {
    const mine = vault.open();
    if (mine) await leave();
    await remember("", "last", "");
    note({ phase: "signed_out", account: NOBODY });
    if (mine) tell("leave", { id: mine.id });
    abandon();
    await call("/api/logout", { json: {} }).catch(() => {}); // out of range the cookie stays, the vault is locked
  });

/** The accounts that have a vault on this tablet. */
export const accounts = () => device.get().accounts;
