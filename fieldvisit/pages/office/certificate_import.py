"""« Importer des certificats »: files chosen, what each line would do, then done; the rest comes back as a file."""

import base64
import binascii
import csv
import io
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.permission import Permission, allow
from fieldvisit.carnet import reach
from fieldvisit.due import listing
from fieldvisit.intake import bringing, files
from fieldvisit.intake.bringing import Line, State
from fieldvisit.intake.read import Read
from fieldvisit.pages import theme, who
from fieldvisit.pages.office.certificates_state import HERE, Certificates
from fieldvisit.pages.office.desk import PageState, acting, looking

HEALTH = reach.HEALTH
#: What the page’s own connection carries at once, before it is written in letters.
LARGEST = 600_000
SHOWN = 200
TONES = {State.NEW: "sea", State.FILLS: "sea", State.DONE: "ok", State.KNOWN: "plain", State.THERE: "plain"}
BOX = "certificats-fichiers"
READ = """(async () => {
  const files = [...(document.getElementById('%s')?.files ?? [])];
  if (files.reduce((sum, one) => sum + one.size, 0) > %d) return [['', '']];
  const letters = async (file) => {
    let text = '';
    for (const one of new Uint8Array(await file.arrayBuffer())) text += String.fromCharCode(one);
    return btoa(text);
  };
  return Promise.all(files.map(async (file) => [file.name, await letters(file)]));
})()""" % (BOX, LARGEST)  # noqa: UP031


class ImportLine(TypedDict):
    where: str
    name: str
    kind: str
    state: str
    tone: str
    sentence: str


class CertificateImport(PageState):
    AT: ClassVar[str] = HERE

    may_import: bool = False
    lines: list[ImportLine] = []
    summary: str = ""
    ready: int = 0
    back: int = 0
    more: str = ""
    form: int = 0
    _reads: list[Read] = []
    _left: list[tuple[str, str, str, str]] = []

    @rx.event
    @allow("identite_foyer", "W")
    def load(self):
        self.reset()
        caller = who.of(self)
        self.may_import = caller is not None and Permission(HEALTH, "W").admits(caller.actor)

    @rx.event
    @allow(HEALTH, "W")
    def look(self, chosen: list):
        """What was chosen, read and judged; nothing is written yet."""
        contents = _contents(chosen)
        with looking(self) as act:
            if contents is None:
                self.problem = "Ces fichiers dépassent 600 Ko ensemble : choisissez-en moins à la fois."
                return
            if not contents:
                return
            self._reads = files.read(contents, act.today)
            self._show(bringing.preview(act.session, act.actor, self._reads, act.today), done=False)

    @rx.event
    @allow(HEALTH, "W")
    def bring(self):
        with acting(self) as act:
            lines = bringing.bring(act.session, act.actor, self._reads, act.now, act.today)
            listing.refresh(act.session, bringing.families(lines), act.today)
            self._show(lines, done=True)
            self._reads = []
            self.said = self.summary
        return Certificates.show_again

    @rx.event
    @allow(HEALTH, "W")
    def give_back(self):
        """The lines that were not written, each with why, to be put right and brought again."""
        table = io.StringIO()
        writer = csv.writer(table, delimiter=";")
        writer.writerow(("Où", "Enfant", "Certificat", "Pourquoi"))
        writer.writerows(_harmless(row) for row in self._left)
        return rx.download(data="\ufeff" + table.getvalue(), filename="certificats-a-revoir.csv")

    @rx.event
    @allow(HEALTH, "W")
    def forget(self):
        may = self.may_import
        self.reset()
        self.may_import = may
        self.form += 1

    def _show(self, lines: list[Line], *, done: bool) -> None:
        counts = bringing.counted(lines)
        self.ready = 0 if done else counts.get(State.NEW, 0) + counts.get(State.FILLS, 0)
        self.summary = " · ".join(f"{state.label} : {counts[state]}" for state in State if state in counts)
        left = [one for one in lines if one.state not in (State.NEW, State.FILLS, State.DONE, State.KNOWN)]
        self._left = [(one.read.where, one.read.name, one.read.kind, one.sentence) for one in left]
        self.back = len(left)
        # What a person has to do comes first.
        ordered = [*left, *(one for one in lines if one not in left)]
        self.lines = [_line(one) for one in ordered[:SHOWN]]
        self.more = f"Et {len(lines) - SHOWN} autres lignes." if len(lines) > SHOWN else ""


