"""The commands of the terminal, on a database of their own."""

import io
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from fieldvisit import cli, db, kind
from fieldvisit.access import federation
from fieldvisit.access.account import Account
from fieldvisit.families.household import Household
from fieldvisit.forms import catalogue
from tests.forms import damage


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.setenv("FIELDVISIT_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("FIELDVISIT_DATABASE_URL", raising=False)
    monkeypatch.delenv("FIELDVISIT_DEMO", raising=False)
    db.engine.cache_clear()
    yield monkeypatch
    db.engine().dispose()
    db.engine.cache_clear()


def logins():
    with db.reading() as session:
        return set(session.exec(select(Account.login)))


def test_the_demo_county_is_made_once_and_kept(here):
    cli.main(["demo"])
    with db.writing() as session:
        account = session.exec(select(Account).where(Account.login == "claire.morel")).one()
        account.phone = "kept"
        session.add(account)
    cli.main(["demo"])
    with db.reading() as session:
        assert session.exec(select(Account.phone).where(Account.login == "claire.morel")).one() == "kept"


def test_the_demo_county_never_enters_a_real_database(here):
    here.setenv("FIELDVISIT_DEMO", "0")
    cli.main(["db", "upgrade"])
    with pytest.raises(SystemExit) as refused:
        cli.main(["demo"])
    assert "démonstration" in str(refused.value)
    here.setenv("FIELDVISIT_DEMO", "1")
    with pytest.raises(SystemExit):
        cli.main(["demo"])
    assert logins() == set()
    with db.reading() as session:
        assert kind.of(session) is kind.Kind.REAL


def test_the_first_administrator_of_a_real_database_comes_from_the_terminal(here):
    here.setenv("FIELDVISIT_DEMO", "0")
    here.setattr("sys.stdin", io.StringIO("une phrase assez longue\n"))
    cli.main(["accounts", "create-admin", "paul.durand", "Paul Durand"])
    assert logins() == {"paul.durand"}


def test_a_weak_password_is_refused_with_a_sentence(here):
    here.setenv("FIELDVISIT_DEMO", "0")
    here.setattr("sys.stdin", io.StringIO("court\n"))
    with pytest.raises(SystemExit) as refused:
        cli.main(["accounts", "create-admin", "paul.durand", "Paul Durand"])
    assert "mot de passe" in str(refused.value)
    assert logins() == set()


def test_an_account_is_linked_to_what_a_national_provider_calls_its_holder(here):
    here.setenv("FIELDVISIT_DEMO", "0")
    here.setattr("sys.stdin", io.StringIO("une phrase assez longue\n"))
    cli.main(["accounts", "create-admin", "paul.durand", "Paul Durand"])
    cli.main(["accounts", "link", "Paul.Durand", "proconnect", " Paul.Durand@ain.example "])
    now = datetime.now(UTC)
    with db.writing() as session:
        account, _ = federation.enter(session, "proconnect", "paul.durand@ain.example", now)
        assert account.login == "paul.durand"
    for login, subject, said in (("paul.absent", "x", "paul.absent"), ("paul.durand", " ", "identité")):
        with pytest.raises(SystemExit) as refused:
            cli.main(["accounts", "link", login, "psc", subject])
        assert said in str(refused.value)


def test_a_whole_county_is_made_of_as_many_families_as_asked_for(here):
    cli.main(["demo", "--county", "--families", "3"])
    with db.reading() as session:
        assert len(session.exec(select(Household.id)).all()) == 3
    assert "claire.morel" in logins()


def test_the_medical_head_publishes_a_grid_from_the_terminal(here, tmp_path, capsys):
    cli.main(["demo"])
    path = tmp_path / "bsem.json"
    form = damage.grid("bsem")
    form["sections"][0]["titre"] += " de l’enfant"
    path.write_bytes(damage.file(form))
    cli.main(["forms", "check", str(path)])
    assert "1 changement(s) ; numéro à augmenter : le troisième nombre" in capsys.readouterr().out
    with pytest.raises(SystemExit) as refused:
        cli.main(["forms", "publish", str(path), "--by", "claire.morel"])
    assert "médecin responsable" in str(refused.value)
    with pytest.raises(SystemExit) as refused:
        cli.main(["forms", "publish", str(path), "--by", "personne"])
    assert "Aucun compte" in str(refused.value)
    cli.main(["forms", "publish", str(path), "--by", "francoise.berthet", "--draft"])
    assert "gardée en brouillon" in capsys.readouterr().out
    for said in ("publiée. Les tablettes", "déjà publiée : rien ne change"):
        cli.main(["forms", "publish", str(path), "--by", "francoise.berthet"])
        assert said in capsys.readouterr().out
    cli.main(["forms", "switch", "epds", "off", "--by", "francoise.berthet"])
    cli.main(["forms", "list"])
    said = capsys.readouterr().out
    assert "bsem@2.0.1" in said and "publiée" in said and "désactivée" in said
    form["sections"][0]["items"][0]["visible_si"] = {"answered": "lune"}
    path.write_bytes(damage.file(form | {"version": "2.0.2"}))
    with pytest.raises(SystemExit) as refused:
        cli.main(["forms", "publish", str(path), "--by", "francoise.berthet"])
    assert "rien n’est enregistré" in str(refused.value) and "« lune »" in capsys.readouterr().err
    assert catalogue.versions()["bsem"] == "2.0.0", "a command leaves nothing behind in its process"


def test_a_backup_goes_from_one_folder_to_another_by_the_commands_alone(here, tmp_path, capsys):
    here.setenv("FIELDVISIT_DEMO", "0")
    here.setattr("sys.stdin", io.StringIO("une longue phrase secrète\n"))
    cli.main(["accounts", "create-admin", "paul.admin", "Paul Admin"])
    cli.main(["backup-key"])
    keys = dict(line.split("=", 1) for line in capsys.readouterr().out.splitlines() if line.startswith("FIELDVISIT_"))
    here.setenv("FIELDVISIT_BACKUP_TO", keys["FIELDVISIT_BACKUP_TO"])
    cli.main(["backup", str(tmp_path / "nuit.fvb")])
    assert "SHA-256" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="FIELDVISIT_BACKUP_KEY"):
        cli.main(["restore", "--check", str(tmp_path / "nuit.fvb")])
    here.setenv("FIELDVISIT_BACKUP_KEY", keys["FIELDVISIT_BACKUP_KEY"])
    cli.main(["restore", "--check", str(tmp_path / "nuit.fvb")])
    with pytest.raises(SystemExit, match="--replace"):
        cli.main(["restore", str(tmp_path / "nuit.fvb")])
    db.engine().dispose()
    db.engine.cache_clear()
    here.setenv("FIELDVISIT_DATA", str(tmp_path / "ailleurs"))
    cli.main(["restore", str(tmp_path / "nuit.fvb")])
    assert logins() == {"paul.admin"}
