"""What was copied from the carnets: vaccines, mandatory exams, certificates – most on time, some late, some missing."""

from calendar import monthrange
from datetime import date, time, timedelta
from random import Random

from fieldvisit.carnet.certificate import Certificate, Channel
from fieldvisit.carnet.entry import Dose, Exam, Source
from fieldvisit.demo import clock, growing
from fieldvisit.demo.ids import Ids
from fieldvisit.demo.large.family import Child, Family
from fieldvisit.demo.large.files import nurse_of
from fieldvisit.demo.sink import Sink

#: Vaccine, rank, age in months, share of children who had it, first year of birth of those who were asked to.
DOSES = (
    ("rota", "D1", 2, 0.62, 2022), ("hexa", "D1", 2, 0.97, 0), ("pneumo", "D1", 2, 0.97, 0),
    ("menb", "D1", 3, 0.91, 2022), ("rota", "D2", 3, 0.58, 2022), ("hexa", "D2", 4, 0.96, 0),
    ("pneumo", "D2", 4, 0.95, 0), ("rota", "D3", 4, 0.3, 2022), ("menb", "D2", 5, 0.89, 2022),
    ("menacwy", "D1", 6, 0.88, 2025), ("hexa", "R", 11, 0.93, 0), ("pneumo", "R", 11, 0.92, 0),
    ("menb", "R", 12, 0.85, 2022), ("menacwy", "D2", 12, 0.86, 2024), ("ror", "D1", 12, 0.94, 0),
    ("ror", "D2", 16, 0.88, 0),
)  # fmt: skip
#: Exam, age in days at which its window opens, days that it lasts, share of children seen and noted.
EXAMS = (
    ("ex01", 0, 8, 0.97), ("ex02", 8, 6, 0.72), ("ex03", 30, 30, 0.88), ("ex04", 61, 30, 0.86), ("ex05", 91, 30, 0.84),
    ("ex06", 122, 30, 0.8), ("ex07", 152, 30, 0.78), ("ex08", 244, 30, 0.8), ("ex09", 335, 30, 0.74),
    ("ex10", 366, 30, 0.7), ("ex11", 487, 60, 0.68), ("ex12", 700, 60, 0.72), ("ex13", 762, 330, 0.62),
    ("ex14", 1096, 360, 0.55), ("ex15", 1461, 360, 0.45), ("ex16", 1827, 360, 0.4),
)  # fmt: skip
#: Certificate, the exam it is made at, days until it comes in, share that arrives.
CERTIFICATES = (("CS8", "ex01", (6, 30), 0.9), ("CS9", "ex08", (8, 45), 0.7), ("CS24", "ex12", (8, 60), 0.73))
DOCTORS = (
    "Dr Cabinet des Tilleuls",
    "Dr Maison de santé",
    "Dr Centre hospitalier",
    "Médecin de PMI",
    "Dr Pédiatre libéral",
)
LINKS = (
    "Mère isolée, souhaite être rappelée.",
    "Courbe de poids à suivre, premier enfant.",
    "Parents épuisés, sommeil difficile.",
    "Retard de langage, avis demandé.",
    "Vaccins à reprendre, famille arrivée récemment.",
)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of its month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def write(sink: Sink, family: Family, ids: Ids, today: date) -> list[dict]:
    """The certificates that ask for the PMI doctor, of this family's children."""
    links = []
    for child in family.children:
        until = child.died_on or today
        if child.carnet:
            _doses(sink, family, child, ids, until)
        links += _exams(sink, family, child, ids, until)
    return links


def _doses(sink: Sink, family: Family, child: Child, ids: Ids, until: date) -> None:
    draw, noted = family.draw, f"{until.isoformat()} 08:30:00.000000"
    late = draw.random() < 0.12  # a few families are late with everything
    mother_vaccinated = draw.random() < 0.35
    if child.birth_date >= date(2023, 9, 1) and not mother_vaccinated and draw.random() < 0.75:
        _dose(sink, family, child, ids, "vrs", "D1", child.birth_date + timedelta(days=2), until, noted)
    for vaccine, rank, months, share, since in DOSES:
        due = add_months(child.birth_date, months)
        if due > until:
            continue
        if child.birth_date.year < since:
            share *= 0.55
        if draw.random() < share:
            wait = draw.expovariate(1 / (45 if late else 12))
            _dose(sink, family, child, ids, vaccine, rank, due + timedelta(days=int(wait)), until, noted)


