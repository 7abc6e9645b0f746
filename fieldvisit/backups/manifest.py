"""What a backup says of itself, at its beginning; and what was counted, at its end."""

import json
from dataclasses import asdict, dataclass

from fieldvisit.words import Refusal

FORMAT = 1


class TooNew(Refusal):
    sentence = "Cette sauvegarde vient d’une version plus récente de Fieldvisit : installez d’abord celle-ci."


@dataclass(frozen=True)
class Manifest:
    """``dialect``: « sqlite » or « postgresql »; ``revision``: of the tables; ``taken_at``: ISO instant.

    ``tables``: by table, its columns (PostgreSQL). ``sequences``: their last values. ``key_file``: whether the master
    key is aboard; it is not when the environment holds it.
    """

    format: int
    app: str
    dialect: str
    revision: str
    kind: str
    epoch: str
    taken_at: str
    key_file: bool
    tables: dict[str, list[str]]
    sequences: dict[str, int]

    def written(self) -> bytes:
        return json.dumps(asdict(self)).encode()


def read(content: bytes) -> Manifest:
    """:raises TooNew: if a later version of this app wrote it"""
    said = json.loads(content)
    if said["format"] > FORMAT:
        raise TooNew
    return Manifest(**said)
