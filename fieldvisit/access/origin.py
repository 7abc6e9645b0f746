"""A page of another site may not act in a worker's name (cross-site requests)."""


def is_ours(origin: str | None, ours: tuple[str, ...]) -> bool:
    """Whether a state-changing call may proceed; every browser sends ``Origin`` with one, a script sends none."""
    return origin is None or origin in ours
