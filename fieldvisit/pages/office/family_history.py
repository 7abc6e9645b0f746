"""« Journal » of a file: what was corrected, by whom, from what to what; and who opened it."""

from typing import ClassVar, TypedDict

import reflex as rx
import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.permission import allow
from fieldvisit.access.roles import Reach
from fieldvisit.families import contacting, expecting, fact_change, household, members, supporting, supports
from fieldvisit.families.fact import CHILD, IDENTITY, MOTHER, Fact
from fieldvisit.families.fact_change import ADDED, PUT_BACK, SET_ASIDE, About, FactChange
from fieldvisit.families.household import Household
from fieldvisit.pages import theme
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import PageState, looking
from fieldvisit.pages.office.family_open import family_of

HAPPENED = {ADDED: "ajouté au dossier", SET_ASIDE: "retiré du dossier", PUT_BACK: "remis dans le dossier"}
#: Where changes are kept: those of a person's health and of a pregnancy are for whoever reads these.
PLACES = (IDENTITY, CHILD, MOTHER, "planning_mission", "observations_vad", "ordres_intervention")
PLACES += ("information_preoccupante",)


class Line(TypedDict):
    what: str
    words: str
    who: str
    when: str
    beside: bool


class FamilyHistory(PageState):
    AT: ClassVar[str] = "/familles/"

    lines: list[Line] = []

    @rx.event
    @allow("identite_foyer")
    async def load(self):
        self.reset()
        with looking(self) as act:
            family_id = await family_of(self)
            readable = places(act.session, act.actor, family_id, act.today)
            told = fact_change.history(act.session, family_id, readable) if readable else []
            self.lines = [
                {
                    "what": what(one),
                    "words": words(one),
                    "who": who,
                    "when": french.moment(one.at),
                    "beside": not one.applied,
                }
                for one, who in told
            ]


def places(session: Session, actor: Actor, family_id, today) -> list[str]:
    """Whose history this reader may see: none with a shared right only, where what was tells a story."""
    if roles.right(actor.role, IDENTITY).read is not Reach.ALL:
        return []
    opened = (
        sa.exists(household.open_to(actor, place, today).where(Household.id == family_id)).label(place)
        for place in PLACES
    )
    [row] = session.execute(sa.select(*opened))
    return [place for place, may in zip(PLACES, row, strict=True) if may]


def _facts(one: FactChange) -> dict[str, Fact]:
    known = {About.PERSON: members.FACTS, About.PREGNANCY: expecting.FACTS, About.CONTACT: contacting.FACTS}
    if one.about == About.SUPPORT:
        code = next((code for code, kind in supports.kinds().items() if kind.label == one.name), None)
        return supporting.facts(code) if code else {}
    return known.get(one.about, {})


def what(one: FactChange) -> str:
    """« Adam Benali – Poids de naissance », « Grossesse – Terme prévu »."""
    subject = f"Grossesse de {one.name}" if one.about == About.PREGNANCY else one.name
    field = _facts(one).get(one.field)
    return f"{subject} – {field.label}" if field else subject


def words(one: FactChange) -> str:
    field = _facts(one).get(one.field)
    if field is None:
        said = "dossier ouvert" if one.about == About.FAMILY else HAPPENED.get(one.field, "modifié")
    else:
        said = f"{field.words(one.found)} → {field.words(one.after)}"
    return f"{said} – {one.reason}" if one.reason else said


def history() -> rx.Component:
    def line(one: rx.Var[Line]) -> rx.Component:
        return rx.el.li(
            rx.el.p(rx.el.span(one["what"], class_name="strong"), " : ", one["words"], class_name="pre"),
            rx.el.p(
                one["who"],
                ", le ",
                one["when"],
                rx.cond(one["beside"], " – gardé à côté : quelqu’un l’avait changé", ""),
                class_name="soft small",
            ),
        )

    return rx.cond(
        FamilyHistory.lines.length() > 0,
        theme.card(
            rx.el.h2("Personnes, grossesses, dispositifs"),
            rx.el.ul(rx.foreach(FamilyHistory.lines, line), class_name="stack"),
            class_name="stack",
        ),
    )
