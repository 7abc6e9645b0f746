import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import administration, password
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.words import Refusal

SECRET = "tilleul bleu matin"


def create(engine, cast, now, by="root", **changes):
    fields = {
        "login": "lea.blanc",
        "name": "Léa Blanc",
        "role": "infirmiere_pmi",
        "secret": SECRET,
        "sectors": frozenset([cast.bourg.id]),
    } | changes
    with db.writing(engine) as writer:
        return administration.create(writer, cast.actor(by), now=now, **fields)


def sectors_of(engine, account):
    with db.reading(engine) as reader:
        query = select(AccountSector.sector_id).where(AccountSector.account_id == account.id)
        return set(reader.exec(query))


def test_an_account_is_created_with_its_sectors_and_no_clear_password(engine, cast, now):
    made = create(engine, cast, now)
    assert sectors_of(engine, made) == {cast.bourg.id}
    assert SECRET not in made.password_hash and password.matches(made.password_hash, SECRET)


@pytest.mark.parametrize("who", ["claire", "helene", "sylvie"])
def test_nobody_but_the_administrator_manages_accounts(engine, cast, now, who):
    with pytest.raises(administration.NotAllowed):
        create(engine, cast, now, by=who)
    with db.writing(engine) as writer:
        for act in (
            lambda: administration.disable(writer, cast.actor(who), cast.nadia.id, now),
            lambda: administration.reset_password(writer, cast.actor(who), cast.nadia.id, SECRET, now),
            lambda: administration.set_sectors(writer, cast.actor(who), cast.nadia.id, frozenset()),
            lambda: administration.add_sector(writer, cast.actor(who), "X", "Y"),
        ):
            with pytest.raises(administration.NotAllowed):
                act()


@pytest.mark.parametrize(
    "changes",
    [
        {"login": "claire.morel"},
        {"login": "Claire.Morel"},
        {"login": "léa"},
        {"login": "a b"},
        {"login": ""},
        {"name": "  "},
        {"name": "x" * 300},
        {"role": "chef"},
        {"secret": "court"},
    ],
)
def test_a_wrong_form_is_refused_with_a_sentence_and_nothing_is_written(engine, cast, now, changes):
    with db.reading(engine) as reader:
        before = len(reader.exec(select(Account)).all())
    with pytest.raises(Refusal) as refusal:
        create(engine, cast, now, **changes)
    assert refusal.value.sentence.endswith(".")
    with db.reading(engine) as reader:
        assert len(reader.exec(select(Account)).all()) == before


def test_sectors_are_replaced_by_the_new_ones(engine, cast):
    with db.writing(engine) as writer:
        administration.set_sectors(writer, cast.actor("root"), cast.claire.id, frozenset([cast.oyonnax.id]))
    assert sectors_of(engine, cast.claire) == {cast.oyonnax.id}


def test_an_administrator_cannot_disable_herself(engine, cast, now):
    with db.writing(engine) as writer, pytest.raises(administration.Invalid):
        administration.disable(writer, cast.actor("root"), cast.root.id, now)


def test_a_new_password_replaces_the_old_one(engine, cast, now):
    made = create(engine, cast, now)
    with db.writing(engine) as writer:
        administration.reset_password(writer, cast.actor("root"), made.id, "une autre phrase", now)
    with db.reading(engine) as reader:
        stored = reader.get_one(Account, made.id).password_hash
    assert password.matches(stored, "une autre phrase") and not password.matches(stored, SECRET)


def test_two_sectors_never_share_a_code(engine, cast):
    with db.writing(engine) as writer, pytest.raises(administration.Invalid):
        administration.add_sector(writer, cast.actor("root"), "bourg", "Encore Bourg")
