import { APP_VERSION, call } from "../sync/door.js";
import { askForCode } from "./invitation.js";
import { Refused } from "./store.js";

/** Makes this tablet known to the server for one worker: her public key on it, and the keys to seal with. */

/**
 * @param {{device: string, replaces?: string[], public_jwk: JsonWebKey}} vault asked again with the same key, it only renews
 * @param {string} account whose key it is: under another login nothing is enrolled
 * @param {string} [code] of the office, good once; a key that is known already needs none
 * @returns {Promise<{account: object, keys: {key: string, public: string}[]}>}
 * @throws {Refused}
 */
export async function enrol({ device, replaces = [], public_jwk: { kty, crv, x, y } }, account, code = "") {
  const asked = { device_id: device, label: label(), public_jwk: { kty, crv, x, y }, app_version: APP_VERSION, replaces, code };
  const { ok, data } = await call("/api/devices/enrol", { json: asked, as: account });
  if (!ok && data.code) askForCode();
  if (!ok) throw new Refused(data.sentence ?? "Le serveur n’a pas accepté cette tablette.");
  return data;
}

/** Enrolled perhaps, but the answer did not come, or could not be stored. @type {null | {account: string, keys: object}} */
let unanswered = null;

/**
 * The first enrolment of a vault. When its answer was lost, asking anew with the same key costs no second code.
 * @param {object} fresh what the vault was prepared with (vault.js)
 * @param {string} account @param {string} code
 * @param {(made: object, enrolled: object) => Promise<void>} establish stores the vault
 * @throws {Refused}
 */
export async function enrolNew(fresh, account, code, establish) {
  const made = unanswered?.account === account ? { ...fresh, ...unanswered.keys } : fresh;
  const { device, signing, public_jwk } = made;
  unanswered = { account, keys: { device, signing, public_jwk } };
  try {
    await establish(made, await enrol(made, account, code));
    unanswered = null;
  } catch (failure) {
    if (failure instanceof Refused) unanswered = null;
    throw failure;
  }
}

/** How the office will recognise it among the tablets. */
function label() {
  const { platform, brands = [] } = navigator.userAgentData ?? {};
  // Without a finger to touch it, it is a computer of the office: drafts are continued there.
  const desk = navigator.maxTouchPoints === 0 ? "Poste du bureau" : "";
  const browser = brands.map(({ brand }) => brand).find((brand) => !/not.?a.?brand/i.test(brand));
  return [desk, platform || navigator.platform || "Tablette", browser].filter(Boolean).join(" · ");
}
