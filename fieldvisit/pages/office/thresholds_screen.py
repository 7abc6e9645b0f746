"""« Seuils d’alerte » as it is drawn: the rules, and under the one that is open its form and its history."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.forms.alerts import LEVELS
from fieldvisit.forms.county_rules import COMPARTMENT, LONGEST_REASON
from fieldvisit.forms.thresholds import LONGEST_ACTION
from fieldvisit.forms.typed import SILENT, SPEAKS
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.office.thresholds import HERE, LABELS, STATES, Change, Field, Level, Rule, Thresholds
from fieldvisit.pages.page import Page


def _level(one: rx.Var[Level]) -> rx.Component:
    return theme.toned_badge(one["label"], one["kind"])


def _rule(one: rx.Var[Rule]) -> rx.Component:
    is_open = Thresholds.opened["code"] == one["code"]
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.h2(one["code"], " – ", one["title"], class_name="h3"),
                rx.el.p(one["words"]),
                theme.row(
                    rx.foreach(one["levels"].to(list[Level]), _level),
                    rx.cond(one["state"] != "", rx.el.span(one["state"], class_name="badge badge-strong")),
                ),
                class_name="grow stack-tight",
            ),
            theme.button(
                rx.cond(is_open, "Fermer", "Régler"),
                on_click=Thresholds.open_rule(one["code"]),
                aria_label=rx.cond(is_open, "Fermer ", "Régler ") + one["code"],
                aria_expanded=is_open,
            ),
            class_name="rule-line",
        ),
        rx.cond(is_open, _form()),
        class_name="card rule",
        id="regle-" + one["code"],
    )


def _form() -> rx.Component:
    opened = Thresholds.opened
    return rx.el.div(
        rx.el.form(
            rx.el.div(rx.foreach(opened["fields"].to(list[Field]), _field), class_name="rule-fields"),
            rx.cond(opened["note"] != "", rx.el.p(opened["note"], class_name="soft small")),
            theme.field(
                "Motif du changement (facultatif)",
                theme.text_input(name="motif", max_length=LONGEST_REASON, auto_complete="off"),
            ),
            said(Thresholds),
            theme.row(
                theme.button("Enregistrer", kind="primary", type="submit"),
                rx.cond(
                    opened["changed"],
                    theme.button("Revenir aux valeurs d’origine", type="button", on_click=Thresholds.restore("")),
                ),
            ),
            on_submit=Thresholds.save,
            key=opened["key"],
            class_name="stack",
        ),
        rx.el.p(rx.el.span("Source : ", class_name="soft"), opened["source"]),
        rx.el.h3("Changements"),
        rx.cond(
            opened["history"].length() > 0,
            rx.el.ol(rx.foreach(opened["history"].to(list[Change]), _change), class_name="stack-tight"),
            rx.el.p("Aucun : ce sont les valeurs d’origine.", class_name="soft"),
        ),
        class_name="stack rule-open",
    )


def _field(one: rx.Var[Field]) -> rx.Component:
    return rx.el.div(
        rx.el.label(
            rx.el.span(one["label"], rx.cond(one["unit"] != "", " (" + one["unit"] + ")", "")),
            rx.match(
                one["kind"],
                (
                    "nombre",
                    theme.text_input(
                        name=one["name"],
                        default_value=one["value"],
                        input_mode="text",
                        auto_complete="off",
                        max_length=12,
                    ),
                ),
                ("niveau", _choice(one, [(level, LABELS[level]) for level in LEVELS])),
                ("service", _choice(one, [(SPEAKS, STATES[True]), (SILENT, STATES[False])])),
                rx.el.textarea(
                    name=one["name"], default_value=one["value"], max_length=LONGEST_ACTION, class_name="textarea"
                ),
            ),
            class_name="field",
        ),
        rx.cond(one["hint"] != "", rx.el.p(one["hint"], class_name="soft small")),
        rx.cond(one["fault"] != "", rx.el.p(one["fault"], class_name="problem", role="alert")),
        rx.cond(
            one["changed"] != "",
            theme.stack(
                rx.el.p(one["changed"], class_name="small strong"),
                theme.button(
                    "Revenir à la valeur d’origine",
                    type="button",
                    aria_label="Revenir à la valeur d’origine : " + one["label"],
                    on_click=Thresholds.restore(one["name"]),
                ),
            ),
        ),
        class_name=rx.cond(one["kind"] == "texte", "rule-field rule-wide", "rule-field"),
    )


def _choice(one: rx.Var[Field], options: list[tuple[str, str]]) -> rx.Component:
    return rx.el.select(
        *[rx.el.option(words, value=code) for code, words in options],
        name=one["name"],
        default_value=one["value"],
        class_name="select",
    )


def _change(one: rx.Var[Change]) -> rx.Component:
    return rx.el.li(
        rx.el.p(one["when"], " – ", one["who"], class_name="soft small"),
        rx.foreach(one["lines"].to(list[str]), lambda words: rx.el.p(words, class_name="tabular")),
        rx.cond(one["reason"] != "", rx.el.p("« ", one["reason"], " »", class_name="pre")),
        class_name="rule-change",
    )


def _elsewhere(one: rx.Var[Rule]) -> rx.Component:
    return rx.el.li(rx.el.span(one["code"], " – ", one["title"], class_name="strong"), " ", rx.el.span(one["place"]))


def page() -> rx.Component:
    rules = Thresholds.rules.to(list[Rule])
    return shell(
        rx.el.h1("Seuils d’alerte"),
        rx.el.p(
            "Les alertes sont une aide à la vigilance, à confirmer. Un seuil changé ici vaut pour les visites qui "
            "suivent, au bureau et sur les tablettes ; une visite signée garde les alertes de son jour."
        ),
        rx.cond(Thresholds.opened["code"] == "", said(Thresholds)),
        rx.el.ul(
            rx.foreach(rules, lambda one: rx.cond(one["place"] == "", _rule(one))),
            class_name="stack",
            aria_label="Règles",
        ),
        rx.el.section(
            rx.el.h2("Réglées ailleurs"),
            rx.el.ul(
                rx.foreach(rules, lambda one: rx.cond(one["place"] != "", _elsewhere(one))), class_name="stack-tight"
            ),
            class_name="card stack",
        ),
        here=HERE,
    )


PAGE = Page(
    route=HERE,
    title="Seuils d’alerte – Fieldvisit",
    permission=Permission(COMPARTMENT),
    component=page,
    on_load=(Desk.arrive, Thresholds.load),
)
