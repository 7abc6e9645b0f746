"""One small problem out of the large one: what a helper is asked to solve."""

from dataclasses import dataclass, field


@dataclass
class Question:
    """``days`` reopened for ``jobs``; ``hours``: shared hour by visit number; ``only``: days of a job where not all.

    ``searches`` and ``depth``: VROOM's effort.
    """

    days: list[int]
    jobs: list[int]
    hours: dict[int, int] = field(default_factory=dict)
    only: dict[int, set[int]] = field(default_factory=dict)
    searches: int = 4
    depth: int = 1
