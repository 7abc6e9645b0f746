import { note } from "./device.js";
import { remember, remembered } from "./store.js";

/**
 * The code with which the office lets this tablet in, good once and for ten minutes: typed by hand, or brought by the square that
 * the tablet's camera reads. It comes behind the « # » of the address, which no server and no log ever sees.
 */

const BROUGHT = /^#\/enroler\/([0-9A-Za-z -]{4,40})$/;
const NAME = "invitation";

/** Is there a code in the address? It is taken out of it at once, and kept until the tablet is prepared. */
export async function takeFromAddress() {
  const [, code] = BROUGHT.exec(decode(location.hash)) ?? [];
  if (code) {
    history.replaceState(history.state, "", location.pathname);
    await remember("", NAME, code);
  }
  const kept = code ?? (await remembered("", NAME)) ?? "";
  note({ code: kept, code_asked: kept !== "" });
  return Boolean(code);
}

function decode(hash) {
  try {
    return decodeURIComponent(hash);
  } catch {
    return "";
  }
}

/** The place to type it shows; it stays while this tablet is not prepared. */
export const askForCode = () => note({ code_asked: true });

/** A vault opened that needs none, as far as one knows: it waits in memory in case the office asks for one. */
export async function setCodeAside() {
  note({ code_asked: false });
  if (await remembered("", NAME)) await remember("", NAME, undefined);
}

/** Prepared, or somebody else's turn: it is good for nobody any more. */
export async function forgetCode() {
  note({ code: "", code_asked: false });
  await remember("", NAME, undefined);
}
