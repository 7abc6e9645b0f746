"""« Nouvelle famille »: a file opened by hand, without a notice; one that exists already is shown instead."""

from typing import ClassVar, TypedDict

import reflex as rx
from sqlmodel import select

from fieldvisit.access import roles
from fieldvisit.access.account import Sector
from fieldvisit.access.permission import Permission, allow
from fieldvisit.families import correction, fact, opening
from fieldvisit.families.household import Household
from fieldvisit.families.members import PERSON
from fieldvisit.families.opening import HOME, Known, New
from fieldvisit.families.person import Role
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import Act, Desk, PageState, acting, loading
from fieldvisit.pages.office.fact_form import control
from fieldvisit.pages.office.family_open import changed, id_of
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.page import Page
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind

#: The persons that the form has room for; the others are added in the file.
ADULTS, CHILDREN = ("a", "b"), ("c", "d")
OF_ADULT = ("role", "last_name", "first_name", "birth_date", "phone")
OF_CHILD = ("last_name", "first_name", "birth_date", "sex")
ADULT_ROLES = {one.value: one.label for one in Role if one is not Role.CHILD}


class SectorChoice(TypedDict):
    id: str
    name: str


class NewFamily(PageState):
    AT: ClassVar[str] = "/familles/nouvelle"

    may_open: bool = False
    may_follow: bool = False
    sectors: list[SectorChoice] = []
    values: dict[str, str] = {}
    known_id: str = ""
    known: bool = False
    _subject: str = ""

    @rx.event
    @allow("identite_foyer", "W")
    def load(self):
        again = self._subject != ""
        with loading(self, "nouvelle") as act:
            self.may_open = opening.may_open(act.actor)
            self.may_follow = act.actor.role in roles.FIELD
            found = act.session.exec(select(Sector).where(Sector.id.in_(act.actor.sectors)).order_by(Sector.name))
            self.sectors = [{"id": str(one.id), "name": one.name} for one in found]
            self.values = self.values if again else blank()

    @rx.event
    @allow("identite_foyer", "W")
    def open_file(self, form: dict):
        typed = {name: value for name, value in form.items() if isinstance(value, str)}
        self.values = self.values | {name: typed[name] for name in self.values if name in typed}
        self.known, self.known_id = False, ""
        made = None
        with acting(self) as act:
            try:
                new = _read(typed)
                follows, sure = typed.get("follows") == "oui", typed.get("sure") == "oui"
                home = opening.open_by_hand(act.session, act.actor, new, act.today, act.now, follows=follows, sure=sure)
            except Known as refusal:
                self.known, self.known_id = True, str(refusal.family_id or "")
                raise
            if not (follows and self.may_follow):
                _to_assign(act, home)
            changed(act, home.id)
            made = home.id
        return rx.redirect(f"/familles/{made}") if made else None


def _to_assign(act: Act, home: Household) -> None:
    """Nobody follows it yet: somebody has to be chosen."""
    tasks.open_task(
        act.session,
        sector_id=home.sector_id,
        kind=Kind.ASSIGN,
        label=f"Affecter : {home.label}",
        source=f"household:{home.id}",
        now=act.now,
        family_id=home.id,
    )


def blank() -> dict[str, str]:
    names = ["label", *HOME]
    names += [f"{who}_{name}" for who in ADULTS for name in OF_ADULT]
    names += [f"{who}_{name}" for who in CHILDREN for name in OF_CHILD]
    roles_ = {"a_role": Role.MOTHER.value, "b_role": Role.FATHER.value}
    return {name: "" for name in names} | roles_ | {"languages": "français"}


