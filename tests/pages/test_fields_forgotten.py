"""What is typed on the tablet is in its vault alone: a browser keeps what fields hold, to bring tabs back."""

import ast
from pathlib import Path

import pytest

from fieldvisit import pages

FOLDER = Path(pages.__file__).parent
#: Of those that the tablet shows; `growth_acts` is shared with the office.
MODULES = [*sorted((FOLDER / "field").glob("*.py")), FOLDER / "growth_acts.py"]
CONTROLS = ("rx.el.input", "rx.el.textarea", "rx.el.select", "theme.text_input")


def remembered(source: str) -> list[int]:
    """Lines of controls whose words the browser would write into the tabs to be restored."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [one.lineno for one in calls if ast.unparse(one.func) in CONTROLS and not _says(one, source)]


def _says(call: ast.Call, source: str) -> bool:
    given = {one.arg: one.value for one in call.keywords}
    if "auto_complete" in given or ast.unparse(given.get("type", ast.Constant(""))) == "'file'":
        return True
    return any(one.arg is None and _holds(ast.unparse(one.value), source) for one in call.keywords)


def _holds(name: str, source: str) -> bool:
    """Whether the dictionary that is spread there says it."""
    return any(
        isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name and "auto_complete" in ast.unparse(node)
        for node in ast.walk(ast.parse(source))
    )


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_every_field_of_the_tablet_says_whether_the_browser_may_keep_it(module):
    assert remembered(module.read_text(encoding="utf-8")) == []


def test_a_field_that_says_nothing_is_found():
    assert remembered('rx.el.textarea(rows=3)\nrx.el.input(auto_complete="off")\ntheme.text_input(**more)') == [1, 3]
