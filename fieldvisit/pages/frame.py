"""What Reflex puts around every page, in French and without its own banners and toasts."""

import logging

import reflex as rx
from reflex.event import EventSpec
from reflex_components_core.base.error_boundary import ErrorBoundary

from fieldvisit.pages import theme

logger = logging.getLogger("fieldvisit")


def server_failed(exception: Exception) -> EventSpec:
    """A bug of ours in a handler: its trace goes to the log, a sentence to the screen."""
    logger.error("a handler failed", exc_info=exception)
    return rx.window_alert("Le serveur a rencontré une erreur : rien n’a été enregistré. Réessayez, ou prévenez-nous.")


def screen_failed(exception: Exception) -> None:
    """What a browser reports may quote a file and comes from anyone: only the fact is kept."""
    logger.error("a browser reported that a screen failed")


def broken() -> rx.Component:
    """Shown in place of a screen that could not be drawn. The error itself goes nowhere: it may quote a file."""
    return rx.el.main(
        rx.el.h1("Cet écran n’a pas pu s’afficher"),
        rx.el.p("Ce qui était enregistré l’est toujours. Rechargez la page ; si cela se répète, prévenez le service."),
        theme.link_button("Recharger", href="", kind="primary"),
        class_name="office-main",
    )


def missing() -> rx.Component:
    return rx.el.main(
        rx.el.h1("Cette page n’existe pas"),
        theme.link_button("Revenir au planning", href="/planning", kind="primary"),
        class_name="office-main",
    )


def around_every_page() -> dict:
    return {
        (55, "ErrorBoundary"): lambda stateful: ErrorBoundary.create(on_error=rx.noop(), fallback_render=broken()),
    }
