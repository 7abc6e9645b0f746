/** Moving a visit's block by hand: over a worker's day the server is asked for its verdict, on release it is told.
 *
 * Nothing of the page itself is moved: a copy follows the pointer, a line shows where the visit would stand, and both
 * go when the pointer lets go. What then stands on screen is what the server says. A finger that moves at once scrolls
 * as ever, one that rests lifts the block; by keyboard a block's panel moves it.
 */
import { createElement, useEffect, useRef } from "react";

const FAR_PX = 6;
/** A finger trembles more than a mouse, and rests before it carries. */
const FAR_TOUCH_PX = 12;
const REST_MS = 350;
const EDGE_PX = 70;
const ASK_EVERY_MS = 40;

/** @param {Element} cell @param {string} job @param {number} x @param {number} y */
function placeIn(cell, job, x, y) {
  const blocks = [...cell.querySelectorAll("[data-job]")].filter((one) => one.dataset.job !== job);
  const across = cell.dataset.axis === "x";
  const middle = (one) => {
    const box = one.getBoundingClientRect();
    return across ? box.left + box.width / 2 : box.top + box.height / 2;
  };
  const at = blocks.filter((one) => middle(one) < (across ? x : y)).length;
  return { position: at, before: blocks[at - 1], after: blocks[at], across };
}

/** @param {HTMLElement} line @param {Element} cell @param {ReturnType<typeof placeIn>} place */
function showLine(line, cell, { before, after, across }) {
  const whole = cell.getBoundingClientRect();
  const edge = (one, side) => one?.getBoundingClientRect()[side];
  line.hidden = false;
  if (across) {
    const x = edge(after, "left") ?? (edge(before, "right") ?? whole.left + 2) + 3;
    Object.assign(line.style, { left: `${x - 2}px`, top: `${whole.top}px`, width: "4px", height: `${whole.height}px` });
    return;
  }
  const y = edge(after, "top") ?? edge(before, "bottom") ?? whole.top + 20;
  Object.assign(line.style, { left: `${whole.left}px`, top: `${y - 2}px`, width: `${whole.width}px`, height: "4px" });
}

/** @param {HTMLElement} block @param {PointerEvent} from */
function lift(block, from) {
  const box = block.getBoundingClientRect();
  const copy = /** @type {HTMLElement} */ (block.cloneNode(true));
  copy.removeAttribute("data-job");
  copy.className = `${block.className} rd-ghost`;
  Object.assign(copy.style, { left: "0", top: "0", width: `${Math.max(box.width, 150)}px` });
  const words = Object.assign(document.createElement("div"), { className: "rd-ghost-words" });
  const line = Object.assign(document.createElement("div"), { className: "rd-line", hidden: true });
  const holder = Object.assign(document.createElement("div"), { className: "rd-lifted", ariaHidden: "true" });
  holder.append(copy, words);
  document.body.append(holder, line);
  block.classList.add("rd-from");
  return { holder, words, line, dx: Math.min(from.clientX - box.left, 140), dy: from.clientY - box.top };
}

