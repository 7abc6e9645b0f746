"""The signed answers of one visit as a QuestionnaireResponse, for whoever may read them; each export is journaled.

Answers that leave a file are never more than their reader reads there. What is asked « seule à seule », what is
private and what tells of violence stays behind, unless it was asked for in so many words (domain §3.5).
"""

import uuid
from datetime import date, datetime

from sqlmodel import Session

from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor
from fieldvisit.exports import fhir_response
from fieldvisit.exports.fhir_questionnaire import SUBJECTS
from fieldvisit.forms import calculations, catalogue, compartments
from fieldvisit.growth import series
from fieldvisit.schedule import record
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status
from fieldvisit.words import Refusal

SECURITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"


class NotMade(Refusal):
    sentence = "Cette visite n’a pas été réalisée : il n’y a pas de réponses à exporter."


class Replaced(Refusal):
    sentence = "Cette version a été corrigée depuis : ouvrez la correction et exportez-la."


class NothingReadable(Refusal):
    sentence = "Cet écrit n’a pas de réponse que votre fonction permette d’exporter."


def find(session: Session, actor: Actor, record_id: uuid.UUID, today: date) -> VisitRecord:
    """The record, when its answers can leave.

    :raises fieldvisit.schedule.record.NotFound: if it does not exist or is not open to this actor
    :raises NotMade: of a visit that was not « Réalisée »
    :raises Replaced: of a version that was corrected since
    """
    found = record.find(session, actor, record_id, today)
    if found.outcome != Status.DONE:
        raise NotMade
    if found.corrected_by_id is not None:
        raise Replaced
    return found


def resource(session: Session, actor: Actor, found: VisitRecord, home: dict, base: str, confidential: bool) -> dict:
    """The resource, of what this actor may read. ``home``: the family's document, as this actor would carry it.

    ``confidential``: asked for with what was confided; those who may not read it get the same as without.

    :raises NothingReadable: if there is nothing in it for this actor
    :raises fieldvisit.forms.catalogue.UnknownForm: if the grid it was written with is not known here
    """
    body = found.body
    grid = catalogue.grid_for(str(body.get("kind", "")), body.get("forms"))
    main, version = next(iter(grid["forms"].items()))
    is_author = found.author_id == actor.account_id
    answers, of_children = compartments.readable(
        body.get("answers") or {}, body.get("child_answers") or {}, actor.role, is_author
    )
    if not confidential:
        answers = plain(grid, answers)
        of_children = {child: plain(grid, given) for child, given in of_children.items()}
    on = (_instant(body.get("started_at")) or found.captured_at).astimezone(calculations.age.PARIS).date()
    reading = calculations.reading(grid, body, {"on": on.isoformat(), "family": home}, series.functions)
    frame = {
        "id": found.id,
        "status": "amended" if found.corrects_id else "completed",
        "authored": (_instant(body.get("signed_at")) or found.captured_at).isoformat(timespec="seconds"),
        "subject": _subject(catalogue.as_document(main, version)["subject"], found, home),
        "encounter": fhir_response.reference("Encounter", found.visit_id),
        "author": fhir_response.reference("Practitioner", found.author_id, _name(session, found.author_id)),
        "children": {one["id"]: one.get("first_name", "") for one in home.get("persons") or []},
    }
    made = fhir_response.response(grid, answers, of_children, frame, base, lambda *key: _asked(reading, *key))
    if "item" not in made:
        raise NothingReadable
    label = {"system": SECURITY, "code": "V" if confidential else "R"}
    return {"resourceType": made.pop("resourceType"), "meta": {"security": [label]}} | made


def note(session: Session, actor: Actor, found: VisitRecord, confidential: bool, now: datetime) -> None:
    """The line of the access journal, without which nothing leaves."""
    screen = "fhir_confidentiel" if confidential else "fhir"
    journal.note(session, actor, found.family_id, journal.What.EXPORT, screen, now, subject_id=found.id)


def guarded(item: dict) -> bool:
    """Whether an answer stays behind unless it was asked for."""
    return item["prive"] or item["seule"] or compartments.compartment(item) == compartments.VIOLENCE


def plain(grid: dict, answers: dict) -> dict:
    """The answers without what is guarded; an option that is private is as if it had not been ticked."""
    kept = {}
    for key, answer in answers.items():
        item = grid["items"].get(key)
        if item is None or guarded(item):
            continue
        hidden = {option["code"] for option in item["options"] or [] if option.get("prive")}
        value = answer.get("v") if isinstance(answer, dict) else None
        if hidden and isinstance(value, list) and hidden.intersection(value):
            # The words beside it may tell of what is hidden.
            answer = {**answer, "v": [code for code in value if code not in hidden], "note": ""}
        elif isinstance(value, str) and value in hidden:
            continue
        kept[key] = answer
    return kept


def _asked(reading, item: str, child: str | None) -> bool:
    return reading.visible(item, child)


def _subject(subject: str, found: VisitRecord, home: dict) -> dict:
    """The mother of a form on her, the child of a form on the only one seen, else the home."""
    persons = home.get("persons") or []
    seen = found.body.get("children") or []
    about = None
    if subject == "mere":
        about = next((one["id"] for one in persons if one["role"] == "mere"), None)
    elif subject == "enfant" and len(seen) == 1:
        about = seen[0]
    if about is None:
        return fhir_response.reference("Group", found.family_id)
    return fhir_response.reference(SUBJECTS[subject], about)


def _name(session: Session, account_id: uuid.UUID) -> str:
    author = session.get(Account, account_id)
    return author.name if author else ""


def _instant(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return at if at and at.tzinfo else None
