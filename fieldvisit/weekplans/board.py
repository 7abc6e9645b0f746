"""The board of a sector's week: workers and days, the tray, what is said above them; with a draft or as in force."""

import uuid
from datetime import date, datetime

from sqlmodel import Session

from fieldvisit.access import roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.calendars import public, school
from fieldvisit.weekplans import drafts, following, reach, week
from fieldvisit.weekplans import plan as plans
from fieldvisit.weekplans.cards import Cards
from fieldvisit.weekplans.plan import RoundPlan, Status
from fieldvisit.weekplans.setting import Setting
from fieldvisit.weekplans.shown import Board, Fairness, Head, Row, Share, Totals

#: How far apart two of one trade may be in what they drive and visit before it is said.
APART = 20


def read(
    session: Session,
    actor: Actor,
    sector_id: uuid.UUID,
    monday: date,
    today: date,
    now: datetime,
    draft: bool = True,
) -> Board:
    """:raises Refusal: if the sector is not hers to look at"""
    sector = reach.sector(session, actor, sector_id)
    when = week.of(monday, today, now)
    row = plans.draft(session, sector_id, when.monday) if draft else None
    here = drafts.read(session, row, sector_id, when, now)
    cards = Cards(session, actor, here, today)
    rows = tuple(_row(here, cards, one) for one in here.staff.accounts)
    tray = cards.waiting(here.waiting())
    totals = sum((one.totals for one in rows), Totals())
    run = following.view(session, row.id, now) if row else None
    holder = session.get_one(Account, row.held_by).name if row else ""
    return Board(
        sector_id,
        sector.name,
        when.monday,
        row.id if row else None,
        row.status if row else _in_force(session, sector_id, when.monday),
        row.version if row else 0,
        holder,
        row.held_since if row else None,
        bool(row) and row.held_by == actor.account_id and reach.may_plan(actor) and not (run and run.running),
        _note(session, actor, row),
        _heads(session, here, rows),
        rows,
        tray,
        tuple(_said(here, cards)),
        here.hours.matrix.label,
        Totals(totals.visits, round(totals.km, 1), totals.driving, totals.contact, totals.free, len(tray)),
        fairness(rows),
        run,
    )


def _in_force(session: Session, sector_id: uuid.UUID, monday: date) -> str:
    return Status.PUBLISHED if plans.published(session, sector_id, monday) else "aucun"


def _note(session: Session, actor: Actor, row: RoundPlan | None) -> str:
    if row is None:
        return ""
    return row.note if row.held_by == actor.account_id else drafts.who_holds(session, row)


def _row(here: Setting, cards: Cards, account: Account) -> Row:
    days = tuple(cards.day(account.id, day) for day in range(week.DAYS))
    base = here.staff.bases[account.id]
    total = sum((one.totals for one in days), Totals())
    return Row(
        account.id,
        account.name,
        roles.LABELS[account.role],
        "domicile" if base.from_home else f"départ : {base.label}",
        base.from_home,
        base.approximate,
        days,
        Totals(total.visits, round(total.km, 1), total.driving, total.contact, total.free),
        *base.place,
    )


def _heads(session: Session, here: Setting, rows: tuple[Row, ...]) -> tuple[Head, ...]:
    holidays = school.between(session, here.week.monday, here.week.sunday)
    found = []
    for day in range(week.DAYS):
        on = here.week.date(day)
        busy = any(one.days[day].begin is not None or one.days[day].cards for one in rows)
        shown = busy or day < 5
        found.append(
            Head(day, on, week.day_label(on), public.name(on), school.on(holidays, on), shown, day < here.week.first)
        )
    return tuple(found)


def _said(here: Setting, cards: Cards) -> list[str]:
    """Once each; what is approximate by family, rules of a whole week by worker."""
    weekly = [sentence for (_, day), those in cards.broken.items() if day is None for sentence in those]
    approximate = [f"{here.jobs[id].family} : {said}." for id, said in here.approximate.items()]
    bases = {one.label for one in here.staff.bases.values() if one.approximate}
    middle = [f"Le départ des tournées n’est pas réglé : {label} est pris à sa place." for label in sorted(bases)]
    return list(dict.fromkeys([*weekly, *here.said, *approximate, *middle]))


def fairness(rows: tuple[Row, ...]) -> Fairness:
    """How the work is shared, in percent of each one's own hours of service."""
    shares = []
    for one in rows:
        total = one.totals
        hours = total.driving + total.contact + total.free
        if hours:
            share = round(100 * (total.driving + total.contact) / hours)
            shares.append(Share(one.worker, one.name, total.visits, total.driving, total.contact, share))
    by_role: dict[str, list[Share]] = {}
    roles_of = {one.worker: one.role for one in rows}
    for one in shares:
        by_role.setdefault(roles_of[one.worker], []).append(one)
    for those in by_role.values():
        most, least = max(those, key=lambda one: one.share), min(those, key=lambda one: one.share)
        if most.share - least.share > APART:
            said = f"{most.name} a {most.share} % de son temps en visites et trajets, {least.name} {least.share} %."
            return Fairness(said, tuple(shares))
    return Fairness("La charge est bien répartie." if len(shares) > 1 else "", tuple(shares))
