"""« Recevoir des avis », as it is drawn: a file in three steps, a notice typed by hand, and the files of late."""

import reflex as rx

from fieldvisit.births.notice import Kind, Progress
from fieldvisit.births.worklist import Tab
from fieldvisit.pages import theme
from fieldvisit.pages.office import births_typed
from fieldvisit.pages.office.births import Births
from fieldvisit.pages.office.births_import import BirthsImport, FileLine, Heading, Option, Shown
from fieldvisit.pages.office.plain_form import plain_form
from fieldvisit.pages.office.shell import Ticker

LOOK_EVERY_MS = 1500
LABELS = {Kind.BIRTH: "Avis de naissance", Kind.PREGNANCY: "Déclarations de grossesse", Kind.DEATH: "Avis de décès"}


def files() -> rx.Component:
    return rx.cond(
        BirthsImport.id != "",
        _one(),
        theme.stack(_choose(), births_typed.form(), _recent()),
    )


def _choose() -> rx.Component:
    return theme.card(
        rx.el.h2("Recevoir un fichier"),
        plain_form(
            rx.el.div(
                theme.field(
                    "Contenu",
                    rx.el.select(
                        *(rx.el.option(label, value=kind.value) for kind, label in LABELS.items()),
                        name="contenu",
                        class_name="select",
                    ),
                ),
                theme.field(
                    "Fichier CSV ou Excel (.xlsx)",
                    rx.el.input(
                        type="file", name="fichier", accept=".csv,.txt,.xlsx", required=True, class_name="input"
                    ),
                ),
                theme.button("Lire le fichier", kind="primary", type="submit"),
                class_name="births-choose",
            ),
            action="/api/naissances/fichier",
            method="post",
            enc_type="multipart/form-data",
            class_name="stack",
        ),
        rx.el.div(
            rx.el.span("Les colonnes peuvent être dans n’importe quel ordre. Modèles vides :"),
            *(
                rx.el.a(
                    label,
                    href=f"/api/naissances/modele.csv?contenu={kind.value}",
                    target="_blank",
                    class_name="births-model",
                )
                for kind, label in LABELS.items()
            ),
            class_name="row soft small",
        ),
        class_name="stack",
    )


def _recent() -> rx.Component:
    def line(one: rx.Var[FileLine]) -> rx.Component:
        return rx.el.li(
            rx.el.button(
                rx.el.span(one["name"], class_name="strong births-name"),
                rx.el.span(one["kind"], " – ", one["at"], class_name="soft"),
                rx.el.span(one["words"], class_name="tabular"),
                theme.toned_badge(one["state"], one["tone"]),
                type="button",
                on_click=BirthsImport.open_one(one["id"]),
                class_name="births-file",
            )
        )

    return rx.cond(
        BirthsImport.files.length() > 0,
        theme.stack(
            rx.el.h2("Vos derniers fichiers"),
            rx.el.ul(rx.foreach(BirthsImport.files, line), class_name="families"),
        ),
    )


def _one() -> rx.Component:
    return theme.stack(
        rx.el.div(
            rx.el.div(
                rx.el.h2(BirthsImport.name, class_name="births-name"),
                rx.el.p(BirthsImport.kind, " – ", BirthsImport.words, class_name="soft tabular"),
            ),
            theme.button("Retour", on_click=BirthsImport.close_one),
            class_name="row-between",
        ),
        rx.match(
            BirthsImport.state,
            (Progress.PREVIEW.value, _checking()),
            (Progress.RUNNING.value, _running()),
            (Progress.DONE.value, _result()),
            rx.fragment(),
        ),
    )


def _checking() -> rx.Component:
    return theme.stack(
        rx.cond(BirthsImport.again != "", theme.notice(BirthsImport.again)),
        theme.card(
            rx.el.h3("1. Ce que disent les colonnes"),
            rx.cond(BirthsImport.missing != "", theme.notice(BirthsImport.missing, kind="warn", role="alert")),
            rx.el.div(rx.foreach(BirthsImport.headings, _heading), class_name="births-headings"),
            class_name="stack",
        ),
        theme.card(
            rx.el.h3("2. Les premières lignes, comme elles sont comprises"),
            rx.el.ul(rx.foreach(BirthsImport.preview, _row), class_name="stack-tight"),
            class_name="stack",
        ),
        rx.el.div(
            theme.button(
                "Enregistrer ces avis",
                kind="primary",
                on_click=BirthsImport.start,
                disabled=BirthsImport.missing != "",
            ),
            theme.button("Abandonner", on_click=BirthsImport.drop),
            class_name="row",
        ),
    )


def _heading(one: rx.Var[Heading]) -> rx.Component:
    def option(each: rx.Var[Option]) -> rx.Component:
        return rx.el.option(each["label"], value=each["value"])

    return rx.el.label(
        rx.el.span(one["name"], class_name="strong births-name"),
        rx.el.span(one["sample"], class_name="soft small births-name"),
        rx.el.select(
            rx.el.option("Ne pas lire", value=""),
            rx.foreach(BirthsImport.options, option),
            value=one["code"],
            on_change=lambda code: BirthsImport.say_column(one["name"], code),
            class_name=rx.cond(one["code"] == "", "select births-unread", "select"),
        ),
        class_name="births-heading",
    )


def _row(one: rx.Var[Shown]) -> rx.Component:
    return rx.el.li(
        rx.el.span(one["number"], class_name="births-number soft tabular"),
        rx.el.div(
            rx.el.p(one["words"], class_name="births-name"),
            rx.cond(one["reasons"] != "", rx.el.p(one["reasons"], class_name=rx.cond(one["ok"], "small", "problem"))),
        ),
        class_name="births-row",
    )


def _running() -> rx.Component:
    return theme.card(
        rx.el.h3("Enregistrement en cours"),
        rx.el.progress(value=BirthsImport.percent, max=100, class_name="births-progress", aria_label="Avancement"),
        rx.el.p(BirthsImport.percent, " % – ", BirthsImport.words, class_name="tabular", aria_live="polite"),
        rx.el.p("Vous pouvez quitter cette page : l’enregistrement continue.", class_name="soft"),
        Ticker.create(every=LOOK_EVERY_MS, on_tick=BirthsImport.look_again),
        class_name="stack",
    )


def _result() -> rx.Component:
    return theme.stack(
        theme.notice("Terminé : ", BirthsImport.words, ".", kind="ok", class_name="tabular"),
        theme.row(theme.button("Affecter ces familles", on_click=Births.show_tab(Tab.TO_ASSIGN.value))),
        rx.cond(
            BirthsImport.back.length() > 0,
            theme.card(
                rx.el.div(
                    rx.el.h3("Lignes à corriger"),
                    theme.link_button(
                        "Télécharger ces lignes avec leur motif",
                        href="/api/naissances/a-corriger/" + BirthsImport.id + ".csv",
                        kind="primary",
                        target="_blank",
                    ),
                    class_name="row-between",
                ),
                rx.el.p(
                    "Corrigez-les dans le fichier téléchargé puis envoyez-le : seul ce qui est nouveau s’ajoute. ",
                    BirthsImport.back_words,
                    class_name="soft",
                ),
                rx.el.ul(rx.foreach(BirthsImport.back, _row), class_name="stack-tight"),
                class_name="stack",
            ),
        ),
    )
