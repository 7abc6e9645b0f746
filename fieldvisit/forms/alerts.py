"""Alerts of a visit: those of its items, and the rules A01–A34 that bear on a child, the mother or the home.

« Aide à la vigilance — à confirmer par un professionnel de santé »: they flag, they never conclude.
A rule and the item alerts it takes up (« reprend ») are one event, shown once at the highest level.
"""

from fieldvisit.forms import explaining
from fieldvisit.forms.conditions import Reading, references

LEVELS = ("information", "vigilance", "alerte", "urgent")
RANK = {level: rank for rank, level in enumerate(LEVELS)}
COUNTS = frozenset({"nb_urgent", "nb_alerte", "nb_vigilance"})
#: A rule that refuses an entry (A30) is no alert: the measure itself says what is wrong with it.
REFUSES = "refus_saisie"

#: What only says when a rule applies: two alerts that share nothing else are two events.
CIRCUMSTANCES = frozenset(
    {"age_jours", "age_mois", "age_corrige_jours", "age_corrige_mois", "prematurite", "marche_acquise"}
)


def of(reading: Reading) -> list[dict]:
    """Return the alerts in force, the gravest first:

    ``{level, text, orientation: [labels], numbers: [phones], to: [codes], item, child, code, private, why}``;
    ``item`` is null for a rule that stands alone, ``code`` is null for an item's own alert; ``why`` as in
    ``explaining.why``.
    """
    found = _of_items(reading)
    for rule in reading.grid["rules"]:
        if rule.get("effet") == REFUSES:
            continue
        if rule.get("prive") and not reading.alone():
            continue  # what was confided before is not shown over a third party's shoulder
        for child in _subjects(rule, reading):
            raised = [each for each in rule["alertes"] if reading.holds(each["si"], child)]
            if raised:
                found = _once(found, rule, max(raised, key=_rank), child)
    rules = {rule["code"]: rule for rule in reading.grid["rules"]}
    entries = [_entry(each, reading, rules.get(each.get("code"))) for each in found]
    return sorted(entries, key=lambda each: -RANK[each["level"]])


def _rank(alert: dict) -> int:
    return RANK[alert["niveau"]]


def _of_items(reading: Reading) -> list[dict]:
    found = []
    for key, item in reading.grid["items"].items():
        for child in reading.children if item["par_enfant"] else [None]:
            if item["alertes"] and reading.visible(key, child):
                found += [
                    {**alert, "from": f"{item['scope']}.{key}", "item": key, "child": child, "private": item["prive"]}
                    | {"form": item["form"], "conditions": [alert["si"]]}
                    for alert in item["alertes"]
                    if reading.holds(alert["si"], child)
                ]
    for alert in reading.grid["alerts"]:
        found += [
            {**alert, "from": alert["form"], "item": None, "child": child, "private": False}
            | {"conditions": [alert["si"]]}
            for child in reading.children or [None]
            if reading.holds(alert["si"], child)
        ]
    return found


def _subjects(rule: dict, reading: Reading) -> list[str | None]:
    """For whom a rule is evaluated: each child seen; for the mother or the home once, true if it is for one child."""
    if rule["portee"] == "enfant":
        return list(reading.children)
    raised = [child for child in reading.children if any(reading.holds(a["si"], child) for a in rule["alertes"])]
    if raised and not any(reading.holds(alert["si"], None) for alert in rule["alertes"]):
        return raised[:1]
    return [None]


def _once(found: list[dict], rule: dict, alert: dict, child: str | None) -> list[dict]:
    """Add a rule's alert, in the place of the item alerts that it takes up and that tell the same event."""
    same = [
        each
        for each in found
        if each["from"] in rule["reprend"] and each["child"] in (child, None) and _share(each["si"], alert["si"])
    ]
    private = rule.get("prive", False) or any(each["private"] for each in same)
    one = {**alert, "item": None, "child": child, "code": rule["code"], "private": private, "from": rule["code"]}
    one |= {
        "form": "",
        "subject": child,
        "conditions": [alert["si"], *[condition for each in same for condition in each["conditions"]]],
    }
    if same:
        level = max(map(_rank, [*same, alert]))
        gravest = [each["texte"] for each in same if _rank(each) == level] or [alert["texte"]]
        orientation = [each for other in [*same, alert] for each in other["orientation"]]
        one |= {
            "niveau": LEVELS[level],
            "texte": " ; ".join(dict.fromkeys(gravest)),
            "orientation": list(dict.fromkeys(orientation)),
            "item": same[0]["item"],
            "child": same[0]["child"],
        }
    return [each for each in found if all(each is not other for other in same)] + [one]


def _share(one: dict, other: dict) -> bool:
    """Whether two conditions name the same answer: an item with several options tells several events."""
    return not set(_facts(one)).isdisjoint(_facts(other))


def _facts(condition: dict):
    """Yield (name, value) of what a condition compares, circumstances left out."""
    ((word, body),) = condition.items()
    if word in ("all", "any"):
        for each in body:
            yield from _facts(each)
    elif word == "not":
        yield from _facts(body)
    elif word != "answered" and isinstance(body[0], str):
        name = body[0].rpartition(".")[2]
        if name not in CIRCUMSTANCES:
            for value in body[1] if isinstance(body[1], list) else [body[1]]:
                yield name, value


def _entry(alert: dict, reading: Reading, rule: dict | None) -> dict:
    to = [reading.grid["orientations"][code] for code in alert["orientation"]]
    return {
        "level": alert["niveau"],
        "text": alert["texte"],
        "orientation": [each["libelle"] for each in to],
        "numbers": [each["numero"] for each in to if each["numero"]],
        "to": alert["orientation"],
        "item": alert["item"],
        "child": alert["child"],
        "code": alert.get("code"),
        "private": alert["private"],
        "why": explaining.why(reading, alert["conditions"], alert.get("subject", alert["child"]), rule, alert["form"]),
    }


def units(reading: Reading) -> dict[str, int]:
    """Count the units (« groupe », else the item) at each level, each once at its highest; for ``niveau_propose``."""
    highest: dict[str, int] = {}
    main = next(
        iter(reading.grid["forms"])
    )  # a linked form tells its own event, already told by the item that links it
    for key, item in reading.grid["items"].items():
        if item["form"] != main:
            continue
        for child in reading.children if item["par_enfant"] else [None]:
            if not item["alertes"] or not reading.visible(key, child):
                continue
            for alert in item["alertes"]:
                if COUNTS.isdisjoint(map(str, references(alert["si"]))) and reading.holds(alert["si"], child):
                    unit = item.get("groupe") or key
                    highest[unit] = max(highest.get(unit, 0), _rank(alert))
    return {level: sum(rank == RANK[level] for rank in highest.values()) for level in LEVELS}


def proposed_level(reading: Reading) -> str | None:
    """The level that an interview's answers suggest (EPP I3, EPNP N20); None for a form that proposes none."""
    proposal = reading.grid["proposed_level"]
    if proposal is None:
        return None
    return next((rule["valeur"] for rule in proposal["regles"] if reading.holds(rule["si"])), proposal["sinon"])
