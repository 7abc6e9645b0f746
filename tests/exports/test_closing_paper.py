"""The closing report on paper: what it says, what it never says, to whom it is given."""

import io

import pytest
from pypdf import PdfReader
from sqlmodel import select

from fieldvisit.access.journal import AccessEvent
from fieldvisit.exports import closing_pdf
from fieldvisit.tisf import closing, closing_reach
from fieldvisit.tisf.closing_report import Kind
from tests.tisf.conftest import order, order_of, patricia, person, session_of  # noqa: F401


@pytest.fixture
def report(session, order, patricia, today, now):  # noqa: F811
    made = closing.begin(session, patricia, order.id, Kind.END, today, now)
    told = {"evolution": "#import « calme »\nPuis mieux.", "proposal": "Aucune.", "unread_reason": "Partie."}
    for name, value in told.items():
        closing.keep(session, patricia, made.id, name, value, made.changed_at, today, now)
    return made


def words_of(paper) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(closing_pdf.render(paper))).pages).replace(
        "\u00a0", " "
    )


def test_it_says_hours_goals_and_words_as_text_and_no_motive(session, report, patricia, today, now):  # noqa: F811
    draft = words_of(closing_pdf.read(session, patricia, report.id, today))
    assert "Brouillon, non signé" in draft and "Pas encore signé" in draft
    closing.sign(session, patricia, report.id, today, now)
    paper = closing_pdf.read(session, patricia, report.id, today)
    said = words_of(paper)
    for one in ("#import « calme »", "Puis mieux.", "Rituels du coucher", "60 h", "Patricia Lemoine", "Partie."):
        assert one in said, one
    assert "Brouillon" not in said and "post-partum" not in said
    closing_pdf.note(session, patricia, paper, now)
    session.flush()
    line = session.exec(select(AccessEvent).where(AccessEvent.subject_id == report.id)).one()
    assert (line.what, line.screen) == ("impression", closing_pdf.SCREEN)


def test_who_may_not_read_it_gets_none(session, cast, report, today):
    with pytest.raises(closing_reach.NotFound):
        closing_pdf.read(session, cast.actor("helene"), report.id, today)
