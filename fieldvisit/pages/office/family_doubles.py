"""« Doublon possible » above a family's file: one line, for whoever may join files, and nothing for anybody else."""

import uuid
from typing import ClassVar

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.families import duplicates, household, merging
from fieldvisit.families.household import Household
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import Act, PageState, loading
from fieldvisit.pages.office.family import FamilyFile


class FamilyDoubles(PageState):
    AT: ClassVar[str] = "/familles/"

    words: str = ""
    href: str = ""
    _subject: str = ""

    @rx.event
    @allow("identite_foyer")
    async def load(self):
        opened = (await self.get_state(FamilyFile))._family_id
        with loading(self, opened) as act:
            if opened is None:
                raise household.NotFound
            self.words, self.href = told(act, opened)


def told(act: Act, family_id: uuid.UUID) -> tuple[str, str]:
    """What to read, and where the two are side by side; nothing if no file looks like this one."""
    if act.actor.role not in merging.WHO:
        return "", ""
    found = duplicates.of_family(act.session, act.actor, family_id, act.today)
    if not found:
        return "", ""
    [first, *others] = found
    if first.a == first.b:
        words = first.why[0]
    else:
        other = act.session.get_one(Household, first.b if first.a == family_id else first.a)
        words = f"{other.label}, {other.case_number} – {first.why[0]}"
    if others:
        words += f" (et {len(others)} autre{'s' if len(others) > 1 else ''})"
    return words, f"/doublons?dossier={family_id}&paire={first.subject}"


def line() -> rx.Component:
    return rx.cond(
        FamilyDoubles.words != "",
        theme.notice(
            rx.el.span(
                rx.el.span("Doublon possible : ", class_name="strong"), FamilyDoubles.words, class_name="grow pre"
            ),
            theme.link_button("Comparer", href=FamilyDoubles.href),
            kind="warn",
            class_name="row doubles",
        ),
    )
