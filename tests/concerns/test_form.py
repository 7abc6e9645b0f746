"""What keeps a report from leaving, each with its sentence; what is typed stays; whose drafts they are."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit.access import roles
from fieldvisit.concerns import drafting, form, pieces, reach, reading, sending
from fieldvisit.concerns.lists import LISTS, OUTCOMES, Status
from fieldvisit.concerns.report import ConcernPiece, ConcernReport


def test_the_states_and_outcomes_are_those_of_the_list():
    assert [one.label for one in Status] == LISTS["ip_statuts"] and list(OUTCOMES) == LISTS["ip_suites"]


WRONG = {
    "nothing observed": ({"facts": " ", "quotes": []}, "vu ou entendu"),
    "no child": ({"children": []}, "enfant concerné"),
    "no nature": ({"natures": ["autre"]}, "nature"),
    "no day": ({"fact_on": ""}, "jour du fait"),
    "to come": ({"fact_on": "2026-11-24"}, "à venir"),
    "to come today": ({"fact_at": "23:50"}, "à venir"),
    "danger not said": ({"danger": None}, "danger immédiat"),
    "danger for nobody": ({"danger": True, "recipient": ""}, "destinataire"),
    "parents not said": ({"parents_informed": None}, "parents sont informés"),
    "parents not told, no reason": ({"parents_informed": False}, "pourquoi"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(session, cast, said, now, today, wrong):
    changes, words = WRONG[wrong]
    actor = cast.actor("claire")
    draft = drafting.begin(session, actor, now, today, cast.benali.id)
    drafting.keep(session, actor, draft.id, said | changes, now)
    with pytest.raises(form.Invalid) as refused:
        sending.transmit(session, actor, draft.id, now)
    assert words in refused.value.sentence
    assert len(form.missing(draft, now)) == 1
    [kept] = drafting.of(session, actor)
    assert kept.context == said["context"] and kept.status == Status.DRAFT


@pytest.mark.parametrize("junk", [None, 7, "x", [], {}, ["x"], [{"name": 3}], [None], "2026-13-45", True])
def test_whatever_comes_is_read_without_falling(session, cast, now, today, junk):
    actor = cast.actor("claire")
    draft = drafting.begin(session, actor, now, today)
    names = (*form.TEXTS, *form.LINES, "children", "natures", "quotes", "fact_on", "fact_at", "danger", "recipient")
    form.fill(draft, dict.fromkeys(names, junk))
    session.flush()
    assert form.missing(draft, now)


def test_a_draft_is_its_author_s_alone_until_it_is_transmitted(session, cast, anyone, said, now, today):
    mine = drafting.begin(session, cast.actor("claire"), now, today, cast.benali.id)
    drafting.keep(session, cast.actor("claire"), mine.id, said, now)
    others = [anyone(role, cares=cast.benali.id) for role in roles.LABELS]
    for other in others:
        assert drafting.of(session, other) == []
        with pytest.raises(reach.NotFound):
            drafting.find(session, other, mine.id)
        assert session.exec(select(ConcernReport.id).where(reach.readable(other, today))).all() == []
    with pytest.raises(reach.NotFound):
        reading.read(session, cast.actor("claire"), mine.id, today, now)


def test_one_goes_on_with_what_one_began_of_the_same_family(session, cast, now, today):
    actor = cast.actor("claire")
    first = drafting.begin(session, actor, now, today, cast.benali.id)
    unknown = drafting.begin(session, actor, now, today)
    assert drafting.begin(session, actor, now + timedelta(hours=2), today, cast.benali.id).id == first.id
    assert drafting.begin(session, actor, now, today).id == unknown.id != first.id
    drafting.drop(session, actor, first.id)
    assert [one.id for one in drafting.of(session, actor)] == [unknown.id]


def test_a_transmitted_report_is_no_draft_any_longer(session, cast, report, said, now):
    sent = report()
    with pytest.raises(reach.NotFound):
        drafting.keep(session, cast.actor("sylvie"), sent.id, {"facts": "autre"}, now)
    with pytest.raises(reach.NotFound):
        drafting.drop(session, cast.actor("sylvie"), sent.id)


PDF = b"%PDF-1.7\n\x00\xff garde"


def test_a_document_is_kept_byte_for_byte_once_and_goes_with_the_draft(session, cast, said, now, today):
    actor = cast.actor("claire")
    draft = drafting.begin(session, actor, now, today)
    one = pieces.attach(session, actor, draft.id, "a/b\\c.pdf", PDF, now)
    assert pieces.attach(session, actor, draft.id, "encore.pdf", PDF, now).id == one.id
    assert (one.content, one.size, one.name, one.media_type) == (PDF, len(PDF), "a b c.pdf", "application/pdf")
    assert pieces.read(session, actor, one.id, today, now).content == PDF
    with pytest.raises(reach.NotFound):
        pieces.attach(session, cast.actor("ines"), draft.id, "x.pdf", PDF, now)
    for wrong, words in ((b"MZ\x90 rien", "ni un PDF"), (b"%PDF-" + b"0" * pieces.LARGEST, "dépasse")):
        with pytest.raises(pieces.Refusal) as refused:
            pieces.attach(session, actor, draft.id, "x.pdf", wrong, now)
        assert words in refused.value.sentence
    drafting.drop(session, actor, draft.id)
    assert session.exec(select(ConcernPiece.id)).all() == []
