"""« Réunir » two files of one family, « Séparer » them again: nothing is lost either way, every row is remembered.

The kept file takes in the rows of the other, which stays, empty and closed; what a tablet sends later for the closed
one lands in the kept one (:func:`redirects`). A person who stands in both is set aside in favour of the other.
"""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.families import decision, filling, household, moving
from fieldvisit.families.household import Household
from fieldvisit.families.merge import Merge
from fieldvisit.families.person import Person
from fieldvisit.words import Refusal

#: Who keeps the county's files in order.
WHO = frozenset({"coordinatrice", "secretariat"})
IDENTITY = "identite_foyer"


class NotAllowed(Refusal):
    sentence = "Seuls la coordination et le secrétariat réunissent ou séparent des dossiers."


class Impossible(Refusal):
    sentence = "Ces deux dossiers ne peuvent pas être réunis."


class NotFound(Refusal):
    sentence = "Cette réunion de dossiers n’existe pas ou ne vous est pas ouverte."


def merge(
    session: Session,
    actor: Actor,
    kept_id: uuid.UUID,
    gone_id: uuid.UUID,
    reason: str,
    today: date,
    now: datetime,
    same: Mapping[uuid.UUID, uuid.UUID] | None = None,
) -> Merge:
    """Take the file ``gone_id`` into ``kept_id``. ``same``: persons of the gone file who are persons of the kept one.

    :raises Refusal: if this actor may not, says no reason, or it is one file already
    """
    reason = decision.reason_from(reason)
    kept, gone = _both(session, actor, kept_id, gone_id, today)
    _check_same(session, kept.id, gone.id, same or {})
    made = Merge(kept_id=kept.id, gone_id=gone.id, reason=reason, merged_by=actor.account_id, merged_at=now)
    made.moved = {
        table.name: keys for table in moving.tables() if (keys := moving.take(session, table, gone.id, kept.id))
    }
    session.expire_all()  # many were moved without the session
    followers = session.exec(select(Household).where(Household.merged_into == gone.id)).all()
    for one in (gone, *followers):
        one.merged_into = kept.id
        session.add(one)
    made.before = {
        "followers": [str(one.id) for one in followers],
        "home": filling.home(kept, gone),
        "persons": {str(old): _join(session, old, new, now) for old, new in (same or {}).items()},
    }
    session.add(made)
    _journal(session, actor, made, "reunion", now)
    session.flush()
    return made


def join_persons(
    session: Session, actor: Actor, kept_id: uuid.UUID, gone_id: uuid.UUID, reason: str, today: date, now: datetime
) -> Merge:
    """Two persons of one file who are one: what names the one names the other from now on.

    :raises Refusal: if this actor may not, says no reason, or they are not two of one file
    """
    reason = decision.reason_from(reason)
    kept = session.get(Person, kept_id)
    check_may(session, actor, {kept.family_id} if kept else set(), today)
    _check_same(session, kept.family_id, kept.family_id, {gone_id: kept_id})
    made = Merge(
        kept_id=kept.family_id, gone_id=kept.family_id, reason=reason, merged_by=actor.account_id, merged_at=now
    )
    made.before = {"followers": [], "home": {}, "persons": {str(gone_id): _join(session, gone_id, kept_id, now)}}
    session.add(made)
    _journal(session, actor, made, "reunion", now)
    session.flush()
    return made


def part(session: Session, actor: Actor, merge_id: uuid.UUID, today: date, now: datetime) -> Merge:
    """Put back what was joined; what was written since stays in the kept file, but what tells of a person who goes.

    :raises Refusal: if this actor may not, or something was joined to the file since
    """
    made = session.exec(select(Merge).where(Merge.id == merge_id).with_for_update()).one_or_none()
    if made is None or made.parted_at is not None:
        raise NotFound
    check_may(session, actor, {made.kept_id}, today)
    standing = select(Merge.id).where(Merge.kept_id == made.kept_id, Merge.parted_at.is_(None))
    if max(session.exec(standing)) != made.id:  # ids are in the order of their making
        raise Impossible("Un autre dossier a été réuni à celui-ci depuis : séparez-le d’abord.")
    for old, told in made.before["persons"].items():
        _take_apart(session, uuid.UUID(old), told)
    if made.gone_id != made.kept_id:
        _give_back(session, made)
    made.parted_by, made.parted_at = actor.account_id, now
    session.add(made)
    _journal(session, actor, made, "separation", now)
    session.flush()
    return made


def of_family(session: Session, actor: Actor, today: date, most: int = 20) -> list[Merge]:
    """What was joined and may be parted, in the files open to this actor, newest first."""
    opened = household.open_to(actor, IDENTITY, today, write=True)
    query = select(Merge).where(Merge.parted_at.is_(None), Merge.kept_id.in_(opened))
    return list(session.exec(query.order_by(sa.desc(Merge.merged_at), sa.desc(Merge.id)).limit(most)))


_REDIRECTS = sa.select(Merge.kept_id, Merge.gone_id, Merge.before).where(
    Merge.parted_at.is_(None),
    sa.or_(
        Merge.gone_id.in_(sa.bindparam("gone", expanding=True)), Merge.kept_id.in_(sa.bindparam("kept", expanding=True))
    ),
)


