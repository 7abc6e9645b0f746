/** « Image (PNG) » of a child's growth on the tablet: made here, without network, then shared or kept as a file. */
import { paintSheet } from "./paint.js";

/** Pages one under the other, in shades of grey as a printer would. @returns {Promise<Blob>} */
function joined(pages) {
  const whole = Object.assign(document.createElement("canvas"), { width: pages[0].width, height: pages.reduce((sum, { height }) => sum + height, 0) });
  const to = whole.getContext("2d");
  let top = 0;
  for (const page of pages) {
    to.drawImage(page, 0, top);
    top += page.height;
  }
  return new Promise((done, failed) => whole.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"));
}

/** As the office writes it: letters without accent. */
const plain = (name) => name.normalize("NFKD").replace(/[^A-Za-z0-9]/g, "").toLowerCase() || "enfant";

/**
 * Gives the picture to the tablet's own sharing where there is one for files, else keeps it in « Téléchargements ».
 * @param {object} sheet of `sheet.js` @param {{child: string, family: string, made: string}} said @param {string} name of the child @param {string} on a day
 */
export async function givePicture(sheet, said, name, on) {
  const file = new File([await joined(paintSheet(sheet, said))], `croissance-${plain(name)}-${on}.png`, { type: "image/png" });
  if (navigator.canShare?.({ files: [file] })) {
    try {
      return await navigator.share({ files: [file] });
    } catch (error) {
      if (error.name === "AbortError") return undefined;
    }
  }
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return undefined;
}
