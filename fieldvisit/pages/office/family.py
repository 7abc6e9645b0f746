"""« Dossier »: one family as far as the reader's role goes, and what was written of its visits.

Every opening leaves its line in the access journal; opening a colleague's record makes it « Vue par l'équipe ».
"""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Account
from fieldvisit.access.permission import Permission, allow
from fieldvisit.access.roles import Reach
from fieldvisit.families import file, household
from fieldvisit.families.file import File
from fieldvisit.families.person import Person, Role, Sex
from fieldvisit.pages import theme
from fieldvisit.pages.office import french, record_view
from fieldvisit.pages.office.desk import Act, Desk, PageState, acting
from fieldvisit.pages.office.record_view import EMPTY, Alert, Line, Note, RecordView, Section
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.page import Page
from fieldvisit.schedule import record, visit
from fieldvisit.schedule.visit import Status
from fieldvisit.sync import documents

AGREEMENTS = {
    "accord_vad": "Visite à domicile",
    "accord_partage_tisf": "Partage d’objectifs avec la TISF",
    "accord_medecin_traitant": "Lien avec le médecin traitant / la maternité",
    "accord_psychologue": "Orientation psychologue",
    "accord_ecole": "Bilan en école maternelle",
    "opposition": "Opposition au suivi de PMI",
    "accord_photo": "Image / photo",
}
AGREEMENT_TONES = {"Accordé": "ok", "Refusé": "alarm", "Retiré": "alarm"}
CONTACT = {"oui": "oui", "non": "non", "plage": "à certaines heures"}


class Fact(TypedDict):
    label: str
    value: str


class PersonLine(TypedDict):
    name: str
    role: str
    age: str
    phone: str
    health: str


class AgreementLine(TypedDict):
    kind: str
    status: str
    tone: str
    when: str


class VisitLine(TypedDict):
    id: str
    day: str
    kind: str
    worker: str
    status: str
    tone: str
    record_id: str
    custody: str
    corrected: bool


class ReadLine(TypedDict):
    at: str
    name: str
    role: str
    what: str


