"""Who is in a family: a person added, corrected, set aside when she was entered by mistake. Nobody is deleted."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.families import age, agreeing, decision, fact_change, household
from fieldvisit.families.fact import CHILD, IDENTITY, Fact, Invalid, Kind
from fieldvisit.families.fact_change import About, Conflict
from fieldvisit.families.household import Household
from fieldvisit.families.person import Disability, Person, Pregnancy, Role, Sex
from fieldvisit.words import Refusal, french_date

SEX = {Sex.FEMALE.value: "Féminin", Sex.MALE.value: "Masculin"}
PERSON = {
    "role": Fact("Place dans la famille", Kind.ONE_OF, among={one.value: one.label for one in Role}, required=True),
    "last_name": Fact("Nom", required=True),
    "first_name": Fact("Prénom"),
    "birth_date": Fact("Date de naissance", Kind.DAY),
    "birth_place": Fact("Lieu de naissance"),
    "sex": Fact("Sexe", Kind.ONE_OF, among=SEX),
    "phone": Fact("Téléphone", most=30),
    "parental_authority": Fact(
        "Autorité parentale", Kind.ONE_OF, among={one: one for one in agreeing.AUTHORITY}, empty="Inconnue"
    ),
    "discharged_on": Fact("Sortie de maternité le", Kind.DAY),
    "childcare": Fact("Mode d’accueil"),
    "school": Fact("École"),
}
#: Bounds of the county's list of measures (domain §4.3).
HEALTH = {
    "term_weeks": Fact("Terme (SA)", Kind.WHOLE, CHILD, 22, 44, "SA"),
    "term_days": Fact("Terme : jours en plus", Kind.WHOLE, CHILD, 0, 6, "j"),
    "birth_weight_g": Fact("Poids de naissance (g)", Kind.WHOLE, CHILD, 300, 7000, "g"),
    "birth_length_cm": Fact("Taille (cm)", Kind.NUMBER, CHILD, 20, 65, "cm"),
    "birth_head_cm": Fact("Périmètre crânien (cm)", Kind.NUMBER, CHILD, 18, 45, "cm"),
    "height_cm": Fact("Taille (cm)", Kind.NUMBER, CHILD, 120, 220, "cm"),
    "multiple": Fact("Grossesse multiple", Kind.YES, CHILD),
    "disability_status": Fact(
        "Situation de handicap", Kind.ONE_OF, CHILD, among={one.value: one.label for one in Disability}, empty=""
    ),
    "disability": Fact("Handicap : précision", compartment=CHILD, most=200),
    "in_care": Fact("Confié·e à l’ASE", Kind.YES, CHILD),
    "in_care_since": Fact("Confié·e depuis le", Kind.DAY, CHILD),
    "living_place": Fact("Lieu d’accueil", compartment=CHILD, most=200),
}
FACTS = PERSON | HEALTH
OLDEST = date(1900, 1, 1)


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas d’écrire les personnes de ce foyer."


class NotFound(Refusal):
    sentence = "Cette personne n’est pas dans ce dossier, ou il ne vous est pas ouvert."


def name_of(person: Person) -> str:
    return f"{person.first_name} {person.last_name}".strip()


def writable(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> dict[str, Fact]:
    """The fields that this actor may write of this family's persons, health only with the right to it."""
    opened = {
        place: session.exec(household.open_to(actor, place, today, write=True).where(Household.id == family_id)).first()
        for place in (IDENTITY, CHILD)
    }
    if not opened[IDENTITY]:
        return {}
    return {name: one for name, one in FACTS.items() if opened[one.compartment]}


def add(session: Session, actor: Actor, family_id: uuid.UUID, values: Mapping, today: date, now: datetime) -> Person:
    """:raises Refusal: if this actor may not, or what is said cannot be"""
    _allowed(session, actor, family_id, values, today)
    person = Person(family_id=family_id, **{name: _blank(one) for name, one in FACTS.items()} | dict(values))
    check(person, today)
    _check_new(session, person)
    session.add(person)
    session.flush()
    fact_change.note(session, actor, person, About.PERSON, name_of(person), fact_change.ADDED, now)
    _journal(session, actor, person, now)
    return person


def correct(
    session: Session,
    actor: Actor,
    person_id: uuid.UUID,
    changes: Mapping,
    before: Mapping,
    today: date,
    now: datetime,
) -> list[Conflict]:
    """Change each field that is still as it was shown; the others are kept beside, and said.

    :raises Refusal: if this actor may not, or what is said cannot be: then nothing changed
    """
    person = find(session, actor, person_id, today)
    facts = _allowed(session, actor, person.family_id, changes, today)
    session.refresh(person, with_for_update=True)
    conflicts = fact_change.write(session, actor, person, About.PERSON, name_of(person), facts, changes, before, now)
    check(person, today)
    _journal(session, actor, person, now)
    return conflicts


