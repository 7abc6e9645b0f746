"""The rules of what is due, by code: from ``rules.json`` and the carnet's calendars. No date is worked out here."""

from datetime import timedelta
from functools import lru_cache

from fieldvisit.due import of_carnet
from fieldvisit.due.calendar import Offset
from fieldvisit.due.rule import SOURCE, Repeat, Rule, template
from fieldvisit.families import supports
from fieldvisit.schedule import visit_type

#: What is listed: from so long before it opens, until so long after it ended.
AHEAD, KEPT = timedelta(days=SOURCE["ahead_days"]), timedelta(days=SOURCE["kept_days"])
#: Household statuses: gone from the county, or refusing visits.
NOT_FOLLOWED, REFUSES = frozenset(SOURCE["not_followed"]), frozenset(SOURCE["refuses"])


def _rule(one: dict) -> Rule:
    given = {name: one[name] for name in one if name not in ("repeat", "early")}
    for name in ("opens", "due", "late", "closes"):
        given[name] = Offset.read(one.get(name))
    for name in ("roles", "when", "done_by"):
        given[name] = tuple(one.get(name, ()))
    given["stays"] = frozenset(one.get("stays", ()))
    if not given["done_by"] and one.get("visit_kind"):
        given["done_by"] = (one["visit_kind"],)
    if "repeat" in one:
        given["repeat"] = Repeat(Offset.read(one["repeat"]["every"]), one["repeat"]["count"])
    if "early" in one:
        given["early"] = Offset.read(one["early"])
    return Rule(**given)


def _follow_ups() -> list[Rule]:
    """A follow-up that a person set, for each type of visit: its days come from its own recurrence."""
    return [
        template(
            "suivi",
            code=follow_up(kind.code),
            label=f"Suivi programmé : {kind.label[0].lower()}{kind.label[1:]}",
            short=f"Suivi : {kind.short.lower()}",
            roles=sorted(kind.roles),
            opens=Offset(),
            due=Offset(),
            visit_kind=kind.code,
            done_by=(kind.code,),
            **({"compartment": kind.compartment} if kind.compartment else {}),
        )
        for kind in visit_type.TYPES.values()
        if kind.plain
    ]


def follow_up(kind: str) -> str:
    """The code of the rule under which a follow-up of this type of visit is listed."""
    return f"suivi_{kind}"


def _read() -> dict[str, Rule]:
    listed = [_rule(one) for one in SOURCE["rules"]]
    listed += [*of_carnet.exams(), *of_carnet.doses(), *of_carnet.certificates(), *_follow_ups()]
    return {one.code: one for one in listed}


RULES: dict[str, Rule] = _read()


@lru_cache
def of_subject(subject: str) -> tuple[Rule, ...]:
    """The rules for this kind of subject, in the order of the data."""
    return tuple(one for one in RULES.values() if one.subject == subject)


@lru_cache
def of_support(code: str) -> tuple[Rule, ...]:
    """The rules of a support that are counted for the support itself.

    :raises KeyError: if there is no such support
    """
    supports.kinds()[code]
    return tuple(one for one in RULES.values() if one.support == code and one.subject == "dispositif")
