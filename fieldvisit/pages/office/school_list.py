"""A class list brought into a session: pasted or from a file, looked at row by row, then added; the rest comes back."""

import base64
import binascii
import csv
import io
import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.births import reading
from fieldvisit.intake import class_list
from fieldvisit.intake.class_list import Line
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import PageState, acting, looking
from fieldvisit.pages.office.school_session import SchoolFile
from fieldvisit.schools import pupils, sessions
from fieldvisit.schools.sessions import Invalid

#: What the page’s own connection carries at once, before it is written in letters.
LARGEST = 600_000
LONGEST_PASTED = 40_000
BOX = "liste-fichier"
_READ = """(async () => {
  const file = document.getElementById('%s')?.files?.[0];
  if (!file) return null;
  if (file.size > %d) return '';
  let text = '';
  for (const one of new Uint8Array(await file.arrayBuffer())) text += String.fromCharCode(one);
  return btoa(text);
})()""" % (BOX, LARGEST)  # noqa: UP031


class Row(TypedDict):
    number: str
    name: str
    detail: str
    problem: str


class SchoolList(PageState):
    AT: ClassVar[str] = "/bilans-ecole/"

    rows: list[Row] = []
    ready: int = 0
    back: int = 0
    form: int = 0
    _given: list[pupils.Given] = []
    _left: list[tuple[int, str, str]] = []
    _session_id: uuid.UUID | None = None

    @rx.event
    @allow("identite_foyer", "W")
    def paste(self, form: dict):
        text = str(form.get("liste", ""))
        self._look(lambda on: class_list.read_pasted(_short(text), on))

    @rx.event
    @allow("identite_foyer", "W")
    def read_file(self, content: str | None):
        """``content``: the file in base64, « » when it is too large, nothing when none was chosen."""
        self._look(lambda on: class_list.read(_bytes(content), on))

    @rx.event
    @allow("identite_foyer", "W")
    def add(self):
        with acting(self) as act:
            made = pupils.add(act.session, act.actor, self._session_id, self._given, act.now)
            act.session.flush()
            linked = sum(one.person_id is not None for one in made)
            many = "1 élève ajouté" if len(made) == 1 else f"{len(made)} élèves ajoutés"
            known = len(self._given) - len(made)
            parts = [many, f"{linked} connus du service" if linked else "", f"{known} déjà là" if known else ""]
            self.said = ", ".join(filter(None, parts)) + "."
            self._given, self.ready = [], 0
            self.rows = [one for one in self.rows if one["problem"]]
            if not self.rows:
                self.form += 1
        return SchoolFile.look_again

    @rx.event
    @allow("identite_foyer", "W")
    def give_back(self):
        """The rows that were not understood, each with why, to be put right and brought again."""
        table = io.StringIO()
        writer = csv.writer(table, delimiter=";")
        writer.writerow(("Ligne", "Ce qui est écrit", "Motif"))
        writer.writerows((number, _harmless(text), why) for number, text, why in self._left)
        return rx.download(data="\ufeff" + table.getvalue(), filename="liste-a-corriger.csv")

    @rx.event
    @allow("identite_foyer", "W")
    def forget(self):
        self.rows, self.ready, self.back, self._given, self._left = [], 0, 0, [], []
        self.problem, self.said = "", ""
        self.form += 1

    def _look(self, read) -> None:
        asked = self.router.url.path.rstrip("/").rsplit("/", 1)[-1]
        with looking(self) as act:
            self.said = ""
            held = sessions.find(act.session, act.actor, _id(asked), write=True)
            self._session_id = held.id
            lines: list[Line] = read(held.held_on)
            good, bad = [one for one in lines if one.given], [one for one in lines if not one.given]
            self._given = [one.given for one in good]
            self._left = [(one.number, one.text, one.problem) for one in bad]
            self.ready, self.back = len(good), len(bad)
            self.rows = [_row(one) for one in (*bad, *good)]


def _row(one: Line) -> Row:
    if one.given is None:
        return {"number": str(one.number), "name": one.text, "detail": "", "problem": one.problem}
    given = one.given
    detail = [f"{given.birth_date:%d/%m/%Y}", given.sex, given.classroom]
    return {
        "number": str(one.number),
        "name": f"{given.last_name} {given.first_name}",
        "detail": " · ".join(filter(None, detail)),
        "problem": "",
    }


def _short(text: str) -> str:
    if len(text) > LONGEST_PASTED:
        raise Invalid("Cette liste est trop longue : collez une classe à la fois.")
    return text


def _bytes(content: str | None) -> bytes:
    if content is None:
        raise Invalid("Choisissez un fichier, puis « Lire le fichier ».")
    if not content:
        raise reading.TooLarge("Ce fichier dépasse 600 Ko : gardez la liste seule.")
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise reading.Unreadable from error


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in reading.FORMULA else cell


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise sessions.NotFound from error


def panel_body() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(SchoolList.problem != "", theme.notice(SchoolList.problem, kind="alarm")),
            rx.cond(SchoolList.said != "", theme.notice(SchoolList.said, kind="ok")),
            aria_live="polite",
        ),
        rx.cond(SchoolList.rows.length() > 0, _preview(), _choose()),
        class_name="stack",
    )


def _choose() -> rx.Component:
    box = rx.el.textarea(
        name="liste",
        class_name="textarea",
        rows="8",
        placeholder="DURAND ; Léa ; 12/03/2023 ; F ; PS",
        aria_label="Liste à coller",
    )
    return rx.el.div(
        rx.el.form(
            theme.field(
                "Coller ou taper la liste",
                box,
                "Un enfant par ligne : nom, prénom, date de naissance, puis sexe et classe si vous les avez.",
            ),
            theme.button("Lire la liste", type="submit", kind="primary"),
            on_submit=SchoolList.paste,
            class_name="stack",
        ),
        rx.el.div(
            theme.field(
                "Ou un fichier CSV ou Excel (.xlsx)",
                rx.el.input(type="file", id=BOX, accept=".csv,.txt,.xlsx", class_name="input"),
            ),
            theme.button("Lire le fichier", on_click=rx.call_script(_READ, callback=SchoolList.read_file)),
            class_name="stack",
        ),
        key=SchoolList.form.to(str),
        class_name="stack",
    )


def _preview() -> rx.Component:
    def row(one: rx.Var[Row]) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["number"], class_name="soft small tabular"),
            rx.el.div(
                rx.el.p(one["name"], class_name="strong"),
                rx.cond(one["detail"] != "", rx.el.p(one["detail"], class_name="small soft tabular")),
                rx.cond(one["problem"] != "", rx.el.p(one["problem"], class_name="problem small")),
            ),
            class_name="births-row",
        )

    return rx.el.div(
        rx.el.p(
            SchoolList.ready,
            " à ajouter",
            rx.cond(SchoolList.back > 0, f" · {SchoolList.back} à corriger", ""),
            class_name="strong",
        ),
        rx.el.ul(rx.foreach(SchoolList.rows, row)),
        theme.row(
            rx.cond(
                SchoolList.ready > 0,
                theme.button(f"Ajouter les {SchoolList.ready} élèves", kind="primary", on_click=SchoolList.add),
            ),
            rx.cond(SchoolList.back > 0, theme.button("Lignes à corriger (CSV)", on_click=SchoolList.give_back)),
            theme.button("Recommencer", kind="quiet", on_click=SchoolList.forget),
        ),
        class_name="stack",
    )
