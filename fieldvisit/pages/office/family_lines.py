"""The lines of a family file as they are read: who is who, how old, born how."""

from datetime import date
from typing import TypedDict

from fieldvisit.access.account import Actor
from fieldvisit.exports import parent_copy
from fieldvisit.families import agreeing, expecting, parental_rights
from fieldvisit.families.file import File
from fieldvisit.families.person import Agreement, Person, Pregnancy, Role, Sex
from fieldvisit.pages.office import french, record_view


class Fact(TypedDict):
    label: str
    value: str


class PersonLine(TypedDict):
    """``facts``: what else is known of the person, in words; ``health``: for whoever may read it; ``copy``: address of
    the copy for this parent, for whoever makes it."""

    id: str
    name: str
    role: str
    age: str
    phone: str
    facts: str
    health: str
    child: bool
    deceased: bool
    copy: str


class PregnancyLine(TypedDict):
    id: str
    words: str
    term: str
    open: bool


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


def person(one: Person, opened: File, today: date, reader: Actor | None = None) -> PersonLine:
    child = one.role == Role.CHILD
    health = (_birth(one) if child else _height(one)) if opened.sees_children else ""
    gendered = child and one.sex in set(Sex) and not opened.door_only
    role = Sex(one.sex).label if gendered else Role(one.role).label
    dated = child or not opened.door_only
    return {
        "id": str(one.id),
        "name": f"{one.first_name} {one.last_name}".strip(),
        "role": role,
        "age": _died(one, opened) if one.deceased_on else record_view.born_words(one, today) if dated else "",
        "phone": one.phone,
        "facts": "" if opened.door_only else _known(one),
        "health": health,
        "child": child,
        "deceased": one.deceased_on is not None,
        "copy": _copy(one, opened, reader),
    }


def _copy(one: Person, opened: File, reader: Actor | None) -> str:
    """For a doctor who reads the children's health, beside a parent: what the parent may ask for."""
    asks = one.role in parental_rights.PARENTS and not one.deceased_on and not one.set_aside_at
    if not asks or not opened.sees_children or reader is None or not parent_copy.may_make(reader):
        return ""
    return f"/api/copie-parent.pdf?famille={one.family_id}&parent={one.id}"


def _died(one: Person, opened: File) -> str:
    """« décédée le 21/11/2026 »; for whoever only rings at the door, that and no more."""
    woman, man = one.sex == Sex.FEMALE or one.role == Role.MOTHER, one.sex == Sex.MALE or one.role == Role.FATHER
    word = "décédée" if woman else "décédé" if man else "décédé·e"
    return word if opened.door_only else f"{word} le {french.short(one.deceased_on)}"


def _known(one: Person) -> str:
    parts = [f"à {one.birth_place}"] if one.birth_place else []
    parts += [f"autorité parentale : {one.parental_authority.lower()}"] if one.parental_authority != "Inconnue" else []
    parts += [f"sortie de maternité le {french.short(one.discharged_on)}"] if one.discharged_on else []
    parts += [part for part in (one.childcare, one.school) if part]
    return " · ".join(parts)


def _height(parent: Person) -> str:
    return f"{parent.height_cm:g} cm".replace(".", ",") if parent.height_cm else ""


def _birth(child: Person) -> str:
    parts = []
    if child.term_weeks:
        born = {"M": "né", "F": "née"}.get(child.sex, "né·e")
        parts.append(f"{born} à {child.term_weeks} SA" + (f" + {child.term_days} j" if child.term_days else ""))
    parts += [f"{child.birth_weight_g} g"] if child.birth_weight_g else []
    parts += [f"{child.birth_length_cm:g} cm".replace(".", ",")] if child.birth_length_cm else []
    parts += [f"PC {child.birth_head_cm:g} cm".replace(".", ",")] if child.birth_head_cm else []
    parts += ["grossesse multiple"] if child.multiple else []
    parts += [child.disability_words] if child.disabled else []
    if child.in_care:
        since = f" depuis le {french.short(child.in_care_since)}" if child.in_care_since else ""
        parts.append(f"confié·e{since}{f' : {child.living_place}' if child.living_place else ''}")
    return ", ".join(parts)


def pregnancy(one: Pregnancy, mother: str, today: date) -> PregnancyLine:
    term = expecting.term(one, today)
    parts = [mother, f"terme prévu le {french.short(one.due_date)}" if one.due_date else "terme inconnu"]
    parts += ["multiple"] if one.multiple else []
    parts += [one.maternity] if one.maternity else []
    if one.ended_on:
        outcome = expecting.FACTS["outcome"].words(one.outcome).lower() if one.outcome else ""
        parts += [f"terminée le {french.short(one.ended_on)}{f' ({outcome})' if outcome else ''}"]
    open_still = one.ended_on is None
    return {
        "id": str(one.id),
        "words": ", ".join(part for part in parts if part),
        "term": f"{term // 7} SA + {term % 7} j" if open_still and term is not None and term >= 0 else "",
        "open": open_still,
    }


def standing(one: Agreement, today: date) -> tuple[str, str]:
    """Its standing in a word, and the tone of it; an objection has words of its own."""
    if one.kind == agreeing.OPPOSITION:
        return ("Levée", "") if one.withdrawn_at else ("Enregistrée", "alarm")
    if one.standing == "Accordé" and one.expires_on and one.expires_on < today:
        return "À redemander", "warn"
    return one.standing, {"Accordé": "ok", "Refusé": "alarm", "Retiré": "alarm"}.get(one.standing, "")


def agreement(one: Agreement, today: date) -> AgreementLine:
    status, tone = standing(one, today)
    return {
        "kind": agreeing.SHORT.get(one.kind, one.kind),
        "status": status,
        "tone": tone,
        "when": french.moment(one.last_word_at),
    }
