/** What is wrong with an answer, said at once and in the words of the server (fieldvisit/forms/checking.py). */

import { day } from "./days.js";
import { french, frenchDate } from "./wording.js";

export const LONGEST = 100000;
/** A date asked by a grid belongs to a childhood or to what is planned: years back, years ahead. */
const ITEM_YEARS = [25, 3];
const SPECIAL = ["non_aborde", "ne_souhaite_pas_repondre"];

const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const empty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

/** Whether entry is for other roles than this one. */
export function reserved(roles, role) {
  return Boolean(roles?.length) && role !== null && role !== undefined && !roles.includes(role);
}

/**
 * @param {object} item of the grid
 * @param {object|null} answer
 * @param {{on: string, role?: string}} context
 * @returns {string} a French sentence, or "" when the answer is sound
 */
export function checkAnswer(item, answer, context) {
  if (answer === null || answer === undefined) return "";
  const name = `« ${item.question} »`;
  if (!isObject(answer)) return `${name} : la réponse est illisible, saisissez-la de nouveau.`;
  const note = answer.note ?? null;
  if (note !== null && typeof note !== "string") return `${name} : la précision est illisible, saisissez-la de nouveau.`;
  const wrong = textFault(note ?? "");
  if (wrong) return `${name} : ${wrong}`;
  const value = answer.v ?? null;
  if ("special" in answer) {
    const allowed = SPECIAL.includes(answer.special) && item.type !== "calcule" && value === null;
    return allowed ? "" : `${name} : choisissez une réponse, « Non abordé » ou « Ne souhaite pas répondre ».`;
  }
  if (empty(value)) return "";
  if (reserved(item.roles, context.role)) {
    return `${name} : cette question est réservée à un autre métier, laissez-la sans réponse.`;
  }
  let sentence = checks[item.type](item, value, context);
  if (!sentence && item.type === "mesure") sentence = methodFault(item, answer);
  return sentence ? `${name} : ${sentence}` : "";
}

/** Say why a text cannot be kept as it is, or nothing. */
export function textFault(text) {
  const length = text.length > LONGEST ? [...text].length : 0;
  if (length > LONGEST) {
    return `ce texte est trop long (${french(length)} caractères, ${french(LONGEST)} au plus) : raccourcissez-le.`;
  }
  if (text.includes("\0") || /\p{Surrogate}/u.test(text)) {
    return "ce texte contient un caractère invisible que l’application ne peut pas garder : retapez-le.";
  }
  return "";
}

function oneOption(item, value) {
  return item.options.some((option) => option.code === value) ? "" : "choisissez une réponse de la liste.";
}

function options(item, value) {
  const known = new Map(item.options.map((option) => [option.code, option]));
  if (!Array.isArray(value) || !value.every((each) => known.has(each))) return "choisissez des réponses de la liste.";
  if (new Set(value).size !== value.length) return "une réponse est cochée deux fois, ne la cochez qu’une fois.";
  const alone = value.map((each) => known.get(each)).find((option) => option.exclusif);
  if (!alone || value.length === 1) return "";
  return `« ${alone.libelle} » ne va avec aucune autre réponse, décochez l’une ou l’autre.`;
}

function quantity(item, value) {
  if (!isNumber(value)) return "saisissez un nombre.";
  if (item.min <= value && value <= item.max) return "";
  const unit = item.unite ? ` ${item.unite}` : "";
  return (
    `${french(value)}${unit} n’est pas possible (de ${french(item.min)} à ${french(item.max)}${unit}), ` +
    "vérifiez la valeur et saisissez-la de nouveau."
  );
}

function measure(item, value) {
  const sentence = quantity(item, value);
  if (sentence) return sentence;
  const scaled = ["g", "mmHg"].includes(item.unite) ? value : value * 10;
  if (Math.abs(scaled - Math.round(scaled)) <= 1e-6) return "";
  return scaled === value ? "saisissez un nombre entier." : "saisissez un seul chiffre après la virgule.";
}

function methodFault(item, answer) {
  const method = answer.method ?? null;
  if (method === null || !item.methode || item.methode.includes(method)) return "";
  return "indiquez si l’enfant était couché ou debout.";
}

function scale(item, value) {
  if (isNumber(value) && Number.isInteger(value) && item.min <= value && value <= item.max) return "";
  return `choisissez un nombre de ${french(item.min)} à ${french(item.max)}.`;
}

