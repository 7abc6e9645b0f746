import { Refused } from "../store/store.js";

/**
 * From what a camera or a gallery gives to a picture that travels: turned as it was held, at most 1,600 px, JPEG.
 * Drawn anew, it carries nothing of the original but what is seen: no place, no date, no name of a phone.
 */

const LONGEST_SIDE = 1_600;
const WANTED = 400_000;
const QUALITIES = [0.82, 0.7, 0.58, 0.45];
/** Decoded, a pixel takes four bytes: what a tablet of 3 GB bears. */
const MOST_PIXELS = 64e6;
const MOST_BYTES = 60e6;
const HEAD = 512 * 1024;

const NO_PICTURE = "Ce fichier n’est pas une photo que la tablette sait lire : choisissez-en une autre, ou reprenez la photo.";
const TOO_LARGE = "Cette image est trop grande pour la tablette : reprenez la photo avec une définition plus petite.";

let last = Promise.resolve();

/**
 * One picture at a time: two decoded at once are what kills a small tablet.
 * @param {Blob} file
 * @returns {Promise<{bytes: Uint8Array, mime: string, width: number, height: number}>}
 * @throws {Refused} with the sentence that says what to do
 */
export function prepare(file) {
  const done = last.then(() => reduce(file));
  last = done.catch(() => {});
  return done;
}

async function reduce(file) {
  if (!file.size) throw new Refused(NO_PICTURE);
  if (file.size > MOST_BYTES) throw new Refused(TOO_LARGE);
  const head = new DataView(await file.slice(0, HEAD).arrayBuffer().catch(unreadable));
  const announced = sizeOf(head);
  if (announced && announced.width * announced.height > MOST_PIXELS) throw new Refused(TOO_LARGE);
  const image = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(unreadable);
  try {
    if (!image.width || !image.height) throw new Refused(NO_PICTURE);
    if (image.width * image.height > MOST_PIXELS) throw new Refused(TOO_LARGE);
    return await drawn(image);
  } finally {
    image.close();
  }
}

function unreadable(cause) {
  throw Object.assign(new Refused(NO_PICTURE), { cause });
}

async function drawn(image) {
  for (let side = LONGEST_SIDE; ; side = Math.round(side * 0.75)) {
    const scale = Math.min(1, side / Math.max(image.width, image.height));
    const [width, height] = [image.width, image.height].map((length) => Math.max(1, Math.round(length * scale)));
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff"; // a drawing without a ground would turn black
    pen.fillRect(0, 0, width, height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, 0, 0, width, height);
    let made = null;
    for (const quality of QUALITIES) {
      made = await new Promise((take) => canvas.toBlob(take, "image/jpeg", quality));
      if (!made || made.size <= WANTED) break;
    }
    canvas.width = canvas.height = 0; // gives the memory back now, not at the next collection
    if (!made) throw new Refused(TOO_LARGE);
    if (made.size > WANTED && side > 600) continue;
    return { bytes: new Uint8Array(await made.arrayBuffer()), mime: "image/jpeg", width, height };
  }
}

/** Width and height that a PNG, JPEG, GIF, WebP or BMP file announces; null when its beginning does not say. */
function sizeOf(head) {
  const sign = head.byteLength >= 30 ? head.getUint32(0) : 0;
  if (sign === 0x89504e47) return { width: head.getUint32(16), height: head.getUint32(20) };
  if (sign === 0x47494638) return { width: head.getUint16(6, true), height: head.getUint16(8, true) };
  if (sign === 0x52494646 && head.getUint32(8) === 0x57454250) return sizeOfWebp(head);
  if (sign >>> 16 === 0x424d) return { width: Math.abs(head.getInt32(18, true)), height: Math.abs(head.getInt32(22, true)) };
  if (sign >>> 16 === 0xffd8) return sizeOfJpeg(head);
  return null;
}

function sizeOfWebp(head) {
  const three = (at) => head.getUint8(at) | (head.getUint8(at + 1) << 8) | (head.getUint8(at + 2) << 16);
  const kind = head.getUint8(15);
  if (kind === 0x58) return { width: three(24) + 1, height: three(27) + 1 }; // VP8X
  if (kind === 0x4c) return { width: (head.getUint32(21, true) & 0x3fff) + 1, height: ((head.getUint32(21, true) >> 14) & 0x3fff) + 1 };
  return { width: head.getUint16(26, true) & 0x3fff, height: head.getUint16(28, true) & 0x3fff };
}

/** Walks the segments to the frame header (SOF0 … SOF15 without the tables between them). */
function sizeOfJpeg(head) {
  for (let at = 2; at + 9 < head.byteLength; ) {
    if (head.getUint8(at) !== 0xff) return null;
    const marker = head.getUint8(at + 1);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: head.getUint16(at + 7), height: head.getUint16(at + 5) };
    }
    at += 2 + head.getUint16(at + 2);
  }
  return null;
}
