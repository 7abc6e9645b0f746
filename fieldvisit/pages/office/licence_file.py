"""One licence's file (« agrément »): what is due, its requests, visits, incidents and decisions, all it went through.

What it shows is drawn in ``licence_screen.py`` and ``licence_panels.py``."""

import uuid
from datetime import date, time
from typing import ClassVar

import reflex as rx
from sqlmodel import select

from fieldvisit.access.account import Account
from fieldvisit.access.permission import Permission, allow
from fieldvisit.licences import decision, due, history, incident, licence, record, request, visit
from fieldvisit.licences.history import What
from fieldvisit.licences.licence import Invalid
from fieldvisit.licences.request import CONTACT, FIELDS
from fieldvisit.licences.rules import RULES, About
from fieldvisit.pages.office import french, record_view
from fieldvisit.pages.office import licence_lines as lines
from fieldvisit.pages.office.desk import Act, PageState, acting, loading, looking
from fieldvisit.pages.office.record_view import EMPTY, RecordView
from fieldvisit.schedule import planning
from fieldvisit.schedule.planning import Plan


class LicenceFile(PageState):
    AT: ClassVar[str] = "/agrements/"

    head: lines.LicenceLine = lines.NOTHING
    contact: dict[str, str] = {}
    requests: list[lines.Fact] = []
    visits: list[lines.VisitLine] = []
    incidents: list[lines.IncidentLine] = []
    decisions: list[lines.Fact] = []
    past: list[lines.Fact] = []
    choices: list[lines.Choice] = []
    abouts: list[lines.Choice] = []
    workers: list[lines.Choice] = []
    waiting: bool = False
    notice_due: bool = False
    may_write: bool = False
    judges: bool = False
    whole: bool = False
    panel: str = ""
    opened: lines.VisitLine = lines.NO_VISIT
    written: RecordView = EMPTY
    incident_id: str = ""
    what: str = ""
    today: str = ""
    _licence_id: uuid.UUID | None = None
    _before: dict = {}
    _subject: str = ""

    @rx.event
    @allow("agrement_assmat")
    def load(self):
        asked = self.router.url.path.rstrip("/").rsplit("/", 1)[-1]
        with loading(self, asked, acting) as act:
            found = licence.find(act.session, act.actor, _id(asked))
            history.note(act.session, act.actor, found.id, What.READ, act.now)
            self._licence_id = found.id
            self._show(act)

    @rx.event
    @allow("agrement_assmat")
    def close_panel(self):
        self.panel, self.problem, self.what = "", "", ""

    @rx.event
    @allow("agrement_assmat", "W")
    def open_panel(self, name: str):
        self.panel, self.problem, self.said = name, "", ""
        if name == "correct":
            with looking(self) as act:
                self._show(act)
                found = licence.find(act.session, act.actor, self._licence_id, write=True)
                self._before = {field: getattr(found, field) for field in FIELDS}
        self.what = self.choices[0]["value"] if name == "decision" and self.choices else ""

    @rx.event
    @allow("agrement_assmat", "W")
    def open_visit(self, visit_id: str):
        self.opened = next((one for one in self.visits if one["id"] == visit_id and one["open"]), lines.NO_VISIT)
        self.panel = "visit" if self.opened["id"] else ""
        self.problem, self.said = "", ""

    @rx.event
    @allow("agrement_assmat")
    def open_record(self, record_id: str):
        """What was written on the tablet; who reads dates and decisions only opens none."""
        with acting(self) as act:
            found = record.find(act.session, act.actor, _id(record_id))
            if found.licence_id != self._licence_id:
                raise record.NotFound
            history.note(act.session, act.actor, found.licence_id, What.READ, act.now, "Compte rendu de visite")
            record.see(act.session, act.actor, found, act.now)
            author = act.session.get_one(Account, found.author_id)
            own = author.id == act.actor.account_id
            self.written = record_view.view(found, act.actor.role, own, author.name, [], {"persons": []})
        return rx.call_script("document.getElementById('ecrit-titre')?.focus()")

    @rx.event
    @allow("agrement_assmat")
    def close_record(self):
        self.written = EMPTY

    @rx.event
    @allow("agrement_assmat", "W")
    def open_incident(self, incident_id: str):
        self.incident_id, self.panel, self.problem, self.said = incident_id, "settle", "", ""

    @rx.event
    @allow("agrement_assmat", "W")
    def choose_what(self, what: str):
        self.what = what

    @rx.event
    @allow("agrement_assmat", "W")
    def correct(self, form: dict):
        with acting(self) as act:
            try:
                request.correct(
                    act.session,
                    act.actor,
                    self._licence_id,
                    str(form.get("last_name", "")),
                    str(form.get("first_name", "")),
                    lines.day_or_none(form.get("birth_date"), "la date de naissance"),
                    {name: str(form.get(name, "")) for name in CONTACT},
                    self._before,
                    act.today,
                    act.now,
                )
            except request.Changed as changed:
                self._before |= changed.found  # she is told of them: saved again, hers take their place
                raise
            self._after(act, "Fiche corrigée.")

    @rx.event
    @allow("agrement_assmat", "W")
    def receive(self, form: dict):
        with acting(self) as act:
            request.receive(
                act.session,
                act.actor,
                self._licence_id,
                str(form.get("about", "")),
                lines.day_of(form.get("on"), "le jour où la demande a été reçue"),
                lines.number(form.get("capacity"), "Le nombre d’enfants"),
                str(form.get("ages", "")),
                act.today,
                act.now,
            )
            self._after(act, "Demande notée.")

    @rx.event
    @allow("agrement_assmat", "W")
    def complete(self, form: dict):
        with acting(self) as act:
            on = lines.day_of(form.get("on"), "le jour où le dossier était complet")
            request.complete(act.session, act.actor, self._licence_id, on, act.today, act.now)
            self._after(act, "Dossier complet : le délai court de ce jour.")

    @rx.event
    @allow("agrement_assmat", "W")
    def send_notice(self):
        with acting(self) as act:
            licence.find(act.session, act.actor, self._licence_id, write=True)
            history.note(act.session, act.actor, self._licence_id, What.NOTICE, act.now)
            self._after(act, "Courrier de renouvellement noté comme envoyé.")

    @rx.event
    @allow("agrement_assmat", "W")
    def plan(self, form: dict):
        with acting(self) as act:
            when = _when(form)
            taken = _overlap(act, when)
            _, warning = visit.plan(
                act.session,
                act.actor,
                self._licence_id,
                str(form.get("about", "")),
                when.planned_on,
                when.planned_at,
                when.duration_min,
                when.worker_id,
                act.today,
                act.now,
            )
            self._after(act, f"Visite programmée le {french.long(when.planned_on)}. {warning} {taken}")

    @rx.event
    @allow("agrement_assmat", "W")
    def move(self, form: dict):
        with acting(self) as act:
            when, one = _when(form), _id(self.opened["id"])
            taken = _overlap(act, when, one)
            warning = visit.move(
                act.session,
                act.actor,
                one,
                when.planned_on,
                when.planned_at,
                when.duration_min,
                when.worker_id,
                act.today,
                act.now,
            )
            self._after(act, f"Visite déplacée au {french.long(when.planned_on)}. {warning} {taken}")

    @rx.event
    @allow("agrement_assmat", "W")
    def cancel(self, form: dict):
        with acting(self) as act:
            visit.cancel(act.session, act.actor, _id(self.opened["id"]), str(form.get("reason", "")), act.now)
            self._after(act, "Visite annulée.")

    @rx.event
    @allow("agrement_assmat", "W")
    def close_visit(self, form: dict):
        with acting(self) as act:
            on = lines.day_of(form.get("on"), "le jour de la visite")
            opinion, words = str(form.get("opinion", "")), str(form.get("words", ""))
            visit.close(act.session, act.actor, _id(self.opened["id"]), on, opinion, words, act.today, act.now)
            self._after(act, "Visite notée comme faite.")

    @rx.event
    @allow("agrement_assmat", "W")
    def note_incident(self, form: dict):
        with acting(self) as act:
            on = lines.day_of(form.get("on"), "le jour de l’incident")
            told_by, words = str(form.get("told_by", "")), str(form.get("words", ""))
            incident.note(act.session, act.actor, self._licence_id, on, told_by, words, act.today, act.now)
            self._after(act, "Incident noté.")

    @rx.event
    @allow("agrement_assmat", "W")
    def settle(self, form: dict):
        with acting(self) as act:
            incident.close(act.session, act.actor, _id(self.incident_id), str(form.get("outcome", "")), act.now)
            self._after(act, "Incident clos.")

    @rx.event
    @allow("agrement_assmat", "W")
    def decide(self, form: dict):
        with acting(self) as act:
            decision.decide(
                act.session,
                act.actor,
                self._licence_id,
                self.what,
                lines.day_of(form.get("on"), "le jour de la décision"),
                lines.number(form.get("capacity"), "Le nombre d’enfants"),
                str(form.get("ages", "")),
                lines.day_or_none(form.get("until"), "la fin de la suspension"),
                str(form.get("reasons", "")),
                act.today,
                act.now,
            )
            self._after(act, "Décision enregistrée.")

    def _after(self, act: Act, sentence: str) -> None:
        act.session.flush()
        self._show(act)
        self.panel, self.said = "", " ".join(sentence.split())

    def _show(self, act: Act) -> None:
        act.session.flush()
        [file] = due.files(act.session, act.actor, self._licence_id)
        one, today = file.licence, act.today
        listed = lines.shown_due(file, act.actor, today)
        self.head = lines.licence_line(file, listed, today)
        self.contact = {name: getattr(one, name) for name in (*CONTACT, "last_name", "first_name", "ages")}
        self.contact["birth_date"] = one.birth_date.isoformat() if one.birth_date else ""
        self.contact["born"] = french.short(one.birth_date) if one.birth_date else ""
        self.contact["granted"] = french.short(one.granted_on) if one.granted_on else ""
        self.whole, self.judges = licence.reads_all(act.actor), licence.judges(act.actor)
        self.may_write = Permission("agrement_assmat", "W").admits(act.actor)
        query = select(Account.id, Account.name).where(Account.id.in_({each.worker_id for each in file.visits}))
        names = dict(act.session.execute(query).all())
        written = {each.licence_visit_id: each for each in reversed(record.of(act.session, [one.id]))}
        self.visits = [
            lines.visit_line(each, names[each.worker_id], self.whole, written.get(each.id)) for each in file.visits
        ]
        self.incidents = lines.incident_lines(file) if self.whole else []
        self.requests, self.decisions = lines.request_facts(file), lines.decision_facts(file, act.actor)
        self.past = lines.history_facts(history.of(act.session, one.id), self.whole)
        self.waiting = file.waiting is not None
        self.notice_due = any(each.code == "courrier" for each in listed)
        possible = decision.possible(one, file.waiting, today)
        self.choices = [{"value": each.value, "label": each.label} for each in possible]
        abouts = [file.waiting.about] if file.waiting else []
        abouts += [About.FOLLOW_UP, About.UNANNOUNCED] if one.granted_on else []
        self.abouts = [{"value": each, "label": About(each).label} for each in abouts or [About.FIRST]]
        able = visit.workers(act.session, act.actor)
        self.workers = [{"value": str(each.id), "label": each.name} for each in able]
        self.today = today.isoformat()


def _when(form: dict) -> Plan:
    try:
        hour = time.fromisoformat(str(form["hour"])).replace(tzinfo=None) if form.get("hour") else None
    except ValueError as error:
        raise Invalid("L’heure s’écrit ainsi : 09:30.") from error
    if not form.get("worker"):
        raise Invalid("Choisissez qui fait la visite.")
    minutes = lines.number(form.get("minutes"), "La durée en minutes") or RULES["visit_minutes"]
    day: date = lines.day_of(form.get("day"), "le jour de la visite")
    return Plan(day, hour, minutes, _id(str(form["worker"])))


def _overlap(act: Act, when: Plan, moved: uuid.UUID | None = None) -> str:
    """Another visit of hers at that hour, a family's too: only its hour is said."""
    worker = act.session.get(Account, when.worker_id)
    return planning.overlap(act.session, worker, when, moved) if worker else ""


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise licence.NotFound from error
