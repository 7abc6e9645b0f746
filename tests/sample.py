"""A table of cases that differ little: a few of them in ``make test``, all with the long tests."""

from collections.abc import Iterable

import pytest


def sample(cases: Iterable, *kept: int) -> list:
    """``cases`` for ``parametrize``, of which those at the places ``kept`` are tried always."""
    cases = list(cases)
    always = {range(len(cases))[at] for at in kept}
    return [
        case if at in always else pytest.param(*_each(case), marks=pytest.mark.long) for at, case in enumerate(cases)
    ]


def _each(case) -> tuple:
    return case if isinstance(case, tuple) else (case,)
