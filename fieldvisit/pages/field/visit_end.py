"""The end of a visit: its outcome, what is missing before signing, and the signed visit read again."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import outcome, pictures, synthesis
from fieldvisit.pages.field.hooks import tap, verb, visit
from fieldvisit.pages.field.shapes import Problem
from fieldvisit.pages.field.visit_pieces import line, note, pills, record_line, vigilance


def _problem(problem: rx.Var[Problem]) -> rx.Component:
    return rx.el.li(
        theme.button(
            problem["sentence"],
            class_name="button-wide button-left",
            on_click=tap("screens/visit.js", "goToProblem", problem["key"]),
        )
    )


def ending() -> rx.Component:
    return rx.fragment(
        theme.card(
            rx.el.h2(
                rx.match(
                    visit["place"],
                    ("ecole", "Comment le bilan s’est-il terminé ?"),
                    rx.cond(
                        visit["interview"],
                        "Comment l’entretien s’est-il terminé ?",
                        "Comment la visite s’est-elle terminée ?",
                    ),
                )
            ),
            pills(visit["outcomes"], "screens/visit.js", "setOutcome", "Issue de la visite"),
            rx.match(
                visit["outcome"],
                (
                    "absente",
                    rx.cond(
                        visit["notice_lines"].length() > 0,
                        theme.notice(
                            rx.el.p("Avis de passage à laisser – sans motif :", class_name="strong"),
                            rx.el.dl(rx.foreach(visit["notice_lines"], line), class_name="facts"),
                        ),
                    ),
                ),
                (
                    "reportee",
                    theme.field(
                        "Reportée au (si vous le savez)",
                        rx.el.input(
                            type="date",
                            class_name="input date",
                            id="postponed",
                            default_value=visit["postponed_to"],
                            custom_attrs={"onInput": verb("screens/visit.js", "postponedTyped")},
                            auto_complete="off",
                        ),
                    ),
                ),
                rx.fragment(),
            ),
            rx.cond(
                (visit["outcome"] != "") & (visit["outcome"] != "realisee"),
                theme.field(
                    "Précision (facultatif)",
                    rx.el.textarea(
                        class_name="textarea",
                        rows="2",
                        id="outcome-reason",
                        default_value=visit["reason_given"],
                        custom_attrs={"onInput": verb("screens/visit.js", "reasonTyped")},
                        auto_complete="off",
                    ),
                ),
            ),
            class_name="stack",
        ),
        rx.cond(
            visit["correction"],
            theme.card(
                theme.field(
                    "Pourquoi cette correction ?",
                    rx.el.textarea(
                        class_name="textarea",
                        rows="2",
                        id="correction-reason",
                        default_value=visit["correction_reason"],
                        custom_attrs={"onInput": verb("screens/visit.js", "correctionReasonTyped")},
                        auto_complete="off",
                    ),
                ),
            ),
        ),
        rx.cond(visit["place"] == "", pictures.at_the_end()),
        outcome.summary(),
        synthesis.offer(),
        rx.cond(
            visit["problems"].length() > 0,
            theme.card(
                rx.el.h2("Avant de signer"),
                rx.el.ul(rx.foreach(visit["problems"], _problem), class_name="stack"),
                class_name="stack",
            ),
        ),
    )


def _sign(**look) -> rx.Component:
    return theme.button(
        visit["sign_label"], disabled=~visit["signable"], on_click=tap("screens/visit.js", "sign"), **look
    )


def ending_actions() -> rx.Component:
    return rx.el.footer(
        rx.cond(visit["saved_kind"] == "bad", rx.el.span(visit["saved"], class_name="saved saved-bad", role="alert")),
        theme.button("Revenir à la visite", on_click=tap("screens/visit.js", "resume")),
        rx.cond(
            visit["droppable"],
            theme.button("Retirer cette visite", kind="danger", on_click=tap("screens/visit.js", "drop")),
        ),
        rx.cond(
            visit["place"] == "ecole",
            theme.button(
                "Signer, élève suivant",
                kind="primary",
                class_name="grow",
                disabled=~visit["signable"],
                on_click=tap("screens/school.js", "signAndNext"),
            ),
        ),
        # At a school « Signer, élève suivant » is the one that is meant.
        rx.cond(visit["place"] == "ecole", _sign(), _sign(kind="primary", class_name="grow")),
        class_name="dock",
    )


def signed() -> rx.Component:
    return rx.fragment(
        theme.card(
            rx.el.div(
                rx.el.h2(visit["signed"]),
                rx.el.span(visit["custody"], class_name="badge badge-" + visit["custody_kind"].to(str), role="status"),
                class_name="row-between",
            ),
            rx.cond(visit["custody_detail"] != "", theme.notice(visit["custody_detail"], kind="alarm")),
            rx.el.p(
                "Une visite signée ne se modifie plus. « Corriger » en fait une nouvelle version, liée à celle-ci.",
                class_name="soft small",
            ),
            class_name="stack",
        ),
        vigilance(),
        synthesis.offer(),
        rx.cond(visit["pictured"] & (visit["place"] == ""), pictures.of_the_record()),
        rx.cond(
            visit["record"].length() > 0,
            theme.card(rx.foreach(visit["record"], record_line), class_name="stack record"),
        ),
        rx.cond(
            visit["notes"].length() > 0,
            theme.card(
                rx.el.h2("Notes"), rx.el.ul(rx.foreach(visit["notes"], note), class_name="stack"), class_name="stack"
            ),
        ),
    )


def signed_actions() -> rx.Component:
    return rx.el.footer(
        rx.cond(visit["correctable"], theme.button("Corriger", on_click=tap("screens/visit.js", "correct"))),
        rx.cond(visit["to_take_up"], theme.button("Reprendre", on_click=tap("screens/visit.js", "takeUp"))),
        rx.cond(
            visit["carnet"].length() > 0,
            theme.button("Carnet", on_click=tap("screens/carnet.js", "openCarnet", visit["family_id"])),
        ),
        rx.cond(
            visit["place"] == "ecole",
            rx.fragment(
                theme.button("Liste", on_click=tap("screens/school.js", "toList")),
                theme.button(
                    "Élève suivant", kind="primary", class_name="grow", on_click=tap("screens/school.js", "nextPupil")
                ),
            ),
            theme.button(
                "Retour à la tournée",
                kind="primary",
                class_name="grow",
                on_click=tap("screens/view.js", "go", "tournee"),
            ),
        ),
        class_name="dock",
    )
