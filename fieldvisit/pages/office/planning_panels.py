"""The side panels of the planning: a visit to read, move or cancel; a visit to plan."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.planning import Planning
from fieldvisit.pages.office.planning_opened import Choice
from fieldvisit.pages.office.shell import Escape, said


def _panel(title: rx.Var | str, *children: rx.Component) -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(title, id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=Planning.close_panel, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=Planning.close_panel),
        said(Planning),
        rx.cond(Planning.warning != "", theme.notice(Planning.warning, kind="warn")),
        *children,
        aria_labelledby="panel-title",
        class_name="panel stack",
    )


def _line(label: str, value: rx.Var) -> rx.Component:
    return rx.cond(value != "", rx.el.div(rx.el.dt(label), rx.el.dd(value, class_name="pre"), class_name="fact"))


def _options(listed: rx.Var[list[Choice]]) -> rx.Component:
    return rx.foreach(listed, lambda one: rx.el.option(one["label"], value=one["value"]))


def _date(value: rx.Var | str) -> rx.Component:
    return theme.text_input(
        name="day", type="date", default_value=value, min=Planning.first_day, max=Planning.last_day, required=True
    )


def visit_panel() -> rx.Component:
    opened = Planning.opened
    move = rx.el.form(
        rx.el.h3("Déplacer"),
        rx.el.div(
            theme.field("Date", _date(opened["iso"])),
            theme.field("Heure", theme.text_input(name="hour", type="time", default_value=opened["hour"])),
            class_name="pair",
        ),
        theme.field(
            "Durée (minutes)",
            theme.text_input(
                name="minutes", type="number", min=5, max=600, step=5, default_value=opened["minutes"], required=True
            ),
        ),
        theme.field(
            "Professionnel·le",
            rx.el.select(
                _options(Planning.workers), name="worker", default_value=opened["worker_id"], class_name="select"
            ),
        ),
        theme.button("Enregistrer le déplacement", type="submit", kind="primary"),
        on_submit=Planning.move,
        class_name="stack",
        key=opened["id"] + opened["iso"] + opened["hour"] + opened["worker_id"] + opened["minutes"],
    )
    cancel = rx.el.details(
        rx.el.summary("Annuler la visite"),
        rx.el.form(
            theme.field(
                "Motif de l’annulation",
                rx.el.textarea(name="cancel_reason", class_name="textarea", required=True, max_length=2000),
            ),
            theme.button("Annuler cette visite", type="submit", kind="danger"),
            on_submit=Planning.cancel,
            class_name="stack",
        ),
        key="annuler" + opened["id"],
        class_name="fold",
    )
    return _panel(
        opened["family"],
        rx.el.dl(
            _line("Type", opened["kind_label"]),
            _line("Quand", opened["day"] + rx.cond(opened["hour"] != "", " à " + opened["hour"], ", heure à fixer")),
            _line("Durée", opened["minutes"] + " min"),
            _line("Professionnel·le", opened["worker"]),
            _line("État", opened["status"]),
            _line("Motif", opened["reason"]),
            _line("Motif de l’annulation", opened["cancel_reason"]),
            _line("Adresse", opened["address"]),
            class_name="facts",
        ),
        theme.row(
            theme.link_button("Ouvrir le dossier", href="/familles/" + opened["family_id"]),
            rx.cond(
                opened["record_id"] != "",
                theme.link_button(
                    "Lire la visite",
                    href="/familles/" + opened["family_id"] + "?ecrit=" + opened["record_id"],
                    kind="primary",
                ),
            ),
            theme.link_button(
                "Imprimer la tournée",
                href="/api/tournee.pdf?personne=" + opened["worker_id"] + "&jour=" + opened["iso"],
                target="_blank",
                rel="noopener",
            ),
        ),
        rx.cond(opened["changeable"], rx.fragment(move, cancel)),
    )


def new_panel() -> rx.Component:
    def found(one: Choice) -> rx.Component:
        return rx.el.li(
            theme.button(one["label"], on_click=Planning.choose_family(one["value"]), class_name="button-wide choice")
        )

    family = rx.cond(
        Planning.family["value"] != "",
        rx.el.div(
            rx.el.p("Famille", class_name="label"),
            theme.row(
                rx.el.p(Planning.family["label"], class_name="grow strong"),
                theme.button("Changer", kind="quiet", on_click=Planning.change_family),
            ),
        ),
        rx.el.div(
            theme.field(
                "Famille",
                theme.text_input(
                    type="search",
                    placeholder="Nom, prénom, commune ou numéro",
                    on_change=Planning.look_for_family.debounce(200),
                    auto_complete="off",
                ),
            ),
            rx.el.p(Planning.families_said, class_name="hint", aria_live="polite"),
            rx.el.ul(rx.foreach(Planning.families, found), class_name="stack-tight"),
            class_name="stack-tight",
        ),
    )
    return _panel(
        "Nouvelle visite",
        family,
        rx.el.form(
            theme.field(
                "Professionnel·le",
                rx.el.select(
                    rx.el.option("Choisir…", value=""),
                    _options(Planning.workers),
                    name="worker",
                    value=Planning.worker,
                    on_change=Planning.choose_worker,
                    class_name="select",
                    required=True,
                ),
            ),
            theme.field(
                "Type de visite",
                rx.el.select(
                    rx.el.option(rx.cond(Planning.worker == "", "Choisir d’abord l’intervenant", "Choisir…"), value=""),
                    _options(Planning.kinds),
                    name="kind",
                    value=Planning.kind,
                    on_change=Planning.choose_kind,
                    class_name="select",
                    required=True,
                    disabled=Planning.worker == "",
                ),
            ),
            rx.el.div(
                theme.field("Date", _date(rx.cond(Planning.new_day != "", Planning.new_day, Planning.first_day))),
                theme.field("Heure", theme.text_input(name="hour", type="time")),
                class_name="pair",
            ),
            theme.field(
                "Durée (minutes)",
                theme.text_input(
                    name="minutes",
                    type="number",
                    min=5,
                    max=600,
                    step=5,
                    default_value=Planning.minutes,
                    required=True,
                    key="duree" + Planning.kind,
                ),
            ),
            theme.field(
                "Motif", rx.el.textarea(name="reason", class_name="textarea", max_length=2000), "Lu sur la tablette."
            ),
            theme.button("Programmer la visite", type="submit", kind="primary"),
            on_submit=Planning.plan,
            class_name="stack",
        ),
    )
