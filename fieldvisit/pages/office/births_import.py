"""A file of notices on screen: chosen, its columns said, its first rows looked at, brought in, and what came back."""

from typing import ClassVar, TypedDict

import reflex as rx
import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.permission import allow, asked_by_the_page
from fieldvisit.births import columns, importing, working
from fieldvisit.births.checking import Said
from fieldvisit.births.notice import ImportBatch, ImportRow, Kind, Progress, Result
from fieldvisit.pages import who
from fieldvisit.pages.office import french
from fieldvisit.pages.office.births import Births, _id
from fieldvisit.pages.office.desk import Act, PageState, acting, count_again, looking
from fieldvisit.words import french as number
from fieldvisit.words import french_date

#: Of a file's rows that came back, so many are shown; the rest is in the file to download.
SHOWN = 30
RECENT = 12


class FileLine(TypedDict):
    id: str
    name: str
    kind: str
    at: str
    state: str
    tone: str
    words: str


class Heading(TypedDict):
    """``code``: our field, or nothing; ``sample``: what the first rows say there."""

    name: str
    code: str
    sample: str


class Option(TypedDict):
    value: str
    label: str


class Shown(TypedDict):
    number: str
    words: str
    reasons: str
    ok: bool


class BirthsImport(PageState):
    AT: ClassVar[str] = "/naissances"

    files: list[FileLine] = []
    id: str = ""
    name: str = ""
    kind: str = ""
    state: str = ""
    words: str = ""
    percent: int = 0
    headings: list[Heading] = []
    options: list[Option] = []
    preview: list[Shown] = []
    missing: str = ""
    back: list[Shown] = []
    back_words: str = ""
    again: str = ""
    _opened: str = ""

    @rx.event
    @allow("identite_foyer", "W")
    def load(self):
        with looking(self) as act:
            for batch_id in working.waiting(act.session, act.now):
                working.begin(db.engine(), batch_id, who.today, who.now)
            asked = self.router.url.query_parameters.get("import", "")
            if asked and asked not in ("nouveau", self._opened):  # once: the page loads again after each cut
                self._opened = asked
                self._open(act, asked)
            self._files(act)

    @rx.event
    @allow("identite_foyer", "W")
    def open_one(self, batch_id: str):
        with looking(self) as act:
            self._open(act, batch_id)

    @rx.event
    @allow("identite_foyer", "W")
    def close_one(self):
        self.id = self.state = ""
        with looking(self) as act:
            self._files(act)

    @rx.event
    @allow("identite_foyer", "W")
    def say_column(self, heading: str, code: str):
        with acting(self) as act:
            importing.choose(act.session, act.actor, _id(self.id), heading, code)
            act.session.flush()
            self._open(act, self.id)

    @rx.event
    @allow("identite_foyer", "W")
    def start(self):
        with acting(self) as act:
            importing.start(act.session, act.actor, _id(self.id))
            act.session.flush()
            self._open(act, self.id)
        if self.problem == "":
            working.begin(db.engine(), _id(self.id), who.today, who.now)

    @rx.event
    @allow("identite_foyer", "W")
    def drop(self):
        with acting(self) as act:
            importing.drop(act.session, act.actor, _id(self.id))
            act.session.flush()
            self._files(act)
            self.id = self.state = ""
            self.said = "Import abandonné : rien n’a été enregistré."

    @rx.event
    @allow("identite_foyer", "W")
    @asked_by_the_page
    async def look_again(self):
        if self.state != Progress.RUNNING:
            return
        with looking(self, by_itself=True) as act:
            for batch_id in working.waiting(act.session, act.now):
                working.begin(db.engine(), batch_id, who.today, who.now)
            self._open(act, self.id)
        if self.state == Progress.DONE:
            await count_again(self)
            births = await self.get_state(Births)
            with looking(births, by_itself=True) as act:
                births._show(act)

    def _files(self, act: Act) -> None:
        query = select(ImportBatch).where(importing.visible(act.actor), ImportBatch.state != Progress.DROPPED)
        found = act.session.exec(query.order_by(sa.desc(ImportBatch.at)).limit(RECENT))
        self.files = [
            {
                "id": str(one.id),
                "name": one.filename,
                "kind": Kind(one.kind).label,
                "at": french.moment(one.at),
                "state": Progress(one.state).label,
                "tone": {Progress.DONE: "ok", Progress.RUNNING: "sea"}.get(one.state, "warn"),
                "words": _counted(one.counts, one.total),
            }
            for one in found
        ]

    def _open(self, act: Act, batch_id: str) -> None:
        batch = importing.find(act.session, act.actor, _id(batch_id))
        self.id, self.name, self.kind, self.state = str(batch.id), batch.filename, Kind(batch.kind).label, batch.state
        self.words = _counted(batch.counts, batch.total)
        done = sum(many for result, many in batch.counts.items() if result != Result.WAITING)
        self.percent = 100 if batch.state == Progress.DONE else done * 100 // max(batch.total, 1)
        self.headings = self.preview = self.back = []
        if batch.state == Progress.PREVIEW:
            self._preview(act, batch)
        elif batch.state == Progress.DONE:
            self._back(act, batch)

    def _preview(self, act: Act, batch: ImportBatch) -> None:
        shown = importing.preview(act.session, batch, act.today)
        samples = {
            heading: next((row.raw[heading] for row, _, _ in shown if row.raw.get(heading)), "")
            for heading in batch.columns
        }
        self.headings = [
            {"name": heading, "code": code, "sample": samples[heading][:40]} for heading, code in batch.columns.items()
        ]
        self.options = [{"value": one.code, "label": one.label} for one in columns.fields(batch.kind).values()]
        self.preview = [_shown(row, said, reasons) for row, said, reasons in shown]
        self.again = _before(act, batch)
        try:
            columns.check(batch.kind, batch.columns)
            self.missing = ""
        except (columns.Missing, columns.Twice) as refusal:
            self.missing = refusal.sentence

    def _back(self, act: Act, batch: ImportBatch) -> None:
        query = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.result == Result.REJECTED)
        rows = act.session.exec(query.order_by(ImportRow.number).limit(SHOWN)).all()
        self.back = [_shown(row, None, [row.reason]) for row in rows]
        many = batch.counts.get(Result.REJECTED, 0)
        self.back_words = f"Les {SHOWN} premières sont ici ; toutes sont dans le fichier." if many > SHOWN else ""


