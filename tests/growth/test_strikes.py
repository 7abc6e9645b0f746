"""A struck measure as both worlds draw and say it, and the line that is copied into the carnet de santé."""

import pytest

from fieldvisit.growth import strike
from tests import twins
from tests.growth.test_chart import child, kinds_of, measure, shown

STRUCK = {"id": "s1", "why": "unite", "words": "kilos", "at": "2026-11-20T09:00:00.000Z", "who": "Claire Morel"}
PUT_BACK = STRUCK | {"back_at": "2026-11-21T09:00:00.000Z", "back_who": "Inès Costa", "back_words": ""}


def wrong(value=39500, on="2026-10-01", **more):
    return measure("poids", value, on, id="m1", **({"struck": True, "strikes": [STRUCK]} | more))


def test_the_reasons_are_the_office_s():
    body = 'import { WHYS, LONGEST } from "{js}/growth/strikes.js"; export default () => [WHYS, LONGEST];'
    assert twins.in_node(body, [0]) == [[[[one.value, one.label] for one in strike.Why], strike.LONGEST]]


def test_a_struck_measure_is_hollow_on_the_chart_and_readable_in_the_table_and_flattens_nothing():
    [plain, growth] = shown((child(), {}), (child(measurements=[wrong(4500)]), {"mayStrike": True}))
    assert kinds_of(growth) == {"dot", "struck"}
    assert [tag["text"] for tag in growth["chart"]["tags"]] == ["rayée"]
    assert "rayée, ne compte pas" in [one["text"] for one in growth["legend"]]
    [row, birth] = growth["rows"]
    assert row["struck"] and (row["z"], row["centile"], row["state"]) == ("–", "–", "")
    assert row["said"] == "Rayée le 20/11/2026 par Claire Morel : Erreur d’unité (g, kg, cm) – kilos."
    assert (row["id"], row["act"]) == ("m1", "retablir")
    assert (birth["id"], birth["act"]) == ("", ""), "the birth is put right in the file"
    assert "1 mesure, dernière : 3,300 kg" in growth["summary"]
    [far] = shown((child(measurements=[wrong(39500)]), {}))
    assert far["chart"]["ticks_y"] == plain["chart"]["ticks_y"]
    assert far["chart"]["outside"] == ""


def test_struck_measures_are_hidden_from_the_drawing_and_stay_in_the_table():
    known = child(measurements=[wrong(4500)])
    [growth] = shown((known, {"choice": {"hidden": True}}))
    assert kinds_of(growth) == {"dot"}
    assert [row["struck"] for row in growth["rows"]] == [True, False]
    assert (growth["struck"], growth["struck_hidden"]) == (1, True)


def test_what_was_struck_counts_neither_in_sd_nor_as_the_last_measure_nor_for_the_day_s_index():
    known = child(
        birth_date="2022-11-01",
        measurements=[
            measure("taille", 101, TODAY, method="debout"),
            measure("poids", 30000, TODAY, id="m1", struck=True, strikes=[STRUCK]),
            measure("poids", 16000, TODAY, id="m2"),
        ],
    )
    [imc, all_in_sd, weight] = shown(*((known, {"choice": {"measure": one}}) for one in ("imc", "ds", "poids")))
    assert [row["value"] for row in imc["rows"]] == ["15,7 kg/m²"]
    assert "taille" in str(all_in_sd["chart"]["labels"]).lower() and kinds_of(all_in_sd) == {"dot"}
    assert "ᵉ percentile, le 22/11/2026" in weight["reading"]


TODAY = "2026-11-22"


def test_what_was_put_back_counts_again_and_says_so():
    [growth] = shown((child(measurements=[wrong(4500, strikes=[PUT_BACK], struck=False)]), {"mayStrike": True}))
    row = growth["rows"][0]
    assert not row["struck"] and row["act"] == "rayer" and row["z"] != "–"
    assert row["said"].endswith("Rétablie le 21/11/2026 par Inès Costa.")


def test_who_may_not_strike_is_offered_nothing():
    [growth] = shown((child(measurements=[wrong(4500), measure("poids", 4000, TODAY, id="m2")]), {}))
    assert [row["act"] for row in growth["rows"]] == ["", "", ""]
    assert not growth["may_strike"] and not growth["correcting"]


def texts(*asked):
    return [one["carnet"] for one in shown(*asked)]


