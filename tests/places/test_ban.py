"""The county's file of addresses: what is good goes in, what is bad comes back with the reason, twice is once."""

import gzip

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fieldvisit.access.account import Sector
from fieldvisit.places import ban
from fieldvisit.places.address import Address
from fieldvisit.places.commune import Commune
from tests.places.conftest import HEADINGS, LINES, line


def everything(session):
    session.expire_all()
    return [one.model_dump() for one in session.exec(select(Address).order_by(Address.ban_id))]


def test_a_file_brought_in_twice_is_as_one_brought_in_once(session, write, tmp_path):
    path = write(LINES)
    counts = ban.bring_in(session, path, tmp_path / "rejets.csv")
    assert (counts.read, counts.written, counts.bad, counts.communes) == (len(LINES), len(LINES), 0, 4)
    assert counts.rejects is None and not (tmp_path / "rejets.csv").exists()
    once = everything(session)
    assert len(once) == len(LINES)
    ban.bring_in(session, path, tmp_path / "rejets.csv")
    assert everything(session) == once


def test_a_newer_file_puts_right_what_it_says_and_leaves_the_rest(session, write, tmp_path):
    ban.bring_in(session, write(LINES), tmp_path / "rejets.csv")
    other = line(1, "Rue des Tilleuls", lat=46.9)
    ban.bring_in(session, write([other]), tmp_path / "rejets.csv")
    found = everything(session)
    assert len(found) == len(LINES)
    assert [one["lat"] for one in found if one["ban_id"] == other.split(";")[0]] == [46.9]


@pytest.mark.parametrize("how", ["plain", "gzip", "latin-1", "bom", "windows"])
def test_the_file_is_read_as_it_comes(session, tmp_path, how):
    text = "\n".join([HEADINGS, line(2, "Allée du Mûrier", city="Bâgé-Dommartin", insee="01025")])
    path = tmp_path / ("a.csv.gz" if how == "gzip" else "a.csv")
    content = {
        "plain": text.encode(),
        "gzip": gzip.compress(text.encode()),
        "latin-1": text.encode("cp1252"),
        "bom": text.encode("utf-8-sig"),
        "windows": text.replace("\n", "\r\n").encode(),
    }[how]
    path.write_bytes(content)
    ban.bring_in(session, path, tmp_path / "r.csv")
    [one] = everything(session)
    assert (one["street"], one["street_key"], one["city"]) == ("Allée du Mûrier", "allee murier", "Bâgé-Dommartin")


def test_bad_rows_come_back_with_their_reason_and_the_good_ones_go_in(session, write, tmp_path):
    good = line(5, "Rue Neuve")
    fields = good.split(";")

    def with_(place, value):
        return ";".join([*fields[:place], value, *fields[place + 1 :]])

    bad = {
        with_(0, ""): "identifiant manquant",
        with_(2, "douze"): "numéro illisible",
        with_(2, "-4"): "numéro illisible",
        with_(4, "  "): "nom de voie ou de commune manquant",
        with_(5, "1000"): "code postal illisible",
        with_(6, "Bourg"): "code INSEE illisible",
        with_(12, "nord"): "longitude illisible",
        with_(13, "146.2"): "latitude impossible",
        with_(13, "nan"): "latitude impossible",
        "une;deux": f"2 colonnes au lieu de {len(fields)}",
    }
    counts = ban.bring_in(session, write([*bad, good, ""]), tmp_path / "rejets.csv")
    assert (counts.read, counts.written, counts.bad) == (len(bad) + 1, 1, len(bad))
    head, *back = (tmp_path / "rejets.csv").read_text("utf-8").splitlines()
    assert head == f"{HEADINGS};{ban.REASON}"
    assert [one.rsplit(";", 1)[1] for one in back] == list(bad.values())
    assert back[1].startswith(with_(2, "douze"))
    assert len(everything(session)) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"\0\1\2", b"nom;prenom\nA;B", gzip.compress(b"id;numero", mtime=0)[:-4], b"PK\3\4"],
)
def test_what_is_no_file_of_addresses_is_refused_and_changes_nothing(session, tmp_path, content):
    path = tmp_path / ("a.csv.gz" if content[:2] == b"\x1f\x8b" else "a.csv")
    path.write_bytes(content)
    with pytest.raises(ban.NotBan):
        ban.bring_in(session, path, tmp_path / "r.csv")
    assert everything(session) == []


def test_a_file_cut_in_the_middle_changes_nothing(engine, tmp_path, session):
    whole = gzip.compress("\n".join([HEADINGS, *(line(n, f"Rue {n}") for n in range(1, 3000))]).encode())
    path = tmp_path / "a.csv.gz"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ban.NotBan), session.begin_nested():
        ban.bring_in(session, path, tmp_path / "r.csv")
    assert session.exec(sa.select(sa.func.count()).select_from(Address)).scalar_one() == 0


def test_communes_come_with_their_middle_and_keep_their_sector(session, write, tmp_path):
    sector = Sector(code="B", name="Bourg")
    session.add(sector)
    session.flush()
    session.add(Commune(insee="01451", name="VIRIAT (mairie)", name_key="viriat", sector_id=sector.id))
    session.flush()
    ban.bring_in(session, write(LINES), tmp_path / "r.csv")
    viriat = session.get_one(Commune, "01451")
    assert (viriat.name, viriat.sector_id, viriat.postcode, viriat.lat) == (
        "VIRIAT (mairie)",
        sector.id,
        "01440",
        46.25,
    )
    assert session.get_one(Commune, "01344").name_key == "saint denis bourg"
