"""One session at a school on screen: how far it is, the list with each pupil's check, and what is done in the panel."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.families.person import Sex
from fieldvisit.pages import theme
from fieldvisit.pages.office import place_record, school_list
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.school_lines import Choice, Count, Fact, Proposal, PupilLine
from fieldvisit.pages.office.school_session import SchoolFile
from fieldvisit.pages.office.schools_screen import progress, session_fields
from fieldvisit.pages.office.shell import NEWS_EVERY_MS, Escape, Ticker, said, shell
from fieldvisit.pages.page import Page


def page() -> rx.Component:
    head = SchoolFile.head
    return shell(
        theme.row(theme.link_button("← Bilans à l’école", href="/bilans-ecole", kind="quiet")),
        rx.cond(SchoolFile.panel == "", said(SchoolFile)),
        rx.cond(
            head["id"] != "",
            rx.fragment(
                Ticker.create(every=2 * NEWS_EVERY_MS, on_tick=SchoolFile.look_again),
                rx.el.div(
                    rx.el.div(
                        rx.el.h1(head["school"], ", ", head["city"]),
                        rx.el.p(head["day"], " – ", head["team"], class_name="soft"),
                    ),
                    theme.toned_badge(head["state"], head["tone"]),
                    class_name="row-between",
                ),
                rx.cond(SchoolFile.may_write, _acts()),
                _going(),
                rx.cond(
                    SchoolFile.opened["id"] != "",
                    place_record.article(SchoolFile.opened, SchoolFile.close_check),
                ),
                _list(),
                _history(),
                _panels(),
            ),
        ),
        here="/bilans-ecole",
    )


def _acts() -> rx.Component:
    letters = theme.link_button(
        f"Courriers ({SchoolFile.letters})",
        href="/api/bilans-ecole/" + SchoolFile.head["id"] + "/courriers.pdf",
        target="_blank",
    )
    return theme.row(
        rx.cond(
            SchoolFile.ready,
            rx.fragment(
                theme.button("Apporter la liste", kind="primary", on_click=SchoolFile.open_panel("list")),
                theme.button("Ajouter un élève", on_click=SchoolFile.open_new_pupil),
                theme.button("Modifier la séance", on_click=SchoolFile.open_panel("session")),
            ),
        ),
        rx.cond(SchoolFile.letters > 0, letters),
        rx.cond(
            SchoolFile.ready,
            theme.button("Clore la séance", on_click=SchoolFile.close),
            rx.cond(SchoolFile.head["state"] == "Close", theme.button("Rouvrir", on_click=SchoolFile.reopen)),
        ),
    )


def _going() -> rx.Component:
    def count(one: rx.Var[Count]) -> rx.Component:
        return rx.el.button(
            one["label"],
            " ",
            rx.el.span(one["count"], class_name="badge"),
            type="button",
            class_name="pill",
            aria_pressed=SchoolFile.shown == one["label"],
            on_click=SchoolFile.choose(one["label"]),
        )

    def fact(one: rx.Var[Choice]) -> rx.Component:
        return rx.el.div(rx.el.dt(one["label"]), rx.el.dd(one["value"], class_name="pre"), class_name="fact")

    def referral(one: rx.Var[Count]) -> rx.Component:
        return rx.el.li(one["label"], " ", rx.el.span(one["count"], class_name="badge badge-sea"), class_name="row")

    return rx.el.div(
        theme.card(
            rx.el.h2("Avancement"),
            progress(SchoolFile.head),
            rx.el.div(rx.foreach(SchoolFile.counts, count), class_name="row", role="group", aria_label="Montrer"),
            rx.cond(
                SchoolFile.referrals.length() > 0,
                rx.fragment(
                    rx.el.h3("Orientations"),
                    rx.el.ul(rx.foreach(SchoolFile.referrals, referral), class_name="row"),
                ),
            ),
            class_name="stack grow",
        ),
        rx.cond(
            SchoolFile.facts.length() > 0,
            theme.card(rx.el.dl(rx.foreach(SchoolFile.facts, fact), class_name="facts"), class_name="stack"),
        ),
        class_name="school-top",
    )


def _list() -> rx.Component:
    return theme.card(
        rx.el.h2("Élèves"),
        rx.cond(
            SchoolFile.pupils.length() > 0,
            rx.el.ul(rx.foreach(SchoolFile.pupils, _pupil)),
            rx.el.p("Aucun élève ici. « Apporter la liste » en colle une ou lit un fichier.", class_name="soft"),
        ),
        class_name="stack",
    )


def _pupil(one: rx.Var[PupilLine]) -> rx.Component:
    who = rx.el.div(
        rx.el.p(
            rx.el.span(one["name"], class_name="strong"),
            rx.cond(one["classroom"] != "", " – " + one["classroom"], ""),
        ),
        rx.el.p(one["born"], class_name="small soft tabular"),
        rx.cond(
            one["known"],
            rx.cond(
                one["href"] != "",
                rx.el.a("Connu du service : dossier", href=one["href"], class_name="school-link"),
                rx.el.span("Connu du service", class_name="badge"),
            ),
            rx.cond(one["proposed"], rx.el.span("Peut-être connu : à vérifier", class_name="badge badge-warn")),
        ),
    )
    found = rx.el.div(
        theme.row(
            theme.toned_badge(one["standing"], one["tone"]),
            rx.cond(one["urgent"], rx.el.span("Urgent", class_name="badge badge-alarm")),
            rx.cond(one["unseen"], rx.el.span("Pas encore lu", class_name="badge badge-sea")),
        ),
        rx.cond(one["referrals"] != "", rx.el.p(one["referrals"], class_name="small")),
        rx.cond(one["others"] != "", rx.el.p(one["others"], class_name="small soft")),
        rx.cond(one["letter"] != "", rx.el.p("Courrier : ", one["letter"], class_name="small soft tabular")),
    )
    acts = theme.row(
        rx.cond(
            one["check_id"] != "",
            theme.button(
                "Lire", on_click=SchoolFile.open_check(one["check_id"]), aria_label="Lire le bilan de " + one["name"]
            ),
        ),
        rx.cond(
            (one["check_id"] != "") & SchoolFile.reads,
            theme.link_button(
                "Courrier",
                href="/api/bilans-ecole/" + SchoolFile.head["id"] + "/courriers.pdf?eleve=" + one["id"],
                target="_blank",
                aria_label="Courrier aux parents de " + one["name"],
            ),
        ),
        rx.cond(
            SchoolFile.may_write,
            theme.button(
                "Fiche", kind="quiet", on_click=SchoolFile.open_pupil(one["id"]), aria_label="Fiche de " + one["name"]
            ),
        ),
    )
    return rx.el.li(who, found, acts, class_name="school-pupil", key=one["id"])


def _history() -> rx.Component:
    def fact(one: rx.Var[Fact]) -> rx.Component:
        return rx.el.li(
            rx.el.p(rx.el.span(one["label"], class_name="strong"), " – ", rx.el.span(one["day"], class_name="tabular")),
            rx.cond(one["words"] != "", rx.el.p(one["words"], class_name="small pre")),
            class_name="licence-fact",
        )

    return rx.el.details(
        rx.el.summary("Historique"), rx.el.ul(rx.foreach(SchoolFile.past, fact)), class_name="card fold"
    )


def _panels() -> rx.Component:
    shown = {
        "list": ("Apporter la liste", school_list.panel_body),
        "session": ("Modifier la séance", _session),
        "pupil": ("Élève", _one),
    }
    return rx.fragment(
        *(rx.cond(SchoolFile.panel == name, _panel(title, draw())) for name, (title, draw) in shown.items())
    )


def _panel(title: str, *children: rx.Component) -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(title, id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=SchoolFile.close_panel, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=SchoolFile.close_panel),
        said(SchoolFile),
        *children,
        aria_labelledby="panel-title",
        class_name="panel stack",
    )


def _session() -> rx.Component:
    return rx.el.div(
        rx.el.form(
            session_fields(SchoolFile.today, SchoolFile.workers, SchoolFile.values),
            theme.button("Enregistrer", type="submit", kind="primary"),
            on_submit=SchoolFile.change,
            class_name="stack",
        ),
        rx.el.details(
            rx.el.summary("Annuler la séance"),
            rx.el.form(
                theme.field("Motif", rx.el.textarea(name="reason", class_name="textarea", required=True)),
                theme.button("Annuler cette séance", type="submit", kind="danger"),
                on_submit=SchoolFile.cancel,
                class_name="stack",
            ),
            class_name="fold",
        ),
        class_name="stack",
    )


def _one() -> rx.Component:
    one = SchoolFile.edited

    def text(name: str, **props) -> rx.Component:
        return theme.text_input(name=name, max_length=80, auto_complete="off", default_value=one[name], **props)

    sexes = [rx.el.option("–", value=""), *(rx.el.option(each.label, value=each.value) for each in Sex)]
    fields = rx.el.form(
        rx.el.div(
            theme.field("Nom", text("last_name", required=True)),
            theme.field("Prénom", text("first_name", required=True)),
            class_name="pair",
        ),
        rx.el.div(
            theme.field("Date de naissance", text("birth_date", type="date", required=True)),
            theme.field("Sexe", rx.el.select(*sexes, name="sex", class_name="select", default_value=one["sex"])),
            class_name="pair",
        ),
        theme.field("Classe", text("classroom", placeholder="PS, MS…")),
        theme.button(rx.cond(one["id"] != "", "Enregistrer", "Ajouter"), type="submit", kind="primary"),
        on_submit=SchoolFile.correct,
        class_name="stack",
    )
    return rx.el.div(
        fields,
        rx.cond(SchoolFile.proposals.length() > 0, _known()),
        rx.cond(
            one["id"] != "",
            rx.el.details(
                rx.el.summary("Retirer de la liste"),
                rx.el.form(
                    theme.field("Pourquoi ?", theme.text_input(name="why", max_length=500, required=True)),
                    theme.button("Retirer", type="submit", kind="danger"),
                    on_submit=SchoolFile.remove,
                    class_name="stack",
                ),
                class_name="fold",
            ),
        ),
        key=one["id"],
        class_name="stack",
    )


def _known() -> rx.Component:
    def proposal(one: rx.Var[Proposal]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(one["name"], class_name="strong"),
                rx.el.p(one["born"], " – ", one["home"], class_name="small"),
                class_name="grow",
            ),
            theme.button("C’est cet enfant", on_click=SchoolFile.link(one["id"])),
            class_name="row licence-fact",
        )

    return rx.el.section(
        rx.el.h3("Connu du service ?"),
        rx.el.p("Rapproché, son bilan va aussi dans son dossier.", class_name="small soft"),
        rx.el.ul(rx.foreach(SchoolFile.proposals, proposal)),
        theme.button("Ce n’est aucun d’eux", kind="quiet", on_click=SchoolFile.link("")),
        class_name="stack-tight",
    )


PAGE = Page(
    route="/bilans-ecole/[session_id]",
    title="Séance de bilans – Fieldvisit",
    permission=Permission("identite_foyer", "W"),
    component=page,
    on_load=(Desk.arrive, SchoolFile.load),
)
