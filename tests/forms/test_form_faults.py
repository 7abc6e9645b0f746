"""A grid that a county brings in: what is sound passes, every kind of damage is refused where it is, in French."""

import copy
import random

import pytest

from fieldvisit.forms import catalogue, difference, form_faults, form_file, version_faults
from fieldvisit.forms.fault import Fault, NotAGrid, items
from tests.forms import damage
from tests.sample import sample


def _faults(form: dict) -> list[Fault]:
    """As ``publishing.bring_in`` asks for them."""
    try:
        return form_faults.of(form_file.read(damage.file(form)))
    except NotAGrid as refused:
        return refused.faults


@pytest.mark.parametrize("code", damage.CODES)
def test_the_grid_in_force_under_a_higher_number_is_sound(code):
    form = damage.grid(code)
    assert _faults(form) == []
    assert difference.between(catalogue.source(code), form) == []


@pytest.mark.parametrize("code", damage.CODES)
def test_every_grid_says_where_it_comes_from(code):
    document = catalogue.as_document(code)
    assert all(document[field] for field in ("code", "version", "date", "source", "author", "title"))


def _each_damage():
    """Every kind on the smallest grid and one kind on each other; every kind on every grid with the long tests."""
    small = min(damage.CODES, key=lambda code: len(damage.file(damage.grid(code))))
    for at, code in enumerate(damage.CODES):
        for number, harm in enumerate(damage.DAMAGES):
            always = code == small or number == at % len(damage.DAMAGES)
            marks = () if always else pytest.mark.long
            yield pytest.param(code, harm, marks=marks, id=f"{code}-{harm.__name__.strip('_')}")


@pytest.mark.parametrize(("code", "harm"), list(_each_damage()))
def test_a_damage_is_refused_where_it_is(code, harm):
    form = damage.grid(code)
    where, why = harm(form, random.Random(f"{code} {harm.__name__}"))
    told = _faults(form)
    found = [fault for fault in told if why in fault.why]
    assert found, [str(fault) for fault in told]
    assert any(fault.item in ({where} if isinstance(where, str) else where) for fault in found), found
    assert all(fault.item in str(fault) for fault in found)


@pytest.mark.long
@pytest.mark.parametrize("harm", damage.DAMAGES, ids=lambda harm: harm.__name__.strip("_"))
def test_a_damage_is_refused_wherever_it_is(harm):
    for code in damage.CODES:
        for seed in range(40):
            form = damage.grid(code)
            where, why = harm(form, random.Random(seed))
            found = {fault.item for fault in _faults(form) if why in fault.why}
            assert found & ({where} if isinstance(where, str) else where), (code, seed)


NEEDED = [(code, *each) for code in damage.CODES for each in damage.read_by_rules(code)]


@pytest.mark.parametrize(("code", "rule", "item", "option"), NEEDED)
def test_an_option_that_a_rule_needs_stays(code, rule, item, option):
    form = damage.grid(code)
    (asked,) = (one for _, one in items(form) if one["id"] == item)
    asked["options"] = [one for one in asked["options"] if one["code"] != option]
    if len(asked["options"]) < 2:
        asked["options"].append({"code": "tout_autre", "libelle": "Tout autre"})
    told = [fault for fault in form_faults.of(form) if fault.item == item]
    assert any(f"la règle {rule} " in fault.why and f"« {option} »" in fault.why for fault in told), told


def test_every_grid_with_rules_was_tried():
    assert len(NEEDED) > 20 and {"vad", "epp", "epnp", "contact_telephonique"} <= {code for code, *_ in NEEDED}


@pytest.mark.parametrize(
    ("code", "item", "says"),
    [
        ("epp", "F6", "la règle"),
        ("vad", "temp", "la règle"),
        ("epp", "I4", "l’application lit la question"),
        ("epds", "ep_7", "l’application lit la question"),
        ("vad", "n_presents", "l’application lit la question"),
        ("vad", "v24_tnd", "l’application lit la question"),
    ],
)
def test_a_question_that_a_rule_or_the_application_reads_stays(code, item, says):
    form = damage.grid(code)
    for holder in [*form.get("sections", []), *form.get("types_visite", []), {"items": form.get("noyau_commun", [])}]:
        holder["items"][:] = [one for one in holder["items"] if one["id"] != item]
    assert any(fault.item == item and says in fault.why for fault in _faults(form))


