"""Nothing is reachable without saying by whom: every page, every event handler, every HTTP route."""

import pytest
from reflex_base.registry import RegistrationContext
from starlette.routing import Route

from fieldvisit import fieldvisit as house
from fieldvisit.access import permission
from fieldvisit.access.permission import PUBLIC, Permission
from fieldvisit.pages import accounts_api, directory
from fieldvisit.pages.guard import INTERNAL, OFFICE

#: Pages that Reflex makes by itself, and ours for an unknown address: they show nothing of anyone.
EMPTY_PAGES = {"404"}


def handlers():
    house.app  # noqa: B018 – importing the app registers every state
    return RegistrationContext.get().event_handlers.items()


def is_internal(name, known):
    return known.states[0].__module__.startswith("reflex.") and name.rsplit(".", 1)[-1] in INTERNAL


def test_every_page_of_the_app_is_declared_in_the_directory():
    declared = {page.route.strip("/") for page in directory.all_pages()}
    assert set(house.app._unevaluated_pages) - EMPTY_PAGES == declared


@pytest.mark.parametrize("page", directory.all_pages(), ids=lambda page: page.route)
def test_every_page_has_a_title_and_says_who_may_open_it(page):
    assert page.title and isinstance(page.permission, Permission)


def test_every_handler_of_ours_says_who_may_call_it():
    silent = [
        name
        for name, known in handlers()
        if known.states[0].__module__.startswith("fieldvisit.")
        and permission.of(known.handler.fn) is None
        and not name.endswith(".setvar")
    ]
    assert silent == []


def test_no_office_handler_is_public():
    public = [
        name
        for name, known in handlers()
        if known.states[0].__module__.startswith("fieldvisit.pages.office")
        and permission.of(known.handler.fn) == PUBLIC
    ]
    assert public == []


def test_what_loads_with_a_page_asks_no_less_than_the_page():
    for page in directory.all_pages():
        for handler in page.on_load:
            assert permission.of(handler.fn) in (page.permission, permission.SESSION), page.route


def test_pages_that_are_not_public_stand_behind_the_gate():
    for page in directory.all_pages():
        assert page.permission == PUBLIC or page.route.startswith(OFFICE), page.route


def http_routes():
    apps = [one for one in house.app.api_transformer if hasattr(one, "routes")]
    return [route for one in apps for route in one.routes if isinstance(route, Route)]


def test_every_http_route_says_who_may_call_it():
    assert {route.path for route in accounts_api.routes} <= {route.path for route in http_routes()}
    assert [route.path for route in http_routes() if permission.of(route.endpoint) is None] == []


def test_a_misspelt_permission_is_an_error_and_not_a_no():
    with pytest.raises(ValueError):
        permission.allow("planing_mission")
    with pytest.raises(ValueError):
        permission.allow("planning_mission", "X")
