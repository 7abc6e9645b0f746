"""« Numéros d’urgence » as it is drawn: the numbers by service, the panel that changes one, what was changed."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.shell import Escape, said, shell


def page(state) -> rx.Component:
    """``state``: the page's (``numbers.Numbers``)."""
    return shell(
        rx.el.div(
            rx.el.h1("Numéros d’urgence"),
            theme.button("Ajouter un numéro", kind="primary", on_click=state.add("")),
            class_name="row-between",
        ),
        rx.el.p(
            "Ce que le panneau « Urgent » des tablettes donne à appeler, même sans réseau. Le médecin de PMI, le ou la "
            "psychologue et la coordinatrice du secteur y sont avec le numéro de leur compte.",
        ),
        said(state),
        rx.el.div(rx.foreach(state.groups, lambda one: _group(state, one)), class_name="number-groups"),
        _history(state),
        rx.cond(state.opened, _panel(state)),
        here=state.AT,
    )


def _group(state, group) -> rx.Component:
    def line(one) -> rx.Component:
        return rx.el.li(
            rx.el.span(
                rx.el.span(one["phone"], class_name="strong tabular nowrap"),
                rx.el.span(one["name"]),
                class_name="grow number-line",
            ),
            theme.button(
                "Modifier", on_click=state.edit(one["code"], one["at"]), aria_label="Modifier : " + one["name"].to(str)
            ),
            class_name="visit-line",
        )

    return theme.card(
        rx.el.div(
            rx.el.h2(group["label"], class_name="h3"),
            theme.button(
                "Ajouter",
                kind="quiet",
                on_click=state.add(group["code"]),
                aria_label="Ajouter un numéro : " + group["label"].to(str),
            ),
            class_name="row-between",
        ),
        rx.el.ul(rx.foreach(group["numbers"], line), class_name="visit-lines"),
        class_name="stack-tight",
    )


def _panel(state) -> rx.Component:
    new = state.editing["at"] < 0
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(rx.cond(new, "Ajouter un numéro", "Modifier un numéro"), id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=state.close, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=state.close),
        said(state),
        rx.el.form(
            rx.cond(
                new & (state.editing["code"] == ""),
                theme.field(
                    "Pour",
                    rx.el.select(
                        rx.el.option("Choisir…", value=""),
                        rx.foreach(state.choices, lambda one: rx.el.option(one["label"], value=one["code"])),
                        name="code",
                        required=True,
                        class_name="select",
                    ),
                ),
                rx.el.p(state.label, class_name="strong"),
            ),
            theme.field(
                "Qui répond",
                theme.text_input(name="name", default_value=state.editing["name"], max_length=200, required=True),
                "Lu sur la tablette, au-dessus du numéro.",
            ),
            theme.field(
                "Numéro",
                theme.text_input(
                    name="phone",
                    type="tel",
                    default_value=state.editing["phone"],
                    max_length=60,
                    required=True,
                    auto_complete="off",
                ),
                "Dix chiffres, ou un numéro court : 15, 3114.",
            ),
            theme.button("Enregistrer", kind="primary", type="submit"),
            on_submit=state.save,
            class_name="stack",
            key=state.form.to(str),
        ),
        rx.cond(~new, theme.button("Retirer ce numéro", kind="danger", on_click=state.remove)),
        aria_labelledby="panel-title",
        class_name="panel stack",
    )


def _history(state) -> rx.Component:
    def line(one) -> rx.Component:
        return rx.el.li(
            rx.el.p(
                rx.el.span(one["when"], class_name="soft small tabular"),
                rx.el.span(" – ", one["who"], " – ", one["label"], class_name="small"),
            ),
            rx.el.p(one["what"], class_name="tabular"),
            class_name="stack-tight",
        )

    return rx.cond(
        state.history.length() > 0,
        rx.el.details(
            rx.el.summary("Ce qui a changé (", state.history.length(), ")"),
            rx.el.ul(rx.foreach(state.history, line), class_name="stack"),
            class_name="card fold",
        ),
    )
