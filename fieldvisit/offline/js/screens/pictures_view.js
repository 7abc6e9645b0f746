/** The pictures of the visit on screen (`Pictures` in pages/field/shapes.py): in hand, or of its signed records. */
import { all, picturesOfRecord, subscribe as onAlbum } from "../pictures/album.js";
import { isAbsent, onUrl, urlOf } from "../pictures/urls.js";
import { device } from "../store/device.js";
import { subscribe as onDrafts } from "../store/drafts.js";
import { doc, docs, subscribe as onDocs } from "../store/mirror.js";
import { moment, time } from "./french.js";
import { live } from "./live.js";
import { adultsOf, agreementOf, isGranted, isSigned, lacksSignature, mayPhotograph, MODES, takenBackAt } from "./photo_agreement.js";
import { looseOf, preparingFor } from "./pictures.js";
import { recordsOf, standing } from "./pictures_custody.js";
import { itemOf } from "./visit_context.js";
import { currentDraft, currentVisit, onScreen, screen } from "./visit_state.js";
import { onView } from "./view.js";

const STATUS = [["Accordé", "Oui"], ["Refusé", "Non"]];
const EMPTY = {
  asks: false, status: [], mode: [], who: [], to_sign: false, taken_back: "", agreed: "", may_change: false, allowed: false, about: [],
  list: [], count: "", removed: "", loose: [], preparing: "",
};
const NOTHING = { id: "", url: "", alt: "", caption: "", about: "", when: "", locked: true, custody: "", custody_kind: "plain", sentence: "", signature: false };

const pills = (labels, chosen) => labels.map((label) => ({ key: label, code: label, label, chosen: label === chosen }));

/** What a picture shows, whoever took it; « key » and « url » aside, only words. */
function tile(picture, draft, row, said) {
  const { label, kind, sentence } = standing(row, said);
  const signature = picture.kind === "signature";
  const name = picture.signer?.name ?? "";
  const about = signature ? [picture.signer?.role === "professionnel" ? "Professionnel" : "Famille", name].filter(Boolean).join(" – ") : aboutOf(picture, draft);
  const url = picture.blob ? urlOf(picture) : "";
  return {
    key: picture.id, id: picture.id, url,
    alt: [signature ? "Signature" : "Photo", picture.caption || about].filter(Boolean).join(" : "),
    caption: picture.caption ?? "", about, when: time(picture.taken_at), signature,
    removed: Boolean(picture.removed), locked: draft?.stage === "signed" || isSigned(picture.id),
    absent: !picture.blob || isAbsent(picture.id),
    custody: label, custody_kind: kind, sentence,
  };
}

/** « Poids (Léa) »: the question that a photo belongs to. */
function aboutOf({ item, child_id }, draft) {
  if (!item || !draft) return "";
  const name = (doc("family", draft.family_id)?.persons ?? []).find(({ id }) => id === child_id)?.first_name;
  return [itemOf(draft, item)?.question ?? "", name && `(${name})`].filter(Boolean).join(" ");
}

function inHand(draft) {
  const asking = screen.photos?.asking || !mayPhotograph(draft);
  const said = draft.photo_agreement;
  const pictures = draft.pictures ?? [];
  const known = new Map(all().map((row) => [row.id, row]));
  const kept = pictures.filter(({ removed }) => !removed).length;
  const busy = preparingFor(draft.id);
  const agreement = agreementOf(draft);
  return {
    ...EMPTY,
    asks: Boolean(asking),
    status: STATUS.map(([code, label]) => ({ key: code, code, label, chosen: said?.status === code })),
    mode: said?.status === "Accordé" ? pills(MODES, said.mode) : [],
    who: said?.status === "Accordé" ? adultsOf(draft).map(({ id, first_name, last_name }) => ({
      key: id, code: id, label: `${first_name} ${last_name}`.trim(), chosen: said.person_id === id,
    })) : [],
    to_sign: lacksSignature(draft),
    taken_back: takenBackAt(draft)
      ? `La famille a retiré son accord le ${moment(takenBackAt(draft))}. Si elle accepte de nouveau, notez-le dans son dossier, « Accords ».` : "",
    agreed: isGranted(draft) ? ["La famille accepte les photos", agreement.mode && `(${agreement.mode.toLowerCase()})`].filter(Boolean).join(" ") : "",
    may_change: mayPhotograph(draft),
    allowed: mayPhotograph(draft),
    about: aboutPills(draft),
    list: pictures.map((picture) => tile(picture, draft, known.get(picture.id))),
    count: kept ? String(kept) : "",
    loose: looseOf(draft.id).map(({ key, sentence, bytes }) => ({ key, sentence, again: Boolean(bytes) })),
    preparing: busy ? (busy > 1 ? `Préparation de ${busy} photos…` : "Préparation de la photo…") : "",
  };
}

function aboutPills(draft) {
  const { key = "", about = "visit" } = screen.photos ?? {};
  if (!key) return [];
  const [item, child_id = ""] = key.split("/");
  return [
    { key: "item", code: "item", label: aboutOf({ item, child_id }, draft), chosen: about === "item" },
    { key: "visit", code: "visit", label: "Toute la visite", chosen: about === "visit" },
  ];
}

/** Pictures of signed records, decrypted when a screen asks; made anew when one of their rows changed. */
let read = { of: "", pictures: [] };

function ofRecords(ids) {
  const rows = all().filter(({ record_id }) => ids.includes(record_id));
  const of = JSON.stringify([ids, rows.map(({ id }) => id)]);
  if (read.of !== of) {
    read = { of, pictures: read.of.startsWith(JSON.stringify([ids]).slice(0, -1)) ? read.pictures : [] };
    if (rows.length) Promise.all(ids.map(picturesOfRecord)).then((found) => {
      if (read.of !== of) return;
      read = { of, pictures: found.flat() };
      state.tell();
    }).catch(() => {});
  }
  return read.pictures;
}

function signedOnes(visit, draft) {
  const ids = [...new Set([...recordsOf(visit, draft), ...docs("record").filter((one) => one.visit_id === visit.id).map(({ id }) => id)])];
  const said = new Map(docs("record").filter(({ id }) => ids.includes(id)).flatMap(({ attachments = [] }) => attachments ?? []).map((one) => [one.id, one]));
  const rows = new Map(all().map((row) => [row.id, row]));
  const mine = ofRecords(ids);
  const known = new Set(mine.map(({ id }) => id));
  const others = [...said.values()].filter(({ id }) => !known.has(id));
  const of = draft ?? { ...visit, stage: "signed", forms: {} };
  return {
    ...EMPTY,
    list: [...mine, ...others].map((picture) => tile(picture, { ...of, stage: "signed" }, rows.get(picture.id), said.get(picture.id))),
  };
}

function compute() {
  const visit = currentVisit();
  if (!visit) return EMPTY;
  const draft = currentDraft();
  return draft && draft.stage !== "signed" ? inHand(draft) : signedOnes(visit, draft);
}

const state = live(compute, onDocs, onDrafts, onAlbum, onUrl, onScreen, onView, device.subscribe);

/** React hook: see `Pictures` in pages/field/shapes.py. */
export const usePictures = () => state.use();

const large = live(() => {
  if (!screen.large) return NOTHING;
  return state.read().list.find(({ id }) => id === screen.large) ?? NOTHING;
}, onDocs, onDrafts, onAlbum, onUrl, onScreen, onView, device.subscribe);

/** React hook: the picture shown over the whole screen; its `id` is "" when there is none. */
export const useLarge = () => large.use();

device.subscribe(() => device.get().phase !== "open" && (read = { of: "", pictures: [] }));
