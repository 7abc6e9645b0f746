/** The curve on screen as a picture or on paper, from the tablet alone; each is a reading that the journal learns of. */
import { givePicture } from "../growth/picture.js";
import { printChart } from "../growth/printing.js";
import { sheetOf } from "../growth/sheet.js";
import { device } from "../store/device.js";
import { officeDate } from "../store/clock.js";
import { noteRead } from "../store/reads.js";
import { date, time, today } from "./french.js";
import { wholeNow } from "./growth.js";
import { ownReferences } from "./growth_aboard.js";
import { view } from "./view.js";

/** @returns {Promise<void>} */
export async function keepPicture() {
  const { growth, family, number } = wholeNow();
  if (!growth.drawn) return;
  noteRead(view().id, "croissance_png");
  const imported = ownReferences().find(({ id }) => id === growth.looked.reference) ?? null;
  const made = `Confidentiel – données de santé. Fait par ${device.get().account.name} le ${date(today())} à ${time(officeDate().toISOString())}.`;
  await givePicture(sheetOf(growth, imported), { child: growth.identity, family: `${family} – ${number}`, made }, growth.name, today());
}

export function printSheet(childId) {
  noteRead(view().id, "croissance_impression");
  printChart(childId);
}
