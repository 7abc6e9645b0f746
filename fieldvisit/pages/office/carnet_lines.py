"""The lines of a carnet at the office: vaccines with a button for each dose, exams, certificates, struck lines."""

from collections.abc import Iterable
from datetime import date
from typing import TypedDict

from fieldvisit.carnet import calendar, noting, status, templates
from fieldvisit.carnet.certificate import Certificate, Kind
from fieldvisit.carnet.entry import Dose, Exam
from fieldvisit.carnet.noting import DoseSaid, ExamSaid
from fieldvisit.carnet.problem import Problem, Verdict
from fieldvisit.carnet.status import OTHER_RANK, Standing
from fieldvisit.families.person import Person
from fieldvisit.pages.office import french

TONES = {
    Standing.UP_TO_DATE: "ok",
    Standing.DONE: "ok",
    Standing.COMING: "sea",
    Standing.LATE: "alarm",
    Standing.TO_CHECK: "warn",
}


class Pill(TypedDict):
    """One dose: ``state``: noted, new (not written yet) or nothing."""

    id: str
    rank: str
    vaccine: str
    state: str
    label: str
    said: str


class VaccineLine(TypedDict):
    code: str
    label: str
    standing: str
    tone: str
    words: str
    pills: list[Pill]


class ExamLine(TypedDict):
    code: str
    label: str
    standing: str
    tone: str
    words: str
    state: str
    id: str


class CertificateLine(TypedDict):
    id: str
    kind: str
    words: str
    state: str
    tone: str
    href: str


class PendingLine(TypedDict):
    key: str
    text: str
    problem: str
    tone: str
    dose: bool
    lot: str


class ChildChoice(TypedDict):
    id: str
    label: str
    chosen: bool


class Striking(TypedDict):
    id: str
    text: str


class StruckLine(TypedDict):
    text: str
    why: str


def dose_name(vaccine: str, rank: str) -> str:
    known = calendar.vaccines().get(vaccine)
    short = known.short if known else vaccine
    return f"{short}, autre dose" if rank == OTHER_RANK else f"{short} {rank}"


def exam_name(code: str) -> str:
    known = calendar.exams().get(code)
    return known.label if known else code


def vaccines(
    child: Person, doses: list[Dose], exams: list[Exam], waiting: list[DoseSaid], today: date
) -> list[VaccineLine]:
    said = {one.code: one for one in status.vaccines(noting.seen(child.birth_date, doses, exams), today)}
    stand = [one for one in doses if one.struck_at is None]
    lines: list[VaccineLine] = []
    for code, vaccine in calendar.vaccines().items():
        at = said.get(code)
        lines.append(
            {
                "code": code,
                "label": vaccine.short,
                "standing": at.standing.label if at else "",
                "tone": TONES.get(at.standing, "plain") if at else "plain",
                "words": at.words if at else "",
                "pills": list(_pills(vaccine, stand, waiting)),
            }
        )
    return lines


def _pills(vaccine: calendar.Vaccine, stand: list[Dose], waiting: list[DoseSaid]) -> Iterable[Pill]:
    for rank in (*(dose.rank for dose in vaccine.doses), OTHER_RANK):
        label = "Autre" if rank == OTHER_RANK else rank
        here = (vaccine.code, rank)
        mine = [(str(one.id), "noted", one.given_on) for one in stand if (one.vaccine, one.rank) == here]
        mine += [(one.key, "new", one.given_on) for one in waiting if (one.vaccine, one.rank) == here]
        for key, state, on in mine:
            yield _pill(vaccine.code, rank, key, state, f"{label} · {french.short(on)}")
        if rank == OTHER_RANK or not mine:
            age = next((dose.months for dose in vaccine.doses if dose.rank == rank), 0)
            yield _pill(vaccine.code, rank, "", "", f"{label} · {_age(age)}" if age else label)


def _age(months: int) -> str:
    return f"{months // 12} ans" if months >= 24 else f"{months} mois"


def _pill(vaccine: str, rank: str, key: str, state: str, label: str) -> Pill:
    words = {"noted": "notée", "new": "à enregistrer", "": "pas notée"}[state]
    said = f"{dose_name(vaccine, rank)}, {words}"
    return {"id": key, "rank": rank, "vaccine": vaccine, "state": state, "label": label, "said": said}


