"""« Courbes de référence »: what growth is judged by, and an official table of the county brought in."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.permission import Permission, allow
from fieldvisit.growth import reference, references
from fieldvisit.growth.references import COMPARTMENT, GrowthReference, NotFound
from fieldvisit.pages import references_api, theme
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, Desk, PageState, acting, looking
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.page import Page

HERE = "/references"
BOX = "reference-fichier"
#: The file goes by HTTP, where it may be large, and its answer comes back to the page.
SEND = """(async () => {
  const file = document.getElementById('%s')?.files?.[0];
  if (!file) return [];
  const form = new FormData();
  form.append('fichier', file);
  const answer = await fetch('/api/references/fichier', { method: 'POST', body: form }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  return told ? [told.said, told.problem, ...told.wrong] : ['', '%s'];
})()""" % (BOX, "Le fichier n’est pas arrivé : vérifiez le réseau, puis choisissez-le de nouveau.")  # noqa: UP031


class Line(TypedDict):
    """``id``: empty for what is embedded."""

    id: str
    name: str
    validity: str
    attribution: str
    history: str
    withdrawn: str


class References(PageState):
    AT: ClassVar[str] = HERE

    lines: list[Line] = []
    wrong: list[str] = []
    form: int = 0

    @rx.event
    @allow(COMPARTMENT)
    def load(self):
        with looking(self) as act:
            self._show(act)

    @rx.event
    @allow(COMPARTMENT, "W")
    def brought(self, answer: list):
        """What became of the file that was chosen, as ``references_api.bring_in`` answered it."""
        if len(answer) < 2 or not all(isinstance(one, str) for one in answer):
            return
        self.form += 1  # the same file, corrected, can be chosen again
        with looking(self) as act:
            self._show(act)
        self.said, self.problem, *self.wrong = answer[: 2 + references_api.MOST_WRONG]

    @rx.event
    @allow(COMPARTMENT, "W")
    def withdraw(self, reference_id: str):
        with acting(self) as act:
            one = references.withdraw(act.session, act.actor, _id(reference_id), act.now)
            self._show(act)
            self.said = f"{one.name} n’est plus proposée sur les courbes."

    @rx.event
    @allow(COMPARTMENT, "W")
    def offer(self, reference_id: str):
        with acting(self) as act:
            one = references.offer(act.session, act.actor, _id(reference_id))
            self._show(act)
            self.said = f"{one.name} est de nouveau proposée sur les courbes."

    def _show(self, act: Act) -> None:
        act.session.flush()
        own = [_line(one) for one in references.every(act.session, act.actor)]
        self.lines = [_embedded(each) for each in reference.CREDITS.values()] + own


def _embedded(credits: dict) -> Line:
    return {
        "id": "",
        "name": credits["name"],
        "validity": credits["validity"],
        "attribution": credits["attribution"],
        "history": "Comprise dans l’application.",
        "withdrawn": "",
    }


def _line(one: GrowthReference) -> Line:
    document = one.told
    return {
        "id": str(one.id),
        "name": f"{one.name}, version {one.version}",
        "validity": document["validity"],
        "attribution": " – ".join(part for part in (document["attribution"], one.holder) if part),
        "history": f"« {one.file_name} », importée le {french.moment(one.imported_at)} par {one.imported_by_name}. "
        f"Empreinte SHA-256 : {one.digest[:16]}…",
        "withdrawn": f"Retirée le {french.moment(one.withdrawn_at)} par {one.withdrawn_by_name}"
        if one.withdrawn_at
        else "",
    }


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotFound from error


def page() -> rx.Component:
    def line(one: rx.Var[Line]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.h2(one["name"], class_name="h3"),
                rx.el.p(one["validity"]),
                rx.el.p(one["attribution"], class_name="soft small"),
                rx.el.p(one["history"], class_name="soft small"),
                rx.cond(one["withdrawn"] != "", rx.el.p(one["withdrawn"], class_name="strong small")),
                class_name="grow stack-tight",
            ),
            rx.cond(
                one["id"] != "",
                rx.cond(
                    one["withdrawn"] == "",
                    theme.button("Retirer des courbes", on_click=References.withdraw(one["id"])),
                    theme.button("Proposer de nouveau", on_click=References.offer(one["id"])),
                ),
            ),
            class_name="visit-line",
        )

    return shell(
        rx.el.h1("Courbes de référence"),
        rx.el.p(
            "Les z-scores et les alertes viennent de l’OMS : ce ne sont pas les courbes du carnet de santé. Une table "
            "officielle obtenue par le département peut s’y ajouter sur les courbes.",
        ),
        said(References),
        rx.cond(
            References.wrong.length() > 0,
            rx.el.ul(rx.foreach(References.wrong, lambda words: rx.el.li(words)), class_name="stack-tight"),
        ),
        rx.el.ul(rx.foreach(References.lines, line), class_name="visit-lines"),
        _import(),
        here=HERE,
    )


def _import() -> rx.Component:
    return theme.card(
        rx.el.h2("Importer une table officielle", class_name="h3"),
        rx.el.p(
            "Fichier CSV (UTF-8) : reference_id, version, indicator, sex, x_unit, x, L, M, S ; si possible aussi name, "
            "validity, attribution, rights_holder. Une version importée ne change plus.",
            class_name="soft",
        ),
        rx.el.input(
            type="file",
            id=BOX,
            accept=".csv,.txt",
            aria_label="Fichier de la table",
            class_name="input",
            key=References.form.to(str),
            on_change=lambda _: rx.call_script(SEND, callback=References.brought),
        ),
        class_name="stack",
    )


PAGE = Page(
    route=HERE,
    title="Courbes de référence – Fieldvisit",
    permission=Permission(COMPARTMENT),
    component=page,
    on_load=(Desk.arrive, References.load),
)
