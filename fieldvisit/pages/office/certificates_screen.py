"""The page « Certificats »."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.carnet.certificate import Kind
from fieldvisit.pages import theme
from fieldvisit.pages.office import certificate_import
from fieldvisit.pages.office.certificate_entry import CertificateEntry
from fieldvisit.pages.office.certificate_form import opened
from fieldvisit.pages.office.certificates_rows import Candidate, Row
from fieldvisit.pages.office.certificates_state import HERE, Certificates, TabLine
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.shell import Escape, said, shell
from fieldvisit.pages.page import Page


def _tabs() -> rx.Component:
    def tab(one: rx.Var[TabLine]) -> rx.Component:
        return rx.el.button(
            one["label"],
            type="button",
            class_name="pill",
            aria_pressed=one["chosen"],
            on_click=Certificates.choose_tab(one["code"]),
        )

    return rx.el.div(rx.foreach(Certificates.tabs, tab), class_name="pills", role="group", aria_label="Certificats")


def _rows() -> rx.Component:
    def line(one: rx.Var[Row]) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["kind"], class_name="strong certificate-kind"),
            rx.el.span(
                rx.el.a(one["child"], href=one["href"], class_name="certificate-child"),
                rx.el.span(one["family"], " – ", one["words"], class_name="soft small"),
                class_name="grow stack-tight",
            ),
            theme.toned_badge(one["state"], one["tone"]),
            rx.match(
                one["act"],
                (
                    "relancer",
                    theme.button(
                        "Relancer",
                        on_click=Certificates.remind(one["id"]),
                        aria_label="Relancer : " + one["kind"].to(str) + ", " + one["child"].to(str),
                    ),
                ),
                (
                    "ouvrir",
                    theme.button(
                        "Ouvrir",
                        on_click=CertificateEntry.open(one["id"]),
                        aria_label="Ouvrir : " + one["kind"].to(str) + ", " + one["child"].to(str),
                    ),
                ),
                ("rayer", _strike(one)),
                rx.fragment(),
            ),
            class_name="visit-line",
        )

    return theme.card(
        rx.cond(
            Certificates.rows.length() > 0,
            rx.el.ul(rx.foreach(Certificates.rows, line), class_name="visit-lines"),
            rx.el.p("Aucun certificat ici.", class_name="soft"),
        ),
        rx.cond(Certificates.more != "", rx.el.p(Certificates.more, class_name="soft")),
        class_name="stack",
    )


def _strike(one: rx.Var[Row]) -> rx.Component:
    """An arrival noted for the wrong child, still empty: whoever notes arrivals takes it back."""
    return rx.el.details(
        rx.el.summary("Noté par erreur ?"),
        rx.el.form(
            rx.el.input(type="hidden", name="id", value=one["id"]),
            theme.field("Pourquoi ?", theme.text_input(name="why", max_length=200, auto_complete="off")),
            theme.button("Rayer cette arrivée", kind="danger", type="submit"),
            on_submit=Certificates.strike,
            class_name="stack",
        ),
        class_name="certificate-strike",
    )


def _arrival() -> rx.Component:
    def candidate(one: rx.Var[Candidate]) -> rx.Component:
        return rx.el.li(
            theme.button(
                rx.el.span(one["name"], class_name="strong"),
                rx.el.span(" ", one["detail"], class_name="soft small"),
                class_name="button-wide choice",
                on_click=Certificates.choose(one["id"]),
            )
        )

    return rx.el.aside(
        rx.el.div(
            rx.el.h2("Noter une arrivée"),
            theme.button("Fermer", kind="quiet", on_click=Certificates.stop),
            class_name="row-between",
        ),
        rx.el.p(
            "Seulement qu’il est arrivé : ce qu’il dit est saisi par un médecin ou une infirmière.", class_name="soft"
        ),
        theme.field(
            "Enfant",
            rx.el.input(
                type="search",
                class_name="input",
                default_value=Certificates.query,
                auto_complete="off",
                placeholder="Nom, prénom ou date de naissance",
                on_change=Certificates.look_for.debounce(250),
                key=Certificates.child_id,
            ),
        ),
        rx.el.ul(rx.foreach(Certificates.candidates, candidate), class_name="stack-tight"),
        rx.cond(Certificates.child != "", rx.el.p(Certificates.child, class_name="strong")),
        rx.el.form(
            rx.el.div(
                rx.el.span("Certificat", class_name="field-label"),
                rx.el.div(
                    *(
                        rx.el.label(
                            rx.el.input(
                                type="radio",
                                name="kind",
                                value=kind.value,
                                default_checked=Certificates.kind == kind.value,
                            ),
                            kind.value,
                            class_name="pill-radio",
                        )
                        for kind in Kind
                    ),
                    class_name="pills",
                    role="radiogroup",
                    aria_label="Certificat",
                ),
                class_name="field",
            ),
            theme.field(
                "Reçu le",
                rx.el.input(
                    type="date", name="received_on", class_name="input", default_value=Certificates.received_on
                ),
            ),
            theme.button("Noter l’arrivée", kind="primary", type="submit"),
            on_submit=Certificates.receive,
            key=Certificates.child_id,
            class_name="stack",
        ),
        Escape.create(on_escape=Certificates.stop),
        class_name="panel stack",
        aria_label="Noter une arrivée",
    )


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.h1("Certificats"),
            theme.button("Noter une arrivée", kind="primary", on_click=Certificates.start),
            class_name="row-between",
        ),
        said(Certificates),
        rx.cond(
            Certificates.asked != "",
            theme.card(
                rx.el.h2("Lettre à envoyer"),
                rx.el.p(Certificates.asked, class_name="pre"),
                class_name="stack",
            ),
        ),
        rx.cond(
            CertificateEntry.id != "",
            opened(),
            rx.fragment(_tabs(), _rows(), certificate_import.card()),
        ),
        rx.cond(Certificates.receiving, _arrival()),
        here=HERE,
    )


PAGE = Page(
    route=HERE,
    title="Certificats – Fieldvisit",
    permission=Permission("identite_foyer", "W"),
    component=page,
    on_load=(Desk.arrive, Certificates.load, certificate_import.CertificateImport.load),
    nav="Certificats",
)
