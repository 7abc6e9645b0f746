"""« Orientations » of a file as they are drawn, and the panel in which the follow-up of one is set down."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.referrals_card import ENDS, SAID, SEEN_CHOICES, ReferralLine, ReferralsCard, StepLine
from fieldvisit.pages.office.shell import Escape, said


def referrals_card() -> rx.Component:
    def line(one: rx.Var[ReferralLine]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(
                    rx.el.span(one["label"], class_name="strong"),
                    rx.cond(one["about"] != "", rx.el.span(" – ", one["about"])),
                ),
                rx.el.p(one["words"], class_name="soft small"),
                rx.cond(one["told"] != "", rx.el.p(one["told"], class_name="small")),
                rx.cond(one["late"] != "", rx.el.p(one["late"], class_name="small tabular")),
                class_name="grow",
            ),
            theme.toned_badge(one["state"], one["tone"]),
            theme.button(
                rx.cond(one["may_write"], "Suivre", "Lire"),
                on_click=ReferralsCard.open_one(one["id"]),
                aria_label="Suivre l’orientation : " + one["label"].to(str),
            ),
            class_name="person-line",
        )

    return rx.cond(
        ReferralsCard.lines.length() > 0,
        theme.card(
            rx.el.h2("Orientations"),
            rx.el.ul(rx.foreach(ReferralsCard.lines, line), class_name="person-lines"),
            class_name="stack",
        ),
    )


def _select(name: str, options: list[tuple[str, str]]) -> rx.Component:
    return rx.el.select(
        *(rx.el.option(label, value=code) for code, label in options),
        name=name,
        default_value=ReferralsCard.values[name],
        class_name="select",
    )


def _day(label: str, name: str, hint: str = "") -> rx.Component:
    box = theme.text_input(name=name, type="date", default_value=ReferralsCard.values[name])
    return theme.field(label, box, hint)


def _follow() -> rx.Component:
    return rx.el.form(
        theme.field("Ce qu’en dit la famille", _select("state", SAID)),
        theme.field(
            "Adressée à",
            theme.text_input(name="to_whom", default_value=ReferralsCard.values["to_whom"], max_length=200),
            "Service ou personne, avec son numéro si vous l’avez.",
        ),
        rx.el.div(_day("Envoyée le", "sent_on"), _day("Relancer le", "remind_on"), class_name="pair"),
        rx.el.div(
            _day("Réponse le", "answered_on"),
            theme.field("La famille a été vue", _select("seen", SEEN_CHOICES)),
            class_name="pair",
        ),
        theme.field(
            "Réponse",
            rx.el.textarea(
                name="answer",
                class_name="textarea",
                rows="3",
                default_value=ReferralsCard.values["answer"],
                max_length=2000,
            ),
        ),
        theme.button("Enregistrer", kind="primary", type="submit"),
        on_submit=ReferralsCard.save,
        class_name="stack",
    )


def _end() -> rx.Component:
    return rx.el.details(
        rx.el.summary("Clore cette orientation"),
        rx.el.form(
            rx.el.fieldset(
                rx.el.legend("Comment elle s’est terminée", class_name="label"),
                *(
                    rx.el.label(
                        rx.el.input(type="radio", name="outcome", value=code, required=True),
                        rx.el.span(label),
                        class_name="tick",
                    )
                    for code, label in ENDS
                ),
                class_name="stack-tight",
            ),
            theme.field(
                "En quelques mots",
                rx.el.textarea(name="note", class_name="textarea", max_length=2000),
                "Demandé si ce n’est pas fait.",
            ),
            theme.button("Clore", type="submit"),
            on_submit=ReferralsCard.end,
            class_name="stack",
        ),
        class_name="fold",
    )


def panel() -> rx.Component:
    def step(one: rx.Var[StepLine]) -> rx.Component:
        return rx.el.li(
            rx.el.p(one["when"], " – ", one["who"], class_name="soft small tabular"),
            rx.el.p(one["what"], class_name="pre"),
        )

    return rx.cond(
        ReferralsCard.opened != "",
        rx.el.aside(
            rx.el.div(
                rx.el.h2(ReferralsCard.label),
                theme.button("Fermer", kind="quiet", on_click=ReferralsCard.close, auto_focus=True),
                class_name="row-between",
            ),
            Escape.create(on_escape=ReferralsCard.close),
            rx.el.p(ReferralsCard.words),
            said(ReferralsCard),
            _follow(),
            rx.cond(ReferralsCard.closable, _end()),
            rx.cond(
                ReferralsCard.history.length() > 0,
                rx.el.details(
                    rx.el.summary("Historique (", ReferralsCard.history.length(), ")"),
                    rx.el.ul(rx.foreach(ReferralsCard.history, step), class_name="stack-tight"),
                    class_name="fold",
                ),
            ),
            class_name="panel stack",
            aria_label="Suivi de l’orientation",
            key=ReferralsCard.opened,
        ),
    )
