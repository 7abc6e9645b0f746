"""What is changed of Reflex's own script: it must be there to change, and a new Reflex must be noticed."""

import pytest
from reflex_base.constants.base import Templates

from fieldvisit.offline import state_js as ours

THEIRS = (Templates.Dirs.WEB_TEMPLATE / "utils" / "state.js").read_text()


def test_reflex_still_has_the_lines_that_bake_a_port_into_the_page():
    changed = ours.call_where_the_page_came_from(THEIRS)
    assert "endpoint.port = window.location.port;" in changed
    assert 'endpoint.port = "";' not in changed
    assert ours.call_where_the_page_came_from(changed) == changed
    with pytest.raises(ValueError, match="state.js"):
        ours.call_where_the_page_came_from("something else")


def test_field_and_login_pages_open_no_socket_and_a_changed_reflex_is_noticed():
    patched = ours.no_socket_where_no_handler_is(THEIRS)
    assert patched.count("/^(\\/terrain|\\/connexion)(\\/|$)/.test(window.location.pathname)") == 1
    assert ours.no_socket_where_no_handler_is(patched) == patched
    with pytest.raises(ValueError, match="isBackendDisabled"):
        ours.no_socket_where_no_handler_is("")


def test_of_a_new_version_nobody_is_told_in_english():
    changed = ours.new_version_in_french(THEIRS)
    assert changed.count(ours.NEW_VERSION) == 1 and "Recharger" in changed
    assert "new version of this app" not in changed and '"Reload"' not in changed
    assert ours.new_version_in_french(changed) == changed
    with pytest.raises(ValueError, match="new version"):
        ours.new_version_in_french("")
