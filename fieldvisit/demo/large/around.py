"""What is around a family's visits: supports, follow-ups that a worker set, calls and letters, decisions, tasks."""

from datetime import date, time, timedelta

from fieldvisit.demo import clock
from fieldvisit.demo.ids import Ids, dashed
from fieldvisit.demo.large.family import Family
from fieldvisit.demo.large.files import is_followed, nurse_of
from fieldvisit.demo.sink import Sink
from fieldvisit.due.decision import Choose, DueDecision
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.families.contact import Contact, Means, Result
from fieldvisit.families.support import Support
from fieldvisit.tasks.task import Kind, Outcome, Task

#: Share of the families followed that have each of these.
SUPPORTS = (("aep", 0.02), ("tisf", 0.04), ("aed", 0.02), ("relais_parental", 0.008), ("ip_evaluation", 0.01))
RULES = ("FREQ=WEEKLY;COUNT=4", "FREQ=WEEKLY;INTERVAL=2;COUNT=6", "FREQ=MONTHLY;COUNT=6")
CALLS = (
    "Maman rassurée sur le sommeil, rappeler la semaine prochaine.",
    "Demande l’adresse de la permanence de pesée.",
    "Rendez-vous confirmé.",
    "Message laissé au père.",
    "Change de numéro, à noter au dossier.",
)
REFUSALS = ("Ne souhaite pas de visite, vient à la permanence.", "Suivi par le pédiatre, préfère ne pas être vue.")


def write(sink: Sink, family: Family, links: list[dict], ids: Ids, today: date) -> None:
    _supports(sink, family, ids, today)
    _contacts(sink, family, ids, today)
    _decisions(sink, family, ids, today)
    for link in links:
        _doctor_link(sink, family, link, ids, today)
    if is_followed(family, today):
        _follow_up(sink, family, ids, today)
        _task(sink, family, ids, today)


def _supports(sink: Sink, family: Family, ids: Ids, today: date) -> None:
    draw, found = family.draw, []
    for child in family.children:
        if child.died_on:
            continue
        if child.in_care_since:
            found.append(("enfant_confie", child.id, child.in_care_since))
            if child.disability and draw.random() < 0.5:
                found.append(("equipe_mobile", child.id, child.in_care_since + timedelta(days=30)))
        if child.disability and family.followed:
            found.append(("handicap", child.id, max(child.birth_date, today - timedelta(days=draw.randint(20, 700)))))
        if family.followed and not child.in_care_since and draw.random() < 0.004:
            found.append(("retour_domicile", child.id, today - timedelta(days=draw.randint(-20, 80))))
        if family.followed and (today - child.birth_date).days < 120 and draw.random() < 0.12:
            found.append(("premiers_pas", None, child.birth_date + timedelta(days=5)))
    if is_followed(family, today):
        found += [
            (code, None, today - timedelta(days=draw.randint(5, 300)))
            for code, share in SUPPORTS
            if draw.random() < share
        ]
    for code, person_id, day in found:
        sink.add(
            Support,
            id=ids(),
            family_id=family.id,
            person_id=person_id,
            code=code,
            started_on=min(day, today),
            anchor_on=day,
            ended_on=None,
            referent="",
            noted_by=nurse_of(family),
            noted_at=clock.instant(min(day, today), time(11, 0)),
        )


def _contacts(sink: Sink, family: Family, ids: Ids, today: date) -> None:
    """The letter that offers the service after each birth, and a few calls."""
    draw = family.draw
    if family.refuses:
        return
    writer = family.team.one("secretariat", family.number)
    for delivery in family.deliveries:
        sent = delivery.born and delivery.born + timedelta(days=draw.randint(5, 15))
        if sent and today - timedelta(days=730) < sent <= today and not any(one.died_on for one in delivery.children):
            means = Means.LETTER if draw.random() < 0.8 else Means.SMS
            _contact(sink, family, ids, sent, means, Result.SENT, "Offre de service envoyée.", writer)
    if family.followed:
        for _ in range(draw.choice((0, 1, 2, 4))):
            day = today - timedelta(days=draw.randint(0, 500))
            result = draw.choice((Result.REACHED, Result.REACHED, Result.MESSAGE, Result.NO_ANSWER))
            words = draw.choice(CALLS) if result is Result.REACHED else ""
            if day >= family.deliveries[0].declared_on:
                _contact(sink, family, ids, day, Means.CALL_OUT, result, words, nurse_of(family))


