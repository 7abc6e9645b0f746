"""Whom to call and what to do at once, as a tablet carries it: a small document, without any family.

Numbers of the county's services come from the file that ``FIELDVISIT_CONTACTS`` names (same form as
``demo_contacts.json``), those of doctors and coordinators from their accounts.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit import settings
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.forms import catalogue

ROOM = Path(__file__).parent
#: Orientations that name a colleague of the sector, with the role whose accounts answer.
COLLEAGUES = {"medecin_pmi": "medecin_pmi", "psychologue_pmi": "psychologue_pmi", "responsable": "coordinatrice"}


def document(session: Session, actor: Actor) -> dict:
    """``{version, actions: {rule or item: sentence}, contacts: {orientation: [{name, phone}]}, labels}``."""
    contacts = {code: list(each) for code, each in services().items()}
    for code, role in COLLEAGUES.items():
        contacts[code] = _colleagues(session, actor, role)
    labels = {}
    for code, each in catalogue.as_document("vad")["orientations"].items():
        labels[code] = each["libelle"]
        if each["numero"]:
            contacts[code] = [{"name": each["libelle"], "phone": each["numero"]}]
    body = {"actions": actions(), "contacts": contacts, "labels": labels}
    said = json.dumps(body, sort_keys=True, ensure_ascii=False)
    return {"id": "contacts", "version": hashlib.sha256(said.encode()).hexdigest()[:16], **body}


@lru_cache
def actions() -> dict[str, str]:
    """What to do at once, by rule or item."""
    return json.loads((ROOM / "actions.json").read_text(encoding="utf-8"))["actions"]


def services() -> dict[str, list[dict]]:
    """The county's services; none for a real county that gave no file: the tablet then names them without a number."""
    config = settings.read()
    path = config.contacts or (ROOM / "demo_contacts.json" if config.demo else None)
    return _read(path) if path else {}


@lru_cache
def _read(path: Path) -> dict[str, list[dict]]:
    return json.loads(path.read_text(encoding="utf-8"))["contacts"]


def _colleagues(session: Session, actor: Actor, role: str) -> list[dict]:
    here = sa.select(AccountSector.account_id).where(AccountSector.sector_id.in_(actor.sectors))
    query = (
        sa.select(Account.name, Account.phone)
        .where(Account.role == role, Account.disabled_at.is_(None), Account.id.in_(here))
        .where(Account.id != actor.account_id)
        .order_by(Account.name)
    )
    title = "Dr " if role == "medecin_pmi" else ""
    return [{"name": f"{title}{name}", "phone": phone} for name, phone in session.execute(query)]
