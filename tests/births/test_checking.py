from datetime import date

import pytest
from sqlmodel import Session

from fieldvisit.births import checking, columns, values
from fieldvisit.births.checking import Rejected
from fieldvisit.births.communes import Communes
from fieldvisit.births.notice import Kind
from tests.births.files import HEADINGS, row


@pytest.fixture
def engine(request, tmp_path):
    """What a row says does not depend on the database: the embedded one alone."""
    import shutil

    from fieldvisit import db

    path = tmp_path / "fieldvisit.sqlite"
    shutil.copy(request.getfixturevalue("empty_sqlite"), path)
    engine = db.connect(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture
def check(engine, county, today):
    with Session(engine) as session:
        communes = Communes(session)

    def checked(kind=Kind.BIRTH, cells=None, **changed):
        if cells is None:
            raw = dict(zip(HEADINGS, row(**changed), strict=True))
            cells = columns.apply(columns.propose(kind, HEADINGS), raw)
        return checking.check(kind, cells, communes, today)

    return checked


def reasons(check, **changed):
    with pytest.raises(Rejected) as rejected:
        check(**changed)
    return rejected.value.reasons


def test_a_good_row_says_everything(check, county, today):
    said = check()
    assert said.remarks == []
    assert said.received_on == today and said.place.sector_id == county.bourg.id
    assert said.values == {
        "child_last_name": "Lefèvre",
        "child_first_name": "Éloïse",
        "child_sex": "F",
        "birth_date": "2026-11-20",
        "term": [38, 2],
        "birth_weight": 3250,
        "mother_birth_name": "Lefèvre",
        "mother_name": "Lefèvre",
        "mother_first_name": "Anaïs",
        "mother_birth_date": "1996-05-04",
        "address": "12 rue des Prés",
        "postcode": "01440",
        "city": "Viriat",
        "insee": "01451",
        "phone": "06 11 22 33 44",
        "act_number": "812",
    }


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"nom": ""}, "Il manque le nom de l’enfant."),
        ({"nom": "—"}, "Il manque le nom de l’enfant."),
        ({"prenom": " "}, "Il manque le prénom de l’enfant."),
        ({"ddn": ""}, "Il manque la date de naissance de l’enfant."),
        ({"ddn": "24/11/2026"}, "Date de naissance de l’enfant : le 24/11/2026 est dans l’avenir."),
        ({"ddn": "31/02/2026"}, "« 31/02/2026 » n’est pas une date possible"),
        ({"ddn": "hier"}, "« hier » n’est pas une date possible"),
        ({"ddn": "20/11/2019"}, "l’enfant a plus de 6 ans"),
        ({"commune": "Viriatt"}, "Commune inconnue : « 01440 Viriatt ». Est-ce Viriat ?"),
        ({"commune": "", "cp": ""}, "Il manque la commune"),
        ({"mere_ddn": "04/05/2020"}, "Date de naissance de la mère : le 04/05/2020 n’est pas possible."),
        ({"mere_prenom": ""}, "Aucun parent n’est nommé"),
    ],
)
def test_a_row_that_cannot_go_in_says_why(check, changed, words):
    assert words in " ".join(reasons(check, **changed))


def test_every_reason_is_given_at_once(check):
    assert len(reasons(check, nom="", ddn="32/01/2026", commune="Nulle-Part")) == 3


@pytest.mark.parametrize(
    ("changed", "missing", "remark"),
    [
        ({"tel": "06 11 22"}, "phone", "Téléphone : « 06 11 22 » n’a pas été compris."),
        ({"sexe": "?"}, "child_sex", "Sexe : « ? » n’a pas été compris."),
        ({"terme": "51 SA"}, "term", "Terme : « 51 SA » n’a pas été compris."),
        ({"poids": "32"}, "birth_weight", "Poids de naissance : « 32 » n’a pas été compris."),
    ],
)
def test_what_does_not_hide_the_child_goes_in_with_a_remark(check, changed, missing, remark):
    said = check(**changed)
    assert missing not in said.values and said.remarks == [remark]


@pytest.mark.parametrize(
    ("commune", "cp"),
    [
        ("ST DENIS LES BOURG", "01000"),
        ("Saint-Denis-lès-Bourg cedex", "1000"),
        ("saint denis les bourg", ""),
        ("St-Denis-lès-Bourg CEDEX 9", "01009"),
    ],
)
def test_a_commune_is_known_however_it_is_written(check, commune, cp):
    assert check(commune=commune, cp=cp).place.insee == "01344"


