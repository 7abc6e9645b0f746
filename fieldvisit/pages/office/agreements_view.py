"""« Accords » as they are drawn: one line for each kind, what was said before, the panel that notes a word."""

import reflex as rx

from fieldvisit.families.agreeing import MODES, OPPOSITION, Status
from fieldvisit.pages import theme
from fieldvisit.pages.office.agreements_card import AgreementsCard, KindLine, Past
from fieldvisit.pages.office.shell import Escape, said


def agreements() -> rx.Component:
    def acts(one: rx.Var[KindLine]) -> rx.Component:
        giving = rx.cond(
            one["objection"],
            theme.button("Noter une opposition", on_click=AgreementsCard.note(one["kind"], Status.GIVEN.value)),
            rx.fragment(
                theme.button(
                    rx.cond(one["given"], "Renouveler", "Accordé"),
                    on_click=AgreementsCard.note(one["kind"], Status.GIVEN.value),
                    aria_label="Accordé : " + one["label"],
                ),
                rx.cond(
                    ~one["given"],
                    theme.button(
                        "Refusé",
                        on_click=AgreementsCard.note(one["kind"], Status.REFUSED.value),
                        aria_label="Refusé : " + one["label"],
                    ),
                ),
            ),
        )
        taking_back = theme.button(
            rx.cond(one["objection"], "Lever", "Retirer"),
            on_click=AgreementsCard.withdraw(one["kind"], one["last_id"]),
            aria_label=rx.cond(one["objection"], "Lever : ", "Retirer : ") + one["label"],
        )
        return rx.el.div(
            rx.cond(one["objection"] & one["given"], rx.fragment(), giving),
            rx.cond(one["given"], taking_back),
            class_name="row agreement-acts",
        )

    def line(one: rx.Var[KindLine]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(one["label"], class_name="strong"),
                rx.cond(one["told"] != "", rx.el.p(one["told"], class_name="soft small")),
                class_name="grow",
            ),
            theme.toned_badge(one["status"], one["tone"]),
            rx.cond(one["may_write"], acts(one)),
            class_name="agreement-line",
        )

    def past(one: rx.Var[Past]) -> rx.Component:
        return rx.el.li(
            rx.el.p(rx.el.span(one["kind"], class_name="strong"), " : ", one["words"]),
            rx.el.p(one["when"], ", noté par ", one["who"], class_name="soft small tabular"),
        )

    return theme.stack(
        theme.card(
            rx.el.h2("Accords de la famille"),
            rx.el.ul(rx.foreach(AgreementsCard.lines, line), class_name="agreement-lines"),
            class_name="stack",
        ),
        rx.cond(
            AgreementsCard.past.length() > 0,
            theme.card(
                rx.el.h2("Historique des accords"),
                rx.el.ul(rx.foreach(AgreementsCard.past, past), class_name="stack"),
                class_name="stack",
            ),
        ),
    )


def panel() -> rx.Component:
    giving = AgreementsCard.withdrawing == ""
    person = theme.field(
        "Dit par",
        rx.el.select(
            rx.el.option("Qui ?", value=""),
            rx.foreach(AgreementsCard.speakers, lambda one: rx.el.option(one["name"], value=one["id"])),
            name="person",
            required=True,
            class_name="input",
        ),
    )
    mode = theme.field("Recueilli", rx.el.select(*map(rx.el.option, MODES), name="mode", class_name="input"))
    lasting = (AgreementsCard.status == Status.GIVEN.value) & (AgreementsCard.kind != OPPOSITION)
    return rx.cond(
        AgreementsCard.kind != "",
        rx.el.aside(
            rx.el.div(
                rx.el.h2(AgreementsCard.title),
                theme.button("Fermer", kind="quiet", on_click=AgreementsCard.close, auto_focus=True),
                class_name="row-between",
            ),
            rx.cond(
                ~giving,
                theme.notice("Le retrait vaut dès l’enregistrement, partout.", kind="warn"),
            ),
            rx.el.form(
                person,
                rx.cond(giving, mode),
                theme.field("Dit le", theme.text_input(name="on", type="date"), "vide : aujourd’hui"),
                rx.cond(
                    giving & lasting,
                    theme.field(
                        "Valable jusqu’au", theme.text_input(name="expires_on", type="date"), "vide : douze mois"
                    ),
                ),
                theme.field(
                    rx.cond(giving, "Pour qui, pour quoi (facultatif)", "Ce qui a été dit (facultatif)"),
                    theme.text_input(name="words", auto_complete="off"),
                ),
                said(AgreementsCard),
                theme.button("Enregistrer", kind="primary", type="submit"),
                on_submit=AgreementsCard.save,
                class_name="stack",
                key=AgreementsCard.kind + AgreementsCard.status + AgreementsCard.withdrawing,
            ),
            Escape.create(on_escape=AgreementsCard.close),
            class_name="panel stack",
            aria_label="Accord",
        ),
    )
