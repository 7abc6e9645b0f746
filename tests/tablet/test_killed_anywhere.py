"""SIGKILL to the server and to the browser at random moments of a day: nothing lost, nothing doubled.

What the screen said was kept must still be there after each death, and the office must hold every visit exactly
once with exactly what was typed. A few deaths in ``make test``, two hundred in ``make test-long``.
"""

import contextlib
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Error, expect
from sqlmodel import Session, select

from fieldvisit.access.account import Account
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.growth.measurement import Measurement
from fieldvisit.pictures.picture import WHOLE, Picture
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status, Visit
from tests.images import photo
from tests.tablet.nurse import Nurse

LOGIN = "claire.morel"
LONG = os.environ.get("FIELDVISIT_LONG") == "1"
DEATHS = int(os.environ.get("FIELDVISIT_DEATHS", 200 if LONG else 8))
ASIDE = ("Date et heure", "Lieu", "Conditions de pesée", "État général", "Suite")
#: After the deed began, in seconds: most deeds take about half of it.
LATEST = 0.6


@dataclass(frozen=True)
class Deed:
    """Something a worker does; ``seen`` tells from the screen alone whether it is done."""

    name: str
    do: Callable[[], None]
    seen: Callable[[], bool]


@dataclass
class Told:
    """What was typed of one visit, to be found at the office."""

    weight: int
    words: str
    note: str


@dataclass
class Fate:
    """Decides who dies and when; the same seed decides the same."""

    chance: random.Random
    left: int
    struck: list[str] = field(default_factory=list)
    timer: threading.Timer | None = None

    def threaten(self, nurse: Nurse) -> None:
        if self.left == 0 or self.chance.random() < 0.4:
            return
        self.left -= 1
        whom = self.chance.choice(["tab", "server"])
        victim = nurse.tablet.profile if whom == "tab" else nurse.tablet.county
        self.struck.append(whom)
        self.timer = threading.Timer(self.chance.uniform(0, LATEST), _strike, (victim,))
        self.timer.start()

    def wait(self) -> None:
        if self.timer:
            self.timer.join()
            self.timer = None


def _strike(victim) -> None:
    if isinstance(victim, Path):
        kill_browser(victim)
    elif victim.process:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(victim.process.pid, signal.SIGKILL)
            victim.process.wait(10)  # whoever looks next sees that it is dead


def kill_browser(profile: Path) -> None:
    mine = b"--user-data-dir=" + str(profile).encode()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mine in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)


class Day:
    """A worker who goes on after each death where the screen says she stopped."""

    def __init__(self, nurse: Nurse, fate: Fate):
        self.nurse, self.fate = nurse, fate
        self.kept: list[Deed] = []

    def do(self, deed: Deed) -> None:
        """Until it is seen as done. :raises AssertionError: if what the screen said was kept is gone"""
        for _attempt in range(30):
            try:
                if not deed.seen():
                    self.fate.threaten(self.nurse)
                    deed.do()
                    self.nurse.remembered = self.nurse.page.evaluate("location.hash")
                self.fate.wait()
                if deed.seen() and self._still_alive():
                    self.kept.append(deed)
                    return
            except (Error, AssertionError):
                self.fate.wait()
                if self._still_alive():
                    raise
            self._come_back()
        raise AssertionError(f"« {deed.name} » was never done")

    def visit(self, visit: "Weighing") -> None:
        self.nurse.remembered = ""
        for deed in visit.deeds():
            self.do(deed)
        self.kept.clear()  # what was signed is seen as a whole: the office is asked at the end
        self.do(visit.sign())
        self.kept.clear()

    def _still_alive(self) -> bool:
        if self.nurse.tablet.county.process.poll() is not None:
            self.nurse.tablet.county.process.wait()
            self.nurse.tablet.county.start()
        try:
            return bool(self.nurse.page.evaluate("1"))
        except Error:
            return False

    def _come_back(self) -> None:
        self.nurse.tablet.kill()
        self.nurse.reopen()
        for deed in self.kept:
            assert deed.seen(), f"after a death, « {deed.name} » is gone"


