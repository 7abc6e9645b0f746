"""« Dossier »: one family as far as the reader's role goes, and what was written of its visits.

Every opening leaves its line in the access journal; opening a colleague's record makes it « Vue par l'équipe ».
"""

import uuid
from typing import ClassVar

import reflex as rx

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Account
from fieldvisit.access.permission import allow
from fieldvisit.access.roles import Reach
from fieldvisit.due import reading
from fieldvisit.due.reading import Standing
from fieldvisit.families import agreeing, consulted, file, household, members
from fieldvisit.families.file import File
from fieldvisit.pages import pictures_api
from fieldvisit.pages.office import family_help, family_visits, french, picture_view, record_beside, record_view
from fieldvisit.pages.office.desk import Act, PageState, consulting, looking
from fieldvisit.pages.office.family_lines import (
    AgreementLine,
    Fact,
    PersonLine,
    PregnancyLine,
    ReadLine,
    Version,
    VisitLine,
    agreement,
    person,
    pregnancy,
)
from fieldvisit.pages.office.picture_view import NO_PICTURE, PictureLine
from fieldvisit.pages.office.record_view import EMPTY, RecordView
from fieldvisit.pages.who import PARIS
from fieldvisit.schedule import record
from fieldvisit.sync import albums, documents

CONTACT = {"oui": "oui", "non": "non", "plage": "à certaines heures"}
#: The sections of a file, in the order of their tabs.
TABS = ("essentiel", "a-faire", "sante", "interventions", "chronologie", "accords", "journal")


