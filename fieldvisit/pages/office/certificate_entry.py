"""One certificate, read or written: section by section, as on the paper; a correction is a version of its own."""

import uuid
from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access import journal
from fieldvisit.access.account import Account
from fieldvisit.access.permission import allow
from fieldvisit.carnet import certificates, reach, templates
from fieldvisit.carnet.certificate import Certificate, Channel, Kind
from fieldvisit.carnet.certificates import Written
from fieldvisit.carnet.problem import Asked
from fieldvisit.due import listing
from fieldvisit.families.person import Person
from fieldvisit.pages.office import carnet_lines, french
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.words import Refusal

HERE = "/certificats"
HEALTH = reach.HEALTH


class OptionLine(TypedDict):
    code: str
    label: str


class FieldLine(TypedDict):
    """``only``: beside which answer it is asked; ``problem``: what is wrong with what was typed."""

    code: str
    label: str
    type: str
    unit: str
    value: str
    only: str
    required: bool
    problem: str
    options: list[OptionLine]


class SectionLine(TypedDict):
    title: str
    fields: list[FieldLine]


class AnswerLine(TypedDict):
    section: str
    question: str
    answer: str


class CertificateEntry(PageState):
    AT: ClassVar[str] = HERE

    id: str = ""
    title: str = ""
    child: str = ""
    family: str = ""
    facts: list[str] = []
    state: str = ""
    tone: str = ""
    missing: list[str] = []
    about: str = ""
    writing: bool = False
    correction: bool = False
    may_write: bool = False
    sections: list[SectionLine] = []
    answers: list[AnswerLine] = []
    former: list[str] = []
    examined_on: str = ""
    doctor: str = ""
    place: str = ""
    day_problem: str = ""
    to_confirm: bool = False
    form: int = 0

    @rx.event
    @allow(HEALTH)
    def open(self, certificate_id: str):
        """Its reading is journaled."""
        with acting(self) as act:
            found, child = certificates.find(act.session, act.actor, _id(certificate_id), act.today)
            journal.note(
                act.session, act.actor, found.family_id, journal.What.READ, "certificat", act.now, subject_id=found.id
            )
            self._show(act, found, child)
            self.writing = found.entered_at is None and self.may_write

    @rx.event
    @allow("identite_foyer", "W")
    def close(self):
        self.reset()

    @rx.event
    @allow(HEALTH, "W")
    def correct(self):
        with looking(self) as act:
            found, child = certificates.find(act.session, act.actor, _id(self.id), act.today, write=True)
            self._show(act, found, child)
            self.writing = True

    @rx.event
    @allow(HEALTH, "W")
    def save(self, form: dict):
        """What was typed stays in its boxes whatever is answered."""
        said = _written(form)
        with acting(self) as act:
            found, child = certificates.find(act.session, act.actor, _id(self.id), act.today, write=True)
            try:
                made = certificates.write(
                    act.session,
                    act.actor,
                    found.id,
                    said,
                    act.now,
                    act.today,
                    reason=str(form.get("reason") or ""),
                    confirmed=form.get("confirmed") == "oui" and self.to_confirm,
                )
            except Asked as asked:
                self._ask(found.kind, said, asked)
                raise
            except (certificates.NoReason, certificates.Gone) as refusal:
                raise self._overtaken(act, found) or refusal from refusal
            listing.refresh(act.session, {made.family_id}, act.today)
            self._show(act, made, child)
            self.writing = False
            many = len(made.missing)
            incomplete = f" Il reste incomplet : {many} réponse{'s' if many > 1 else ''} à demander." if many else ""
            link = " Une tâche prévient le médecin du secteur." if made.doctor_link else ""
            self.said = f"Certificat enregistré.{incomplete}{link}"

    @rx.event
    @allow(HEALTH, "W")
    def strike(self, form: dict):
        with acting(self) as act:
            found = certificates.strike(
                act.session, act.actor, _id(self.id), str(form.get("why") or ""), act.now, act.today
            )
            listing.refresh(act.session, {found.family_id}, act.today)
            said = "Le certificat est rayé : ce qu’il avait apporté ne compte plus."
        if not self.problem:
            self.reset()
            self.said = said

    def _overtaken(self, act: Act, found: Certificate) -> Refusal | None:
        """Somebody wrote it while this form was open: what is typed here may correct hers, with a reason."""
        standing = certificates.in_force(act.session, found.child_id, found.kind)
        if standing is None or standing.entered_by is None or (self.correction and standing.id == found.id):
            return None
        self.id, self.correction = str(standing.id), True
        writer = act.session.get_one(Account, standing.entered_by).name
        return Refusal(
            f"{writer} a écrit ce certificat le {french.moment(standing.entered_at)}, pendant votre saisie. "
            "Pour mettre la vôtre à la place, dites pourquoi en bas, puis enregistrez de nouveau."
        )

    def _ask(self, kind: str, said: Written, asked: Asked) -> None:
        problems = {one.key: one.sentence for one in asked.problems}
        self.sections = _sections(kind, said.given, problems)
        self.day_problem = problems.get("examined_on", "")
        self.to_confirm = asked.confirmable

    def _show(self, act: Act, found: Certificate, child: Person) -> None:
        self.id = str(found.id)
        self.title = Kind(found.kind).label
        self.child = f"{child.first_name} {child.last_name}" + (
            f", né·e le {french.short(child.birth_date)}" if child.birth_date else ""
        )
        self.family = f"/familles/{found.family_id}"
        self.state, self.tone = carnet_lines.standing(found)
        self.facts = list(filter(None, _facts(found)))
        self.missing = [templates.label(found.kind, code) for code in found.missing] if found.entered_at else []
        self.about = found.about
        self.correction = found.entered_at is not None
        self.may_write = reach.may(act.session, reach.certificates(act.actor, act.today, write=True), found.family_id)
        values = {code: templates.typed(value) for code, value in found.answers.items()}
        self.sections = _sections(found.kind, values, {})
        self.answers = [
            {"section": section, "question": question, "answer": answer}
            for section, question, answer in carnet_lines.answer_words(found.kind, found.answers)
        ]
        self.former = [
            f"Écrit par {name} le {french.moment(one.entered_at)}"
            for one, name in certificates.versions(act.session, found)
        ]
        self.examined_on = found.examined_on.isoformat() if found.examined_on else ""
        self.doctor, self.place = found.doctor, found.place
        self.day_problem, self.to_confirm = "", False
        self.form += 1


