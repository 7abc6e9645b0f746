"""A tablet whose clock is wrong by a day or a year, either way: nothing is lost, nothing changes place."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.offline.fake_door import NURSE, family, visit
from tests.sample import sample

KAYA = family("Famille Kaya-Martin", address="3 rue des Lavandières")
VISIT = visit(KAYA)
DAY, YEAR = timedelta(days=1), timedelta(days=365)
WRONG = {"a day ahead": DAY, "a day behind": -DAY, "a year ahead": YEAR, "a year behind": -YEAR}


@pytest.fixture
def aboard(door):
    door.docs[NURSE["id"]] = [KAYA, VISIT]
    return door


def office_hour(tab) -> datetime:
    return datetime.fromtimestamp(tab.run("clock.now()") / 1000, UTC)


def shift(tab, **by) -> None:
    """Sets the tablet's clock further, as a hand in the settings would."""
    tab.run("(() => { const now = Date.now; Date.now = () => now() + a; })()", timedelta(**by).total_seconds() * 1000)


@pytest.mark.parametrize("ahead", sample(WRONG.values(), 0, 3), ids=WRONG)
def test_the_hour_is_the_offices(tablet, aboard, ahead):
    aboard.ahead = ahead
    tab = tablet().enter()
    assert abs(office_hour(tab) - (datetime.now(UTC) - ahead)) < timedelta(seconds=5)
    sentence = tab.device["storage_sentence"]
    assert ("avance" if ahead > timedelta() else "retarde") in sentence
    assert "1 jour" in sentence if abs(ahead) == DAY else "1 an" in sentence
    assert not tab.page.evaluate("shown.link.storage_grave"), "a wrong clock threatens nothing"


@pytest.mark.long
def test_a_right_clock_is_not_mentioned(tablet, aboard):
    aboard.ahead = timedelta(seconds=40)
    assert "horloge" not in tablet().enter().device["storage_sentence"]


@pytest.mark.parametrize("ahead", sample([DAY, -YEAR], 1), ids=["a day ahead", "a year behind"])
def test_what_is_signed_carries_the_offices_hour_and_the_tablets_own_beside(tablet, aboard, ahead):
    aboard.ahead = ahead
    tab = tablet().enter()
    sent = tab.write(VISIT["body"], "à la bonne heure")
    tab.until(f"outbox.custody('{sent['id']}')?.state === 'recue'")
    [line] = [one for one in aboard.received.values() if one["kind"] == "visit_record"]
    captured = datetime.fromisoformat(line["captured_at"])
    assert abs(captured - datetime.now(UTC)) < timedelta(minutes=1), "the raw clock, as it is"
    assert abs(datetime.fromisoformat(aboard.told[-1]["at"]) - datetime.now(UTC)) < timedelta(minutes=1)


def test_the_offices_hour_is_known_again_after_a_restart_without_network(tablet, aboard):
    aboard.ahead = YEAR
    tab = tablet().enter()
    tab.run("syncNow()")
    tab.page.close()
    for path in ("/api/sync/push", "/api/sync/pull"):
        aboard.break_next(path, "before")
    tab = tablet()
    aboard.cut()
    assert abs(office_hour(tab) - (datetime.now(UTC) - YEAR)) < timedelta(minutes=1)
    assert "1 an" in tab.device["storage_sentence"]


def test_a_clock_set_back_out_of_range_never_goes_behind_the_last_contact(tablet, aboard):
    tab = tablet().enter()
    tab.run("syncNow()")
    aboard.cut()
    shift(tab, days=-400)
    assert abs(office_hour(tab) - datetime.now(UTC)) < timedelta(minutes=1)
    tab.run("clock.say()")
    assert "a reculé" in tab.device["storage_sentence"]
    shift(tab, days=400)
    tab.run("clock.say()")
    assert "horloge" not in tab.device["storage_sentence"]


@pytest.mark.long
def test_a_clock_put_right_is_believed_at_the_next_contact(tablet, aboard):
    aboard.ahead = YEAR
    tab = tablet().enter()
    aboard.ahead = timedelta()
    tab.run("syncNow()")
    assert abs(office_hour(tab) - datetime.now(UTC)) < timedelta(seconds=5)
    assert "horloge" not in tab.device["storage_sentence"]


@pytest.mark.long
def test_a_slow_answer_does_not_move_the_clock(tablet, aboard):
    tab = tablet().enter()
    tab.run("syncNow()")
    before = tab.run("clock.offset()")
    tab.run("clock.heard(new Date(Date.now() - 20000).toISOString(), clock.asking() - 40000)")
    assert tab.run("clock.offset()") == before


def test_a_line_put_off_before_the_clock_went_back_a_year_leaves_all_the_same(tablet, aboard):
    tab = tablet().enter()
    record = "01a2008d-7400-7ee6-8a3d-0a8689be5640"
    aboard.words[record] = {"word": "later"}
    tab.write(VISIT["body"], "remise à plus tard", "d1", record)
    tab.until(f"store.db.outbox.where('id').equals('{record}').first().then((row) => row.retry_at > 0)")
    del aboard.words[record]
    shift(tab, days=-365)
    tab.until(f"(await syncNow(), outbox.custody('{record}')?.state === 'recue')")


