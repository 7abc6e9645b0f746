"""A family as the rules look at it: its children, its deliveries, who is at risk, which visits it had."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from fieldvisit.due import calendar
from fieldvisit.due.facts import Expected, Facts, Helped, Seen, Someone
from fieldvisit.due.rules import Rule
from fieldvisit.families import age
from fieldvisit.families.person import Role

FRAGILE_WEEKS, FRAGILE_WEIGHT_G = 37, 2_500
#: Young parents (domain §2): their age at the birth.
YOUNG_YEARS = 21
#: A pregnancy that ended before 22 SA is no delivery.
VIABLE = timedelta(days=22 * 7)
#: Children of one delivery are born within a few days; a pregnancy and its birth may be dated apart.
SAME_BIRTH, SAME_PREGNANCY = timedelta(days=7), timedelta(days=30)
#: How long before and after its term a birth belongs to a pregnancy whose end nobody wrote.
BEFORE_TERM, AFTER_TERM = timedelta(days=140), timedelta(days=28)
#: An interview from the pregnancy on until so long after the birth says whether a second one is offered.
INTERVIEWS = (timedelta(days=300), timedelta(days=126))


@dataclass(frozen=True)
class Delivery:
    """``subject_id``: the mother, or the child when no mother is known."""

    on: date
    subject_id: uuid.UUID
    children: tuple[Someone, ...]
    pregnancy: Expected | None
    mother: Someone | None


def fragile(child: Someone) -> bool:
    """Born before 37 SA or under 2 500 g."""
    return (child.weeks is not None and child.weeks < FRAGILE_WEEKS) or (
        child.weight_g is not None and child.weight_g < FRAGILE_WEIGHT_G
    )


def holds(condition: str, flags: frozenset[str]) -> bool:
    """« not fragile », « first_time or at_risk »."""
    return any(
        (part.removeprefix("not ") in flags) != part.startswith("not ")
        for part in map(str.strip, condition.split("or "))
    )


class Situation:
    def __init__(self, facts: Facts):
        self.facts = facts
        self.persons = sorted(facts.persons, key=lambda one: one.id)
        self.children = [one for one in self.persons if one.role == Role.CHILD]
        self.living = [one for one in self.children if one.died is None and one.born is not None]
        self.dead = frozenset(one.id for one in self.persons if one.died is not None)
        self.refuses_visits = facts.refuses_visits
        self.carnet_seen = frozenset((*facts.exams, *facts.doses))

    def referent(self, rule: Rule, trade: str | None = None) -> uuid.UUID | None:
        """Who cares for the family among those who may do it, in the order of the rule."""
        by_role = self.facts.referents
        return next((by_role[role] for role in (trade, *rule.roles) if role in by_role), None)

    @cached_property
    def _by_kind(self) -> dict[str, list[Seen]]:
        by_kind: dict[str, list[Seen]] = {}
        for seen in sorted(self.facts.visits, key=lambda one: (one.on, one.id)):
            by_kind.setdefault(seen.kind, []).append(seen)
        return by_kind

    def visits_of(self, kind: str) -> list[Seen]:
        """In order of their days."""
        return self._by_kind.get(kind, [])

    @cached_property
    def grids(self) -> dict[tuple[uuid.UUID, int], date]:
        """The first day that each age of the grid of development was filled for a child."""
        found: dict[tuple[uuid.UUID, int], date] = {}
        for seen in self.facts.visits:
            for key in seen.tnd:
                found[key] = min(found.get(key, seen.on), seen.on)
        return found

    @cached_property
    def deliveries(self) -> list[Delivery]:
        groups: list[list[Someone]] = []
        for child in sorted((one for one in self.children if one.born), key=lambda one: (one.born, one.id)):
            if groups and child.born - groups[-1][0].born <= SAME_BIRTH:
                groups[-1].append(child)
            else:
                groups.append([child])
        found = [self._delivery(group[0].born, tuple(group)) for group in groups]
        taken = {one.pregnancy.id for one in found if one.pregnancy}
        for lost in self.pregnancies:
            viable = lost.ended and lost.term and lost.ended - calendar.conceived(lost.term) >= VIABLE
            if lost.id not in taken and viable:
                found.append(self._delivery(lost.ended, (), lost))
        return sorted(found, key=lambda one: one.on)

    @cached_property
    def pregnancies(self) -> list[Expected]:
        return sorted(self.facts.pregnancies, key=lambda one: one.id)

    def _delivery(self, on: date, children: tuple, pregnancy: Expected | None = None) -> Delivery:
        pregnancy = pregnancy or next((one for one in self.pregnancies if _ends_at(one, on)), None)
        mothers = [one for one in self.persons if one.role == Role.MOTHER]
        mother = next((one for one in self.persons if pregnancy and one.id == pregnancy.mother_id), None)
        mother = mother or (mothers[0] if mothers else None)
        subject_id = mother.id if mother else min((one.id for one in children), default=self.facts.family_id)
        return Delivery(on, subject_id, children, pregnancy, mother)

    def born_of(self, pregnancy: Expected) -> date | None:
        """The day that it ended, also when only the birth is known."""
        ends = (one.on for one in self.deliveries if one.pregnancy and one.pregnancy.id == pregnancy.id)
        return pregnancy.ended or next(ends, None)

    def flags_of_child(self, child: Someone) -> frozenset[str]:
        told = {"fragile": fragile(child), "in_care": child.in_care, "disability": child.disabled}
        return frozenset(name for name, true in told.items() if true)

    def flags_of_delivery(self, delivery: Delivery) -> frozenset[str]:
        """``first_time``: her first child; ``at_risk``: signs or risk factors for which a second interview is made."""
        parity = delivery.pregnancy.parity if delivery.pregnancy else None
        first = parity == 0 if parity is not None else self.deliveries[0] is delivery
        risks = (
            len(delivery.children) > 1 or any(one.multiple or fragile(one) for one in delivery.children),
            not delivery.children or any(one.died for one in delivery.children),
            self.is_young(delivery),
            any(one.ended is None or one.ended >= delivery.on for one in self.facts.supports),
            any(
                seen.signs and delivery.on - INTERVIEWS[0] <= seen.on <= delivery.on + INTERVIEWS[1]
                for kind in ("epp", "epnp")
                for seen in self.visits_of(kind)
            ),
        )
        return frozenset([*(["first_time"] if first else []), *(["at_risk"] if any(risks) else [])])

    def is_young(self, delivery: Delivery) -> bool:
        mother = delivery.mother
        return bool(mother and mother.born and age.years(mother.born, delivery.on) < YOUNG_YEARS)

    def support(self, code: str, child: Someone | None = None) -> Helped | None:
        """The last one of this kind, of this child or of the whole family."""
        about = (None, child.id) if child else (None,)
        found = [one for one in self.facts.supports if one.code == code and (not child or one.person_id in about)]
        return max(found, key=lambda one: (one.ended is None, one.anchor, one.id), default=None)

    @cached_property
    def bereaved(self) -> bool:
        """Every child died and none is expected: nobody of the service calls as if nothing had happened."""
        waiting = any(self.born_of(one) is None for one in self.pregnancies)
        return bool(self.children) and all(one.died for one in self.children) and not waiting


def _ends_at(pregnancy: Expected, on: date) -> bool:
    if pregnancy.ended is not None:
        return abs(pregnancy.ended - on) <= SAME_PREGNANCY
    return pregnancy.term is not None and pregnancy.term - BEFORE_TERM <= on <= pregnancy.term + AFTER_TERM
