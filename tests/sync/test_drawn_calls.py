"""Calls that Schemathesis draws from the door's own description, with the session and the key of an enrolled tablet.

250 of the 2,000 calls of ``make test`` (the others: ``tests/pages/test_wrong_types.py``) and 30,000 of the long
100,000, in rounds that each begin with a county of their own. Most get past the threshold: what is drawn gets a
session, ids that exist, and signatures that hold.
"""

import base64
import copy
import gzip
import json
import os
import random
import re
import secrets
from collections import Counter
from dataclasses import dataclass, field, replace

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from fieldvisit.access import session as sessions
from fieldvisit.forms import catalogue
from fieldvisit.sync import openapi, proof, wire
from fieldvisit.sync.frame import MEANT
from fieldvisit.sync.kinds import KINDS
from tests.sync import described
from tests.sync.known import County
from tests.sync.tablet import Tablet
from tests.tisf import canaries
from tests.tisf.conftest import order_of, session_of  # noqa: F401

LONG = os.environ.get("FIELDVISIT_LONG") == "1"
ROUNDS = range(15 if LONG else 1)
CALLS = dict.fromkeys(("sqlite", "postgresql"), 1_000) if LONG else {"sqlite": 200, "postgresql": 50}
#: How often each call is drawn; a fourth as often as the description forbids.
SHARES = {"POST /api/sync/push": 40, "POST /api/sync/pull": 16, "PUT /api/sync/blobs/{sha256}": 12}
WHO = ("", *("claire", "nadia") * 3, *("ines", "sylvie") * 2, "helene", "root")
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
#: What stops a call before it gets to its own work.
THRESHOLD = {400, 401, 403, 413, 429}
ID, DIGEST = (re.compile(one["pattern"]) for one in (wire.ID, wire.DIGEST))


@schemathesis.serializer(openapi.LINES)
def as_lines(context, value) -> bytes:
    each = value if isinstance(value, list) else [value]
    return b"\n".join(json.dumps(one).encode() for one in each)


schemathesis.openapi.format(
    "printable", st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), max_size=60)
)


@pytest.fixture
def county(client, door, engine, cast, now, today, plan, order_of, session_of):  # noqa: F811
    """The door asks for a signature of each pull, and its clock goes on with each call."""
    made = County(client, engine, cast, now, today)
    order = order_of()
    made.fill(plan, order, session_of(order)[0])
    closed = replace(door.config_of(), enrolled_by_code=True)
    door.config_of, door.clock = lambda: closed, lambda: made.now
    client.event_hooks = {}  # the description is held to by Schemathesis here
    return made


