"""« Information préoccupante » as it is drawn: the numbers, one column of questions, what was transmitted."""

import reflex as rx

from fieldvisit.concerns.form import LONGEST, LONGEST_LINE
from fieldvisit.pages import theme
from fieldvisit.pages.office.shell import said, shell

WAIT_MS = 400


def page(state) -> rx.Component:
    """``state``: the page's (``concern.Concern``)."""
    return shell(
        rx.el.div(
            rx.el.h1("Information préoccupante"),
            rx.cond(state.reads, theme.link_button("Celles que je peux lire", href="/crip", kind="quiet")),
            class_name="row-between",
        ),
        emergency(state.calls),
        rx.cond(state.done["id"] != "", _done(state), _form(state)),
        _sent(state),
        here=state.AT,
    )


def emergency(calls) -> rx.Component:
    """First on every screen where a danger may be told."""

    def call(one) -> rx.Component:
        return theme.link_button(
            rx.el.span(one["phone"], class_name="concern-number tabular"),
            rx.el.span(one["name"], class_name="small"),
            href=one["href"],
            class_name="concern-call",
        )

    return rx.el.aside(
        rx.el.p("Danger immédiat : appelez d’abord. Le reste attend.", class_name="strong"),
        rx.el.div(rx.foreach(calls, call), class_name="concern-calls"),
        aria_label="Urgence",
        class_name="notice notice-alarm stack-tight",
    )


def _text(state, name: str, **props) -> rx.Component:
    return theme.text_input(
        default_value=state.typed[name],
        max_length=LONGEST_LINE,
        auto_complete="off",
        on_change=lambda words: state.write(name, words).debounce(WAIT_MS),
        on_blur=lambda words: state.write(name, words),
        **props,
    )


def _area(state, name: str, rows: int = 4) -> rx.Component:
    return rx.el.textarea(
        default_value=state.typed[name],
        max_length=LONGEST,
        rows=str(rows),
        class_name="textarea",
        on_change=lambda words: state.write(name, words).debounce(WAIT_MS),
        on_blur=lambda words: state.write(name, words),
    )


def _ticks(state, listed, what: str, label: str) -> rx.Component:
    def tick(one) -> rx.Component:
        return rx.el.button(
            one["label"],
            type="button",
            class_name="pill",
            aria_pressed=rx.cond(one["chosen"], "true", "false"),
            on_click=state.tick(what, one["code"]),
        )

    return rx.el.div(rx.foreach(listed, tick), class_name="pills pills-multi", role="group", aria_label=label)


def _either(state, name: str, label: str, *choices: tuple[str, str]) -> rx.Component:
    def choice(code: str, words: str) -> rx.Component:
        return rx.el.button(
            words,
            type="button",
            class_name="pill",
            aria_pressed=rx.cond(state.typed[name] == code, "true", "false"),
            on_click=state.tick(name, code),
        )

    return rx.el.div(*(choice(*one) for one in choices), class_name="pills", role="group", aria_label=label)


def _form(state) -> rx.Component:
    yes_no = (("oui", "Oui"), ("non", "Non"))
    return rx.el.div(
        theme.card(
            rx.el.h2(rx.cond(state.family != "", state.family, "Une famille que le service ne connaît pas")),
            rx.cond(
                state.family == "",
                rx.el.p("Pour une famille suivie, ouvrez-la depuis son dossier.", class_name="hint"),
            ),
            rx.cond(state.children.length() > 0, _ticks(state, state.children, "children", "Enfants de la famille")),
            theme.field(
                rx.cond(state.children.length() > 0, "Autre enfant", "Enfant concerné"),
                _text(state, "others"),
                "Prénom, nom ou âge ; plusieurs séparés par une virgule.",
            ),
            theme.field("Famille, adresse, école… ce qui permet de trouver l’enfant", _text(state, "family_words")),
            class_name="stack",
        ),
        theme.card(
            rx.el.h2("Danger immédiat ?"),
            _either(state, "danger", "Danger immédiat", ("oui", "Oui : 17 ou 15 d’abord"), ("non", "Non")),
            rx.cond(
                state.typed["danger"] == "oui",
                rx.el.div(
                    rx.el.h3("À qui"),
                    _either(
                        state,
                        "recipient",
                        "Destinataire",
                        ("procureur", "Procureur, copie à la CRIP"),
                        ("crip", "CRIP"),
                    ),
                    class_name="stack-tight",
                ),
            ),
            class_name="stack",
        ),
        theme.card(
            rx.el.h2("Ce qui s’est passé"),
            _ticks(state, state.natures, "natures", "Nature"),
            rx.el.div(
                theme.field("Jour du fait", _text(state, "fact_on", type="date", max=state.today)),
                theme.field("Heure (si connue)", _text(state, "fact_at", type="time")),
                class_name="pair",
            ),
            theme.field(
                "Faits observés", _area(state, "facts", 6), "Ce que vous avez vu et entendu, sans l’interpréter."
            ),
            class_name="stack",
        ),
        theme.card(
            rx.el.h2("Propos rapportés"),
            rx.foreach(state.quotes, lambda one: _quote(state, one)),
            theme.button("Ajouter d’autres propos", kind="quiet", on_click=state.one_more),
            class_name="stack",
        ),
        theme.card(
            theme.field("Contexte familial connu", _area(state, "context", 3)),
            rx.el.h2("Les parents sont-ils informés de cette transmission ?"),
            _either(state, "parents_informed", "Parents informés", *yes_no),
            rx.cond(
                state.typed["parents_informed"] == "non",
                theme.field(
                    "Pourquoi", _text(state, "parents_reason"), "L’intérêt de l’enfant, un risque, leur absence…"
                ),
            ),
            rx.el.details(
                rx.el.summary("Votre fonction, votre service"),
                theme.field("Fonction", _text(state, "author_function")),
                theme.field("Service", _text(state, "author_service")),
                rx.el.p("Vides : ceux de votre compte. Votre nom est transmis.", class_name="hint"),
                class_name="fold",
            ),
            class_name="stack",
        ),
        _pieces(state),
        said(state),
        rx.el.div(
            rx.el.p(state.kept, class_name="soft grow", role="status"),
            theme.button("Effacer le brouillon", kind="quiet", on_click=state.give_up, disabled=state.draft_id == ""),
            theme.button("Transmettre à la CRIP", kind="primary", on_click=state.transmit),
            class_name="row",
        ),
        key=state.form.to(str),
        class_name="stack concern-form",
    )


