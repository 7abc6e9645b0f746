/** « La famille accepte-t-elle les photos ? »: what is in force, asked once and said in the record. No screen. */
import { all } from "../pictures/album.js";
import { doc } from "../store/mirror.js";
import { withoutAside } from "./noting.js";
import { dayOf } from "./visit_context.js";
import { keptPictures, SIGNED_ON_TABLET } from "./visit_draft.js";

/** Caption of the signature by which the family accepts photos. */
export const ABOUT_PHOTOS = "Accord pour les photos";
export const MODES = ["Oral", "Écrit", SIGNED_ON_TABLET];
const KIND = "accord_photo";
const GRANTED = "Accordé";

/** The adults who may accept for the family. */
export const adultsOf = (draft) =>
  (doc("family", draft.family_id)?.persons ?? []).filter(({ role, deceased_on }) => role !== "enfant" && !deceased_on);

/** The last agreement of the file, when it still holds on the day of the visit. */
function ofTheFile(draft) {
  const all = (withoutAside(doc("family", draft.family_id))?.agreements ?? []).filter(({ kind }) => kind === KIND);
  const last = all.sort((a, b) => (b.collected_at ?? "").localeCompare(a.collected_at ?? ""))[0];
  return last?.expires_on && last.expires_on < dayOf(draft) ? null : (last ?? null);
}

/**
 * What was said last: during this visit, which is what was said when it began, or in the file, also since then. null:
 * nobody asked, which is a refusal.
 */
export function agreementOf(draft) {
  const [here, file] = [draft.photo_agreement ?? null, ofTheFile(draft)];
  if (!here || !file) return here ?? file;
  return (file.collected_at ?? "") > (draft.started_at ?? "9") ? file : here;
}

/** The family took it back in the file after it said yes in this visit: when, ISO, or "". */
export const takenBackAt = (draft) => {
  const said = agreementOf(draft);
  return draft.photo_agreement?.status === GRANTED && said !== draft.photo_agreement && said.status !== GRANTED ? said.collected_at : "";
};

const signedOnTablet = (draft) =>
  draft.photo_signed ||
  keptPictures(draft).some(({ kind, caption }) => kind === "signature" && caption === ABOUT_PHOTOS);

/** Said during this visit to be signed on the tablet, and not signed. */
export const lacksSignature = (draft) =>
  draft.photo_agreement?.status === GRANTED && draft.photo_agreement.mode === SIGNED_ON_TABLET && !signedOnTablet(draft);

export const isGranted = (draft) => agreementOf(draft)?.status === GRANTED;

/** May a photo be taken? Without the family's agreement, none. */
export const mayPhotograph = (draft) => isGranted(draft) && !lacksSignature(draft);

/** The draft with the answer given; the same answer again takes it back. */
export function withStatus(draft, status) {
  const before = draft.photo_agreement;
  if (before?.status === status) return { ...draft, photo_agreement: null };
  const [only, ...others] = adultsOf(draft);
  const person_id = before ? before.person_id : others.length ? null : (only?.id ?? null);
  return { ...draft, photo_agreement: { kind: KIND, status, mode: before?.mode ?? MODES[0], person_id } };
}

export const withMode = (draft, mode) => ({ ...draft, photo_agreement: { ...draft.photo_agreement, mode } });

/** Who signs for the photos is who accepts them. */
export const withSigner = (draft, person_id) =>
  draft.photo_agreement ? { ...draft, photo_agreement: { ...draft.photo_agreement, person_id } } : draft;

export const withPerson = (draft, id) => {
  const { person_id } = draft.photo_agreement;
  return { ...draft, photo_agreement: { ...draft.photo_agreement, person_id: person_id === id ? null : id } };
};

/** As many as the server takes with one record. */
export const MOST_PICTURES = 60;

/** Was it signed already, with a version of the visit that the server set aside? Then it stays as it was signed. */
export const isSigned = (id) => all().some((row) => row.id === id && row.state !== "draft");

/**
 * What stands between the pictures of a draft and its signature: French sentences. A photo signed before cannot be taken
 * away any more; when the family takes its agreement back, the office keeps it closed.
 */
export function pictureProblems(draft) {
  const kept = keptPictures(draft);
  const photos = kept.filter(({ kind, id }) => kind === "photo" && !isSigned(id)).length;
  // Two versions of a visit joined, or a signature after the last photo.
  const over = kept.length - MOST_PICTURES;
  if (over > 0) return [`Une visite porte au plus ${MOST_PICTURES} photos et signatures : retirez-en ${over} avant de signer.`];
  if (!photos && !lacksSignature(draft)) return [];
  if (lacksSignature(draft)) return ["L’accord pour les photos doit encore être signé : faites signer, ou choisissez « Oral » ou « Écrit »."];
  return isGranted(draft) ? [] : ["La famille n’accepte pas les photos : retirez-les avant de signer."];
}
