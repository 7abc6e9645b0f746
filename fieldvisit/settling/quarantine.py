"""What was refused or against the rules, or is a second content under one id: kept whole, read by the medical head,
taken in or filed with a reason.

It tells of families that its author may have no right to, so it asks for no care relationship: whoever heads the
service reads it by function, within their sectors, and every reading is journaled. What is of a school's session or
of a licence goes by the rules of that place, and into its own history.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, select

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.device import Device
from fieldvisit.access.journal import What
from fieldvisit.access.roles import Reach
from fieldvisit.families import decision, household
from fieldvisit.families.decision import About, Settled
from fieldvisit.families.household import Household
from fieldvisit.forms import compartments
from fieldvisit.settling import kept, places, read_out
from fieldvisit.settling.fields import Field
from fieldvisit.settling.kept import Kept
from fieldvisit.settling.read_out import Kind
from fieldvisit.sync import kinds, shape
from fieldvisit.sync.kinds.arrival import Beside, Diverged
from fieldvisit.sync.received import ReceivedLine, Word
from fieldvisit.sync.sealing import Keyring
from fieldvisit.words import Refusal

#: The class of data that names this function (roles_permissions.json).
ASKED = "quarantaine"
MOST = 200
#: How much of a line that was cut must be the beginning of a later one, to be the same.
_BEGINNING = 100


RESERVED = "Une réponse réservée n’est pas conforme : son auteur la reprend, ou un médecin la lit."
#: What a line of a place is called to who reads no results there: a name of its own would tell that there was one.
OF_A_PLACE = "Envoi d’une tablette"
#: Kinds of which two contents under one id (« diverged ») are settled here: both may be true, so neither replaces. So
#: too of what was written of a pupil or in a childminder's home: two of them stand beside each other there.
BESIDE = (Kind.CONTACT, Kind.AGREEMENT, Kind.CARNET, Kind.STRIKE)


class NotFound(Refusal):
    sentence = "Cet envoi n’existe pas, a été traité, ou ne vous est pas ouvert."


class Unproven(Refusal):
    sentence = (
        "Rien ne prouve de qui vient cet envoi : il ne se rattache pas. Il reste conservé ; vous pouvez le classer."
    )


class Closed(Refusal):
    sentence = (
        "Le dossier de cette famille est archivé ou éliminé : l’envoi ne s’y rattache pas. Un dossier archivé se "
        "reprend dans « Conservation » ; sinon, classez l’envoi."
    )


@dataclass(frozen=True)
class Aside:
    """One line set aside. ``proven``: the author's key signed it, else the author is only what it says of itself."""

    id: uuid.UUID
    kind: str
    word: str
    sentence: str
    reasons: list[str]
    author: str
    proven: bool
    device: Device | None
    family: str
    captured_at: datetime | None
    received_at: datetime


def may_read(actor: Actor) -> bool:
    return roles.right(actor.role, ASKED).read is not Reach.NONE


def count(session: Session, actor: Actor) -> int:
    return len(_rows(session, actor, MOST))


def waiting(session: Session, actor: Actor) -> list[Aside]:
    """What nobody decided on yet, oldest first, :data:`MOST` at once; nothing of what it says is opened."""
    return [_aside(session, actor, row) for row in _rows(session, actor, MOST)]


def _rows(session: Session, actor: Actor, most: int) -> list[ReceivedLine]:
    query = select(ReceivedLine).where(_open(actor)).order_by(ReceivedLine.received_at).limit(most)
    return [row for row in session.exec(query) if _in_reach(session, actor, row) and not _came_whole(session, row)]


def look(
    session: Session,
    keyring: Keyring,
    actor: Actor,
    line_id: uuid.UUID,
    now: datetime,
    time: Callable[[datetime], str] = str,
) -> tuple[Aside, list[Field]]:
    """What it says, as far as this reader's function goes; the reading is journaled.

    :raises NotFound: if it is not open to this actor
    """
    row = _find(session, actor, line_id)
    opened = kept.reopen(session, keyring, row)
    place = places.find(session, opened.family_id)
    if opened.family_id and session.get(Household, opened.family_id):
        journal.note(session, actor, opened.family_id, What.READ, "quarantaine", now, subject_id=row.id)
    elif place is not None:
        places.note_read(session, actor, place, now)
    own = opened.signed and opened.author is not None and opened.author.id == actor.account_id
    aside = _without_reserved(_aside(session, actor, row), row.reasons, actor, own, place)
    if place is not None and not own and not places.reads(actor, place):
        return aside, []
    told = read_out.lines(session, opened, time)
    return aside, [one for one in told if compartments.may_read(one.place, actor.role, own)]


