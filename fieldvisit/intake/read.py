"""A certificate as a file tells of it, before anybody knows which child it is about."""

import uuid
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class DatedDose:
    """``code``: of the certificate’s vaccine list (ATC); ``number``: first, second…, when it is said."""

    code: str
    on: date
    number: int = 0
    lot: str = ""


@dataclass(frozen=True)
class Read:
    """``given``: texts by field code, as on the form; ``where``: file or line, as a person finds it again; ``problem``:
    why it cannot be taken as it is; ``unread``: what it says beside the form’s fields."""

    where: str
    sha256: str
    kind: str = ""
    last_names: tuple[str, ...] = ()
    first_names: tuple[str, ...] = ()
    birth_date: date | None = None
    examined_on: date | None = None
    doctor: str = ""
    place: str = ""
    given: dict[str, str] = field(default_factory=dict)
    doses: tuple[DatedDose, ...] = ()
    channel: str = "fichier"
    child_id: uuid.UUID | None = None
    unread: int = 0
    problem: str = ""

    @property
    def name(self) -> str:
        return " ".join(filter(None, (*self.first_names[:1], *self.last_names[:1])))
