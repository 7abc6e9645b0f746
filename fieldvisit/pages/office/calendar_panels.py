"""The side panels of « Calendrier »: an absence to note; one person's absences and hours."""

import reflex as rx

from fieldvisit.calendars.absence import LONGEST_NOTE, Half, Why
from fieldvisit.pages import theme
from fieldvisit.pages.office.calendar import Calendar
from fieldvisit.pages.office.calendar_cover import CalendarCover
from fieldvisit.pages.office.calendar_lines import AbsenceLine, HoursLine, PatternLine
from fieldvisit.pages.office.shell import Escape, said


def _panel(title: rx.Var | str, *children: rx.Component) -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(title, id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=Calendar.close_panel, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=Calendar.close_panel),
        said(Calendar),
        *children,
        aria_labelledby="panel-title",
        class_name="panel stack",
    )


def _select(name: str, choices: type[Half] | type[Why]) -> rx.Component:
    options = [rx.el.option(one.label, value=one.value) for one in choices]
    return rx.el.select(*options, name=name, default_value=next(iter(choices)).value, class_name="select")


def absence_lines(listed: rx.Var[list[AbsenceLine]], nothing: str, more=lambda one: None) -> rx.Component:
    """``more``: what else is drawn beside an absence."""

    def line(one: rx.Var[AbsenceLine]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(one["why"], " ", one["days"], class_name="strong"),
                rx.cond(one["note"] != "", rx.el.p(one["note"], class_name="small pre")),
                class_name="grow",
            ),
            more(one),
            theme.button(
                "Annuler",
                on_click=[Calendar.cancel_absence(one["id"]), CalendarCover.load],
                aria_label="Annuler l’absence " + one["days"],
            ),
            class_name="row calendar-line",
            key=one["id"],
        )

    return rx.cond(
        listed.length() > 0,
        rx.el.ul(rx.foreach(listed, line)),
        rx.el.p(nothing, class_name="soft"),
    )


def absence_panel() -> rx.Component:
    who = theme.field(
        "Qui",
        rx.el.select(
            rx.foreach(Calendar.people, lambda one: rx.el.option(one["label"], value=one["value"])),
            name="who",
            default_value=Calendar.chosen,
            class_name="select",
        ),
    )
    return _panel(
        "Noter une absence",
        rx.el.form(
            rx.cond(Calendar.people.length() > 1, who),
            rx.el.div(
                theme.field("Premier jour", theme.text_input(name="first_on", type="date", required=True)),
                theme.field("Dernier jour", theme.text_input(name="last_on", type="date")),
                class_name="pair",
            ),
            rx.el.p("Pour un seul jour, laissez le dernier vide.", class_name="hint"),
            rx.el.div(
                theme.field("Durée", _select("half", Half)),
                theme.field("Motif", _select("why", Why)),
                class_name="pair",
            ),
            theme.field(
                "Précision",
                theme.text_input(name="note", max_length=LONGEST_NOTE),
                "Le motif et la précision ne sont lus que par la personne et par qui fait le planning.",
            ),
            theme.button("Noter l’absence", type="submit", kind="primary"),
            on_submit=[Calendar.note_absence, CalendarCover.load],
            class_name="stack",
        ),
    )


def worker_panel() -> rx.Component:
    return _panel(
        Calendar.who,
        rx.el.h3("Absences à venir"),
        absence_lines(Calendar.theirs, "Aucune.", _cover),
        rx.el.h3("Horaires"),
        rx.cond(
            Calendar.patterns.length() > 0,
            rx.el.ul(rx.foreach(Calendar.patterns, _pattern), class_name="stack"),
            rx.el.p("Aucun horaire noté : la semaine habituelle est comptée.", class_name="soft"),
        ),
        rx.cond(Calendar.may_set, _hours()),
    )


def _cover(one: rx.Var[AbsenceLine]) -> rx.Component:
    return rx.cond(
        CalendarCover.may_cover,
        theme.button(
            "Confier ses familles",
            on_click=[Calendar.close_panel, CalendarCover.open(one["id"])],
            aria_label="Confier ses familles " + one["days"],
        ),
    )


def _pattern(one: rx.Var[PatternLine]) -> rx.Component:
    return rx.el.li(rx.el.p(one["since"], class_name="strong"), rx.el.p(one["words"], class_name="tabular"))


def _weeks(label: str, two: bool) -> rx.Component:
    return rx.el.button(
        label,
        type="button",
        class_name="pill",
        aria_pressed=Calendar.two_weeks == two,
        on_click=Calendar.choose_weeks(two),
    )


def _hours() -> rx.Component:
    def line(one: rx.Var[HoursLine], letter: str) -> rx.Component:
        return theme.field(
            one["name"],
            theme.text_input(
                name=letter + one["code"].to(str),
                default_value=one[letter],
                placeholder="Ne travaille pas",
                auto_complete="off",
            ),
        )

    def week(letter: str) -> rx.Component:
        return rx.el.fieldset(
            rx.el.legend(
                rx.cond(Calendar.two_weeks, "Semaine " + letter.upper(), "Horaires de la semaine"), class_name="strong"
            ),
            rx.foreach(Calendar.hours, lambda one: line(one, letter)),
            class_name="stack",
        )

    return rx.el.details(
        rx.el.summary("Changer les horaires"),
        rx.el.form(
            rx.el.p("Par exemple 08:30–12:00, 13:30–17:30. Vide : ne travaille pas.", class_name="soft"),
            rx.el.div(
                _weeks("Chaque semaine", False),
                _weeks("Deux semaines en alternance", True),
                class_name="row",
                role="group",
                aria_label="Rythme",
            ),
            week("a"),
            rx.cond(Calendar.two_weeks, week("b")),
            theme.field(
                "À partir du",
                theme.text_input(name="since", type="date", default_value=Calendar.today, required=True),
                "En alternance, la semaine de ce jour est la semaine A. Les horaires d’avant restent lisibles.",
            ),
            theme.button("Enregistrer les horaires", type="submit", kind="primary"),
            on_submit=Calendar.save_hours,
            class_name="stack",
            key="horaires" + Calendar.chosen,
        ),
        class_name="fold",
        key=Calendar.chosen,
    )
