"""« Connexion »: a plain form, because only plain HTTP can set the session's cookie."""

import reflex as rx
from reflex.vars import VarData
from reflex.vars.function import FunctionStringVar

from fieldvisit import settings
from fieldvisit.access.permission import PUBLIC
from fieldvisit.pages import theme
from fieldvisit.pages.factor import RECOVERY_CODES_ADVICE, factor_steps
from fieldvisit.pages.page import Page

SCRIPT = "$/public" + rx.asset("login.js", shared=True)


def _function(name: str) -> FunctionStringVar:
    return FunctionStringVar.create(name, _var_data=VarData(imports={SCRIPT: [rx.ImportVar(tag=name)]}))


send_login, begin_again, use_recovery_code = (
    _function("sendLogin"),
    _function("beginAgain"),
    _function("useRecoveryCode"),
)


class Providers(rx.Component):
    """Asked when the page opens: which providers are configured is not known when the screens are built."""

    library = SCRIPT
    tag = "Providers"


def page() -> rx.Component:
    pair = rx.el.div(
        theme.field(
            "Identifiant",
            theme.text_input(
                name="login", auto_complete="username", auto_capitalize="none", spell_check=False, required=True
            ),
        ),
        theme.field(
            "Mot de passe",
            theme.text_input(name="password", type="password", auto_complete="current-password", required=True),
        ),
        id="login-pair",
        class_name="stack",
    )
    form = rx.el.form(
        pair,
        _set_up(),
        _code(),
        rx.el.p(id="login-said", role="alert", hidden=True, class_name="notice notice-alarm"),
        theme.button("Se connecter", kind="primary", type="submit", class_name="button-wide"),
        theme.button("Recommencer", kind="quiet", id="login-again", hidden=True, on_click=begin_again),
        rx.el.div(Providers.create(), id="login-providers", class_name="stack"),
        class_name="stack",
        method="post",
        action="/api/login",
        id="login-form",
        on_submit=send_login,
    )
    return rx.fragment(
        theme.demo_banner() if settings.read().demo else rx.fragment(),
        rx.el.main(
            rx.el.p("Fieldvisit", class_name="login-brand"),
            theme.card(
                rx.el.h1("Connexion", id="login-title"),
                form,
                _recovery_codes(),
                rx.el.div(id="login-choices", hidden=True, class_name="stack"),
                class_name="stack",
            ),
            rx.el.p("Visites à domicile de PMI et interventions TISF.", class_name="soft small"),
            class_name="login",
        ),
    )


def _code() -> rx.Component:
    """Shown once the password was right, for an account that has a second factor."""
    return rx.el.div(
        theme.field(
            "Code à 6 chiffres",
            theme.text_input(
                name="code",
                auto_complete="one-time-code",
                auto_capitalize="characters",
                auto_correct="off",
                spell_check=False,
                input_mode="numeric",
                max_length=40,
            ),
            "Celui qui s’affiche dans l’application d’authentification de votre téléphone.",
        ),
        theme.button("Utiliser un code de secours", kind="quiet", on_click=use_recovery_code, id="login-recovery"),
        id="login-code",
        hidden=True,
        class_name="stack",
    )


def _set_up() -> rx.Component:
    """For a role that must have a second factor and has none yet."""
    return rx.el.div(
        rx.el.p("Votre fonction demande un second facteur. Une seule fois :"),
        factor_steps(
            rx.el.img(id="login-square", alt="Carré à lire avec l’application", class_name="enrol-square"),
            rx.el.span(id="login-key", class_name="strong tabular factor-key"),
        ),
        rx.el.a("Ouvrir l’application de cet appareil", id="login-address", class_name="button button-wide"),
        id="login-set-up",
        hidden=True,
        class_name="stack",
    )


def _recovery_codes() -> rx.Component:
    return rx.el.div(
        theme.notice(RECOVERY_CODES_ADVICE, kind="warn"),
        rx.el.ul(id="login-recovery-codes", class_name="factor-codes tabular"),
        theme.button("Je les ai notés", kind="primary", class_name="button-wide", id="login-noted"),
        id="login-noting",
        hidden=True,
        class_name="stack",
    )


PAGE = Page(route="/connexion", title="Connexion – Fieldvisit", permission=PUBLIC, component=page)
