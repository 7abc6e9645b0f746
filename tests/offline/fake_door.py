"""A server that speaks docs/protocol.md and breaks on demand: what it stored is on its lists."""

import base64
import hashlib
import json
import socket
import threading
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey

SUITE = CipherSuite.new(KEMId.DHKEM_P256_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES256_GCM)
NURSE = {"id": str(uuid.uuid4()), "name": "Inès Bensaïd", "role": "puericultrice", "role_label": "Puéricultrice"}
MIDWIFE = {"id": str(uuid.uuid4()), "name": "Odile Perrin", "role": "sage_femme_pmi", "role_label": "Sage-femme"}
HELPER = {"id": str(uuid.uuid4()), "name": "Farida Benali", "role": "tisf", "role_label": "TISF"}
PASSWORDS = {"ines": ("lait-tiede", NURSE), "odile": ("eau-calme", MIDWIFE), "farida": ("linge-propre", HELPER)}
PAGE = b'<!doctype html><html lang="fr"><meta charset="utf-8"><div id="page"></div><script src="/tablet.js"></script>'


def family(label: str = "Famille Kaya-Martin", **more) -> dict:
    id = str(uuid.uuid4())
    return {"kind": "family", "id": id, "family_id": id, "body": {"id": id, "label": label, "persons": [], **more}}


def visit(of: dict, worker: dict = NURSE, **more) -> dict:
    id = str(uuid.uuid4())
    body = {"id": id, "family_id": of["id"], "kind": "J8", "planned_on": "2026-11-22", "worker_id": worker["id"],
            "status": "programmee", "position": None, "record": None, **more}  # fmt: skip
    return {"kind": "visit", "id": id, "family_id": of["id"], "body": body}


