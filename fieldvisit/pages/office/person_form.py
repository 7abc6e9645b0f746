"""Adding, correcting and setting aside a person of the household, in a panel beside the file."""

import uuid
from typing import ClassVar

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.families import fact, members
from fieldvisit.families.members import FACTS, HEALTH
from fieldvisit.families.person import Person, Role
from fieldvisit.pages import theme
from fieldvisit.pages.office import fact_form, person_death
from fieldvisit.pages.office.desk import PageState, acting, loading, looking
from fieldvisit.pages.office.fact_form import control
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_open import changed, family_of, id_of
from fieldvisit.pages.office.shell import Escape, said

NEW = "nouvelle"


class PersonForm(PageState):
    AT: ClassVar[str] = "/familles/"

    may_write: bool = False
    may_health: bool = False
    opened: str = ""
    role: str = Role.CHILD.value
    values: dict[str, str] = {}
    setting_aside: bool = False
    _before: dict = {}
    _subject: str = ""

    @rx.event
    @allow("identite_foyer")
    async def load(self):
        subject = (await self.get_state(FamilyFile))._family_id
        with loading(self, subject) as act:
            facts = members.writable(act.session, act.actor, await family_of(self), act.today)
            self.may_write, self.may_health = bool(facts), facts.keys() >= HEALTH.keys()

    @rx.event
    @allow("identite_foyer", "W")
    async def add(self):
        with looking(self) as act:
            family_id = await family_of(self)
            blank = Person(family_id=family_id, role=Role.CHILD.value, first_name="", last_name="")
            self._open(NEW, blank, act, family_id)

    @rx.event
    @allow("identite_foyer", "W")
    async def edit(self, person_id: str):
        with looking(self) as act:
            found = members.find(act.session, act.actor, id_of(person_id), act.today)
            if found.family_id != await family_of(self):
                raise members.NotFound
            self._open(person_id, found, act, found.family_id)

    @rx.event
    @allow("identite_foyer", "W")
    def choose_role(self, role: str):
        self.role = role

    @rx.event
    @allow("identite_foyer", "W")
    def close(self):
        self.opened, self.problem, self.setting_aside = "", "", False

    @rx.event
    @allow("identite_foyer", "W")
    def ask_set_aside(self):
        self.setting_aside = True

    @rx.event
    @allow("identite_foyer", "W")
    async def save(self, form: dict):
        if not self.opened:
            return None
        told = None
        with acting(self) as act:
            family_id = await family_of(self)
            given = fact.read(members.writable(act.session, act.actor, family_id, act.today), form)
            if self.opened == NEW:
                person = members.add(act.session, act.actor, family_id, given, act.today, act.now)
                conflicts = []
            else:
                person, conflicts = self._correct(act, given)
            changed(act, family_id)
            told = members.name_of(person), conflicts
        if told is None:
            return None
        name, conflicts = told
        if conflicts:
            self.problem = fact_form.said(FACTS, conflicts)
            return FamilyFile.show_again
        was_new, self.opened = self.opened == NEW, ""
        return FamilyFile.tell(f"{name} est dans le dossier." if was_new else f"{name} : c’est enregistré.")

    @rx.event
    @allow("identite_foyer", "W")
    async def set_aside(self, form: dict):
        person_id, done = id_of(self.opened), ""
        with acting(self) as act:
            reason = str(form.get("reason", ""))
            person = members.set_aside(act.session, act.actor, person_id, reason, act.today, act.now)
            changed(act, person.family_id)
            done = f"{members.name_of(person)} n’est plus dans le dossier. Son historique reste dans « Journal »."
        if done:
            self.opened, self.setting_aside = "", False
            return FamilyFile.tell(done)
        return None

    @rx.event
    @allow("identite_foyer", "W")
    async def put_back(self, person_id: str):
        done = ""
        with acting(self) as act:
            person = members.put_back(act.session, act.actor, id_of(person_id), act.today, act.now)
            changed(act, person.family_id)
            done = f"{members.name_of(person)} est de nouveau dans le dossier."
        return FamilyFile.tell(done) if done else None

    def _correct(self, act, given: dict) -> tuple[Person, list]:
        changes = {name: value for name, value in given.items() if value != self._before.get(name)}
        person_id: uuid.UUID | None = id_of(self.opened)
        before = {name: self._before.get(name) for name in changes}
        conflicts = members.correct(act.session, act.actor, person_id, changes, before, act.today, act.now)
        person = act.session.get_one(Person, person_id)
        # Only what she wrote is measured anew: a box that she did not touch must not put a former value back.
        self._before |= {name: getattr(person, name) for name in changes}
        return person, conflicts

    def _open(self, opened: str, person: Person, act, family_id: uuid.UUID) -> None:
        facts = members.writable(act.session, act.actor, family_id, act.today)
        self.may_write, self.may_health = bool(facts), facts.keys() >= HEALTH.keys()
        if not facts:
            raise members.NotAllowed
        self._before = {name: getattr(person, name) for name in facts}
        self.values = fact_form.typed(facts, person) | {name: "" for name in FACTS if name not in facts}
        self.role, self.opened, self.setting_aside, self.problem = person.role, opened, False, ""