@dataclass
class Sender:
    """Sends what was drawn and judges the answer; ``wrong``: what should not have been answered."""

    county: County
    logged: list  #: of the server, which answers « later » to what it could not handle
    heard: Counter = field(default_factory=Counter)
    words: Counter = field(default_factory=Counter)
    marks: set = field(default_factory=set)
    wrong: list = field(default_factory=list)

    def send(self, case: Case, who: str, chance: random.Random) -> None:
        self.county.tick()
        fits = case.meta.generation.mode.is_positive
        if fits:
            Placing(self.county, who, chance).place(case)
        sent = self._sealed(case, who, chance, fits)
        try:
            answer = self.county.client.request(sent.method, sent.url, content=sent.body, headers=sent.headers)
        except Exception as crash:
            self.wrong.append(f"{case.operation.label} by {who}: {case.body!r:.2000}\n{crash!r}")
        else:
            self._judge(case, who, fits and not sent.headers.get("content-encoding"), answer)

    def _sealed(self, case: Case, who: str, chance: random.Random, fits: bool) -> requests.PreparedRequest:
        """The request with what cannot be drawn: the session, the signature, and packed when it says so."""
        said = case.as_transport_kwargs(base_url=str(self.county.client.base_url))
        sent = requests.Request(**{name: said[name] for name in PARTS if name in said}).prepare()
        body = sent.body.encode() if isinstance(sent.body, str) else sent.body or b""
        tablet = self.county.tablets.get(who)
        if tablet and case.path.endswith("/pull") and chance.random() < 0.9:
            sent.headers[proof.HEADER] = base64.b64encode(tablet.signature(proof.PREFIX + body)).decode()
        if MEANT in sent.headers and who and fits and chance.random() < 0.9:
            sent.headers[MEANT] = str(getattr(self.county.cast, who).id)
        if sent.headers.get("content-encoding") == "gzip" and chance.random() < 0.9:
            body = gzip.compress(body)
        if who:
            sent.headers["cookie"] = f"{sessions.COOKIE}={self.county.tokens[who]}"
        sent.body = body
        sent.headers.pop("content-length", None)
        return sent

    def _judge(self, case: Case, who: str, whole: bool, answer) -> None:
        lines = case.media_type == openapi.LINES
        try:
            case.validate_response(answer, checks=[*CHECKS, *([] if lines else [checks.negative_data_rejection])])
            assert not (whole and answer.status_code == 400), f"refused, though it is as described: {answer.text}"
            failed = [record.exc_info[1] for record in self.logged if record.exc_info]
            assert not failed, f"could not be handled: {failed!r}"
            found = canaries.found(answer.text)
            assert who == "nadia" or not found, f"{who or 'nobody'} is told of {found}"
            self.marks |= found
        except (Exception, FailureGroup) as failure:
            self.wrong.append(f"{case.operation.label} by {who}: {case.body!r:.2000}\n{failure}")
        self.logged.clear()
        past = answer.status_code not in THRESHOLD
        self.heard[case.operation.label, past] += 1
        if lines and answer.status_code == 200:
            self.words.update((self.county.kinds.get(one["id"], ""), one["word"]) for one in answer.json()["words"])


PARTS = ("method", "url", "params", "headers", "json", "data")


