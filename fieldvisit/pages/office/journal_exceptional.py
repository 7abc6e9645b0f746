"""« Accès exceptionnels » in the journal of accesses: who asked, for which file, why, until when."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access import roles
from fieldvisit.access.exceptional import Ground
from fieldvisit.access.permission import allow
from fieldvisit.families import consulted
from fieldvisit.pages import theme
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, PageState, acting
from fieldvisit.pages.office.family_open import id_of
from fieldvisit.pages.office.shell import said
from fieldvisit.tasks import exceptional_access
from fieldvisit.tasks.exceptional_access import Listed

COLUMNS = ("Ouvert le", "Qui", "Dossier", "Pourquoi", "Fin")


class Line(TypedDict):
    """``ends``: when it will end or has ended; ``stands``: it is open; ``may_end``: this reader may end it."""

    id: str
    at: str
    name: str
    role: str
    case_number: str
    family: str
    ground: str
    words: str
    ends: str
    stands: bool
    may_end: bool


class JournalExceptional(PageState):
    AT: ClassVar[str] = "/journal-acces"

    lines: list[Line] = []
    standing: int = 0

    @rx.event
    @allow("journal_acces")
    def load(self):
        with acting(self) as act:
            self._show(act)

    @rx.event
    @allow("journal_acces")
    def end(self, access_id: str):
        with acting(self) as act:
            exceptional_access.end(act.session, act.actor, id_of(access_id) or uuid.UUID(int=0), act.now)
            act.session.flush()
            self._show(act)
            self.said = "Accès refermé : le dossier n’est plus ouvert à cette personne."

    def _show(self, act: Act) -> None:
        found = exceptional_access.listed(act.session, act.actor, act.now)
        consulted.note(act.session, act.actor, {one.access.family_id for one in found}, act.now)
        self.lines = [_line(one, act) for one in found]
        self.standing = sum(one["stands"] for one in self.lines)


def _line(one: Listed, act: Act) -> Line:
    access = one.access
    ends = access.ended_at or access.ends_at
    return {
        "id": str(access.id),
        "at": french.moment(access.opened_at),
        "name": one.name,
        "role": roles.LABELS.get(access.role, access.role),
        "case_number": one.case_number,
        "family": one.family,
        "ground": Ground(access.ground).label,
        "words": access.words,
        "ends": french.moment(ends) + (f", par {one.ended_by}" if one.ended_by else ""),
        "stands": access.stands(act.now),
        "may_end": one.may_end,
    }


def table() -> rx.Component:
    def line(one: rx.Var[Line]) -> rx.Component:
        return rx.el.tr(
            rx.el.td(one["at"], class_name="tabular nowrap"),
            rx.el.td(rx.el.div(one["name"], class_name="strong"), rx.el.div(one["role"], class_name="soft")),
            rx.el.td(rx.el.div(one["case_number"], class_name="tabular nowrap"), rx.el.div(one["family"])),
            rx.el.td(rx.el.div(one["ground"], class_name="soft"), rx.el.div(one["words"])),
            rx.el.td(
                rx.cond(one["stands"], theme.badge("En cours", kind="warn")),
                rx.el.div(one["ends"], class_name="tabular"),
                rx.cond(
                    one["may_end"],
                    theme.button(
                        "Refermer",
                        on_click=JournalExceptional.end(one["id"]),
                        aria_label="Refermer l’accès de " + one["name"],
                    ),
                ),
            ),
            key=one["id"],
        )

    count = JournalExceptional.lines.length()
    return rx.el.details(
        rx.el.summary(
            rx.el.span("Accès exceptionnels : ", count, class_name="grow"),
            rx.cond(
                JournalExceptional.standing > 0, theme.badge(JournalExceptional.standing, " en cours", kind="warn")
            ),
        ),
        said(JournalExceptional),
        rx.cond(
            count > 0,
            rx.el.div(
                rx.el.table(
                    rx.el.caption("Accès exceptionnels, les plus récents d’abord", class_name="sr-only"),
                    rx.el.thead(rx.el.tr(*(rx.el.th(label, scope="col") for label in COLUMNS))),
                    rx.el.tbody(rx.foreach(JournalExceptional.lines, line)),
                    class_name="table",
                ),
                class_name="table-scroll",
                tab_index=0,
                role="region",
                aria_label="Accès exceptionnels",
            ),
        ),
        open=JournalExceptional.standing > 0,
        class_name="card fold",
    )
