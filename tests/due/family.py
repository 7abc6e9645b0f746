"""Facts of one family as a test writes them: a mother born in 1995, children, what happened since."""

import uuid
from datetime import UTC, date, datetime, timedelta

from fieldvisit.due import engine
from fieldvisit.due.facts import Chosen, Expected, Facts, Helped, Recurring, Seen, Someone
from fieldvisit.schedule.visit import Status

BORN = date(2026, 10, 20)


class Family:
    def __init__(self):
        self.facts = Facts(uuid.uuid4(), uuid.uuid4(), "suivie")
        self.mother = self.person("mere", date(1995, 4, 2))

    def person(self, role="enfant", born=BORN, **more):
        told = dict.fromkeys(Someone._fields) | {"multiple": False, "disabled": False, "in_care": False}
        made = Someone(**told | {"id": uuid.uuid4(), "role": role, "born": born} | more)
        self.facts.persons.append(made)
        return made

    def pregnancy(self, **told):
        given = dict.fromkeys(Expected._fields) | {"id": uuid.uuid4(), "mother_id": self.mother.id, "multiple": False}
        self.facts.pregnancies.append(Expected(**given | told))
        return self.facts.pregnancies[-1]

    def visit(self, kind, on, status=Status.DONE, role="puericultrice", **more):
        self.facts.visits.append(Seen(uuid.uuid4(), kind, on, status, uuid.uuid4(), role, **more))
        return self.facts.visits[-1]

    def support(self, code, anchor, person=None, ended=None):
        self.facts.supports.append(Helped(uuid.uuid4(), person and person.id, code, anchor, ended))
        return self.facts.supports[-1]

    def follow_up(self, rule, starts, kind="vad_suivi", ended=None):
        self.facts.follow_ups.append(Recurring(uuid.uuid4(), None, kind, "infirmiere_pmi", rule, starts, ended))
        return self.facts.follow_ups[-1]

    def decide(self, subject_id, code, choice, on=None, occurrence=0):
        at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=len(self.facts.decisions))
        self.facts.decisions.append(Chosen(uuid.uuid4(), subject_id, code, occurrence, choice, on, at))

    def items(self, today):
        return engine.items(self.facts, today)

    def one(self, code, today, subject=None):
        """The only item of this code (and subject), or None."""
        found = [each for each in self.items(today) if each.code == code]
        found = [each for each in found if subject is None or each.subject_id == subject.id]
        assert len(found) <= 1, found
        return found[0] if found else None

    def all(self, code, today):
        return [each for each in self.items(today) if each.code == code]


def window(item):
    """(opens, due, late, closes) of an item."""
    return item.opens_on, item.due_on, item.late_on, item.closes_on
