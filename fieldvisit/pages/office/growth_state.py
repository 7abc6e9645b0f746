"""What « Croissance » shows of a family's children at the office, and the measures that are struck there.

The state sends what this reader may see of the children's health (none of it to others); windows, ages and taps are the
browser's own.
"""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.due import listing, records
from fieldvisit.families import age, household
from fieldvisit.growth import plausibility, striking
from fieldvisit.growth.strike import LONGEST, Why
from fieldvisit.pages import growth_facts
from fieldvisit.pages.growth_facts import NOTHING, Facts
from fieldvisit.pages.office.desk import Act, PageState, acting, loading
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.words import french_date


class Asked(TypedDict):
    """The measure to strike (``act`` « rayer ») or to put back (« retablir »), in words."""

    id: str
    act: str
    text: str


NOT_ASKED: Asked = {"id": "", "act": "", "text": ""}
HEALTH = striking.HEALTH


class GrowthCard(PageState):
    AT: ClassVar[str] = "/familles/"

    facts: Facts = NOTHING
    opened: str = ""
    family: str = ""
    printed: str = ""
    asked: Asked = NOT_ASKED
    why: str = ""
    _subject: str = ""
    _family_id: uuid.UUID | None = None

    @rx.event
    @allow("identite_foyer")
    async def load(self):
        """Only of the file that is open, whose opening is in the journal."""
        opened = (await self.get_state(FamilyFile))._family_id
        with loading(self, opened) as act:
            if opened is None:
                return
            found = household.find(act.session, act.actor, opened, act.today)
            self._family_id = found.id
            self._show(act)
            self.opened, self.family, self.printed = str(found.id), found.label, french_date(act.today)

    @rx.event
    @allow(HEALTH, "W")
    def ask(self, id: str, act: str):
        """« Rayer… » or « Rétablir… »: which measure, said again before anything is written."""
        measure = self._measure(id)
        self.why = ""
        self.asked = {"id": id, "act": act, "text": measure} if measure else NOT_ASKED

    @rx.event
    @allow(HEALTH, "W")
    def say_why(self, why: str):
        self.why = why if why in set(Why) else ""

    @rx.event
    @allow(HEALTH, "W")
    def leave(self):
        self.asked = NOT_ASKED

    @rx.event
    @allow(HEALTH, "W")
    def strike(self, form: dict):
        words, back = str(form.get("words") or "")[:LONGEST], self.asked["act"] == "retablir"
        with acting(self) as act:
            given = (act.session, act.actor, _id(self.asked["id"]))
            if back:
                found = striking.back_at_the_office(*given, words, act.now, act.today)
            else:
                found = striking.at_the_office(*given, self.why, words, act.now, act.today)
            records.weigh_again(act.session, found.family_id, act.today)
            listing.refresh(act.session, {found.family_id}, act.today)
            self.asked = NOT_ASKED
            self._show(act)
            self.said = "La mesure compte de nouveau." if back else "La mesure est rayée : elle reste lisible, barrée."
        return None if self.problem else FamilyFile.show_again

    def _measure(self, id: str) -> str:
        """« Poids : 4 850 g, le 22/11/2026, Léa » of a measure that is on the page; "" for any other."""
        for child in self.facts["children"]:
            for one in child["measurements"]:
                if one["id"] == id:
                    label, day = plausibility.MEASURES[one["kind"]]["libelle"], age.day(one["taken_at"])
                    value = plausibility.shown(one["kind"], one["value"])
                    return f"{label} : {value}, le {french_date(day)}, {child['first_name']}"
        return ""

    def _show(self, act: Act) -> None:
        self.facts = growth_facts.read(act.session, act.actor, self._family_id, act.today)


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise striking.NotFound from error
