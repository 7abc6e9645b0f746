"""A child's growth chart, drawn once for the tablet and the office from the paths of ``offline/js/growth``.

Nothing here reaches the server: a tap or a key changes how the chart is looked at in ``growth/choices.js``.
"""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.growth_acts import Strike, carnet_text, does, strike_button, struck_pill
from fieldvisit.pages.growth_shapes import (
    Chart,
    Choice,
    Curve,
    CurveLabel,
    Growth,
    Mark,
    Named,
    Row,
    Said,
    Step,
    Tag,
    Tick,
)

#: A mark of the legend, twenty units wide; the drawing's own are made in ``growth/marks.js``.
SAMPLES = {
    "dot": "M5 10a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
    "cross": "M5 5l10 10M5 15l10 -10",
    "typed": "M2.5 10a7.5 7.5 0 1 0 15 0a7.5 7.5 0 1 0 -15 0zM8.5 10a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0 -3 0z",
    "doubtful": "M3 10l7 -7l7 7l-7 7z",
    "struck": "M4 10a6 6 0 1 0 12 0a6 6 0 1 0 -12 0zM2 18L18 2",
    "square": "M5.5 5.5h9v9h-9z",
    "triangle": "M4 15h12l-6 -10.2z",
    "diamond": "M3 10l7 -7l7 7l-7 7z",
}
svg = rx.el.svg


def _pills(growth: rx.Var[Growth], options: rx.Var, function: str, label: str) -> rx.Component:
    def pill(option: rx.Var[Choice]) -> rx.Component:
        return rx.el.button(
            option["label"],
            type="button",
            class_name="pill",
            aria_pressed=option["chosen"],
            on_click=does(function, growth["child_id"], option["code"]),
        )

    return rx.cond(
        options.length() > 0,
        rx.el.div(rx.foreach(options, pill), class_name="pills growth-pills", role="group", aria_label=label),
    )


def _tick(tick: rx.Var[Tick], side: str) -> rx.Component:
    return svg.text(tick["text"], x=tick["x"], y=tick["y"], class_name=f"growth-tick growth-{side}")


def _before_term(chart: rx.Var[Chart]) -> rx.Component:
    frame = chart["frame"]
    return rx.cond(
        chart["before"]["shown"],
        rx.fragment(
            svg.rect(
                x=frame["x"],
                y=frame["y"],
                width=chart["before"]["width"],
                height=frame["height"],
                class_name="growth-before",
            ),
            svg.text("Avant le terme", x=frame["x"] + 6, y=frame["y"] + 18, class_name="growth-tick growth-haloed"),
        ),
    )


def _paper(chart: rx.Var[Chart]) -> list[rx.Component]:
    """What a chart has before any measure: the squares, the two axes and their names."""
    frame = chart["frame"]
    return [
        svg.path(d=chart["minor"], class_name="growth-minor"),
        svg.path(d=chart["major"], class_name="growth-major"),
        svg.rect(x=frame["x"], y=frame["y"], width=frame["width"], height=frame["height"], class_name="growth-frame"),
        _before_term(chart),
        rx.foreach(chart["ticks_x"], lambda tick: _tick(tick, "middle")),
        rx.foreach(chart["ticks_y"], lambda tick: _tick(tick, "end")),
        svg.text(chart["unit"], x=frame["x"] - 7, y=chart["unit_y"], class_name="growth-title growth-end"),
        svg.text(chart["age_title"], x=chart["age_x"], y=chart["age_y"], class_name="growth-title growth-middle"),
        svg.text(chart["label_title"], x=chart["label_x"], y=chart["unit_y"], class_name="growth-title"),
    ]


def _curve(line: rx.Var[Curve]) -> rx.Component:
    return svg.path(d=line["d"], class_name="growth-curve growth-" + line["style"].to(str))


def _label(label: rx.Var[CurveLabel]) -> rx.Component:
    css = "growth-label growth-" + label["style"].to(str)
    return svg.text(label["text"], x=label["x"], y=label["y"], class_name=css)


def _step(step: rx.Var[Step]) -> rx.Component:
    css = "growth-tick growth-haloed"
    return svg.g(
        svg.line(x1=step["x"], x2=step["x"], y1=step["y"], y2=step["bottom"], class_name="growth-step"),
        svg.text(step["before"], x=step["x_before"], y=step["y_text"], class_name=css + " growth-end"),
        svg.text(step["after"], x=step["x_after"], y=step["y_text"], class_name=css),
    )


def _mark(mark: rx.Var[Mark]) -> rx.Component:
    return svg.path(d=mark["d"], class_name="growth-mark growth-" + mark["kind"].to(str))


