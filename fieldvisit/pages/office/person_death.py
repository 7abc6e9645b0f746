"""« Signaler un décès »: a quiet entry in a person’s panel. What will stop is said before; an error is undone there."""

import uuid
from datetime import date
from typing import ClassVar

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.births import death, declaring
from fieldvisit.births.stopping import Stopped
from fieldvisit.families import members
from fieldvisit.families.person import Person, Role
from fieldvisit.pages import theme
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_open import family_of, id_of

#: What ends, one and several.
STOPS = {
    "visits": ("1 visite sera annulée", "{} visites seront annulées"),
    "tasks": ("1 rappel sera clos", "{} rappels seront clos"),
    "contacts": ("1 courrier ou message ne partira pas", "{} courriers ou messages ne partiront pas"),
    "follow_ups": ("1 suivi régulier s’arrêtera", "{} suivis réguliers s’arrêteront"),
}
STAYS = {
    True: "L’entretien postnatal reste proposé à la mère.",
    False: "Ce qui est prévu pour les enfants reste prévu.",
}


class PersonDeath(PageState):
    AT: ClassVar[str] = "/familles/"

    may: bool = False
    name: str = ""
    since: str = ""
    asking: bool = False
    stops: list[str] = []
    stays: list[str] = []
    today: str = ""
    _person_id: uuid.UUID | None = None

    @rx.event
    @allow("identite_foyer", "W")
    async def open(self, person_id: str):
        """Of the person whose panel opens beside the file."""
        self.reset()
        with looking(self, by_itself=True) as act:
            self._show(act, await self._find(act, person_id))

    @rx.event
    @allow("identite_foyer", "W")
    async def ask(self):
        """What would stop, by the same rule as when it is carried out."""
        with acting(self) as act:
            person = await self._find(act, str(self._person_id))
            self.stops = self.stays = []
            if person.deceased_on is None:
                told = declaring.foresee(act.session, act.actor, person.id, act.today, act.now)
                self.stops, self.stays = _stops(told), _stays(person, told)
            self.today, self.asking = act.today.isoformat(), True

    @rx.event
    @allow("identite_foyer", "W")
    def step_back(self):
        self.asking, self.problem = False, ""

    @rx.event
    @allow("identite_foyer", "W")
    async def declare(self, form: dict):
        said = ""
        with acting(self) as act:
            person, source = await self._find(act, str(self._person_id)), str(form.get("source", ""))
            if source not in declaring.SOURCES:
                raise death.Invalid("Choisissez dans la liste qui vous l’a appris.")
            on = _day(str(form.get("on", "")))
            done = declaring.declare(act.session, act.actor, person.id, on, act.today, act.now, source)
            self._show(act, person)
            cancelled = len(done.visits)
            many = f"{cancelled} visite{'s' if cancelled > 1 else ''} annulée{'s' if cancelled > 1 else ''}."
            said = " ".join(("Le décès est enregistré.", *done.warn, many if cancelled else ""))
        return FamilyFile.tell(said) if said else None

    @rx.event
    @allow("identite_foyer", "W")
    async def undo(self, form: dict):
        said = ""
        with acting(self) as act:
            person, reason = await self._find(act, str(self._person_id)), str(form.get("reason", ""))
            again = death.undo(act.session, act.actor, person.id, reason, act.today, act.now)
            self._show(act, person)
            said = f"C’est corrigé : {again} visite{'s' if again > 1 else ''} à venir de nouveau au planning."
        return FamilyFile.tell(said) if said else None

    async def _find(self, act: Act, person_id: str) -> Person:
        found = members.find(act.session, act.actor, id_of(person_id), act.today)
        if found.family_id != await family_of(self):
            raise members.NotFound
        return found

    def _show(self, act: Act, person: Person) -> None:
        self.name, self._person_id, self.asking = members.name_of(person), person.id, False
        self.may = declaring.may(act.session, act.actor, person.id, act.today)
        self.since = french.short(person.deceased_on) if person.deceased_on else ""


def _stops(told: Stopped) -> list[str]:
    counts = {name: len(getattr(told, name)) for name in STOPS}
    return [STOPS[name][many > 1].format(many) for name, many in counts.items() if many]


def _stays(person: Person, told: Stopped) -> list[str]:
    words = [STAYS[person.role == Role.CHILD]]
    if many := len(told.kept):
        words.append(
            f"{many} visite{'s' if many > 1 else ''} de la famille reste{'nt' if many > 1 else ''} au planning : "
            "la coordination verra si elles sont encore souhaitées."
        )
    return words


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise death.Invalid("Indiquez la date du décès.") from error


def entry() -> rx.Component:
    noted = rx.cond(
        PersonDeath.asking,
        _undo(),
        rx.fragment(
            rx.el.p("Décès noté le ", PersonDeath.since, ".", class_name="soft"),
            theme.button("Noté par erreur…", kind="quiet", on_click=PersonDeath.ask),
        ),
    )
    ask = theme.button("Signaler un décès…", kind="quiet", on_click=PersonDeath.ask)
    return rx.cond(
        PersonDeath.may,
        rx.el.div(
            rx.cond(PersonDeath.since != "", noted, rx.cond(PersonDeath.asking, _declare(), ask)),
            class_name="stack person-more",
        ),
    )


def _declare() -> rx.Component:
    return rx.el.form(
        rx.el.h3("Décès de ", PersonDeath.name),
        rx.el.div(
            theme.field(
                "Date du décès", theme.text_input(name="on", type="date", max=PersonDeath.today, required=True)
            ),
            theme.field(
                "Appris par",
                rx.el.select(
                    rx.el.option("Choisir…", value=""),
                    *(rx.el.option(one, value=one) for one in declaring.SOURCES),
                    name="source",
                    required=True,
                    class_name="select",
                ),
            ),
            class_name="pair",
        ),
        rx.el.div(
            rx.el.p("Dès l’enregistrement, au bureau et sur les tablettes :", class_name="strong"),
            rx.el.ul(
                rx.foreach(PersonDeath.stops, lambda words: rx.el.li(words, " ;")),
                rx.el.li("plus rien ne sera proposé ni rappelé à son nom."),
                class_name="bullets",
            ),
            rx.foreach(PersonDeath.stays, lambda words: rx.el.p(words)),
            rx.el.p("Si c’est une erreur, vous pourrez revenir en arrière.", class_name="soft small"),
            class_name="notice stack-tight",
        ),
        theme.row(
            theme.button("Enregistrer le décès", kind="primary", type="submit"),
            theme.button("Revenir", kind="quiet", on_click=PersonDeath.step_back),
        ),
        on_submit=PersonDeath.declare,
        class_name="stack",
        aria_label="Signaler un décès",
    )


def _undo() -> rx.Component:
    return rx.el.form(
        theme.field(
            "Pourquoi ce décès était une erreur",
            rx.el.textarea(name="reason", rows=2, class_name="textarea", required=True, max_length=2000),
            "Les visites à venir reviendront au planning.",
        ),
        theme.row(
            theme.button("Annuler ce décès", type="submit"),
            theme.button("Revenir", kind="quiet", on_click=PersonDeath.step_back),
        ),
        on_submit=PersonDeath.undo,
        class_name="stack",
        aria_label="Corriger un décès noté par erreur",
    )
