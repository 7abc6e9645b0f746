"""What a thief reads in a copy of a browser profile: every file, and what lies compressed or in pieces in it.

Decoded: LevelDB tables (prefixes of keys, Snappy blocks) and logs (records cut over 32 KiB blocks), values that
Chromium itself compressed (IndexedDB), files of large values, gzip, and every cell of every SQLite file (History, Top
Sites, Favicons…). Brotli is not decoded: what the app serves so is the same for everybody.
"""

import base64
import os
import signal
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

#: How Chromium begins an IndexedDB value that it compressed: version tag, « needs processing », « Snappy ».
COMPRESSED = b"\xff\x11\x02"
TABLE_MAGIC = 0xDB4775248B80FB57
LOG_BLOCK = 32 * 1024
MOST = 64_000_000
#: Codings in which a string may lie; of what is no text, the bytes themselves.
CODINGS = ("latin-1", "utf-8", "utf-16-le")


def dead_battery(profile: Path) -> None:
    """SIGKILL to the browser of this profile: nothing is flushed, nothing is said."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"--user-data-dir={profile}".encode() in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)


def search(profile: Path, planted: dict[str, str | bytes]) -> dict[str, set[str]]:
    """Where each planted thing lies: its name → kinds of file, « table », « log », « SQLite »…; empty: nowhere."""
    spelt = {name: _spellings(what) for name, what in planted.items()}
    found = {name: set() for name in planted}
    for path in sorted(profile.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        for kind, piece in readable(path):
            for name, forms in spelt.items():
                if kind not in found[name] and any(form in piece for form in forms):
                    found[name].add(kind)
    return found


def _spellings(what: str | bytes) -> set[bytes]:
    forms = {what} if isinstance(what, bytes) else set()
    if isinstance(what, str):
        for coding in CODINGS:
            with suppress(UnicodeEncodeError):  # Latin-1 has no œ
                forms.add(what.encode(coding))
    # In the middle of base64 the first and last letters depend on the neighbours.
    forms |= {base64.b64encode(b"\0" * at + form)[4:-4] for form in list(forms) for at in range(3)}
    return forms


def readable(path: Path) -> Iterator[tuple[str, bytes]]:
    """Kind and bytes: the file as it is, then whatever can be decoded of it."""
    raw = path.read_bytes()
    yield path.suffix or "file", raw
    decoded = []
    if path.suffix == ".ldb":
        decoded = [("table", piece) for piece in table(raw)]
    elif path.suffix == ".log":
        decoded = [("log", piece) for piece in log(raw)]
    elif raw.startswith(b"SQLite format 3"):
        decoded = [("SQLite", cells(path))]
    yield from decoded
    for kind, piece in [("blob" if ".blob" in str(path) else path.suffix, raw), *decoded]:
        yield from ((f"{kind}, Snappy", found) for found in values(piece))
        yield from ((f"{kind}, gzip", found) for found in gzips(piece))
    if ".indexeddb.blob" in str(path) and (whole := snappy(raw)):
        yield "blob, Snappy", whole


def values(piece: bytes) -> Iterator[bytes]:
    at = piece.find(COMPRESSED)
    while at >= 0:
        if found := snappy(piece[at + len(COMPRESSED) :]):
            yield found
        at = piece.find(COMPRESSED, at + 1)


def gzips(piece: bytes) -> Iterator[bytes]:
    at = piece.find(b"\x1f\x8b\x08")
    while at >= 0:
        with suppress(zlib.error):
            yield zlib.decompressobj(31).decompress(piece[at:], MOST)
        at = piece.find(b"\x1f\x8b\x08", at + 1)


def cells(path: Path) -> bytes:
    """All that a SQLite file tells, its write-ahead log included."""
    found = []
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            with suppress(sqlite3.Error):
                for row in db.execute(f'SELECT * FROM "{name}"'):
                    found += [one if isinstance(one, bytes) else str(one).encode() for one in row]
    return b"\n".join(found)


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends. :raises IndexError: if it is cut"""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def snappy(data: bytes) -> bytes | None:
    """A raw Snappy stream, or None if it is none; what follows a whole one is left. Format: google/snappy."""
    try:
        size, at = varint(data, 0)
        if not 0 < size <= MOST:
            return None
        out = bytearray()
        while len(out) < size:
            tag = data[at]
            at += 1
            if tag & 3 == 0:
                length = tag >> 2
                if length >= 60:
                    extra = length - 59
                    length = int.from_bytes(data[at : at + extra], "little")
                    at += extra
                piece = data[at : at + length + 1]
                if len(piece) != length + 1:
                    return None
                out += piece
                at += length + 1
                continue
            if tag & 3 == 1:
                length, back, used = (tag >> 2 & 7) + 4, (tag >> 5) << 8 | data[at], 1
            else:
                used = 2 if tag & 3 == 2 else 4
                length, back = (tag >> 2) + 1, int.from_bytes(data[at : at + used], "little")
            at += used
            if not 0 < back <= len(out):
                return None
            for _ in range(length):
                out.append(out[-back])
        return bytes(out) if len(out) == size else None
    except IndexError:
        return None


def table(raw: bytes) -> Iterator[bytes]:
    """Keys and values of a LevelDB table, each block as one text. Format: leveldb/doc/table_format.md."""
    if len(raw) < 48 or struct.unpack("<Q", raw[-8:])[0] != TABLE_MAGIC:
        return
    footer = raw[-48:]
    at = varint(footer, varint(footer, 0)[1])[1]  # past the handle of the index of indexes
    for handle in _entries(_block(raw, *_handle(footer, at))):
        block = _block(raw, *_handle(handle[1], 0))
        yield b"\n".join(part for entry in _entries(block) for part in entry)


def _handle(data: bytes, at: int) -> tuple[int, int]:
    offset, at = varint(data, at)
    return offset, varint(data, at)[0]


def _block(raw: bytes, offset: int, size: int) -> bytes:
    kind = raw[offset + size]
    block = raw[offset : offset + size]
    if kind == 1:
        block = snappy(block)
    assert kind in (0, 1) and block is not None, f"a block of an unknown kind, {kind}: it could hide anything"
    return block


def _entries(block: bytes) -> list[tuple[bytes, bytes]]:
    end = len(block) - 4 - 4 * struct.unpack("<I", block[-4:])[0]
    found, key, at = [], b"", 0
    while at < end:
        shared, at = varint(block, at)
        own, at = varint(block, at)
        length, at = varint(block, at)
        key = key[:shared] + block[at : at + own]
        found.append((key, block[at + own : at + own + length]))
        at += own + length
    return found


def log(raw: bytes) -> Iterator[bytes]:
    """Records of a LevelDB log, whole again. Format: leveldb/doc/log_format.md."""
    pending = b""
    for start in range(0, len(raw), LOG_BLOCK):
        block = raw[start : start + LOG_BLOCK]
        at = 0
        while at + 7 <= len(block):
            length, kind = struct.unpack("<HB", block[at + 4 : at + 7])
            piece = block[at + 7 : at + 7 + length]
            at += 7 + length
            if kind in (1, 2):
                pending = piece
            elif kind in (3, 4):
                pending += piece
            else:
                break  # zeros: room set aside and never written
            if kind in (1, 4):
                yield pending
                pending = b""
