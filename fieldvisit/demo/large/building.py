"""Builds the whole county in an empty database begun as a demonstration: families in turn, many rows at once."""

from collections.abc import Callable
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit import db, kind
from fieldvisit.access.account import Account
from fieldvisit.births.communes import Communes
from fieldvisit.demo.county import NotEmpty
from fieldvisit.demo.ids import Ids
from fieldvisit.demo.large import around, carnets, files, notices, staff, visits, weeks
from fieldvisit.demo.large.family import draw_family
from fieldvisit.demo.large.territory import OTHERS, areas
from fieldvisit.demo.sink import Sink
from fieldvisit.due import recompute
from fieldvisit.families import name_key
from fieldvisit.words import french

#: Households of a county with 7,000 births a year: some 42,000 children under six.
HOUSEHOLDS = 32_000
MOST_SECTORS = 2 + len(OTHERS)
FAMILIES_AT_ONCE, TOLD_EVERY = 500, 4_000
SEED = 1


def build(
    engine: sa.Engine,
    today: date,
    families: int = HOUSEHOLDS,
    seed: int = SEED,
    say: Callable[[str], None] = lambda _: None,
    *,
    lists: bool = True,
) -> dict[str, int]:
    """Fill an empty database with a county of so many families as it stands on ``today``; rows by table.

    The facts are one transaction: a county is whole or not there. ``say`` is told what is being done.
    ``lists``: whether what is due is worked out as well; without it the first night does it.

    :raises NotEmpty: if there is an account already or the database is a real one: they never share a database
    """
    with engine.execution_options(writes=True).begin() as connection:
        with Session(connection) as session:
            if kind.of(session) is kind.Kind.REAL or session.exec(select(Account.id).limit(1)).first():
                raise NotEmpty
        counts = _write(connection, today, families, seed, say)
        say("les mots sous lesquels les familles se trouvent…")
        with Session(connection) as session:
            name_key.complete(session)
    db.analyze(engine)
    if lists:
        say("ce qui est à faire…")
        recompute.recompute_all(engine, today)
    return counts


def _write(
    connection: sa.Connection, today: date, families: int, seed: int, say: Callable[[str], None]
) -> dict[str, int]:
    sink, ids = Sink(connection), Ids(today, seed, families)
    sectors = areas(min(max(round(families * MOST_SECTORS / HOUSEHOLDS), 2), MOST_SECTORS))
    county = staff.settle(sink, sectors, ids, today)
    weeks.write(sink, county, ids, today)
    sink.flush()
    diary = visits.Diary(county, today)
    with Session(connection) as session:
        post = notices.Post(sink, Communes(session), ids, today)
    for number in range(families):
        team = county.teams[number % len(county.teams)]
        family = draw_family(number, team, ids, today, seed)
        files.write(sink, family, ids, today)
        links = carnets.write(sink, family, ids, today)
        visits.write(sink, family, diary, ids)
        around.write(sink, family, links, ids, today)
        post.of_family(family)
        if number % FAMILIES_AT_ONCE == FAMILIES_AT_ONCE - 1:
            sink.flush()
        if number % TOLD_EVERY == TOLD_EVERY - 1:
            say(f"{french(number + 1)} familles")
    sink.flush()
    return sink.counts
