"""« Journal des accès » as it is drawn: the search, the lines, the extract for a parent, the months past their time."""

import reflex as rx

from fieldvisit.exports.access_extract import Asker
from fieldvisit.pages import theme
from fieldvisit.pages.office.shell import said, shell

COLUMNS = ("Quand", "Qui", "Dossier", "Quoi", "Pourquoi", "D’où")


def page(state, exceptional: rx.Component) -> rx.Component:
    """``state``: the page's (``journal.JournalPage``); ``exceptional``: the list of exceptional accesses."""
    return shell(
        rx.el.h1("Journal des accès"),
        rx.el.p(
            "Chaque ouverture d’un dossier et chaque écriture. Rien ne s’y modifie ni ne s’y efface ; le consulter y "
            "laisse une ligne aussi."
        ),
        said(state),
        exceptional,
        _search(state),
        rx.cond(
            state.more, theme.notice("Les 100 plus récentes seulement : précisez la personne, le dossier ou les jours.")
        ),
        rx.cond(state.lines.length() > 0, _lines(state), rx.el.p("Aucune ligne pour cette recherche.")),
        rx.cond(state.extracts, rx.fragment(_extract(state), _months(state))),
        here=state.AT,
    )


def _day(label: str, name: str, value) -> rx.Component:
    return theme.field(label, theme.text_input(name=name, type="date", default_value=value))


def _search(state) -> rx.Component:
    return rx.el.form(
        theme.field("Personne", theme.text_input(name="person", default_value=state.person, max_length=200)),
        theme.field(
            "Dossier (numéro ou nom)", theme.text_input(name="family", default_value=state.family, max_length=200)
        ),
        _day("Du", "since", state.since),
        _day("Au", "until", state.until),
        theme.button("Chercher", kind="primary", type="submit"),
        on_submit=state.search,
        class_name="row",
        style={"flexWrap": "wrap", "alignItems": "end"},
        role="search",
        key=state.since.to(str) + state.until.to(str),
    )


def _lines(state) -> rx.Component:
    def line(one) -> rx.Component:
        return rx.el.tr(
            rx.el.td(one["at"], class_name="tabular nowrap"),
            rx.el.td(rx.el.div(one["name"], class_name="strong"), rx.el.div(one["role"], class_name="soft")),
            rx.el.td(rx.el.div(one["case_number"], class_name="tabular nowrap"), rx.el.div(one["family"])),
            rx.el.td(rx.el.div(one["what"]), rx.el.div(one["screen"], class_name="soft")),
            rx.el.td(one["why"]),
            rx.el.td(one["device"]),
            key=one["key"],
        )

    return rx.el.div(
        rx.el.table(
            rx.el.caption("Lignes du journal, les plus récentes d’abord", class_name="sr-only"),
            rx.el.thead(rx.el.tr(*(rx.el.th(label, scope="col") for label in COLUMNS))),
            rx.el.tbody(rx.foreach(state.lines, line)),
            class_name="table",
        ),
        class_name="table-scroll",
        tab_index=0,
        role="region",
        aria_label="Lignes du journal",
    )


def _extract(state) -> rx.Component:
    return theme.card(
        rx.el.h2("Extrait pour un parent"),
        rx.el.p(
            "Qui a ouvert le dossier, quand, en quelle fonction : un PDF à remettre. Les lectures de la CRIP n’y sont "
            "pas, ni pour un parent ce qui touche aux soins de l’autre. L’établir laisse une ligne."
        ),
        rx.el.form(
            theme.field("Numéro de dossier", theme.text_input(name="dossier", required=True, max_length=40)),
            theme.field(
                "Demandé par",
                rx.el.select(
                    rx.el.option("Choisir", value=""),
                    *(rx.el.option(one.label, value=one.value) for one in Asker),
                    name="pour",
                    required=True,
                    class_name="select",
                ),
            ),
            _day("Du", "du", state.since),
            _day("Au", "au", state.until),
            theme.button("Établir l’extrait", type="submit"),
            action="/api/acces.pdf",
            method="get",
            target="_blank",
            class_name="row",
            style={"flexWrap": "wrap", "alignItems": "end"},
        ),
        class_name="stack",
    )


def _months(state) -> rx.Component:
    return theme.card(
        rx.el.h2("Intégrité et conservation"),
        rx.cond(
            state.seal != "",
            rx.el.p(
                "Dernière empreinte de la chaîne, à noter ailleurs : ",
                rx.el.span(state.seal, class_name="tabular", style={"overflowWrap": "anywhere"}),
            ),
            rx.el.p("Aucune ligne n’est encore chaînée."),
        ),
        rx.cond(
            state.due.length() > 0,
            rx.el.ul(rx.foreach(state.due, lambda one: _due(state, one)), class_name="visit-lines"),
            rx.el.p("Aucun mois n’a dépassé sa durée de conservation. Rien ne s’élimine seul."),
        ),
        rx.cond(
            state.gone.length() > 0,
            rx.el.ul(
                rx.foreach(
                    state.gone,
                    lambda one: rx.el.li("Éliminé : ", one["month"], " (", one["lines"], " lignes). ", one["told"]),
                )
            ),
        ),
        class_name="stack",
    )


def _due(state, one) -> rx.Component:
    about = rx.el.p(rx.el.strong(one["month"]), " : ", one["lines"], " lignes, durée de conservation écoulée.")
    form = rx.el.form(
        rx.el.input(type="hidden", name="month", value=one["month"], read_only=True),
        theme.field(
            "Sur quoi repose l’élimination",
            theme.text_input(name="reason", max_length=500),
            "Tableau de gestion, visa des Archives départementales.",
        ),
        theme.button("Éliminer ce mois", kind="danger", type="submit"),
        on_submit=state.let_go,
        class_name="stack-tight",
    )
    return rx.el.li(about, rx.cond(state.approves, form), class_name="stack-tight", key=one["month"])
