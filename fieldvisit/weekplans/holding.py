"""Why a visit in force stands where it stands: it is over, under way, or its hour is past."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.weekplans.week import Week

if TYPE_CHECKING:
    from fieldvisit.weekplans.jobs import Job

WORDS = {
    Status.DONE: "faite",
    Status.ABSENT: "absente",
    Status.RUNNING: "en cours",
    Status.ON_THE_WAY: "en route",
}

#: Its hour is past and nothing was heard of it.
OVERTAKEN = "déjà l’heure"


def of_visit(one: Visit, week: Week) -> str:
    if one.status in WORDS:
        return WORDS[one.status]
    if one.planned_on < week.today:
        return "passée"
    begun = one.planned_at is not None and week.at(one.planned_on, one.planned_at) < week.now
    return OVERTAKEN if begun else ""


def under_way(one: "Job", since: datetime) -> "Job":
    over = one.status in (Status.DONE, Status.ABSENT)
    held = one.held if over else WORDS.get(one.status, WORDS[Status.RUNNING])
    return replace(one, held=held, began=one.began or since)
