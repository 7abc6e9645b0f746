"""The paper left with the woman: plain words, only what she agreed to, nothing said alone; alike on both sides."""

import json
import random

import pytest

from fieldvisit.forms import catalogue, synthesis
from fieldvisit.forms.synthesis import Known, NotGiven
from tests import twins

KNOWN = Known(
    "Inès Costa", "2026-11-22", ("Mardi 1er décembre 2026 à 9 h, avec Inès Costa.",), "Inès Costa – 04 74 00 00 00"
)
WHOLE = {
    "A1_date": {"v": "2026-12-01"},
    "B2": {"v": "2027-03-12"},
    "B4_maternite": {"v": "Fleyriat"},
    "B10": {"v": ["coqueluche", "vrs"]},
    "C4": {"v": ["aide_maison", "psy"]},
    "H1": {"v": "allaitement"},
    "H3": {"v": "Être accompagnée par sa sœur"},
    "H5": {"v": ["personne"]},
    "I1": {"special": "non_aborde"},
    "I6_remise": {"v": "oui"},
    "I6_accords": {"v": ["maternite", "puericultrice"]},
}
REFERRALS = [
    {"code": "tabacologue", "state": "acceptee", "words": "Le 3 décembre à 14 h.", "confided": False},
    {"code": "psychologue_pmi", "state": "acceptee", "words": "", "confided": True},
    {"code": "laep", "state": "a_reflechir", "words": "", "confided": False},
    {"code": "service_social", "state": "refusee", "words": "", "confided": False},
    {"code": "asso_violences", "state": "acceptee", "words": "", "confided": False},
]


def told(answers=WHOLE, referrals=REFERRALS, kind="epp") -> dict:
    return synthesis.of(kind, answers, referrals, KNOWN)


def test_it_says_in_plain_words_what_she_takes_home():
    found = {one["title"]: one["lines"] for one in told()["sections"]}
    assert told()["intro"] == "Le 1er décembre 2026, avec Inès Costa."
    assert found == {
        "Votre grossesse": ["Date prévue de l’accouchement : 12 mars 2027.", "Maternité choisie : Fleyriat."],
        "Vos projets": [
            "Vous souhaitez allaiter votre bébé.",
            "Ce qui compte pour vous le jour de la naissance : Être accompagnée par sa sœur",
        ],
        "Ce que vous souhaitez": ["Vous aimeriez : de l’aide à la maison, un soutien."],
        "Ce dont nous avons parlé": [
            "Pour votre santé et celle de votre bébé : la vaccination contre la coqueluche, "
            "la protection contre la bronchiolite."
        ],
        "Ce que nous avons décidé ensemble": ["Être accompagnée pour arrêter de fumer. Le 3 décembre à 14 h."],
        "Ce à quoi vous réfléchissez": ["Découvrir un lieu d’accueil enfants-parents."],
        "Vos rendez-vous avec nous": ["Mardi 1er décembre 2026 à 9 h, avec Inès Costa."],
        "Ce que nous transmettons": [
            "Avec votre accord, nous transmettons l’essentiel à : votre maternité, la puéricultrice de PMI.",
            "Vous pouvez changer d’avis à tout moment : dites-le-nous.",
        ],
    }


@pytest.mark.parametrize(("given", "why"), [({"v": "non"}, "Rien ne s’imprime"), (None, "Demandez-lui d’abord")])
def test_without_her_wish_there_is_none(given, why):
    with pytest.raises(NotGiven, match=why):
        told({**WHOLE, "I6_remise": given})
    with pytest.raises(NotGiven, match="EPP et l’EPNP"):
        told(kind="vad_1m")


def test_what_she_does_not_want_transmitted_is_said_so():
    for value in (["aucune"], None):
        lines = told({**WHOLE, "I6_accords": {"v": value}})["sections"][-1]["lines"]
        assert lines[0].startswith("Vous ne souhaitez pas")


