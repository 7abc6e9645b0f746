"""The signature pad, over the whole screen; who cannot draw says why in words."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import bar, hooks
from fieldvisit.pages.field.hooks import pad, tap, verb
from fieldvisit.pages.field.shapes import Option

MODULE = "screens/signature.js"


@rx.memo
def drawing() -> rx.Component:
    """Its hook makes the canvas a pad; mounted only while somebody signs."""
    return rx.el.div(
        rx.el.canvas(id="signature", class_name="pad-canvas", aria_label="Cadre de signature", role="img"),
        rx.el.span(hooks.canvas, hidden=True),
        class_name="pad-frame",
    )


def _who(option: rx.Var[Option]) -> rx.Component:
    return rx.el.button(
        option["label"],
        type="button",
        class_name="pill",
        aria_pressed=option["chosen"],
        on_click=tap(MODULE, "pickSigner", option["code"]),
    )


def _body() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h2(pad["title"], class_name="grow"),
            bar.hide(),
            theme.button("Annuler", on_click=tap(MODULE, "closePad")),
            class_name="row-between",
        ),
        rx.cond(
            pad["who"].length() > 0,
            rx.el.div(rx.foreach(pad["who"], _who), class_name="pills", role="group", aria_label="Qui signe ?"),
        ),
        theme.field(
            "Nom de la personne qui signe",
            rx.el.input(
                class_name="input",
                id="signer-name",
                auto_complete="off",
                max_length=120,
                default_value=pad["name"],
                custom_attrs={"onInput": verb(MODULE, "signerTyped")},
            ),
        ),
        rx.cond(
            pad["cannot"],
            theme.field(
                "Pourquoi la personne ne peut-elle pas signer ?",
                rx.el.textarea(
                    class_name="textarea",
                    rows="3",
                    id="cannot-sign",
                    max_length=500,
                    default_value=pad["reason"],
                    custom_attrs={"onInput": verb(MODULE, "cannotTyped")},
                    auto_complete="off",
                ),
                hint="La raison est gardée avec le compte rendu.",
            ),
            drawing(),
        ),
        rx.el.p(pad["problem"], class_name="problem pad-problem", role="alert"),
        rx.el.div(
            rx.cond(~pad["cannot"], theme.button("Effacer", disabled=pad["empty"], on_click=tap(MODULE, "clearPad"))),
            rx.cond(
                pad["may_decline"],
                theme.button(
                    rx.cond(pad["cannot"], "Revenir à la signature", "La personne ne peut pas signer"),
                    on_click=tap(MODULE, "toggleCannot"),
                ),
            ),
            theme.button(
                rx.cond(pad["busy"], "Enregistrement…", "Enregistrer"),
                kind="primary",
                class_name="grow",
                disabled=pad["busy"],
                on_click=tap(MODULE, "keepSignature"),
            ),
            class_name="row",
        ),
        class_name="large stack",
        role="dialog",
        aria_modal=True,
        aria_label=pad["title"],
        custom_attrs={"onKeyDown": verb(MODULE, "padKey")},
    )


@rx.memo
def signing() -> rx.Component:
    return rx.fragment(rx.cond(pad["open"], _body()))
