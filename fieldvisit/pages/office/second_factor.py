"""« Second facteur »: put on, renewed and taken off by its holder, each time after her password."""

from typing import ClassVar, TypedDict

import reflex as rx
import segno

from fieldvisit import settings
from fieldvisit.access import second_factor
from fieldvisit.access.account import Account
from fieldvisit.access.permission import allow
from fieldvisit.pages.office.connections import Connections, proved
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.sync import sealing


class Square(TypedDict):
    """``picture``: an SVG as an address; ``key``: the same to type; ``address``: the same for an app of this device."""

    picture: str
    key: str
    address: str


NONE: Square = {"picture": "", "key": "", "address": ""}


class Factor(PageState):
    AT: ClassVar[str] = "/mes-connexions"

    on: bool = False
    required: bool = False
    left: int = 0
    square: Square = NONE
    codes: list[str] = []

    @rx.event
    @allow("session")
    def load(self):
        with looking(self) as act:
            self._show(act)

    @rx.event
    @allow("session")
    def begin(self, form: dict):
        if not _proved(self, form):
            return
        with acting(self) as act:
            account = act.session.get_one(Account, act.actor.account_id)
            begun = second_factor.begin(act.session, sealing.master_key(settings.read()), account, act.now)
            picture = segno.make(begun.address, error="m").svg_data_uri(scale=5, border=3)
            self.square = {"picture": picture, "key": begun.key, "address": begun.address}

    @rx.event
    @allow("session")
    def confirm(self, form: dict):
        with acting(self) as act:
            # Guesses at one's own first code give nothing away: the secret is on this very screen.
            master, code = sealing.master_key(settings.read()), str(form.get("code", ""))
            self.codes = second_factor.confirm(act.session, master, act.actor.account_id, code, act.now)
            self.square = NONE
            act.session.flush()
            self._show(act)
            self.said = "Le second facteur est activé : il vous sera demandé à chaque connexion."
        return Connections.load if self.codes else None

    @rx.event
    @allow("session")
    def renew(self, form: dict):
        if not _proved(self, form):
            return None
        with acting(self) as act:
            self.codes = second_factor.renew_codes(act.session, act.actor.account_id, act.now)
            act.session.flush()
            self._show(act)
            self.said = "Les anciens codes de secours n’ouvrent plus rien."
        return Connections.load if self.codes else None

    @rx.event
    @allow("session")
    def take_off(self, form: dict):
        if not _proved(self, form):
            return None
        with acting(self) as act:
            second_factor.take_off(act.session, act.actor.account_id, act.now, self._must(act))
            act.session.flush()
            self._show(act)
            self.codes, self.said = [], "Le second facteur est retiré."
        return None if self.on else Connections.load

    @rx.event
    @allow("session")
    def noted(self):
        """The codes are on paper: off the screen with them."""
        self.codes, self.said = [], ""

    @rx.event
    @allow("session")
    def leave_it(self):
        self.square, self.problem = NONE, ""

    def _must(self, act: Act) -> bool:
        return act.actor.role in settings.read().second_factor

    def _show(self, act: Act) -> None:
        self.on = second_factor.is_on(act.session, act.actor.account_id)
        self.left = second_factor.codes_left(act.session, act.actor.account_id)
        self.required = self._must(act)


def _proved(state, form: dict) -> bool:
    return proved(state, str(form.get("secret", "")))
