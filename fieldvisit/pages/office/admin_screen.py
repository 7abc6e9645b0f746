"""« Comptes » as it is seen: the table, the sectors, and the panel of the account being looked after."""

import reflex as rx

from fieldvisit.access import roles
from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office import connections_screen
from fieldvisit.pages.office.admin import SECTOR, AccountLine, Admin, SectorLine
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.shell import Escape, said, shell
from fieldvisit.pages.page import Page


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.h1("Comptes"),
            rx.el.div(
                theme.link_button("Communes", href="/communes"),
                theme.button("Nouveau compte", kind="primary", on_click=Admin.open_new),
                class_name="row",
            ),
            class_name="row-between",
        ),
        rx.cond(Admin.panel == "", said(Admin)),
        _accounts(),
        _sector_list(),
        rx.cond(Admin.panel == "new", _new_panel()),
        rx.cond(Admin.panel == "account", _account_panel()),
        here="/admin",
    )


def _head(*titles: str) -> rx.Component:
    return rx.el.thead(rx.el.tr(*(rx.el.th(title, scope="col") for title in titles)))


def _accounts() -> rx.Component:
    def line(one: AccountLine) -> rx.Component:
        return rx.el.tr(
            rx.el.td(rx.el.span(one["name"], class_name="strong")),
            rx.el.td(one["login"]),
            rx.el.td(one["role"]),
            rx.el.td(one["sectors"]),
            rx.el.td(
                rx.cond(
                    one["disabled"] != "",
                    theme.badge("Désactivé", kind="alarm"),
                    theme.badge("Actif", kind="ok"),
                ),
                rx.cond(one["connected"] != "", rx.el.p(one["connected"], class_name="soft small nowrap")),
                rx.cond(one["factor"], rx.el.p("Second facteur", class_name="soft small nowrap")),
            ),
            rx.el.td(
                theme.button(
                    "Gérer", on_click=Admin.open_account(one["id"]), aria_label="Gérer le compte de " + one["name"]
                )
            ),
        )

    return rx.el.div(
        rx.el.table(
            rx.el.caption("Comptes", class_name="sr-only"),
            _head("Nom", "Identifiant", "Fonction", "Secteurs", "État", "Action"),
            rx.el.tbody(rx.foreach(Admin.accounts, line)),
            class_name="table",
        ),
        class_name="table-scroll",
        tab_index=0,
        role="region",
        aria_label="Comptes",
    )


def _sector_list() -> rx.Component:
    return theme.card(
        rx.el.h2("Secteurs"),
        rx.el.ul(
            rx.foreach(
                Admin.sectors, lambda one: rx.el.li(rx.el.span(one["code"], class_name="strong"), " – ", one["name"])
            ),
            class_name="stack-tight",
        ),
        rx.el.form(
            theme.field("Code", theme.text_input(name="code", max_length=20, required=True)),
            theme.field("Nom", theme.text_input(name="name", max_length=120, required=True)),
            theme.button("Ajouter le secteur", type="submit"),
            on_submit=Admin.add_sector,
            reset_on_submit=True,
            class_name="sector-form",
        ),
        class_name="stack",
    )


def _panel(title: rx.Var | str, *children: rx.Component) -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(title, id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=Admin.close_panel, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=Admin.close_panel),
        said(Admin),
        *children,
        aria_labelledby="panel-title",
        class_name="panel stack",
    )


def _ticks() -> rx.Component:
    def tick(one: SectorLine) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="checkbox", name=SECTOR + one["id"], default_checked=one["held"]),
            rx.el.span(one["name"]),
            class_name="tick",
            key=Admin.opened["id"] + one["id"],
        )

    return rx.el.fieldset(rx.el.legend("Secteurs", class_name="label"), rx.foreach(Admin.sectors, tick))


def _secret() -> rx.Component:
    return theme.field(
        "Mot de passe",
        theme.text_input(name="secret", type="password", auto_complete="new-password", required=True),
        "12 caractères au moins ; quelques mots sans lien font l’affaire.",
    )


def _new_panel() -> rx.Component:
    return _panel(
        "Nouveau compte",
        rx.el.form(
            theme.field("Prénom et nom", theme.text_input(name="name", required=True, max_length=120)),
            theme.field(
                "Identifiant",
                theme.text_input(
                    name="login", required=True, auto_capitalize="none", auto_complete="off", max_length=40
                ),
                "Par exemple « claire.morel ».",
            ),
            theme.field(
                "Fonction",
                rx.el.select(
                    rx.el.option("Choisir…", value=""),
                    *(rx.el.option(label, value=code) for code, label in roles.LABELS.items()),
                    name="role",
                    class_name="select",
                    required=True,
                ),
            ),
            _ticks(),
            theme.field("Employeur", theme.text_input(name="employer", max_length=120)),
            theme.field("Téléphone", theme.text_input(name="phone", type="tel", max_length=30)),
            _secret(),
            theme.button("Créer le compte", type="submit", kind="primary"),
            on_submit=Admin.create,
            class_name="stack",
        ),
    )


def _account_panel() -> rx.Component:
    opened = Admin.opened
    return _panel(
        opened["name"],
        rx.el.p(opened["login"], " – ", opened["role"], class_name="soft"),
        rx.cond(
            opened["disabled"] != "",
            theme.notice("Désactivé le ", opened["disabled"], kind="warn"),
        ),
        rx.el.form(
            _ticks(),
            theme.button("Enregistrer les secteurs", type="submit"),
            on_submit=Admin.set_sectors,
            class_name="stack",
        ),
        rx.el.form(
            rx.el.h3("Nouveau mot de passe"),
            _secret(),
            theme.button("Changer le mot de passe", type="submit"),
            on_submit=Admin.reset_password,
            reset_on_submit=True,
            class_name="stack",
        ),
        rx.cond(
            opened["disabled"] != "",
            theme.button("Réactiver le compte", on_click=Admin.enable),
            theme.button("Désactiver le compte", kind="danger", on_click=Admin.disable),
        ),
        _connections(),
        rx.cond(Admin.events.length() > 0, connections_screen.events(Admin.events)),
    )


def _connections() -> rx.Component:
    return rx.el.section(
        rx.el.h3("Connexions ouvertes"),
        rx.cond(
            Admin.connections.length() > 0,
            rx.fragment(
                rx.el.ul(
                    rx.foreach(
                        Admin.connections,
                        lambda one: connections_screen.line(
                            one,
                            theme.button(
                                "Fermer",
                                on_click=Admin.close_connection(one["id"]),
                                aria_label="Fermer la connexion " + one["browser"],
                            ),
                        ),
                    ),
                    class_name="facts",
                ),
                theme.button("Les fermer toutes", on_click=Admin.close_connections),
            ),
            rx.el.p("Aucune.", class_name="soft"),
        ),
        rx.cond(
            Admin.opened["factor"],
            rx.fragment(
                rx.el.h3("Second facteur"),
                rx.el.p("Téléphone perdu, plus de code de secours : vérifiez d’abord que c’est bien la personne."),
                theme.button("Retirer son second facteur", kind="danger", on_click=Admin.reset_factor),
            ),
        ),
        class_name="stack",
    )


PAGE = Page(
    route="/admin",
    title="Comptes – Fieldvisit",
    permission=Permission("administration", "W"),
    component=page,
    on_load=(Desk.arrive, Admin.load),
)
