"""What was chosen on the page: documents one by one, or a table of many; what cannot be read is a line that says so."""

import hashlib
from collections.abc import Iterable
from datetime import date

from fieldvisit.intake import cda, table
from fieldvisit.intake.read import Read
from fieldvisit.words import Refusal

MOST = 5_000


def read(files: Iterable[tuple[str, bytes]], today: date) -> list[Read]:
    """:data:`MOST` lines at most, in the order of the files."""
    found: list[Read] = []
    for name, content in files:
        try:
            if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
                found.append(cda.read(content, name))
            else:
                found += table.read(content, name, today)
        except Refusal as refusal:
            found.append(Read(name, hashlib.sha256(content).hexdigest(), problem=refusal.sentence))
    return found[:MOST]
