"""« Interventions » of a file: the shared goals, the sessions, and what was written of each as far as one reads it."""

import uuid
from datetime import date
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.account import Account
from fieldvisit.access.permission import allow
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, PageState, acting, consulting, loading
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_open import family_of, id_of
from fieldvisit.pages.office.sides import keyring
from fieldvisit.pages.who import PARIS
from fieldvisit.pictures import picture
from fieldvisit.pictures.picture import WHOLE
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.visit import OPEN
from fieldvisit.settling import sessions
from fieldvisit.sync import orders
from fieldvisit.sync.documents import Shown
from fieldvisit.sync.envelope import instant_from
from fieldvisit.tisf import doubts, hours, reading, session_reach
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.recording import Outcome
from fieldvisit.tisf.session import InterventionSession, Status

TONES = {Status.TO_VALIDATE: "warn", Status.VALIDATED: "ok", Status.NOT_DONE: "", Status.RUNNING: "sea"}


class GoalLine(TypedDict):
    id: str
    text: str
    about: str
    state: str


class SessionLine(TypedDict):
    """``id``: of the session; ``written``: whether this reader may open what was written of it."""

    id: str
    day: str
    hours: str
    kind: str
    worker: str
    status: str
    tone: str
    custody: str
    written: bool


class Part(TypedDict):
    key: str
    label: str
    words: str
    shared: bool


class PairLine(TypedDict):
    """Two writings of one session, each as a line; ``id``: of the one kept beside."""

    id: str
    day: str
    in_force: str
    beside: str


class SessionView(TypedDict):
    id: str
    title: str
    author: str
    parts: list[Part]
    doubts: list[str]
    signatures: list[str]


NOTHING: SessionView = {"id": "", "title": "", "author": "", "parts": [], "doubts": [], "signatures": []}


class SessionsCard(PageState):
    AT: ClassVar[str] = "/familles/"

    goals: list[GoalLine] = []
    lines: list[SessionLine] = []
    pairs: list[PairLine] = []
    ahead: str = ""
    opened: SessionView = NOTHING
    _subject: str = ""

    @rx.event
    @allow("identite_foyer")
    async def load(self):
        subject = (await self.get_state(FamilyFile))._family_id
        with loading(self, subject) as act:
            self._show(act, await family_of(self))

    @rx.event
    @allow("ecrits_tisf")
    async def open_one(self, session_id: str):
        with consulting(self) as act:
            held, record, written = reading.look(act.session, act.actor, id_of(session_id), act.today, act.now)
            family_id = await family_of(self)
            if held.family_id != family_id:
                raise session_reach.NotFound
            act.session.flush()
            self.opened = view_of(act, held, record, written)
            self._show(act, family_id)

    @rx.event
    @allow("identite_foyer")
    def close(self):
        self.opened, self.problem = NOTHING, ""

    @rx.event
    @allow("validation_seances", "W")
    async def settle(self, form: dict):
        """Which of two writings stands; her reason stays with it."""
        with acting(self) as act:
            family_id = await family_of(self)
            take, reason = form.get("take") == "beside", str(form.get("reason", ""))
            line_id = id_of(str(form.get("line", "")))
            if line_id is None:
                raise sessions.NotFound
            sessions.settle(act.session, keyring(), act.actor, line_id, take, reason, act.now, act.today)
            act.session.flush()
            self.opened = NOTHING
            self._show(act, family_id)
            self.said = "C’est noté : l’écrit gardé compte, l’autre reste conservé."

    def _show(self, act: Act, family_id: uuid.UUID) -> None:
        told = orders.shared_goals(Shown(act.session, act.actor, {family_id}, act.today), {family_id})
        self.goals = [
            {
                "id": one["id"],
                "text": one["text"],
                "about": " – ".join(part for part in (one["frame_label"], one["indicator"]) if part),
                "state": one["state_label"],
            }
            for one in told.get(family_id, [])
        ]
        told = sessions.of_family(act.session, keyring, act.actor, family_id, act.today)
        self.pairs = [_pair(pair, author) for pair, author in told]
        found = reading.of_family(act.session, act.actor, family_id, act.today)
        reads = reading.reads_writings(act.actor)
        ahead = [visit.planned_on for held, visit, *_ in found if _is_ahead(held, visit, act.today)]
        self.ahead = _ahead_words(ahead)
        found = [one for one in found if not _is_ahead(one[0], one[1], act.today)]
        self.lines = [_line(held, visit, worker, record, reads) for held, visit, worker, record in found]


