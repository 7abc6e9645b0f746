"""A child's chart as the tablet and the office draw it: points, windows, lines, words; the same module runs in both."""

import json
import re

import pytest

from fieldvisit.growth import zscore
from tests import twins

IN_NODE = """
import { growthOf } from "{js}/growth/view.js";
const nothing = { measure: "", span: "", ages: "", reference: "", key: "", folds: {} };
export default ({ child, given }) => growthOf(child, { ...given, choice: { ...nothing, ...given.choice } });
"""
TODAY = "2026-11-22"


def measure(kind: str, value: float, on: str, **more) -> dict:
    method = "couche" if kind == "taille" else ""
    return {"kind": kind, "value": value, "taken_at": on, "method": method, "doubtful": False, **more}


def child(**more) -> dict:
    return {
        "id": "c", "first_name": "Léa", "last_name": "Kaya", "sex": "F", "birth_date": "2026-09-01",
        "term_weeks": 39, "term_days": 2, "birth_weight_g": 3300, "birth_length_cm": 50, "birth_head_cm": 34.5,
        "measurements": [], **more,
    }  # fmt: skip


def shown(*asked: tuple[dict, dict]) -> list[dict]:
    return twins.in_node(IN_NODE, [{"child": one, "given": {"today": TODAY, **given}} for one, given in asked])


def kinds_of(growth: dict) -> set[str]:
    return {mark["kind"] for mark in growth["chart"]["marks"]}


def chosen(options: list[dict]) -> str:
    return next(option["code"] for option in options if option["chosen"])


def test_the_birth_is_the_first_point_and_a_typed_value_says_that_nobody_signed_it():
    known = child(measurements=[measure("poids", 3950, "2026-10-01")])
    typed = {"taken": [{"kind": "poids", "value": 5000, "method": None}], "on": TODAY}
    [before, during] = shown((known, {}), (known, typed))
    assert [row["value"] for row in before["rows"]] == ["3,950 kg", "3,300 kg"]
    assert [row["state"] for row in during["rows"]] == ["À signer", "", "Naissance"]
    assert kinds_of(before) == {"dot"}
    assert kinds_of(during) == {"dot", "typed"}
    assert [tag["text"] for tag in during["chart"]["tags"]] == ["à signer"]
    z = zscore.z("wfa", "F", 82, 5.0)
    assert during["rows"][0]["z"] == f"−{abs(z):.2f}".replace(".", ",")


def test_a_typed_value_takes_the_place_of_what_that_day_had():
    known = child(measurements=[measure("poids", 4900, TODAY)])
    [growth] = shown((known, {"taken": [{"kind": "poids", "value": 5000, "method": None}], "on": TODAY}))
    assert [row["value"] for row in growth["rows"]] == ["5,000 kg", "3,300 kg"]


def test_a_preterm_child_has_a_dot_and_a_joined_cross_and_each_age_can_be_seen_alone():
    known = child(term_weeks=31, term_days=4, birth_weight_g=1600, measurements=[measure("poids", 3100, TODAY)])
    [both, real, corrected] = shown(*((known, {"choice": {"ages": ages}}) for ages in ("", "reel", "corrige")))
    assert kinds_of(both) == {"dot", "cross", "link"}
    assert kinds_of(real) == {"dot"}
    assert kinds_of(corrected) == {"cross"}
    assert both["term"] == "Née à 31 SA + 4 j, 8 semaines et 3 jours avant 40 SA"
    assert [row["corrected"] for row in both["rows"]] == ["23 jours", "−8 sem. 3 j"]
    assert both["rows"][1]["z"] == "–", "before the term the reference gives nothing"
    assert both["chart"]["before"]["shown"]
    assert not real["chart"]["before"]["shown"]
    assert "peu représentés" in both["banner"]


def test_who_was_born_at_term_is_not_asked_which_age():
    [growth] = shown((child(), {}))
    assert growth["ages"] == []
    assert growth["banner"] == ""


@pytest.mark.parametrize(
    ("birth", "measure_", "window"),
    [
        ("2026-11-10", "poids", "4s"),
        ("2026-11-10", "taille", "3m"),
        ("2026-09-01", "poids", "3m"),
        ("2026-08-20", "poids", "12m"),
        ("2025-10-01", "taille", "3a"),
        ("2023-01-01", "taille", "18a"),
        ("2023-01-01", "pc", "5a"),
        ("2023-01-01", "imc", "6a"),
        ("2015-01-01", "imc", "2-18a"),
    ],
)
def test_the_window_holds_the_child_s_age_with_room_for_the_next_visit(birth, measure_, window):
    [growth] = shown((child(birth_date=birth), {"choice": {"measure": measure_}}))
    assert chosen(growth["spans"]) == window


