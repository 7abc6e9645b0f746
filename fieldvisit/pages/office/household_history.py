"""The history of a household's corrections: who, when, from what, to what."""

import uuid
from typing import TypedDict

import reflex as rx

from fieldvisit.access import roles
from fieldvisit.access.roles import Reach
from fieldvisit.families import correction, decision
from fieldvisit.families.correction import FIELDS
from fieldvisit.families.decision import About
from fieldvisit.pages import theme
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act

BESIDE = {True: " – gardé à côté, à départager", False: " – gardé à côté, départagé depuis"}


class Past(TypedDict):
    """``beside``: that it was kept and not put in force, and whether somebody chose since; or nothing."""

    label: str
    before: str
    after: str
    who: str
    when: str
    beside: str


def past(act: Act, family_id: uuid.UUID) -> list[Past]:
    """Who has only a shared right is shown what is needed to come, not what was: a former address tells a story."""
    if roles.right(act.actor.role, correction.IDENTITY).read is not Reach.ALL:
        return []
    told = correction.history(act.session, family_id)
    open_still = decision.open_among(act.session, About.HOUSEHOLD, [one.id for one, _ in told if not one.applied])
    return [
        {
            "label": FIELDS[one.field].label,
            "before": correction.words(one.field, one.found),
            "after": correction.words(one.field, one.after),
            "who": name,
            "when": french.moment(one.received_at),
            "beside": "" if one.applied else BESIDE[one.id in open_still],
        }
        for one, name in told
    ]


def history(listed: rx.Var[list[Past]]) -> rx.Component:
    def line(one: rx.Var[Past]) -> rx.Component:
        return rx.el.li(
            rx.el.p(
                rx.el.span(one["label"], class_name="strong"),
                " : ",
                one["before"],
                " → ",
                one["after"],
                class_name="pre",
            ),
            rx.el.p(one["who"], ", le ", one["when"], one["beside"], class_name="soft small"),
        )

    return rx.cond(
        listed.length() > 0,
        theme.card(
            rx.el.h2("Corrections du foyer"), rx.el.ul(rx.foreach(listed, line), class_name="stack"), class_name="stack"
        ),
    )
