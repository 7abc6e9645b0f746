"""Where bytes lie: a folder by default, or an S3-compatible store. Whole under a name, or not there at all.

Several processes may write at once: a name is put in one go, and what two put under one name is the same.
"""

import errno
import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem

from fieldvisit.words import Refusal

log = logging.getLogger(__name__)

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
#: What an S3-compatible store says when it has no room left (MinIO, and quotas elsewhere).
_NO_ROOM_WORDS = ("StorageFull", "QuotaExceeded", "InsufficientStorage")
_DRAFT = ".new"


class Full(Refusal):
    sentence = (
        "Le serveur n’a plus de place pour les photos. La tablette garde celle-ci et la renverra ; prévenez le service."
    )


class Unreachable(Refusal):
    sentence = "Le bureau n’a pas pu garder cette photo pour l’instant ; la tablette la renverra d’elle-même."


class Missing(LookupError):
    """Nothing under this name."""


class Objects:
    def __init__(self, system: fsspec.AbstractFileSystem, root: str):
        self._system, self._root = system, root.rstrip("/")
        self._local = isinstance(system, LocalFileSystem)

    def put(self, name: str, content: bytes) -> None:
        """:raises Full: if there is no room; nothing is then under this name
        :raises Unreachable: if the store does not answer
        """
        try:
            with _spoken(name):
                if self._local:
                    self._write(Path(self._path(name)), content)
                else:
                    self._system.pipe_file(self._path(name), content)
        except Missing as error:  # the folder or the bucket itself
            raise Unreachable from error

    def get(self, name: str) -> bytes:
        """:raises Missing: if there is none
        :raises Unreachable: if the store does not answer
        """
        with _spoken(name):
            return self._system.cat_file(self._path(name))

    def size(self, name: str) -> int | None:
        """In bytes; None if there is no such name."""
        with suppress(Missing), _spoken(name):
            self._forget()
            return self._system.info(self._path(name))["size"]
        return None

    def sizes(self, folder: str) -> dict[str, int]:
        """Size by the last part of the name, for each name of a folder."""
        with suppress(Missing), _spoken(folder):
            self._forget()
            found = self._system.ls(self._path(folder), detail=True)
            named = {one["name"].rsplit("/", 1)[-1]: one["size"] for one in found if one["type"] == "file"}
            return {name: size for name, size in named.items() if name and not name.endswith(_DRAFT)}
        return {}

    def all(self, folder: str) -> Iterator[tuple[str, datetime]]:
        """Every name below a folder, and when it was written."""
        with suppress(Missing), _spoken(folder):
            self._forget()
            for path, one in self._system.find(self._path(folder), detail=True).items():
                at = one.get("LastModified") or datetime.fromtimestamp(one["mtime"], UTC)
                yield path[len(self._root) + 1 :], at

    def remove(self, *names: str) -> None:
        """What is not there any more is as it should be."""
        for name in names:
            with suppress(Missing), _spoken(name):
                self._system.rm_file(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _forget(self) -> None:
        """Another process may have written since: no listing is kept."""
        if not self._local:
            self._system.invalidate_cache()

    def _write(self, path: Path, content: bytes) -> None:
        """On the disk for good before it has its name: a power cut leaves a draft, which nobody believes."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{uuid.uuid4().hex}{_DRAFT}")
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(handle, "wb", buffering=0) as file:
                view = memoryview(content)
                while view:
                    view = view[file.write(view) :]
                os.fsync(handle)
            os.replace(draft, path)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def _spoken(name: str) -> Iterator[None]:
    """Each store has its own errors; here there are three."""
    try:
        yield
    except (FileNotFoundError, Missing) as error:
        raise Missing(name) from error
    except Exception as error:
        log.warning("pictures: %s: %r", name, error)
        full = getattr(error, "errno", None) in _NO_ROOM or any(word in str(error) for word in _NO_ROOM_WORDS)
        raise (Full if full else Unreachable) from error


def at(address: str, folder: Path) -> Objects:
    """The store at an address of fsspec (``s3://bucket/folder``), or this folder if there is none.

    Keys come from the environment (``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``, ``AWS_ENDPOINT_URL``).
    """
    if not address:
        return Objects(LocalFileSystem(), folder.resolve().as_posix())
    system, root = fsspec.core.url_to_fs(address, use_listings_cache=False, skip_instance_cache=True)
    return Objects(system, root)
