"""« Numéros d’urgence »: whom an « Urgent » gives to call, changed by the medical head or the administrator."""

from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.permission import Permission, allow
from fieldvisit.alerts import numbers
from fieldvisit.alerts.number import What
from fieldvisit.alerts.numbers import COMPARTMENT
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, Desk, PageState, acting, looking
from fieldvisit.pages.office.numbers_view import page
from fieldvisit.pages.page import Page

HERE = "/numeros"


class Number(TypedDict):
    """``at``: its place in its group, by which it is changed."""

    key: str
    code: str
    at: int
    name: str
    phone: str


class Group(TypedDict):
    code: str
    label: str
    numbers: list[Number]


class Choice(TypedDict):
    code: str
    label: str


class ChangeLine(TypedDict):
    key: str
    when: str
    who: str
    label: str
    what: str


NONE: Number = {"key": "", "code": "", "at": -1, "name": "", "phone": ""}


class Numbers(PageState):
    AT: ClassVar[str] = HERE

    groups: list[Group] = []
    choices: list[Choice] = []
    history: list[ChangeLine] = []
    opened: bool = False
    editing: Number = NONE
    label: str = ""
    form: int = 0

    @rx.event
    @allow(COMPARTMENT)
    def load(self):
        with looking(self) as act:
            self._show(act)

    @rx.event
    @allow(COMPARTMENT, "W")
    def add(self, code: str):
        """The panel of a new number; ``code``: of what, or "" to choose."""
        self._open({**NONE, "code": code if code in numbers.labels() else ""})

    @rx.event
    @allow(COMPARTMENT, "W")
    def edit(self, code: str, at: int):
        found = [one for group in self.groups if group["code"] == code for one in group["numbers"] if one["at"] == at]
        if found:
            self._open(found[0])

    @rx.event
    @allow(COMPARTMENT)
    def close(self):
        self.opened, self.problem = False, ""

    @rx.event
    @allow(COMPARTMENT, "W")
    def save(self, form: dict):
        name, phone = str(form.get("name", "")), str(form.get("phone", ""))
        with acting(self) as act:
            if self.editing["at"] < 0:
                code = str(form.get("code", "") or self.editing["code"])
                one = numbers.add(act.session, act.actor, code, name, phone, act.now)
            else:
                code, at = self.editing["code"], self.editing["at"]
                one = numbers.change(act.session, act.actor, code, at, name, phone, act.now)
            self._show(act)
            self.opened = False
            self.said = f"{one.told} : les tablettes l’auront à leur prochain contact."

    @rx.event
    @allow(COMPARTMENT, "W")
    def remove(self):
        with acting(self) as act:
            numbers.remove(act.session, act.actor, self.editing["code"], self.editing["at"], act.now)
            self._show(act)
            self.opened = False
            self.said = f"{self.editing['name']} : retiré des tablettes à leur prochain contact."

    def _open(self, one: Number) -> None:
        self.editing, self.label = one, numbers.labels().get(one["code"], "")
        self.opened, self.problem, self.said = True, "", ""
        self.form += 1  # the fields are those of this number, not of the last one

    def _show(self, act: Act) -> None:
        act.session.flush()
        names, listed = numbers.labels(), numbers.in_force(act.session)
        self.groups = [
            {"code": code, "label": label, "numbers": [_number(one) for one in listed[code]]}
            for code, label in names.items()
            if listed.get(code)
        ]
        self.choices = [{"code": code, "label": label} for code, label in names.items()]
        self.history = [
            {
                "key": str(one.id),
                "when": french.moment(one.at),
                "who": name,
                "label": names.get(code, code),
                "what": _told(one),
            }
            for one, code, name in numbers.history(act.session, act.actor)
        ]


def _number(one: numbers.Shown) -> Number:
    return {"key": f"{one.code}-{one.at}", "code": one.code, "at": one.at, "name": one.name, "phone": one.phone}


def _told(one) -> str:
    if one.what == What.CHANGED:
        return f"{one.before} → {one.after}"
    return f"{What(one.what).label} : {one.after or one.before}"


PAGE = Page(
    route=HERE,
    title="Numéros d’urgence – Fieldvisit",
    permission=Permission(COMPARTMENT),
    component=lambda: page(Numbers),
    on_load=(Desk.arrive, Numbers.load),
)
