"""The end of a session: how it went, the family's signature, what is missing; and the signed one read again."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import pictures, session_parts
from fieldvisit.pages.field.hooks import pictures as pictures_shown
from fieldvisit.pages.field.hooks import session, tap
from fieldvisit.pages.field.session_pieces import MODULE, text_area, tiles
from fieldvisit.pages.field.session_shapes import SessionProblem
from fieldvisit.pages.field.visit_pieces import record_line


def _problem(problem: rx.Var[SessionProblem]) -> rx.Component:
    return rx.el.li(
        theme.button(
            problem["sentence"],
            class_name="button-wide button-left",
            on_click=tap(MODULE, "goToProblem", problem["place"]),
        ),
        key=problem["key"],
    )


def _family() -> rx.Component:
    return theme.card(
        rx.el.h3("Signature de la famille"),
        rx.el.p("Elle atteste la présence et les heures, jamais vos observations.", class_name="soft"),
        rx.cond(
            session["signs_each"],
            rx.fragment(),
            rx.el.p(
                "Pour cet ordre, la famille signe le relevé du mois. Elle peut aussi signer ici.", class_name="soft"
            ),
        ),
        rx.cond(
            session["signed_before"],
            rx.el.p("La famille avait signé la version que vous corrigez.", class_name="soft"),
        ),
        pictures.strip(),
        rx.foreach(pictures_shown["loose"], pictures.loose),
        rx.cond(session["removed"] != "", rx.el.p(session["removed"], class_name="hint")),
        rx.el.button(
            "La famille signe",
            type="button",
            class_name=rx.cond(session["lacks_family"], "button session-huge button-primary", "button session-huge"),
            on_click=tap("screens/signature.js", "openPad", "famille"),
        ),
        rx.cond(
            (session["signs_each"] & (session["signatures"] == 0)) | (session["unsigned"] != ""),
            text_area(
                "Sinon, pourquoi ne signe-t-elle pas ?", "unsigned", session["unsigned"], "unsignedTyped", rows="2"
            ),
        ),
        class_name="stack",
    )


def _outcome() -> rx.Component:
    return rx.fragment(
        rx.el.h3("La séance a-t-elle eu lieu ?"),
        tiles(session["outcomes"], "setOutcome", "Issue de la séance"),
        rx.cond(
            session["not_done"] != "",
            text_area("Précision", "not-done-words", session["not_done_words"], "notDoneTyped", rows="2"),
        ),
    )


def end() -> rx.Component:
    return rx.fragment(
        rx.cond(
            session["running"],
            theme.card(
                rx.el.p(session["lasting"], class_name="session-span tabular"),
                rx.el.p("En séance ", session["since"], class_name="soft"),
                class_name="stack-tight",
            ),
        ),
        rx.cond((session["outcome"] != "realisee") & ~session["running"], theme.card(_outcome(), class_name="stack")),
        rx.cond(
            session["correction"],
            theme.card(
                text_area(
                    "Pourquoi cette correction ?",
                    "correction-reason",
                    session["correction_reason"],
                    "correctionTyped",
                    rows="2",
                )
            ),
        ),
        rx.cond(
            session["signs"],
            rx.fragment(
                theme.card(
                    rx.el.div(
                        rx.el.p(session["span"], class_name="session-span tabular"),
                        theme.button("Modifier les heures", on_click=tap(MODULE, "showSection", "heures")),
                        class_name="row-between",
                    ),
                    rx.cond(session["edited"], rx.el.p(session["tapped"], class_name="soft")),
                    class_name="stack-tight",
                ),
                _family(),
            ),
        ),
        rx.cond(
            session["problems"].length() > 0,
            theme.card(
                rx.el.h3("Avant de signer"),
                rx.el.ul(rx.foreach(session["problems"], _problem), class_name="stack"),
                class_name="stack",
            ),
        ),
        rx.cond(
            session["signs"],
            rx.el.details(
                rx.el.summary("La séance n’a pas eu lieu ?"),
                rx.el.div(_outcome(), class_name="stack"),
                class_name="card fold session-not-made",
            ),
        ),
    )


def signed() -> rx.Component:
    return rx.fragment(
        returned(),
        theme.card(
            rx.el.div(
                rx.el.h2(session["signed"]),
                rx.el.span(
                    session["custody"], class_name="badge badge-" + session["custody_kind"].to(str), role="status"
                ),
                class_name="row-between",
            ),
            rx.cond(session["custody_detail"] != "", theme.notice(session["custody_detail"], kind="alarm")),
            rx.el.p(
                rx.cond(
                    session["validated"],
                    "Validée par votre responsable : ses heures sont figées. S’il faut la corriger, demandez-lui.",
                    "Une séance signée ne se modifie plus. « Corriger » en fait une nouvelle version, liée à celle-ci.",
                ),
                class_name="soft small",
            ),
            class_name="stack",
        ),
        rx.cond(
            session["incident_said"],
            theme.notice(
                "Situation inquiétante : votre responsable la reçoit avec la séance.",
                session_parts.concern(),
                kind="warn",
                class_name="stack",
            ),
        ),
        rx.cond(pictures_shown["list"].length() > 0, pictures.of_the_record()),
        rx.cond(
            session["record"].length() > 0,
            theme.card(rx.foreach(session["record"], record_line), class_name="stack record"),
        ),
    )


def returned() -> rx.Component:
    return rx.cond(
        session["returned"] != "",
        theme.notice(
            rx.el.p("Renvoyée par la responsable : ", session["returned"], class_name="pre"),
            kind="alarm",
            role="status",
        ),
    )


def signed_actions() -> rx.Component:
    return rx.el.footer(
        rx.cond(
            session["correctable"],
            rx.el.button(
                "Corriger",
                type="button",
                class_name=rx.cond(session["returned"] != "", "button button-primary", "button"),
                on_click=tap(MODULE, "correct"),
            ),
        ),
        rx.cond(session["to_take_up"], theme.button("Reprendre", kind="primary", on_click=tap(MODULE, "takeUp"))),
        theme.button("Retour à la tournée", class_name="grow", on_click=tap("screens/view.js", "go", "tournee")),
        class_name="dock",
    )
