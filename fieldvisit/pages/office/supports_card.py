"""« Dispositifs » of a file: those that this reader may know of; begun, corrected and ended here."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.families import fact, household, members, supporting, supports
from fieldvisit.families.person import Person
from fieldvisit.families.support import Support
from fieldvisit.families.supporting import LABELS, LONGEST_NOTE
from fieldvisit.pages.office import fact_form, french
from fieldvisit.pages.office.desk import Act, PageState, acting, loading, looking
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_open import changed, family_of, id_of

NEW = "nouveau"
#: The boxes are those of every kind; who may read each is asked of its kind.
BOXES = {
    name: fact.Fact(label, kind, most=LONGEST_NOTE if name == "note" else 120, required=required)
    for name, (label, kind, required) in LABELS.items()
}


class SupportLine(TypedDict):
    id: str
    label: str
    told: str
    open: bool
    may_write: bool


class Choice(TypedDict):
    code: str
    label: str


class SupportsCard(PageState):
    AT: ClassVar[str] = "/familles/"

    lines: list[SupportLine] = []
    kinds: list[Choice] = []
    children: list[Choice] = []
    opened: str = ""
    code: str = ""
    anchor: str = ""
    of_child: bool = False
    values: dict[str, str] = {}
    _before: dict = {}
    _subject: str = ""

    @rx.event
    @allow("identite_foyer")
    async def load(self):
        subject = (await self.get_state(FamilyFile))._family_id
        with loading(self, subject) as act:
            self._show(act, await family_of(self))

    @rx.event
    @allow("identite_foyer")
    async def add(self):
        with looking(self) as act:
            family_id = await family_of(self)
            people = members.children(act.session, family_id)
            self.children = [{"code": str(one.id), "label": members.name_of(one)} for one in people]
            self.values = {name: "" for name in BOXES} | {"started_on": act.today.isoformat()}
            self.opened, self.problem = NEW, ""
            self._choose(self.kinds[0]["code"] if self.kinds else "")

    @rx.event
    @allow("identite_foyer")
    def choose(self, code: str):
        self._choose(code)

    @rx.event
    @allow("identite_foyer")
    async def edit(self, support_id: str):
        with looking(self) as act:
            found = supporting.find(act.session, act.actor, id_of(support_id), act.today)
            if found.family_id != await family_of(self):
                raise supporting.NotFound
            if found.code not in supporting.offered(act.session, act.actor, found.family_id, act.today):
                raise supporting.NotAllowed
            self._choose(found.code)
            self._before = {name: getattr(found, name) for name in BOXES}
            self.values = fact_form.typed(BOXES, found)
            self.opened, self.problem = support_id, ""

    @rx.event
    @allow("identite_foyer")
    def close(self):
        self.opened, self.problem = "", ""

    @rx.event
    @allow("identite_foyer")
    async def save(self, form: dict):
        if not self.opened:
            return None
        told = None
        with acting(self) as act:
            family_id = await family_of(self)
            given = fact.read(BOXES, form)
            if self.opened == NEW:
                child = id_of(str(form.get("child", "")))
                made, conflicts = self._begin(act, family_id, given, child), []
            else:
                made, conflicts = self._correct(act, given)
            changed(act, family_id)
            self._show(act, family_id)
            told = conflicts
        if told is None:
            return None
        if told:
            self.problem = fact_form.said(BOXES, told)
            return None
        self.opened = ""
        return FamilyFile.tell("Dispositif enregistré.")

    def _begin(self, act: Act, family_id: uuid.UUID, given: dict, child: uuid.UUID | None) -> Support:
        return supporting.begin(
            act.session, act.actor, family_id, self.code, given, act.today, act.now, person_id=child
        )

    def _correct(self, act: Act, given: dict) -> tuple[Support, list]:
        changes = {name: value for name, value in given.items() if value != self._before.get(name)}
        before = {name: self._before.get(name) for name in changes}
        support_id = id_of(self.opened)
        conflicts = supporting.correct(act.session, act.actor, support_id, changes, before, act.today, act.now)
        row = act.session.get_one(Support, support_id)
        # Only what she wrote is measured anew: a box that she did not touch must not put a former value back.
        self._before |= {name: getattr(row, name) for name in changes}
        return row, conflicts

    def _choose(self, code: str) -> None:
        kind = supports.kinds().get(code)
        self.code = code if kind else ""
        self.of_child, self.anchor = bool(kind and kind.of_child), (kind.anchor or "") if kind else ""

    def _show(self, act: Act, family_id: uuid.UUID) -> None:
        if not household.is_open(act.session, act.actor, family_id, "identite_foyer", act.today):
            raise household.NotFound
        offered = supporting.offered(act.session, act.actor, family_id, act.today)
        self.kinds = [{"code": code, "label": supports.kinds()[code].label} for code in offered]
        listed = supporting.of_family(act.session, act.actor, family_id, act.today)
        self.lines = [_line(act, one, one.code in offered) for one in listed]


def _line(act: Act, one: Support, may_write: bool) -> SupportLine:
    kind = supports.kinds()[one.code]
    child = act.session.get_one(Person, one.person_id).first_name if one.person_id else ""
    parts = [f"depuis le {french.short(one.started_on)}"]
    if one.ended_on:
        parts = [f"du {french.short(one.started_on)} au {french.short(one.ended_on)}"]
    parts += (
        [f"{(kind.anchor or 'jour de référence').lower()} : {french.short(one.anchor_on)}"] if one.anchor_on else []
    )
    parts += [one.referent] if one.referent else []
    parts += [one.note] if one.note and supporting.whole(act.actor) else []
    return {
        "id": str(one.id),
        "label": f"{kind.label} – {child}" if child else kind.label,
        "told": ", ".join(parts),
        "open": one.ended_on is None or one.ended_on >= act.today,
        "may_write": may_write,
    }
