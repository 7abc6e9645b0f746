/** « Accords » as a family's file shows them (`AgreementRow` in pages/field/shapes.py). Pure. */
import { AGREEMENTS, GIVEN, lastWord, OPPOSITION, REFUSED, UNASKED, WITHDRAWN } from "../rules/family_words.js";
import { date, moment, parisDay } from "./french.js";

const TONES = { [GIVEN]: "ok", [REFUSED]: "alarm", [WITHDRAWN]: "alarm", [UNASKED]: "plain" };

/** Where the last word stands: [label, colour]; an objection has words of its own. */
export function standing(one, today) {
  if (one?.kind === OPPOSITION) return one.status === GIVEN ? ["Enregistrée", "alarm"] : ["Levée", "plain"];
  if (!one) return [UNASKED, "plain"];
  if (one.status === GIVEN && one.expires_on && one.expires_on < today) return ["À redemander", "warn"];
  return [one.status, TONES[one.status] ?? "plain"];
}

const nameOf = (family, id) => {
  const found = (family.persons ?? []).find((one) => one.id === id);
  return found ? `${found.first_name} ${found.last_name}`.trim() : "";
};

/** When, by whom, how, until when. */
function toldOf(one, family) {
  if (!one) return "";
  const back = one.status === WITHDRAWN;
  const who = nameOf(family, back ? (one.withdrawn_said_by ?? one.person_id) : one.person_id);
  return [
    `le ${date(parisDay(one.collected_at))}`, who && `dit par ${who}`, !back && one.mode?.toLowerCase(),
    !back && one.expires_on && one.status === GIVEN && `valable jusqu’au ${date(one.expires_on)}`, back && one.withdrawn_why,
    !back && one.scope,
  ].filter(Boolean).join(", ");
}

/** A row for each kind that this reader may note, or sees. */
export function agreementRows(family, today, waiting) {
  const may = new Set(family.may_agree ?? []);
  return Object.keys(AGREEMENTS)
    .map((kind) => [kind, lastWord(family, kind)])
    .filter(([kind, last]) => last || may.has(kind))
    .map(([kind, last]) => {
      const [status, tone] = last || kind !== OPPOSITION ? standing(last, today) : ["Aucune", "plain"];
      return {
        key: kind, label: AGREEMENTS[kind][1], status, kind: tone, told: toldOf(last, family),
        given: last?.status === GIVEN, objection: kind === OPPOSITION, may_write: may.has(kind),
        waiting: Boolean(last?.id && waiting.has(last.id)),
      };
    });
}

/** What somebody at the door must know of the agreements: objections, and what was refused, taken back or ran out. */
export function agreementPoints(family, today) {
  const objection = lastWord(family, OPPOSITION);
  const visits = lastWord(family, "accord_vad");
  const [status, tone] = standing(visits, today);
  return [
    ...(objection?.status === GIVEN
      ? [{ key: "opposition", label: "Opposition", text: `Opposition au suivi de PMI (${date(objection.collected_at)})` }] : []),
    ...(visits && tone !== "ok"
      ? [{ key: "accord_vad", label: AGREEMENTS.accord_vad[0], text: status === "À redemander"
          ? `À redemander : échu le ${date(visits.expires_on)}` : `${status} le ${moment(visits.collected_at)}` }] : []),
  ];
}
