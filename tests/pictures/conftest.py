"""A folder and a real S3-compatible server, under the same tests."""

import pytest

from fieldvisit.pictures import objects
from tests.pictures.s3 import s3, s3_server  # noqa: F401


@pytest.fixture(params=["folder", "s3"])
def store(request, tmp_path):
    """``objects`` over a folder, then over S3."""
    address = request.getfixturevalue("s3") if request.param == "s3" else ""
    return objects.at(address, tmp_path / "pictures")
