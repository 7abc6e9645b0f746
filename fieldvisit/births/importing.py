"""A file of notices, from its arrival to its last row: kept row by row, looked at, brought in by a few hundred.

What is good goes in, what is bad comes back with its reason. The rows wait in the database, so that a reload of the
page, a stopped server or a second process lose nothing and do nothing twice (``working.py``).
"""

import csv
import hashlib
import io
import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.births import checking, columns, reach, reading
from fieldvisit.births.checking import Rejected, Said
from fieldvisit.births.communes import Communes
from fieldvisit.births.notice import ImportBatch, ImportRow, Kind, Progress, Result
from fieldvisit.words import Refusal

_WRITTEN_AT_ONCE = 2_000
#: Rows shown before anything is brought in.
SHOWN = 8
REASON = "Motif"
LONGEST_NAME = 120


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas de recevoir des avis."


class NotFound(Refusal):
    sentence = "Cet import n’existe pas ou n’est pas le vôtre."


class Begun(Refusal):
    sentence = "Cet import a déjà commencé."


class NoCommunes(Refusal):
    sentence = (
        "Les communes du département ne sont pas encore enregistrées : "
        "demandez à l’administrateur de les importer, les avis suivront."
    )


def receive(session: Session, actor: Actor, kind: str, filename: str, content: bytes, now: datetime) -> ImportBatch:
    """Keep a file row by row, with the columns that it seems to have; nothing is brought in yet.

    :raises Refusal: if this actor may not, or the file cannot be read
    """
    if not reach.may_act(actor):
        raise NotAllowed
    if kind not in list(Kind):
        raise NotFound("Choisissez ce que contient le fichier : naissances, grossesses ou décès.")
    sheet = reading.read(content, kind)
    asked = [one for one in sheet.headings if one != REASON]
    chosen = columns.remembered(session, kind, asked) or columns.propose(kind, asked)
    batch = ImportBatch(
        kind=kind,
        filename=_plain(filename),
        sha256=hashlib.sha256(content).hexdigest(),
        columns=chosen,
        account_id=actor.account_id,
        at=now,
    )
    session.add(batch)
    session.flush()
    rows = []
    for one in sheet.rows:
        cells = {heading: cell for heading, cell in one.cells.items() if heading != REASON}
        rows.append({"batch_id": batch.id, "number": one.number, "raw": cells})
        batch.total += 1
        if len(rows) == _WRITTEN_AT_ONCE:
            _keep(session, rows)
    _keep(session, rows)
    if batch.total == 0:
        raise reading.Empty
    session.add(batch)
    session.flush()
    return batch


def find(session: Session, actor: Actor, batch_id: uuid.UUID, *, lock: bool = False) -> ImportBatch:
    """:raises NotFound: if it does not exist, or somebody of another sector brought it"""
    query = select(ImportBatch).where(ImportBatch.id == batch_id, visible(actor))
    found = session.exec(query.with_for_update() if lock else query).one_or_none()
    if found is None or not reach.may_act(actor):
        raise NotFound
    return found


def visible(actor: Actor):
    """Condition: one's own files. A file names families of the whole county."""
    return ImportBatch.account_id == actor.account_id


def preview(session: Session, batch: ImportBatch, today: date) -> list[tuple[ImportRow, Said | None, list[str]]]:
    """The first rows, with what is understood of each, or the reasons why it would come back."""
    communes = Communes(session)
    query = select(ImportRow).where(ImportRow.batch_id == batch.id).order_by(ImportRow.number).limit(SHOWN)
    shown = []
    for row in session.exec(query):
        said, reasons = understand(batch, row.raw, communes, today)
        shown.append((row, said, reasons))
    return shown


def understand(batch: ImportBatch, raw: dict, communes: Communes, today: date) -> tuple[Said | None, list[str]]:
    try:
        return checking.check(Kind(batch.kind), columns.apply(batch.columns, raw), communes, today), []
    except Rejected as rejected:
        return None, rejected.reasons


def choose(session: Session, actor: Actor, batch_id: uuid.UUID, heading: str, code: str) -> ImportBatch:
    """A person says what a column means, or that it means nothing; another column that said so no longer does.

    :raises Refusal: if it is not hers or has begun
    """
    batch = _in_preview(session, actor, batch_id)
    if heading not in batch.columns or code not in ("", *columns.fields(batch.kind)):
        raise NotFound("Cette colonne n’est pas dans le fichier.")
    cleared = {one: "" if code and found == code else found for one, found in batch.columns.items()}
    batch.columns = cleared | {heading: code}
    session.add(batch)
    return batch


def start(session: Session, actor: Actor, batch_id: uuid.UUID) -> ImportBatch:
    """:raises Refusal: if a column is missing, or it has begun already"""
    batch = _in_preview(session, actor, batch_id)
    columns.check(batch.kind, batch.columns)
    if batch.kind != Kind.DEATH and len(Communes(session)) == 0:
        raise NoCommunes
    batch.state = Progress.RUNNING
    session.add(batch)
    return batch


def drop(session: Session, actor: Actor, batch_id: uuid.UUID) -> ImportBatch:
    """« Abandonner »: nothing was brought in, and the rows of the file are not kept.

    :raises Refusal: if it has begun
    """
    batch = _in_preview(session, actor, batch_id)
    session.execute(sa.delete(ImportRow).where(ImportRow.batch_id == batch.id))
    batch.state = Progress.DROPPED
    session.add(batch)
    return batch


def count(session: Session, batch_id: uuid.UUID) -> dict[str, int]:
    """Rows by result."""
    query = select(ImportRow.result, sa.func.count()).where(ImportRow.batch_id == batch_id).group_by(ImportRow.result)
    return {result: many for result, many in session.exec(query)}


def rejected(session: Session, batch: ImportBatch) -> bytes:
    """What is to be corrected: the same columns and « Motif », as a French spreadsheet opens it."""
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.result == Result.REJECTED)
    written = io.StringIO(newline="")
    headings = list(batch.columns)
    writer = csv.writer(written, delimiter=";")
    writer.writerow(map(_harmless, (*headings, REASON)))
    for row in session.exec(query.order_by(ImportRow.number)):
        writer.writerow([*(_harmless(row.raw.get(one, "")) for one in headings), row.reason])
    return written.getvalue().encode("utf-8-sig")


def _in_preview(session: Session, actor: Actor, batch_id: uuid.UUID) -> ImportBatch:
    batch = find(session, actor, batch_id, lock=True)
    if batch.state != Progress.PREVIEW:
        raise Begun
    return batch


def _keep(session: Session, rows: list[dict]) -> None:
    if rows:
        session.execute(
            sa.insert(ImportRow.__table__),
            [{"id": uuid.uuid4(), "result": Result.WAITING.value, "reason": "", **one} for one in rows],
        )
        rows.clear()


def _plain(filename: str) -> str:
    """The name alone, of whatever a browser sends."""
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(one for one in name if one.isprintable())[:LONGEST_NAME] or "fichier"


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula, as text; ``reading`` takes the quote off again."""
    return f"'{cell}" if cell[:1] in reading.FORMULA else cell
