/** « À faire » on the tablet: the worker's own list of the families aboard, late first, health apart. */
import { device } from "../store/device.js";
import { subscribe as onDrafts } from "../store/drafts.js";
import { mayRead, subscribe as onDocs } from "../store/mirror.js";
import { subscribe as onLines } from "../sync/outbox.js";
import { ownLines } from "./due_lines.js";
import { leftHere } from "./left_here.js";
import { live } from "./live.js";
import { go, onView, view } from "./view.js";

const TITLES = [["left", "Resté sur cette tablette"], ["late", "En retard"], ["week", "Cette semaine"], ["later", "Plus tard"]];
const SORTS = [["visites", "Visites et tâches"], ["sante", "Examens, vaccins"]];
/** What a thumb scrolls through; the rest comes by a tap. */
const MOST = 30;

let sort = "visites";
let opened = {};

function compute() {
  const lines = ownLines();
  // What nothing else shows is there whatever is looked for.
  const shown = [...leftHere(lines), ...lines.filter(({ health }) => health === (sort === "sante"))];
  const knows = lines.some(({ health }) => health);
  return {
    sorts: knows ? SORTS.map(([code, label]) => ({ code, label, chosen: code === sort })) : [],
    empty: !mayRead() ? "Cette liste n’est plus lisible : reprenez contact avec le bureau." : shown.length ? "" : "Rien à faire d’ici trois mois.",
    parts: TITLES.map(([code, title]) => partView(code, title, shown.filter(({ part }) => part === code))).filter(({ count }) => count),
  };
}

function partView(code, title, lines) {
  const most = opened[code] ?? (code === "later" ? 0 : MOST);
  const left = Math.max(0, lines.length - most);
  return {
    key: code, code, title: `${title} (${lines.length})`, count: lines.length, lines: lines.slice(0, most),
    more: left ? (most ? `Voir ${Math.min(left, MOST)} de plus` : "Voir la liste") : "",
  };
}

const state = live(compute, onDocs, onDrafts, onLines, device.subscribe);

/** React hook: see `ToDo` in pages/field/shapes.py. */
export const useToDo = () => state.use();

export const openToDo = () => go("a-faire");

export function chooseSort(code) {
  sort = code;
  opened = {};
  state.tell();
}

export function showMore(code) {
  opened = { ...opened, [code]: (opened[code] ?? (code === "later" ? 0 : MOST)) + MOST };
  state.tell();
}

onView(() => view().name === "tournee" && ([opened, sort] = [{}, "visites"]));
