"""« Ne pas communiquer à un parent », in a visit that is read: said with a reason, and taken back."""

from typing import ClassVar

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import PageState, acting
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_open import id_of
from fieldvisit.schedule import parent_visibility, record
from fieldvisit.schedule.parent_visibility import LONGEST


class RecordVisibility(PageState):
    AT: ClassVar[str] = "/familles/"

    @rx.event
    @allow("observations_vad", "W")
    async def keep_back(self, form: dict):
        return await self._say(False, str(form.get("why", "")))

    @rx.event
    @allow("observations_vad", "W")
    async def tell_again(self):
        return await self._say(True, "")

    async def _say(self, visible: bool, why: str):
        opened = (await self.get_state(FamilyFile)).opened["id"]
        done = False
        with acting(self) as act:
            record_id = id_of(opened)
            if record_id is None:
                raise record.NotFound
            parent_visibility.say(act.session, act.actor, record_id, visible, why, act.today, act.now)
            done = True
        return FamilyFile.open_record(opened) if done else None


def card() -> rx.Component:
    opened = FamilyFile.opened
    kept = theme.notice(
        rx.el.div(
            rx.el.div(
                rx.el.strong("Non communiqué aux parents"),
                rx.el.p(opened["kept_back"], class_name="small"),
                class_name="grow",
            ),
            rx.cond(
                opened["may_keep_back"], theme.button("Communiquer de nouveau", on_click=RecordVisibility.tell_again)
            ),
            class_name="row",
        ),
        kind="warn",
    )
    form = rx.el.details(
        rx.el.summary("Ne pas communiquer à un parent"),
        rx.el.form(
            theme.field(
                "Pourquoi",
                theme.text_input(name="why", required=True, max_length=LONGEST, auto_complete="off"),
                "Rien de cette visite ne sera sur la copie remise à un parent.",
            ),
            theme.button("Ne pas communiquer", type="submit"),
            on_submit=RecordVisibility.keep_back,
            class_name="stack",
        ),
        class_name="fold",
        key=opened["id"].to(str),
    )
    return rx.cond(opened["kept_back"] != "", kept, rx.cond(opened["may_keep_back"], form))
