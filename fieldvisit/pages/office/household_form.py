"""Correcting a household at the office."""

import uuid
from typing import ClassVar

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.families import correction, household
from fieldvisit.families.correction import CONTACT, FIELDS
from fieldvisit.pages import theme
from fieldvisit.pages.office import address_box, household_history
from fieldvisit.pages.office.address_box import Suggested
from fieldvisit.pages.office.desk import Act, PageState, acting, loading, looking
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.household_history import Past, past
from fieldvisit.pages.office.shell import Escape

TEXTS = tuple(name for name, rule in FIELDS.items() if not rule.among)
LONG = frozenset({"access_notes", "safety_notes"})
INTERPRETER = {"non": "Sans interprète", "oui": "Avec interprète"}


class HouseholdForm(PageState):
    AT: ClassVar[str] = "/familles/"

    may_write: bool = False
    editing: bool = False
    values: dict[str, str] = {}
    past: list[Past] = []
    suggested: list[Suggested] = []
    takes: int = 0
    _before: dict = {}
    _family_id: uuid.UUID | None = None
    _subject: str = ""

    @rx.event
    @allow("identite_foyer")
    async def load(self):
        """Only of the file that is open, whose opening is in the journal."""
        opened = (await self.get_state(FamilyFile))._family_id
        with loading(self, opened) as act:
            found = household.find(act.session, act.actor, _id(self.router.url.path), act.today)
            if found.id != opened:
                raise household.NotFound
            self._family_id = found.id
            self._show(act)

    @rx.event
    @allow("identite_foyer", "W")
    def edit(self):
        with looking(self) as act:
            found = household.find(act.session, act.actor, self._family_id, act.today)
            self._before = {name: getattr(found, name) for name in FIELDS}
            self.values = {name: _text(value) for name, value in self._before.items()}
            self.editing, self.suggested, self.takes = self.may_write, [], 0

    @rx.event
    @allow("identite_foyer", "W")
    def look_for_address(self, typed: str):
        """As somebody types it."""
        with looking(self, by_itself=True) as act:
            here = self.values.get("postcode", ""), self.values.get("city", "")
            self.suggested = address_box.suggested(act, typed, *here) if self.editing else []

    @rx.event
    @allow("identite_foyer", "W")
    def take_address(self, label: str):
        if said := address_box.taken(self.suggested, label):
            self.values, self.suggested, self.takes = self.values | said, [], self.takes + 1

    @rx.event
    @allow("identite_foyer", "W")
    def cancel(self):
        self.editing = False

    @rx.event
    @allow("identite_foyer", "W")
    def save(self, form: dict):
        if not self.editing:
            return None
        given = {name: _value(name, form[name]) for name in FIELDS if isinstance(form.get(name), str)}
        changes = {name: value for name, value in given.items() if value != self._before.get(name)}
        self.values = {name: _text(value) for name, value in given.items()}
        with acting(self) as act:
            conflicts = []
            if changes:
                before = {name: self._before[name] for name in changes}
                conflicts = correction.at_the_office(
                    act.session, act.actor, self._family_id, changes, before, act.now, act.today
                )
            act.session.flush()
            self._show(act)
            self.editing = False
            self.said = _said(changes, conflicts)
        return FamilyFile.show_again if not self.problem else None

    def _show(self, act: Act) -> None:
        self.may_write = correction.may_correct(act.session, act.actor, self._family_id, act.today)
        self.past = past(act, self._family_id)


def _said(changes: dict, conflicts: list[str]) -> str:
    if conflicts:
        names = ", ".join(FIELDS[name].label for name in conflicts)
        return f"{names} : quelqu’un l’a changé entre-temps. Les deux sont gardés, à choisir dans « À départager »."
    return "Le foyer est corrigé." if changes else "Rien n’a changé."


def _text(value: object) -> str:
    return ("oui" if value else "non") if isinstance(value, bool) else str(value or "")


def _value(name: str, text: str) -> str | bool:
    return text == "oui" if name == "interpreter" else text.strip()


def _id(path: str) -> uuid.UUID:
    try:
        return uuid.UUID(path.rstrip("/").rsplit("/", 1)[-1])
    except ValueError as error:
        raise household.NotFound from error


def edit_button() -> rx.Component:
    return rx.cond(
        HouseholdForm.may_write, theme.button("Corriger", on_click=HouseholdForm.edit, aria_label="Corriger le foyer")
    )


def history() -> rx.Component:
    return household_history.history(HouseholdForm.past)


def panel() -> rx.Component:
    def text(name: str) -> rx.Component:
        rule = FIELDS[name]
        common = {"name": name, "default_value": HouseholdForm.values[name], "max_length": rule.longest}
        if name in ("postcode", "city"):
            common["key"] = f"{name}{HouseholdForm.takes}"  # an address that is taken fills them anew
        if name in LONG:
            return theme.field(rule.label, rx.el.textarea(rows=3, class_name="textarea", **common))
        return theme.field(rule.label, theme.text_input(auto_complete="off", **common))

    def choice(name: str, options: dict[str, str]) -> rx.Component:
        return theme.field(
            FIELDS[name].label,
            rx.el.select(
                *(rx.el.option(label, value=code) for code, label in options.items()),
                name=name,
                default_value=HouseholdForm.values[name],
                class_name="input",
            ),
        )

    return rx.cond(
        HouseholdForm.editing,
        rx.el.aside(
            rx.el.form(
                rx.el.div(
                    rx.el.h2("Corriger le foyer"),
                    theme.button("Fermer", kind="quiet", on_click=HouseholdForm.cancel),
                    class_name="row-between",
                ),
                rx.el.div(text("phone"), text("phone_2"), class_name="pair"),
                rx.el.div(choice("contact_ok", CONTACT), choice("interpreter", INTERPRETER), class_name="pair"),
                text("languages"),
                address_box.box(
                    HouseholdForm.values,
                    HouseholdForm.takes,
                    HouseholdForm.suggested,
                    HouseholdForm.look_for_address,
                    HouseholdForm.take_address,
                ),
                rx.el.div(text("postcode"), text("city"), class_name="pair"),
                text("access_notes"),
                text("safety_notes"),
                theme.button("Enregistrer", kind="primary", type="submit"),
                on_submit=HouseholdForm.save,
                class_name="stack",
            ),
            Escape.create(on_escape=HouseholdForm.cancel),
            class_name="panel",
            aria_label="Corriger le foyer",
        ),
    )
