"""Words under which a household is found: names folded and as they sound, birth dates, address, phone.

They follow the rows by themselves: whatever a session writes of a household or a person, its words are made anew in the
same transaction. Who writes without the session (bulk) calls :func:`refresh`.
"""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel

from fieldvisit.families import sounding
from fieldvisit.families.household import Household, active
from fieldvisit.families.person import Person
from fieldvisit.words import fold

#: No word is longer: an index of PostgreSQL holds 2,700 bytes, and nobody types that.
LONGEST = 80
_AT_ONCE = 1_000
#: So many families are worth an index built anew.
_MANY = 2_000
#: What the words are made of; a change of anything else leaves them.
_HOUSEHOLD = ("label", "case_number", "address", "postcode", "city", "phone", "phone_2", "merged_into", "archived_at")
_PERSON = ("family_id", "first_name", "last_name", "birth_date", "phone", "set_aside_at")
#: Said of everybody: no word to find anybody by.
_SAID_OF_ALL = frozenset({"famille", "foyer", "mme", "mlle", "m", "mr"})
#: In a session's notes: its words are made at the end.
_LATER = "words later"
_ELIDED = re.compile(r"\b[dl]['’]", re.IGNORECASE)
_SHORT = {"st": "saint", "ste": "sainte"}


class NameKey(SQLModel, table=True):
    """``kind``: « nom » (folded), « son » (phonetic), « date » (birth: AAAA-MM-JJ and MM-JJ), « lieu », « tel »,
    « dossier », « titre » (the label, folded: one each, for the order of the list)."""

    __tablename__ = "name_key"
    __table_args__ = (sa.Index("ix_name_key_search", "kind", "word", "family_id"),)

    family_id: uuid.UUID = Field(foreign_key="household.id", primary_key=True)
    kind: str = Field(primary_key=True)
    word: str = Field(primary_key=True)


_TABLE = NameKey.__table__
(_SEARCHED,) = _TABLE.indexes
_OF_ARRAYS = "unnest(%s::uuid[], %s::text[], %s::text[]) AS one (family_id, kind, word)"
#: Thousands at once, as the driver takes them. Two colleagues may give one family the same word at the same moment.
_GIVEN = {
    "sqlite": "INSERT INTO name_key (family_id, kind, word) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    "postgresql": f"INSERT INTO name_key (family_id, kind, word) SELECT * FROM {_OF_ARRAYS} ON CONFLICT DO NOTHING",
}
_TAKEN = {
    "sqlite": "DELETE FROM name_key WHERE family_id = ? AND kind = ? AND word = ?",
    "postgresql": f"DELETE FROM name_key AS old USING {_OF_ARRAYS}"
    " WHERE (old.family_id, old.kind, old.word) = (one.family_id, one.kind, one.word)",
}


def words_of(name: str) -> list[str]:
    """The words of a name as they are kept and looked for: « St-Martin » is « saint » and « martin »."""
    return [_SHORT.get(word, word) for word in fold(name).split() if word not in _SAID_OF_ALL]


def place_words(address: str) -> list[str]:
    """The words of a place: in « rue d’Alsace » one is « alsace », where a name would keep « d’Alsace » together."""
    return words_of(_ELIDED.sub(" ", address))


def digits(phone: str) -> str:
    """A phone number as it is dialled in France, whatever its spaces, dots or country code.

    >>> digits("+33 (0)6 39.98.01-10")
    '0639980110'
    """
    kept = re.sub(r"\D", "", phone)
    for abroad in ("0033", "33"):
        if kept.startswith(abroad) and len(kept) >= len(abroad) + 9:
            return "0" + kept.removeprefix(abroad).removeprefix("0")
    return kept


def compact(number: str) -> str:
    """A file number without its dashes and spaces."""
    return fold(number).replace(" ", "")


def refresh(session: Session, family_ids: Iterable[uuid.UUID]) -> int:
    """Make the words of these families anew; how many words were added or taken away."""
    wanted = sorted(set(family_ids), key=lambda one: one.int)
    return sum(
        _refresh(session.connection(), wanted[start : start + _AT_ONCE]) for start in range(0, len(wanted), _AT_ONCE)
    )


def reindex(session: Session) -> int:
    """Make the words of every family anew; how many families there are."""
    every = session.connection().execute(sa.select(Household.id)).scalars().all()
    with _in_bulk(session.connection(), len(every)):
        refresh(session, every)
    return len(every)


def complete(session: Session) -> int:
    """Give words to the families that have none: those of a database from before the words, or written by hand."""
    title = sa.exists().where(NameKey.family_id == Household.id, NameKey.kind == "titre")
    query = sa.select(Household.id).where(active(), ~title)
    without = session.connection().execute(query).scalars().all()
    with _in_bulk(session.connection(), len(without)):
        refresh(session, without)
    return len(without)


@contextmanager
def _in_bulk(connection: sa.Connection, families: int) -> Iterator[None]:
    """Of many, SQLite sorts the index once at the end, ten times faster than word by word; its readers do not wait.

    On PostgreSQL they would.
    """
    if connection.dialect.name != "sqlite" or families < _MANY:
        yield
        return
    _SEARCHED.drop(connection, checkfirst=True)
    yield
    _SEARCHED.create(connection)


