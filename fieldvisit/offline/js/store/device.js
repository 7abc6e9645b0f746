import { observable } from "./observable.js";

/**
 * What the tablet says of itself, in one value that every screen may follow (`useDevice` of session.js).
 * @typedef {object} Device
 * @property {"loading"|"signed_out"|"new_vault"|"locked"|"open"|"wiped"} phase
 * @property {{id: string, name: string, role: string, role_label: string}} account
 * @property {{id: string, name: string, role: string, role_label: string}[]} accounts known on this tablet
 * @property {boolean} online the server answered the last time it was asked
 * @property {boolean} busy
 * @property {string} error French sentence, or ""
 * @property {number} unsent visits and orders still to be acknowledged
 * @property {number} pictures signed pictures still to be acknowledged
 * @property {boolean} aboard_complete
 * @property {string|null} aboard_since ISO
 * @property {string|null} last_contact ISO
 * @property {string} storage_sentence French sentence, or ""
 * @property {boolean} storage_grave what is typed now is threatened
 * @property {boolean} forgotten the passphrase was forgotten: signing in leads to a new vault
 * @property {boolean} login_expired
 * @property {string} code the office's code for this tablet, as its camera read it, or ""
 * @property {boolean} code_asked the place to type it shows
 * @property {boolean} factor_asked the password was right, the code of the second factor is still to come
 * @property {number|null} wiped_at when what this tablet held was destroyed, ms since 1970
 * @property {{lines: number, pictures: number, backups: number}|null} leaving what a wiped tablet still has to send
 */
const NOBODY = { id: "", name: "", role: "", role_label: "" };

export const device = observable(/** @type {Device} */ ({
  phase: "loading",
  account: NOBODY,
  accounts: [],
  online: true,
  busy: false,
  error: "",
  unsent: 0,
  pictures: 0,
  aboard_complete: false,
  aboard_since: null,
  last_contact: null,
  storage_sentence: "",
  storage_grave: false,
  login_expired: false,
  forgotten: false,
  code: "",
  code_asked: false,
  factor_asked: false,
  wiped_at: null,
  leaving: null,
}));

/** @param {Partial<Device>} change */
export function note(change) {
  const now = device.get();
  if (Object.entries(change).every(([name, value]) => Object.is(now[name], value))) return;
  device.set({ ...now, ...change });
}

export { NOBODY };
