/** The forms at the door: they hand the typed words to the session and never keep them. */
import { NOBODY, device, note } from "../store/device.js";
import { askForCode } from "../store/invitation.js";
import { createVault, enrolAgain, signIn, unlock } from "../store/session.js";

/** @param {{login: string, password: string, factor?: string}} typed what the form held */
export function submitSignIn({ login, password, factor = "" }) {
  signIn(login.trim(), password, factor.trim());
}

/** Another login or password than the one whose code is asked. */
export const notThisAccount = () => note({ factor_asked: false, error: "" });

export function submitNewVault({ phrase, again, code = "" }) {
  if (phrase === again) createVault(phrase, code.trim());
  else note({ error: "Les deux phrases sont différentes : écrivez la même dans les deux cases." });
}

export function submitCode({ code }) {
  enrolAgain(code.trim());
}

export function submitUnlock({ phrase }) {
  unlock(phrase);
}

/** « J’ai un code du bureau »: the place to type it. */
export const haveCode = () => askForCode();

/** Choose whose vault to open; "" asks somebody new to sign in. */
export function pickAccount(id) {
  const account = device.get().accounts.find((one) => one.id === id);
  note({ phase: account ? "locked" : "signed_out", account: account ?? NOBODY, error: "", forgotten: false, factor_asked: false });
}

/** Nobody can find a passphrase again: signing in with the server leads to a new vault beside the old one. */
export function forgot() {
  note({ phase: "signed_out", account: NOBODY, error: "", forgotten: true, factor_asked: false });
}
