"""« Tablettes » as it is seen: the table, and the panel of the one being looked after."""

import reflex as rx

from fieldvisit.access import tablets
from fieldvisit.access.device import Leaving
from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office import enrolments_screen
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.enrolments import Enrolments
from fieldvisit.pages.office.shell import Escape, said, shell
from fieldvisit.pages.office.tablet_line import TabletLine
from fieldvisit.pages.office.tablets import Tablets
from fieldvisit.pages.page import Page


def page() -> rx.Component:
    return shell(
        rx.el.div(rx.el.h1("Tablettes"), enrolments_screen.begin(), class_name="row-between"),
        rx.cond(~Tablets.panel & ~Enrolments.panel, said(Tablets)),
        rx.el.div(
            rx.foreach(
                Tablets.choices,
                lambda one: rx.el.button(
                    one["label"],
                    " ",
                    rx.el.span(one["count"], class_name="badge"),
                    type="button",
                    class_name="pill",
                    aria_pressed=Tablets.chosen == one["code"],
                    on_click=Tablets.choose(one["code"]),
                ),
            ),
            class_name="row",
            role="group",
            aria_label="Quelles tablettes",
        ),
        rx.cond(
            Tablets.lines.length() > 0,
            _table(),
            rx.el.p("Aucune tablette ici.", class_name="card soft"),
        ),
        enrolments_screen.history(),
        rx.cond(Tablets.panel, _panel()),
        enrolments_screen.panel(),
        here="/tablettes",
    )


def _table() -> rx.Component:
    titles = ("Tablette", "Enrôlée pour", "Dernier contact", "Encore à bord", "Appareil", "État")
    return rx.el.div(
        rx.el.table(
            rx.el.caption("Tablettes, celles qui menacent une perte d’abord", class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(
                    *(rx.el.th(title, scope="col") for title in titles),
                    rx.cond(Tablets.keeps, rx.el.th("Action", scope="col")),
                )
            ),
            rx.el.tbody(rx.foreach(Tablets.lines, _row)),
            class_name="table",
        ),
        class_name="table-scroll",
        tab_index=0,
        role="region",
        aria_label="Tablettes",
    )


def _row(one: rx.Var[TabletLine]) -> rx.Component:
    def small(text: rx.Var[str]) -> rx.Component:
        return rx.cond(text != "", rx.el.p(text, class_name="soft small"))

    return rx.el.tr(
        rx.el.td(rx.el.p(one["name"], class_name="strong"), small(one["label"])),
        rx.el.td(one["workers"]),
        rx.el.td(rx.el.p(one["heard"], class_name="nowrap"), rx.el.p(one["heard_at"], class_name="soft small nowrap")),
        rx.el.td(
            rx.cond(
                one["waiting"].length() > 0,
                rx.el.ul(rx.foreach(one["waiting"], lambda text: rx.el.li(text, class_name="nowrap"))),
                rx.el.span("Rien", class_name="soft"),
            )
        ),
        rx.el.td(
            rx.el.p(
                "Version ",
                one["version"],
                rx.cond(one["old"], rx.el.span(" – plus ancienne que le bureau", class_name="soft")),
            ),
            small(one["storage"]),
            small(one["kept"]),
            rx.foreach(one["facts"], lambda text: rx.el.p(text, class_name="small strong")),
        ),
        rx.el.td(rx.el.span(one["state"], class_name="badge badge-" + one["kind"].to(str))),
        rx.cond(
            Tablets.keeps,
            rx.el.td(
                theme.button(
                    "Gérer",
                    on_click=[Enrolments.close, Tablets.open(one["id"])],
                    aria_label="Gérer la tablette " + one["name"],
                )
            ),
        ),
        key=one["id"],
    )


def _panel() -> rx.Component:
    opened = Tablets.opened
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(opened["name"], id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=Tablets.close, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=Tablets.close),
        said(Tablets),
        rx.el.p(opened["workers"], class_name="soft"),
        rx.el.form(
            theme.field(
                "Nom au bureau",
                theme.text_input(
                    name="name", default_value=opened["name"], max_length=tablets.LONGEST_NAME, required=True
                ),
                "Par exemple « Tablette 7 – Bourg ».",
            ),
            theme.button("Renommer", type="submit"),
            on_submit=Tablets.rename,
            class_name="stack",
            key=opened["id"],
        ),
        rx.cond(opened["withdrawn"] != "", _withdrawn(opened), _withdraw()),
        aria_labelledby="panel-title",
        class_name="panel stack",
    )


def _withdraw() -> rx.Component:
    return rx.el.section(
        rx.el.h3("Retirer du service"),
        rx.el.p(
            "À son prochain contact, la tablette efface les dossiers qu’elle porte. "
            "Ce qui y était signé part quand même."
        ),
        theme.button(
            Leaving.LOST.label, kind="danger", class_name="button-wide", on_click=Tablets.withdraw(Leaving.LOST.value)
        ),
        rx.el.p(
            "Ce qu’elle enverra désormais sera conservé à part, et relu avant d’être versé.", class_name="soft small"
        ),
        theme.button(
            Leaving.RETURNED.label, class_name="button-wide", on_click=Tablets.withdraw(Leaving.RETURNED.value)
        ),
        rx.el.p("Ce qu’elle porte encore sera reçu normalement.", class_name="soft small"),
        class_name="stack",
    )


def _withdrawn(opened: rx.Var[TabletLine]) -> rx.Component:
    return rx.el.section(
        theme.notice(
            rx.el.p("Retirée le ", opened["withdrawn"], class_name="strong"),
            rx.el.p(opened["state"]),
            rx.cond(
                opened["lost"],
                rx.el.p("Ce qu’elle envoie est conservé à part."),
                rx.el.p("Ce qu’elle porte encore est reçu normalement."),
            ),
            kind="warn",
        ),
        theme.button("Remettre en service", class_name="button-wide", on_click=Tablets.restore),
        rx.el.p("On pourra de nouveau s’y connecter ; les dossiers seront rechargés.", class_name="soft small"),
        class_name="stack",
    )


PAGE = Page(
    route="/tablettes",
    title="Tablettes – Fieldvisit",
    permission=Permission("tablettes"),
    component=page,
    on_load=(Desk.arrive, Tablets.load, Enrolments.load),
)