def _tag(tag: rx.Var[Tag]) -> rx.Component:
    css = "growth-tag growth-haloed growth-" + tag["anchor"].to(str)
    return svg.text(tag["text"], x=tag["x"], y=tag["y"], class_name=css)


def drawing(growth: rx.Var[Growth]) -> rx.Component:
    """The chart: a tap reads the nearest measure, arrows go from one to the next."""
    chart = growth["chart"]
    return rx.el.div(
        svg(
            *_paper(chart),
            rx.foreach(chart["lines"], _curve),
            rx.foreach(chart["steps"], _step),
            rx.foreach(chart["labels"], _label),
            rx.foreach(chart["marks"], _mark),
            rx.cond(chart["selected"]["shown"], svg.path(d=chart["selected"]["d"], class_name="growth-ring")),
            rx.foreach(chart["tags"], _tag),
            view_box=chart["viewbox"],
            class_name="growth-svg",
            role="img",
            aria_label=growth["summary"],
            custom_attrs={"data-spots": chart["spots"], "onClick": does("tapChart", growth["child_id"])},
        ),
        rx.cond(chart["outside"] != "", rx.el.p(chart["outside"], class_name="problem")),
        rx.cond(growth["empty"] != "", rx.el.p(growth["empty"], class_name="growth-empty")),
        class_name="growth-drawing",
        tab_index=0,
        role="group",
        aria_label="Courbe : flèches gauche et droite pour lire les mesures une à une",
        custom_attrs={"onKeyDown": does("keyOnChart", growth["child_id"])},
    )


def _named(one: rx.Var[Named]) -> rx.Component:
    return rx.el.li(
        svg(
            svg.path(
                d=rx.match(one["mark"], *SAMPLES.items(), ""), class_name="growth-mark growth-" + one["mark"].to(str)
            ),
            view_box="0 0 20 20",
            class_name="growth-sample",
            aria_hidden="true",
        ),
        one["text"],
        class_name="growth-named",
    )


def legend(growth: rx.Var[Growth]) -> rx.Component:
    return rx.el.ul(rx.foreach(growth["legend"], _named), class_name="growth-legend", aria_label="Légende")


def detail(growth: rx.Var[Growth], strike: Strike | None = None) -> rx.Component:
    """What a tap reads. Its place is kept, so that nothing moves under the finger."""

    def line(one: rx.Var[Said]) -> rx.Component:
        return rx.el.div(rx.el.dt(one["label"], class_name="soft"), rx.el.dd(one["text"]), class_name="growth-said")

    def go(label: str, said: str, move: int) -> rx.Component:
        return theme.button(
            label, aria_label=said, custom_attrs={"onClick": does("stepChart", growth["child_id"], move)}
        )

    said = growth["detail"]
    return rx.el.div(
        go("‹", "Mesure précédente", -1),
        rx.el.div(
            rx.cond(
                said["shown"],
                rx.fragment(
                    rx.el.p(said["title"], class_name="strong"),
                    rx.cond(said["flag"] != "", rx.el.p(said["flag"], class_name="growth-flag")),
                    rx.el.dl(rx.foreach(said["lines"], line)),
                    strike_button(said, said["title"], strike),
                ),
                rx.el.p("Touchez une mesure pour la lire.", class_name="soft"),
            ),
            class_name="growth-words grow",
            role="status",
        ),
        go("›", "Mesure suivante", 1),
        class_name="growth-detail",
    )