def _dose(
    sink: Sink, family: Family, child: Child, ids: Ids, vaccine: str, rank: str, day: date, until: date, noted: str
) -> None:
    if day > until:
        return
    sink.add(
        Dose,
        id=ids(),
        family_id=family.id,
        child_id=child.id,
        vaccine=vaccine,
        rank=rank,
        given_on=day,
        source=Source.CARNET.value if family.followed else Source.CERTIFICATE.value,
        noted_by=nurse_of(family),
        noted_at=noted,
    )


def _exams(sink: Sink, family: Family, child: Child, ids: Ids, until: date) -> list[dict]:
    draw, noted, links = family.draw, f"{until.isoformat()} 08:30:00.000000", []
    made: dict[str, date] = {}
    for code, opens, lasts, share in EXAMS:
        day = child.birth_date + timedelta(
            days=opens + int(draw.random() * (lasts + (6 if draw.random() < 0.1 else 0)))
        )
        if day > until or draw.random() > share:
            continue
        made[code] = day
        sink.add(
            Exam,
            id=ids(),
            family_id=family.id,
            child_id=child.id,
            code=code,
            done_on=day,
            doctor=draw.choice(DOCTORS),
            place=family.home.city,
            source=Source.CARNET.value,
            noted_by=nurse_of(family),
            noted_at=noted,
        )
    for kind, exam, (soonest, latest), share in CERTIFICATES:
        if exam in made and draw.random() < min(share / 0.8, 0.97):
            received = made[exam] + timedelta(days=draw.randint(soonest, latest))
            if received <= until:
                links += _certificate(sink, family, child, ids, kind, made[exam], received, draw)
    return links


def _certificate(
    sink: Sink, family: Family, child: Child, ids: Ids, kind: str, examined: date, received: date, draw: Random
) -> list[dict]:
    link = draw.random() < 0.03
    about = draw.choice(LINKS) if link else ""
    noted_by = family.team.one("secretariat", family.number)
    certificate_id = ids()
    sink.add(
        Certificate,
        id=certificate_id,
        family_id=family.id,
        child_id=child.id,
        kind=kind,
        examined_on=examined,
        received_on=received,
        channel=draw.choice((Channel.PAPER, Channel.PAPER, Channel.CDA, Channel.FILE)).value,
        doctor=draw.choice(DOCTORS),
        answers=_answers(child, kind, examined, link, draw),
        missing=["8287-5"] if draw.random() < 0.06 else [],
        doctor_link=link,
        about=about,
        noted_by=noted_by,
        noted_at=clock.instant(received, time(10, 15)),
        entered_by=family.team.one("medecin_pmi", family.number),
        entered_at=clock.instant(received, time(14, 30)),
    )
    return [{"id": certificate_id, "child": child, "received": received, "about": about, "kind": kind}] if link else []


def _answers(child: Child, kind: str, day: date, link: bool, draw: Random) -> dict:
    answers: dict = {"29463-7": growing.weight(child, day), "ORG-196": link}
    if kind == "CS8":
        answers |= {"8302-2": child.birth_length_cm, "8287-5": child.birth_head_cm, "11885-1": child.term_weeks}
        answers |= {
            "67704-7": draw.choice(("MED-1256", "MED-1256", "MED-1257", "MED-1258")),
            "GEN-079": draw.random() < 0.4,
        }
        return answers
    answers |= {"8302-2": growing.length(child, day), "8287-5": growing.head(child, day)}
    answers |= {
        "PAT-059": draw.choice((0, 4, 8, 12, 20, 26)),
        "MED-1274": "ORG-197" if draw.random() < 0.02 else "860642002",
    }
    if kind == "CS24":
        answers |= {
            "MED-200": True,
            "MED-201": draw.randint(10, 17),
            "MED-1275": draw.choice(("GEN-311", "GEN-312", "GEN-313")),
        }
    return answers
