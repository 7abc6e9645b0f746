"""What the pieces of a file share: which family is open, by whom, and what has to be told once it was changed."""

import uuid
from datetime import datetime

import reflex as rx

from fieldvisit.births import contacted
from fieldvisit.due import listing
from fieldvisit.families import household
from fieldvisit.pages.office.desk import Act
from fieldvisit.pages.office.family import FamilyFile


async def family_of(state: rx.State) -> uuid.UUID:
    """The family whose file is open in this tab: its opening is in the journal.

    :raises fieldvisit.families.household.NotFound: if none is
    """
    opened = (await state.get_state(FamilyFile))._family_id
    if opened is None:
        raise household.NotFound
    return opened


def id_of(text: str) -> uuid.UUID | None:
    """An id that a form sent; None for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def changed(act: Act, family_id: uuid.UUID) -> None:
    """Facts of the family changed in this transaction: what is due follows at once."""
    listing.refresh(act.session, [family_id], act.today)


def first_contact(act: Act, family_id: uuid.UUID, at: datetime) -> None:
    """The family was reached: its birth notice waits no longer."""
    contacted.contacted(act.session, family_id, at)
