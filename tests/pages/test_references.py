"""« Courbes de référence » as a client gets it: who may open it, a table taken whole, a wrong one refused by line."""

import pytest

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.growth import references
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.references import References

URL = "/api/references/fichier"
TABLE = "# name: Courbes du carnet\nreference_id,version,indicator,sex,x_unit,x,L,M,S\n" + "".join(
    f"afpa,2018,wfa,{sex},months,{x},1,{3 + x},0.1\n" for sex in "MF" for x in (1, 2, 3)
)


@pytest.fixture
def brought(http, cookie):
    """``brought("root", text)``: the file sent as the page sends it; the status, and what the page is then told."""

    def send(who: str, text: str, name: str = "afpa.csv") -> tuple[int, list[str]]:
        headers = {"cookie": cookie(who), "origin": "http://localhost:3000"} if who else {}
        answer = http.post(URL, files={"fichier": (name, text.encode())}, headers=headers)
        told = answer.json()
        return answer.status_code, [told["said"], told["problem"], *told["wrong"]]

    return send


@pytest.fixture
def head(office, engine):
    """Nadia heads the service today."""
    with db.writing(engine) as writer:
        writer.get_one(Account, office.nadia.id).role = "medecin_responsable"
    return "nadia"


@pytest.mark.parametrize("who", ["root", "head"])
def test_a_table_is_brought_in_withdrawn_and_offered_again(tab, cookie, engine, brought, request, who):
    who = request.getfixturevalue(who) if who == "head" else who
    client = tab(cookie=cookie(who), path="/references")
    client.load(Desk.arrive, References.load)
    assert "OMS 2006" in client.text() and "pas les courbes du carnet" in client.text()
    status, answer = brought(who, TABLE)
    assert status == 200
    client.call(References.brought, answer=answer)
    assert "Courbes du carnet, version 2018 : les courbes peuvent la montrer" in client.text()
    with db.reading(engine) as session:
        (one,) = session.exec(references.select(references.GrowthReference)).all()
    client.call(References.withdraw, reference_id=str(one.id))
    with db.reading(engine) as session:
        assert references.offered(session) == []
    assert "déjà importée, puis retirée" in brought(who, TABLE)[1][0]
    client.call(References.offer, reference_id=str(one.id))
    with db.reading(engine) as session:
        assert [each["id"] for each in references.offered(session)] == ["afpa@2018"]


def test_a_wrong_table_is_refused_with_its_lines_and_nothing_is_kept(tab, cookie, engine, brought):
    client = tab(cookie=cookie("root"), path="/references")
    client.load(Desk.arrive, References.load)
    status, answer = brought("root", TABLE.replace("2,1,5,0.1", "2,1,0,0.1"), "table fausse.csv")
    client.call(References.brought, answer=answer)
    assert status == 422
    assert "ligne 4 : M doit être supérieur à zéro" in client.text() and "rien n’est enregistré" in client.text()
    assert "« table fausse.csv » est refusé" in client.text()
    for odd in ([], ["x"], [1, 2]):
        client.call(References.brought, answer=odd)
    client.call(References.withdraw, reference_id="x")
    with db.reading(engine) as session:
        assert references.offered(session) == []


def test_a_whole_daily_table_is_taken_and_its_one_bad_row_is_named(engine, brought):
    rows = [
        f"afpa,2018,{indicator},{sex},days,{day},-0.12345,{median + day / 900:.6f},0.123456"
        for indicator, median in (("wfa", 3.3), ("lhfa", 49.9), ("bfa", 14.1), ("hcfa", 34.2))
        for sex in "MF"
        for day in range(31, 6575)
    ]
    header = "reference_id,version,indicator,sex,x_unit,x,L,M,S"
    bad = [*rows[:40_000], rows[40_000].rsplit(",", 1)[0] + ",zéro", *rows[40_001:]]
    status, (_, problem, *wrong) = brought("root", "\n".join([header, *bad]), "jours.csv")
    assert status == 422 and "rien n’est enregistré" in problem
    assert len(wrong) == 1 and wrong[0].startswith("ligne 40002 : S")
    whole = "\n".join([header, *rows])
    assert len(whole) > 2_000_000
    assert brought("root", whole, "jours.csv")[0] == 200
    with db.reading(engine) as session:
        (one,) = references.offered(session)
    assert len(one["tables"]["hcfa"]["F"]["x"]) == 6544


@pytest.mark.parametrize("name", ["claire", "helene", "sylvie", "ines"])
def test_who_does_not_head_the_service_sees_and_writes_nothing(tab, cookie, engine, brought, name):
    client = tab(cookie=cookie(name), path="/references")
    client.load(Desk.arrive, References.load)
    client.call(References.brought, answer=["", ""])
    assert "OMS 2006" not in client.text()
    assert brought(name, TABLE)[0] == 403
    with db.reading(engine) as session:
        assert references.offered(session) == []


def test_nobody_brings_in_a_table_from_elsewhere_without_a_session_or_a_file(http, cookie, engine, brought):
    assert brought("", TABLE)[0] == 401
    sent = {"fichier": ("afpa.csv", TABLE.encode())}
    foreign = {"cookie": cookie("root"), "origin": "https://evil.example"}
    assert http.post(URL, files=sent, headers=foreign).status_code == 403
    mine = {"cookie": cookie("root"), "origin": "http://localhost:3000"}
    assert http.post(URL, data={"autre": "x"}, headers=mine).json()["problem"] == "Choisissez le fichier de la table."
    assert http.post(URL, content=b"x" * 21_000_000, headers=mine).status_code == 413
    with db.reading(engine) as session:
        assert references.offered(session) == []