class FamilyFile(PageState):
    AT: ClassVar[str] = "/familles/"

    label: str = ""
    concern_href: str = ""
    number: str = ""
    facts: list[Fact] = []
    persons: list[PersonLine] = []
    set_aside: list[PersonLine] = []
    pregnancies: list[PregnancyLine] = []
    agreements: list[AgreementLine] = []
    opposed: str = ""
    tab: str = TABS[0]
    sees_children: bool = False
    sees_whole: bool = False
    sees_due: bool = False
    sees_help: bool = False
    late: int = 0
    visits: list[VisitLine] = []
    opened: RecordView = EMPTY
    viewed: PictureLine = NO_PICTURE
    versions: list[Version] = []
    reads: list[ReadLine] = []
    sees_journal: bool = False
    _family_id: uuid.UUID | None = None

    @rx.event
    @allow("identite_foyer")
    def load(self):
        asked, wanted = _asked(self)
        # The page loads again after each cut of the network: then she stays in the section where she writes.
        tab = self.tab if asked == str(self._family_id) else TABS[0]
        self.reset()
        self.tab = tab
        with consulting(self) as act:
            family_id = _id(asked)
            if (kept_id := household.standing_for(act.session, family_id)) != family_id:
                return rx.redirect(f"/familles/{kept_id}")
            opened = file.read(act.session, act.actor, family_id, act.today)
            self._family_id = family_id
            journal.note(act.session, act.actor, family_id, journal.What.READ, "dossier", act.now)
            if wanted:
                self._open(act, _id(wanted), opened)
            act.session.flush()
            self._show(act, opened)
        return None

    @rx.event
    @allow("observations_vad")
    def open_record(self, record_id: str):
        with consulting(self) as act:
            opened = file.read(act.session, act.actor, self._family_id, act.today)
            self._open(act, _id(record_id), opened)
            act.session.flush()
            self._show(act, opened)

    @rx.event
    @allow("identite_foyer")
    def show_tab(self, tab: str):
        if tab in TABS:
            self.tab = tab

    @rx.event
    @allow("identite_foyer")
    def show_again(self):
        """After something of the file was changed from a panel of its own, which may still say something."""
        with looking(self, by_itself=True) as act:
            self._show(act, file.read(act.session, act.actor, self._family_id, act.today))

    @rx.event
    @allow("identite_foyer")
    def tell(self, words: str):
        """After a piece of the file wrote something: what to read, and the file as it is now."""
        with looking(self) as act:
            self._show(act, file.read(act.session, act.actor, self._family_id, act.today))
        self.said = words[:300]

    @rx.event
    @allow("identite_foyer")
    def close_record(self):
        self.opened, self.viewed = EMPTY, NO_PICTURE

    @rx.event
    @allow("observations_vad")
    def open_picture(self, picture_id: str):
        """Shows it large; the route that gives its bytes journals and marks it « vue »."""
        with looking(self) as act:
            found = pictures_api.find(act.session, act.actor, _id(picture_id), act.today)
            if found.family_id != self._family_id:
                raise pictures_api.NotFound
            self.viewed = picture_view.line(found)

    @rx.event
    @allow("observations_vad")
    def close_picture(self):
        self.viewed = NO_PICTURE
        if self.opened["id"]:
            with looking(self) as act:
                found = record.find(act.session, act.actor, _id(self.opened["id"]), act.today)
                self._show_pictures(act, found)

    def _open(self, act: Act, record_id: uuid.UUID, opened: File) -> None:
        found = record.find(act.session, act.actor, record_id, act.today)
        if found.family_id != opened.household.id:
            raise record.NotFound
        journal.note(act.session, act.actor, found.family_id, journal.What.READ, "visite", act.now, subject_id=found.id)
        record.see(act.session, act.actor, found, act.now)
        author = act.session.get_one(Account, found.author_id)
        is_author = found.author_id == act.actor.account_id
        [home] = documents.families(_shown(act, found.family_id), {found.family_id})
        self.opened = record_view.view(found, act.actor.role, is_author, author.name, opened.persons, home["body"])
        self.opened |= record_beside.told(act, found)
        self.viewed = NO_PICTURE
        self.versions = _versions(act, found)
        self._show_pictures(act, found)

    def _show_pictures(self, act: Act, found: record.VisitRecord) -> None:
        album = albums.of(_shown(act, found.family_id), [found])[found.id]
        self.opened = self.opened | {
            "pictures": picture_view.lines(album),
            "awaited": picture_view.awaited(album),
            "closed": picture_view.closed(album),
        }

    def _show(self, act: Act, opened: File) -> None:
        home = opened.household
        self.label, self.number = home.label, home.case_number
        self.concern_href = f"/inquietude?famille={home.id}"
        self.facts = [
            {"label": label, "value": value}
            for label, value in (
                ("Adresse", f"{home.address}, {home.postcode} {home.city}".strip(", ")),
                ("Téléphone", " · ".join(part for part in (home.phone, home.phone_2) if part)),
                ("Contact possible", CONTACT.get(home.contact_ok, home.contact_ok)),
                ("Langue", home.languages + (", avec interprète" if home.interpreter else "")),
                ("Accès", home.access_notes),
                ("Sécurité", "" if opened.door_only else home.safety_notes),
                ("Consignes de vie quotidienne", opened.instructions),
            )
            if value
        ]
        self.persons = [person(one, opened, act.today, act.actor) for one in opened.persons]
        self.set_aside = [person(one, opened, act.today) for one in opened.set_aside]
        self.sees_children, self.sees_whole = opened.sees_children, not opened.door_only
        self.sees_due = roles.right(act.actor.role, "planning_mission").read is not Reach.NONE
        self.sees_help = family_help.opens(act, home.id)
        due = reading.of_family(act.session, act.actor, home.id, act.today) if self.sees_due else []
        self.late = sum(one.standing is Standing.LATE for one in due)
        names = {one.id: members.name_of(one) for one in opened.persons}
        self.pregnancies = [pregnancy(one, names.get(one.mother_id, ""), act.today) for one in opened.pregnancies]
        self.agreements = [agreement(one, act.today) for one in agreeing.last_words(opened.agreements)]
        opposition = agreeing.opposition(opened.agreements, act.today)
        self.opposed = french.short(opposition.collected_at.astimezone(PARIS).date()) if opposition else ""
        self.visits = family_visits.lines(act, home.id)
        self.sees_journal = act.actor.role in consulted.SEES_WHO_READ
        self.reads = (
            [
                {
                    "at": french.moment(event.at),
                    "name": name,
                    "role": roles.LABELS.get(event.role, event.role),
                    "what": journal.What(event.what).label + (" (hors ligne)" if event.offline else ""),
                }
                for event, name in journal.recent(act.session, household.with_merged(act.session, home.id))
            ]
            if self.sees_journal
            else []
        )


def _versions(act: Act, opened: record.VisitRecord) -> list[Version]:
    """The other writings of this visit: what it corrected, what two tablets sent, all kept."""
    found = record.of_family(act.session, act.actor, opened.family_id, act.today)
    return [
        {
            "id": str(one.id),
            "label": f"{act.session.get_one(Account, one.author_id).name}, reçue le {french.moment(one.received_at)}",
            "in_force": one.corrected_by_id is None,
        }
        for one in found
        if one.visit_id == opened.visit_id and one.id != opened.id
    ]


def _shown(act: Act, family_id: uuid.UUID) -> documents.Shown:
    return documents.Shown(act.session, act.actor, {family_id}, act.today)


def _asked(state: PageState) -> tuple[str, str]:
    """The family in the address, and the record asked for after « ?ecrit= »."""
    url = state.router.url
    return url.path.rstrip("/").rsplit("/", 1)[-1], url.query_parameters.get("ecrit", "")


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise household.NotFound from error
