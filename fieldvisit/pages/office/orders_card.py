"""« Ordres d’intervention » of a family's file: its orders, for whoever may read them."""

from typing import ClassVar

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.families import household
from fieldvisit.pages import theme
from fieldvisit.pages.office import order_lines as lines
from fieldvisit.pages.office.desk import PageState, loading
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_open import family_of
from fieldvisit.pages.office.order_lines import OrderLine
from fieldvisit.pages.office.orders_screen import hours_bar
from fieldvisit.tisf import order_reach, ordering, orders


class OrdersCard(PageState):
    AT: ClassVar[str] = "/familles/"

    listed: list[OrderLine] = []
    may_draft: bool = False
    new_href: str = ""
    _subject: str = ""

    @rx.event
    @allow("identite_foyer")
    async def load(self):
        subject = (await self.get_state(FamilyFile))._family_id
        with loading(self, subject) as act:
            family_id = await family_of(self)
            found = orders.of_family(act.session, act.actor, family_id, act.today)
            self.listed = [lines.line(act.actor, one) for one in found]
            opened = household.open_to(act.actor, order_reach.ORDERS, act.today, write=True)
            here = act.session.exec(opened.where(household.Household.id == family_id)).first() is not None
            self.may_draft = here and ordering.may_draft(act.actor.role)
            self.new_href = f"/interventions/nouveau?famille={family_id}"


def orders_card() -> rx.Component:
    def line(one: rx.Var[OrderLine]) -> rx.Component:
        return rx.el.li(
            rx.el.a(
                rx.el.div(
                    rx.el.span(one["frame"], class_name="strong"),
                    theme.toned_badge(one["status"], one["tone"]),
                    rx.cond(one["warning"] != "", theme.toned_badge(one["warning"], one["warning_tone"])),
                    class_name="row",
                ),
                rx.el.p(one["motive"], class_name="small"),
                rx.el.p(one["number"], " – ", one["worker"], class_name="small soft tabular"),
                hours_bar(one["bar"]),
                href=one["href"],
                class_name="order-in-file",
            ),
            key=one["id"],
        )

    return rx.cond(
        (OrdersCard.listed.length() > 0) | OrdersCard.may_draft,
        theme.card(
            rx.el.div(
                rx.el.h2("Ordres d’intervention"),
                rx.cond(OrdersCard.may_draft, theme.link_button("Nouvel ordre", href=OrdersCard.new_href)),
                class_name="row-between",
            ),
            rx.cond(
                OrdersCard.listed.length() > 0,
                rx.el.ul(rx.foreach(OrdersCard.listed, line), class_name="stack-tight"),
                rx.el.p("Aucune intervention à domicile.", class_name="soft"),
            ),
            class_name="stack",
        ),
    )
