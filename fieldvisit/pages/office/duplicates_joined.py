"""« Réunis récemment » : what was joined and may be parted, and what must be parted before."""

from typing import TypedDict

from fieldvisit.access.account import Account
from fieldvisit.families import merging
from fieldvisit.families.household import Household
from fieldvisit.families.merge import Merge
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act


class Joined(TypedDict):
    """``first``: what must be parted before, or nothing."""

    id: str
    kept: str
    label: str
    gone: str
    who: str
    first: str


def joined(act: Act) -> list[Joined]:
    """The newest first; of several of one file only the last may be parted."""
    found, last = [], {}
    for one in merging.of_family(act.session, act.actor, act.today):
        found.append(_joined(act, one, last.get(one.kept_id)))
        last.setdefault(one.kept_id, one)
    return found


def _joined(act: Act, one: Merge, since: Merge | None) -> Joined:
    """``since``: what was joined to the same file last, if it is not this."""
    kept, gone = (act.session.get_one(Household, each) for each in (one.kept_id, one.gone_id))
    who = act.session.get_one(Account, one.merged_by).name
    return {
        "id": str(one.id),
        "kept": str(kept.id),
        "label": kept.label,
        "gone": _gone(one, gone),
        "who": f"{who}, le {french.moment(one.merged_at)} : {one.reason}",
        "first": _gone(since, act.session.get_one(Household, since.gone_id)) if since else "",
    }


def _gone(one: Merge, gone: Household) -> str:
    if one.kept_id != one.gone_id:
        return f"avec {gone.label}, {gone.case_number}"
    persons = len(one.before["persons"])
    return f"{persons} personne{'s' if persons > 1 else ''} saisie{'s' if persons > 1 else ''} deux fois"
