"""Correcting a household at the office, and the history of what was corrected: who, when, from what, to what."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access import roles
from fieldvisit.access.permission import allow
from fieldvisit.access.roles import Reach
from fieldvisit.families import correction, decision, household
from fieldvisit.families.correction import CONTACT, FIELDS
from fieldvisit.families.decision import About
from fieldvisit.pages import theme
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, PageState, acting, loading, looking
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.shell import Escape
from fieldvisit.places import geocode

TEXTS = tuple(name for name, rule in FIELDS.items() if not rule.among)
LONG = frozenset({"access_notes", "safety_notes"})
BESIDE = {True: " – gardé à côté, à départager", False: " – gardé à côté, départagé depuis"}
MOST_SUGGESTED = 6
INTERPRETER = {"non": "Sans interprète", "oui": "Avec interprète"}


class Past(TypedDict):
    """``beside``: that it was kept and not put in force, and whether somebody chose since; or nothing."""

    label: str
    before: str
    after: str
    who: str
    when: str
    beside: str


class Suggested(TypedDict):
    """An address of the county: its line, postcode and commune, and all of it as it is read."""

    line: str
    postcode: str
    city: str
    label: str


class HouseholdForm(PageState):
    AT: ClassVar[str] = "/familles/"

    may_write: bool = False
    editing: bool = False
    values: dict[str, str] = {}
    past: list[Past] = []
    suggested: list[Suggested] = []
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
            self.editing, self.suggested = self.may_write, []

    @rx.event
    @allow("identite_foyer", "W")
    def look_for_address(self, typed: str):
        """In the commune that stands in the form first, then in the whole county."""
        with looking(self, by_itself=True) as act:
            here = self.values.get("postcode", ""), self.values.get("city", "")
            every = [*geocode.suggest(act.session, typed[:200], *here), *geocode.suggest(act.session, typed[:200])]
            found = {one.ban_id: one for one in every} if self.editing else {}
            self.suggested = [
                {
                    "line": geocode.line_of(one),
                    "postcode": one.postcode,
                    "city": one.city,
                    "label": geocode.label_of(one),
                }
                for one in list(found.values())[:MOST_SUGGESTED]
            ]

    @rx.event
    @allow("identite_foyer", "W")
    def take_address(self, label: str):
        for one in self.suggested:
            if one["label"] == label:
                said = {"address": one["line"], "postcode": one["postcode"], "city": one["city"]}
                self.values, self.suggested = self.values | said, []

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
        # Who has only a shared right is shown what is needed to come, not what was: a former address tells a story.
        whole = roles.right(act.actor.role, correction.IDENTITY).read is Reach.ALL
        told = correction.history(act.session, self._family_id) if whole else []
        open_still = decision.open_among(act.session, About.HOUSEHOLD, [one.id for one, _ in told if not one.applied])
        self.past = [
            {
                "label": FIELDS[one.field].label,
                "before": correction.words(one.field, one.found),
                "after": correction.words(one.field, one.after),
                "who": name,
                "when": french.moment(one.received_at),
                "beside": "" if one.applied else BESIDE[one.id in open_still],
            }
            for one, name in told
        ]


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
    def line(one: rx.Var[Past]) -> rx.Component:
        return rx.el.li(
            rx.el.p(
                rx.el.span(one["label"], class_name="strong"),
                " : ",
                one["before"],
                " → ",
                one["after"],
                class_name="pre",
            ),
            rx.el.p(
                one["who"],
                ", le ",
                one["when"],
                one["beside"],
                class_name="soft small",
            ),
        )

    return rx.cond(
        HouseholdForm.past.length() > 0,
        theme.card(
            rx.el.h2("Corrections du foyer"),
            rx.el.ul(rx.foreach(HouseholdForm.past, line), class_name="stack"),
            class_name="stack",
        ),
    )


def _address() -> rx.Component:
    return theme.field(
        FIELDS["address"].label,
        theme.text_input(
            name="address",
            default_value=HouseholdForm.values["address"],
            key="address" + HouseholdForm.values["address"],
            max_length=FIELDS["address"].longest,
            auto_complete="off",
            on_change=HouseholdForm.look_for_address.debounce(250),
        ),
    )


def _suggestions() -> rx.Component:
    """Buttons, one under the other: the Tab key goes through them, Enter takes one."""

    def line(one: rx.Var[Suggested]) -> rx.Component:
        return rx.el.li(
            theme.button(
                one["label"], on_click=HouseholdForm.take_address(one["label"]), class_name="choice button-wide"
            )
        )

    return rx.el.ul(
        rx.foreach(HouseholdForm.suggested, line), class_name="stack-tight", aria_label="Adresses du département"
    )


def panel() -> rx.Component:
    def text(name: str) -> rx.Component:
        rule = FIELDS[name]
        common = {"name": name, "default_value": HouseholdForm.values[name], "max_length": rule.longest}
        if name in ("postcode", "city"):
            common["key"] = name + HouseholdForm.values[name]  # an address that is taken fills them anew
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
                _address(),
                rx.cond(HouseholdForm.suggested.length() > 0, _suggestions()),
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
