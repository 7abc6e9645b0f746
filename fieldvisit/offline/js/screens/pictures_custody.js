/** Where the pictures of a record stand, one by one and together: a record is not finished while one is still here. */
import { all } from "../pictures/album.js";
import { doc } from "../store/mirror.js";

const STANDING = {
  tablette: ["Sur la tablette", "warn"],
  attendue: ["Pas encore arrivée", "warn"],
  recue: ["Reçue", "ok"],
  vue: ["Vue par l’équipe", "ok"],
  illisible: ["Illisible : reprenez la photo", "alarm"],
  sans_accord: ["Sans accord de la famille", "alarm"],
};

const LOCAL = { waiting: "tablette", received: "recue", invalid: "illisible" };

/**
 * Label, colour and sentence of one picture.
 * @param {object|undefined} row of this tablet
 * @param {{custody: string}|undefined} said by the server, in the record's document
 */
export function standing(row, said) {
  // The office speaks last; that it still waits, this tablet may know better.
  const here = row?.state === "invalid" && /accord/i.test(row.sentence) ? "sans_accord" : LOCAL[row?.state];
  const code = said && said.custody !== "attendue" ? said.custody : (here ?? said?.custody ?? "");
  const [label, kind] = STANDING[code] ?? ["", "plain"];
  return { code, label, kind, sentence: row?.sentence ?? "" };
}

const few = (count, one, many = `${one}s`) => (count ? `${count} ${count > 1 ? many : one}` : "");

/** « 2 photos et 1 signature » */
export function amount(rows) {
  const photos = rows.filter(({ kind }) => kind === "photo").length;
  return [few(photos, "photo"), few(rows.length - photos, "signature")].filter(Boolean).join(" et ");
}

/** Label and colour of a record with its pictures: they come before « Reçue ». @param {string[]} recordIds */
export function withPictures([label, kind], recordIds) {
  const ours = all().filter(({ record_id }) => record_id && recordIds.includes(record_id));
  if (!ours.length) return [label, kind];
  const said = new Map(recordIds.flatMap((id) => doc("record", id)?.attachments ?? []).map((one) => [one.id, one]));
  const of = (...codes) => ours.filter((row) => codes.includes(standing(row, said.get(row.id)).code));
  const [here, wrong] = [of("tablette"), of("illisible", "sans_accord")];
  if (here.length && label === STANDING.tablette[0]) return [`${label}, avec ${amount(here)}`, kind];
  if (here.length) return [`${label} · ${amount(here)} encore sur la tablette`, kind === "alarm" ? kind : "warn"];
  return wrong.length ? [`${label} · ${amount(wrong)} à revoir`, "alarm"] : [label, kind];
}

/** The records of a visit that this tablet may have pictures of. */
export const recordsOf = (visit, draft) => [draft?.id, draft?.corrects, visit.record?.id].filter(Boolean);