def exams(child: Person, doses: list[Dose], made: list[Exam], waiting: list[ExamSaid], today: date) -> list[ExamLine]:
    """Until the one that comes next; what is far ahead is asked of nobody."""
    said = status.exams(noting.seen(child.birth_date, doses, made), today)
    coming = next((at for at, one in enumerate(said) if one.opens > today and one.on is None), len(said))
    there = {one.code: one for one in made if one.struck_at is None}
    typed = {one.code: one for one in waiting}
    lines: list[ExamLine] = []
    for one in said[: coming + 1]:
        exam, new = there.get(one.code), typed.get(one.code)
        if new:
            words, state, key = f"À enregistrer : {french.short(new.done_on)}, {new.doctor}", "new", new.key
        elif exam:
            words = ", ".join(filter(None, (french.short(exam.done_on), exam.doctor, exam.place)))
            state, key = "noted", str(exam.id)
        else:
            words, state, key = f"Du {french.short(one.opens)} au {french.short(one.due)}", "", ""
        lines.append(
            {
                "code": one.code,
                "label": one.label,
                "standing": one.standing.label,
                "tone": TONES.get(one.standing, "plain"),
                "words": words,
                "state": state,
                "id": key,
            }
        )
    return lines


def certificate(one: Certificate, *, whole: bool) -> CertificateLine:
    """``whole``: the reader may see what it says; others learn that it came in, and when."""
    words = f"Reçu le {french.short(one.received_on)}"
    state, tone = standing(one)
    if whole and one.examined_on:
        words += f", examen du {french.short(one.examined_on)}" + (f" par {one.doctor}" if one.doctor else "")
    if not whole:
        state, tone = ("Reçu", "sea")
    href = f"/certificats?lire={one.id}" if whole else ""
    return {"id": str(one.id), "kind": Kind(one.kind).label, "words": words, "state": state, "tone": tone, "href": href}


def standing(one: Certificate) -> tuple[str, str]:
    """Where a certificate stands, and in which tone."""
    if one.entered_at is None:
        return "À saisir", "warn"
    if one.missing:
        many = len(one.missing)
        return (f"Incomplet : {many} réponses manquent" if many > 1 else "Incomplet : 1 réponse manque"), "warn"
    return "Complet", "ok"


def pending(doses: list[DoseSaid], made: list[ExamSaid], problems: list[Problem]) -> list[PendingLine]:
    wrong = {one.key: one for one in problems}
    lines: list[PendingLine] = []
    for one in (*doses, *made):
        dose = isinstance(one, DoseSaid)
        on = one.given_on if dose else one.done_on
        name = dose_name(one.vaccine, one.rank) if dose else exam_name(one.code)
        problem = wrong.get(one.key)
        lines.append(
            {
                "key": one.key,
                "text": f"{name} – {french.short(on)}",
                "problem": problem.sentence if problem else "",
                "tone": "problem" if problem and problem.verdict is Verdict.REFUSE else "",
                "dose": dose,
                "lot": one.lot if dose else "",
            }
        )
    return lines


def struck(doses: list[Dose], made: list[Exam], names: dict) -> list[StruckLine]:
    """Lines struck out, with who did it and why; ``names``: by account id."""
    lines: list[StruckLine] = []
    for one in (*doses, *made):
        if one.struck_at is None:
            continue
        name = dose_name(one.vaccine, one.rank) if isinstance(one, Dose) else exam_name(one.code)
        on = one.given_on if isinstance(one, Dose) else one.done_on
        lines.append(
            {
                "text": f"{name} – {french.short(on)}",
                "why": f"Rayé par {names.get(one.struck_by, '')}, le {french.moment(one.struck_at)} : {one.struck_why}",
            }
        )
    return lines


def answer_words(kind: str, answers: dict) -> list[tuple[str, str, str]]:
    """(section, question, answer) of what a certificate says, in the order of its form."""
    return [
        (section["title"], field["label"], templates.said(field, answers[field["code"]]))
        for section in templates.sections(kind)
        for field in section["fields"]
        if field["code"] in answers
    ]
