"""Role × what is kept × sector × care: nobody is told a word of a family that her role, sector and care do not open.

Each role, in front of a family of hers, one of her sector that she does not follow (any more), and one of another
sector, goes everywhere. A part is drawn in the normal run, by a rule that always draws the same; in the long one all
roles go to every page and route, and to every handler with ids of a fifth of the tables.
"""

import os
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from fieldvisit import db, demo
from fieldvisit.access import account as accounts
from fieldvisit.access import administration, roles
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.care import CareRelationship, Reason, cared_for
from fieldvisit.families.household import Household
from fieldvisit.pages import who
from tests.sample import sample
from tests.walls import added, county, expected, walk
from tests.walls.expected import Position

TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LONG = os.environ.get("FIELDVISIT_LONG") == "1"
#: Of the questions to handlers (each with ids of every table) and to routes.
SHARES = (0.2, 1.0) if LONG else (0.004, 0.04)
#: One of each role of the county's table.
LOGINS = {
    "puericultrice": "claire.morel",
    "infirmiere_pmi": "thomas.gauthier",
    "sage_femme_pmi": "sophie.delorme",
    "medecin_pmi": "helene.marchand",
    "psychologue_pmi": "louis.arnaud",
    "tisf": "fatima.elidrissi",
    "responsable_tisf": "patricia.lemoine",
    "intervenant_aep": "kevin.barbosa",
    "coordinatrice": "isabelle.roux",
    "secretariat": "monique.girard",
    "referent_ase": "david.ferrand",
    "crip": "anne.delmas",
    "odpe": "pierre.lacombe",
    "medecin_responsable": "francoise.berthet",
    "dpo": "olivier.masson",
    "administrateur": "marc.tissot",
}
#: Of these nothing at all may be heard.
SILENT = {"odpe", "dpo", "administrateur"}
#: What some must have been told of a family of theirs: without this the walk proves nothing.
MUST = {
    "puericultrice": {"identite_foyer", "planning_mission", "sante_enfant", "observations_vad"},
    "infirmiere_pmi": {"identite_foyer", "planning_mission", "sante_enfant", "observations_vad"},
    "sage_femme_pmi": {"identite_foyer", "planning_mission", "observations_vad", "dossier_mere", "violence"},
    "medecin_pmi": {"identite_foyer", "sante_enfant", "observations_vad", "violence"},
    "psychologue_pmi": {"identite_foyer", "sante_enfant"},
    "tisf": {"identite_foyer", "planning_mission", "ecrits_tisf", "objectifs_partages"},
    "responsable_tisf": {"identite_foyer", "ordres_intervention"},
    "intervenant_aep": {"identite_foyer", "planning_mission", "ecrits_tisf", "objectifs_partages"},
    "coordinatrice": {"identite_foyer", "sante_enfant", "ordres_intervention"},
    "secretariat": {"identite_foyer"},
    "referent_ase": {"identite_foyer"},
    "crip": {"identite_foyer"},
    "medecin_responsable": {"identite_foyer", "ordres_intervention"},
}

#: The same, when everything is asked.
WHOLE = {
    "coordinatrice": {"releves_bilans"},
    "crip": {"information_preoccupante"},
    "medecin_responsable": {"information_preoccupante"},
}


