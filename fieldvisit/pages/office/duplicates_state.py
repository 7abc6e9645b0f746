"""The state behind « Doublons »: what looks alike, what is open, which file is kept, who is the same."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access import journal
from fieldvisit.access.permission import allow
from fieldvisit.births import beginning
from fieldvisit.due import listing
from fieldvisit.families import comparing, duplicates, merging
from fieldvisit.families.comparing import person_words
from fieldvisit.families.duplicates import Candidate
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.pages.office.duplicates_joined import Joined, joined
from fieldvisit.words import Refusal


class Pair(TypedDict):
    """``family``: one of the two, by which the pair is found again."""

    subject: str
    family: str
    title: str
    why: str


class Line(TypedDict):
    label: str
    a: str
    b: str
    same: bool


class Same(TypedDict):
    """``gone`` and ``kept``: person ids; ``words``: both, as they are read."""

    gone: str
    kept: str
    words: str
    on: bool


class Opened(TypedDict):
    """``inside``: two persons of one file, not two files."""

    subject: str
    title: str
    a: str
    b: str
    label_a: str
    label_b: str
    inside: bool


NOTHING: Opened = {"subject": "", "title": "", "a": "", "b": "", "label_a": "", "label_b": "", "inside": False}


class Gone(Refusal):
    sentence = "Cette ressemblance n’est plus à décider : la liste vient d’être refaite."


class Duplicates(PageState):
    AT: ClassVar[str] = "/doublons"

    pairs: list[Pair] = []
    opened: Opened = NOTHING
    lines: list[Line] = []
    warnings: list[str] = []
    same: list[Same] = []
    kept: str = "a"
    reason: str = ""
    joined: list[Joined] = []
    _asked: str = ""

    @rx.event
    @allow("identite_foyer", "W")
    def load(self):
        with looking(self) as act:
            self._show(act)
        asked = self.router.url.query_parameters
        subject, family = asked.get("paire", ""), asked.get("dossier", "")
        if subject and subject != self._asked:  # once: the page loads again after each cut of the network
            self._asked = subject
            self._compare(subject, family)

    @rx.event
    @allow("identite_foyer", "W")
    def open(self, subject: str):
        self._compare(subject, next((one["family"] for one in self.pairs if one["subject"] == subject), ""))

    def _compare(self, subject: str, family: str) -> None:
        self._close()
        with acting(self) as act:
            found = _find(act, subject, family)
            for family_id in {found.a, found.b}:
                journal.note(act.session, act.actor, family_id, journal.What.READ, "doublons", act.now)
            self._open(act, found)

    @rx.event
    @allow("identite_foyer", "W")
    def close(self):
        self._close()

    @rx.event
    @allow("identite_foyer", "W")
    def keep(self, letter: str):
        if letter in ("a", "b"):
            self.kept = letter

    @rx.event
    @allow("identite_foyer", "W")
    def tick(self, gone: str):
        self.same = [{**one, "on": one["on"] != (one["gone"] == gone)} for one in self.same]

    @rx.event
    @allow("identite_foyer", "W")
    def say_why(self, words: str):
        self.reason = words[:2000]

    @rx.event
    @allow("identite_foyer", "W")
    def join(self):
        with acting(self) as act:
            found = _find(act, self.opened["subject"], self.opened["a"])
            pairs = [(uuid.UUID(one["gone"]), uuid.UUID(one["kept"])) for one in self.same if one["on"]]
            if self.opened["inside"]:
                self._join_persons(act, pairs)
            else:
                a, b = (found.a, found.b) if self.kept == "a" else (found.b, found.a)
                # « same » was shown as b in a: turned round when b is kept.
                same = dict(pairs if self.kept == "a" else [(new, old) for old, new in pairs])
                merging.merge(act.session, act.actor, a, b, self.reason, act.today, act.now, same)
            self._done(act, {found.a, found.b}, "C’est réuni. Vous pouvez séparer de nouveau : rien n’est perdu.")

    def _join_persons(self, act: Act, pairs: list) -> None:
        if not pairs:
            raise Refusal("Cochez les personnes qui sont la même, ou dites que ce sont deux personnes.")
        for gone, kept in pairs:
            merging.join_persons(act.session, act.actor, kept, gone, self.reason, act.today, act.now)

    @rx.event
    @allow("identite_foyer", "W")
    def apart(self):
        with acting(self) as act:
            found = _find(act, self.opened["subject"], self.opened["a"])
            duplicates.apart(act.session, act.actor, found, self.reason, act.today, act.now)
            self._done(act, set(), "C’est noté : cette ressemblance ne sera plus proposée.")

    @rx.event
    @allow("identite_foyer", "W")
    def part(self, merge_id: str):
        with acting(self) as act:
            made = merging.part(act.session, act.actor, _id(merge_id), act.today, act.now)
            self._done(act, {made.kept_id, made.gone_id}, "C’est séparé : chacun a retrouvé ce qui était à lui.")

    def _open(self, act: Act, found: Candidate) -> None:
        told = comparing.compare(act.session, act.actor, found.a, found.b, act.today)
        inside = found.a == found.b
        self.opened = {
            "subject": str(found.subject),
            "title": found.why[0],
            "a": str(found.a),
            "b": str(found.b),
            "label_a": f"{told.a.label}, {told.a.case_number}",
            "label_b": f"{told.b.label}, {told.b.case_number}",
            "inside": inside,
        }
        rows = [one for one in told.rows if not inside or one.label in ("Dossier", "Adultes", "Enfants")]
        self.lines = [{"label": one.label, "a": one.a, "b": "" if inside else one.b, "same": one.same} for one in rows]
        self.warnings = [] if inside else told.warnings
        known = found.same if inside else duplicates.same_persons(act.session, found.a, found.b)
        self.same = [
            {
                "gone": str(gone),
                "kept": str(kept),
                "words": " = ".join(person_words(act.session.get_one(Person, one)) for one in (kept, gone)),
                "on": True,
            }
            for gone, kept in known.items()
        ]

    def _done(self, act: Act, changed: set[uuid.UUID], said: str) -> None:
        act.session.flush()
        if changed:
            listing.refresh(act.session, changed, act.today)
            for one in changed:
                beginning.follow_family(act.session, act.session.get_one(Household, one))
        self._close()
        self._show(act)
        self.said = said

    def _close(self) -> None:
        self.opened, self.lines, self.warnings, self.same = NOTHING, [], [], []
        self.kept, self.reason = "a", ""

    def _show(self, act: Act) -> None:
        found = duplicates.candidates(act.session, act.actor, act.today)
        wanted = {family_id for one in found for family_id in (one.a, one.b)}
        labels = {one: act.session.get_one(Household, one).label for one in wanted}
        self.pairs = [
            {
                "subject": str(one.subject),
                "family": str(one.a),
                "title": labels[one.a] if one.a == one.b else f"{labels[one.a]} / {labels[one.b]}",
                "why": " · ".join(one.why),
            }
            for one in found
        ]
        self.joined = joined(act)


def _find(act: Act, subject: str, family: str) -> Candidate:
    """:raises Gone: if these two are no longer proposed to this actor"""
    every = duplicates.of_family(act.session, act.actor, _family(family), act.today)
    found = next((one for one in every if str(one.subject) == subject), None)
    if found is None:
        raise Gone
    return found


def _family(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Gone from error


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise merging.NotFound from error
