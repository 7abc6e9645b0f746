"""What stands above a file that the reader does not follow: open for some hours, or closed and to be asked for."""

import uuid
from datetime import datetime
from typing import ClassVar

import reflex as rx
from sqlmodel import select

from fieldvisit.access.exceptional import ExceptionalAccess, in_force
from fieldvisit.access.permission import allow
from fieldvisit.pages import theme
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import PageState, acting, looking
from fieldvisit.pages.office.exceptional import HERE
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_open import id_of
from fieldvisit.tasks import exceptional_access


class FamilyAccess(PageState):
    """``until``: "" unless the file is open exceptionally; ``offer``: where to ask for it, "" for who may not."""

    AT: ClassVar[str] = "/familles/"

    until: str = ""
    offer: str = ""
    _access_id: uuid.UUID | None = None

    @rx.event
    @allow("identite_foyer")
    def load(self):
        self.reset()
        family_id = id_of(self.router.url.path.rstrip("/").rsplit("/", 1)[-1])
        with looking(self) as act:
            if family_id in act.actor.exceptional:
                query = select(ExceptionalAccess).where(
                    ExceptionalAccess.account_id == act.actor.account_id,
                    ExceptionalAccess.family_id == family_id,
                    in_force(act.now),
                )
                one = act.session.exec(query.order_by(ExceptionalAccess.ends_at.desc())).first()
                if one is None:  # ended since this event began
                    return rx.call_script("location.reload()")
                self.until, self._access_id = french.moment(one.ends_at), one.id
                return _leave_at(one.ends_at, act.now)
            # Said alike of a file that is closed and of one that does not exist.
            if family_id and exceptional_access.closed_to(act.session, act.actor, family_id, act.today):
                self.offer = f"{HERE}?dossier={family_id}"
        return None

    @rx.event
    @allow("observations_vad")
    def end(self):
        ended = False
        with acting(self) as act:
            exceptional_access.end(act.session, act.actor, self._access_id or uuid.UUID(int=0), act.now)
            ended = True
        return rx.redirect("/familles") if ended else None


def _leave_at(ends_at: datetime, now: datetime):
    """A page left open shows nothing more after its end, if it is still the one that is looked at."""
    wait = max(0, int((ends_at - now).total_seconds() * 1000)) + 500
    leave = "if (location.pathname === here) location.reload()"
    return rx.call_script(f"{{ const here = location.pathname; setTimeout(() => {{ {leave} }}, {wait}) }}")


def line() -> rx.Component:
    return rx.fragment(
        rx.cond(
            FamilyAccess.until != "",
            theme.notice(
                rx.el.div(
                    rx.el.span(
                        rx.el.strong("Accès exceptionnel"),
                        ", en lecture, jusqu’au ",
                        FamilyAccess.until,
                        class_name="grow",
                    ),
                    theme.button("Refermer", on_click=FamilyAccess.end),
                    class_name="row",
                ),
                kind="warn",
            ),
        ),
        rx.cond(
            FamilyAccess.offer != "",
            theme.notice(
                rx.el.div(
                    rx.el.span(
                        rx.cond(
                            FamilyFile.label != "",
                            "Vous ne suivez pas cette famille : ses visites et sa santé vous sont fermées.",
                            "Besoin de ce dossier maintenant ?",
                        ),
                        class_name="grow",
                    ),
                    theme.link_button("Accès exceptionnel", href=FamilyAccess.offer),
                    class_name="row",
                ),
            ),
        ),
    )