def test_weight_is_in_centiles_and_lengths_are_in_sd_as_in_the_carnet():
    charts = shown(
        *((child(birth_date="2024-01-01"), {"choice": {"measure": kind}}) for kind in ("poids", "taille", "pc", "imc"))
    )
    names = [[label["text"] for label in growth["chart"]["labels"]] for growth in charts]
    centiles, sds = ["3", "10", "25", "50", "75", "90", "97"], ["−3", "−2", "−1", "M", "+1", "+2", "+3"]
    assert names == [centiles, sds, sds, centiles]


def test_names_of_lines_never_cover_each_other_and_stay_in_the_frame():
    asked = [
        (child(birth_date=birth, sex=sex), {"choice": {"measure": kind, "span": span}, "size": size})
        for birth in ("2026-11-01", "2020-01-01")
        for sex in "MF"
        for kind, spans in {
            "poids": "3m 12m 3a 18a",
            "taille": "3m 12m 3a 18a",
            "pc": "3m 12m 3a 5a",
            "imc": "6a 2-18a",
        }.items()
        for span in spans.split()
        for size in ("page", "beside")
    ]
    for growth in shown(*asked):
        heights = sorted(label["y"] for label in growth["chart"]["labels"])
        gaps = [b - a for a, b in zip(heights, heights[1:], strict=False)]
        assert len(heights) == 7
        assert min(gaps) >= 14, growth["summary"]
        frame = growth["chart"]["frame"]
        assert frame["y"] <= heights[0]
        assert heights[-1] <= frame["y"] + frame["height"] + 5


def test_steps_stay_visible_and_are_explained():
    old = child(birth_date="2019-01-01")
    [height, weight, head] = shown(*((old, {"choice": {"measure": kind}}) for kind in ("taille", "poids", "pc")))
    assert [(step["before"], step["after"]) for step in height["chart"]["steps"]] == [
        ("", "debout"),
        ("OMS 2006", "OMS 2007"),
    ]
    assert [step["after"] for step in weight["chart"]["steps"]] == ["OMS 2007"]
    assert head["chart"]["steps"] == []
    said = " ".join(note["text"] for note in height["notes"])
    assert "0,7 cm" in said
    assert "OMS 2007" in said
    assert all(line["d"].count("M") == 3 for line in height["chart"]["lines"]), "no line bridges a step"


def test_every_chart_names_its_reference_and_says_that_it_is_not_the_carnet_s():
    views = [{"choice": {"measure": kind}} for kind in ("poids", "taille", "pc", "imc", "ds")] + [{"size": "beside"}]
    for growth in shown(*((child(), view) for view in views)):
        assert growth["reference"] == "Référence : OMS 2006/2007 – ce ne sont pas les courbes du carnet de santé."


def test_a_tap_reads_value_ages_z_centile_corridor_and_reference():
    known = child(term_weeks=33, term_days=0, measurements=[measure("taille", 56.5, TODAY)])
    [growth] = shown((known, {"choice": {"measure": "taille", "key": f"taille-{TODAY}"}}))
    detail = growth["detail"]
    assert detail["title"] == "Taille : 56,5 cm, couché, le 22/11/2026"
    said = {line["label"]: line["text"] for line in detail["lines"]}
    assert re.fullmatch(r"2 mois 21 j : −1,\d\d DS · \d+ᵉ percentile", said["Âge réel"])
    assert re.fullmatch(r"1 mois 2 j : \+\d,\d\d DS · \d+ᵉ percentile", said["Âge corrigé"])
    assert said["Couloir"].startswith("entre les lignes ")
    assert said["Référence"] == "OMS 2006, version 2006" or said["Référence"] == "OMS 2006"
    assert growth["chart"]["selected"]["shown"]
    assert growth["chart"]["has_selected"]


def test_centiles_are_whole_and_their_ends_are_said():
    [low, high, middle] = shown(
        *((child(measurements=[measure("poids", grams, TODAY)]), {}) for grams in (3200, 8200, 5200))
    )
    assert [growth["rows"][0]["centile"] for growth in (low, high)] == ["< 0,4ᵉ", "> 99,6ᵉ"]
    assert re.fullmatch(r"\d+ᵉ", middle["rows"][0]["centile"])


