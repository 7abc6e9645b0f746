"""The synthesis for the woman on the tablet: offered at the end of an interview, shown in large print, printed."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import bar
from fieldvisit.pages.field.hooks import synthesis, tap
from fieldvisit.pages.field.shapes import PaperSection

MODULE = "screens/synthesis.js"


@rx.memo
def offer() -> rx.Component:
    return rx.cond(
        synthesis["offered"],
        theme.card(
            rx.el.div(
                rx.el.h2("Synthèse pour la femme"),
                rx.cond(
                    synthesis["why"] == "",
                    theme.button("Montrer ou imprimer", on_click=tap(MODULE, "openSynthesis")),
                ),
                class_name="row-between",
            ),
            rx.cond(
                synthesis["why"] == "",
                rx.el.p("Relisez-la avant de la remettre : rien de ce qui a été confié n’y figure.", class_name="soft"),
                rx.el.p(synthesis["why"], class_name="soft"),
            ),
            class_name="stack",
        ),
    )


@rx.memo
def paper() -> rx.Component:
    """Over the whole screen, as the paper will be."""

    def section(one: rx.Var[PaperSection]) -> rx.Component:
        return rx.el.section(
            rx.el.h2(one["title"]),
            rx.foreach(one["lines"], lambda line: rx.el.p(line)),
        )

    return rx.el.div(
        rx.el.div(
            theme.button("Fermer", on_click=tap(MODULE, "closeSynthesis"), auto_focus=True),
            bar.hide(),
            theme.button("Imprimer", kind="primary", on_click=tap(MODULE, "printSynthesis")),
            class_name="row-between synthesis-bar",
        ),
        rx.el.article(
            rx.el.h1(synthesis["title"]),
            rx.el.p(synthesis["intro"], class_name="soft"),
            rx.foreach(synthesis["sections"], section),
            rx.el.div(
                rx.foreach(synthesis["foot"], lambda line: rx.el.p(line)),
                class_name="synthesis-foot",
            ),
            class_name="synthesis-paper",
        ),
        class_name="synthesis-screen",
        role="dialog",
        aria_modal="true",
        aria_label="Synthèse pour la femme",
    )