def _refresh(connection: sa.Connection, family_ids: list[uuid.UUID]) -> int:
    wanted, there = _wanted(connection, family_ids), defaultdict(set)
    for family_id, *word in connection.execute(sa.select(_TABLE).where(_TABLE.c.family_id.in_(family_ids))):
        there[family_id].add(tuple(word))
    # In one order, so that two who write the same words do not wait for each other.
    gone = [(one, *word) for one in family_ids for word in sorted(there[one] - wanted[one])]
    new = [(one, *word) for one in family_ids for word in sorted(wanted[one] - there[one])]
    for words, statements in ((gone, _TAKEN), (new, _GIVEN)):
        if not words:
            continue
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(statements["sqlite"], [(one.hex, *word) for one, *word in words])
        else:
            connection.exec_driver_sql(statements["postgresql"], tuple(map(list, zip(*words, strict=True))))
    return len(gone) + len(new)


def _wanted(connection: sa.Connection, family_ids: list[uuid.UUID]) -> dict[uuid.UUID, set[tuple[str, str]]]:
    """The words of the families among these that stand, none of an archived one; one that was joined to another is
    found by its number there.
    """
    homes, persons = Household.__table__.c, Person.__table__.c
    columns = [homes[name] for name in ("id", *_HOUSEHOLD)]
    found, joined, asked = defaultdict(set), [], set(family_ids)
    here = sa.or_(homes.id.in_(family_ids), homes.merged_into.in_(family_ids))
    for home in connection.execute(sa.select(*columns).where(here)):
        if home.archived_at is not None:
            continue
        if home.merged_into is None:
            found[home.id].update(_home_words(home))
        elif home.merged_into in asked:
            joined.append(home)
    for home in joined:
        found[home.merged_into].update(_number_words(home.case_number))
    people = sa.select(*(persons[name] for name in _PERSON)).where(
        persons.family_id.in_(family_ids), persons.set_aside_at.is_(None)
    )
    for one in connection.execute(people):
        if one.family_id in found:
            found[one.family_id].update(_person_words(one))
    for family_id, words in found.items():
        found[family_id] = {(kind, word[:LONGEST]) for kind, word in words if word}
    return found


def words_for(home: Household, persons: Iterable[Person]) -> set[tuple[str, str]]:
    """Kind and word of everything that this family, as it is in hand, is found by; how it sounds left out."""
    every = [*_home_words(home), *(word for one in persons for word in _person_words(one))]
    return {(kind, word[:LONGEST]) for kind, word in every if word and kind != "son"}


def _home_words(home):
    yield "titre", fold(home.label)
    yield from _name_words(home.label)
    yield from _number_words(home.case_number)
    for word in place_words(f"{home.address} {home.postcode} {home.city}"):
        yield "lieu", word
    for phone in (home.phone, home.phone_2):
        yield "tel", digits(phone)


def _person_words(one):
    yield from _name_words(one.first_name)
    yield from _name_words(one.last_name)
    yield "tel", digits(one.phone)
    if one.birth_date:
        yield "date", one.birth_date.isoformat()
        yield "date", one.birth_date.isoformat()[5:]


@lru_cache(maxsize=16_384)
def _name_words(name: str) -> tuple[tuple[str, str], ...]:
    """Each word, and all of them run together: « Le Goff » is found by « legoff »."""
    words = words_of(name)
    every = {*words, "".join(words)}
    sounds = (("son", sounding.code(word)) for word in every if word.isalpha())
    return (*(("nom", word) for word in every), *sounds)


def _number_words(case_number: str):
    yield "dossier", compact(case_number)
    last = fold(case_number).split()[-1:]
    for word in last:
        yield "dossier", word
        yield "dossier", word.lstrip("0")


@event.listens_for(Session, "before_flush")
def _note(session: Session, *_) -> None:
    """Remember whose words change: after the flush the rows no longer tell what they were."""
    touched = session.info.setdefault(NameKey, set())
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Household) and _changed(session, row, _HOUSEHOLD):
            touched |= {row.id, *_values(row, "merged_into")}
        elif isinstance(row, Person) and _changed(session, row, _PERSON):
            touched |= _values(row, "family_id")


@event.listens_for(Session, "after_flush")
def _follow(session: Session, *_) -> None:
    if session.info.get(_LATER):
        return
    touched = session.info.pop(NameKey, None)
    if touched:
        refresh(session, touched)


@contextmanager
def later(session: Session) -> Iterator[None]:
    """Within, the words wait for the end: for hundreds of files in one transaction, which asks for none of their words.

    What fails leaves nothing: its words were not made yet.
    """
    session.info[_LATER] = True
    try:
        yield
        session.flush()
    except BaseException:
        session.info.pop(NameKey, None)
        raise
    finally:
        del session.info[_LATER]
    refresh(session, session.info.pop(NameKey, ()))


def _changed(session: Session, row: SQLModel, names: tuple[str, ...]) -> bool:
    state = sa.inspect(row)
    return not state.persistent or row in session.deleted or any(state.attrs[n].history.has_changes() for n in names)


def _values(row: SQLModel, name: str) -> set[uuid.UUID]:
    """The value of this column as it was and as it becomes."""
    now = getattr(row, name)  # before its history, which an expired row does not have
    history = sa.inspect(row).attrs[name].history
    return {one for one in (now, *(history.deleted or ())) if one is not None}
