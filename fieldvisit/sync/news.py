"""What a tablet tells of itself with each question: the office's page « Tablettes » is made of it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from fieldvisit.access.device import Device
from fieldvisit.sync import envelope

_MOST = 2**31 - 1


@dataclass(frozen=True)
class News:
    """None where the tablet said nothing: an older one tells less. ``at``: its clock when it asked."""

    device_id: uuid.UUID | None = None
    app_version: str | None = None
    unsent: int | None = None
    drafts: int | None = None
    pictures: int | None = None
    storage_used: int | None = None
    storage_quota: int | None = None
    storage_kept: bool | None = None
    vanished: datetime | None = None
    at: datetime | None = None


def read(body: dict) -> News:
    """What is not as it should be counts as not said: no tablet loses its pull over it."""
    version, storage = body.get("app_version"), body.get("storage")
    storage = storage if isinstance(storage, dict) else {}
    kept = storage.get("persisted")
    return News(
        envelope.uuid_from(body.get("device_id")),
        version[:40] if isinstance(version, str) and version.isprintable() else None,
        _whole(body.get("unsent")),
        _whole(body.get("drafts")),
        _whole(body.get("pictures")),
        _whole(storage.get("usage"), 2**62),
        _whole(storage.get("quota"), 2**62),
        kept if isinstance(kept, bool) else None,
        envelope.instant_from(body.get("vanished")),
        envelope.instant_from(body.get("at")),
    )


def note(session: Session, device_id: uuid.UUID, news: News, now: datetime) -> None:
    device = session.get(Device, device_id)
    if device is None:
        return
    device.last_contact_at = now
    for name in ("app_version", "unsent", "drafts", "pictures", "storage_used", "storage_quota", "storage_kept"):
        said = getattr(news, name)
        if said is not None:
            setattr(device, name, said)
    if news.vanished is not None:
        # Its clock says when, ours that it is not to come: the page shows a day.
        device.vanished_at = min(news.vanished, now)
    if news.at is not None:
        device.clock_offset_s = offset(news.at, now)


def offset(at: datetime, now: datetime) -> int:
    """How far a clock that shows ``at`` is ahead, in seconds, as far as the column holds."""
    return max(-_MOST, min(_MOST, round((at - now).total_seconds())))


def _whole(value: object, most: int = _MOST) -> int | None:
    return value if type(value) is int and 0 <= value <= most else None
