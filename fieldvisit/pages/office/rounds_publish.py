"""« Publier »: the draft becomes the planning itself, all of it or nothing; why not is said beside the button."""

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.pages.office.desk import acting, looking
from fieldvisit.pages.office.rounds_compare import RoundsCompare
from fieldvisit.weekplans import publishing

#: Said above the rules that a plan breaks.
NOTHING = "Rien n’a été publié. Corrigez sur le tableau, puis publiez :"


class RoundsPublish(RoundsCompare):
    """``reason``: why visits are taken out, as it was typed: a refusal leaves it in its field."""

    reason: str = ""

    @rx.event
    @allow("planning_mission", "W")
    def publish(self, form: dict):
        self.reason, self.refused = str(form.get("reason", "")), []
        done, refused = "", ()
        with acting(self) as act:
            try:
                given = act.session, act.actor, self._plan, self._version, act.today, act.now, self.reason
                done = publishing.publish(*given).sentence
            except publishing.Broken as broken:
                refused = broken.sentences
                raise
            self._show_changed(act)
        if done and not self.problem:
            self.panel, self.said, self.reason = "", done, ""
            return
        self._say_again(list(refused))

    def _say_again(self, refused: list[str]) -> None:
        """The draft as it is now under the refusal: what a colleague changed is read before it is published."""
        problem = "" if refused else self.problem
        try:
            with looking(self, by_itself=True) as act:
                self._compare(act)
        finally:
            self.problem, self.refused = problem, refused
