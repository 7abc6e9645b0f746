/**
 * Referrals (« orientations ») of one visit: what its answers propose, what was ticked, and what the family said of each.
 * The office reads what comes of it in fieldvisit/referrals/said.py.
 */
import { LEVELS } from "./alerts.js";

/** Not a referral of the family: nothing chosen, the unit for concerns, one's own hierarchy. As referrals/said.py. */
const NOT_FOLLOWED = new Set(["aucune", "crip", "responsable", "bureau_agrement"]);
const FOLLOWED = new Set(["professionnel", "service"]);
/** Whose very name says what was confided. */
const PRIVATE = new Set(["asso_violences", "protocole_violences", "tel_3919"]);
export const NEW_VISIT = "nouvelle_vad";
/** By item: which other answer says what the family thought of all that is ticked. Elsewhere being ticked is agreement. */
const ASKED_BY = { I4: "I5" };
export const STATES = [["acceptee", "Acceptée"], ["a_reflechir", "À réfléchir"], ["refusee", "Refusée"], ["ecartee", "Ne pas proposer"]];

export const isReferral = (grid, code) =>
  !NOT_FOLLOWED.has(code) && (code === NEW_VISIT || FOLLOWED.has(grid.orientations[code]?.nature));

const keyOf = (code, child) => `${child ?? ""}|${code}`;

/** Is what asked for it confided? As `confided` in alerts/reach.py: yes too, for what is not known here. */
function isReserved(grid, { item, rule }) {
  const known = grid.rules.find(({ code }) => rule && code === rule);
  if (known?.prive) return true;
  if (!item && known) return false;
  return Boolean(grid.items[item ?? rule]?.prive ?? true);
}

const isHidden = (grid, source) => isReserved(grid, source) || Boolean(grid.items[source.item]?.seule);

/** May what was said of a referral be read by whoever looks on? */
export const isOpen = (grid, { code, to, sources = [] }) =>
  !PRIVATE.has(code) && !PRIVATE.has(to) && !sources.some((source) => isHidden(grid, source));

/**
 * @param {import("./conditions.js").Reading} reading
 * @param {object[]} alerts of the reading
 * @param {{code: string, child_id: string|null, state: string, to: string|null, words: string}[]} decided the words so far
 * @returns {{key: string, code: string, child_id: string|null, state: string, to: string|null, words: string, level: string,
 *   why: string[], sources: {item: string|null, rule: string|null}[], ticked: boolean, confided: boolean, open: boolean}[]}
 *   ticked ones first, then the gravest. `confided`: only what is private asks for it, or its name tells of it;
 *   `open`: nothing that was said alone or in private asks for it, so that it may stand on paper
 */
export function referralsOf(reading, alerts, decided = []) {
  const { grid } = reading;
  const rows = new Map();
  const row = (code, child) => {
    const key = keyOf(code, child);
    if (!rows.has(key))
      rows.set(key, { key, code, child_id: child ?? null, state: "", to: null, words: "", level: "", why: [], sources: [], ticked: false, hidden: [], reserved: [] });
    return rows.get(key);
  };
  for (const alert of alerts)
    for (const code of alert.to.filter((each) => isReferral(grid, each))) {
      const one = row(code, alert.child);
      one.sources.push({ item: alert.item, rule: alert.code });
      one.reserved.push(Boolean(alert.private));
      one.hidden.push(Boolean(alert.private || grid.items[alert.item]?.seule));
      one.why.push(alert.text);
      if (LEVELS.indexOf(alert.level) > LEVELS.indexOf(one.level)) one.level = alert.level;
    }
  for (const [key, item] of Object.entries(grid.items)) {
    if (item.liste !== "orientations") continue;
    for (const child of item.par_enfant ? reading.children : [null])
      for (const code of [reading.value(key, child) ?? []].flat().filter((each) => isReferral(grid, each))) {
        const one = row(code, child);
        one.sources.unshift({ item: key, rule: null });
        one.hidden.push(false);
        one.reserved.push(false);
        Object.assign(one, { ticked: true, state: key in ASKED_BY ? (reading.value(ASKED_BY[key]) ?? "") : "acceptee" });
      }
  }
  for (const said of decided) {
    if (!said.state && !said.to && !said.words?.trim()) continue;
    const one = row(said.code, said.child_id);
    // What asked for it when it was decided still tells where it belongs, though no answer asks for it any more.
    for (const source of said.sources ?? [])
      if (!one.sources.some(({ item, rule }) => item === source.item && rule === source.rule)) {
        one.sources.push(source);
        one.reserved.push(isReserved(grid, source));
        one.hidden.push(isHidden(grid, source));
      }
    Object.assign(one, { to: said.to ?? null, words: said.words ?? "", ...(said.state ? { state: said.state } : {}) });
  }
  const shown = [...rows.values()].map(({ hidden, reserved, ...one }) => ({
    ...one,
    confided: PRIVATE.has(one.to ?? one.code) || PRIVATE.has(one.code) || (reserved.length > 0 && reserved.every(Boolean)),
    open: !PRIVATE.has(one.to ?? one.code) && !hidden.some(Boolean),
  }));
  const rank = (one) => (one.ticked ? 10 : 0) + LEVELS.indexOf(one.level);
  return shown.sort((a, b) => rank(b) - rank(a));
}

/** As the record says them. */
export const inBody = (rows) =>
  rows.map(({ code, child_id, state, to, words, sources }) => ({ code, child_id, state, to, words: words.trim(), sources }));
