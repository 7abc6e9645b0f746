import { sendBackups } from "./backups.js";
import { Unreachable } from "./door.js";
import { device, note } from "../store/device.js";
import { enrol } from "../store/enrolment.js";
import { nextBlob, sendBlobs } from "./blobs.js";
import { measure } from "../store/health.js";
import { unsent, whenPosted } from "./outbox.js";
import { pull } from "./pull.js";
import { AT_ONCE, forgetOld, push, pushUrgent } from "./push.js";
import { askStanding } from "./standing.js";
import { leaving } from "../store/tablet.js";
import { open, renew } from "../store/vault.js";

/**
 * When the tablet talks with the server: push before pull, one tab at a time, again and again with a growing
 * delay while nobody answers. With the vault locked, it only sends.
 */

const EVERY = 30_000;
const FIRST_DELAY = 2_000;
const LONGEST_DELAY = 60_000;
const URGENT_DELAY = 8_000;
/** Sign-in takes this lock too: what is pulled must belong to the vault that is open. */
export const LOCK = "fieldvisit:sync";

let failures = 0;
let timer = 0;
let running = null;
let wanted = false;
/** Milliseconds until a picture that waits may be tried again. */
let picture = Infinity;

/** Sends and receives now. @returns {Promise<boolean>} whether the server was reached; never rejects */
export function syncNow() {
  failures = 0;
  return run();
}

function run() {
  if (running) {
    wanted = true;
    return running;
  }
  clearTimeout(timer);
  running = rounds();
  return running;
}

const pause = () =>
  failures === 0
    ? EVERY * (0.9 + 0.2 * Math.random())
    : Math.min(FIRST_DELAY * 2 ** (failures - 1), urgentWaits() ? URGENT_DELAY : LONGEST_DELAY) * (0.5 + Math.random());

const urgentWaits = () => unsent().some(({ kind }) => AT_ONCE.has(kind));

async function rounds() {
  let reached = false;
  do {
    wanted = false;
    try {
      await navigator.locks.request(LOCK, round);
      failures = 0;
      reached = true;
    } catch (failure) {
      failures += 1;
      reached = false;
      if (!(failure instanceof Unreachable)) console.error(failure);
    }
  } while (wanted && reached);
  running = null;
  timer = setTimeout(run, reached ? Math.min(pause(), picture) : pause());
  return reached;
}

async function round() {
  performance.mark("fieldvisit:sync:begin");
  for (let anew = true, turn = 0; anew && turn < 3; turn++) {
    await push(failures > 0);
    await sendBackups();
    anew = open() !== null && (await pull());
    // A new life of the server: acknowledged lines wait again and go first.
  }
  if (open() === null || device.get().login_expired) await askStanding();
  await renewKeys();
  await sendBlobs(() => wanted);
  picture = await nextBlob();
  await forgetOld();
  await measure();
  if (device.get().phase === "wiped") note({ leaving: await leaving() });
  performance.mark("fieldvisit:sync:end");
}

let renewed = "";

/** Once per opening of the vault: the server may seal with a newer key, and the worker have another role. */
async function renewKeys() {
  const vault = open();
  if (vault === null || device.get().login_expired || renewed === vault.id) return;
  renewed = vault.id;
  try {
    const { account, keys } = await enrol(vault, vault.account.id);
    if (open()?.id === vault.id) await renew(account ?? vault.account, keys);
  } catch (failure) {
    if (failure instanceof Unreachable) renewed = "";
    else console.warn(failure); // the old keys still open what they sealed
  }
}

/** Starts the rounds and follows what calls for one. */
export function follow() {
  whenPosted((kind) => {
    // It does not wait for what is being sent meanwhile; if that failed, the round that follows sends it first.
    if (AT_ONCE.has(kind) && running) pushUrgent().catch(() => {});
    syncNow();
  });
  addEventListener("online", () => syncNow());
  addEventListener("offline", () => note({ online: false }));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && syncNow());
  note({ online: navigator.onLine });
  if (unsent().length) syncNow();
  else timer = setTimeout(run, EVERY);
}
