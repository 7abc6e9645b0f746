"""« Connexion »: a plain form, because only plain HTTP can set the session's cookie."""

import reflex as rx
from reflex.vars import VarData
from reflex.vars.function import FunctionStringVar

from fieldvisit import settings
from fieldvisit.access.permission import PUBLIC
from fieldvisit.pages import theme
from fieldvisit.pages.page import Page

SCRIPT = "$/public" + rx.asset("login.js", shared=True)
send_login = FunctionStringVar.create("sendLogin", _var_data=VarData(imports={SCRIPT: [rx.ImportVar(tag="sendLogin")]}))


class Providers(rx.Component):
    """Asked when the page opens: which providers are configured is not known when the screens are built."""

    library = SCRIPT
    tag = "Providers"


def page() -> rx.Component:
    form = rx.el.form(
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
        rx.el.p(id="login-said", role="alert", hidden=True, class_name="notice notice-alarm"),
        theme.button("Se connecter", kind="primary", type="submit", class_name="button-wide"),
        Providers.create(),
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
                rx.el.div(id="login-choices", hidden=True, class_name="stack"),
                class_name="stack",
            ),
            rx.el.p("Visites à domicile de PMI et interventions TISF.", class_name="soft small"),
            class_name="login",
        ),
    )


PAGE = Page(route="/connexion", title="Connexion – Fieldvisit", permission=PUBLIC, component=page)
