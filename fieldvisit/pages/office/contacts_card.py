"""« Contacts » of a file: noted in two taps – how, and what came of it – and the last ones."""

import uuid
from datetime import datetime
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.families import contacting
from fieldvisit.families.contact import Means, Result
from fieldvisit.families.contacting import FIRST_CONTACT, LONGEST, PLANNING, READERS, RESULTS, Told
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, PageState, acting, loading
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_open import changed, family_of, first_contact, id_of

#: In the order of their buttons; what cannot come of the chosen means is greyed, so nothing moves.
RESULT_BUTTONS = (
    Result.REACHED,
    Result.MESSAGE,
    Result.NO_ANSWER,
    Result.SENT,
    Result.PLANNED,
    Result.RETURNED,
)
TONES = {Result.REACHED: "ok", Result.RETURNED: "warn", Result.NO_ANSWER: "warn", Result.PLANNED: "sea"}
SHOWN = 8


class Choice(TypedDict):
    code: str
    label: str


class ContactLine(TypedDict):
    id: str
    when: str
    means: str
    result: str
    tone: str
    who: str
    words: str
    kept: bool
    struck: bool
    may_strike: bool


class ContactsCard(PageState):
    AT: ClassVar[str] = "/familles/"

    may_write: bool = False
    visible: bool = False
    means: str = ""
    possible: list[str] = []
    words: str = ""
    readers: list[Choice] = []
    reader: str = PLANNING
    lines: list[ContactLine] = []
    striking: str = ""
    noted: int = 0
    _subject: str = ""

    @rx.event
    @allow("identite_foyer")
    async def load(self):
        subject = (await self.get_state(FamilyFile))._family_id
        with loading(self, subject) as act:
            family_id = await family_of(self)
            mine = contacting.readers_for(act.actor.role)
            self.readers = [{"code": code, "label": label} for code, label in mine.items()]
            self.reader = self.reader if self.means or self.words else next(iter(mine), PLANNING)
            self._show(act, family_id)

    @rx.event
    @allow("planning_mission", "W")
    def choose(self, means: str):
        """First tap."""
        if means in set(Means):
            self.means, self.problem, self.said = means, "", ""
            self.possible = [one.value for one in RESULTS[Means(means)]]

    @rx.event
    @allow("planning_mission", "W")
    def write(self, words: str):
        self.words = words[: LONGEST + 1]

    @rx.event
    @allow("planning_mission", "W")
    def choose_reader(self, code: str):
        self.reader = code if code in READERS else PLANNING

    @rx.event
    @allow("planning_mission", "W")
    async def log(self, result: str):
        """Second tap."""
        with acting(self) as act:
            family_id = await family_of(self)
            made = contacting.log(
                act.session,
                act.actor,
                family_id,
                self.means,
                result,
                act.today,
                act.now,
                words=self.words,
                compartment=self.reader,
            )
            if Result(made.result) in FIRST_CONTACT:
                first_contact(act, family_id, made.at)
            changed(act, family_id)
            self._show(act, family_id)
            self.said = f"{Means(made.means).label} : {Result(made.result).label.lower()}. C’est noté."
            self.means, self.words, self.possible, self.noted = "", "", [], self.noted + 1

    @rx.event
    @allow("planning_mission", "W")
    def ask_strike(self, contact_id: str):
        self.striking = contact_id

    @rx.event
    @allow("planning_mission", "W")
    async def strike(self, form: dict):
        with acting(self) as act:
            family_id = await family_of(self)
            reason = str(form.get("reason", ""))
            contacting.cancel(act.session, act.actor, id_of(self.striking), reason, act.today, act.now)
            changed(act, family_id)
            self._show(act, family_id)
            self.striking, self.said = "", "Le contact est barré, avec le motif."

    def _show(self, act: Act, family_id: uuid.UUID) -> None:
        self.may_write = contacting.may_log(act.session, act.actor, family_id, act.today)
        told = contacting.of_family(act.session, act.actor, family_id, act.today, SHOWN)
        self.visible = self.may_write or bool(told)
        self.lines = [line(one, act.now, self.may_write) for one in told]


def line(one: Told, now: datetime, may_write: bool) -> ContactLine:
    told, result = one.contact, Result(one.contact.result)
    return {
        "id": str(told.id),
        "when": french.moment(told.at),
        "means": Means(told.means).label,
        "result": result.label,
        "tone": TONES.get(result, ""),
        "who": one.who,
        "words": one.words,
        "kept": one.kept_from_reader,
        "struck": result is Result.CANCELLED,
        "may_strike": may_write and result is not Result.CANCELLED and (now - told.noted_at).days < 30,
    }
