"""Pictures in a visit: the place where they are taken, the strip, one of them large, and where each of them stands."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import bar
from fieldvisit.pages.field.hooks import large, pictures, tap, verb, visit
from fieldvisit.pages.field.shapes import Loose, Option, Picture

MODULE = "screens/pictures.js"


def _pills(options, name: str, label: str) -> rx.Component:
    def pill(option: rx.Var[Option]) -> rx.Component:
        return rx.el.button(
            option["label"],
            type="button",
            class_name="pill",
            aria_pressed=option["chosen"],
            on_click=tap(MODULE, name, option["code"]),
        )

    return rx.el.div(rx.foreach(options, pill), class_name="pills", role="group", aria_label=label)


def _agreement() -> rx.Component:
    """Asked before the first photo; without it, none."""
    return rx.el.div(
        rx.el.h3("La famille accepte-t-elle les photos ?"),
        _pills(pictures["status"], "setPhotoAgreement", "La famille accepte-t-elle les photos ?"),
        rx.cond(
            pictures["mode"].length() > 0,
            rx.fragment(
                rx.el.p("Recueilli comment ?", class_name="label"),
                _pills(pictures["mode"], "setPhotoMode", "Recueilli comment"),
            ),
        ),
        rx.cond(
            pictures["who"].length() > 0,
            rx.fragment(
                rx.el.p("Par qui ?", class_name="label"), _pills(pictures["who"], "setPhotoPerson", "Accord donné par")
            ),
        ),
        rx.cond(pictures["taken_back"] != "", theme.notice(pictures["taken_back"], kind="warn")),
        rx.cond(
            pictures["to_sign"],
            theme.button("Faire signer", kind="primary", on_click=tap("screens/signature.js", "openPad", "photos")),
        ),
        rx.el.p("Sans accord, aucune photo. Refuser est un droit et ne change rien à la visite.", class_name="hint"),
        rx.cond(pictures["may_change"], theme.button("C’est noté", kind="primary", on_click=tap(MODULE, "askAgain"))),
        class_name="stack",
    )


def _file(label: str, css: str, **props) -> rx.Component:
    """A whole button that opens the camera or the gallery: the input itself lies over it, so a key reaches it too."""
    return rx.el.label(
        label,
        rx.el.input(
            type="file",
            accept="image/*",
            class_name="file-over",
            aria_label=label,
            custom_attrs={"onChange": verb(MODULE, "picked")},
            **props,
        ),
        class_name=theme.classes("button file-button grow", css),
    )


def loose(one: rx.Var[Loose]) -> rx.Component:
    return rx.el.div(
        rx.el.p(one["sentence"]),
        rx.el.div(
            rx.cond(
                one["again"],
                theme.button("Réessayer", kind="primary", on_click=tap(MODULE, "retryPicture", one["key"])),
            ),
            theme.button(
                rx.cond(one["again"], "Renoncer à cette image", "Compris"),
                on_click=tap(MODULE, "giveUpPicture", one["key"]),
            ),
            class_name="row",
        ),
        class_name="notice notice-alarm stack",
        role="alert",
    )


def _tile(one: rx.Var[Picture]) -> rx.Component:
    image = rx.cond(
        one["url"] != "",
        rx.el.img(src=one["url"], alt="", class_name=rx.cond(one["signature"], "tile-image tile-whole", "tile-image")),
        rx.el.span(rx.cond(one["absent"], "Pas sur cette tablette", ""), class_name="tile-image tile-empty soft small"),
    )
    return rx.el.li(
        rx.cond(
            one["removed"],
            rx.el.div(
                rx.el.span(rx.cond(one["signature"], "Signature retirée", "Photo retirée"), class_name="soft"),
                theme.button("Remettre", on_click=tap(MODULE, "putBack", one["id"])),
                class_name="tile-image tile-empty tile-removed",
            ),
            rx.el.button(
                image,
                type="button",
                class_name="tile-open",
                aria_label="Voir en grand : " + one["alt"].to(str),
                on_click=tap(MODULE, "enlarge", one["id"]),
            ),
        ),
        rx.cond(one["caption"] != "", rx.el.p(one["caption"], class_name="tile-text small strong")),
        rx.cond(one["about"] != "", rx.el.p(one["about"], class_name="tile-text small soft")),
        rx.cond(
            one["custody"] != "",
            rx.el.span(one["custody"], class_name="badge tile-badge badge-" + one["custody_kind"].to(str)),
        ),
        class_name="tile",
    )


def strip() -> rx.Component:
    return rx.cond(
        pictures["list"].length() > 0,
        rx.el.ul(rx.foreach(pictures["list"], _tile), class_name="strip", aria_label="Photos et signatures"),
    )


def _taking() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.p(pictures["agreed"], class_name="soft"),
            theme.button("Changer", kind="quiet", on_click=tap(MODULE, "askAgain")),
            class_name="row-between",
        ),
        rx.cond(pictures["about"].length() > 0, _pills(pictures["about"], "setAbout", "De quoi est-ce la photo ?")),
        rx.el.div(
            _file("Prendre une photo", "button-primary", capture="environment"),
            _file("Choisir une image", "", multiple=True),
            class_name="row photo-buttons",
        ),
    )


@rx.memo
def place() -> rx.Component:
    """« Photos », over whatever is on screen."""
    return rx.el.aside(
        rx.el.div(
            rx.el.h2("Photos"), theme.button("Fermer", on_click=tap(MODULE, "closePhotos")), class_name="row-between"
        ),
        rx.cond(pictures["asks"], _agreement(), _taking()),
        rx.foreach(pictures["loose"], loose),
        rx.el.p(pictures["preparing"], class_name="photo-preparing", role="status"),
        strip(),
        class_name="drawer stack",
        aria_label="Photos de la visite",
    )


@rx.memo
def at_the_end() -> rx.Component:
    """What will go with the visit, and who may sign it."""
    return theme.card(
        rx.el.h2("Photos et signatures"),
        strip(),
        rx.foreach(pictures["loose"], loose),
        rx.cond(visit["removed_pictures"] != "", rx.el.p(visit["removed_pictures"], class_name="hint")),
        rx.el.div(
            theme.button("Photos", on_click=tap(MODULE, "openPhotos", "")),
            theme.button("La famille signe", on_click=tap("screens/signature.js", "openPad", "famille")),
            theme.button("Je signe", on_click=tap("screens/signature.js", "openPad", "professionnel")),
            class_name="row",
        ),
        rx.el.p("Les signatures sont facultatives.", class_name="hint"),
        class_name="stack",
    )


@rx.memo
def of_the_record() -> rx.Component:
    """Each picture of a signed visit, and where it stands."""
    return theme.card(rx.el.h2("Photos et signatures"), strip(), class_name="stack")


@rx.memo
def shown_large() -> rx.Component:
    return rx.fragment(
        rx.cond(
            large["id"] != "",
            rx.el.div(
                rx.el.div(
                    rx.el.p(
                        rx.el.span(large["about"], class_name="strong"),
                        " ",
                        rx.el.span(large["when"], class_name="soft tabular"),
                        class_name="grow",
                    ),
                    bar.hide(),
                    theme.button("Fermer", id="large-close", on_click=tap(MODULE, "closeLarge")),
                    class_name="row-between",
                ),
                rx.el.div(
                    rx.cond(
                        large["url"] != "",
                        rx.el.img(src=large["url"], alt=large["alt"], class_name="large-image"),
                        rx.el.p("Cette image n’est pas sur cette tablette.", class_name="soft"),
                    ),
                    class_name="large-stage",
                ),
                rx.cond(large["sentence"] != "", rx.el.p(large["sentence"], class_name="problem")),
                rx.cond(
                    large["locked"],
                    rx.cond(large["caption"] != "", rx.el.p(large["caption"], class_name="strong")),
                    rx.el.div(
                        rx.el.input(
                            class_name="input grow",
                            id="caption",
                            key=large["id"],
                            max_length=300,
                            default_value=large["caption"],
                            placeholder="Légende (facultatif)",
                            aria_label="Légende",
                            custom_attrs={"onInput": verb(MODULE, "captionTyped", large["id"])},
                            auto_complete="off",
                        ),
                        theme.button("Retirer", kind="danger", on_click=tap(MODULE, "removePicture", large["id"])),
                        class_name="row",
                    ),
                ),
                class_name="large stack",
                role="dialog",
                aria_modal=True,
                aria_label=large["alt"],
                custom_attrs={"onKeyDown": verb(MODULE, "largeKey")},
            ),
        )
    )
