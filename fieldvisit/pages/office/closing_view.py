"""« Bilans » as they are drawn: the list with its papers, and the draft to write with the family."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.closing_card import ClosingCard, GoalLine, ReportLine
from fieldvisit.pages.office.order_file import OrderFile
from fieldvisit.pages.office.order_lines import Fact
from fieldvisit.pages.office.order_sessions import OrderSessions
from fieldvisit.pages.office.shell import said
from fieldvisit.tisf import closing
from fieldvisit.tisf.closing_report import Kind
from fieldvisit.tisf.goal import State

#: Milliseconds without a key before what is typed is kept.
WAIT_MS = 700


def closing_card() -> rx.Component:
    return rx.cond(
        ClosingCard.may_write | (ClosingCard.reports.length() > 0),
        theme.card(
            rx.el.h2("Bilans"),
            rx.cond(
                ClosingCard.due,
                theme.notice("Un point d’étape est attendu : la moitié des heures ou trois mois.", kind="warn"),
            ),
            rx.cond(
                ClosingCard.reports.length() > 0,
                rx.el.ul(rx.foreach(ClosingCard.reports, _line), class_name="person-lines"),
                rx.el.p("Aucun bilan n’est écrit.", class_name="soft"),
            ),
            rx.cond(ClosingCard.spoke, said(ClosingCard)),
            rx.cond(ClosingCard.draft_id != "", _form(), _buttons()),
            class_name="stack",
        ),
    )


def _line(one: rx.Var[ReportLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(one["title"], class_name="strong"),
            rx.el.p(one["words"], class_name="small soft tabular"),
            class_name="grow",
        ),
        theme.toned_badge(one["status"], one["tone"]),
        theme.link_button(
            rx.cond(one["draft"], "Relire (PDF)", "Lire (PDF)"),
            href=one["href"],
            target="_blank",
            aria_label="Lire en PDF : " + one["title"],
        ),
        rx.cond(
            one["may_send"],
            theme.button(
                "Transmettre",
                kind="primary",
                on_click=[ClosingCard.send(one["id"]), OrderFile.refresh],
                aria_label="Transmettre : " + one["title"],
            ),
        ),
        class_name="person-line report-line",
        key=one["id"],
    )


def _buttons() -> rx.Component:
    return rx.el.div(
        rx.cond(
            ClosingCard.may_end,
            theme.button(ClosingCard.end_label, on_click=[OrderSessions.refresh, ClosingCard.begin(Kind.END.value)]),
        ),
        rx.cond(
            ClosingCard.may_step,
            theme.button(
                "Point d’étape", kind="quiet", on_click=[OrderSessions.refresh, ClosingCard.begin(Kind.STEP.value)]
            ),
        ),
        class_name="row",
    )


def _form() -> rx.Component:
    def fact(one: rx.Var[Fact]) -> rx.Component:
        return rx.el.div(rx.el.dt(one["label"]), rx.el.dd(one["value"], class_name="tabular"), class_name="fact")

    return rx.el.div(
        rx.el.h3(ClosingCard.title),
        rx.el.dl(rx.foreach(ClosingCard.facts, fact), class_name="facts"),
        rx.cond(ClosingCard.goals.length() > 0, rx.el.h4("Objectifs : état final de chacun")),
        rx.foreach(ClosingCard.goals, _goal),
        theme.field("Évolution observée de la famille", _area("evolution", 5), "Des faits, et ses mots entre « »."),
        theme.field("Ce que la famille retient", _area("family_words", 3), "Elle lit et ajoute ses mots."),
        theme.field("Points de vigilance (partageables)", _area("watch_points", 3)),
        theme.field("Suite proposée", _area("proposal", 3)),
        rx.el.div(
            theme.field("Lu avec la famille le", _text("family_read_on", type="date", max=ClosingCard.today)),
            theme.field("Qui l’a lu et signé", _text("family_name")),
            class_name="pair",
        ),
        theme.field("Sinon, pourquoi elle ne l’a pas lu", _text("unread_reason")),
        rx.el.div(
            rx.el.p(ClosingCard.kept, class_name="soft grow", role="status"),
            theme.button("Fermer", kind="quiet", on_click=[ClosingCard.leave, ClosingCard.refresh]),
            rx.cond(
                ClosingCard.may_sign,
                theme.button("Signer", kind="primary", on_click=[ClosingCard.sign, OrderFile.refresh]),
                rx.el.p("La responsable du service le signe.", class_name="small soft"),
            ),
            class_name="row",
        ),
        key=ClosingCard.form.to(str),
        class_name="stack",
    )


def _goal(one: rx.Var[GoalLine]) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(one["text"], class_name="strong"),
        rx.el.div(
            theme.field(
                "Où il en est",
                rx.el.select(
                    *(rx.el.option(state.label, value=state.value) for state in State),
                    default_value=one["state"],
                    on_change=lambda value: ClosingCard.write("goal:" + one["id"] + ":state", value),
                    class_name="select",
                ),
            ),
            theme.field(
                "En quelques mots",
                rx.el.textarea(
                    default_value=one["words"],
                    rows="2",
                    max_length=closing.LONGEST,
                    class_name="textarea",
                    on_change=lambda words: ClosingCard.write("goal:" + one["id"] + ":words", words).debounce(WAIT_MS),
                    on_blur=lambda words: ClosingCard.write("goal:" + one["id"] + ":words", words),
                ),
            ),
            class_name="stack-tight",
        ),
        class_name="report-goal",
        key=one["id"],
    )


def _area(name: str, rows: int) -> rx.Component:
    return rx.el.textarea(
        default_value=ClosingCard.typed[name],
        rows=str(rows),
        max_length=closing.LONGEST,
        class_name="textarea",
        on_change=lambda words: ClosingCard.write(name, words).debounce(WAIT_MS),
        on_blur=lambda words: ClosingCard.write(name, words),
    )


def _text(name: str, **props) -> rx.Component:
    return theme.text_input(
        default_value=ClosingCard.typed[name],
        max_length=closing.LONGEST_LINE,
        auto_complete="off",
        on_change=lambda words: ClosingCard.write(name, words).debounce(WAIT_MS),
        on_blur=lambda words: ClosingCard.write(name, words),
        **props,
    )
