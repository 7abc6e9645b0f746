"""« Ce qui ressort » at the end of a visit: alerts and what to do, referrals with the family’s word, what is asked."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import items
from fieldvisit.pages.field.hooks import outcome, tap, verb
from fieldvisit.pages.field.shapes import AskedRow, Option, OutcomeAlert, ReferralChoice, ReferralRow

MODULE = "screens/outcome.js"


def _alert(alert: rx.Var[OutcomeAlert]) -> rx.Component:
    return rx.fragment(
        items.alert_line(alert),
        rx.cond(alert["action"] != "", rx.el.p(alert["action"], class_name="strong")),
    )


def _pills(key, options, label) -> rx.Component:
    def pill(option: rx.Var[Option]) -> rx.Component:
        return rx.el.button(
            option["label"],
            type="button",
            class_name="pill",
            aria_pressed=option["chosen"],
            on_click=tap(MODULE, "pick", key, option["code"]),
        )

    return rx.el.div(rx.foreach(options, pill), class_name="pills", role="group", aria_label=label)


def _choice(one: rx.Var[ReferralChoice]) -> rx.Component:
    return rx.el.option(one["label"], value=one["code"])


def _referral(one: rx.Var[ReferralRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.h3(one["label"], rx.cond(one["about"] != "", rx.el.span(" – ", one["about"]))),
                rx.cond(one["instead"] != "", rx.el.p(one["instead"], class_name="soft small")),
                rx.el.p(one["why"], class_name="soft small"),
            ),
            theme.button(
                "Changer",
                kind="quiet",
                on_click=tap(MODULE, "toggleChange", one["key"]),
                aria_expanded=one["changing"],
                aria_label="Changer l’orientation : " + one["label"].to(str),
            ),
            class_name="row-between",
        ),
        rx.cond(
            one["changing"],
            theme.field(
                "Proposer à la place",
                rx.el.select(
                    rx.el.option("Choisir…", value=""),
                    rx.foreach(one["choices"], _choice),
                    class_name="select",
                    custom_attrs={"onChange": verb(MODULE, "changeTo", one["key"])},
                    auto_complete="off",
                ),
            ),
        ),
        _pills(one["key"], one["states"], "Ce que dit la famille : " + one["label"].to(str)),
        rx.cond(
            one["open"],
            theme.field(
                "À qui, quand (facultatif)",
                rx.el.input(
                    type="text",
                    class_name="input",
                    default_value=one["words"],
                    max_length=500,
                    custom_attrs={"onInput": verb(MODULE, "wordsTyped", one["key"])},
                    auto_complete="off",
                ),
            ),
        ),
        rx.cond(one["problem"] != "", rx.el.p(one["problem"], class_name="problem", role="alert")),
        class_name="stack-tight referral-row",
        key=one["key"],
    )


def _asked(one: rx.Var[AskedRow]) -> rx.Component:
    return rx.el.li(
        rx.el.p(one["label"], class_name="strong"),
        rx.cond(one["states"].length() > 0, _pills(one["key"], one["states"], one["label"])),
        class_name="stack-tight referral-row",
    )


def _reserved() -> rx.Component:
    return rx.fragment(
        rx.cond(
            outcome["hidden"] != "",
            theme.notice(
                rx.el.p(outcome["hidden"]),
                theme.button("Je suis seule : ouvrir", on_click=tap(MODULE, "reveal")),
                class_name="stack",
            ),
        ),
        rx.cond(outcome["can_hide"], theme.button("Masquer les points réservés", on_click=tap(MODULE, "conceal"))),
    )


@rx.memo
def summary() -> rx.Component:
    return rx.cond(
        outcome["shown"],
        theme.card(
            rx.el.h2("Ce qui ressort"),
            _reserved(),
            rx.cond(
                outcome["alerts"].length() + outcome["notes"].length() > 0,
                rx.fragment(
                    rx.foreach(outcome["alerts"], _alert),
                    rx.cond(
                        outcome["notes"].length() > 0,
                        rx.el.details(
                            rx.el.summary("Pour information (", outcome["notes"].length(), ")"),
                            rx.el.div(rx.foreach(outcome["notes"], _alert), class_name="stack-tight"),
                            class_name="fold",
                        ),
                    ),
                ),
                rx.cond(outcome["hidden"] == "", rx.el.p("Aucun point de vigilance.", class_name="soft")),
            ),
            rx.el.h3("Orientations : ce qu’en dit la famille"),
            rx.cond(
                outcome["referrals"].length() > 0,
                rx.el.ul(rx.foreach(outcome["referrals"], _referral), class_name="referral-rows"),
                rx.el.p("Aucune orientation proposée.", class_name="soft"),
            ),
            rx.cond(
                outcome["add"].length() > 0,
                theme.field(
                    "Ajouter une orientation",
                    rx.el.select(
                        rx.el.option("Choisir…", value=""),
                        rx.foreach(outcome["add"], _choice),
                        class_name="select",
                        key=outcome["form"],
                        custom_attrs={"onChange": verb(MODULE, "add")},
                        auto_complete="off",
                    ),
                ),
            ),
            rx.cond(
                outcome["asked"].length() > 0,
                rx.fragment(
                    rx.el.h3("Demandé à la coordinatrice"),
                    rx.el.p("Après la signature, sans rien dire de l’entretien.", class_name="soft small"),
                    rx.el.ul(rx.foreach(outcome["asked"], _asked), class_name="referral-rows"),
                ),
            ),
            class_name="stack",
        ),
    )
