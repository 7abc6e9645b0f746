/**
 * What is typed about the family of the address on one screen: a draft from the first touch on, signed as one line, and
 * the last lines that left this tablet with what became of each. Used by the notes of a contact and of an agreement.
 */
import { device } from "../store/device.js";
import { draft, drafts, dropDraft, isWritten, releaseDraft, saveDraft, subscribe as onDrafts, takenUp } from "../store/drafts.js";
import { newId } from "../store/ids.js";
import { doc } from "../store/mirror.js";
import { holdVersion } from "../shell/update.js";
import { all, finishDraft, subscribe as onLines } from "../sync/outbox.js";
import { WORDS } from "./household.js";
import { onView, view } from "./view.js";

const MOST_SENT = 5;
/** Words after which there is nothing left to say. */
const QUIET = new Set(["received", "identical"]);
const NOT_KEPT = "Pas enregistré : ne fermez pas cette page.";
const NOT_SENT = "La tablette n’a pas pu l’enregistrer. Ce que vous avez noté est gardé ; recommencez.";

/** What a draft keeps of its family, so that it can be gone on with when the family has left the tablet. */
const ofHome = (home) => ({
  label: home?.label ?? "",
  contact_readers: home?.contact_readers ?? [],
  persons: (home?.persons ?? []).filter(({ role }) => role !== "enfant")
    .map(({ id, role, first_name, last_name, deceased_on }) => ({ id, role, first_name, last_name, deceased_on })),
});

/**
 * @param {string} noted what it is: the kind of the line that leaves
 * @param {string} screen name of the screen in the address
 * @param {object} empty what nothing typed looks like
 * @param {(begun: object[]) => object|undefined} pick of several notes begun for one family, the one on screen
 * @param {(value: object, content: object) => object} kept what this tablet keeps of it once it is signed
 */
export function noting(noted, screen, empty, pick = ([newest]) => newest, kept = (value) => value) {
  let failed = "";
  /** A new number makes the fields anew: after a save, or when another file is opened. */
  let form = 0;
  let versionHeld = null;
  const listeners = new Set();
  const tell = () => listeners.forEach((listener) => listener());

  const familyId = () => (view().name === screen ? view().id : "");
  const ofFamily = (id) => drafts().filter(({ value }) => value?.noted === noted && value.family_id === id);
  const current = () => pick(ofFamily(familyId()).filter(({ finished }) => !finished)) ?? null;
  const typed = () => ({ ...empty, ...(current()?.value ?? {}) });
  /** The family as far as this note asks for it: as it is aboard, or was when the note was begun. */
  const home = () => doc("family", familyId()) ?? current()?.value.home ?? null;

  function say(sentence) {
    failed = sentence;
    tell();
  }

  function letVersionGo() {
    versionHeld?.then((letGo) => letGo());
    versionHeld = null;
  }

  /** Keeps a change of what is typed; the draft begins with the first of them. */
  function keep(change) {
    const now = current();
    const id = now?.id ?? newId();
    const before = (now && draft(id)) ?? { ...empty, noted, family_id: familyId(), home: ofHome(doc("family", familyId())) };
    versionHeld ??= holdVersion();
    failed = "";
    saveDraft(id, { ...before, ...(typeof change === "function" ? change(before) : change) })
      .then(tell, (failure) => say(failure.sentence ?? NOT_KEPT));
  }

  /** Signs it; `told`: how it reads in the list of what left. @returns {Promise<boolean>} */
  async function send(body, told) {
    const now = current();
    if (!now) return false;
    try {
      const content = { kind: noted, id: newId(), family_id: now.value.family_id || null, parent: null, body, elapsed: null };
      await finishDraft(now.id, content, kept({ ...draft(now.id), body, told }, content));
      form += 1;
      say("");
      return true;
    } catch (failure) {
      say(failure.sentence ?? NOT_SENT);
      return false;
    }
  }

  /** What the office could not take, typed again in a new note, unless another one is begun already. `now`: what differs since. */
  function again(key, now = {}) {
    const value = draft(key);
    if (value?.noted !== noted || current()) return;
    form += 1;
    keep({ ...Object.fromEntries(Object.keys(empty).map((name) => [name, value[name]])), ...now, from: key });
  }

  /** Takes back what was typed and not signed. */
  async function undo() {
    const now = current();
    if (now) await dropDraft(now.id).catch((failure) => say(failure.sentence ?? ""));
    form += 1;
    say("");
  }

  /** The lines of a family that left this tablet and have something to say: not there yet, or set aside. */
  function sent(id) {
    const lines = new Map(all().map((line) => [line.id, line]));
    const signed = ofFamily(id).filter(({ finished, record_id }) => finished && lines.has(record_id));
    const taken = takenUp();
    return signed
      .filter(({ record_id }) => !taken.has(record_id))
      .map((one) => ({ ...one, line: lines.get(one.record_id) }))
      .filter(({ line }) => !QUIET.has(line.word) || line.sentence)
      .sort((a, b) => b.updated_at - a.updated_at)
      .slice(0, MOST_SENT)
      .map(({ id: key, value, line: { word, sentence, reasons = [] } }) => {
        const [state, kind] = word === "waiting" ? ["À envoyer", "warn"] : (WORDS[word] ?? ["", "plain"]);
        const said = [...new Set([sentence, ...reasons.map((reason) => reason.sentence)])].filter(Boolean).join(" ");
        return { key, what: noted, word, state, kind, text: value.told ?? "", sentence: said, again: word === "invalid" };
      });
  }

  let on = familyId();
  onView(() => {
    if (familyId() === on) return;
    on = familyId();
    failed = "";
    form += 1;
    for (const { value, id, finished } of drafts()) if (value?.noted === noted && !finished) releaseDraft(id);
    letVersionGo();
  });
  // Locked, nothing is typed here: a new version may come.
  device.subscribe(() => device.get().phase !== "open" && letVersionGo());

  return {
    familyId, home, current, typed, keep, send, undo, again, sent, say,
    form: () => `${familyId()}-${form}`,
    problem: () => failed,
    saved: () => (current() ? (isWritten(current().id) ? "Gardé sur la tablette" : "Enregistrement…") : ""),
    /** For `live`: what it is made of. */
    sources: [onDrafts, onLines, onView, (listener) => listeners.add(listener)],
  };
}

/** Ids of the lines of this tablet that have not left yet. */
export const waitingIds = () => new Set(all().filter(({ word }) => word === "waiting").map(({ id }) => id));

/** Ids of the lines of this tablet that the office set aside: what they say is not in the file. */
export const asideIds = () =>
  new Set(all().filter(({ word }) => word === "invalid" || word === "refused" || word === "filed").map(({ id }) => id));

/**
 * The file without what the office set aside. A withdrawal counts all the same: what a family took back is not asked of
 * it a second time because of a line.
 */
export function withoutAside(family) {
  const aside = asideIds();
  if (!family || !aside.size) return family;
  const contacts = (family.contacts ?? []).filter(({ id }) => !aside.has(id));
  const agreements = (family.agreements ?? []).filter(({ id, status }) => status !== "Accordé" || !aside.has(id));
  return { ...family, contacts, agreements };
}
