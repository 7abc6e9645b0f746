"""What a tablet does with a picture: encrypts it once, says it in a signed line, sends its bytes in pieces."""

import base64
import hashlib
import os
import uuid
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldvisit.access import session as sessions
from fieldvisit.db import new_id
from tests.sync.tablet import Tablet, stamp, visit_record

AGREED = {"kind": "accord_photo", "status": "Accordé", "mode": "Oral", "person_id": None}


@dataclass
class Photo:
    """A picture on the tablet: its content, its ciphertext, and the body of its line."""

    id: uuid.UUID
    content: bytes
    blob: bytes
    body: dict

    @property
    def sha256(self) -> str:
        return self.body["blob"]["sha256"]

    @property
    def named(self) -> dict:
        """How a record names it."""
        return {"id": str(self.id)} | {name: self.body[name] for name in ("kind", "sha256", "caption")}

    def with_blob(self, blob: bytes) -> "Photo":
        """The same line said of other bytes."""
        said = self.body["blob"] | {"sha256": hashlib.sha256(blob).hexdigest()}
        return Photo(self.id, self.content, blob, self.body | {"blob": said})


def take(visit, record_id, now, content: bytes, **changes) -> Photo:
    picture_id, key, iv = new_id(), os.urandom(32), os.urandom(12)
    blob = AESGCM(key).encrypt(iv, content, str(picture_id).encode())
    body = {
        "record_id": str(record_id),
        "visit_id": str(visit.id),
        "kind": "photo",
        "caption": "Le coin du bébé",
        "item": None,
        "child_id": None,
        "signer": None,
        "mime": "image/jpeg",
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "width": 640,
        "height": 480,
        "taken_at": stamp(now),
        "blob": {
            "sha256": hashlib.sha256(blob).hexdigest(),
            "size": len(blob),
            "key": base64.b64encode(key).decode(),
            "iv": base64.b64encode(iv).decode(),
        },
    } | changes
    return Photo(picture_id, content, blob, body)


def line(tablet: Tablet, visit, photo: Photo, **header) -> bytes:
    return tablet.line("attachment", photo.body, id=photo.id, **{"family_id": visit.family_id} | header)


def push(tablet: Tablet, visit, record_id, now, *photos: Photo, **changes) -> list[dict]:
    """The record that names these photos, then their lines."""
    body = visit_record(
        visit, now, **{"attachments": [each.named for each in photos], "photo_agreement": AGREED} | changes
    )
    record = tablet.line("visit_record", body, id=record_id, family_id=visit.family_id)
    return tablet.push(record, *(line(tablet, visit, each) for each in photos))


def _headers(tablet: Tablet) -> dict:
    return {"cookie": f"{sessions.COOKIE}={tablet.token}"} if tablet.token else {}


def put(tablet: Tablet, photo: Photo, offset: int = 0, length: int | None = None, size: int | None = None):
    """One piece; the server's answer."""
    piece = photo.blob[offset:] if length is None else photo.blob[offset : offset + length]
    path = f"/api/sync/blobs/{photo.sha256}?offset={offset}&size={len(photo.blob) if size is None else size}"
    return tablet.client.put(path, content=piece, headers=_headers(tablet))


def send(tablet: Tablet, photo: Photo) -> dict:
    answer = put(tablet, photo)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ask(tablet: Tablet, *photos: Photo) -> list[dict]:
    asked = [{"sha256": each.sha256, "size": len(each.blob)} for each in photos]
    answer = tablet.post("/api/sync/blobs", {"blobs": asked})
    assert answer.status_code == 200, answer.text
    return answer.json()["blobs"]


def get(tablet: Tablet, photo: Photo):
    return tablet.client.get(f"/api/sync/blobs/{photo.sha256}", headers=_headers(tablet))
