"""The side panel of « À faire »: plan the visit, decide, close the task, choose who follows the family."""

import reflex as rx

from fieldvisit.due import criteria
from fieldvisit.pages import theme
from fieldvisit.pages.office.shell import Escape, said
from fieldvisit.pages.office.todo import ToDo
from fieldvisit.pages.office.todo_opened import CHOICES, Option
from fieldvisit.tasks.task import Outcome


def panel() -> rx.Component:
    opened = ToDo.opened
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(rx.cond(opened["family"] != "", opened["family"], "Tâche du secteur"), id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=ToDo.close_panel, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=ToDo.close_panel),
        said(ToDo),
        rx.cond(opened["child"] != "", rx.el.p(opened["child"], class_name="strong")),
        rx.el.p(opened["label"], class_name="strong"),
        rx.cond(opened["window"] != "", rx.el.p(opened["window"], class_name="tabular")),
        rx.cond(opened["note"] != "", rx.el.p(opened["note"], class_name="pre")),
        rx.cond(opened["family_id"] != "", _reach()),
        rx.cond(
            opened["order_href"] != "",
            theme.link_button("Ouvrir l’ordre d’intervention", href=opened["order_href"], kind="primary"),
        ),
        rx.cond(
            opened["may_order"],
            theme.button("Préparer l’ordre d’intervention", kind="primary", on_click=ToDo.take_up),
        ),
        rx.cond(opened["may_plan"], _plan()),
        rx.cond(opened["may_lead"], _lead()),
        rx.cond(opened["may_close"], _close()),
        rx.cond(opened["may_decide"], _decide()),
        rx.cond(opened["family_id"] != "", _priority()),
        aria_labelledby="panel-title",
        class_name="panel stack",
        key=opened["key"],
    )


def _options() -> rx.Component:
    def one(person: rx.Var[Option]) -> rx.Component:
        return rx.el.option(person["label"], value=person["value"])

    return rx.foreach(ToDo.people, one)


def _plan() -> rx.Component:
    opened = ToDo.opened
    return rx.el.form(
        rx.cond(opened["hint"] != "", theme.notice(opened["hint"], kind="warn")),
        theme.field(
            "Professionnel·le",
            rx.el.select(
                rx.el.option("Choisir…", value=""),
                _options(),
                name="worker",
                default_value=opened["worker"],
                required=True,
                class_name="select",
            ),
        ),
        rx.el.div(
            theme.field(
                "Date",
                theme.text_input(
                    name="day",
                    type="date",
                    default_value=opened["iso"],
                    min=opened["first"],
                    max=opened["last"],
                    required=True,
                ),
            ),
            theme.field("Heure", theme.text_input(name="hour", type="time")),
            class_name="pair",
        ),
        theme.field(
            "Durée (minutes)",
            theme.text_input(
                name="minutes", type="number", min=5, max=600, step=5, default_value=opened["minutes"], required=True
            ),
        ),
        theme.field(
            "Motif", rx.el.textarea(name="reason", class_name="textarea", max_length=2000), "Lu sur la tablette."
        ),
        theme.button("Programmer la visite", type="submit", kind="primary"),
        on_submit=ToDo.plan,
        class_name="stack",
    )


def _lead() -> rx.Component:
    return rx.el.form(
        theme.field(
            "Professionnel·le référent·e",
            rx.el.select(
                rx.el.option("Choisir…", value=""),
                _options(),
                name="worker",
                default_value=ToDo.opened["worker"],
                required=True,
                class_name="select",
            ),
        ),
        theme.button("Affecter la famille", type="submit", kind="primary"),
        on_submit=ToDo.lead,
        class_name="stack",
    )


def _choices(name: str, choices) -> rx.Component:
    """Large radio buttons: one thumb, no list to open."""
    return rx.el.fieldset(
        rx.el.legend("Ce que vous notez", class_name="label"),
        *[
            rx.el.label(
                rx.el.input(type="radio", name=name, value=one.value, required=True),
                rx.el.span(one.label),
                class_name="tick",
            )
            for one in choices
        ],
        class_name="stack-tight",
    )


def _close() -> rx.Component:
    return rx.el.form(
        _choices("outcome", (Outcome.DONE, Outcome.NOT_DONE, Outcome.LOST)),
        theme.field(
            "En quelques mots",
            rx.el.textarea(name="note", class_name="textarea", max_length=2000),
            "Demandé si ce n’est pas fait.",
        ),
        theme.button("Clore la tâche", type="submit", kind="primary"),
        on_submit=ToDo.close_task,
        class_name="stack",
    )


def _decide() -> rx.Component:
    return rx.el.details(
        rx.el.summary("Noter une décision"),
        rx.el.form(
            _choices("choice", CHOICES),
            theme.field(
                "Jour",
                theme.text_input(name="on", type="date"),
                "Fait ailleurs : le jour où c’était. Reporté : le nouveau jour.",
            ),
            theme.field(
                "Pourquoi", rx.el.textarea(name="reason", class_name="textarea", max_length=2000), "Gardé au dossier."
            ),
            theme.button("Enregistrer", type="submit", kind="primary"),
            on_submit=ToDo.decide,
            class_name="stack",
        ),
        class_name="fold",
    )


def _reach() -> rx.Component:
    """Whoever plans a visit rings first."""
    opened = ToDo.opened
    return rx.el.div(
        rx.el.p(opened["address"], class_name="pre"),
        theme.row(
            rx.cond(
                opened["phone"] != "",
                theme.link_button(
                    "Appeler ", opened["phone"], href="tel:" + opened["phone"].to(str), class_name="tabular nowrap"
                ),
            ),
            theme.link_button("Ouvrir le dossier", href="/familles/" + opened["family_id"]),
        ),
        class_name="stack-tight",
    )


def _priority() -> rx.Component:
    opened = ToDo.opened
    return rx.fragment(
        rx.el.div(
            rx.el.p("Priorité ", theme.toned_badge(opened["band"], opened["tone"])),
            rx.foreach(opened["reasons"], lambda one: rx.el.p(one, class_name="small")),
            rx.cond(opened["chosen"] != "", rx.el.p(opened["chosen"], class_name="small pre")),
            class_name="stack-tight",
        ),
        rx.cond(opened["may_rank"], _rank()),
    )


def _rank() -> rx.Component:
    opened = ToDo.opened
    return rx.el.details(
        rx.el.summary("Changer la priorité"),
        rx.el.form(
            theme.field(
                "Priorité",
                rx.el.select(
                    *[rx.el.option(label, value=str(band)) for band, label in criteria.LABELS.items()],
                    name="band",
                    default_value=opened["band_number"],
                    class_name="select",
                ),
            ),
            theme.field("Pourquoi", rx.el.textarea(name="why", class_name="textarea", required=True, max_length=2000)),
            theme.button("Fixer cette priorité", type="submit"),
            on_submit=ToDo.rank,
            class_name="stack",
        ),
        rx.cond(
            opened["ranked"],
            theme.button("Reprendre le calcul", kind="quiet", on_click=ToDo.resume),
        ),
        class_name="fold",
    )
