"""« Information préoccupante » on the tablet: whom to call first, then what was seen. Nothing moves at a tap."""

import reflex as rx

from fieldvisit.concerns.form import LONGEST, LONGEST_LINE
from fieldvisit.pages import theme
from fieldvisit.pages.field import bar
from fieldvisit.pages.field.hooks import concern, tap, verb
from fieldvisit.pages.field.shapes import Call, ConcernQuote, ConcernSent
from fieldvisit.pages.field.visit_pieces import pills

MODULE = "screens/concern.js"


def _line(label: str | rx.Var, name: str, kind: str = "text", hint: str = "", **props) -> rx.Component:
    control = rx.el.input(
        type=kind,
        class_name="input" if kind == "text" else "input date",
        default_value=concern[name],
        max_length=LONGEST_LINE,
        auto_complete="off",
        custom_attrs={"onInput": verb(MODULE, "type", name)},
        **props,
    )
    return theme.field(label, control, hint)


def _area(label: str, name: str, rows: int, hint: str = "") -> rx.Component:
    control = rx.el.textarea(
        default_value=concern[name],
        max_length=LONGEST,
        rows=str(rows),
        auto_complete="off",
        class_name="textarea",
        custom_attrs={"onInput": verb(MODULE, "type", name)},
    )
    return theme.field(label, control, hint)


def _emergency() -> rx.Component:
    def call(one: rx.Var[Call]) -> rx.Component:
        return theme.link_button(
            rx.el.span(one["phone"], class_name="concern-number tabular"),
            rx.el.span(one["name"], class_name="small"),
            href=one["href"],
            class_name="concern-call",
        )

    return rx.el.aside(
        rx.el.p("Danger immédiat : appelez d’abord. Le reste attend.", class_name="strong"),
        rx.el.div(rx.foreach(concern["calls"], call), class_name="concern-calls"),
        aria_label="Urgence",
        class_name="notice notice-alarm stack-tight",
    )


def _child() -> rx.Component:
    return theme.card(
        rx.el.h2("Enfant concerné"),
        rx.cond(
            concern["families"].length() > 0,
            rx.el.details(
                rx.el.summary("Une famille de cette tablette"),
                pills(concern["families"], MODULE, "chooseFamily", "Familles"),
                class_name="fold",
            ),
        ),
        rx.cond(concern["children"].length() > 0, pills(concern["children"], MODULE, "tickChild", "Enfants")),
        _line(
            rx.cond(concern["children"].length() > 0, "Un autre enfant", "Prénom, nom ou âge"),
            "others",
            hint="Plusieurs : séparez-les par une virgule.",
        ),
        rx.cond(concern["family"] == "", _line("Famille, adresse, école… pour trouver l’enfant", "family_words")),
        class_name="stack",
    )


def _danger() -> rx.Component:
    return theme.card(
        rx.el.h2("Danger immédiat ?"),
        pills(concern["danger"], MODULE, "sayDanger", "Danger immédiat"),
        rx.cond(
            concern["to"].length() > 0,
            rx.el.div(
                rx.el.h3("À qui"), pills(concern["to"], MODULE, "sayTo", "Destinataire"), class_name="stack-tight"
            ),
        ),
        class_name="stack",
    )


def _facts() -> rx.Component:
    return theme.card(
        rx.el.h2("Ce qui s’est passé"),
        pills(concern["natures"], MODULE, "tickNature", "Nature"),
        rx.el.div(
            _line("Jour du fait", "fact_on", "date", max=concern["last"]),
            _line("Heure (si connue)", "fact_at", "time"),
            class_name="row",
        ),
        _area("Faits observés", "facts", 5, "Ce que vous avez vu et entendu, sans l’interpréter."),
        class_name="stack",
    )


