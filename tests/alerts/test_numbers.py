"""The emergency numbers: changed by two functions only, each change told for ever, a wrong one refused in French."""

import pytest

from fieldvisit.access.account import Actor
from fieldvisit.alerts import contacts, numbers
from fieldvisit.alerts.number import Invalid, UrgentNumberChange, name_from, phone_from
from fieldvisit.alerts.numbers import NotAllowed, NotFound


@pytest.fixture
def head(session, cast):
    return Actor(cast.nadia.id, "Nadia Ferrand", "medecin_responsable", frozenset())


def told(session, code: str) -> list[str]:
    return [f"{one.name} – {one.phone}" for one in numbers.in_force(session).get(code, [])]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("15", "15"),
        (" 3114 ", "3114"),
        ("116117", "116 117"),
        ("0465719101", "04 65 71 91 01"),
        ("+33 (0)4.65-71-91 01", "04 65 71 91 01"),
        ("0033465719101", "04 65 71 91 01"),
        ("0800231313", "0 800 231 313"),
        ("0980 980 930", "0 980 980 930"),
    ],
)
def test_a_number_is_read_however_it_was_typed(typed, read):
    assert phone_from(typed) == read
    assert phone_from(read) == read


@pytest.mark.parametrize(
    "typed", ["", "  ", "quinze", "04 65 71", "0065719101", "04657191012", "5", "99", "\0", "15 ou 17"]
)
def test_a_number_that_reaches_nobody_is_refused_in_a_sentence(typed):
    with pytest.raises(Invalid) as refused:
        phone_from(typed)
    assert refused.value.sentence.endswith(".") and len(refused.value.sentence) > 20


def test_a_name_says_who_answers():
    assert name_from("  Urgences   pédiatriques ") == "Urgences pédiatriques"
    for wrong in ("", " \n", "x" * 121):
        with pytest.raises(Invalid):
            name_from(wrong)


def test_what_was_changed_is_what_tablets_get_and_the_rest_stays(session, cast, head, now):
    before = contacts.document(session, cast.actor("claire"))
    numbers.change(session, head, "crip", 0, "CRIP de l’Ain, de jour", "0465719199", now)
    numbers.add(session, head, "crip", "CRIP, astreinte", "06 65 71 91 98", now)
    numbers.add(session, head, "hebergement", "SIAO", "04 65 71 91 90", now)
    session.flush()
    after = contacts.document(session, cast.actor("claire"))
    assert after["version"] != before["version"]
    assert after["contacts"]["crip"] == [
        {"name": "CRIP de l’Ain, de jour", "phone": "04 65 71 91 99"},
        {"name": "CRIP, astreinte", "phone": "06 65 71 91 98"},
    ]
    assert after["contacts"]["hebergement"] == [{"name": "SIAO", "phone": "04 65 71 91 90"}]
    assert after["contacts"]["tel_15"] == before["contacts"]["tel_15"]
    assert {"name": "Pompiers", "phone": "18"} in after["useful"] and "utiles" not in after["contacts"]


def test_each_change_is_told_with_who_when_old_and_new(session, head, now):
    numbers.change(session, head, "crip", 0, "CRIP", "0465719103", now)
    numbers.add(session, head, "crip", "Astreinte", "0665719103", now)
    numbers.remove(session, head, "crip", 0, now)
    session.flush()
    found = {(one.what, one.before, one.after, code, who) for one, code, who in numbers.history(session, head)}
    assert found == {
        ("modification", "CRIP de l’Ain – 04 65 71 91 03", "CRIP – 04 65 71 91 03", "crip", "Nadia Ferrand"),
        ("ajout", "", "Astreinte – 06 65 71 91 03", "crip", "Nadia Ferrand"),
        ("retrait", "CRIP – 04 65 71 91 03", "", "crip", "Nadia Ferrand"),
    }
    assert told(session, "crip") == ["Astreinte – 06 65 71 91 03"]


def test_the_last_one_removed_leaves_a_service_without_number_and_not_the_files_again(session, head, now):
    numbers.remove(session, head, "crip", 0, now)
    session.flush()
    assert told(session, "crip") == []
    numbers.add(session, head, "crip", "CRIP", "0465719103", now)
    session.flush()
    assert told(session, "crip") == ["CRIP – 04 65 71 91 03"]


def test_nothing_changed_is_no_change(session, head, now):
    numbers.change(session, head, "tel_15", 0, "SAMU", "15", now)
    session.flush()
    assert session.exec(numbers.select(UrgentNumberChange)).all() == []


def test_what_would_leave_nobody_to_call_or_twice_the_same_is_refused(session, head, now):
    with pytest.raises(Invalid, match="ne se retire pas"):
        numbers.remove(session, head, "tel_15", 0, now)
    with pytest.raises(Invalid, match="déjà dans cette liste"):
        numbers.add(session, head, "crip", "Encore", "04 65 71 91 03", now)
    with pytest.raises(Invalid, match="Choisissez"):
        numbers.add(session, head, "nulle_part", "X", "15", now)
    with pytest.raises(NotFound):
        numbers.change(session, head, "crip", 7, "X", "15", now)
    with pytest.raises(NotFound):
        numbers.remove(session, head, "crip", -1, now)


@pytest.mark.parametrize("who", ["claire", "ines", "helene", "sylvie"])
def test_nobody_else_changes_or_reads_the_history(session, cast, who, now):
    actor = cast.actor(who)
    for act in (
        lambda: numbers.add(session, actor, "crip", "X", "15", now),
        lambda: numbers.change(session, actor, "crip", 0, "X", "15", now),
        lambda: numbers.remove(session, actor, "crip", 0, now),
        lambda: numbers.history(session, actor),
    ):
        with pytest.raises(NotAllowed):
            act()
