"""Another system's view of our FHIR files: reads the answers back, decides by ``enableWhen`` what is asked, and says
where a response does not fit its questionnaire. Nothing of it is taken from the code that writes them.
"""

import operator

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
SPECIAL = {"not-asked": "non_aborde", "asked-declined": "ne_souhaite_pas_repondre"}
MARKS = ("mode", "method", "confirmed", "doubtful", "note")
ORDER = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}


def every(items: list[dict]):
    for each in items:
        yield each
        yield from every(each.get("item", []))


def value_of(holder: dict):
    """The one ``value…``, ``answer…`` field of an answer, an option or an extension."""
    return next(value for name, value in holder.items() if name.startswith(("value", "answer")))


def answers(response: dict, items: dict) -> tuple[dict, dict]:
    """``answers, child_answers`` as a visit record holds them; ``items``: of the grid, for the type of each."""
    once, of_children = {}, {}
    for part in response.get("item", []):
        given = {}
        child = None
        for each in every([part]):
            if each["linkId"] == "enfant.qui":
                child = value_of(each["answer"][0])["identifier"]["value"].removeprefix("urn:uuid:")
            elif each["linkId"] in items:
                given[each["linkId"]] = _answer(each, items[each["linkId"]])
        if child is None:
            once |= given
        else:
            of_children.setdefault(child, {}).update(given)
    return once, of_children


def _answer(said: dict, item: dict) -> dict:
    found = {}
    marks = {each["url"].rpartition("fieldvisit-")[2]: value_of(each) for each in said.get("extension", [])}
    absent = [value_of(each) for each in said.get("extension", []) if each["url"] == ABSENT]
    if absent:
        found["special"] = SPECIAL[absent[0]]
    elif said.get("answer"):
        values = [_value(value_of(each), item) for each in said["answer"]]
        found["v"] = values if item["type"] == "multi" else values[0]
    return found | {mark: marks[mark] for mark in MARKS if mark in marks}


def _value(value, item: dict):
    if item["type"] == "echelle" and isinstance(value, dict):
        return int(value["code"])
    if isinstance(value, dict):
        return value["code"] if "value" not in value else value["value"]
    return value[:16] if item.get("avec_heure") else value


def enabled(questionnaire: dict, response: dict) -> set[tuple[str, str | None]]:
    """The questions that the Questionnaire itself would show, with the child each is asked for."""
    shown: set = set()
    groups = [part for part in response.get("item", []) if part["linkId"] == "enfant"]
    of_visit = {e["linkId"]: e for p in response.get("item", []) if p["linkId"] != "enfant" for e in every([p])}

    def walk(items, given, child):
        for item in items:
            if not _holds(item, given):
                continue
            if item["linkId"] == "enfant":
                for group in groups:
                    own = {each["linkId"]: each for each in every([group])}
                    walk(
                        item["item"],
                        of_visit | own,
                        value_of(own["enfant.qui"]["answer"][0])["identifier"]["value"][9:],
                    )
            elif item["type"] == "group":
                walk(item["item"], given, child)
            else:
                shown.add((item["linkId"], child))

    walk(questionnaire["item"], of_visit, None)
    return shown


def _holds(item: dict, given: dict) -> bool:
    tests = item.get("enableWhen", [])
    results = [_test(each, given.get(each["question"], {}).get("answer", [])) for each in tests]
    return not tests or (any(results) if item.get("enableBehavior") == "any" else all(results))


def _test(test: dict, given: list[dict]) -> bool:
    against, sign = value_of(test | {"question": None}), test["operator"]
    if sign == "exists":
        return bool(given) is against
    values = [value_of(each) for each in given]
    if sign == "=":
        return any(_plain(value) == _plain(against) for value in values)
    return any(ORDER[sign](_plain(value), _plain(against)) for value in values)


def _plain(value):
    if isinstance(value, dict):
        return (value["system"], value["code"]) if "value" not in value else value["value"]
    return value


def misfits(questionnaire: dict, response: dict) -> list[str]:
    """Where a response leaves its questionnaire: an unknown question, another place, another type, no such option."""
    found = (
        [] if response["questionnaire"] == f"{questionnaire['url']}|{questionnaire['version']}" else ["questionnaire"]
    )
    _fit(questionnaire["item"], response.get("item", []), found)
    return found


def _fit(asked: list[dict], given: list[dict], found: list[str]) -> None:
    known = {item["linkId"]: (at, item) for at, item in enumerate(asked)}
    places = [known[each["linkId"]][0] if each["linkId"] in known else -1 for each in given]
    if -1 in places or places != sorted(places):
        found.append(f"order of {[each['linkId'] for each in given]}")
        return
    for each in given:
        item = known[each["linkId"]][1]
        if each["text"] != item["text"]:
            found.append(f"text of {each['linkId']}")
        for answer in each.get("answer", []):
            shape = "string" if item["type"] == "text" else "coding" if item["type"] == "choice" else item["type"]
            if next(name for name in answer).lower() != f"value{shape}".lower():
                found.append(f"type of {each['linkId']}: {answer}")
            if "answerOption" in item and answer["valueCoding"] not in list(map(_option, item["answerOption"])):
                found.append(f"option of {each['linkId']}: {answer}")
        if len(each.get("answer", [])) > 1 and not item.get("repeats"):
            found.append(f"several answers to {each['linkId']}")
        _fit(item.get("item", []), each.get("item", []), found)


def _option(option: dict) -> dict:
    return {name: value for name, value in option["valueCoding"].items() if name != "extension"}
