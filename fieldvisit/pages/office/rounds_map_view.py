"""The day's map on screen: an SVG drawn from the plan itself, and the same in words beside it."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.rounds_map import EDGE, HEIGHT, WIDTH, Place, Route, Stop
from fieldvisit.pages.office.rounds_tiles import Tile


def day_map() -> rx.Component:
    shown = Rounds.map
    return theme.card(
        rx.el.div(
            rx.el.h2("Carte de la journée"),
            rx.el.p("Lignes droites entre les étapes, le nord en haut.", class_name="small soft"),
            class_name="row-between",
        ),
        rx.cond(
            shown["stops"].length() > 0,
            rx.el.div(_drawing(), _legend(), class_name="rd-map"),
            rx.el.p("Aucune étape à montrer ce jour-là.", class_name="soft"),
        ),
        class_name="stack",
    )


def _drawing() -> rx.Component:
    def route(one: Route) -> rx.Component:
        return rx.el.svg.polyline(points=one["points"], fill="none", class_name="rd-route " + one["look"])

    def stop(one: Stop) -> rx.Component:
        return rx.el.svg.g(
            rx.el.svg.title(one["title"]),
            rx.el.svg.circle(cx=one["x"], cy=one["y"], r=13),
            rx.el.svg.text(one["number"], x=one["x"], y=one["y"], dy="5", text_anchor="middle"),
            class_name="rd-stop " + one["look"],
        )

    def base(one: Stop) -> rx.Component:
        return rx.el.svg.g(
            rx.el.svg.title(one["title"]),
            rx.el.svg.circle(cx=one["x"], cy=one["y"], r=8),
            class_name="rd-base",
        )

    def place(one: Place) -> rx.Component:
        return rx.el.svg.text(one["name"], x=one["x"], y=one["y"], text_anchor="middle", class_name="rd-place")

    def tile(one: Tile) -> rx.Component:
        return rx.el.svg.image(href=one["href"], x=one["x"], y=one["y"], width=one["size"], height=one["size"])

    shown = Rounds.map
    low = HEIGHT - EDGE // 2
    return rx.el.svg(
        rx.el.svg.g(rx.foreach(shown["tiles"], tile), aria_hidden=True, class_name="rd-tiles"),
        rx.foreach(shown["routes"], route),
        rx.foreach(shown["bases"], base),
        rx.foreach(shown["places"], place),
        rx.foreach(shown["stops"], stop),
        rx.el.svg.g(
            rx.el.svg.rect(x=EDGE // 2, y=low, width=shown["scale_width"], height=4),
            rx.el.svg.text(shown["scale"], x=EDGE // 2, y=low - 6),
            class_name="rd-scale",
        ),
        view_box=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        aria_label="Carte des tournées de la journée ; la liste à côté dit la même chose",
        class_name="rd-drawing",
    )


def _legend() -> rx.Component:
    def line(one: Route) -> rx.Component:
        return rx.el.li(
            rx.el.svg(
                rx.el.svg.line(x1=2, y1=8, x2=38, y2=8, class_name="rd-route " + one["look"]),
                view_box="0 0 40 16",
                aria_hidden=True,
                class_name="rd-key",
            ),
            rx.el.span(one["name"], class_name="strong"),
            rx.el.span(one["told"], class_name="small"),
            class_name="rd-legend-line",
        )

    return rx.el.div(
        rx.el.ul(rx.foreach(Rounds.map["routes"], line), class_name="rd-legend"),
        rx.cond(Rounds.map["hidden"] != "", rx.el.p(Rounds.map["hidden"], class_name="small soft")),
        rx.cond(Rounds.map["rough"] != "", rx.el.p(Rounds.map["rough"], class_name="small soft")),
        rx.cond(Rounds.map["credit"] != "", rx.el.p(Rounds.map["credit"], class_name="small soft")),
        class_name="stack-tight",
    )
