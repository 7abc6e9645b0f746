"""A worker's day over a link that drops, doubles, delays and reorders, and a server that dies: the machine.

The model knows what was written on the tablet and at the office. At the end the network heals, and
everything must be found exactly once on the server, and everything of the server on the tablet.
"""

import json
import time as clock
import uuid
from contextlib import contextmanager
from datetime import time, timedelta

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account, AccountSector, Sector
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.journal import AccessEvent, What
from fieldvisit.db import new_id
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.sync import push
from tests.sync.tablet import NoNetwork, Tablet, stamp, visit_record

ACCEPTED = {"received", "identical"}
#: What can happen to one request.
FAULTS = (
    "none",
    "lost on the way",
    "cut on the way",
    "answer lost",
    "sent twice",
    "late",
    "server dies",
    "server errs",
)


class Killed(Exception):
    """The server's process ended here."""


class World:
    """One database and one door for all sequences; each sequence has a sector, a worker and families of its own."""

    def __init__(self, engine, client, now, today):
        self.engine, self.client, self.now, self.today = engine, client, now, today
        self.forms: dict = {}

    def has_forms(self, tablet: Tablet) -> None:
        """Give it the forms that a first one was told: they weigh more than all the rest, and never change here."""
        if not self.forms:
            tablet.pull_all()
            self.forms = {key: row for key, row in tablet.store.items() if key[0] == "form"}
        tablet.cursor, tablet.store = None, dict(self.forms)

    @contextmanager
    def dying_after(self, lines: int):
        """Raise once ``lines`` were handled and committed: 0 is between the raw insert and the work."""
        handled, whole, whole_together = 0, push._one, push._together

        def one(*arguments):
            nonlocal handled
            if handled >= lines:
                raise Killed
            answer = whole(*arguments)
            handled += 1
            if handled >= lines:
                raise Killed
            return answer

        def together(*arguments):
            nonlocal handled
            answers = whole_together(*arguments) if lines > 1 else None
            if answers:
                handled += len(answers)
                if handled >= lines:
                    raise Killed
            return answers

        push._one, push._together = one, together
        try:
            yield
        finally:
            push._one, push._together = whole, whole_together

    @contextmanager
    def erring(self):
        """Break inside the transaction of the first line."""
        whole, calls = push._write_word, 0

        def write_word(*arguments, **more):
            nonlocal calls
            calls += 1
            if calls == 1:
                raise RuntimeError("a server fault, invented")
            return whole(*arguments, **more)

        push._write_word = write_word
        try:
            yield
        finally:
            push._write_word = whole


