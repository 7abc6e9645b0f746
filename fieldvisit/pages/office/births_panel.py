"""One notice beside the families, or the children, that it may speak of."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.births_match import BirthsMatch, Child, Fact, Family
from fieldvisit.pages.office.shell import Escape


def panel() -> rx.Component:
    return rx.el.aside(
        Escape.create(on_escape=BirthsMatch.close_panel),
        rx.el.div(
            rx.el.h2(BirthsMatch.title, class_name="births-name"),
            theme.button("Fermer", on_click=BirthsMatch.close_panel, auto_focus=True),
            class_name="row-between",
        ),
        rx.cond(BirthsMatch.problem != "", theme.notice(BirthsMatch.problem, kind="warn", role="alert")),
        rx.foreach(BirthsMatch.remarks, lambda text: theme.notice(text, kind="warn")),
        rx.el.div(
            theme.card(
                rx.el.h3(BirthsMatch.kind, " – ce qu’il dit"),
                _facts(BirthsMatch.facts),
                class_name="stack births-said",
            ),
            rx.cond(
                BirthsMatch.is_death,
                rx.foreach(BirthsMatch.children, _dead),
                rx.foreach(BirthsMatch.families, _family),
            ),
            class_name="births-sides",
        ),
        rx.cond(
            BirthsMatch.may_open,
            theme.button("Aucune : ouvrir un nouveau dossier", on_click=BirthsMatch.open_new),
        ),
        rx.el.details(
            rx.el.summary("Classer sans suite"),
            rx.el.form(
                theme.field(
                    "Pourquoi",
                    rx.el.textarea(name="reason", class_name="textarea", required=True, max_length=2000),
                ),
                theme.button("Classer", type="submit"),
                on_submit=BirthsMatch.settle,
                class_name="stack",
            ),
            class_name="fold",
        ),
        class_name="panel stack births-panel",
        aria_label="Rapprocher un avis",
    )


def _facts(facts: rx.Var[list[Fact]]) -> rx.Component:
    return rx.el.dl(
        rx.foreach(
            facts,
            lambda one: rx.el.div(rx.el.dt(one["label"]), rx.el.dd(one["value"]), class_name="fact"),
        ),
        class_name="facts",
    )


def _family(one: rx.Var[Family]) -> rx.Component:
    return theme.card(
        rx.el.h3(one["title"], class_name="births-name"),
        rx.cond(one["why"] != "", rx.el.p("Ce qui correspond : ", one["why"], class_name="births-why")),
        rx.cond(one["against"] != "", rx.el.p("Ce qui diffère : ", one["against"], class_name="births-against")),
        _facts(one["facts"].to(list[Fact])),
        rx.cond(
            one["open"],
            rx.fragment(
                rx.foreach(one["children"].to(list[Child]), lambda child: _same_child(one, child)),
                rx.cond(
                    one["moved"],
                    theme.button(
                        "C’est cette famille, elle a déménagé",
                        kind="primary",
                        on_click=BirthsMatch.attach(one["id"], "", True),
                    ),
                ),
                rx.cond(
                    one["moved"],
                    _this(one, "C’est cette famille, garder son adresse", ""),
                    rx.cond(
                        one["children"].to(list).length() > 0,
                        _this(one, "Cette famille, un autre enfant", ""),
                        _this(one, "C’est cette famille", "primary"),
                    ),
                ),
            ),
            rx.el.p("Ce dossier n’est pas de vos secteurs : voyez avec sa coordinatrice.", class_name="soft"),
        ),
        class_name="stack",
    )


def _this(one: rx.Var[Family], words: str, kind: str) -> rx.Component:
    return theme.button(words, kind=kind, on_click=BirthsMatch.attach(one["id"], "", False))


def _same_child(one: rx.Var[Family], child: rx.Var[Child]) -> rx.Component:
    return theme.button(
        "C’est ",
        child["name"],
        kind="primary",
        on_click=BirthsMatch.attach(one["id"], child["id"], False),
    )


def _dead(child: rx.Var[Child]) -> rx.Component:
    return theme.card(
        rx.el.h3(child["name"], class_name="births-name"),
        rx.el.p(child["words"]),
        theme.button("C’est cet enfant", kind="primary", on_click=BirthsMatch.recognise(child["id"])),
        rx.el.p("Ses visites, rappels et courriers s’arrêtent aussitôt.", class_name="soft small"),
        class_name="stack",
    )
