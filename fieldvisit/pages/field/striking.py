"""« Rayer une mesure » on the tablet: the panel over a child's growth, and what became of the strikes that left."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field.hooks import striking, tap, verb
from fieldvisit.pages.field.shapes import SentStrike
from fieldvisit.pages.field.visit_pieces import pills

MODULE = "screens/striking.js"


def sent() -> rx.Component:
    """Strikes that are not at the office yet, or that it answered."""

    def one(line: rx.Var[SentStrike]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(line["text"], class_name="pre grow"),
                theme.toned_badge(line["state"], line["kind"]),
                rx.cond(
                    line["again"],
                    theme.button(
                        "Reprendre",
                        on_click=tap(MODULE, "again", line["key"]),
                        aria_label="Reprendre : " + line["text"].to(str),
                    ),
                ),
                class_name="row-between",
            ),
            rx.cond(line["sentence"] != "", rx.el.p(line["sentence"], class_name="soft")),
        )

    return rx.cond(
        striking["sent"].length() > 0,
        theme.card(
            rx.el.h2("Noté sur cette tablette"),
            rx.el.ul(rx.foreach(striking["sent"], one), class_name="stack"),
            class_name="stack",
        ),
    )


@rx.memo
def panel() -> rx.Component:
    return rx.cond(
        striking["open"],
        rx.el.div(
            rx.el.h2(striking["title"]),
            rx.el.p(striking["about"], class_name="strong"),
            rx.cond(
                striking["back"],
                rx.el.p("Elle comptera de nouveau. La rature reste lisible, avec votre nom."),
                rx.fragment(
                    rx.el.p("Elle reste lisible, barrée, avec votre nom et le motif. Elle ne compte plus."),
                    pills(striking["whys"], MODULE, "chooseWhy", "Pourquoi"),
                ),
            ),
            rx.el.div(
                theme.field(
                    "En quelques mots (facultatif)",
                    rx.el.input(
                        class_name="input",
                        default_value=striking["words"],
                        max_length=striking["most"],
                        auto_complete="off",
                        custom_attrs={"onInput": verb(MODULE, "typeWords")},
                    ),
                ),
                key=striking["form"],
            ),
            rx.el.p(striking["problem"], class_name="problem", role="status"),
            rx.el.div(
                theme.button("Annuler", on_click=tap(MODULE, "close")),
                theme.button(
                    rx.cond(striking["back"], "Rétablir la mesure", "Rayer la mesure"),
                    kind="primary",
                    on_click=tap(MODULE, "send"),
                ),
                class_name="row",
            ),
            id="striking",
            class_name="drawer stack",
            role="dialog",
            aria_label="Rayer ou rétablir une mesure",
        ),
    )
