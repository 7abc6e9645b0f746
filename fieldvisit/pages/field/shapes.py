"""The shapes that the tablet's hooks give to the screens: what Python draws, JavaScript fills."""

from typing import TypedDict


class Worker(TypedDict):
    id: str
    name: str
    role: str
    role_label: str


class Device(TypedDict):
    """``phase``: loading, signed_out, new_vault, locked, open or wiped."""

    phase: str
    account: Worker
    accounts: list[Worker]
    online: bool
    busy: bool
    error: str
    unsent: int
    pictures: int
    aboard_complete: bool
    storage_sentence: str
    login_expired: bool
    forgotten: bool


class Link(TypedDict):
    """The line under the brand: what is aboard, what waits, whether there is network."""

    network: str
    network_kind: str
    unsent: str
    pictures: str
    nothing_unsent: str
    aboard: str
    aboard_kind: str
    contact: str
    storage: str
    storage_grave: bool
    expired: bool
    worker: str
    role: str


class Counted(TypedDict):
    key: str
    text: str


class Withdrawn(TypedDict):
    """A tablet that the office withdrew: when what it held was destroyed, and what still waits to leave."""

    when: str
    leaving: list[Counted]


class View(TypedDict):
    name: str
    id: str


class Day(TypedDict):
    date: str
    short: str
    count: int
    chosen: bool
    today: bool


class Stop(TypedDict):
    visit_id: str
    time: str
    duration: str
    family: str
    kind: str
    address: str
    map_href: str
    phone: str
    phone_href: str
    access: str
    safety: str
    language: str
    reason: str
    status: str
    status_kind: str
    custody: str
    custody_kind: str
    urgent: str
    urgent_kind: str
    open: bool
    first: bool
    last: bool


class Round(TypedDict):
    days: list[Day]
    title: str
    stops: list[Stop]
    addable: bool
    movable: bool
    reordering: bool
    empty: str


class Option(TypedDict):
    code: str
    label: str
    chosen: bool


class Alert(TypedDict):
    key: str
    level: str
    label: str
    text: str
    to: str
    about: str


class Item(TypedDict):
    """One question as it stands now; ``key`` is « item » or « item/child »."""

    key: str
    dom_id: str
    question: str
    group: str
    child_name: str
    type: str
    required: bool
    private: bool
    options: list[Option]
    methods: list[Option]
    text: str
    unit: str
    value: str
    not_raised: bool
    no_answer: bool
    quick: bool
    note: str
    note_open: bool
    photos: str
    previous: str
    previous_on: str
    problem: str
    confirm: str
    confirmed: bool
    doubtful: bool
    alerts: list[Alert]


class Section(TypedDict):
    code: str
    title: str
    progress: str
    chosen: bool
    full: bool


class Child(TypedDict):
    id: str
    name: str
    detail: str
    seen: bool


class Note(TypedDict):
    key: str
    when: str
    text: str


class Line(TypedDict):
    key: str
    label: str
    text: str


class Problem(TypedDict):
    key: str
    sentence: str


class RecordLine(TypedDict):
    key: str
    heading: str
    question: str
    answer: str
    note: str


class Visit(TypedDict):
    """``stage``: missing, closed_reading, elsewhere, moved, brief, open, ending or signed."""

    stage: str
    id: str
    record_id: str
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
    brief_title: str
    brief: list[Line]
    points: list[Line]
    saved: str
    saved_kind: str
    agreement: list[Option]
    agreement_mode: list[Option]
    agreement_hint: str
    children: list[Child]
    sections: list[Section]
    section_title: str
    section_code: str
    items: list[Item]
    quick_label: str
    previous_section: str
    next_section: str
    notes: list[Note]
    notes_count: str
    note_text: str
    note_problem: str
    note_open: bool
    photos_open: bool
    photos_count: str
    pictured: bool
    removed_pictures: str
    alerts: list[Alert]
    urgent: list[Alert]
    outcomes: list[Option]
    outcome: str
    reason_given: str
    postponed_to: str
    notice_lines: list[Line]
    problems: list[Problem]
    signable: bool
    droppable: bool
    sign_label: str
    correction: bool
    correction_reason: str
    correctable: bool
    to_take_up: bool
    record: list[RecordLine]
    custody: str
    custody_kind: str
    custody_detail: str
    signed: str
    can_leave: bool
    may_correct: bool
    carnet: list[Line]


class Aside(TypedDict):
    """A version of the visit that is kept aside."""

    key: str
    id: str
    title: str
    joinable: bool
    put_away: bool
    record: list[RecordLine]
    notes: list[Note]