@pytest.mark.parametrize("kind", ["epp", "epnp"])
def test_no_item_that_was_said_alone_is_private_or_judges_ever_comes_in(kind):
    grid, form = catalogue.grid_for(kind), synthesis.words()["forms"][kind]
    named = {one["item"] for section in form["sections"] for one in section["lines"]}
    named |= {form[name] for name in ("date", "given", "shared") if form[name]}
    assert named <= set(grid["items"])
    for key in named:
        item = grid["items"][key]
        assert not item["seule"] and not item["prive"], key
        options = {option["code"]: option for option in item["options"] or []}
        lines = [one for section in form["sections"] for one in section["lines"] if one["item"] == key]
        for code in (code for one in lines for code in one.get("options", {})):
            assert code in options and not options[code].get("prive"), (key, code)
    never = {"I2", "I3", "I3_motif", "N20_niveau", "N20_motif", "D7_score", "N12_score", "N13_score", "C3", "N19"}
    assert named.isdisjoint(never)
    assert set(synthesis.words()["referrals"]) <= set(grid["orientations"])
    assert {"asso_violences", "crip", "protocole_violences", "addictologie"}.isdisjoint(synthesis.words()["referrals"])


@pytest.mark.parametrize("kind", ["epp", "epnp"])
def test_whatever_was_answered_nothing_confided_is_on_the_paper(kind):
    """Every item answered with a word of its own: those of confided, judging or scored items are nowhere."""
    grid = catalogue.grid_for(kind)
    answers = {
        key: {"v": f"mot-{key}" if item["type"] == "texte" else [o["code"] for o in item["options"] or []], "note": key}
        for key, item in grid["items"].items()
    }
    answers |= {"I6_remise": {"v": "oui"}}
    text = json.dumps(told(answers, kind=kind), ensure_ascii=False)
    for key, item in grid["items"].items():
        if item["seule"] or item["prive"] or key in ("I2", "I3_motif", "C3", "N19"):
            assert f"mot-{key}" not in text
    for word in (
        "violen",
        "peur",
        "dispute",
        "suicid",
        "alcool",
        "EPDS",
        "score",
        "Urgent",
        "surveiller",
        "3919",
        "note",
    ):
        assert word.casefold() not in text.casefold(), word


def test_the_tablet_has_the_same_words():
    [words] = twins.in_node('import { WORDS } from "{js}/rules/synthesis_words.js"; export default () => WORDS;', [0])
    assert words == {key: value for key, value in synthesis.words().items() if key != "note"}


def test_both_sides_write_the_same_paper():
    chance, given = random.Random(7), []
    for kind in ("epp", "epnp"):
        items = catalogue.grid_for(kind)["items"]
        for _ in range(60):
            answers = {key: _some(item, chance) for key, item in items.items() if chance.random() < 0.7}
            answers |= {"I6_remise": {"v": "oui"}}
            referrals = [one for one in REFERRALS if chance.random() < 0.6]
            given.append([kind, answers, referrals, KNOWN.__dict__])
    found = twins.in_node(
        """
        import { refusal, synthesis } from "{js}/rules/synthesis.js";
        export default ([kind, answers, referrals, known]) =>
          refusal(kind, answers) || synthesis(kind, answers, referrals, known);
        """,
        json.loads(json.dumps(given)),
    )
    for (kind, answers, referrals, _), paper in zip(given, found, strict=True):
        assert paper == synthesis.of(kind, answers, referrals, KNOWN)
    asked = [["epp", {"I6_remise": value}, [], {}] for value in ({"v": "non"}, {"v": "oui", "special": "x"}, None)]
    refusals = twins.in_node(
        'import { refusal } from "{js}/rules/synthesis.js"; export default (asked) => refusal(...asked);',
        asked,
    )
    for (kind, answers, *_), why in zip(asked, refusals, strict=True):
        with pytest.raises(NotGiven) as refused:
            synthesis.of(kind, answers, [], KNOWN)
        assert refused.value.sentence == why


def _some(item: dict, chance: random.Random):
    codes = [option["code"] for option in item["options"] or []]
    odd = [{"special": "non_aborde"}, {"v": None}, {"v": ""}, {"v": "  "}, {"note": "x"}, None]
    if chance.random() < 0.2:
        return chance.choice(odd)
    if item["type"] == "multi":
        return {"v": [code for code in codes if chance.random() < 0.5]}
    if item["type"] == "date":
        return {"v": chance.choice(["2027-03-01", "2026-12-31", "2026-13-01", "demain"])}
    if codes:
        return {"v": chance.choice([*codes, "inconnu"])}
    return {"v": chance.choice(["Un mot", "2026-12-01", "{}", "$& <b>"])}
