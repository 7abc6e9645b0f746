"""« Mis de côté »: what was refused or against the rules, for whoever heads the service: taken in, or filed."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.permission import Permission, allow, asked_by_the_page
from fieldvisit.families.decision import About
from fieldvisit.pages import theme
from fieldvisit.pages.office import french, settle_views, sides
from fieldvisit.pages.office.desk import Act, Desk, PageState, acting, count_again, looking
from fieldvisit.pages.office.shell import NEWS_EVERY_MS, Ticker, said, shell
from fieldvisit.pages.office.sides import Decided, keyring
from fieldvisit.pages.page import Page
from fieldvisit.settling import quarantine, waiting
from fieldvisit.settling.quarantine import Aside
from fieldvisit.sync.received import Word

HERE = "/quarantaine"


class Item(TypedDict):
    id: str
    kind: str
    family: str
    author: str
    when: str
    state: str
    tone: str


class Told(TypedDict):
    question: str
    answer: str


class Opened(TypedDict):
    id: str
    title: str
    sentence: str
    reasons: list[str]
    facts: list[str]
    proven: bool
    judged_again: bool


NOTHING: Opened = {
    "id": "",
    "title": "",
    "sentence": "",
    "reasons": [],
    "facts": [],
    "proven": False,
    "judged_again": False,
}


class Quarantine(PageState):
    AT: ClassVar[str] = HERE

    items: list[Item] = []
    opened: Opened = NOTHING
    told: list[Told] = []
    reason: str = ""
    decided: list[Decided] = []

    @rx.event
    @allow("quarantaine")
    def load(self):
        with looking(self) as act:
            self._show(act)

    @rx.event
    @allow("quarantaine")
    @asked_by_the_page
    async def look_again(self):
        with looking(self, by_itself=True) as act:
            items = _items(act)
            if items != self.items:
                self.items = items
        await count_again(self)

    @rx.event
    @allow("quarantaine")
    def open(self, line_id: str):
        with acting(self) as act:
            self._close()
            aside, told = quarantine.look(act.session, keyring(), act.actor, _id(line_id), act.now, french.moment)
            self.opened = _opened_words(aside)
            self.told = [{"question": f"{one.question} – {one.who}".strip(" –"), "answer": one.a} for one in told]

    @rx.event
    @allow("quarantaine")
    def close(self):
        self._close()

    @rx.event
    @allow("quarantaine", "W")
    def say_why(self, words: str):
        self.reason = words[:2000]

    @rx.event
    @allow("quarantaine", "W")
    def accept(self):
        with acting(self) as act:
            line_id = _id(self.opened["id"])
            quarantine.accept(act.session, keyring(), act.actor, line_id, self.reason, act.now, act.today)
            self._done(act, "L’envoi est rattaché au dossier. La tablette de son auteur l’apprendra.")
        return Quarantine.look_again

    @rx.event
    @allow("quarantaine", "W")
    def file(self):
        with acting(self) as act:
            quarantine.file(act.session, keyring(), act.actor, _id(self.opened["id"]), self.reason, act.now)
            self._done(act, "L’envoi est classé. Il reste conservé, et la tablette de son auteur l’apprendra.")
        return Quarantine.look_again

    def _done(self, act: Act, said: str) -> None:
        act.session.flush()
        self._close()
        self._show(act)
        self.said = said

    def _close(self) -> None:
        self.opened, self.told, self.reason = NOTHING, [], ""

    def _show(self, act: Act) -> None:
        self.items = _items(act)
        found = waiting.decided(act.session, act.actor, act.today, (About.QUARANTINE.value,))
        self.decided = settle_views.decided_words(found)


def _items(act: Act) -> list[Item]:
    return [
        {
            "id": str(one.id),
            "kind": one.kind,
            "family": one.family or "Famille inconnue",
            "author": one.author or "Auteur inconnu",
            "when": french.ago(one.received_at, act.now),
            "state": Word(one.word).label,
            "tone": "alarm" if one.word == Word.REFUSED else "warn",
        }
        for one in quarantine.waiting(act.session, act.actor)
    ]


def _opened_words(one: Aside) -> Opened:
    written = sides.side("", "", one.captured_at, one.received_at, one.device)
    who = one.author or "Auteur inconnu"
    return {
        "id": str(one.id),
        "title": f"{one.kind} – {one.family or 'famille inconnue'}",
        "sentence": one.sentence,
        "reasons": [each for each in one.reasons if each != one.sentence],
        "facts": [f"Signé par {who}" if one.proven else f"Se dit de {who}", *written["facts"]],
        "proven": one.proven,
        "judged_again": one.word == Word.INVALID,
    }


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise quarantine.NotFound from error


def page() -> rx.Component:
    return shell(
        rx.el.h1("Mis de côté"),
        said(Quarantine),
        rx.el.div(
            rx.el.div(_queue(), sides.decisions(Quarantine.decided), class_name="stack"),
            rx.cond(
                Quarantine.opened["id"] != "",
                _opened(),
                sides.hint(Quarantine.items, "Choisissez un envoi pour le lire ; la lecture est journalisée."),
            ),
            class_name="settle",
        ),
        Ticker.create(every=NEWS_EVERY_MS, on_tick=Quarantine.look_again),
        here=HERE,
    )


def _queue() -> rx.Component:
    def words(one: rx.Var[Item]) -> tuple[rx.Component, ...]:
        return (
            rx.el.span(one["kind"], " – ", one["family"], class_name="strong"),
            rx.el.span(one["author"], class_name="small"),
            rx.el.span(one["state"], class_name="badge badge-" + one["tone"]),
            rx.el.span(one["when"], class_name="small soft"),
        )

    return sides.queue(
        Quarantine.items,
        Quarantine.opened,
        lambda one: Quarantine.open(one["id"]),
        words,
        label="Envois mis de côté",
        empty="Rien n’est mis de côté.",
    )


def _opened() -> rx.Component:
    opened = Quarantine.opened

    def told(one: rx.Var[Told]) -> rx.Component:
        return rx.el.div(
            rx.el.dt(one["question"]), rx.el.dd(one["answer"], class_name="strong pre"), class_name="answer"
        )

    return rx.el.section(
        rx.el.div(
            rx.el.h2(opened["title"]),
            theme.button("Fermer", kind="quiet", on_click=Quarantine.close),
            class_name="row-between",
        ),
        rx.foreach(opened["facts"].to(list[str]), lambda fact: rx.el.p(fact, class_name="small soft")),
        theme.notice(
            rx.el.p(opened["sentence"]),
            rx.el.ul(rx.foreach(opened["reasons"].to(list[str]), lambda one: rx.el.li(one)), class_name="stack-tight"),
            kind="warn",
        ),
        rx.el.dl(rx.foreach(Quarantine.told, told), class_name="answers"),
        rx.cond(
            Quarantine.told.length() == 0,
            rx.el.p("Rien de lisible pour votre fonction dans cet envoi.", class_name="soft"),
        ),
        rx.el.div(
            sides.reasons(Quarantine.reason, Quarantine.say_why, Quarantine.say_why),
            rx.el.div(
                theme.button("Classer", on_click=Quarantine.file),
                theme.button(
                    rx.cond(opened["judged_again"], "Vérifier de nouveau et rattacher", "Rattacher au dossier"),
                    kind="primary",
                    on_click=Quarantine.accept,
                ),
                class_name="row settle-acts",
            ),
            class_name="stack settle-foot",
        ),
        class_name="card stack",
        aria_label="L’envoi",
    )


PAGE = Page(
    route=HERE,
    title="Mis de côté – Fieldvisit",
    permission=Permission("quarantaine"),
    component=page,
    on_load=(Desk.arrive, Quarantine.load),
    nav="Mis de côté",
)
