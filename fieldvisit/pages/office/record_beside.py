"""What is told beside a visit that is read: its tablet's clock, and whether a parent may be told of it."""

from fieldvisit.pages.office import french, tablet_clock
from fieldvisit.pages.office.desk import Act
from fieldvisit.schedule import parent_visibility
from fieldvisit.schedule.record import VisitRecord


def told(act: Act, found: VisitRecord) -> dict:
    """``kept_back``: who said that no parent is told of it, when and why, or ""; ``may_keep_back``: whether this reader
    may say so."""
    last = parent_visibility.last_word(act.session, found.visit_id)
    said = ""
    if last is not None and not last[0].visible_parent:
        word, name = last
        said = f"{word.why} – {name}, le {french.moment(word.said_at)}"
    return {
        "clock": tablet_clock.said(act.session, found),
        "kept_back": said,
        "may_keep_back": parent_visibility.may_say(act.session, act.actor, found.family_id, act.today),
    }
