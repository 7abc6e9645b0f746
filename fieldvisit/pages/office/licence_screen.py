"""One licence's file on screen: who and until when, what is due, then visits, decisions, incidents and history."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office import licence_panels as panels
from fieldvisit.pages.office import place_record
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.licence_file import LicenceFile
from fieldvisit.pages.office.licence_lines import Fact, IncidentLine, VisitLine
from fieldvisit.pages.office.licences_screen import due_line
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.page import Page


def page() -> rx.Component:
    head = LicenceFile.head
    return shell(
        theme.row(theme.link_button("← Agréments", href="/agrements", kind="quiet")),
        rx.cond(LicenceFile.panel == "", said(LicenceFile)),
        rx.cond(
            head["id"] != "",
            rx.fragment(
                rx.el.div(
                    rx.el.div(
                        rx.el.h1(head["name"]),
                        rx.el.p(head["kind"], " – ", head["number"], class_name="soft"),
                    ),
                    theme.toned_badge(head["state"], head["tone"]),
                    class_name="row-between",
                ),
                _due(),
                rx.el.div(
                    rx.el.div(_identity(), _requests(), _past(), class_name="stack file-side"),
                    rx.el.div(
                        rx.cond(
                            LicenceFile.written["id"] != "",
                            place_record.article(LicenceFile.written, LicenceFile.close_record),
                        ),
                        _visits(),
                        _decisions(),
                        rx.cond(LicenceFile.whole, _incidents()),
                        class_name="stack file-main",
                    ),
                    class_name="file",
                ),
                panels.all_panels(),
            ),
        ),
        here="/agrements",
    )


def _due() -> rx.Component:
    return rx.cond(
        LicenceFile.head["due"].length() > 0,
        theme.card(
            rx.el.h2("À faire"),
            rx.el.ul(rx.foreach(LicenceFile.head["due"], due_line), class_name="stack-tight"),
            rx.cond(
                LicenceFile.may_write & LicenceFile.notice_due,
                theme.row(theme.button("Courrier envoyé", on_click=LicenceFile.send_notice)),
            ),
            class_name="stack",
        ),
    )


def _title(words: str, *buttons: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.h2(words),
        rx.cond(LicenceFile.may_write, theme.row(*buttons)) if buttons else rx.fragment(),
        class_name="row-between",
    )


def _opens(label: str, panel: str) -> rx.Component:
    return theme.button(label, on_click=LicenceFile.open_panel(panel))


def _identity() -> rx.Component:
    who, head = LicenceFile.contact, LicenceFile.head

    def line(label: str, value: rx.Var) -> rx.Component:
        return rx.cond(value != "", rx.el.div(rx.el.dt(label), rx.el.dd(value), class_name="fact"))

    return theme.card(
        _title("Titulaire", _opens("Corriger", "correct")),
        rx.el.dl(
            line("Naissance", who["born"]),
            line("Adresse", who["address"]),
            line("Commune", who["postcode"] + " " + who["city"]),
            line("Téléphone", who["phone"]),
            line("Courriel", who["email"]),
            line("Accueil", head["capacity"]),
            line("Âges", who["ages"]),
            line("Accordé le", who["granted"]),
            line("Validité", head["until"]),
            class_name="facts",
        ),
        class_name="stack",
    )


def _fact(one: rx.Var[Fact]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.span(one["label"], class_name="strong"), " – ", rx.el.span(one["day"], class_name="tabular")),
        rx.cond(one["words"] != "", rx.el.p(one["words"], class_name="small pre")),
        class_name="licence-fact",
    )


def _facts(listed: rx.Var[list[Fact]], nothing: str) -> rx.Component:
    return rx.cond(listed.length() > 0, rx.el.ul(rx.foreach(listed, _fact)), rx.el.p(nothing, class_name="soft"))


def _requests() -> rx.Component:
    buttons = rx.cond(
        LicenceFile.waiting, _opens("Dossier complet", "complete"), _opens("Noter une demande", "request")
    )
    return theme.card(_title("Demandes", buttons), _facts(LicenceFile.requests, "Aucune."), class_name="stack")


def _decisions() -> rx.Component:
    button = rx.cond(LicenceFile.choices.length() > 0, _opens("Noter une décision", "decision"))
    return theme.card(_title("Décisions", button), _facts(LicenceFile.decisions, "Aucune."), class_name="stack")


def _past() -> rx.Component:
    return rx.el.details(rx.el.summary("Historique"), _facts(LicenceFile.past, "Rien encore."), class_name="card fold")


def _visits() -> rx.Component:
    def line(one: rx.Var[VisitLine]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(rx.el.span(one["about"], class_name="strong"), " – ", one["status"], " – ", one["worker"]),
                rx.el.p(one["day"]),
                rx.cond(one["outcome"] != "", rx.el.p(one["outcome"], class_name="strong small")),
                rx.cond(one["opinion"] != "", rx.el.p("Avis : ", one["opinion"], class_name="strong small")),
                rx.cond(one["words"] != "", rx.el.p(one["words"], class_name="small pre")),
                rx.cond(one["beside"] != "", rx.el.p(one["beside"], class_name="small soft pre")),
                class_name="grow",
            ),
            rx.cond(one["urgent"], rx.el.span("Urgent", class_name="badge badge-alarm")),
            rx.cond(
                one["record_id"] != "",
                theme.button(
                    "Lire",
                    on_click=LicenceFile.open_record(one["record_id"]),
                    aria_label="Lire le compte rendu : " + one["day"],
                ),
            ),
            rx.cond(
                LicenceFile.may_write & one["open"],
                theme.button(
                    "Ouvrir",
                    on_click=LicenceFile.open_visit(one["id"]),
                    aria_label="Ouvrir la visite : " + one["day"],
                ),
            ),
            class_name="row licence-fact",
            key=one["id"],
        )

    return theme.card(
        _title("Visites", _opens("Programmer une visite", "plan")),
        rx.cond(
            LicenceFile.visits.length() > 0,
            rx.el.ul(rx.foreach(LicenceFile.visits, line)),
            rx.el.p("Aucune visite.", class_name="soft"),
        ),
        class_name="stack",
    )


def _incidents() -> rx.Component:
    def line(one: rx.Var[IncidentLine]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(
                    rx.el.span(one["day"], class_name="strong tabular"),
                    rx.cond(one["told_by"] != "", " – signalé par " + one["told_by"], ""),
                ),
                rx.el.p(one["words"], class_name="pre"),
                rx.cond(one["outcome"] != "", rx.el.p("Suite : ", one["outcome"], class_name="small pre")),
                class_name="grow",
            ),
            rx.cond(
                LicenceFile.judges & one["open"],
                theme.button(
                    "Clore",
                    on_click=LicenceFile.open_incident(one["id"]),
                    aria_label="Clore l’incident du " + one["day"],
                ),
            ),
            class_name="row licence-fact",
            key=one["id"],
        )

    return theme.card(
        rx.el.div(
            rx.el.h2("Incidents"),
            rx.cond(LicenceFile.judges, _opens("Noter un incident", "incident")),
            class_name="row-between",
        ),
        rx.cond(
            LicenceFile.incidents.length() > 0,
            rx.el.ul(rx.foreach(LicenceFile.incidents, line)),
            rx.el.p("Aucun incident.", class_name="soft"),
        ),
        class_name="stack",
    )


PAGE = Page(
    route="/agrements/[licence_id]",
    title="Agrément – Fieldvisit",
    permission=Permission("agrement_assmat"),
    component=page,
    on_load=(Desk.arrive, LicenceFile.load),
)