def _is_ahead(held: InterventionSession, visit, today: date) -> bool:
    return held.status == Status.PLANNED and visit.status in OPEN and visit.planned_on > today


def _ahead_words(days: list[date]) -> str:
    if not days:
        return ""
    many = f"{len(days)} séances à venir, la prochaine" if len(days) > 1 else "Une séance à venir,"
    return f"{many} le {french.short(min(days))}."


def _pair(pair: sessions.Pair, author: str) -> PairLine:
    return {
        "id": str(pair.line_id),
        "day": french.short(hours.day(pair.held.started_at or pair.in_force.captured_at)),
        "in_force": _summary(pair.in_force.body),
        "beside": f"{_summary(pair.beside.body)} – {author}",
    }


def _summary(body: dict) -> str:
    """« Réalisée, 09:00 – 10:00, Jeux et éveil »: enough to tell two writings apart."""
    outcome = body.get("outcome")
    times = [instant_from(body.get(name)) for name in ("started_at", "ended_at")]
    span = " – ".join(f"{at.astimezone(PARIS):%H:%M}" for at in times if at)
    activities = [one for one in body.get("activities") or () if isinstance(one, str)]
    label = Outcome(outcome).label if isinstance(outcome, str) and outcome in set(Outcome) else ""
    return ", ".join(part for part in (label, span, *activities) if part)


def _line(held: InterventionSession, visit, worker: str, record: SessionRecord | None, reads: bool) -> SessionLine:
    status, kind = Status(held.status), visit_type.TYPES.get(visit.kind, visit_type.DISCREET)
    return {
        "id": str(held.id),
        "day": french.short(hours.day(held.started_at) if held.started_at else visit.planned_on),
        "hours": _hours(held),
        "kind": kind.short,
        "worker": worker,
        "status": status.label,
        "tone": TONES.get(status, ""),
        "custody": ("Vue par l’équipe" if record.seen_at else "Reçue") if record else "",
        "written": record is not None and reads,
    }


def _hours(held: InterventionSession) -> str:
    """« 09:00 – 10:05 (1 h 05, facturée 1 h) »."""
    if not (held.started_at and held.ended_at) or held.status == Status.NOT_DONE:
        return ""
    begin, end = held.started_at.astimezone(PARIS), held.ended_at.astimezone(PARIS)
    lasting = hours.words(hours.minutes(begin, end))
    billed = f", facturée {hours.words(held.minutes_billed)}" if held.minutes_billed is not None else ""
    return f"{begin:%H:%M} – {end:%H:%M} ({lasting}{billed})"


def view_of(act: Act, held: InterventionSession, record: SessionRecord, written: reading.Written) -> SessionView:
    """What this reader may read of a session, as it is drawn."""
    author = act.session.get_one(Account, record.author_id)
    day = hours.day(held.started_at) if held.started_at else record.received_at.astimezone(PARIS).date()
    outcome = Outcome(record.outcome).label if record.outcome in set(Outcome) else ""
    told = [
        ("Pourquoi", written.why_not, False),
        ("Présents", ", ".join(written.presence), False),
        ("Activités", ", ".join(written.activities), False),
        *((f"Fait{_rank(at, written.facts)}", one.words, one.shared) for at, one in enumerate(written.facts)),
        *((one.who or "Parole", one.words, one.shared) for one in written.quotes),
        *((text, " – ".join(part for part in (state, note) if part), False) for text, state, note in written.goals),
        *([(f"Situation inquiétante : {written.incident[0]}", written.incident[1], False)] if written.incident else []),
        ("Trajet", written.travel, False),
        ("Heures modifiées, correction", written.changed, False),
        ("Signature", written.signature, False),
    ]
    limited = act.actor.role in session_reach.SHARED_ONLY
    pictures = [] if limited else picture.of_records(act.session, [record.id])
    return {
        "id": str(held.id),
        "title": " – ".join(part for part in (french.long(day).capitalize(), _hours(held) or outcome) if part),
        "author": author.name,
        "parts": [
            {"key": str(at), "label": label, "words": words, "shared": shared}
            for at, (label, words, shared) in enumerate(told)
            if words or label.startswith("Situation")
        ],
        "doubts": [] if limited else [one.sentence for one in doubts.of(act.session, held)],
        "signatures": [f"/api/pictures/{one.id}/small" for one in pictures if one.state in WHOLE],
    }


def _rank(at: int, listed: list) -> str:
    return f" {at + 1}" if len(listed) > 1 else ""
