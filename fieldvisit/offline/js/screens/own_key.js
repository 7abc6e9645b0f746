/**
 * Opening by the tablet's own authenticator, as its screens show it: offered once on the round, put on and taken off in « Cette
 * tablette », one tap on the locked screen. Never on a tablet that several share: whoever opens the tablet would open them all.
 */
import { useEffect } from "react";

import { available } from "../store/authenticator.js";
import { device } from "../store/device.js";
import { unlockByTablet } from "../store/session.js";
import { remember, remembered } from "../store/store.js";
import { addOwnKey, check, hasOwnKey, isFresh, open, removeOwnKey, vaults } from "../store/vault.js";
import { live } from "./live.js";

const STORED = "own_key/later";
/** What was last read: can this tablet, whose vaults it opens already, and did she put the offer off. */
let read = { can: false, held: new Set(), later: true };
const ui = { busy: false, problem: "" };

function compute() {
  const { phase, account, accounts } = device.get();
  const held = read.held.has(account.id);
  const shared = accounts.length > 1;
  const can = read.can && !shared;
  return {
    unlocks: phase === "locked" && held,
    held: phase === "open" && held,
    can: phase === "open" && can && !held,
    offered: phase === "open" && can && !held && !read.later,
    shared: read.can && shared,
    asks_phrase: !isFresh(),
    busy: ui.busy, problem: ui.problem,
  };
}

const state = live(compute, device.subscribe);

async function look() {
  const [can, rows] = [await available(), await vaults()];
  const mine = open()?.id;
  const later = mine ? Boolean(await remembered(mine, STORED)) : true;
  read = { can, held: new Set(rows.filter(hasOwnKey).map(({ account_id }) => account_id)), later };
  state.tell();
}

/** React hook: see `OwnKey` in pages/field/shapes.py. */
export function useOwnKey() {
  const { phase, account, accounts } = device.use();
  useEffect(() => {
    Object.assign(ui, { busy: false, problem: "" });
    look().catch(() => {}); // then the passphrase alone opens
  }, [phase, account.id, accounts.length]);
  return state.use();
}

async function act(work) {
  if (ui.busy) return;
  Object.assign(ui, { busy: true, problem: "" });
  state.tell();
  try {
    await work();
  } catch (failure) {
    ui.problem = failure.sentence ?? "La tablette n’a pas pu le faire : réessayez.";
    if (!failure.sentence) console.error(failure);
  }
  ui.busy = false;
  await look().catch(() => state.tell());
}

/** One tap, just after the phrase was written; later the phrase is asked for. */
export const putOn = () => act(addOwnKey);

/** « Activer », with her phrase: nobody who finds the tablet open adds a finger of their own. */
export const putOnWith = ({ phrase }) =>
  act(async () => {
    await check(phrase ?? "");
    await addOwnKey();
  });

export const takeOff = () => act(removeOwnKey);

export const notNow = () => act(() => remember(open().id, STORED, true));

/** On the locked screen: what goes wrong is said there, as for the phrase. */
export const unlockHere = () => unlockByTablet();
