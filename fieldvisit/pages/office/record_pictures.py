"""The pictures of a visit read at the office: thumbnails, and one seen large."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.picture_view import PictureLine
from fieldvisit.pages.office.shell import Escape


def album() -> rx.Component:
    opened = FamilyFile.opened
    pictures = opened["pictures"].to(list[PictureLine])
    return rx.cond(
        (pictures.length() > 0) | (opened["awaited"] != "") | (opened["closed"] != ""),
        rx.el.section(
            rx.el.h3("Photos et signatures"),
            rx.cond(opened["awaited"] != "", rx.el.p(opened["awaited"], class_name="notice notice-warn")),
            rx.cond(opened["closed"] != "", rx.el.p(opened["closed"], class_name="notice")),
            rx.el.ul(rx.foreach(pictures, _tile), class_name="album"),
            class_name="stack-tight",
        ),
    )


def _tile(one: rx.Var[PictureLine]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            one["shown"],
            rx.el.button(
                rx.el.img(
                    src=one["small"],
                    alt="",
                    class_name=rx.cond(one["signature"], "album-image album-signature", "album-image"),
                ),
                _words(one),
                type="button",
                class_name="album-tile",
                on_click=FamilyFile.open_picture(one["id"]),
                aria_label="Agrandir : " + one["title"],
            ),
            rx.el.div(
                rx.el.span("Elle ne peut pas être montrée ; son original est conservé.", class_name="album-image"),
                _words(one),
                class_name="album-tile",
            ),
        )
    )


def _words(one: rx.Var[PictureLine]) -> rx.Component:
    return rx.el.span(
        rx.el.span(one["title"], class_name="strong"),
        rx.el.span(one["about"], class_name="soft small tabular"),
        rx.cond(one["state"] != "", theme.toned_badge(one["state"], one["tone"])),
        class_name="album-words",
    )


def viewer() -> rx.Component:
    one = FamilyFile.viewed
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.h2(one["title"], id="picture-title"),
                rx.el.p(one["about"], class_name="soft tabular"),
            ),
            theme.button("Fermer", on_click=FamilyFile.close_picture, auto_focus=True),
            class_name="row-between",
        ),
        rx.el.img(src=one["large"], alt=one["title"], class_name="viewer-image"),
        Escape.create(on_escape=FamilyFile.close_picture),
        role="dialog",
        aria_modal="true",
        aria_labelledby="picture-title",
        class_name="viewer",
    )