def panel() -> rx.Component:
    def box(name: str) -> rx.Component:
        return control(name, FACTS[name], PersonForm.values)

    birth = rx.el.fieldset(
        rx.el.legend("À la naissance", class_name="strong"),
        rx.el.div(box("term_weeks"), box("term_days"), class_name="pair"),
        rx.el.div(box("birth_weight_g"), box("birth_length_cm"), class_name="pair"),
        rx.el.div(box("birth_head_cm"), box("multiple"), class_name="pair"),
        class_name="stack",
    )
    situation = rx.el.fieldset(
        rx.el.legend("Situation", class_name="strong"),
        rx.el.div(box("disability_status"), box("in_care"), class_name="pair"),
        box("disability"),
        rx.el.div(box("in_care_since"), box("living_place"), class_name="pair"),
        class_name="stack",
    )
    child = PersonForm.role == Role.CHILD.value
    parent = (PersonForm.role == Role.MOTHER.value) | (PersonForm.role == Role.FATHER.value)
    form = rx.el.form(
        rx.el.div(
            control("role", FACTS["role"], PersonForm.values, on_change=PersonForm.choose_role),
            box("sex"),
            class_name="pair",
        ),
        rx.el.div(box("last_name"), box("first_name"), class_name="pair"),
        rx.el.div(box("birth_date"), box("birth_place"), class_name="pair"),
        box("phone"),
        # Hidden and not sent, rather than taken away: what was typed is there when the role is chosen again.
        _only(
            child,
            rx.el.div(box("parental_authority"), box("discharged_on"), class_name="pair"),
            rx.el.div(box("childcare"), box("school"), class_name="pair"),
            rx.cond(PersonForm.may_health, rx.fragment(birth, situation)),
        ),
        rx.cond(PersonForm.may_health, _only(parent, box("height_cm"))),
        said(PersonForm),
        theme.button("Enregistrer", kind="primary", type="submit"),
        on_submit=PersonForm.save,
        class_name="stack",
        key=PersonForm.opened,
    )
    return rx.cond(
        PersonForm.opened != "",
        rx.el.aside(
            rx.el.div(
                rx.el.h2(rx.cond(PersonForm.opened == NEW, "Ajouter une personne", "Corriger la personne")),
                theme.button("Fermer", kind="quiet", on_click=PersonForm.close, auto_focus=True),
                class_name="row-between",
            ),
            form,
            rx.cond(PersonForm.opened != NEW, rx.fragment(person_death.entry(), _set_aside())),
            Escape.create(on_escape=PersonForm.close),
            class_name="panel stack",
            aria_label="Personne du foyer",
        ),
    )


def _only(asked: rx.Var[bool], *boxes: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.fieldset(*boxes, class_name="stack", disabled=~asked), hidden=~asked)


def _set_aside() -> rx.Component:
    return rx.cond(
        PersonForm.setting_aside,
        rx.el.form(
            theme.field(
                "Pourquoi cette personne n’est pas de ce foyer",
                rx.el.textarea(name="reason", rows=2, class_name="textarea", required=True, max_length=2000),
            ),
            theme.button("La retirer du dossier", kind="danger", type="submit"),
            on_submit=PersonForm.set_aside,
            class_name="stack",
        ),
        theme.row(theme.button("Saisie par erreur…", kind="quiet", on_click=PersonForm.ask_set_aside)),
    )
