"""« Accès exceptionnel »: asking for a file that is closed, with a reason; one's own that are open, to be ended.

Says nothing of a file before it is open: neither that it exists nor whose it is.
"""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.exceptional import LONGEST, SHORTEST, Ground, may_ask
from fieldvisit.access.permission import Permission, allow
from fieldvisit.pages import theme
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, Desk, PageState, acting, consulting, looking
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.page import Page
from fieldvisit.tasks import exceptional_access
from fieldvisit.tasks.exceptional_access import Asked, NotFound

HERE = "/acces-exceptionnel"
COMPARTMENT = "observations_vad"


class Mine(TypedDict):
    id: str
    href: str
    family: str
    until: str


class ExceptionalPage(PageState):
    AT: ClassVar[str] = HERE

    may_ask: bool = False
    asked: str = ""
    mine: list[Mine] = []

    @rx.event
    @allow(COMPARTMENT)
    def load(self):
        self.asked = self.router.url.query_parameters.get("dossier", "")[:40]
        with looking(self) as act:
            self._show(act)

    @rx.event
    @allow(COMPARTMENT)
    def ask(self, form: dict):
        typed = {name: value for name, value in form.items() if isinstance(value, str)}
        opened = None
        with consulting(self) as act:
            asked = Asked(
                _id(self.asked),
                typed.get("number", "")[:40],
                f"{typed.get('first_name', '')} {typed.get('last_name', '')}"[:200],
                french.day_from(typed.get("born", "")),
            )
            ground, words = typed.get("ground", ""), typed.get("words", "")
            made = exceptional_access.ask(act.session, act.actor, asked, ground, words, act.now)
            opened = made.family_id
        return rx.redirect(f"/familles/{opened}") if opened else None

    @rx.event
    @allow(COMPARTMENT)
    def end(self, access_id: str):
        with acting(self) as act:
            exceptional_access.end(act.session, act.actor, _id(access_id) or uuid.UUID(int=0), act.now)
            act.session.flush()
            self._show(act)
            self.said = "Dossier refermé."

    def _show(self, act: Act) -> None:
        self.may_ask = may_ask(act.actor)
        self.mine = [
            {
                "id": str(one.id),
                "href": f"/familles/{home.id}",
                "family": f"{home.label} ({home.case_number})",
                "until": french.moment(one.ends_at),
            }
            for one, home in exceptional_access.standing(act.session, act.actor, act.now)
        ]


def _id(text: str) -> uuid.UUID | None:
    """:raises NotFound: for what is no id at all"""
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise NotFound("Cette adresse n’est pas celle d’un dossier : écrivez plutôt son numéro.") from None


def _which() -> rx.Component:
    def box(label: str, name: str, **props) -> rx.Component:
        return theme.field(label, theme.text_input(name=name, auto_complete="off", **props))

    return rx.fragment(
        box("Numéro du dossier", "number", max_length=40),
        rx.el.p("Ou, sans le numéro, une personne du foyer :", class_name="soft"),
        rx.el.div(
            box("Prénom", "first_name", max_length=100), box("Nom", "last_name", max_length=100), class_name="pair"
        ),
        box("Née ou né le", "born", type="date"),
    )


def _form() -> rx.Component:
    grounds = [rx.el.option(one.label, value=one.value) for one in Ground]
    return theme.card(
        rx.el.form(
            rx.cond(
                ExceptionalPage.asked != "",
                rx.el.p("Le dossier que vous venez de demander.", class_name="strong"),
                _which(),
            ),
            theme.field(
                "Motif",
                rx.el.select(
                    rx.el.option("Choisir", value=""), *grounds, name="ground", required=True, class_name="select"
                ),
            ),
            theme.field(
                "Pourquoi maintenant",
                rx.el.textarea(
                    name="words", required=True, min_length=SHORTEST, max_length=LONGEST, rows=3, class_name="input"
                ),
                "Une phrase. Elle reste au journal, avec votre nom.",
            ),
            theme.button("Ouvrir pendant 24 heures", kind="primary", type="submit"),
            on_submit=ExceptionalPage.ask,
            class_name="stack",
        ),
        class_name="stack narrow",
    )


def _mine() -> rx.Component:
    def line(one: rx.Var[Mine]) -> rx.Component:
        return rx.el.li(
            rx.el.a(one["family"], href=one["href"], class_name="grow strong"),
            rx.el.span("jusqu’au ", one["until"], class_name="tabular"),
            theme.button(
                "Refermer", on_click=ExceptionalPage.end(one["id"]), aria_label="Refermer le dossier " + one["family"]
            ),
            class_name="row",
            key=one["id"],
        )

    return theme.card(
        rx.el.h2("Ouverts en ce moment"),
        rx.el.ul(rx.foreach(ExceptionalPage.mine, line), class_name="stack-tight"),
        class_name="stack narrow",
    )


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.h1("Accès exceptionnel"),
            theme.link_button("← Familles", href="/familles", kind="quiet", class_name="nowrap"),
            class_name="row-between",
        ),
        rx.el.p(
            "Un dossier que vous ne suivez pas, en lecture, pendant 24 heures. La coordinatrice et qui suit la famille "
            "en sont averties ; le ou la DPO le voit."
        ),
        said(ExceptionalPage),
        rx.cond(ExceptionalPage.mine.length() > 0, _mine()),
        rx.cond(ExceptionalPage.may_ask, _form()),
        here="/familles",
    )


PAGE = Page(
    route=HERE,
    title="Accès exceptionnel – Fieldvisit",
    permission=Permission(COMPARTMENT),
    component=page,
    on_load=(Desk.arrive, ExceptionalPage.load),
)
