"""A household corrected from a tablet and at the office: each field on its own, both values kept, a person chooses."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.db import new_id
from fieldvisit.families import correction
from fieldvisit.families.correction import HouseholdChange, Invalid, NotAllowed, NotFound
from fieldvisit.families.decision import NoReason, Taken
from fieldvisit.families.household import Household
from fieldvisit.places.address import Address
from fieldvisit.places.commune import Commune


def correct(tablet, family, changes, before, **header):
    body = {"changes": changes, "before": before}
    [word] = tablet.push(tablet.line("household", body, family_id=family.id, **header))
    return word


def home(engine, family) -> Household:
    with db.reading(engine) as session:
        return session.get_one(Household, family.id)


def changes(engine) -> list[HouseholdChange]:
    with db.reading(engine) as session:
        return list(session.exec(select(HouseholdChange).order_by(HouseholdChange.received_at, HouseholdChange.id)))


def test_a_correction_from_a_tablet_is_in_force_and_in_the_history_with_its_old_value(claire, cast, engine):
    word = correct(claire, cast.benali, {"phone": "07 00 00 00 01"}, {"phone": cast.benali.phone})
    assert (word["word"], word["sentence"]) == ("received", "")
    assert home(engine, cast.benali).phone == "07 00 00 00 01"
    with db.reading(engine) as session:
        [(change, author)] = correction.history(session, cast.benali.id)
        assert (change.before, change.after, change.applied, author) == (
            cast.benali.phone, "07 00 00 00 01", True, "Claire Morel",
        )  # fmt: skip
        lines = session.exec(select(AccessEvent).where(AccessEvent.screen == "foyer")).all()
        assert [(line.account_id, line.what, line.offline) for line in lines] == [(cast.claire.id, "ecriture", True)]


def test_a_correction_reaches_a_colleague_by_her_next_pull(claire, tablet_of, cast):
    ines = tablet_of("ines")
    ines.pull_all()
    correct(
        claire, cast.benali, {"interpreter": True, "city": "Viriat"}, {"interpreter": False, "city": cast.benali.city}
    )
    ines.pull_all()
    family = ines.aboard("family")[str(cast.benali.id)]
    assert (family["interpreter"], family["city"]) == (True, "Viriat")


def test_two_corrections_of_different_fields_both_hold(claire, tablet_of, cast, engine):
    ines = tablet_of("ines")
    assert correct(claire, cast.benali, {"phone": "07 1"}, {"phone": cast.benali.phone})["word"] == "received"
    assert correct(ines, cast.benali, {"phone_2": "07 2"}, {"phone_2": ""})["word"] == "received"
    now_ = home(engine, cast.benali)
    assert (now_.phone, now_.phone_2) == ("07 1", "07 2")


def test_the_same_field_changed_by_two_is_kept_twice_and_the_other_fields_hold(claire, tablet_of, cast, engine):
    ines = tablet_of("ines")
    before = {"phone": cast.benali.phone, "languages": "français"}
    correct(claire, cast.benali, {"phone": "07 1"}, before)
    word = correct(ines, cast.benali, {"phone": "07 2", "languages": "arabe"}, before)
    assert word["word"] == "diverged" and "« Téléphone »" in word["sentence"]
    now_ = home(engine, cast.benali)
    assert (now_.phone, now_.languages) == ("07 1", "arabe")
    kept = {(one.field, one.after, one.applied) for one in changes(engine)}
    assert kept == {("phone", "07 1", True), ("phone", "07 2", False), ("languages", "arabe", True)}


def test_the_same_value_typed_by_two_is_no_disagreement(claire, tablet_of, cast):
    for tablet in (claire, tablet_of("ines")):
        word = correct(tablet, cast.benali, {"phone": "07 1"}, {"phone": cast.benali.phone})
        assert word["word"] == "received"


def test_a_correction_that_does_not_say_what_it_saw_overwrites_nothing(claire, cast, engine):
    assert correct(claire, cast.benali, {"phone": "07 1"}, {})["word"] == "diverged"
    assert home(engine, cast.benali).phone == cast.benali.phone


def test_the_same_line_sent_again_changes_nothing_twice(claire, cast, engine):
    line = claire.line("household", {"changes": {"phone": "07 1"}, "before": {"phone": cast.benali.phone}},
                       family_id=cast.benali.id)  # fmt: skip
    assert [claire.push(line)[0]["word"] for _ in range(2)] == ["received", "identical"]
    assert len(changes(engine)) == 1


@pytest.mark.parametrize("who, family", [("sylvie", "benali"), ("nadia", "benali"), ("claire", "roche")])
def test_who_may_not_write_the_identity_of_this_family_is_refused(tablet_of, cast, engine, who, family):
    there = getattr(cast, family)
    word = correct(tablet_of(who), there, {"phone": "07 1"}, {"phone": there.phone})
    assert word["word"] == "refused"
    assert home(engine, there).phone == there.phone
    assert changes(engine) == []


@pytest.mark.parametrize(
    "change",
    [{}, {"phone": 12}, {"phone": "0" * 31}, {"contact_ok": "parfois"}, {"interpreter": "oui"}, {"sector_id": "x"}],
)
def test_what_cannot_be_kept_is_invalid_and_changes_nothing(claire, cast, engine, change):
    word = correct(claire, cast.benali, {"city": "Viriat"} | change if change else {}, {"city": cast.benali.city})
    assert word["word"] == "invalid" and word["sentence"]
    assert home(engine, cast.benali).city == cast.benali.city
    assert changes(engine) == []


@pytest.fixture
def conflict(claire, tablet_of, cast, engine):
    """Claire's number is in force, Inès's kept beside; returns Inès's tablet and word."""
    ines = tablet_of("ines")
    before = {"phone": cast.benali.phone}
    correct(claire, cast.benali, {"phone": "07 1"}, before)
    return ines, correct(ines, cast.benali, {"phone": "07 2"}, before)