def _read(typed: dict[str, str]) -> New:
    """:raises fieldvisit.families.fact.Invalid: naming the box that cannot be read"""
    people = []
    for who in (*ADULTS, *CHILDREN):
        boxes = {name: typed.get(f"{who}_{name}", "").strip() for name in (OF_ADULT if who in ADULTS else OF_CHILD)}
        if any(value for name, value in boxes.items() if name != "role"):
            people.append(fact.read(PERSON, {"role": Role.CHILD.value} | boxes))
    sector = id_of(typed.get("sector", ""))
    if sector is None:
        raise fact.Invalid("Choisissez le secteur.")
    label = typed.get("label", "").strip()
    if not label and people:
        label = f"Famille {people[0]['last_name']}"
    return New(label, sector, {name: typed.get(name, "") for name in HOME}, people)


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.h1("Nouvelle famille"),
            theme.link_button("← Familles", href="/familles", kind="quiet"),
            class_name="row-between",
        ),
        said(NewFamily),
        rx.cond(
            NewFamily.known_id != "",
            theme.link_button("Ouvrir ce dossier", href="/familles/" + NewFamily.known_id, kind="primary"),
        ),
        rx.cond(NewFamily.may_open, _form()),
        here="/familles",
    )


def _form() -> rx.Component:
    values = NewFamily.values

    def home(name: str) -> rx.Component:
        rule = correction.FIELDS[name]
        box = theme.text_input(name=name, default_value=values[name], max_length=rule.longest, auto_complete="off")
        return theme.field(rule.label, box)

    def person(who: str, name: str) -> rx.Component:
        one = PERSON[name]
        if name == "role":
            one = fact.Fact(one.label, one.kind, among=ADULT_ROLES, required=True)
        return control(f"{who}_{name}", one, values)

    def adult(who: str, title: str) -> rx.Component:
        return theme.card(
            rx.el.h2(title),
            rx.el.div(person(who, "role"), person(who, "birth_date"), class_name="pair"),
            rx.el.div(person(who, "last_name"), person(who, "first_name"), class_name="pair"),
            person(who, "phone"),
            class_name="stack",
        )

    def child(who: str, title: str) -> rx.Component:
        return theme.card(
            rx.el.h2(title),
            rx.el.div(person(who, "last_name"), person(who, "first_name"), class_name="pair"),
            rx.el.div(person(who, "birth_date"), person(who, "sex"), class_name="pair"),
            class_name="stack",
        )

    sector = theme.field(
        "Secteur",
        rx.el.select(
            rx.foreach(NewFamily.sectors, lambda one: rx.el.option(one["name"], value=one["id"])),
            name="sector",
            class_name="input",
        ),
    )
    return rx.el.form(
        rx.el.div(
            adult("a", "Un parent"),
            adult("b", "L’autre parent (facultatif)"),
            child("c", "Enfant (facultatif)"),
            child("d", "Jumeau ou autre enfant (facultatif)"),
            theme.card(
                rx.el.h2("Foyer"),
                rx.el.div(
                    theme.field(
                        "Nom du dossier",
                        theme.text_input(
                            name="label",
                            default_value=values["label"],
                            max_length=opening.LONGEST_LABEL,
                            auto_complete="off",
                            placeholder="Famille Dupont",
                        ),
                    ),
                    sector,
                    class_name="pair",
                ),
                home("address"),
                rx.el.div(home("postcode"), home("city"), class_name="pair"),
                rx.el.div(home("phone"), home("languages"), class_name="pair"),
                class_name="stack",
            ),
            class_name="new-family",
        ),
        rx.cond(
            NewFamily.may_follow,
            theme.field(
                "Suivi",
                rx.el.select(
                    rx.el.option("Je suis cette famille", value="oui"),
                    rx.el.option("À affecter", value="non"),
                    name="follows",
                    class_name="input",
                ),
            ),
        ),
        rx.cond(
            NewFamily.known,
            rx.el.label(
                rx.el.input(type="checkbox", name="sure", value="oui"),
                "J’ai vérifié : ce n’est pas la même famille",
                class_name="tick",
            ),
        ),
        rx.el.div(theme.button("Ouvrir le dossier", kind="primary", type="submit"), class_name="row"),
        on_submit=NewFamily.open_file,
        class_name="stack",
    )


PAGE = Page(
    route="/familles/nouvelle",
    title="Nouvelle famille – Fieldvisit",
    permission=Permission("identite_foyer", "W"),
    component=page,
    on_load=(Desk.arrive, NewFamily.load),
)
