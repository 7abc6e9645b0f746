"""A single notice typed by hand, by the same rules as a file; what was typed stays in its boxes until it is in."""

from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.births import columns, deciding
from fieldvisit.births.checking import Rejected
from fieldvisit.births.notice import Kind, Result, Status
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import PageState, acting, count_again

#: Not asked by hand: a spreadsheet's own.
_LEFT_OUT = frozenset({"insee", "address_more", "birth_rank", "last_period_on", "conception_on", "declared_on"})
_DAYS = frozenset(
    {"birth_date", "mother_birth_date", "parent2_birth_date", "due_date", "deceased_on", "received_on", "discharged_on"}
)
_HINTS = {"term": "38 SA + 2", "birth_weight": "3 250 g", "birth_count": "2 pour des jumeaux", "postcode": "01000"}
_REQUIRED = {
    Kind.BIRTH: ("child_last_name", "child_first_name", "birth_date", "city"),
    Kind.PREGNANCY: ("mother_first_name", "due_date", "city"),
    Kind.DEATH: ("child_last_name", "child_first_name", "birth_date", "deceased_on"),
}


class Box(TypedDict):
    code: str
    label: str
    hint: str


def boxes(kind: Kind) -> list[Box]:
    return [
        {
            "code": one.code,
            "label": one.label + (" *" if one.code in _REQUIRED[kind] else ""),
            "hint": "JJ/MM/AAAA" if one.code in _DAYS else _HINTS.get(one.code, ""),
        }
        for one in columns.fields(kind).values()
        if one.code not in _LEFT_OUT
    ]


class BirthsTyped(PageState):
    AT: ClassVar[str] = "/naissances"

    kind: str = ""
    reasons: list[str] = []
    done: str = ""
    #: Counts what went in, by kind: its boxes are new, and empty, each time; those of the other kinds stay.
    turns: dict[str, int] = dict.fromkeys(list(Kind), 0)

    @rx.event
    @allow("identite_foyer", "W")
    def choose(self, kind: str):
        self.kind = kind if kind in list(Kind) else ""
        self.reasons, self.problem, self.done = [], "", ""

    @rx.event
    @allow("identite_foyer", "W")
    async def save(self, form: dict):
        self.reasons, self.done = [], ""
        with acting(self) as act:
            cells = {code: str(form.get(code, "")) for code in columns.fields(self.kind or Kind.BIRTH)}
            try:
                result, words, notice = deciding.typed(
                    act.session, act.actor, self.kind or Kind.BIRTH, cells, act.today, act.now
                )
            except Rejected as rejected:
                self.reasons = rejected.reasons
                raise
            self.done = _said(result, notice.status, words)
        if self.problem:
            # Said beside the boxes, where the eyes are.
            self.reasons, self.problem = self.reasons or [self.problem], ""
            return
        kind = self.kind or Kind.BIRTH.value
        self.turns = self.turns | {kind: self.turns[kind] + 1}
        await count_again(self)


def _said(result: Result, status: str, words: str) -> str:
    if result == Result.KNOWN:
        return words
    done = {
        Status.TO_ASSIGN: "Avis enregistré : la famille attend d’être affectée.",
        Status.TO_MATCH: "Avis enregistré : une famille ressemble, à vous de rapprocher.",
        Status.OUTSIDE: "Avis enregistré : la famille habite hors du département.",
        Status.SETTLED: "Décès enregistré : les visites, rappels et courriers de cet enfant sont arrêtés.",
    }
    return " ".join(filter(None, (done[Status(status)], words)))


def form() -> rx.Component:
    def of(kind: Kind) -> rx.Component:
        return rx.el.form(
            rx.el.div(
                *(
                    theme.field(
                        one["label"],
                        theme.text_input(name=one["code"], max_length=200, auto_complete="off"),
                        one["hint"],
                    )
                    for one in boxes(kind)
                ),
                class_name="births-boxes",
            ),
            theme.button("Enregistrer l’avis", kind="primary", type="submit"),
            on_submit=BirthsTyped.save,
            key=f"{kind}-" + BirthsTyped.turns[kind.value].to(str),
            hidden=BirthsTyped.kind != kind.value,  # not taken away: what was typed is there when it comes back
            class_name="stack",
        )

    return theme.card(
        rx.el.h2("Saisir un avis"),
        rx.el.div(
            *(
                theme.button(
                    kind.label,
                    on_click=BirthsTyped.choose(rx.cond(BirthsTyped.kind == kind.value, "", kind.value)),
                    aria_expanded=rx.cond(BirthsTyped.kind == kind.value, "true", "false"),
                )
                for kind in Kind
            ),
            class_name="row",
        ),
        rx.cond(
            BirthsTyped.reasons.length() > 0,
            theme.notice(
                rx.el.p("Cet avis n’est pas enregistré :", class_name="strong"),
                rx.foreach(BirthsTyped.reasons, lambda one: rx.el.p(one)),
                kind="warn",
                role="alert",
            ),
        ),
        rx.cond(BirthsTyped.done != "", theme.notice(BirthsTyped.done, kind="ok", role="status")),
        *(of(kind) for kind in Kind),
        class_name="stack",
    )
