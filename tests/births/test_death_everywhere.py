"""After a death the child stands on no list, reminder, letter nor tablet; the mother's interview stays offered."""

from datetime import date, time, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.care import CareRelationship
from fieldvisit.births import assignment, letters
from fieldvisit.births import worklist as notices
from fieldvisit.births.notice import Kind, Notice
from fieldvisit.due import awaited, listing, priority, reading, worklist
from fieldvisit.due.item import State
from fieldvisit.due.worklist import Asked, Tab
from fieldvisit.families.contact import Contact, Result
from fieldvisit.families.person import Person
from fieldvisit.schedule.visit import OPEN, Visit
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind as TaskKind
from fieldvisit.tasks.task import Task
from tests.births.files import row
from tests.sync.conftest import client, door, tablet_of  # noqa: F401

HEADINGS = ("Nom", "Prénom", "Date de naissance", "Date du décès")
BORN = date(2026, 10, 12)  # six weeks: the certificate of the eighth day is late, the interview is open
NAME = "Zéphyrin"


@pytest.fixture
def family(engine, county, odile, bring, today, now):
    """Zéphyrin's family, with all that the service may hold about him: Claire and Inès follow it."""
    bring([row(prenom=NAME, nom="Lefèvre", ddn=f"{BORN:%d/%m/%Y}", sexe="M")])
    with db.writing(engine) as writer:
        [notice] = writer.exec(select(Notice))
        child = writer.get_one(Person, notice.person_id)
        for name in ("claire", "ines"):
            writer.add(CareRelationship(account_id=getattr(county, name).id, family_id=child.family_id, since=today))
        writer.add(
            Visit(
                family_id=child.family_id, kind="vad_1m", planned_on=today + timedelta(days=1), planned_at=time(10),
                duration_min=60, worker_id=county.claire.id, created_at=now, created_by=county.helene.id,
            )
        )  # fmt: skip
        for kind, role in ((TaskKind.DOCTOR_LINK, ""), (TaskKind.REFERRAL, "puericultrice")):
            tasks.open_task(
                writer, sector_id=county.bourg.id, family_id=child.family_id, person_id=child.id, kind=kind, role=role,
                label=f"{NAME} : à voir", source=f"essai:{kind}", now=now, compartment="sante_enfant",
            )  # fmt: skip
        listing.refresh(writer, [child.family_id], today)
        priority.refresh(writer, [child.family_id], today)
    with db.writing(engine) as writer:
        [late] = [one for one in awaited.awaited(writer, odile, today) if one.child.id == child.id]
        awaited.ask(writer, odile, late.item.id, now, today)
    return child


@pytest.fixture
def everywhere(engine, county, odile, family, today):
    """Where the child stands, by place: what a colleague could act on."""
    actors = {name: county.actor(name) for name in ("claire", "ines", "helene")} | {"odile": odile}

    def read() -> dict[str, int]:
        found: dict[str, int] = {}
        with db.reading(engine) as reader:
            for name, actor in actors.items():
                for tab in worklist.tabs(actor):
                    for weeks, planned in ((1, False), (12, True)):
                        asked = Asked(tab, actor.sectors, weeks=weeks, planned=planned)
                        lines = worklist.page(reader, actor, asked, today).lines
                        found[f"{name}, {tab.label}, {weeks}"] = sum(
                            one.subject_id == family.id or NAME in f"{one.who} {one.label}" for one in lines
                        )
                for tab in (notices.Tab.TO_MATCH, notices.Tab.TO_ASSIGN, notices.Tab.ASSIGNED, notices.Tab.CONTACTED):
                    lines = notices.listed(reader, actor, tab, today)
                    found[f"{name}, naissances, {tab.label}"] = sum(one.notice.person_id == family.id for one in lines)
                due = reading.of_family(reader, actor, family.family_id, today)
                found[f"{name}, dossier"] = sum(
                    one.item.subject_id == family.id and one.item.state == State.OPEN for one in due
                )
            ids = list(reader.exec(select(Notice.id)))
            try:
                found["courriers"] = len(letters.addressees(reader, odile, ids, today))
            except letters.Nothing:
                found["courriers"] = 0
            found["certificats attendus"] = sum(
                one.child.id == family.id for one in awaited.awaited(reader, odile, today)
            )
            here = Contact.family_id == family.family_id, Contact.result == Result.PLANNED
            found["relances"] = len(reader.exec(select(Contact.id).where(*here)).all())
            open_tasks = select(Task.id).where(Task.person_id == family.id, Task.closed_at.is_(None))
            found["tâches"] = len(reader.exec(open_tasks).all())
            ahead = select(Visit.id).where(Visit.family_id == family.family_id, Visit.status.in_(OPEN))
            found["visites"] = len(reader.exec(ahead).all())
        return found

    return read


def aboard(tablet, family) -> dict[str, int]:
    tablet.pull_all()
    told = tablet.aboard("due")[str(family.family_id)]
    visits = [one for one in tablet.aboard("visit").values() if one["family_id"] == str(family.family_id)]
    return {
        "lines": sum(one["subject_id"] == str(family.id) and not one.get("state") for one in told["lines"]),
        "tasks": sum(one.get("person_id") == str(family.id) for one in told["tasks"]),
        "visits": sum(one["status"] in list(OPEN) for one in visits),
    }


@pytest.mark.parametrize("assigned", [False, True])
def test_a_dead_child_stands_nowhere_and_the_mothers_interview_stays_offered(
    engine, county, bring, family, everywhere, tablet_of, today, now, assigned  # noqa: F811
):  # fmt: skip
    if assigned:
        with db.writing(engine) as writer:
            [notice] = writer.exec(select(Notice))
            assignment.assign(writer, county.actor("helene"), notice.id, county.claire.id, today, now)
    tablet = tablet_of("claire")
    before, carried = everywhere(), aboard(tablet, family)
    for place in ("courriers", "certificats attendus", "relances", "tâches", "visites", "claire, dossier"):
        assert before[place], place
    assert before[f"helene, naissances, {'Affectées' if assigned else 'À affecter'}"] == 1
    assert before["claire, En retard, 12"] and before["helene, Tâches, 1"]
    assert all(carried.values()), carried

    bring([["Lefèvre", NAME, f"{BORN:%d/%m/%Y}", "21/11/2026"]], Kind.DEATH, HEADINGS)
    assert {place: many for place, many in everywhere().items() if many} == {}
    assert aboard(tablet, family) == {"lines": 0, "tasks": 0, "visits": 0}
    ines = county.actor("ines")
    with db.reading(engine) as reader:
        lines = worklist.page(reader, ines, Asked(Tab.WEEK, ines.sectors, weeks=12), today).lines
        assert "epnp1" in {one.code for one in lines if one.family_id == family.family_id}
        due = reading.of_family(reader, ines, family.family_id, today)
        assert {"epnp1", "epnp2"} >= {one.item.code for one in due if one.item.state == State.OPEN} >= {"epnp1"}