@pytest.mark.parametrize("version", ["2.0.0", "1.9.9", "0.0.1"])
@pytest.mark.parametrize("code", ["epp", "vad"])
def test_a_version_that_is_not_higher_is_refused(code, version):
    (fault,) = _faults(damage.grid(code, version))
    assert "version" in fault.where and "n’est pas plus élevée que celle en vigueur (2.0.0)" in fault.why


@pytest.mark.parametrize("version", ["2.1", "v3.0.0", "3.0.0\n", "٣.0.0", "03.0.0", 3])
def test_a_number_of_version_is_three_numbers(version):
    (fault,) = _faults(damage.grid("tnd", version))
    assert "version" in fault.where


@pytest.mark.parametrize("field", ["code", "version", "date", "source", "auteur", "titre"])
def test_what_a_grid_must_carry(field):
    form = damage.grid("bsem")
    del form[field]
    assert any(f"il manque « {field} »" in fault.why for fault in _faults(form))


def test_a_date_that_does_not_exist_and_a_code_of_no_grid():
    assert "n’existe pas" in _faults(damage.grid("tnd") | {"date": "2026-02-30"})[0].why
    assert "aucune grille" in _faults(damage.grid("tnd") | {"code": "lune"})[0].why


def test_the_kinds_of_visit_belong_to_the_planning():
    def told(change):
        form = damage.grid("vad", "3.0.0")
        change(form["types_visite"])
        return [str(fault) for fault in _faults(form)]

    assert any("« vad_12m »" in one and "manque" in one for one in told(lambda kinds: kinds.pop(6)))
    assert any("« roles » ne change pas" in one for one in told(lambda kinds: kinds[0]["roles"].append("tisf")))
    assert any(
        "vad_lune" in one for one in told(lambda kinds: kinds.append({**kinds[0], "code": "vad_lune", "items": []}))
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "JSON"),
        (b"{", "Ligne 1"),
        (b"[]", "ne contient pas une grille"),
        (b'{"code": "epp",\n "code": "epnp"}', "« code » est écrit deux fois"),
        (b'{"min": NaN}', "« NaN » n’est pas un nombre"),
        ('{"titre": "é"}'.encode("latin-1"), "UTF-8"),
        (b"[" * 200_000, "JSON"),
        (b" " * (form_file.LARGEST + 1), "dépasse 600 ko"),
        (b"%PDF-1.7", "JSON"),
        (b"null", "ne contient pas une grille"),
    ],
)
def test_what_is_no_grid_at_all(content, says):
    with pytest.raises(NotAGrid) as refused:
        form_file.read(content)
    assert says in str(refused.value.faults[0])


CLOSED = [
    (code, item["id"], mark)
    for code in damage.CODES
    for _, item in items(damage.grid(code))
    for mark in ("seule", "prive")
    if item.get(mark)
]


def test_some_questions_are_confided():
    assert {mark for _, _, mark in CLOSED} == {"seule", "prive"} and len(CLOSED) > 20


@pytest.mark.parametrize("mark", ["seule", "prive"])
def test_no_version_opens_what_was_confided(mark):
    for code, key, _ in (one for one in CLOSED if one[2] == mark):
        for opened in ({mark: False}, {}):
            form = damage.grid(code)
            item = next(one for _, one in items(form) if one["id"] == key)
            del item[mark]
            item |= opened
            assert key in {fault.item for fault in _faults(form) if f"« {mark} »" in fault.why}, (code, key)


