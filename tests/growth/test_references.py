"""An official table is taken whole, with who and when, or refused with its lines; once there it never changes."""

import json
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import cli, db
from fieldvisit.access.account import Actor
from fieldvisit.growth import curves, points, reference, references, references_file
from fieldvisit.growth.references import GrowthReference
from fieldvisit.words import Refusal

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HEADER = "reference_id,version,indicator,sex,x_unit,x,L,M,S"
ROWS = [
    f"afpa,2018,{indicator},{sex},months,{x},1,{median + x},0.1"
    for indicator, median in (("wfa", 3), ("hcfa", 35))
    for sex in "MF"
    for x in (1, 2, 3)
]


@pytest.fixture
def head():
    return Actor(db.new_id(), "Françoise Berthet", "medecin_responsable", frozenset())


def _file(rows=ROWS, header=HEADER, above="") -> bytes:
    return (above + "\n".join([header, *rows]) + "\n").encode()


def test_a_sound_table_says_all_that_a_chart_names():
    above = "# name: Courbes du carnet\n# attribution: AFPA – CRESS/Inserm – CompuGroup Medical 2018\n"
    document = references_file.read(_file(above=above))
    assert document["id"] == "afpa@2018" and document["name"] == "Courbes du carnet"
    assert document["attribution"].startswith("AFPA") and len(document["digest"]) == 64
    assert document["validity"].startswith("poids : de 1 à 3 mois")
    assert document["tables"]["hcfa"]["F"]["M"] == [36, 37, 38]


def test_what_the_file_says_in_columns_counts_too():
    header, more = HEADER + ",validity_range,attribution,rights_holder,interpolation", ",0–18 ans,AFPA,CGM,linear"
    document = references_file.read(_file([row + more for row in ROWS], header))
    assert (document["validity"], document["attribution"], document["holder"]) == ("0–18 ans", "AFPA", "CGM")


