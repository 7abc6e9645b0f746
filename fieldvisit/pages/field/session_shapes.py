"""The shapes that the hooks of sessions give to their screens."""

from typing import TypedDict

from fieldvisit.pages.field.shapes import Line, Option, RecordLine


class RunningSession(TypedDict):
    """The session under way. ``here``: it is the one on screen; ``asking``: does it still go on?"""

    on: bool
    here: bool
    visit_id: str
    family: str
    since: str
    lasting: str
    asking: bool
    ends: str
    problem: str


class Call(TypedDict):
    key: str
    label: str
    text: str
    href: str
    number: str


class Part(TypedDict):
    """A part of the record; ``wrong``: something in it stands between her and the signature."""

    key: str
    code: str
    title: str
    said: str
    wrong: bool
    chosen: bool


class Domain(TypedDict):
    key: str
    domain: str
    items: list[Option]


class Paragraph(TypedDict):
    """``list``: facts or quotes; ``shared``: with the referent too."""

    key: str
    list: str
    id: str
    who: str
    words: str
    shared: bool


class GoalRow(TypedDict):
    key: str
    id: str
    text: str
    indicator: str
    note: str
    states: list[Option]


#: « from » is no name in Python.
Travel = TypedDict("Travel", {"km": str, "minutes": str, "vehicle": str, "from": str, "to": str})


class SessionProblem(TypedDict):
    key: str
    place: str
    sentence: str


class SessionScreen(TypedDict):
    """``stage``: missing, closed_reading, elsewhere, moved, brief, open or signed; ``section``: the part on screen.

    ``other``: another session is under way, and which; ``other_asks``: she tapped « Commencer » all the same.
    ``undecided``: opened by « Pas réalisée… », nothing said yet. Of the order only what its worker may read.
    """

    stage: str
    id: str
    family: str
    family_id: str
    kind: str
    when: str
    address: str
    map_href: str
    phone: str
    phone_href: str
    access: str
    safety: str
    language: str
    reason: str
    persons: list[Line]
    standing: str
    standing_kind: str
    returned: str
    not_yours: str
    order_title: str
    order_lines: list[Line]
    order_goals: list[Line]
    order_safety: str
    hours_left: str
    hours_done: int
    hours_planned: int
    hours_over: bool
    daily: str
    calls: list[Call]
    other: str
    other_asks: bool
    running: bool
    since: str
    lasting: str
    sections: list[Part]
    section: str
    section_title: str
    outcome: str
    day: str
    start: str
    end: str
    next: bool
    may_cross: bool
    span: str
    edited: bool
    typed: bool
    tapped: str
    time_reason: str
    clock_said: str
    hour_problems: list[str]
    may_undo: bool
    may_go_on: bool
    presence: list[Option]
    activities: list[Domain]
    facts: list[Paragraph]
    quotes: list[Paragraph]
    more_facts: bool
    more_quotes: bool
    goals: list[GoalRow]
    incidents: list[Option]
    incident_on: bool
    incident_words: str
    travel: Travel
    km_problem: str
    minutes_problem: str
    vehicles: list[Option]
    outcomes: list[Option]
    not_done: str
    not_done_words: str
    not_done_other: bool
    signs: bool
    signs_each: bool
    lacks_family: bool
    signed_before: bool
    signatures: int
    removed: str
    unsigned: str
    problems: list[SessionProblem]
    signable: bool
    sign_label: str
    correction: bool
    correction_reason: str
    droppable: bool
    undecided: bool
    saved: str
    saved_kind: str
    signed: str
    validated: bool
    custody: str
    custody_kind: str
    custody_detail: str
    record: list[RecordLine]
    incident_said: bool
    to_take_up: bool
    correctable: bool
    pictured: bool


class WeekSession(TypedDict):
    key: str
    hours: str
    family: str
    lasting: str
    status: str
    status_kind: str


class WeekDay(TypedDict):
    key: str
    day: str
    sessions: list[WeekSession]


class OrderHours(TypedDict):
    """What is left of an order, as the office counts; ``here``: what it has not received."""

    key: str
    family: str
    title: str
    ends: str
    hours_left: str
    hours_done: int
    hours_planned: int
    hours_over: bool
    here: str


class SessionWeek(TypedDict):
    title: str
    has_previous: bool
    has_next: bool
    done: str
    planned: str
    here: str
    days: list[WeekDay]
    empty: str
    month: str
    month_told: str
    month_here: str
    month_unknown: str
    orders: list[OrderHours]