@pytest.mark.parametrize("take, kept", [(True, "07 2"), (False, "07 1")])
def test_a_person_chooses_with_a_reason_and_the_author_hears_it(conflict, cast, engine, now, today, take, kept):
    ines, word = conflict
    helene = cast.actor("helene")
    with db.writing(engine) as session:
        [(change, label, author)] = correction.open_conflicts(session, helene, today)
        assert (label, author) == (cast.benali.label, "Inès Costa")
        (current, who) = correction.last_of(session, change)
        assert (current.after, who) == ("07 1", "Claire Morel")
        with pytest.raises(NoReason):
            correction.settle(session, helene, change.id, take, " ", now, today)
        correction.settle(session, helene, change.id, take, "appelée ce matin", now, today)
        assert correction.open_conflicts(session, helene, today) == []
        with pytest.raises(Taken):
            correction.settle(session, helene, change.id, not take, "encore", now, today)
    assert home(engine, cast.benali).phone == kept
    assert {"07 1", "07 2"} <= {one.after for one in changes(engine)}
    [settled] = ines.ask(awaiting=[{"id": word["id"], "digest": word["digest"]}])["settled"]
    assert settled["word"] == "settled" and kept in settled["sentence"] and "appelée ce matin" in settled["sentence"]


def test_only_its_author_hears_what_was_decided(conflict, claire, cast, engine, now, today):
    _, word = conflict
    with db.writing(engine) as session:
        [(change, *_)] = correction.open_conflicts(session, cast.actor("helene"), today)
        correction.settle(session, cast.actor("helene"), change.id, True, "oui", now, today)
    assert claire.ask(awaiting=[{"id": word["id"], "digest": word["digest"]}])["settled"] == []
    assert claire.ask(awaiting=[{"id": 3}, None, {"id": str(new_id()), "digest": "x"}])["settled"] == []


@pytest.mark.parametrize("who", ["nadia", "sylvie", "root"])
def test_a_stranger_to_the_family_sees_no_conflict_and_settles_none(conflict, cast, engine, now, today, who):
    with db.writing(engine) as session:
        [(change, *_)] = correction.open_conflicts(session, cast.actor("helene"), today)
        stranger = cast.actor(who)
        assert correction.open_conflicts(session, stranger, today) == []
        assert correction.count_conflicts(session, stranger, today) == 0
        with pytest.raises(NotFound):
            correction.settle(session, stranger, change.id, True, "parce que", now, today)
        with pytest.raises(NotAllowed):
            correction.at_the_office(session, stranger, cast.benali.id, {"city": "x"}, {}, now, today)


def test_the_office_is_no_judge_either_when_a_tablet_was_first(claire, cast, engine, now, today):
    correct(claire, cast.benali, {"phone": "07 1"}, {"phone": cast.benali.phone})
    with db.writing(engine) as session:
        seen = {"phone": cast.benali.phone}
        asked = ({"phone": "07 3"}, seen, now, today)
        assert correction.at_the_office(session, cast.actor("helene"), cast.benali.id, *asked) == ["phone"]
        with pytest.raises(Invalid):
            correction.at_the_office(session, cast.actor("helene"), cast.benali.id, {"status": "close"}, {}, now, today)
    assert home(engine, cast.benali).phone == "07 1"


def test_a_corrected_address_moves_the_household_on_the_map(claire, cast, engine):
    with db.writing(engine) as session:
        session.add(Commune(insee="01451", name="Viriat", name_key="viriat", postcode="01440", lat=46.25, lon=5.2))
        session.add(
            Address(
                ban_id="01451_1", insee="01451", postcode="01440", city="Viriat", number=7, street="Rue Neuve",
                street_key="rue neuve", lat=46.251, lon=5.21,
            )
        )  # fmt: skip
    before = {name: getattr(cast.benali, name) for name in ("address", "postcode", "city")}
    correct(claire, cast.benali, {"address": "7, r. Neuve", "postcode": "01440", "city": "VIRIAT"}, before)
    there = home(engine, cast.benali)
    assert (there.lat, there.lon, there.insee, there.ban_id) == (46.251, 5.21, "01451", "01451_1")
    correct(claire, cast.benali, {"phone": "07 1"}, {"phone": cast.benali.phone})
    assert home(engine, cast.benali).lat == 46.251
    correct(claire, cast.benali, {"postcode": "75001", "city": "Paris"}, {"postcode": "01440", "city": "VIRIAT"})
    there = home(engine, cast.benali)
    assert (there.lat, there.insee, there.ban_id) == (None, "", ""), "nowhere rather than somewhere else"
