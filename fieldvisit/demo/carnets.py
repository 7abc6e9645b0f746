"""The carnets of the demo county: what a child of its age has had; a few are late, and one carnet nobody saw.

Certificates are noted by the secretary and written by the doctor, so that each brings what the app makes of it.
"""

import uuid
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlmodel import Session

from fieldvisit.access.account import Account, Actor, actor
from fieldvisit.carnet import calendar, certificates, templates
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.certificates import Written
from fieldvisit.carnet.entry import Dose, Exam, Source
from fieldvisit.carnet.status import at
from fieldvisit.demo import chance, clock, growing
from fieldvisit.demo.households import Settled
from fieldvisit.demo.ids import Ids
from fieldvisit.demo.sink import Sink
from fieldvisit.families.person import Person

#: Families whose carnet nobody has seen, and those who are late: from what age in months nothing was given any more.
NO_CARNET = frozenset({"Hamidi"})
LATE = {"Krasniqi": 10, "Garnier-Petit": 2, "Toprak": 4, "Touré": 11, "Popović": 15}
#: Never copied, or asked of few.
LEFT_OUT = frozenset({"bcg", "grippe", "dtcap6"})
#: What the doctor of the child wrote for PMI, after the parents agreed (« lien avec le médecin de PMI »).
LINKS = {
    ("Nguyễn", "CS8"): "Prise de poids lente à la sortie, mise au sein difficile. Pesée à prévoir.",
    ("Almeida", "CS9"): "Mère fatiguée, dit se sentir seule. Accord pour être appelée.",
}
#: Certificates that came in by post and that nobody has typed yet.
ONLY_RECEIVED = frozenset({("Marchetti", "CS9"), ("Pittet", "CS24"), ("Gauthier-Lopez", "CS8")})
#: Certificate, age in days at its exam, days until it comes in, share that arrives.
CERTIFICATES = (("CS8", 6, 12, 0.93), ("CS9", 262, 14, 0.72), ("CS24", 722, 16, 0.68))
#: Those of the last days are brought in through the app itself, older ones as rows: the demo starts in seconds.
RECENT = timedelta(days=14)
DOCTORS = ("Dr Anne Rollet", "Dr Paul Vigneron", "Dr Samia Kaddour", "Dr Luc Perrier")


@dataclass
class Copying:
    """``ids``: of the rows written in bulk; a carnet of years is a hundred lines."""

    session: Session
    sink: Sink
    ids: Ids
    secretary: Actor
    doctor: Actor
    today: date

    def of_family(self, family: Settled, noted_by: uuid.UUID) -> None:
        for child in family.children:
            until = min(child.deceased_on or self.today, self.today)
            _discharge(child, until)
            if family.home.name not in NO_CARNET:
                self._doses(family, child, noted_by, until)
                self._exams(family, child, noted_by, until)
            self._certificates(family, child, until)

    def _entry(self, table, child: Person, noted_by: uuid.UUID, noted: date, **said) -> None:
        given = {"id": self.ids(), "family_id": child.family_id.hex, "child_id": child.id.hex}
        at = clock.instant(noted, time(11, 40))
        self.sink.add(table, **given, noted_by=noted_by.hex, noted_at=at, **said)

    def _doses(self, family: Settled, child: Person, noted_by: uuid.UUID, until: date) -> None:
        draw = chance.of("doses", family.number, child.first_name)
        stops = LATE.get(family.home.name, 999)
        for vaccine in calendar.vaccines().values():
            if vaccine.code in LEFT_OUT:
                continue
            for dose in vaccine.doses:
                due = at(child.birth_date, dose.months) if dose.months else child.birth_date + timedelta(days=2)
                given = due + timedelta(days=draw.randint(0, 12))
                optional = not vaccine.mandatory and draw.random() < 0.35
                if not (optional or dose.months >= stops or given > until):
                    noted = max(given, min(family.since, until))
                    self._entry(Dose, child, noted_by, noted, vaccine=vaccine.code, rank=dose.rank, given_on=given)

    def _exams(self, family: Settled, child: Person, noted_by: uuid.UUID, until: date) -> None:
        draw = chance.of("exams", family.number, child.first_name)
        for exam in calendar.exams().values():
            opens, closes = at(child.birth_date, *exam.opens), at(child.birth_date, *exam.due)
            done = opens + timedelta(days=draw.randint(0, max((closes - opens).days - 2, 0)))
            # What the certificate tells is noted from it; a few were never told.
            if not exam.certificate and done <= until and draw.random() > 0.14:
                said = {"code": exam.code, "done_on": done, "doctor": draw.choice(DOCTORS)}
                self._entry(
                    Exam, child, noted_by, max(done, min(family.since, until)), **said, place=family.home.commune
                )

    def _certificates(self, family: Settled, child: Person, until: date) -> None:
        draw = chance.of("certificates", family.number, child.first_name)
        for kind, days, wait, share in CERTIFICATES:
            examined = child.birth_date + timedelta(days=days + draw.randint(0, 2))
            received = examined + timedelta(days=wait + draw.randint(0, 5))
            told = {(family.home.name, kind)} & (LINKS.keys() | ONLY_RECEIVED)
            received = min(received, until) if told else received
            if received > until or examined > until or (draw.random() > share and not told):
                continue
            said = Written(examined, draw.choice(DOCTORS), family.home.commune, _typed(family, child, kind, examined))
            if told or received > self.today - RECENT:
                self._as_today(family, child, kind, received, said)
            else:
                self._of_before(child, kind, received, said)

    def _as_today(self, family: Settled, child: Person, kind: str, received: date, said: Written) -> None:
        """Noted by the secretary, written by the doctor: it brings what the app makes of it."""
        now = clock.instant(received, time(10, 10))
        one = certificates.receive(self.session, self.secretary, child.id, kind, received, now, received)
        if (family.home.name, kind) not in ONLY_RECEIVED:
            later = clock.instant(received, time(16, 30))
            certificates.write(self.session, self.doctor, one.id, said, later, received, confirmed=True)

    def _of_before(self, child: Person, kind: str, received: date, said: Written) -> None:
        """As it would have been written then, with the exam that it tells of."""
        answers, _ = templates.read(kind, said.given)
        noted = clock.instant(received, time(10, 10))
        self.sink.add(
            Certificate,
            id=self.ids(),
            family_id=child.family_id.hex,
            child_id=child.id.hex,
            kind=kind,
            examined_on=said.examined_on,
            received_on=received,
            doctor=said.doctor,
            place=said.place,
            answers=answers,
            missing=templates.missing(kind, answers),
            noted_by=self.secretary.account_id.hex,
            noted_at=noted,
            entered_by=self.doctor.account_id.hex,
            entered_at=noted + timedelta(hours=6),
        )
        exam = {"code": templates.exam_of(kind), "done_on": said.examined_on, "doctor": said.doctor}
        self._entry(
            Exam, child, self.doctor.account_id, received, **exam, place=said.place, source=Source.CERTIFICATE.value
        )