@pytest.fixture(scope="module")
def original(empty_sqlite, tmp_path_factory):
    """The marked county, its file, and what is marked in it."""
    path = tmp_path_factory.mktemp("walls") / "fieldvisit.sqlite"
    shutil.copy(empty_sqlite, path)
    engine = db.connect(f"sqlite:///{path}")
    with Session(engine.execution_options(writes=True)) as session:
        demo.build(session, TODAY)
        session.commit()
    added.add(engine, NOW)
    marked = county.mark(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return path, marked


@dataclass
class Place:
    """One reader in her own copy of the county."""

    engine: object
    marked: county.Marked
    asker: walk.Asker
    positions: dict
    picked: list

    def everything(self, folder):
        yield from walk.pages(self.asker, self.marked, self.picked)
        if self.asker.actor and self.asker.actor.role in roles.FIELD:
            yield from walk.aboard(self.asker, self.engine, NOW, TODAY, list(self.positions))
        for family in self.picked:
            yield from walk.handlers(self.asker, self.marked, family, SHARES[0])
        for family in self.picked:
            yield from walk.routes(self.asker, self.engine, NOW, self.marked, family, folder, SHARES[1])

    def position(self, mark: county.Mark) -> Position:
        """Of the nearest of its families; a doctor who took charge of an « Urgent » on her way cares for that one."""
        with db.reading(self.engine) as session:
            query = select(CareRelationship.family_id).where(CareRelationship.reason == Reason.URGENT)
            taken = session.exec(query.where(CareRelationship.account_id == self.asker.actor.account_id)).all()
        if mark.families & set(taken):
            return Position.OWN
        return min((self.positions[one] for one in mark.families), key=list(Position).index)


@pytest.fixture
def place(original, tmp_path, monkeypatch):
    """``place(login)``: of one sector alone, and no longer in charge of a family that was hers until yesterday."""
    path, marked = original
    engine = db.connect(f"sqlite:///{shutil.copy(path, tmp_path / 'fieldvisit.sqlite')}")
    monkeypatch.setattr(db, "engine", lambda: engine)
    monkeypatch.setattr(who, "now", lambda: NOW)
    monkeypatch.setattr(who, "today", lambda: TODAY)

    def enter(login: str, *, disabled: bool = False) -> Place:
        with db.writing(engine) as session:
            account = session.exec(select(Account).where(Account.login == login)).one()
            held = session.exec(select(AccountSector).where(AccountSector.account_id == account.id)).all()
            for more in held[1:]:
                session.delete(more)
            _take_one_away(session, account)
            session.flush()
            token = sessions.open_for(session, account, NOW)
            cared = set(session.exec(cared_for(account.id, TODAY)).all())
            homes = session.exec(select(Household.id, Household.sector_id)).all()
            actor = accounts.actor(session, account)
            if disabled:
                root = session.exec(select(Account).where(Account.role == "administrateur")).first()
                administration.disable(session, accounts.actor(session, root), account.id, NOW)
        positions = {
            home: Position.ELSEWHERE
            if sector != held[0].sector_id
            else Position.OWN
            if home in cared
            else Position.SECTOR
            for home, sector in homes
        }
        picked = [_richest(marked, positions, one) for one in Position]
        asker = walk.Asker(f"{sessions.COOKIE}={token}", picked[0], None if disabled else actor)
        return Place(engine, marked, asker, positions, [one for one in picked if one])

    yield enter
    engine.dispose()


def _take_one_away(session, account) -> None:
    """A family of hers: what she did there is no reason to read it any more."""
    query = select(CareRelationship).where(CareRelationship.account_id == account.id)
    families = sorted(set(session.exec(cared_for(account.id, TODAY)).all()))
    for each in session.exec(query.where(CareRelationship.family_id.in_(families[:-1][:1]))):
        each.until = TODAY - timedelta(days=1)


def _richest(marked, positions, wanted):
    of = (home for home, where in positions.items() if where is wanted)
    return max(of, key=lambda home: (len(marked.rows[home]), str(home)), default=None)


def test_every_table_is_a_family_s_or_says_why_it_is_not():
    assert county.unknown_tables() == set()


def test_every_mark_has_its_class_of_data(original):
    _, marked = original
    assert len(marked.marks) > 10_000
    assert {expected.place(one) for one in marked.marks.values()} >= set().union(*MUST.values())


def test_every_role_of_the_table_goes():
    assert set(LOGINS) == set(expected.RIGHTS)


@pytest.mark.parametrize("role", sample(LOGINS, 0, 5, 8, 11))
def test_nobody_is_told_more_than_role_sector_and_care_open(place, role, tmp_path):
    here, asked, heard, leaked = place(LOGINS[role]), Counter(), set(), {}
    for told in here.everything(tmp_path):
        asked[told.full] += 1
        for mark in here.marked.found(told.text):
            nearest = here.position(mark)
            heard.add(expected.place(mark))
            if not expected.may_read(role, mark, nearest):
                leaked.setdefault((mark.table, mark.column, nearest), told.where)
    assert leaked == {}
    assert asked[True] > 20, "hardly anything was answered: the walk proves nothing"
    assert heard >= MUST.get(role, set())
    if role in SILENT:
        assert heard == set()
    if LONG:
        assert heard >= WHOLE.get(role, set())
    print(f"{role}: {asked.total()} questions, {asked[True]} answered")


@pytest.mark.parametrize("login", sample(["isabelle.roux", "claire.morel"], 0))
def test_a_closed_account_and_a_stranger_are_told_nothing(place, login, tmp_path):
    here = place(login, disabled=True)
    for cookie in (here.asker.cookie, ""):
        here.asker = walk.Asker(cookie, here.asker.own)
        asked = 0
        for told in here.everything(tmp_path):
            asked += 1
            assert here.marked.found(told.text) == set(), told.where
        assert asked > 50
