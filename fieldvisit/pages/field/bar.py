"""The bar at the top of the tablet: where one is, network and outbox in words, and one tap to hide the screen."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field.hooks import link, tap, update


@rx.memo
def state() -> rx.Component:
    """Network, outbox and what is aboard: words first, colour second."""
    return rx.el.button(
        rx.el.span(class_name=rx.cond(link["network_kind"] == "ok", "dot dot-ok", "dot")),
        rx.el.span(link["network"], class_name="strong"),
        rx.cond(link["unsent"] != "", rx.el.span(link["unsent"], class_name="badge badge-warn")),
        rx.cond(link["pictures"] != "", rx.el.span(link["pictures"], class_name="badge badge-warn bar-pictures")),
        type="button",
        class_name="bar-state",
        on_click=tap("screens/view.js", "go", "tablette"),
        aria_label="État de la tablette : "
        + link["network"].to(str)
        + ". "
        + link["unsent"].to(str)
        + " "
        + link["pictures"].to(str),
    )


def bar(*left: rx.Component) -> rx.Component:
    return rx.el.header(
        rx.el.div(*left, class_name="bar-left"),
        state(),
        theme.button(
            "Inquiétude",
            kind="quiet",
            class_name="bar-concern",
            on_click=tap("screens/concern.js", "openConcern"),
            title="Information préoccupante : 119, 17, 15, et transmettre à la CRIP",
        ),
        hide(),
        class_name="bar",
    )


def hide(label: str = "Masquer") -> rx.Component:
    """« Mode discret » in one tap: on every screen, and on whatever covers one."""
    return theme.button(
        label,
        class_name="bar-hide",
        on_click=tap("screens/discreet.js", "hide"),
        title="Mode discret. Aussi : toucher à deux doigts, ou Échap",
    )


def storage() -> rx.Component:
    """What the tablet says of its storage: red when words being typed are threatened."""
    return rx.cond(
        link["storage"] != "",
        rx.el.div(
            link["storage"],
            class_name=rx.cond(link["storage_grave"], "notice notice-alarm", "notice notice-warn"),
            role="alert",
        ),
    )


@rx.memo
def grave_warnings() -> rx.Component:
    """In the middle of a visit: only what threatens it."""
    return rx.fragment(rx.cond(link["storage_grave"], storage()))


@rx.memo
def warnings() -> rx.Component:
    """What the worker must know while there is time: storage, an expired login, a new version."""
    return rx.fragment(
        storage(),
        rx.cond(
            link["expired"],
            theme.notice(
                rx.el.p("Votre connexion a expiré. Rien n’est perdu : continuez, puis reconnectez-vous pour envoyer."),
                theme.button("Se reconnecter", on_click=tap("screens/view.js", "go", "tablette")),
                kind="warn",
            ),
        ),
        rx.cond(
            link["code_asked"],
            theme.notice(
                rx.el.p("Le bureau demande un code pour cette tablette. Rien n’est perdu : continuez."),
                theme.button("Taper le code", on_click=tap("screens/view.js", "go", "tablette")),
                kind="warn",
            ),
        ),
        rx.cond(
            update["available"],
            theme.notice(
                rx.el.p("Une nouvelle version est prête."),
                theme.button("Mettre à jour", on_click=tap("shell/update.js", "applyUpdate")),
            ),
        ),
    )


def before() -> rx.Component:
    """To the screen that one comes from: of a family’s file, or of a visit."""
    return theme.button("‹ Retour", kind="quiet", class_name="bar-back", on_click=tap("screens/view.js", "back"))


def back(label: str = "Ma tournée") -> rx.Component:
    return theme.button(
        "‹ ", label, kind="quiet", class_name="bar-back", on_click=tap("screens/view.js", "go", "tournee")
    )