def test_a_doubtful_measure_is_marked_apart_and_left_out_of_the_view_in_sd():
    known = child(
        measurements=[measure("poids", 5000, "2026-11-01", doubtful=True), measure("poids", 4100, "2026-10-01")]
    )
    [weight, sd] = shown((known, {}), (known, {"choice": {"measure": "ds"}}))
    assert kinds_of(weight) == {"dot", "doubtful"}
    assert weight["rows"][0]["state"] == "Douteuse"
    assert len(json.loads(sd["chart"]["spots"])) == 4, "the birth's three and one weight"


def test_in_sd_each_measure_has_its_own_mark_and_successive_ones_are_joined():
    known = child(
        measurements=[
            measure("poids", 4100, "2026-10-01"),
            measure("taille", 54, "2026-10-01"),
            measure("pc", 37, "2026-10-01"),
        ]
    )
    [growth] = shown((known, {"choice": {"measure": "ds"}}))
    series = {line["key"]: line["d"] for line in growth["chart"]["lines"] if line["key"].startswith("s-")}
    assert set(series) == {"s-poids", "s-taille", "s-pc"}
    assert all(re.fullmatch(r"M\S+ \S+L\S+ \S+", d) for d in series.values())
    assert [label["text"] for label in growth["chart"]["labels"]] == ["Poids", "Taille", "PC"]


def test_grams_for_kilos_do_not_flatten_the_lines_and_are_said():
    [growth] = shown((child(measurements=[measure("poids", 45000, "2026-10-01")]), {}))
    assert growth["chart"]["outside"] == "1 mesure hors du cadre : voir le tableau."
    assert max(float(tick["text"].replace(",", ".")) for tick in growth["chart"]["ticks_y"]) < 15
    assert growth["rows"][0]["value"] == "45,000 kg"


def test_without_sex_there_are_points_and_no_line_and_it_says_why():
    [growth] = shown((child(sex=None, measurements=[measure("poids", 4100, "2026-10-01")]), {}))
    assert growth["chart"]["lines"] == []
    assert kinds_of(growth) == {"dot"}
    assert growth["problem"].startswith("Sexe non renseigné")
    assert [row["z"] for row in growth["rows"]] == ["–", "–"]


def test_without_a_birth_date_there_is_no_chart_and_it_says_why():
    [growth] = shown((child(birth_date=None, measurements=[measure("poids", 4100, "2026-10-01")]), {}))
    assert not growth["drawn"]
    assert growth["problem"].startswith("Date de naissance non renseignée")


def test_a_measure_before_the_birth_is_said_and_not_drawn():
    [growth] = shown((child(measurements=[measure("poids", 4100, "2026-08-01")]), {}))
    assert [(row["date"], row["state"]) for row in growth["rows"]] == [
        ("01/09/2026", "Naissance"),
        ("01/08/2026", "Avant la naissance : vérifiez la date"),
    ]
    assert len(json.loads(growth["chart"]["spots"])) == 1


def test_no_measure_still_shows_the_lines():
    [growth] = shown((child(birth_weight_g=None), {}))
    assert growth["empty"] == "Aucune mesure encore."
    assert len(growth["chart"]["lines"]) == 7


def test_the_target_is_a_line_of_its_own_on_the_length_only():
    adults = [{"role": "mere", "height_cm": 168}, {"role": "pere", "height_cm": 180}]
    views = [{"adults": adults, "choice": {"measure": kind}} for kind in ("taille", "poids")]
    [length, weight, alone] = shown(*((child(), view) for view in views), (child(), {"choice": {"measure": "taille"}}))
    assert "target" in {line["style"] for line in length["chart"]["lines"]}
    assert length["target"].startswith("Taille cible : 167,5 cm (+0,")
    for growth in (weight, alone):
        assert "target" not in {line["style"] for line in growth["chart"]["lines"]}
        assert growth["target"] == ""


def test_sixty_measures_make_no_more_elements_than_one():
    many = [measure("poids", 3400 + 20 * at, f"2026-09-{at + 1:02}") for at in range(1, 30)]
    [one, all_] = shown((child(), {}), (child(measurements=many), {}))
    assert len(one["chart"]["marks"]) == len(all_["chart"]["marks"])


def test_a_long_table_shows_the_last_measures_until_all_are_asked_for():
    known = child(measurements=[measure("poids", 3300 + 30 * day, f"2026-10-{day:02}") for day in range(1, 31)])
    [folded, whole] = shown((known, {}), (known, {"choice": {"all": True}}))
    assert [row["date"] for row in folded["rows"]][:2] == ["30/10/2026", "29/10/2026"] and len(folded["rows"]) == 12
    assert folded["more"] == "Voir les 31 mesures" and (len(whole["rows"]), whole["more"]) == (31, "")
    assert folded["chart"] == whole["chart"], "every measure is on the curve all the same"
