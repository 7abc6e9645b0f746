"""Communes and their sectors: attached by the administrator alone, read from a list, bad rows given back."""

import uuid

import pytest
from sqlmodel import select

from fieldvisit.places import commune
from fieldvisit.places.commune import Commune, NotAllowed, NotCommunes, NotFound

LIST = "insee;nom;code_postal;secteur\n"
LIST += "01053;Bourg-en-Bresse;01000;BOURG\n01283;Oyonnax;01100;oyonnax\n01451;Viriat;01440;\n"


def sector_of(session, insee):
    return session.exec(select(Commune.sector_id).where(Commune.insee == insee)).one()


def test_a_list_of_communes_gives_each_its_sector_and_twice_is_once(session, cast):
    root = cast.actor("root")
    for _ in range(2):
        assert commune.bring_in(session, root, LIST.encode()).written == 3
        assert sector_of(session, "01053") == cast.bourg.id
        assert sector_of(session, "01283") == cast.oyonnax.id  # by its name
        assert sector_of(session, "01451") is None


def test_an_empty_sector_in_the_list_undoes_nothing(session, cast):
    root = cast.actor("root")
    commune.bring_in(session, root, LIST.encode())
    commune.attach(session, root, "01451", cast.bourg.id)
    commune.bring_in(session, root, LIST.encode("cp1252"))
    assert sector_of(session, "01451") == cast.bourg.id
    commune.attach(session, root, "01451", None)
    assert sector_of(session, "01451") is None


def test_bad_rows_are_given_back_with_the_reason(session, cast):
    bad = "1;Nulle part;01000;BOURG\n01004;;01500;BOURG\n"
    bad += "01005;Ars;15;BOURG\n01006;Béon;01350;PARTOUT\n01007;Belley;01300\n"
    brought = commune.bring_in(session, cast.actor("root"), f"{LIST}{bad}\n;;;\n".encode())
    assert brought.written == 4
    assert [(number, reason) for number, _, reason in brought.bad] == [
        (5, "code INSEE illisible"), (6, "nom de commune manquant"), (7, "code postal illisible"),
        (8, "secteur inconnu : PARTOUT"),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\0", b"a;b\n1;2", b"insee;nom\n01053;Bourg"])
def test_what_is_no_list_of_communes_is_refused(session, cast, content):
    with pytest.raises(NotCommunes):
        commune.bring_in(session, cast.actor("root"), content)


@pytest.mark.parametrize("who", ["helene", "claire", "sylvie"])
def test_only_the_administrator_attaches_communes(session, cast, who):
    with pytest.raises(NotAllowed):
        commune.attach(session, cast.actor(who), "01053", cast.bourg.id)
    with pytest.raises(NotAllowed):
        commune.bring_in(session, cast.actor(who), LIST.encode())
    with pytest.raises(NotAllowed):
        commune.found(session, cast.actor(who))


def test_a_commune_or_sector_that_is_gone_is_said(session, cast):
    root = cast.actor("root")
    commune.bring_in(session, root, LIST.encode())
    for insee, sector in (("99999", cast.bourg.id), ("01053", uuid.uuid4())):
        with pytest.raises(NotFound):
            commune.attach(session, root, insee, sector)


def test_communes_are_found_by_name_postcode_and_missing_sector(session, cast):
    root = cast.actor("root")
    commune.bring_in(session, root, LIST.encode())

    def names(*words, **asked):
        return [one.name for one in commune.found(session, root, *words, **asked)]

    assert names("bourg en") == ["Bourg-en-Bresse"] and names("014") == ["Viriat"]
    assert names(orphans=True) == ["Viriat"] and len(names()) == 3
