"""The windows of « À faire » are worded alike at the office and on the tablet: one file of cases for both."""

import uuid
from datetime import date

from fieldvisit.due.listed import Line, What
from fieldvisit.pages.office import todo_lines
from tests import twins

CASES = twins.cases("due_words.json")
TODAY = date.fromisoformat(CASES["today"])
IN_NODE = """
import { by, partOf, partOfTask, windowOf } from "{js}/rules/due_words.js";
export default ({ task, ...one }, today) => task
  ? [by(one.due, today), partOfTask(one, today)]
  : [windowOf(one, today, one.planned ?? ""), partOf(one, one.band ?? 3, today)];
"""


def day(text: str | None) -> date | None:
    return text and date.fromisoformat(text)


def line(case: dict, what: What) -> Line:
    days = {name: day(case.get(name)) for name in ("opens", "due", "late", "planned")}
    late = days.pop("late")
    late = late if what is What.DUE else days["due"]
    return Line(what, uuid.uuid4(), uuid.uuid4(), "Famille", "", "Visite", late=late, **days)


def test_the_office_says_each_window():
    for what, name in ((What.DUE, "windows"), (What.TASK, "tasks")):
        for case in CASES[name]:
            assert todo_lines.window(line(case, what), TODAY) == case["words"], case


def test_the_tablet_says_the_same_and_puts_each_in_its_part():
    given = CASES["windows"] + [case | {"task": True} for case in CASES["tasks"]]
    said = twins.in_node(IN_NODE, given, CASES["today"])
    for case, (words, part) in zip(given, said, strict=True):
        assert words == case["words"], case
        assert part == case.get("part", part), case
