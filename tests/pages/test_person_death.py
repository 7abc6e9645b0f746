"""« Signaler un décès » in a person’s panel: what will stop is said, then done; an error is undone from there."""

from datetime import timedelta

import pytest

from fieldvisit import db
from fieldvisit.births import declaring
from fieldvisit.families.person import Person
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.person_death import PersonDeath
from fieldvisit.pages.office.person_form import PersonForm
from fieldvisit.schedule.visit import Visit
from tests.pages.test_family_file import clerk, opened, rows, shown  # noqa: F401


@pytest.fixture
def planned(office, engine, today, now):
    with db.writing(engine) as session:
        visit = Visit(
            family_id=office.benali.id,
            kind="vad_1m",
            planned_on=today + timedelta(days=3),
            duration_min=60,
            worker_id=office.claire.id,
            created_at=now,
            created_by=office.helene.id,
        )
        session.add(visit)
    return visit


def status(engine, visit):
    with db.reading(engine) as session:
        return session.get_one(Visit, visit.id).status


def test_what_will_stop_is_said_then_done_and_undone(opened, office, engine, planned, today):  # noqa: F811
    page, child = opened("claire"), str(office.benali_child.id)
    page.call(PersonForm.edit, person_id=child)
    page.call(PersonDeath.open, person_id=child)
    page.call(PersonDeath.ask)
    asked = shown(page, PersonDeath)
    assert "1 visite sera annulée" in asked["stops"] and asked["asking"]
    assert "entretien postnatal" in asked["stays"][0]
    assert status(engine, planned) == "programmee"
    page.call(PersonDeath.declare, form={"on": today.isoformat(), "source": declaring.SOURCES[0]})
    assert status(engine, planned) == "annulee"
    file = shown(page, FamilyFile)
    assert file["said"].startswith("Le décès est enregistré.") and "1 visite annulée." in file["said"]
    [line] = [one for one in file["persons"] if one["id"] == child]
    assert line["age"] == f"décédé le {today:%d/%m/%Y}" and line["deceased"]
    assert shown(page, PersonForm)["opened"] == child, "what is typed in the panel stays"
    page.call(PersonDeath.ask)
    page.call(PersonDeath.undo, form={"reason": " "})
    assert "pourquoi" in shown(page, PersonDeath)["problem"]
    page.call(PersonDeath.undo, form={"reason": "erreur de dossier"})
    assert status(engine, planned) == "programmee" and shown(page, PersonDeath)["since"] == ""


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"on": "", "source": declaring.SOURCES[0]}, "Indiquez la date"),
        ({"on": "2026-11-20", "source": "x"}, "Choisissez dans la liste"),
        ({"on": "2031-01-01", "source": declaring.SOURCES[0]}, "entre la naissance et aujourd’hui"),
    ],
    ids=["no day", "no source", "a day to come"],
)
def test_what_cannot_be_is_said_and_nothing_is_written(opened, office, engine, form, said):  # noqa: F811
    page, child = opened("claire"), str(office.benali_child.id)
    page.call(PersonDeath.open, person_id=child)
    page.call(PersonDeath.ask)
    page.call(PersonDeath.declare, form=form)
    assert said in shown(page, PersonDeath)["problem"] and shown(page, PersonDeath)["asking"]
    assert {one.deceased_on for one in rows(engine, Person)} == {None}


@pytest.mark.parametrize("name", ["sylvie", "nadia"])
def test_whoever_may_not_write_the_file_is_offered_nothing(opened, office, engine, name, today):  # noqa: F811
    page, child = opened(name), str(office.benali_child.id)
    page.call(PersonDeath.open, person_id=child)
    page.call(PersonDeath.declare, form={"on": today.isoformat(), "source": declaring.SOURCES[0]})
    assert not shown(page, PersonDeath).get("may") and {one.deceased_on for one in rows(engine, Person)} == {None}
