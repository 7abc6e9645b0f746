"""« Départs »: where the sector's rounds begin, and who leaves from elsewhere. Of a home only its commune shows."""

from typing import TypedDict

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.pages.office.desk import Act, acting, looking
from fieldvisit.pages.office.planning_opened import Choice, id_of
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.weekplans import bases

#: Of the choice of whose departure it is; every other value names a worker.
SECTOR = "secteur"
UNSET = "pas réglé : le milieu du secteur est pris à sa place"


class Departure(TypedDict):
    """``worker``: of whom it can be taken back, "" for the sector's own."""

    worker: str
    who: str
    where: str


class RoundsBases(Rounds):
    """``kept``: how many were kept; the boxes are empty again after each."""

    departures: list[Departure] = []
    owners: list[Choice] = []
    kept: int = 0

    @rx.event
    @allow("planning_mission")
    def open_bases(self):
        with looking(self) as act:
            self._list_bases(act)
            self.panel, self.said = "bases", ""

    @rx.event
    @allow("planning_mission", "W")
    def keep_base(self, form: dict):
        with acting(self) as act:
            owner = _text(form, "owner")
            worker = None if owner == SECTOR else id_of(owner)
            place = (_text(form, one) for one in ("address", "postcode", "city"))
            sector, home = self._asked()[0], bool(form.get("home")) and worker is not None
            found = bases.keep(act.session, act.actor, sector, worker, *place, from_home=home)
            self._show_changed(act)
            self._list_bases(act)
            self.kept += 1
            self.said = f"Départ enregistré : {found.label}{'' if home else ', ' + found.sure.label}."

    @rx.event
    @allow("planning_mission", "W")
    def forget_base(self, worker: str):
        with acting(self) as act:
            bases.forget(act.session, act.actor, self._asked()[0], id_of(worker))
            self._show_changed(act)
            self._list_bases(act)
            self.said = "Les tournées partent de nouveau du secteur."

    def _list_bases(self, act: Act) -> None:
        listed = bases.of_sector(act.session, act.actor, self._asked()[0])
        names = {one["worker"]: one["name"] for one in self.lines}
        common = next((one.label for one in listed if one.account_id is None), UNSET)
        own = [
            {
                "worker": str(one.account_id),
                "who": names[str(one.account_id)],
                "where": f"domicile, {one.label}" if one.from_home else one.label,
            }
            for one in listed
            if str(one.account_id) in names
        ]
        self.departures = [{"worker": "", "who": "Le secteur", "where": common}, *own]
        people = [{"value": one["worker"], "label": one["name"]} for one in self.lines]
        self.owners = [{"value": SECTOR, "label": "Le secteur"}, *people]


def _text(form: dict, name: str) -> str:
    """Whatever a client may send in its place."""
    found = form.get(name, "")
    return found if isinstance(found, str) else ""
