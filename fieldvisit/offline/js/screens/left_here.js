/**
 * « Resté sur cette tablette »: what was noted here on a line that the list no longer shows, because it was done or its
 * family is a colleague's now; contacts, agreements and corrections begun for such a family, or set aside by the office.
 * Nothing else would show them.
 */
import { drafts, takenUp } from "../store/drafts.js";
import { doc, mayRead } from "../store/mirror.js";
import { BACK, reason } from "../growth/strikes.js";
import { AGREEMENTS, MEANS, RESULTS } from "../rules/family_words.js";
import { all } from "../sync/outbox.js";
import { CHOSEN, itemOf } from "./due_lines.js";
import { changesOf, WORDS } from "./household.js";

/** Words after which there is something to know: it was not put in force as it was said. */
const OPEN = new Set(["waiting", "refused", "invalid", "diverged"]);
const WRONG = new Set(["refused", "invalid"]);
const LEFT = "Ce dossier n’est plus sur la tablette.";
const OFF_LIST = "N’est plus dans votre liste.";

/** A line of the list (`DueLine` in pages/field/shapes.py) of which nothing is known but what was noted. */
const BARE = {
  part: "left", band: 4, band_label: "", band_kind: "plain", reasons: [], window: "", late: false, who: "", act: "", act_label: "",
  due: "", mine: true, health: false, planned: false, ended: false, over: false, noted: true,
};

/** Where it stands: [status, colour, what the office answered]. */
function standing(line) {
  if (!line) return ["Commencé, pas enregistré", "warn", ""];
  if (line.word === "waiting") return ["À envoyer", "warn", ""];
  const told = [line.sentence, ...(line.reasons ?? []).map(({ sentence }) => sentence)];
  return [...WORDS[line.word], [...new Set(told)].filter(Boolean).join(" ")];
}

function view({ id, value }, line) {
  const [status, status_kind, sentence] = standing(line);
  const may = !line || WRONG.has(line.word);
  const said = value.choice === "reporte" && !value.on ? "Reporté" : (CHOSEN[value.choice]?.(value) ?? "");
  return {
    ...BARE, key: `left-${id}`, id: value.item_id, what: value.what, family_id: value.family_id, family: value.family || "Famille",
    window: doc("family", value.family_id) ? OFF_LIST : LEFT, label: value.label, about: value.who ?? "", status, status_kind, wrong: WRONG.has(line?.word), sentence,
    note: [said, value.reason.trim()].filter(Boolean).join(" : "), may_note: may, note_label: line ? "Reprendre…" : "Continuer…",
  };
}

/** How the words of a family read before they are signed. */
const BEGUN = {
  contact: ({ means, result, words }) => [[MEANS[means], RESULTS[result]].filter(Boolean).join(", "), words],
  agreement: ({ kind, status, words }) => [[AGREEMENTS[kind]?.[1], status].filter(Boolean).join(" : "), words],
  household: (value) => [changesOf(value)],
  measure_strike: (value) => [value.measure?.text, reason(value)],
};
/** Was anything typed in it? The reasons of a strike may have been wiped out again. */
const isSaid = ({ noted, ...value }) => noted !== "measure_strike" || Boolean(reason(value));
const LABELS = { contact: "Contact avec la famille", agreement: "Accord", household: "Correction du foyer", measure_strike: "Mesure à rayer" };
/** Where each is gone on with, and where what was set aside is told. */
const ACTS = { contact: ["contact", "contacts"], agreement: ["agreement", "agreement"], household: ["", "household"], measure_strike: ["", "growth"] };
const whatOf = (value) => (value?.household ? "household" : (value?.noted ?? ""));

function saidView({ id, value }, line, aboard) {
  const [status, status_kind, sentence] = standing(line);
  const what = whatOf(value);
  const [begin, look] = ACTS[what];
  const told = line && value.told ? [value.told] : BEGUN[what](value);
  return {
    ...BARE, key: `left-${id}`, id, what, family_id: value.family_id,
    family: doc("family", value.family_id)?.label || value.home?.label || "Famille", window: aboard ? "" : LEFT,
    label: value.act === BACK ? "Mesure à rétablir" : LABELS[what], about: "", status, status_kind, wrong: WRONG.has(line?.word), sentence,
    note: told.filter((one) => one?.trim()).join("\n"), may_note: false, note_label: "",
    ...(line ? (aboard ? { act: look, act_label: "Voir le dossier" } : {}) : { act: begin, act_label: begin && "Continuer" }),
  };
}

/** Contacts, agreements, corrections, strikes: begun for a family that is not aboard any more, or not put in force as they were said. */
function saidHere(lines) {
  const taken = takenUp();
  return drafts().filter(({ value }) => whatOf(value) in LABELS).flatMap((one) => {
    const aboard = Boolean(doc("family", one.value.family_id));
    if (taken.has(one.record_id)) return [];
    const line = one.finished ? lines.get(one.record_id) : null;
    const stays = one.finished ? WRONG.has(line?.word) || (!aboard && OPEN.has(line?.word)) : !aboard && isSaid(one.value);
    return stays ? [saidView(one, line, aboard)] : [];
  });
}

/**
 * The last note of this tablet on each line that is not shown where it could be gone on with, and what families said.
 * @param {object[]} shown her lines as `ownLines` gives them
 * @returns {object[]} `DueLine`
 */
export function leftHere(shown) {
  if (!mayRead()) return [];
  const lines = new Map(all().map((line) => [line.id, line]));
  const there = new Map(shown.map((one) => [one.key, one]));
  const seen = new Set();
  const found = saidHere(lines);
  for (const one of drafts()) {
    const { value, finished, record_id } = one;
    if (!value?.noting || seen.has(value.about)) continue;
    seen.add(value.about); // the newest comes first
    const line = finished ? lines.get(record_id) : null;
    if (finished ? !OPEN.has(line?.word) : !(value.choice || value.reason.trim())) continue;
    if (there.get(`${value.what}-${value.about}`)?.may_note) continue;
    // A colleague's line is in the family's file, where it shows until it has left.
    if (line?.word === "waiting" && itemOf(value.family_id, value.what, value.item_id)) continue;
    found.push(view(one, line));
  }
  return found;
}