def _without_reserved(aside: Aside, reasons: list, actor: Actor, own: bool, place: places.Place | None) -> Aside:
    """What is wrong with an answer names it, and often says it: only for whoever may read that answer."""
    hidden = _reserved(reasons, actor, own, place)
    if not hidden:
        return aside
    sentence = shape.Invalid.sentence if aside.sentence in hidden else aside.sentence
    return replace(aside, sentence=sentence, reasons=[*(one for one in aside.reasons if one not in hidden), RESERVED])


def _reserved(reasons: list, actor: Actor, own: bool, place: places.Place | None) -> set[str]:
    """The sentences that tell of an answer which this reader may not see."""
    told = [one for one in reasons if isinstance(one, dict) and one.get("item")]
    if place is not None and not own and not places.reads(actor, place):
        return {str(one.get("sentence", "")) for one in told}
    closed = [one for one in told if not compartments.may_read(compartments.of(one["item"]), actor.role, own)]
    return {str(one.get("sentence", "")) for one in closed}


def accept(
    session: Session, keyring: Keyring, actor: Actor, line_id: uuid.UUID, reason: str, now: datetime, today: date
) -> None:
    """« Rattacher »: in force from now on, in its author's name, under the right of whoever accepts.

    A refused line is not asked for its author's rights again; one against the rules is judged again as it stands. What
    is kept beside another is written as well, under an id of its own.

    :raises Unproven: if nobody can tell who wrote it
    :raises Refusal: if it is still against the rules
    """
    reason = decision.reason_from(reason)
    row = _find(session, actor, line_id)
    opened = kept.reopen(session, keyring, row)
    if not opened.signed:
        raise Unproven
    if household.why_closed(session, opened.family_id):
        raise Closed
    second = row.word == Word.DIVERGED
    arrival = opened.arrival(session, now, today, accepted=second or row.word == Word.REFUSED)
    same = select(ReceivedLine.id).where(
        ReceivedLine.envelope_id == opened.envelope.id,
        ReceivedLine.digest == opened.envelope.digest,
        ReceivedLine.id != row.id,
    )
    if session.exec(same).first() is not None:
        raise decision.Taken("Le même contenu a été reçu depuis : il ne reste qu’à classer celui-ci.")
    try:
        said = kinds.find(opened.envelope.kind).apply(session, arrival)
        word = Word.DIVERGED if isinstance(said, Beside) else Word.RECEIVED
    except Diverged as diverged:
        said, word = diverged.sentence, Word.DIVERGED
    except shape.Invalid as wrong:
        own, place = opened.envelope.author == actor.account_id, places.find(session, opened.family_id)
        hidden = _reserved(wrong.reasons, actor, own, place)
        raise (shape.Invalid(RESERVED) if hidden else wrong) from wrong
    sentence = f"{actor.name} a rattaché cet envoi au dossier. Motif : {reason}"
    _decide(session, actor, row, opened, "rattachee", reason, now, Settled.RECEIVED, f"{sentence} {said}".strip())
    sent = opened.envelope
    row.envelope_id, row.digest, row.kind, row.family_id = sent.id, sent.digest, sent.kind, sent.family_id
    row.author_id, row.device_id, row.captured_at, row.parent = sent.author, sent.device, sent.captured_at, sent.parent
    row.word, row.sentence, row.in_force = word, str(said), word is Word.RECEIVED or isinstance(said, Beside)
    if second:  # of this id the first one stays in force
        row.in_force = False
    row.handled_at = now
    for name, value in kinds.about(sent.kind, opened.body).items():
        setattr(row, name, value)
    session.add(row)
    if sent.family_id and session.get(Household, sent.family_id):
        journal.note(session, actor, sent.family_id, What.WRITE, "quarantaine", now, subject_id=row.id)
    elif (place := places.find(session, sent.family_id)) is not None:
        places.note_taken(session, actor, place, now)


def file(session: Session, keyring: Keyring, actor: Actor, line_id: uuid.UUID, reason: str, now: datetime) -> None:
    """« Classer »: it stays where it is, whole, and nobody is asked again.

    :raises NotFound: if it is not open to this actor
    """
    reason = decision.reason_from(reason)
    row = _find(session, actor, line_id)
    opened = kept.reopen(session, keyring, row)
    sentence = f"Classée par {actor.name}. Motif : {reason}"
    _decide(session, actor, row, opened, "classee", reason, now, Settled.FILED, sentence)


