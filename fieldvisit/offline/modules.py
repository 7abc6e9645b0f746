"""Publishes ``offline/js/*.js`` to the Reflex build and lets pages written in Python call them.

The files are written beside the built app (``$/tablet/…``), where Vite finds both their
relative imports and the npm packages, and bundles only what a page uses; nothing is served
as raw source. A page writes ``device = hook_var("device", "store/session.js", "useDevice", Device)``
for a value that follows a React hook, and ``on_click=js_fn("store/session.js", "unlock").partial(…)``
for a call: both work with no network because they never enter Reflex's event queue.
``rxconfig.py`` lists :class:`TabletModules` among its plugins; the npm packages come by
themselves with the first module used, at the exact versions of :data:`PACKAGES`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex.vars.function import FunctionStringVar
from reflex_base.plugins import Plugin

FOLDER = Path(__file__).parent / "js"
#: npm packages of the tablet, name → exact version; all Apache-2.0 or MIT.
PACKAGES: Mapping[str, str] = {"dexie": "4.4.7", "@hpke/core": "1.9.0", "hash-wasm": "4.13.0", "signature_pad": "5.1.1"}
BUILT = "tablet"


class TabletModules(Plugin):
    """Writes the modules into the web folder each time the app is compiled."""

    def get_static_assets(self, **context) -> list[tuple[Path, str]]:
        return [
            (Path(BUILT) / path.relative_to(FOLDER), path.read_text(encoding="utf-8"))
            for path in sorted(FOLDER.rglob("*.js"))
        ]


def module(name: str) -> str:
    """The import path of a file of ``offline/js``, for ``rx.ImportVar`` dictionaries.

    :raises FileNotFoundError: if there is no such file, so that a typing mistake stops the build in Python
    """
    if not (FOLDER / name).is_file():
        raise FileNotFoundError(f"offline/js/{name}")
    return f"$/{BUILT}/{name}"


def _imports(name: str, tag: str) -> dict[str, list[rx.ImportVar]]:
    packages = {f"{package}@{version}": [rx.ImportVar(tag=None, render=False)] for package, version in PACKAGES.items()}
    return {module(name): [rx.ImportVar(tag=tag)], **packages}


def js_fn(name: str, function: str) -> FunctionStringVar:
    """A function exported by a module, to use as (or ``.partial(…)`` in) an event trigger."""
    return FunctionStringVar.create(function, _var_data=VarData(imports=_imports(name, function)))


def hook_var(variable: str, name: str, hook: str, type_: Any, *arguments: str) -> rx.Var:
    """A Var that holds what a React hook returns; ``arguments`` are JavaScript expressions given to the hook.

    >>> device = hook_var("device", "store/session.js", "useDevice", dict)
    >>> visits = hook_var("visits", "store/mirror.js", "useDocs", list[dict], '"visit"')
    """
    call = f"const {variable} = {hook}({', '.join(arguments)});"
    return rx.Var(variable, _var_data=VarData(imports=_imports(name, hook), hooks={call: None})).to(type_)
