"""An « Urgent » met where no family is: at a school, in the home of a childminder. What it is called, and its history.

It stands in the place's own history, never in the journal of a household. Who reads it: ``reach``.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.alerts.alert import Step, UrgentAlert
from fieldvisit.licences import history as licence_history
from fieldvisit.licences.licence import Licence
from fieldvisit.schools import history as school_history
from fieldvisit.schools.pupils import SchoolPupil
from fieldvisit.schools.sessions import SchoolSession
from fieldvisit.words import Choice


class Place(Choice):
    SCHOOL = "ecole", "Bilan à l’école"
    LICENCE = "agrement", "Visite d’agrément"


@dataclass(frozen=True)
class Named:
    """``child``: the pupil it was met with."""

    place: Place
    label: str
    child: str = ""


_SCHOOL = {
    Step.SEEN: school_history.What.READ,
    Step.TAKEN: school_history.What.URGENT_TAKEN,
    Step.CLOSED: school_history.What.URGENT_CLOSED,
}
_LICENCE = {
    Step.SEEN: licence_history.What.READ,
    Step.TAKEN: licence_history.What.URGENT_TAKEN,
    Step.CLOSED: licence_history.What.URGENT_CLOSED,
}


def named(session: Session, alerts: Iterable[UrgentAlert]) -> dict[uuid.UUID, Named]:
    """What to call those that are of a place, by their id."""
    mine = [one for one in alerts if one.place_id is not None]
    if not mine:
        return {}
    places, visits = {one.place_id for one in mine}, {one.visit_id for one in mine}
    schools = {one.id: one for one in session.exec(select(SchoolSession).where(SchoolSession.id.in_(places)))}
    licences = {one.id: one for one in session.exec(select(Licence).where(Licence.id.in_(places)))}
    pupils = {one.id: one for one in session.exec(select(SchoolPupil).where(SchoolPupil.id.in_(visits)))}
    found = {}
    for one in mine:
        if one.place_id in schools:
            pupil = pupils.get(one.visit_id)
            child = pupil.name if pupil and pupil.session_id == one.place_id else ""
            found[one.id] = Named(Place.SCHOOL, schools[one.place_id].school, child)
        elif one.place_id in licences:
            found[one.id] = Named(Place.LICENCE, licences[one.place_id].holder)
    return found


def note(session: Session, actor: Actor, alert: UrgentAlert, what: Step, now: datetime) -> None:
    """Who saw it, took it in charge or closed it."""
    if session.get(SchoolSession, alert.place_id) is not None:
        school_history.note(session, actor, alert.place_id, _SCHOOL[what], now, "Urgences" if what is Step.SEEN else "")
    else:
        words = "Urgences" if what is Step.SEEN else ""
        licence_history.note(session, actor, alert.place_id, _LICENCE[what], now, words)
