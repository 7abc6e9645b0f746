/** « Noter un contact »: how, what came of it, with whom, when, and what was said. Each touch is kept at once. */
import { officeDate } from "../store/clock.js";
import { device } from "../store/device.js";
import { doc, mayRead, subscribe as onDocs } from "../store/mirror.js";
import { noteRead } from "../store/reads.js";
import { MEANS, MOST_WORDS, POSSIBLE, READERS, RESULTS } from "../rules/family_words.js";
import { addDays, date, instantOf, time, today } from "./french.js";
import { live } from "./live.js";
import { noting } from "./noting.js";
import { back, go, onView } from "./view.js";

const NOTHING = { means: "", result: "", person_id: null, readers: "", day: "", hour: "", words: "" };
/** In the order of their buttons: what cannot come of the chosen means is greyed, so that nothing moves. */
const SHOWN = ["joint", "message", "sans_reponse", "envoye", "a_envoyer", "retour"];
const OLDEST_DAYS = 365;

const note = noting("contact", "contact", NOTHING);
/** When the screen was opened: a contact is noted right after it. */
let opened = officeDate();
onView(() => (opened = officeDate()));

const adults = (home) => (home?.persons ?? []).filter(({ role, deceased_on }) => role !== "enfant" && !deceased_on);
const nameOf = ({ first_name, last_name }) => `${first_name} ${last_name}`.trim();
const dayOf = (typed) => typed.day || today(opened);
const hourOf = (typed) => typed.hour || time(opened);

function compute() {
  const home = note.home();
  const mine = home?.contact_readers ?? [];
  const typed = note.typed();
  const none = !home || !mayRead() || !mine.length;
  const readers = typed.readers || mine[0];
  return {
    family: none ? "" : home.label,
    form: note.form(),
    means: Object.entries(MEANS).map(([code, label]) => ({ code, label, chosen: typed.means === code, possible: true })),
    results: SHOWN.map((code) => ({
      code, label: RESULTS[code], chosen: typed.result === code,
      possible: !typed.means || POSSIBLE[typed.means].includes(code),
    })),
    who: adults(home).map((one) => ({ code: one.id, label: nameOf(one), chosen: typed.person_id === one.id })),
    readers: mine.length > 1 ? mine.map((code) => ({ code, label: READERS[code] ?? code, chosen: readers === code })) : [],
    day: dayOf(typed), hour: hourOf(typed), words: typed.words,
    changed: Boolean(note.current()), saved: note.saved(), problem: note.problem(),
  };
}

const state = live(compute, onDocs, ...note.sources, device.subscribe);

/** React hook: see `ContactForm` in pages/field/shapes.py. */
export const useContact = () => state.use();

export function openContact(id) {
  if (doc("family", id)) noteRead(id, "contact");
  go("contact", id);
}

/** One that the office could not take, to be put right. */
export function again(id, key) {
  openContact(id);
  note.again(key);
}

/** The only thing that can come of it is chosen with it. */
export function chooseMeans(code) {
  const [only, ...others] = POSSIBLE[code];
  note.keep(({ result }) => ({
    means: code, result: others.length ? (POSSIBLE[code].includes(result) ? result : "") : only, day: dayOf(note.typed()),
    hour: hourOf(note.typed()),
  }));
}

export function chooseResult(code) {
  const { means } = note.typed();
  if (!means) return note.say("Choisissez d’abord comment.");
  if (POSSIBLE[means].includes(code)) note.keep({ result: code });
}

export const chooseWho = (id) => note.keep(({ person_id }) => ({ person_id: person_id === id ? null : id }));
export const chooseReaders = (code) => note.keep({ readers: code });

export const type = (name, event) => {
  const { value } = event.target;
  note.keep({ [name]: value });
};

export async function send() {
  const typed = note.typed();
  const problem = problemOf(typed);
  if (problem) return note.say(problem);
  const now = officeDate();
  const said = instantOf(dayOf(typed), hourOf(typed));
  const body = {
    means: typed.means, result: typed.result, readers: typed.readers || note.home()?.contact_readers?.[0] || "planning_mission",
    person_id: typed.person_id, words: typed.words.trim(), at: (said > now ? now : said).toISOString(),
  };
  const told = [`${MEANS[typed.means]}, ${RESULTS[typed.result].toLowerCase()} – ${date(dayOf(typed))}`, body.words];
  if (await note.send(body, told.filter(Boolean).join("\n"))) back();
}

/** Why it cannot be signed yet, in French, or "". */
function problemOf(typed) {
  if (!typed.means || !typed.result) return "Choisissez comment, puis le résultat.";
  const said = instantOf(dayOf(typed), hourOf(typed));
  if (!said) return "Indiquez le jour et l’heure du contact.";
  if (said - officeDate() > 60_000) return "Ce contact serait à venir : vérifiez le jour et l’heure.";
  if (dayOf(typed) < addDays(today(), -OLDEST_DAYS)) return "Le contact doit dater d’un an au plus : vérifiez l’année.";
  const many = typed.words.trim().length;
  return many > MOST_WORDS ? `Ce texte a ${many} caractères, ${MOST_WORDS} au plus : l’essentiel suffit.` : "";
}

export async function undo() {
  await note.undo();
  back();
}

/** For the file: the contacts of this tablet that are not at the office yet, or were set aside. */
export const sentContacts = note.sent;
