"""Visits and TISF interventions that an interview asks for, as tasks of the sector's coordinator.

She may not read the interview: the words say what to plan and for whom, nothing of why. One task for each visit and
thing asked for, however often the record comes; what a correction takes back is cancelled.
"""

from datetime import date, timedelta

from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account
from fieldvisit.families.household import Household
from fieldvisit.families.person import Pregnancy
from fieldvisit.referrals.referral import State
from fieldvisit.referrals.said import NEW_VISIT, Said
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind, Task

COORDINATOR = "coordinatrice"
WITHDRAWN = "La correction de l’écrit ne le demande plus."
#: Orientations that are a visit of the service, by the role that makes it.
VISITS = {"sage_femme_pmi": "sage_femme_pmi", "puericultrice_pmi": "puericultrice"}
TRADES = {"sage_femme_pmi": "sage-femme", "puericultrice": "puéricultrice", "medecin_pmi": "médecin"}
TISF = {"tisf": "", "tisf_premiers_pas": "Premiers pas", "tisf_caf": "CAF"}
#: By when, counted from the interview; a visit after the birth, from the expected date.
SOON, AFTER_BIRTH = timedelta(days=14), timedelta(days=8)
#: The visit that follows an interview during pregnancy, by who makes it; later ones are « Visite de suivi ».
PRENATAL = {"sage_femme_pmi": "vad_prenatale", "puericultrice": "vad_prenatale"}
FOLLOW_UP, AFTER_BIRTH_KIND = "vad_suivi", "vad_sortie"
INTERVIEWS = frozenset({"epp", "epnp"})


def propose(session: Session, record: VisitRecord, family: Household, listed: list[Said], on: date) -> None:
    """Open what this record asks for, cancel what its correction no longer does. ``on``: its day."""
    kind = str(record.body.get("kind", ""))
    prefix = f"proposition:{record.visit_id}:"
    asked = {}
    for one in listed if kind in INTERVIEWS else ():
        if one.code in TISF and one.state is State.ACCEPTED:
            asked.setdefault("tisf", (Kind.TISF, _tisf(one.code), "", on + SOON))
        elif one.code in VISITS and one.state is State.ACCEPTED:
            asked[one.code] = _visit(session, record, kind, VISITS[one.code], one.code, on)
        elif one.code == NEW_VISIT and one.state in (State.ACCEPTED, None):
            author = session.get_one(Account, record.author_id)
            asked[one.code] = _visit(session, record, kind, author.role, one.code, on)
    for code, (task_kind, label, visit_kind, due) in asked.items():
        task = tasks.open_task(
            session,
            sector_id=family.sector_id,
            family_id=family.id,
            kind=task_kind,
            label=label,
            role=COORDINATOR,
            due_on=due,
            source=prefix + code,
            visit_kind=visit_kind,
            now=record.received_at,
        )
        tasks.resume(session, task)
    if record.corrects_id is not None:
        begun = select(Task.source).where(Task.source.startswith(prefix, autoescape=True), Task.closed_at.is_(None))
        for source in set(session.exec(begun)) - {prefix + code for code in asked}:
            tasks.cancel_of(session, source=source, why=WITHDRAWN, now=record.received_at)


def roles_for(task: Task) -> frozenset[str]:
    """Who may be sent for the visit that this task asks for: the trade it names, else all who make such visits."""
    able = visit_type.TYPES[task.visit_kind].roles
    return frozenset({VISITS.get(task.source.rpartition(":")[2], "")}) & able or able


def _visit(session: Session, record: VisitRecord, kind: str, role: str, code: str, on: date) -> tuple:
    """(task kind, words, kind of visit, by when)."""
    made, due = PRENATAL.get(role, FOLLOW_UP) if kind == "epp" else FOLLOW_UP, on + SOON
    if kind == "epp" and code == "puericultrice_pmi":
        made, due = AFTER_BIRTH_KIND, _expected(session, record) or due
    if role not in visit_type.TYPES[made].roles:
        made = FOLLOW_UP
    return Kind.VISIT, f"Visite à programmer : {TRADES.get(role) or roles.LABELS[role]}", made, due


def _expected(session: Session, record: VisitRecord) -> date | None:
    """A week after the expected date of the pregnancy under way, if it is known."""
    query = select(Pregnancy.due_date).where(
        Pregnancy.family_id == record.family_id, Pregnancy.ended_on.is_(None), Pregnancy.due_date.is_not(None)
    )
    found = session.exec(query).first()
    return found and found + AFTER_BIRTH


def _tisf(code: str) -> str:
    frame = TISF[code]
    return f"{Kind.TISF.label} ({frame})" if frame else Kind.TISF.label
