"""The hours that suit a family, read out of its own words; what is not understood binds nothing."""

import pytest

from fieldvisit.weekplans import wishes

H = 3600


@pytest.mark.parametrize(
    ("words", "first", "last", "days"),
    [
        ("", 8 * H, 19 * H, range(7)),
        ("Plutôt le matin", 8 * H, 12.25 * H, range(7)),
        ("l’après-midi, sauf le mercredi", 13.25 * H, 19 * H, (0, 1, 3, 4, 5, 6)),
        ("après 16h30", 16.5 * H, 19 * H, range(7)),
        ("entre 10 h et 12 h", 10 * H, 12 * H, range(7)),
        ("mardi ou jeudi avant 11h", 8 * H, 11 * H, (1, 3)),
        ("matin ou après-midi", 8 * H, 19 * H, range(7)),
        ("pas le matin", 8 * H, 19 * H, range(7)),
        ("appeler avant de venir", 8 * H, 19 * H, range(7)),
        ("entre 12 h et 10 h", 8 * H, 19 * H, range(7)),
        ("avant 6 h", 8 * H, 19 * H, range(7)),
    ],
)
def test_words_are_read(words, first, last, days):
    found = wishes.read(words)
    assert (found.first, found.last, found.days) == (first, last, frozenset(days))
    assert found.words == words
