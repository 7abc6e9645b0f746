"""A commune of the county and the sector that it belongs to (territory: domain §8.3)."""

import csv
import io
import re
import uuid
from dataclasses import dataclass, field

from sqlmodel import Field, Session, SQLModel, select

from fieldvisit.access import roles
from fieldvisit.access.account import Actor, Sector
from fieldvisit.access.roles import Reach
from fieldvisit.places import street
from fieldvisit.words import Refusal, fold

COLUMNS = ("insee", "nom", "code_postal", "secteur")
LARGEST = 5_000_000
_INSEE = re.compile(r"\d[\dAB]\d{3}")


class Commune(SQLModel, table=True):
    """``name_key``: the name folded for searching; one commune has one sector."""

    insee: str = Field(primary_key=True)
    name: str
    name_key: str = Field(index=True)
    postcode: str = Field(default="", index=True)
    sector_id: uuid.UUID | None = Field(default=None, foreign_key="sector.id", index=True)
    lat: float | None = None
    lon: float | None = None


class NotAllowed(Refusal):
    sentence = "Seul l’administrateur technique rattache les communes aux secteurs."


class NotFound(Refusal):
    sentence = "Cette commune ou ce secteur n’existe plus : rechargez la page."


class NotCommunes(Refusal):
    sentence = "Ce fichier n’est pas une liste de communes."


@dataclass
class Brought:
    """What an import did; ``bad``: each row that did not go in, with its number and the reason."""

    written: int = 0
    bad: list[tuple[int, list[str], str]] = field(default_factory=list)


def found(session: Session, actor: Actor, words: str = "", *, orphans: bool = False, most: int = 100) -> list[Commune]:
    """The communes whose name or postcode begins like this, by name; ``orphans``: those without a sector only.

    :raises NotAllowed: for whoever does not administer
    """
    _administrator(actor)
    query = select(Commune).order_by(Commune.name_key, Commune.insee).limit(most)
    wanted = street.commune_key(words[:100])
    if wanted:
        query = query.where(Commune.name_key.like(f"{wanted}%") | Commune.postcode.like(f"{wanted}%"))
    if orphans:
        query = query.where(Commune.sector_id.is_(None))
    return list(session.exec(query))


def attach(session: Session, actor: Actor, insee: str, sector_id: uuid.UUID | None) -> Commune:
    """Give a commune its sector, or none.

    :raises NotAllowed: for whoever does not administer
    :raises NotFound: if there is no such commune or sector
    """
    _administrator(actor)
    one = session.get(Commune, insee)
    if one is None or (sector_id is not None and session.get(Sector, sector_id) is None):
        raise NotFound
    one.sector_id = sector_id
    session.add(one)
    session.flush()
    return one


def bring_in(session: Session, actor: Actor, content: bytes) -> Brought:
    """Read « insee;nom;code_postal;secteur » (the sector by its code or its name); a second time changes nothing.

    An empty sector leaves the commune as it is: a list of names does not undo what the administrator chose.

    :raises NotAllowed: for whoever does not administer
    :raises NotCommunes: if it cannot be read; nothing was written
    """
    _administrator(actor)
    if len(content) > LARGEST:
        raise NotCommunes("Ce fichier est trop volumineux pour une liste de communes (5 Mo au plus).")
    rows = list(csv.reader(io.StringIO(_text(content)), delimiter=";"))
    headings = [fold(one).replace(" ", "_") for one in rows[0]] if rows else []
    if missing := [name for name in COLUMNS if name not in headings]:
        raise NotCommunes(f"Il manque des colonnes : {', '.join(missing)}. Attendu : {';'.join(COLUMNS)}.")
    places = [headings.index(name) for name in COLUMNS]
    sectors = {fold(name): one.id for one in session.exec(select(Sector)) for name in (one.code, one.name)}
    known = {one.insee: one for one in session.exec(select(Commune))}
    brought = Brought()
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        said = [row[place].strip() if place < len(row) else "" for place in places]
        if reason := _wrong(said, sectors):
            brought.bad.append((number, said, reason))
            continue
        _write(session, known, said, sectors)
        brought.written += 1
    session.flush()
    return brought


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace").replace("\0", "")


def _wrong(said: list[str], sectors: dict) -> str:
    insee, name, postcode, sector = said
    if not _INSEE.fullmatch(insee):
        return "code INSEE illisible"
    if not name or len(name) > 120:
        return "nom de commune manquant" if not name else "nom de commune trop long"
    if postcode and not re.fullmatch(r"\d{5}", postcode):
        return "code postal illisible"
    return f"secteur inconnu : {sector}" if sector and fold(sector) not in sectors else ""


def _write(session: Session, known: dict[str, Commune], said: list[str], sectors: dict) -> None:
    insee, name, postcode, sector = said
    one = known.setdefault(insee, Commune(insee=insee, name=name, name_key=""))
    one.name, one.name_key = name, street.commune_key(name)
    one.postcode = postcode or one.postcode
    one.sector_id = sectors[fold(sector)] if sector else one.sector_id
    session.add(one)


def _administrator(actor: Actor) -> None:
    if roles.right(actor.role, "administration").write is not Reach.ALL:
        raise NotAllowed
