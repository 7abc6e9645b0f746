"""The rules of the carnet: an exam, a dose, a certificate each, made from its calendars (``carnet/*.json``)."""

from fieldvisit.carnet import calendar as carnet
from fieldvisit.due.calendar import Offset
from fieldvisit.due.rule import SOURCE, Rule, template


def exams() -> list[Rule]:
    """A mandatory exam: by a doctor, never by a nurse's visit. Asked for until the one after it is late too."""
    listed, made = list(carnet.exams().values()), []
    late_of = [_end(one).plus(Offset(days=one.late_days)) for one in listed]
    for one, late, following in zip(listed, late_of, [*late_of[1:], late_of[-1]], strict=True):
        made.append(
            template(
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


def doses() -> list[Rule]:
    made = []
    for vaccine in carnet.vaccines().values():
        for dose in vaccine.doses:
            due = Offset(months=dose.to_months)
            made.append(
                template(
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
    return template(
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


def certificates() -> list[Rule]:
    """Awaited eight days after its exam, or after the exam's window when the exam was not noted (CSP R2132-2)."""
    told, made = SOURCE["certificates"], []
    sending = Offset(days=told["sent_within_days"])
    for exam in carnet.exams().values():
        if exam.certificate is None:
            continue
        due = _end(exam).plus(sending)
        made.append(
            template(
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