class Weighing:
    """One « Pesée seule » that nobody planned, as deeds; ``told`` is what the office must hold of it."""

    def __init__(self, nurse: Nurse, family: str, child: str, image: Path, number: int):
        self.nurse, self.family, self.child, self.image = nurse, family, child, image
        self.told = Told(4_000 + 10 * number, f"Demande {number} : le sommeil, la reprise…", f"Note {number} – café ☕")

    def deeds(self) -> list[Deed]:
        return [
            Deed("ouvrir la visite", self._open, self._is_open),
            Deed("peser", self._weigh, self._weighed),
            Deed("écrire la demande", self._ask, lambda: self._typed("Demande") == self.told.words),
            Deed("ajouter une note", self._note, self._noted),
            Deed("prendre une photo", self._photograph, self._photographed),
            Deed("laisser le reste de côté", self._leave_aside, lambda: all(self._left_aside())),
        ]

    def sign(self) -> Deed:
        return Deed("signer", self._sign, lambda: self.nurse.page.get_by_text("Corriger", exact=True).count() == 1)

    @property
    def _kilos(self) -> str:
        return f"{self.told.weight / 1000:.3f}".replace(".", ",")

    def _open(self) -> None:
        self.nurse.add(self.family, "Pesée seule")
        expect(self.nurse.card("Poids")).to_be_visible()

    def _is_open(self) -> bool:
        return self.nurse.card("Poids").count() == 1

    def _typed(self, question: str) -> str:
        field = self.nurse.card(question).locator("input, textarea").first
        expect(field).to_be_visible()
        return field.input_value()

    def _weigh(self) -> None:
        self.nurse.weigh(self._kilos, self.child)
        self.nurse.saved()

    def _weighed(self) -> bool:
        unusual = self.nurse.card("Poids").locator(".pill", has_text="Mesure confirmée")
        confirmed = unusual.count() == 0 or unusual.get_attribute("aria-pressed") == "true"
        return self._typed("Poids") == self._kilos and confirmed

    def _ask(self) -> None:
        self.nurse.fill("Demande", self.told.words)
        self.nurse.saved()

    def _note(self) -> None:
        self.nurse.note(self.told.note)
        self.nurse.saved()

    def _noted(self) -> bool:
        there = self._drawer("Note").get_by_text(self.told.note, exact=True).count() == 1
        self.nurse.page.get_by_role("button", name="Fermer").click()
        return there

    def _drawer(self, name: str):
        """The drawer of this name, open; after a death it may be open already, or another one."""
        page = self.nurse.page
        drawer = page.locator("aside.drawer")
        if drawer.count() and drawer.get_by_role("heading", name=name).count() == 0:
            page.get_by_role("button", name="Fermer").click()
        if drawer.count() == 0:
            page.locator(".dock").get_by_role("button", name=name).click()
        expect(drawer).to_be_visible()
        return drawer

    def _photograph(self) -> None:
        drawer = self._drawer("Photos")
        yes = drawer.get_by_role("button", name="Oui")
        camera = drawer.get_by_label("Prendre une photo")
        expect(yes.or_(camera).first).to_be_attached()
        if camera.count() == 0:
            yes.click()
            drawer.get_by_role("button", name="C’est noté").click()
        camera.set_input_files(self.image)
        expect(drawer.locator(".tile img")).to_have_count(1)
        self.nurse.page.get_by_role("button", name="Fermer").click()
        self.nurse.saved()

    def _photographed(self) -> bool:
        there = self._drawer("Photos").locator(".tile").count() == 1
        self.nurse.page.get_by_role("button", name="Fermer").click()
        return there

    def _left_aside(self):
        for question in ASIDE:
            special = self.nurse.card(question).get_by_role("button", name="Non abordé")
            yield special.get_attribute("aria-pressed") == "true"

    def _leave_aside(self) -> None:
        for question, done in zip(ASIDE, list(self._left_aside()), strict=True):
            if not done:
                self.nurse.special(question, "Non abordé")
        self.nurse.saved()

    def _sign(self) -> None:
        if self.nurse.page.get_by_role("button", name="Signer et clore").count() == 0:
            self.nurse.end()
        outcome = self.nurse.page.get_by_role("group", name="Issue de la visite").locator(".pill", has_text="Réalisée")
        if outcome.get_attribute("aria-pressed") != "true":  # also when a death right after the tap took it
            outcome.click()
        self.nurse.sign()