def redirects(session: Session, family_ids: set[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The files and persons that stand for others since, as far as these families are concerned."""
    found: dict[uuid.UUID, uuid.UUID] = {}
    asked, wanted = set(), set(family_ids)
    while wanted - asked:
        asked |= wanted
        given = {"gone": list(wanted), "kept": list(wanted)}
        for kept_id, gone_id, before in session.connection().execute(_REDIRECTS, given):
            if gone_id != kept_id:
                found[gone_id] = kept_id
                wanted.add(kept_id)
            found |= {uuid.UUID(old): uuid.UUID(told["into"]) for old, told in before["persons"].items()}
    for old in found:
        while found[old] in found:
            found[old] = found[found[old]]
    return found


def _both(session: Session, actor: Actor, kept_id, gone_id, today: date) -> tuple[Household, Household]:
    if kept_id == gone_id:
        raise Impossible("C’est le même dossier.")
    check_may(session, actor, {kept_id, gone_id}, today)
    query = select(Household).where(Household.id.in_((kept_id, gone_id))).order_by(Household.id)
    homes = {one.id: one for one in session.exec(query.with_for_update())}
    return homes[kept_id], homes[gone_id]


def check_may(session: Session, actor: Actor, family_ids: set, today: date) -> None:
    """:raises Refusal: if this actor does not keep the files in order, or not these"""
    opened = household.open_to(actor, IDENTITY, today, write=True).where(Household.id.in_(family_ids))
    if actor.role not in WHO:
        raise NotAllowed
    if not family_ids or set(session.exec(opened)) != family_ids:
        raise household.NotFound


def _check_same(session: Session, kept_id: uuid.UUID, gone_id: uuid.UUID, same: Mapping) -> None:
    """Each once, of these two files, of one place in the family, and none who was set aside."""
    query = select(Person).where(Person.id.in_([*same, *same.values()]), Person.set_aside_at.is_(None))
    people = {one.id: one for one in session.exec(query)} if same else {}
    for old, new in same.items():
        one, other = people.get(old), people.get(new)
        if one is None or other is None or (one.family_id, other.family_id) != (gone_id, kept_id):
            raise Impossible("Une de ces personnes n’est plus dans ces dossiers : rechargez la page.")
        if old == new or (one.role == "enfant") != (other.role == "enfant") or new in same:
            raise Impossible("Ces deux personnes ne peuvent pas être la même.")
    if len(set(same.values())) < len(same):
        raise Impossible("Une personne ne peut être la même que deux autres d’un seul coup.")


def _join(session: Session, old_id: uuid.UUID, new_id: uuid.UUID, now: datetime) -> dict:
    """Everything that names the one names the other; returns what is needed to undo it."""
    old, new = session.get_one(Person, old_id), session.get_one(Person, new_id)
    told = {}
    for column in moving.of_persons():
        if keys := moving.naming(session, column, old_id):
            moving.set_column(session, column, keys, new_id)
            told[f"{column.table.name}.{column.name}"] = sorted(map(str, keys))
    filled = filling.person(new, old)
    old.set_aside_at = now
    session.add_all((old, new))
    session.flush()
    return {"into": str(new_id), "named": told, "filled": filled}


def _take_apart(session: Session, old_id: uuid.UUID, told: dict) -> None:
    by_name = Person.metadata.tables
    new_id = uuid.UUID(told["into"])
    for place, keys in told["named"].items():
        name, column = place.split(".")
        table = by_name[name]
        still = set(moving.naming(session, table.c[column], new_id))
        moving.set_column(session, table.c[column], [one for one in moving.typed(table, keys) if one in still], old_id)
    old, new = session.get_one(Person, old_id), session.get_one(Person, new_id)
    filling.undo(new, told["filled"])
    old.set_aside_at = None
    session.add_all((old, new))
    session.flush()


def _give_back(session: Session, made: Merge) -> None:
    for table in moving.tables():
        moving.give_back(session, table, made.moved.get(table.name, ()), made.kept_id, made.gone_id)
    persons = [uuid.UUID(key) for key in made.moved.get(Person.__tablename__, ())]
    for column in moving.of_persons():
        # What was written since about somebody who goes, goes with her.
        if "family_id" in column.table.c:
            for person_id in persons:
                keys = moving.naming(session, column, person_id)
                here = moving.here(session, column.table, keys, made.kept_id)
                moving.set_column(session, column.table.c.family_id, here, made.gone_id)
    session.expire_all()
    kept, gone = session.get_one(Household, made.kept_id), session.get_one(Household, made.gone_id)
    gone.merged_into = None
    for one in made.before["followers"]:
        session.get_one(Household, uuid.UUID(one)).merged_into = gone.id
    filling.undo(kept, made.before["home"])
    session.add_all((kept, gone))
    session.flush()


def _journal(session: Session, actor: Actor, made: Merge, screen: str, now: datetime) -> None:
    for family_id in {made.kept_id, made.gone_id}:
        journal.note(session, actor, family_id, What.WRITE, screen, now, subject_id=made.id)
