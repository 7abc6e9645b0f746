"""The lines of « Certificats »: what is awaited, what came in, and the children that a name may mean."""

import uuid
from typing import TypedDict

from fieldvisit.carnet import listed, reach
from fieldvisit.carnet.listed import Tab
from fieldvisit.due import awaited
from fieldvisit.families import search
from fieldvisit.families.person import Person, Role
from fieldvisit.pages.office import carnet_lines, french
from fieldvisit.pages.office.desk import Act


class Row(TypedDict):
    """``act``: what one tap does: « relancer », « ouvrir » or nothing."""

    id: str
    child: str
    family: str
    href: str
    kind: str
    words: str
    state: str
    tone: str
    act: str


class Candidate(TypedDict):
    id: str
    name: str
    detail: str


def of_awaited(act: Act) -> list[Row]:
    rows: list[Row] = []
    for one in awaited.awaited(act.session, act.actor, act.today):
        late = one.item.late_on is not None and act.today > one.item.late_on
        asked = f"Relancé le {french.short(one.asked_at.astimezone(french.PARIS).date())}" if one.asked_at else ""
        rows.append(
            _row(one.child, one.home.label, one.kind.value)
            | {
                "id": str(one.item.id),
                "words": f"Attendu depuis le {french.short(one.item.due_on)}",
                "state": asked or ("En retard" if late else "Attendu"),
                "tone": "ok" if asked else "alarm" if late else "sea",
                "act": "relancer",
            }
        )
    return rows


def of_received(act: Act, tab: Tab) -> list[Row]:
    writable = reach.certificates(act.actor, act.today)
    rows: list[Row] = []
    opened: dict[uuid.UUID, bool] = {}
    for one in listed.listed(act.session, act.actor, tab, act.today):
        if one.home.id not in opened:
            opened[one.home.id] = reach.may(act.session, writable, one.home.id)
        whole = opened[one.home.id]
        said = carnet_lines.certificate(one.certificate, whole=whole)
        rows.append(
            _row(one.child, one.home.label, one.certificate.kind)
            | {
                "id": str(one.certificate.id),
                "words": said["words"],
                "state": said["state"],
                "tone": said["tone"],
                "act": "ouvrir" if whole else "rayer",
            }
        )
    return rows


def _row(child: Person, family: str, kind: str) -> Row:
    born = f", né·e le {french.short(child.birth_date)}" if child.birth_date else ""
    return {
        "id": "",
        "child": f"{child.first_name} {child.last_name}{born}",
        "family": family,
        "href": f"/familles/{child.family_id}",
        "kind": kind,
        "words": "",
        "state": "",
        "tone": "",
        "act": "",
    }


def candidates(act: Act, words: str) -> list[Candidate]:
    found: list[Candidate] = []
    for one in search.find(act.session, act.actor, words, act.today):
        for child in one.persons:
            if child.role == Role.CHILD and child.deceased_on is None:
                born = french.short(child.birth_date) if child.birth_date else "date inconnue"
                detail = f"{born} – {one.household.label}, {one.household.city}"
                found.append({"id": str(child.id), "name": f"{child.first_name} {child.last_name}", "detail": detail})
    return found[:12]
