"""The shapes that the tablet's hooks give to the screens: what Python draws, JavaScript fills."""

from typing import TypedDict

from fieldvisit.pages.growth_shapes import Growth


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
    code: str
    code_asked: bool
    factor_asked: bool


class OwnKey(TypedDict):
    """The tablet's own authenticator: what it opens, and whether it may be put on."""

    unlocks: bool
    held: bool
    can: bool
    offered: bool
    shared: bool
    asks_phrase: bool
    busy: bool
    problem: str


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
    code_asked: bool
    worker: str
    role: str


class Counted(TypedDict):
    key: str
    text: str


class Withdrawn(TypedDict):
    """A tablet that the office withdrew: when what it held was destroyed, and what still waits to leave."""

    when: str
    leaving: list[Counted]


class Clock(TypedDict):
    time: str
    day: str


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
    family_id: str
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
    paused: bool
    returned: str
    first: bool
    last: bool


class DueLine(TypedDict):
    """A line of « À faire »: ``what``: due or task; ``who``: the colleague who has it; ``act``: visit, carnet,
    contact, contacts, agreement, household or "";
    ``noted``: said or made on this tablet, ``wrong``: and refused; ``sentence``: what the office answered."""

    key: str
    id: str
    what: str
    family_id: str
    family: str
    band: int
    band_label: str
    band_kind: str
    reasons: list[str]
    label: str
    about: str
    window: str
    late: bool
    who: str
    status: str
    status_kind: str
    noted: bool
    wrong: bool
    sentence: str
    act: str
    act_label: str
    may_note: bool
    note_label: str
    note: str


class ToDoPart(TypedDict):
    """What is left here, late, of this week or later; ``more``: what the button that shows the rest says, or ""."""

    key: str
    code: str
    title: str
    lines: list[DueLine]
    more: str


class Round(TypedDict):
    """``to_do``: how many of her lines of « À faire » are late or of this week."""

    days: list[Day]
    title: str
    stops: list[Stop]
    addable: bool
    has_hours: bool
    to_do: int
    movable: bool
    reordering: bool
    empty: str


class Option(TypedDict):
    code: str
    label: str
    chosen: bool


class ToDo(TypedDict):
    sorts: list[Option]
    parts: list[ToDoPart]
    empty: str


class DueNoting(TypedDict):
    """The panel of one line; ``on_label``: what its day is called, "" where none is asked for."""

    open: bool
    title: str
    about: str
    choices: list[Option]
    on_label: str
    on: str
    first: str
    last: str
    reason: str
    reason_label: str
    problem: str
    form: str


class Because(TypedDict):
    """One number or answer behind an alert."""

    key: str
    label: str
    value: str


class Why(TypedDict):
    """Why an alert rose: the rule in words, its numbers, its source; all empty from an older tablet."""

    rule: str
    source: str
    action: str
    facts: list[Because]


class Alert(TypedDict):
    """``struck``: what to know since a measure of the signed visit was struck."""

    key: str
    level: str
    label: str
    text: str
    to: str
    about: str
    struck: str
    why: Why


class Item(TypedDict):
    """One question as it stands now; ``key`` is « item » or « item/child ».

    ``talked``: it was talked about; ``joined``: it stands under the title of the question above it; ``changed``: it
    says something else than the last time; ``suggestion``: a value worked out, to accept; ``growth``: the chart of
    this measure of this child, when it has one.
    """

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
    changed: bool
    talked: bool
    joined: bool
    suggestion: str
    problem: str
    confirm: str
    confirmed: bool
    doubtful: bool
    alerts: list[Alert]
    growth: Growth


class GrowthScreen(TypedDict):
    """The growth of one child of a file; ``children``: to choose from, when there are several."""

    family: str
    number: str
    children: list[Option]
    growth: Growth


class SentStrike(TypedDict):
    """A strike that left this tablet and has something to say (``state``: where it is); ``again``: it may be mended."""

    key: str
    state: str
    kind: str
    text: str
    sentence: str
    again: bool


