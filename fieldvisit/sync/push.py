"""Receiving what tablets send: raw first, then each line in its own transaction, one word back per line.

Safe to repeat at every step: a line is known by its bytes, a content by its id and digest, and the
word is written in the transaction that did the work. If the server dies between two steps, the
tablet sends again and the next step goes on from where it stopped.
"""

import logging
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.device import Device, DeviceKey
from fieldvisit.sync import envelope as envelopes
from fieldvisit.sync import kinds, shape
from fieldvisit.sync.envelope import Envelope
from fieldvisit.sync.kinds.arrival import Arrival, Diverged, Refused
from fieldvisit.sync.received import ReceivedLine, Word, fingerprint
from fieldvisit.sync.sealing import Keyring, UnknownKey, Unopened
from fieldvisit.words import Refusal

log = logging.getLogger(__name__)

MOST_LINES = 2_000
#: What one address may send without a session, per hour.
QUOTA_LINES = 600
QUOTA_BYTES = 64 * 2**20
LATER = "Le bureau n’a pas pu traiter cet envoi ; la tablette le renverra d’elle-même."
_CHUNK = 500


class TooManyLines(Refusal):
    sentence = "Trop d’envois à la fois : la tablette les enverra en plusieurs fois."


class OverQuota(Refusal):
    sentence = "Trop d’envois sans connexion depuis cette adresse. Connectez-vous, ou réessayez dans une heure."


@dataclass(frozen=True)
class Sender:
    """Whose request carries the lines; their authors are whoever signed them."""

    session_id: uuid.UUID | None = None
    address: str = ""


@dataclass
class Answer:
    word: Word
    sentence: str = ""
    reasons: list = field(default_factory=list)
    id: str | None = None
    digest: str | None = None

    def as_json(self) -> dict:
        return {
            "id": self.id,
            "digest": self.digest,
            "word": self.word.value,
            "sentence": self.sentence,
            "reasons": self.reasons,
        }


@dataclass
class Line:
    """One line on its way: what could be read of it, then what was found out about it."""

    raw: bytes
    sha256: str
    envelope: Envelope | None = None
    body: bytes | None = None
    actor: Actor | None = None
    problem: Answer | None = None
    said_id: uuid.UUID | None = None
    said_digest: str | None = None

    @property
    def trusted(self) -> bool:
        return self.body is not None

    def answer(self, answer: Answer) -> Answer:
        answer.id = str(self.said_id) if self.said_id else None
        answer.digest = self.said_digest
        return answer


def receive(
    engine: sa.Engine, keyring: Keyring, content: bytes, sender: Sender, now: datetime, today: date
) -> list[dict]:
    """Handle one push and return its words, one per line, in order.

    :raises TooManyLines: nothing was kept; the tablet sends less at once
    :raises OverQuota: for a sender without a session; nothing was kept
    """
    lines = [_read(raw) for raw in content.split(b"\n") if raw.strip()]
    if len(lines) > MOST_LINES:
        raise TooManyLines
    if not lines:
        return []
    with db.reading(engine) as session:
        if sender.session_id is None:
            _check_quota(session, sender.address, len(lines), len(content), now)
        _recognise(session, keyring, lines)
    with db.writing(engine) as session:
        known = keep_raw(session, lines, sender, now)
    answers, stalled = [], set()
    for line in lines:
        row = known.get((line.said_id, line.said_digest)) if line.trusted else None
        answer = _one(engine, line, row or known[line.sha256], stalled, now, today)
        if answer.word is Word.LATER and line.trusted:
            stalled.add(line.said_id)
        answers.append(line.answer(answer).as_json())
    return answers


def _one(engine: sa.Engine, line: Line, row, stalled: set, now: datetime, today: date) -> Answer:
    """The word for one line, whatever happens to it."""
    if not line.trusted:
        return line.problem
    if row.word is not None and row.envelope_id is not None:
        return _again(row)
    if line.said_id in stalled:  # what comes after an unhandled edit of the same thing waits for it
        return Answer(Word.LATER, LATER)
    for attempt in (1, 2):
        try:
            return handle(engine, line, row.id, now, today)
        except DBAPIError:  # two devices at the same row: the second try sees what the first one did
            log.warning("line %s: database error, attempt %d", row.id, attempt, exc_info=attempt == 2)
        except Exception:
            log.exception("line %s could not be handled", row.id)
            break
    return Answer(Word.LATER, LATER)


def _read(raw: bytes) -> Line:
    line = Line(raw, fingerprint(raw))
    try:
        line.envelope = envelopes.read(raw)
        line.said_id, line.said_digest = line.envelope.id, line.envelope.digest
    except envelopes.TooNew as error:
        line.problem, line.said_id, line.said_digest = Answer(Word.LATER, error.sentence), error.id, error.digest
    except envelopes.Unreadable as error:
        line.problem, line.said_id, line.said_digest = Answer(Word.INVALID, error.sentence), error.id, error.digest
    except Exception:
        log.exception("a line could not be read")
        line.problem = Answer(Word.LATER, LATER)
    return line


