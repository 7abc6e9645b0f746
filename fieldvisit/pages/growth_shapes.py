"""The shape of a child's growth as ``offline/js/growth/view.js`` gives it; drawn by ``growth_chart`` in both worlds."""

from typing import TypedDict

#: A length in the units of the drawing's viewBox. Reflex types SVG coordinates as whole numbers; these have decimals.
Units = int


class Choice(TypedDict):
    key: str
    code: str
    label: str
    chosen: bool


class Frame(TypedDict):
    x: Units
    y: Units
    width: Units
    height: Units


class Before(TypedDict):
    """The part of the drawing before the term: the reference does not apply there."""

    shown: bool
    width: Units


class Tick(TypedDict):
    key: str
    x: Units
    y: Units
    text: str


class Curve(TypedDict):
    """``style``: limit, outer, inner, middle, target or series-…; each has its own dash."""

    key: str
    style: str
    d: str


class CurveLabel(TypedDict):
    key: str
    style: str
    x: Units
    y: Units
    text: str


class Step(TypedDict):
    """A step of the reference that stays visible, with the words on each side."""

    key: str
    x: Units
    y: Units
    bottom: Units
    before: str
    after: str
    x_before: Units
    x_after: Units
    y_text: Units


class Mark(TypedDict):
    """All marks of one kind in one path: dot, cross, link, typed, doubtful or struck."""

    key: str
    kind: str
    d: str


class Tag(TypedDict):
    key: str
    text: str
    x: Units
    y: Units
    anchor: str


class Ring(TypedDict):
    shown: bool
    d: str


class Chart(TypedDict):
    viewbox: str
    frame: Frame
    minor: str
    major: str
    before: Before
    ticks_x: list[Tick]
    ticks_y: list[Tick]
    unit: str
    unit_y: Units
    label_x: Units
    age_title: str
    age_x: Units
    age_y: Units
    lines: list[Curve]
    labels: list[CurveLabel]
    label_title: str
    steps: list[Step]
    marks: list[Mark]
    tags: list[Tag]
    spots: str
    has_selected: bool
    selected: Ring
    outside: str


class Named(TypedDict):
    key: str
    mark: str
    text: str


class Said(TypedDict):
    key: str
    label: str
    text: str


class Words(TypedDict):
    key: str
    text: str


class Detail(TypedDict):
    """``act``: what may be done with the measure ``id``: « rayer », « retablir » or ""."""

    shown: bool
    title: str
    flag: str
    lines: list[Said]
    id: str
    act: str


class Row(TypedDict):
    """``out``: it stays in the table and does not count, ``struck``: it was struck; ``said``: by whom and why, and who
    put it back; ``act``: as a detail's."""

    key: str
    label: str
    date: str
    age: str
    corrected: str
    value: str
    z: str
    centile: str
    state: str
    chosen: bool
    out: bool
    reference: str
    struck: bool
    said: str
    id: str
    act: str


class Looked(TypedDict):
    """The window of age, the ages drawn and the reference, by their codes: what an export repeats."""

    span: str
    ages: str
    reference: str


class CarnetText(TypedDict):
    """The line for the carnet de santé; ``left``: what is not to be copied; ``said``: what became of « Copier »."""

    shown: bool
    text: str
    left: str
    said: str


class Growth(TypedDict):
    """``drawn``: there is a chart (no birth date, no chart); ``many``: the view in SD of all measures.

    ``struck``: how many measures of the chart are; ``struck_hidden``: not drawn; ``correcting``: the lines of the table
    have their button. ``kind``, ``open``, ``reading``: beside a measure being typed, which one, unfolded or one line;
    ``more``: the button that lists every measure, "" when all are listed.
    """

    shown: bool
    open: bool
    kind: str
    reading: str
    drawn: bool
    child_id: str
    family_id: str
    name: str
    identity: str
    age: str
    term: str
    banner: str
    problem: str
    title: str
    summary: str
    measures: list[Choice]
    spans: list[Choice]
    ages: list[Choice]
    references: list[Choice]
    chart: Chart
    legend: list[Named]
    detail: Detail
    empty: str
    notes: list[Words]
    reference: str
    target: str
    rows: list[Row]
    more: str
    corrected: bool
    many: bool
    looked: Looked
    struck: int
    struck_hidden: bool
    may_strike: bool
    correcting: bool
    carnet: CarnetText