class Versions(TypedDict):
    """The versions of the visit on screen; ``moved``: where it went on, or empty."""

    moved: str
    offline: bool
    busy: bool
    problem: str
    said: str
    record: list[RecordLine]
    notes: list[Note]
    asides: list[Aside]


class Elsewhere(TypedDict):
    key: str
    family: str
    kind: str
    where: str
    when: str
    beside: str
    action: str
    busy: bool


class Drafts(TypedDict):
    """Her drafts on other tablets."""

    entries: list[Elsewhere]
    count: int
    waiting: str
    problem: str
    empty: str


class Picture(TypedDict):
    """``url`` is empty while it is being decrypted, and where only another tablet has it (``absent``)."""

    id: str
    url: str
    alt: str
    caption: str
    about: str
    when: str
    signature: bool
    removed: bool
    locked: bool
    absent: bool
    custody: str
    custody_kind: str
    sentence: str


class Loose(TypedDict):
    """A picture that is not kept: ``again``, it may be tried once more without taking it anew."""

    key: str
    sentence: str
    again: bool


class Pictures(TypedDict):
    asks: bool
    status: list[Option]
    mode: list[Option]
    who: list[Option]
    to_sign: bool
    agreed: str
    may_change: bool
    allowed: bool
    about: list[Option]
    list: list[Picture]
    count: str
    loose: list[Loose]
    preparing: str


class Pad(TypedDict):
    open: bool
    title: str
    name: str
    who: list[Option]
    cannot: bool
    may_decline: bool
    reason: str
    empty: bool
    problem: str
    busy: bool


class Contact(TypedDict):
    """``alert``: id of the alert; ``what``: what is written down once it is done."""

    key: str
    alert: str
    name: str
    call: str
    href: str
    label: str
    what: str
    done: bool


class UrgentAlert(TypedDict):
    key: str
    about: str
    text: str
    action: str
    contacts: list[Contact]
    done: list[Note]
    state: str
    settled: bool
    confided: bool


class Urgent(TypedDict):
    """``discreet``: all of it was confided and not revealed; nothing on screen may say what it is about."""

    open: bool
    discreet: bool
    title: str
    alerts: list[UrgentAlert]
    hidden: str
    can_hide: bool
    close_label: str
    failed: str
    banner: str
    banner_kind: str
    banner_detail: str


class Found(TypedDict):
    id: str
    label: str
    detail: str


class Kind(TypedDict):
    code: str
    label: str
    detail: str
    chosen: bool


class Unplanned(TypedDict):
    query: str
    families: list[Found]
    family_id: str
    family: str
    kinds: list[Kind]
    none: str


class Update(TypedDict):
    available: bool
    version: str


class SentCorrection(TypedDict):
    """A correction that was signed here: what it says, where it stands, what the office answered."""

    key: str
    text: str
    state: str
    kind: str
    sentence: str


class Rank(TypedDict):
    """One dose of a vaccine: ``state``: noted, new (to be signed), struck (to be struck out), or nothing."""

    key: str
    id: str
    rank: str
    vaccine: str
    state: str
    label: str
    said: str


class VaccineRow(TypedDict):
    key: str
    code: str
    label: str
    standing: str
    kind: str
    words: str
    ranks: list[Rank]


class ExamRow(TypedDict):
    key: str
    code: str
    label: str
    words: str
    state: str
    id: str
    standing: str
    kind: str


class PendingLine(TypedDict):
    """A line that waits to be signed, with what is wrong or unusual in it."""

    key: str
    id: str
    text: str
    problem: str
    to_confirm: bool
    confirmed: bool
    dose: bool
    lot: str


class Striking(TypedDict):
    id: str
    text: str
    why: str


class Carnet(TypedDict):
    """``form`` changes when the fields are to be made anew; ``count``: how many lines wait to be signed."""

    family: str
    child: str
    age: str
    children: list[Option]
    may_note: bool
    form: str
    day: str
    given_by: str
    exam_day: str
    doctor: str
    place: str
    vaccines: list[VaccineRow]
    exams: list[ExamRow]
    certificates: list[Line]
    pending: list[PendingLine]
    striking: Striking
    count: str
    saved: str
    problem: str
    sent: list[SentCorrection]


class HouseholdForm(TypedDict):
    """``form`` changes when the fields are to be made anew; ``changed``: how many fields differ from the file."""

    family: str
    form: str
    values: dict[str, str]
    contact: list[Option]
    interpreter: list[Option]
    changed: str
    saved: str
    problem: str
    sent: list[SentCorrection]