def set_aside(session: Session, actor: Actor, person_id: uuid.UUID, reason: str, today: date, now: datetime) -> Person:
    """A person entered by mistake leaves the file, and stays in its history with the reason.

    :raises Refusal: without a reason, or while a pregnancy of hers is open
    """
    person = find(session, actor, person_id, today)
    _allowed(session, actor, person.family_id, {}, today)
    reason = decision.reason_from(reason)
    carried = select(Pregnancy.id).where(Pregnancy.mother_id == person.id, Pregnancy.ended_on.is_(None))
    if session.exec(carried).first() is not None:
        raise Invalid("Une grossesse en cours est à son nom : corrigez-la ou terminez-la d’abord.")
    if person.set_aside_at is None:
        person.set_aside_at = now
        session.add(person)
        _note(session, actor, person, fact_change.SET_ASIDE, reason, now)
    return person


def put_back(session: Session, actor: Actor, person_id: uuid.UUID, today: date, now: datetime) -> Person:
    person = find(session, actor, person_id, today)
    _allowed(session, actor, person.family_id, {}, today)
    if person.set_aside_at is not None:
        person.set_aside_at = None
        session.add(person)
        _note(session, actor, person, fact_change.PUT_BACK, "", now)
    return person


def find(session: Session, actor: Actor, person_id: uuid.UUID, today: date) -> Person:
    """:raises NotFound: if there is none, or her family is not open to this actor"""
    opened = household.open_to(actor, IDENTITY, today)
    query = select(Person).where(Person.id == person_id, Person.family_id.in_(opened))
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def check(person: Person, today: date) -> None:
    """:raises Invalid: for what cannot be together, with what to look at"""
    for name, one in FACTS.items():
        one.check(getattr(person, name))
    born = person.birth_date
    if born is not None:
        if born > today:
            raise Invalid(f"Date de naissance : le {french_date(born)} n’est pas encore venu. Vérifiez l’année.")
        if born < OLDEST:
            raise Invalid(f"Date de naissance : {french_date(born)} est trop ancien. Vérifiez l’année.")
        years = age.years(born, today)
        if person.role == Role.CHILD and years >= 21:
            raise Invalid(
                f"Cet enfant aurait {years} ans : vérifiez sa date de naissance, ou sa place dans la famille."
            )
        if person.role in (Role.MOTHER, Role.FATHER) and years < 10:
            raise Invalid(f"Ce parent aurait {years} ans : vérifiez sa date de naissance, ou choisissez « Enfant ».")
    _check_stay(person, today)
    if person.role != Role.CHILD:
        filled = [one.label for name, one in HEALTH.items() if getattr(person, name) not in (None, "", False)]
        if filled:
            raise Invalid(f"« {filled[0]} » ne se note que pour un enfant : videz la case, ou corrigez la place.")


def _check_stay(person: Person, today: date) -> None:
    for name in ("discharged_on", "in_care_since"):
        at, label = getattr(person, name), FACTS[name].label
        if at is not None and at > today:
            raise Invalid(f"{label} : le {french_date(at)} n’est pas encore venu.")
        if at is not None and person.birth_date and at < person.birth_date:
            raise Invalid(f"{label} : {french_date(at)} est avant la naissance ({french_date(person.birth_date)}).")
    if person.term_weeks is None and person.term_days:
        raise Invalid("Terme : indiquez aussi les semaines (SA).")
    if not person.in_care and (person.in_care_since or person.living_place):
        raise Invalid("Vous donnez un lieu ou une date d’accueil : cochez aussi « Confié·e », ou videz la case.")


def _check_new(session: Session, person: Person) -> None:
    """The same person twice in one file is a mistake that costs a merge later."""
    for other in session.exec(
        select(Person).where(Person.family_id == person.family_id, Person.set_aside_at.is_(None))
    ):
        same = name_of(other).casefold() == name_of(person).casefold()
        if other.id != person.id and same and person.first_name and other.birth_date == person.birth_date:
            raise Invalid(f"{name_of(other)} est déjà dans ce dossier, avec la même date de naissance.")


def _allowed(session: Session, actor: Actor, family_id: uuid.UUID, values: Mapping, today: date) -> dict[str, Fact]:
    facts = writable(session, actor, family_id, today)
    if not facts or not values.keys() <= facts.keys():
        raise NotAllowed
    return facts


def _blank(one: Fact):
    return {Kind.TEXT: "", Kind.YES: False}.get(one.kind, one.empty)


def _note(session: Session, actor: Actor, person: Person, what: str, reason: str, now: datetime) -> None:
    fact_change.note(session, actor, person, About.PERSON, name_of(person), what, now, reason=reason)
    _journal(session, actor, person, now)


def _journal(session: Session, actor: Actor, person: Person, now: datetime) -> None:
    journal.note(session, actor, person.family_id, What.WRITE, "personne", now, subject_id=person.id)
    session.flush()


def children(session: Session, family_id: uuid.UUID) -> list[Person]:
    """The children of the household, the youngest first."""
    query = select(Person).where(
        Person.family_id == family_id, Person.role == Role.CHILD, Person.set_aside_at.is_(None)
    )
    return sorted(session.exec(query), key=lambda one: one.birth_date or date.max, reverse=True)