def _quote(state, one) -> rx.Component:
    def typed(name: str) -> dict:
        return {
            "default_value": one[name],
            "on_change": lambda words: state.write_quote(one["at"], name, words).debounce(WAIT_MS),
            "on_blur": lambda words: state.write_quote(one["at"], name, words),
        }

    return rx.el.div(
        rx.el.div(
            theme.field("Qui", theme.text_input(max_length=LONGEST_LINE, **typed("who"))),
            theme.field("Quand", theme.text_input(max_length=LONGEST_LINE, **typed("when"))),
            class_name="pair",
        ),
        theme.field("Ses mots", rx.el.textarea(max_length=LONGEST, rows="2", class_name="textarea", **typed("words"))),
        class_name="stack-tight",
    )


def _upload(report_id) -> rx.Component:
    """A document for one's own report, a draft or transmitted already."""
    return rx.el.form(
        rx.el.input(
            type="file",
            name="fichier",
            accept="application/pdf,image/jpeg,image/png",
            required=True,
            aria_label="Fichier à joindre",
        ),
        theme.button("Joindre", type="submit"),
        action="/api/inquietude/" + report_id.to(str) + "/piece",
        method="post",
        enc_type="multipart/form-data",
        class_name="row",
    )


def _pieces(state) -> rx.Component:
    def piece(one) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["name"], class_name="grow"),
            theme.button("Retirer", kind="quiet", on_click=state.detach(one["id"])),
            class_name="visit-line",
        )

    return theme.card(
        rx.el.h2("Pièces jointes"),
        rx.el.ul(rx.foreach(state.attached, piece), class_name="visit-lines"),
        rx.cond(
            state.draft_id == "",
            rx.el.p("Elles se joignent une fois le brouillon commencé.", class_name="soft"),
            _upload(state.draft_id),
        ),
        rx.el.p("PDF ou photo, 10 Mo au plus, gardés tels quels.", class_name="hint"),
        class_name="stack",
    )


def _done(state) -> rx.Component:
    done = state.done
    return theme.card(
        rx.el.h2("Transmise le ", done["when"]),
        rx.el.p("Référence ", rx.el.strong(done["reference"], class_name="tabular concern-reference")),
        rx.el.p(done["to"], " – ", done["mailed"], class_name="soft"),
        rx.el.div(
            theme.link_button(
                "Accusé de transmission (PDF)",
                href="/api/inquietude/" + done["id"].to(str) + "/accuse.pdf",
                target="_blank",
            ),
            theme.button("En écrire une autre", kind="quiet", on_click=state.another),
            class_name="row",
        ),
        class_name="stack concern-done",
    )


def _sent(state) -> rx.Component:
    def line(one) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(
                    rx.el.span(one["reference"], class_name="strong tabular nowrap"),
                    " transmise le ",
                    one["when"],
                    " – ",
                    one["to"],
                ),
                rx.el.p(
                    one["mailed"],
                    rx.cond(one["acknowledged"] != "", rx.fragment(" – ", one["acknowledged"])),
                    class_name="small soft",
                ),
                class_name="grow",
            ),
            theme.link_button(
                "Accusé", href="/api/inquietude/" + one["id"].to(str) + "/accuse.pdf", target="_blank", kind="quiet"
            ),
            rx.el.details(
                rx.el.summary("Joindre une pièce"),
                _upload(one["id"]),
                class_name="fold",
            ),
            class_name="visit-line",
        )

    return rx.cond(
        state.sent.length() > 0,
        theme.card(
            rx.el.h2("Mes transmissions"),
            rx.el.ul(rx.foreach(state.sent, line), class_name="visit-lines"),
            class_name="stack",
        ),
    )
