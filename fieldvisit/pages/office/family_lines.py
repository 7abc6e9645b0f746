"""The lines of a family file as they are read: who is who, how old, born how."""

from datetime import date
from typing import TypedDict

from fieldvisit.families.file import File
from fieldvisit.families.person import Person, Role, Sex
from fieldvisit.pages.office import french, record_view


class Fact(TypedDict):
    label: str
    value: str


class PersonLine(TypedDict):
    name: str
    role: str
    age: str
    phone: str
    health: str


class AgreementLine(TypedDict):
    kind: str
    status: str
    tone: str
    when: str


class VisitLine(TypedDict):
    id: str
    day: str
    kind: str
    worker: str
    status: str
    tone: str
    record_id: str
    custody: str
    corrected: bool


class Version(TypedDict):
    """Another writing of the visit that is open."""

    id: str
    label: str
    in_force: bool


class ReadLine(TypedDict):
    at: str
    name: str
    role: str
    what: str


def person(one: Person, opened: File, today: date) -> PersonLine:
    child = one.role == Role.CHILD
    health = _birth(one) if child and opened.sees_children else ""
    gendered = child and one.sex in set(Sex) and not opened.door_only
    role = Sex(one.sex).label if gendered else Role(one.role).label
    dated = child or not opened.door_only
    return {
        "name": f"{one.first_name} {one.last_name}",
        "role": role,
        "age": "décédé·e" if one.deceased_on else record_view.born_words(one, today) if dated else "",
        "phone": one.phone,
        "health": health,
    }


def _birth(child: Person) -> str:
    parts = []
    if child.term_weeks:
        parts.append(f"né·e à {child.term_weeks} SA" + (f" + {child.term_days} j" if child.term_days else ""))
    if child.birth_weight_g:
        parts.append(f"{child.birth_weight_g} g")
    parts += [f"{child.birth_length_cm:g} cm".replace(".", ",")] if child.birth_length_cm else []
    parts += [f"PC {child.birth_head_cm:g} cm".replace(".", ",")] if child.birth_head_cm else []
    parts += ["grossesse multiple"] if child.multiple else []
    parts += [child.disability_words] if child.disabled else []
    parts += [f"confié·e{f' : {child.living_place}' if child.living_place else ''}"] if child.in_care else []
    return ", ".join(parts)


def pregnancy(one) -> str:
    parts = [f"terme prévu le {french.short(one.due_date)}"] if one.due_date else ["terme inconnu"]
    parts += ["multiple"] if one.multiple else []
    parts += [one.maternity] if one.maternity else []
    parts += [f"terminée le {french.short(one.ended_on)}"] if one.ended_on else []
    return ", ".join(parts)
