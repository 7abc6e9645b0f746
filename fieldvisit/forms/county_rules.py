"""What the county's medical head changed in the alert rules (Annex B: « all editable by the medical head »).

Each change is a line that is never altered: who, when, what it was and what it became. What is in force, and what was
at any moment, is read from the lines; a signed visit names the version its alerts were raised with.
"""

import json
import re
import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.db import Record, instant
from fieldvisit.forms import thresholds, typed
from fieldvisit.forms.thresholds import County
from fieldvisit.words import Refusal

COMPARTMENT = "seuils_alertes"
LONGEST_REASON = 300
#: Two people saving at the same moment: the table takes one number once.
LOCK = 715_921


class NotAllowed(Refusal):
    sentence = "Les seuils d’alerte se changent par le médecin responsable."


class ChangedMeanwhile(Refusal):
    """Somebody else changed this rule since the page was loaded."""


class NothingChanged(Refusal):
    sentence = "Rien n’a changé : modifiez une valeur avant d’enregistrer."


class AlertRuleChange(Record, table=True):
    """``number``: 1, 2, 3… over all rules. ``changes``: ``[{field, old, new}]``, fields as ``thresholds.origin``."""

    __tablename__ = "alert_rule_change"
    __table_args__ = (sa.UniqueConstraint("number", name="uq_alert_rule_change_number"),)

    number: int
    rule: str
    changes: list = Field(default_factory=list, sa_type=sa.JSON)
    reason: str = ""
    at: datetime = instant(nullable=False)
    account_id: uuid.UUID = Field(foreign_key="account.id")
    account_name: str


def in_force(session: Session) -> County:
    """The rules of this county today."""
    return _county(_lines(session))


def at(session: Session, version: object) -> County:
    """The rules as they were at a version; those of origin for what names none (« 3.1f0c2a9b »)."""
    number = re.match(r"(\d{1,9})\.", version, re.ASCII) if isinstance(version, str) else None
    return _county(_lines(session, int(number[1]))) if number and int(number[1]) else _built("{}", 0)


def history(session: Session, actor: Actor) -> list[AlertRuleChange]:
    """Every change that was ever made, the newest first."""
    _may(actor)
    return list(session.exec(select(AlertRuleChange).order_by(sa.desc(AlertRuleChange.number))))


def values(lines: Iterable[AlertRuleChange]) -> dict[str, dict]:
    """What differs from the origin after these lines, oldest first: ``{rule: {field: value}}``."""
    found: dict[str, dict] = {}
    for line in lines:
        if line.rule not in thresholds.sources():
            continue
        known = thresholds.origin(line.rule)
        for each in line.changes:
            name, new = each["field"], each["new"]
            here = found.setdefault(line.rule, {})
            here.pop(name, None)
            if name in known and new != known[name]:
                here[name] = new
    return {code: changed for code, changed in found.items() if changed}


def change(
    session: Session, actor: Actor, code: str, given: dict[str, str], reason: str, seen: int, now: datetime
) -> AlertRuleChange:
    """Keep what was typed for one rule, whole or not at all; ``seen``: number of the last change its page showed.

    :raises typed.Wrong: with a sentence for each field that cannot be read
    :raises thresholds.OutOfOrder: if two thresholds would contradict each other
    :raises ChangedMeanwhile: if somebody changed this rule since
    """
    _may(actor)
    return _keep(session, actor, code, typed.read(code, given), reason, seen, now)


def restore(
    session: Session, actor: Actor, code: str, name: str, reason: str, seen: int, now: datetime
) -> AlertRuleChange:
    """« Revenir à la valeur d’origine »: of one field, or of the whole rule (empty ``name``)."""
    _may(actor)
    if code not in thresholds.sources() or not thresholds.acts(code):
        raise typed.NoSuchRule
    wanted = thresholds.origin(code)
    return _keep(session, actor, code, {name: wanted[name]} if name in wanted else wanted, reason, seen, now)


def _keep(session: Session, actor: Actor, code: str, new: dict, reason: str, seen: int, now: datetime):
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise Refusal(f"Le motif est trop long ({LONGEST_REASON} caractères au plus) : raccourcissez-le.")
    if session.get_bind().dialect.name == "postgresql":
        session.exec(sa.text("SELECT pg_advisory_xact_lock(:lock)").bindparams(lock=LOCK))
    lines = _lines(session)
    since = [line for line in lines if line.rule == code and line.number > seen]
    if since:
        raise ChangedMeanwhile(
            f"{since[-1].account_name} vient de changer cette règle : relisez ses valeurs, puis enregistrez de nouveau."
        )
    before = thresholds.origin(code) | values(lines).get(code, {})
    changes = [
        {"field": name, "old": before[name], "new": value} for name, value in new.items() if before[name] != value
    ]
    if not changes:
        raise NothingChanged
    number = lines[-1].number + 1 if lines else 1
    line = AlertRuleChange(
        number=number,
        rule=code,
        changes=changes,
        reason=reason,
        at=now,
        account_id=actor.account_id,
        account_name=actor.name,
    )
    thresholds.check_order(values([*lines, line]))
    session.add(line)
    session.flush()
    return line


def _lines(session: Session, until: int | None = None) -> list[AlertRuleChange]:
    query = select(AlertRuleChange).order_by(AlertRuleChange.number)
    return list(session.exec(query if until is None else query.where(AlertRuleChange.number <= until)))


def _county(lines: list[AlertRuleChange]) -> County:
    changed = json.dumps(values(lines), sort_keys=True, ensure_ascii=False)
    return _built(changed, lines[-1].number if lines else 0)


@lru_cache(maxsize=64)
def _built(changed: str, number: int) -> County:
    return thresholds.county(json.loads(changed), number)


def _may(actor: Actor) -> None:
    if roles.right(actor.role, COMPARTMENT).write is not Reach.ALL:
        raise NotAllowed
