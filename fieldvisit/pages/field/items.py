"""One question on the tablet, whatever its type: the special answers and the note always stand in the same place."""

import reflex as rx

from fieldvisit.pages import growth_chart, theme, why
from fieldvisit.pages.field.hooks import tap, verb
from fieldvisit.pages.field.shapes import Alert, Item, Option, Why


def alert_line(alert: rx.Var[Alert]) -> rx.Component:
    """What rose, and on a tap why."""
    return rx.el.details(
        rx.el.summary(
            rx.el.span(
                rx.el.span(alert["label"], class_name="alert-level"),
                rx.cond(alert["about"] != "", rx.el.span(alert["about"], class_name="strong")),
                class_name="row",
            ),
            rx.el.span(alert["text"]),
            rx.cond(alert["to"] != "", rx.el.span("→ ", alert["to"], class_name="small")),
            rx.cond(alert["struck"] != "", rx.el.span(alert["struck"], class_name="strong small")),
            rx.el.span(why.NATURE, class_name="small soft alert-nature"),
        ),
        why.told(alert["why"].to(Why)),
        class_name="alert alert-" + alert["level"].to(str),
    )


def _choices(item: rx.Var[Item], css: str) -> rx.Component:
    def pill(option: rx.Var[Option]) -> rx.Component:
        return rx.el.button(
            option["label"],
            type="button",
            class_name="pill",
            aria_pressed=option["chosen"],
            on_click=tap("screens/answers.js", "tap", item["key"], option["code"]),
        )

    return rx.el.div(
        rx.foreach(item["options"], pill),
        class_name=css,
        role="group",
        aria_labelledby=item["dom_id"] + "-q",
    )


def _typed(item: rx.Var[Item], **props) -> dict:
    """What every typed answer shares: kept at each key, told apart by its question."""
    return {
        "id": item["dom_id"],
        "default_value": item["value"],
        "aria_labelledby": item["dom_id"] + "-q",
        "aria_describedby": item["dom_id"] + "-p",
        "aria_invalid": item["problem"] != "",
        "custom_attrs": {
            "onInput": verb("screens/answers.js", "typed", item["key"]),
            "onFocus": verb("screens/answers.js", "entered", item["key"]),
            "onBlur": verb("screens/answers.js", "left", item["key"]),
        },
        **props,
    }


def _text(item: rx.Var[Item]) -> rx.Component:
    return rx.el.textarea(class_name="textarea", rows="2", **_typed(item), auto_complete="off")


def _number(item: rx.Var[Item]) -> rx.Component:
    return rx.el.div(
        rx.el.input(
            class_name="input number tabular", type="text", input_mode="decimal", auto_complete="off", **_typed(item)
        ),
        rx.el.span(item["unit"], class_name="soft"),
        class_name="row",
    )


def _measure(item: rx.Var[Item]) -> rx.Component:
    def method(option: rx.Var[Option]) -> rx.Component:
        return rx.el.button(
            option["label"],
            type="button",
            class_name="pill",
            aria_pressed=option["chosen"],
            on_click=tap("screens/answers.js", "method", item["key"], option["code"]),
        )

    return rx.fragment(
        rx.el.div(
            _number(item),
            rx.cond(item["text"] != "", rx.el.span("= ", item["text"], class_name="strong tabular")),
            rx.cond(
                item["methods"].length() > 0,
                rx.el.div(
                    rx.foreach(item["methods"], method),
                    class_name="pills",
                    role="group",
                    aria_label="Position de mesure",
                ),
            ),
            class_name="row measure",
        ),
        rx.cond(
            item["confirm"] != "",
            rx.el.div(
                rx.el.p(item["confirm"]),
                rx.el.div(
                    rx.el.button(
                        "Mesure confirmée",
                        type="button",
                        class_name="pill",
                        aria_pressed=item["confirmed"],
                        on_click=tap("screens/answers.js", "confirm", item["key"]),
                    ),
                    rx.el.button(
                        "Douteuse",
                        type="button",
                        class_name="pill",
                        aria_pressed=item["doubtful"],
                        on_click=tap("screens/answers.js", "doubt", item["key"]),
                    ),
                    class_name="pills",
                ),
                class_name="notice notice-warn stack",
                role="status",
            ),
        ),
    )


def _growth(item: rx.Var[Item]) -> rx.Component:
    growth = item["growth"]
    return growth_chart.beside(
        growth,
        theme.button(
            "Toutes les courbes",
            on_click=tap("screens/growth.js", "openGrowth", growth["family_id"], growth["child_id"]),
        ),
    )


