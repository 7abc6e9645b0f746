"""« Urgences »: what workers met at home that cannot wait, gravest and oldest first; taken in charge and closed here.

What it shows is drawn in ``urgences_screen.py``."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit import db, feed
from fieldvisit.access.permission import allow, asked_by_the_page
from fieldvisit.alerts import alert, contacts, worklist
from fieldvisit.alerts.places import Place
from fieldvisit.alerts.worklist import Listed
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, Desk, PageState, acting, looking, patience
from fieldvisit.pages.who import PARIS
from fieldvisit.pages.why import NO_WHY, Why

#: Even without news, ages grow and what waits too long becomes late.
AT_LEAST_EVERY = timedelta(seconds=30)


class Row(TypedDict):
    id: str
    href: str
    family: str
    place: str
    child: str
    text: str
    grave: str
    since: str
    author: str
    phone: str
    phone_href: str
    done: list[str]
    state: str
    late: bool
    taken: bool
    whole: bool
    may_act: bool


class Step(TypedDict):
    at: str
    what: str
    who: str
    words: str


class Opened(TypedDict):
    id: str
    href: str
    link: str
    family: str
    text: str
    action: str
    why: Why
    state: str
    closed: bool
    may_act: bool


NOTHING: Opened = {
    "id": "",
    "href": "",
    "link": "",
    "family": "",
    "text": "",
    "action": "",
    "why": NO_WHY,
    "state": "",
    "closed": False,
    "may_act": False,
}


class Urgences(PageState):
    AT: ClassVar[str] = "/urgences"

    rows: list[Row] = []
    past: list[Row] = []
    loaded: bool = False
    opened: Opened = NOTHING
    steps: list[Step] = []
    _heard: tuple[int, int] = (0, 0)
    _shown_at: datetime | None = None

    @rx.event
    @allow("observations_vad")
    def load(self):
        self._look()

    @rx.event
    @allow("observations_vad")
    @asked_by_the_page
    def look_again(self):
        said, problem = self.said, self.problem
        with looking(self) as act:
            old = self._shown_at is None or act.now - self._shown_at >= AT_LEAST_EVERY
            news = old or feed.newest(act.session) != self._heard
        if self.problem == "" and news:
            self._look()
        self.said, self.problem = said, self.problem or problem

    @rx.event
    @allow("observations_vad")
    def open_one(self, alert_id: str):
        with acting(self) as act:
            found = worklist.open_one(act.session, act.actor, _id(alert_id), act.today, act.now, patience())
            act.session.flush()
            self._open(act, found)

    @rx.event
    @allow("observations_vad")
    def close_panel(self):
        self.opened, self.steps, self.problem = NOTHING, [], ""

    @rx.event
    @allow("observations_vad")
    async def take(self, alert_id: str):
        with acting(self) as act:
            taken = worklist.take(act.session, act.actor, _id(alert_id), act.today, act.now, patience())
            act.session.flush()
            worklist.see(act.session, act.actor, self._show(act), act.now)
            if self.opened["id"] == str(taken.id):
                self._open(act, worklist.find(act.session, act.actor, taken.id, act.today, act.now, patience()))
            self.said = "Vous prenez en charge. La tablette l’apprend dès qu’elle a du réseau."
        return Desk.look_for_urgent

    @rx.event
    @allow("observations_vad")
    async def close_alert(self, form: dict):
        with acting(self) as act:
            reason = str(form.get("reason", ""))
            worklist.close(act.session, act.actor, _id(self.opened["id"]), reason, act.today, act.now, patience())
            act.session.flush()
            worklist.see(act.session, act.actor, self._show(act), act.now)
            self.opened, self.steps = NOTHING, []
            self.said = "Urgence close."
        return Desk.look_for_urgent

    def _show(self, act: Act) -> list[Listed]:
        self._heard, self._shown_at = feed.newest(act.session), act.now
        waiting = worklist.waiting(act.session, act.actor, act.today, act.now, patience())
        past = worklist.past(act.session, act.actor, act.today, act.now, patience())
        self.rows = [_row(one, act) for one in waiting]
        self.past = [_row(one, act) for one in past]
        self.loaded = True
        return waiting + past

    def _look(self) -> None:
        """Show, and note what is read for the first time before it leaves the server."""
        new = False
        with looking(self) as act:
            listed = self._show(act)
            new = bool(worklist.unseen(act.session, act.actor, listed))
        if new:
            with db.writing() as session:
                worklist.see(session, act.actor, listed, act.now)

    def _open(self, act: Act, found: Listed) -> None:
        told = found.alert
        self.opened = {
            "id": str(told.id),
            "href": _href(found),
            "link": _LINKS[found.place],
            "family": found.family,
            "text": f"{found.child} : {told.text}" if found.child else told.text,
            "action": contacts.actions().get(told.rule, ""),
            "why": NO_WHY | told.why,
            "state": _state(found),
            "closed": told.closed_at is not None,
            "may_act": worklist.may_act(act.actor, told),
        }
        self.steps = [
            {"at": french.moment(line.at), "what": alert.Step(line.what).label, "who": name, "words": line.words}
            for line, name in alert.history(act.session, told.id)
        ]


#: What the panel's link opens.
_LINKS = {None: "Dossier de la famille", Place.SCHOOL: "Séance à l’école", Place.LICENCE: "Dossier d’agrément"}


def _href(one: Listed) -> str:
    if one.place is Place.SCHOOL:
        return f"/bilans-ecole/{one.alert.place_id}"
    return f"/agrements/{one.alert.place_id}" if one.place else f"/familles/{one.alert.family_id}"


def _row(one: Listed, act: Act) -> Row:
    told, whole = one.alert, one.whole
    return {
        "id": str(told.id),
        "href": _href(one) if whole else "",
        "family": one.family,
        "place": one.place.label if one.place else "",
        "child": one.child if whole else "",
        "text": told.text if whole else "Contenu réservé au médecin et à l’équipe de soin.",
        "grave": "Tout de suite" if told.at_once else "Aujourd’hui",
        "since": f"{_hour(told.raised_at, act.now)} ({french.ago(told.raised_at, act.now)})",
        "author": one.author,
        "phone": one.phone,
        "phone_href": "tel:" + "".join(each for each in one.phone if each.isdigit() or each == "+"),
        "done": [f"{_time(done['at'])} – {done['what']}" for done in told.done] if whole else [],
        "state": _state(one),
        "late": one.late,
        "taken": told.taken_at is not None,
        "whole": whole,
        "may_act": whole and told.closed_at is None and worklist.may_act(act.actor, told),
    }


def _state(one: Listed) -> str:
    told = one.alert
    if told.closed_at is not None:
        reason = f" : {told.closed_reason}" if one.whole else ""
        return f"Close le {french.moment(told.closed_at)}{reason}"
    withdrawn = f" – retirée par {one.author} à {_clock(told.withdrawn_at)}" if told.withdrawn_at else ""
    if told.taken_at is not None:
        return f"Prise en charge par {one.taken_by} à {_clock(told.taken_at)}{withdrawn}"
    if told.withdrawn_at is not None:
        return f"Retirée par {one.author} le {french.moment(told.withdrawn_at)}"
    if one.late:
        return f"Personne depuis plus de {int(patience().total_seconds() // 60)} min"
    return "Personne encore"


def _hour(at: datetime, now: datetime) -> str:
    here = at.astimezone(PARIS)
    return f"{here:%H:%M}" if here.date() == now.astimezone(PARIS).date() else french.moment(at)


def _clock(at: datetime) -> str:
    return f"{at.astimezone(PARIS):%H:%M}"


def _time(text: str) -> str:
    return _clock(datetime.fromisoformat(text))


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise worklist.NotFound from None
