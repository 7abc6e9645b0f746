"""« Relevés » on screen: the months, then one of them with its sessions and what the responsable may do."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.office.statements import HERE, PLACE, MonthLine, Statements
from fieldvisit.pages.office.statements_lines import GroupLine, RowLine
from fieldvisit.pages.page import Page


def page() -> rx.Component:
    return shell(rx.cond(Statements.key == "", _months(), _one()), here=HERE)


def _months() -> rx.Component:
    def line(one: rx.Var[MonthLine]) -> rx.Component:
        return rx.el.li(
            rx.el.button(
                rx.el.span(one["month"], class_name="strong"),
                rx.el.span(one["service"], class_name="soft small"),
                type="button",
                class_name="statement-open",
                on_click=Statements.open_one(one["key"]),
            ),
            theme.toned_badge(one["status"], one["tone"]),
            key=one["key"],
            class_name="statement-month",
        )

    return rx.fragment(
        rx.el.h1("Relevés mensuels"),
        said(Statements),
        rx.cond(
            Statements.months.length() > 0,
            rx.el.ul(rx.foreach(Statements.months, line), class_name="licences"),
            rx.el.p("Aucun relevé : les séances validées paraissent ici, mois par mois.", class_name="card soft"),
        ),
    )


def _one() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            theme.stack(
                rx.el.h1(Statements.title),
                theme.row(
                    theme.toned_badge(Statements.status, Statements.tone),
                    rx.el.span(Statements.sums, class_name="strong tabular"),
                ),
            ),
            theme.button("‹ Tous les mois", kind="quiet", on_click=Statements.close),
            class_name="row-between",
        ),
        rx.cond(Statements.refused == "", said(Statements)),
        rx.el.ul(rx.foreach(Statements.facts, lambda fact: rx.el.li(fact)), class_name="statement-facts"),
        rx.cond(Statements.blocked != "", theme.notice(Statements.blocked)),
        _acts(),
        _views(),
        rx.cond(
            Statements.view == "orders",
            rx.foreach(Statements.groups, _order),
            rx.foreach(Statements.workers, lambda one: _group(one)),
        ),
    )


def _acts() -> rx.Component:
    return theme.row(
        rx.cond(
            Statements.may_validate,
            theme.button("Valider le relevé", kind="primary", on_click=Statements.validate),
        ),
        rx.cond(
            Statements.may_close,
            theme.button("Clore le mois", kind="primary", on_click=Statements.close_month),
        ),
        rx.cond(Statements.waiting > 0, theme.link_button("À valider", href="/interventions")),
        rx.cond(
            Statements.pdf != "",
            rx.fragment(
                theme.link_button("PDF", href=Statements.pdf, target="_blank", rel="noopener"),
                theme.link_button("CSV", href=Statements.csv, download=True),
            ),
        ),
    )


def _views() -> rx.Component:
    def view(code: str, label: str) -> rx.Component:
        return rx.el.button(
            label,
            type="button",
            class_name="tab",
            role="tab",
            aria_selected=rx.cond(Statements.view == code, "true", "false"),
            on_click=Statements.show(code),
        )

    return rx.el.div(
        view("orders", "Par ordre"),
        view("workers", "Par intervenante"),
        class_name="tabs",
        role="tablist",
        aria_label="Relevé",
    )


def _order(one: rx.Var[GroupLine]) -> rx.Component:
    return _group(
        one,
        rx.cond(
            one["signature"] != "",
            rx.el.p(one["signature"], class_name=rx.cond(one["unsigned"], "small check-doubt", "small")),
        ),
        rx.cond(one["answer"] != "", rx.el.p(one["answer"], class_name="small strong")),
        rx.cond(Statements.may_sign & (one["signature"] != ""), _signing(one)),
        rx.cond(Statements.may_answer, _answering(one)),
        rx.cond(
            Statements.refused == one["key"],
            rx.el.div(theme.notice(Statements.problem, kind="alarm"), aria_live="polite"),
        ),
    )


def _group(one: rx.Var[GroupLine], *below: rx.Component) -> rx.Component:
    def row(line: rx.Var[RowLine]) -> rx.Component:
        return rx.el.li(
            rx.el.span(line["day"], class_name="tabular"),
            rx.el.span(line["made"], class_name="tabular"),
            rx.el.span(line["who"]),
            rx.el.span(line["time"], class_name="tabular strong"),
            rx.el.span(line["way"], class_name="tabular soft"),
            rx.cond(line["note"] != "", rx.el.span(line["note"], class_name="statement-note small")),
            key=line["key"],
            class_name="statement-row",
        )

    return theme.card(
        rx.el.h2(one["title"]),
        rx.cond(one["detail"] != "", rx.el.p(one["detail"], class_name="soft small")),
        rx.el.p(one["sums"], class_name="strong tabular"),
        rx.el.ul(rx.foreach(one["rows"].to(list[RowLine]), row), class_name="statement-rows"),
        *below,
        key=one["key"],
        class_name="stack-tight",
    )


def _signing(one: rx.Var[GroupLine]) -> rx.Component:
    return rx.el.details(
        rx.el.summary("Signature de la famille"),
        rx.el.form(
            rx.el.input(type="hidden", name="order", value=one["key"]),
            rx.el.div(
                theme.field("Signé par", theme.text_input(name="signed_by", max_length=120)),
                theme.field("Le", rx.el.input(type="date", name="signed_on", class_name="input date")),
                class_name="pair",
            ),
            theme.field("Ou pourquoi elle manque", theme.text_input(name="unsigned_reason", max_length=120)),
            theme.button("Noter", type="submit"),
            on_submit=Statements.sign,
            class_name="stack",
        ),
        class_name="fold",
    )


def _answering(one: rx.Var[GroupLine]) -> rx.Component:
    return rx.fragment(
        theme.row(theme.button("Accepter ces heures", on_click=Statements.accept(one["key"]))),
        rx.el.details(
            rx.el.summary("Contester"),
            rx.el.form(
                rx.el.input(type="hidden", name="order", value=one["key"]),
                theme.field(
                    "Ce qui est contesté",
                    rx.el.textarea(name="words", class_name="textarea", rows="2", max_length=1000),
                ),
                theme.button("Envoyer au ou à la responsable", type="submit"),
                on_submit=Statements.contest,
                class_name="stack",
            ),
            class_name="fold",
        ),
    )


PAGE = Page(
    route=HERE,
    title="Relevés – Fieldvisit",
    permission=Permission(PLACE),
    component=page,
    on_load=(Desk.arrive, Statements.load),
)