def _shown(row: ImportRow, said: Said | None, reasons: list[str]) -> Shown:
    cells = " · ".join(cell for cell in row.raw.values() if cell)[:160]
    return {
        "number": str(row.number),
        "words": _understood(said) if said else cells,
        "reasons": " ".join([*reasons, *(said.remarks if said else [])]),
        "ok": said is not None,
    }


def _understood(said: Said) -> str:
    """As a person would say the row, so that a swapped column is seen at once."""
    mother = f"{said.text('mother_first_name')} {said.text('mother_name')}".strip()
    place = f"{said.text('address')}, {said.text('postcode')} {said.text('city')}".strip(" ,")
    child = f"{said.text('child_first_name')} {said.text('child_last_name')}".strip()
    born = f"né·e le {french_date(said.day('birth_date'))}" if said.day("birth_date") else ""
    died = f"décédé·e le {french_date(said.day('deceased_on'))}" if said.day("deceased_on") else ""
    due = f"terme prévu le {french_date(said.day('due_date'))}" if said.day("due_date") else ""
    outside = "hors du département" if said.place and said.place.outside else ""
    parts = (child, born, died, f"mère : {mother}" if mother else "", due, place, said.text("phone"), outside)
    return " · ".join(part for part in parts if part)


def _counted(counts: dict, total: int) -> str:
    """« 49 700 pris en compte, 300 à corriger »"""
    words = (
        (Result.TAKEN, "pris en compte"),
        (Result.KNOWN, "déjà reçus"),
        (Result.REJECTED, "à corriger"),
    )
    said = [f"{number(counts[code])} {label}" for code, label in words if counts.get(code)]
    return ", ".join(said) or f"{number(total)} ligne{'s' if total > 1 else ''}"


def _before(act: Act, batch: ImportBatch) -> str:
    query = select(ImportBatch.at).where(
        ImportBatch.sha256 == batch.sha256, ImportBatch.state == Progress.DONE, ImportBatch.id != batch.id
    )
    at = act.session.exec(query.order_by(sa.desc(ImportBatch.at)).limit(1)).first()
    return f"Ce fichier a déjà été reçu le {french.moment(at)} : rien ne sera compté deux fois." if at else ""
