"""What the week's rounds come to: fairness, done against planned, the way and its claim."""

from typing import TypedDict

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.pages.office import rounds_shown as shown
from fieldvisit.pages.office.desk import looking
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.weekplans import accounts


class Account(TypedDict):
    name: str
    visits: str
    way: str
    contact: str
    claim: str


class RoundsBooks(Rounds):
    accounts: list[Account] = []
    accounts_source: str = ""

    @rx.event
    @allow("planning_mission")
    def open_fairness(self):
        self.panel, self.problem, self.said = "fairness", "", ""

    @rx.event
    @allow("planning_mission")
    def open_accounts(self):
        with looking(self) as act:
            listed = accounts.of_week(act.session, act.actor, *self._asked(), act.today, act.now)
            self.accounts = [
                {
                    "name": one.name,
                    "visits": _done(one),
                    "way": f"{one.km:.0f}\u00a0km, {_unbroken(shown.lasting(one.driving))}",
                    "contact": _unbroken(shown.lasting(one.contact)),
                    "claim": one.claim,
                }
                for one in listed
            ]
            self.accounts_source = " ; ".join(dict.fromkeys(one.source for one in listed))
            self.panel, self.said = "accounts", ""


def _unbroken(words: str) -> str:
    """In a narrow column a number stays with its unit."""
    return words.replace(" ", "\u00a0")


def _done(one: accounts.Account) -> str:
    """« 7 faites sur 9, 1 absente »."""
    absent = f", {one.absent} {'absentes' if one.absent > 1 else 'absente'}" if one.absent else ""
    return f"{one.done} {'faites' if one.done > 1 else 'faite'} sur {one.planned}{absent}"
