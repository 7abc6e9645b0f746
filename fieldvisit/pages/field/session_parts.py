"""The parts of a session's record: large things to touch, few words to type, each kept at once."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import session_brief
from fieldvisit.pages.field.hooks import session, tap, verb
from fieldvisit.pages.field.session_pieces import FACTS, MODULE, text_area, tiles
from fieldvisit.pages.field.session_shapes import Domain
from fieldvisit.pages.field.shapes import Option
from fieldvisit.pages.field.visit_pieces import pills


def activities() -> rx.Component:
    def domain(one: rx.Var[Domain]) -> rx.Component:
        return rx.el.div(
            rx.el.h3(one["domain"]),
            tiles(one["items"].to(list[Option]), "toggleActivity", one["domain"].to(str)),
            class_name="stack",
        )

    return theme.card(rx.foreach(session["activities"], domain), class_name="stack session-domains")


def incident() -> rx.Component:
    def call(number: str, who: str) -> rx.Component:
        return theme.link_button(f"{number} – {who}", href=f"tel:{number}", class_name="tabular")

    return theme.card(
        rx.el.p("Danger immédiat ? Appelez d’abord.", class_name="strong"),
        rx.el.div(
            call("17", "Police, gendarmerie"), call("15", "Samu"), call("119", "Enfance en danger"), class_name="row"
        ),
        tiles(session["incidents"], "setIncident", "Situation inquiétante"),
        rx.cond(
            session["incident_on"],
            rx.fragment(
                text_area(
                    "Ce que vous avez vu ou entendu",
                    "incident-words",
                    session["incident_words"],
                    "incidentTyped",
                    rows="4",
                    hint=FACTS,
                ),
                rx.el.ul(rx.foreach(session["calls"], session_brief.call_line), class_name="stack"),
                theme.notice(
                    "Votre responsable l’apprend dès que la séance signée arrive. Si c’est grave, appelez-la aussi."
                ),
                concern(),
            ),
        ),
        class_name="stack",
    )


def concern() -> rx.Component:
    """The way out for a child in danger: to the CRIP, whatever becomes of the session."""
    return theme.button("Transmettre une information préoccupante", on_click=tap("screens/concern.js", "openConcern"))


def travel() -> rx.Component:
    def typed(label: str, name: str, mode: str = "text", css: str = "input") -> rx.Component:
        return theme.field(
            label,
            rx.el.input(
                class_name=css,
                id=f"travel-{name}",
                input_mode=mode,
                max_length=200,
                default_value=session["travel"][name],
                custom_attrs={"onInput": verb(MODULE, "travelTyped", name)},
                auto_complete="off",
            ),
        )

    def fault(name: str) -> rx.Component:
        return rx.cond(session[name] != "", rx.el.p(session[name], class_name="problem", role="alert"))

    return theme.card(
        rx.el.div(typed("De", "from"), typed("À", "to"), class_name="pair"),
        rx.el.div(
            typed("Kilomètres", "km", "decimal", "input number"),
            typed("Minutes", "minutes", "numeric", "input number"),
            class_name="row",
        ),
        fault("km_problem"),
        fault("minutes_problem"),
        pills(session["vehicles"], MODULE, "setVehicle", "Véhicule"),
        class_name="stack",
    )


def presence() -> rx.Component:
    return theme.card(tiles(session["presence"], "togglePresence", "Présents"), class_name="stack")


def sheet() -> rx.Component:
    """« Fiche »: the brief again, while one writes."""
    return session_brief.brief()
