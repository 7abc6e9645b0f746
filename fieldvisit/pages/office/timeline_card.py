"""« Chronologie » as it is drawn: the newest first, by month, one sort of thing at a time if one wants."""

from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.families import file
from fieldvisit.pages import theme
from fieldvisit.pages.office import french, timeline
from fieldvisit.pages.office.desk import PageState, looking
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_open import family_of
from fieldvisit.pages.office.timeline import Moment, Sort

STEP = 60


class Line(TypedDict):
    """``month``: said once, above its first line."""

    month: str
    day: str
    sort: str
    title: str
    words: str
    who: str
    record_id: str


class Filter(TypedDict):
    code: str
    label: str
    count: int


class Timeline(PageState):
    AT: ClassVar[str] = "/familles/"

    lines: list[Line] = []
    filters: list[Filter] = []
    chosen: str = ""
    more: bool = False
    loaded: bool = False
    _all: list[Moment] = []
    _shown: int = STEP

    @rx.event
    @allow("identite_foyer")
    async def load(self):
        self.reset()
        with looking(self) as act:
            opened = file.read(act.session, act.actor, await family_of(self), act.today)
            self._all = timeline.moments(act, opened)
            counted = {sort: sum(one.sort is sort for one in self._all) for sort in Sort}
            self.filters = [
                {"code": sort.value, "label": sort.label, "count": many} for sort, many in counted.items() if many
            ]
            self._draw()
            self.loaded = True

    @rx.event
    @allow("identite_foyer")
    def choose(self, code: str):
        self.chosen, self._shown = ("" if code == self.chosen else code), STEP
        self._draw()

    @rx.event
    @allow("identite_foyer")
    def show_more(self):
        self._shown += STEP
        self._draw()

    def _draw(self) -> None:
        wanted = [one for one in self._all if self.chosen in ("", one.sort.value)]
        lines, month = [], ""
        for one in wanted[: self._shown]:
            said = f"{french.MONTHS[one.at.month - 1]} {one.at.year}"
            lines.append(_line(one, said if said != month else ""))
            month = said
        self.lines, self.more = lines, len(wanted) > self._shown


def _line(one: Moment, month: str) -> Line:
    hour = f" {one.at:%H:%M}" if one.timed else ""
    return {
        "month": month,
        "day": f"{one.at:%d/%m}{hour}",
        "sort": one.sort.value,
        "title": one.title,
        "words": one.words,
        "who": str(one.who or ""),
        "record_id": one.record_id,
    }


def timeline_card() -> rx.Component:
    def filter_(one: rx.Var[Filter]) -> rx.Component:
        return theme.button(
            one["label"],
            rx.el.span(one["count"], class_name="soft tabular small"),
            on_click=Timeline.choose(one["code"]),
            aria_pressed=rx.cond(Timeline.chosen == one["code"], "true", "false"),
            class_name="option",
        )

    return theme.card(
        rx.el.h2("Chronologie"),
        rx.el.div(rx.foreach(Timeline.filters, filter_), class_name="row", role="group", aria_label="Ne montrer que"),
        rx.cond(
            Timeline.lines.length() > 0,
            rx.el.ol(rx.foreach(Timeline.lines, _drawn), class_name="timeline"),
            rx.cond(Timeline.loaded, rx.el.p("Rien que vous puissiez voir.", class_name="soft")),
        ),
        rx.cond(Timeline.more, theme.button("Plus ancien", on_click=Timeline.show_more)),
        class_name="stack",
    )


def _drawn(one: rx.Var[Line]) -> rx.Component:
    return rx.el.li(
        rx.cond(one["month"] != "", rx.el.h3(one["month"], class_name="timeline-month")),
        rx.el.div(
            rx.el.span(one["day"], class_name="tabular timeline-day"),
            rx.el.span(class_name="timeline-dot timeline-" + one["sort"], aria_hidden="true"),
            rx.el.div(
                rx.el.p(one["title"], class_name="strong"),
                rx.cond(one["words"] != "", rx.el.p(one["words"], class_name="pre")),
                class_name="grow",
            ),
            rx.el.span(one["who"], class_name="soft small timeline-who"),
            rx.cond(
                one["record_id"] != "",
                theme.button(
                    "Lire",
                    on_click=[FamilyFile.show_tab("essentiel"), FamilyFile.open_record(one["record_id"])],
                    aria_label="Lire la visite du " + one["day"],
                ),
            ),
            class_name="timeline-line",
        ),
    )
