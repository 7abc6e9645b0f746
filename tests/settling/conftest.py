"""The tablets of tests/sync, a keyring of the same door, and two writings of one visit."""

import pytest

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.db import new_id
from fieldvisit.families.household import Household
from fieldvisit.settling import quarantine
from tests.licences.conftest import opened  # noqa: F401
from tests.schools.conftest import born, check_of, fields, held, inspection, listed  # noqa: F401
from tests.sync.conftest import claire, client, door, plan, tablet_of  # noqa: F401
from tests.sync.tablet import visit_record


@pytest.fixture
def keyring(door):  # noqa: F811
    return door.keyring


@pytest.fixture
def write(now):
    """``write(tablet, visit, answers…)``: one visit signed on this tablet, and its word with the record's id."""

    def push(tablet, visit, *, id=None, family=None, **body):
        id = id or new_id()
        line = tablet.line("visit_record", visit_record(visit, now, **body), id=id, family_id=family or visit.family_id)
        [word] = tablet.push(line)
        return word | {"line": line}

    return push


@pytest.fixture
def two(claire, tablet_of, plan, write, cast):  # noqa: F811
    """Claire wrote one visit on her tablet, then on the spare one; both tablets and both words."""
    visit, child = plan(), str(cast.benali_child.id)
    spare = tablet_of("claire")
    left = {
        "children": [child],
        "child_answers": {child: {"poids": {"v": 4200}, "taille": {"v": 54.5, "method": "couche"}}},
        "answers": {"n_presents": {"v": ["mere"]}, "n_demande": {"v": "Le sommeil"}, "suite": {"v": "fin"}},
        "notes": [{"at": "2026-11-23T08:50:00.000Z", "text": "Rappeler vendredi"}],
    }
    right = {
        "children": [child],
        "child_answers": {child: {"poids": {"v": 4350}, "pc": {"v": 37.5}}},
        "answers": {
            "n_presents": {"v": ["mere"]},
            "n_demande": {"v": "Le bain"},
            "suite": {"v": "fin"},
            "violence": {"v": "preoccupant"},
        },
        "notes": [{"at": "2026-11-23T08:40:00.000Z", "text": "Le père est passé"}],
    }
    first, second = write(claire, visit, **left), write(spare, visit, **right)
    assert (first["word"], second["word"]) == ("received", "diverged")
    return {"visit": visit, "child": child, "first": first, "second": second, "claire": claire, "spare": spare,
            "left": left, "right": right}  # fmt: skip


@pytest.fixture
def loosen(engine, cast):
    """The sector of a family, changed."""

    def move(family, sector):
        with db.writing(engine) as session:
            home = session.get_one(Household, getattr(cast, family).id)
            home.sector_id = getattr(cast, sector).id
            session.add(home)

    return move


@pytest.fixture
def head(engine, cast, now):
    """The sector's doctor, without a care relationship with anybody."""
    with db.writing(engine) as session:
        account = Account(login="paul.roux", name="Paul Roux", role="medecin_pmi", created_at=now)
        session.add(account)
        session.flush()
        session.add(AccountSector(account_id=account.id, sector_id=cast.bourg.id))
    return Actor(account.id, account.name, account.role, frozenset([cast.bourg.id]))


@pytest.fixture
def desk(engine, keyring, now, today):
    class Desk:
        def waiting(self, actor):
            with db.reading(engine) as session:
                assert quarantine.count(session, actor) == len(quarantine.waiting(session, actor))
                return quarantine.waiting(session, actor)

        def look(self, actor, line_id):
            with db.writing(engine) as session:
                return quarantine.look(session, keyring, actor, line_id, now)

        def accept(self, actor, line_id, reason="vue à deux"):
            with db.writing(engine) as session:
                quarantine.accept(session, keyring, actor, line_id, reason, now, today)

        def file(self, actor, line_id, reason="doublon"):
            with db.writing(engine) as session:
                quarantine.file(session, keyring, actor, line_id, reason, now)

    return Desk()
