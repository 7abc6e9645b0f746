"""A visit on the tablet: the brief at the door, then the conversation and the end, each drawn from one hook."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import bar, hooks, interview, pictures, signature, urgent, versions
from fieldvisit.pages.field.hooks import tap, visit
from fieldvisit.pages.field.visit_end import ending, ending_actions, signed, signed_actions
from fieldvisit.pages.field.visit_form import form, form_actions, notes
from fieldvisit.pages.field.visit_pieces import line


def _places() -> rx.Component:
    """Where it is and how to reach them: maps and phone belong to the device."""
    return rx.fragment(
        rx.el.div(
            rx.cond(
                visit["map_href"] != "",
                theme.link_button("Itinéraire – ", visit["address"], href=visit["map_href"], class_name="stop-map"),
                rx.el.p(visit["address"]),
            ),
            rx.cond(visit["phone"] != "", theme.link_button("Appeler ", visit["phone"], href=visit["phone_href"])),
            rx.cond(
                visit["may_correct"],
                theme.button(
                    "Corriger", kind="quiet", on_click=tap("screens/household.js", "openHousehold", visit["family_id"])
                ),
            ),
            class_name="row",
        ),
        rx.cond(visit["access"] != "", rx.el.p(visit["access"], class_name="pre")),
        rx.cond(visit["safety"] != "", theme.notice(visit["safety"], kind="warn")),
        rx.cond(visit["language"] != "", rx.el.p(visit["language"], class_name="soft")),
    )


def brief() -> rx.Component:
    return rx.fragment(
        rx.cond(visit["not_yours"] != "", theme.notice(visit["not_yours"], kind="warn", role="status")),
        theme.card(
            rx.el.h2("Au moment d’entrer"),
            rx.cond(visit["reason"] != "", rx.el.p(visit["reason"], class_name="strong pre")),
            _places(),
            class_name="stack",
        ),
        rx.cond(
            visit["persons"].length() > 0,
            theme.card(
                rx.el.h2("Le foyer"),
                rx.el.dl(rx.foreach(visit["persons"], line), class_name="facts"),
                class_name="stack",
            ),
        ),
        rx.cond(
            visit["carnet"].length() > 0,
            theme.card(
                rx.el.div(
                    rx.el.h2("Carnet de santé"),
                    theme.button("Courbes", on_click=tap("screens/growth.js", "openGrowth", visit["family_id"], "")),
                    theme.button(
                        "Ouvrir le carnet", on_click=tap("screens/carnet.js", "openCarnet", visit["family_id"])
                    ),
                    class_name="row-between",
                ),
                rx.el.dl(rx.foreach(visit["carnet"], line), class_name="facts"),
                class_name="stack",
            ),
        ),
        rx.cond(
            visit["points"].length() > 0,
            theme.card(
                rx.el.h2("À reprendre"),
                rx.el.dl(rx.foreach(visit["points"], line), class_name="facts"),
                class_name="stack",
            ),
        ),
        theme.card(
            rx.el.h2(visit["brief_title"]),
            rx.el.dl(rx.foreach(visit["brief"], line), class_name="facts"),
            class_name="stack",
        ),
    )


def brief_actions() -> rx.Component:
    return rx.cond(visit["not_yours"] == "", _brief_actions())


def _brief_actions() -> rx.Component:
    return rx.el.footer(
        theme.button("Famille absente", on_click=tap("screens/visit.js", "startEnding", "absente")),
        theme.button("Refusée", on_click=tap("screens/visit.js", "startEnding", "refusee")),
        theme.button("Reportée", on_click=tap("screens/visit.js", "startEnding", "reportee")),
        theme.button(
            rx.cond(visit["interview"], "Démarrer l’entretien", "Démarrer la visite"),
            kind="primary",
            class_name="grow",
            on_click=tap("screens/visit.js", "start"),
        ),
        class_name="dock",
    )


@rx.memo
def reading_noted() -> rx.Component:
    """Shows nothing: its hook journals that this file was opened."""
    return rx.el.span(hooks.reading, hidden=True)


def _head() -> rx.Component:
    return rx.el.div(
        reading_noted(),
        rx.el.div(
            rx.el.h1(visit["family"]),
            rx.el.p(visit["kind"], " · ", visit["when"], class_name="soft"),
            class_name="visit-head grow",
        ),
        rx.cond(
            visit["family_id"] != "",
            theme.button("Dossier", on_click=tap("screens/dossier.js", "openDossier", visit["family_id"])),
        ),
        class_name="visit-top",
    )


def _only(sentence: str) -> rx.Component:
    return theme.card(rx.el.p(sentence), class_name="stack")


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        bar.bar(bar.back()),
        rx.el.main(
            bar.grave_warnings(),
            urgent.banner(),
            _head(),
            versions.said(),
            rx.match(
                visit["stage"],
                ("moved", versions.moved()),
                ("brief", brief()),
                ("open", form()),
                ("paused", interview.paused()),
                ("ending", ending()),
                ("signed", signed()),
                ("elsewhere", _only("Cette visite est ouverte dans un autre onglet : continuez là-bas, ou fermez-le.")),
                (
                    "closed_reading",
                    _only(
                        "Ce dossier n’a pas été mis à jour depuis sept jours. Retrouvez du réseau pour le relire"
                        "; vous pouvez toujours démarrer la visite et écrire."
                    ),
                ),
                _only("Cette visite n’est pas sur la tablette. Retournez à la tournée."),
            ),
            rx.cond(visit["stage"] != "moved", versions.asides()),
            class_name="field-main",
        ),
        rx.match(
            visit["stage"],
            ("brief", brief_actions()),
            ("closed_reading", brief_actions()),
            ("open", form_actions()),
            ("paused", interview.paused_actions()),
            ("ending", ending_actions()),
            ("signed", signed_actions()),
            ("moved", versions.moved_actions()),
            rx.fragment(),
        ),
        rx.cond(visit["note_open"], notes()),
        rx.cond(visit["photos_open"], pictures.place()),
        rx.cond(visit["pictured"] & (visit["place"] == ""), rx.fragment(pictures.shown_large(), signature.signing())),
        class_name="screen screen-docked",
    )
