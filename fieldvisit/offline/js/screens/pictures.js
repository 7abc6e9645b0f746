/** The verbs of pictures in a visit: take, choose, caption, take away, put back; nothing goes without being said. */
import { officeDate } from "../store/clock.js";
import { keepPicture, picturesOf } from "../pictures/album.js";
import { revokeAll } from "../pictures/urls.js";
import { newId } from "../store/ids.js";
import { beforeLeaving } from "../store/session.js";
import { Refused } from "../store/store.js";
import { onView, view } from "./view.js";
import { isSigned, mayPhotograph, MOST_PICTURES, withMode, withPerson, withStatus } from "./photo_agreement.js";
import { keptPictures, visible } from "./visit_draft.js";
import { change, currentDraft, screen, tell } from "./visit_state.js";

/**
 * What the page knows and the disk does not: pictures being prepared, and those that could not be kept.
 * @type {{key: string, draft: string, sentence: string, what: object|null, bytes: Uint8Array|null}[]}
 */
let loose = [];
let preparing = [];
/** @type {Set<Promise<void>>} */
const underWay = new Set();

export const looseOf = (draftId) => loose.filter(({ draft }) => draft === draftId);
export const preparingFor = (draftId) => preparing.filter((id) => id === draftId).length;

/** Open the place of photos, perhaps for the question in hand (« item » or « item/child »). */
export function openPhotos(key) {
  screen.photos = { key: typeof key === "string" ? key : "", about: typeof key === "string" && key ? "item" : "visit" };
  screen.notes = false;
  tell();
  adopt().catch(() => {});
}

export function closePhotos() {
  screen.photos = null;
  tell();
}

/** Does the next photo belong to the question in hand (« item ») or to the visit? */
export function setAbout(about) {
  screen.photos = { ...screen.photos, about };
  tell();
}

/** The question stays on screen until she says that it is noted: how and by whom are asked beside it. */
export function setPhotoAgreement(status) {
  if (screen.photos) screen.photos = { ...screen.photos, asking: true };
  return change((draft) => withStatus(draft, status));
}
export const setPhotoMode = (mode) => change((draft) => withMode(draft, mode));
export const setPhotoPerson = (id) => change((draft) => withPerson(draft, id));

export function askAgain() {
  screen.photos = { ...screen.photos, asking: !screen.photos.asking };
  tell();
}

/** Files from the camera or the gallery. */
export async function picked(event) {
  const files = [...(event.target.files ?? [])];
  event.target.value = ""; // the same file may be chosen again
  const draft = currentDraft();
  if (!draft || draft.stage === "signed" || !mayPhotograph(draft)) return;
  const [item = "", child = ""] = screen.photos?.about === "item" ? screen.photos.key.split("/") : [];
  const about = { kind: "photo", caption: "", item: item || null, child_id: child || null, signer: null };
  const taken = (async () => {
    const room = MOST_PICTURES - keptPictures(draft).length;
    for (const file of files.slice(0, room)) await take(draft.id, about, file);
    if (files.length > room) say(draft.id, `Une visite porte au plus ${MOST_PICTURES} photos et signatures : les autres n’ont pas été prises.`);
  })();
  underWay.add(taken);
  await taken;
  underWay.delete(taken);
}

/** Locking would lose what only this page holds: it is kept first, or the tablet says why it cannot lock. */
beforeLeaving(async () => {
  await Promise.all(underWay);
  for (const one of loose.filter(({ bytes }) => bytes)) {
    if (!(await keep(one))) throw new Refused(loose.find(({ key }) => key === one.key)?.sentence ?? "");
  }
  loose = [];
});

function say(draft, sentence) {
  loose = [...loose, { key: newId(), draft, sentence, what: null, bytes: null }];
  tell();
}

async function take(draftId, about, file) {
  const taken_at = officeDate().toISOString();
  preparing.push(draftId);
  tell();
  try {
    const { prepare } = await import("../pictures/prepare.js");
    const { bytes, ...measures } = await prepare(file);
    await keep({ key: newId(), draft: draftId, sentence: "", what: { ...about, ...measures, taken_at }, bytes });
  } catch (failure) {
    say(draftId, failure.sentence ?? "La photo n’a pas pu être lue : recommencez.");
  } finally {
    preparing.splice(preparing.indexOf(draftId), 1);
    tell();
  }
}

/**
 * Keep prepared bytes; when the disk refuses, they stay in the page to be tried again.
 * @returns {Promise<boolean>}
 */
export async function keep(one) {
  try {
    const picture = await keepPicture(one.draft, one.what, one.bytes);
    loose = loose.filter(({ key }) => key !== one.key);
    await add([picture], one.draft);
    return true;
  } catch (failure) {
    const sentence = failure.sentence ?? "La photo n’a pas pu être gardée : réessayez sans fermer cette page.";
    loose = [...loose.filter(({ key }) => key !== one.key), { ...one, sentence }];
    return false;
  } finally {
    tell();
  }
}

/** The bytes are on the disk; a visit left meanwhile takes the picture up when it is opened again (`adopt`). */
function add(pictures, draftId) {
  if (currentDraft()?.id !== draftId) return undefined;
  return change((draft) => {
    const known = new Set((draft.pictures ?? []).map(({ id }) => id));
    const more = pictures.filter(({ id }) => !known.has(id));
    return more.length ? { ...draft, pictures: [...(draft.pictures ?? []), ...more] } : draft;
  });
}

/** Takes up the pictures kept for the draft in hand that it does not know: the tab died between two writes. */
export async function adopt() {
  const draft = currentDraft();
  if (!draft || draft.stage === "signed") return;
  await add(await picturesOf(draft.id), draft.id);
}

export async function retryPicture(key) {
  const one = loose.find((each) => each.key === key);
  if (!one?.bytes) return;
  preparing.push(one.draft);
  tell();
  await keep(one);
  preparing.splice(preparing.indexOf(one.draft), 1);
  tell();
}

export function giveUpPicture(key) {
  loose = loose.filter((each) => each.key !== key);
  tell();
}

function edit(id, edited) {
  if (isSigned(id)) return undefined;
  return change((draft) => ({ ...draft, pictures: draft.pictures.map((one) => (one.id === id ? edited(one) : one)) }));
}

export function captionTyped(id, event) {
  const caption = visible(event.target.value, 300);
  return edit(id, (one) => ({ ...one, caption }));
}

/** Take a picture away; it can be put back until the visit is signed. */
export function removePicture(id) {
  screen.large = "";
  return edit(id, (one) => ({ ...one, removed: true }));
}

export const putBack = (id) => edit(id, ({ removed: _removed, ...one }) => one);

let cameFrom = null;

export function enlarge(id) {
  cameFrom = document.activeElement;
  screen.large = id;
  tell();
  requestAnimationFrame(() => document.getElementById("large-close")?.focus());
}

export function closeLarge() {
  screen.large = "";
  tell();
  cameFrom?.focus?.();
}

export function escapes(close) {
  return (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // it asks for this, and not for the screen to go blank
    close();
  };
}
export const largeKey = escapes(closeLarge);

let shown = "";
onView(() => {
  const { name, id } = view();
  const visit = name === "visite" || name === "seance" ? id : "";
  if (visit === shown) return;
  shown = visit;
  revokeAll();
});
