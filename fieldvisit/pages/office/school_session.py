"""One session at a school: how it goes, its list, what was found of each pupil, the letters to parents.

What it shows is drawn in ``school_session_screen.py``; a list is brought in by ``school_list.py``.
"""

import uuid
from typing import ClassVar

import reflex as rx
from sqlmodel import select

from fieldvisit.access.account import Account
from fieldvisit.access.permission import allow, asked_by_the_page
from fieldvisit.families import household
from fieldvisit.families.person import Person
from fieldvisit.pages.office import record_view
from fieldvisit.pages.office import school_lines as lines
from fieldvisit.pages.office.desk import Act, PageState, acting, count_again, loading, looking
from fieldvisit.pages.office.record_view import EMPTY, RecordView
from fieldvisit.pages.office.school_lines import Choice, Count, Fact, Proposal, PupilLine, SessionLine
from fieldvisit.pages.office.schools import choices, overlaps, person_or_none, said_day, team_of
from fieldvisit.schools import checks, history, pupils, sessions
from fieldvisit.schools.checks import SchoolCheck
from fieldvisit.schools.history import What
from fieldvisit.schools.pupils import SchoolPupil
from fieldvisit.schools.sessions import Status
from fieldvisit.sync import filing

ALL = ""


class SchoolFile(PageState):
    AT: ClassVar[str] = "/bilans-ecole/"

    head: SessionLine = lines.NO_SESSION
    values: dict[str, str] = {}
    facts: list[Choice] = []
    counts: list[Count] = []
    referrals: list[Count] = []
    pupils: list[PupilLine] = []
    past: list[Fact] = []
    opened: RecordView = EMPTY
    opened_pupil: str = ""
    edited: PupilLine = lines.NO_PUPIL
    proposals: list[Proposal] = []
    workers: list[Choice] = []
    panel: str = ""
    shown: str = ALL
    may_write: bool = False
    reads: bool = False
    ready: bool = False
    letters: int = 0
    today: str = ""
    _session_id: uuid.UUID | None = None
    _subject: str = ""

    @rx.event
    @allow("identite_foyer", "W")
    def load(self):
        asked = self.router.url.path.rstrip("/").rsplit("/", 1)[-1]
        with loading(self, asked, acting) as act:
            found = sessions.find(act.session, act.actor, _id(asked))
            history.note(act.session, act.actor, found.id, What.READ, act.now)
            self._session_id = found.id
            self._show(act)

    @rx.event
    @allow("identite_foyer", "W")
    @asked_by_the_page
    def look_again(self):
        """What tablets sent meanwhile; the page asks by itself when it is looked at."""
        with looking(self, by_itself=True) as act:
            if self._session_id:
                self._show(act)

    @rx.event
    @allow("identite_foyer", "W")
    def choose(self, standing: str):
        with looking(self) as act:
            self.shown = "" if standing == self.shown else standing
            self._show(act)

    @rx.event
    @allow("identite_foyer", "W")
    def open_panel(self, name: str):
        self.panel, self.problem, self.said = name, "", ""

    @rx.event
    @allow("identite_foyer", "W")
    def close_panel(self):
        self.panel, self.problem, self.proposals = "", "", []

    @rx.event
    @allow("identite_foyer", "W")
    def open_pupil(self, pupil_id: str):
        """His line, and the children of the sector's files who may be meant."""
        with looking(self) as act:
            found = pupils.find(act.session, act.actor, _id(pupil_id))
            held = sessions.find(act.session, act.actor, found.session_id)
            given = pupils.as_given(found)
            known = pupils.candidates(act.session, held.sector_id, [given])[given.key]
            self.proposals = [lines.proposal(one, act.today) for one in known]
            self.edited = next((one for one in self.pupils if one["id"] == pupil_id), lines.NO_PUPIL)
            self.panel = "pupil" if self.edited["id"] else ""

    @rx.event
    @allow("sante_enfant")
    async def open_check(self, check_id: str):
        with acting(self) as act:
            check, pupil = checks.find(act.session, act.actor, _id(check_id))
            if check.session_id != self._session_id:
                raise checks.NotFound
            history.note(act.session, act.actor, check.session_id, What.READ, act.now, pupil.name)
            checks.see(act.session, act.actor, check, act.now)
            self.opened, self.opened_pupil = _read(act, check, pupil), pupil.name
            self.opened["kind"] = f"{pupil.name} – {self.opened['kind']}"
            self._show(act)
        await count_again(self)
        return rx.call_script("document.getElementById('ecrit-titre')?.focus()")

    @rx.event
    @allow("identite_foyer", "W")
    def close_check(self):
        self.opened = EMPTY

    @rx.event
    @allow("identite_foyer", "W")
    def change(self, form: dict):
        with acting(self) as act:
            fields = team_of(form)
            taken = overlaps(act, fields, self._session_id)
            warning = sessions.change(act.session, act.actor, self._session_id, fields, act.today, act.now)
            self._after(act, f"Séance du {said_day(fields)} enregistrée. {warning} {taken}")

    @rx.event
    @allow("identite_foyer", "W")
    def cancel(self, form: dict):
        with acting(self) as act:
            sessions.cancel(act.session, act.actor, self._session_id, str(form.get("reason", "")), act.now)
            self._after(act, "Séance annulée.")

    @rx.event
    @allow("identite_foyer", "W")
    def close(self):
        with acting(self) as act:
            sessions.close(act.session, act.actor, self._session_id, act.now)
            self._after(act, "Séance close. Ce qui arrive encore d’une tablette sera pris.")

    @rx.event
    @allow("identite_foyer", "W")
    def reopen(self):
        with acting(self) as act:
            sessions.reopen(act.session, act.actor, self._session_id, act.now)
            self._after(act, "Séance rouverte.")

    @rx.event
    @allow("identite_foyer", "W")
    def correct(self, form: dict):
        with acting(self) as act:
            held = sessions.find(act.session, act.actor, self._session_id)
            given = pupils.check(
                str(form.get("last_name", "")),
                str(form.get("first_name", "")),
                lines.day_or_none(form.get("birth_date")),
                str(form.get("sex", "")),
                str(form.get("classroom", "")),
                held.held_on,
            )
            if self.edited["id"]:
                pupils.correct(act.session, act.actor, _id(self.edited["id"]), given, act.now)
                self._after(act, "Élève corrigé.")
            else:
                made = pupils.add(act.session, act.actor, held.id, [given], act.now)
                self._after(act, "Élève ajouté." if made else "Cet élève est déjà dans la liste.")

    @rx.event
    @allow("identite_foyer", "W")
    def open_new_pupil(self):
        self.edited, self.proposals, self.panel = lines.NO_PUPIL, [], "pupil"
        self.problem, self.said = "", ""

    @rx.event
    @allow("identite_foyer", "W")
    def remove(self, form: dict):
        with acting(self) as act:
            why = str(form.get("why", ""))
            pupils.remove(act.session, act.actor, _id(self.edited["id"]), why, act.now)
            self._after(act, "Élève retiré de la liste.")

    @rx.event
    @allow("identite_foyer", "W")
    def link(self, person_id: str):
        """« C’est cet enfant », or none of them when empty."""
        with acting(self) as act:
            person = person_or_none(person_id)
            filing.link(act.session, act.actor, _id(self.edited["id"]), person, act.now)
            self._after(act, "Élève rapproché de son dossier." if person else "Noté : ce n’est aucun de ces enfants.")

    def _after(self, act: Act, sentence: str) -> None:
        act.session.flush()
        self._show(act)
        self.panel, self.said, self.proposals = "", " ".join(sentence.split()), []

    def _show(self, act: Act) -> None:
        held = sessions.find(act.session, act.actor, self._session_id)
        listed, every = pupils.of(act.session, [held.id]), checks.of(act.session, [held.id])
        found = checks.by_pupil(every)
        names = dict(act.session.exec(select(Account.id, Account.name)).all())
        role = act.actor.role
        self.reads, self.ready = sessions.reads_results(role), held.status == Status.READY
        self.may_write = sessions.may_prepare(role)
        self.head = lines.session_line(held, listed, found, names, self.reads)
        self.values = _values(held)
        self.facts = _facts(held)
        self.counts = lines.counts(listed, found, self.reads)
        seen = {one.id: found[one.id] for one in listed if one.id in found}
        self.referrals = lines.referrals(seen) if self.reads else []
        self.letters = sum(one.outcome in (checks.DONE, checks.ABSENT) for one in found.values()) if self.reads else 0
        self.pupils = _pupil_lines(act, held, listed, every, found, self.reads, self.shown)
        self.past = lines.facts(history.of(act.session, held.id), self.reads)
        _, self.workers = choices(act)
        self.today = act.today.isoformat()


