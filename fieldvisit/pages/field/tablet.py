"""The tablet itself: what is aboard, what waits to leave, who works on it."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import bar, elsewhere, own_key, unlock
from fieldvisit.pages.field.hooks import device, link, tap, verb


def _fact(label: str, text: rx.Var[str]) -> rx.Component:
    return rx.el.div(rx.el.dt(label, class_name="soft"), rx.el.dd(text, class_name="strong"), class_name="fact")


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        bar.bar(bar.back()),
        rx.el.main(
            rx.el.h1("Cette tablette"),
            bar.storage(),
            elsewhere.waiting(),
            theme.card(
                rx.el.dl(
                    _fact("Dossiers", link["aboard"]),
                    _fact("À envoyer", rx.cond(link["unsent"] != "", link["unsent"], link["nothing_unsent"])),
                    rx.cond(link["pictures"] != "", _fact("Photos et signatures", link["pictures"])),
                    _fact("Dernier contact avec le serveur", link["contact"]),
                    _fact("Personne", link["worker"]),
                    _fact("Fonction", link["role"]),
                    class_name="facts",
                ),
                theme.button("Synchroniser maintenant", kind="primary", on_click=tap("sync/sync.js", "syncNow")),
                theme.button("Brouillons sur une autre tablette", on_click=tap("screens/view.js", "go", "brouillons")),
                class_name="stack",
            ),
            rx.cond(
                device["login_expired"],
                rx.el.form(
                    rx.el.h2("Se reconnecter"),
                    rx.el.p("Vos visites attendent sur la tablette ; elles partiront après la connexion."),
                    theme.field(
                        "Identifiant", theme.text_input(name="login", auto_complete="username", auto_capitalize="none")
                    ),
                    theme.field(
                        "Mot de passe",
                        theme.text_input(name="password", type="password", auto_complete="current-password"),
                    ),
                    unlock.second_factor(),
                    rx.el.p(device["error"], class_name="problem gate-problem", role="alert"),
                    theme.button("Se reconnecter", kind="primary", type="submit"),
                    class_name="card stack",
                    on_submit=verb("screens/gate.js", "submitSignIn"),
                ),
            ),
            rx.cond(
                link["code_asked"],
                rx.el.form(
                    rx.el.h2("Code d’enrôlement"),
                    rx.el.p("Demandez-le au bureau : dès qu’il est pris, tout ce qui attend ici part et arrive."),
                    theme.field(
                        "Code",
                        theme.text_input(
                            name="code",
                            default_value=device["code"],
                            auto_complete="off",
                            auto_capitalize="characters",
                            max_length=40,
                        ),
                        "Huit lettres et chiffres, bons dix minutes.",
                    ),
                    rx.el.p(device["error"], class_name="problem gate-problem", role="alert"),
                    theme.button("Enrôler", kind="primary", type="submit"),
                    class_name="card stack",
                    on_submit=verb("screens/gate.js", "submitCode"),
                ),
            ),
            own_key.settings(),
            theme.card(
                rx.el.p("Verrouiller garde tout sur la tablette, chiffré. Votre phrase secrète rouvre."),
                theme.button("Verrouiller", on_click=tap("store/session.js", "lockTablet")),
                rx.el.p(
                    "Se déconnecter ferme aussi votre session. Ce qui attend d’être envoyé partira quand même.",
                    class_name="separated",
                ),
                theme.button("Se déconnecter", on_click=tap("store/session.js", "signOut")),
                class_name="stack",
            ),
            class_name="field-main",
        ),
        class_name="screen",
    )
