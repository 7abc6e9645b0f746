"""The rules of what is due, read from ``rules.json`` and from the carnet's calendars; one for each thing that is asked.

A rule says whom it is for, which day it counts from, from when to when, and who does it. No date is worked out here.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from fieldvisit.carnet import calendar as carnet
from fieldvisit.due.calendar import Offset
from fieldvisit.families import supports
from fieldvisit.schedule import visit_type

SOURCE = json.loads((Path(__file__).parent / "rules.json").read_text(encoding="utf-8"))
#: What is listed: from so long before it opens, until so long after it ended.
AHEAD, KEPT = timedelta(days=SOURCE["ahead_days"]), timedelta(days=SOURCE["kept_days"])
#: Household statuses: gone from the county, or refusing visits.
NOT_FOLLOWED, REFUSES = frozenset(SOURCE["not_followed"]), frozenset(SOURCE["refuses"])
#: A visit a week early is the visit that was asked for.
EARLY = Offset(days=7)


@dataclass(frozen=True)
class Repeat:
    every: Offset
    count: int


@dataclass(frozen=True)
class Rule:
    """``compartment``: who may know of it. ``roles``: who may do it, the first (``trade``) is asked first.

    ``subject``: « enfant », « grossesse », « accouchement », « foyer », « dispositif », « suivi », « agrement »;
    ``anchor``: the day that the offsets count from. ``when``: conditions that all hold. ``done_by``: kinds of visit
    that do it; ``visit_kind``: the one that is planned for it. ``reserved``: counts only when made by one of ``roles``.
    ``home``: falls when the family refuses visits; ``stays``: despite « deces », « opposition ». ``to_check``: only
    asked about; ``carnet_seen``: late only once something of the carnet was noted. ``in_force``: not asked before.
    """

    code: str
    label: str
    short: str
    group: str
    subject: str
    anchor: str
    roles: tuple[str, ...]
    compartment: str
    opens: Offset
    due: Offset
    late: Offset | None = None
    closes: Offset | None = None
    when: tuple[str, ...] = ()
    visit_kind: str | None = None
    done_by: tuple[str, ...] = ()
    form: str | None = None
    indicator: str | None = None
    repeat: Repeat | None = None
    early: Offset = EARLY
    support: str | None = None
    rank: str | None = None
    ends: str | None = None
    tnd: int | None = None
    corrected: bool = False
    home: bool = False
    reserved: bool = False
    to_check: bool = False
    carnet_seen: bool = False
    stays: frozenset[str] = frozenset()
    in_force: date | None = None
    #: Exam, (vaccine, rank) or kind of certificate that this rule asks for.
    exam: str | None = None
    dose: tuple[str, str] | None = None
    certificate: str | None = None
    season: tuple[str, str] | None = None
    #: Of a certificate: days from its exam until it is here, and until it is late.
    sending_days: int = 0
    late_days: int = 0

    @property
    def trade(self) -> str:
        return self.roles[0]


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


def _template(name: str, **given) -> Rule:
    made = SOURCE["templates"][name] | given
    return Rule(**made | {"roles": tuple(made["roles"])})


def _exams() -> list[Rule]:
    """A mandatory exam: by a doctor, never by a nurse's visit. Asked for until the one after it is late too."""
    listed, made = list(carnet.exams().values()), []
    late_of = [_end(one).plus(Offset(days=one.late_days)) for one in listed]
    for one, late, following in zip(listed, late_of, [*late_of[1:], late_of[-1]], strict=True):
        made.append(
            _template(
                "examen",
                code=one.code,
                label=f"Examen obligatoire : {one.label[0].lower()}{one.label[1:]}",
                short=f"Examen {int(one.code[2:])}",
                opens=_offset(*one.opens),
                due=_end(one),
                late=late,
                closes=max(following, late.plus(Offset(days=30)), key=_rough),
                in_force=one.in_force,
                exam=one.code,
            )
        )
    return made


def _end(one: carnet.ExamDue) -> Offset:
    """The last day of the window: « the second month » ends the day before two months are complete."""
    many, unit = one.due
    return Offset(days=many) if unit == "days" else Offset(months=many, days=-1)


def _offset(many: int, unit: str) -> Offset:
    return Offset(days=many) if unit == "days" else Offset(months=many)


def _rough(one: Offset) -> float:
    return one.months * 30.44 + one.days


def _doses() -> list[Rule]:
    made = []
    for vaccine in carnet.vaccines().values():
        for dose in vaccine.doses:
            due = Offset(months=dose.to_months)
            made.append(
                _template(
                    "vaccin",
                    code=f"vac_{vaccine.code}_{dose.rank.lower()}",
                    label=vaccine.label if len(vaccine.doses) == 1 else f"{vaccine.label} – {dose.rank}",
                    short=vaccine.short if len(vaccine.doses) == 1 else f"{vaccine.short} {dose.rank}",
                    opens=Offset(months=dose.months),
                    due=due,
                    late=None if dose.late_days is None else due.plus(Offset(days=dose.late_days)),
                    closes=Offset(months=vaccine.until_months, days=-1),
                    in_force=vaccine.in_force,
                    to_check=vaccine.to_check,
                    carnet_seen=True,
                    dose=(vaccine.code, dose.rank),
                )
            )
        if vaccine.season:
            made.append(_seasonal(vaccine))
    return made


def _seasonal(vaccine: carnet.Vaccine) -> Rule:
    """Each autumn, for a child at risk; one only asks."""
    return _template(
        "vaccin",
        code=f"vac_{vaccine.code}",
        label=vaccine.label,
        short=vaccine.short,
        anchor="saison",
        opens=Offset(months=vaccine.season_from_months),
        due=Offset(months=vaccine.season_from_months),
        closes=Offset(months=vaccine.until_months, days=-1),
        when=("disability or fragile",),
        to_check=True,
        dose=(vaccine.code, "*"),
        season=vaccine.season,
    )


def _certificates() -> list[Rule]:
    """Awaited eight days after its exam, or after the exam's window when the exam was not noted (CSP R2132-2)."""
    told, made = SOURCE["certificates"], []
    sending = Offset(days=told["sent_within_days"])
    for exam in carnet.exams().values():
        if exam.certificate is None:
            continue
        due = _end(exam).plus(sending)
        made.append(
            _template(
                "certificat",
                code=exam.certificate.lower(),
                label=f"Certificat {exam.certificate} attendu",
                short=exam.certificate,
                opens=_offset(*exam.opens),
                due=due,
                late=due.plus(Offset(days=told["late_days"][exam.certificate])),
                closes=Offset.read(told["closes"][exam.certificate]),
                certificate=exam.certificate,
                exam=exam.code,
                sending_days=told["sent_within_days"],
                late_days=told["late_days"][exam.certificate],
            )
        )
    return made


def _follow_ups() -> list[Rule]:
    """A follow-up that a person set, for each type of visit: its days come from its own recurrence."""
    return [
        _template(
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
        if not kind.outside_families
    ]


def follow_up(kind: str) -> str:
    """The code of the rule under which a follow-up of this type of visit is listed."""
    return f"suivi_{kind}"


def _read() -> dict[str, Rule]:
    listed = [_rule(one) for one in SOURCE["rules"]]
    listed += [*_exams(), *_doses(), *_certificates(), *_follow_ups()]
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
