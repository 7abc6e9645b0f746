"""« Grilles » as it is drawn."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.forms import form_file
from fieldvisit.forms.publishing import COMPARTMENT
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.grids import HERE, Grids
from fieldvisit.pages.office.grids_lines import (
    ChangeLine,
    DraftLine,
    FaultLine,
    GridLine,
    PastLine,
    Question,
    SectionLine,
)
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.page import Page

BOX = "grille-fichier"
READ = """(async () => {
  const file = document.getElementById('%s')?.files?.[0];
  if (!file) return [];
  if (file.size > %d) return [file.name, ''];
  let text = '';
  for (const one of new Uint8Array(await file.arrayBuffer())) text += String.fromCharCode(one);
  return [file.name, btoa(text)];
})()""" % (BOX, form_file.LARGEST)  # noqa: UP031


def page() -> rx.Component:
    return shell(
        rx.el.h1("Grilles"),
        rx.el.p(
            "Chaque grille porte son code, sa version, sa date, sa source et son auteur. Une version publiée "
            "ne change plus : ce qui a été commencé ou signé avec elle se lit avec elle.",
        ),
        _bring_in(),
        said(Grids),
        rx.cond(Grids.faults.length() > 0, _faults()),
        rx.cond(
            Grids.drafts.length() > 0,
            theme.card(
                rx.el.h2("Brouillons", class_name="h3"),
                rx.el.ul(rx.foreach(Grids.drafts, _draft), class_name="visit-lines"),
            ),
        ),
        rx.cond(Grids.opened_title != "", _opened()),
        theme.card(
            rx.el.h2("En vigueur", class_name="h3"),
            rx.el.ul(rx.foreach(Grids.grids, _grid), class_name="visit-lines"),
        ),
        rx.cond(
            Grids.past.length() > 0,
            theme.card(
                rx.el.h2("Historique", class_name="h3"),
                rx.el.ul(rx.foreach(Grids.past, _past), class_name="visit-lines"),
            ),
        ),
        here=HERE,
    )


def _bring_in() -> rx.Component:
    return theme.card(
        rx.el.h2("Préparer une nouvelle version", class_name="h3"),
        rx.el.p(
            "Choisissez le fichier JSON de la grille, sous un numéro plus élevé. Il est vérifié, puis gardé en "
            "brouillon : rien ne change tant qu’il n’est pas publié.",
            class_name="soft",
        ),
        rx.el.input(
            type="file",
            id=BOX,
            accept=".json",
            aria_label="Fichier de la grille",
            class_name="input",
            key=Grids.form.to(str),
            on_change=lambda _: rx.call_script(READ, callback=Grids.bring_in),
        ),
        class_name="stack",
    )


def _faults() -> rx.Component:
    def line(one: rx.Var[FaultLine]) -> rx.Component:
        return rx.el.li(
            rx.cond(one["where"] != "", rx.el.p(one["where"], class_name="strong")),
            rx.el.p(one["why"]),
            class_name="grid-line",
        )

    return theme.card(rx.el.ul(rx.foreach(Grids.faults, line), class_name="grid-lines"))


def _grid(one: rx.Var[GridLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(one["title"]),
            rx.el.p(
                one["number"],
                " ",
                rx.cond(one["module"] == "off", theme.badge("Désactivée", kind="warn")),
            ),
            rx.el.p(one["source"], " – ", one["author"], class_name="soft small"),
            rx.el.p(one["history"], class_name="soft small"),
            rx.cond(one["switched"] != "", rx.el.p(one["switched"], class_name="soft small")),
            class_name="grow stack-tight",
        ),
        rx.el.div(
            theme.button("Lire", aria_label="Lire " + one["title"].to(str), on_click=Grids.preview_grid(one["code"])),
            rx.match(
                one["module"],
                ("on", theme.button("Ne plus proposer", on_click=Grids.switch(one["code"], False))),
                ("off", theme.button("Proposer de nouveau", on_click=Grids.switch(one["code"], True))),
                rx.fragment(),
            ),
            class_name="row",
        ),
        class_name="visit-line",
    )


def _draft(one: rx.Var[DraftLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(one["title"]),
            rx.el.p(one["number"]),
            rx.el.p(one["history"], class_name="soft small"),
            class_name="grow stack-tight",
        ),
        rx.el.div(
            theme.button("Ce qui change", on_click=Grids.open_draft(one["id"])),
            theme.button("Aperçu", on_click=Grids.preview_draft(one["id"])),
            theme.button("Abandonner", kind="quiet", on_click=Grids.discard(one["id"])),
            class_name="row",
        ),
        class_name="visit-line",
    )


def _past(one: rx.Var[PastLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(one["title"], " ", theme.toned_badge(one["state"], one["tone"].to(str))),
            rx.el.p(one["history"], class_name="soft small"),
            class_name="grow stack-tight",
        ),
        class_name="visit-line",
    )


def _opened() -> rx.Component:
    return theme.card(
        rx.el.div(
            rx.el.h2(Grids.opened_title, class_name="h3 grow"),
            theme.button("Fermer", kind="quiet", on_click=Grids.close),
            class_name="row",
        ),
        rx.cond(
            Grids.advice != "",
            rx.fragment(
                rx.el.p(Grids.advice),
                rx.el.ul(rx.foreach(Grids.changes, _change), class_name="grid-lines"),
            ),
        ),
        rx.foreach(Grids.sections, _section),
        rx.cond(
            Grids.opened != "",
            rx.el.div(
                theme.button("Publier cette version", kind="primary", on_click=Grids.publish(Grids.opened)),
                theme.button("Abandonner ce brouillon", on_click=Grids.discard(Grids.opened)),
                class_name="row",
            ),
        ),
        class_name="stack",
    )


def _change(one: rx.Var[ChangeLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            theme.toned_badge(one["label"], one["tone"].to(str)),
            rx.el.span(one["where"], class_name="strong"),
            class_name="row",
        ),
        rx.foreach(one["lines"], lambda words: rx.el.p(words)),
        class_name="grid-line",
    )


def _section(one: rx.Var[SectionLine]) -> rx.Component:
    return rx.el.section(
        rx.el.h3(one["title"]),
        rx.cond(one["when"] != "", rx.el.p(one["when"], class_name="soft small")),
        rx.el.ol(rx.foreach(one["questions"], _question), class_name="grid-lines"),
    )


def _question(one: rx.Var[Question]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.span(one["words"], class_name="strong"), " ", rx.el.span(one["id"], class_name="soft small")),
        rx.el.p(one["answer"]),
        rx.foreach(one["more"], lambda words: rx.el.p(words, class_name="soft small")),
        class_name="grid-line",
    )


PAGE = Page(
    route=HERE,
    title="Grilles – Fieldvisit",
    permission=Permission(COMPARTMENT),
    component=page,
    on_load=(Desk.arrive, Grids.load),
)