class Day(RuleBasedStateMachine):
    """``tablet_class`` can be a faulty one."""

    tablet_class = Tablet

    def __init__(self, world: World):
        super().__init__()
        self.world = world
        with db.writing(world.engine) as session:
            self._begin(session)
        self.tablet.enrol()
        self.world.has_forms(self.tablet)
        self.tablet.pull_all()
        self.records: dict[str, dict] = {}
        self.reads: dict[str, dict] = {}
        self.order: dict | None = None
        self.order_id, self.order_digest = new_id(), None
        self.late: list[bytes] = []
        self.lines: dict[str, dict] = {}
        self.written: dict[tuple, dict] = {}
        self.count = 0
        self.cared: set[uuid.UUID] = {family.id for family in self.families}

    def _begin(self, session) -> None:
        world = self.world
        sector = Sector(code=uuid.uuid4().hex, name="Secteur")
        account = Account(login=uuid.uuid4().hex, name="Claire", role="puericultrice", created_at=world.now)
        office = Account(login=uuid.uuid4().hex, name="Hélène", role="coordinatrice", created_at=world.now)
        session.add_all([sector, account, office])
        session.flush()
        session.add(AccountSector(account_id=account.id, sector_id=sector.id))
        self.families = [
            Household(case_number=uuid.uuid4().hex, label=f"Famille {number}", sector_id=sector.id)
            for number in range(3)
        ]
        session.add_all(self.families)
        session.flush()
        self.children = {
            family.id: Person(
                family_id=family.id,
                role="enfant",
                first_name="Zoé",
                last_name="X",
                birth_date=world.today - timedelta(days=60),
                sex="F",
            )
            for family in self.families
        }
        session.add_all(self.children.values())
        since = world.today - timedelta(days=9)
        for family in self.families:
            session.add(CareRelationship(account_id=account.id, family_id=family.id, since=since))
        session.flush()
        self.account, self.office = account, office
        self.tablet = self._tablet(session)
        self.visits: list[Visit] = []

    def _tablet(self, session) -> Tablet:
        token = sessions.open_for(session, self.account, self.world.now)
        return self.tablet_class(self.world.client, self.account.id, token, now=self.world.now)

    def _next(self) -> int:
        self.count += 1
        return self.count

    # At the office.

    @rule(family=st.integers(0, 2), told=st.booleans())
    def plan(self, family, told):
        with db.writing(self.world.engine) as session:
            visit = Visit(
                family_id=self.families[family].id,
                kind="vad_suivi",
                planned_on=self.world.today,
                planned_at=time(9),
                duration_min=45,
                worker_id=self.account.id,
                reason=f"motif {self._next()}",
                created_at=self.world.now,
                created_by=self.office.id,
            )
            session.add(visit)
        self.visits.append(visit)
        if told:
            self.tablet.pull_all()

    @precondition(lambda self: self.visits)
    @rule(which=st.integers(0, 99), written_meanwhile=st.booleans())
    def change_reason(self, which, written_meanwhile):
        """Of any visit, or of one that was written on the tablet meanwhile."""
        written = [visit for visit in self.visits if ("visit", str(visit.id)) in self.written]
        among = (written if written_meanwhile else None) or self.visits
        with db.writing(self.world.engine) as session:
            session.get(Visit, among[which % len(among)].id).reason = f"motif {self._next()}"

    @precondition(lambda self: len(self.visits) >= 2)
    @rule(between=st.booleans())
    def overlapping_changes(self, between):
        """Two transactions at once, the first to write being the last to commit (SQLite has one writer: in turn)."""
        first, second = self.visits[0].id, self.visits[-1].id
        if first == second or self.world.engine.dialect.name != "postgresql":
            self.change_reason(0, False)
            return
        with db.writing(self.world.engine) as slow:
            slow.get(Visit, first).reason = f"motif {self._next()}"
            slow.flush()
            with db.writing(self.world.engine) as fast:
                fast.get(Visit, second).reason = f"motif {self._next()}"
            if between:
                self.tablet.pull_all()

    @rule(family=st.integers(0, 2))
    def end_care(self, family):
        family_id = self.families[family].id
        waiting = {line["family_id"] for line in self.tablet.outbox.values()}
        if family_id in waiting or family_id not in self.cared:
            return
        self._set_care(family_id, self.world.today - timedelta(days=1))
        self.cared.discard(family_id)

    @rule(family=st.integers(0, 2))
    def begin_care(self, family):
        family_id = self.families[family].id
        self._set_care(family_id, None)
        self.cared.add(family_id)

    def _set_care(self, family_id, until) -> None:
        with db.writing(self.world.engine) as session:
            query = select(CareRelationship).where(
                CareRelationship.account_id == self.account.id, CareRelationship.family_id == family_id
            )
            session.exec(query).one().until = until
            for visit in session.exec(select(Visit).where(Visit.family_id == family_id)):
                visit.worker_id = self.office.id if until else self.account.id

    # On the tablet.

    @rule(which=st.integers(0, 99), weight=st.booleans())
    def record(self, which, weight):
        open_ones = [
            (id, visit)
            for id, visit in sorted(self.tablet.aboard("visit").items())
            if visit["record"] is None and ("visit", id) not in self.written and self._mine(visit)
        ]
        if not open_ones:
            return
        id, doc = open_ones[which % len(open_ones)]
        visit = Visit(
            id=uuid.UUID(id),
            family_id=uuid.UUID(doc["family_id"]),
            kind=doc["kind"],
            planned_on=self.world.today,
            duration_min=doc["duration_min"],
        )
        self._write_record(visit, weight, planned=True)

    @rule(family=st.integers(0, 2), weight=st.booleans())
    def add_a_visit(self, family, weight):
        family_id = self.families[family].id
        if str(family_id) not in self.tablet.aboard("family") or family_id not in self.cared:
            return
        visit = Visit(id=new_id(), family_id=family_id, kind="vad_suivi", planned_on=self.world.today, duration_min=30)
        self._write_record(visit, weight, planned=False)

    def _mine(self, doc) -> bool:
        return uuid.UUID(doc["family_id"]) in self.cared

    def _write_record(self, visit, weight, planned) -> None:
        child, record_id = str(self.children[visit.family_id].id), str(new_id())
        body = visit_record(
            visit,
            self.world.now,
            planned=planned,
            children=[child],
            notes=[{"at": None, "text": f"note {self._next()}"}],
            child_answers={child: {"poids": {"v": 4000 + self.count}}} if weight else {},
        )
        line = self.tablet.line("visit_record", body, id=record_id, family_id=visit.family_id)
        self.records[record_id] = body
        self._queue(line, visit.family_id, row=("visit", str(visit.id)))
        row = {"id": str(visit.id), "family_id": str(visit.family_id), "local": body, "record": None}
        self.written["visit", str(visit.id)] = row
        self.tablet.write("visit", str(visit.id), row)

    @rule()
    def read_a_file(self):
        families = [id for id in self.tablet.aboard("family") if uuid.UUID(id) in self.cared]
        if not families:
            return
        at = self.world.now - timedelta(seconds=self._next())
        body = {"family_id": families[0], "screen": f"dossier {self.count}", "visit_id": None, "at": stamp(at)}
        self.reads[body["screen"]] = body
        self._queue(self.tablet.line("read_event", body, family_id=families[0]), uuid.UUID(families[0]))

    @rule(backwards=st.booleans())
    def reorder(self, backwards):
        visits = sorted(id for id, visit in self.tablet.aboard("visit").items() if self._mine(visit))
        known = {str(visit.id) for visit in self.visits}
        order = sorted((id for id in visits if id in known), reverse=backwards)
        body = {"date": self.world.today.isoformat(), "order": order, "edit": self._next()}
        line = self.tablet.line("round_order", body, id=self.order_id, parent=self.order_digest)
        self.order_digest = json.loads(json.loads(line)["header"])["digest"]
        self.order = body
        self._queue(line, None)

    def _queue(self, line, family_id, row=None) -> None:
        header = json.loads(json.loads(line)["header"])
        self.tablet.outbox[header["digest"]] = {"line": line, "family_id": family_id, "id": header["id"], "row": row}

    # On the way. What may happen next must not hang on what a pull told: on PostgreSQL that depends on the
    # transactions open elsewhere, and a sequence played again would not draw the same. Hence no precondition.

    @rule(fault=st.sampled_from(FAULTS), where=st.integers(0, 100))
    def send(self, fault, where):
        if not self.tablet.outbox:
            self.read_a_file()
        if not self.tablet.outbox:
            return
        lines = [each["line"] for each in self.tablet.outbox.values()]
        content = b"\n".join(lines) + b"\n"
        try:
            words = self._carry(fault, where, content, len(lines))
        except (NoNetwork, Killed):
            return
        self.tablet.heard(words)
        for word in words:
            assert word["word"] in ACCEPTED | {"later"}, word

    def _carry(self, fault, where, content, lines) -> list[dict]:
        if fault == "lost on the way":
            raise NoNetwork
        if fault == "late":
            self.late.append(content)
            raise NoNetwork
        if fault == "cut on the way":
            self._deliver(content[: len(content) * where // 100])
            raise NoNetwork
        if fault == "server dies":
            with self.world.dying_after(where % (lines + 1)):
                return self._deliver(content)
        if fault == "server errs":
            with self.world.erring():
                return self._deliver(content)
        words = self._deliver(content)
        if fault == "answer lost":
            raise NoNetwork
        return self._deliver(content) if fault == "sent twice" else words

    def _deliver(self, content) -> list[dict]:
        answer = self.tablet.post("/api/sync/push", content)
        assert answer.status_code == 200, answer.text
        return answer.json()["words"]

    @rule(which=st.integers(0, 99))
    def a_late_push_arrives(self, which):
        if not self.late:
            return
        for word in self._deliver(self.late.pop(which % len(self.late))):
            assert word["word"] in ACCEPTED, word

    @rule(fault=st.sampled_from(["none", "answer lost", "sent twice"]))
    def fetch(self, fault):
        if fault == "answer lost":
            self.tablet.ask()
            return
        page = self.tablet.pull()
        if fault == "sent twice":
            self.tablet.keep(page)
        self._dirty_rows_are_whole()

    def _dirty_rows_are_whole(self) -> None:
        for key, row in self.tablet.store.items():
            if row.dirty:
                assert row.body == self.written[key], "a dirty row was overwritten"

    # When the network heals.

    def teardown(self):
        while self.late:
            self.a_late_push_arrives(0)
        for _ in range(4):
            if self.tablet.outbox:
                self.send("none", 0)
        assert not self.tablet.outbox, "an acknowledgement was lost"
        self._dirty_rows_are_whole()
        self._the_server_has_everything_once()
        self._the_tablet_has_everything()

    def _the_server_has_everything_once(self) -> None:
        families = [family.id for family in self.families]
        with db.reading(self.world.engine) as session:
            records = session.exec(select(VisitRecord).where(VisitRecord.family_id.in_(families))).all()
            weights = session.exec(select(Measurement).where(Measurement.family_id.in_(families))).all()
            reads = session.exec(
                select(AccessEvent).where(
                    AccessEvent.family_id.in_(families), AccessEvent.what.in_([What.READ, What.WRITE])
                )
            ).all()
            made = session.exec(select(sa.func.count()).select_from(Visit).where(Visit.family_id.in_(families))).one()
            positions = dict(
                session.execute(select(Visit.id, Visit.position).where(Visit.family_id.in_(families))).all()
            )
        assert {str(record.id): record.body for record in records} == self.records
        said = [
            (str(record["visit_id"]), answer["poids"]["v"])
            for record in self.records.values()
            for answer in record["child_answers"].values()
        ]
        assert sorted(line.value for line in weights) == sorted(value for _, value in said), "a doubled insert"
        assert sorted(each.screen for each in reads if each.what == What.READ) == sorted(self.reads), "a doubled insert"
        assert sum(each.what == What.WRITE for each in reads) == len(self.records), "a doubled insert"
        added = sum(not body["planned"] for body in self.records.values())
        assert made == len(self.visits) + added
        if self.order:
            mine = [uuid.UUID(id) for id in self.order["order"]]
            placed = [positions[id] for id in mine if positions[id] is not None]
            assert placed == sorted(placed) or len(self.cared) < 3

    def _the_tablet_has_everything(self) -> None:
        with db.writing(self.world.engine) as session:
            fresh = self._tablet(session)
        deadline = clock.monotonic() + 20
        while True:  # on PostgreSQL a change waits for the transactions open elsewhere when it was made
            self.tablet.pull_all()
            self.world.has_forms(fresh)
            fresh.pull_all()
            missing = self._difference(fresh)
            if not missing or clock.monotonic() > deadline:
                break
            clock.sleep(0.02)
        told = {key: (fresh.store.get(key), self.tablet.store.get(key)) for key in missing}
        assert not missing, f"not told to the tablet (server, tablet): {told}"
        assert {uuid.UUID(id) for id in self.tablet.aboard("family")} == self.cared

    def _difference(self, fresh: Tablet) -> list:
        found = [
            key
            for key, row in fresh.store.items()
            if key not in self.tablet.store or self.tablet.store[key].body != row.body
        ]
        return found + [
            key
            for key, row in self.tablet.store.items()
            if key[0] != "form" and uuid.UUID(row.body.get("family_id") or row.body["id"]) not in self.cared
        ]
