"""Travel: the estimate, road servers by answers in their documented form, and what stands in for them."""

import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
import pytest

from fieldvisit.rounds import search
from fieldvisit.rounds.problem import Problem
from fieldvisit.rounds.road import Osrm, Valhalla
from fieldvisit.rounds.search import Effort
from fieldvisit.rounds.travel import Estimate
from tests.rounds import judge
from tests.rounds.teams import place, visit, worker

BOURG, CEYZERIAT, NANTUA = (46.2052, 5.2255), (46.1797, 5.3219), (46.1520, 5.6070)
#: In the form of OSRM’s /table for three places, shortened to what is read; None: no road.
OSRM = {
    "code": "Ok",
    "durations": [[0, 801.3, 2210.4], [795.9, 0, 1702.2], [2198.8, 1690, None]],
    "distances": [[0, 9120.4, 40250.1], [9098.7, 0, 31876], [40180.3, 31790.2, None]],
}
#: In the form of Valhalla’s /sources_to_targets for two places.
VALHALLA = {
    "units": "kilometers",
    "sources_to_targets": [
        [
            {"from_index": 0, "to_index": 0, "time": 0, "distance": 0.0},
            {"from_index": 0, "to_index": 1, "time": 812, "distance": 9.204},
        ],
        [
            {"from_index": 1, "to_index": 0, "time": 806, "distance": 9.187},
            {"from_index": 1, "to_index": 1, "time": 0, "distance": 0.0},
        ],
    ],
}


class Answering(ThreadingHTTPServer):
    """Gives its answers and keeps what it was asked."""

    def __init__(self, answer, delay=0.0, status=200):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer, self.delay, self.status, self.asked = answer, delay, status, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((unquote(self.path), json.loads(body) if body else None))
        time.sleep(self.server.delay)
        answer = self.server.answer
        content = json.dumps(answer(self.path, body) if callable(answer) else answer).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(OSError):  # whoever asked has gone
            self.wfile.write(content)

    do_POST = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture
def serving():
    servers = []

    def serve(*given, **more) -> Answering:
        servers.append(Answering(*given, **more))
        return servers[-1]

    yield serve
    for one in servers:
        one.shutdown()
        one.server_close()


def test_the_estimate_is_the_judges_own_and_says_that_it_is_one():
    places = [BOURG, CEYZERIAT, NANTUA, BOURG]
    found = Estimate().matrix(places)
    assert found.seconds.tolist() == [[judge.seconds_between(a, b) for b in places] for a in places]
    assert found.label == "estimé" and found.seconds[0, 3] == 0
    assert 9 < found.km[0, 1] < 13


def test_no_place_is_an_empty_matrix():
    assert Estimate().matrix([]).seconds.shape == (0, 0)


def test_osrm_is_asked_in_its_own_words_and_read(serving):
    server = serving(OSRM)
    found = Osrm(server.address).matrix([BOURG, CEYZERIAT, NANTUA])
    path, _ = server.asked[0]
    assert path.startswith("/table/v1/driving/5.225500,46.205200;5.321900,46.179700;5.607000,46.152000?")
    assert parse_qs(urlsplit(path).query, separator="&")["annotations"] == ["duration,distance"]
    assert found.seconds[0].tolist() == [0, 801 + 90, 2210 + 90]
    assert found.km[0, 1] == pytest.approx(9.1204)
    assert found.label == "serveur OSRM"


def test_a_pair_without_a_road_is_estimated_and_said(serving):
    found = Osrm(serving(OSRM).address).matrix([BOURG, CEYZERIAT, NANTUA])
    assert found.seconds[2, 2] == 0 and "pas joignables" in found.warning


def test_valhalla_is_asked_in_its_own_words_and_read(serving):
    server = serving(VALHALLA)
    found = Valhalla(server.address).matrix([BOURG, CEYZERIAT, BOURG])
    path, body = server.asked[0]
    assert path == "/sources_to_targets" and body["costing"] == "auto"
    assert body["sources"][0] == {"lat": 46.2052, "lon": 5.2255}
    assert len(body["sources"]) == 2  # the same place is asked for once
    assert found.seconds.tolist() == [[0, 902, 0], [896, 0, 896], [0, 902, 0]]
    assert found.km[0, 1] == pytest.approx(9.204) and found.warning == ""


def test_valhalla_may_answer_in_its_short_form(serving):
    short = {"sources_to_targets": {"durations": [[0, 812], [806, 0]], "distances": [[0, 9.2], [9.19, 0]]}}
    assert Valhalla(serving(short).address).matrix([BOURG, CEYZERIAT]).seconds[0, 1] == 902


def test_a_large_table_is_asked_for_in_squares(serving):
    def answer(path, _):
        asked = parse_qs(urlsplit(unquote(path)).query.replace(";", ","), separator="&")
        rows, columns = (asked[name][0].split(",") for name in ("sources", "destinations"))
        where = unquote(path).split("/")[-1].split("?")[0].split(";")
        cells = [
            [abs(float(where[int(r)].split(",")[1]) - float(where[int(c)].split(",")[1])) * 1e5 for c in columns]
            for r in rows
        ]
        return {"code": "Ok", "durations": cells, "distances": cells}

    server = serving(answer)
    places = [place(km) for km in range(7)]
    found = Osrm(server.address, block=3, parking=0).matrix(places)
    assert len(server.asked) == 9
    assert np.array_equal(found.seconds, found.seconds.T) and found.seconds[0, 6] == pytest.approx(5396, abs=2)


@pytest.mark.parametrize(
    "answer",
    [
        {"code": "TooBig", "message": "Too many table coordinates"},
        {"code": "Ok", "durations": [[0, 1]], "distances": [[0, 1]]},
        {"code": "Ok", "durations": "no", "distances": None},
        {"code": "Ok", "durations": [[0, -5], [1, 0]], "distances": [[0, 1], [1, 0]]},
        [1, 2],
        {},
    ],
    ids=["refused", "too small", "no table", "negative", "a list", "empty"],
)
@pytest.mark.parametrize("kind", [Osrm, Valhalla])
def test_an_answer_that_is_none_leaves_the_estimate_and_says_so(serving, kind, answer):
    found = kind(serving(answer).address).matrix([BOURG, CEYZERIAT])
    assert found.label == "estimé" and "ne répond pas : les trajets sont estimés" in found.warning
    assert found.seconds.tolist() == Estimate().matrix([BOURG, CEYZERIAT]).seconds.tolist()


def test_a_slow_or_absent_server_never_keeps_a_planning_waiting(serving):
    slow = serving(OSRM, delay=5)
    begun = time.monotonic()
    assert Osrm(slow.address, timeout=0.3).matrix([BOURG, CEYZERIAT]).label == "estimé"
    assert time.monotonic() - begun < 3
    assert "estimés" in Osrm("http://127.0.0.1:9", timeout=1).matrix([BOURG, CEYZERIAT]).warning


def test_a_plan_made_on_the_estimate_for_want_of_a_server_says_so():
    problem = Problem((worker("Léa"),), (visit(1, 3.0),))
    found = search.solve(problem, Osrm("http://127.0.0.1:9", timeout=1), Effort(5, 1, 3))
    assert found.plan.placed() == {1}
    assert any("les trajets sont estimés" in one for one in found.remarks)
