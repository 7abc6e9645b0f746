"""z-scores by the thousand and by the file: WHO's cases, an independent reading of its rules, and bad rows."""

import csv
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldvisit import cli
from fieldvisit.growth import scores_file, zscore
from fieldvisit.growth.scores import SCORES, zscores
from fieldvisit.words import Refusal
from tests import twins
from tests.growth import who_oracle, who_tables

HEADER = "sex,age_days,age_months,weight_kg,length_cm,measure,head_cm,oedema"


def test_the_embedded_tables_are_the_published_ones():
    assert who_tables.packed() == who_tables.PACKED.read_text(encoding="utf-8")
    assert who_tables.module() == who_tables.MODULE.read_text(encoding="utf-8")
    assert len(who_oracle.table("who2006_wfa")) == 3714 and len(who_oracle.table("who2006_wfl")) == 1302


def _converted(tmp_path, text: str, reference: str = "who2006") -> tuple[list[dict], scores_file.Said]:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(text, encoding="utf-8")
    said = scores_file.convert(source, target, reference)
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    with target.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter)), said


def _expected(case: dict, indicator: str, names: dict) -> tuple[str, str]:
    name = names.get(indicator)
    return (case[f"exp_z_{name}_exact"], case[f"exp_flag_{name}"]) if name else ("", "")


@pytest.mark.parametrize(
    ("file", "reference", "length", "head", "names"),
    [
        ("who2006_cases.csv", "who2006", "length_cm", "headc_cm", {each: each for each in SCORES} | {"wfl": "wflh"}),
        ("who2007_cases.csv", "who2007", "height_cm", None, {"lhfa": "hfa", "wfa": "wfa", "bfa": "bfa"}),
    ],
)
def test_whos_own_cases_through_a_file(tmp_path, file, reference, length, head, names):
    with (twins.CASES / file).open(encoding="utf-8", newline="") as opened:
        cases = list(csv.DictReader(opened))
    rows = [
        [case["sex"], case.get("age_days", ""), case["age_months"], case["weight_kg"], case[length]]
        + [case.get("measure", ""), case[head] if head else "", case["oedema"]]
        for case in cases
    ]
    found, said = _converted(tmp_path, "\n".join([HEADER, *map(",".join, rows)]), reference)
    assert (said.rows, said.unread) == (len(cases), [])
    for case, row in zip(cases, found, strict=True):
        for indicator in SCORES:
            z, flag = _expected(case, indicator, names)
            assert row[f"flag_{indicator}"] == flag, (case, indicator)
            assert (row[f"z_{indicator}"] == "") == (z == ""), (case, indicator)
            assert z == "" or abs(float(row[f"z_{indicator}"]) - float(z)) < 1e-6, (case, indicator)


EDGES = [0, 1, 272, 273, 273.5, 274, 730, 730.4, 730.5, 731, 732, 1825.4, 1826, 1826.2, 1826.25, 1826.6, 1827, 1856]
EDGES_MONTHS = [0, 8.99, 9, 23.98, 23.99, 24, 24.01, 59.98, 59.99, 59.999, 60, 60.5, 61]


def _random_2006(chance: random.Random) -> tuple:
    in_months = chance.random() < 0.4
    age = chance.choice([*EDGES_MONTHS, chance.uniform(0, 62)] if in_months else [*EDGES, chance.randint(0, 1900)])
    days = age * 30.4375 if in_months else age
    length = chance.choice([round((50 + 1.35 * days**0.5) * chance.uniform(0.8, 1.25), 1), 45, 65, 110, 120, 86.9, 87])
    weight = round((3.3 + 0.29 * days**0.5) * chance.uniform(0.4, 2.2), 3)
    head = round((34 + 0.35 * days**0.5) * chance.uniform(0.8, 1.2), 1)
    none = chance.random
    return (
        chance.choice("MF"),
        None if none() < 0.1 else age,
        in_months,
        None if none() < 0.1 else weight,
        None if none() < 0.1 else length,
        chance.choice(["l", "h", ""]),
        None if none() < 0.1 else head,
        none() < 0.1,
    )


def _column(rows: list[tuple], at: int) -> np.ndarray:
    return np.array([np.nan if row[at] is None else row[at] for row in rows], dtype=float)


def _compare(found: dict, wanted: list[dict]) -> int:
    for indicator in SCORES:
        z = found[f"z_{indicator}"]
        other = np.array([np.nan if each[indicator] is None else each[indicator] for each in wanted], dtype=float)
        assert (np.isnan(z) == np.isnan(other)).all(), indicator
        assert np.nanmax(np.abs(z - other), initial=0) < 1e-8, indicator
        low, high = zscore.FLAGS[indicator]
        assert (found[f"flag_{indicator}"] == ((z > high + 0.005) | (z < low - 0.005))).mean() > 0.999
    return sum(each is not None for one in wanted for each in one.values())


