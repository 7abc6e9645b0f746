"""« Orientations » of a file: what was proposed, what the family said, and the follow-up of each, set down here."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access import journal
from fieldvisit.access.permission import allow
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, PageState, acting, consulting, loading
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_open import family_of, id_of
from fieldvisit.referrals import following
from fieldvisit.referrals.noted import SAYS, SEEN, Invalid, Noted, told
from fieldvisit.referrals.referral import State
from fieldvisit.tasks.task import Outcome

TONES = {State.ACCEPTED: "sea", State.THINKING: "warn", State.DECLINED: "plain"}


class ReferralLine(TypedDict):
    """``state``: what the family said, or how it ended; ``may_write``: its follow-up is hers to set down."""

    id: str
    label: str
    about: str
    state: str
    tone: str
    told: str
    words: str
    late: str
    may_write: bool


class StepLine(TypedDict):
    key: str
    when: str
    who: str
    what: str


class Choice(TypedDict):
    code: str
    label: str


class ReferralsCard(PageState):
    AT: ClassVar[str] = "/familles/"

    lines: list[ReferralLine] = []
    opened: str = ""
    label: str = ""
    words: str = ""
    closable: bool = False
    values: dict[str, str] = {}
    history: list[StepLine] = []
    _subject: str = ""

    @rx.event
    @allow("planning_mission")
    async def load(self):
        subject = (await self.get_state(FamilyFile))._family_id
        with loading(self, subject, opened=consulting) as act:
            self._show(act, await family_of(self), read=True)

    @rx.event
    @allow("planning_mission")
    async def open_one(self, referral_id: str):
        with consulting(self) as act:
            shown = _of_file(act, id_of(referral_id), await family_of(self))
            one = shown.referral
            journal.note(
                act.session, act.actor, one.family_id, journal.What.READ, "orientations", act.now, subject_id=one.id
            )
            self.opened, self.label = str(one.id), one.label + (f" – {shown.about}" if shown.about else "")
            self.words = f"Proposée le {french.short(one.said_on)} par {shown.author}." + (
                f" {one.words}" if one.words else ""
            )
            self.closable = shown.is_open and shown.may_write
            self.values = {
                "state": one.state if one.state in SAYS else State.ACCEPTED,
                "to_whom": one.to_whom,
                "answer": one.answer,
                "seen": one.seen,
            } | {name: _iso(getattr(one, name)) for name in ("sent_on", "remind_on", "answered_on")}
            self.history = [_step(*each) for each in following.history(act.session, one.id)]

    @rx.event
    @allow("planning_mission")
    def close(self):
        self.opened, self.problem = "", ""

    @rx.event
    @allow("planning_mission")
    async def save(self, form: dict):
        with acting(self) as act:
            family_id = await family_of(self)
            one = _of_file(act, id_of(self.opened), family_id).referral
            following.note(act.session, act.actor, one.id, _noted(form), act.now)
            self._done(act, family_id)
        return None if self.opened else FamilyFile.tell("Suivi de l’orientation enregistré.")

    @rx.event
    @allow("planning_mission")
    async def end(self, form: dict):
        with acting(self) as act:
            outcome, words = str(form.get("outcome", "")), str(form.get("note", ""))
            family_id = await family_of(self)
            one = _of_file(act, id_of(self.opened), family_id).referral
            following.close(act.session, act.actor, one.id, outcome, words, act.now)
            self._done(act, family_id)
        return None if self.opened else FamilyFile.tell("Orientation close.")

    def _done(self, act: Act, family_id: uuid.UUID) -> None:
        act.session.flush()
        self._show(act, family_id)
        self.opened = ""

    def _show(self, act: Act, family_id: uuid.UUID, *, read: bool = False) -> None:
        found = following.of_family(act.session, act.actor, family_id, act.today)
        self.lines = [_line(one, act) for one in found]
        if read and found:
            journal.note(act.session, act.actor, family_id, journal.What.READ, "orientations", act.now)


def _of_file(act: Act, referral_id: uuid.UUID | None, family_id: uuid.UUID) -> following.Shown:
    """:raises NotFound: if it is not of the file that is open here: its reading would be journaled nowhere"""
    shown = following.find(act.session, act.actor, referral_id, act.today)
    if shown.referral.family_id != family_id:
        raise following.NotFound
    return shown


def _line(one: following.Shown, act: Act) -> ReferralLine:
    kept, task = one.referral, one.task
    ended = task is not None and task.closed_at is not None and task.outcome != Outcome.CANCELLED
    state = Outcome(task.outcome).label if ended else State(kept.state).label
    parts = [told(kept), task.closing_note if ended else ""]
    late = f"En retard de {(act.today - task.due_on).days} j" if one.late else ""
    if one.is_open and not one.late and task.due_on:
        late = f"À relancer le {french.short(task.due_on)}"
    return {
        "id": str(kept.id),
        "label": kept.label,
        "about": one.about,
        "state": state,
        "tone": _tone(one, done=ended and task.outcome == Outcome.DONE),
        "told": " – ".join(filter(None, parts)),
        "words": f"Proposée le {french.short(kept.said_on)} par {one.author}"
        + (f" : {kept.words}" if kept.words else ""),
        "late": late,
        "may_write": one.may_write,
    }


def _tone(one: following.Shown, *, done: bool) -> str:
    if done:
        return "ok"
    return "alarm" if one.late else TONES.get(one.referral.state, "plain")


def _noted(form: dict) -> Noted:
    days = {}
    for name in ("sent_on", "remind_on", "answered_on"):
        text = str(form.get(name, "") or "")
        days[name] = french.day_from(text) if text else None
        if text and days[name] is None:
            raise Invalid("Une date est illisible : choisissez-la de nouveau.")
    texts = {name: str(form.get(name, "") or "") for name in ("state", "to_whom", "answer", "seen")}
    return Noted(**texts, **days)


def _step(step, who: str) -> StepLine:
    change = f"{step.before} → {step.after or 'rien'}" if step.before else step.after
    return {"key": str(step.id), "when": french.moment(step.at), "who": who, "what": f"{step.what} : {change}"}


def _iso(day) -> str:
    return day.isoformat() if day else ""


SAID = [(one.value, one.label) for one in SAYS]
SEEN_CHOICES = [("", "On ne sait pas"), *SEEN.items()]
ENDS = [(one.value, one.label) for one in (Outcome.DONE, Outcome.NOT_DONE, Outcome.LOST)]
