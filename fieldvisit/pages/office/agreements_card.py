"""« Accords » of a file: what stands of each kind, who said it and until when; noted and withdrawn here."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx
from sqlmodel import select

from fieldvisit.access.account import Account
from fieldvisit.access.permission import allow
from fieldvisit.families import agreeing, fact, file, members
from fieldvisit.families.agreeing import OPPOSITION, Status
from fieldvisit.families.fact import Fact, Kind
from fieldvisit.families.person import Agreement, Role
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_lines import standing
from fieldvisit.pages.office.family_open import changed, family_of, id_of
from fieldvisit.pages.who import PARIS
from fieldvisit.schedule import visit

AT_HOME = "accord_vad"
DAYS = {"on": Fact("Dit le", Kind.DAY), "expires_on": Fact("Valable jusqu’au", Kind.DAY)}


class KindLine(TypedDict):
    """``given``: may be withdrawn. An objection is recorded, then lifted."""

    kind: str
    label: str
    status: str
    tone: str
    told: str
    last_id: str
    given: bool
    objection: bool
    may_write: bool


class Past(TypedDict):
    kind: str
    words: str
    when: str
    who: str


class Speaker(TypedDict):
    id: str
    name: str


class AgreementsCard(PageState):
    AT: ClassVar[str] = "/familles/"

    lines: list[KindLine] = []
    past: list[Past] = []
    speakers: list[Speaker] = []
    kind: str = ""
    title: str = ""
    status: str = ""
    withdrawing: str = ""
    loaded: bool = False

    @rx.event
    @allow("identite_foyer")
    async def load(self):
        self.reset()
        with looking(self) as act:
            self._show(act, file.read(act.session, act.actor, await family_of(self), act.today))

    @rx.event
    @allow("identite_foyer", "W")
    def note(self, kind: str, status: str):
        if kind in agreeing.KINDS and status in (Status.GIVEN, Status.REFUSED):
            self.kind, self.status, self.withdrawing, self.problem = kind, status, "", ""
            self.title = f"{agreeing.KINDS[kind]} – {'opposition' if kind == OPPOSITION else status.lower()}"

    @rx.event
    @allow("identite_foyer", "W")
    def withdraw(self, kind: str, agreement_id: str):
        if kind in agreeing.KINDS:
            self.kind, self.status, self.withdrawing, self.problem = kind, "", agreement_id, ""
            self.title = f"{agreeing.KINDS[kind]} – {'levée' if kind == OPPOSITION else 'retrait'}"

    @rx.event
    @allow("identite_foyer", "W")
    def close(self):
        self.kind, self.withdrawing, self.problem = "", "", ""

    @rx.event
    @allow("identite_foyer", "W")
    async def save(self, form: dict):
        if not self.kind:
            return None
        done = False
        with acting(self) as act:
            family_id = await family_of(self)
            days, who = fact.read(DAYS, form), id_of(str(form.get("person", "")))
            if self.withdrawing:
                why = str(form.get("words", ""))
                agreement_id = id_of(self.withdrawing)
                agreeing.withdraw(
                    act.session, act.actor, agreement_id, act.today, act.now, said_by=who, on=days["on"], why=why
                )
            else:
                agreeing.note(
                    act.session,
                    act.actor,
                    family_id,
                    self.kind,
                    self.status,
                    act.today,
                    act.now,
                    person_id=who,
                    mode=str(form.get("mode", "")),
                    scope=str(form.get("words", "")),
                    **days,
                )
            changed(act, family_id)
            self._show(act, file.read(act.session, act.actor, family_id, act.today))
            done, planned = True, self._planned(act, family_id)
        if not done:
            return None
        told = (
            "C’est retiré : les tablettes l’apprennent à leur prochain contact." if self.withdrawing else "C’est noté."
        )
        self.kind, self.withdrawing = "", ""
        return FamilyFile.tell(f"{told} {planned}".strip())

    def _planned(self, act: Act, family_id: uuid.UUID) -> str:
        """Visits that the family no longer wants stay in the planning until somebody calls them off."""
        refused = self.kind == AT_HOME and (self.withdrawing or self.status == Status.REFUSED)
        if not refused and not (self.kind == OPPOSITION and not self.withdrawing):
            return ""
        listed = visit.of_family(act.session, act.actor, family_id, act.today)
        many = sum(one.status in visit.OPEN and one.planned_on >= act.today for one in listed)
        if many > 1:
            return f"{many} visites restent au planning : voyez s’il faut les annuler."
        return "Une visite reste au planning : voyez s’il faut l’annuler." if many else ""

    def _show(self, act: Act, opened: file.File) -> None:
        last = {one.kind: one for one in agreeing.last_words(opened.agreements)}
        family_id, whole = opened.household.id, not opened.door_only
        names = {one.id: members.name_of(one) for one in (*opened.persons, *opened.set_aside)}
        self.lines = [
            self._line(act, kind, last.get(kind), names, family_id, whole)
            for kind in agreeing.KINDS
            if kind in last or agreeing.may_note(act.session, act.actor, family_id, kind, act.today)
        ]
        self.past = _past(act, opened.agreements, names) if whole else []
        self.speakers = [
            {"id": str(one.id), "name": members.name_of(one)}
            for one in opened.persons
            if one.role != Role.CHILD and not one.deceased_on
        ]
        self.loaded = True

    def _line(self, act: Act, kind: str, last: Agreement | None, names: dict, family_id, whole: bool) -> KindLine:
        unasked = "Aucune" if kind == OPPOSITION else Status.UNASKED.value
        status, tone = standing(last, act.today) if last else (unasked, "")
        return {
            "kind": kind,
            "label": agreeing.KINDS[kind],
            "status": status,
            "tone": tone,
            "told": _told(last, names, whole) if last else "",
            "last_id": str(last.id) if last else "",
            "given": bool(last) and last.standing == Status.GIVEN,
            "objection": kind == OPPOSITION,
            "may_write": agreeing.may_note(act.session, act.actor, family_id, kind, act.today),
        }


def _told(last: Agreement, names: dict, whole: bool) -> str:
    """When, and for who may read the whole file: by whom, how, until when, for what."""
    day = french.short(last.last_word_at.astimezone(PARIS).date())
    if not whole:
        return day
    speaker = last.withdrawn_said_by if last.withdrawn_at else last.person_id
    parts = [day, f"dit par {names[speaker]}" if speaker in names else ""]
    if last.withdrawn_at:
        parts.append(last.withdrawn_why)
    else:
        parts.append(last.mode.lower())
        parts.append(f"valable jusqu’au {french.short(last.expires_on)}" if last.expires_on else "")
    return ", ".join(part for part in (*parts, last.scope) if part)


def _past(act: Act, agreements: list[Agreement], names: dict) -> list[Past]:
    authors = {one.collected_by for one in agreements} | {one.withdrawn_by for one in agreements if one.withdrawn_by}
    who = dict(act.session.exec(select(Account.id, Account.name).where(Account.id.in_(authors))).all())
    lines = []
    for one in agreements:
        kind = agreeing.SHORT.get(one.kind, one.kind)
        said_by = f", dit par {names[one.person_id]}" if one.person_id in names else ""
        lines.append(
            (one.collected_at, kind, f"{one.status}, {one.mode.lower()}{said_by}", who.get(one.collected_by, ""))
        )
        if one.withdrawn_at:
            told = f", dit par {names[one.withdrawn_said_by]}" if one.withdrawn_said_by in names else ""
            why = f" – {one.withdrawn_why}" if one.withdrawn_why else ""
            lines.append((one.withdrawn_at, kind, f"Retiré{told}{why}", who.get(one.withdrawn_by, "")))
    lines.sort(key=lambda line: (line[0], line[2].startswith(Status.WITHDRAWN)), reverse=True)
    return [
        {"kind": kind, "words": words, "when": french.moment(at), "who": author} for at, kind, words, author in lines
    ]
