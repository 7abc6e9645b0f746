import { APP_VERSION, call } from "../sync/door.js";
import { Refused } from "./store.js";

/** Makes this tablet known to the server for one worker: her public key on it, and the keys to seal with. */

/**
 * @param {{device: string, replaces?: string[], public_jwk: JsonWebKey}} vault asked again with the same key, it only renews
 * @param {string} account whose key it is: under another login nothing is enrolled
 * @returns {Promise<{account: object, keys: {key: string, public: string}[]}>}
 * @throws {Refused}
 */
export async function enrol({ device, replaces = [], public_jwk: { kty, crv, x, y } }, account) {
  const asked = { device_id: device, label: label(), public_jwk: { kty, crv, x, y }, app_version: APP_VERSION, replaces };
  const { ok, data } = await call("/api/devices/enrol", { json: asked, as: account });
  if (!ok) throw new Refused(data.sentence ?? "Le serveur n’a pas accepté cette tablette.");
  return data;
}

/** How the office will recognise it among the tablets. */
function label() {
  const { platform, brands = [] } = navigator.userAgentData ?? {};
  // Without a finger to touch it, it is a computer of the office: drafts are continued there.
  const desk = navigator.maxTouchPoints === 0 ? "Poste du bureau" : "";
  const browser = brands.map(({ brand }) => brand).find((brand) => !/not.?a.?brand/i.test(brand));
  return [desk, platform || navigator.platform || "Tablette", browser].filter(Boolean).join(" · ");
}