def _contact(
    sink: Sink, family: Family, ids: Ids, day: date, means: Means, result: Result, words: str, account_id: str
) -> None:
    at = clock.instant(day, time(family.draw.randint(9, 17), family.draw.choice((5, 20, 40))))
    sink.add(
        Contact,
        id=ids(),
        family_id=family.id,
        person_id=family.adults[0].id,
        at=at,
        means=means.value,
        result=result.value,
        words=words,
        account_id=account_id,
        noted_at=at,
    )


def _decisions(sink: Sink, family: Family, ids: Ids, today: date) -> None:
    """Now and then a family refused a visit, or an exam was made elsewhere."""
    draw = family.draw
    for child in family.children:
        if draw.random() > 0.03 or child.died_on or (today - child.birth_date).days < 60:
            continue
        refused = draw.random() < 0.6
        sink.add(
            DueDecision,
            id=ids(),
            family_id=family.id,
            subject_id=child.id,
            code=draw.choice(("vad_1m", "vad_9m", "vad_24m")) if refused else draw.choice(("ex03", "ex08", "ex12")),
            choice=(Choose.REFUSED if refused else Choose.DONE).value,
            on=None if refused else child.birth_date + timedelta(days=55),
            reason=draw.choice(REFUSALS) if refused else "Vu par le pédiatre, dit la mère.",
            account_id=nurse_of(family),
            made_at=clock.instant(child.birth_date + timedelta(days=58), time(15, 0)),
        )


def _doctor_link(sink: Sink, family: Family, link: dict, ids: Ids, today: date) -> None:
    received: date = link["received"]
    closed = received < today - timedelta(days=30)
    doctor = family.team.one("medecin_pmi", family.number)
    _add_task(
        sink,
        family,
        ids,
        person_id=link["child"].id,
        kind=Kind.DOCTOR_LINK.value,
        label="Lien avec le médecin de PMI",
        note=link["about"],
        compartment="sante_enfant",
        role="medecin_pmi",
        due_on=received + timedelta(days=15),
        source=f"certificate:{dashed(link['id'])}",
        created_at=clock.instant(received, time(14, 30)),
        closed=(clock.instant(received + timedelta(days=9), time(16, 0)), doctor, Outcome.DONE) if closed else None,
    )


def _task(sink: Sink, family: Family, ids: Ids, today: date) -> None:
    draw = family.draw
    if draw.random() > 0.12:
        return
    made = today - timedelta(days=draw.randint(1, 60))
    kind, label = draw.choice(
        (
            (Kind.REFERRAL, "Orientation : suite à demander"),
            (Kind.CALL, "Rappeler la mère"),
            (Kind.LETTER, "Courrier à envoyer"),
        )
    )
    task_id = ids()
    _add_task(
        sink,
        family,
        ids,
        id=task_id,
        kind=kind.value,
        label=label,
        due_on=made + timedelta(days=draw.randint(3, 45)),
        assigned_to=nurse_of(family),
        source=f"{kind.value}:{dashed(task_id)}",
        created_at=clock.instant(made, time(17, 0)),
        created_by=nurse_of(family),
    )


def _add_task(sink: Sink, family: Family, ids: Ids, *, closed: tuple | None = None, **values) -> None:
    at, by, outcome = closed or (None, None, "")
    sink.add(
        Task,
        **{"id": ids(), "family_id": family.id, "sector_id": family.team.sector_id} | values,
        closed_at=at,
        closed_by=by,
        outcome=str(outcome),
    )


def _follow_up(sink: Sink, family: Family, ids: Ids, today: date) -> None:
    draw = family.draw
    if draw.random() > 0.06:
        return
    starts = today - timedelta(days=draw.randint(0, 60))
    sink.add(
        FollowUp,
        id=ids(),
        family_id=family.id,
        person_id=None,
        kind=draw.choice(("vad_suivi", "contact_telephonique", "pesee_seule")),
        trade="puericultrice",
        rule=draw.choice(RULES),
        starts_on=starts,
        reason="Suivi rapproché convenu avec la mère.",
        set_by=nurse_of(family),
        set_at=clock.instant(starts, time(17, 15)),
    )
