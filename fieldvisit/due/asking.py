"""What the rules ask for of a family: each with its window, before it is known whether it was done or decided."""

import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from fieldvisit.carnet import calendar as carnet
from fieldvisit.due import calendar, rules, windows
from fieldvisit.due.facts import Expected, Helped, Recurring, Someone
from fieldvisit.due.rules import RULES, Rule
from fieldvisit.due.situation import Delivery, Situation, holds
from fieldvisit.due.windows import Slot, Window

#: A newborn whose discharge nobody noted: so many days after the birth, and not before 37 SA.
USUAL_STAY, DISCHARGED_FROM = timedelta(days=5), 37 * 7
#: A pregnancy is declared before its fourteenth week; where no term is known, it is taken to be at its twelfth.
DECLARED_AT = timedelta(days=12 * 7)
#: A visit planned further ahead may belong to something that is not listed yet.
FAR = timedelta(days=60)


class Wanted(NamedTuple):
    """``about``: the child it concerns, None for the whole family. ``done``: the day that a fact says it was done.

    ``gone``: nobody asks any more; it is listed only if it was done. ``trade``: when it is not the rule's.
    """

    slot: Slot
    subject_id: uuid.UUID
    about: uuid.UUID | None = None
    done: date | None = None
    gone: bool = False
    trade: str | None = None


def of_family(there: Situation, today: date) -> Iterator[Wanted]:
    """Everything that may be listed today, and more: what is not listed is left out afterwards."""
    everything = bool(there.facts.decisions) or any(seen.on > today + FAR for seen in there.facts.visits)
    for child in there.living:
        yield from _of_child(there, child, today, everything)
    for pregnancy in there.pregnancies:
        yield from _of_pregnancy(there, pregnancy)
    for delivery in there.deliveries:
        yield from _of_delivery(there, delivery)
    yield from _of_young_parents(there)
    for support in there.facts.supports:
        yield from _of_support(there, support)
    for one in there.facts.follow_ups:
        yield from _of_follow_up(there, one, today)


def _of_child(there: Situation, child: Someone, today: date, everything: bool) -> Iterator[Wanted]:
    corrected_by = calendar.correction(child.weeks, child.days)
    every = windows.of_child if everything else windows.of_child_today
    slots = every(child.born, corrected_by) if everything else every(child.born, corrected_by, today)
    flags = there.flags_of_child(child)
    for slot in slots:
        if all(holds(one, flags) for one in slot.rule.when):
            yield from _of_age(there, child, slot)
    for rule in rules.of_subject("enfant"):
        if rule.anchor != "naissance" and all(holds(one, flags) for one in rule.when):
            yield from _anchored(there, child, rule, today)


def _of_age(there: Situation, child: Someone, slot: Slot) -> Iterator[Wanted]:
    rule, facts = slot.rule, there.facts
    if rule.certificate:
        yield _certificate(there, child, slot)
    elif rule.exam:
        certificate = carnet.exams()[rule.exam].certificate
        received = facts.certificates.get(child.id, {}).get(certificate)
        done = facts.exams.get(child.id, {}).get(rule.exam) or (received and received[0])
        yield Wanted(slot, child.id, child.id, done)
    elif rule.dose:
        yield _dose(there, child, slot)
    elif rule.tnd:
        yield Wanted(slot, child.id, child.id, there.grids.get((child.id, rule.tnd)))
    else:
        yield Wanted(slot, child.id, child.id)


def _certificate(there: Situation, child: Someone, slot: Slot) -> Wanted:
    """Awaited from the day that the exam was made, where it is known."""
    rule, window = slot.rule, slot.window
    received = there.facts.certificates.get(child.id, {}).get(rule.certificate)
    made = there.facts.exams.get(child.id, {}).get(rule.exam)
    if made and made >= child.born:
        due = made + timedelta(days=rule.sending_days)
        late = due + timedelta(days=rule.late_days)
        window = Window(min(window.opens, due), due, late, max(window.closes, late))
    return Wanted(slot._replace(window=window), child.id, child.id, received and received[1])


