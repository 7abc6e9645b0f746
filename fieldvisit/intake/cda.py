"""The certificate as a CI-SIS document (CDA R2, « volets CSE-CS8, CS9, CS24 »): its header, and its coded entries.

Every coded entry is read whatever its section: a code of the form is an answer, any other is counted as not read. What
stands only in the text for people is not taken for an answer, but for the free words addressed to the PMI.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from fieldvisit.carnet import templates
from fieldvisit.intake import xml
from fieldvisit.intake.read import DatedDose, Read
from fieldvisit.words import Refusal

V3 = "{urn:hl7-org:v3}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
#: Problems are told by their value and a negation, not by their own code.
DIAGNOSIS = "282291009"
RANK = "30973-2"
ASKED, COMMENT = "encounter", "48767-8"
#: The national example writes this code for two things; among habits it is the risk of tuberculosis.
HABIT_INSTEAD = {"MED-183": "MED-283"}
PARENTS = {"MTH": ":MTH", "FTH": ":FTH"}


class NotOne(Refusal):
    sentence = "Ce document n’est pas un certificat de santé de l’enfant (CS8, CS9 ou CS24)."


def read(content: bytes, where: str) -> Read:
    """:raises Refusal: if it is no such document, or cannot be read"""
    root = xml.read(content)
    if root.tag != V3 + "ClinicalDocument":
        raise NotOne
    kind = _kind(root)
    given, unread = _answers(root, kind)
    patient = _path(root, "recordTarget", "patientRole", "patient")
    names = patient.find(V3 + "name") if patient is not None else None
    event = _path(root, "documentationOf", "serviceEvent")
    performer = _path(event, "performer", "assignedEntity") if event is not None else None
    low = _path(event, "effectiveTime", "low") if event is not None else None
    return Read(
        where,
        hashlib.sha256(content).hexdigest(),
        kind,
        _names(names, "family"),
        _names(names, "given"),
        _day(patient.find(V3 + "birthTime")) if patient is not None else None,
        _day(low) or _day(root.find(V3 + "effectiveTime")),
        _person(performer) or _person(_path(root, "author", "assignedAuthor")),
        _text(_path(performer, "representedOrganization", "name")),
        given,
        tuple(_doses(root)),
        "ci_sis",
        unread=unread,
    )


def _kind(root: Element) -> str:
    ids = {one.get("root") for one in root.findall(V3 + "templateId")}
    for kind, told in templates.TEMPLATES["certificates"].items():
        if told["template"] in ids:
            return kind
    raise NotOne


def _answers(root: Element, kind: str) -> tuple[dict[str, str], int]:
    fields = {field["code"]: field for field in templates.fields(kind)}
    given: dict[str, str] = {}
    unread = 0
    for code, value in _said(root):
        if code in fields:
            given.setdefault(code, value)
        else:
            unread += 1
    counted: dict[str, int] = {}
    for code, number in _given_doses(root):
        counted[code] = max(counted.get(code, 0) + (not number), number)
    for code, many in counted.items():
        if code in fields:
            given.setdefault(code, "oui" if fields[code]["type"] == "bool" else str(many))
        else:
            unread += 1
    about = _about(root)
    if about:
        given.setdefault(templates.ABOUT, about)
    return given, unread


def _said(root: Element) -> Iterator[tuple[str, str]]:
    """(field code, text) of each coded observation, and of each encounter that is asked for."""
    for one in root.iter(V3 + ASKED):
        code = _qualifier(one.find(V3 + "code"))
        if code:
            yield code, "non" if one.get("negationInd") == "true" else "oui"
    for one in root.iter(V3 + "observation"):
        found, value = one.find(V3 + "code"), one.find(V3 + "value")
        own = found.get("code", "") if found is not None else ""
        if value is None or value.get("nullFlavor") or own == RANK:
            continue
        if own == DIAGNOSIS:
            yield value.get("code", ""), "non" if one.get("negationInd") == "true" else "oui"
            continue
        habit = _qualifier(found)
        code = HABIT_INSTEAD.get(habit, habit) or own
        subject = _path(one, "subject", "relatedSubject", "code")
        code += PARENTS.get(subject.get("code", ""), "") if subject is not None else ""
        yield code, _value(value)


def _qualifier(code: Element | None) -> str:
    value = _path(code, "qualifier", "value")
    return value.get("code", "") if value is not None else ""


def _value(value: Element) -> str:
    kind = value.get(TYPE, "")
    if kind == "BL":
        return "oui" if value.get("value") == "true" else "non"
    if kind in ("CD", "CE", "CO"):
        return value.get("code", "")
    return value.get("value") or (value.text or "").strip()


def _given_doses(root: Element) -> Iterator[tuple[str, int]]:
    """(code of the vaccine, which dose) of each one given; 0 when it does not say which."""
    for one in root.iter(V3 + "substanceAdministration"):
        if one.get("negationInd") != "true":
            yield _product(one), _number(one)


def _doses(root: Element) -> Iterator[DatedDose]:
    for one in root.iter(V3 + "substanceAdministration"):
        if one.get("negationInd") == "true":
            continue
        on = next((day for time in one.findall(V3 + "effectiveTime") if (day := _day(time))), None)
        lot = one.find(f".//{V3}lotNumberText")
        if on is not None and _product(one):
            yield DatedDose(_product(one), on, _number(one), _text(lot)[:60])


def _product(one: Element) -> str:
    code = one.find(f".//{V3}manufacturedMaterial/{V3}code")
    other = code.find(V3 + "translation") if code is not None else None
    said = other if other is not None else code
    return said.get("code", "") if said is not None else ""


def _number(one: Element) -> int:
    for each in one.iter(V3 + "observation"):
        code, value = each.find(V3 + "code"), each.find(V3 + "value")
        if code is not None and code.get("code") == RANK and value is not None:
            number = value.get("value", "")
            return int(number) if number.isdecimal() and len(number) < 3 else 0
    return 0


def _about(root: Element) -> str:
    """The words for the PMI: a comment that points into the text of its section."""
    for one in root.iter(V3 + "act"):
        code = one.find(V3 + "code")
        if code is None or code.get("code") != COMMENT:
            continue
        text = one.find(V3 + "text")
        pointed = text.find(V3 + "reference") if text is not None else None
        wanted = pointed.get("value", "").lstrip("#") if pointed is not None else ""
        if not wanted:
            return _text(text)
        for content in root.iter(V3 + "content"):
            if content.get("ID") == wanted:
                return " ".join("".join(content.itertext()).split())
    return ""


def _path(root: Element | None, *names: str) -> Element | None:
    for name in names:
        root = root.find(V3 + name) if root is not None else None
    return root


def _names(name: Element | None, part: str) -> tuple[str, ...]:
    found = [_text(one) for one in name.findall(V3 + part)] if name is not None else []
    return tuple(dict.fromkeys(one for one in found if one))


def _person(entity: Element | None) -> str:
    name = _path(entity, "assignedPerson", "name")
    if name is None:
        return ""
    parts = [_text(name.find(V3 + part)) for part in ("suffix", "given", "family")]
    return " ".join("Dr" if part == "DR" else part for part in parts if part)


def _text(one: Element | None) -> str:
    return " ".join("".join(one.itertext()).split())[:4_000] if one is not None else ""


def _day(time: Element | None) -> date | None:
    figures = (time.get("value") or "")[:8] if time is not None else ""
    try:
        return date(int(figures[:4]), int(figures[4:6]), int(figures[6:8]))
    except ValueError:
        return None
