"""« Information préoccupante » at the office: whom to call first, what is written and kept at each touch."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx
from sqlmodel import select

from fieldvisit.access.permission import Permission, allow
from fieldvisit.alerts import numbers
from fieldvisit.concerns import drafting, form, pieces, reading, sending
from fieldvisit.concerns.lists import NATURES, Recipient
from fieldvisit.concerns.report import ConcernReport
from fieldvisit.families import household
from fieldvisit.families.person import Person, Role
from fieldvisit.pages.office import french
from fieldvisit.pages.office.concern_screen import page
from fieldvisit.pages.office.desk import Act, Desk, PageState, acting, consulting, looking
from fieldvisit.pages.page import Page

HERE = "/inquietude"
ASKED = "information_preoccupante"
FIRST = ("tel_119", "tel_17", "tel_15")
YES, NO = "oui", "non"
QUOTES = 3


class Call(TypedDict):
    phone: str
    href: str
    name: str


class Tick(TypedDict):
    code: str
    label: str
    chosen: bool


class Quote(TypedDict):
    at: int
    who: str
    when: str
    words: str


class Piece(TypedDict):
    id: str
    name: str


class Sent(TypedDict):
    id: str
    reference: str
    when: str
    to: str
    mailed: str
    acknowledged: str


NO_TEXTS = dict.fromkeys(
    ("facts", "context", "parents_reason", "family_words", "author_function", "author_service", "fact_on", "fact_at")
    + ("danger", "parents_informed", "recipient", "others"),
    "",
)
NONE_SENT: Sent = {"id": "", "reference": "", "when": "", "to": "", "mailed": "", "acknowledged": ""}


class Concern(PageState):
    AT: ClassVar[str] = HERE

    calls: list[Call] = []
    family: str = ""
    family_id: str = ""
    draft_id: str = ""
    typed: dict[str, str] = NO_TEXTS
    children: list[Tick] = []
    natures: list[Tick] = []
    quotes: list[Quote] = []
    attached: list[Piece] = []
    sent: list[Sent] = []
    done: Sent = NONE_SENT
    kept: str = ""
    today: str = ""
    reads: bool = False
    form: int = 0
    _subject: str = ""

    @rx.event
    @allow(ASKED, "C")
    def load(self):
        """``?famille=``: of this family; without it, of one that the service does not know."""
        asked = str(self.router.url.query_parameters.get("famille", ""))
        with looking(self) as act:
            known = self._subject == f"{asked} {act.actor.account_id}"
            if known and self.done["id"]:
                return  # the network came back: the receipt stays on screen
            family_id = _id(asked)
            home = household.find(act.session, act.actor, family_id, act.today) if family_id else None
            self.family, self.family_id = (home.label, str(home.id)) if home else ("", "")
            listed = numbers.in_force(act.session)
            self.calls = [_call(listed[code][0]) for code in FIRST if listed.get(code)]
            self.reads = Permission(ASKED).admits(act.actor)
            begun = [one for one in drafting.of(act.session, act.actor) if one.family_id == family_id]
            self._show(act, begun[0] if begun else None)
            self._subject = f"{asked} {act.actor.account_id}"

    @rx.event
    @allow(ASKED, "C")
    def write(self, name: str, value: str):
        """One field, as it is typed."""
        if name in NO_TEXTS and not self.done["id"]:
            self._keep({name: value})

    @rx.event
    @allow(ASKED, "C")
    def write_quote(self, at: int, name: str, value: str):
        if not 0 <= at < len(self.quotes) or name not in ("who", "when", "words") or self.done["id"]:
            return
        self.quotes = [{**one, name: value} if one["at"] == at else one for one in self.quotes]
        self._keep({"quotes": [dict(one) for one in self.quotes]})

    @rx.event
    @allow(ASKED, "C")
    def one_more(self):
        """Room for other words that were reported."""
        if len(self.quotes) < form.MOST_QUOTES:
            self.quotes = [*self.quotes, {"at": len(self.quotes), "who": "", "when": "", "words": ""}]

    @rx.event
    @allow(ASKED, "C")
    def tick(self, what: str, code: str):
        """A child, a nature, yes or no: touched again, it is taken back."""
        if self.done["id"]:
            return
        if what == "natures":
            self.natures = _toggled(self.natures, code)
            self._keep({"natures": [one["code"] for one in self.natures if one["chosen"]]})
        elif what == "children":
            self.children = _toggled(self.children, code)
            self._keep({})
        elif what in ("danger", "parents_informed", "recipient"):
            self._keep({what: "" if self.typed[what] == code else code})

    @rx.event
    @allow(ASKED, "C")
    def detach(self, piece_id: str):
        with acting(self) as act:
            pieces.remove(act.session, act.actor, _id(piece_id))
            self.attached = [one for one in self.attached if one["id"] != piece_id]

    @rx.event
    @allow(ASKED, "C")
    def transmit(self):
        reference = ""
        with acting(self) as act:
            if not self.draft_id:
                raise form.Invalid("Rien n’est écrit encore : commencez par l’enfant et les faits.")
            reference = sending.transmit(act.session, act.actor, _id(self.draft_id), act.now).id
        if reference:
            with looking(self) as act:
                self._show(act, None)
                [self.done] = [one for one in self.sent if one["id"] == str(reference)]

    @rx.event
    @allow(ASKED, "C")
    def give_up(self):
        with acting(self) as act:
            if self.draft_id:
                drafting.drop(act.session, act.actor, _id(self.draft_id))
            self._show(act, None)
            self.said = "Brouillon effacé."

    @rx.event
    @allow(ASKED, "C")
    def another(self):
        with looking(self) as act:
            self._show(act, None)

    def _keep(self, said: dict[str, object]) -> None:
        """Into the draft at the server, begun with the first touch."""
        self.typed = {**self.typed, **{name: value for name, value in said.items() if name in NO_TEXTS}}
        told = {name: value for name, value in said.items() if name not in ("others", "danger", "parents_informed")}
        told |= {name: {YES: True, NO: False}.get(self.typed[name]) for name in ("danger", "parents_informed")}
        names = [part.strip() for part in self.typed["others"].replace("\n", ",").split(",")]
        told["children"] = [
            *({"person_id": one["code"], "name": one["label"]} for one in self.children if one["chosen"]),
            *({"person_id": None, "name": name} for name in names if name),
        ]
        # It is written of any file that she reads, exceptionally too: a child in danger comes first.
        with consulting(self) as act:
            if not self.draft_id:
                begun = drafting.begin(act.session, act.actor, act.now, act.today, _id(self.family_id))
                self.draft_id = str(begun.id)
            drafting.keep(act.session, act.actor, _id(self.draft_id), told, act.now)
            self.kept = f"Brouillon gardé à {french.hour(act.now.astimezone(french.PARIS).time())}, lu de vous seul·e"

    def _show(self, act: Act, draft: ConcernReport | None) -> None:
        self.form += 1
        self.done, self.kept, self.draft_id = NONE_SENT, "", str(draft.id) if draft else ""
        self.typed = _texts(draft) if draft else dict(NO_TEXTS)
        ticked = {one["person_id"] for one in draft.children} if draft else set()
        query = select(Person).where(Person.family_id == _id(self.family_id), Person.role == Role.CHILD)
        alive = query.where(Person.deceased_on.is_(None), Person.set_aside_at.is_(None)).order_by(Person.birth_date)
        found = act.session.exec(alive).all() if self.family_id else []
        self.children = [
            {"code": str(one.id), "label": f"{one.first_name} {one.last_name}".strip(), "chosen": str(one.id) in ticked}
            for one in found
        ]
        chosen = draft.natures if draft else []
        self.natures = [{"code": code, "label": label, "chosen": code in chosen} for code, label in NATURES.items()]
        quotes = draft.quotes if draft else []
        blank = [{"who": "", "when": "", "words": ""}] if not quotes else []
        self.quotes = [{"at": at, **one} for at, one in enumerate([*quotes, *blank])]
        named = pieces.named(act.session, draft.id) if draft else []
        self.attached = [{"id": str(id), "name": name} for id, name, _ in named]
        self.sent = [_sent(one) for one in reading.receipts(act.session, act.actor)]
        self.today = act.today.isoformat()


def _call(one) -> Call:
    return {"phone": one.phone, "href": f"tel:{one.phone.replace(' ', '')}", "name": one.name}


def _sent(one: reading.Receipt) -> Sent:
    mailed = f"envoyé le {french.moment(one.mailed_at)}" if one.mailed_at else "pas encore envoyé"
    return {
        "id": str(one.id),
        "reference": one.reference,
        "when": french.moment(one.received_at),
        "to": "CRIP et procureur" if one.recipient is Recipient.PROSECUTOR else "CRIP",
        "mailed": f"Courriel {mailed}",
        "acknowledged": f"Accusé de réception le {french.moment(one.acknowledged_at)}" if one.acknowledged_at else "",
    }


def _texts(draft: ConcernReport) -> dict[str, str]:
    known = {name: str(getattr(draft, name) or "") for name in NO_TEXTS if name != "others"}
    answer = {True: YES, False: NO, None: ""}
    others = ", ".join(one["name"] for one in draft.children if not one["person_id"])
    return known | {
        "danger": answer[draft.danger],
        "parents_informed": answer[draft.parents_informed],
        "fact_on": draft.fact_on.isoformat() if draft.fact_on else "",
        "others": others,
    }


def _toggled(ticks: list[Tick], code: str) -> list[Tick]:
    return [{**one, "chosen": not one["chosen"]} if one["code"] == code else one for one in ticks]


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


PAGE = Page(
    route=HERE,
    title="Information préoccupante – Fieldvisit",
    permission=Permission(ASKED, "C"),
    component=lambda: page(Concern),
    on_load=(Desk.arrive, Concern.load),
)