def keep(session: Session, families: list[Settled], accounts: dict[str, uuid.UUID], today: date) -> None:
    secretary, doctor = (
        actor(session, session.get_one(Account, accounts[one])) for one in ("monique.girard", "helene.marchand")
    )
    sink = Sink(session.connection())
    copying = Copying(session, sink, Ids(today, "carnets"), secretary, doctor, today)
    for family in families:
        if not family.home.refuses:
            copying.of_family(family, accounts[family.nurse or family.midwife])
    session.flush()
    sink.flush()


def _discharge(child: Person, until: date) -> None:
    """Home after three days, later if born early; not yet, if that day is to come."""
    early = max(37 - (child.term_weeks or 40), 0)
    left = child.birth_date + timedelta(days=3 + 6 * early)
    child.discharged_on = left if left <= until else None


def _typed(family: Settled, child: Person, kind: str, day: date) -> dict[str, str]:
    """As the doctor types it: measures, what was found, and the link with PMI."""
    draw = chance.of("certificate", family.number, child.first_name, kind)
    asked = {field["code"]: field for field in templates.fields(kind)}
    about = LINKS.get((family.home.name, kind), "")
    given = {
        "29463-7": str(growing.weight(child, day)),
        "8302-2": str(growing.length(child, day)),
        "8287-5": str(growing.head(child, day)),
        "11885-1": str(child.term_weeks or 40),
        "55281-0": "2" if child.multiple else "1",
        "67704-7": draw.choice(("MED-1256", "MED-1256", "MED-1257", "MED-1258")),
        "MED-1304": "oui",
        "GEN-079": draw.choice(("oui", "oui", "non")),
        "57071-3": draw.choice(("700000006", "700000006", "700000006", "MED-1273", "")),
        "MED-186": "non",
        "MED-185": "non",
        "MED-1305": "MED-178",
        "PAT-058": draw.choice(("oui", "non")),
        "PAT-059": str(draw.choice((4, 8, 12, 20))),
        "MED-1274": "860642002",
        "MED-200": "oui",
        "MED-201": str(draw.randint(11, 16)),
        "MED-1275": draw.choice(("GEN-311", "GEN-312")),
        "85722-7": str(len(family.children)),
        templates.LINK: "oui" if about else "non",
        templates.ABOUT: about,
    }
    return {code: text for code, text in given.items() if code in asked and text}
