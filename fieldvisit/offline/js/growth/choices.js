/** How each child's chart is looked at: measure, window, ages, point. In memory only; the same on both worlds. */

const NOTHING = { measure: "", span: "", ages: "", reference: "", key: "", folds: {}, hidden: false, correcting: false, copied: null };
const choices = new Map();
const listeners = new Set();

export const choiceOf = (childId) => choices.get(childId) ?? NOTHING;

export const onChoice = (tell) => (listeners.add(tell), () => listeners.delete(tell));

/** A colleague, or a locked tablet, begins anew. */
export function forgetChoices() {
  choices.clear();
}

function choose(childId, change) {
  choices.set(childId, { ...choiceOf(childId), ...change });
  listeners.forEach((tell) => tell());
}

export const chooseMeasure = (childId, measure) => choose(childId, { measure, span: "", key: "", all: false });
/** The table shows the last measures; « Voir les 65 mesures », and paper, all of them. */
export const showAllRows = (childId) => choose(childId, { all: true });
export const chooseSpan = (childId, span) => choose(childId, { span });
export const chooseAges = (childId, ages) => choose(childId, { ages });
export const chooseReference = (childId, reference) => choose(childId, { reference });
/** Beside the measures, a chart is one line until it is unfolded; `open`: as it is now. */
export const toggleChart = (childId, kind, open) => choose(childId, { folds: { ...choiceOf(childId).folds, [kind]: !open } });
/** Struck measures are drawn hollow, or not at all. */
export const toggleStruck = (childId) => choose(childId, { hidden: !choiceOf(childId).hidden });
/** « Rayer une mesure… »: each line of the table gets its button. */
export const toggleCorrecting = (childId) => choose(childId, { correcting: !choiceOf(childId).correcting, all: true });
/** What became of « Copier »; it goes when the text is another. */
export const sayCopied = (childId, text, said) => choose(childId, { copied: { text, said } });
export const closePoint = (childId) => choose(childId, { key: "" });

/** A finger reaches further than a mark: the nearest one within this many units of the drawing is meant. */
const REACH = 44;
const spotsIn = (svg) => JSON.parse(svg.dataset.spots || "[]");

/** A tap on the chart: the nearest measure; none within reach closes what was open. */
export function tapChart(childId, event) {
  const svg = event.currentTarget;
  const box = svg.getBoundingClientRect();
  const { width, height } = svg.viewBox.baseVal;
  const scale = Math.max(width / box.width, height / box.height);
  const x = (event.clientX - box.left - (box.width - width / scale) / 2) * scale;
  const y = (event.clientY - box.top - (box.height - height / scale) / 2) * scale;
  let [key, least] = ["", REACH * Math.max(1, scale)];
  for (const spot of spotsIn(svg)) {
    for (const [atX, atY] of spot.at) {
      const far = Math.hypot(atX - x, atY - y);
      if (far < least) [key, least] = [spot.key, far];
    }
  }
  choose(childId, { key });
}

const MOVES = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

/** Arrows go from one measure to the next, Home and End to the first and last, Escape closes the one that is open. */
export function keyOnChart(childId, event) {
  if (event.key === "Escape") {
    if (choiceOf(childId).key) event.preventDefault(); // it asks for this, and not for a blank screen
    return closePoint(childId);
  }
  const move = MOVES[event.key];
  if (!move) return;
  event.preventDefault();
  step(childId, move, event.currentTarget.querySelector("svg"));
}

/** The button « Mesure précédente » or « Mesure suivante » of a chart. */
export function stepChart(childId, move, event) {
  step(childId, move, event.currentTarget.closest(".growth").querySelector(".growth-svg"));
}

function step(childId, move, svg) {
  const spots = spotsIn(svg);
  if (!spots.length) return;
  const now = spots.findIndex(({ key }) => key === choiceOf(childId).key);
  const next = now < 0 ? (move === 1 || move === -Infinity ? 0 : spots.length - 1) : now + move;
  choose(childId, { key: spots[Math.max(0, Math.min(spots.length - 1, next))].key });
}
