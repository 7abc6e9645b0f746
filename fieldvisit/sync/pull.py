"""What a tablet lacks, page by page. The server remembers nothing of tablets: each says what it has.

Families are compared (gained ones come whole, lost ones are forgotten); the cursor says from
where on changes of the others are told. A tablet from before a restored backup gets everything.
"""

import base64
import hashlib
import json
import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit import db, feed
from fieldvisit.access import care, journal, roles, tablets
from fieldvisit.access.account import Actor
from fieldvisit.access.device import DeviceKey
from fieldvisit.access.journal import What
from fieldvisit.access.roles import Reach
from fieldvisit.alerts.alert import UrgentAlert
from fieldvisit.families import household, merging
from fieldvisit.families.household import Household
from fieldvisit.forms import catalogue
from fieldvisit.schedule import running
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.sync import alerts, documents, due_lists, envelope, growth, news, orders, outings, sessions, settled
from fieldvisit.sync.documents import CHILD, IDENTITY, VISIT, Shown
from fieldvisit.sync.drafts import continuing
from fieldvisit.sync.news import News
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.words import Refusal

FAMILIES_PER_PAGE = 40
CHANGES_PER_PAGE = 400
MOST_FAMILIES = 5_000
#: The answer to a tablet that was withdrawn.
NOTHING = {"reader": "", "cursor": None, "more": False, "docs": [], "forget": []}
#: What the change feed tells of.
_KINDS = ("family", "visit", "record", "alert", "order")
#: What the documents of a family are made of: with another number every tablet reads all of them anew.
_SHAPE = 3


class Unreadable(Refusal):
    sentence = "Cette demande de la tablette n’est pas lisible : mettez l’application à jour."


@dataclass(frozen=True)
class Cursor:
    """``loading``: while everything is being sent, the id of the last family that came.

    ``reader``: who read until here (see :func:`reader_of`).
    """

    epoch: uuid.UUID
    position: tuple[int, int]
    loading: uuid.UUID | None = None
    reader: str = ""

    def __str__(self) -> str:
        parts = [str(self.epoch), *self.position, str(self.loading) if self.loading else None, self.reader]
        return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()

    @classmethod
    def read(cls, text: object) -> "Cursor | None":
        """None for what is not one of ours: the tablet then gets everything."""
        try:
            epoch, txid, seq, loading, reader = json.loads(base64.urlsafe_b64decode(text))
            if not all(type(part) is int and 0 <= part <= feed.LAST_SEQ for part in (txid, seq)):
                return None
            return cls(uuid.UUID(epoch), (txid, seq), uuid.UUID(loading) if loading else None, str(reader))
        except (ValueError, TypeError, AttributeError, RecursionError):
            return None


@dataclass(frozen=True)
class Asked:
    cursor: Cursor | None = None
    have: frozenset[uuid.UUID] = frozenset()
    forms: dict[str, str] = field(default_factory=dict)
    form_marks: dict[str, str] = field(default_factory=dict)  #: of these versions; none from an older tablet
    news: News = News()
    running: dict[uuid.UUID, datetime] | None = None
    awaiting: frozenset[tuple[uuid.UUID, str]] = frozenset()
    charts: growth.Aboard | None = None  #: what is aboard for charts; None as below
    rules: str | None = None  #: version of the ``alert_rules`` document aboard; None as below
    places: dict[str, str] | None = None  #: version of each place aboard; None when the tablet knows of none
    contacts: str | None = None  #: version of the ``contacts`` document aboard; None when the tablet knows of none
    form_ids: frozenset[str] = frozenset()  #: grids aboard, of every version
    tisf_lists: str | None = None  #: version of the ``tisf_lists`` document aboard; None when the tablet did not say
    session_hours: dict[str, str] | None = None  #: months aboard with their hours, as text; None as above


def read(body: object) -> Asked:
    """:raises Unreadable: if it is not a pull of the protocol"""
    if not isinstance(body, dict):
        raise Unreadable
    have, forms = body.get("have", []), body.get("forms", {})
    families = [envelope.uuid_from(each) for each in have] if isinstance(have, list) else [None]
    if None in families or len(families) > MOST_FAMILIES or not isinstance(forms, dict):
        raise Unreadable
    return Asked(
        Cursor.read(body["cursor"]) if body.get("cursor") is not None else None,
        frozenset(families),
        _texts(forms),
        _texts(body.get("form_marks")),
        news.read(body),
        _running(body.get("running")),
        settled.read(body.get("awaiting")),
        growth.read(body.get("growth")),
        str(body["alert_rules"] or "") if "alert_rules" in body else None,
        outings.aboard(body.get("places")),
        str(body["contacts"] or "") if "contacts" in body else None,
        _ids(body.get("form_ids")),
        tisf_lists=str(body["tisf_lists"] or "") if "tisf_lists" in body else None,
        session_hours=_texts(body["session_hours"]) if "session_hours" in body else None,
    )


def _texts(told: object) -> dict[str, str]:
    return {code: text for code, text in told.items() if isinstance(text, str)} if isinstance(told, dict) else {}


