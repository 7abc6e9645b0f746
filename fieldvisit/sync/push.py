"""Receiving what tablets send: one word back per line, and the raw bytes kept whatever becomes of them.

A short push with nothing in its way is one transaction. Any other is kept raw first, then each line has its own.
Safe to repeat at every step: a line is known by its bytes, a content by its id and digest, and the
word is written in the transaction that did the work. If the server dies between two steps, the
tablet sends again and the next step goes on from where it stopped.
"""

import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import ModuleType, SimpleNamespace

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from fieldvisit import db
from fieldvisit.families import household
from fieldvisit.sync import envelope as envelopes
from fieldvisit.sync import kinds, redirect, shape
from fieldvisit.sync.envelope import Envelope
from fieldvisit.sync.kinds.arrival import Arrival, Beside, Diverged, Refused
from fieldvisit.sync.line import LATER, Answer, Line, read, recognise
from fieldvisit.sync.received import CLAIM, HISTORY, KEEP, STORED, WORD, ReceivedLine, Word
from fieldvisit.sync.sealing import Keyring
from fieldvisit.words import Refusal

log = logging.getLogger(__name__)

MOST_LINES = 2_000
#: What one address may send without a session, per hour.
QUOTA_LINES = 600
QUOTA_BYTES = 64 * 2**20
_CHUNK = 500
#: Lines that may share a transaction: their rows stay locked until the last is done.
MOST_TOGETHER = 20
#: How long such a transaction waits for anybody: less than PostgreSQL's search for a deadlock (1 s), so that it is
#: never the office that is sent away.
_YIELD = sa.text("SET LOCAL lock_timeout = '200ms'")


class TooManyLines(Refusal):
    sentence = "Trop d’envois à la fois : la tablette les enverra en plusieurs fois."


class OverQuota(Refusal):
    sentence = "Trop d’envois sans connexion depuis cette adresse. Connectez-vous, ou réessayez dans une heure."


@dataclass(frozen=True)
class Sender:
    """Whose request carries the lines; their authors are whoever signed them."""

    session_id: uuid.UUID | None = None
    address: str = ""
    clock_offset_s: int | None = None


def receive(
    connection: sa.Connection, keyring: Keyring, content: bytes, sender: Sender, now: datetime, today: date
) -> list[dict]:
    """Handle one push and return its words, one per line, in order.

    :raises TooManyLines: nothing was kept; the tablet sends less at once
    :raises OverQuota: for a sender without a session; nothing was kept
    """
    lines = [read(raw) for raw in content.split(b"\n") if raw.strip()]
    if len(lines) > MOST_LINES:
        raise TooManyLines
    if not lines:
        return []
    with db.reading(connection) as session:
        if sender.session_id is None:
            _check_quota(session, sender.address, len(lines), len(content), now)
        recognise(session, keyring, lines)
        redirect.point(session, lines)
    together = _together(connection, lines, sender, now, today)
    if together is not None:
        return [line.answer(answer).as_json() for line, answer in zip(lines, together, strict=True)]
    known = keep_raw(connection, lines, sender, now)
    answers, stalled = [], set()
    for line in lines:
        row = known.get((line.said_id, line.said_digest)) if line.trusted else None
        answer = _one(connection, line, row or known[line.sha256], stalled, now, today)
        if answer.word is Word.LATER and line.trusted:
            stalled.add(line.said_id)
        answers.append(line.answer(answer).as_json())
    return answers


class _InTheWay(Exception):
    """Something is not as it mostly is: each line goes its own way."""


def _together(
    connection: sa.Connection, lines: list[Line], sender: Sender, now: datetime, today: date
) -> list[Answer] | None:
    """Store and handle all lines in one transaction. None: something was in the way of one, and nothing was written.

    Only kinds whose own row bears the id of the envelope: two contents under one id, each in a transaction that does
    not see the other's yet, meet at that row, and the second is sent to :func:`handle`.
    """
    ids = {line.said_id for line in lines if line.trusted and kinds.bears_id(line.envelope.kind)}
    if len(ids) != len(lines) or len(lines) > MOST_TOGETHER:
        return None
    rows = [_row(line, sender, now) for line in lines]
    try:
        with db.writing(connection) as session:
            if len(lines) > 1 and connection.dialect.name == "postgresql":
                session.connection().execute(_YIELD)
            if session.connection().execute(KEEP[connection.dialect.name], rows).rowcount != len(rows):
                raise _InTheWay
            answers = []
            for line, row in zip(lines, rows, strict=True):
                answer = _first(session, line, row["id"], now, today)
                if answer is None:
                    raise _InTheWay
                answers.append(answer)
                session.expunge_all()  # the next line reads what this one wrote beside the session
        return answers
    except (_InTheWay, Refusal):
        return None
    except Exception:
        log.warning("%d lines could not be handled together: one by one", len(lines), exc_info=True)
        return None


