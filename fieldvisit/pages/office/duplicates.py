"""« Doublons »: two files that may be of one family, side by side; a person joins them, or says that they are two."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.duplicates_joined import Joined
from fieldvisit.pages.office.duplicates_state import Duplicates, Line, Pair, Same
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.page import Page

HERE = "/doublons"
REASONS = ("Vérifié avec la famille", "Même enfant, même date", "Saisi deux fois", "Familles différentes")


def page() -> rx.Component:
    return shell(
        rx.el.h1("Doublons"),
        said(Duplicates),
        rx.el.div(
            rx.el.div(_queue(), _joined(), class_name="stack"),
            rx.cond(Duplicates.opened["a"] != "", _opened(), _hint()),
            class_name="settle",
        ),
        here="/familles",
    )


def _queue() -> rx.Component:
    def line(one: rx.Var[Pair]) -> rx.Component:
        return rx.el.li(
            rx.el.button(
                rx.el.span(one["title"], class_name="strong"),
                rx.el.span(one["why"], class_name="small"),
                type="button",
                on_click=Duplicates.open(one["subject"]),
                aria_current=rx.cond(one["subject"] == Duplicates.opened["subject"], "true", "false"),
                class_name="settle-item",
            )
        )

    return rx.el.nav(
        rx.cond(
            Duplicates.pairs.length() > 0,
            rx.el.ul(rx.foreach(Duplicates.pairs, line), class_name="settle-queue"),
            rx.cond(Duplicates.problem == "", rx.el.p("Aucun dossier ne se ressemble.", class_name="card soft")),
        ),
        aria_label="Dossiers qui se ressemblent",
    )


def _hint() -> rx.Component:
    words = "Choisissez une ligne : les deux dossiers s’affichent côte à côte."
    return rx.cond(Duplicates.pairs.length() > 0, rx.el.p(words, class_name="soft settle-hint"))


def _opened() -> rx.Component:
    opened = Duplicates.opened
    return rx.el.section(
        rx.el.div(
            rx.el.h2(opened["title"]),
            theme.button("Fermer", kind="quiet", on_click=Duplicates.close),
            class_name="row-between",
        ),
        rx.foreach(Duplicates.warnings, lambda words: theme.notice(words, kind="warn")),
        rx.cond(opened["inside"], rx.fragment(), _which()),
        rx.el.dl(rx.foreach(Duplicates.lines, _line), class_name="stack"),
        rx.cond(Duplicates.same.length() > 0, _persons()),
        _decide(),
        class_name="card stack",
        aria_label="Les deux dossiers",
    )


def _which() -> rx.Component:
    def side(letter: str) -> rx.Component:
        return rx.el.button(
            rx.el.span(f"Garder le dossier {letter.upper()}", class_name="strong"),
            rx.el.span(Duplicates.opened[f"label_{letter}"], class_name="small"),
            type="button",
            class_name="side-choice",
            aria_pressed=Duplicates.kept == letter,
            on_click=Duplicates.keep(letter),
        )

    return rx.el.div(side("a"), side("b"), class_name="sides", role="group", aria_label="Quel dossier garder")


def _line(row: rx.Var[Line]) -> rx.Component:
    def value(letter: str) -> rx.Component:
        return rx.el.span(rx.cond(row[letter] != "", row[letter], "–"), class_name="pre")

    return rx.el.div(
        rx.el.dt(
            rx.el.span(row["label"], class_name="strong"),
            " ",
            rx.cond(row["same"], theme.badge("identique", kind="ok"), theme.badge("différent", kind="warn")),
        ),
        rx.el.dd(value("a"), value("b"), class_name="sides"),
        class_name="stack-tight",
    )


def _persons() -> rx.Component:
    def tick(one: rx.Var[Same]) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="checkbox", checked=one["on"], on_change=lambda _: Duplicates.tick(one["gone"]), name=one["gone"]
            ),
            rx.el.span(one["words"]),
            class_name="tick",
        )

    return rx.el.fieldset(
        rx.el.legend("La même personne dans les deux", class_name="strong"),
        rx.foreach(Duplicates.same, tick),
        rx.el.p(
            "Ce qui a été écrit sous l’une passe sous l’autre. Rien n’est effacé, tout se sépare de nouveau.",
            class_name="soft small",
        ),
        class_name="stack-tight",
    )


def _decide() -> rx.Component:
    def tap(words: str) -> rx.Component:
        return rx.el.button(
            words,
            type="button",
            class_name="pill",
            aria_pressed=Duplicates.reason == words,
            on_click=Duplicates.say_why(words),
        )

    return rx.el.div(
        rx.el.div(*map(tap, REASONS), class_name="pills", role="group", aria_label="Motifs courants"),
        theme.field(
            "Motif",
            rx.el.input(
                default_value=Duplicates.reason,
                key=Duplicates.reason,
                on_blur=Duplicates.say_why,
                max_length=2000,
                class_name="input",
            ),
        ),
        rx.el.div(
            theme.button(
                rx.cond(Duplicates.opened["inside"], "Ce sont deux personnes", "Ce sont deux familles"),
                on_click=Duplicates.apart,
            ),
            theme.button(
                rx.cond(Duplicates.opened["inside"], "Réunir ces personnes", "Réunir ces dossiers"),
                kind="primary",
                on_click=Duplicates.join,
            ),
            class_name="row settle-acts",
        ),
        class_name="stack settle-foot",
    )


def _joined() -> rx.Component:
    def line(one: rx.Var[Joined]) -> rx.Component:
        return rx.el.li(
            rx.el.p(rx.el.a(one["label"], href="/familles/" + one["kept"]), class_name="strong"),
            rx.el.p(one["gone"]),
            rx.el.p(one["who"], class_name="soft small"),
            rx.cond(
                one["first"] == "",
                theme.button("Séparer", on_click=Duplicates.part(one["id"]), aria_label="Séparer " + one["label"]),
                rx.el.p("La dernière réunion se sépare d’abord : ", one["first"], ".", class_name="soft small"),
            ),
            class_name="stack-tight",
        )

    return rx.cond(
        Duplicates.joined.length() > 0,
        rx.el.details(
            rx.el.summary("Réunis récemment (", Duplicates.joined.length(), ")"),
            rx.el.ul(rx.foreach(Duplicates.joined, line), class_name="stack"),
            class_name="card fold",
        ),
    )


PAGE = Page(
    route=HERE,
    title="Doublons – Fieldvisit",
    permission=Permission("identite_foyer", "W"),
    component=page,
    on_load=(Desk.arrive, Duplicates.load),
)
