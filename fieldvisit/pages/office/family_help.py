"""Whether a file has anything of help at home for its reader: sessions, or shared goals."""

import uuid

from fieldvisit.pages.office.desk import Act
from fieldvisit.sync import orders
from fieldvisit.sync.documents import Shown
from fieldvisit.tisf import reading


def opens(act: Act, family_id: uuid.UUID) -> bool:
    if reading.of_family(act.session, act.actor, family_id, act.today, most=1):
        return True
    return bool(orders.shared_goals(Shown(act.session, act.actor, {family_id}, act.today), {family_id}))