def _decide(session, actor, row, opened: Kept, choice: str, reason: str, now, word: Settled, sentence: str) -> None:
    sent = opened.envelope
    decision.check_open(session, About.QUARANTINE, row.id)
    decision.note(
        session,
        actor,
        About.QUARANTINE,
        row.id,
        choice,
        reason,
        now,
        family_id=sent and sent.family_id,
        choices={"word": row.word, "sentence": row.sentence},
        result_id=sent and sent.id,
        told_id=sent and sent.author,
        envelope_id=sent and sent.id,
        digest=sent and sent.digest,
        word=word,
        sentence=sentence,
    )


def _open(actor: Actor):
    """Not what its author put right and sent again, nor what no key of ours ever sealed for a family elsewhere."""
    if not may_read(actor):
        return sa.false()
    later = aliased(ReceivedLine)
    put_right = sa.exists().where(
        later.envelope_id == ReceivedLine.envelope_id,
        later.in_force.is_(True),
        later.author_id == ReceivedLine.author_id,
    )
    here = select(Household.id).where(Household.sector_id.in_(actor.sectors))
    set_aside = sa.and_(ReceivedLine.word.in_((Word.REFUSED, Word.INVALID)), ~put_right)
    at_a_place = sa.and_(ReceivedLine.kind == Kind.VISIT, places.known(ReceivedLine.family_id))
    beside = sa.or_(ReceivedLine.kind.in_(BESIDE), at_a_place)
    second = sa.and_(ReceivedLine.word == Word.DIVERGED, beside)
    return sa.and_(
        sa.or_(set_aside, second),
        sa.or_(
            ReceivedLine.family_id.is_(None),
            ReceivedLine.family_id.in_(here),
            places.open_here(actor, ReceivedLine.family_id),
            sa.and_(~_known_family(), ~places.known(ReceivedLine.family_id)),
        ),
        decision.undecided(About.QUARANTINE, ReceivedLine.id),
    )


def _known_family():
    return sa.exists().where(Household.id == ReceivedLine.family_id)


def _in_reach(session: Session, actor: Actor, row: ReceivedLine) -> bool:
    """What was never trusted names its family, or its place, only in its header."""
    sent = kept.header_of(row) if row.family_id is None else None
    if sent is None or sent.family_id is None:
        return True
    family, place = session.get(Household, sent.family_id), places.find(session, sent.family_id)
    if place is not None:
        return places.may_open(actor, place)
    return family is None or family.sector_id in actor.sectors


def _came_whole(session: Session, row: ReceivedLine) -> bool:
    """A line cut on its way, or whose tablet was not known yet, that the tablet has sent again since."""
    sent = kept.header_of(row)
    query = select(ReceivedLine.id).where(ReceivedLine.id != row.id)
    if sent is not None:
        same = (ReceivedLine.envelope_id == sent.id, ReceivedLine.digest == sent.digest)
        return row.envelope_id is None and session.exec(query.where(*same).limit(1)).first() is not None
    later = query.where(ReceivedLine.received_at >= row.received_at, ReceivedLine.size > row.size)
    begins = sa.func.substr(ReceivedLine.raw, 1, row.size) == row.raw
    return row.size >= _BEGINNING and session.exec(later.where(begins).limit(1)).first() is not None


def _find(session: Session, actor: Actor, line_id: uuid.UUID) -> ReceivedLine:
    query = select(ReceivedLine).where(ReceivedLine.id == line_id, _open(actor)).with_for_update()
    row = session.exec(query).one_or_none()
    if row is None or not _in_reach(session, actor, row):
        raise NotFound
    return row


def _aside(session: Session, actor: Actor, row: ReceivedLine) -> Aside:
    sent = kept.header_of(row)
    author = session.get(Account, sent.author) if sent else None
    family = session.get(Household, sent.family_id) if sent and sent.family_id else None
    place = places.find(session, sent.family_id) if sent and family is None else None
    whose = family.label if family else ""
    return Aside(
        row.id,
        _kind(actor, sent.kind if sent else "", place),
        row.word,
        row.sentence,
        [str(one.get("sentence", "")) for one in row.reasons if isinstance(one, dict)],
        author.name if author else "",
        row.author_id is not None,
        session.get(Device, sent.device) if sent else None,
        places.label(place) if place else whose,
        sent.captured_at if sent else None,
        row.received_at,
    )


def _kind(actor: Actor, kind: str, place: places.Place | None) -> str:
    if place is not None and not places.reads(actor, place):
        return OF_A_PLACE
    return Kind(kind).label if kind in set(Kind) else kind or "Envoi illisible"
