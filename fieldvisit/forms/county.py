"""A grid with the alert rules of its county in the place of those it was written with; as ``rules/county.js``."""

from fieldvisit.forms.thresholds import County


def applied(grid: dict, county: County | dict | None) -> dict:
    """The grid as the county judges it; the same grid without one. Nothing given is changed.

    A question's own alert that a rule takes up follows that rule: the same comparison at the same level has the same
    number, and the words of the rule since its own name the old one.
    """
    document = county.document if isinstance(county, County) else county
    if not document:
        return grid
    found = grid | {"rules": document["rules"], "rules_version": document["version"]}
    if document["leaves"]:
        found["items"] = {
            key: {**item, "alertes": [_followed(each, f"{item['scope']}.{key}", document) for each in item["alertes"]]}
            for key, item in grid["items"].items()
        }
        found["alerts"] = [_followed(each, each["form"], document) for each in grid["alerts"]]
    return found


def _followed(alert: dict, origin: str, document: dict) -> dict:
    ours = [each for each in document["leaves"] if origin in each["from"] and each["level"] == alert["niveau"]]
    texts: list[str] = []
    condition = _replaced(alert["si"], ours, texts)
    return {**alert, "si": condition, "texte": texts[0]} if texts else alert


def _replaced(condition: dict, ours: list[dict], texts: list[str]) -> dict:
    ((word, body),) = condition.items()
    if word in ("all", "any"):
        return {word: [_replaced(each, ours, texts) for each in body]}
    if word == "not":
        return {word: _replaced(body, ours, texts)}
    if word == "answered" or not isinstance(body[0], str):
        return condition
    name = body[0].rpartition(".")[2]
    for each in ours:
        if (each["op"], each["name"], each["was"]) == (word, name, body[1]):
            texts.append(each["text"])
            return {word: [body[0], each["now"]]}
    return condition
