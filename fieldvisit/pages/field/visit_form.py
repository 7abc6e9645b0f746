"""The conversation: parts in any order, the agreement first, notes one tap away over whatever is on screen."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import handed, hooks, interview, items
from fieldvisit.pages.field.hooks import tap, verb, visit
from fieldvisit.pages.field.shapes import Child, Section
from fieldvisit.pages.field.visit_pieces import note, pills


def _section_link(section: rx.Var[Section]) -> rx.Component:
    return rx.el.button(
        rx.el.span(section["title"], class_name="section-name"),
        rx.el.span(section["progress"], class_name=rx.cond(section["full"], "progress progress-full", "progress")),
        rx.cond(
            section["progress"] != "",
            rx.el.span(
                rx.el.span(class_name="share-talked", style={"width": section["talked_share"].to(str) + "%"}),
                rx.el.span(class_name="share-aside", style={"width": section["aside_share"].to(str) + "%"}),
                class_name="shares",
            ),
        ),
        type="button",
        class_name="section-link",
        aria_current=rx.cond(section["chosen"], "step", "false"),
        on_click=tap("screens/visit.js", "showSection", section["code"]),
    )


def _agreement() -> rx.Component:
    def child(one: rx.Var[Child]) -> rx.Component:
        return rx.el.button(
            rx.el.span(one["name"]),
            rx.el.span(" ", one["detail"], class_name="small"),
            type="button",
            class_name="pill",
            aria_pressed=one["seen"],
            on_click=tap("screens/visit.js", "toggleChild", one["id"]),
        )

    return rx.fragment(
        theme.card(
            rx.el.h3("Accord pour la visite à domicile"),
            pills(visit["agreement"], "screens/visit.js", "setAgreement", "Accord pour la visite à domicile"),
            rx.cond(
                visit["agreement_mode"].length() > 0,
                pills(visit["agreement_mode"], "screens/visit.js", "setAgreementMode", "Recueilli comment"),
            ),
            rx.el.p(visit["agreement_hint"], class_name="hint"),
            class_name="stack",
        ),
        rx.cond(
            visit["children"].length() > 0,
            theme.card(
                rx.el.h3("Enfants vus"),
                rx.el.div(
                    rx.foreach(visit["children"], child), class_name="pills", role="group", aria_label="Enfants vus"
                ),
                class_name="stack",
            ),
        ),
    )


def notes() -> rx.Component:
    """The notes: always one tap away, over whatever is on screen, kept at each key."""
    return rx.el.aside(
        rx.el.div(
            rx.el.h2("Notes"),
            theme.button("Fermer", on_click=tap("screens/visit.js", "toggleNotes")),
            class_name="row-between",
        ),
        rx.el.textarea(
            class_name="textarea note",
            rows="4",
            id="visit-note",
            default_value=visit["note_text"],
            aria_label="Nouvelle note",
            placeholder="Ce que vous voulez retenir de la visite",
            custom_attrs={"onInput": verb("screens/visit.js", "noteTyped")},
            auto_complete="off",
        ),
        rx.cond(visit["note_problem"] != "", rx.el.p(visit["note_problem"], class_name="problem", role="alert")),
        theme.button("Ajouter aux notes", kind="primary", on_click=tap("screens/visit.js", "addNote")),
        rx.el.ul(rx.foreach(visit["notes"], note), class_name="stack"),
        class_name="drawer stack",
        aria_label="Notes de la visite",
    )


@rx.memo
def place_keeper() -> rx.Component:
    """Shows nothing: its hook puts the cursor back where it was when the visit comes up."""
    return rx.el.span(hooks.place, hidden=True)


def form() -> rx.Component:
    return rx.el.div(
        place_keeper(),
        rx.cond(visit["interview"], interview.time_keeper()),
        rx.el.nav(
            interview.told(),
            rx.foreach(visit["sections"], _section_link),
            class_name="sections",
            aria_label="Parties",
        ),
        rx.el.div(
            interview.doubt(),
            rx.el.div(
                rx.el.h2(visit["section_title"]),
                rx.cond(
                    visit["quick_label"] != "",
                    theme.button(visit["quick_label"], on_click=tap("screens/visit.js", "nothingToReport")),
                ),
                rx.cond(
                    visit["scale"] != "", theme.button(visit["scale"], on_click=tap("screens/visit.js", "openScale"))
                ),
                class_name="row-between section-head",
            ),
            rx.cond(
                visit["confided"],
                rx.el.p(
                    "Ce qui est confié ici n’est jamais imprimé, et la partie se referme quand vous la quittez.",
                    class_name="soft confided-said",
                ),
            ),
            rx.cond(visit["section_code"] == "accord", _agreement()),
            rx.cond(visit["closed"], interview.closed()),
            handed.offer(),
            rx.foreach(visit["items"], lambda item: items.item_card(item=item, key=item["key"])),
            rx.cond(visit["band"] != "", theme.notice(visit["band"])),
            rx.cond(
                visit["citation"].length() > 0,
                rx.el.div(
                    rx.foreach(visit["citation"], lambda one: rx.el.p(one["text"])), class_name="handed-citation"
                ),
            ),
            rx.el.div(
                rx.cond(
                    visit["previous_section"] != "",
                    theme.button(
                        "Précédent", on_click=tap("screens/visit.js", "showSection", visit["previous_section"])
                    ),
                ),
                rx.cond(
                    visit["next_section"] != "",
                    theme.button(
                        "Suite",
                        kind="primary",
                        class_name="grow",
                        on_click=tap("screens/visit.js", "showSection", visit["next_section"]),
                    ),
                    theme.button(
                        rx.cond(visit["interview"], "Terminer l’entretien", "Terminer la visite"),
                        kind="primary",
                        class_name="grow",
                        on_click=tap("screens/visit.js", "startEnding", ""),
                    ),
                ),
                class_name="row",
            ),
            class_name="stack form-column",
        ),
        class_name="form-layout",
    )


def form_actions() -> rx.Component:
    return rx.el.footer(
        # Read aloud when it goes wrong only: said at each key, it would drown what is being typed.
        rx.el.span(
            visit["saved"],
            class_name="saved saved-" + visit["saved_kind"].to(str),
            aria_live=rx.cond(visit["saved_kind"] == "bad", "assertive", "off"),
        ),
        theme.button(
            "Note",
            rx.cond(visit["notes_count"] != "", theme.badge(visit["notes_count"], kind="sea")),
            on_click=tap("screens/visit.js", "toggleNotes"),
            aria_expanded=visit["note_open"],
        ),
        rx.cond(
            visit["place"] == "",  # no picture is taken of a pupil, nor of a home that is inspected
            theme.button(
                "Photos",
                rx.cond(visit["photos_count"] != "", theme.badge(visit["photos_count"], kind="sea")),
                on_click=tap("screens/pictures.js", "openPhotos", ""),
                aria_expanded=visit["photos_open"],
            ),
        ),
        rx.cond(
            visit["carnet"].length() > 0,
            theme.button("Carnet", on_click=tap("screens/carnet.js", "openCarnet", visit["family_id"])),
        ),
        interview.pause_button(),
        theme.button("Terminer", kind="primary", on_click=tap("screens/visit.js", "startEnding", "")),
        class_name="dock",
    )
