"""Getting in: sign in once with network, choose the vault's passphrase, then unlock without network."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import own_key
from fieldvisit.pages.field.hooks import device, tap, verb, withdrawn


def _frame(*children) -> rx.Component:
    return rx.el.main(
        rx.el.div(
            rx.el.img(src="/icons/192.png", alt="", class_name="gate-mark"),
            rx.el.p("Fieldvisit", class_name="gate-brand"),
            class_name="gate-head",
        ),
        *children,
        class_name="gate",
    )


def _problem() -> rx.Component:
    # The place is kept whether there is a sentence or not, so that the button never moves.
    return rx.el.p(device["error"], class_name="problem gate-problem", role="alert")


def _submit(label: str, waiting: str) -> rx.Component:
    return theme.button(
        rx.cond(device["busy"], waiting, label), kind="primary", class_name="button-wide", type="submit"
    )


def loading() -> rx.Component:
    return _frame(rx.el.p("Ouverture…", class_name="soft", role="status"))


@rx.memo
def sign_in() -> rx.Component:
    return _frame(
        rx.el.form(
            rx.el.h1("Se connecter"),
            rx.cond(
                device["forgotten"],
                theme.notice(
                    "Connectez-vous avec votre mot de passe et choisissez une nouvelle phrase. Vos visites signées "
                    "partent quand même ; vos brouillons reviennent par le bureau, dans « Ma tournée »."
                ),
                rx.cond(
                    device["code"] != "",
                    theme.notice("Code d’enrôlement reçu. Connectez-vous : cette tablette sera la vôtre.", kind="ok"),
                    rx.el.p("Une seule fois par tablette, avec du réseau.", class_name="soft"),
                ),
            ),
            theme.field(
                "Identifiant",
                theme.text_input(
                    name="login", id="login", auto_complete="username", auto_capitalize="none", spell_check=False
                ),
            ),
            theme.field(
                "Mot de passe",
                theme.text_input(name="password", id="password", type="password", auto_complete="current-password"),
            ),
            second_factor(),
            rx.cond(
                device["factor_asked"],
                theme.button("Un autre compte", kind="quiet", on_click=tap("screens/gate.js", "notThisAccount")),
            ),
            _problem(),
            _submit("Se connecter", "Connexion…"),
            class_name="card stack",
            on_submit=verb("screens/gate.js", "submitSignIn"),
        ),
        _other_accounts(),
    )


def second_factor() -> rx.Component:
    """The field of its code, once the password was right; wherever one signs in."""
    return rx.cond(
        device["factor_asked"],
        theme.field(
            "Code à 6 chiffres",
            theme.text_input(
                name="factor",  # and no id: Reflex looks up fields with one, and this one is not always there
                auto_complete="one-time-code",
                auto_capitalize="characters",
                auto_correct="off",
                spell_check=False,
                auto_focus=True,
                max_length=40,
            ),
            "Dans l’application d’authentification de votre téléphone ; ou un code de secours.",
        ),
    )


@rx.memo
def new_vault() -> rx.Component:
    return _frame(
        rx.el.form(
            rx.el.h1("Choisir votre phrase secrète"),
            rx.el.p(
                "Elle ouvre vos dossiers sur cette tablette, sans réseau. "
                "Quatre mots que vous retiendrez font une bonne phrase. Personne ne peut la retrouver à votre place."
            ),
            rx.el.input(
                type="text",
                name="username",
                auto_complete="username",
                value=device["account"]["name"],
                read_only=True,
                hidden=True,
            ),
            theme.field(
                "Phrase secrète",
                theme.text_input(name="phrase", id="phrase", type="password", auto_complete="new-password"),
            ),
            theme.field(
                "La même, encore une fois",
                theme.text_input(name="again", id="again", type="password", auto_complete="new-password"),
            ),
            rx.cond(
                device["code_asked"],
                theme.field(
                    "Code d’enrôlement",
                    theme.text_input(
                        name="code",  # and no id: Reflex looks up fields with one, and this one is not always there
                        default_value=device["code"],
                        auto_complete="off",
                        auto_capitalize="characters",
                        auto_correct="off",
                        spell_check=False,
                        max_length=40,
                    ),
                    "Huit lettres et chiffres que montre le bureau, bons dix minutes.",
                ),
            ),
            _problem(),
            _submit("Préparer la tablette", "Préparation…"),
            rx.cond(
                ~device["code_asked"],
                theme.button(
                    "J’ai un code d’enrôlement",
                    kind="quiet",
                    class_name="button-wide",
                    on_click=tap("screens/gate.js", "haveCode"),
                ),
            ),
            class_name="card stack",
            on_submit=verb("screens/gate.js", "submitNewVault"),
        )
    )


@rx.memo
def locked() -> rx.Component:
    return _frame(
        rx.el.form(
            rx.el.h1(device["account"]["name"]),
            rx.el.p(device["account"]["role_label"], class_name="soft"),
            own_key.unlocking(),
            theme.field(
                "Phrase secrète",
                theme.text_input(
                    name="phrase", id="phrase", type="password", auto_complete="current-password", auto_focus=True
                ),
            ),
            _problem(),
            _submit("Déverrouiller", "Ouverture…"),
            theme.button(
                "J’ai oublié ma phrase secrète",
                kind="quiet",
                class_name="button-wide",
                on_click=tap("screens/gate.js", "forgot"),
            ),
            class_name="card stack",
            on_submit=verb("screens/gate.js", "submitUnlock"),
        ),
        _other_accounts(),
    )


@rx.memo
def wiped() -> rx.Component:
    """The office withdrew this tablet: what happened, what still waits to leave, and what can be done."""
    return _frame(
        theme.card(
            rx.el.h1("Tablette retirée du service"),
            rx.el.p(
                "Le ",
                withdrawn["when"],
                ", les dossiers que portait cette tablette ont été effacés, à la demande du bureau.",
            ),
            rx.cond(
                withdrawn["leaving"].length() > 0,
                theme.notice(
                    rx.el.p("Encore à envoyer, sans rien perdre :", class_name="strong"),
                    rx.el.ul(rx.foreach(withdrawn["leaving"], lambda one: rx.el.li(one["text"]))),
                    rx.el.p("Laissez la tablette allumée avec du réseau : tout part sans vous."),
                    theme.button("Envoyer maintenant", on_click=tap("sync/sync.js", "syncNow")),
                    kind="warn",
                ),
                theme.notice("Tout ce qui avait été signé ici est parti.", kind="ok"),
            ),
            rx.el.p("Pour vous en servir de nouveau, adressez-vous à l’administrateur.", class_name="soft"),
            theme.button("Se connecter", class_name="button-wide", on_click=tap("screens/withdrawn.js", "signInAgain")),
            class_name="stack",
        )
    )


def _other_accounts() -> rx.Component:
    """A shared tablet: who else works on it, and signing in as somebody new."""
    return rx.el.nav(
        rx.foreach(
            device["accounts"],
            lambda one: rx.cond(
                one["id"] != device["account"]["id"],
                theme.button(
                    "Ouvrir pour ",
                    one["name"],
                    kind="quiet",
                    class_name="button-wide",
                    on_click=tap("screens/gate.js", "pickAccount", one["id"]),
                ),
            ),
        ),
        rx.cond(
            device["phase"] == "locked",
            theme.button(
                "Une autre personne",
                kind="quiet",
                class_name="button-wide",
                on_click=tap("screens/gate.js", "pickAccount", ""),
            ),
        ),
        class_name="stack-tight",
        aria_label="Autres personnes sur cette tablette",
    )
