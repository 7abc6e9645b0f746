"""What every route is spared: other sites, bodies without end, too many requests."""

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from fieldvisit import fieldvisit as house
from fieldvisit.births import reading
from fieldvisit.pages import serving, threshold
from fieldvisit.pages.threshold import Threshold
from fieldvisit.sync import bounds
from tests.sync import described

HERE = "http://localhost:3000"


def every_route() -> list[Route]:
    routes = [route for one in house.app.api_transformer if hasattr(one, "routes") for route in one.routes]
    return [route for route in routes if isinstance(route, Route)]


ACTING = [(method, route.path) for route in every_route() for method in sorted(route.methods - threshold.SAFE)]


@pytest.fixture
def app():
    return TestClient(Threshold(Starlette(routes=every_route())), base_url=HERE)


def test_there_are_routes_that_act():
    assert len(ACTING) > 10 and ("POST", "/api/login") in ACTING


@pytest.mark.parametrize(("method", "path"), ACTING)
def test_another_site_acts_through_no_route(app, office, cookie, method, path):
    for said in ({"origin": "https://ailleurs.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        answer = app.request(method, path, headers=said | {"cookie": cookie("helene")}, content=b"x")
        assert answer.status_code == 403 and answer.json()["sentence"] == threshold.FOREIGN


@pytest.mark.parametrize("said", [{"origin": "https://ailleurs.example"}, {"content-length": str(2**40)}])
def test_what_it_refuses_of_the_tablets_is_as_their_door_describes_it(app, office, said):
    acting = [(method, path) for method, path in ACTING if path.startswith(threshold.UNHURRIED)]
    assert len(acting) == 7
    for method, path in acting:
        answer = app.request(method, path, headers=said, content=b"x")
        assert answer.status_code in (403, 413)
        described.hold(answer)


def test_another_site_opens_no_connection(app):
    for path in ("/_event", "/ailleurs"):
        with (
            pytest.raises(WebSocketDisconnect),
            app.websocket_connect(path, headers={"origin": "https://ailleurs.example"}),
        ):
            pass


def test_the_app_that_is_served_stands_behind_it():
    assert house.app.api_transformer[-1] is serving.wrap
    inner = serving.wrap(Starlette())
    while not isinstance(inner, serving.Serving):
        inner = inner.__closure__ and next(
            cell.cell_contents for cell in inner.__closure__ if callable(cell.cell_contents)
        )
    assert isinstance(inner.app, Threshold)


async def count(request):
    return JSONResponse({"read": len(await request.body())})


@pytest.fixture
def counting(monkeypatch):
    monkeypatch.setattr(threshold, "LARGEST_BODY", 1000)
    clock = [0.0]
    app = Threshold(
        Starlette(routes=[Route(path, count, methods=["POST", "GET"]) for path in ("/api/x", "/api/sync/x")]),
        lambda: clock[0],
    )
    return TestClient(app, base_url=HERE, raise_server_exceptions=False), clock


def test_a_body_is_read_up_to_its_bound_whatever_it_says_of_itself(counting):
    client, _ = counting
    assert client.post("/api/x", content=b"x" * 1000).json() == {"read": 1000}
    assert client.post("/api/x", content=b"x" * 1001).status_code == 413

    def endless():
        for _ in range(100):
            yield b"x" * 100

    answer = client.post("/api/x", content=endless())
    assert answer.status_code != 200 or answer.json() != {"read": 10_000}


def test_no_route_is_promised_more_than_passes():
    assert max(bounds.LARGEST_PUSH, reading.LARGEST) < threshold.LARGEST_BODY


def test_who_asks_too_fast_waits_and_tablets_do_not(counting):
    client, clock = counting
    mine = {"cookie": "fieldvisit_session=moi"}
    answers = [client.get("/api/x", headers=mine).status_code for _ in range(threshold.PER_SESSION + 1)]
    assert answers[:-1] == [200] * threshold.PER_SESSION and answers[-1] == 429
    assert client.get("/api/x", headers={"cookie": "fieldvisit_session=elle"}).status_code == 200
    assert client.get("/api/sync/x", headers=mine).status_code == 200
    clock[0] += threshold.MINUTE
    assert client.get("/api/x", headers=mine).status_code == 200