def _date(item: rx.Var[Item], kind: str) -> rx.Component:
    return rx.el.input(class_name="input date", type=kind, **_typed(item), auto_complete="off")


def _control(item: rx.Var[Item]) -> rx.Component:
    return rx.match(
        item["type"],
        ("choix", _choices(item, "pills")),
        ("oui_non", _choices(item, "pills")),
        ("echelle", _choices(item, "pills")),
        ("multi", _choices(item, "pills pills-multi")),
        ("mesure", _measure(item)),
        ("nombre", _number(item)),
        ("date", _date(item, "date")),
        ("date_heure", _date(item, "datetime-local")),
        (
            "calcule",
            rx.el.p(
                rx.cond(item["text"] != "", item["text"], "Se calcule avec les mesures"),
                class_name=rx.cond(item["text"] != "", "computed tabular", "computed soft"),
            ),
        ),
        _text(item),
    )


def _special(item: rx.Var[Item], label: str, code: str, on: rx.Var[bool]) -> rx.Component:
    return rx.el.button(
        label,
        type="button",
        class_name="special",
        aria_pressed=on,
        on_click=tap("screens/answers.js", "setSpecial", item["key"], code),
    )


@rx.memo
def item_card(item: rx.Var[Item]) -> rx.Component:
    """React's ``memo`` around each question: a tap paints one card, not the form."""
    return rx.el.section(
        rx.el.div(
            rx.cond(
                (item["group"] != "") & ~item["joined"], rx.el.p(item["group"], class_name="soft small item-group")
            ),
            rx.el.h3(
                item["question"],
                rx.cond(item["required"], rx.el.span(" (attendu)", class_name="soft small")),
                id=item["dom_id"] + "-q",
            ),
            rx.cond(item["child_name"] != "", theme.badge(item["child_name"], kind="sea")),
            rx.cond(item["private"], theme.badge("Jamais imprimé")),
            rx.cond(item["quick"], theme.badge("Rien à signaler")),
            class_name="item-head",
        ),
        rx.cond(
            item["previous"] != "",
            rx.el.p(
                rx.el.span(item["previous_on"], class_name="badge"),
                " ",
                item["previous"],
                rx.cond(item["changed"], rx.el.span("A changé", class_name="badge badge-sea")),
                class_name="soft small row previous",
            ),
        ),
        rx.cond(
            item["suggestion"] != "",
            rx.el.button(
                "Proposé : ",
                item["suggestion"],
                " – reprendre",
                type="button",
                class_name="special suggestion",
                on_click=tap("screens/answers.js", "accept", item["key"]),
            ),
        ),
        rx.el.div(_control(item), class_name=rx.cond(item["not_raised"] | item["no_answer"], "faded stack", "stack")),
        rx.el.p(
            item["problem"], class_name="problem", id=item["dom_id"] + "-p", role="status", hidden=item["problem"] == ""
        ),
        rx.foreach(item["alerts"], alert_line),
        rx.cond(
            item["type"] != "calcule",
            rx.el.div(
                _special(item, "Non abordé", "non_aborde", item["not_raised"]),
                _special(item, "Ne souhaite pas répondre", "ne_souhaite_pas_repondre", item["no_answer"]),
                rx.cond(
                    item["photos"] != "",
                    rx.el.button(
                        item["photos"],
                        type="button",
                        class_name="special special-right",
                        on_click=tap("screens/pictures.js", "openPhotos", item["key"]),
                    ),
                ),
                rx.el.button(
                    "Note",
                    type="button",
                    class_name="special special-note" + rx.cond(item["photos"] != "", "", " special-right"),
                    aria_expanded=item["note_open"],
                    on_click=tap("screens/answers.js", "toggleNote", item["key"]),
                ),
                class_name="item-foot",
            ),
        ),
        rx.cond(item["growth"]["shown"], _growth(item)),
        rx.cond(
            item["note_open"],
            rx.el.textarea(
                class_name="textarea note",
                rows="2",
                id=item["dom_id"] + "-n",
                default_value=item["note"],
                aria_label="Note sur cette question",
                custom_attrs={
                    "onInput": verb("screens/answers.js", "noteTyped", item["key"]),
                    "onFocus": verb("screens/answers.js", "entered", item["key"] + "#note"),
                },
                auto_complete="off",
            ),
        ),
        class_name=rx.cond(item["talked"], "card item item-talked", "card item")
        + rx.cond(item["joined"], " item-joined", ""),
        id=item["dom_id"] + "-card",
    )
