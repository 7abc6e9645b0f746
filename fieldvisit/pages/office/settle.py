"""« À départager »: what two people or two tablets wrote differently; both are shown, a person chooses, both stay."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office import sides
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.settle_state import Item, Settle
from fieldvisit.pages.office.settle_views import OVERTAKEN, VISIT
from fieldvisit.pages.office.shell import NEWS_EVERY_MS, Ticker, said, shell
from fieldvisit.pages.office.sides import Row
from fieldvisit.pages.page import Page

HERE = "/a-departager"
HINT = "Choisissez une ligne : les deux versions s’affichent côte à côte."


def page() -> rx.Component:
    return shell(
        rx.el.h1("À départager"),
        said(Settle),
        rx.el.div(
            rx.el.div(_queue(), sides.decisions(Settle.decided), class_name="stack"),
            rx.cond(Settle.opened["id"] != "", _opened(), sides.hint(Settle.items, HINT)),
            class_name="settle",
        ),
        Ticker.create(every=NEWS_EVERY_MS, on_tick=Settle.look_again),
        here=HERE,
    )


def _queue() -> rx.Component:
    def words(one: rx.Var[Item]) -> tuple[rx.Component, ...]:
        return (
            rx.el.span(one["title"], class_name="strong"),
            rx.el.span(one["detail"], class_name="small"),
            rx.el.span(one["when"], class_name="small soft"),
        )

    return sides.queue(
        Settle.items,
        Settle.opened,
        lambda one: Settle.open(one["kind"], one["id"]),
        words,
        label="Ce qui attend un choix",
        empty="Rien à départager.",
    )


def _opened() -> rx.Component:
    opened = Settle.opened
    return rx.el.section(
        rx.el.div(
            rx.el.h2(opened["title"]),
            theme.button("Fermer", kind="quiet", on_click=Settle.close),
            class_name="row-between",
        ),
        rx.cond(opened["notice"] != "", theme.notice(opened["notice"], kind="warn")),
        rx.cond(opened["apart"] != "", theme.notice(opened["apart"], kind="warn")),
        rx.cond(
            opened["reserved"].to(int) > 0,
            theme.notice(
                "Des réponses réservées diffèrent : leur auteur, un médecin ou une sage-femme choisit.", kind="warn"
            ),
        ),
        rx.el.div(sides.head(opened["left"]), sides.head(opened["right"]), class_name="sides sides-heads"),
        rx.cond(opened["kind"] == VISIT, _all_at_once()),
        rx.el.div(rx.foreach(Settle.differ, _choice), class_name="stack"),
        rx.cond(
            (opened["kind"] == VISIT) & (Settle.differ.length() == 0),
            theme.notice("Rien ne se contredit : les deux écrits se complètent.", kind="ok"),
        ),
        _folded("Écrit d’un seul côté, gardé", Settle.alone),
        _folded("Identique des deux côtés", Settle.same),
        rx.cond(opened["kind"] == OVERTAKEN, _known(), _decide()),
        class_name="card stack",
        aria_label="Les deux versions",
    )


def _all_at_once() -> rx.Component:
    return rx.cond(
        Settle.differ.length() > 1,
        rx.el.div(
            theme.button("Tout garder de A", on_click=Settle.pick_all("a")),
            theme.button("Tout garder de B", on_click=Settle.pick_all("b")),
            class_name="sides",
        ),
    )


def _choice(row: rx.Var[Row]) -> rx.Component:
    def side(letter: str) -> rx.Component:
        return rx.cond(
            row["state"] == "info",
            rx.el.p(row[letter], class_name="pre side-fact"),
            rx.el.button(
                rx.el.span(f"Garder {letter.upper()}", class_name="small soft"),
                rx.el.span(row[letter], class_name="pre"),
                type="button",
                class_name="side-choice",
                aria_pressed=row["pick"] == letter,
                on_click=Settle.pick(row["key"], letter),
            ),
        )

    return rx.el.div(
        rx.el.h3(row["question"]),
        rx.el.div(side("a"), side("b"), class_name="sides"),
        role="group",
        aria_label=row["question"],
    )


def _folded(title: str, rows: rx.Var[list[Row]]) -> rx.Component:
    def line(row: rx.Var[Row]) -> rx.Component:
        return rx.el.div(
            rx.el.dt(row["question"], class_name="soft"),
            rx.el.dd(
                rx.el.span(rx.cond(row["a"] != "", row["a"], "–"), class_name="pre"),
                rx.el.span(rx.cond(row["b"] != "", row["b"], "–"), class_name="pre"),
                class_name="sides",
            ),
        )

    return rx.cond(
        rows.length() > 0,
        rx.el.details(
            rx.el.summary(f"{title} (", rows.length(), ")"),
            rx.el.dl(rx.foreach(rows, line), class_name="stack-tight"),
            class_name="fold",
        ),
    )


def _decide() -> rx.Component:
    opened = Settle.opened
    return rx.el.div(
        sides.reasons(Settle.reason, Settle.say_why, Settle.say_why),
        rx.el.div(
            rx.cond(
                opened["two"],
                theme.button("Garder les deux comme deux visites", on_click=Settle.keep_two),
            ),
            rx.cond(
                opened["apart"] == "",
                theme.button(
                    rx.cond(
                        Settle.left_to_pick > 0,
                        rx.fragment("Encore ", Settle.left_to_pick, " à choisir"),
                        "Enregistrer ce choix",
                    ),
                    kind="primary",
                    on_click=Settle.settle,
                    aria_disabled=Settle.left_to_pick > 0,
                ),
            ),
            class_name="row settle-acts",
        ),
        class_name="stack settle-foot",
    )


def _known() -> rx.Component:
    return rx.el.div(theme.button("J’ai vu", kind="primary", on_click=Settle.acknowledge), class_name="row settle-acts")


PAGE = Page(
    route=HERE,
    title="À départager – Fieldvisit",
    permission=Permission("identite_foyer", "W"),
    component=page,
    on_load=(Desk.arrive, Settle.load),
    nav="À départager",
)