def _ids(told: object) -> frozenset[str]:
    return frozenset(one for one in told if isinstance(one, str)) if isinstance(told, list) else frozenset()


def _running(told: object) -> dict[uuid.UUID, datetime] | None:
    """Visits under way and since when; None when the tablet did not say. What is not readable is passed over."""
    if not isinstance(told, list):
        return None
    each = [one for one in told[: running.MOST] if isinstance(one, dict)]
    pairs = ((envelope.uuid_from(one.get("visit_id")), envelope.instant_from(one.get("started_at"))) for one in each)
    return {visit_id: at for visit_id, at in pairs if visit_id and at}


def answer(engine: sa.Engine, actor: Actor, asked: Asked, now: datetime, today: date) -> dict:
    """One page of what this worker's tablet lacks."""
    with db.reading(engine) as session:
        device_id = asked.news.device_id
        if device_id and _is_hers(session, actor, device_id):
            actor = replace(actor, device_id=device_id)
            if tablets.withdrawn(session, frozenset([device_id])):
                return {"epoch": str(feed.epoch(session)), "wipe": True} | NOTHING
        epoch = feed.epoch(session)
        carried = scope(session, actor, today)
        shown = Shown(session, actor, carried, today)
        reader = reader_of(actor)
        cursor, gained, more = _place(session, epoch, reader, asked, carried)
        horizon = feed.horizon(session) if asked.cursor else cursor.position
        docs = _whole(shown, gained)
        aboard = (carried & asked.have) - gained
        if cursor.loading is None:
            told, cursor, left = _changed(shown, cursor, aboard, horizon)
            docs += told
            more = more or left
        drafts = continuing.news(session, actor) if actor.device_id and not more else {}
        decided = settled.of(session, actor, asked.awaiting)
        if not more and _fills_grids(actor):
            docs += _forms(actor, asked.forms, asked.form_marks)
            docs += growth.documents(session, asked.charts)
            docs += alerts.rules(session, asked.rules)
        if not more:
            docs += alerts.whom_to_call(shown, asked.contacts)
            if asked.tisf_lists is not None or _anew(asked, epoch, reader):
                docs += orders.word_lists(actor, asked.tisf_lists)
            docs += sessions.months(shown, asked.session_hours)
        places, gone_to = _places(session, actor, asked, today), []
        if not more:
            gone_to = outings.changed(places, {} if _anew(asked, epoch, reader) else asked.places or {})
            docs += gone_to
        docs += _of_records(actor, docs, asked.form_ids)
        forgotten = asked.have - carried - places.keys()
        joined = _joined(session, forgotten, carried)
    loaded = {uuid.UUID(doc["family_id"]) for doc in docs if doc["family_id"]} - places.keys()
    if loaded or gone_to or actor.device_id:
        _note(engine, actor, asked, loaded, gone_to, now)
    return {
        "epoch": str(epoch),
        "reader": reader,
        "cursor": str(cursor),
        "more": more,
        "docs": docs,
        "forget": sorted(map(str, forgotten)),
        "joined": joined,
        **drafts,
        "settled": decided,
    }


def _joined(session: Session, forgotten: set[uuid.UUID], carried: set[uuid.UUID]) -> dict[str, str]:
    """The files and persons that now stand for those of forgotten files: what was begun for one goes on in the other.

    Of a file that this worker does not carry she is told nothing.
    """
    stands = merging.redirects(session, forgotten) if forgotten else {}
    hers = {one for one in forgotten if stands.get(one) in carried}
    return {str(old): str(new) for old, new in merging.redirects(session, hers).items()} if hers else {}


def scope(session: Session, actor: Actor, today: date) -> set[uuid.UUID]:
    """The families this worker may carry: those she cares for. A visit planned for her makes a care relationship.

    Nothing else, because what is aboard must leave with the relationship, whole (« forget »).
    """
    cared_for = Household.id.in_(care.cared_for(actor.account_id, today))
    return set(session.exec(household.open_to(actor, IDENTITY, today).where(cared_for)))


def reader_of(actor: Actor) -> str:
    """What decides which fields a document holds: a worker whose role or sectors changed reads everything anew,
    and her tablet drops what it held before."""
    said = json.dumps([actor.role, sorted(map(str, actor.sectors)), _SHAPE])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _place(session: Session, epoch: uuid.UUID, reader: str, asked: Asked, carried: set) -> tuple[Cursor, set, bool]:
    """Where this page begins, the families that come whole in it, and whether some are left for the next."""
    cursor = asked.cursor
    if cursor is None or cursor.epoch != epoch or cursor.reader != reader:
        # The position is taken before any row is read: what changes meanwhile is told again.
        cursor = Cursor(epoch, feed.horizon(session), uuid.UUID(int=0), reader)
    if cursor.loading is not None:
        waiting = sorted(family for family in carried if family > cursor.loading)
        page = waiting[:FAMILIES_PER_PAGE]
        left = len(waiting) > len(page)
        return replace(cursor, loading=page[-1] if left else None), set(page), left
    waiting = sorted(carried - asked.have)
    return cursor, set(waiting[:FAMILIES_PER_PAGE]), len(waiting) > FAMILIES_PER_PAGE


