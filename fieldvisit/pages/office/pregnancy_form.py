"""Declaring, correcting and ending a pregnancy; for whoever may write the mother's file."""

from typing import ClassVar, TypedDict

import reflex as rx
from sqlmodel import select

from fieldvisit.access.permission import allow
from fieldvisit.families import expecting, fact, members
from fieldvisit.families.expecting import FACTS
from fieldvisit.families.person import Person, Pregnancy, Role
from fieldvisit.pages import theme
from fieldvisit.pages.office import fact_form
from fieldvisit.pages.office.desk import PageState, acting, loading, looking
from fieldvisit.pages.office.fact_form import control
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_open import changed, family_of, id_of
from fieldvisit.pages.office.shell import Escape, said

NEW = "nouvelle"
#: How it ends is asked once it is known.
END = ("ended_on", "outcome")


class Adult(TypedDict):
    id: str
    name: str


class PregnancyForm(PageState):
    AT: ClassVar[str] = "/familles/"

    may_write: bool = False
    opened: str = ""
    ending: bool = False
    adults: list[Adult] = []
    values: dict[str, str] = {}
    _before: dict = {}
    _subject: str = ""

    @rx.event
    @allow("identite_foyer")
    async def load(self):
        subject = (await self.get_state(FamilyFile))._family_id
        with loading(self, subject) as act:
            self.may_write = expecting.may_write(act.session, act.actor, await family_of(self), act.today)

    @rx.event
    @allow("dossier_mere", "W")
    async def add(self):
        with looking(self) as act:
            family_id = await family_of(self)
            if not expecting.may_write(act.session, act.actor, family_id, act.today):
                raise expecting.NotAllowed
            adults = select(Person).where(
                Person.family_id == family_id, Person.role != Role.CHILD, Person.set_aside_at.is_(None)
            )
            found = sorted(act.session.exec(adults), key=lambda one: (one.role != Role.MOTHER, one.first_name))
            self.adults = [{"id": str(one.id), "name": members.name_of(one)} for one in found]
            self._open(NEW, Pregnancy(family_id=family_id, mother_id=family_id))

    @rx.event
    @allow("dossier_mere", "W")
    async def edit(self, pregnancy_id: str):
        with looking(self) as act:
            found = expecting.find(act.session, act.actor, id_of(pregnancy_id), act.today)
            if found.family_id != await family_of(self):
                raise expecting.NotFound
            self._open(pregnancy_id, found)
            self.ending = found.ended_on is not None

    @rx.event
    @allow("dossier_mere", "W")
    def end(self):
        self.ending = True

    @rx.event
    @allow("dossier_mere", "W")
    def close(self):
        self.opened, self.problem = "", ""

    @rx.event
    @allow("dossier_mere", "W")
    async def save(self, form: dict):
        if not self.opened:
            return None
        told = None
        with acting(self) as act:
            family_id = await family_of(self)
            given = fact.read(FACTS, form)
            if self.opened == NEW:
                mother = id_of(str(form.get("mother", "")))
                made = expecting.declare(act.session, act.actor, mother, given, act.today, act.now)
                conflicts = []
            else:
                made, conflicts = self._correct(act, given)
            changed(act, family_id)
            told = conflicts
        if told is None:
            return None
        if told:
            self.problem = fact_form.said(FACTS, told)
            return FamilyFile.show_again
        self.opened = ""
        return FamilyFile.tell("Grossesse enregistrée.")

    def _correct(self, act, given: dict) -> tuple[Pregnancy, list]:
        changes = {name: value for name, value in given.items() if value != self._before.get(name)}
        before = {name: self._before.get(name) for name in changes}
        pregnancy_id = id_of(self.opened)
        conflicts = expecting.correct(act.session, act.actor, pregnancy_id, changes, before, act.today, act.now)
        row = act.session.get_one(Pregnancy, pregnancy_id)
        # Only what she wrote is measured anew: a box that she did not touch must not put a former value back.
        self._before |= {name: getattr(row, name) for name in changes}
        return row, conflicts

    def _open(self, opened: str, row: Pregnancy) -> None:
        self._before = {name: getattr(row, name) for name in FACTS}
        self.values = fact_form.typed(FACTS, row)
        self.opened, self.ending, self.problem = opened, False, ""


def panel() -> rx.Component:
    def box(name: str) -> rx.Component:
        return control(name, FACTS[name], PregnancyForm.values)

    mother = theme.field(
        "Qui est enceinte",
        rx.el.select(
            rx.foreach(PregnancyForm.adults, lambda one: rx.el.option(one["name"], value=one["id"])),
            name="mother",
            class_name="input",
        ),
    )
    return rx.cond(
        PregnancyForm.opened != "",
        rx.el.aside(
            rx.el.div(
                rx.el.h2(rx.cond(PregnancyForm.opened == NEW, "Déclarer une grossesse", "Grossesse")),
                theme.button("Fermer", kind="quiet", on_click=PregnancyForm.close, auto_focus=True),
                class_name="row-between",
            ),
            rx.el.form(
                rx.cond(PregnancyForm.opened == NEW, mother),
                rx.el.div(box("due_date"), box("declared_on"), class_name="pair"),
                rx.el.div(box("gravidity"), box("parity"), class_name="pair"),
                rx.el.div(box("multiple"), box("maternity"), class_name="pair"),
                rx.cond(
                    PregnancyForm.ending,
                    rx.el.div(*map(box, END), class_name="pair"),
                    theme.button("La grossesse est terminée…", kind="quiet", on_click=PregnancyForm.end),
                ),
                said(PregnancyForm),
                theme.button("Enregistrer", kind="primary", type="submit"),
                on_submit=PregnancyForm.save,
                class_name="stack",
                key=PregnancyForm.opened,
            ),
            Escape.create(on_escape=PregnancyForm.close),
            class_name="panel stack",
            aria_label="Grossesse",
        ),
    )
