"""A visit as it was written, read in the family file."""

import reflex as rx

from fieldvisit.pages import theme, why
from fieldvisit.pages.office import record_pictures, record_visibility_card
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_lines import Version
from fieldvisit.pages.office.record_view import Alert, Line, Note, Section


def _version(one: Version) -> rx.Component:
    return rx.el.li(
        rx.el.span(one["label"], rx.cond(one["in_force"], " – fait foi", ""), class_name="grow"),
        theme.button(
            "Lire", on_click=FamilyFile.open_record(one["id"]), aria_label="Lire la version de " + one["label"]
        ),
        class_name="row",
    )


def _export(opened) -> rx.Component:
    """Links of their own tab: the page's router would take them for pages of the office."""
    apart = {"target": "_blank", "rel": "noopener"}
    everything = theme.link_button("Exporter aussi le confidentiel", href=opened["export_all"], kind="quiet", **apart)
    return rx.cond(
        opened["export"] != "",
        rx.el.div(
            theme.row(
                theme.link_button("Exporter les réponses (FHIR)", href=opened["export"], **apart),
                rx.cond(opened["export_all"] != "", everything),
            ),
            rx.el.p(
                "Pour un autre logiciel de santé, sans ce qui est privé ou dit seule à seule. L’export est journalisé.",
                class_name="soft small",
            ),
            class_name="stack-tight",
        ),
    )


def record() -> rx.Component:
    opened = FamilyFile.opened

    def answer(one: Line) -> rx.Component:
        return rx.el.div(
            rx.el.dt(one["question"], rx.cond(one["who"] != "", rx.el.span(" – ", one["who"], class_name="strong"))),
            rx.el.dd(
                rx.el.span(one["answer"], class_name=rx.cond(one["soft"], "soft pre", "strong pre")),
                rx.cond(one["note"] != "", rx.el.span(one["note"], class_name="soft small pre answer-note")),
            ),
            class_name=rx.cond(one["never_printed"], "answer never-printed", "answer"),
        )

    def section(one: Section) -> rx.Component:
        return rx.el.section(
            rx.el.h3(one["title"]),
            rx.el.dl(rx.foreach(one["lines"].to(list[Line]), answer), class_name="answers"),
        )

    def alert(one: Alert) -> rx.Component:
        return rx.el.li(
            rx.el.details(
                rx.el.summary(
                    rx.el.span(one["level"], class_name="badge badge-" + one["kind"]),
                    rx.el.span(one["text"], class_name="grow"),
                    rx.cond(one["struck"] != "", rx.el.span(one["struck"], class_name="small strong")),
                    rx.el.span(why.NATURE, class_name="small soft"),
                ),
                why.told(one["why"].to(why.Why)),
                class_name="fold why-fold",
            ),
            class_name=rx.cond(one["never_printed"], "never-printed", ""),
        )

    def note(one: Note) -> rx.Component:
        return rx.el.li(rx.el.span(one["at"], class_name="soft small tabular"), rx.el.p(one["text"], class_name="pre"))

    return rx.el.article(
        rx.el.div(
            rx.el.div(
                rx.el.h2(opened["kind"]),
                rx.el.p(
                    opened["when"],
                    rx.cond(opened["lasted"] != "", " – " + opened["lasted"], ""),
                    " – ",
                    opened["author"],
                    class_name="soft",
                ),
            ),
            theme.row(
                theme.toned_badge(opened["outcome"], opened["tone"]),
                theme.button("Fermer", kind="quiet", on_click=FamilyFile.close_record),
            ),
            class_name="row-between",
        ),
        rx.el.p(
            "Reçue le ",
            opened["received"],
            rx.cond(opened["seen"] != "", " – vue par l’équipe le " + opened["seen"], ""),
            class_name="soft small",
        ),
        rx.cond(opened["clock"] != "", rx.el.p(opened["clock"], class_name="soft small")),
        rx.cond(
            opened["replaced_by"] != "",
            theme.notice(
                theme.row(
                    rx.el.span("Cette version a été corrigée depuis.", class_name="grow"),
                    theme.button("Lire la correction", on_click=FamilyFile.open_record(opened["replaced_by"])),
                ),
                kind="warn",
            ),
        ),
        rx.cond(
            FamilyFile.versions.length() > 0,
            rx.el.details(
                rx.el.summary("Autres versions de cette visite (", FamilyFile.versions.length(), ")"),
                rx.el.ul(rx.foreach(FamilyFile.versions, _version), class_name="stack-tight"),
                class_name="fold",
            ),
        ),
        rx.cond(
            opened["synthesis"] != "",
            theme.row(
                theme.link_button(
                    "Synthèse pour la femme (PDF)", href=opened["synthesis"], target="_blank", rel="noopener"
                )
            ),
        ),
        record_visibility_card.card(),
        rx.cond(opened["correction"] != "", theme.notice("Correction : ", opened["correction"], kind="warn")),
        rx.cond(opened["detail"] != "", theme.notice(opened["detail"])),
        rx.cond(
            opened["alerts"].length() > 0,
            rx.el.section(
                rx.el.h3("Points de vigilance"),
                rx.el.p("Touchez une alerte : règle, chiffres et source.", class_name="soft small"),
                rx.el.ul(rx.foreach(opened["alerts"].to(list[Alert]), alert), class_name="stack-tight"),
                class_name="stack-tight",
            ),
        ),
        rx.cond(
            opened["done"].length() > 0,
            rx.el.section(
                rx.el.h3("Fait sur le moment"),
                rx.el.ul(
                    rx.foreach(opened["done"].to(list[str]), lambda done: rx.el.li(done, class_name="tabular")),
                    class_name="stack-tight",
                ),
                class_name="stack-tight never-printed",
            ),
        ),
        record_pictures.album(),
        rx.foreach(opened["sections"].to(list[Section]), section),
        rx.cond(
            opened["notes"].length() > 0,
            rx.el.section(
                rx.el.h3("Notes"),
                rx.el.ul(rx.foreach(opened["notes"].to(list[Note]), note), class_name="stack-tight"),
            ),
        ),
        _export(opened),
        id="ecrit",
        class_name="card stack record",
    )
