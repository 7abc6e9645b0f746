"""What the kept file or person takes over from the other: where it said nothing, or where caution asks for both."""

from sqlmodel import SQLModel

from fieldvisit.families.household import Household
from fieldvisit.families.name_key import digits
from fieldvisit.families.person import Person

#: Notes of which each may matter at the door.
_BOTH = ("access_notes", "safety_notes", "daily_instructions", "contact_hours")
#: The stricter word holds: a family that asked not to be rung up is not rung up because its file was found twice.
_STRICT = ("oui", "plage", "non")
_USUAL_LANGUAGE = "français"
_OF_PERSON = tuple(
    name
    for name in Person.model_fields
    if name not in {"id", "family_id", "role", "first_name", "last_name", "set_aside_at"}
)
_UNKNOWN = (None, "", "Inconnue", False)


def home(kept: Household, gone: Household) -> dict:
    """Complete the kept file from the other; the change of each column, as ``[before, after]``."""
    new: dict = {}
    if not any((kept.address, kept.city)):
        new |= {name: getattr(gone, name) for name in ("address", "postcode", "city", "insee", "lat", "lon", "ban_id")}
    for name in _BOTH:
        new[name] = _joined(getattr(kept, name), getattr(gone, name))
    new |= _phones(kept, gone, new["access_notes"])
    new["contact_ok"] = max(
        kept.contact_ok, gone.contact_ok, key=lambda one: _STRICT.index(one) if one in _STRICT else 0
    )
    new["interpreter"] = kept.interpreter or gone.interpreter
    new["priority"] = min(kept.priority, gone.priority)
    if gone.languages not in ("", _USUAL_LANGUAGE, kept.languages):
        new["languages"] = (
            gone.languages if kept.languages in ("", _USUAL_LANGUAGE) else f"{kept.languages}, {gone.languages}"
        )
    return _write(kept, new)


def person(kept: Person, gone: Person) -> dict:
    """Complete a person from her double, where nothing was known; the change of each column."""
    return _write(
        kept,
        {name: getattr(gone, name) for name in _OF_PERSON if getattr(kept, name) in _UNKNOWN},
    )


def undo(row: SQLModel, changes: dict) -> None:
    """Put each column back that nobody changed since."""
    for name, (before, after) in changes.items():
        if _plain(getattr(row, name)) == after:
            setattr(row, name, _value(row, name, before))


def _phones(kept: Household, gone: Household, notes: str) -> dict:
    """Every number stays at hand: in the second place if it is free, else in the notes."""
    said = {digits(kept.phone), digits(kept.phone_2), ""}
    others = [one for one in (gone.phone, gone.phone_2) if digits(one) not in said]
    new: dict = {}
    for name in ("phone", "phone_2"):
        if others and not getattr(kept, name):
            new[name] = others.pop(0)
    if others:
        new["access_notes"] = _joined(notes, f"Autre téléphone : {', '.join(dict.fromkeys(others))}")
    return new


def _joined(one: str, other: str) -> str:
    return one if not other or other in one else f"{one}\n{other}" if one else other


def _write(row: SQLModel, new: dict) -> dict:
    changes = {}
    for name, value in new.items():
        before = getattr(row, name)
        if before != value and value not in (None, ""):
            changes[name] = [_plain(before), _plain(value)]
            setattr(row, name, value)
    return changes


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def _value(row: SQLModel, name: str, plain):
    """A date as a date again."""
    kind = row.__table__.c[name].type.python_type
    return kind.fromisoformat(plain) if isinstance(plain, str) and hasattr(kind, "fromisoformat") else plain