class MeasureStriking(TypedDict):
    """The panel in which a measure is struck, or put back (``back``): why, in a list and in words."""

    open: bool
    title: str
    about: str
    back: bool
    whys: list[Option]
    words: str
    most: int
    problem: str
    saved: str
    form: str
    sent: list[SentStrike]


class Section(TypedDict):
    """``progress``: what was talked about; the shares, of 100, are of what was talked about and of « Non abordé »."""

    code: str
    title: str
    progress: str
    talked_share: int
    aside_share: int
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
    """``struck``, ``said``: of a measure that was struck; ``act``: what may be done with ``measure`` of ``child``."""

    key: str
    heading: str
    question: str
    answer: str
    note: str
    struck: bool
    said: str
    act: str
    measure: str
    child: str


class Left(TypedDict):
    """A question left open, and its place."""

    key: str
    at: int
    label: str


class Handed(TypedDict):
    """The questionnaire in the woman's hands; ``stage``: intro, question, end or done; ``door``: the way out is asked
    for, ``problem``: why it does not open."""

    open: bool
    stage: str
    instruction: str
    lead: str
    place: str
    share: int
    question: str
    options: list[Option]
    answered: bool
    can_return: bool
    missing_said: str
    missing: list[Left]
    citation: list[Counted]
    door: bool
    busy: bool
    problem: str


class Visit(TypedDict):
    """``stage``: missing, closed_reading, elsewhere, moved, brief, open, paused, ending or signed.

    ``not_yours``: why this kind of visit is not hers to make and sign, or ""; ``interview``: a conversation with the
    woman, that pauses; ``confided``: the part on screen asks what is confided; ``closed``: some was, and it has closed
    on it; ``scale``, ``handing``: what the buttons say that lead to the EPDS, and give her the tablet.
    ``place``: « ecole » or « agrement » where it is no family's.
    """

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
    closed: bool
    interview: bool
    talked: str
    talked_for: str
    talk_doubt: str
    can_pause: bool
    paused_since: str
    confided: bool
    scale: str
    band: str
    handing: str
    citation: list[Counted]
    items: list[Item]
    quick_label: str
    previous_section: str
    next_section: str
    notes: list[Note]
    notes_count: str
    note_text: str
    note_problem: str
    note_open: bool
    place: str
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
    not_yours: str


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
    taken_back: str
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
    why: Why


class UsefulNumber(TypedDict):
    key: str
    name: str
    call: str
    href: str


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
    useful: list[UsefulNumber]
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


class Choice(TypedDict):
    """An option that may be out of place just now: greyed, never gone."""

    code: str
    label: str
    chosen: bool
    possible: bool


class ContactForm(TypedDict):
    """« Noter un contact »; ``readers``: for whom its words are, empty when there is no choice."""

    family: str
    form: str
    means: list[Choice]
    results: list[Choice]
    who: list[Option]
    readers: list[Option]
    day: str
    hour: str
    words: str
    changed: bool
    saved: str
    problem: str


class Call(TypedDict):
    key: str
    phone: str
    href: str
    name: str


class ConcernQuote(TypedDict):
    key: str
    at: int
    who: str
    when: str
    words: str


class ConcernSent(TypedDict):
    """What left: its number and where it stands, nothing of what it says."""

    key: str
    reference: str
    state: str
    kind: str


class ConcernForm(TypedDict):
    """« Information préoccupante »; ``families``: to choose from, when it is about none yet; ``done``: its number."""

    calls: list[Call]
    form: str
    done: str
    family: str
    families: list[Option]
    children: list[Option]
    natures: list[Option]
    danger: list[Option]
    to: list[Option]
    parents: list[Option]
    why: bool
    others: str
    family_words: str
    fact_on: str
    fact_at: str
    last: str
    facts: str
    quotes: list[ConcernQuote]
    context: str
    parents_reason: str
    changed: bool
    saved: str
    problem: str
    sent: list[ConcernSent]
    begun: list[Option]


class PersonCard(TypedDict):
    """``health``, ``carnet``: of a child, for whoever may read it."""

    key: str
    name: str
    role: str
    age: str
    phone: str
    phone_href: str
    facts: str
    health: str
    carnet: str
    child: bool


