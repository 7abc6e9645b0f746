"""Whatever the order in which tablets type, send, take and sign: nothing typed is out of reach, one record at most.

Each tablet is played as ``offline/js/sync/elsewhere.js`` plays it. A word that was sent must be found again:
in the record, in a copy that the list offers, or on a tablet.
"""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from fieldvisit import db
from fieldvisit.db import new_id
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.sync.drafts.backup import KEPT, forget_old
from tests.sync.tablet import visit_record
from tests.sync.test_drafts import get, send, take


@dataclass
class Copy:
    """A draft on one tablet: the words in it, what it was sealed as, and what it holds of others."""

    words: set = field(default_factory=set)
    revision: int = 0
    sealed: bytes | None = None
    holds: list = field(default_factory=list)
    signed: bool = False


class Device:
    def __init__(self, tablet, visit, draft):
        self.tablet, self.visit, self.draft = tablet, visit, draft
        self.drafts: dict[uuid.UUID, Copy] = {}
        self.late: list[bytes] = []
        self.broken = False

    def type(self, word: str) -> None:
        copy = self.drafts.setdefault(self.draft, Copy())
        if not copy.signed:
            copy.words.add(word)
            self.seal(self.draft)

    def seal(self, id: uuid.UUID, holds=()) -> None:
        copy = self.drafts[id]
        copy.revision += 1
        copy.holds += holds
        value = {"words": sorted(copy.words), "forms": {}}
        named = {"visit_id": str(self.visit.id), "revision": copy.revision, "holds": copy.holds[-20:]}
        copy.sealed = self.tablet.line("draft", {"value": value}, id=id, family_id=self.visit.family_id, **named)
        self.late.append(copy.sealed)

    def send(self) -> None:
        """The latest of each, asides first or last: the order of the table."""
        for id, copy in self.drafts.items():
            if copy.sealed and not copy.signed:
                assert send(self.tablet, copy.sealed)[0] in ("received", "identical", "diverged"), id

    def bring(self, nth: int, lose_answer: bool) -> None:
        offered = [one for one in get(self.tablet) if one["device_id"] != str(self.tablet.device_id)]
        if not offered:
            return
        one = offered[nth % len(offered)]
        source, id = Source(uuid.UUID(one["device_id"])), uuid.UUID(one["id"])
        taken = take(self.tablet, id, source)
        if lose_answer:
            return
        here, words = self.drafts.get(id), set(taken["value"]["words"])
        holds = [{"draft_id": str(id), "device_id": one["device_id"], "revision": taken["revision"]}]
        if one["signed"] or (here and here.signed):
            aside = new_id()
            self.drafts[aside] = Copy(words)
            self.seal(aside, holds)
            return
        if here and here.words - words:
            aside = new_id()
            self.drafts[aside] = Copy(set(here.words))
            self.seal(aside)
        self.drafts[id] = Copy(words, here.revision if here else 0, None, here.holds if here else [])
        self.seal(id, holds)

    def sign(self) -> None:
        copy = self.drafts.get(self.draft)
        if copy is None or copy.signed:
            return
        body = visit_record(
            self.visit, self.tablet.now, notes=[{"at": "2026-11-23T09:00:00.000Z", "text": w} for w in copy.words]
        )
        line = self.tablet.line("visit_record", body, id=self.draft, family_id=self.visit.family_id)
        assert self.tablet.push(line)[0]["word"] in ("received", "identical", "diverged")
        copy.signed = True


@dataclass(frozen=True)
class Source:
    device_id: uuid.UUID


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["type", "type", "send", "bring", "bring", "lose", "late", "sign", "break"]),
        st.integers(0, 2),
        st.integers(0, 3),
    ),
    min_size=2,
    max_size=14,
)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
@example(steps=[("lose", 1, 0), ("break", 0, 0)])
@example(steps=[("bring", 1, 0), ("send", 1, 0), ("type", 0, 0), ("sign", 1, 0), ("break", 0, 0)])
@example(steps=[("bring", 1, 0), ("type", 1, 0), ("break", 1, 0), ("type", 0, 0), ("send", 0, 0), ("bring", 2, 1)])
def test_nothing_typed_is_out_of_reach_whatever_the_order(steps, engine, cast, tablet_of, plan, now):
    visit, draft = plan(), new_id()
    devices = [Device(tablet_of("claire"), visit, draft) for _ in range(3)]
    sent: set[str] = set()
    for at, (step, who, which) in enumerate([("type", 0, 0), ("send", 0, 0), *steps]):
        device = devices[who]
        if device.broken:
            continue
        if step == "type" and (who == 0 or draft in device.drafts):
            device.type(f"mot{at}")
        elif step == "send":
            device.send()
            sent |= {word for copy in device.drafts.values() for word in copy.words if not copy.signed}
        elif step in ("bring", "lose"):
            device.bring(which, step == "lose")
        elif step == "late" and device.late:
            send(device.tablet, device.late[which % len(device.late)])
        elif step == "sign":
            sent |= device.drafts[draft].words if draft in device.drafts else set()
            device.sign()
        elif step == "break":
            device.send()  # what was in range once
            sent |= {word for copy in device.drafts.values() for word in copy.words if not copy.signed}
            device.broken = True
    with db.writing(engine) as session:
        forget_old(session, cast.claire.id, now + KEPT + timedelta(days=1))
        records = session.exec(select(VisitRecord).where(VisitRecord.visit_id == visit.id)).all()
        assert len(records) <= 1
        found = {note["text"] for record in records for note in record.body["notes"]}
    for device in devices:
        if not device.broken:
            found |= {word for copy in device.drafts.values() for word in copy.words}
        # A second signed version is kept among the lines and a person chooses: it is not lost, only not here.
        found |= {word for copy in device.drafts.values() if copy.signed for word in copy.words}
    reader = tablet_of("claire")
    for one in get(reader):
        found |= set(take(reader, uuid.UUID(one["id"]), Source(uuid.UUID(one["device_id"])))["value"]["words"])
    assert sent <= found
