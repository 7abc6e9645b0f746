"""The synthesis as a PDF: who gets it, what stands in it, that it is one page to look at."""

import io
from datetime import UTC, date, datetime, time, timedelta

import pytest
from pypdf import PdfReader
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.exports import synthesis_pdf
from fieldvisit.exports.synthesis_pdf import NotFound
from fieldvisit.forms.synthesis import NotGiven
from fieldvisit.schedule.visit import Visit
from tests.forms.test_synthesis import WHOLE
from tests.referrals.conftest import proposal, sign  # noqa: F401

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LISTED = [
    proposal("tabacologue", item="E1_actuel", words="Dr Fabre, le 3 décembre."),
    proposal("psychologue_pmi", item="F7"),
    proposal("addictologie", item="E3"),
    proposal("medecin_pmi", item="F6"),
    proposal("asso_violences", item="I4"),
    proposal("laep", "a_reflechir", item="F3"),
]
CONFIDED = {
    "F4": {"v": "Il me surveille"},
    "F6": {"v": "actuel"},
    "F7": {"v": "actuel"},
    "D6": {"v": "actuelles"},
    "E3": {"v": "chaque_semaine"},
    "I2": {"v": ["couple_violences", "psychique"]},
    "I3": {"v": "urgent"},
    "D7_score": {"v": 22},
    "C3": {"v": "Il rentre tard"},
}


@pytest.fixture
def record(sign, engine, cast, today):  # noqa: F811
    with db.writing(engine) as session:
        session.add(
            Visit(
                family_id=cast.benali.id,
                kind="vad_prenatale",
                planned_on=today + timedelta(days=9),
                planned_at=time(9, 30),
                duration_min=60,
                worker_id=cast.ines.id,
                created_at=NOW,
                created_by=cast.helene.id,
            )
        )
    return sign(LISTED, answers=WHOLE | CONFIDED)


def text_of(engine, actor, record, today) -> str:
    with db.reading(engine) as session:
        _, told = synthesis_pdf.read(session, actor, record.id, today)
    reader = PdfReader(io.BytesIO(synthesis_pdf.render(told, NOW)))
    assert len(reader.pages) == 1
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_it_stands_on_one_page_in_plain_words_without_what_was_confided(record, engine, cast, today):
    text = text_of(engine, cast.actor("ines"), record, today)
    for said in ("Votre entretien prénatal", "12 mars 2027", "arrêter de fumer", "Dr Fabre", "enfants-parents"):
        assert said in text, (said, text)
    assert "à 9 h 30, avec Inès Costa" in text and "votre maternité" in text
    hidden = (
        "surveille",
        "psychologue",
        "violen",
        "Urgent",
        "22",
        "médecin de PMI",
        "rentre tard",
        "addict",
        "prénatale à",
    )
    for word in hidden:
        assert word not in text.replace("2026", "").replace("2027", ""), word


@pytest.mark.parametrize("who", ["claire", "helene", "sylvie", "nadia", "root"])
def test_it_is_for_whoever_reads_the_interview(record, engine, cast, today, who):
    with pytest.raises(NotFound):
        text_of(engine, cast.actor(who), record, today)


def test_without_her_wish_nothing_is_printed(sign, engine, cast, today):  # noqa: F811
    for answers, why in (({**WHOLE, "I6_remise": {"v": "non"}}, "Rien ne s’imprime"), ({}, "Demandez-lui")):
        one = sign([], answers=answers)
        with pytest.raises(NotGiven, match=why):
            text_of(engine, cast.actor("ines"), one, today)
    home = sign([], kind="vad_1m", by="claire")
    with pytest.raises((NotGiven, NotFound)):
        text_of(engine, cast.actor("claire"), home, today)


def test_a_corrected_one_is_not_printed_any_more(record, sign, engine, cast, today):  # noqa: F811
    second = sign(LISTED[:1], answers=WHOLE, corrects=record)
    with pytest.raises(NotGiven, match="corrigé"):
        text_of(engine, cast.actor("ines"), record, today)
    assert "arrêter de fumer" in text_of(engine, cast.actor("ines"), second, today)


def test_giving_it_leaves_a_line_in_the_journal(record, engine, cast, now):
    with db.writing(engine) as session:
        synthesis_pdf.note(session, cast.actor("ines"), record, now)
    with db.reading(engine) as session:
        [line] = session.exec(select(AccessEvent).where(AccessEvent.screen == "synthese")).all()
        assert (line.subject_id, line.family_id) == (record.id, cast.benali.id)


def test_what_looks_like_markup_is_a_word(sign, engine, cast):  # noqa: F811
    one = sign([], answers=WHOLE | {"H3": {"v": "#pagebreak() *sœur* $x$ @moi"}})
    assert "#pagebreak() *sœur* $x$ @moi" in text_of(engine, cast.actor("ines"), one, date(2026, 11, 23))
