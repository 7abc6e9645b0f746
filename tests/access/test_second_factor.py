"""The second factor (RFC 6238): its own vectors, a code that passes once, and what is kept of the secret."""

import base64
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from sqlmodel import select

from fieldvisit import cli, db, settings
from fieldvisit.access import second_factor
from fieldvisit.access.account import Account
from fieldvisit.access.account_event import AccountEvent, Happened
from fieldvisit.access.second_factor import RecoveryCode, SecondFactor, Standing

MASTER = bytes(range(32))
#: RFC 6238, appendix B, SHA-1: seconds since 1970 and the last six of the eight digits given there.
RFC = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


@pytest.fixture
def account(engine, cast):
    with db.reading(engine) as reader:
        return reader.get_one(Account, cast.helene.id)


@pytest.fixture
def weigh(engine, account):
    def tried(code: str, at: datetime, required: bool = False):
        with db.writing(engine) as writer:
            return second_factor.weigh(writer, MASTER, account, code, at, required)

    return tried


def put_on(engine, account, now) -> tuple[pyotp.TOTP, list[str]]:
    """Set up as a person does, half an hour before."""
    before = now - timedelta(minutes=30)
    with db.writing(engine) as writer:
        begun = second_factor.begin(writer, MASTER, account, before)
    phone = pyotp.parse_uri(begun.address)
    with db.writing(engine) as writer:
        return phone, second_factor.confirm(writer, MASTER, account.id, phone.at(before), before)


def test_the_vectors_of_the_standard_pass(engine, account, weigh):
    secret = base64.b32encode(b"12345678901234567890").decode()
    with db.writing(engine) as writer:
        row = SecondFactor(account_id=account.id, sealed=b"", made_at=datetime.now(UTC), confirmed_at=datetime.now(UTC))
        row.sealed = second_factor._seal(MASTER, row, secret)
        writer.add(row)
    for seconds, code in RFC.items():
        at = datetime.fromtimestamp(seconds, UTC)
        assert weigh("000000", at) == (Standing.WRONG, [])
        assert weigh(code, at) == (Standing.PASSED, [])


def test_without_one_the_password_is_enough_unless_the_role_must_have_one(weigh, now):
    assert weigh("", now) == (Standing.PASSED, [])
    assert weigh("", now, required=True) == (Standing.TO_SET_UP, [])
    assert weigh("123456", now, required=True) == (Standing.TO_SET_UP, [])


def test_a_code_passes_once_and_none_that_is_older(engine, account, weigh, now):
    phone, _ = put_on(engine, account, now)
    assert weigh("", now) == (Standing.ASKED, [])
    assert weigh(phone.at(now), now) == (Standing.PASSED, [])
    assert weigh(phone.at(now), now) == (Standing.WRONG, []), "replayed"
    assert weigh(phone.at(now - timedelta(seconds=30)), now) == (Standing.WRONG, []), "the one before it"
    later = now + timedelta(seconds=30)
    assert weigh(phone.at(later), later) == (Standing.PASSED, [])