def test_a_family_of_another_county_is_outside_and_not_unknown(check):
    place = check(commune="Mâcon", cp="71000").place
    assert place.outside and place.sector_id is None


def test_twins_of_one_row_go_back_to_be_one_row_each(check):
    cells = {
        "child_last_name": "Petit",
        "child_first_name": "Léa et Tom",
        "birth_count": "2",
        "birth_date": "20/11/2026",
        "mother_first_name": "Julie",
        "mother_last_name": "Petit",
        "city": "Viriat",
    }
    with pytest.raises(Rejected, match="une ligne pour chaque enfant"):
        check(cells=cells)


def test_the_same_notice_has_the_same_fingerprint_however_it_is_typed(check):
    one, other = check(), check(nom="LEFEVRE", prenom="eloise", ddn="2026-11-20", tel="", adresse="ailleurs")
    assert one.fingerprint == other.fingerprint
    assert check(ddn="19/11/2026").subject_key == one.subject_key
    assert check(ddn="19/11/2026").fingerprint != one.fingerprint


PREGNANT = {
    "mother_last_name": "Roux",
    "mother_first_name": "Lina",
    "mother_birth_date": "02/03/1999",
    "city": "Viriat",
}


@pytest.mark.parametrize(
    ("code", "text", "due"),
    [
        ("due_date", "10/05/2027", "2027-05-10"),
        ("last_period_on", "27/07/2026", "2027-05-10"),
        ("conception_on", "10/08/2026", "2027-05-10"),
    ],
)
def test_a_pregnancy_is_due_at_41_weeks_whatever_the_declaration_counts_from(check, code, text, due):
    assert check(Kind.PREGNANCY, PREGNANT | {code: text}).values["due_date"] == due


@pytest.mark.parametrize("text", ["10/05/2024", "10/05/2029"])
def test_a_pregnancy_that_is_not_under_way_goes_back(check, text):
    with pytest.raises(Rejected, match="grossesse en cours"):
        check(Kind.PREGNANCY, PREGNANT | {"due_date": text})


DEAD = {"child_last_name": "Benali", "child_first_name": "Adam", "birth_date": "24/10/2026"}


def test_a_death_needs_its_date_and_comes_after_the_birth(check):
    assert check(Kind.DEATH, DEAD | {"deceased_on": "20/11/2026"}).values["deceased_on"] == "2026-11-20"
    with pytest.raises(Rejected, match="Il manque la date du décès"):
        check(Kind.DEATH, DEAD)
    with pytest.raises(Rejected, match="avant la naissance"):
        check(Kind.DEATH, DEAD | {"deceased_on": "20/10/2026"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3 novembre 2026", date(2026, 11, 3)),
        ("1er août 2026", date(2026, 8, 1)),
        ("2026-11-03T00:00:00", date(2026, 11, 3)),
        ("03112026", date(2026, 11, 3)),
        ("20261103", date(2026, 11, 3)),
        ("03/11/26 14:05", date(2026, 11, 3)),
        ("04/05/98", date(1998, 5, 4)),
        ("46000", date(2025, 12, 9)),
        ("29/02/2024", date(2024, 2, 29)),
        ("29/02/2025", None),
        ("13/13/2025", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text, found, today):
    assert values.day(text, today) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("38 SA + 2", (38, 2)),
        ("38+2", (38, 2)),
        ("38SA2J", (38, 2)),
        ("38 semaines d’aménorrhée et 2 jours", (38, 2)),
        ("38", (38, 0)),
        ("38+8", None),
        ("21", None),
        ("terme", None),
    ],
)
def test_a_term_is_read_as_people_write_it(text, found):
    assert values.term(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("611223344", ["06 11 22 33 44"]),
        ("+33 (0)6.11.22.33.44", ["06 11 22 33 44"]),
        ("0611223344 / 04 74 11 22 33", ["06 11 22 33 44", "04 74 11 22 33"]),
        ("+41 79 123 45 67", ["+41791234567"]),
        ("06 11", None),
        ("", []),
    ],
)
def test_a_phone_is_read_as_people_write_it(text, found):
    assert values.phones(text) == found
