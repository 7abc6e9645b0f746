"""What the unit does with a report: acknowledged, in evaluation, evaluated with an outcome, closed."""

import uuid
from datetime import date, datetime

from sqlmodel import Session

from fieldvisit.access.account import Actor
from fieldvisit.concerns import history, reach, reading
from fieldvisit.concerns.lists import COURT, OUTCOMES, OVER, Status
from fieldvisit.concerns.report import Act, ConcernExtract, ConcernReport
from fieldvisit.words import Refusal, sound

LONGEST = 20_000


class Impossible(Refusal):
    sentence = "Cette information n’en est plus là : la page montre où elle en est."


class Incomplete(Refusal):
    sentence = "Écrivez ce qui manque."


def acknowledge(session: Session, actor: Actor, report_id: uuid.UUID, today: date, now: datetime) -> ConcernReport:
    """Its author learns of it: reference and date.

    :raises Refusal: if it is not theirs, or was acknowledged already
    """
    report = _held(session, actor, report_id, today, {Status.SENT})
    report.status, report.acknowledged_at, report.acknowledged_by = Status.ACKNOWLEDGED, now, actor.account_id
    history.note(session, actor, report, Act.ACKNOWLEDGED, now)
    return report


def begin(session: Session, actor: Actor, report_id: uuid.UUID, who: str, today: date, now: datetime) -> ConcernReport:
    """:raises Refusal: if it is not theirs or not acknowledged, or nobody is named"""
    evaluators = " ".join(sound(who).split())[:300]
    if not evaluators:
        raise Incomplete("Dites qui évalue : les noms ou l’équipe.")
    report = _held(session, actor, report_id, today, {Status.ACKNOWLEDGED, Status.EVALUATING})
    report.status, report.evaluators = Status.EVALUATING, evaluators
    report.evaluating_from = report.evaluating_from or now
    history.note(session, actor, report, Act.EVALUATING, now, evaluators)
    return report


def conclude(
    session: Session, actor: Actor, report_id: uuid.UUID, outcome: str, words: str, today: date, now: datetime
) -> ConcernReport:
    """« Signalement judiciaire » is possible at any moment: a child who cannot be met does not wait for an evaluation.

    :raises Refusal: if it is not theirs, not evaluated yet, or the outcome is not of the list
    """
    if outcome not in OUTCOMES:
        raise Incomplete("Choisissez la suite donnée dans la liste.")
    text = sound(words).strip()[:LONGEST]
    if not text:
        raise Incomplete("Écrivez en quelques mots ce qui fonde cette suite.")
    early = {Status.SENT, Status.ACKNOWLEDGED} if outcome == COURT else set()
    report = _held(session, actor, report_id, today, {Status.EVALUATING} | early)
    report.status, report.outcome, report.outcome_words, report.evaluated_at = Status.EVALUATED, outcome, text, now
    if report.acknowledged_at is None:
        report.acknowledged_at, report.acknowledged_by = now, actor.account_id
    history.note(session, actor, report, Act.EVALUATED, now, outcome)
    return report


def close(
    session: Session, actor: Actor, report_id: uuid.UUID, words: str, today: date, now: datetime
) -> ConcernReport:
    """:raises Refusal: if it is not theirs, was not acknowledged, is closed, or no reason is given"""
    text = sound(words).strip()[:LONGEST]
    if not text:
        raise Incomplete("Dites pourquoi elle est classée : le motif reste avec elle.")
    report = _held(session, actor, report_id, today, {Status.ACKNOWLEDGED, Status.EVALUATING, Status.EVALUATED})
    report.status, report.closed_at = Status.CLOSED, now
    history.note(session, actor, report, Act.CLOSED, now, text)
    return report


def attach_extract(
    session: Session, actor: Actor, report_id: uuid.UUID, words: str, today: date, now: datetime
) -> ConcernExtract:
    """What a PMI doctor tells the evaluation of the child's health; the only health item that the unit reads.

    :raises Refusal: if this actor is no doctor who reads the report, it is closed, or nothing is written
    """
    if actor.role not in reach.DOCTORS:
        raise reach.NotAllowed("Seul un médecin de PMI joint un extrait de santé.")
    text = sound(words).strip()[:LONGEST]
    if not text:
        raise Incomplete("Écrivez l’extrait : seulement ce qui sert l’évaluation.")
    report = reading.find(session, actor, report_id, today, lock=True)
    if report.status in OVER:
        raise Impossible
    made = ConcernExtract(report_id=report.id, author_id=actor.account_id, author_name=actor.name, at=now, words=text)
    session.add(made)
    history.note(session, actor, report, Act.EXTRACT, now)
    return made


def late(report: ConcernReport, today: date) -> int:
    """By how many days the evaluation is late; 0 when it is not, or is over."""
    if report.due_on is None or report.status in OVER:
        return 0
    return max(0, (today - report.due_on).days)


def _held(session: Session, actor: Actor, report_id: uuid.UUID, today: date, among: set) -> ConcernReport:
    """:raises Refusal: if this actor does not carry evaluations, or the report is elsewhere on its way"""
    if actor.role not in reach.COUNTY:
        raise reach.NotAllowed
    report = reading.find(session, actor, report_id, today, lock=True)
    session.refresh(report)
    if report.status not in among:
        raise Impossible
    session.add(report)
    return report
