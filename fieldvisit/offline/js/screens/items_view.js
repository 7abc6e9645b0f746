/** A question as the screen shows it: its answer in words, its problem, what was said before. Pure. */
import { checkAnswer, textFault } from "../rules/checking.js";
import { date, number } from "./french.js";
import { checkMeasure, parseMeasure } from "../rules/plausibility.js";
import { isTalked } from "./talked.js";
import { isConfided } from "./told_alone.js";

export const keyOf = (item, child) => (child ? `${item}/${child}` : item);
export const domId = (key) => `q-${key.replace(/[^\w-]/g, "_")}`;

const YES_NO = [{ code: "oui", libelle: "Oui" }, { code: "non", libelle: "Non" }];
const METHODS = { couche: "Couché", debout: "Debout" };
const SPECIAL = { non_aborde: "Non abordé", ne_souhaite_pas_repondre: "Ne souhaite pas répondre" };
export const LEVELS = { information: "Information", vigilance: "Vigilance", alerte: "Alerte", urgent: "Urgent" };

/** Options of a choice, whatever its type. */
export function optionsOf(item) {
  if (item.type === "oui_non") return item.options ?? YES_NO;
  if (item.type !== "echelle") return item.options ?? [];
  const named = new Map((item.options ?? []).map((option) => [String(option.code), option.libelle]));
  const whole = Array.from({ length: item.max - item.min + 1 }, (_, at) => item.min + at);
  // A questionnaire names each point, in the order of its authors.
  const inOrder = named.size === whole.length ? [...named.keys()].map(Number) : whole;
  return inOrder.map((value) => ({
    code: value,
    libelle: named.has(String(value)) ? named.get(String(value)) : String(value),
  }));
}

/** « 3,450 kg », « 62,5 cm »: a stored measure as it is read aloud. */
export function measureText(kind, value, unit) {
  if (value === undefined || value === null) return "";
  if (kind === "poids") return `${number((value / 1000).toFixed(3))} kg`;
  return `${number(value)} ${unit ?? ""}`.trim();
}

/** A stored answer in French words; "" when there is none. */
export function answerText(item, stored) {
  if (!stored) return "";
  if (stored.special) return SPECIAL[stored.special] ?? stored.special;
  const { v } = stored;
  if (v === undefined || v === null) return stored.text ?? "";
  if (item.type === "mesure") return measureText(item.mesure ?? item.id, v, item.unite) + (stored.doubtful ? " (douteuse)" : "");
  if (item.type === "date") return date(String(v));
  if (item.type === "nombre" || item.type === "calcule") return [number(v), item.unite].filter(Boolean).join(" ");
  const labels = new Map(optionsOf(item).map((option) => [String(option.code), option.libelle]));
  const label = (code) => labels.get(String(code)) ?? String(code);
  return Array.isArray(v) ? v.map(label).join(", ") : label(v);
}

const chosen = (item, stored, code) =>
  !stored.special && (Array.isArray(stored.v) ? stored.v.includes(code) : stored.v === code);

/** The sentence alone: on a card the question stands right above it. */
const withoutName = (sentence) => capital(sentence.replace(/^« .*? » : /, ""));
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Verdict of a measure: hard bounds refuse, soft ones ask. */
export function verdictOf(item, stored, context) {
  if (item.type !== "mesure" || stored.special) return { verdict: "ok", sentence: "" };
  const kind = item.mesure ?? item.id;
  if (stored.text) {
    const parsed = parseMeasure(kind, stored.text);
    if (parsed.sentence) return { verdict: "refuse", sentence: parsed.sentence };
  }
  if (stored.v === undefined) return { verdict: "ok", sentence: "" };
  return checkMeasure({
    kind, value: stored.v, method: stored.method ?? context.method, child: context.child ?? {}, on: context.on,
  });
}

/** What must be put right in this answer, in a French sentence; "" when nothing. */
export function problemOf(item, stored, context) {
  const noteFault = textFault(stored.note ?? "");
  if (noteFault) return `La note : ${noteFault}`;
  if (stored.special) return "";
  if (item.type === "mesure") {
    const { verdict, sentence } = verdictOf(item, stored, context);
    return verdict === "refuse" ? sentence : "";
  }
  if (stored.text !== undefined && stored.v === undefined && stored.text.trim() !== "")
    return stored.problem ?? "Écrivez un nombre, par exemple 12 ou 12,5.";
  return stored.v === undefined ? "" : withoutName(checkAnswer(item, { v: stored.v, note: stored.note }, context));
}

/**
 * @param {object} item of the grid
 * @param {object} stored the draft's answer, {} when none
 * @param {object} context `{child, method, on, role, computed, previous, alerts, noteOpen, typing, growth}`; `method`: the usual one
 */
export function itemView(item, stored, context) {
  const key = keyOf(item.id, context.child?.id);
  const kind = item.mesure ?? item.id;
  const measured = verdictOf(item, stored, context);
  const asks = measured.verdict === "confirm" && !context.typing;
  return {
    key,
    dom_id: domId(key),
    question: item.question,
    group: item.groupe ?? "",
    child_name: context.child?.first_name ?? "",
    type: item.type === "date" && item.avec_heure ? "date_heure" : item.type,
    required: Boolean(item.required),
    private: Boolean(item.prive) && !isConfided(item), // of what is confided the part says it, once
    options: ["choix", "multi", "oui_non", "echelle"].includes(item.type)
      ? optionsOf(item).map((option) => ({
          key: String(option.code), code: option.code, label: option.libelle, chosen: chosen(item, stored, option.code),
        }))
      : [],
    methods: (item.methode ?? []).map((code) => ({
      key: code, code, label: METHODS[code] ?? code, chosen: (stored.method ?? context.method) === code,
    })),
    text: textOf(item, stored, kind, context),
    unit: unitOf(item, kind),
    value: stored.text ?? (typeof stored.v === "string" || typeof stored.v === "number" ? number(stored.v) : ""),
    not_raised: stored.special === "non_aborde",
    no_answer: stored.special === "ne_souhaite_pas_repondre",
    quick: stored.mode === "rapide",
    note: stored.note ?? "",
    note_open: Boolean(context.noteOpen || stored.note),
    talked: Boolean(context.entry && isTalked(context.entry)),
    joined: false,
    suggestion: suggestionOf(item, context.entry),
    photos: context.place || context.photos === null ? "" : context.photos ? `Photo (${context.photos})` : "Photo",
    previous: context.previous?.text ?? "",
    previous_on: context.previous?.on ?? "",
    changed: Boolean(context.previous?.changed),
    problem: context.typing ? "" : problemOf(item, stored, context),
    confirm: asks ? measured.sentence : "",
    confirmed: Boolean(stored.confirmed),
    doubtful: Boolean(stored.doubtful),
    alerts: context.alerts,
    growth: context.growth,
  };
}

/** A value worked out from what is known, to accept with one tap; "" when there is none. */
const suggestionOf = (item, entry) => answerText(item, { v: suggested(entry) });

/** That value as it is answered; null when there is none. */
export function suggested(entry) {
  const value = entry?.suggestion ?? null;
  return typeof value === "number" ? Math.round(value) : value;
}

function textOf(item, stored, kind, context) {
  if (item.type === "calcule") return context.computed;
  return item.type === "mesure" && kind === "poids" && !stored.special ? measureText(kind, stored.v, item.unite) : "";
}

const unitOf = (item, kind) => (kind === "poids" && item.type === "mesure" ? "kg ou g" : (item.unite ?? ""));
