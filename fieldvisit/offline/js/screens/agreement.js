/** Noting what a family says of an agreement, above all that it takes one back: it holds on this tablet at once. */
import { officeDate } from "../store/clock.js";
import { doc } from "../store/mirror.js";
import { AGREEMENTS, GIVEN, lastWord, MODES, OPPOSITION, REFUSED, WITHDRAWN } from "../rules/family_words.js";
import { today } from "./french.js";
import { noting } from "./noting.js";

/** Signs of what an agreement is for (`LONGEST` in families/agreeing.py); a withdrawal's are taken whole. */
const LONGEST = 300;
const NOTHING = { kind: "", status: "", person_id: null, mode: MODES[0], words: "", expires_on: "" };
const CLOSED = {
  kind: "", form: "", title: "", warning: "", who: [], modes: [], lasting: false, expires_on: "", words_label: "", words: "", problem: "",
};
/** Signed with a pen in the visit; here it is said or on paper. */
const HERE = MODES.slice(0, 2);
const DONE = { [GIVEN]: "accordé", [REFUSED]: "refusé", [WITHDRAWN]: "retrait" };

const note = noting("agreement", "dossier", NOTHING);
export const sources = note.sources;
export const sentAgreements = note.sent;

const adults = () =>
  (note.home()?.persons ?? []).filter(({ role, deceased_on }) => role !== "enfant" && !deceased_on);

/** The panel (`Asking` in pages/field/shapes.py); its `kind` is empty while none is open. */
export function asking() {
  const typed = note.typed();
  if (!note.current() || !typed.kind) return { ...CLOSED, problem: note.problem() };
  const back = typed.status === WITHDRAWN;
  const objection = typed.kind === OPPOSITION;
  const done = objection ? (back ? "levée" : "opposition") : DONE[typed.status];
  return {
    kind: typed.kind, form: `${note.form()}-${typed.kind}-${typed.status}`, title: `${AGREEMENTS[typed.kind][0]} – ${done}`,
    warning: back && !objection ? "Le retrait vaut dès maintenant sur cette tablette, partout dès qu’il est reçu." : "",
    who: adults().map((one) => ({ code: one.id, label: `${one.first_name} ${one.last_name}`.trim(), chosen: typed.person_id === one.id })),
    modes: back ? [] : HERE.map((label) => ({ code: label, label, chosen: typed.mode === label })),
    lasting: typed.status === GIVEN && !objection, expires_on: typed.expires_on,
    words_label: back ? "Ce qui a été dit (facultatif)" : "Pour qui, pour quoi (facultatif)", words: typed.words, problem: note.problem(),
  };
}

export function ask(kind, status) {
  const [only, ...others] = adults();
  note.keep({ ...NOTHING, kind, status, person_id: others.length ? null : (only?.id ?? null) });
}

/** One that the office could not take, to be put right. */
export const again = (key) => note.again(key);

export const chooseWho = (id) => note.keep({ person_id: id });
export const chooseMode = (mode) => note.keep({ mode });
export const type = (name, event) => {
  const { value } = event.target;
  note.keep({ [name]: value });
};
export const close = () => note.undo();

export async function send() {
  const { kind, status, person_id, mode, words, expires_on } = note.typed();
  if (!kind) return;
  if (!person_id) return note.say("Indiquez qui l’a dit : un adulte du foyer.");
  if (status === GIVEN && expires_on && expires_on <= today()) return note.say("L’échéance doit venir après aujourd’hui : vérifiez la date.");
  if (status !== WITHDRAWN && words.trim().length > LONGEST) {
    return note.say(`Le texte est trop long : ${words.trim().length} signes, ${LONGEST} au plus. Raccourcissez-le.`);
  }
  // A word said after another one is the later one, whatever the clock did meanwhile.
  const before = lastWord(doc("family", note.familyId()), kind)?.collected_at ?? "";
  const now = officeDate().toISOString();
  const at = now > before ? now : new Date(Date.parse(before) + 1).toISOString();
  const lasting = status === GIVEN && kind !== OPPOSITION;
  const body = { kind, status, person_id, mode, words: words.trim(), expires_on: (lasting && expires_on) || (lasting ? nextYear() : null), at };
  await note.send(body, `${AGREEMENTS[kind][1]} : ${kind === OPPOSITION ? (status === GIVEN ? "enregistrée" : "levée") : status.toLowerCase()}`);
}

/** Twelve months, as at the office; of a 29th of February, the 28th. */
function nextYear() {
  const [year, month, day] = today().split("-");
  return `${Number(year) + 1}-${month}-${month === "02" && day === "29" ? "28" : day}`;
}