class FamilyFile(PageState):
    AT: ClassVar[str] = "/familles/"

    label: str = ""
    number: str = ""
    facts: list[Fact] = []
    persons: list[PersonLine] = []
    pregnancies: list[str] = []
    agreements: list[AgreementLine] = []
    visits: list[VisitLine] = []
    opened: RecordView = EMPTY
    reads: list[ReadLine] = []
    sees_journal: bool = False
    _family_id: uuid.UUID | None = None

    @rx.event
    @allow("identite_foyer")
    def load(self):
        asked, wanted = _asked(self)
        self.reset()
        with acting(self) as act:
            family_id = _id(asked)
            opened = file.read(act.session, act.actor, family_id, act.today)
            self._family_id = family_id
            journal.note(act.session, act.actor, family_id, journal.What.READ, "dossier", act.now)
            if wanted:
                self._open(act, _id(wanted), opened)
            act.session.flush()
            self._show(act, opened)

    @rx.event
    @allow("observations_vad")
    def open_record(self, record_id: str):
        with acting(self) as act:
            opened = file.read(act.session, act.actor, self._family_id, act.today)
            self._open(act, _id(record_id), opened)
            act.session.flush()
            self._show(act, opened)

    @rx.event
    @allow("identite_foyer")
    def close_record(self):
        self.opened = EMPTY

    def _open(self, act: Act, record_id: uuid.UUID, opened: File) -> None:
        found = record.find(act.session, act.actor, record_id, act.today)
        if found.family_id != opened.household.id:
            raise record.NotFound
        journal.note(act.session, act.actor, found.family_id, journal.What.READ, "visite", act.now, subject_id=found.id)
        record.see(act.session, act.actor, found, act.now)
        author = act.session.get_one(Account, found.author_id)
        is_author = found.author_id == act.actor.account_id
        [home] = documents.families(
            documents.Shown(act.session, act.actor, {found.family_id}, act.today), {found.family_id}
        )
        self.opened = record_view.view(found, act.actor.role, is_author, author.name, opened.persons, home["body"])

    def _show(self, act: Act, opened: File) -> None:
        home = opened.household
        self.label, self.number = home.label, home.case_number
        self.facts = [
            {"label": label, "value": value}
            for label, value in (
                ("Adresse", f"{home.address}, {home.postcode} {home.city}".strip(", ")),
                ("Téléphone", " · ".join(part for part in (home.phone, home.phone_2) if part)),
                ("Contact possible", CONTACT.get(home.contact_ok, home.contact_ok)),
                ("Langue", home.languages + (", avec interprète" if home.interpreter else "")),
                ("Accès", home.access_notes),
                ("Sécurité", "" if opened.door_only else home.safety_notes),
                ("Consignes de vie quotidienne", opened.instructions),
            )
            if value
        ]
        self.persons = [_person(one, opened, act) for one in opened.persons]
        self.pregnancies = [_pregnancy(one) for one in opened.pregnancies]
        self.agreements = [
            {
                "kind": AGREEMENTS.get(one.kind, one.kind),
                "status": one.standing,
                "tone": AGREEMENT_TONES.get(one.standing, ""),
                "when": french.moment(one.collected_at),
            }
            for one in opened.agreements
        ]
        self._show_visits(act, home.id)
        self.sees_journal = roles.right(act.actor.role, "journal_acces").read is not Reach.NONE
        self.reads = (
            [
                {
                    "at": french.moment(event.at),
                    "name": name,
                    "role": roles.LABELS.get(event.role, event.role),
                    "what": journal.What(event.what).label + (" (hors ligne)" if event.offline else ""),
                }
                for event, name in journal.recent(act.session, home.id)
            ]
            if self.sees_journal
            else []
        )

    def _show_visits(self, act: Act, family_id: uuid.UUID) -> None:
        written = {}
        for one in record.of_family(act.session, act.actor, family_id, act.today):
            written.setdefault(one.visit_id, []).append(one)
        workers = {}
        lines: list[VisitLine] = []
        planned = visit.of_family(act.session, act.actor, family_id, act.today)
        kinds = visit.types_shown(act.session, act.actor, planned, act.today)
        for one in planned:
            if one.worker_id not in workers:
                workers[one.worker_id] = act.session.get_one(Account, one.worker_id).name
            status = Status(one.status)
            versions = written.get(one.id, [])
            latest = next((each for each in versions if each.corrected_by_id is None), None)
            lines.append(
                {
                    "id": str(one.id),
                    "day": french.short(one.planned_on) + (f" {french.hour(one.planned_at)}" if one.planned_at else ""),
                    "kind": kinds[one.id].label,
                    "worker": workers[one.worker_id],
                    "status": status.label,
                    "tone": record_view.TONES.get(status, ""),
                    "record_id": str(latest.id) if latest else "",
                    "custody": ("Vue par l’équipe" if latest.seen_at else "Reçue") if latest else "",
                    "corrected": len(versions) > 1,
                }
            )
        self.visits = lines


def _asked(state: PageState) -> tuple[str, str]:
    """The family in the address, and the record asked for after « ?ecrit= »."""
    url = state.router.url
    return url.path.rstrip("/").rsplit("/", 1)[-1], url.query_parameters.get("ecrit", "")


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise household.NotFound from error


def _person(one: Person, opened: File, act: Act) -> PersonLine:
    child = one.role == Role.CHILD
    health = _birth(one) if child and opened.sees_children else ""
    gendered = child and one.sex in set(Sex) and not opened.door_only
    role = Sex(one.sex).label if gendered else Role(one.role).label
    dated = child or not opened.door_only
    return {
        "name": f"{one.first_name} {one.last_name}",
        "role": role,
        "age": "décédé·e" if one.deceased_on else record_view.born_words(one, act.today) if dated else "",
        "phone": one.phone,
        "health": health,
    }


def _birth(child: Person) -> str:
    parts = []
    if child.term_weeks:
        parts.append(f"né·e à {child.term_weeks} SA" + (f" + {child.term_days} j" if child.term_days else ""))
    if child.birth_weight_g:
        parts.append(f"{child.birth_weight_g} g")
    parts += [f"{child.birth_length_cm:g} cm".replace(".", ",")] if child.birth_length_cm else []
    parts += [f"PC {child.birth_head_cm:g} cm".replace(".", ",")] if child.birth_head_cm else []
    parts += ["grossesse multiple"] if child.multiple else []
    parts += [child.disability] if child.disability else []
    parts += [f"confié·e{f' : {child.living_place}' if child.living_place else ''}"] if child.in_care else []
    return ", ".join(parts)


