"""A small county whose tablets, ids and bodies are known: calls that are nearly right get further than noise.

The Roche are Nadia's alone; all that is theirs bears a mark (``tests/tisf/canaries.py``) that nobody else may be told.
"""

import json
import random
import uuid
from datetime import timedelta
from types import SimpleNamespace

import sqlalchemy as sa

from fieldvisit import db
from fieldvisit.access import session as sessions
from fieldvisit.db import new_id
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.sync.kinds import KINDS
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind
from tests.strange import STRANGE
from tests.sync import photos
from tests.sync.tablet import Tablet, stamp, visit_record
from tests.sync.test_drafts import backup
from tests.sync.test_urgent import fever
from tests.tisf.canaries import WORD
from tests.tisf.conftest import body_of

#: Of the household and the persons that are marked: what people read.
_READ = {
    Household: "label address city access_notes safety_notes daily_instructions phone",
    Person: "first_name last_name",
}
#: A call each: five of them let an hour's quota of one address breathe.
TICK = timedelta(seconds=30)
RENEWED = 100


def mark(where: str) -> str:
    return f"{WORD}-{where}-words"


class County:
    """``now`` goes on with each call, and sessions are renewed, as over a long week."""

    FIELD = ("claire", "nadia", "ines", "sylvie")
    OFFICE = ("helene", "root")

    def __init__(self, client, engine, cast, now, today):
        self.client, self.engine, self.cast, self.now, self.today = client, engine, cast, now, today
        self.calls = 0
        self.tokens = {name: self._token(name) for name in (*self.FIELD, *self.OFFICE)}
        self.tablets = {name: self._tablet(name) for name in self.FIELD}
        self.digests = ["0" * 64]
        self.kinds: dict = {}  #: of each line that was made, by its id

    def _token(self, name: str) -> str:
        with db.writing(self.engine) as session:
            return sessions.open_for(session, getattr(self.cast, name), self.now)

    def _tablet(self, name: str) -> Tablet:
        tablet = Tablet(self.client, getattr(self.cast, name).id, self.tokens[name], now=self.now)
        tablet.enrol()
        return tablet

    def tick(self) -> None:
        self.now += TICK
        self.calls += 1
        if self.calls % RENEWED == 0:
            self.tokens = {name: self._token(name) for name in self.tokens}
            for name, tablet in self.tablets.items():
                tablet.token, tablet.now = self.tokens[name], self.now

    def fill(self, plan, order, held) -> None:
        """What stands there before the first call: visits, a task, and of the Roche one of everything."""
        cast, now = self.cast, self.now
        with db.writing(self.engine) as session:
            for table, names in _READ.items():
                theirs = table.family_id if table is Person else table.id
                words = {name: mark(f"{table.__tablename__}_{name}") for name in names.split()}
                session.execute(sa.update(table).where(theirs == cast.roche.id).values(words))
            self.task = tasks.open_task(
                session, source=str(new_id()), now=now, sector_id=cast.bourg.id, family_id=cast.benali.id,
                kind=Kind.REFERRAL, label="CAMSP",
            )  # fmt: skip
        self.order, self.held = order, held
        self.visits = {
            "claire": [plan(), plan("petit")],
            "nadia": [plan("roche", "nadia")],
            "ines": [plan("benali", "ines")],
        }
        self.records = {name: new_id() for name in self.visits}
        self.drafts = {name: new_id() for name in self.FIELD}
        self.photos = []
        for name, (visit, *_) in self.visits.items():
            self._sign(name, visit)
        self.ids = [str(one) for one in self._ids()]

    def _sign(self, name: str, visit) -> None:
        """A record, a photo of it and a draft, each with marked words when they are Nadia's."""
        tablet, words = self.tablets[name], mark("record") if name == "nadia" else "Tout va bien"
        child = str((self.cast.roche_child if name == "nadia" else self.cast.benali_child).id)
        photo = photos.take(visit, self.records[name], self.now, random.Random(name).randbytes(900), caption=words)
        record = visit_record(
            visit,
            self.now,
            notes=[{"at": None, "text": words}],
            attachments=[photo.named],
            photo_agreement=photos.AGREED,
            children=[child],
            child_answers={child: {"poids": {"v": 4200}}},
        )
        lines = [
            tablet.line("visit_record", record, id=self.records[name], family_id=visit.family_id),
            tablet.line("attachment", photo.body, id=photo.id, family_id=visit.family_id),
        ]
        heard = tablet.push(*lines)
        assert {one["word"] for one in heard} == {"received"}, heard
        tablet.post("/api/sync/drafts", backup(tablet, self.drafts[name], words, 1, visit))
        photos.send(tablet, photo)
        self.photos.append(photo)
        self.digests += [photo.sha256, *(one["digest"] for one in heard)]

    def _ids(self):
        cast = self.cast
        yield from (cast.benali.id, cast.petit.id, cast.roche.id, cast.benali_mother.id, cast.benali_child.id)
        yield from (cast.roche_child.id, cast.claire.id, cast.nadia.id, self.task.id, self.order.id, self.held.id)
        yield from (visit.id for visits in self.visits.values() for visit in visits)
        yield from (*self.records.values(), *self.drafts.values(), *(photo.id for photo in self.photos))
        yield from (tablet.device_id for tablet in self.tablets.values())
        yield new_id()

    def id(self, chance: random.Random) -> str:
        return chance.choice(self.ids)

    def line(self, chance: random.Random, *, draft: bool = False) -> dict:
        """One line that an enrolled tablet seals and signs: right, or wrong somewhere."""
        kind = "draft" if draft else chance.choice(list(KINDS))
        name = "sylvie" if kind == "session_record" and chance.random() < 0.7 else chance.choice(self.FIELD)
        family, body, header = self._body(chance, name, kind)
        if chance.random() < 0.15:
            header[chance.choice(HEADER)] = chance.choice((*STRANGE, self.id(chance), *self.digests))
        if chance.random() < 0.1:
            family = chance.choice((self.cast.benali, self.cast.petit, self.cast.roche, None))
        tablet = self.tablets[name]
        if chance.random() < 0.05:  # signed by another's hand
            tablet = self.tablets[chance.choice(self.FIELD)]
            header = {"author": str(self.tablets[name].account_id)} | header
        spoilt = spoil(body, chance, lambda: self.id(chance))
        header.setdefault("id", str(new_id()))
        self.kinds[str(header["id"])] = kind
        kind = header.pop("kind", kind)
        content = json.dumps(spoilt).encode()
        line = json.loads(tablet.line(kind, content, **{"family_id": family and family.id} | header))
        if chance.random() < 0.05:
            line[chance.choice(list(line))] = chance.choice(("", "YQ==", "é", "A" * 88, line["sig"], line["ct"][:-4]))
        return line

    def _body(self, chance: random.Random, name: str, kind: str) -> tuple:
        """The family, the body and the header's more of a good content of this kind, as far as that worker has one."""
        cast, at = self.cast, stamp(self.now)
        home, child = (cast.roche, cast.roche_child) if name == "nadia" else (cast.benali, cast.benali_child)
        words = mark(kind) if name == "nadia" else "Rappeler après 17 h"
        visit = chance.choice(self.visits.get(name, self.visits["claire"]))
        record = self.records.get(name, new_id())
        day = self.today.isoformat()
        if kind == "visit_record":
            planned = chance.random() < 0.5
            visit = (
                visit
                if planned
                else SimpleNamespace(
                    id=new_id(), family_id=home.id, kind="vad_suivi", planned_on=self.today, duration_min=30
                )
            )
            given = (
                {str(child.id): {"poids": {"v": chance.choice((4200, 12, 43000))}}}
                if visit.family_id == home.id
                else {}
            )
            said = {"planned": planned, "children": list(given), "child_answers": given}
            body = visit_record(visit, self.now, notes=[{"at": None, "text": words}], **said)
            return _home(cast, visit), body, {}
        if kind == "draft":
            content = {
                "visit_id": str(visit.id),
                "value": {"notes": [{"text": words}]},
                "blobs": self.digests[1:2],
            }
            more = {"visit_id": str(visit.id), "revision": chance.randrange(1, 90), "id": str(self.drafts[name])}
            return home, content, more
        if kind == "attachment":
            photo = chance.choice(self.photos)
            return home, photo.body, {"id": str(photo.id)}
        bodies = {
            "round_order": lambda: {"date": day, "order": [str(one.id) for one in self.visits.get(name, [])]},
            "read_event": lambda: {"family_id": str(home.id), "screen": "dossier", "visit_id": None, "at": at},
            "household": lambda: {"changes": {"access_notes": words}, "before": {"access_notes": home.access_notes}},
            "urgent": lambda: {
                "visit_id": str(visit.id), "record_id": None, "at": at, "alerts": [fever(cast, self.now)],
            },
            "carnet_entry": lambda: {"doses": [_dose(child, self.today)], "exams": [], "strikes": []},
            "contact": lambda: {
                "means": "appel_emis", "result": "message", "readers": "observations_vad", "person_id": None, "at": at,
                "words": words,
            },
            "agreement": lambda: {
                "kind": "accord_vad", "status": chance.choice(("Accordé", "Refusé")), "at": at, "mode": "Oral",
                "words": words, "person_id": str(cast.benali_mother.id) if home is cast.benali else None,
                "expires_on": None,
            },
            "due_decision": lambda: {
                "subject_id": str(child.id), "code": "vad_2_3m", "occurrence": 0, "choice": "refuse", "on": None,
                "reason": words, "known": None, "at": at,
            },
            "task_done": lambda: {"task_id": str(self.task.id), "outcome": "non_fait", "note": words, "at": at},
            "task_note": lambda: {"task_id": str(self.task.id), "note": words, "at": at},
            "measure_strike": lambda: {
                "act": "rayer", "child_id": str(child.id), "measure_id": None, "record_id": str(record),
                "kind": "poids", "value": 4200, "why": "saisie", "words": words, "at": at,
            },
            "concern_report": lambda: {
                "children": [{"person_id": str(child.id), "name": "Adam"}], "natures": ["sante"], "fact_on": day,
                "fact_at": "08:00", "facts": words, "quotes": [], "context": "", "danger": False,
                "parents_informed": False, "parents_reason": "absents", "recipient": "",
                "family_words": "", "author_function": "PMI",
            },
            "session_record": lambda: body_of(self.held, self.order, self.now),
        }  # fmt: skip
        return home, bodies[kind](), {}


