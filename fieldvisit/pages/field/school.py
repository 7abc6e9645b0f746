"""A session of health checks at a school: the list, fast; each check is written on the visit's own screen."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import bar
from fieldvisit.pages.field.hooks import school, tap
from fieldvisit.pages.field.shapes import Option, Pupil

MODULE = "screens/school.js"


def _filter(one: rx.Var[Option]) -> rx.Component:
    return rx.el.button(
        one["label"],
        type="button",
        class_name="pill",
        aria_pressed=one["chosen"],
        on_click=tap(MODULE, "filter", one["code"]),
    )


def _pupil(one: rx.Var[Pupil]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(one["name"], class_name="stop-family"),
            rx.el.span(one["detail"], class_name="soft small"),
            type="button",
            class_name="pupil-open",
            on_click=tap(MODULE, "openPupil", one["id"]),
        ),
        rx.el.div(
            rx.el.span(one["standing"], class_name="badge badge-" + one["standing_kind"].to(str)),
            rx.cond(
                one["custody"] != "",
                rx.el.span(one["custody"], class_name="badge badge-" + one["custody_kind"].to(str)),
            ),
            class_name="row",
        ),
        rx.cond(
            one["waiting"],
            rx.el.div(
                theme.button(
                    "Absent",
                    aria_label="Absent : " + one["name"].to(str),
                    on_click=tap(MODULE, "markPupil", one["id"], "absente"),
                ),
                theme.button(
                    "Refus",
                    aria_label="Refus des parents : " + one["name"].to(str),
                    on_click=tap(MODULE, "markPupil", one["id"], "refusee"),
                ),
                class_name="row pupil-acts",
            ),
            rx.el.span(),
        ),
        class_name="pupil",
        custom_attrs={"data-pupil": one["id"]},
    )


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        bar.bar(bar.back()),
        rx.el.main(
            bar.warnings(),
            rx.el.div(
                rx.el.h1(school["school"]),
                rx.el.p(school["when"], class_name="soft"),
                class_name="visit-head",
            ),
            rx.el.div(
                rx.cond(
                    school["map_href"] != "",
                    theme.link_button("Itinéraire – ", school["address"], href=school["map_href"]),
                    rx.el.p(school["address"]),
                ),
                rx.cond(
                    school["phone"] != "", theme.link_button("Appeler ", school["phone"], href=school["phone_href"])
                ),
                class_name="row",
            ),
            rx.cond(school["access"] != "", rx.el.p(school["access"], class_name="pre")),
            rx.cond(
                school["total"] > 0,
                theme.card(
                    rx.el.p(school["progress"], class_name="strong tabular"),
                    rx.el.progress(
                        value=school["done"], max=school["total"], class_name="pupil-progress", aria_label="Avancement"
                    ),
                    rx.el.div(
                        rx.foreach(school["filters"], _filter), class_name="pills", role="group", aria_label="Montrer"
                    ),
                    class_name="stack",
                ),
            ),
            rx.cond(school["none"] != "", rx.el.p(school["none"], class_name="card soft")),
            rx.el.ul(rx.foreach(school["pupils"], _pupil), class_name="pupils"),
            class_name="field-main",
        ),
        rx.cond(
            school["next"] != "",
            rx.el.footer(
                theme.button(
                    "Élève suivant",
                    kind="primary",
                    class_name="grow",
                    on_click=tap(MODULE, "openPupil", school["next"]),
                ),
                class_name="dock",
            ),
        ),
        class_name="screen screen-docked",
    )
