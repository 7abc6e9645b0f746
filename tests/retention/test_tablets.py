"""A tablet that was away while a file was archived or eliminated: the file leaves it, what it sends is set aside."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Actor
from fieldvisit.families.household import Household
from fieldvisit.retention import archiving, erasing
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.settling import quarantine
from fieldvisit.sync.received import ReceivedLine
from tests.sync.conftest import claire, client, door, plan, tablet_of  # noqa: F401
from tests.sync.tablet import visit_record


@pytest.fixture(params=["archive", "eliminate"])
def gone(request, engine, cast, now):
    def act():
        with db.writing(engine) as session:
            if request.param == "archive":
                archiving.archive(session, session.get_one(Household, cast.benali.id), now)
            else:
                erasing.erase(session, cast.benali.id, now)
        return {"archive": "archivé", "eliminate": "éliminé"}[request.param]

    return act


def test_the_next_pull_takes_the_file_away_and_what_is_sent_is_kept_apart_and_told(
    engine, cast, door, claire, plan, gone, now, today  # noqa: F811
):  # fmt: skip
    visit = plan()
    claire.pull_all()
    assert str(cast.benali.id) in claire.aboard("family")
    line = claire.line("visit_record", visit_record(visit, now), family_id=cast.benali.id)
    how = gone()
    [word] = claire.push(line)
    assert word["word"] == "refused" and how in word["sentence"] and "conservé à part" in word["sentence"]
    page = claire.pull()
    assert str(cast.benali.id) in page["forget"] and str(cast.benali.id) not in claire.aboard("family")
    assert "Benali" not in str(page["docs"])
    head = Actor(cast.helene.id, "Tête", "medecin_responsable", frozenset({cast.bourg.id}))
    with db.reading(engine) as session:
        [kept] = session.exec(select(ReceivedLine).where(ReceivedLine.kind == "visit_record"))
        assert kept.raw == line.strip() and session.exec(select(VisitRecord)).all() == []
        [aside] = quarantine.waiting(session, head)
    with pytest.raises(quarantine.Closed), db.writing(engine) as session:
        quarantine.accept(session, door.keyring, head, aside.id, "je le veux", now, today)