def _pregnancy(one) -> str:
    parts = [f"terme prévu le {french.short(one.due_date)}"] if one.due_date else ["terme inconnu"]
    parts += ["multiple"] if one.multiple else []
    parts += [one.maternity] if one.maternity else []
    parts += [f"terminée le {french.short(one.ended_on)}"] if one.ended_on else []
    return ", ".join(parts)


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.div(
                rx.el.h1(FamilyFile.label),
                rx.el.p(FamilyFile.number, class_name="soft tabular"),
            ),
            theme.link_button("← Familles", href="/familles", kind="quiet"),
            class_name="row-between",
        ),
        said(FamilyFile),
        rx.cond(
            FamilyFile.label != "",
            rx.el.div(
                rx.el.div(_identity(), _persons(), _agreements(), _journal(), class_name="stack file-side"),
                rx.el.div(rx.cond(FamilyFile.opened["id"] != "", _record()), _visits(), class_name="stack file-main"),
                class_name="file",
            ),
        ),
        here="/familles",
    )


def _identity() -> rx.Component:
    return theme.card(
        rx.el.h2("Foyer"),
        rx.el.dl(
            rx.foreach(
                FamilyFile.facts,
                lambda one: rx.el.div(
                    rx.el.dt(one["label"]), rx.el.dd(one["value"], class_name="pre"), class_name="fact"
                ),
            ),
            class_name="facts",
        ),
        class_name="stack",
    )


def _persons() -> rx.Component:
    def line(one: PersonLine) -> rx.Component:
        return rx.el.li(
            rx.el.p(
                rx.el.span(one["name"], class_name="strong"),
                rx.el.span(" – ", one["role"], rx.cond(one["age"] != "", ", " + one["age"], "")),
            ),
            rx.cond(one["phone"] != "", rx.el.p(one["phone"], class_name="tabular")),
            rx.cond(one["health"] != "", rx.el.p(one["health"], class_name="soft small")),
        )

    return theme.card(
        rx.el.h2("Personnes"),
        rx.el.ul(rx.foreach(FamilyFile.persons, line), class_name="stack"),
        rx.cond(
            FamilyFile.pregnancies.length() > 0,
            rx.el.div(
                rx.el.h3("Grossesses"),
                rx.el.ul(rx.foreach(FamilyFile.pregnancies, lambda one: rx.el.li(one))),
            ),
        ),
        class_name="stack",
    )


def _agreements() -> rx.Component:
    def line(one: AgreementLine) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["kind"], class_name="grow"),
            _badge(one["status"], one["tone"]),
            rx.el.span(one["when"], class_name="soft small tabular"),
            class_name="row",
        )

    return rx.cond(
        FamilyFile.agreements.length() > 0,
        theme.card(
            rx.el.h2("Accords"),
            rx.el.ul(rx.foreach(FamilyFile.agreements, line), class_name="stack-tight"),
            class_name="stack",
        ),
    )


def _badge(words: rx.Var | str, tone: rx.Var) -> rx.Component:
    return rx.el.span(words, class_name="badge badge-" + tone)


def _visits() -> rx.Component:
    def line(one: VisitLine) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["day"], class_name="tabular visit-day"),
            rx.el.span(
                rx.el.span(one["kind"], class_name="strong"),
                rx.el.span(" – ", one["worker"], class_name="soft"),
                rx.cond(one["custody"] != "", rx.el.span(" – ", one["custody"], class_name="soft small")),
                class_name="grow",
            ),
            _badge(one["status"], one["tone"]),
            rx.cond(
                one["record_id"] != "",
                theme.button(
                    rx.cond(one["corrected"], "Lire (corrigée)", "Lire"),
                    on_click=FamilyFile.open_record(one["record_id"]),
                    aria_label="Lire la visite du " + one["day"],
                ),
            ),
            class_name="visit-line",
        )

    return theme.card(
        rx.el.h2("Visites"),
        rx.cond(
            FamilyFile.visits.length() > 0,
            rx.el.ul(rx.foreach(FamilyFile.visits, line), class_name="visit-lines"),
            rx.el.p("Aucune visite que vous puissiez voir.", class_name="soft"),
        ),
        class_name="stack",
    )


