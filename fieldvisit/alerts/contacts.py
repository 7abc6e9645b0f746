"""Whom to call and what to do at once, as a tablet carries it: a small document, without any family.

Numbers are those of ``alerts/numbers.py``, which the county changes at the office; those of doctors and coordinators
come from their accounts.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access import roles
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.roles import Reach
from fieldvisit.alerts import numbers
from fieldvisit.alerts.numbers import COLLEAGUES, USEFUL
from fieldvisit.forms import catalogue

ROOM = Path(__file__).parent


def document(session: Session, actor: Actor) -> dict:
    """``{version, actions: {rule or item: sentence}, contacts: {orientation: [{name, phone}]}, useful, labels}``."""
    contacts = {
        code: [{"name": one.name, "phone": one.phone} for one in listed]
        for code, listed in numbers.in_force(session).items()
    }
    known = catalogue.as_document("vad")["orientations"].items()
    told = actions()
    if reads_health(actor.role):
        for code, role in COLLEAGUES.items():
            contacts[code] = _colleagues(session, actor, role)
        labels = {code: each["libelle"] for code, each in known}
    else:
        # Whom to call, and nothing of what a grid or a rule would make of it.
        labels, told = {code: each["libelle"] for code, each in known if each["nature"] == "numero"}, {}
        contacts = {code: listed for code, listed in contacts.items() if code in labels or code == USEFUL}
        contacts["responsable"] = _colleagues(session, actor, "responsable_tisf", _employer(session, actor))
    body = {"actions": told, "useful": contacts.pop(USEFUL, []), "contacts": contacts, "labels": labels}
    said = json.dumps(body, sort_keys=True, ensure_ascii=False)
    return {"id": "contacts", "version": hashlib.sha256(said.encode()).hexdigest()[:16], **body}


def reads_health(role: str) -> bool:
    return any(roles.right(role, place).read is not Reach.NONE for place in ("sante_enfant", "dossier_mere"))


@lru_cache
def actions() -> dict[str, str]:
    """What to do at once, by rule or item."""
    return json.loads((ROOM / "actions.json").read_text(encoding="utf-8"))["actions"]


def _employer(session: Session, actor: Actor) -> str:
    account = session.get(Account, actor.account_id)
    return account.employer if account else ""


def _colleagues(session: Session, actor: Actor, role: str, employer: str = "") -> list[dict]:
    """Those of the actor's sectors; with ``employer``, of this association alone."""
    here = sa.select(AccountSector.account_id).where(AccountSector.sector_id.in_(actor.sectors))
    query = (
        sa.select(Account.name, Account.phone)
        .where(Account.role == role, Account.disabled_at.is_(None), Account.id.in_(here))
        .where(Account.id != actor.account_id)
        .order_by(Account.name)
    )
    if employer:
        query = query.where(Account.employer == employer)
    title = "Dr " if role == "medecin_pmi" else ""
    return [{"name": f"{title}{name}", "phone": phone} for name, phone in session.execute(query)]
