"""Notices of the demo county: those of the families already met, and the files that came in these days, brought in as
the secretary does – so that what is to match, to assign, late or to correct is what the app itself makes of them."""

import uuid
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlmodel import Session, select

from fieldvisit.access.account import Account, Actor, actor
from fieldvisit.births import assignment, checking, importing, working
from fieldvisit.births.communes import Communes
from fieldvisit.births.notice import Kind, Notice, Status
from fieldvisit.demo import chance, clock, kinds
from fieldvisit.demo import notice_cells as cells_of
from fieldvisit.demo.households import Settled
from fieldvisit.schedule.visit import Visit
from fieldvisit.words import french_date

SECRETARY = "monique.girard"
#: Days between a birth and its notice, and after which a notice is an old story.
ON_ITS_WAY, OLD = 3, 60
KEPT_DAYS = 120


@dataclass
class Post:
    """``accounts``: ids by login."""

    session: Session
    accounts: dict[str, uuid.UUID]
    today: date

    def of_the_known(self, families: list[Settled]) -> None:
        """The notices by which the newborns and pregnancies that are followed became known."""
        communes = Communes(self.session)
        for family in families:
            for child in family.children:
                if (self.today - child.birth_date).days <= KEPT_DAYS:
                    received = min(child.birth_date + timedelta(days=ON_ITS_WAY), self.today)
                    cells = cells_of.birth(family, child) | {"received_on": french_date(received)}
                    self._known(Kind.BIRTH, cells, received, family, communes, person_id=child.id)
            if family.pregnancy:
                received = family.pregnancy.declared_on + timedelta(days=6)
                cells = cells_of.pregnancy(family) | {"received_on": french_date(received)}
                given = {"person_id": family.mother.id, "pregnancy_id": family.pregnancy.id}
                self._known(Kind.PREGNANCY, cells, received, family, communes, **given)

    def _known(self, kind: Kind, cells: dict, received: date, family: Settled, communes: Communes, **of) -> None:
        said = checking.check(kind, cells, communes, received)
        reached = min(received + timedelta(days=2), self.today)
        coordinator = {"bresse": "isabelle.roux", "plaine": "catherine.vial"}[family.sector]
        worker = family.midwife if kind is Kind.PREGNANCY else family.nurse or family.midwife
        old = (self.today - received).days > OLD or family.home.refuses
        names = {code: heading for heading, code in cells_of.HEADINGS[kind].items()}
        self.session.add(
            Notice(
                kind=kind,
                fingerprint=said.fingerprint,
                subject_key=said.subject_key,
                received_on=received,
                declared_on=said.declared_on,
                sector_id=family.household.sector_id,
                raw={names[code]: text for code, text in cells.items()},
                said=said.values,
                status=Status.SETTLED if old else Status.CONTACTED,
                family_id=family.household.id,
                assigned_to=self.accounts[worker],
                assigned_at=clock.instant(received, time(15, 0)),
                assigned_by=self.accounts[coordinator],
                first_contact_at=clock.instant(reached, time(10, 20)),
                **of,
            )
        )

    def bring(self, kind: Kind, filename: str, rows: list[dict], on: date, hour: time) -> None:
        """A file as the secretary brings it in at that hour."""
        now = clock.instant(on, hour)
        secretary = self.actor(SECRETARY)
        batch = importing.receive(self.session, secretary, kind, filename, cells_of.as_file(kind, rows), now)
        importing.start(self.session, secretary, batch.id)
        self.session.flush()
        while working.work(self.session, batch.id, on, now):
            self.session.flush()

    def give(self, family: Settled, coordinator: str, worker: str, on: date) -> None:
        """The coordinator chooses who follows them; nobody has called yet."""
        query = select(Notice.id).where(Notice.family_id == family.household.id)
        now = clock.instant(on, time(11, 30))
        notice_id = self.session.exec(query).one()
        assignment.assign(self.session, self.actor(coordinator), notice_id, self.accounts[worker], on, now)

    def actor(self, login: str) -> Actor:
        return actor(self.session, self.session.get_one(Account, self.accounts[login]))


def come(post: Post, announced: list[Settled], twice: list[Settled], bereaved: Settled) -> None:
    """The files of the last days: :data:`fieldvisit.demo.homes_new` are the families that they speak of."""
    today = post.today
    older = _working_day(today - timedelta(days=5))
    by_name = {family.home.name: family for family in announced}
    births = [cells_of.row(by_name[name], older) for name in ("Teissier", "Caillat")]
    births.append(cells_of.stranger("Perrachon", "Lilou", older, "18 rue Gambetta", "71000", "Mâcon"))
    post.bring(Kind.BIRTH, f"avis_naissance_{older:%Y_%m_%d}.csv", births, older, time(9, 10))
    yesterday = _working_day(today - timedelta(days=1))
    post.give(by_name["Caillat"], "catherine.vial", "julie.perrin", yesterday)
    declared = cells_of.pregnancy(by_name["Nowak"]) | {"received_on": french_date(yesterday)}
    post.bring(Kind.PREGNANCY, f"declarations_{yesterday:%Y_%m_%d}.csv", [declared], yesterday, time(14, 5))
    births = [cells_of.row(by_name[name], today) for name in ("Vasile", "Ouédraogo")]
    births.append(cells_of.sibling(twice[0], today))
    births.append(cells_of.stranger("Thévenon", "", today, "4 rue du Lavoir", "01250", "Jasseron"))
    births.append(cells_of.stranger("Morand", "Elio", today, "27 avenue de la Gare", "", "Bourg en Breese"))
    post.bring(Kind.BIRTH, f"avis_naissance_{today:%Y_%m_%d}.csv", births, today, time(8, 40))
    [child] = bereaved.children
    died = cells_of.name(child) | {"birth_date": french_date(child.birth_date)}
    died |= {"deceased_on": french_date(today - timedelta(days=4)), "received_on": french_date(yesterday)}
    post.bring(Kind.DEATH, f"avis_deces_{yesterday:%Y_%m_%d}.csv", [died], yesterday, time(16, 30))


def planned_before(bereaved: Settled, accounts: dict[str, uuid.UUID], new_id: chance.Ids, today: date) -> list[Visit]:
    """What was planned for the child before the notice came: beyond the rounds, so that nobody's day changes."""
    visits = []
    for after, kind in ((30, "vad_1m"), (51, "vad_2_3m")):
        day = today + timedelta(days=after)
        while not clock.is_working(day):
            day += timedelta(days=1)
        visits.append(
            Visit(
                id=new_id(),
                family_id=bereaved.household.id,
                kind=kind,
                planned_on=day,
                planned_at=time(10, 30),
                duration_min=kinds.DURATIONS[kind],
                worker_id=accounts[bereaved.nurse],
                reason=kinds.REASONS[kind],
                created_at=clock.instant(today - timedelta(days=14), time(8, 30)),
                created_by=accounts["isabelle.roux"],
            )
        )
    return visits


def _working_day(day: date) -> date:
    while not clock.is_working(day):
        day -= timedelta(days=1)
    return day
