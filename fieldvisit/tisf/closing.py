"""The report of an order written, signed, sent to whoever prescribed it, and corrected by a version of its own."""

import uuid
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.tisf import closing_reach, counting, hours, order_tasks, ordering
from fieldvisit.tisf.closing_reach import SEND, SIGN, WRITE
from fieldvisit.tisf.closing_report import ClosingReport, Kind, Status
from fieldvisit.tisf.goal import State
from fieldvisit.tisf.hours import Totals
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.order import Status as Order
from fieldvisit.tisf.session import InterventionSession
from fieldvisit.tisf.session import Status as Held
from fieldvisit.words import Refusal, sound

TEXTS = ("evolution", "family_words", "watch_points", "proposal", "unread_reason", "family_name")
LONGEST, LONGEST_LINE = 8000, 200
#: An order of which something can be told; a report may still be put right once it is over.
BEGUN = (Order.RUNNING, Order.EXTENDED, Order.SUSPENDED)
TOLD = {Kind.STEP: BEGUN, Kind.END: (*BEGUN, Order.STOPPED, Order.ENDED)}
#: « Point d’étape » at half the hours or after three months (domain §7.4).
HALF, THREE_MONTHS = 0.5, timedelta(days=91)


class Invalid(Refusal):
    sentence = "Ce bilan est incomplet."


class Changed(Refusal):
    sentence = "Une autre personne a écrit dans ce bilan : copiez votre texte, puis rechargez la page."


def is_signed(session: Session, order: InterventionOrder) -> bool:
    """Whether the responsable signed the closing report of this order. A correction begun takes nothing away."""
    return _last_signed(session, order.id, Kind.END) is not None


def step_due(session: Session, order: InterventionOrder, told: Totals, today: date) -> bool:
    """Whether the « Point d’étape » is to be written: half the hours, three months, or its day; and none was signed."""
    if order.status not in BEGUN:
        return False
    half = order.minutes_granted and told.billed >= HALF * order.minutes_granted
    day = min(order.starts_on + THREE_MONTHS, order.review_on or date.max)
    return bool(half or today >= day) and _last_signed(session, order.id, Kind.STEP) is None


def figures(session: Session, order: InterventionOrder) -> dict:
    """Period and hours done over granted, in minutes; days in ISO form."""
    told = counting.of_order(session, order.id)
    query = select(InterventionSession.started_at, InterventionSession.status)
    rows = session.exec(query.where(InterventionSession.order_id == order.id)).all()
    days = sorted(hours.day(at) for at, status in rows if at is not None and status != Held.NOT_DONE)
    return {
        "starts_on": order.starts_on.isoformat(),
        "ends_on": order.ends_on.isoformat(),
        "first_on": days[0].isoformat() if days else "",
        "last_on": days[-1].isoformat() if days else "",
        "sessions": len(days),
        "not_done": sum(status == Held.NOT_DONE for _, status in rows),
        "granted": order.minutes_granted,
        "exact": told.exact,
        "billed": told.billed,
    }


def begin(session: Session, actor: Actor, order_id: uuid.UUID, kind: str, today: date, now: datetime) -> ClosingReport:
    """A new draft with the goals as they stand; after a signed one, its correction; one begun already is the one.

    :raises Refusal: if it is not hers to write, or nothing can be told of this order yet
    """
    order = closing_reach.order(session, actor, order_id, today, WRITE, lock=True)
    if kind not in set(Kind):
        raise closing_reach.NotFound
    known = session.exec(
        select(ClosingReport).where(
            ClosingReport.order_id == order_id, ClosingReport.kind == kind, ClosingReport.status == Status.DRAFT
        )
    ).first()
    if known is not None:
        return known
    if order.status not in TOLD[Kind(kind)]:
        raise Invalid(f"L’ordre est « {Order(order.status).label} » : il n’y a pas de bilan à écrire.")
    last = _last_signed(session, order_id, kind)
    kept = {name: getattr(last, name) for name in (*TEXTS, "family_read_on")} if last and kind == Kind.END else {}
    said = {one["goal_id"]: one["words"] for one in last.goals} if kept else {}
    stated = {one["goal_id"]: one["state"] for one in last.goals} if kept else {}
    made = ClosingReport(
        order_id=order.id,
        family_id=order.family_id,
        kind=Kind(kind).value,
        version=(last.version if kept else 0) + 1,
        corrects_id=last.id if kept else None,
        goals=[
            {
                "goal_id": str(one.id),
                "text": one.text,
                "state": stated.get(str(one.id), State(one.state).value),
                "words": said.get(str(one.id), ""),
            }
            for one in ordering.goals_of(session, order.id)
        ],
        drafted_by=actor.account_id,
        drafted_at=now,
        changed_by=actor.account_id,
        changed_at=now,
        **kept,
    )
    session.add(made)
    session.flush()
    ordering.note(session, actor, order, f"{WRITE} : {_called(made)}", order.status, order.status, now)
    return made