#: What a header says that may be wrong.
HEADER = (
    "id",
    "kind",
    "family_id",
    "parent",
    "digest",
    "author",
    "device",
    "captured_at",
    "elapsed",
    "key",
    "v",
    "schema",
)


def _home(cast, visit):
    return next(one for one in (cast.benali, cast.petit, cast.roche) if one.id == visit.family_id)


def _dose(child, today) -> dict:
    return {
        "id": str(uuid.uuid4()), "child_id": str(child.id), "vaccine": "hexa", "rank": "D1", "lot": "", "given_by": "",
        "given_on": (today - timedelta(days=1)).isoformat(), "source": "carnet",
    }  # fmt: skip


def spoil(value, chance: random.Random, an_id):
    """The same, most often with something in it that does not fit, or missing."""
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 4))):
        value = _spoilt(value, chance, an_id)
    return value


def _spoilt(value, chance: random.Random, an_id):
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(list(value))
        if chance.random() < 0.1:
            return {name: one for name, one in value.items() if name != key}
        return value | {key: _spoilt(value[key], chance, an_id)}
    if isinstance(value, list) and value and chance.random() < 0.8:
        at = chance.randrange(len(value))
        return [*value[:at], _spoilt(value[at], chance, an_id), *value[at + 1 :]]
    return chance.choice((*STRANGE, an_id(), an_id()))
