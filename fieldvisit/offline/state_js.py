"""What we change in Reflex's own ``utils/state.js``, at build.

Each change can be made twice, and raises where Reflex is no longer as expected: the build says it, and not a tablet.
"""

import re

#: Pages that open no socket, as a JavaScript pattern names them.
QUIET = (r"\/terrain", r"\/connexion")
NEW_VERSION = "Fieldvisit a été mis à jour : enregistrez votre saisie, puis rechargez la page."


def call_where_the_page_came_from(state_js: str) -> str:
    """Reflex bakes a port into the page, and none at all on HTTPS; one build must serve any address.

    :raises ValueError: if Reflex has changed this part, so that the build says it and not a tablet
    """
    ours = "endpoint.port = window.location.port;"
    if ours in state_js:
        return state_js
    known = re.compile(
        r"^( *)endpoint\.hostname = frontend_hostname;\n(.*?)^ *endpoint\.port = \"\";[^\n]*\n", re.M | re.S
    )
    changed, times = known.subn(r"\1endpoint.hostname = frontend_hostname;\n\1" + ours + r"\n\2", state_js)
    if times != 1:
        raise ValueError("utils/state.js no longer sets endpoint.port as expected")
    return changed


def no_socket_where_no_handler_is(state_js: str) -> str:
    """Field pages and the login page ask nothing of a handler: without a socket nothing can wait, nor be refused.

    :raises ValueError: if Reflex has changed this part
    """
    known = "export const isBackendDisabled = () => {\n"
    ours = f"{known}  if (/^({'|'.join(QUIET)})(\\/|$)/.test(window.location.pathname)) return true;\n"
    if ours in state_js:
        return state_js
    if known not in state_js:
        raise ValueError("utils/state.js no longer has isBackendDisabled as expected")
    return state_js.replace(known, ours)


def new_version_in_french(state_js: str) -> str:
    """An office page left open while the server was updated says so over the page; Reflex says it in English.

    :raises ValueError: if Reflex has changed this part
    """
    said = {
        '"A new version of this app is available."': f'"{NEW_VERSION}"',
        'button.textContent = "Reload"': 'button.textContent = "Recharger"',
        '"padding:0.25rem 0.75rem;border:1px solid #fff;border-radius:4px;"': (
            '"min-height:44px;padding:0.5rem 1rem;border:0;border-radius:4px;"'
        ),
        '"background:transparent;color:inherit;font:inherit;cursor:pointer;"': (
            '"background:#fff;color:#1c2024;font:inherit;cursor:pointer;"'
        ),
    }
    for theirs, ours in said.items():
        if state_js.count(theirs) + state_js.count(ours) != 1:
            raise ValueError("utils/state.js no longer tells of a new version as expected")
        state_js = state_js.replace(theirs, ours)
    return state_js


CHANGES = (call_where_the_page_came_from, no_socket_where_no_handler_is, new_version_in_french)
