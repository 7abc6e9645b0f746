"""« Accord pour les photos »: whether a family's photos may still be shown. Signatures ask for none."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlmodel import Session, select

from fieldvisit.families.person import Agreement, agreed, last_word

ACCORD = "accord_photo"
WITHDRAWN = "La famille a retiré son accord : photos non affichées."
EXPIRED = "L’accord de la famille pour les photos est échu : photos non affichées. Redemandez-le à la prochaine visite."


def ended(session: Session, families: Collection[uuid.UUID], today: date) -> dict[uuid.UUID, str]:
    """Those of these families whose last word on photos no longer holds, and the sentence that says why.

    A family without any word on file is not among them: its photos were judged one by one when they came.
    """
    said = defaultdict(list)
    if families:
        for one in session.exec(select(Agreement).where(Agreement.kind == ACCORD, Agreement.family_id.in_(families))):
            said[one.family_id].append(one)
    return {
        family: EXPIRED if last_word(words, ACCORD).standing == "Accordé" else WITHDRAWN
        for family, words in said.items()
        if not agreed(words, ACCORD, today)
    }
