"""The protocol's page tells of every call that the server answers."""

from pathlib import Path

import pytest

from fieldvisit.pages import (
    accounts_api,
    agenda_api,
    births_api,
    closing_api,
    concerns_api,
    fhir_api,
    growth_api,
    pictures_api,
    print_api,
    references_api,
    statements_api,
)
from fieldvisit.sync import door

TOLD = (Path(__file__).parent.parent / "docs" / "protocol.md").read_text(encoding="utf-8")
ROUTES = [
    *accounts_api.routes,
    *agenda_api.routes,
    *births_api.routes,
    *closing_api.routes,
    *concerns_api.routes,
    *fhir_api.routes,
    *growth_api.routes,
    *pictures_api.routes,
    *print_api.routes,
    *references_api.routes,
    *statements_api.routes,
    *door.routes,
]
#: As the page writes them: it names the parts of an address in short.
SHORT = {"{picture_id}": "{id}", "{batch_id}": "{id}"}


@pytest.mark.parametrize("call", [f"{min(one.methods - {'HEAD'})} {one.path}" for one in ROUTES])
def test_every_call_is_told_of(call):
    for long, short in SHORT.items():
        call = call.replace(long, short)
    assert f"`{call}" in TOLD
