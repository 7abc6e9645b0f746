/** The same charts on an office page, from what the page's state was allowed to send: nothing is asked of the server. */
import { useMemo, useSyncExternalStore } from "react";
import { choiceOf, onChoice } from "./choices.js";
import { growthOf, NO_GROWTH } from "./view.js";

let chosen = "";
const listeners = new Set();
const onChosen = (tell) => (listeners.add(tell), () => listeners.delete(tell));

export function chooseChild(id) {
  chosen = id;
  listeners.forEach((tell) => tell());
}

const NONE = { children: [], growth: NO_GROWTH };

/**
 * React hook: see `GrowthShown` in pages/office/growth_card.py.
 * @param {{children: object[], adults: object[], today: string, references: object[], settings: object,
 *   may_strike: boolean}} facts
 */
export function useGrowth(facts) {
  const id = useSyncExternalStore(onChosen, () => chosen, () => "");
  const child = facts?.children?.find((one) => one.id === id) ?? facts?.children?.[0];
  const choice = useSyncExternalStore(onChoice, () => choiceOf(child?.id), () => choiceOf(""));
  return useMemo(() => {
    if (!child) return NONE;
    const { children, may_strike: mayStrike, ...given } = facts;
    return {
      children: children.length > 1 ? children.map((one) => ({ key: one.id, code: one.id, label: one.first_name, chosen: one.id === child.id })) : [],
      growth: growthOf(child, { ...given, mayStrike, choice }),
    };
  }, [facts, child, choice]);
}
