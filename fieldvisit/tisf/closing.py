"""The closing report of an order (« bilan de fin d’intervention »), as far as ending it asks for it."""

from sqlmodel import Session

from fieldvisit.tisf.order import InterventionOrder


def is_signed(session: Session, order: InterventionOrder) -> bool:
    """Whether the responsable signed the report of this order. There is none yet: nothing can be ended."""
    return False
