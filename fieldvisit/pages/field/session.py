"""A family worker's session on the tablet: the brief, two taps, the record part by part, the signed session."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import (
    bar,
    hooks,
    pictures,
    session_brief,
    session_end,
    session_parts,
    session_pieces,
    session_words,
    signature,
    versions,
)
from fieldvisit.pages.field.hooks import session, tap
from fieldvisit.pages.field.session_shapes import Part
from fieldvisit.pages.field.visit import reading_noted

MODULE = "screens/session.js"


def _part(part: rx.Var[Part]) -> rx.Component:
    return rx.el.button(
        rx.el.span(part["title"], class_name="section-name"),
        rx.el.span(
            rx.cond(part["wrong"], "à compléter", part["said"]),
            class_name=rx.cond(part["wrong"], "progress progress-wrong", "progress progress-full"),
        ),
        type="button",
        class_name="section-link session-part",
        aria_current=rx.cond(part["chosen"], "step", "false"),
        on_click=tap(MODULE, "showSection", part["code"]),
    )


@rx.memo
def place_keeper() -> rx.Component:
    """Shows nothing: its hook puts the cursor back where it was when the session comes up."""
    return rx.el.span(hooks.session_place, hidden=True)


def _form() -> rx.Component:
    return rx.fragment(
        session_end.returned(),
        rx.cond(session["other_asks"], session_brief.other()),
        rx.el.div(
            place_keeper(),
            rx.el.nav(rx.foreach(session["sections"], _part), class_name="sections", aria_label="Parties"),
            rx.el.div(
                rx.el.h2(session["section_title"], class_name="section-head"),
                rx.match(
                    session["section"],
                    ("fiche", session_parts.sheet()),
                    ("heures", session_pieces.hours()),
                    ("presence", session_parts.presence()),
                    ("activites", session_parts.activities()),
                    ("faits", session_words.facts()),
                    ("objectifs", session_words.goals()),
                    ("incident", session_parts.incident()),
                    ("trajet", session_parts.travel()),
                    session_end.end(),
                ),
                class_name="stack form-column",
            ),
            class_name="form-layout",
        ),
    )


def _form_actions() -> rx.Component:
    return rx.el.footer(
        rx.el.span(
            session["saved"],
            class_name=rx.cond(session["saved_kind"] == "bad", "saved saved-bad", "saved"),
            role="status",
        ),
        rx.cond(session["undecided"], theme.button("Revenir à la fiche", on_click=tap(MODULE, "backToBrief"))),
        rx.cond(
            session["droppable"],
            theme.button("Retirer cette séance", kind="danger", on_click=tap(MODULE, "drop")),
        ),
        rx.cond(
            session["running"],
            theme.button(
                "Terminer",
                rx.el.span("· ", session["lasting"], class_name="tabular session-running"),
                kind="primary",
                class_name="session-huge session-start",
                aria_label="Terminer",
                on_click=tap(MODULE, "end"),
            ),
            rx.cond(
                session["section"] == "fin",
                theme.button(
                    session["sign_label"],
                    kind="primary",
                    class_name="grow session-huge",
                    disabled=~session["signable"],
                    on_click=tap(MODULE, "sign"),
                ),
                theme.button(
                    "Relire et signer",
                    kind="primary",
                    class_name="grow",
                    on_click=tap(MODULE, "showSection", "fin"),
                ),
            ),
        ),
        class_name="dock session-dock",
    )


def _head() -> rx.Component:
    return rx.el.div(
        reading_noted(),
        rx.el.div(
            rx.el.h1(session["family"]),
            rx.el.p(session["kind"], " · ", session["when"], class_name="soft"),
            class_name="visit-head grow",
        ),
        rx.cond(
            session["standing"] != "",
            rx.el.span(session["standing"], class_name="badge badge-" + session["standing_kind"].to(str)),
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
            _head(),
            versions.said(),
            rx.match(
                session["stage"],
                ("moved", versions.moved()),
                ("brief", session_brief.brief()),
                ("open", _form()),
                ("signed", session_end.signed()),
                ("elsewhere", _only("Cette séance est ouverte dans un autre onglet : continuez là-bas, ou fermez-le.")),
                (
                    "closed_reading",
                    _only(
                        "Ce dossier n’a pas été mis à jour depuis sept jours. Retrouvez du réseau pour le relire"
                        "; vous pouvez toujours commencer la séance et écrire."
                    ),
                ),
                _only("Cette séance n’est pas sur la tablette. Retournez à la tournée."),
            ),
            rx.cond(session["stage"] != "moved", versions.asides()),
            class_name="field-main",
        ),
        rx.match(
            session["stage"],
            ("brief", session_brief.brief_actions()),
            ("closed_reading", session_brief.brief_actions()),
            ("open", _form_actions()),
            ("signed", session_end.signed_actions()),
            ("moved", versions.moved_actions()),
            rx.fragment(),
        ),
        rx.cond(
            (session["stage"] == "open") | (session["stage"] == "signed"),
            rx.fragment(pictures.shown_large(), signature.signing()),
        ),
        class_name="screen screen-docked session-screen",
    )
