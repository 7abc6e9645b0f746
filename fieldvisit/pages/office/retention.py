"""« Conservation »: files that are due, the lists by which people let them go, and the intermediate archive.

What it shows is drawn in ``retention_screen.py``. The head of the service decides; the DPO, who is told numbers and
never names, carries out.
"""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit import db, settings
from fieldvisit.access.account import Account
from fieldvisit.access.permission import allow
from fieldvisit.families.household import Household
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.retention import archiving, durations, erasing, executing, listing, proposing
from fieldvisit.retention.disposal_list import Act as What
from fieldvisit.retention.disposal_list import DisposalLine, DisposalList, Outcome
from fieldvisit.retention.listing import Chosen, NotFound
from fieldvisit.sync import frame
from fieldvisit.words import Refusal
from fieldvisit.words import french as number

HERE = "/conservation"
TONES = {"À approuver": "warn", "À exécuter": "warn", "Exécutée": "ok", "Abandonnée": ""}


class Due(TypedDict):
    """``most``: the strongest that may be decided, « eliminer » or « archiver »; ``archived``: is so already."""

    id: str
    family: str
    about: str
    why: str
    most: str
    archived: bool


class Line(TypedDict):
    key: str
    file: str
    act: str
    about: str
    told: str


class List(TypedDict):
    id: str
    title: str
    state: str
    tone: str
    facts: list[str]
    lines: list[Line]
    slip: str
    may_visa: bool
    may_approve: bool
    may_execute: bool
    may_drop: bool


class Archived(TypedDict):
    id: str
    family: str
    since: str


class Retention(PageState):
    AT: ClassVar[str] = HERE

    decides: bool = False
    due: list[Due] = []
    lists: list[List] = []
    archived: list[Archived] = []
    asked: str = ""
    warnings: list[str] = []
    form: int = 0

    @rx.event
    @allow(proposing.ASKED)
    def load(self):
        self.asked, self.warnings, left = "", [], False
        with looking(self) as act:
            self._show(act)
            left = act.actor.role in executing.EXECUTES and erasing.waits(act.session)
        if left:
            self._erase_pictures()

    @rx.event
    @allow(proposing.ASKED, "W")
    def make(self, form: dict):
        chosen = {
            _id(name.removeprefix("act-")): Chosen(str(value), str(form.get(name.replace("act-", "reason-", 1), "")))
            for name, value in form.items()
            if name.startswith("act-") and value
        }
        with acting(self) as act:
            made = listing.make(act.session, act.actor, chosen, _kept(), act.today, act.now)
            self._done(act, f"Liste {made.number} préparée : rien n’est encore fait.")

    @rx.event
    @allow(proposing.ASKED, "W")
    def give_visa(self, form: dict):
        told = {name: str(form.get(name, "")) for name in ("list", "reference", "name", "on")}
        with acting(self) as act:
            on = french.day_from(told["on"])
            visa = (told["reference"], told["name"], on, act.today)
            listing.give_visa(act.session, act.actor, _id(told["list"]), *visa)
            self._done(act, "Visa enregistré.")

    @rx.event
    @allow(proposing.ASKED, "W")
    def approve(self, list_id: str):
        with acting(self) as act:
            made = listing.approve(act.session, act.actor, _id(list_id), act.now)
            self._done(act, f"Liste {made.number} approuvée : le ou la DPO peut l’exécuter.")

    @rx.event
    @allow(proposing.ASKED, "W")
    def drop(self, list_id: str):
        with acting(self) as act:
            made = listing.drop(act.session, act.actor, _id(list_id), act.now)
            self._done(act, f"Liste {made.number} abandonnée : ses dossiers seront proposés de nouveau.")

    @rx.event
    @allow(proposing.ASKED, "W")
    def ask(self, list_id: str):
        """Before anything is carried out: what it will mean, in words."""
        self.said = ""
        with looking(self) as act:
            found = listing.find(act.session, act.actor, _id(list_id), lock=False)
            self.asked, self.warnings = str(found.id), _warnings(listing.lines_of(act.session, found.id))

    @rx.event
    @allow(proposing.ASKED, "W")
    def leave(self):
        self.asked, self.warnings = "", []

    @rx.event
    @allow(proposing.ASKED, "W")
    def execute(self):
        carried_out = False
        with acting(self) as act:
            done = executing.execute(act.session, act.actor, _id(self.asked), _kept(), act.today, act.now)
            said = _outcome(listing.lines_of(act.session, done.id))
            self._done(act, f"Liste {done.number} exécutée : {said}.")
            carried_out = True
        if carried_out:
            self._erase_pictures()

    @rx.event
    @allow(proposing.ASKED, "W")
    def bring_back(self, form: dict):
        with acting(self) as act:
            family_id, reason = _id(str(form.get("family", ""))), str(form.get("reason", ""))
            home = archiving.bring_back(act.session, act.actor, family_id, reason, act.now)
            self._done(act, f"{home.label} : repris dans les dossiers actifs. Dites maintenant qui suit la famille.")

    def _erase_pictures(self) -> None:
        """After the tables, whatever the store answers: what is left is still named there, and erased the next time."""
        try:
            with db.writing() as session:
                erasing.erase_objects(session, frame.pictures_of(settings.read()))
        except Refusal:
            self.problem = (
                "Le stockage des photos n’a pas répondu : leur effacement sera repris à la prochaine exécution."
            )

    def _done(self, act: Act, sentence: str) -> None:
        act.session.flush()
        self.asked, self.warnings = "", []
        self.form += 1
        self._show(act)
        self.said = sentence

    def _show(self, act: Act) -> None:
        self.decides = act.actor.role in listing.DECIDES
        names = proposing.knows_families(act.actor)
        found = []
        if self.decides:
            found = proposing.proposals(act.session, act.actor, _kept(), act.today, act.now)
        self.due = [_due(one) for one in found]
        self.lists = [_list(act, one, names) for one in listing.lists(act.session, act.actor)]
        self.archived = [
            {
                "id": str(one.id),
                "family": f"{one.label} ({one.case_number})",
                "since": french.short(one.archived_at.astimezone(french.PARIS).date()),
            }
            for one in archiving.archived(act.session, act.actor)
        ]