def table(growth: rx.Var[Growth], strike: Strike | None = None) -> rx.Component:
    def row(one: rx.Var[Row]) -> rx.Component:
        line = rx.el.tr(
            rx.el.td(one["date"], class_name="tabular nowrap"),
            rx.cond(growth["many"], rx.el.td(one["label"])),
            rx.el.td(one["age"], class_name="nowrap"),
            rx.cond(growth["corrected"], rx.el.td(one["corrected"], class_name="nowrap")),
            rx.el.td(one["value"], class_name="tabular nowrap strong"),
            rx.el.td(one["z"], class_name="tabular nowrap"),
            rx.el.td(one["centile"], class_name="tabular nowrap"),
            rx.el.td(one["reference"], class_name="nowrap"),
            rx.el.td(
                one["state"],
                rx.cond(
                    growth["correcting"],
                    strike_button(one, one["label"] + " " + one["value"].to(str) + ", " + one["date"].to(str), strike),
                ),
            ),
            class_name=rx.cond(
                one["struck"],
                "growth-row growth-row-struck",
                rx.cond(one["chosen"], "growth-row growth-row-on", "growth-row"),
            ),
        )
        # On a line of its own: who, when and why need the width.
        trace = rx.el.tr(rx.el.td(one["said"], col_span=7), class_name="growth-trace")
        return rx.fragment(line, rx.cond(one["said"] != "", trace), key=one["key"])

    def head(words: str) -> rx.Component:
        return rx.el.th(words, scope="col")

    return rx.cond(
        growth["rows"].length() > 0,
        rx.el.div(
            rx.el.table(
                rx.el.caption(
                    growth["title"], ", de la mesure la plus récente à la plus ancienne", class_name="sr-only"
                ),
                rx.el.thead(
                    rx.el.tr(
                        head("Date"),
                        rx.cond(growth["many"], head("Mesure")),
                        head("Âge réel"),
                        rx.cond(growth["corrected"], head("Âge corrigé")),
                        head("Valeur"),
                        head("DS"),
                        head("Percentile"),
                        head("Référence"),
                        head("État"),
                    )
                ),
                rx.el.tbody(rx.foreach(growth["rows"], row)),
                class_name="growth-table",
            ),
            rx.cond(
                growth["more"] != "",
                theme.button(
                    growth["more"], on_click=does("showAllRows", growth["child_id"]), class_name="growth-more"
                ),
            ),
            class_name="growth-table-scroll",
            tab_index=0,
            role="region",
            aria_label="Tableau des mesures",
        ),
    )


def _notes(growth: rx.Var[Growth]) -> rx.Component:
    return rx.el.div(
        rx.el.p(growth["reference"], class_name="strong"),
        rx.cond(growth["target"] != "", rx.el.p(growth["target"])),
        rx.foreach(growth["notes"], lambda one: rx.el.p(one["text"])),
        class_name="growth-notes stack-tight small",
    )


def _listed(growth: rx.Var[Growth], strike: Strike | None) -> rx.Component:
    """The table, with the button that gives each of its lines one."""
    correct = rx.cond(
        growth["may_strike"] & (growth["rows"].length() > 0),
        theme.button(
            rx.cond(growth["correcting"], "Terminer", "Rayer une mesure fausse…"),
            aria_pressed=growth["correcting"],
            on_click=does("toggleCorrecting", growth["child_id"]),
            class_name="growth-correct",
        ),
    )
    return rx.fragment(*([correct] if strike else []), table(growth, strike))


def whole(growth: rx.Var[Growth], strike: Strike | None = None) -> rx.Component:
    """The chart of a child's page: choices, drawing, what a tap reads, the words, the table.

    ``strike``: what strikes a wrong measure or puts it back, where the reader may.
    """
    return rx.el.div(
        rx.cond(growth["problem"] != "", theme.notice(growth["problem"], kind="warn")),
        rx.cond(
            growth["drawn"],
            rx.fragment(
                _pills(growth, growth["measures"], "chooseMeasure", "Mesure"),
                rx.el.div(
                    _pills(growth, growth["spans"], "chooseSpan", "Période"),
                    _pills(growth, growth["ages"], "chooseAges", "Âge tracé"),
                    _pills(growth, growth["references"], "chooseReference", "Référence"),
                    struck_pill(growth),
                    class_name="growth-choices",
                ),
                rx.cond(growth["banner"] != "", rx.el.p(growth["banner"], class_name="growth-banner")),
                rx.el.p(growth["title"], class_name="growth-printed strong"),
                drawing(growth),
                legend(growth),
                detail(growth, strike),
                _notes(growth),
            ),
        ),
        carnet_text(growth),
        _listed(growth, strike),
        class_name="growth stack",
    )


def beside(growth: rx.Var[Growth], *actions: rx.Component) -> rx.Component:
    """The small chart under a measure being typed: one line that reads the last value, unfolded by a tap."""
    return rx.el.div(
        rx.el.button(
            rx.el.span(rx.cond(growth["open"], "▾ Courbe", "▸ Courbe"), class_name="strong nowrap"),
            rx.el.span(growth["reading"], class_name="growth-reading"),
            type="button",
            class_name="growth-fold",
            aria_expanded=growth["open"],
            on_click=does("toggleChart", growth["child_id"], growth["kind"], growth["open"]),
        ),
        rx.cond(
            growth["open"],
            rx.fragment(
                rx.cond(growth["problem"] != "", theme.notice(growth["problem"], kind="warn")),
                rx.cond(
                    growth["drawn"],
                    rx.fragment(
                        _pills(growth, growth["ages"], "chooseAges", "Âge tracé"),
                        drawing(growth),
                        legend(growth),
                        detail(growth),
                        rx.el.p(growth["reference"], class_name="small"),
                    ),
                ),
                *actions,
            ),
        ),
        carnet_text(growth),
        class_name="growth growth-beside stack-tight",
    )