def test_the_line_for_the_carnet_holds_the_day_the_ages_and_what_was_measured():
    born = {"birth_date": "2026-09-19", "term_weeks": 36, "term_days": 0}
    known = child(**born, measurements=[measure("poids", 4000, "2026-10-19")])
    taken = [
        {"kind": "pc", "value": 38.5, "method": None},
        {"kind": "poids", "value": 4850, "method": None},
        {"kind": "taille", "value": 56.5, "method": "couche"},
    ]
    [typed, kept, born_at] = texts(
        (known, {"taken": taken, "on": TODAY}), (known, {}), (known, {"choice": {"key": "poids-2026-09-19"}})
    )
    ages = "2 mois 3 jours (âge corrigé 1 mois 5 jours)"
    assert typed["text"] == f"22/11/2026 – {ages} : poids 4\u202f850 g, taille 56,5 cm, PC 38,5 cm"
    assert kept["text"] == "19/10/2026 – 1 mois (âge corrigé 2 jours) : poids 4\u202f000 g"
    assert born_at["text"].startswith("19/09/2026 – naissance (âge corrigé −4 sem.) : poids 3\u202f300 g, taille 50 cm")


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"doubtful": True}, "À ne pas recopier : taille (douteuse)."),
        ({"struck": True, "strikes": [STRUCK]}, "À ne pas recopier : taille (rayée)."),
    ],
)
def test_what_is_doubtful_or_struck_is_not_copied_and_said(given, left):
    lines = [measure("poids", 4850, TODAY), measure("taille", 65.5, TODAY, id="t", **given)]
    [carnet] = texts((child(measurements=lines), {}))
    assert carnet["text"].endswith(": poids 4\u202f850 g")
    assert carnet["left"] == left


def test_a_child_without_birth_date_has_its_measures_listed_and_says_why_there_is_no_chart():
    lines = [measure("poids", 4850, TODAY, id="m1"), measure("taille", 56.5, TODAY, id="m2")]
    [growth] = shown((child(birth_date=None, measurements=lines), {"mayStrike": True, "choice": {"correcting": True}}))
    assert not growth["drawn"] and "Date de naissance non renseignée" in growth["problem"]
    assert {(row["label"], row["value"], row["age"], row["z"]) for row in growth["rows"]} == {
        ("Poids", "4,850 kg", "–", "–"),
        ("Taille", "56,5 cm", "–", "–"),
    }
    assert growth["correcting"] and {row["act"] for row in growth["rows"]} == {"rayer"}
    assert growth["carnet"]["text"] == "22/11/2026 : poids 4\u202f850 g, taille 56,5 cm"


def test_a_measure_before_the_birth_is_listed_with_why_and_never_drawn():
    [growth] = shown((child(measurements=[measure("poids", 4850, "2025-11-22", id="m1")]), {"mayStrike": True}))
    assert growth["rows"][-1]["state"] == "Avant la naissance : vérifiez la date" and growth["rows"][-1]["z"] == "–"
    assert kinds_of(growth) == {"dot"} and growth["chart"]["spots"].count("key") == 1
    assert growth["rows"][-1]["act"] == "rayer"


@pytest.mark.parametrize("sex", [None, "I", ""])
def test_an_unknown_sex_gives_no_line_and_no_score_and_says_why_on_the_chart(sex):
    [growth] = shown((child(sex=sex, measurements=[measure("poids", 4850, TODAY)]), {}))
    assert growth["drawn"] and growth["chart"]["lines"] == []
    assert "Sexe non renseigné" in growth["problem"]
    assert {row["z"] for row in growth["rows"]} == {"–"}
    assert kinds_of(growth) == {"dot"}


def test_a_newborn_s_weight_says_how_far_it_is_from_the_birth_weight_until_fifteen_days():
    newborn = child(birth_date="2026-11-16", birth_weight_g=3400)
    lines = [measure("poids", 3130, "2026-11-20"), measure("poids", 3420, TODAY)]
    [growth, older] = shown(
        (newborn | {"measurements": lines}, {"choice": {"key": "poids-2026-11-20"}}),
        (newborn | {"birth_date": "2026-11-01", "measurements": [measure("poids", 3130, TODAY)]}, {}),
    )
    assert [row["state"] for row in growth["rows"]] == ["", "−7,9 % (−270 g)", "Naissance"]
    assert {"key": "perte", "label": "Perte", "text": "−7,9 % (−270 g) depuis la naissance"} in growth["detail"][
        "lines"
    ]
    assert growth["chart"]["age_title"] == "Âge, en jours"
    assert older["rows"][0]["state"] == ""


def test_what_cannot_be_is_neither_drawn_nor_joined_in_sd_and_is_to_be_verified_before_it_is_copied():
    known = child(measurements=[measure("poids", 4000, "2026-10-01"), measure("poids", 50000, TODAY)])
    [growth] = shown((known, {"choice": {"measure": "ds"}}))
    assert growth["chart"]["outside"] == "1 mesure hors du cadre : voir le tableau."
    assert "poids-2026-11-22" not in growth["chart"]["spots"]
    assert growth["carnet"]["left"] == "À vérifier avant de recopier : poids."