@dataclass
class Placing:
    """Puts what exists in the place of what was drawn, more often than not."""

    county: County
    who: str
    chance: random.Random

    def place(self, case: Case) -> None:
        tablet = self.county.tablets.get(self.who) or self.county.tablets["claire"]
        case.path_parameters = self._known(case.path_parameters)
        if isinstance(case.body, dict):
            case.body = self._known(case.body)
        match case.operation.label:
            case "POST /api/devices/enrol":
                self._enrolment(case, tablet)
            case "POST /api/sync/pull":
                self._question(case, tablet)
            case "POST /api/sync/drafts/{id}/take":
                self._taking(case, tablet)
            case "PUT /api/sync/blobs/{sha256}":
                self._piece(case)

    def _known(self, value):
        if isinstance(value, dict):
            return {name: self._known(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._known(one) for one in value]
        if isinstance(value, str) and self.chance.random() < 0.7:
            if ID.search(value):
                return self.county.id(self.chance)
            if DIGEST.search(value):
                return self.chance.choice(self.county.digests)
        return value

    def _enrolment(self, case: Case, tablet: Tablet) -> None:
        mine = self.chance.random() < 0.6
        true = (tablet if mine else Tablet(None, tablet.account_id)).enrolment()
        case.body |= {"public_jwk": case.body["public_jwk"] | true["public_jwk"]}
        if mine:
            case.body |= {"device_id": true["device_id"]}
            if self.chance.random() < 0.7:
                case.body.pop("code", None)

    def _question(self, case: Case, tablet: Tablet) -> None:
        if self.chance.random() < 0.9:
            case.body |= {"device_id": str(tablet.device_id)}
        if self.chance.random() < 0.95:  # most of what a first pull weighs, and always the same
            case.body |= {"forms": catalogue.versions(), "form_marks": {}}

    def _taking(self, case: Case, tablet: Tablet) -> None:
        if self.chance.random() < 0.8:
            of = self.who if self.who in self.county.drafts else "nadia"
            case.path_parameters = {"id": str(self.county.drafts[of])}
            there = self.county.tablets[self.chance.choice((of, "nadia"))]
            case.body |= {"device_id": str(tablet.device_id), "from": str(there.device_id)}

    def _piece(self, case: Case) -> None:
        photo = self.chance.choice(self.county.photos)
        content = photo.blob if self.chance.random() < 0.5 else self.chance.randbytes(self.chance.randrange(2_000))
        at = self.chance.choice((0, 0, 0, self.chance.randrange(len(content) + 1)))
        case.body = content[at:] if self.chance.random() < 0.7 else content[:at]
        if self.chance.random() < 0.8:
            case.path_parameters = {"sha256": photo.sha256}
            case.query = {"offset": at, "size": len(content)}


def drawn(county: County, chance: random.Random) -> list[tuple[int, st.SearchStrategy[Case]]]:
    """Cases of every call, each with its share: of what the description allows, and of what it forbids."""
    told = copy.deepcopy(described.document())
    schemathesis.openapi.from_dict(told).validate()
    for methods in told["paths"].values():
        for operation in methods.values():
            del operation["security"]  # whose session it is, is not drawn: it is put in afterwards
    schema = schemathesis.openapi.from_dict(told)

    @schema.hooks.hook
    def before_generate_body(context, strategy):
        draft = context.operation.path.endswith("/drafts")
        signed = st.builds(lambda: [county.line(chance, draft=draft) for _ in range(chance.choice((1, 1, 2, 3)))])
        takes_lines = context.operation.path in ("/api/sync/push", "/api/sync/drafts")
        return st.integers(0, 9).flatmap(lambda one: strategy if one == 7 else signed) if takes_lines else strategy

    @schema.hooks.hook
    def filter_path_parameters(context, path_parameters):
        """What a router takes apart, or for no part at all, is another address."""
        each = [str(one) for one in (path_parameters or {}).values()]
        return all(one and "/" not in one and "%2F" not in one for one in each)

    each = []
    for found in schema.get_all_operations():
        operation = found.ok()
        share = SHARES.get(operation.label, 8)
        each.append((share, operation.as_strategy(generation_mode=GenerationMode.POSITIVE)))
        each.append((max(1, share // 4), operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)))
    return each


@pytest.mark.parametrize("turn", ROUNDS)
def test_no_call_fails_or_is_answered_otherwise_than_described_and_none_tells_a_stranger(turn, county, engine, caplog):
    number = int(os.environ.get("FIELDVISIT_SEED", "0")) or (secrets.randbits(32) if LONG else 20_261_123 + turn)
    print(f"FIELDVISIT_SEED={number}")
    sender, chance, calls = Sender(county, caplog.records), random.Random(number), CALLS[engine.dialect.name]
    each = drawn(county, chance)
    for share, cases in each:
        some = -(-calls * share // sum(share for share, _ in each))

        @seed(number)
        @settings(
            max_examples=some, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(cases)
        def call(case):
            sender.send(case, chance.choice(WHO), chance)

        call()
    told = "\n\n".join(sender.wrong[:5])
    print(sum(sender.heard.values()), sorted(sender.heard.items()), sorted(sender.words.items()))
    assert not sender.wrong, f"{len(sender.wrong)} answers:\n{told}"
    past = Counter({label: count for (label, beyond), count in sender.heard.items() if beyond})
    if calls > 100:
        assert set(past) == {label for label, _ in sender.heard}
    assert past.total() > sender.heard.total() * 0.5
    signed = {word: count for word, count in sender.words.items() if word[0]}
    taken = {word: count for word, count in signed.items() if word[1] in ("received", "identical", "diverged")}
    assert sum(taken.values()) > sum(signed.values()) * 0.2
    if LONG:
        assert {kind for kind, _ in taken} >= {*KINDS, "draft"}
    assert sender.marks, "Nadia was told nothing of her own family: that nobody else was proves nothing"