/** @param {{children: any, verdict: string, words: string, onOver: Function, onPut: Function, onOut: Function, onLeave: Function}} props */
export function DragBoard({ children, verdict, words, onOver, onPut, onOut, onLeave }) {
  const root = useRef(/** @type {HTMLElement|null} */ (null));
  const call = useRef({});
  call.current = { onOver, onPut, onOut, onLeave };
  const told = useRef(/** @type {HTMLElement|null} */ (null));
  useEffect(() => {
    if (!told.current) return;
    told.current.dataset.verdict = verdict;
    told.current.textContent = words;
  }, [verdict, words]);
  useEffect(() => {
    const board = /** @type {HTMLElement} */ (root.current);
    /** @type {any} */
    let held = null;
    let clock = 0;
    const targetAt = (event) => {
      const under = document.elementFromPoint(event.clientX, event.clientY);
      const cell = under?.closest("[data-cell]");
      if (cell && board.contains(cell)) return { cell, ...placeIn(cell, held.job, event.clientX, event.clientY) };
      return under?.closest("[data-tray]") ? { tray: true } : {};
    };
    const end = () => {
      if (!held) return;
      clearTimeout(held.rest);
      held.holder?.remove();
      held.line?.remove();
      held.block.classList.remove("rd-from");
      held.over?.removeAttribute("data-over");
      clearTimeout(clock);
      told.current = null;
      held = null;
      document.body.classList.remove("rd-dragging");
    };
    const ask = (cell, position) => {
      clearTimeout(clock);
      const { job } = held;
      clock = setTimeout(() => call.current.onOver?.(job, cell.dataset.worker, Number(cell.dataset.day), position), ASK_EVERY_MS);
    };
    const down = (event) => {
      const block = event.target.closest?.("[data-job]");
      if (held || !event.isPrimary || event.button || !block || block.dataset.movable !== "true") return;
      const touch = event.pointerType === "touch";
      held = { block, job: block.dataset.job, x: event.clientX, y: event.clientY, key: "", touch, id: event.pointerId };
      if (touch) held.rest = setTimeout(() => take(event), REST_MS);
    };
    const follow = (event) => {
      held.holder.style.transform = `translate(${event.clientX - held.dx}px, ${event.clientY - held.dy}px)`;
    };
    const take = (event) => {
      Object.assign(held, lift(held.block, event));
      told.current = held.words;
      document.body.classList.add("rd-dragging");
      follow(event);
    };
    const move = (event) => {
      if (!held || event.pointerId !== held.id) return;
      const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) >= (held.touch ? FAR_TOUCH_PX : FAR_PX);
      held.moved ||= far;
      if (!held.moved) return;
      if (!held.holder && held.touch) return end();
      if (!held.holder) take(event);
      event.preventDefault();
      follow(event);
      if (event.clientY < EDGE_PX) scrollBy(0, -14);
      if (event.clientY > innerHeight - EDGE_PX) scrollBy(0, 14);
      const target = targetAt(event);
      if (held.over !== target.cell) {
        held.over?.removeAttribute("data-over");
        target.cell?.setAttribute("data-over", "");
        held.over = target.cell;
      }
      if (!target.cell) {
        held.line.hidden = true;
        if (held.key) call.current.onLeave?.();
        held.key = "";
        return;
      }
      showLine(held.line, target.cell, target);
      const key = `${target.cell.dataset.worker} ${target.cell.dataset.day} ${target.position}`;
      if (key !== held.key) ask(target.cell, target.position);
      held.key = key;
    };
    const up = (event) => {
      if (held && event.pointerId !== held.id) return;
      if (!held?.holder) return end();
      const { moved } = held;
      const target = targetAt(event);
      const { job } = held;
      end();
      addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
      if (moved && target.cell) {
        call.current.onPut?.(job, target.cell.dataset.worker, Number(target.cell.dataset.day), target.position);
      } else if (moved && target.tray) call.current.onOut?.(job);
      else call.current.onLeave?.();
    };
    const swallow = (event) => event.stopPropagation();
    const cancel = (event) => {
      if (event.type === "keydown" ? event.key !== "Escape" : held && event.pointerId !== held.id) return;
      if (held?.holder) call.current.onLeave?.();
      end();
    };
    /** Once it is lifted the finger carries it: neither the page nor a menu takes it back. */
    const still = (event) => {
      if (held?.holder && event.cancelable) event.preventDefault();
    };
    const menu = (event) => {
      if (held?.touch) event.preventDefault();
    };
    board.addEventListener("pointerdown", down);
    board.addEventListener("touchmove", still, { passive: false });
    board.addEventListener("contextmenu", menu);
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
    addEventListener("pointercancel", cancel);
    addEventListener("keydown", cancel);
    return () => {
      end();
      board.removeEventListener("pointerdown", down);
      board.removeEventListener("touchmove", still);
      board.removeEventListener("contextmenu", menu);
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", cancel);
      removeEventListener("keydown", cancel);
    };
  }, []);
  return createElement("div", { ref: root, className: "rd-work" }, children);
}
