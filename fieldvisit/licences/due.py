"""What is due for a licence: a decision before silence decides, a renewal, a follow-up visit, an incident to settle.

Nothing is kept of it: it follows from the file and the day.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.calendars.free import PARIS
from fieldvisit.licences import decision, history, incident, licence, request, rules, visit
from fieldvisit.licences.decision import Decision
from fieldvisit.licences.history import LicenceEvent
from fieldvisit.licences.incident import Incident
from fieldvisit.licences.licence import Licence, State
from fieldvisit.licences.request import LicenceRequest
from fieldvisit.licences.rules import FOLLOWING, RULES, About
from fieldvisit.licences.visit import LicenceVisit, Status
from fieldvisit.words import Choice, french_date


class Standing(Choice):
    LATE = "en_retard", "En retard"
    TO_DO = "a_faire", "À faire"
    AHEAD = "a_venir", "À venir"


@dataclass(frozen=True)
class Due:
    """``on``: the last day for it. ``said``: what happens otherwise, before it happens."""

    code: str
    label: str
    on: date
    standing: Standing
    said: str = ""


@dataclass(frozen=True)
class File:
    """Everything of one licence, read at once."""

    licence: Licence
    requests: list[LicenceRequest]
    visits: list[LicenceVisit]
    incidents: list[Incident]
    decisions: list[Decision]
    notices: list[date]

    @property
    def waiting(self) -> LicenceRequest | None:
        return next((one for one in self.requests if one.closed_on is None), None)


def files(session: Session, actor: Actor, only: uuid.UUID | None = None) -> list[File]:
    """Those that this actor may read, in five queries whatever their number."""
    found = [licence.find(session, actor, only)] if only else licence.listed(session, actor)
    ids = [one.id for one in found]
    requests, visits = _by(request.of(session, ids)), _by(visit.of(session, ids))
    incidents, decisions = _by(incident.of(session, ids)), _by(decision.of(session, ids))
    told = select(LicenceEvent).where(LicenceEvent.licence_id.in_(ids), LicenceEvent.what == history.What.NOTICE)
    notices: dict[uuid.UUID, list[date]] = defaultdict(list)
    for one in session.exec(told):
        notices[one.licence_id].append(one.at.astimezone(PARIS).date())
    return [
        File(one, requests[one.id], visits[one.id], incidents[one.id], decisions[one.id], notices[one.id])
        for one in found
    ]


def of(file: File, today: date) -> list[Due]:
    """What is due, the latest first, then by its day."""
    one, state = file.licence, licence.state(file.licence, today)
    found = [_incident(each, today) for each in file.incidents if each.closed_at is None]
    if file.waiting:
        found += _instruction(file, file.waiting, today)
    if state in (State.GRANTED, State.SUSPENDED, State.EXPIRED) and one.expires_on:
        found += _renewal(file, today)
    if state is State.GRANTED:
        found += _follow_ups(file, today)
    if state is State.SUSPENDED:
        found.append(_suspension(one, today))
    order = list(Standing)
    return sorted(found, key=lambda each: (order.index(each.standing), each.on))


def _instruction(file: File, waiting: LicenceRequest, today: date) -> list[Due]:
    one, about = file.licence, About(waiting.about).label.lower()
    last, tacit = request.due_on(waiting, one.kind), request.tacit_on(waiting, one.kind)
    if today >= tacit:
        said = f"Accordé par le silence depuis le {french_date(tacit)} : enregistrez l’accord tacite."
        return [Due("tacite", f"Accord tacite ({about})", tacit, Standing.LATE, said)]
    opens = last - timedelta(days=RULES["decision_days_before"])
    said = f"Sans décision notifiée le {french_date(last)}, l’agrément est accordé par le silence."
    found = [Due("decision", f"Décision à notifier ({about})", last, _standing(opens, last, today), said)]
    seen = [each for each in file.visits if each.request_id == waiting.id and each.status != Status.CANCELLED]
    if not seen and waiting.about != About.CHANGE:
        by = last - timedelta(days=RULES["instruction_visit_days_before"])
        found.append(Due("visite_instruction", "Visite à domicile à programmer", by, _standing(date.min, by, today)))
    return found


def _renewal(file: File, today: date) -> list[Due]:
    end, renewal = file.licence.expires_on, RULES["renewal"]
    if file.waiting and file.waiting.about == About.RENEWAL:
        return []
    if today > end:
        return [Due("echu", "Agrément échu", end, Standing.LATE, "Aucune demande de renouvellement n’a été reçue.")]
    opens = rules.months(-renewal["notice_opens_months"], end)
    if today < opens:
        return []
    if not any(sent >= opens for sent in file.notices):
        by = rules.months(-renewal["notice_due_months"], end)
        said = f"L’agrément finit le {french_date(end)}."
        return [Due("courrier", "Courrier de renouvellement à envoyer", by, _standing(opens, by, today), said)]
    by = rules.months(-renewal["request_due_months"], end)
    said = f"Sans demande, l’agrément finit le {french_date(end)}."
    return [Due("renouvellement", "Demande de renouvellement attendue", by, _standing(by, by, today), said)]


def _follow_ups(file: File, today: date) -> list[Due]:
    """The windows of this period of validity; a visit made between a window's opening and the next one's fills it."""
    found, since = [], file.licence.granted_on
    made = [each.made_on for each in file.visits if each.about in FOLLOWING and each.made_on]
    planned = any(each.about in FOLLOWING and each.status == Status.PLANNED for each in file.visits)
    opening = [rules.months(window["opens_months"], since) for window in RULES["follow_up"]]
    for window, opens, closes in zip(RULES["follow_up"], opening, [*opening[1:], date.max], strict=True):
        if today < opens or any(opens <= day < closes for day in made):
            continue
        by = rules.months(window["due_months"], since)
        said = "Une visite est programmée." if planned else ""
        found.append(Due(window["code"], window["label"], by, _standing(opens, by, today), said))
    return found[-1:]  # the visit of a newer window makes up for an older one


def _incident(one: Incident, today: date) -> Due:
    noted = one.noted_at.astimezone(PARIS).date()
    by = noted + timedelta(days=RULES["incident_days"])
    return Due("incident", "Incident à traiter", by, _standing(noted, by, today))


def _suspension(one: Licence, today: date) -> Due:
    opens = one.suspended_until - timedelta(days=RULES["suspension_days_before"])
    said = f"La suspension finit le {french_date(one.suspended_until)} : décider avant."
    return Due(
        "suspension", "Suites de la suspension", one.suspended_until, _standing(opens, one.suspended_until, today), said
    )


def _standing(opens: date, by: date, today: date) -> Standing:
    if today > by:
        return Standing.LATE
    return Standing.TO_DO if today >= opens else Standing.AHEAD


def _by(rows: Iterable) -> dict[uuid.UUID, list]:
    found: dict[uuid.UUID, list] = defaultdict(list)
    for one in rows:
        found[one.licence_id].append(one)
    return found