def test_twenty_thousand_children_by_another_reading_of_the_rules():
    chance = random.Random(2006)
    rows = [_random_2006(chance) for _ in range(20_000)]
    in_months = np.array([row[2] for row in rows])
    age = _column(rows, 1)
    found = zscores(
        np.array([row[0] for row in rows]),
        age_days=np.where(in_months, np.nan, age),
        age_months=np.where(in_months, age, np.nan),
        weight_kg=_column(rows, 3),
        length_cm=_column(rows, 4),
        measure=np.array([row[5] for row in rows]),
        head_cm=_column(rows, 6),
        oedema=np.array([row[7] for row in rows]),
    )
    assert _compare(found, [who_oracle.scores_2006(*row) for row in rows]) > 50_000


def test_five_thousand_schoolchildren_by_another_reading_of_the_rules():
    chance = random.Random(2007)
    months = [60, 60.0001, 119.99, 120, 120.01, 227.99, 228, 228.001, 59.999]
    rows = []
    for _ in range(5_000):
        age = chance.choice([*months, round(chance.uniform(55, 235), chance.choice([0, 2, 9]))])
        height = round((65 + 0.5 * age + 14) * chance.uniform(0.8, 1.2), 1)
        weight = round(16 * (height / 100) ** 2 * chance.uniform(0.5, 2.5), 2)
        rows.append((chance.choice("MF"), age, weight, height, chance.random() < 0.1))
    found = zscores(
        np.array([row[0] for row in rows]),
        age_months=_column(rows, 1),
        weight_kg=_column(rows, 2),
        length_cm=_column(rows, 3),
        oedema=np.array([row[4] for row in rows]),
        reference="who2007",
    )
    assert _compare(found, [who_oracle.scores_2007(*row) for row in rows]) > 7_000


def test_months_are_judged_unrounded_and_days_rounded_half_up():
    at = {"weight_kg": 18, "length_cm": 105, "measure": "h"}
    assert np.isnan(zscores("M", age_months=60, **at)["z_wfa"])  # day 1826 all the same
    assert not np.isnan(zscores("M", age_days=1826, **at)["z_wfa"])
    assert zscores("F", age_months=24, length_cm=77.5)["z_lhfa"] == pytest.approx(
        zscores("F", age_days=731, length_cm=77.5)["z_lhfa"]
    )
    # 8.99 months are day 274, as nine months are; nobody stands yet.
    early, stands = (zscores("M", age_months=age, length_cm=60, measure="h")["z_lhfa"][0] for age in (8.99, 9))
    assert stands - early == pytest.approx(0.7 / (who_oracle.table("who2006_lhfa")["M", 274.0][1] * 0.03), rel=0.2)


@given(
    st.sampled_from(["M", "F"]),
    st.integers(0, 1826),
    st.floats(0.5, 60),
    st.floats(30, 140),
    st.sampled_from(["l", "h", ""]),
)
def test_one_child_alone_has_the_scores_it_has_among_others(sex, age, weight, length, measure):
    alone = zscores(sex, age_days=age, weight_kg=weight, length_cm=length, measure=measure)
    many = zscores(
        np.array(["F", sex, "M"]),
        age_days=np.array([3, age, 1000]),
        weight_kg=np.array([3, weight, 14.0]),
        length_cm=np.array([50, length, np.nan]),
        measure=np.array(["", measure, "l"]),
    )
    assert np.allclose(alone["z_wfl"], many["z_wfl"][1], equal_nan=True, rtol=0, atol=1e-12)
    used = zscore.converted(length, age, {"l": "couche", "h": "debout", "": None}[measure])
    for indicator, value in (("wfa", weight), ("lhfa", used), ("bfa", weight / (used / 100) ** 2)):
        one = zscore.z(indicator, sex, age, value)
        assert alone[f"z_{indicator}"][0] == pytest.approx(one, abs=1e-9)
        assert many[f"z_{indicator}"][1] == pytest.approx(one, abs=1e-9)


def test_arrays_of_different_lengths_and_unknown_references_are_refused():
    with pytest.raises(ValueError):
        zscores(np.array(["M", "F"]), age_days=np.array([1, 2, 3]))
    with pytest.raises(ValueError, match="who2006"):
        zscores("M", age_days=1, reference="cdc")
    assert zscores(np.array([], dtype=str))["z_wfa"].shape == (0,)