@pytest.mark.long
def test_lines_acknowledged_today_stay_thirty_days_although_the_clock_leaps_a_year(tablet, aboard):
    tab = tablet().enter()
    sent = tab.write(VISIT["body"], "à garder")
    tab.until(f"outbox.custody('{sent['id']}')?.state === 'recue'")
    shift(tab, days=365)
    aboard.ahead = YEAR
    tab.run("syncNow()")
    tab.run("syncNow()")
    assert tab.run("store.db.outbox.where('id').equals(a).count()", sent["id"]) == 1


def test_a_record_signed_a_year_ahead_is_not_the_latest_for_ever(tablet, aboard):
    """Its tablet did not know how wrong it was; a record is never made after it was received."""

    def record(id, year, received):
        body = {"id": id, "visit_id": id, "family_id": KAYA["id"], "kind": "J8", "corrected_by": None,
                "captured_at": f"{year}-11-20T09:00:00.000Z", "received_at": received,
                "body": {"started_at": f"{year}-11-20T09:00:00.000Z"}}  # fmt: skip
        return {"kind": "record", "id": id, "family_id": KAYA["id"], "body": body}

    aboard.docs[NURSE["id"]] += [
        record("wrong", 2027, "2026-11-20T10:00:00.000Z"),
        record("right", 2026, "2026-11-20T09:30:00.000Z"),
        {**record("later", 2026, "2026-11-21T10:00:00.000Z")},
    ]
    aboard.docs[NURSE["id"]][-1]["body"]["body"]["started_at"] = "2026-11-21T09:00:00.000Z"
    tab = tablet().enter()
    found = tab.run("screens.earlierRecords({family_id: a, visit_id: 'autre'}).map(({ id }) => id)", KAYA["id"])
    assert found == ["later", "wrong", "right"]


class TestLease:
    """What is aboard closes for reading some days after the last contact; the office says how many."""

    def test_the_office_sets_its_length(self, tablet, aboard):
        aboard.lease_days = 2
        tab = tablet().enter()
        tab.run("syncNow()")
        aboard.cut()
        shift(tab, days=1.9)
        tab.run("lease.watch(vault.open().id)")
        assert tab.run("mirror.docs('family')[0].address")
        shift(tab, days=0.2)
        tab.run("lease.watch(vault.open().id)")
        assert tab.run("mirror.docs('family')[0].address") == ""
        assert "Plus de 2 jours sans contact" in tab.device["storage_sentence"]
        tab.write(VISIT["body"], "on continue")

    def test_a_clock_a_year_ahead_at_the_last_contact_lends_no_year(self, tablet, aboard):
        """As tablet and office disagree by a year: once it is put right, seven days are seven days."""
        aboard.ahead = YEAR
        tab = tablet().enter()
        tab.run("syncNow()")
        aboard.cut()
        shift(tab, days=-365)  # put right by hand, out of range: its clock now seems a year behind what it was
        shift(tab, days=365 + 7.1)
        tab.run("lease.watch(vault.open().id)")
        assert tab.run("mirror.docs('family')[0].address") == ""

    def test_a_restart_does_not_lengthen_it(self, tablet, aboard):
        tab = tablet().enter()
        tab.run("syncNow()")
        other = tablet()  # it opens no vault: the app as it is found again
        aboard.cut()
        shift(tab, days=8)
        tab.run("lease.watch(vault.open().id)")
        tab.page.close()
        tab = other
        assert tab.unlock()
        assert tab.run("mirror.docs('family')[0].address") == "", "the highest hour ever seen counts"
        aboard.start()
        assert tab.run("syncNow()")
        assert tab.run("mirror.docs('family')[0].address") == "3 rue des Lavandières"


class TestVanished:
    """The browser threw the store away: it is noticed, said, reported, and everything comes again."""

    def test_it_is_reported_once_by_the_same_tablet(self, tablet, aboard):
        tab = tablet().enter()
        device = aboard.told[-1]["device_id"]
        tab.run("store.db.delete()")
        tab.page.close()
        tab = tablet()
        assert "a été effacé" in tab.device["storage_sentence"]
        before = len(aboard.told)
        tab.enter()
        assert aboard.enrolled[-1]["replaces"] == [device]
        assert aboard.told[before]["vanished"]
        tab.run("syncNow()")
        assert aboard.told[-1]["vanished"] is None
        assert tab.run("mirror.docs('family').length") == 1

    def test_the_office_hears_what_it_holds_and_whether_the_store_is_to_last(self, tablet, aboard):
        tab = tablet().enter()
        tab.run("drafts.saveDraft('d1', {note: 'en cours'})")
        tab.run("syncNow()")
        told = aboard.told[-1]
        assert (told["drafts"], told["unsent"], told["pictures"]) == (1, 0, 0)
        assert told["storage"]["quota"] > told["storage"]["usage"] >= 0
        assert told["storage"]["persisted"] in (True, False)
