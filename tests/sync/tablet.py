"""A tablet in Python that speaks the real wire: it seals, signs, pushes, pulls, and can lose its network.

What it sends goes through the real routes; only the radio is invented (see faulty.py).
"""

import base64
import hashlib
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from fieldvisit.access import session as sessions
from fieldvisit.db import new_id
from fieldvisit.sync import sealing


class NoNetwork(Exception):
    """The answer did not come; whether the question arrived, nobody knows."""


@dataclass
class Row:
    """``told``: what the server said of it while it was dirty, to be shown once it is clean."""

    body: dict
    dirty: bool = False
    told: dict | None = None


@dataclass
class Tablet:
    """``client``: a Starlette test client. ``store``: documents by (kind, id); ``outbox``: sealed lines by digest."""

    client: object
    account_id: uuid.UUID
    token: str | None = None
    device_id: uuid.UUID = field(default_factory=new_id)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    sealing_key: dict | None = None
    now: datetime = None
    cursor: str | None = None
    epoch: str | None = None
    store: dict = field(default_factory=dict)
    outbox: dict = field(default_factory=dict)

    def enrol(self) -> dict:
        answer = self.post("/api/devices/enrol", self.enrolment())
        assert answer.status_code == 200, answer.text
        self.sealing_key = answer.json()["keys"][0]
        return answer.json()

    def enrolment(self) -> dict:
        point = self.key.public_key().public_numbers()
        x, y = (
            base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=") for number in (point.x, point.y)
        )
        jwk = {"kty": "EC", "crv": "P-256", "x": x, "y": y, "ext": True, "key_ops": ["verify"]}
        return {"device_id": str(self.device_id), "label": "Tablette 7", "public_jwk": jwk, "app_version": "0.1.0"}

    def post(self, path: str, body) -> object:
        headers = {"cookie": f"{sessions.COOKIE}={self.token}"} if self.token else {}
        if isinstance(body, bytes):
            return self.client.post(path, content=body, headers={"content-type": "application/x-ndjson"} | headers)
        return self.client.post(path, json=body, headers=headers)

    def line(self, kind: str, body: object, *, id=None, family_id=None, parent=None, **header) -> bytes:
        """One sealed and signed line. ``body`` may be bytes; any field of the header may be given otherwise."""
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        fields = {
            "v": 1,
            "id": str(id or new_id()),
            "kind": kind,
            "schema": 1,
            "family_id": str(family_id) if family_id else None,
            "parent": parent,
            "digest": hashlib.sha256(content).hexdigest(),
            "author": str(self.account_id),
            "device": str(self.device_id),
            "captured_at": stamp(self.now),
            "elapsed": 1_200_000,
            "key": self.sealing_key["key"],
        } | header
        text = json.dumps(fields)
        enc, ct = sealing.seal(base64.b64decode(self.sealing_key["public"]), content, text.encode())
        parts = {"enc": enc, "ct": ct, "sig": self.signature(text.encode())}
        return json.dumps(
            {"header": text} | {name: base64.b64encode(part).decode() for name, part in parts.items()}
        ).encode()

    def signature(self, text: bytes) -> bytes:
        """Raw r‖s, as WebCrypto signs."""
        r, s = utils.decode_dss_signature(self.key.sign(text, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def push(self, *lines: bytes) -> list[dict]:
        answer = self.post("/api/sync/push", b"\n".join(lines) + b"\n")
        assert answer.status_code == 200, answer.text
        return answer.json()["words"]

    def ask(self, **more) -> dict:
        """One page of a pull, not kept."""
        have = sorted(self.aboard("family"))
        aboard = sorted(self.aboard("form").values(), key=lambda form: form["version"])
        forms = {form["code"]: form["version"] for form in aboard}
        answer = self.post("/api/sync/pull", {"cursor": self.cursor, "have": have, "forms": forms} | more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def pull(self, **more) -> dict:
        """One page, kept as a tablet keeps it."""
        page = self.ask(**more)
        self.keep(page)
        return page

    def write(self, kind: str, id: str, body: dict) -> None:
        """Change a row here, to be sent."""
        self.store[kind, id] = Row(body, dirty=True)

    def heard(self, words: list[dict]) -> None:
        """Take what was acknowledged out of the outbox; its row may be told again from now on."""
        for word in words:
            sent = self.outbox.get(word["digest"])
            if sent and word["id"] == sent["id"] and word["word"] in ("received", "identical", "diverged"):
                del self.outbox[word["digest"]]
                if sent["row"]:
                    row = self.store[sent["row"]]
                    self.store[sent["row"]] = Row(row.told or row.body)

    def keep(self, page: dict) -> None:
        """A row with unsent changes is never overwritten, nor forgotten."""
        for family in page["forget"]:
            for key, row in list(self.store.items()):
                if not row.dirty and family in (row.body.get("family_id"), row.body["id"]):
                    del self.store[key]
        for doc in page["docs"]:
            here = self.store.get((doc["kind"], doc["id"]))
            if here is None or not here.dirty:
                self.store[doc["kind"], doc["id"]] = Row(doc["body"])
            else:
                here.told = doc["body"]
        self.cursor, self.epoch = page["cursor"], page["epoch"]

    def pull_all(self) -> list[dict]:
        pages = [self.pull()]
        while pages[-1]["more"]:
            pages.append(self.pull())
        return pages

    def aboard(self, kind: str) -> dict[str, dict]:
        return {id: row.body for (each, id), row in self.store.items() if each == kind}


def stamp(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def visit_record(visit, now: datetime, **changes) -> dict:
    """The body of a visit made as planned, with little to say."""
    return {
        "visit_id": str(visit.id),
        "family_id": str(visit.family_id),
        "kind": visit.kind,
        "planned": True,
        "planned_on": visit.planned_on.isoformat(),
        "planned_at": "09:00",
        "duration_min": visit.duration_min,
        "outcome": "realisee",
        "started_at": stamp(now - timedelta(minutes=50)),
        "ended_at": stamp(now - timedelta(minutes=5)),
        "forms": {"vad": "2.0.0"},
        "children": [],
        "agreement": {"kind": "accord_vad", "status": "Accordé", "mode": "Oral", "person_id": None},
        "answers": {"n_presents": {"v": ["mere"]}, "suite": {"v": "fin"}},
        "child_answers": {},
        "notes": [],
        "outcome_detail": {},
        "corrects": None,
        "correction_reason": "",
        "signed_at": stamp(now),
    } | changes
