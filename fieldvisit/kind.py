"""Which kind of database this is – the invented county or a real one – written once, never changed.

Real records were entered in training databases elsewhere: a start under the wrong flag is refused.
"""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, select

from fieldvisit.db import instant
from fieldvisit.feed import Epoch
from fieldvisit.words import Choice, Refusal


class Kind(Choice):
    DEMO = "demo", "Démonstration"
    REAL = "reelle", "Réelle"


class DatabaseKind(SQLModel, table=True):
    __tablename__ = "db_kind"

    id: int = Field(default=1, primary_key=True)  # one row: a second one is refused by the database
    kind: str
    since: datetime = instant(nullable=False)


class WrongKind(Refusal):
    sentence = "Cette base de données n’est pas de la nature attendue."


def of(session: Session) -> Kind | None:
    """None for a database that was never begun."""
    found = session.exec(select(DatabaseKind.kind)).one_or_none()
    return Kind(found) if found else None


def begin(session: Session, wanted: Kind, now: datetime) -> None:
    """Give a new database its kind and its first epoch; check those of an older one.

    :raises WrongKind: if it was begun as the other kind
    """
    found = of(session)
    if found is None:
        session.add(DatabaseKind(kind=wanted, since=now))
    else:
        check(session, wanted)
    if session.exec(select(Epoch.id).limit(1)).one_or_none() is None:
        session.add(Epoch(began=int(now.timestamp() * 1000)))


def check(session: Session, wanted: Kind) -> None:
    """:raises WrongKind: if this database is not of the wanted kind"""
    found = of(session)
    if found is Kind.DEMO and wanted is Kind.REAL:
        raise WrongKind(
            "Cette base contient le département de démonstration : elle ne peut pas recevoir de vrais dossiers. "
            "Indiquez une autre base (FIELDVISIT_DATABASE_URL ou FIELDVISIT_DATA)."
        )
    if found is not wanted:
        raise WrongKind(
            "Cette base n’est pas une base de démonstration : la démonstration n’y sera pas ouverte. "
            "Pour ouvrir cette base, mettez FIELDVISIT_DEMO=0 ; pour la démonstration, indiquez une autre base "
            "(FIELDVISIT_DATABASE_URL ou FIELDVISIT_DATA)."
        )