def _places(session: Session, actor: Actor, asked: Asked, today: date) -> dict[uuid.UUID, list[dict]]:
    """Schools and licences for a tablet that knows of them."""
    known = asked.places is not None and outings.may_carry(actor.role)
    return outings.carried(session, actor, today) if known else {}


def _anew(asked: Asked, epoch: uuid.UUID, reader: str) -> bool:
    """Whether everything is being sent again: the tablet drops what does not come."""
    cursor = asked.cursor
    return cursor is None or cursor.epoch != epoch or cursor.reader != reader or cursor.loading is not None


def _whole(shown: Shown, gained: set) -> list[dict]:
    if not gained:
        return []
    return [
        *documents.families(shown, gained),
        *documents.visits(shown, documents.visits_aboard(shown, gained)),
        *documents.records(shown, documents.records_aboard(shown, gained)),
        *orders.documents(shown, gained),
        *sessions.documents(shown, sessions.records_aboard(shown, gained, documents.ROUND_PAST), documents.stamp),
        *due_lists.documents(shown, gained),
        *alerts.documents(shown, alerts.aboard(gained, shown.today)),
    ]


def _changed(shown: Shown, cursor: Cursor, aboard: set, horizon: tuple) -> tuple[list[dict], Cursor, bool]:
    """What changed in the families aboard since the cursor, the cursor after it, and whether there is more."""
    changes = []
    if aboard:
        changes = feed.since(shown.session, cursor.position, CHANGES_PER_PAGE, up_to=horizon, families=aboard)
    left = len(changes) == CHANGES_PER_PAGE
    position = (changes[-1].txid, changes[-1].seq) if left else max(horizon, cursor.position)
    ids = {kind: {each.record_id for each in changes if each.kind == kind} for kind in _KINDS}
    # An order's goals are told in the file of whoever does not get the order itself.
    docs = documents.families(shown, ids["family"] | {each.family_id for each in changes if each.kind == "order"})
    docs += orders.documents(shown, {each.family_id for each in changes if each.kind in ("order", "visit", "family")})
    docs += due_lists.documents(shown, {each.family_id for each in changes if each.kind in due_lists.FEEDS})
    if ids["visit"] or ids["record"]:
        recorded = sa.select(VisitRecord.visit_id).where(VisitRecord.id.in_(ids["record"]))
        of_sessions = sa.select(SessionRecord.visit_id).where(SessionRecord.id.in_(ids["record"]))
        wanted = sa.or_(Visit.id.in_(ids["visit"]), Visit.id.in_(recorded), Visit.id.in_(of_sessions))
        docs += documents.visits(shown, sa.and_(wanted, Visit.family_id.in_(aboard)))
    if ids["record"]:
        docs += documents.records(shown, ids["record"])
        docs += sessions.documents(shown, ids["record"], documents.stamp)
    if ids["alert"]:
        docs += alerts.documents(shown, UrgentAlert.id.in_(ids["alert"]))
    return docs, replace(cursor, position=position), left


def _fills_grids(actor: Actor) -> bool:
    return Reach.NONE not in (roles.right(actor.role, VISIT).write, roles.right(actor.role, CHILD).write)


def _forms(actor: Actor, aboard: dict[str, str], marks: dict[str, str]) -> list[dict]:
    """The grids that this role fills and the tablet does not have in their current version, as they now are."""
    docs = []
    for code, version in catalogue.versions().items():
        document = catalogue.as_document(code, version)
        known = aboard.get(code) == version and marks.get(code, document["mark"]) == document["mark"]
        if not known and actor.role in (document["reserved_to"] or [actor.role]):
            docs.append({"kind": "form", "id": document["id"], "family_id": None, "body": document})
    return docs


def _of_records(actor: Actor, docs: list[dict], aboard: frozenset[str]) -> list[dict]:
    """The former grids that records of this page were made with: a signed record is read, and corrected, with its own.

    ``aboard``: what the tablet has already, of whatever version.
    """
    if not _fills_grids(actor):
        return []
    found = {
        form["id"]: form
        for doc in docs
        if doc["kind"] == "record"
        for form in continuing.older_forms(doc["body"]["body"])
        if form["id"] not in aboard and actor.role in (form["body"]["reserved_to"] or [actor.role])
    }
    return list(found.values())


def _is_hers(session: Session, actor: Actor, device_id: uuid.UUID) -> bool:
    query = select(DeviceKey.id).where(DeviceKey.device_id == device_id, DeviceKey.account_id == actor.account_id)
    return session.exec(query.limit(1)).first() is not None


def _note(engine: sa.Engine, actor: Actor, asked: Asked, loaded: set, gone_to: list[dict], now: datetime) -> None:
    """One line of the access journal per family, and the tablet's news of itself, before anything is sent."""
    with db.writing(engine) as session:
        for family_id in sorted(loaded):
            journal.note(session, actor, family_id, What.SYNC, "tablette", now)
        outings.note(session, actor, gone_to, now)
        if actor.device_id:
            news.note(session, actor.device_id, asked.news, now)
            if asked.running is not None:
                running.tell(session, actor, asked.running, now, asked.news.at)
