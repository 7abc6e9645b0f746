"""How long a visit took, as its record tells it at the office."""

import pytest

from fieldvisit.pages.office.record_view import _lasted

BEGIN, END = "2026-11-23T08:00:00.000Z", "2026-11-23T09:30:00.000Z"


def talk(begin, end) -> dict:
    return {"from": f"2026-11-23T{begin}:00.000Z", "to": f"2026-11-23T{end}:00.000Z"}


@pytest.mark.parametrize(
    ("talks", "said"),
    [
        (None, "90 min"),
        ([], "90 min"),
        ([talk("08:00", "08:38")], "38 min d’entretien"),
        ([talk("08:00", "08:20"), talk("09:05", "09:30")], "45 min d’entretien en 2 fois"),
        # What cannot be read counts for nothing, and hides nothing.
        ("rien", "90 min"),
        ([None, {"from": "x"}, {"from": END, "to": BEGIN}], "90 min"),
        ([talk("08:00", "08:20"), {"from": BEGIN, "to": None}], "20 min d’entretien"),
    ],
)
def test_the_time_talked_is_told_pauses_taken_out(talks, said):
    assert _lasted({"started_at": BEGIN, "ended_at": END, "talks": talks}) == said
