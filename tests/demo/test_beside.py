"""What is known of the demo county beside its rounds holds together, and every screen has something true to show."""

from collections import Counter
from datetime import timedelta

from sqlmodel import select

from fieldvisit.access.account import Account
from fieldvisit.access.account import actor as actor_of
from fieldvisit.births.notice import ImportRow, Notice, Status
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.entry import Dose, Exam
from fieldvisit.due.decision import Choose, DueDecision
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.due.item import DueItem, State
from fieldvisit.families import search, supports
from fieldvisit.families.contact import Contact
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.families.support import Support
from fieldvisit.places.address import Address
from fieldvisit.places.commune import Commune
from fieldvisit.schedule.visit import Status as VisitStatus
from fieldvisit.schedule.visit import Visit
from fieldvisit.tasks.task import Kind as TaskKind
from fieldvisit.tasks.task import Task
from tests.demo.test_demo import built, county  # noqa: F401


def family(county, name: str) -> Household:  # noqa: F811
    return county.exec(select(Household).where(Household.label == f"Famille {name}")).one()


def test_every_family_lives_in_a_commune_of_its_sector_at_an_address_of_the_county(county):  # noqa: F811
    sectors = dict(county.exec(select(Commune.insee, Commune.sector_id)).all())
    places = {one.ban_id: one for one in county.exec(select(Address))}
    for home in county.exec(select(Household)):
        assert sectors[home.insee] == home.sector_id
        if home.ban_id:
            assert (places[home.ban_id].lat, places[home.ban_id].lon) == (home.lat, home.lon)
    assert sum(bool(one.ban_id) for one in county.exec(select(Household))) > 85


def test_nothing_is_noted_of_a_child_before_birth_or_after_death(county, today):  # noqa: F811
    children = {one.id: one for one in county.exec(select(Person).where(Person.role == "enfant"))}
    days = [(one.child_id, one.given_on) for one in county.exec(select(Dose))]
    days += [(one.child_id, one.done_on) for one in county.exec(select(Exam))]
    days += [(one.child_id, one.examined_on or one.received_on) for one in county.exec(select(Certificate))]
    days += [(one.id, one.discharged_on) for one in children.values() if one.discharged_on]
    assert len(days) > 1400
    for child, day in days:
        assert children[child].birth_date <= day <= (children[child].deceased_on or today)
    for one in county.exec(select(Exam)):
        assert one.code != "ex20" and one.doctor
    assert max(Counter((one.child_id, one.vaccine, one.rank) for one in county.exec(select(Dose))).values()) == 1
    assert max(Counter((one.child_id, one.code) for one in county.exec(select(Exam))).values()) == 1


def test_notices_of_these_days_are_in_every_state(county, today):  # noqa: F811
    recent = county.exec(select(Notice).where(Notice.received_on > today - timedelta(days=8))).all()
    by_state = Counter((one.kind, one.status) for one in recent)
    assert by_state["naissance", Status.TO_MATCH] == 1 and by_state["naissance", Status.OUTSIDE] == 1
    assert by_state["naissance", Status.TO_ASSIGN] >= 3 and by_state["grossesse", Status.TO_ASSIGN] == 1
    assert by_state["naissance", Status.ASSIGNED] == 1
    assert by_state["naissance", Status.CONTACTED] >= 4 and by_state["deces", Status.SETTLED] == 1
    assert sum(one.received_on == today for one in recent) >= 3
    assert any(one.status == Status.TO_ASSIGN and (today - one.received_on).days > 4 for one in recent)
    back = county.exec(select(ImportRow).where(ImportRow.result == "rejete")).all()
    assert any("prénom" in one.reason for one in back) and any("Bourg-en-Bresse ?" in one.reason for one in back)


def test_each_newborn_and_each_pregnancy_has_its_notice(county, today):  # noqa: F811
    told = {one.person_id for one in county.exec(select(Notice).where(Notice.kind == "naissance"))}
    young = [
        one
        for one in county.exec(select(Person).where(Person.role == "enfant"))
        if (today - one.birth_date).days <= 120
    ]
    assert {one.id for one in young} <= told


def test_one_child_died_and_nothing_more_is_planned_or_due_but_the_mothers_interview(county, today):  # noqa: F811
    [child] = county.exec(select(Person).where(Person.deceased_on.is_not(None))).all()
    visits = county.exec(select(Visit).where(Visit.family_id == child.family_id)).all()
    assert len(visits) == 2 and {one.status for one in visits} == {VisitStatus.CANCELLED}
    left = county.exec(select(DueItem).where(DueItem.family_id == child.family_id, DueItem.state == State.OPEN)).all()
    assert [one.code for one in left if one.subject_id == child.id and not one.code.startswith("epnp")] == []
    assert "epnp1" in {one.code for one in left}


def test_the_two_files_of_one_family_are_found_together(county, today):  # noqa: F811
    coordinator = county.exec(select(Account).where(Account.login == "isabelle.roux")).one()
    found = search.search(county, actor_of(county, coordinator), "da costa", today)
    assert {"Famille Da Costa", "Famille Dacosta"} <= {one.label for one in found}
    assert len({(one.address, one.phone) for one in found if "osta" in one.label}) == 1


def test_supports_follow_ups_contacts_tasks_and_decisions_are_there(county):  # noqa: F811
    codes = {one.code for one in county.exec(select(Support))}
    assert {"enfant_confie", "retour_domicile", "aep", "premiers_pas", "handicap"} <= codes <= set(supports.kinds())
    assert len(county.exec(select(FollowUp)).all()) == 4 and len(county.exec(select(Contact)).all()) > 8
    kinds = {one.kind for one in county.exec(select(Task).where(Task.closed_at.is_(None)))}
    assert {TaskKind.ASSIGN, TaskKind.LETTER, TaskKind.DOCTOR_LINK, TaskKind.REFERRAL, TaskKind.CALL} <= kinds
    chosen = {one.choice for one in county.exec(select(DueDecision))}
    assert {Choose.DONE, Choose.REFUSED, Choose.POSTPONED} <= chosen
    certificates = county.exec(select(Certificate)).all()
    assert (
        sum(one.entered_at is None for one in certificates) == 3 and sum(one.doctor_link for one in certificates) == 2
    )


def test_most_children_are_up_to_date_and_a_few_are_late(county, today):  # noqa: F811
    late = county.exec(
        select(DueItem).where(DueItem.group == "vaccin", DueItem.state == State.OPEN, DueItem.late_on < today)
    )
    families = {one.family_id for one in late}
    assert family(county, "Krasniqi").id in families
    children = county.exec(select(Person).where(Person.role == "enfant")).all()
    assert 4 <= len(families) < len({one.family_id for one in children}) / 4
    groups = Counter(one.group for one in county.exec(select(DueItem).where(DueItem.state == State.OPEN)))
    assert set(groups) >= {"visite", "examen", "vaccin", "certificat", "entretien", "suivi", "evaluation"}
