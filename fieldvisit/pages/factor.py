"""Words of the second factor that the login page and « Mes connexions » share."""

import reflex as rx

RECOVERY_CODES_ADVICE = (
    "Notez ces dix codes de secours sur papier, loin du téléphone : chacun ouvre une fois si vous le perdez. "
    "Ils ne seront plus montrés."
)


def factor_steps(square: rx.Component, key: rx.Component) -> rx.Component:
    """``square``: the picture that the application reads; ``key``: the same, to type."""
    return rx.fragment(
        rx.el.ol(
            rx.el.li(
                "Sur votre téléphone, ouvrez une application d’authentification (FreeOTP, Aegis, Google ou Microsoft "
                "Authenticator)."
            ),
            rx.el.li("Ajoutez un compte et visez ce carré."),
            rx.el.li("Saisissez ci-dessous le code à 6 chiffres qu’elle affiche."),
            class_name="steps",
        ),
        square,
        rx.el.p("Sans appareil photo, tapez cette clé : ", key),
    )