class AgreementRow(TypedDict):
    """``key``: its kind; ``kind``: the colour of ``status``; ``waiting``: noted here and not sent yet."""

    key: str
    label: str
    status: str
    kind: str
    told: str
    given: bool
    objection: bool
    may_write: bool
    waiting: bool


class ContactRow(TypedDict):
    """``kept``: there are words, for other readers; ``waiting``: noted here and not sent yet."""

    key: str
    title: str
    result: str
    kind: str
    struck: bool
    words: str
    kept: bool
    told: str
    waiting: bool


class Moment(TypedDict):
    """``visit``: a visit that can be read from here, or empty."""

    key: str
    when: str
    sort: str
    title: str
    words: str
    who: str
    visit: str


class Asking(TypedDict):
    """The panel that notes an agreement; ``kind`` is empty while it is closed."""

    kind: str
    form: str
    title: str
    warning: str
    who: list[Option]
    modes: list[Option]
    lasting: bool
    expires_on: str
    words_label: str
    words: str
    problem: str


class SentNote(TypedDict):
    """A contact or an agreement (``what``) signed here; ``again``: the office could not take it, it may be mended."""

    key: str
    what: str
    text: str
    state: str
    kind: str
    sentence: str
    again: bool


class Dossier(TypedDict):
    """A family's file: the summary, and the ``section`` that is open: a-faire, personnes, accords, contacts or
    chronologie."""

    family: str
    family_id: str
    people: str
    address: str
    map_href: str
    phone: str
    phone_href: str
    phone_2: str
    phone_2_href: str
    call: str
    access: str
    safety: str
    language: str
    instructions: str
    goals: list[Line]
    may_correct: bool
    points: list[Line]
    sections: list[Option]
    section: str
    due: list[DueLine]
    persons: list[PersonCard]
    pregnancies: list[Line]
    has_carnet: bool
    agreements: list[AgreementRow]
    contacts: list[ContactRow]
    may_contact: bool
    sent: list[SentNote]
    timeline: list[Moment]
    more: str
    asking: Asking


class OutcomeAlert(TypedDict):
    """``action``: what to do at once, of what is urgent."""

    key: str
    level: str
    label: str
    about: str
    text: str
    to: str
    struck: str
    why: Why
    action: str


class ReferralChoice(TypedDict):
    code: str
    label: str


class ReferralRow(TypedDict):
    """``states``: what the family may say; ``open``: it has words; ``changing``: another one is being chosen."""

    key: str
    label: str
    instead: str
    about: str
    why: str
    states: list[Option]
    open: bool
    words: str
    problem: str
    changing: bool
    choices: list[ReferralChoice]


class AskedRow(TypedDict):
    key: str
    label: str
    states: list[Option]


class Outcome(TypedDict):
    """« Ce qui ressort ». ``hidden``: neutral words for what was confided; ``form``: key of the list of additions."""

    shown: bool
    alerts: list[OutcomeAlert]
    notes: list[OutcomeAlert]
    referrals: list[ReferralRow]
    asked: list[AskedRow]
    add: list[ReferralChoice]
    form: str
    hidden: str
    can_hide: bool


class PaperSection(TypedDict):
    key: str
    title: str
    lines: list[str]


class Synthesis(TypedDict):
    """The paper for the woman. ``why``: why there is none to give, or ""."""

    offered: bool
    open: bool
    why: str
    title: str
    intro: str
    sections: list[PaperSection]
    foot: list[str]


class Pupil(TypedDict):
    id: str
    name: str
    detail: str
    standing: str
    standing_kind: str
    custody: str
    custody_kind: str
    waiting: bool
    begun: bool


class School(TypedDict):
    """A session at a school. ``next``: id of the first pupil still awaited, or ""."""

    id: str
    school: str
    when: str
    address: str
    map_href: str
    phone: str
    phone_href: str
    access: str
    done: int
    total: int
    progress: str
    filters: list[Option]
    pupils: list[Pupil]
    none: str
    next: str
