"""A family is found by whatever its people say of themselves, by whoever may open it, and by nobody else."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.families import name_key, search
from fieldvisit.families.household import Household
from fieldvisit.families.name_key import NameKey
from fieldvisit.families.person import Person


@pytest.fixture
def county(session, cast, today):
    """The cast in the session, with a few families whose names are easy to get wrong."""
    for number, last, first, born, address, phone in (
        (10, "Lefebvre", "Éloïse", date(2026, 3, 12), "8 rue du 8 mai 1945", "06.39.98.00.10"),
        (11, "Lefèvre", "Jean-Luc", date(2025, 3, 12), "4 bis avenue d’Alsace-Lorraine", "+33 6 39 98 00 11"),
        (12, "Dupond", "Inès", date(2026, 1, 5), "12 chemin des Dupont", "0639980012"),
        (13, "Dupont", "Cœlia", date(2024, 2, 29), "3 place du Marché", "04 74 55 00 13"),
        (14, "Le Goff", "N’Golo", date(2026, 7, 1), "1 rue Saint-Antoine", ""),
        (15, "Martinez", "Zoé", date(2026, 8, 9), "2 rue de la Paix", ""),
        (16, "Martin", "Ana", date(2026, 8, 9), "2 rue de la Paix", ""),
    ):
        home = Household(
            case_number=f"01-2026-{number:04}",
            label=f"Famille {last}",
            sector_id=cast.bourg.id,
            address=address,
            postcode="01000",
            city="Bourg-en-Bresse",
            phone=phone,
        )
        session.add(home)
        session.flush()
        session.add(Person(family_id=home.id, role="enfant", first_name=first, last_name=last, birth_date=born))
    session.flush()
    return cast


def labels(session, cast, words, today, who="helene"):
    return [one.label.removeprefix("Famille ") for one in search.search(session, cast.actor(who), words, today)]


FINDS = (
    ("lefebvre", ["Lefebvre", "Lefèvre"]),  # as written first, then what sounds alike
    ("LEFEVRE", ["Lefèvre", "Lefebvre"]),
    ("lefeb", ["Lefebvre"]),
    ("éloise", ["Lefebvre"]),
    ("Lefebure éloïse", ["Lefebvre"]),
    ("dupont", ["Dupond", "Dupont"]),  # one lives in a street of this name
    ("dupond", ["Dupond", "Dupont"]),
    ("coelia", ["Dupont"]),
    ("cœl", ["Dupont"]),
    ("jean luc", ["Lefèvre"]),
    ("Jean-Luc", ["Lefèvre"]),
    ("jeanluc", ["Lefèvre"]),
    ("legoff", ["Le Goff"]),
    ("le goff", ["Le Goff"]),
    ("ngolo", ["Le Goff"]),
    ("N’Golo le go", ["Le Goff"]),
    ("st antoine", ["Le Goff"]),
    ("martin", ["Martin", "Martinez"]),
    ("marti", ["Martin", "Martinez"]),
    ("12/03/2026", ["Lefebvre"]),
    ("12 mars", ["Lefebvre", "Lefèvre"]),
    ("12 mars 2025", ["Lefèvre"]),
    ("12.03.26", ["Lefebvre"]),
    ("2026-03-12", ["Lefebvre"]),
    ("1er juillet", ["Le Goff"]),
    ("29/02/2024", ["Dupont"]),
    ("août 2026", ["Martin", "Martinez"]),
    ("martin 9 août", ["Martin", "Martinez"]),
    ("8 mai 1945", ["Lefebvre"]),
    ("rue du 8 mai 1945 Bourg", ["Lefebvre"]),
    ("alsace lorraine", ["Lefèvre"]),
    ("4 bis avenue", ["Lefèvre"]),
    ("06 39 98 00 10", ["Lefebvre"]),
    ("0639980011", ["Lefèvre"]),
    ("+33639980012", ["Dupond"]),
    ("+33 (0)6.39.98.00.10", ["Lefebvre"]),
    ("06.39.98", ["Dupond", "Lefebvre", "Lefèvre"]),
    ("04-74-55-00-13", ["Dupont"]),
    ("01-2026-0013", ["Dupont"]),
    ("0120260014", ["Le Goff"]),
    ("0015", ["Martinez"]),
    ("viriat petit", ["Petit"]),
    ("lea tom", ["Petit"]),
    ("famille martin", ["Martin", "Martinez"]),
    ("martin zoé", ["Martinez"]),
    ("xyzzy", []),
    ("martin xyzzy", []),
    ("99/99/2026", []),
    ("ли", []),
)


def test_words_find_the_families_that_bear_them_the_best_first(session, county, today):
    seen = {words: labels(session, county, words, today) for words, _ in FINDS}
    assert {words: (seen[words], found) for words, found in FINDS if seen[words] != found} == {}


@pytest.mark.parametrize("words", ["", "  ", "%", "_ ' \" ; --", "famille"])
def test_without_a_word_everybody_is_listed_in_the_order_of_the_labels(session, county, today, words):
    seen = labels(session, county, words, today)
    assert seen == sorted(seen, key=name_key.fold) and len(seen) == 9


def test_what_is_not_open_is_not_found(session, county, today):
    for words in ("roche", "zoé roche", "oyonnax", "01-2026-0003", "06 12 34 56 78 oyonnax"):
        assert "Roche" not in labels(session, county, words, today)
        assert "Roche" in labels(session, county, words, today, "nadia")
    assert labels(session, county, "lefebvre", today, "nadia") == []
    assert labels(session, county, "lefebvre", today, "sylvie") == []
    assert labels(session, county, "benali", today, "sylvie") == ["Benali"]
    assert labels(session, county, "", today, "sylvie") == ["Benali"]
    assert labels(session, county, "benali", today, "root") == []


@pytest.mark.parametrize(("setting", "value"), [("_MANY", 1), ("_DEARER", 0), ("_DEARER", 1_000)])
@pytest.mark.parametrize("words", ["marti", "bourg", "rue martin", "", "12 mars", "lefevr", "06.39.98"])
def test_whichever_end_the_question_is_taken_from_the_answer_is_the_same(
    session, county, today, monkeypatch, setting, value, words
):
    whole = labels(session, county, words, today)
    monkeypatch.setattr(search, setting, value)
    assert sorted(labels(session, county, words, today)) == sorted(whole) != []


def test_why_a_family_was_found_is_said_when_its_label_does_not(session, county, today):
    def why(words):
        return {one.household.label: one.why for one in search.find(session, county.actor("helene"), words, today)}

    assert why("lefebvre") == {
        "Famille Lefebvre": (),
        "Famille Lefèvre": ("« lefebvre » se prononce comme « Lefèvre »",),
    }
    assert why("eloise") == {"Famille Lefebvre": ("Éloïse Lefebvre",)}
    assert why("12/03/2026") == {"Famille Lefebvre": ("Éloïse, le 12/03/2026",)}
    assert why("0639980010") == {"Famille Lefebvre": ("téléphone",)}
    assert why("01-2026-0013") == {"Famille Dupont": ("numéro de dossier",)}


def words_of(session, family_id):
    return {(kind, word) for _, kind, word in session.execute(sa.select(NameKey.__table__)) if _ == family_id}


def test_the_words_follow_whatever_is_written(session, cast, today, now):
    """Nobody has to think of it: a new name, a moved person, another phone, another address."""
    home = session.get_one(Household, cast.benali.id)
    child = session.get_one(Person, cast.benali_child.id)
    home.address, home.phone, home.label = "5 quai Neuf", "07 00 00 00 01", "Famille Benali-Roy"
    child.first_name, child.birth_date = "Sofiane", date(2026, 10, 25)
    session.flush()
    for words in ("quai neuf", "0700000001", "roy", "sofiane", "25 octobre"):
        assert labels(session, cast, words, today) == ["Benali-Roy"], words
    for words in ("adam", "06 12 34 56 78 benali"):
        assert labels(session, cast, words, today) == [], words
    child.family_id = cast.petit.id
    session.flush()
    assert labels(session, cast, "sofiane", today) == ["Petit"]
    child.set_aside_at = now
    session.flush()
    assert labels(session, cast, "sofiane", today) == []


def test_what_no_word_is_made_of_makes_no_word_anew(session, cast, monkeypatch):
    home = session.get_one(Household, cast.benali.id)
    monkeypatch.setattr(name_key, "refresh", lambda *_: pytest.fail("made anew"))
    home.priority, home.access_notes = 1, "Digicode 12"
    session.flush()


def test_words_that_wait_are_made_at_the_end_once_or_not_at_all(session, cast, today):
    with name_key.later(session):
        session.add(Household(case_number="X-1", label="Famille Attend", sector_id=cast.bourg.id))
        session.flush()
        assert labels(session, cast, "attend", today) == []
    assert labels(session, cast, "attend", today) == ["Attend"]
    with pytest.raises(ValueError), name_key.later(session):
        session.add(Household(case_number="X-2", label="Famille Renonce", sector_id=cast.bourg.id))
        session.flush()
        raise ValueError
    session.add(Household(case_number="X-3", label="Famille Suivante", sector_id=cast.bourg.id))
    session.flush()
    assert labels(session, cast, "suivante", today) == ["Suivante"]


def test_the_index_is_there_again_after_many_words_were_made_at_once(session, county, today, monkeypatch):
    monkeypatch.setattr(name_key, "_MANY", 1)
    session.execute(sa.delete(NameKey))
    name_key.reindex(session)
    assert "ix_name_key_search" in {one["name"] for one in sa.inspect(session.connection()).get_indexes("name_key")}
    assert labels(session, county, "lefebvre", today) == ["Lefebvre", "Lefèvre"]


def test_a_flush_that_fails_leaves_nothing_behind(engine, cast, today):
    with Session(engine) as session:
        session.add(Household(case_number=cast.benali.case_number, label="Famille Double", sector_id=cast.bourg.id))
        with pytest.raises(sa.exc.IntegrityError):
            session.flush()
        session.rollback()
        assert labels(session, cast, "double", today) == []


def test_reindexing_a_right_index_changes_nothing_and_mends_a_wrong_one(session, county, today):
    everything = set(session.execute(sa.select(NameKey.__table__)).all())
    assert name_key.refresh(session, session.exec(select(Household.id))) == 0
    session.execute(sa.delete(NameKey.__table__).where(NameKey.__table__.c.word >= "m"))
    session.execute(sa.insert(NameKey.__table__), {"family_id": county.roche.id, "kind": "nom", "word": "wrong"})
    name_key.reindex(session)
    assert set(session.execute(sa.select(NameKey.__table__)).all()) == everything


def test_families_without_words_get_them_and_the_others_are_left(session, county, today):
    session.execute(sa.delete(NameKey.__table__).where(NameKey.__table__.c.family_id == county.petit.id))
    assert labels(session, county, "petit", today) == []
    assert name_key.complete(session) == 1
    assert labels(session, county, "petit", today) == ["Petit"]
    assert name_key.complete(session) == 0


def test_nothing_that_can_be_typed_breaks_the_search(session, county, today):
    for words in ("x" * 5000, "a " * 300, "\0", "'; drop table household", "é" * 200, "0" * 300, "ß œ ﷺ", "\ud800"):
        labels(session, county, words, today)


def test_very_long_names_are_kept_and_found_by_their_beginning(session, cast, today):
    person = session.get_one(Person, cast.benali_child.id)
    person.last_name = "Wolfeschlegelsteinhausenbergerdorff " * 40
    session.flush()
    assert labels(session, cast, "wolfeschlegel", today) == ["Benali"]


def test_a_day_far_away_finds_nobody_by_accident(session, county, today):
    assert labels(session, county, (today + timedelta(days=900)).strftime("%d/%m/%Y"), today) == []
