"""« Certificats »: awaited, received, incomplete. Arrivals are the office’s, what they say is for who may write it."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access import journal
from fieldvisit.access.permission import allow
from fieldvisit.carnet import certificates, listed, reach
from fieldvisit.carnet.certificate import Kind
from fieldvisit.carnet.listed import Tab
from fieldvisit.due import awaited, listing
from fieldvisit.families.person import Person
from fieldvisit.pages.office import certificates_rows, french
from fieldvisit.pages.office.certificate_entry import CertificateEntry
from fieldvisit.pages.office.certificates_rows import Candidate, Row
from fieldvisit.pages.office.desk import Act, PageState, acting, loading, looking

HERE = "/certificats"
IDENTITY = "identite_foyer"


class TabLine(TypedDict):
    code: str
    label: str
    chosen: bool


class Certificates(PageState):
    AT: ClassVar[str] = HERE

    tab: str = Tab.AWAITED.value
    tabs: list[TabLine] = []
    rows: list[Row] = []
    more: str = ""
    receiving: bool = False
    query: str = ""
    candidates: list[Candidate] = []
    child_id: str = ""
    child: str = ""
    kind: str = Kind.CS8.value
    received_on: str = ""
    asked: str = ""
    _subject: str = ""

    @rx.event
    @allow(IDENTITY, "W")
    def load(self):
        wanted = self.router.url.query_parameters
        subject = f"{wanted.get('lire', '')} {wanted.get('enfant', '')}"
        again = self._subject == subject
        with loading(self, subject) as act:
            if not again:
                self.received_on = act.today.isoformat()
            self._show(act)
            if wanted.get("enfant") and not again:
                self._choose(act, _id(wanted["enfant"]))
        if again:
            return None  # a certificate may stand half written beside
        return CertificateEntry.open(wanted["lire"]) if wanted.get("lire") else CertificateEntry.close

    @rx.event
    @allow(IDENTITY, "W")
    def show_again(self):
        with looking(self, by_itself=True) as act:
            self._show(act)

    @rx.event
    @allow(IDENTITY, "W")
    def choose_tab(self, code: str):
        with looking(self) as act:
            self.tab = Tab(code).value if code in set(Tab) else self.tab
            self._show(act)

    @rx.event
    @allow(IDENTITY, "W")
    def start(self):
        """« Noter une arrivée »."""
        self.receiving, self.query, self.candidates, self.child_id, self.child = True, "", [], "", ""

    @rx.event
    @allow(IDENTITY, "W")
    def stop(self):
        self.receiving = False

    @rx.event
    @allow(IDENTITY, "W")
    def look_for(self, words: str):
        self.query = words[:100]
        with looking(self) as act:
            self.candidates = certificates_rows.candidates(act, self.query) if len(self.query.strip()) > 1 else []

    @rx.event
    @allow(IDENTITY, "W")
    def choose(self, child_id: str):
        with looking(self) as act:
            self._choose(act, _id(child_id))

    @rx.event
    @allow(IDENTITY, "W")
    def receive(self, form: dict):
        """The arrival alone; who may write what it says goes on with it."""
        self.kind = form["kind"] if form.get("kind") in list(Kind) else self.kind
        self.received_on = str(form.get("received_on") or "")
        made = None
        with acting(self) as act:
            if not self.child_id:
                self.problem = "Choisissez l’enfant : tapez son nom, puis touchez sa ligne."
                return None
            on = french.day_from(self.received_on)
            if on is None:
                self.problem = "Indiquez le jour où le certificat est arrivé."
                return None
            made = certificates.receive(act.session, act.actor, _id(self.child_id), self.kind, on, act.now, act.today)
            listing.refresh(act.session, {made.family_id}, act.today)
            writes = reach.may(act.session, reach.certificates(act.actor, act.today, write=True), made.family_id)
            self.said = f"{self.kind} de {self.child} : arrivée notée."
            self.receiving = False
            self._show(act)
        return CertificateEntry.open(str(made.id)) if not self.problem and writes else None

    @rx.event
    @allow(IDENTITY, "W")
    def remind(self, item_id: str):
        """« Relancer »: the letter waits with the family’s contacts, to be sent."""
        with acting(self) as act:
            made = awaited.ask(act.session, act.actor, _id(item_id), act.now, act.today)
            act.session.flush()
            self.asked = made.words
            self.said = "La lettre de relance est prête : elle attend dans les contacts de la famille, à envoyer."
            self._show(act)

    @rx.event
    @allow(IDENTITY, "W")
    def strike(self, form: dict):
        """An arrival noted by mistake, still empty."""
        with acting(self) as act:
            found = certificates.strike(
                act.session, act.actor, _id(str(form.get("id", ""))), str(form.get("why") or ""), act.now, act.today
            )
            listing.refresh(act.session, {found.family_id}, act.today)
            self.said = "L’arrivée est rayée ; elle reste dans l’historique avec le motif."
            self._show(act)

    def _choose(self, act: Act, child_id: uuid.UUID) -> None:
        child, home = reach.child(act.session, child_id, reach.arrivals(act.actor, act.today, write=True))
        self.receiving, self.child_id = True, str(child.id)
        self.child = f"{child.first_name} {child.last_name}"
        self.query, self.candidates = "", []
        self.kind = _likely(act, child)
        journal.note(act.session, act.actor, home.id, journal.What.READ, "certificat", act.now, subject_id=child.id)

    def _show(self, act: Act) -> None:
        tab = Tab(self.tab)
        counts = {one: listed.count(act.session, act.actor, one, act.today) for one in Tab if one is not Tab.AWAITED}
        counts[Tab.AWAITED] = awaited.count(act.session, act.actor, act.today)
        self.tabs = [{"code": one.value, "label": f"{one.label} ({counts[one]})", "chosen": one is tab} for one in Tab]
        self.rows = certificates_rows.of_awaited(act) if tab is Tab.AWAITED else certificates_rows.of_received(act, tab)
        shown = counts[tab] - len(self.rows)
        self.more = f"Et {shown} autres : traitez d’abord les plus anciens." if shown > 0 else ""


def _likely(act: Act, child: Person) -> str:
    """The first that has not come yet: most often the one in hand."""
    for kind in Kind:
        if certificates.in_force(act.session, child.id, kind) is None:
            return kind.value
    return Kind.CS24.value


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise reach.NotFound from error