def _recognise(session: Session, keyring: Keyring, lines: list[Line]) -> None:
    """Find out who signed each line, and open it. Two queries for the whole push."""
    wanted = [line.envelope for line in lines if line.envelope]
    if not wanted:
        return
    devices, authors = {each.device for each in wanted}, {each.author for each in wanted}
    query = (
        select(DeviceKey.device_id, DeviceKey.account_id, DeviceKey.public_jwk, DeviceKey.revoked_at)
        .add_columns(Device.revoked_at, Account.name, Account.role, Account.disabled_at)
        .join(Device, Device.id == DeviceKey.device_id)
        .join(Account, Account.id == DeviceKey.account_id)
        .where(DeviceKey.device_id.in_(devices), DeviceKey.account_id.in_(authors))
    )
    keys: dict = {}
    for device, author, jwk, *rest in session.execute(query):
        keys.setdefault((device, author), []).append((jwk, *rest))
    sectors: dict = {}
    for account_id, sector_id in session.execute(
        select(AccountSector.account_id, AccountSector.sector_id).where(AccountSector.account_id.in_(authors))
    ):
        sectors.setdefault(account_id, set()).add(sector_id)
    for line in lines:
        if line.envelope is None:
            continue
        try:
            _open(session, keyring, line, keys.get((line.envelope.device, line.envelope.author), ()), sectors)
        except Refusal as refusal:
            word = Word.REFUSED if isinstance(refusal, Refused) else Word.INVALID
            line.problem = Answer(word, refusal.sentence)
        except UnknownKey:
            sentence = "Le bureau n’a pas la clé de cet envoi : prévenez l’administrateur. La saisie reste ici."
            line.problem = Answer(Word.LATER, sentence)
        except Exception:
            log.exception("a line could not be opened")
            line.problem = Answer(Word.LATER, LATER)


def _open(session: Session, keyring: Keyring, line: Line, keys, sectors: dict) -> None:
    """:raises Refusal: if who signed may not send, or what was sealed is not what was signed"""
    sent = line.envelope
    signer = next((row for row in keys if envelopes.signed_by(sent, row[0])), None)
    if signer is None:
        raise Refused(
            "Cette tablette n’est pas reconnue pour ce compte : reconnectez-vous sur la tablette, puis renvoyez."
        )
    _, key_revoked, device_revoked, name, role, disabled = signer
    if key_revoked or device_revoked:
        raise Refused("Cette tablette a été retirée du service : l’envoi est conservé à part, prévenez le service.")
    if disabled:
        raise Refused("Ce compte est désactivé : l’envoi est conservé à part, prévenez le service.")
    try:
        body = keyring.open(session, sent.key, sent.enc, sent.ct, sent.header)
    except Unopened as error:
        raise envelopes.Unreadable("Cet envoi ne s’ouvre pas : il est abîmé. Il est conservé tel quel.") from error
    if not envelopes.digest_is_right(sent, body):
        raise envelopes.Unreadable("Le contenu de cet envoi n’est pas celui annoncé. Il est conservé tel quel.")
    line.body = body
    line.actor = Actor(sent.author, name, role, frozenset(sectors.get(sent.author, ())), sent.device)


def _check_quota(session: Session, address: str, lines: int, size: int, now: datetime) -> None:
    hour_ago = now - timedelta(hours=1)
    sent, weight = session.execute(
        select(sa.func.count(), sa.func.coalesce(sa.func.sum(ReceivedLine.size), 0)).where(
            ReceivedLine.received_at > hour_ago,
            ReceivedLine.session_id.is_(None),
            ReceivedLine.address == address,
        )
    ).one()
    if sent + lines > QUOTA_LINES or weight + size > QUOTA_BYTES:
        raise OverQuota


