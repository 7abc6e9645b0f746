"""Of a whole county where everything of health bears a mark, none is aboard a family worker's tablet."""

import pytest
from sqlmodel import Session, select

from fieldvisit import db
from fieldvisit.access import account as accounts
from fieldvisit.access.account import Account
from fieldvisit.exports import agenda, closing_pdf, round_sheet
from fieldvisit.families.household import Household
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.visit import Visit
from fieldvisit.sync import documents, pull
from fieldvisit.tisf import closing, lists
from fieldvisit.tisf.closing_report import Kind
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.record import SessionRecord
from tests.tisf import canaries
from tests.tisf.marked import NOW, TODAY

WORKERS = ("fatima.elidrissi", "sandrine.jacquet", "kevin.barbosa")

#: Domain §1.3: names used, first names and ages of children, address, phone, access notes, order and hours left,
#: objectives, who to call, instructions of daily life; §8.3: the band, never its reasons.
GOLDEN = {
    "family": """access_notes address agreements agreements[].collected_at agreements[].expires_on agreements[].kind
        agreements[].mode agreements[].person_id agreements[].status case_number city contact_ok contact_readers
        contacts daily_instructions id interpreter label languages lat lon may_agree may_correct may_note persons
        persons[].birth_date persons[].deceased_on persons[].first_name persons[].id persons[].last_name persons[].phone
        persons[].role persons[].sex phone phone_2 postcode safety_notes""",
    "visit": """cancel_reason duration_min ended_at family_id id kind planned_at planned_on position reason record
        record.custody record.digest record.id session session.id session.order_id session.returned_words session.status
        started_at status worker_id worker_name""",
    "order": """contribution_cents daily_notes ends_on family_id frame frame_label funder_label goals goals[].id
        goals[].indicator goals[].state goals[].text id level_label minutes_done minutes_granted minutes_per_week
        minutes_planned motive_label number referent review_on safety_notes service signature_each starts_on status
        status_label""",
    "record": """attachments author_id author_name body captured_at corrected_by corrects family_id id kind outcome
        received_at visit_id""",
    "due": "band band_label chosen family_id id lines reasons tasks",
    "contacts": "actions contacts id labels useful version",
    "tisf_lists": "absence activities id incidents presence progress vehicles version",
    "session_hours": "billed exact id month said",
}
#: Of these what is inside is known otherwise: her own words, the county's lists.
_FLAT = ("record", "due", "contacts", "tisf_lists")
ASKED = pull.Asked(tisf_lists="", contacts="", session_hours={})


def actor(engine, login):
    with db.reading(engine) as session:
        return accounts.actor(session, session.exec(select(Account).where(Account.login == login)).one())


def pulled(engine, login) -> list[dict]:
    """Everything that she carries, page by page."""
    who, asked, pages = actor(engine, login), ASKED, []
    while not pages or pages[-1]["more"]:
        pages.append(pull.answer(engine, who, asked, NOW, TODAY))
        have = {doc["id"] for page in pages for doc in page["docs"] if doc["kind"] == "family"}
        cursor = pull.Cursor.read(pages[-1]["cursor"])
        asked = pull.Asked(cursor, frozenset(map(pull.uuid.UUID, have)), tisf_lists="", contacts="", session_hours={})
    return pages


@pytest.mark.parametrize("login", WORKERS)
def test_a_family_worker_carries_nothing_of_health(county, login):
    pages = pulled(county, login)
    docs = [doc for page in pages for doc in page["docs"]]
    assert {"family", "visit", "order", "record", "due"} <= {doc["kind"] for doc in docs}
    assert canaries.found(pages) == set()


@pytest.mark.parametrize("login", WORKERS)
def test_neither_her_calendar_nor_her_papers_say_anything_of_health(county, login):
    """The feed of her calendar, her paper round of today, and the report of an order that she writes."""
    who = actor(county, login)
    with Session(county.execution_options(writes=True)) as session:
        feed = agenda.build(session, session.get_one(Account, who.account_id), TODAY).decode()
        assert feed.count("BEGIN:VEVENT") > 0 and canaries.found(feed.replace("\r\n ", "")) == set()
        sheet = round_sheet.read(session, who, who.account_id, TODAY, TODAY, NOW)
        assert sheet.calls and canaries.found(str(sheet)) == set()
        hers = select(InterventionOrder).where(
            InterventionOrder.usual_worker_id == who.account_id, InterventionOrder.status.in_(closing.BEGUN)
        )
        order = session.exec(hers).first()
        report = closing.begin(session, who, order.id, Kind.END, TODAY, NOW)
        paper = closing_pdf.read(session, who, report.id, TODAY)
        assert len(closing_pdf.render(paper)) > 1000 and canaries.found(str(paper.words)) == set()
        session.rollback()


