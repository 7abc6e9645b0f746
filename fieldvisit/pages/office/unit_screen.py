"""« IP reçues » as it is drawn: what waits, soonest deadline first, and one report in its panel."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.shell import Escape, said, shell


def page(state) -> rx.Component:
    """``state``: the page's (``unit.Unit``)."""

    def tab(label: str, over: bool) -> rx.Component:
        return rx.el.button(
            label,
            type="button",
            class_name="pill",
            aria_pressed=rx.cond(state.over == over, "true", "false"),
            on_click=state.show_over(over),
        )

    return shell(
        rx.el.div(
            rx.el.h1("Informations préoccupantes"),
            rx.el.span(state.count, class_name="soft tabular", role="status"),
            class_name="row-between",
        ),
        rx.cond(
            ~state.whole, rx.el.p("Celles des familles que vous suivez. Chaque lecture est notée.", class_name="soft")
        ),
        rx.el.div(
            tab("En cours", False), tab("Évaluées, classées", True), class_name="pills", role="group", aria_label="Voir"
        ),
        rx.cond(state.opened["id"] == "", said(state)),
        rx.el.ul(rx.foreach(state.lines, lambda one: _line(state, one)), class_name="stack-tight concern-lines"),
        rx.cond(state.opened["id"] != "", _panel(state)),
        here=state.AT,
    )


def _line(state, one) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.el.span(one["children"], class_name="strong"),
                rx.cond(one["danger"], theme.badge("Danger immédiat", kind="alarm")),
                theme.toned_badge(one["status"], one["tone"]),
                class_name="row",
            ),
            rx.el.span(
                rx.el.span(one["reference"], class_name="tabular nowrap"),
                " – ",
                one["received"],
                class_name="small soft",
            ),
            rx.cond(one["due"] != "", theme.toned_badge(one["due"], one["due_tone"])),
            type="button",
            on_click=state.open(one["id"]),
            class_name="card concern-line",
        )
    )


def _facts(listed, class_name: str = "concern-facts") -> rx.Component:
    def fact(one) -> rx.Component:
        return rx.el.div(rx.el.dt(one["label"], class_name="small soft"), rx.el.dd(one["value"], class_name="pre"))

    return rx.el.dl(rx.foreach(listed, fact), class_name=class_name)


def _panel(state) -> rx.Component:
    opened = state.opened
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(opened["reference"], id="panel-title", class_name="tabular"),
            theme.button("Fermer", kind="quiet", on_click=state.close, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=state.close),
        said(state),
        rx.cond(opened["danger"], theme.notice("Danger immédiat signalé : le 17 et le 15 d’abord.", kind="alarm")),
        rx.cond(opened["court"], theme.notice("Adressée au procureur ; la CRIP en a copie.", kind="warn")),
        rx.el.p(opened["status"], rx.cond(opened["due"] != "", rx.fragment(" – ", opened["due"])), class_name="strong"),
        _acts(state),
        rx.cond(
            state.gaps.length() > 0,
            theme.notice(
                rx.el.p("Signée ainsi sur une tablette, il manquait :", class_name="strong"),
                rx.el.ul(rx.foreach(state.gaps, lambda one: rx.el.li(one))),
                kind="warn",
            ),
        ),
        _facts(state.said_of),
        _words("Faits observés", opened["facts"]),
        rx.cond(
            state.quotes.length() > 0, rx.el.section(rx.el.h3("Propos rapportés"), _facts(state.quotes, "concern-said"))
        ),
        _words("Contexte familial connu", opened["context"]),
        rx.cond(
            state.extracts.length() > 0,
            rx.el.section(rx.el.h3("Extrait de santé joint par un médecin"), _facts(state.extracts)),
        ),
        rx.cond(state.papers.length() > 0, _papers(state)),
        theme.link_button(
            "Document (PDF)", href="/api/inquietude/" + opened["id"].to(str) + "/document.pdf", target="_blank"
        ),
        rx.el.ul(rx.foreach(state.mails, lambda one: rx.el.li(one)), class_name="small soft"),
        rx.el.details(rx.el.summary("Historique"), _facts(state.past), class_name="fold"),
        aria_labelledby="panel-title",
        class_name="panel concern-panel stack",
    )


def _words(title: str, words) -> rx.Component:
    return rx.cond(words != "", rx.el.section(rx.el.h3(title), rx.el.p(words, class_name="pre")))


def _papers(state) -> rx.Component:
    def paper(one) -> rx.Component:
        return rx.el.li(
            theme.link_button(
                one["name"], href="/api/inquietude/pieces/" + one["id"].to(str), target="_blank", kind="quiet"
            )
        )

    return rx.el.section(rx.el.h3("Pièces jointes"), rx.el.ul(rx.foreach(state.papers, paper)))


def _acts(state) -> rx.Component:
    """What this reader may do now; nothing for who only reads."""

    def act(code: str, drawn: rx.Component) -> rx.Component:
        return rx.cond(state.may.contains(code), drawn)

    def form(handler, submit: str, *children, kind: str = "") -> rx.Component:
        return rx.el.form(
            *children, theme.button(submit, type="submit", kind=kind), on_submit=handler, class_name="stack"
        )

    def area(label: str) -> rx.Component:
        return theme.field(label, rx.el.textarea(name="words", rows="3", max_length=20_000, class_name="textarea"))

    choices = rx.foreach(state.outcomes, lambda one: rx.el.option(one, value=one))
    outcome = rx.el.select(rx.el.option("Choisir…", value=""), choices, name="outcome", class_name="select")
    return rx.el.div(
        act("acknowledge", theme.button("Accuser réception", kind="primary", on_click=state.acknowledge)),
        act(
            "evaluate",
            _fold(
                "Qui évalue",
                form(
                    state.evaluate,
                    "Enregistrer",
                    theme.field("Personnes ou équipe", theme.text_input(name="who", max_length=300)),
                    kind="primary",
                ),
            ),
        ),
        act(
            "conclude",
            _fold(
                "Suites données",
                form(
                    state.conclude,
                    "Enregistrer les suites",
                    theme.field("Suite", outcome),
                    area("Ce qui la fonde"),
                    kind="primary",
                ),
            ),
        ),
        act("extract", _fold("Joindre un extrait de santé", form(state.attach_extract, "Joindre", area("Extrait")))),
        act("file", _fold("Classer", form(state.file, "Classer", area("Motif"), kind="danger"))),
        key=state.form.to(str),
        class_name="stack-tight",
    )


def _fold(title: str, *children) -> rx.Component:
    return rx.el.details(rx.el.summary(title), *children, class_name="fold")
