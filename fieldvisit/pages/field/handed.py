"""The EPDS in the woman's hands: one question at a time, the citation below, no way out but the professional's."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import bar, hooks, interview
from fieldvisit.pages.field.hooks import handed, tap, verb, visit
from fieldvisit.pages.field.shapes import Left, Option

MODULE = "screens/handed.js"


def offer() -> rx.Component:
    """In the part of the visit where the questionnaire is proposed."""
    return rx.cond(
        visit["handing"] != "",
        theme.card(
            rx.el.h3("Elle répond seule, sur la tablette"),
            rx.el.p(
                "Seul le questionnaire s’affiche, jusqu’à ce que vous repreniez la tablette avec votre phrase secrète. "
                "Le score n’apparaît qu’à vous, ensuite. Ce n’est pas un diagnostic."
            ),
            theme.button(visit["handing"], kind="primary", on_click=tap(MODULE, "hand")),
            class_name="stack part-closed",
        ),
    )


def _intro() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Comment vous sentez-vous ?", class_name="handed-question"),
        rx.el.p(handed["instruction"], class_name="handed-text"),
        rx.el.p(
            "Dix questions, à votre rythme. Vous pouvez en laisser une de côté. "
            "Vos réponses ne sont lues que par la personne qui vous accompagne et les soignants de son équipe.",
            class_name="handed-text",
        ),
        theme.button("Commencer", kind="primary", class_name="handed-next", on_click=tap(MODULE, "next")),
    )


def _answer(option: rx.Var[Option]) -> rx.Component:
    return rx.el.button(
        option["label"],
        type="button",
        class_name="handed-answer",
        aria_pressed=option["chosen"],
        on_click=tap(MODULE, "pick", option["code"]),
    )


def _question() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.p(handed["place"], class_name="soft tabular"),
            rx.el.span(
                rx.el.span(class_name="share-talked", style={"width": handed["share"].to(str) + "%"}),
                class_name="shares",
            ),
            class_name="stack-tight",
        ),
        rx.el.div(
            rx.el.p(handed["lead"], class_name="handed-text soft"),
            rx.el.h1(handed["question"], class_name="handed-question", id="handed-question"),
            class_name="stack handed-head",
        ),
        rx.el.div(
            rx.foreach(handed["options"], _answer),
            class_name="handed-answers",
            role="group",
            aria_labelledby="handed-question",
        ),
        rx.el.div(
            rx.cond(
                handed["can_return"],
                theme.button("Précédente", class_name="handed-back", on_click=tap(MODULE, "previous")),
            ),
            rx.el.button(
                rx.cond(handed["answered"], "Suivante", "Laisser de côté"),
                type="button",
                class_name="button handed-next" + rx.cond(handed["answered"], " button-primary", ""),
                on_click=tap(MODULE, "next"),
            ),
            class_name="row handed-moves",
        ),
    )


def _left(one: rx.Var[Left]) -> rx.Component:
    return theme.button(one["label"], on_click=tap(MODULE, "goTo", one["at"]))


def _end() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Merci", class_name="handed-question"),
        rx.cond(
            handed["missing_said"] != "",
            rx.fragment(
                rx.el.p(handed["missing_said"], class_name="handed-text"),
                rx.el.div(rx.foreach(handed["missing"], _left), class_name="row"),
            ),
            rx.el.p("Vous avez répondu aux dix questions.", class_name="handed-text"),
        ),
        rx.el.div(
            theme.button("Revoir mes réponses", class_name="handed-back", on_click=tap(MODULE, "goTo", 0)),
            theme.button("J’ai terminé", kind="primary", class_name="handed-next", on_click=tap(MODULE, "finish")),
            class_name="row handed-moves",
        ),
    )


def _done() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Merci", class_name="handed-question"),
        rx.el.p("Vous pouvez rendre la tablette.", class_name="handed-text"),
    )


def _door() -> rx.Component:
    """The professional's: the vault's passphrase, or back to the questionnaire."""
    return rx.el.form(
        rx.el.h1("Reprendre la tablette"),
        theme.field(
            "Phrase secrète de la personne qui a confié la tablette",
            theme.text_input(name="phrase", id="handed-phrase", type="password", auto_complete="off"),
        ),
        rx.el.p(handed["problem"], class_name="problem gate-problem", role="alert"),
        theme.button(rx.cond(handed["busy"], "Vérification…", "Reprendre"), kind="primary", type="submit"),
        rx.cond(
            hooks.own_key["held"],
            theme.button(
                "Reprendre avec la tablette : empreinte, visage ou code",
                type="button",
                on_click=tap(MODULE, "takeBackByTablet"),
            ),
        ),
        theme.button("Revenir au questionnaire", on_click=tap(MODULE, "backToHer")),
        class_name="stack handed-door",
        on_submit=verb(MODULE, "takeBack"),
    )


@rx.memo
def held() -> rx.Component:
    """Shows nothing: its hook keeps the address and the draft."""
    return rx.el.span(hooks.held, hidden=True)


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        held(),
        interview.time_keeper(),
        rx.el.main(
            rx.cond(
                handed["door"],
                _door(),
                rx.match(
                    handed["stage"],
                    ("intro", _intro()),
                    ("question", _question()),
                    ("end", _end()),
                    _done(),
                ),
            ),
            class_name="handed-main",
        ),
        rx.el.footer(
            rx.el.div(rx.foreach(handed["citation"], lambda one: rx.el.p(one["text"])), class_name="handed-citation"),
            rx.el.button(
                "Professionnel",
                type="button",
                class_name="curtain-hold handed-out",
                aria_label="Réservé au professionnel : maintenir pour reprendre la tablette",
                custom_attrs={
                    "onPointerDown": verb(MODULE, "outBegins"),
                    "onPointerUp": verb(MODULE, "outEnds"),
                    "onPointerLeave": verb(MODULE, "outEnds"),
                    "onPointerCancel": verb(MODULE, "outEnds"),
                    "onKeyDown": verb(MODULE, "outBegins"),
                    "onKeyUp": verb(MODULE, "outEnds"),
                },
            ),
            bar.hide("Masquer l’écran"),
            class_name="handed-foot",
        ),
        class_name="handed",
    )
