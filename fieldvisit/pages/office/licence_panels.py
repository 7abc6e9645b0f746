"""The side panels of a licence's file: a request, a visit, an incident, a decision to note."""

import reflex as rx

from fieldvisit.licences.decision import Choose
from fieldvisit.licences.rules import REQUESTS, RULES, Opinion
from fieldvisit.pages import theme
from fieldvisit.pages.office.licence_file import LicenceFile
from fieldvisit.pages.office.licences_screen import asked_fields, person_fields
from fieldvisit.pages.office.shell import Escape, said


def all_panels() -> rx.Component:
    shown = {
        "correct": ("Titulaire", _correct),
        "request": ("Noter une demande", _request),
        "complete": ("Dossier complet", _complete),
        "plan": ("Programmer une visite", _plan),
        "visit": ("Visite", _visit),
        "incident": ("Noter un incident", _incident),
        "settle": ("Clore l’incident", _settle),
        "decision": ("Noter une décision", _decision),
    }
    return rx.fragment(
        *(rx.cond(LicenceFile.panel == name, _panel(title, draw())) for name, (title, draw) in shown.items())
    )


def _panel(title: str, *children: rx.Component) -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(title, id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=LicenceFile.close_panel, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=LicenceFile.close_panel),
        said(LicenceFile),
        *children,
        aria_labelledby="panel-title",
        class_name="panel stack",
    )


def _form(submit: str, handler, *children: rx.Component, kind: str = "primary") -> rx.Component:
    return rx.el.form(*children, theme.button(submit, type="submit", kind=kind), on_submit=handler, class_name="stack")


def _day(label: str, name: str = "on") -> rx.Component:
    control = theme.text_input(
        name=name, type="date", default_value=LicenceFile.today, max=LicenceFile.today, required=True
    )
    return theme.field(label, control)


def _area(label: str, name: str, hint: str = "", required: bool = False) -> rx.Component:
    control = rx.el.textarea(name=name, class_name="textarea", max_length=4000, required=required)
    return theme.field(label, control, hint)


def _options(listed: rx.Var, name: str, **props) -> rx.Component:
    options = rx.foreach(listed, lambda one: rx.el.option(one["label"], value=one["value"]))
    return rx.el.select(options, name=name, class_name="select", **props)


def _correct() -> rx.Component:
    return _form("Enregistrer", LicenceFile.correct, person_fields(LicenceFile.contact))


def _request() -> rx.Component:
    options = [rx.el.option(one.label, value=one.value) for one in REQUESTS]
    return _form(
        "Noter la demande",
        LicenceFile.receive,
        theme.field("Objet", rx.el.select(*options, name="about", class_name="select")),
        _day("Reçue le"),
        asked_fields(),
    )


def _complete() -> rx.Component:
    return _form(
        "Le dossier est complet",
        LicenceFile.complete,
        rx.el.p("Le délai de décision court de ce jour.", class_name="soft"),
        _day("Complet le"),
    )


def _when(day: rx.Var, hour: rx.Var | str, minutes: rx.Var | int, worker: rx.Var | str) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            theme.field(
                "Date",
                theme.text_input(name="day", type="date", default_value=day, min=LicenceFile.today, required=True),
            ),
            theme.field("Heure", theme.text_input(name="hour", type="time", default_value=hour)),
            class_name="pair",
        ),
        theme.field(
            "Durée (minutes)",
            theme.text_input(name="minutes", type="number", min=5, max=600, step=5, default_value=minutes),
        ),
        theme.field("Professionnel·le", _options(LicenceFile.workers, "worker", default_value=worker)),
        class_name="stack",
    )


def _plan() -> rx.Component:
    return _form(
        "Programmer la visite",
        LicenceFile.plan,
        theme.field("Objet", _options(LicenceFile.abouts, "about")),
        _when(LicenceFile.today, "", RULES["visit_minutes"], ""),
    )


def _visit() -> rx.Component:
    opened = LicenceFile.opened
    opinions = [rx.el.option(one.label, value=one.value) for one in Opinion]
    close = _form(
        "Noter la visite comme faite",
        LicenceFile.close_visit,
        rx.el.h3("Elle a été faite"),
        _day("Faite le"),
        theme.field("Avis proposé", rx.el.select(*opinions, name="opinion", class_name="select")),
        _area("Observations", "words", "Obligatoires pour un avis réservé ou défavorable."),
    )
    move = _form(
        "Enregistrer le déplacement",
        LicenceFile.move,
        rx.el.h3("Déplacer"),
        _when(opened["iso"], opened["hour"], opened["minutes"], opened["worker_id"]),
        kind="",
    )
    cancel = rx.el.details(
        rx.el.summary("Annuler la visite"),
        _form(
            "Annuler cette visite",
            LicenceFile.cancel,
            _area("Motif de l’annulation", "reason", required=True),
            kind="danger",
        ),
        class_name="fold",
    )
    return rx.el.div(
        rx.el.p(opened["about"], " – ", opened["day"], class_name="strong"),
        rx.cond(LicenceFile.judges, close),
        move,
        cancel,
        class_name="stack",
        key=opened["id"],
    )


def _incident() -> rx.Component:
    return _form(
        "Noter l’incident",
        LicenceFile.note_incident,
        _day("Jour de l’incident"),
        theme.field(
            "Signalé par",
            theme.text_input(name="told_by", max_length=120),
            "« une mairie », « un parent » : sans nom de famille suivie.",
        ),
        _area("Ce qui a été signalé", "words", required=True),
    )


def _settle() -> rx.Component:
    return _form("Clore l’incident", LicenceFile.settle, _area("Ce qui a été fait", "outcome", required=True))


def _decision() -> rx.Component:
    def among(*codes: Choose) -> rx.Var:
        return rx.Var.create([code.value for code in codes]).contains(LicenceFile.what)

    control = theme.text_input(name="until", type="date", min=LicenceFile.today)
    return _form(
        "Enregistrer la décision",
        LicenceFile.decide,
        theme.field(
            "Décision",
            _options(LicenceFile.choices, "what", value=LicenceFile.what, on_change=LicenceFile.choose_what),
        ),
        _day("Prise le"),
        rx.cond(
            among(Choose.GRANT, Choose.TACIT, Choose.RESTRICT),
            rx.el.div(asked_fields(), rx.el.p("Vide : comme demandé.", class_name="hint"), class_name="stack-tight"),
        ),
        rx.cond(LicenceFile.what == Choose.SUSPEND.value, theme.field("Dernier jour de la suspension", control)),
        _area("Motivation", "reasons", "Obligatoire pour un refus, une restriction, une suspension ou un retrait."),
    )
