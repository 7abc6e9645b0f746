"""A tablet as the office reads it: when it was heard, what it still holds, what is wrong with it."""

from datetime import datetime
from typing import TypedDict

from fieldvisit import settings
from fieldvisit.access.device import Leaving
from fieldvisit.access.tablets import Seen
from fieldvisit.pages.office import french, tablet_clock


class TabletLine(TypedDict):
    """``state``: the sentence that counts first, in the colour ``kind``; ``facts``: what else is worth knowing."""

    id: str
    name: str
    label: str
    workers: str
    heard: str
    heard_at: str
    waiting: list[str]
    version: str
    old: bool
    storage: str
    kept: str
    facts: list[str]
    state: str
    kind: str
    withdrawn: str
    lost: bool


NONE: TabletLine = {
    "id": "",
    "name": "",
    "label": "",
    "workers": "",
    "heard": "",
    "heard_at": "",
    "waiting": [],
    "version": "",
    "old": False,
    "storage": "",
    "kept": "",
    "facts": [],
    "state": "",
    "kind": "",
    "withdrawn": "",
    "lost": False,
}


def line(one: Seen, now: datetime) -> TabletLine:
    device = one.device
    state, kind = _state(one, now)
    lost = device.revoked_because != Leaving.RETURNED
    return {
        "id": str(device.id),
        "name": one.name,
        "label": device.label if device.name else "",
        "workers": ", ".join(one.workers),
        "heard": french.ago(device.last_contact_at, now),
        "heard_at": french.moment(device.last_contact_at),
        "waiting": _waiting(one),
        "version": device.app_version,
        "old": _number(device.app_version) < _number(settings.VERSION),
        "storage": _storage(device),
        "kept": {True: "Stockage durable", False: "Stockage non garanti", None: ""}[device.storage_kept],
        "facts": _facts(device),
        "state": state,
        "kind": kind,
        "withdrawn": french.moment(device.revoked_at),
        "lost": lost,
    }


def _state(one: Seen, now: datetime) -> tuple[str, str]:
    device = one.device
    if device.revoked_at is not None:
        why = Leaving(device.revoked_because).label if device.revoked_because else "Retirée"
        done = f"effacée le {french.moment(device.wiped_at)}" if device.wiped_at else "pas encore effacée"
        return f"{why} – {done}", "alarm" if device.wiped_at is None else ""
    if one.is_silent(now):
        return ("Muette avec du travail à bord", "alarm") if one.waiting else ("Muette", "warn")
    return ("Du travail à bord", "sea") if one.waiting else ("À jour", "ok")


def _waiting(one: Seen) -> list[str]:
    counted = (
        (one.device.unsent, "envoi signé", "envois signés"),
        (one.device.drafts, "brouillon", "brouillons"),
        (one.device.pictures, "image", "images"),
    )
    return [f"{count} {several if count > 1 else single}" for count, single, several in counted if count]


def _storage(device) -> str:
    if device.storage_used is None or not device.storage_quota:
        return ""
    left = max(0, device.storage_quota - device.storage_used)
    return f"{french.weight(device.storage_used)} utilisés, {french.weight(left)} libres"


def _facts(device) -> list[str]:
    facts = []
    if device.vanished_at:
        facts.append(f"Magasin retrouvé vide le {french.moment(device.vanished_at)}")
    if abs(device.clock_offset_s) >= tablet_clock.WORTH:
        way = "avance" if device.clock_offset_s > 0 else "retarde"
        facts.append(f"Son horloge {way} de {french.lasting(abs(device.clock_offset_s))}")
    return facts


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))  # « ² » is a digit to isdigit
