"""« Grilles »: the versions in force; the medical head brings in a file, reads what it changes, publishes it.

What it shows is drawn in ``grids_screen.py``, made in ``grids_lines.py``.
"""

import base64
import binascii
import json
import uuid
from typing import ClassVar

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.forms import catalogue, difference, form_file, publishing, shelf
from fieldvisit.forms.fault import NotAGrid
from fieldvisit.forms.publishing import COMPARTMENT, InForce, NotFound
from fieldvisit.forms.version import FormVersion, State, switches
from fieldvisit.pages.office import grids_lines as lines
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.words import Refusal, french

HERE = "/grilles"
TOO_LARGE = f"Ce fichier dépasse {form_file.LARGEST // 1000} ko : ce n’est pas une grille."
STAYS = "rien n’est enregistré. Corrigez le fichier et choisissez-le de nouveau :"


class Grids(PageState):
    AT: ClassVar[str] = HERE

    grids: list[lines.GridLine] = []
    drafts: list[lines.DraftLine] = []
    past: list[lines.PastLine] = []
    faults: list[lines.FaultLine] = []
    #: What is open below the list: the draft it is about (empty for a grid in force), its title, one of the two.
    opened: str = ""
    opened_title: str = ""
    changes: list[lines.ChangeLine] = []
    advice: str = ""
    sections: list[lines.SectionLine] = []
    form: int = 0

    @rx.event
    @allow(COMPARTMENT)
    def load(self):
        with looking(self) as act:
            self._show(act)

    @rx.event
    @allow(COMPARTMENT, "W")
    def bring_in(self, chosen: list):
        """The file that was chosen: kept as a draft and opened, or refused with every fault."""
        found = _content(chosen)
        if found is None:
            return
        name, content = found
        self.form += 1  # the same file, corrected, can be chosen again
        self._close()
        if not content:
            self.said, self.problem = "", TOO_LARGE
            return
        with acting(self) as act:
            try:
                one = publishing.bring_in(act.session, act.actor, content, name, act.now)
            except NotAGrid as refused:
                self.faults = [lines.fault(each) for each in refused.faults]
                raise Refusal(f"« {name} » est refusé, {STAYS}") from refused
            except InForce as nothing:
                self.said = nothing.sentence
                return
            self._show(act)
            if one.state is State.PUBLISHED:
                self.said = f"{one.title}, version {one.version} : déjà publiée, rien ne change."
                return
            self._open(one)
            self.said = f"{one.title}, version {one.version} : gardée en brouillon. Relisez ce qu’elle change."

    @rx.event
    @allow(COMPARTMENT)
    def open_draft(self, version_id: str):
        with looking(self) as act:
            self._close()
            self._open(publishing.find(act.session, act.actor, _id(version_id)))

    @rx.event
    @allow(COMPARTMENT)
    def preview_draft(self, version_id: str):
        with looking(self) as act:
            one = publishing.find(act.session, act.actor, _id(version_id))
            self._preview(json.loads(one.content), str(one.id))

    @rx.event
    @allow(COMPARTMENT)
    def preview_grid(self, code: str):
        with looking(self):
            self._preview(catalogue.source(code), "")

    @rx.event
    @allow(COMPARTMENT)
    def close(self):
        self._close()

    @rx.event
    @allow(COMPARTMENT, "W")
    def publish(self, version_id: str):
        self.faults = []
        with acting(self) as act:
            try:
                one = publishing.publish(act.session, act.actor, _id(version_id), act.now)
            except NotAGrid as refused:
                self.faults = [lines.fault(each) for each in refused.faults]
                raise Refusal("Ce brouillon ne se publie plus tel quel, il reste là :") from refused
            self._close()
            self.said = (
                f"{one.title}, version {one.version} : publiée. Les tablettes la reçoivent à leur prochain contact ; "
                "une visite commencée garde sa version."
            )
        self._show_again()

    @rx.event
    @allow(COMPARTMENT, "W")
    def discard(self, version_id: str):
        with acting(self) as act:
            one = publishing.discard(act.session, act.actor, _id(version_id), act.now)
            self._close()
            self.said = f"{one.title}, version {one.version} : brouillon abandonné, il reste dans l’historique."
        self._show_again()

    @rx.event
    @allow(COMPARTMENT, "W")
    def switch(self, code: str, used: bool):
        with acting(self) as act:
            publishing.switch(act.session, act.actor, code, used, act.now)
            title = catalogue.source(code)["titre"]
            what = (
                "est proposée de nouveau" if used else "n’est plus proposée nulle part ; ce qui est commencé se finit"
            )
            self.said = f"{title} {what}."
        self._show_again()

    def _show_again(self) -> None:
        """After the write is there for all: what is in force comes from what every process reads."""
        shelf.held(0)
        with looking(self, by_itself=True) as act:
            self._show(act)

    def _show(self, act: Act) -> None:
        rows, last = publishing.every(act.session, act.actor), switches(act.session)
        self.grids = [
            lines.grid(code, [one for one in rows if one.code == code], last.get(code))
            for code in sorted(catalogue.versions(), key=lambda code: catalogue.source(code)["titre"])
        ]
        self.drafts = [lines.draft(one) for one in rows if one.state is State.DRAFT]
        self.past = [lines.past(one) for one in rows if one.state is not State.DRAFT]

    def _close(self) -> None:
        self.opened = self.opened_title = self.advice = ""
        self.faults, self.changes, self.sections = [], [], []

    def _open(self, one: FormVersion) -> None:
        """What a draft changes of the version in force."""
        form = json.loads(one.content)
        found = publishing.changes(form)
        self.opened, self.opened_title = str(one.id), f"Ce que change {one.title}, version {one.version}"
        self.changes = [lines.change(each) for each in found]
        former = catalogue.source(one.code)["version"]
        many = f"{french(len(found))} changement{'s' if len(found) > 1 else ''} par rapport à la version {former}"
        self.advice = f"{many}. De tels changements augmentent {difference.wanted_step(found)}."

    def _preview(self, form: dict, opened: str) -> None:
        self._close()
        self.opened, self.opened_title = opened, f"{form['titre']}, version {form['version']}"
        self.sections = lines.preview(form)


def _content(chosen: list) -> tuple[str, bytes] | None:
    """The file as it was, empty when it is too large; None for what is no file."""
    if not (len(chosen) == 2 and all(isinstance(part, str) for part in chosen)):
        return None
    try:
        content = base64.b64decode(chosen[1], validate=True)
    except (binascii.Error, ValueError):
        return None
    return chosen[0][:200], content if len(content) <= form_file.LARGEST else b""


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotFound from error