def test_a_question_that_comes_back_is_as_confided_as_it_ever_was(monkeypatch):
    """Left out by one version, it is compared with those before."""
    first = damage.grid("bsem")
    place, item = next((place, one) for place, one in items(first) if one.get("prive"))
    without = damage.grid("bsem") | {"version": "9.0.0"}
    for section in without["sections"]:
        section["items"] = [one for one in section["items"] if one["id"] != item["id"]]
    known = dict(catalogue.built_in()) | {("bsem", "9.0.0"): without}
    monkeypatch.setattr(
        catalogue, "source", lambda code, version=None: known[code, version or catalogue.versions()[code]]
    )
    monkeypatch.setattr(catalogue, "forms", lambda: [f"{code}@{version}" for code, version in known])
    back = damage.grid("bsem") | {"version": "9.1.0"}
    next(one for _, one in items(back) if one["id"] == item["id"])["prive"] = False
    found = [fault for fault in version_faults.between(back, without) if "« prive »" in fault.why]
    assert [fault.item for fault in found] == [item["id"]]


def test_a_tower_of_conditions_and_an_invisible_character_are_refused():
    form = damage.grid("tnd")
    tower: dict = {"answered": "tnd_age"}
    for _ in range(400):
        tower = {"not": tower}
    form["sections"][1]["visible_si"] = tower
    assert _faults(form)
    form = damage.grid("tnd")
    form["sections"][0]["items"][0]["question"] = "Âge\0"
    (fault,) = _faults(form)
    assert "invisible" in fault.why and fault.item == form["sections"][0]["items"][0]["id"]


def test_a_file_saved_by_a_windows_editor_is_read():
    form = damage.grid("bsem")
    assert form_file.read(b"\xef\xbb\xbf" + damage.file(form)) == form


@pytest.mark.parametrize("seed", sample(range(60), *range(0, 60, 5)))
def test_what_changes_is_told_with_its_question(seed):
    chance = random.Random(seed)
    code = chance.choice(damage.CODES)
    form = damage.grid(code)
    if code == "epds":
        form["sections"][0]["items"][0]["question"] = "Passation de l’EPDS"
        item, words = "ep_passation", "Passation de l’EPDS"
    else:
        item, words = damage.sound_changes(form, chance)
    assert _faults(form) == []
    (change,) = difference.between(catalogue.source(code), form)
    assert change.item == item and item in change.where and words in " ".join(change.what)


def test_every_kind_of_change_is_told_in_words():
    old = catalogue.source("epp")
    form = damage.grid("epp")
    first, second = form["sections"][0], form["sections"][1]
    gone = next(one for one in first["items"] if one["id"] not in damage.read_by_others(form))
    first["items"].remove(gone)
    new = copy.deepcopy(next(one for _, one in items(old) if one["id"] == "C5"))
    new |= {"id": "C99", "question": "Et la sieste ?", "alertes": [], "visible_si": {"eq": ["C5", "perturbe"]}}
    second["items"].append(new)
    second["titre"] = "Un autre titre"
    form["titre"] = "EPP du département"
    form["niveau_propose"]["regles"][0]["si"] = {"gte": ["nb_urgent", 2]}
    form["sections"][2]["visible_si"] = {"answered": "A4"}
    told = difference.between(old, form)
    said = "\n".join(f"{one.kind.label} {one.where} {' '.join(one.what)}" for one in told)
    assert f"Retrait Section « {old['sections'][0]['titre']} », question {gone['id']}" in said
    assert "« Et la sieste ? »" in said and "S’affiche si : « Sommeil et fatigue » est « Perturbé »" in said
    assert "EPP du département" in said and "Un autre titre" in said
    assert "[Unités au niveau urgent] est au moins 2" in said and "a une réponse" in said
    assert difference.wanted_step(told) == "le premier nombre"


def test_a_core_question_that_the_layout_does_not_know_is_asked_after_the_one_before_it():
    form = damage.grid("vad", "2.1.0")
    at = next(at for at, one in enumerate(form["noyau_commun"]) if one["id"] == "vaccins")
    new = copy.deepcopy(form["noyau_commun"][at]) | {"id": "dents", "question": "Brossage des dents", "alertes": []}
    form["noyau_commun"].insert(at + 1, new | {"visible_si": None, "regles": []})
    assert _faults(form) == []
    described = catalogue.document_of(form)["kinds"]["vad_12m"]
    asked = next(section["items"] for section in described["sections"] if "vaccins" in section["items"])
    assert asked[asked.index("vaccins") + 1] == "dents"