ROWS = {
    "M,10,,3.2,50,l,34,n": "",
    "x,10,,3.2,50,l,34,n": "sexe : « x » n’est pas M ou F",
    "M,10,,3.2,50,c,34,n": "position : « c » n’est pas l (couché) ou h (debout)",
    "M,dix,,3.2,50,l,34,n": "âge en jours : « dix » n’est pas un nombre",
    "M,-1,,3.2,50,l,34,n": "âge en jours négatif (-1)",
    "M,10,,nan,50,l,34,n": "poids : « nan » n’est pas un nombre",
    "M,10,,3,2,50,l,34,n": "9 valeurs pour 8 colonnes",
    "M,10,,3.2": "4 valeurs pour 8 colonnes",
}
ODD = {
    ",10,,3.2,50,l,34,n": "sexe inconnu",
    "M,10,,0,50,l,34,n": "poids 0 : une mesure est supérieure à zéro",
    "M,10,,3200,50,l,34,n": "des grammes ?",
    "M,10,24,3.2,50,l,34,n": "les âges en jours et en mois diffèrent",
}


def test_a_bad_row_is_told_with_its_line_and_the_others_are_worked_out(tmp_path):
    found, said = _converted(tmp_path, "\n".join([HEADER, *ROWS, *ODD]) + "\n")
    assert said.rows == len(found) == len(ROWS) + len(ODD)
    wrong = [(line, why) for line, why in enumerate(ROWS.values(), 2) if why]
    for told, (line, why) in zip(said.unread, wrong, strict=True):
        assert told.startswith(f"ligne {line} : {why}") and "Aucun z-score" in told
    for told, (line, why) in zip(said.notes, enumerate(ODD.values(), 2 + len(ROWS)), strict=True):
        assert told.startswith(f"ligne {line} : ") and why in told
    assert all(found[at]["z_lhfa"] == "" for at, why in enumerate(ROWS.values()) if why)
    assert found[0]["z_wfa"] and found[len(ROWS) + 1]["z_wfa"] == "" and found[len(ROWS) + 1]["z_lhfa"]


def test_a_file_of_a_french_spreadsheet_is_read(tmp_path):
    text = "\ufeffSexe;sex;age_days;weight_kg;note\nfille;F;30;4,1;« à revoir ; »\n"
    found, said = _converted(tmp_path, text.replace("« à revoir ; »", '"à revoir ; "'))
    assert said.unread == []
    assert float(found[0]["z_wfa"]) == pytest.approx(zscore.z("wfa", "F", 30, 4.1))
    assert found[0]["note"] == "à revoir ; " and found[0]["flag_wfa"] == "0" and found[0]["z_lhfa"] == ""


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "sex\nM\n", "sex,age_days,age_days\nM,1,2\n"])
def test_a_file_without_the_columns_is_refused_and_nothing_is_written(tmp_path, text):
    with pytest.raises(Refusal):
        _converted(tmp_path, text)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(("row", "status"), [("M,10,,3.2,50,l,34,n", 0), ("M,ten,,3.2,50,l,34,n", 1)])
def test_the_command_says_by_its_status_whether_every_row_was_read(tmp_path, capsys, row, status):
    (tmp_path / "in.csv").write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        cli.main(["growth", "zscores", str(tmp_path / "in.csv"), str(tmp_path / "out.csv")])
    assert ended.value.code == status
    assert ("ligne 2" in capsys.readouterr().err) is bool(status)


def test_the_measurements_are_never_written_over_and_an_answer_is_there_whole_or_as_before(tmp_path, monkeypatch):
    source, answer = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(f"{HEADER}\nM,10,,3.2,50,l,34,n\n", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(source)
    before = source.read_bytes()
    for same in (source, tmp_path / "." / "in.csv", tmp_path / "link.csv"):
        with pytest.raises(SystemExit, match="autre nom"):
            cli.main(["growth", "zscores", str(source), str(same)])
    assert source.read_bytes() == before
    answer.write_text("former", encoding="utf-8")

    def full(*_):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(SystemExit, match="ne peut pas être écrit"):
            cli.main(["growth", "zscores", str(source), str(answer)])
    assert answer.read_text() == "former"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in.csv", "link.csv", "out.csv"]


def test_the_command_works_from_a_terminal(tmp_path):
    (tmp_path / "in.csv").write_text(f"{HEADER}\nF,,100,30,140,h,,n\n", encoding="utf-8")
    command = [sys.executable, "-m", "fieldvisit", "growth", "zscores", "in.csv", "out.csv", "--reference", "who2007"]
    root = str(who_tables.ROOM.parent)
    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": root, "PATH": "/usr/bin:/bin"}, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 2
