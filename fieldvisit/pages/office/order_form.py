"""The form of an order: what it is typed from, what it gives, and how it is drawn."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office import french
from fieldvisit.pages.office.family_open import id_of
from fieldvisit.pages.office.order_lines import Option
from fieldvisit.tisf import lists, order_fields
from fieldvisit.tisf.order import InterventionOrder

TEXTS = ("frame", "funder", "motive", "level", "service", "referent", "contribution_scheme", "exemption_reason")
TEXTS += ("safety_notes", "daily_notes", "funder_reference")
DAYS = ("starts_on", "ends_on", "review_on", "contribution_from")
#: As they are typed, with their unit.
AMOUNTS = ("hours_granted", "hours_per_week", "income_ratio", "contribution", "contribution_cap")
GOALS = order_fields.MOST_GOALS


def told_of(form: dict) -> dict:
    """What ``order_fields.checked`` takes, from the form."""
    told = {name: str(form.get(name, "")) for name in (*TEXTS, *AMOUNTS)}
    told |= {name: french.day_from(str(form.get(name, ""))) for name in DAYS}
    told |= {"referent_id": id_of(str(form.get("referent_id", ""))), "usual_worker_id": None}
    return told | {"signature_each": form.get("signature_each") == "oui"}


def goals_of(form: dict) -> list[dict[str, str]]:
    return [
        {"text": str(form.get(f"goal_{rank}", "")), "indicator": str(form.get(f"indicator_{rank}", ""))}
        for rank in range(GOALS)
    ]


def typed(order: InterventionOrder) -> dict[str, str]:
    """The order as it would be typed."""
    values = {name: getattr(order, name) for name in TEXTS}
    values |= {name: _day(getattr(order, name)) for name in DAYS}
    return {
        **values,
        "referent_id": str(order.referent_id or ""),
        "hours_granted": _number(order.minutes_granted / 60),
        "hours_per_week": _number(order.minutes_per_week / 60) if order.minutes_per_week else "",
        "income_ratio": _number(order.income_ratio),
        "contribution": _number(None if order.contribution_cents is None else order.contribution_cents / 100),
        "contribution_cap": _number(
            None if order.contribution_cap_cents is None else order.contribution_cap_cents / 100
        ),
        "signature_each": "oui" if order.signature_each else "non",
    }


def _day(value) -> str:
    return value.isoformat() if value else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def form(state, funders, motives, services, referents) -> rx.Component:
    values = state.values

    def text(name: str, **props) -> rx.Component:
        return theme.text_input(name=name, default_value=values[name], auto_complete="off", **props)

    def area(name: str) -> rx.Component:
        return rx.el.textarea(name=name, default_value=values[name], class_name="textarea", rows="3", max_length=2000)

    def chosen(name: str, listed: rx.Var[list[Option]], first: str = "") -> rx.Component:
        none = [rx.el.option(first, value="")] if first else []
        drawn = rx.foreach(listed, lambda one: rx.el.option(one["label"], value=one["value"]))
        return rx.el.select(*none, drawn, name=name, default_value=values[name], class_name="select")

    def known(name: str, choices: dict[str, str]) -> rx.Component:
        drawn = [rx.el.option(label, value=code) for code, label in choices.items()]
        return rx.el.select(*drawn, name=name, default_value=values[name], class_name="select")

    def goal(rank: int) -> rx.Component:
        one = state.typed_goals[rank]
        return rx.el.div(
            theme.field(
                f"Objectif {rank + 1}",
                theme.text_input(name=f"goal_{rank}", default_value=one["text"], max_length=300, auto_complete="off"),
            ),
            theme.field(
                "On verra que c’est atteint quand…",
                theme.text_input(
                    name=f"indicator_{rank}", default_value=one["indicator"], max_length=300, auto_complete="off"
                ),
            ),
            class_name="pair",
        )

    return rx.el.form(
        theme.card(
            rx.el.h2("Demande"),
            rx.el.div(
                theme.field("Dispositif", known("frame", lists.FRAMES)),
                theme.field("Financeur", chosen("funder", funders)),
                class_name="pair",
            ),
            theme.field("Motif", chosen("motive", motives), "L’intervenante n’en lit qu’une formule neutre."),
            rx.el.div(
                theme.field("Niveau", known("level", {"": "Non précisé"} | lists.LEVELS)),
                theme.field("Service", chosen("service", services, "Choisir…")),
                class_name="pair",
            ),
            rx.el.div(
                theme.field("Référent", chosen("referent_id", referents, "Autre personne")),
                theme.field("Nom et téléphone du référent", text("referent", max_length=200)),
                class_name="pair",
            ),
            class_name="stack",
        ),
        theme.card(
            rx.el.h2("Objectifs"),
            rx.el.p("De un à cinq, écrits avec la famille, sans rien de sa santé.", class_name="soft small"),
            *(goal(rank) for rank in range(GOALS)),
            class_name="stack",
        ),
        theme.card(
            rx.el.h2("Période et heures"),
            rx.el.div(
                theme.field("Début", text("starts_on", type="date", required=True)),
                theme.field("Fin", text("ends_on", type="date", required=True)),
                class_name="pair",
            ),
            rx.el.div(
                theme.field("Heures accordées", text("hours_granted", input_mode="decimal", required=True)),
                theme.field("Heures par semaine", text("hours_per_week", input_mode="decimal")),
                class_name="pair",
            ),
            theme.field("Point d’étape prévu", text("review_on", type="date")),
            class_name="stack",
        ),
        theme.card(
            rx.el.h2("Participation de la famille"),
            theme.field("Régime", known("contribution_scheme", order_fields.SCHEMES)),
            rx.el.div(
                theme.field("Quotient familial (€)", text("income_ratio", input_mode="decimal")),
                theme.field("Par heure (€)", text("contribution", input_mode="decimal")),
                class_name="pair",
            ),
            rx.el.div(
                theme.field("Plafond par mois (€)", text("contribution_cap", input_mode="decimal")),
                theme.field("Applicable depuis le", text("contribution_from", type="date")),
                class_name="pair",
            ),
            theme.field("Motif d’exonération", text("exemption_reason", max_length=300)),
            class_name="stack",
        ),
        theme.card(
            rx.el.h2("Sur place"),
            theme.field("Consignes de sécurité", area("safety_notes")),
            theme.field(
                "Consignes de vie quotidienne",
                area("daily_notes"),
                "Lues par l’intervenante si la famille est d’accord pour le partage.",
            ),
            theme.field(
                "Signature de la famille",
                known("signature_each", {"non": "Sur le relevé du mois", "oui": "À chaque séance"}),
            ),
            class_name="stack",
        ),
        theme.row(
            theme.button("Enregistrer", type="submit", kind="primary"),
            theme.button("Abandonner", kind="quiet", on_click=state.leave),
        ),
        on_submit=state.save,
        class_name="stack order-form",
    )
