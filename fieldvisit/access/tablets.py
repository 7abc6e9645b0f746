"""« Tablettes »: which there are, what each still holds, and withdrawing one. Its rows come from what tablets tell."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.device import Device, DeviceKey, Leaving
from fieldvisit.access.roles import Reach
from fieldvisit.words import Refusal

#: The longer a tablet is silent, the likelier that what it holds is lost.
SILENT = timedelta(days=3)
LONGEST_NAME = 80


class NotAllowed(Refusal):
    sentence = "Seul l’administrateur technique renomme ou retire une tablette."


class NotFound(Refusal):
    sentence = "Cette tablette n’existe pas ou n’est pas de votre secteur."


class Invalid(Refusal):
    sentence = "Donnez un nom à la tablette, par exemple « Tablette 7 – Bourg »."


@dataclass(frozen=True)
class Seen:
    """A tablet, and the names of whoever works on it."""

    device: Device
    workers: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.device.name or self.device.label or "Tablette sans nom"

    @property
    def waiting(self) -> int:
        """What it had not sent when it was last heard."""
        return self.device.unsent + self.device.drafts + self.device.pictures

    def is_silent(self, now: datetime) -> bool:
        heard = self.device.last_contact_at or self.device.enrolled_at
        return self.device.revoked_at is None and now - heard > SILENT


def all_for(session: Session, actor: Actor, now: datetime) -> list[Seen]:
    """Every tablet that this actor may see, the ones that threaten a loss first.

    A coordinator sees those of her sectors' workers, the administrator all.
    """
    reach = roles.right(actor.role, "tablettes").read
    if reach is Reach.NONE:
        return []
    silent_since = sa.or_(Device.last_contact_at.is_(None), Device.last_contact_at <= Device.replaced_at)
    query = select(Device).where(sa.not_(sa.and_(Device.replaced_at.is_not(None), silent_since)))
    if reach is Reach.OWN:
        mine = select(AccountSector.account_id).where(AccountSector.sector_id.in_(actor.sectors))
        query = query.where(Device.id.in_(select(DeviceKey.device_id).where(DeviceKey.account_id.in_(mine))))
    found = session.exec(query.order_by(Device.enrolled_at, Device.id)).all()
    workers = _workers(session)
    seen = [Seen(device, tuple(workers.get(device.id, ()))) for device in found]
    return sorted(seen, key=lambda one: _threat(one, now))


def _threat(one: Seen, now: datetime) -> tuple:
    """Silent with work aboard, then silent, then with work aboard, then the others; the longest silence first."""
    heard = one.device.last_contact_at or one.device.enrolled_at
    return one.device.revoked_at is not None, not one.is_silent(now), one.waiting == 0, heard


def _workers(session: Session) -> dict[uuid.UUID, list[str]]:
    enrolled = select(DeviceKey.device_id, Account.name).join(Account, Account.id == DeviceKey.account_id)
    names: dict[uuid.UUID, list[str]] = {}
    for device_id, name in session.exec(
        enrolled.where(DeviceKey.revoked_at.is_(None)).distinct().order_by(Account.name)
    ):
        names.setdefault(device_id, []).append(name)
    return names


def rename(session: Session, actor: Actor, device_id: uuid.UUID, name: str) -> Device:
    device = _find(session, actor, device_id)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid
    device.name = name
    session.add(device)
    return device


def withdraw(session: Session, actor: Actor, device_id: uuid.UUID, because: str, now: datetime) -> Device:
    """It destroys what it holds at its next contact; what is sealed there still leaves (docs/protocol.md).

    :raises Invalid: without one of the reasons of :class:`Leaving`
    """
    if because not in set(Leaving):
        raise Invalid("Dites pourquoi la tablette est retirée : perdue ou volée, ou bien rendue.")
    device, former = _find(session, actor, device_id), _former(session, device_id)
    for one in (device, *former):
        if one.revoked_at is None:
            one.revoked_at, one.revoked_by, one.wiped_at = now, actor.account_id, None
        one.revoked_because = because
        session.add(one)
    return device


def restore(session: Session, actor: Actor, device_id: uuid.UUID) -> Device:
    """Found again, or given to somebody else: whoever works on it signs in and makes a new vault."""
    device, former = _find(session, actor, device_id), _former(session, device_id)
    for one in (device, *former):
        one.revoked_at, one.revoked_by, one.revoked_because = None, None, ""
        session.add(one)
    return device


def replace(session: Session, actor: Actor, device: Device, former: frozenset[uuid.UUID], now: datetime) -> bool:
    """On her tablet this vault takes the place of these of hers. False when one of them was withdrawn: it may not."""
    mine = select(DeviceKey.device_id).where(DeviceKey.account_id == actor.account_id)
    query = select(Device).where(Device.id.in_(former - {device.id}), Device.id.in_(mine))
    for one in session.exec(query).all():
        if one.revoked_at is not None:
            return False
        one.replaced_by, one.replaced_at = device.id, now
        device.name = device.name or one.name
        session.add(one)
    return True


def withdrawn(session: Session, devices: frozenset[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Which of these tablets were withdrawn. Asked for by the tablets themselves, with or without a session."""
    if not devices:
        return frozenset()
    return frozenset(session.connection().execute(_WITHDRAWN, {"devices": list(devices)}).scalars())


#: Built once: asked with every push.
_WITHDRAWN = sa.select(Device.id).where(
    Device.id.in_(sa.bindparam("devices", expanding=True)), Device.revoked_at.is_not(None)
)


def wiped(session: Session, devices: frozenset[uuid.UUID], now: datetime) -> None:
    """These withdrawn tablets say that they destroyed what they held. Needs a writing transaction."""
    session.connection().execute(
        sa.update(Device.__table__)
        .where(Device.id.in_(devices), Device.revoked_at.is_not(None), Device.wiped_at.is_(None))
        .values(wiped_at=now)
    )


def _former(session: Session, device_id: uuid.UUID) -> list[Device]:
    return list(session.exec(select(Device).where(Device.replaced_by == device_id)))


def _find(session: Session, actor: Actor, device_id: uuid.UUID) -> Device:
    if roles.right(actor.role, "tablettes").write is not Reach.ALL:
        raise NotAllowed
    device = session.get(Device, device_id)
    if device is None:
        raise NotFound
    return device