def _record() -> rx.Component:
    opened = FamilyFile.opened

    def answer(one: Line) -> rx.Component:
        return rx.el.div(
            rx.el.dt(one["question"], rx.cond(one["who"] != "", rx.el.span(" – ", one["who"], class_name="strong"))),
            rx.el.dd(
                rx.el.span(one["answer"], class_name=rx.cond(one["soft"], "soft pre", "strong pre")),
                rx.cond(one["note"] != "", rx.el.span(one["note"], class_name="soft small pre answer-note")),
            ),
            class_name="answer",
        )

    def section(one: Section) -> rx.Component:
        return rx.el.section(
            rx.el.h3(one["title"]),
            rx.el.dl(rx.foreach(one["lines"].to(list[Line]), answer), class_name="answers"),
        )

    def alert(one: Alert) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["level"], class_name="badge badge-" + one["kind"]), rx.el.span(one["text"]), class_name="row"
        )

    def note(one: Note) -> rx.Component:
        return rx.el.li(rx.el.span(one["at"], class_name="soft small tabular"), rx.el.p(one["text"], class_name="pre"))

    return rx.el.article(
        rx.el.div(
            rx.el.div(
                rx.el.h2(opened["kind"]),
                rx.el.p(
                    opened["when"],
                    rx.cond(opened["lasted"] != "", " – " + opened["lasted"], ""),
                    " – ",
                    opened["author"],
                    class_name="soft",
                ),
            ),
            theme.row(
                _badge(opened["outcome"], opened["tone"]),
                theme.button("Fermer", kind="quiet", on_click=FamilyFile.close_record),
            ),
            class_name="row-between",
        ),
        rx.el.p(
            "Reçue le ",
            opened["received"],
            rx.cond(opened["seen"] != "", " – vue par l’équipe le " + opened["seen"], ""),
            class_name="soft small",
        ),
        rx.cond(
            opened["replaced_by"] != "",
            theme.notice(
                theme.row(
                    rx.el.span("Cette version a été corrigée depuis.", class_name="grow"),
                    theme.button("Lire la correction", on_click=FamilyFile.open_record(opened["replaced_by"])),
                ),
                kind="warn",
            ),
        ),
        rx.cond(opened["correction"] != "", theme.notice("Correction : ", opened["correction"], kind="warn")),
        rx.cond(opened["detail"] != "", theme.notice(opened["detail"])),
        rx.cond(
            opened["alerts"].length() > 0,
            rx.el.section(
                rx.el.h3("Points de vigilance"),
                rx.el.p("Aide à la vigilance, à confirmer par un professionnel de santé.", class_name="soft small"),
                rx.el.ul(rx.foreach(opened["alerts"].to(list[Alert]), alert), class_name="stack-tight"),
                class_name="stack-tight",
            ),
        ),
        rx.foreach(opened["sections"].to(list[Section]), section),
        rx.cond(
            opened["notes"].length() > 0,
            rx.el.section(
                rx.el.h3("Notes"),
                rx.el.ul(rx.foreach(opened["notes"].to(list[Note]), note), class_name="stack-tight"),
            ),
        ),
        id="ecrit",
        class_name="card stack record",
    )


def _journal() -> rx.Component:
    def line(one: ReadLine) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["at"], class_name="soft small tabular"),
            rx.el.span(one["name"], " – ", one["what"]),
            class_name="stack-tight",
            title=one["role"],
        )

    return rx.cond(
        FamilyFile.sees_journal,
        rx.el.details(
            rx.el.summary("Dernières consultations"),
            rx.el.ul(rx.foreach(FamilyFile.reads, line), class_name="stack"),
            class_name="card fold",
        ),
    )


PAGE = Page(
    route="/familles/[family_id]",
    title="Dossier – Fieldvisit",
    permission=Permission("identite_foyer"),
    component=page,
    on_load=(Desk.arrive, FamilyFile.load),
)
