import pytest

from fieldvisit.births import columns
from fieldvisit.births.notice import ImportBatch, Kind, Progress
from tests.births.files import HEADINGS


def test_the_headings_of_a_registrar_are_understood():
    proposed = columns.propose(Kind.BIRTH, HEADINGS)
    assert list(proposed.values()) == [
        "child_last_name",
        "child_first_name",
        "child_sex",
        "birth_date",
        "term",
        "birth_weight",
        "mother_birth_name",
        "mother_first_name",
        "mother_birth_date",
        "address",
        "postcode",
        "city",
        "phone",
        "act_number",
    ]
    columns.check(Kind.BIRTH, proposed)


@pytest.mark.parametrize(
    ("kind", "heading", "code"),
    [
        (Kind.BIRTH, "NOM", "child_last_name"),
        (Kind.BIRTH, "PRENOMS DE L'ENFANT", "child_first_name"),
        (Kind.BIRTH, "Date de naissance de la mère", "mother_birth_date"),
        (Kind.BIRTH, "DATE_NAISSANCE_MERE", "mother_birth_date"),
        (Kind.BIRTH, "Commune de domicile des parents", "city"),
        (Kind.PREGNANCY, "Nom", "mother_last_name"),
        (Kind.PREGNANCY, "Date de naissance", "mother_birth_date"),
        (Kind.PREGNANCY, "D.D.G.", ""),
        (Kind.PREGNANCY, "Date présumée de début de grossesse", "conception_on"),
        (Kind.DEATH, "Décédé(e) le", ""),
        (Kind.DEATH, "Date du décès", "deceased_on"),
        (Kind.BIRTH, "Observations", ""),
    ],
)
def test_one_heading_means_one_field_of_its_kind(kind, heading, code):
    assert columns.propose(kind, [heading]) == {heading: code}


def test_a_field_is_proposed_once():
    assert columns.propose(Kind.BIRTH, ["Nom", "Nom de famille"]) == {"Nom": "child_last_name", "Nom de famille": ""}


@pytest.mark.parametrize("code", ["child_last_name", "child_first_name", "birth_date"])
def test_a_column_missing_is_named(code):
    proposed = columns.propose(Kind.BIRTH, HEADINGS)
    chosen = {heading: "" if found == code else found for heading, found in proposed.items()}
    with pytest.raises(columns.Missing) as missing:
        columns.check(Kind.BIRTH, chosen)
    assert columns.fields(Kind.BIRTH)[code].label in missing.value.sentence


def test_two_columns_for_one_field_are_refused():
    proposed = columns.propose(Kind.BIRTH, HEADINGS) | {"Terme": "address"}
    with pytest.raises(columns.Twice):
        columns.check(Kind.BIRTH, proposed)


def test_what_a_person_chose_is_remembered_for_the_same_headings_only(session, cast, now):
    chosen = columns.propose(Kind.BIRTH, HEADINGS) | {"Terme": ""}
    session.add(
        ImportBatch(
            kind=Kind.BIRTH,
            filename="a.csv",
            sha256="",
            columns=chosen,
            account_id=cast.helene.id,
            at=now,
            state=Progress.DONE,
        )
    )
    session.flush()
    assert columns.remembered(session, Kind.BIRTH, HEADINGS) == chosen
    assert columns.remembered(session, Kind.BIRTH, [*HEADINGS, "Autre"]) is None
    assert columns.remembered(session, Kind.PREGNANCY, HEADINGS) is None
