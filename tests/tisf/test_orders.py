"""Orders: written, validated, accepted, suspended, extended, ended: each step by the roles of the circuits alone."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import roles
from fieldvisit.access.care import CareRelationship, Reason, cared_for
from fieldvisit.access.journal import AccessEvent
from fieldvisit.families.support import Support
from fieldvisit.tasks.task import Task
from fieldvisit.tisf import closing, lists, order_reach, order_steps, ordering, steps
from fieldvisit.tisf.order import InterventionOrder, OrderEvent, Status
from fieldvisit.tisf.order_steps import Act
from fieldvisit.words import Refusal
from tests.tisf.conftest import SERVICE

GOALS = [{"text": "Rituels du coucher", "indicator": "Trois soirs sur quatre"}, {"text": "Sorties", "indicator": ""}]


@pytest.fixture
def told(today):
    def make(**changes) -> dict:
        return {
            "frame": "tisf",
            "funder": "dep_pmi",
            "motive": "depression_du_post_partum_troubles_du_li",
            "level": "niveau_2",
            "starts_on": today + timedelta(days=7),
            "ends_on": today + timedelta(days=97),
            "hours_granted": "40",
            "hours_per_week": "4",
            "service": SERVICE,
            "referent": "Claire Morel, 04 74 00 00 00",
            "contribution_scheme": "gratuit",
        } | changes

    return make


@pytest.fixture
def crew(person, cast):
    """Whoever takes part, by role; Claire and Hélène are of the cast."""
    found = {role: person(role, role, "benali", employer="Département") for role in roles.LABELS if role not in ASSOC}
    found |= {role: person(role, role, "benali") for role in ("tisf", "intervenant_aep")}
    found["responsable_tisf"] = person("Patricia Lemoine", "responsable_tisf")
    found |= {"other": person("Autre", "responsable_tisf", "benali", employer="Autre association")}
    found |= {"fatima": person("Fatima", "tisf")}
    return found | {"claire": cast.actor("claire"), "helene": cast.actor("helene")}


ASSOC = ("tisf", "intervenant_aep", "responsable_tisf")


@pytest.fixture
def drafted(session, crew, cast, told, today, now):
    return ordering.draft(session, crew["claire"], cast.benali.id, told(), GOALS, today, now)


def sent(session, crew, order, today, now) -> InterventionOrder:
    return steps.send(session, crew["helene"], order.id, today, now)


def accepted(session, crew, order, today, now) -> InterventionOrder:
    sent(session, crew, order, today, now)
    return steps.accept(session, crew["responsable_tisf"], order.id, [crew["tisf"].account_id], today, now)


def running(session, crew, order, today, now) -> InterventionOrder:
    accepted(session, crew, order, today, now)
    order.status = Status.RUNNING  # its first session was validated
    session.flush()
    return order


def test_a_draft_has_a_number_its_goals_and_a_line_in_both_histories(session, drafted, crew, cast, today, now, told):
    assert drafted.number == "OI-2026-00001" and drafted.status == Status.DRAFT
    assert [(one.rank, one.text) for one in ordering.goals_of(session, drafted.id)] == [
        (1, "Rituels du coucher"),
        (2, "Sorties"),
    ]
    second = ordering.draft(session, crew["claire"], cast.petit.id, told(), [], today, now)
    assert second.number == "OI-2026-00002"
    [(event, who)] = ordering.history(session, drafted.id)
    assert (event.act, event.from_status, event.to_status, who) == ("rédiger", "", "brouillon", "Claire Morel")
    read = session.exec(select(AccessEvent).where(AccessEvent.subject_id == drafted.id)).one()
    assert read.screen == ordering.SCREEN and read.what == "ecriture"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"frame": "autre"}, "dispositif"),
        ({"funder": ""}, "financeur"),
        ({"motive": "?"}, "motif"),
        ({"motive": "naissance"}, "motif de la CAF"),
        ({"starts_on": None}, "premier et le dernier jour"),
        ({"ends_on": date(2026, 1, 1)}, "inversez"),
        ({"starts_on": date(2036, 1, 1), "ends_on": date(2036, 2, 1)}, "Vérifiez l’année"),
        ({"ends_on": date(2029, 12, 1)}, "deux ans"),
        ({"hours_granted": ""}, "nombre d’heures"),
        ({"hours_granted": "beaucoup"}, "nombre d’heures"),
        ({"hours_granted": "0"}, "de 0,25 à 2000 heures"),
        ({"hours_granted": "2001"}, "de 0,25 à 2000 heures"),
        ({"hours_per_week": "61"}, "de 0 à 60 heures"),
        ({"review_on": date(2030, 1, 1)}, "point d’étape"),
        ({"contribution_scheme": ""}, "participe"),
        ({"contribution": "2,68"}, "laissez vides"),
        ({"contribution_scheme": "qf", "contribution": "2,68"}, "quotient familial de la famille"),
        ({"contribution_scheme": "qf", "income_ratio": "500", "contribution": "101"}, "de 0 à 100"),
        ({"contribution_scheme": "qf", "income_ratio": "-5"}, "montant en euros"),
        ({"contribution_scheme": "forfait", "income_ratio": "500"}, "forfait ne dépend pas"),
        ({"contribution_scheme": "exoneree"}, "exonérée"),
        ({"service": ""}, "service"),
        ({"service": "Une autre"}, "n’intervient pas dans le secteur"),
        ({"safety_notes": "x" * 2001}, "trop long"),
        ({"recurrence": {"frequence": "hebdomadaire", "jours": []}}, "jour de la semaine"),
    ],
)
def test_what_cannot_be_is_said_in_french_and_nothing_is_written(session, crew, cast, told, today, now, changes, said):
    with pytest.raises(Refusal) as refused:
        ordering.draft(session, crew["claire"], cast.benali.id, told(**changes), GOALS, today, now)
    assert said in refused.value.sentence
    assert session.exec(select(InterventionOrder)).first() is None


@pytest.mark.parametrize(("typed", "minutes"), [("40", 2400), ("2,5", 150), ("2.5", 150), ("2 h 30", 150), ("3h", 180)])
def test_hours_are_read_as_they_are_typed(session, crew, cast, told, today, now, typed, minutes):
    made = ordering.draft(session, crew["claire"], cast.benali.id, told(hours_granted=typed), [], today, now)
    assert made.minutes_granted == minutes


def test_the_caf_pays_one_year_at_most(session, crew, cast, told, today, now):
    own = told(funder="caf", motive="naissance", ends_on=today + timedelta(days=380))
    patricia = crew["responsable_tisf"]
    session.add(CareRelationship(account_id=patricia.account_id, family_id=cast.benali.id, since=today))
    with pytest.raises(Refusal, match="La CAF finance un an au plus"):
        ordering.draft(session, patricia, cast.benali.id, own, GOALS, today, now)


@pytest.mark.parametrize("many", [GOALS * 3, [{"text": "", "indicator": "Un"}], [{"text": "x" * 301}]])
def test_one_to_five_goals_each_in_a_sentence(session, crew, cast, told, today, now, many):
    with pytest.raises(Refusal, match="objectif"):
        ordering.draft(session, crew["claire"], cast.benali.id, told(), many, today, now)


def test_only_the_roles_of_the_circuits_write_orders(session, crew, cast, told, today, now):
    allowed = set()
    for role, actor in crew.items():
        try:
            ordering.draft(session, actor, cast.benali.id, told(), GOALS, today, now)
            allowed.add(role)
        except Refusal:
            pass
    expected = lists.who("ordre", "rédiger") | {"claire", "helene"}
    assert allowed == expected


def test_county_staff_leave_caf_orders_to_the_association(session, crew, cast, told, today, now):
    with pytest.raises(Refusal, match="écrits par l’association"):
        ordering.draft(
            session, crew["claire"], cast.benali.id, told(funder="caf", motive="naissance"), GOALS, today, now
        )


def test_a_draft_without_a_goal_waits_for_one_before_it_is_sent(session, crew, cast, told, today, now):
    made = ordering.draft(session, crew["claire"], cast.benali.id, told(), [], today, now)
    with pytest.raises(Refusal, match="au moins un objectif"):
        sent(session, crew, made, today, now)
    ordering.change(session, crew["helene"], made.id, told(hours_granted="30"), GOALS, today, now)
    assert sent(session, crew, made, today, now).minutes_granted == 1800


def test_whoever_wrote_an_order_does_not_validate_it_except_the_ase_referent(session, crew, cast, told, today, now):
    own = ordering.draft(session, crew["helene"], cast.benali.id, told(), GOALS, today, now)
    assert Act.SEND not in order_steps.offered(crew["helene"], own)
    with pytest.raises(Refusal, match="une autre personne"):
        sent(session, crew, own, today, now)
    david = crew["referent_ase"]
    ase = ordering.draft(session, david, cast.benali.id, told(funder="dep_ase"), GOALS, today, now)
    assert steps.send(session, david, ase.id, today, now).status == Status.SENT


def test_each_step_is_for_its_roles_and_nobody_else(session, crew, drafted, today, now):
    """Over every role and status, but for the ways out that the circuits forget."""
    for status in Status:
        drafted.status = status
        for actor in crew.values():
            offered = set(order_steps.offered(actor, drafted))
            for act in Act:
                if act is Act.START:
                    continue
                stated = {one.before for one in lists.CIRCUITS if (one.of, one.act) == ("ordre", act)}
                known = status in stated | order_steps.ALSO.get(act, set())
                expected = known and actor.role in lists.who("ordre", act) and act is not Act.OPEN
                assert (act in offered) is expected, (act, status, actor.role)


def test_sending_gives_the_associations_responsables_the_file(session, crew, drafted, cast, today, now):
    patricia = crew["responsable_tisf"]
    with pytest.raises(order_reach.NotFound):
        order_reach.find(session, patricia, drafted.id, today)
    sent(session, crew, drafted, today, now)
    assert drafted.validated_by == crew["helene"].account_id and drafted.validated_at == now
    found = order_reach.find(session, patricia, drafted.id, today)
    assert order_reach.motive_of(patricia.role, found) == "Soutien périnatal et lien parent-enfant"
    care = session.exec(select(CareRelationship).where(CareRelationship.account_id == patricia.account_id)).one()
    assert care.reason == Reason.ORDER and care.until == drafted.ends_on + timedelta(days=30)


def test_a_responsable_of_another_association_never_learns_of_it(session, crew, drafted, today, now):
    other = crew["other"]
    sent(session, crew, drafted, today, now)
    with pytest.raises(order_reach.NotFound):
        order_reach.find(session, other, drafted.id, today)


def test_accepting_names_who_comes_and_gives_them_the_file(session, crew, drafted, cast, today, now):
    fatima = crew["fatima"]
    sent(session, crew, drafted, today, now)
    with pytest.raises(order_reach.NotFound):
        order_reach.find(session, fatima, drafted.id, today)
    with pytest.raises(Refusal, match="Choisissez qui interviendra"):
        steps.accept(session, crew["responsable_tisf"], drafted.id, [], today, now)
    with pytest.raises(Refusal, match="ne fait pas ce type de séance"):
        steps.accept(session, crew["responsable_tisf"], drafted.id, [crew["intervenant_aep"].account_id], today, now)
    with pytest.raises(Refusal, match="n’est pas de votre service"):
        steps.accept(session, crew["responsable_tisf"], drafted.id, [crew["claire"].account_id], today, now)
    steps.accept(session, crew["responsable_tisf"], drafted.id, [fatima.account_id], today, now)
    assert drafted.usual_worker_id == fatima.account_id and drafted.status == Status.ACCEPTED
    assert order_reach.find(session, fatima, drafted.id, today)
    support = session.exec(select(Support).where(Support.family_id == cast.benali.id)).one()
    assert support.code == "tisf" and support.started_on == drafted.starts_on


def test_refusing_asks_why_and_takes_the_file_back_after_the_grace(session, crew, drafted, cast, today, now):
    patricia = crew["responsable_tisf"]
    sent(session, crew, drafted, today, now)
    with pytest.raises(Refusal, match="Dites pourquoi"):
        steps.refuse(session, patricia, drafted.id, "  ", today, now)
    steps.refuse(session, patricia, drafted.id, "Personne avant janvier.", today, now)
    assert drafted.status == Status.REFUSED
    last = today + timedelta(days=30)
    assert cast.benali.id in session.exec(cared_for(patricia.account_id, last)).all()
    assert cast.benali.id not in session.exec(cared_for(patricia.account_id, last + timedelta(days=1))).all()


def test_another_order_of_the_same_family_keeps_the_file_open(session, crew, drafted, cast, told, today, now):
    other = ordering.draft(session, crew["claire"], cast.benali.id, told(), GOALS, today, now)
    for one in (drafted, other):
        accepted(session, crew, one, today, now)
    steps.stop(session, crew["helene"], drafted.id, "Fin anticipée.", today, now)
    patricia = crew["responsable_tisf"]
    assert cast.benali.id in session.exec(cared_for(patricia.account_id, other.ends_on)).all()


def test_the_association_opens_a_caf_order_with_the_funders_reference(session, crew, cast, told, today, now):
    patricia = crew["responsable_tisf"]
    session.add(CareRelationship(account_id=patricia.account_id, family_id=cast.benali.id, since=today))
    paid = {"contribution_scheme": "qf", "income_ratio": "512", "contribution": "2,68", "contribution_cap": "120"}
    order = ordering.draft(
        session, patricia, cast.benali.id, told(funder="caf", motive="naissance", **paid), GOALS, today, now
    )
    assert (order.income_ratio, order.contribution_cents, order.contribution_cap_cents) == (512, 268, 12000)
    assert order_reach.motive_of(patricia.role, order) == "Naissance"
    worker = [crew["tisf"].account_id]
    with pytest.raises(Refusal, match="référence"):
        steps.open_own(session, patricia, order.id, "", worker, today, now)
    steps.open_own(session, patricia, order.id, "CAF01-77", worker, today, now)
    assert (order.status, order.funder_reference) == (Status.ACCEPTED, "CAF01-77")


def test_suspended_resumed_extended_and_interrupted_with_words(session, crew, drafted, cast, today, now):
    running(session, crew, drafted, today, now)
    patricia, helene = crew["responsable_tisf"], crew["helene"]
    with pytest.raises(Refusal, match="Dites pourquoi"):
        steps.suspend(session, patricia, drafted.id, "", today, now)
    steps.suspend(session, patricia, drafted.id, "Famille absente.", today, now)
    steps.resume(session, helene, drafted.id, "", today, now)
    later = drafted.ends_on + timedelta(days=30)
    steps.ask_extension(session, patricia, drafted.id, later, "60", "Deux mois de plus.", today, now)
    [task] = session.exec(select(Task).where(Task.source.startswith(f"order:{drafted.id}:prolonger"))).all()
    assert "Deux mois de plus." in task.label and task.role == "coordinatrice"
    with pytest.raises(Refusal, match="ne raccourcit rien"):
        steps.extend(session, helene, drafted.id, today, "60", "", today, now)
    with pytest.raises(Refusal, match="revient à"):
        steps.extend(session, patricia, drafted.id, later, "60", "", today, now)
    steps.extend(session, helene, drafted.id, later, "60", "", today, now)
    assert (drafted.status, drafted.ends_on, drafted.minutes_granted) == (Status.EXTENDED, later, 3600)
    assert task.closed_at is not None
    care = session.exec(select(CareRelationship).where(CareRelationship.account_id == patricia.account_id)).one()
    assert care.until == later + timedelta(days=30)
    steps.stop(session, patricia, drafted.id, "Déménagement.", today, now)
    support = session.exec(select(Support).where(Support.family_id == cast.benali.id)).one()
    assert drafted.status == Status.STOPPED and support.ended_on is not None
    with pytest.raises(Refusal, match="n’est plus possible"):
        steps.resume(session, helene, drafted.id, "", today, now)
    assert len(session.exec(select(OrderEvent).where(OrderEvent.order_id == drafted.id)).all()) == 8


def test_an_order_ends_with_its_signed_report(session, crew, drafted, today, now, monkeypatch):
    running(session, crew, drafted, today, now)
    monkeypatch.setattr(closing, "is_signed", lambda session, order: False)
    with pytest.raises(Refusal, match="bilan de fin"):
        steps.end(session, crew["responsable_tisf"], drafted.id, today, now)
    monkeypatch.setattr(closing, "is_signed", lambda session, order: True)
    assert steps.end(session, crew["responsable_tisf"], drafted.id, today, now).status == Status.ENDED


def test_who_reads_the_exact_motive(crew, drafted, session, today, now):
    running(session, crew, drafted, today, now)
    exact = lists.MOTIVES[drafted.motive].label
    readers = {role for role in roles.LABELS if order_reach.motive_of(role, drafted) == exact}
    assert readers == {
        "puericultrice",
        "infirmiere_pmi",
        "sage_femme_pmi",
        "medecin_pmi",
        "coordinatrice",
        "referent_ase",
        "medecin_responsable",
    }
    opened = set()
    for role, actor in crew.items():
        try:
            order_reach.find(session, actor, drafted.id, today)
            opened.add(role)
        except order_reach.NotFound:
            pass
    # An AEP worker knows orders of her own frame only.
    assert opened == readers | {"tisf", "responsable_tisf", "claire", "helene"}


def test_a_file_that_is_not_followed_shows_no_order(session, crew, drafted, cast, today):
    with pytest.raises(order_reach.NotFound):
        order_reach.find(session, cast.actor("nadia"), drafted.id, today)


def test_two_hands_on_one_step_make_it_once(engine, crew, cast, told, today, now):
    with db.writing(engine) as session:
        order = ordering.draft(session, crew["claire"], cast.benali.id, told(), GOALS, today, now)
        steps.send(session, crew["helene"], order.id, today, now)
    with db.writing(engine) as session:
        steps.refuse(session, crew["responsable_tisf"], order.id, "Complet.", today, now)
    with pytest.raises(Refusal, match="« Refusé »"), db.writing(engine) as session:
        steps.accept(session, crew["responsable_tisf"], order.id, [crew["tisf"].account_id], today, now)