class Wire:
    """An HTTP server that gives the page and breaks on demand.

    ``fault``: what goes wrong with the next call to a path; ``calls``: the paths asked for.
    """

    def __init__(self, bundle: bytes):
        self.bundle = bundle
        self.calls: list[str] = []
        self.fault: dict[str, str] = {}
        self.connections: list[socket.socket] = []
        self.http: ThreadingHTTPServer | None = None
        self.port = 0

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict, bytes]:
        """Status, headers and body of the answer to a call of the tablet."""
        raise NotImplementedError

    def break_next(self, path: str, how: str) -> None:
        """``how``: « before » (nothing read), « after » (handled, no answer), « half » (half an answer), « 500 »,
        « hotel » (another page than ours)."""
        self.fault[path] = how

    def start(self) -> None:
        """Answer on its port, the same as before a :meth:`cut`."""
        wire = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                wire.connections.append(self.request)
                super().setup()

            def do_GET(self):
                with suppress(ConnectionError):
                    wire.handle(self)

            do_POST = do_PUT = do_GET

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.http.daemon_threads = False
        self.port = self.http.server_port
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def cut(self) -> None:
        """The server is gone: its port answers nobody."""
        self.http.shutdown()
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.connections.clear()
        self.http.server_close()  # waits for the calls under way

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        if request.path == "/tablet.js":
            return _send(request, 200, {"Content-Type": "text/javascript; charset=utf-8"}, self.bundle)
        if not request.path.startswith("/api/"):
            return _send(request, 200, {"Content-Type": "text/html; charset=utf-8"}, PAGE)
        self.calls.append(request.path)
        fault = self.fault.pop(request.path, None) or self.fault.pop(request.path.partition("?")[0], None)
        if fault == "hotel":
            return _send(request, 200, {"Content-Type": "text/html"}, b"<h1>Bienvenue ! Acceptez les conditions.</h1>")
        if fault == "500":
            return _send(request, 503, {"Content-Type": "text/html"}, b"<h1>Service Unavailable</h1>")
        if fault != "before":
            status, headers, answer = self.answer(request.command, request.path, dict(request.headers), body)
        if fault == "half":
            _send(request, status, headers, answer, cut=len(answer) // 2)
        if fault:
            request.close_connection = True
            return request.connection.shutdown(socket.SHUT_RDWR)
        _send(request, status, headers, answer)


class Door(Wire):
    """``docs``: what each account receives; ``forget``: what it loses; ``words``: the word for the id of a line.
    ``withdrawn``: devices out of service, ``wiped``: those that say so; ``told``, ``enrolled``: what they asked;
    ``ahead``: how far the tablets' clock is ahead of this office's.
    """

    def __init__(self, bundle: bytes):
        super().__init__(bundle)
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.key = {"key": str(uuid.uuid4()), "public": base64.b64encode(_point(self.private)).decode()}
        self.epoch = str(uuid.uuid4())
        self.devices: dict[tuple[str, str], list[ec.EllipticCurvePublicKey]] = {}
        self.sessions: dict[str, dict] = {}
        self.received: dict[tuple[str, str], dict] = {}
        self.docs: dict[str, list[dict]] = {}
        self.forget: dict[str, list[str]] = {}
        self.joined: dict[str, str] = {}
        self.words: dict[str, dict] = {}
        #: What a person decided, told with each pull.
        self.settled: list[dict] = []
        self.page_size = 500
        #: Ciphertexts by digest, as far as they came; what was said of some of them instead of « received ».
        self.blobs: dict[str, bytearray] = {}
        self.blob_sizes: dict[str, int] = {}
        self.blob_words: dict[str, dict] = {}
        self.blob_status: dict[str, int] = {}
        #: No room for any picture.
        self.full = False
        self.pieces: list[tuple[str, int, int]] = []
        self.withdrawn: set[str] = set()
        self.wiped: set[str] = set()
        self.told: list[dict] = []
        self.enrolled: list[dict] = []
        self.ahead = timedelta()
        self.lease_days = 7

    def bodies(self, kind: str = "visit_record") -> list[dict]:
        return [one["body"] for one in self.received.values() if one["kind"] == kind]

    def answer(self, method, path, headers, body):
        token = headers.get("Cookie", "").partition("fieldvisit_session=")[2].partition(";")[0]
        account = self.sessions.get(token)
        meant = headers.get("Fieldvisit-Account")
        found = {"Content-Type": "application/json"}
        match path.removeprefix("/api/"):
            case "login":
                asked = json.loads(body)
                password, who = PASSWORDS.get(asked["login"], ("", None))
                if who and asked["password"] == password:
                    token = uuid.uuid4().hex
                    self.sessions[token] = who
                    found["Set-Cookie"] = f"fieldvisit_session={token}; HttpOnly; Path=/"
                    status, said = 200, {"account": who, "next": ""}
                else:
                    status, said = 401, {"sentence": "Identifiant ou mot de passe incorrect."}
            case "logout":
                self.sessions.pop(token, None)
                status, said = 200, {}
            case "sync/push":
                status, said = 200, {"epoch": self.epoch, "words": [self.take(line) for line in body.splitlines()]}
                here = set(headers.get("Fieldvisit-Tablets", "").split(","))
                self.wiped |= set(filter(None, headers.get("Fieldvisit-Wiped", "").split(",")))
                said["withdrawn"] = sorted(here & self.withdrawn)
            case "sync/blobs":
                asked = [(one["sha256"], one["size"]) for one in json.loads(body)["blobs"]]
                known = [one for one in asked if account or one[0] in self.announced()]
                status, said = 200, {"blobs": [self.blob(*one) for one in known]}
            case address if address.startswith("sync/blobs/"):
                digest, _, query = address.removeprefix("sync/blobs/").partition("?")
                if method == "GET":
                    return 200, {"Content-Type": "application/octet-stream"}, bytes(self.blobs[digest])
                wanted = dict(part.split("=") for part in query.split("&"))
                known = account or digest in self.announced()
                place = int(wanted["offset"]), int(wanted["size"])
                status, said = self.put(digest, *place, body) if known else (401, {"sentence": "Connectez-vous."})
            case _ if account is None or meant not in (None, account["id"]):
                status, said = 401, {"sentence": "Connectez-vous."}
            case "me":
                status, said = 200, {"account": account}
            case "devices/enrol" if json.loads(body)["device_id"] in self.withdrawn:
                status, said = 403, {"sentence": "Cette tablette a été retirée du service."}
            case "devices/enrol":
                status, said = 200, self.enrol(json.loads(body), account)
            case "sync/pull":
                status, said = 200, self.pull(json.loads(body), account)
            case _:
                status, said = 404, {"sentence": "Adresse inconnue."}
        return status, found, json.dumps({**said, "server_time": _stamp(datetime.now(UTC) - self.ahead)}).encode()

    def enrol(self, asked: dict, account: dict) -> dict:
        if asked["replaces"] or asked["device_id"] not in {device for device, _ in self.devices}:
            self.enrolled.append(asked)
        numbers = [int.from_bytes(base64.urlsafe_b64decode(asked["public_jwk"][name] + "="), "big") for name in "xy"]
        key = ec.EllipticCurvePublicNumbers(*numbers, ec.SECP256R1()).public_key()
        self.devices.setdefault((asked["device_id"], account["id"]), []).append(key)
        return {"device_id": asked["device_id"], "account": account, "keys": [self.key], "epoch": self.epoch}

    def take(self, line: bytes) -> dict:
        """One line: opened, its signature and digest checked, kept once."""
        outer = json.loads(line)
        header = json.loads(outer["header"])
        signed = outer["header"].encode()
        sig = base64.b64decode(outer["sig"])
        r, s = int.from_bytes(sig[:32], "big"), int.from_bytes(sig[32:], "big")
        keys = self.devices[header["device"], header["author"]]
        assert any(_holds(key, utils.encode_dss_signature(r, s), signed) for key in keys)
        context = SUITE.create_recipient_context(
            base64.b64decode(outer["enc"]), KEMKey.from_pyca_cryptography_key(self.private), b"fieldvisit envelope v1"
        )
        body = context.open(base64.b64decode(outer["ct"]), signed)
        assert hashlib.sha256(body).hexdigest() == header["digest"]
        answer = {"id": header["id"], "digest": header["digest"], "sentence": "", "reasons": []}
        if header["id"] in self.words:
            return {**answer, **self.words[header["id"]]}
        known = (header["id"], header["digest"]) in self.received
        self.received[header["id"], header["digest"]] = {**header, "body": json.loads(body)}
        return {**answer, "word": "identical" if known else "received"}

    def announced(self) -> dict[str, dict]:
        """Bodies of attachments by the digest of their ciphertext."""
        return {body["blob"]["sha256"]: body for body in self.bodies("attachment")}

    def blob(self, digest: str, size: int) -> dict:
        """What is known of a ciphertext: a word once its line and all of it are there."""
        received = len(self.blobs.get(digest, b""))
        whole = received == size
        said = self.blob_words.get(digest, {"word": "received"}) if whole and digest in self.announced() else {}
        return {"sha256": digest, "received": received, "whole": whole, "word": None, "sentence": "", **said}

    def put(self, digest: str, offset: int, size: int, piece: bytes) -> tuple[int, dict]:
        if status := 507 if self.full else self.blob_status.get(digest):
            return status, {"sentence": "Le serveur n’a plus de place."}
        kept = self.blobs.setdefault(digest, bytearray())
        if offset != len(kept):
            return 409, {"received": len(kept), "sentence": "Ce morceau n’est pas le suivant."}
        self.pieces.append((digest, offset, len(piece)))
        kept += piece
        if len(kept) >= size and hashlib.sha256(kept).hexdigest() != digest:
            kept.clear()
            return 422, {"received": 0, "sentence": "Cette photo est arrivée abîmée."}
        return 200, self.blob(digest, size)

    def pictures(self) -> dict[str, bytes]:
        """The pictures that have arrived whole, each opened with the key in its line, by id."""
        found = {}
        for one in self.received.values():
            if one["kind"] == "attachment":
                blob = one["body"]["blob"]
                sealed = bytes(self.blobs.get(blob["sha256"], b""))
                if len(sealed) == blob["size"]:
                    key, iv = (base64.b64decode(blob[name]) for name in ("key", "iv"))
                    found[one["id"]] = AESGCM(key).decrypt(iv, sealed, one["id"].encode())
        return found

    def pull(self, asked: dict, account: dict) -> dict:
        self.told.append(asked)
        if asked["device_id"] in self.withdrawn:
            return {"epoch": self.epoch, "cursor": None, "more": False, "docs": [], "forget": [], "wipe": True}
        docs = self.docs.get(account["id"], [])
        epoch, _, position = (asked["cursor"] or f"{self.epoch}:0").partition(":")
        begin = int(position) if epoch == self.epoch else 0
        page = docs[begin : begin + self.page_size]
        end = begin + len(page)
        return {
            "epoch": self.epoch,
            "cursor": f"{self.epoch}:{end}",
            "more": end < len(docs),
            "docs": page,
            "lease_days": self.lease_days,
            "settled": self.settled,
            "forget": [family for family in self.forget.get(account["id"], []) if family in asked["have"]],
            "joined": self.joined,
        }


def _holds(key: ec.EllipticCurvePublicKey, signature: bytes, signed: bytes) -> bool:
    with suppress(InvalidSignature):
        key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
        return True
    return False


def _point(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _stamp(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _send(request, status: int, headers: dict, body: bytes, cut: int | None = None) -> None:
    request.send_response(status)
    for name, value in {**headers, "Content-Length": str(len(body))}.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body[:cut])
