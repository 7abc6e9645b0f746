"""Where rounds begin, and the ways between homes: estimated, or asked of the county's server once and kept."""

import json
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlmodel import select

from fieldvisit import db, settings
from fieldvisit.access.account import Actor
from fieldvisit.places.commune import Commune
from fieldvisit.weekplans import bases, reach, runs, ways
from fieldvisit.weekplans.plan import RoundLeg


def _table(path: str, _) -> dict:
    many = path.split("?")[0].count(";") + 1
    rows = [[0 if a == b else 600 for b in range(many)] for a in range(many)]
    metres = [[0 if a == b else 5000 for b in range(many)] for a in range(many)]
    return {"code": "Ok", "durations": rows, "distances": metres}


def _sources_to_targets(_, asked: dict) -> dict:
    def cell(here: int, there: int) -> dict:
        same = asked["sources"][here] == asked["targets"][there]
        way = {"time": 0, "distance": 0.0} if same else {"time": 600, "distance": 5.0}
        return {"from_index": here, "to_index": there} | way

    rows, columns = range(len(asked["sources"])), range(len(asked["targets"]))
    return {"units": "kilometers", "sources_to_targets": [[cell(here, there) for there in columns] for here in rows]}


ANSWERS = {"osrm": _table, "valhalla": _sources_to_targets}


@contextmanager
def roads(kind: str):
    """A server where everything is ten minutes and five kilometres away; how often it was asked."""
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            told = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = json.dumps(ANSWERS[kind](self.path, json.loads(told) if told else None)).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"{kind}:http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


@pytest.mark.parametrize(("kind", "label"), [("osrm", "serveur OSRM"), ("valhalla", "serveur Valhalla")])
def test_a_road_server_is_asked_once_and_its_ways_are_kept(
    engine, cast, due, begin, look, today, now, monkeypatch, kind, label
):
    due(cast.petit.id)
    plan = begin()
    assert look().travel == "estimé"
    with roads(kind) as (address, asked):
        monkeypatch.setenv("FIELDVISIT_ROADS", address)
        runs.ask_roads(engine, cast.actor("helene"), plan, today, now)
        with db.reading(engine) as reader:
            kept = reader.exec(select(RoundLeg)).all()
        # Two places, the base and the home: four ways, with a minute and a half to park.
        assert sorted((one.seconds, one.metres) for one in kept) == [(0, 0), (0, 0), (690, 5000), (690, 5000)]
        before = len(asked)
        assert look().travel == label and len(asked) == before
        look(now=now + timedelta(days=100))
        assert len(asked) == before + 1, "roads change"
    monkeypatch.setenv("FIELDVISIT_ROADS", f"{kind}:http://127.0.0.1:9")
    seen = look()
    assert seen.travel == "estimé" and any("ne répond pas" in one for one in seen.aside)


def test_a_setting_that_names_no_server_is_refused(monkeypatch):
    monkeypatch.setenv("FIELDVISIT_ROADS", "google")
    with pytest.raises(ValueError, match="FIELDVISIT_ROADS"):
        settings.read()


def test_legs_are_rounded_up_to_five_minutes(engine, now):
    with db.reading(engine) as reader:
        found = ways.known(reader, [(46.2, 5.2), (46.25, 5.2)], now).matrix([(46.2, 5.2), (46.25, 5.2)])
    assert found.seconds.tolist() == [[0, 900], [900, 0]]


def test_a_base_is_kept_by_who_plans_and_shows_no_home(engine, cast, sector, look):
    actor = cast.actor("helene")
    with db.writing(engine) as writer:
        writer.add(Commune(insee="01451", name="Viriat", name_key="viriat", postcode="01440", lat=46.25, lon=5.21))
    with db.writing(engine) as writer:
        bases.keep(writer, actor, sector.id, cast.claire.id, "3 rue des Prés", "01440", "Viriat", True)
        with pytest.raises(bases.NotFound):
            bases.keep(writer, actor, sector.id, None, "", "99999", "Nulle part")
        with pytest.raises(bases.NotOfSector):
            bases.keep(writer, actor, sector.id, cast.nadia.id, "", "01440", "Viriat")
        with pytest.raises(reach.NotAllowed):
            bases.keep(writer, cast.actor("claire"), sector.id, None, "", "01440", "Viriat")
    claire = next(row for row in look().rows if row.name == "Claire Morel")
    assert (claire.base, claire.from_home) == ("domicile", True)
    with db.writing(engine) as writer:
        assert [one.label for one in bases.of_sector(writer, actor, sector.id)] == ["Centre de Bourg", "Viriat"]
        bases.forget(writer, actor, sector.id, cast.claire.id)
        head = Actor(cast.root.id, "Cheffe", "medecin_responsable", frozenset([sector.id]))
        assert len(bases.of_sector(writer, head, sector.id)) == 1
