"""Lines of « À faire » on the tablet, and the panel in which one notes what was decided: for its page, for a file."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field.hooks import due_noting, tap, verb
from fieldvisit.pages.field.shapes import DueLine
from fieldvisit.pages.field.visit_pieces import pills

MODULE = "screens/due_noting.js"


def of_family(lines: rx.Var[list[DueLine]]) -> rx.Component:
    """One family's lines, as ``linesOf`` of ``screens/due_lines.js`` gives them; who shows them adds :func:`panel`."""
    return rx.el.ul(rx.foreach(lines, lambda line: _line(line, with_family=False)), class_name="due-lines")


def of_all(lines: rx.Var[list[DueLine]]) -> rx.Component:
    """Lines of several families, each with its family and priority."""
    return rx.el.ul(rx.foreach(lines, lambda line: _line(line, with_family=True)), class_name="due-lines")


def _line(line: rx.Var[DueLine], *, with_family: bool) -> rx.Component:
    about = rx.cond(line["about"] != "", rx.el.span(" – ", line["about"]))
    head = (
        rx.el.div(
            rx.el.p(rx.el.span(line["family"], class_name="strong"), about),
            rx.cond(line["band_label"] != "", theme.toned_badge(line["band_label"], line["band_kind"])),
            class_name="due-head",
        )
        if with_family
        else None
    )
    what = rx.el.span(line["label"], class_name="" if with_family else "strong")
    return rx.el.li(
        rx.el.div(
            *([head] if head else []),
            rx.el.p(what, *([] if with_family else [about])),
            rx.el.div(
                rx.cond(
                    line["window"] != "",
                    rx.el.span(line["window"], class_name=rx.cond(line["late"], "due-late", "soft")),
                ),
                rx.cond(line["status"] != "", theme.toned_badge(line["status"], line["status_kind"])),
                rx.cond(line["who"] != "", rx.el.span(line["who"], class_name="soft")),
                class_name="row due-when",
            ),
            rx.cond(line["note"] != "", rx.el.p(line["note"], class_name="pre soft")),
            rx.cond(
                line["sentence"] != "", rx.el.p(line["sentence"], class_name=rx.cond(line["wrong"], "problem", ""))
            ),
            class_name="due-words",
        ),
        rx.el.div(
            rx.cond(
                line["act"] != "",
                theme.button(
                    line["act_label"],
                    kind="primary",
                    aria_label=_said(line["act_label"], line),
                    on_click=tap(MODULE, "act", line["act"], line["family_id"], line["id"]),
                ),
            ),
            rx.cond(
                line["may_note"],
                theme.button(
                    line["note_label"],
                    aria_label=_said(line["note_label"], line),
                    on_click=tap(MODULE, "openNoting", line["family_id"], line["what"], line["id"], line["about"]),
                ),
            ),
            class_name="due-acts",
        ),
        class_name="due-line",
        custom_attrs={"data-due": line["key"]},
    )


def _said(act: rx.Var[str], line: rx.Var[DueLine]) -> rx.Var:
    return act.to(str) + " : " + line["label"].to(str) + ", " + line["family"].to(str) + " " + line["about"].to(str)


@rx.memo
def panel() -> rx.Component:
    """« Reporté », « Refusé », « Fait »…: over the list, with what was typed before still in it."""
    noting = due_noting
    return rx.cond(
        noting["open"],
        rx.el.div(
            rx.el.h2(noting["title"]),
            rx.el.p(noting["about"], class_name="soft"),
            pills(noting["choices"], MODULE, "choose", "Ce que vous notez"),
            # The fields are made anew when another line is opened, or another choice asks for another day.
            rx.el.div(
                rx.cond(
                    noting["on_label"] != "",
                    theme.field(
                        noting["on_label"],
                        rx.el.input(
                            type="date",
                            class_name="input date",
                            default_value=noting["on"],
                            min=noting["first"],
                            max=noting["last"],
                            custom_attrs={"onInput": verb(MODULE, "typeDay")},
                            auto_complete="off",
                        ),
                    ),
                ),
                theme.field(
                    noting["reason_label"],
                    rx.el.textarea(
                        rows=2,
                        class_name="textarea",
                        max_length=2000,
                        default_value=noting["reason"],
                        custom_attrs={"onInput": verb(MODULE, "typeReason")},
                        auto_complete="off",
                    ),
                ),
                key=noting["form"],
                class_name="stack",
            ),
            rx.el.p(noting["problem"], class_name="problem", role="status"),
            rx.el.div(
                theme.button("Fermer", on_click=tap(MODULE, "closeNoting")),
                theme.button("Enregistrer", kind="primary", on_click=tap(MODULE, "sendNoting")),
                class_name="row",
            ),
            class_name="drawer stack",
            role="dialog",
            aria_label="Noter",
        ),
    )
