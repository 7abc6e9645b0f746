"""« Croissance » in a family's file at the office: the curves of each child, and striking a wrong measure."""

from typing import TypedDict

import reflex as rx
from reflex.vars import VarData

from fieldvisit.growth.strike import LONGEST, Why
from fieldvisit.offline.modules import js_fn, module
from fieldvisit.pages import growth_chart, theme
from fieldvisit.pages.growth_shapes import Choice, Growth
from fieldvisit.pages.office.growth_state import GrowthCard
from fieldvisit.pages.office.plain_form import plain_form

HOOK = "growth/office.js"


class GrowthShown(TypedDict):
    """``children``: to choose from, when there are several."""

    children: list[Choice]
    growth: Growth


def _shown() -> rx.Var[GrowthShown]:
    facts = GrowthCard.facts
    hook = VarData(
        imports={module(HOOK): [rx.ImportVar(tag="useGrowth")]}, hooks={f"const courbes = useGrowth({facts!s});": None}
    )
    return rx.Var("courbes", _var_data=VarData.merge(facts._get_all_var_data(), hook)).to(GrowthShown)


def _children(shown: rx.Var[GrowthShown]) -> rx.Component:
    def child(one: rx.Var[Choice]) -> rx.Component:
        return rx.el.button(
            one["label"],
            type="button",
            class_name="pill",
            aria_pressed=one["chosen"],
            on_click=js_fn(HOOK, "chooseChild").partial(one["code"]),
        )

    return rx.cond(
        shown["children"].length() > 0,
        rx.el.div(rx.foreach(shown["children"], child), class_name="pills", role="group", aria_label="Enfant"),
    )


def _identity(shown: rx.Var[GrowthShown]) -> rx.Component:
    """Who it is, on paper."""
    child = shown["growth"]
    return rx.el.div(
        rx.el.p(child["identity"], class_name="strong"),
        rx.el.p(child["term"], " · ", GrowthCard.family, " · imprimé le ", GrowthCard.printed),
        class_name="growth-printed",
    )


def _export(growth: rx.Var[Growth]) -> rx.Component:
    """PDF and PNG of the curves chosen, this one first, as it is looked at; the browser asks for them by itself."""
    looked = growth["looked"]

    def hidden(name: str, value: rx.Var) -> rx.Component:
        return rx.el.input(type="hidden", name=name, value=value, read_only=True)

    def curve(one: rx.Var[Choice]) -> rx.Component:
        return rx.el.label(
            rx.el.input(
                type="checkbox",
                name="mesure",
                value=one["code"],
                default_checked=one["chosen"],
                key=growth["child_id"] + one["code"] + rx.cond(one["chosen"], "+", "-").to(str),
            ),
            one["label"],
            class_name="tick",
        )

    def kind(label: str, value: str) -> rx.Component:
        return theme.button(label, type="submit", name="format", value=value)

    return rx.el.details(
        rx.el.summary("Exporter en PDF ou PNG"),
        plain_form(
            rx.el.fieldset(
                rx.el.legend("Une page A4 par courbe :", class_name="soft"),
                rx.el.div(rx.foreach(growth["measures"], curve), class_name="row"),
                class_name="growth-export",
            ),
            hidden("periode", looked["span"]),
            hidden("ages", looked["ages"]),
            hidden("reference", looked["reference"]),
            rx.el.div(kind("PDF", "pdf"), kind("PNG", "png"), class_name="row"),
            action="/api/croissance/" + GrowthCard.opened + "/" + growth["child_id"],
            method="get",
            target="_blank",
            class_name="stack-tight",
        ),
        class_name="fold growth-action",
    )


def _striking() -> rx.Component:
    asked = GrowthCard.asked
    back = asked["act"] == "retablir"

    def why(code: str, label: str) -> rx.Component:
        return rx.el.button(
            label,
            type="button",
            class_name="pill",
            aria_pressed=GrowthCard.why == code,
            on_click=GrowthCard.say_why(code),
        )

    return rx.cond(
        asked["id"] != "",
        rx.el.form(
            rx.el.h3(rx.cond(back, "Rétablir cette mesure ?", "Rayer cette mesure ?")),
            rx.el.p(asked["text"], class_name="strong"),
            rx.cond(
                back,
                rx.el.p("Elle comptera de nouveau. La rature reste lisible, avec votre nom."),
                rx.fragment(
                    rx.el.p("Elle reste lisible, barrée, avec votre nom et le motif. Elle ne compte plus."),
                    rx.el.div(
                        *(why(one.value, one.label) for one in Why),
                        class_name="pills",
                        role="group",
                        aria_label="Pourquoi",
                    ),
                ),
            ),
            theme.field(
                "En quelques mots (facultatif)",
                theme.text_input(name="words", max_length=LONGEST, auto_complete="off"),
            ),
            rx.cond(GrowthCard.problem != "", rx.el.p(GrowthCard.problem, class_name="problem", role="status")),
            rx.el.div(
                theme.button("Annuler", on_click=GrowthCard.leave),
                theme.button(rx.cond(back, "Rétablir la mesure", "Rayer la mesure"), kind="danger", type="submit"),
                class_name="row",
            ),
            on_submit=GrowthCard.strike,
            class_name="carnet-waiting growth-action stack",
        ),
    )


@rx.memo
def card() -> rx.Component:
    shown = _shown()
    child = shown["growth"]
    return rx.cond(
        child["shown"],
        theme.card(
            rx.el.div(
                rx.el.h2("Croissance – ", child["name"], rx.cond(child["age"] != "", ", " + child["age"], "")),
                theme.button(
                    "Imprimer",
                    on_click=js_fn("growth/printing.js", "printChart").partial(child["child_id"]),
                    class_name="growth-action",
                ),
                class_name="row-between",
            ),
            rx.el.p(child["term"], class_name="soft growth-action"),
            _identity(shown),
            _children(shown),
            growth_chart.whole(child, GrowthCard.ask),
            _striking(),
            rx.cond(child["drawn"], _export(child)),
            class_name="stack growth-sheet",
        ),
    )