def _facts(found: Certificate):
    yield f"Reçu le {french.short(found.received_on)} – {Channel(found.channel).label}"
    if found.examined_on:
        yield f"Examen du {french.short(found.examined_on)}" + (f", par {found.doctor}" if found.doctor else "")
    yield found.place
    yield f"Corrigé : {found.correction_reason}" if found.correction_reason else ""
    yield "Lien avec le médecin de PMI demandé, avec l’accord des parents" if found.doctor_link else ""


def _written(form: dict) -> Written:
    given = {
        name.removeprefix("c:"): str(value)
        for name, value in form.items()
        if name.startswith("c:") and isinstance(value, str)
    }
    examined_on = french.day_from(str(form.get("examined_on") or ""))
    return Written(examined_on, str(form.get("doctor") or ""), str(form.get("place") or ""), given)


def _sections(kind: str, values: dict[str, str], problems: dict[str, str]) -> list[SectionLine]:
    return [
        {"title": section["title"], "fields": [_field(kind, field, values, problems) for field in section["fields"]]}
        for section in templates.sections(kind)
    ]


def _field(kind: str, field: dict, values: dict[str, str], problems: dict[str, str]) -> FieldLine:
    only = ""
    if "if" in field:
        other, among = field["if"]
        source = next(one for one in templates.fields(kind) if one["code"] == other)
        answers = " ou ".join(templates.said(source, one) for one in among)
        only = f"Si « {source['label']} » : {answers.lower()}"
    return {
        "code": f"c:{field['code']}",
        "label": field["label"] + (f" ({field['unit']})" if "unit" in field else ""),
        "type": field["type"],
        "unit": field.get("unit", ""),
        "value": values.get(field["code"], ""),
        "only": only,
        "required": bool(field.get("required")),
        "problem": problems.get(field["code"], ""),
        "options": templates.options(field),
    }


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise reach.NotFound from error
