"""« Nouvelle famille » as it is drawn: two adults, two children, the household."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.families import correction, fact, opening
from fieldvisit.families.members import PERSON
from fieldvisit.pages import theme
from fieldvisit.pages.office import address_box
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.fact_form import control
from fieldvisit.pages.office.new_family import ADULT_ROLES, NewFamily
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.page import Page


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.h1("Nouvelle famille"),
            theme.link_button("← Familles", href="/familles", kind="quiet", class_name="nowrap"),
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
        more = {}
        if name in ("postcode", "city"):
            more = {"key": f"{name}{NewFamily.takes}", "on_blur": lambda words: NewFamily.say_place(name, words)}
        box = theme.text_input(
            name=name, default_value=values[name], max_length=rule.longest, auto_complete="off", **more
        )
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
                address_box.box(
                    values,
                    NewFamily.takes,
                    NewFamily.suggested,
                    NewFamily.look_for_address,
                    NewFamily.take_address,
                ),
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