def keep_raw(session: Session, lines: list[Line], sender: Sender, now: datetime) -> dict:
    """Store each line that is not stored yet; return the row of every line, by its bytes and by its content."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    table = ReceivedLine.__table__
    session.connection().execute(insert(table).on_conflict_do_nothing(), [_row(line, sender, now) for line in lines])
    known: dict = {}
    columns = (table.c.id, table.c.raw_sha256, table.c.envelope_id, table.c.digest)
    columns += (table.c.word, table.c.sentence, table.c.reasons)
    for start in range(0, len(lines), _CHUNK):
        part = lines[start : start + _CHUNK]
        contents = {line.said_id for line in part if line.trusted}
        found = table.c.raw_sha256.in_([line.sha256 for line in part]) | table.c.envelope_id.in_(contents)
        for row in session.connection().execute(sa.select(*columns).where(found)):
            known[row.raw_sha256] = row
            if row.envelope_id:
                known[row.envelope_id, row.digest] = row
    return known


def _row(line: Line, sender: Sender, now: datetime) -> dict:
    sent = line.envelope if line.trusted else None
    problem = line.problem if line.problem and line.problem.word is not Word.LATER else None
    return {
        "id": db.new_id(),
        "raw": line.raw,
        "raw_sha256": line.sha256,
        "size": len(line.raw),
        "envelope_id": sent and sent.id,
        "digest": sent and sent.digest,
        "kind": sent and sent.kind,
        "family_id": sent and sent.family_id,
        "parent": sent and sent.parent,
        "author_id": sent and sent.author,
        "device_id": sent and sent.device,
        "captured_at": sent and sent.captured_at,
        "elapsed": sent and sent.elapsed,
        "word": problem and problem.word.value,
        "sentence": problem.sentence if problem else "",
        "reasons": [],
        "in_force": False,
        "received_at": now,
        "handled_at": now if problem else None,
        "session_id": sender.session_id,
        "address": sender.address,
    }


def _again(row) -> Answer:
    """The word for a content that has its word: accepted ones say that they were, the others say it again."""
    if row.word in (Word.RECEIVED, Word.DIVERGED):
        return Answer(Word.IDENTICAL)
    return Answer(Word(row.word), row.sentence, row.reasons)


def handle(engine: sa.Engine, line: Line, row_id: uuid.UUID, now: datetime, today: date) -> Answer:
    """Do the work of one line and write its word, in one transaction."""
    sent = line.envelope
    try:
        with db.writing(engine) as session:
            history = _lock(session, sent.id, row_id)
            own = next(row for row in history if row.id == row_id)
            if own.word is not None and own.envelope_id is not None:
                return _again(own)
            answer, in_force = _decide(session, line, history, now, today)
            session.flush()
            _write_word(session, line, row_id, answer, now, in_force=in_force)
        return answer
    except kinds.Waiting as refusal:
        return Answer(Word.LATER, refusal.sentence)
    except Refusal as refusal:
        answer = _word_of(refusal)
    with db.writing(engine) as session:
        own = next(row for row in _lock(session, sent.id, row_id) if row.id == row_id)
        if own.word is not None and own.envelope_id is not None:
            return _again(own)
        _write_word(session, line, row_id, answer, now, in_force=False)
    return answer


def _lock(session: Session, envelope_id: uuid.UUID, row_id: uuid.UUID) -> list:
    """Every line of this envelope id, locked in one order, so that two devices take turns."""
    table = ReceivedLine.__table__
    columns = (table.c.id, table.c.envelope_id, table.c.digest, table.c.parent, table.c.word, table.c.in_force)
    columns += (table.c.sentence, table.c.reasons, table.c.kind, table.c.author_id)
    query = sa.select(*columns).where((table.c.envelope_id == envelope_id) | (table.c.id == row_id))
    return session.connection().execute(query.order_by(table.c.id).with_for_update()).all()


def _decide(session: Session, line: Line, history: list, now: datetime, today: date) -> tuple[Answer, bool]:
    """:raises Refusal: whose kind is the word"""
    sent = line.envelope
    kind = kinds.find(sent.kind)
    body = envelopes.parse_json(line.body)
    shape.check_texts(body)
    if not isinstance(body, dict):
        raise shape.Invalid
    arrival = Arrival(sent, body, line.actor, now, today)
    current = next((row for row in history if row.in_force), None)
    if current is None:
        return Answer(Word.RECEIVED, kind.apply(session, arrival)), True
    kind.check_right(session, arrival)
    if any(row.parent == sent.digest and row.word == Word.RECEIVED for row in history):
        return Answer(Word.RECEIVED), False  # an older edit that comes after the one made from it
    same_chain = current.kind == sent.kind and current.author_id == sent.author
    if not kind.CHAINED or not same_chain or current.digest != sent.parent:
        raise Diverged
    answer = Answer(Word.RECEIVED, kind.apply(session, arrival))
    table = ReceivedLine.__table__
    session.connection().execute(sa.update(table).where(table.c.id == current.id).values(in_force=False))
    return answer, True


def _write_word(
    session: Session, line: Line, row_id: uuid.UUID, answer: Answer, now: datetime, *, in_force: bool
) -> None:
    sent, table = line.envelope, ReceivedLine.__table__
    session.connection().execute(
        sa.update(table)
        .where(table.c.id == row_id)
        .values(
            envelope_id=sent.id,
            digest=sent.digest,
            kind=sent.kind,
            family_id=sent.family_id,
            parent=sent.parent,
            author_id=sent.author,
            device_id=sent.device,
            captured_at=sent.captured_at,
            elapsed=sent.elapsed,
            word=answer.word.value,
            sentence=answer.sentence,
            reasons=answer.reasons,
            in_force=in_force,
            handled_at=now,
        )
    )


def _word_of(refusal: Refusal) -> Answer:
    if isinstance(refusal, Diverged):
        return Answer(Word.DIVERGED, refusal.sentence)
    if isinstance(refusal, Refused):
        return Answer(Word.REFUSED, refusal.sentence)
    return Answer(Word.INVALID, refusal.sentence, getattr(refusal, "reasons", []))