def _line(one: Line) -> ImportLine:
    missing = f"{one.missing} réponse{'s' if one.missing > 1 else ''} à demander. " if one.missing else ""
    return {
        "where": one.read.where,
        "name": one.read.name,
        "kind": str(one.read.kind),
        "state": one.state.label,
        "tone": TONES.get(one.state, "warn"),
        "sentence": (missing if one.state in (State.NEW, State.FILLS, State.DONE) else "") + one.sentence,
    }


def _contents(chosen: list) -> list[tuple[str, bytes]] | None:
    """The files as they were; None when they are too large. What is no file is passed over."""
    read: list[tuple[str, bytes]] = []
    for one in chosen:
        if not (isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) for part in one)):
            continue
        if not one[0]:
            return None
        try:
            read.append((one[0][:120], base64.b64decode(one[1], validate=True)))
        except (binascii.Error, ValueError):
            continue
    return read if sum(len(content) for _, content in read) <= LARGEST else None


def _harmless(row: tuple) -> tuple:
    """A cell that a spreadsheet would take for a formula is text."""
    return tuple(f"'{cell}" if cell[:1] in "=+-@\t\r" else cell for cell in row)


def card() -> rx.Component:
    def line(one: rx.Var[ImportLine]) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["kind"], class_name="strong certificate-kind"),
            rx.el.span(
                rx.el.span(one["name"], class_name="strong"),
                rx.el.span(" ", one["where"], class_name="soft small"),
                rx.cond(one["sentence"] != "", rx.el.p(one["sentence"], class_name="small")),
                class_name="grow",
            ),
            theme.toned_badge(one["state"], one["tone"]),
            class_name="visit-line",
        )

    this = CertificateImport
    return rx.cond(
        this.may_import,
        rx.el.details(
            rx.el.summary("Importer des certificats"),
            rx.el.div(
                rx.el.p(
                    "Documents CI-SIS (.xml) ou tableau (.csv, .xlsx) avec nom, prénom, date de naissance, certificat, "
                    "date de l’examen, puis une colonne par réponse. Rien n’est écrit avant votre accord.",
                    class_name="soft",
                ),
                rx.el.input(
                    type="file",
                    id=BOX,
                    multiple=True,
                    accept=".xml,.csv,.txt,.xlsx",
                    aria_label="Fichiers de certificats",
                    class_name="input",
                    key=this.form.to(str),
                    on_change=lambda _: rx.call_script(READ, callback=CertificateImport.look),
                ),
                rx.cond(this.summary != "", rx.el.p(this.summary, class_name="strong", role="status")),
                rx.el.ul(rx.foreach(this.lines, line), class_name="visit-lines"),
                rx.cond(this.more != "", rx.el.p(this.more, class_name="soft")),
                rx.cond(
                    this.summary != "",
                    rx.el.div(
                        theme.button("Fermer l’import", on_click=CertificateImport.forget),
                        rx.cond(
                            this.back > 0,
                            theme.button("Télécharger ce qui est à revoir", on_click=CertificateImport.give_back),
                        ),
                        rx.cond(
                            this.ready > 0,
                            theme.button(
                                "Enregistrer (",
                                this.ready,
                                ")",
                                kind="primary",
                                on_click=CertificateImport.bring,
                            ),
                        ),
                        class_name="row",
                    ),
                ),
                class_name="stack",
            ),
            class_name="card fold",
        ),
    )