function date(item, value, context) {
  const at = day(value);
  if (at === null || (value.length > 10 && !item.avec_heure)) {
    return "saisissez une date qui existe, par exemple 23/11/2026.";
  }
  const year = Number(at.slice(0, 4));
  const today = Number(context.on.slice(0, 4));
  if (year >= today - ITEM_YEARS[0] && year <= today + ITEM_YEARS[1]) return "";
  return `la date ${frenchDate(at)} n’est pas possible, vérifiez l’année.`;
}

const checks = {
  choix: oneOption,
  oui_non: oneOption,
  multi: options,
  nombre: quantity,
  mesure: measure,
  echelle: scale,
  texte: (item, value) => (typeof value === "string" ? textFault(value) : "saisissez du texte."),
  date,
  calcule: () => "cette valeur est calculée par l’application, ne la saisissez pas.",
};

/** Whether something was answered, « Ne sait pas » or « Ne souhaite pas répondre » included. */
export function given(answer) {
  return isObject(answer) && ("special" in answer || !empty(answer.v));
}

/** Kinds without the core that are planned as a visit to the home: agreed to there, unless held elsewhere. */
const AGREED_IF = {
  epp: { not: { in: ["A1_lieu", ["centre_pmi", "maternite", "visio", "autre"]] } },
  epnp: { all: [] },
};
/** Kinds held before this day were signed by tablets that asked no agreement for them. As forms/checking.py. */
const AGREED_SINCE = { epp: "2026-11-23", epnp: "2026-11-23" };
/** Why a form is signed by these professions only, in the words of whoever is refused (domain §3.1). */
const RESERVED_WHY = {
  epp: "L’entretien prénatal précoce est mené et signé par une sage-femme ou un médecin (CSP L2122-1) : confiez-le à l’un d’eux.",
  epnp: "L’entretien postnatal précoce est mené et signé par une sage-femme ou un médecin (CSP L2122-1) : confiez-le à l’un d’eux.",
};

/** Forms that only these roles get on their tablets: of the others, the kind of visit alone says that it is not theirs. */
const RESERVED_TO = { epp: ["sage_femme_pmi", "medecin_pmi"], epnp: ["sage_femme_pmi", "medecin_pmi"] };

/** The same without the grid, which the tablet of whoever may not sign does not have. */
export const refusalOfKind = (kind, role) => (reserved(RESERVED_TO[kind], role) ? RESERVED_WHY[kind] : "");

/** Why this role may not sign such a visit, in French; "" when it may (EPP, EPNP: CSP L2122-1). */
export function signingRefusal(grid, role) {
  const [main] = Object.keys(grid.forms);
  if (!reserved(grid.reserved_to[main], role)) return "";
  return RESERVED_WHY[main] ?? `« ${grid.titles[main]} » est réservé à d’autres professionnels : transmettez-le à l’un d’eux.`;
}

/** Kinds with the core that rest on a mandate: no agreement of the family is asked, none is made on the spur of the moment. */
export const MANDATED = new Set(["vad_eval_ip"]);

/**
 * Whether it is « Réalisée » only with the family's agreement: a visit to the home, without a mandate.
 * @param {import("./conditions.js").Reading} reading
 * @param {string} heldOn day of the visit, ISO
 */
export function agreementNeeded(grid, reading, heldOn) {
  if (MANDATED.has(grid.kind) || heldOn < (AGREED_SINCE[grid.kind] ?? "")) return false;
  return grid.core || (grid.kind in AGREED_IF && reading.holds(AGREED_IF[grid.kind]));
}

/**
 * Required questions left open: shown, not reserved to others, neither answered nor « Non abordé ».
 * @param {import("./conditions.js").Reading} reading
 * @returns {{item: string, child: string|null, question: string}[]}
 */
export function missingIn(reading, role) {
  const { grid } = reading;
  const found = [];
  for (const section of grid.sections) {
    if (reserved(grid.reserved_to[section.form], role)) continue;
    for (const key of section.items) {
      const item = grid.items[key];
      if (!item.required || item.type === "calcule" || reserved(item.roles, role)) continue;
      for (const child of item.par_enfant ? reading.children : [null]) {
        if (!given(reading.answer(key, child)) && reading.visible(key, child)) {
          found.push({ item: key, child, question: item.question });
        }
      }
    }
  }
  return found;
}
