"""Where an address is, from the county's own file of addresses; nothing is asked of anybody outside."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.places import street
from fieldvisit.places.address import Address
from fieldvisit.places.commune import Commune
from fieldvisit.words import Choice, fold


class Sure(Choice):
    """How sure a place is."""

    EXACT = "exacte", "à l’adresse"
    NEAR = "voisine", "au numéro le plus proche"
    STREET = "rue", "au milieu de la rue"
    COMMUNE = "commune", "au centre de la commune"


@dataclass(frozen=True)
class Located:
    """``label``: the address as the county's file writes it; ``ban_id``: empty for the centre of a commune."""

    lat: float
    lon: float
    insee: str
    ban_id: str
    label: str
    sure: Sure


def locate(session: Session, address: str, postcode: str, city: str) -> Located | None:
    """The likeliest place; None when not even the commune is known.

    An address that is not in the commune named is looked for in the others of its postcode.
    """
    parts = street.take_apart(address)
    communes = _communes(session, postcode, city)
    if parts.key:
        wheres = [Address.insee.in_([one.insee for one in communes])] if communes else []
        if fold(postcode).isdigit():
            wheres.append(Address.postcode == postcode.strip())
        for where in wheres:
            found = _in_street(session, where, parts)
            if found:
                return found
    return _centre(communes[0]) if communes else None


def known(session: Session) -> bool:
    """Whether a file of addresses was ever brought in."""
    return session.exec(select(Address.ban_id).limit(1)).first() is not None


def _communes(session: Session, postcode: str, city: str) -> list[Commune]:
    """By name and postcode, else by name alone if it is one, else the only one of that postcode."""
    name, code = street.commune_key(city), postcode.strip()
    named = list(session.exec(select(Commune).where(Commune.name_key == name))) if name else []
    both = [one for one in named if one.postcode == code]
    if both or len(named) == 1:
        return both or named
    if named:
        there = select(Address.insee).where(Address.insee.in_([one.insee for one in named]), Address.postcode == code)
        of_code = set(session.exec(there.distinct()))
        return [one for one in named if one.insee in of_code] or named[:1] * (not code)
    alone = list(session.exec(select(Commune).where(Commune.postcode == code).limit(2))) if code else []
    return alone if len(alone) == 1 else []


def _in_street(session: Session, where, parts: street.Parts) -> Located | None:
    doors = list(session.exec(select(Address).where(where, Address.street_key == parts.key)))
    if not doors and (alike := _alike(session, where, parts.key)):
        doors = list(session.exec(select(Address).where(where, Address.street_key == alike)))
    if not doors:
        return None
    numbered = [one for one in doors if one.number is not None]
    if parts.number is None or not numbered:
        return _placed(_middle(doors), Sure.STREET, in_street=True)

    def distance(one: Address) -> tuple:
        # The other side of the street only when it is nearer by far.
        away = abs(one.number - parts.number)
        return away + 3 * (away % 2), one.suffix != parts.suffix, one.suffix, one.ban_id

    nearest = min(numbered, key=distance)
    same = (nearest.number, nearest.suffix) == (parts.number, parts.suffix)
    return _placed(nearest, Sure.EXACT if same else Sure.NEAR)


def _alike(session: Session, where, key: str) -> str | None:
    """The one street with all these words (« rue Verdun » for « rue de la Bataille de Verdun »), or one letter off."""
    keys = list(session.exec(select(Address.street_key).where(where).distinct()))
    wanted = set(key.split())
    holding = [one for one in keys if wanted <= set(one.split())]
    if len(holding) == 1:
        return holding[0]
    close = [one for one in keys if _one_off(one, key)]
    return close[0] if len(close) == 1 else None


def _one_off(one: str, other: str) -> bool:
    """Whether one letter added, left out or changed makes the one of the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return one == other
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rests = {
        (one[start + 1 :], other[start + 1 :]),
        (one[start + 1 :], other[start:]),
        (one[start:], other[start + 1 :]),
    }
    return any(a == b for a, b in rests)


def _middle(doors: list[Address]) -> Address:
    """The door nearest to the middle of the street: never a point beside it."""
    lat, lon = (sum(getattr(one, name) for one in doors) / len(doors) for name in ("lat", "lon"))
    return min(doors, key=lambda one: ((one.lat - lat) ** 2 + (one.lon - lon) ** 2, one.ban_id))


def _placed(one: Address, sure: Sure, in_street: bool = False) -> Located:
    label = f"{one.street}, {one.postcode} {one.city}" if in_street else label_of(one)
    return Located(one.lat, one.lon, one.insee, one.ban_id, label, sure)


def _centre(one: Commune) -> Located | None:
    if one.lat is None or one.lon is None:
        return None
    return Located(one.lat, one.lon, one.insee, "", f"{one.postcode} {one.name}".strip(), Sure.COMMUNE)


def line_of(one: Address) -> str:
    """Number and street, as they are written on a letter."""
    return " ".join(filter(None, (str(one.number or ""), one.suffix, one.street)))


def label_of(one: Address) -> str:
    return f"{line_of(one)}, {one.postcode} {one.city}"


def suggest(session: Session, typed: str, postcode: str = "", city: str = "", most: int = 8) -> list[Address]:
    """Addresses like what was typed: any part of a street in the commune or postcode given, else the beginning of one
    in the whole county (with « rue » and the like before it if need be)."""
    parts = street.take_apart(typed)
    said = parts.key.split()
    if len(parts.key) < 3 or street.WAYS.issuperset(said):
        return []
    if (here := _here(session, postcode, city)) is not None:
        every = (_begins(word) | Address.street_key.like(f"% {word}%") for word in said)
        found = session.exec(_nearest_first(select(Address).where(here, *every), parts).limit(most * 20)).all()
        if found:
            return _one_each(found, parts, most)
    ways = [parts.key, *(f"{way} {parts.key}" for way in sorted(street.WAYS))]
    query = select(Address).where(sa.or_(*map(_begins, ways)))
    return _one_each(session.exec(_nearest_first(query, parts).limit(most * 20)).all(), parts, most)


def _here(session: Session, postcode: str, city: str):
    """The condition of being in this commune or postcode; None if neither says anything."""
    if communes := (_communes(session, postcode, city) if city.strip() else []):
        return Address.insee.in_([one.insee for one in communes])
    code = postcode.strip()
    return Address.postcode == code if len(code) == 5 and code.isascii() and code.isdigit() else None


def _begins(word: str):
    # Not LIKE, for which SQLite would read every street of the county.
    return sa.and_(Address.street_key >= word, Address.street_key < f"{word}zzzz", Address.street_key.like(f"{word}%"))


def _nearest_first(query, parts: street.Parts):
    if parts.number is None:
        return query.order_by(Address.street_key, Address.city, Address.number)
    away = sa.func.abs(sa.func.coalesce(Address.number, 0) - parts.number)
    return query.order_by(away, Address.street_key, Address.city, Address.suffix)


def _one_each(found: list[Address], parts: street.Parts, most: int) -> list[Address]:
    """The door asked for in each street; a street without that number by its nearest one."""
    streets: dict[tuple, Address] = {}
    exact = [one for one in found if one.number == parts.number] if parts.number else []
    for one in exact or found:
        suffix = one.suffix if one in exact else ""
        streets.setdefault((one.street_key, one.insee, suffix), one)
    return list(streets.values())[:most]