def _kept() -> durations.Durations:
    return durations.read(settings.read().retention)


def _id(text: str) -> uuid.UUID:
    """:raises NotFound: for what is no id at all"""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound from None


def _due(one: proposing.Proposal) -> Due:
    first, last = one.known.extremes
    return {
        "id": str(one.home.id),
        "family": f"{one.home.label} ({one.home.case_number})",
        "about": f"{one.known.nature}, {_between(first.year, last.year)}, {_documents(one.known.documents)}",
        "why": f"{one.rule[:1].upper()}{one.rule[1:]} : depuis le {french.short(one.since)}",
        "most": one.acts[0].value,
        "archived": one.home.archived_at is not None,
    }


def _list(act: Act, one: DisposalList, names: bool) -> List:
    lines = listing.lines_of(act.session, one.id)
    state = _state(one)
    decides, carries_out = act.actor.role in listing.DECIDES, act.actor.role in executing.EXECUTES
    eliminates = any(line.act == What.ELIMINATE and line.outcome != Outcome.SKIPPED for line in lines)
    waits = one.open and one.approved_at is None
    return {
        "id": str(one.id),
        "title": f"Liste {one.number}",
        "state": state,
        "tone": TONES[state],
        "facts": _facts(act, one),
        "lines": [_line(act, line, names, rank) for rank, line in enumerate(lines, start=1)],
        "slip": f"/api/conservation/{one.id}.pdf" if eliminates and one.dropped_at is None else "",
        "may_visa": decides and waits and eliminates,
        "may_approve": decides and waits and (bool(one.visa_reference) or not eliminates),
        "may_execute": carries_out and one.open and one.approved_at is not None,
        "may_drop": decides and one.open,
    }


def _state(one: DisposalList) -> str:
    if one.dropped_at:
        return "Abandonnée"
    if one.executed_at:
        return "Exécutée"
    return "À exécuter" if one.approved_at else "À approuver"


def _facts(act: Act, one: DisposalList) -> list[str]:
    def by(what: str, account_id, at) -> list[str]:
        return [f"{what} le {french.moment(at)} par {act.session.get_one(Account, account_id).name}"] if at else []

    visa = []
    if one.visa_on:
        visa = [f"Visa {one.visa_reference} du {french.short(one.visa_on)}, {one.visa_name}"]
    return [
        *by("Préparée", one.made_by, one.made_at),
        *visa,
        *by("Approuvée", one.approved_by, one.approved_at),
        *by("Exécutée", one.executed_by, one.executed_at),
        *by("Abandonnée", one.dropped_by, one.dropped_at),
    ]


def _line(act: Act, line: DisposalLine, names: bool, rank: int) -> Line:
    home = act.session.get_one(Household, line.family_id)
    named = names and home.eliminated_at is None
    told = {Outcome.DONE: "Fait", Outcome.SKIPPED: f"Écarté : {line.said}", Outcome.WAITS: ""}[Outcome(line.outcome)]
    dates = _between(line.first_on.year, line.last_on.year)
    return {
        "key": str(line.id),
        "file": f"{home.label} ({home.case_number})" if named else f"Dossier n° {rank}",
        "act": What(line.act).label,
        "about": f"{line.nature}, {dates}, {_documents(line.documents)} ; {line.rule}",
        "told": " ; ".join(filter(None, (line.reason if names else "", told))),
    }


def _warnings(lines: list[DisposalLine]) -> list[str]:
    gone = sum(one.act == What.ELIMINATE for one in lines)
    stored = sum(one.act == What.ARCHIVE for one in lines)
    said = []
    if gone:
        said = [
            f"{_files(gone)} {'disparaît' if gone == 1 else 'disparaissent'} pour toujours : identités, visites, "
            "mesures, carnets, comptes rendus, courriers, photos et envois des tablettes.",
            "Personne ne pourra revenir en arrière. Restent cette liste, les lignes du journal et les heures déjà "
            "facturées, sans aucun nom.",
        ]
    if stored:
        comes = "entre" if stored == 1 else "entrent"
        said.append(f"{_files(stored)} {comes} dans l’archive intermédiaire ; cela peut se défaire.")
    said.append("Chaque dossier est vérifié une dernière fois : ce qui a changé depuis est écarté, et dit.")
    return said


def _outcome(lines: list[DisposalLine]) -> str:
    done = [one for one in lines if one.outcome == Outcome.DONE]
    skipped = len(lines) - len(done)
    counts = (
        (sum(one.act == What.ELIMINATE for one in done), "éliminé"),
        (sum(one.act == What.ARCHIVE for one in done), "archivé"),
        (sum(one.act == What.KEEP for one in done), "conservé"),
        (skipped, "écarté"),
    )
    return ", ".join(f"{_files(many)} {word}{'s' if many > 1 else ''}" for many, word in counts if many)


def _files(many: int) -> str:
    return f"{number(many)} dossier{'s' if many > 1 else ''}"


def _documents(many: int) -> str:
    return f"{number(many)} document{'s' if many > 1 else ''}"


def _between(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} – {last}"
