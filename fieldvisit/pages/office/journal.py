"""« Journal des accès »: who opened which file, for the DPO, the medical head, and a coordinator in her sectors."""

from datetime import timedelta
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit import settings
from fieldvisit.access import chain, disposal, roles
from fieldvisit.access.journal import What
from fieldvisit.access.permission import Permission, allow
from fieldvisit.families import consulted
from fieldvisit.families.consulted import Asked
from fieldvisit.pages.office import french, journal_exceptional
from fieldvisit.pages.office.desk import Act, Desk, PageState, acting
from fieldvisit.pages.office.journal_view import page
from fieldvisit.pages.page import Page
from fieldvisit.words import Refusal
from fieldvisit.words import french as number

HERE = "/journal-acces"
COMPARTMENT = "journal_acces"
#: What is shown before anything is asked, in days.
LATELY = 7
#: Names of screens that a code cannot write as French does; the others are read as they are.
SCREENS = {
    "a_faire": "à faire",
    "acces_exceptionnel": "accès exceptionnel",
    "croissance_pdf": "courbes",
    "deces": "décès",
    "departager": "à départager",
    "echeances": "échéances",
    "journal_acces": "journal des accès",
    "journal_extrait": "extrait du journal",
    "priorite": "priorité",
    "releve": "relevé",
    "seance": "séance",
    "synthese": "synthèse",
    "taches": "tâches",
    "tournee_papier": "tournée sur papier",
}


class BadDay(Refusal):
    sentence = "Une date s’écrit en entier, avec son année."


class Line(TypedDict):
    key: str
    at: str
    name: str
    role: str
    case_number: str
    family: str
    what: str
    screen: str
    why: str
    device: str


class Month(TypedDict):
    month: str
    lines: str
    told: str


class JournalPage(PageState):
    AT: ClassVar[str] = HERE

    lines: list[Line] = []
    more: bool = False
    person: str = ""
    family: str = ""
    since: str = ""
    until: str = ""
    extracts: bool = False
    seal: str = ""
    due: list[Month] = []
    gone: list[Month] = []
    approves: bool = False

    @rx.event
    @allow(COMPARTMENT)
    def load(self):
        with acting(self) as act:
            if not self.since:
                self.since, self.until = (act.today - timedelta(days=LATELY)).isoformat(), act.today.isoformat()
            self._show(act)

    @rx.event
    @allow(COMPARTMENT)
    def search(self, form: dict):
        self.person, self.family = str(form.get("person", ""))[:200], str(form.get("family", ""))[:200]
        self.since, self.until = str(form.get("since", ""))[:10], str(form.get("until", ""))[:10]
        with acting(self) as act:
            self._show(act)

    @rx.event
    @allow(COMPARTMENT)
    def let_go(self, form: dict):
        """A month past its time goes, because a named person says so; the form carries which and why."""
        with acting(self) as act:
            month, reason = str(form.get("month", "")), str(form.get("reason", ""))
            disposal.approve(act.session, act.actor, month, reason, act.now, settings.read().journal_months)
            self._show(act)
            self.said = f"{month} : éliminé. La chaîne garde l’empreinte du mois."

    def _show(self, act: Act) -> None:
        since, until = french.day_from(self.since), french.day_from(self.until)
        if (self.since and since is None) or (self.until and until is None):
            raise BadDay
        found = consulted.search(act.session, act.actor, Asked(self.person, self.family, since, until), act.today)
        self.more, found = len(found) > consulted.MOST, found[: consulted.MOST]
        consulted.note(act.session, act.actor, {one.event.family_id for one in found}, act.now)
        self.lines = [_line(one) for one in found]
        self.extracts = consulted.may_extract(act.actor)
        self.approves = act.actor.role in disposal.APPROVES
        last = chain.head(act.session)
        self.seal = f"{french.moment(last.sealed_at)} – {last.digest}" if last else ""
        kept = settings.read().journal_months
        self.due = [
            {"month": one.month, "lines": number(one.lines), "told": ""}
            for one in disposal.due(act.session, act.actor, act.now, kept)
        ]
        self.gone = [
            {
                "month": one.month,
                "lines": number(one.lines),
                "told": f"{one.approved_name}, le {french.moment(one.approved_at)} : {one.reason}",
            }
            for one in disposal.done(act.session, act.actor)
        ]


def _line(one: consulted.Seen) -> Line:
    event = one.event
    return {
        "key": str(event.id),
        "at": french.moment(event.at),
        "name": one.name,
        "role": roles.LABELS.get(event.role, event.role),
        "case_number": one.case_number,
        "family": one.family,
        "what": What(event.what).label,
        "screen": SCREENS.get(event.screen, event.screen.replace("_", " ")),
        "why": event.reason[:1].upper() + event.reason[1:],
        "device": ("Tablette" if event.device_id else "Bureau") + (", hors ligne" if event.offline else ""),
    }


PAGE = Page(
    route=HERE,
    title="Journal des accès – Fieldvisit",
    permission=Permission(COMPARTMENT),
    component=lambda: page(JournalPage, journal_exceptional.table()),
    on_load=(Desk.arrive, JournalPage.load, journal_exceptional.JournalExceptional.load),
)
