/** The signature pad: drawn with a finger, kept at once like a photo; or said in words by who cannot draw. */
import { officeDate } from "../store/clock.js";
import { useEffect } from "react";

import { device } from "../store/device.js";
import { newId } from "../store/ids.js";
import { live } from "./live.js";
import { ABOUT_PHOTOS, adultsOf, MODES, withMode, withSigner } from "./photo_agreement.js";
import { keep } from "./pictures.js";
import { isHelp } from "./session_kinds.js";
import { onView } from "./view.js";
import { visible } from "./visit_draft.js";
import { change, currentDraft } from "./visit_state.js";

const TITLES = {
  photos: "Accord de la famille pour les photos",
  famille: "Signature de la famille",
  professionnel: "Votre signature",
};
const CLOSED = {
  open: false, title: "", name: "", who: [], cannot: false, may_decline: false, reason: "", empty: true, problem: "", busy: false,
};

let pad = CLOSED;
/** The drawing itself, while the pad is open. */
let canvas = null;
let drawing = null;
let cameFrom = null;

const state = live(() => {
  const { purpose: _purpose, person_id, ...shown } = pad;
  const draft = pad.open ? currentDraft() : null;
  const adults = draft && pad.purpose !== "professionnel" ? adultsOf(draft) : [];
  const who = adults.map(({ id, first_name, last_name }) => {
    const label = `${first_name} ${last_name}`.trim();
    return { key: id, code: id, label, chosen: id === person_id };
  });
  return { ...shown, who };
});

/** React hook: see `Pad` in pages/field/shapes.py. */
export const usePad = () => state.use();

function set(change) {
  pad = { ...pad, ...change };
  state.tell();
}

/** @param {"photos"|"famille"|"professionnel"} purpose */
export function openPad(purpose) {
  const draft = currentDraft();
  if (!draft || draft.stage === "signed") return;
  cameFrom = document.activeElement;
  const adults = adultsOf(draft);
  const agreed = purpose === "photos" && adults.find(({ id }) => id === draft.photo_agreement?.person_id);
  const signer = purpose === "professionnel" ? null : agreed || (adults.length === 1 ? adults[0] : null);
  const name = purpose === "professionnel" ? device.get().account.name : signer ? `${signer.first_name} ${signer.last_name}`.trim() : "";
  set({ ...CLOSED, open: true, purpose, title: TITLES[purpose], name, person_id: signer?.id ?? null, may_decline: purpose !== "professionnel" });
}

export function closePad() {
  set({ ...CLOSED });
  cameFrom?.focus?.();
}

export function padKey(event) {
  if (event.key !== "Escape") return;
  event.preventDefault(); // it asks for this, and not for the screen to go blank
  closePad();
}

export function pickSigner(id) {
  const person = adultsOf(currentDraft()).find((one) => one.id === id);
  if (!person) return;
  const name = `${person.first_name} ${person.last_name}`.trim();
  const box = document.getElementById("signer-name");
  if (box) box.value = name;
  set({ person_id: id, name, problem: "" });
}

export const signerTyped = (event) => set({ name: event.target.value, person_id: null, problem: "" });

export function clearPad() {
  drawing?.clear();
  set({ empty: true, problem: "" });
}

/** « La personne ne peut pas signer »: why, in words, instead of a drawing. */
export const toggleCannot = () => set({ cannot: !pad.cannot, problem: "" });

export const cannotTyped = (event) => set({ reason: event.target.value, problem: "" });

/** Keeps what was drawn, or why nothing was: on the disk before the pad closes. */
export async function keepSignature() {
  const draft = currentDraft();
  if (!draft || pad.busy) return;
  const name = visible(pad.name).trim();
  if (!name) return set({ problem: "Écrivez le nom de la personne." });
  if (pad.cannot) return keepReason(name);
  if (!drawing || drawing.isEmpty()) return set({ problem: "Signez dans le cadre, ou choisissez « La personne ne peut pas signer »." });
  set({ busy: true, problem: "" });
  const png = await new Promise((take) => canvas.toBlob(take, "image/png"));
  const { purpose, person_id } = pad;
  const what = {
    kind: "signature", caption: purpose === "photos" ? ABOUT_PHOTOS : "", item: null, child_id: null,
    signer: { role: purpose === "professionnel" ? "professionnel" : "famille", name, person_id: person_id ?? null },
    mime: "image/png", width: canvas.width, height: canvas.height, taken_at: officeDate().toISOString(),
  };
  const one = { key: newId(), draft: draft.id, sentence: "", what, bytes: new Uint8Array(await png.arrayBuffer()) };
  // What the disk refused waits in the place of photos, to be tried again: the drawing is not lost.
  await keep(one);
  if (purpose === "photos" && person_id) await change((now) => withSigner(now, person_id));
  closePad();
}

async function keepReason(name) {
  const reason = visible(pad.reason).trim();
  if (!reason) return set({ problem: "Dites en quelques mots pourquoi." });
  const { purpose } = pad;
  if (isHelp(currentDraft())) {
    change((draft) => ({ ...draft, refused_signature: `${name} ne peut pas signer : ${reason}` }));
    return closePad();
  }
  const text = `${TITLES[purpose]} : ${name} ne peut pas signer – ${reason}`;
  change((draft) => {
    const noted = { ...draft, notes: [...draft.notes, { at: officeDate().toISOString(), text }] };
    return purpose === "photos" && draft.photo_agreement ? withMode(noted, MODES[0]) : noted;
  });
  closePad();
}

/** React hook of the canvas: as sharp as the screen, and what is drawn stays when the tablet is turned. */
export function useCanvas() {
  useEffect(() => {
    let gone = false;
    let watcher = null;
    import("signature_pad").then(({ default: SignaturePad }) => {
      canvas = document.getElementById("signature");
      if (gone || !canvas) return;
      drawing = new SignaturePad(canvas, { minWidth: 0.9, maxWidth: 2.6, penColor: "#12222a", backgroundColor: "#fff" });
      drawing.addEventListener("endStroke", () => set({ empty: false, problem: "" }));
      let width = 0;
      watcher = new ResizeObserver(() => {
        const box = canvas.getBoundingClientRect();
        if (!box.width || box.width === width) return;
        const kept = drawing.toData();
        const scale = width ? Math.min(1, box.width / width) : 1;
        const sharp = Math.max(devicePixelRatio || 1, 1);
        canvas.width = Math.round(box.width * sharp);
        canvas.height = Math.round(box.height * sharp);
        canvas.getContext("2d").scale(sharp, sharp);
        drawing.clear();
        width = box.width;
        if (kept.length) drawing.fromData(kept.map((stroke) => ({ ...stroke, points: stroke.points.map((point) => ({ ...point, x: point.x * scale, y: point.y * scale })) })));
      });
      watcher.observe(canvas);
    });
    return () => {
      gone = true;
      watcher?.disconnect();
      drawing?.off();
      canvas = drawing = null;
    };
  }, []);
  return "";
}

onView(() => pad.open && set({ ...CLOSED }));
device.subscribe(() => device.get().phase !== "open" && pad.open && set({ ...CLOSED }));
