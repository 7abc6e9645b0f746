"""« Terrain »: the whole of the tablet in one page, so that nothing needs loading between two screens."""

import reflex as rx

from fieldvisit import settings
from fieldvisit.access.permission import PUBLIC
from fieldvisit.pages import theme
from fieldvisit.pages.field import (
    carnet,
    concern,
    contact,
    curtain,
    dossier,
    elsewhere,
    growth,
    handed,
    hooks,
    household,
    school,
    session,
    session_bar,
    session_week,
    synthesis,
    tablet,
    to_do,
    unlock,
    unplanned,
    urgent,
    visit,
)
from fieldvisit.pages.field import round as round_page
from fieldvisit.pages.page import Page


@rx.memo
def opened() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            session_bar.strip(),
            rx.match(
                # In the woman's hands, whatever the address says.
                rx.cond(hooks.handed["open"], "remise", hooks.view["name"]),
                ("remise", handed.screen()),
                ("visite", visit.screen()),
                ("seance", session.screen()),
                ("heures", session_week.screen()),
                ("ajouter", unplanned.screen()),
                ("ecole", school.screen()),
                ("a-faire", to_do.screen()),
                ("dossier", dossier.screen()),
                ("contact", contact.screen()),
                ("inquietude", concern.screen()),
                ("foyer", household.screen()),
                ("carnet", carnet.screen()),
                ("croissance", growth.screen()),
                ("tablette", tablet.screen()),
                ("brouillons", elsewhere.screen()),
                round_page.screen(),
            ),
            # Under the panel nothing is reached; nothing of it moves either.
            custom_attrs={"inert": hooks.urgent["open"]},
        ),
        session_bar.asking(),
        rx.cond(hooks.urgent["open"], urgent.panel()),
        rx.cond(hooks.synthesis["open"] & ~hooks.urgent["open"], synthesis.paper()),
    )


@rx.memo
def tablet_world() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.match(
                hooks.device["phase"],
                ("open", opened()),
                ("signed_out", unlock.sign_in()),
                ("new_vault", unlock.new_vault()),
                ("locked", unlock.locked()),
                ("wiped", unlock.wiped()),
                unlock.loading(),
            ),
            # Behind the curtain nothing is reached by the Tab key nor read aloud, and nothing shows.
            class_name="field-behind",
            custom_attrs={"inert": hooks.hidden},
        ),
        rx.cond(hooks.hidden, curtain.curtain()),
        class_name="field-world",
        # Asked for here, whatever the phase: the worker is installed on the very first visit, before any login.
        custom_attrs={"data-version": hooks.update["version"]},
    )


def page() -> rx.Component:
    return rx.fragment(
        *([theme.demo_banner()] if settings.read().demo else []),
        tablet_world(),
    )


# The page itself holds nothing: what it shows is in the tablet's vault, and the door asks for the session.
PAGE = Page(route="/terrain", title="Fieldvisit – terrain", permission=PUBLIC, component=page)