def keep(
    session: Session,
    actor: Actor,
    report_id: uuid.UUID | None,
    name: str,
    value: str,
    seen: datetime | None,
    today: date,
    now: datetime,
) -> ClosingReport:
    """One field as it is typed; « goal:<id>:state » and « goal:<id>:words » are fields too.

    ``seen``: when the draft was last changed, as far as this writer knows.

    :raises Refusal: if it is no draft of hers, another hand wrote meanwhile, or the value is none
    """
    report = _draft(session, actor, report_id, today, WRITE)
    if report.changed_by != actor.account_id and report.changed_at != seen:
        raise Changed
    words = sound(str(value or ""))
    if len(words) > LONGEST:
        raise Invalid(f"Ce texte est trop long : {LONGEST} caractères au plus.")
    if name == "family_read_on":
        report.family_read_on = _day(words, today)
    elif name.startswith("goal:"):
        _, goal_id, part = name.split(":", 2)
        if part not in ("state", "words") or (part == "state" and words not in set(State)):
            raise Invalid("Choisissez où en est l’objectif dans la liste.")
        report.goals = [{**one, part: words} if one["goal_id"] == goal_id else one for one in report.goals]
    elif name in TEXTS:
        setattr(report, name, words[:LONGEST_LINE] if name == "family_name" else words)
    else:
        raise Invalid("Ce champ n’existe pas.")
    report.changed_by, report.changed_at = actor.account_id, now
    session.add(report)
    return report


def sign(session: Session, actor: Actor, report_id: uuid.UUID | None, today: date, now: datetime) -> ClosingReport:
    """Its figures are frozen; from now on only another version can put it right.

    :raises Refusal: if it is not hers to sign, or something is missing
    """
    report = _draft(session, actor, report_id, today, SIGN)
    if told := missing(report):
        raise Invalid(told)
    order = session.get_one(InterventionOrder, report.order_id)
    report.figures = figures(session, order)
    report.status, report.signed_by, report.signed_at = Status.SIGNED.value, actor.account_id, now
    session.add(report)
    ordering.note(session, actor, order, f"{SIGN} : {_called(report)}", order.status, order.status, now)
    return report


def missing(report: ClosingReport) -> str:
    """What still has to be written, or ""."""
    if not report.evolution.strip():
        return "Écrivez l’évolution observée de la famille."
    if report.kind == Kind.END and not report.proposal.strip():
        return "Écrivez la suite proposée, même « aucune »."
    if not (report.family_read_on and report.family_name.strip()) and not report.unread_reason.strip():
        return "Indiquez quand la famille l’a lu et qui a signé, ou pourquoi elle ne l’a pas lu."
    return ""


def send(session: Session, actor: Actor, report_id: uuid.UUID | None, today: date, now: datetime) -> ClosingReport:
    """To whoever prescribed: open to all who read the order's reports, and a task of the prescriber's own.

    :raises Refusal: if it is not hers to send, or it is not signed
    """
    report = _locked(session, actor, report_id, today, SEND)
    if report.status != Status.SIGNED:
        raise Invalid("Ce bilan est déjà transmis." if report.status == Status.SENT else "Signez d’abord ce bilan.")
    order = session.get_one(InterventionOrder, report.order_id)
    report.status, report.sent_at = Status.SENT.value, now
    session.add(report)
    ordering.note(session, actor, order, f"{SEND} : {_called(report)}", order.status, order.status, now)
    label = f"{Kind(report.kind).label} à lire" + (f" (version {report.version})" if report.version > 1 else "")
    order_tasks.tell_prescriber(session, order, report.id, label, prescriber(session, order), now)
    return report


def prescriber(session: Session, order: InterventionOrder) -> Account | None:
    """Who asked for it: its referent, else whoever wrote it for the county; none when only the sector is left."""
    for account_id in (order.referent_id, order.drafted_by):
        account = session.get(Account, account_id) if account_id else None
        if account and account.disabled_at is None and account.employer != order.service:
            return account
    return None


def _last_signed(session: Session, order_id: uuid.UUID, kind: str) -> ClosingReport | None:
    query = select(ClosingReport).where(
        ClosingReport.order_id == order_id,
        ClosingReport.kind == kind,
        ClosingReport.status.in_((Status.SIGNED, Status.SENT)),
    )
    return session.exec(query.order_by(sa.desc(ClosingReport.signed_at), sa.desc(ClosingReport.version))).first()


def _draft(session: Session, actor: Actor, report_id: uuid.UUID | None, today: date, act: str) -> ClosingReport:
    report = _locked(session, actor, report_id, today, act)
    if report.status != Status.DRAFT:
        raise Invalid("Ce bilan est signé : une correction est une nouvelle version.")
    return report


def _locked(session: Session, actor: Actor, report_id: uuid.UUID | None, today: date, act: str) -> ClosingReport:
    found = closing_reach.find(session, actor, report_id, today)
    closing_reach.order(session, actor, found.order_id, today, act)
    session.refresh(found, with_for_update=True)
    return found


def _called(report: ClosingReport) -> str:
    version = f", version {report.version}" if report.version > 1 else ""
    return f"{Kind(report.kind).label.lower()}{version}"


def _day(words: str, today: date) -> date | None:
    if not words:
        return None
    try:
        found = date.fromisoformat(words)
    except ValueError as error:
        raise Invalid("Indiquez le jour où la famille l’a lu.") from error
    if found > today:
        raise Invalid("La famille ne peut pas l’avoir lu plus tard qu’aujourd’hui.")
    return found