def test_nothing_is_lost_or_doubled_wherever_they_are_killed(county, tablet, tmp_path):
    seed = int(os.environ.get("FIELDVISIT_SEED", random.randrange(10**6)))
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    with Session(county.engine()) as session:
        family, child = someone_to_weigh(session)
    day = Day(nurse, Fate(random.Random(seed), DEATHS))
    image = tmp_path / "carnet.jpg"
    image.write_bytes(photo(2400, 1800, noise=True))
    told = []
    while day.fate.left:
        visit = Weighing(nurse, family.label.split()[-1], child.first_name, image, len(told))
        day.visit(visit)
        told.append(visit.told)
    print(f"seed {seed}: {Counter(day.fate.struck)} in {len(told)} visits")
    with Session(county.engine()) as session:
        held = arrived(session, len(told))
    assert [(each.weight, each.words, each.note) for each in held] == [
        (each.weight, each.words, each.note) for each in told
    ], f"seed {seed}"
    with Session(county.engine()) as session:
        pictures = arrived_pictures(session, len(told))
    assert len(pictures) == len(told) == len({each.record_id for each in pictures})
    assert all(each.state in WHOLE for each in pictures)
    with Session(county.engine()) as session:
        kept = select(Measurement.value).where(
            Measurement.child_id == child.id, Measurement.value.between(4_000, 9_999)
        )
        weights = session.exec(kept.where(Measurement.kind == "poids", Measurement.record_id.is_not(None))).all()
    assert sorted(w for w in weights if w in {each.weight for each in told}) == [each.weight for each in told]
    assert tablet.errors == []


def someone_to_weigh(session: Session) -> tuple[Household, Person]:
    """A family of her round with one child."""
    nurse = session.exec(select(Account).where(Account.login == LOGIN)).one()
    mine = select(Visit.family_id).where(Visit.worker_id == nurse.id, Visit.status == Status.PLANNED)
    children = (
        select(Person).where(Person.family_id.in_(mine), Person.role == "enfant").order_by(Person.birth_date.desc())
    )
    everyone = session.exec(children).all()
    families = Counter(child.family_id for child in everyone)
    child = next(each for each in everyone if families[each.family_id] == 1)
    return session.get(Household, child.family_id), child


def arrived(session: Session, count: int, seconds: float = 120) -> list[Told]:
    """What the office holds of the day, once ``count`` records are there and no more come."""
    query = select(VisitRecord).where(VisitRecord.device_id.is_not(None)).order_by(VisitRecord.captured_at)
    end = time.monotonic() + seconds
    while len(session.exec(query).all()) < count and time.monotonic() < end:
        session.rollback()
        time.sleep(0.3)
    time.sleep(2)
    session.rollback()
    return [
        Told(
            next(iter(record.body["child_answers"].values()))["ps_poids"]["v"],
            record.body["answers"]["ps_demande"]["v"],
            "|".join(note["text"] for note in record.body["notes"]),
        )
        for record in session.exec(query).all()
    ]


def arrived_pictures(session: Session, count: int, seconds: float = 120) -> list[Picture]:
    """The pictures of the day, once ``count`` are whole or time is up."""
    query = select(Picture).where(
        Picture.record_id.in_(select(VisitRecord.id).where(VisitRecord.device_id.is_not(None)))
    )
    end = time.monotonic() + seconds
    while sum(each.state in WHOLE for each in session.exec(query)) < count and time.monotonic() < end:
        session.rollback()
        time.sleep(0.3)
    session.rollback()
    return list(session.exec(query))
