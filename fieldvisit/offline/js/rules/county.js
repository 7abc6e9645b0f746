/** A grid with the alert rules of its county in the place of those it was written with; as fieldvisit/forms/county.py. */

/**
 * @param {object} grid what `gridFor` makes
 * @param {{version: string, rules: object[], leaves: object[]}|null} county the `alert_rules` document aboard
 * @returns {object} the grid as the county judges it; nothing given is changed
 */
export function applied(grid, county) {
  if (!grid || !county) return grid;
  const found = { ...grid, rules: county.rules, rules_version: county.version };
  if (county.leaves.length) {
    found.items = Object.fromEntries(
      Object.entries(grid.items).map(([key, item]) => {
        const alertes = item.alertes.map((each) => followed(each, `${item.scope}.${key}`, county));
        return [key, { ...item, alertes }];
      }),
    );
    found.alerts = grid.alerts.map((each) => followed(each, each.form, county));
  }
  return found;
}

/** A question's own alert that a rule takes up follows that rule, in its numbers and its words. */
function followed(alert, origin, county) {
  const ours = county.leaves.filter((each) => each.from.includes(origin) && each.level === alert.niveau);
  const texts = [];
  const si = replaced(alert.si, ours, texts);
  return texts.length ? { ...alert, si, texte: texts[0] } : alert;
}

function replaced(condition, ours, texts) {
  const word = Object.keys(condition)[0];
  const body = condition[word];
  if (word === "all" || word === "any") return { [word]: body.map((each) => replaced(each, ours, texts)) };
  if (word === "not") return { [word]: replaced(body, ours, texts) };
  if (word === "answered" || typeof body[0] !== "string") return condition;
  const name = body[0].split(".").at(-1);
  const leaf = ours.find((each) => each.op === word && each.name === name && each.was === body[1]);
  if (!leaf) return condition;
  texts.push(leaf.text);
  return { [word]: [body[0], leaf.now] };
}
