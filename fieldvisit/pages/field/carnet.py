"""« Carnet de santé » on the tablet: what is noted of each child, and copying it page by page without network."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import bar
from fieldvisit.pages.field.hooks import carnet, tap, verb
from fieldvisit.pages.field.household import sent_line
from fieldvisit.pages.field.shapes import ExamRow, PendingLine, Rank, VaccineRow
from fieldvisit.pages.field.visit_pieces import line, pills

MODULE = "screens/carnet.js"


def _date(label: str, name: str, dom_id: str) -> rx.Component:
    return theme.field(
        label,
        rx.el.input(
            type="date",
            id=dom_id,
            class_name="input date",
            default_value=carnet[name],
            custom_attrs={"onInput": verb(MODULE, "type", name)},
            auto_complete="off",
        ),
    )


def _text(label: str, name: str, dom_id: str) -> rx.Component:
    return theme.field(
        label,
        theme.text_input(
            id=dom_id,
            default_value=carnet[name],
            max_length=200,
            auto_complete="off",
            custom_attrs={"onInput": verb(MODULE, "type", name)},
        ),
    )


def _rank(rank: rx.Var[Rank]) -> rx.Component:
    return rx.el.button(
        rank["label"],
        type="button",
        class_name="pill rank rank-" + rank["state"].to(str),
        aria_pressed=rank["state"] != "",
        aria_label=rank["said"],
        disabled=~carnet["may_note"].to(bool),
        on_click=tap(MODULE, "tapRank", rank["vaccine"], rank["rank"], rank["id"], rank["said"]),
    )


def _vaccine(row: rx.Var[VaccineRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(row["label"]),
            rx.cond(
                row["standing"] != "", rx.el.span(row["standing"], class_name="badge badge-" + row["kind"].to(str))
            ),
            class_name="carnet-name",
        ),
        rx.el.div(
            rx.el.div(rx.foreach(row["ranks"], _rank), class_name="pills", role="group", aria_label=row["label"]),
            rx.cond(row["words"] != "", rx.el.p(row["words"], class_name="soft small")),
            class_name="stack-tight",
        ),
        class_name="carnet-row",
    )


def _exam(row: rx.Var[ExamRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(row["label"]),
            rx.el.span(row["standing"], class_name="badge badge-" + row["kind"].to(str)),
            class_name="carnet-name",
        ),
        rx.el.div(
            rx.cond(
                carnet["may_note"],
                rx.el.button(
                    rx.match(row["state"], ("noted", "Noté"), ("new", "À enregistrer"), ("struck", "À rayer"), "Noter"),
                    type="button",
                    class_name="pill rank rank-" + row["state"].to(str),
                    aria_pressed=row["state"] != "",
                    aria_label="Examen : " + row["label"].to(str),
                    on_click=tap(MODULE, "tapExam", row["code"], row["id"], row["label"]),
                ),
            ),
            rx.el.p(row["words"], class_name="soft small"),
            class_name="row",
        ),
        class_name="carnet-row",
    )


def _pending(one: rx.Var[PendingLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(one["text"], class_name="strong grow"),
            rx.cond(
                one["dose"],
                rx.el.label(
                    rx.el.span("Lot", class_name="soft"),
                    theme.text_input(
                        default_value=one["lot"],
                        max_length=60,
                        auto_complete="off",
                        custom_attrs={"onInput": verb(MODULE, "typeLot", one["id"])},
                    ),
                    class_name="carnet-lot",
                ),
            ),
            theme.button("Retirer", on_click=tap(MODULE, "removeLine", one["id"]), aria_label="Retirer " + one["text"]),
            class_name="row",
        ),
        rx.cond(
            one["problem"] != "",
            rx.el.div(
                rx.el.p(one["problem"], class_name=rx.cond(one["to_confirm"], "grow", "problem grow")),
                rx.cond(
                    one["to_confirm"],
                    rx.el.button(
                        rx.cond(one["confirmed"], "Confirmé", "Confirmer"),
                        type="button",
                        class_name="pill",
                        aria_pressed=one["confirmed"],
                        on_click=tap(MODULE, "confirmLine", one["id"], one["confirmed"]),
                    ),
                ),
                class_name="row",
            ),
        ),
        class_name="carnet-pending",
    )


def _striking() -> rx.Component:
    striking = carnet["striking"]
    return rx.cond(
        striking["id"] != "",
        rx.el.div(
            rx.el.h2("Rayer cette ligne ?"),
            rx.el.p(striking["text"], class_name="strong"),
            rx.el.p("Elle reste lisible au bureau, avec votre nom et le motif.", class_name="soft"),
            theme.field(
                "Pourquoi ?",
                theme.text_input(
                    id="carnet-why",
                    key=striking["id"],
                    default_value=striking["why"],
                    max_length=200,
                    auto_complete="off",
                    custom_attrs={"onInput": verb(MODULE, "typeWhy")},
                ),
            ),
            rx.el.div(
                theme.button("Ne pas rayer", on_click=tap(MODULE, "stopStriking")),
                theme.button("Rayer la ligne", kind="danger", on_click=tap(MODULE, "strike")),
                class_name="row",
            ),
            class_name="drawer stack",
            role="dialog",
            aria_label="Rayer une ligne",
        ),
    )


def _vaccines() -> rx.Component:
    return theme.card(
        rx.el.h2("Vaccins"),
        rx.cond(
            carnet["may_note"],
            rx.el.div(
                _date("Date des doses recopiées", "day", "carnet-day"),
                _text("Faites par (facultatif)", "given_by", "carnet-given-by"),
                class_name="pair",
            ),
        ),
        rx.cond(
            carnet["may_note"],
            rx.el.p("Une date, puis un appui par vaccin de ce jour-là. Changez la date pour la page suivante."),
        ),
        rx.el.ul(rx.foreach(carnet["vaccines"], _vaccine)),
        class_name="stack",
    )


def _exams() -> rx.Component:
    return theme.card(
        rx.el.h2("Examens faits par un médecin"),
        rx.cond(
            carnet["may_note"],
            rx.el.div(
                _date("Date de l’examen", "exam_day", "carnet-exam-day"),
                _text("Médecin", "doctor", "carnet-doctor"),
                _text("Lieu (facultatif)", "place", "carnet-place"),
                class_name="carnet-exam-fields",
            ),
        ),
        rx.el.ul(rx.foreach(carnet["exams"], _exam)),
        class_name="stack",
    )


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        bar.bar(bar.before()),
        rx.el.main(
            bar.grave_warnings(),
            rx.cond(
                carnet["family"] == "",
                theme.card(
                    rx.el.p("Aucun carnet à lire ici : le dossier n’est pas lisible sur la tablette, ou sans enfant.")
                ),
                rx.fragment(
                    rx.el.div(
                        rx.el.h1(carnet["child"], rx.cond(carnet["age"] != "", ", " + carnet["age"], "")),
                        rx.el.p("Carnet de santé · ", carnet["family"], class_name="soft"),
                        class_name="visit-head",
                    ),
                    rx.cond(
                        carnet["children"].length() > 0, pills(carnet["children"], MODULE, "chooseChild", "Enfant")
                    ),
                    rx.el.div(_vaccines(), _exams(), key=carnet["form"], class_name="stack"),
                    rx.cond(
                        carnet["certificates"].length() > 0,
                        theme.card(
                            rx.el.h2("Certificats reçus"),
                            rx.el.dl(rx.foreach(carnet["certificates"], line), class_name="facts"),
                            class_name="stack",
                        ),
                    ),
                    rx.cond(
                        carnet["pending"].length() > 0,
                        theme.card(
                            rx.el.h2("À enregistrer"),
                            rx.el.ul(
                                rx.foreach(carnet["pending"], lambda one: rx.fragment(_pending(one), key=one["key"]))
                            ),
                            id="carnet-pending",
                            tab_index=-1,
                            class_name="stack",
                        ),
                    ),
                    rx.cond(
                        carnet["sent"].length() > 0,
                        theme.card(
                            rx.el.h2("Recopié sur cette tablette"),
                            rx.el.ul(rx.foreach(carnet["sent"], sent_line), class_name="stack"),
                            class_name="stack",
                        ),
                    ),
                ),
            ),
            class_name="field-main",
        ),
        rx.cond(
            carnet["may_note"],
            rx.el.footer(
                # Always there, so that nothing moves at the first tap.
                rx.el.p(
                    rx.cond(
                        carnet["problem"] != "",
                        carnet["problem"],
                        rx.cond(carnet["count"] != "", carnet["count"] + ", " + carnet["saved"], ""),
                    ),
                    class_name=rx.cond(carnet["problem"] != "", "problem grow", "soft grow"),
                    role="status",
                ),
                theme.button("Annuler", on_click=tap(MODULE, "undo"), disabled=carnet["count"] == ""),
                theme.button(
                    "Enregistrer", kind="primary", on_click=tap(MODULE, "send"), disabled=carnet["count"] == ""
                ),
                class_name="dock",
            ),
        ),
        _striking(),
        class_name="screen screen-docked",
    )