def _pupil_lines(act: Act, held, listed, every, found, reads: bool, shown: str) -> list[PupilLine]:
    given = {one.id: pupils.as_given(one) for one in listed if one.person_id is None}
    known = pupils.candidates(act.session, held.sector_id, given.values())
    families = _families(act, [one.person_id for one in listed if one.person_id])
    drawn = []
    for one in listed:
        check = found.get(one.id)
        if shown and checks.standing(check, results=reads).label != shown:
            continue
        others = sum(each.pupil_id == one.id for each in every) - 1 if check else 0
        proposed = one.id in given and bool(known[given[one.id].key])
        family = families.get(one.person_id, "")
        drawn.append(lines.pupil_line(one, check, others, proposed, family, reads, act.actor.account_id, act.today))
    return drawn


def _families(act: Act, person_ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The files of linked children that this actor may open, by the child's id."""
    if not person_ids:
        return {}
    opened = household.open_to(act.actor, "identite_foyer", act.today)
    query = select(Person.id, Person.family_id).where(Person.id.in_(person_ids), Person.family_id.in_(opened))
    return {person: str(family) for person, family in act.session.exec(query)}


def _read(act: Act, check: SchoolCheck, pupil: SchoolPupil) -> RecordView:
    author = act.session.get_one(Account, check.author_id).name
    person = {
        "id": str(pupil.id),
        "role": "enfant",
        "first_name": pupil.first_name,
        "birth_date": pupil.birth_date.isoformat(),
        "sex": pupil.sex or None,
        "measurements": [],
    }
    own = check.author_id == act.actor.account_id
    return record_view.view(check, act.actor.role, own, author, [pupil], {"persons": [person]})


def _values(held) -> dict[str, str]:
    values = {name: getattr(held, name) for name in ("school", "address", "postcode", "city", "phone", "words")}
    return values | {
        "held_on": held.held_on.isoformat(),
        "starts_at": held.starts_at.isoformat("minutes") if held.starts_at else "",
        "duration_min": str(held.duration_min),
        "worker_id": str(held.worker_id),
        "second_id": str(held.second_id or ""),
    }


def _facts(held) -> list[Choice]:
    place = " ".join(filter(None, (held.address, held.postcode, held.city)))
    told = (("Adresse", place), ("Téléphone", held.phone), ("À savoir", held.words), ("Annulée", held.cancel_reason))
    return [{"label": label, "value": value} for label, value in told if value]


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise sessions.NotFound from error
