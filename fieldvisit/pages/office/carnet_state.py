"""The carnet in a family’s file at the office: read by who may see a child’s health, copied page by page in place."""

import uuid
from dataclasses import replace
from datetime import date
from typing import ClassVar

import reflex as rx
from sqlmodel import select

from fieldvisit.access.account import Account
from fieldvisit.access.permission import allow
from fieldvisit.carnet import certificates, entry, noting, reach
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.noting import DoseSaid, ExamSaid
from fieldvisit.carnet.problem import Asked, Problem
from fieldvisit.due import listing
from fieldvisit.families import household
from fieldvisit.families.person import Person, Role
from fieldvisit.pages.office import carnet_lines, french
from fieldvisit.pages.office.carnet_lines import (
    CertificateLine,
    ChildChoice,
    ExamLine,
    PendingLine,
    Striking,
    StruckLine,
    VaccineLine,
)
from fieldvisit.pages.office.desk import Act, PageState, acting, loading, looking
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.words import Refusal

HEALTH = reach.HEALTH


NO_STRIKING: Striking = {"id": "", "text": ""}


class Waiting(Refusal):
    sentence = "Enregistrez ou retirez d’abord les lignes en attente de cet enfant."


class CarnetCard(PageState):
    AT: ClassVar[str] = "/familles/"

    sees: bool = False
    may_note: bool = False
    may_receive: bool = False
    children: list[ChildChoice] = []
    child: str = ""
    child_id: str = ""
    vaccines: list[VaccineLine] = []
    exams: list[ExamLine] = []
    certificates: list[CertificateLine] = []
    struck: list[StruckLine] = []
    pending: list[PendingLine] = []
    to_confirm: bool = False
    striking: Striking = NO_STRIKING
    day: str = ""
    given_by: str = ""
    exam_day: str = ""
    doctor: str = ""
    place: str = ""
    #: Changes when the boxes are to be made anew.
    form: int = 0
    _family_id: uuid.UUID | None = None
    _subject: str = ""
    _doses: list[DoseSaid] = []
    _exams: list[ExamSaid] = []
    _count: int = 0

    @rx.event
    @allow("identite_foyer")
    async def load(self):
        """Only of the file that is open, whose opening is in the journal."""
        opened = (await self.get_state(FamilyFile))._family_id
        with loading(self, opened) as act:
            if opened is None:
                return
            self._family_id = household.find(act.session, act.actor, opened, act.today).id
            self._show(act)

    @rx.event
    @allow("identite_foyer")
    def choose_child(self, child_id: str):
        with looking(self) as act:
            if child_id != self.child_id and (self._doses or self._exams):
                raise Waiting
            self.child_id = child_id
            self._show(act)

    @rx.event
    @allow(HEALTH, "W")
    def say(self, box: str, words: str):
        """What is typed in one of the boxes above the lines."""
        if box in ("day", "given_by", "exam_day", "doctor", "place"):
            setattr(self, box, words[: entry.LONGEST])

    @rx.event
    @allow(HEALTH, "W")
    def tap_dose(self, vaccine: str, rank: str, key: str, text: str):
        """One tap: a dose to write, one taken back, or « Rayer ? » for one that is noted."""
        if key:
            return self._tapped(key, text)
        with looking(self) as act:
            given_on = french.day_from(self.day)
            if given_on is None:
                self.problem = "Indiquez d’abord la date de ces doses."
                return None
            made = DoseSaid(vaccine, rank, given_on, "", self.given_by.strip(), self._key())
            self._doses = [*self._doses, made]
            self._show(act)
        return None

    @rx.event
    @allow(HEALTH, "W")
    def tap_exam(self, code: str, key: str, text: str):
        if key:
            return self._tapped(key, text)
        with looking(self) as act:
            done_on = french.day_from(self.exam_day)
            if done_on is None or not self.doctor.strip():
                self.problem = "Indiquez d’abord la date de l’examen et le médecin qui l’a fait."
                return None
            made = ExamSaid(code, done_on, self.doctor.strip(), self.place.strip(), self._key())
            self._exams = [*self._exams, made]
            self._show(act)
        return None

    @rx.event
    @allow(HEALTH, "W")
    def remove(self, key: str):
        self._tapped(key, "")

    @rx.event
    @allow(HEALTH, "W")
    def say_lot(self, key: str, words: str):
        self._doses = [replace(one, lot=words) if one.key == key else one for one in self._doses]

    @rx.event
    @allow(HEALTH, "W")
    def cancel(self):
        with looking(self) as act:
            self._forget()
            self._show(act)

    @rx.event
    @allow(HEALTH, "W")
    def save(self):
        return self._save(confirmed=False)

    @rx.event
    @allow(HEALTH, "W")
    def confirm(self):
        return self._save(confirmed=True)

    @rx.event
    @allow(HEALTH, "W")
    def strike(self, form: dict):
        why = form.get("why")
        with acting(self) as act:
            line = noting.strike(act.session, act.actor, _id(self.striking["id"]), str(why or ""), act.now, act.today)
            listing.refresh(act.session, {line.family_id}, act.today)
            self.striking = NO_STRIKING
            self._show(act)
            self.said = "La ligne est rayée. Elle reste lisible plus bas, avec votre nom et le motif."
        return None if self.problem else FamilyFile.show_again

    @rx.event
    @allow(HEALTH, "W")
    def leave_line(self):
        self.striking = NO_STRIKING

    def _save(self, *, confirmed: bool):
        with acting(self) as act:
            try:
                noted = noting.at_the_office(
                    act.session, act.actor, _id(self.child_id), self._doses, self._exams, act.now, act.today,
                    confirmed=confirmed,
                )  # fmt: skip
            except Asked as asked:
                self._show(act, asked.problems)
                self.to_confirm = asked.confirmable
                raise
            listing.refresh(act.session, {self._family_id}, act.today)
            self._forget()
            self._show(act)
            many = len(noted.doses) + len(noted.exams)
            self.said = f"{many} lignes notées." if many > 1 else "1 ligne notée."
        return None if self.problem else FamilyFile.show_again

    def _tapped(self, key: str, text: str) -> None:
        """A line not written yet is taken back; one that is noted may be struck out."""
        if any(one.key == key for one in (*self._doses, *self._exams)):
            self._doses = [one for one in self._doses if one.key != key]
            self._exams = [one for one in self._exams if one.key != key]
            with looking(self) as act:
                self._show(act)
        elif text:
            self.striking = {"id": key, "text": text}

    def _key(self) -> str:
        self._count += 1
        return f"ligne-{self._count}"

    def _forget(self) -> None:
        self._doses, self._exams, self.to_confirm = [], [], False
        self.day = self.given_by = self.exam_day = self.doctor = self.place = ""
        self.form += 1

    def _show(self, act: Act, problems: list[Problem] = ()) -> None:
        query = select(Person).where(
            Person.family_id == self._family_id, Person.role == Role.CHILD, Person.set_aside_at.is_(None)
        )
        found = sorted(act.session.exec(query), key=lambda one: (one.birth_date or date.min, one.id), reverse=True)
        child = next((one for one in found if str(one.id) == self.child_id), found[0] if found else None)
        self.sees = household.is_open(act.session, act.actor, self._family_id, HEALTH, act.today)
        writes = reach.may_write_carnet(act.actor, act.today)
        self.may_note = child is not None and reach.may(act.session, writes, self._family_id)
        receives = reach.arrivals(act.actor, act.today, write=True)
        self.may_receive = child is not None and reach.may(act.session, receives, self._family_id)
        self.children = [{"id": str(one.id), "label": one.first_name, "chosen": one is child} for one in found] * (
            len(found) > 1
        )
        self.child, self.child_id = (child.first_name, str(child.id)) if child else ("", "")
        self._show_certificates(act, child)
        if child is not None and self.sees:
            self._show_lines(act, child, list(problems))

    def _show_lines(self, act: Act, child: Person, problems: list[Problem]) -> None:
        doses, exams = noting.doses_of(act.session, child.id), noting.exams_of(act.session, child.id)
        if not problems and (self._doses or self._exams):
            known = noting.seen(child.birth_date, doses, exams)
            problems = noting.check(child.birth_date, self._doses, self._exams, known, act.today)
        self.vaccines = carnet_lines.vaccines(child, doses, exams, self._doses, act.today)
        self.exams = carnet_lines.exams(child, doses, exams, self._exams, act.today)
        self.pending = carnet_lines.pending(self._doses, self._exams, problems)
        who = {one.struck_by for one in (*doses, *exams) if one.struck_by}
        names = dict(act.session.exec(select(Account.id, Account.name).where(Account.id.in_(who)))) if who else {}
        self.struck = carnet_lines.struck(doses, exams, names)

    def _show_certificates(self, act: Act, child: Person | None) -> None:
        query = select(Certificate).where(Certificate.family_id == self._family_id, certificates.standing())
        found = act.session.exec(query.order_by(Certificate.received_on)) if child and self.may_receive else []
        whole = reach.may(act.session, reach.certificates(act.actor, act.today), self._family_id)
        self.certificates = [carnet_lines.certificate(one, whole=whole) for one in found if one.child_id == child.id]


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise household.NotFound from error