def _changed(at: int, row: str) -> list[str]:
    return [*ROWS[:at], row, *ROWS[at + 1 :]]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (_file(_changed(1, "afpa,2018,wfa,M,months,1,1,5,0.1")), "Ligne 3 : x doit augmenter"),
        (_file(_changed(1, "afpa,2018,wfa,M,months,0.5,1,5,0.1")), "Ligne 3 : x doit augmenter"),
        (_file(_changed(4, "afpa,2018,wfa,F,months,2,1,0,0.1")), "Ligne 6 : M doit être supérieur à zéro (0)"),
        (_file(_changed(4, "afpa,2018,wfa,F,months,2,1,5,-0.1")), "Ligne 6 : S doit être supérieur à zéro (-0.1)"),
        (_file(_changed(4, "afpa,2018,wfa,F,months,2,1,cinq,0.1")), "Ligne 6 : M : « cinq » n’est pas un nombre"),
        (_file(_changed(4, "afpa,2018,wfa,F,months,2,1,nan,0.1")), "Ligne 6 : M : « nan »"),
        (_file(_changed(4, "afpa,2018,wfa,F,months,2,1,5200,0.1")), "Ligne 6 : M = 5200 pour poids : kg"),
        (_file(_changed(4, "afpa,2018,wfa,X,months,2,1,5,0.1")), "Ligne 6 : sexe « X »"),
        (_file(_changed(4, "afpa,2018,poids,F,months,2,1,5,0.1")), "Ligne 6 : indicateur « poids »"),
        (_file(_changed(4, "afpa,2018,wfa,F,days,2,1,5,0.1")), "Ligne 6 : unité « days » de x, mais « months »"),
        (_file(_changed(4, "afpa,2018,wfa,F,cm,2,1,5,0.1")), "Ligne 6 : unité « cm »"),
        (_file(_changed(4, "afpa,2019,wfa,F,months,2,1,5,0.1")), "Ligne 6 : version « 2019 »"),
        (_file(_changed(4, "afpa,2018,wfa,F,months,2,1,5")), "Ligne 6 : 8 valeurs pour 9 colonnes"),
        (_file([row for row in ROWS if "wfa,F" not in row]), "il manque les filles"),
        (_file(ROWS, HEADER.replace(",S", ",sigma")), "Ligne 1 : il manque la colonne S"),
        (_file([]), "aucune ligne"),
        (_file([row.replace("afpa", "af@pa") for row in ROWS]), "Ligne 2 : reference_id « af@pa » : sans accent"),
        (_file([row.replace("2018", "édition 1") for row in ROWS]), "Ligne 2 : version « édition 1 »"),
        (_file([row.replace("afpa", "who2006") for row in ROWS]), "déjà dans l’application"),
        (_file(above="# interpolation: spline\n"), "« spline »"),
        (b"", "il manque la colonne"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"# a\n# b\n" + _file(_changed(1, "afpa,2018,wfa,M,months,1,1,5,0.1")), "Ligne 5 :"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(content, says):
    with pytest.raises(references_file.NotATable) as refused:
        references_file.read(content)
    assert says in refused.value.sentence and "rien n’est enregistré" in refused.value.sentence


def test_all_wrong_lines_are_counted():
    with pytest.raises(references_file.NotATable) as refused:
        references_file.read(_file([row.replace(",0.1", ",0") for row in ROWS]))
    assert len(refused.value.problems) == len(ROWS) and "Et 4 autres problèmes" in refused.value.sentence


def test_it_is_kept_with_who_and_when_and_never_changes(engine, head):
    with db.writing(engine) as session:
        made = references.bring_in(session, head, _file(), "afpa.csv", NOW)
        again = references.bring_in(session, head, _file(), "copie.csv", NOW)
        assert made.id == again.id and made.file_name == "afpa.csv"
        assert (made.imported_by_name, made.imported_at) == ("Françoise Berthet", NOW)
        with pytest.raises(references.AlreadyThere, match="version"):
            references.bring_in(session, head, _file(_changed(1, "afpa,2018,wfa,M,months,2,1,5.2,0.1")), "x", NOW)
    with db.reading(engine) as session:
        assert [each["id"] for each in references.offered(session)] == ["afpa@2018"]
        assert references.chosen(session, "afpa@2018").indicators == ("wfa", "hcfa")
        assert references.chosen(session, "afpa@1999") is None


def test_nothing_of_a_refused_table_stays(engine, head):
    with pytest.raises(Refusal), db.writing(engine) as session:
        references.bring_in(session, head, _file(ROWS[:-1] + ["afpa,2018,hcfa,F,months,3,1,0,0.1"]), "x.csv", NOW)
    with db.reading(engine) as session:
        assert session.exec(select(sa.func.count()).select_from(GrowthReference)).one() == 0


@pytest.mark.parametrize("role", ["puericultrice", "medecin_pmi", "secretariat", "tisf", "responsable_tisf", "dpo"])
def test_who_does_not_head_the_service_imports_nothing(engine, role):
    actor = Actor(db.new_id(), "Quelqu’un", role, frozenset())
    with db.writing(engine) as session:
        for act in (
            lambda: references.bring_in(session, actor, _file(), "x", NOW),
            lambda: references.every(session, actor),
            lambda: references.withdraw(session, actor, db.new_id(), NOW),
        ):
            with pytest.raises(references.NotAllowed):
                act()


def test_a_withdrawn_one_is_no_longer_offered_and_stays_readable(engine, head):
    with db.writing(engine) as session:
        one = references.bring_in(session, head, _file(), "afpa.csv", NOW)
        references.withdraw(session, head, one.id, NOW)
        assert references.offered(session) == [] and references.chosen(session, "afpa@2018")
        references.offer(session, head, one.id)
        assert len(references.offered(session)) == 1
        with pytest.raises(references.NotFound):
            references.withdraw(session, head, db.new_id(), NOW)


def test_a_chart_can_be_drawn_in_it():
    chosen = reference.of_document(json.loads(json.dumps(references_file.read(_file()))))
    child = {"birth_date": "2026-01-01", "sex": "F"}
    child["measurements"] = [{"kind": "poids", "value": 5000, "taken_at": "2026-03-02"}]
    (point,) = points.points(child, reference=chosen)
    assert point["reference"] == "afpa@2018" and abs(point["z"]) < 0.2
    (piece,) = curves.curves("wfa", "F", low=0, high=1000, zs=(0,), reference=chosen)
    assert piece["lines"][0]["points"][-1] == [pytest.approx(3 * 30.4375), 6.0]


def test_the_terminal_imports_and_lists(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(db, "engine", lambda: base)
    base = db.connect(f"sqlite:///{tmp_path / 'base.sqlite'}")
    monkeypatch.setattr(cli, "_wanted", lambda: cli.Kind.DEMO)
    (tmp_path / "afpa.csv").write_bytes(_file())
    cli.main(["references", "import", str(tmp_path / "afpa.csv")])
    cli.main(["references", "list"])
    said = capsys.readouterr().out
    assert "importée (SHA-256" in said and "afpa@2018" in said and "Terminal du serveur" in said
    cli.main(["references", "import", str(tmp_path / "afpa.csv")])
    assert "déjà là, proposée (SHA-256" in capsys.readouterr().out
    with db.writing(base) as session:
        session.exec(select(GrowthReference)).one().withdrawn_at = NOW
    cli.main(["references", "import", str(tmp_path / "afpa.csv")])
    said = capsys.readouterr().out
    assert "déjà là, retirée (SHA-256" in said and "ne la montrent pas" in said
    (tmp_path / "bad.csv").write_bytes(_file(ROWS[:-1]).replace(b"3,1,6,0.1", b"3,1,0,0.1"))
    with pytest.raises(SystemExit, match="rien n’est enregistré"):
        cli.main(["references", "import", str(tmp_path / "bad.csv")])
