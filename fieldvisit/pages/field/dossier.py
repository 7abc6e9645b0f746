"""« Dossier » on the tablet: a family's file without network. The summary first, then one part at a time."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import agreements, bar, dossier_said, due_lines
from fieldvisit.pages.field.hooks import dossier, tap, view
from fieldvisit.pages.field.shapes import PersonCard
from fieldvisit.pages.field.unplanned import find_family
from fieldvisit.pages.field.visit_pieces import line, pills

MODULE = "screens/dossier.js"


def _summary() -> rx.Component:
    def call(number: str, href: str) -> rx.Component:
        return rx.cond(
            dossier[number] != "",
            theme.link_button("Appeler ", dossier[number], href=dossier[href], class_name="tabular"),
        )

    return theme.card(
        rx.el.p(dossier["people"], class_name="strong"),
        rx.cond(dossier["points"].length() > 0, rx.el.dl(rx.foreach(dossier["points"], line), class_name="facts")),
        rx.cond(dossier["safety"] != "", theme.notice(dossier["safety"], kind="warn", class_name="pre")),
        rx.el.div(
            rx.cond(
                dossier["map_href"] != "",
                theme.link_button("Itinéraire – ", dossier["address"], href=dossier["map_href"], class_name="stop-map"),
                rx.el.p(dossier["address"]),
            ),
            call("phone", "phone_href"),
            call("phone_2", "phone_2_href"),
            class_name="row",
        ),
        rx.cond(dossier["access"] != "", rx.el.p(dossier["access"], class_name="pre")),
        rx.cond(dossier["call"] != "", rx.el.p(dossier["call"], class_name="strong")),
        rx.cond(dossier["language"] != "", rx.el.p(dossier["language"])),
        rx.cond(
            dossier["instructions"] != "",
            rx.el.div(
                rx.el.p("Consignes de vie quotidienne", class_name="soft"),
                rx.el.p(dossier["instructions"], class_name="pre"),
            ),
        ),
        rx.cond(
            dossier["goals"].length() > 0,
            rx.el.div(
                rx.el.p("Objectifs partagés", class_name="soft"),
                rx.el.dl(rx.foreach(dossier["goals"], line), class_name="facts"),
            ),
        ),
        rx.el.div(
            rx.cond(
                dossier["may_contact"],
                theme.button(
                    "Noter un contact",
                    kind="primary",
                    on_click=tap("screens/contact.js", "openContact", dossier["family_id"]),
                ),
            ),
            rx.cond(
                dossier["has_carnet"],
                rx.fragment(
                    theme.button(
                        "Carnet de santé", on_click=tap("screens/carnet.js", "openCarnet", dossier["family_id"])
                    ),
                    theme.button("Courbes", on_click=tap("screens/growth.js", "openGrowth", dossier["family_id"], "")),
                ),
            ),
            rx.cond(
                dossier["may_correct"],
                theme.button("Corriger", on_click=tap("screens/household.js", "openHousehold", dossier["family_id"])),
            ),
            class_name="row",
        ),
        class_name="stack",
    )


def _person(one: rx.Var[PersonCard]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(one["name"], class_name="strong"),
                " – ",
                one["role"],
                rx.cond(one["age"] != "", ", " + one["age"].to(str), ""),
            ),
            rx.cond(one["facts"] != "", rx.el.p(one["facts"], class_name="soft small")),
            rx.cond(one["child"], _of_child(one)),
            class_name="grow stack-tight",
        ),
        rx.cond(one["phone"] != "", theme.link_button(one["phone"], href=one["phone_href"], class_name="tabular")),
        class_name="person-line",
    )


def _of_child(one: rx.Var[PersonCard]) -> rx.Component:
    """What concerns one child and nobody else: birth, carnet, and whatever is drawn of her or him."""
    return rx.fragment(
        rx.cond(one["health"] != "", rx.el.p(one["health"])),
        rx.cond(one["carnet"] != "", rx.el.p(one["carnet"], class_name="pre soft small")),
    )


def _persons() -> rx.Component:
    return rx.fragment(
        theme.card(rx.el.ul(rx.foreach(dossier["persons"], _person), class_name="person-lines")),
        rx.cond(
            dossier["pregnancies"].length() > 0,
            theme.card(
                rx.el.h2("Grossesses"),
                rx.el.dl(rx.foreach(dossier["pregnancies"], line), class_name="facts"),
                class_name="stack",
            ),
        ),
    )


def _agreements() -> rx.Component:
    return theme.card(
        rx.cond(
            dossier["agreements"].length() > 0,
            rx.el.ul(rx.foreach(dossier["agreements"], agreements.row), class_name="agreement-lines"),
            rx.el.p("Aucun accord noté.", class_name="soft"),
        )
    )


def _to_do() -> rx.Component:
    return theme.card(due_lines.of_family(dossier["due"]), dossier_said.more(), class_name="stack")


def _file() -> rx.Component:
    return rx.cond(
        dossier["family"] == "",
        theme.card(rx.el.p("Ce dossier n’est pas lisible sur la tablette. Retournez à la tournée.")),
        rx.fragment(
            rx.el.div(rx.el.h1(dossier["family"]), rx.el.p("Dossier", class_name="soft"), class_name="visit-head"),
            _summary(),
            pills(dossier["sections"], MODULE, "showSection", "Parties du dossier"),
            rx.match(
                dossier["section"],
                ("a-faire", _to_do()),
                ("accords", _agreements()),
                ("contacts", dossier_said.contacts()),
                ("chronologie", dossier_said.timeline()),
                _persons(),
            ),
            dossier_said.sent(),
        ),
    )


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        bar.bar(bar.before()),
        rx.el.main(
            bar.grave_warnings(),
            rx.cond(
                view["id"] == "",
                rx.fragment(rx.el.h1("Dossiers à bord"), find_family(MODULE, "openDossier")),
                _file(),
            ),
            class_name="field-main",
        ),
        agreements.panel(),
        due_lines.panel(),
        class_name="screen",
    )