def _one(connection: sa.Connection, line: Line, row, stalled: set, now: datetime, today: date) -> Answer:
    """The word for one line, whatever happens to it."""
    if not line.trusted:
        return line.problem
    if row.word is not None and row.envelope_id is not None:
        return _again(row)
    if line.said_id in stalled:  # what comes after an unhandled edit of the same thing waits for it
        return Answer(Word.LATER, LATER)
    for attempt in (1, 2):
        try:
            return handle(connection, line, row.id, now, today)
        except DBAPIError:  # two devices at the same row: the second try sees what the first one did
            log.warning("line %s: database error, attempt %d", row.id, attempt, exc_info=attempt == 2)
        except Exception:
            log.exception("line %s could not be handled", row.id)
            break
    return Answer(Word.LATER, LATER)


def _check_quota(session: Session, address: str, lines: int, size: int, now: datetime) -> None:
    hour_ago = now - timedelta(hours=1)
    sent, weight = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(ReceivedLine.size), 0)).where(
            ReceivedLine.received_at > hour_ago,
            ReceivedLine.session_id.is_(None),
            ReceivedLine.address == address,
        )
    ).one()
    if sent + lines > QUOTA_LINES or weight + size > QUOTA_BYTES:
        raise OverQuota


def keep_raw(connection: sa.Connection, lines: list[Line], sender: Sender, now: datetime) -> dict:
    """Store each line that is not stored yet; return the row of every line, by its bytes and by its content."""
    rows = [_row(line, sender, now) for line in lines]
    with db.writing(connection, single=len(rows) == 1) as session:
        inserted = session.connection().execute(KEEP[connection.dialect.name], rows).rowcount
    if inserted == len(rows):  # then none was there under other bytes either
        found = [SimpleNamespace(**row) for row in rows]
    else:
        with db.reading(connection) as session:
            found = list(_stored(session, lines))
    known: dict = {}
    for row in found:
        known[row.raw_sha256] = row
        if row.envelope_id:
            known[row.envelope_id, row.digest] = row
    return known


def _stored(session: Session, lines: list[Line]) -> Iterator:
    for start in range(0, len(lines), _CHUNK):
        part = lines[start : start + _CHUNK]
        contents = list({line.said_id for line in part if line.trusted})
        yield from session.connection().execute(STORED, {"lines": [line.sha256 for line in part], "contents": contents})


def _row(line: Line, sender: Sender, now: datetime) -> dict:
    sent = line.envelope if line.trusted else None
    problem = line.problem if line.problem and line.problem.word is not Word.LATER else None
    return {
        "id": db.new_id(),
        "raw": line.raw,
        "raw_sha256": line.sha256,
        "size": len(line.raw),
        **_said_of(sent),
        "word": problem and problem.word.value,
        "sentence": problem.sentence if problem else "",
        "reasons": [],
        "in_force": False,
        "received_at": now,
        "handled_at": now if problem else None,
        "session_id": sender.session_id,
        "address": sender.address,
        "clock_offset_s": sender.clock_offset_s,
    }


def _said_of(sent: Envelope | None) -> dict:
    return {
        "envelope_id": sent and sent.id,
        "digest": sent and sent.digest,
        "kind": sent and sent.kind,
        "family_id": sent and sent.family_id,
        "parent": sent and sent.parent,
        "author_id": sent and sent.author,
        "device_id": sent and sent.device,
        "captured_at": sent and sent.captured_at,
        "elapsed": sent and sent.elapsed,
    }