@pytest.mark.parametrize(("off", "passes"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(engine, account, weigh, now, off, passes):
    phone, _ = put_on(engine, account, now)
    standing, _ = weigh(phone.at(now + timedelta(seconds=off)), now)
    assert (standing is Standing.PASSED) == passes


@pytest.mark.parametrize("typed", ["", " ", "12345", "1234567", "١٢٣٤٥٦", "\0", "é" * 400, "-12345", "\ud800"])
def test_whatever_is_typed_is_a_wrong_code(engine, account, weigh, now, typed):
    put_on(engine, account, now)
    assert weigh(typed, now)[0] in (Standing.WRONG, Standing.ASKED)


def test_spaces_in_a_code_do_not_count(engine, account, weigh, now):
    phone, codes = put_on(engine, account, now)
    right = phone.at(now)
    assert weigh(f"{right[:3]} {right[3:]}", now)[0] is Standing.PASSED
    assert weigh(codes[0].lower().replace("-", " "), now)[0] is Standing.PASSED


def test_a_recovery_code_opens_once_and_is_noted(engine, account, weigh, now):
    _, codes = put_on(engine, account, now)
    assert len(set(codes)) == 10
    assert weigh(codes[3], now) == (Standing.PASSED, [])
    assert weigh(codes[3], now) == (Standing.WRONG, [])
    with db.reading(engine) as reader:
        assert second_factor.codes_left(reader, account.id) == 9
        told = reader.exec(select(AccountEvent.what).where(AccountEvent.account_id == account.id)).all()
    assert sorted(told) == sorted([Happened.FACTOR_ON, Happened.CODE_USED, Happened.CODE_WRONG])


def test_another_account_s_recovery_code_opens_nothing(engine, account, weigh, now, cast):
    put_on(engine, account, now)
    with db.reading(engine) as reader:
        other = reader.get_one(Account, cast.claire.id)
    _, codes = put_on(engine, other, now)
    assert weigh(codes[0], now)[0] is Standing.WRONG


def test_a_set_up_left_half_way_shuts_nobody_out_and_is_soon_forgotten(engine, account, weigh, now):
    with db.writing(engine) as writer:
        first = second_factor.begin(writer, MASTER, account, now)
    with db.writing(engine) as writer:
        assert second_factor.begin(writer, MASTER, account, now + timedelta(minutes=1)) == first, "the page, reloaded"
    assert weigh("", now) == (Standing.PASSED, [])
    later = now + timedelta(minutes=21)
    with db.writing(engine) as writer, pytest.raises(second_factor.NotBegun):
        second_factor.confirm(writer, MASTER, account.id, pyotp.parse_uri(first.address).at(later), later)
    with db.writing(engine) as writer:
        assert second_factor.begin(writer, MASTER, account, later).key != first.key


def test_a_required_one_is_switched_on_by_the_login_itself(engine, account, weigh, now):
    with db.writing(engine) as writer:
        begun = second_factor.begin(writer, MASTER, account, now)
    phone = pyotp.parse_uri(begun.address)
    assert weigh("000000", now, required=True) == (Standing.WRONG, [])
    standing, codes = weigh(phone.at(now), now, required=True)
    assert standing is Standing.PASSED and len(codes) == 10
    assert weigh("", now, required=True) == (Standing.ASKED, [])


def test_new_recovery_codes_close_the_former_ones(engine, account, weigh, now):
    _, former = put_on(engine, account, now)
    with db.writing(engine) as writer:
        fresh = second_factor.renew_codes(writer, account.id, now)
    assert not set(former) & set(fresh)
    assert weigh(former[0], now)[0] is Standing.WRONG and weigh(fresh[0], now)[0] is Standing.PASSED


def test_its_holder_takes_it_off_unless_her_role_must_have_one(engine, account, weigh, now):
    put_on(engine, account, now)
    with db.writing(engine) as writer, pytest.raises(second_factor.Required):
        second_factor.take_off(writer, account.id, now, required=True)
    with db.writing(engine) as writer:
        second_factor.take_off(writer, account.id, now, required=False)
    assert weigh("", now) == (Standing.PASSED, [])
    with db.reading(engine) as reader:
        assert not reader.exec(select(RecoveryCode)).all() and not reader.exec(select(SecondFactor)).all()


def test_only_the_administrator_takes_off_somebody_else_s_and_it_says_who(engine, account, weigh, now, cast):
    put_on(engine, account, now)
    for name in ("claire", "helene"):
        with db.writing(engine) as writer, pytest.raises(second_factor.NotAllowed):
            second_factor.reset(writer, cast.actor(name), account.id, now)
        with db.reading(engine) as reader, pytest.raises(second_factor.NotAllowed):
            second_factor.accounts_with(reader, cast.actor(name))
    with db.writing(engine) as writer:
        assert second_factor.accounts_with(writer, cast.actor("root")) == {account.id}
        second_factor.reset(writer, cast.actor("root"), account.id, now)
    assert weigh("", now) == (Standing.PASSED, [])
    with db.reading(engine) as reader:
        last = reader.exec(select(AccountEvent).where(AccountEvent.what == Happened.FACTOR_OFF)).one()
    assert (last.account_id, last.by_id) == (account.id, cast.root.id)


def test_the_database_holds_neither_the_secret_nor_a_recovery_code(engine, account, now):
    phone, codes = put_on(engine, account, now)
    with engine.connect() as connection:
        rows = [
            row
            for table in ("second_factor", "recovery_code", "account_event")
            for row in connection.execute(sa.text(f'SELECT * FROM "{table}"')).all()
        ]
    kept = str(rows) + "".join(
        bytes(value).decode("latin-1") for row in rows for value in row if isinstance(value, bytes | memoryview)
    )
    assert len(rows) == 12
    for secret in (phone.secret, phone.secret.encode().hex(), *codes, *(code.replace("-", "") for code in codes)):
        assert secret not in kept


def test_under_another_master_key_it_does_not_open(engine, account, now):
    phone, _ = put_on(engine, account, now)
    with db.writing(engine) as writer, pytest.raises(InvalidTag):
        second_factor.weigh(writer, bytes(32), account, phone.at(now), now, False)


def test_the_setting_names_roles_or_all_and_nothing_else():
    assert settings.read({}).second_factor == frozenset()
    asked = settings.read({"FIELDVISIT_SECOND_FACTOR": "dpo, coordinatrice"}).second_factor
    assert asked == {"dpo", "coordinatrice"}
    assert "puericultrice" in settings.read({"FIELDVISIT_SECOND_FACTOR": "all"}).second_factor
    with pytest.raises(ValueError, match="coordinatrise"):
        settings.read({"FIELDVISIT_SECOND_FACTOR": "coordinatrise"})


def test_the_terminal_takes_it_off_when_no_administrator_gets_in(engine, account, weigh, now, monkeypatch, capsys):
    put_on(engine, account, now)
    monkeypatch.setattr(db, "engine", lambda: engine)
    cli.main(["accounts", "reset-second-factor", account.login])
    assert "plus de second facteur" in capsys.readouterr().out
    assert weigh("", now) == (Standing.PASSED, [])
