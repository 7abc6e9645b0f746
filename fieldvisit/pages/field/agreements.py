"""« Accords » of a family's file on the tablet: where each stands, and the panel that notes what the family says."""

import reflex as rx

from fieldvisit.families.agreeing import Status
from fieldvisit.pages import theme
from fieldvisit.pages.field.hooks import dossier, tap, verb
from fieldvisit.pages.field.shapes import AgreementRow
from fieldvisit.pages.field.visit_pieces import pills

MODULE = "screens/agreement.js"


def _ask(words: str | rx.Var, one: rx.Var[AgreementRow], status: Status, kind: str = "") -> rx.Component:
    return theme.button(
        words,
        kind=kind,
        on_click=tap(MODULE, "ask", one["key"], status.value),
        aria_label=rx.Var.create(words).to(str) + " : " + one["label"].to(str),
    )


def _acts(one: rx.Var[AgreementRow]) -> rx.Component:
    taking_back = _ask(rx.cond(one["objection"], "Lever", "Retirer"), one, Status.WITHDRAWN, "danger")
    return rx.el.div(
        rx.cond(
            one["objection"],
            rx.cond(one["given"], taking_back, _ask("Noter une opposition", one, Status.GIVEN)),
            rx.fragment(
                _ask(rx.cond(one["given"], "Renouveler", "Accordé"), one, Status.GIVEN),
                rx.cond(one["given"], taking_back, _ask("Refusé", one, Status.REFUSED)),
            ),
        ),
        class_name="row agreement-acts",
    )


def row(one: rx.Var[AgreementRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(one["label"], class_name="strong"),
            rx.cond(one["told"] != "", rx.el.p(one["told"], class_name="soft small")),
            class_name="grow",
        ),
        theme.toned_badge(one["status"], one["kind"]),
        rx.cond(one["waiting"], theme.badge("À envoyer", kind="warn")),
        rx.cond(one["may_write"], _acts(one)),
        class_name="agreement-line",
    )


def panel() -> rx.Component:
    """Over the bottom of the file; what is typed in it is a draft."""
    asking = dossier["asking"]
    return rx.cond(
        asking["kind"] != "",
        rx.el.div(
            rx.el.h2(asking["title"]),
            rx.cond(asking["warning"] != "", theme.notice(asking["warning"], kind="warn")),
            rx.el.p("Dit par", class_name="label"),
            pills(asking["who"], MODULE, "chooseWho", "Dit par"),
            rx.cond(
                asking["modes"].length() > 0,
                rx.fragment(
                    rx.el.p("Recueilli", class_name="label"), pills(asking["modes"], MODULE, "chooseMode", "Recueilli")
                ),
            ),
            rx.cond(
                asking["lasting"],
                theme.field(
                    "Valable jusqu’au",
                    rx.el.input(
                        type="date",
                        class_name="input date",
                        default_value=asking["expires_on"],
                        custom_attrs={"onInput": verb(MODULE, "type", "expires_on")},
                        auto_complete="off",
                    ),
                    "vide : douze mois",
                ),
            ),
            theme.field(
                asking["words_label"],
                theme.text_input(
                    default_value=asking["words"],
                    auto_complete="off",
                    custom_attrs={"onInput": verb(MODULE, "type", "words")},
                ),
            ),
            rx.el.p(asking["problem"], class_name="problem pad-problem", role="status"),
            rx.el.div(
                theme.button("Annuler", on_click=tap(MODULE, "close")),
                theme.button("Enregistrer", kind="primary", class_name="grow", on_click=tap(MODULE, "send")),
                class_name="row",
            ),
            key=asking["form"],
            class_name="drawer stack",
            role="dialog",
            aria_label=asking["title"],
        ),
    )
