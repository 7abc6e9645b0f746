"""Invented teams and weeks: a named handful, and any problem that Hypothesis can think of."""

from hypothesis import strategies as st

from fieldvisit.rounds.problem import DAY, HOUR, MINUTE, Limits, Lock, Lunch, Problem, Shift, Visit, Window, Worker

TOWN = (46.2, 5.2)


def place(km_north: float = 0.0, km_east: float = 0.0) -> tuple[float, float]:
    return TOWN[0] + km_north / 111.2, TOWN[1] + km_east / 77.0


def shift(day: int, begin: float = 8, end: float = 17.5, lunch: Lunch | None = None) -> Shift:
    return Shift(day, day * DAY + int(begin * HOUR), day * DAY + int(end * HOUR), lunch)


def worker(id, profession="IPDE", days=range(5), base=TOWN, **more) -> Worker:
    given = {"name": str(id), "shifts": tuple(shift(day) for day in days)} | more
    return Worker(id, profession, base, **given)


def visit(id, km=0.0, days=range(5), profession="IPDE", begin=8.5, end=17.0, minutes=60, **more) -> Visit:
    last = end - minutes / 60
    windows = tuple(
        Window(day * DAY + int(begin * HOUR), day * DAY + int(last * HOUR)) for day in days if last >= begin
    )
    where = more.pop("place", None) or place(km)
    return Visit(id, where, profession, minutes * MINUTE, windows, **{"name": f"famille {id}"} | more)


@st.composite
def problems(draw, together: bool = True) -> Problem:
    """Up to four workers and ten visits over three days; nothing promises that it can be planned."""
    days = draw(st.integers(1, 3))
    workers = [_worker(draw, number, days) for number in range(draw(st.integers(1, 4)))]
    visits = [_visit(draw, number, days, len(workers), together) for number in range(draw(st.integers(0, 10)))]
    locks = [_lock(draw, workers, visits, days) for _ in range(draw(st.integers(0, 5)))]
    return Problem(tuple(workers), tuple(visits), days, tuple(locks))


def _place(draw):
    return place(draw(st.integers(-20, 20)), draw(st.integers(-20, 20)))


def _worker(draw, number, days) -> Worker:
    shifts = []
    for day in range(days):
        if draw(st.integers(0, 5)):
            begin = draw(st.sampled_from([8, 8, 7, 6, 10, 14]))
            end = min(24, begin + draw(st.sampled_from([9, 9, 10, 4, 14])))
            lunch = draw(st.sampled_from([None, Lunch(), Lunch(12 * HOUR, 12 * HOUR + 30 * MINUTE, HOUR)]))
            shifts.append(shift(day, begin, end, lunch))
    return Worker(
        f"w{number}",
        draw(st.sampled_from(["IPDE", "IPDE", "IPDE", "SF"])),
        _place(draw),
        tuple(shifts),
        f"W{number}",
        draw(st.sampled_from([frozenset(), frozenset({"EPP"})])),
        draw(st.sampled_from([None, None, frozenset({"Nord"})])),
        draw(st.booleans()),
        draw(st.sampled_from([None, None, 2])),
        draw(st.sampled_from([None, Limits()])),
    )


def _visit(draw, number, days, workers, together) -> Visit:
    minutes = draw(st.sampled_from([30, 45, 60, 150, 240]))
    windows = set()
    for _ in range(draw(st.integers(1, 3))):
        day, first = draw(st.integers(0, days - 1)), draw(st.integers(7, 18))
        begin = day * DAY + first * HOUR
        windows.add(Window(begin, min(begin + draw(st.integers(0, 6)) * HOUR, (day + 1) * DAY - 1)))
    return Visit(
        number,
        _place(draw),
        draw(st.sampled_from(["IPDE", "IPDE", "IPDE", "IPDE", "SF", "TISF"])),
        minutes * MINUTE,
        tuple(windows),
        draw(st.integers(1, 3)),
        draw(st.sampled_from([None, *(f"w{one}" for one in range(workers))])),
        draw(st.integers(0, days - 1)),
        draw(st.sampled_from([frozenset(), frozenset(), frozenset(), frozenset({"EPP"})])),
        draw(st.sampled_from([None, None, None, "Nord", "Sud"])),
        together=together and draw(st.integers(0, 5)) == 0,
        name=f"famille {number}",
    )


def _lock(draw, workers, visits, days) -> Lock:
    """Mostly one that the family and the shifts allow by themselves; sometimes any that can be written."""
    if visits and draw(st.integers(0, 3)):
        visit = draw(st.sampled_from(visits))
        window = draw(st.sampled_from(visit.windows))
        able = [w for w in workers if w.profession == visit.profession and w.shift(window.day)]
        hour = draw(st.sampled_from([None, window.first, window.last]))
        return Lock(visit.id, draw(st.sampled_from(able or workers)).id, window.day, hour)
    hour = draw(st.one_of(st.none(), st.integers(7, 18)))
    day = draw(st.integers(0, days))
    worker = f"w{draw(st.integers(0, len(workers)))}"
    return Lock(draw(st.integers(0, len(visits))), worker, day, None if hour is None else day * DAY + hour * HOUR)
