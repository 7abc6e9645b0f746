"""Six o'clock: tablets come back in range within a minute, each with six visits and two photos of each.

The lines are sealed beforehand; the photos are one picture, encrypted anew under each photo's own key as a tablet
would have done. Meanwhile somebody at the office opens the planning and a file. Nothing may fail: « try again »
(429 or 503 with Retry-After) is waited for, as a tablet does.
"""

import asyncio
import base64
import hashlib
import io
import os
import random
import time
import uuid
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from PIL import Image

from bench import figures
from bench.county import County, Worker, opened
from bench.door import RECEIVED
from bench.office import Office, reader
from bench.served import databases
from bench.wire import Line
from fieldvisit.db import new_id
from tests.sync.tablet import stamp

VISITS, PHOTOS = 6, 2
#: (tablets, seconds within which they come, seconds until all must be there)
MODERATE, FULL = (50, 6, 18), (500, 60, 180)
PIECE = 512 * 1024
REACH_OFFICE = 500
AGREED = {"kind": "accord_photo", "status": "Accordé", "mode": "Oral", "person_id": None}


@dataclass(frozen=True)
class Photo:
    id: uuid.UUID
    key: bytes
    iv: bytes

    def blob(self, picture: bytes) -> bytes:
        return AESGCM(self.key).encrypt(self.iv, picture, str(self.id).encode())


@dataclass
class Tally:
    """``again``: how often a tablet was told to come again."""

    waits: list[float]
    again: int = 0
    failed: int = 0


def measure(full: bool = False) -> list[figures.Figure]:
    found, picture = [], photo()
    tablets, within, reach = FULL if full else MODERATE
    for name in databases():
        with opened(name) as county:
            served = county.served
            loads = [_load(county, worker, picture) for worker in county.workers(tablets)]
            office = Office(county, reader(county))
            before = served.cost()
            took, tally = asyncio.run(_come_home(served.port, loads, picture, within, office))
            cost = 1000 * (served.cost() - before) / (tablets * VISITS * PHOTOS)
            where = f"home, {name}, {tablets} tablets within {within} s"
            found += [
                figures.of(f"{where}: all received after", [took], "s", reach),
                figures.of(f"{where}: one tablet", [1000 * one for one in tally.waits]),
                figures.of(f"{where}: failed", [tally.failed], "", 0),
                figures.of(f"{where}: told to come again", [tally.again], ""),
                figures.of(f"{where}: office page meanwhile", office.pages, reach=REACH_OFFICE),
                figures.of(f"{where}: office event meanwhile", office.events, reach=REACH_OFFICE),
                figures.of(f"{where}: processor of server and database", [cost], "ms/photo"),
            ]
    return found


def photo(size: int = 300_000) -> bytes:
    """A JPEG of about this weight, as large as a tablet sends them."""
    side = (1600, 1200)
    noise = Image.frombytes("L", (200, 150), random.Random(1).randbytes(200 * 150)).resize(side).convert("RGB")
    for quality in range(95, 10, -5):
        kept = io.BytesIO()
        noise.save(kept, "JPEG", quality=quality)
        if kept.tell() <= size:
            return kept.getvalue() + bytes(size - kept.tell())
    raise AssertionError


def _load(county: County, worker: Worker, picture: bytes) -> tuple[Worker, bytes, list[Photo]]:
    """What one tablet has to send: its lines in one push, and its photos."""
    visits = county.planned(worker, VISITS)
    county.write(visits)
    lines, photos = [], []
    sha256 = hashlib.sha256(picture).hexdigest()
    for visit in visits:
        record, mine = new_id(), [Photo(new_id(), os.urandom(32), os.urandom(12)) for _ in range(PHOTOS)]
        named = [{"id": str(one.id), "kind": "photo", "sha256": sha256, "caption": ""} for one in mine]
        lines.append(county.line(worker, visit, record, attachments=named, photo_agreement=AGREED))
        lines += [_announced(county, worker, visit, record, one, picture, sha256) for one in mine]
        photos += mine
    return worker, b"\n".join(lines), photos


def _announced(county: County, worker: Worker, visit, record: uuid.UUID, one: Photo, picture: bytes, sha256: str):
    blob = one.blob(picture)
    body = {
        "record_id": str(record),
        "visit_id": str(visit.id),
        "kind": "photo",
        "caption": "",
        "item": None,
        "child_id": None,
        "signer": None,
        "mime": "image/jpeg",
        "sha256": sha256,
        "size": len(picture),
        "width": 1600,
        "height": 1200,
        "taken_at": stamp(county.now),
        "blob": {
            "sha256": hashlib.sha256(blob).hexdigest(),
            "size": len(blob),
            "key": base64.b64encode(one.key).decode(),
            "iv": base64.b64encode(one.iv).decode(),
        },
    }
    return worker.tablet.line("attachment", body, id=one.id, family_id=visit.family_id)


async def _come_home(port: int, loads: list, picture: bytes, within: float, office: Office) -> tuple[float, Tally]:
    """Seconds from the first tablet in range until the last photo was received."""
    tally, over = Tally([]), asyncio.Event()
    watching = asyncio.create_task(office.watch(over))
    await asyncio.sleep(3)
    begun = time.perf_counter()

    async def tablet(at: int, worker: Worker, content: bytes, photos: list[Photo]) -> None:
        await asyncio.sleep(within * at / len(loads))
        since = time.perf_counter()
        line = Line(port, worker.cookie)
        try:
            answer = await _insist(line, tally, "POST", "/api/sync/push", content, "application/x-ndjson")
            if answer.count(RECEIVED) != VISITS * (1 + PHOTOS):
                raise AssertionError(answer.decode()[:2000])
            for one in photos:
                await _send(line, tally, one.blob(picture))
        except Exception as failure:
            tally.failed += 1
            print(f"tablet {at}: {failure!r}")
        line.close()
        tally.waits.append(time.perf_counter() - since)

    await asyncio.gather(*(tablet(at, *load) for at, load in enumerate(loads)))
    took = time.perf_counter() - begun
    over.set()
    await watching
    return took, tally


async def _send(line: Line, tally: Tally, blob: bytes) -> None:
    sha256 = hashlib.sha256(blob).hexdigest()
    answer = b""
    for offset in range(0, len(blob), PIECE):
        path = f"/api/sync/blobs/{sha256}?offset={offset}&size={len(blob)}"
        piece = blob[offset : offset + PIECE]
        answer = await _insist(line, tally, "PUT", path, piece, "application/octet-stream")
    if RECEIVED not in answer.replace(b" ", b""):
        raise AssertionError(answer.decode())


async def _insist(line: Line, tally: Tally, verb: str, path: str, body: bytes, kind: str) -> bytes:
    while True:
        status, headers, answer = await line.ask(verb, path, body, kind)
        if status == 200:
            return answer
        if status not in (429, 503):
            raise AssertionError(f"{status} {answer.decode()}")
        tally.again += 1
        await asyncio.sleep(float(headers.get("retry-after", 1)) * (0.5 + random.random()))
