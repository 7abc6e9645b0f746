"""Publishing the tablet's modules: every file reaches the build, and a wrong name stops it in Python."""

import pytest

from fieldvisit.offline.modules import FOLDER, PACKAGES, TabletModules, hook_var, js_fn, module


def test_every_module_is_written_into_the_build():
    written = {str(path) for path, _ in TabletModules().get_static_assets()}
    assert written == {f"tablet/{path.relative_to(FOLDER)}" for path in FOLDER.rglob("*.js")}
    assert "tablet/store/ids.js" in written


def test_a_module_that_does_not_exist_stops_the_build():
    with pytest.raises(FileNotFoundError, match=r"ronde\.js"):
        module("ronde.js")


def test_a_call_brings_its_import_and_the_exact_packages():
    imports = dict(js_fn("store/ids.js", "newId")._get_all_var_data().imports)
    assert [var.tag for var in imports["$/tablet/store/ids.js"]] == ["newId"]
    assert {name for name in imports if not name.startswith("$")} == {f"{n}@{v}" for n, v in PACKAGES.items()}


def test_a_hook_is_called_once_under_its_variable():
    var = hook_var("visits", "store/ids.js", "useDocs", list[dict], '"visit"')
    assert var._get_all_var_data().hooks == ('const visits = useDocs("visit");',)
