"""« Conservation » on screen: what is due and what to do of it, the lists, the intermediate archive."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.retention import HERE, Archived, Due, Line, List, Retention
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.page import Page
from fieldvisit.retention import proposing
from fieldvisit.retention.disposal_list import Act
from fieldvisit.retention.listing import LONGEST


def page() -> rx.Component:
    return shell(
        rx.el.h1("Conservation"),
        rx.el.p(
            "Rien ne s’élimine seul : le ou la médecin responsable décide dossier par dossier et approuve la liste, le "
            "ou la DPO l’exécute."
        ),
        said(Retention),
        rx.cond(Retention.decides, _due()),
        _lists(),
        rx.cond(Retention.decides, _archive()),
        here=HERE,
    )


def _due() -> rx.Component:
    return theme.card(
        rx.el.h2("Durée écoulée"),
        rx.cond(
            Retention.due.length() > 0,
            rx.el.form(
                rx.el.ul(rx.foreach(Retention.due, _choice), class_name="retention-due"),
                theme.button("Préparer la liste", kind="primary", type="submit"),
                on_submit=Retention.make,
                class_name="stack",
                key=Retention.form.to(str),
            ),
            rx.el.p("Aucun dossier n’a dépassé sa durée de conservation.", class_name="soft"),
        ),
        class_name="stack",
    )


def _choice(one: rx.Var[Due]) -> rx.Component:
    archive = rx.el.option(Act.ARCHIVE.label, value=Act.ARCHIVE.value)
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.span(one["family"], class_name="strong"),
                rx.cond(one["archived"], theme.badge("Archivé")),
                class_name="row",
            ),
            rx.el.div(one["about"]),
            rx.el.div(one["why"], class_name="soft"),
        ),
        theme.field(
            "Décision",
            rx.el.select(
                rx.el.option("Plus tard", value=""),
                rx.cond(
                    one["most"] == Act.ELIMINATE.value,
                    rx.el.option(Act.ELIMINATE.label, value=Act.ELIMINATE.value),
                ),
                rx.cond(one["archived"], rx.fragment(), archive),
                rx.el.option(Act.KEEP.label, value=Act.KEEP.value),
                name="act-" + one["id"],
                aria_label="Décision pour " + one["family"],
                default_value="",
                class_name="select",
            ),
        ),
        theme.field(
            "Motif, pour conserver",
            theme.text_input(
                name="reason-" + one["id"], max_length=LONGEST, aria_label="Motif, pour conserver " + one["family"]
            ),
        ),
        class_name="retention-choice",
        key=one["id"],
    )


def _lists() -> rx.Component:
    return rx.fragment(
        rx.el.h2("Listes"),
        rx.cond(
            Retention.lists.length() > 0,
            rx.foreach(Retention.lists, _list),
            theme.card(rx.el.p("Aucune liste pour l’instant.", class_name="soft")),
        ),
    )


def _list(one: rx.Var[List]) -> rx.Component:
    def line(each: rx.Var[Line]) -> rx.Component:
        return rx.el.li(
            theme.badge(each["act"]),
            rx.el.div(
                rx.el.div(each["file"], class_name="strong"),
                rx.el.div(each["about"]),
                rx.cond(each["told"] != "", rx.el.div(each["told"], class_name="soft")),
            ),
            class_name="retention-line",
            key=each["key"],
        )

    return theme.card(
        rx.el.div(
            rx.el.h3(one["title"]),
            theme.toned_badge(one["state"], one["tone"]),
            class_name="row-between",
        ),
        rx.el.ul(rx.foreach(one["facts"], lambda fact: rx.el.li(fact)), class_name="facts soft"),
        rx.el.ul(rx.foreach(one["lines"], line), class_name="retention-due"),
        rx.cond(one["may_visa"], _visa(one)),
        rx.cond(Retention.asked == one["id"], _confirm(), _acts(one)),
        class_name="stack",
        key=one["id"],
    )


def _acts(one: rx.Var[List]) -> rx.Component:
    return theme.row(
        rx.cond(
            one["may_approve"],
            theme.button("Approuver la liste", kind="primary", on_click=Retention.approve(one["id"])),
        ),
        rx.cond(one["may_execute"], theme.button("Exécuter…", kind="primary", on_click=Retention.ask(one["id"]))),
        rx.cond(
            one["slip"] != "", theme.link_button("Bordereau d’élimination (PDF)", href=one["slip"], target="_blank")
        ),
        rx.cond(one["may_drop"], theme.button("Abandonner la liste", kind="quiet", on_click=Retention.drop(one["id"]))),
    )


def _visa(one: rx.Var[List]) -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="list", value=one["id"], read_only=True),
        rx.el.p("Visa des Archives départementales, à demander sur le bordereau :", class_name="strong"),
        rx.el.div(
            theme.field("Référence", theme.text_input(name="reference", required=True, max_length=LONGEST)),
            theme.field("Date", theme.text_input(name="on", type="date", required=True)),
            theme.field("Donné par", theme.text_input(name="name", required=True, max_length=LONGEST)),
            class_name="retention-visa",
        ),
        theme.button("Enregistrer le visa", type="submit"),
        on_submit=Retention.give_visa,
        class_name="stack-tight",
        key=one["id"] + Retention.form.to(str),
    )


def _confirm() -> rx.Component:
    return rx.el.div(
        rx.foreach(Retention.warnings, lambda words: rx.el.p(words)),
        theme.row(
            theme.button("Exécuter la liste", kind="danger", on_click=Retention.execute),
            theme.button("Ne rien faire", kind="quiet", on_click=Retention.leave),
        ),
        role="alertdialog",
        aria_label="Avant d’exécuter la liste",
        class_name="notice notice-alarm stack",
    )


def _archive() -> rx.Component:
    def file(one: rx.Var[Archived]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.div(one["family"], class_name="strong"),
                rx.el.div("Archivé le ", one["since"], class_name="soft"),
                class_name="grow",
            ),
            theme.link_button(
                "Consulter…",
                href="/acces-exceptionnel?dossier=" + one["id"],
                aria_label="Consulter le dossier " + one["family"],
            ),
            rx.el.details(
                rx.el.summary("Reprendre…", class_name="button", aria_label="Reprendre le dossier " + one["family"]),
                rx.el.form(
                    rx.el.input(type="hidden", name="family", value=one["id"], read_only=True),
                    theme.field("Motif", theme.text_input(name="reason", required=True, max_length=LONGEST)),
                    theme.button("Reprendre dans les dossiers actifs", type="submit"),
                    on_submit=Retention.bring_back,
                    class_name="stack-tight",
                ),
            ),
            class_name="retention-archived",
            key=one["id"],
        )

    return theme.card(
        rx.el.h2("Archive intermédiaire"),
        rx.el.p(
            "Hors des listes, des recherches et des tablettes. Consulter demande un motif, gardé au journal.",
            class_name="soft",
        ),
        rx.cond(
            Retention.archived.length() > 0,
            rx.el.ul(rx.foreach(Retention.archived, file), class_name="retention-due"),
            rx.el.p("Aucun dossier archivé.", class_name="soft"),
        ),
        class_name="stack",
    )


PAGE = Page(
    route=HERE,
    title="Conservation – Fieldvisit",
    permission=Permission(proposing.ASKED),
    component=page,
    on_load=(Desk.arrive, Retention.load),
)