def _dose(there: Situation, child: Someone, slot: Slot) -> Wanted:
    """A later dose that was given says that an earlier one is no longer asked for: which one was, the doctor knows."""
    given = there.facts.doses.get(child.id, {})
    vaccine, rank = slot.rule.dose
    ranks = [dose.rank for dose in carnet.vaccines()[vaccine].doses]
    later = ranks[ranks.index(rank) + 1 :]
    gone = any((vaccine, one) in given for one in later)
    return Wanted(slot, child.id, child.id, given.get((vaccine, rank)), gone)


def _anchored(there: Situation, child: Someone, rule: Rule, today: date) -> Iterator[Wanted]:
    if rule.anchor == "saison":
        vaccine = rule.dose[0]
        given = [on for (code, _), on in there.facts.doses.get(child.id, {}).items() if code == vaccine]
        for slot in windows.of_season(rule, child.born, today):
            done = min((on for on in given if slot.window.opens <= on <= slot.window.closes), default=None)
            yield Wanted(slot, child.id, child.id, done)
        return
    support = there.support(rule.support, child) if rule.support else None
    anchor = support.anchor if support else _anchor(child, rule)
    if anchor is not None:
        for slot in windows.repeated(rule, anchor):
            yield Wanted(slot, child.id, child.id, gone=bool(support and support.ended))


def _anchor(child: Someone, rule: Rule) -> date | None:
    """What is counted from a fact of the child itself, when no support says from when."""
    if rule.anchor == "sortie":
        grown = timedelta(days=max(0, DISCHARGED_FROM - (child.weeks or 40) * 7 - (child.days or 0)))
        return child.discharged or child.born + max(USUAL_STAY, grown)
    if rule.anchor == "confie":
        return child.in_care_since if child.in_care else None
    return child.born if rule.anchor == "handicap" and child.disabled else None


def _of_pregnancy(there: Situation, pregnancy: Expected) -> Iterator[Wanted]:
    """Ended, whatever the outcome: nothing of it is asked for any more, what was done stays."""
    if pregnancy.mother_id in there.dead:
        return
    if pregnancy.term:
        began = calendar.conceived(pregnancy.term)
    elif pregnancy.declared:
        began = pregnancy.declared - DECLARED_AT
    else:
        return
    ended = there.born_of(pregnancy) is not None
    for rule in rules.of_subject("grossesse"):
        window = windows.of_period(rule, began, declared=pregnancy.declared)
        yield Wanted(Slot(rule, 0, window), pregnancy.id, gone=ended)


def _of_delivery(there: Situation, delivery: Delivery) -> Iterator[Wanted]:
    """Whether the child lives or died (CSP L2122-1): the interview is offered to the mother."""
    if delivery.mother and delivery.mother.died:
        return
    flags = there.flags_of_delivery(delivery)
    for rule in rules.of_subject("accouchement"):
        if all(holds(one, flags) for one in rule.when):
            slot = Slot(rule, delivery.on.toordinal(), windows.of_period(rule, delivery.on))
            yield Wanted(slot, delivery.subject_id)


def _of_young_parents(there: Situation) -> Iterator[Wanted]:
    for rule in rules.of_subject("foyer"):
        support = there.support(rule.support) if rule.support else None
        young = [one for one in there.deliveries if there.is_young(one) and any(not c.died for c in one.children)]
        anchor = support.anchor if support else young[-1].on if young else None
        if anchor is None or there.bereaved:
            continue
        for slot in windows.repeated(rule, anchor):
            yield Wanted(slot, there.facts.family_id, gone=bool(support and support.ended))


def _of_support(there: Situation, support: Helped) -> Iterator[Wanted]:
    if support.person_id in there.dead or (support.person_id is None and there.bereaved):
        return
    for rule in rules.of_support(support.code):
        done = support.ended if rule.ends else None
        for slot in windows.repeated(rule, support.anchor):
            yield Wanted(slot, support.id, support.person_id, done, gone=support.ended is not None)


def _of_follow_up(there: Situation, one: Recurring, today: date) -> Iterator[Wanted]:
    rule = RULES.get(rules.follow_up(one.kind))
    if rule is None or one.person_id in there.dead or (one.person_id is None and there.bereaved):
        return
    until = today + rules.AHEAD
    try:
        slots = windows.of_follow_up(rule, one.rule, one.starts, min(until, one.ended) if one.ended else until)
    except calendar.Unreadable:
        return  # set by another version: the follow-up itself stays in the file
    for slot in slots:
        yield Wanted(slot, one.id, one.person_id, gone=one.ended is not None, trade=one.trade)
