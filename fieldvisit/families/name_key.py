"""Words under which a household is found: names folded and as they sound, birth dates, address, phone.

They follow the rows by themselves: whatever a session writes of a household or a person, its words are made anew in the
same transaction. Who writes without the session (bulk) calls :func:`refresh`.
"""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel

from fieldvisit.families import sounding
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.words import fold

#: No word is longer: an index of PostgreSQL holds 2,700 bytes, and nobody types that.
LONGEST = 80
_AT_ONCE = 1_000
#: What the words are made of; a change of anything else leaves them.
_HOUSEHOLD = ("label", "case_number", "address", "postcode", "city", "phone", "phone_2", "merged_into")
_PERSON = ("family_id", "first_name", "last_name", "birth_date", "phone", "set_aside_at")
#: Said of everybody: no word to find anybody by.
_SAID_OF_ALL = frozenset({"famille", "foyer", "mme", "mlle", "m", "mr"})
_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
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
    wanted = sorted(set(family_ids))
    return sum(
        _refresh(session.connection(), wanted[start : start + _AT_ONCE]) for start in range(0, len(wanted), _AT_ONCE)
    )


def reindex(session: Session) -> int:
    """Make the words of every family anew; how many families there are."""
    every = session.connection().execute(sa.select(Household.id)).scalars().all()
    refresh(session, every)
    return len(every)


def complete(session: Session) -> int:
    """Give words to the families that have none: those of a database from before the words, or written by hand."""
    title = sa.exists().where(NameKey.family_id == Household.id, NameKey.kind == "titre")
    query = sa.select(Household.id).where(Household.merged_into.is_(None), ~title)
    without = session.connection().execute(query).scalars().all()
    refresh(session, without)
    return len(without)


def _refresh(connection: sa.Connection, family_ids: list[uuid.UUID]) -> int:
    table = NameKey.__table__
    there = {tuple(row) for row in connection.execute(sa.select(table).where(table.c.family_id.in_(family_ids)))}
    wanted = _wanted(connection, family_ids)
    gone = defaultdict(list)
    for family_id, kind, word in there - wanted:
        gone[kind, family_id].append(word)
    for (kind, family_id), some in gone.items():
        connection.execute(
            sa.delete(table).where(table.c.family_id == family_id, table.c.kind == kind, table.c.word.in_(some))
        )
    # In one order, so that two who write the same words do not wait for each other; by the number, ten times faster.
    new = sorted(wanted - there, key=lambda one: (one[0].int, one[1:]))
    if new:
        values = [{"family_id": family_id, "kind": kind, "word": word} for family_id, kind, word in new]
        # Two colleagues may give one family the same word at the same moment.
        connection.execute(_INSERT[connection.dialect.name](table).on_conflict_do_nothing(), values)
    return len(new) + len(there - wanted)


def _wanted(connection: sa.Connection, family_ids: list[uuid.UUID]) -> set[tuple]:
    """The words of the families among these that stand; one that was joined to another is found by its number there."""
    homes, persons = Household.__table__.c, Person.__table__.c
    columns = [homes[name] for name in ("id", *_HOUSEHOLD)]
    found: set[tuple] = set()
    here = sa.or_(homes.id.in_(family_ids), homes.merged_into.in_(family_ids))
    for home in connection.execute(sa.select(*columns).where(here)):
        if home.merged_into is None:
            found |= {(home.id, *word) for word in _home_words(home)}
        elif home.merged_into in family_ids:
            found |= {(home.merged_into, *word) for word in _number_words(home.case_number)}
    standing = {family_id for family_id, *_ in found}
    people = sa.select(*(persons[name] for name in _PERSON)).where(
        persons.family_id.in_(family_ids), persons.set_aside_at.is_(None)
    )
    for one in connection.execute(people):
        if one.family_id in standing:
            found |= {(one.family_id, *word) for word in _person_words(one)}
    return {(family_id, kind, word[:LONGEST]) for family_id, kind, word in found if word}


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


def _name_words(name: str):
    """Each word, and all of them run together: « Le Goff » is found by « legoff »."""
    words = words_of(name)
    for word in {*words, "".join(words)}:
        yield "nom", word
        if word.isalpha():
            yield "son", sounding.code(word)


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
    touched = session.info.pop(NameKey, None)
    if touched:
        refresh(session, touched)


def _changed(session: Session, row: SQLModel, names: tuple[str, ...]) -> bool:
    state = sa.inspect(row)
    return not state.persistent or row in session.deleted or any(state.attrs[n].history.has_changes() for n in names)


def _values(row: SQLModel, name: str) -> set[uuid.UUID]:
    """The value of this column as it was and as it becomes."""
    now = getattr(row, name)  # before its history, which an expired row does not have
    history = sa.inspect(row).attrs[name].history
    return {one for one in (now, *(history.deleted or ())) if one is not None}