def _again(row) -> Answer:
    """The word for a content that has its word: accepted ones say that they were, the others say it again."""
    if row.word in (Word.RECEIVED, Word.DIVERGED):
        return Answer(Word.IDENTICAL)
    return Answer(Word(row.word), row.sentence, row.reasons)


def handle(connection: sa.Connection, line: Line, row_id: uuid.UUID, now: datetime, today: date) -> Answer:
    """Do the work of one line and write its word, in one transaction."""
    sent = line.envelope
    try:
        with db.writing(connection) as session:
            answer = _first(session, line, row_id, now, today)
            if answer is not None:
                return answer
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
    with db.writing(connection) as session:
        if answer.word is Word.REFUSED:
            answer.sentence = household.why_closed(session, sent.family_id) or answer.sentence
        own = next(row for row in _lock(session, sent.id, row_id) if row.id == row_id)
        if own.word is not None and own.envelope_id is not None:
            return _again(own)
        _write_word(session, line, row_id, answer, now, in_force=False)
    return answer


def _first(session: Session, line: Line, row_id: uuid.UUID, now: datetime, today: date) -> Answer | None:
    """Do the work of a line that is alone under its id; None if it is not.

    :raises Refusal: whose kind is the word
    """
    claim = {"row": row_id, "envelope": line.envelope.id, "now": now}
    if not session.connection().execute(CLAIM, claim).rowcount:
        return None
    kind, arrival = _arrival(line, now, today)
    answer = _said(kind.apply(session, arrival))
    session.flush()
    if answer != Answer(Word.RECEIVED):
        _write_word(session, line, row_id, answer, now, in_force=True)
    return answer


def _lock(session: Session, envelope_id: uuid.UUID, row_id: uuid.UUID) -> list:
    """Every line of this envelope id, locked in one order, so that two devices take turns."""
    return session.connection().execute(HISTORY, {"envelope": envelope_id, "row": row_id}).all()


def _arrival(line: Line, now: datetime, today: date) -> tuple[ModuleType, Arrival]:
    """:raises Refusal: whose kind is the word"""
    kind = kinds.find(line.envelope.kind)
    body = envelopes.parse_json(line.body)
    shape.check_texts(body)
    if not isinstance(body, dict):
        raise shape.Invalid
    return kind, Arrival(line.envelope, body, line.actor, now, today)


def _decide(session: Session, line: Line, history: list, now: datetime, today: date) -> tuple[Answer, bool]:
    """:raises Refusal: whose kind is the word"""
    sent = line.envelope
    kind, arrival = _arrival(line, now, today)
    current = next((row for row in history if row.in_force), None)
    if current is None:
        return _said(kind.apply(session, arrival)), True
    kind.check_right(session, arrival)
    if any(row.parent == sent.digest and row.word == Word.RECEIVED for row in history):
        return Answer(Word.RECEIVED), False  # an older edit that comes after the one made from it
    same_chain = current.kind == sent.kind and current.author_id == sent.author
    if not kind.CHAINED or not same_chain or current.digest != sent.parent:
        raise Diverged
    answer = _said(kind.apply(session, arrival))
    table = ReceivedLine.__table__
    session.connection().execute(sa.update(table).where(table.c.id == current.id).values(in_force=False))
    return answer, True


def _said(sentence: str) -> Answer:
    return Answer(Word.DIVERGED if isinstance(sentence, Beside) else Word.RECEIVED, str(sentence))


def _write_word(
    session: Session, line: Line, row_id: uuid.UUID, answer: Answer, now: datetime, *, in_force: bool
) -> None:
    values = _said_of(line.envelope) | {
        "row": row_id,
        "word": answer.word.value,
        "sentence": answer.sentence,
        "reasons": answer.reasons,
        "in_force": in_force,
        "handled_at": now,
    }
    if answer.word is Word.DIVERGED:
        values |= kinds.about(line.envelope.kind, envelopes.parse_json(line.body))
    session.connection().execute(WORD, values)


def _word_of(refusal: Refusal) -> Answer:
    if isinstance(refusal, Diverged):
        return Answer(Word.DIVERGED, refusal.sentence)
    if isinstance(refusal, Refused):
        return Answer(Word.REFUSED, refusal.sentence)
    return Answer(Word.INVALID, refusal.sentence, getattr(refusal, "reasons", []))
