"""Going on with a draft on another tablet: what there is, taking it over, and what the tablet left behind is told."""

import uuid
from datetime import date, datetime

from sqlalchemy.orm import aliased, defer
from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.device import Device, DeviceKey
from fieldvisit.access.journal import What
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.forms import catalogue
from fieldvisit.schedule.visit import Visit
from fieldvisit.sync import envelope as envelopes
from fieldvisit.sync.documents import IDENTITY, stamp
from fieldvisit.sync.drafts.backup import SIGNED_ON, DraftBackup, copies, open_of, with_records
from fieldvisit.sync.drafts.reception import open_backup
from fieldvisit.sync.sealing import Keyring, UnknownKey
from fieldvisit.words import Refusal


class Unreadable(Refusal):
    sentence = "Cette demande de la tablette n’est pas lisible : mettez l’application à jour."


class NotHere(Refusal):
    sentence = "Ce brouillon n’est plus au bureau : il a été signé, ou supprimé, là où il était écrit."


class NotThisTablet(Refusal):
    sentence = "Cette tablette n’est pas reconnue pour votre compte : reconnectez-vous, puis recommencez."


class Locked(Refusal):
    sentence = "Le bureau n’arrive pas à ouvrir ce brouillon. Il y reste : prévenez l’administrateur."


def listed(session: Session, actor: Actor, today: date) -> list[dict]:
    """Her drafts at the office, whichever tablet sent them; nothing of what was typed is opened."""
    found = open_of(session, actor.account_id)
    labels = _labels(session, {copy.device_id for copy, _ in found})
    families = {copy.family_id for copy, _ in found}
    opened = Household.id.in_(household.open_to(actor, IDENTITY, today))
    query = select(Household.id, Household.label).where(Household.id.in_(families), opened)
    names = dict(session.exec(query).all()) if families else {}
    visits = {copy.visit_id for copy, _ in found}
    known = select(Visit.id, Visit.kind).where(Visit.id.in_(visits), Visit.family_id.in_(names))
    kinds = dict(session.exec(known).all()) if names else {}
    return [
        {
            "id": str(copy.draft_id),
            "visit_id": str(copy.visit_id) if copy.visit_id else None,
            "family_id": str(copy.family_id) if copy.family_id else None,
            "family_label": names.get(copy.family_id, ""),
            "kind": kinds.get(copy.visit_id),
            "device_id": str(copy.device_id),
            "device_label": labels.get(copy.device_id, ""),
            "saved_at": stamp(copy.saved_at),
            "revision": copy.revision,
            "moved_to": str(copy.moved_to) if copy.moved_to else None,
            "signed": signed,
        }
        for copy, signed in found
    ]


def _labels(session: Session, devices: set) -> dict[uuid.UUID, str]:
    return dict(session.exec(select(Device.id, Device.label).where(Device.id.in_(devices))).all()) if devices else {}


def take(
    session: Session, keyring: Keyring, actor: Actor, draft_id: uuid.UUID | None, body: object, now: datetime
) -> dict:
    """Open one copy for its author, and note that the draft goes on where she asks from; journaled.

    The grids of an older version that it was begun with come along, so that it can be finished there.

    :raises NotHere: if she has no such draft there
    :raises NotThisTablet: if it is not one of hers, or was withdrawn
    """
    asked = body if isinstance(body, dict) else {}
    device_id, source = envelopes.uuid_from(asked.get("device_id")), envelopes.uuid_from(asked.get("from"))
    if draft_id is None or device_id is None or source is None:
        raise Unreadable
    _check_device(session, actor, device_id)
    there = copies(session, actor.account_id, draft_id)
    wanted = next((copy for copy in there if copy.device_id == source and copy.closed_at is None), None)
    if wanted is None:
        raise NotHere
    sealed = envelopes.read(wanted.raw)
    try:
        content = envelopes.parse_json(open_backup(session, keyring, sealed))
    except (UnknownKey, envelopes.Unreadable) as error:
        raise Locked from error
    content = content if isinstance(content, dict) else {}
    for copy in there:
        moves = copy.device_id != device_id
        if moves != (copy.moved_to is not None) or copy.moved_to not in (None, device_id):
            copy.moved_to, copy.moved_at = (device_id, now) if moves else (None, None)
            session.add(copy)
    _note(session, actor, wanted, device_id, now)
    value = content.get("value")
    return {
        "value": value,
        "saved_at": stamp(wanted.saved_at),
        "revision": wanted.revision,
        "device_label": _labels(session, {source}).get(source, ""),
        "forms": older_forms(value),
    }


def _check_device(session: Session, actor: Actor, device_id: uuid.UUID) -> None:
    query = (
        select(DeviceKey.id)
        .join(Device, Device.id == DeviceKey.device_id)
        .where(DeviceKey.device_id == device_id, DeviceKey.account_id == actor.account_id)
        .where(DeviceKey.revoked_at.is_(None), Device.revoked_at.is_(None))
    )
    if session.exec(query.limit(1)).first() is None:
        raise NotThisTablet


def _note(session: Session, actor: Actor, copy: DraftBackup, device_id: uuid.UUID, now: datetime) -> None:
    """A draft of a family that this database does not know has no file whose journal could say it."""
    if copy.family_id and session.get(Household, copy.family_id):
        reader = Actor(actor.account_id, actor.name, actor.role, actor.sectors, device_id)
        journal.note(session, reader, copy.family_id, What.READ, "brouillon", now, subject_id=copy.draft_id)


def older_forms(value: object) -> list[dict]:
    """A tablet has the current grids; what was begun or signed with a former one stays on it."""
    forms, current, found = value.get("forms") if isinstance(value, dict) else None, catalogue.versions(), []
    for code, version in (forms if isinstance(forms, dict) else {}).items():
        if isinstance(version, str) and version != current.get(code) and f"{code}@{version}" in catalogue.forms():
            document = catalogue.as_document(code, version)
            found.append({"kind": "form", "id": document["id"], "family_id": None, "body": document})
    return found


def news(session: Session, actor: Actor) -> dict:
    """For a pull: ``moved``, her drafts of this tablet that go on elsewhere, all of them; ``elsewhere``, how many
    copies on other tablets hold something that this one may not have.
    """
    here, there = actor.device_id, aliased(Device)
    query = (
        with_records(
            select(DraftBackup, there.label, SIGNED_ON).join(there, there.id == DraftBackup.moved_to), actor.account_id
        )
        .where(DraftBackup.author_id == actor.account_id, DraftBackup.device_id == here)
        .where(DraftBackup.closed_at.is_(None))
        .options(defer(DraftBackup.raw))
    )
    moved = [
        {
            "draft_id": str(copy.draft_id),
            "to": label,
            "at": stamp(copy.moved_at),
            "held": copy.held,
            "signed": signed_on is not None and signed_on != here,
        }
        for copy, label, signed_on in session.exec(query)
    ]
    others = [copy for copy, _ in open_of(session, actor.account_id) if copy.device_id != here]
    return {"moved": moved, "elsewhere": len(others)}