def test_a_nurse_carries_the_marks_that_she_may_read(county):
    """The same marks are found where they may be: this test can fail."""
    found = canaries.found(str(pulled_of_families(county, "claire.morel")))
    assert {"CANARI-household-safety_notes", "CANARI-visit-reason"} <= found


def pulled_of_families(engine, login):
    """Families and visits alone: nothing else of a county so marked can be read by whoever reads health."""
    who = actor(engine, login)
    with db.reading(engine) as session:
        shown = documents.Shown(session, who, pull.scope(session, who, TODAY), TODAY)
        carried = shown.open(documents.IDENTITY)
        homes = [session.get_one(Household, one) for one in carried]
        return [documents._family(one, False) for one in homes], documents.visits(shown, Visit.family_id.in_(carried))


@pytest.mark.parametrize("login", WORKERS)
def test_the_keys_of_her_pull_are_those_of_the_domain(county, login):
    told = {kind: set() for kind in GOLDEN}
    for page in pulled(county, login):
        assert set(page) == {"epoch", "reader", "cursor", "more", "docs", "forget", "joined", "settled"}
        for doc in page["docs"]:
            told[doc["kind"]] |= set(doc["body"]) if doc["kind"] in _FLAT else canaries.keys(doc["body"])
    assert told == {kind: set(known.split()) for kind, known in GOLDEN.items()}


@pytest.mark.parametrize("login", WORKERS)
def test_what_she_reads_of_others_is_nothing(county, login):
    who = actor(county, login)
    docs = [doc for page in pulled(county, login) for doc in page["docs"]]
    by_kind = {kind: [doc["body"] for doc in docs if doc["kind"] == kind] for kind in GOLDEN}
    with db.reading(county) as session:
        written = {one.id: one for one in session.exec(select(SessionRecord))}
        orders = {str(one.id): one for one in session.exec(select(InterventionOrder))}
        visits = {str(one.id): one for one in session.exec(select(Visit))}
    assert {written[pull.uuid.UUID(one["id"])].author_id for one in by_kind["record"]} == {who.account_id}
    for one in by_kind["visit"]:
        visit = visits[one["id"]]
        assert who.account_id == visit.worker_id or str(who.account_id) in visit.former_workers
        assert one["reason"] == "" and visit_type.TYPES[visit.kind].session
    for one in by_kind["order"]:
        motive = lists.MOTIVES[orders[one["id"]].motive]
        assert one["motive_label"] == motive.neutral
        assert who.role != "intervenant_aep" or one["frame"] == "aep"
    for one in by_kind["due"]:
        assert one["reasons"] == []
    for family in by_kind["family"]:
        assert {one["kind"] for one in family["agreements"]} <= {"accord_vad", "accord_partage_tisf"}
        assert all(one["sex"] is None for one in family["persons"])
        assert all(one["role"] == "enfant" or one["birth_date"] is None for one in family["persons"])
        shared = any(
            one["kind"] == "accord_partage_tisf" and one["status"] == "Accordé" for one in family["agreements"]
        )
        assert shared or not family["daily_instructions"]
        assert all(shared or not one["daily_notes"] for one in by_kind["order"] if one["family_id"] == family["id"])


@pytest.mark.parametrize("login", WORKERS)
def test_no_sensitive_motive_and_no_rule_of_health_is_said(county, login):
    told = str(pulled(county, login))
    for motive in lists.MOTIVES.values():
        assert not motive.sensitive or motive.label == motive.neutral or f"'{motive.label}'" not in told
    [contacts] = [doc["body"] for page in pulled(county, login) for doc in page["docs"] if doc["kind"] == "contacts"][
        :1
    ]
    assert contacts["actions"] == {} and "15" in str(contacts["contacts"]) and "119" in str(contacts["contacts"])