def _quotes() -> rx.Component:
    def typed(one: rx.Var[ConcernQuote], label: str, name: str) -> rx.Component:
        attributes = {"onInput": verb(MODULE, "typeQuote", one["at"], name)}
        if name == "words":
            control = rx.el.textarea(
                default_value=one[name],
                max_length=LONGEST,
                rows="2",
                auto_complete="off",
                class_name="textarea",
                custom_attrs=attributes,
            )
        else:
            control = rx.el.input(
                default_value=one[name],
                max_length=LONGEST_LINE,
                auto_complete="off",
                class_name="input",
                custom_attrs=attributes,
            )
        return theme.field(label, control)

    def quote(one: rx.Var[ConcernQuote]) -> rx.Component:
        return rx.el.div(
            rx.el.div(typed(one, "Qui", "who"), typed(one, "Quand", "when"), class_name="pair"),
            typed(one, "Ses mots", "words"),
            class_name="stack-tight",
        )

    return theme.card(
        rx.el.h2("Propos rapportés"),
        rx.foreach(concern["quotes"], quote),
        theme.button("Ajouter d’autres propos", kind="quiet", on_click=tap(MODULE, "addQuote")),
        class_name="stack",
    )


def _around() -> rx.Component:
    return theme.card(
        _area("Contexte familial connu", "context", 3),
        rx.el.h2("Les parents sont-ils informés de cette transmission ?"),
        pills(concern["parents"], MODULE, "sayParents", "Parents informés"),
        rx.cond(
            concern["why"], _line("Pourquoi", "parents_reason", hint="L’intérêt de l’enfant, un risque, leur absence…")
        ),
        class_name="stack",
    )


def _sent() -> rx.Component:
    def line(one: rx.Var[ConcernSent]) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["reference"], class_name="strong tabular nowrap"),
            rx.el.span(one["state"], class_name="badge badge-" + one["kind"].to(str)),
            class_name="row",
        )

    return rx.cond(
        concern["sent"].length() > 0,
        theme.card(
            rx.el.h2("Transmises de cette tablette"),
            rx.el.ul(rx.foreach(concern["sent"], line), class_name="stack-tight bare"),
            class_name="stack",
        ),
    )


def _done() -> rx.Component:
    return theme.card(
        rx.el.h2("Signée"),
        rx.el.p("Référence ", rx.el.strong(concern["done"], class_name="tabular concern-reference")),
        rx.el.p("Elle part à la CRIP dès qu’il y a du réseau. Ce que vous avez écrit n’est plus lisible ici."),
        rx.el.div(
            theme.button("Retour", kind="primary", on_click=tap("screens/view.js", "back")),
            theme.button("En écrire une autre", on_click=tap(MODULE, "another")),
            class_name="row",
        ),
        class_name="stack",
        role="status",
    )


def _form() -> rx.Component:
    return rx.el.div(
        _child(),
        _danger(),
        _facts(),
        _quotes(),
        _around(),
        rx.el.p("Une photo, un document ? Ils se joignent au bureau, à cette référence.", class_name="hint"),
        # The fields are made anew when it is about another family or once it was signed.
        key=concern["form"],
        class_name="stack",
    )


def _dock() -> rx.Component:
    return rx.el.footer(
        rx.el.p(
            rx.cond(concern["problem"] != "", concern["problem"], concern["saved"]),
            class_name=rx.cond(concern["problem"] != "", "problem grow", "soft grow"),
            role="status",
        ),
        theme.button("Effacer", on_click=tap(MODULE, "undo"), disabled=~concern["changed"]),
        theme.button(
            "Signer et transmettre", kind="primary", on_click=tap(MODULE, "send"), disabled=~concern["changed"]
        ),
        class_name="dock",
    )


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        bar.bar(bar.before()),
        rx.el.main(
            bar.grave_warnings(),
            rx.el.div(
                rx.el.h1("Information préoccupante"),
                rx.cond(concern["family"] != "", rx.el.p(concern["family"], class_name="soft")),
                class_name="visit-head",
            ),
            _emergency(),
            rx.cond(concern["done"] != "", _done()),
            _sent(),
            rx.cond(
                concern["begun"].length() > 0,
                theme.card(
                    rx.el.h2("Commencées, pas signées"),
                    pills(concern["begun"], MODULE, "goOn", "Brouillons"),
                    class_name="stack",
                ),
            ),
            rx.cond(concern["done"] == "", _form()),
            class_name="field-main",
        ),
        rx.cond(concern["done"] == "", _dock()),
        class_name="screen screen-docked",
    )
