"""The mails that tell of reports: kept until they have left, tried again with growing pauses, for as long as it takes.

A mail may leave twice when the server dies between sending and writing it down; it bears the same Message-ID then.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit import db
from fieldvisit.concerns import reading
from fieldvisit.concerns.channel import Channel
from fieldvisit.concerns.lists import Recipient
from fieldvisit.concerns.reading import Opened
from fieldvisit.concerns.report import Act, ConcernEvent, ConcernMail, ConcernReport
from fieldvisit.families.age import PARIS
from fieldvisit.settings import Mail

log = logging.getLogger("fieldvisit")

#: Minutes before each next try; then every hour.
PAUSES = (1, 2, 5, 15, 30)
LAST_PAUSE = 60
#: Another process leaves alone, for so long, what this one has in hand.
IN_HAND = timedelta(minutes=3)
AT_ONCE = 20
_TABLE = ConcernMail.__table__


def due(session: Session, now: datetime) -> bool:
    query = select(ConcernMail.id).where(ConcernMail.sent_at.is_(None), ConcernMail.next_at <= now)
    return session.exec(query.limit(1)).first() is not None


def send_due(
    engine: sa.Engine, channel: Channel | None, mail: Mail, render: Callable[[Opened], bytes], now: datetime
) -> int:
    """Try what is due; how many left. ``render``: the document of a report, for a channel that may carry it."""
    with db.reading(engine) as session:
        query = select(ConcernMail.id).where(ConcernMail.sent_at.is_(None), ConcernMail.next_at <= now)
        ids = session.exec(query.order_by(ConcernMail.next_at).limit(AT_ONCE)).all()
    return sum(_one(engine, channel, mail, render, id, now) for id in ids)


def _one(engine, channel: Channel | None, mail: Mail, render, mail_id: uuid.UUID, now: datetime) -> bool:
    with db.writing(engine) as session:
        mine = sa.and_(_TABLE.c.id == mail_id, _TABLE.c.sent_at.is_(None), _TABLE.c.next_at <= now)
        taken = sa.update(_TABLE).where(mine).values(next_at=now + IN_HAND, attempts=_TABLE.c.attempts + 1)
        if not session.connection().execute(taken).rowcount:
            return False  # another process has it
    problem = _try(engine, channel, mail, render, mail_id)
    with db.writing(engine) as session:
        row = session.get_one(ConcernMail, mail_id)
        row.problem = problem
        if problem:
            pauses = PAUSES[row.attempts - 1 : row.attempts] or (LAST_PAUSE,)
            row.next_at = now + timedelta(minutes=pauses[0])
        else:
            row.sent_at = now
            words = Recipient(row.recipient).name
            session.add(ConcernEvent(report_id=row.report_id, at=now, act=Act.MAILED, words=words))
        session.add(row)
    return not problem


def _try(engine, channel: Channel | None, mail: Mail, render, mail_id: uuid.UUID) -> str:
    """Why it did not leave, in French, or ""."""
    with db.reading(engine) as session:
        row = session.get_one(ConcernMail, mail_id)
        to = mail.unit if row.recipient == Recipient.UNIT else mail.prosecutor
        if channel is None or not to or not mail.sender:
            return "Aucune messagerie n’est réglée : prévenez l’administrateur."
        told = reading.opened(session, session.get_one(ConcernReport, row.report_id))
        session.expunge_all()
    try:
        channel.send(message(row, told, to, mail.sender, render(told) if channel.confidential else None))
    except Exception as failure:  # whatever it was, the mail is kept and tried again
        # Its text may quote a server's answer, never what was reported.
        log.warning("a mail to the county's unit did not leave: %s", type(failure).__name__)
        return "Le serveur de messagerie n’a pas répondu : nouvel essai automatique."
    return ""


def message(row: ConcernMail, told: Opened, to: str, sender: str, document: bytes | None) -> EmailMessage:
    """Names nobody, neither in its subject nor, without ``document``, anywhere."""
    report = told.report
    at = report.received_at.astimezone(PARIS)
    court = report.recipient == Recipient.PROSECUTOR
    what = "Signalement" if court and row.recipient == Recipient.PROSECUTOR else "Information préoccupante"
    made = EmailMessage()
    made["Subject"] = f"{what} {report.reference}" + (" – danger immédiat" if report.danger else "")
    made["From"], made["To"] = sender, to
    made["Message-ID"] = f"<{row.id}@fieldvisit>"
    made["Date"] = report.received_at
    if report.danger:
        made["X-Priority"] = "1"
    lines = [
        f"{what} n° {report.reference}, reçue le {at:%d/%m/%Y} à {at:%H:%M}.",
        "Danger grave et immédiat signalé par son auteur." if report.danger else "",
        "Le procureur de la République en est destinataire ; la CRIP en a copie." if court else "",
        "Le document est joint."
        if document
        else "Elle se lit dans Fieldvisit, « IP reçues » : ce message ne la contient pas.",
    ]
    made.set_content("\n".join(line for line in lines if line) + "\n")
    if document:
        made.add_attachment(document, maintype="application", subtype="pdf", filename=f"{report.reference}.pdf")
    return made
