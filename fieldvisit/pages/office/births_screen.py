"""« Naissances » as it is drawn: what waits, by what is to be done; a notice beside the families it may speak of."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.births.worklist import Tab
from fieldvisit.pages import theme
from fieldvisit.pages.office import births_panel
from fieldvisit.pages.office.births import FILES, Births, TabView
from fieldvisit.pages.office.births_files import files
from fieldvisit.pages.office.births_import import BirthsImport
from fieldvisit.pages.office.births_match import BirthsMatch
from fieldvisit.pages.office.births_rows import Choice, Row
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.plain_form import plain_form
from fieldvisit.pages.office.shell import NEWS_EVERY_MS, Ticker, said, shell
from fieldvisit.pages.page import Page

LETTERS = "/api/naissances/courriers.pdf"


def _tabs() -> rx.Component:
    def tab(one: rx.Var[TabView]) -> rx.Component:
        return rx.el.button(
            one["label"],
            rx.cond(one["count"] != "", rx.el.span(one["count"], class_name="births-count tabular")),
            type="button",
            on_click=Births.show_tab(one["code"]),
            aria_pressed=rx.cond(Births.tab == one["code"], "true", "false"),
            class_name="births-tab",
        )

    return rx.el.div(rx.foreach(Births.tabs, tab), class_name="births-tabs", role="group", aria_label="Listes")


def _letters(ids: rx.Var[list[str]] | list, *words) -> rx.Component:
    """Opens the letters in a tab of their own; they are noted as sent."""
    hidden = (
        [rx.el.input(type="hidden", name="avis", value=one) for one in ids]
        if isinstance(ids, list)
        else [rx.foreach(ids, lambda one: rx.el.input(type="hidden", name="avis", value=one))]
    )
    return plain_form(*hidden, theme.button(*words, type="submit"), action=LETTERS, method="post", target="_blank")


def _row(one: rx.Var[Row]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(one["who"], class_name="strong births-name"),
            rx.el.p(one["what"]),
            rx.el.p(
                one["kind"],
                " – ",
                one["since"].to(str).lower(),
                class_name="soft small",
            ),
            class_name="stack-tight",
        ),
        rx.el.div(
            rx.cond(
                one["family_id"] != "",
                rx.el.a(one["family"], href="/familles/" + one["family_id"], class_name="births-link births-name"),
            ),
            rx.el.p(one["where"], class_name="births-name"),
            rx.foreach(one["remarks"], lambda text: rx.el.p(text, class_name="small births-remark")),
            rx.cond(one["letter"] != "", rx.el.p(one["letter"], class_name="small soft tabular")),
            class_name="stack-tight",
        ),
        rx.el.div(
            rx.el.div(
                rx.cond(
                    one["tone"] != "", theme.toned_badge(one["deadline"], one["tone"]), rx.el.span(one["deadline"])
                ),
                rx.cond(one["band"] != "", theme.badge(one["band"])),
                class_name="row",
            ),
            rx.cond(one["worker"] != "", rx.el.p("Suivie par ", rx.el.span(one["worker"], class_name="strong"))),
            _actions(one),
            class_name="stack-tight births-actions",
        ),
        class_name="card births-line",
    )


def _actions(one: rx.Var[Row]) -> rx.Component:
    return rx.match(
        Births.tab,
        (Tab.TO_MATCH.value, theme.button("Rapprocher", kind="primary", on_click=BirthsMatch.open_one(one["id"]))),
        (Tab.TO_ASSIGN.value, _assigning(one)),
        (Tab.ASSIGNED.value, rx.el.div(_other(one, "Changer"), _letter(one), class_name="births-more")),
        (Tab.CONTACTED.value, _letter(one)),
        (Tab.CLOSED.value, _undo(one)),
        rx.fragment(),
    )


def _assigning(one: rx.Var[Row]) -> rx.Component:
    return rx.fragment(
        rx.cond(
            one["best"] != "",
            rx.fragment(
                theme.button(
                    "Affecter à ", one["best_name"], kind="primary", on_click=Births.assign(one["id"], one["best"])
                ),
                rx.el.p(one["why"], class_name="small soft"),
            ),
            rx.el.p("Personne de disponible dans ce secteur cette semaine.", class_name="problem"),
        ),
        rx.el.div(_other(one, "Quelqu’un d’autre"), _letter(one), class_name="births-more"),
    )


def _other(one: rx.Var[Row], words: str) -> rx.Component:
    def option(each: rx.Var[Choice]) -> rx.Component:
        return rx.el.option(each["label"], value=each["value"])

    return rx.cond(
        one["others"].to(list).length() > 0,
        rx.el.details(
            rx.el.summary(words),
            rx.el.form(
                rx.el.input(type="hidden", name="notice", value=one["id"]),
                rx.el.select(
                    rx.foreach(one["others"].to(list[Choice]), option),
                    name="account",
                    class_name="select",
                    aria_label="Professionnelle",
                ),
                theme.button("Affecter", type="submit"),
                on_submit=Births.assign_other,
                class_name="stack-tight",
            ),
            class_name="fold",
        ),
    )


def _undo(one: rx.Var[Row]) -> rx.Component:
    return rx.cond(
        one["undo"] != "",
        rx.el.details(
            rx.el.summary("C’était une erreur"),
            rx.el.form(
                rx.el.input(type="hidden", name="child", value=one["undo"]),
                theme.field("Pourquoi", theme.text_input(name="reason", required=True, max_length=500)),
                theme.button("Annuler ce décès", kind="danger", type="submit"),
                on_submit=Births.undo_death,
                class_name="stack-tight",
            ),
            class_name="fold",
        ),
    )


def _letter(one: rx.Var[Row]) -> rx.Component:
    return rx.cond(one["may_write"] & (one["letter"] == ""), _letters([one["id"]], "Courrier"))


def _many() -> rx.Component:
    return rx.el.div(
        rx.cond(
            Births.proposed > 1,
            theme.button("Accepter les ", Births.proposed, " propositions", on_click=Births.assign_all, kind="primary"),
        ),
        rx.cond(
            Births.unwritten.length() > 1,
            _letters(Births.unwritten, "Imprimer ", Births.unwritten.length(), " courriers"),
        ),
        class_name="row births-many",
    )


def _list() -> rx.Component:
    return rx.fragment(
        _many(),
        rx.cond(
            Births.rows.length() > 0,
            rx.el.ul(rx.foreach(Births.rows, _row), class_name="stack", aria_label="Avis"),
            rx.cond(Births.loaded, rx.el.p(_nothing(), class_name="card")),
        ),
        rx.cond(Births.more, theme.button("En montrer davantage", on_click=Births.show_more)),
        Ticker.create(every=NEWS_EVERY_MS, on_tick=Births.look_again),
    )


def _nothing() -> rx.Component:
    return rx.match(
        Births.tab,
        (Tab.TO_MATCH.value, "Aucun avis à rapprocher : chacun a trouvé sa famille."),
        (Tab.TO_ASSIGN.value, "Aucune famille à affecter."),
        (Tab.ASSIGNED.value, "Aucune famille à contacter."),
        (Tab.CONTACTED.value, "Aucune famille contactée pour l’instant."),
        "Aucun avis clos.",
    )


def page() -> rx.Component:
    return shell(
        rx.el.h1("Naissances"),
        _tabs(),
        said(Births),
        rx.cond(Births.tab == FILES, files(), _list()),
        rx.cond(BirthsMatch.notice_id != "", births_panel.panel()),
        here="/naissances",
    )


PAGE = Page(
    route="/naissances",
    title="Naissances – Fieldvisit",
    permission=Permission("identite_foyer", "W"),
    component=page,
    on_load=(Desk.arrive, Births.load, BirthsImport.load),
)
