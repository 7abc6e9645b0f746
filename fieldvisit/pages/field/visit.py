"""A visit on the tablet: the brief at the door, the conversation, the end. Each part is drawn from one hook."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import bar, hooks, items
from fieldvisit.pages.field.hooks import verb, visit
from fieldvisit.pages.field.shapes import Child, Line, Note, Option, Problem, RecordLine, Section


def _line(line: rx.Var[Line]) -> rx.Component:
    return rx.el.div(
        rx.cond(line["label"] != "", rx.el.dt(line["label"], class_name="soft"), rx.el.dt("", class_name="sr-only")),
        rx.el.dd(line["text"], class_name="pre"),
        class_name="fact",
    )


def _pills(options, module: str, name: str, label: str) -> rx.Component:
    def pill(option: rx.Var[Option]) -> rx.Component:
        return rx.el.button(
            option["label"],
            type="button",
            class_name="pill",
            aria_pressed=option["chosen"],
            on_click=verb(module, name, option["code"]),
        )

    return rx.el.div(rx.foreach(options, pill), class_name="pills", role="group", aria_label=label)


def _places() -> rx.Component:
    """Where it is and how to reach them: maps and phone belong to the device."""
    return rx.fragment(
        rx.el.div(
            rx.cond(
                visit["map_href"] != "",
                theme.link_button("Itinéraire – ", visit["address"], href=visit["map_href"], class_name="stop-map"),
                rx.el.p(visit["address"]),
            ),
            rx.cond(visit["phone"] != "", theme.link_button("Appeler ", visit["phone"], href=visit["phone_href"])),
            class_name="row",
        ),
        rx.cond(visit["access"] != "", rx.el.p(visit["access"], class_name="pre")),
        rx.cond(visit["safety"] != "", theme.notice(visit["safety"], kind="warn")),
        rx.cond(visit["language"] != "", rx.el.p(visit["language"], class_name="soft")),
    )


def _brief() -> rx.Component:
    return rx.fragment(
        theme.card(
            rx.el.h2("Au moment d’entrer"),
            rx.cond(visit["reason"] != "", rx.el.p(visit["reason"], class_name="strong pre")),
            _places(),
            class_name="stack",
        ),
        theme.card(
            rx.el.h2("Le foyer"), rx.el.dl(rx.foreach(visit["persons"], _line), class_name="facts"), class_name="stack"
        ),
        rx.cond(
            visit["points"].length() > 0,
            theme.card(
                rx.el.h2("À reprendre"),
                rx.el.dl(rx.foreach(visit["points"], _line), class_name="facts"),
                class_name="stack",
            ),
        ),
        theme.card(
            rx.el.h2(visit["brief_title"]),
            rx.el.dl(rx.foreach(visit["brief"], _line), class_name="facts"),
            class_name="stack",
        ),
    )


def _brief_actions() -> rx.Component:
    return rx.el.footer(
        theme.button("Famille absente", on_click=verb("screens/visit.js", "startEnding", "absente")),
        theme.button("Refusée", on_click=verb("screens/visit.js", "startEnding", "refusee")),
        theme.button("Reportée", on_click=verb("screens/visit.js", "startEnding", "reportee")),
        theme.button(
            "Démarrer la visite", kind="primary", class_name="grow", on_click=verb("screens/visit.js", "start")
        ),
        class_name="dock",
    )


def _section_link(section: rx.Var[Section]) -> rx.Component:
    return rx.el.button(
        rx.el.span(section["title"]),
        rx.el.span(section["progress"], class_name=rx.cond(section["full"], "progress progress-full", "progress")),
        type="button",
        class_name="section-link",
        aria_current=rx.cond(section["chosen"], "step", "false"),
        on_click=verb("screens/visit.js", "showSection", section["code"]),
    )


def _agreement() -> rx.Component:
    def child(one: rx.Var[Child]) -> rx.Component:
        return rx.el.button(
            rx.el.span(one["name"]),
            rx.el.span(" ", one["detail"], class_name="small"),
            type="button",
            class_name="pill",
            aria_pressed=one["seen"],
            on_click=verb("screens/visit.js", "toggleChild", one["id"]),
        )

    return rx.fragment(
        theme.card(
            rx.el.h3("Accord pour la visite à domicile"),
            _pills(visit["agreement"], "screens/visit.js", "setAgreement", "Accord pour la visite à domicile"),
            rx.cond(
                visit["agreement_mode"].length() > 0,
                _pills(visit["agreement_mode"], "screens/visit.js", "setAgreementMode", "Recueilli comment"),
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


def _note(note: rx.Var[Note]) -> rx.Component:
    return rx.el.li(
        rx.el.span(note["when"], class_name="badge"), rx.el.p(note["text"], class_name="pre"), class_name="note-line"
    )


def _notes() -> rx.Component:
    """The notes: always one tap away, over whatever is on screen, kept at each key."""
    return rx.el.aside(
        rx.el.div(
            rx.el.h2("Notes"),
            theme.button("Fermer", on_click=verb("screens/visit.js", "toggleNotes")),
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
        ),
        theme.button("Ajouter aux notes", kind="primary", on_click=verb("screens/visit.js", "addNote")),
        rx.el.ul(rx.foreach(visit["notes"], _note), class_name="stack"),
        class_name="drawer stack",
        aria_label="Notes de la visite",
    )


@rx.memo
def place_keeper() -> rx.Component:
    """Shows nothing: its hook puts the cursor back where it was when the visit comes up."""
    return rx.el.span(hooks.place, hidden=True)


def _form() -> rx.Component:
    return rx.el.div(
        place_keeper(),
        rx.el.nav(rx.foreach(visit["sections"], _section_link), class_name="sections", aria_label="Parties"),
        rx.el.div(
            rx.el.div(
                rx.el.h2(visit["section_title"]),
                rx.cond(
                    visit["quick_label"] != "",
                    theme.button(visit["quick_label"], on_click=verb("screens/visit.js", "nothingToReport")),
                ),
                class_name="row-between section-head",
            ),
            rx.cond(visit["section_code"] == "accord", _agreement()),
            rx.foreach(visit["items"], lambda item: items.item_card(item=item, key=item["key"])),
            rx.el.div(
                rx.cond(
                    visit["previous_section"] != "",
                    theme.button(
                        "Précédent", on_click=verb("screens/visit.js", "showSection", visit["previous_section"])
                    ),
                ),
                rx.cond(
                    visit["next_section"] != "",
                    theme.button(
                        "Suite",
                        kind="primary",
                        class_name="grow",
                        on_click=verb("screens/visit.js", "showSection", visit["next_section"]),
                    ),
                    theme.button(
                        "Terminer la visite",
                        kind="primary",
                        class_name="grow",
                        on_click=verb("screens/visit.js", "startEnding", ""),
                    ),
                ),
                class_name="row",
            ),
            class_name="stack form-column",
        ),
        class_name="form-layout",
    )


def _form_actions() -> rx.Component:
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
            on_click=verb("screens/visit.js", "toggleNotes"),
            aria_expanded=visit["note_open"],
        ),
        theme.button("Terminer", kind="primary", on_click=verb("screens/visit.js", "startEnding", "")),
        class_name="dock",
    )


def _problem(problem: rx.Var[Problem]) -> rx.Component:
    return rx.el.li(
        theme.button(
            problem["sentence"],
            class_name="button-wide button-left",
            on_click=verb("screens/visit.js", "goToProblem", problem["key"]),
        )
    )


def _ending() -> rx.Component:
    return rx.fragment(
        theme.card(
            rx.el.h2("Comment la visite s’est-elle terminée ?"),
            _pills(visit["outcomes"], "screens/visit.js", "setOutcome", "Issue de la visite"),
            rx.match(
                visit["outcome"],
                (
                    "absente",
                    theme.notice(
                        rx.el.p("Avis de passage à laisser – sans motif :", class_name="strong"),
                        rx.el.dl(rx.foreach(visit["notice_lines"], _line), class_name="facts"),
                    ),
                ),
                (
                    "reportee",
                    theme.field(
                        "Reportée au (si vous le savez)",
                        rx.el.input(
                            type="date",
                            class_name="input date",
                            id="postponed",
                            default_value=visit["postponed_to"],
                            custom_attrs={"onInput": verb("screens/visit.js", "postponedTyped")},
                        ),
                    ),
                ),
                rx.fragment(),
            ),
            rx.cond(
                (visit["outcome"] != "") & (visit["outcome"] != "realisee"),
                theme.field(
                    "Précision (facultatif)",
                    rx.el.textarea(
                        class_name="textarea",
                        rows="2",
                        id="outcome-reason",
                        default_value=visit["reason_given"],
                        custom_attrs={"onInput": verb("screens/visit.js", "reasonTyped")},
                    ),
                ),
            ),
            class_name="stack",
        ),
        rx.cond(
            visit["correction"],
            theme.card(
                theme.field(
                    "Pourquoi cette correction ?",
                    rx.el.textarea(
                        class_name="textarea",
                        rows="2",
                        id="correction-reason",
                        default_value=visit["correction_reason"],
                        custom_attrs={"onInput": verb("screens/visit.js", "correctionReasonTyped")},
                    ),
                ),
            ),
        ),
        rx.cond(
            visit["alerts"].length() > 0,
            theme.card(
                rx.el.h2("Aide à la vigilance"),
                rx.el.p("À confirmer par un professionnel de santé.", class_name="soft"),
                rx.foreach(visit["alerts"], items.alert_line),
                class_name="stack",
            ),
        ),
        rx.cond(
            visit["problems"].length() > 0,
            theme.card(
                rx.el.h2("Avant de signer"),
                rx.el.ul(rx.foreach(visit["problems"], _problem), class_name="stack"),
                class_name="stack",
            ),
        ),
    )


def _ending_actions() -> rx.Component:
    return rx.el.footer(
        rx.cond(visit["saved_kind"] == "bad", rx.el.span(visit["saved"], class_name="saved saved-bad", role="alert")),
        theme.button("Revenir à la visite", on_click=verb("screens/visit.js", "resume")),
        rx.cond(
            visit["droppable"],
            theme.button("Retirer cette visite", kind="danger", on_click=verb("screens/visit.js", "drop")),
        ),
        theme.button(
            visit["sign_label"],
            kind="primary",
            class_name="grow",
            disabled=~visit["signable"],
            on_click=verb("screens/visit.js", "sign"),
        ),
        class_name="dock",
    )


def _record_line(line: rx.Var[RecordLine]) -> rx.Component:
    return rx.fragment(
        rx.cond(line["heading"] != "", rx.el.h3(line["heading"], class_name="record-heading")),
        rx.cond(
            line["question"] != "",
            rx.el.div(
                rx.el.p(line["question"], class_name="soft"),
                rx.el.p(line["answer"], class_name="strong pre"),
                rx.cond(line["note"] != "", rx.el.p(line["note"], class_name="pre note-quote")),
                class_name="fact",
            ),
        ),
    )


def _signed() -> rx.Component:
    return rx.fragment(
        theme.card(
            rx.el.div(
                rx.el.h2(visit["signed"]),
                rx.el.span(visit["custody"], class_name="badge badge-" + visit["custody_kind"].to(str), role="status"),
                class_name="row-between",
            ),
            rx.cond(visit["custody_detail"] != "", theme.notice(visit["custody_detail"], kind="alarm")),
            rx.el.p(
                "Une visite signée ne se modifie plus. « Corriger » en fait une nouvelle version, liée à celle-ci.",
                class_name="soft small",
            ),
            class_name="stack",
        ),
        rx.cond(
            visit["alerts"].length() > 0,
            theme.card(
                rx.el.h2("Aide à la vigilance"),
                rx.el.p("À confirmer par un professionnel de santé.", class_name="soft"),
                rx.foreach(visit["alerts"], items.alert_line),
                class_name="stack",
            ),
        ),
        rx.cond(
            visit["record"].length() > 0,
            theme.card(rx.foreach(visit["record"], _record_line), class_name="stack record"),
        ),
        rx.cond(
            visit["notes"].length() > 0,
            theme.card(
                rx.el.h2("Notes"), rx.el.ul(rx.foreach(visit["notes"], _note), class_name="stack"), class_name="stack"
            ),
        ),
    )


def _signed_actions() -> rx.Component:
    return rx.el.footer(
        rx.cond(visit["correctable"], theme.button("Corriger", on_click=verb("screens/visit.js", "correct"))),
        rx.cond(visit["to_take_up"], theme.button("Reprendre", on_click=verb("screens/visit.js", "takeUp"))),
        theme.button(
            "Retour à la tournée", kind="primary", class_name="grow", on_click=verb("screens/view.js", "go", "tournee")
        ),
        class_name="dock",
    )


@rx.memo
def reading_noted() -> rx.Component:
    """Shows nothing: its hook journals that this file was opened."""
    return rx.el.span(hooks.reading, hidden=True)


def _head() -> rx.Component:
    return rx.el.div(
        reading_noted(),
        rx.el.h1(visit["family"]),
        rx.el.p(visit["kind"], " · ", visit["when"], class_name="soft"),
        class_name="visit-head",
    )


def _only(sentence: str) -> rx.Component:
    return theme.card(rx.el.p(sentence), class_name="stack")


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        bar.bar(bar.back()),
        rx.el.main(
            bar.grave_warnings(),
            _head(),
            rx.match(
                visit["stage"],
                ("brief", _brief()),
                ("open", _form()),
                ("ending", _ending()),
                ("signed", _signed()),
                ("elsewhere", _only("Cette visite est ouverte dans un autre onglet : continuez là-bas, ou fermez-le.")),
                (
                    "closed_reading",
                    _only(
                        "Ce dossier n’a pas été mis à jour depuis sept jours. Retrouvez du réseau pour le relire"
                        "; vous pouvez toujours démarrer la visite et écrire."
                    ),
                ),
                _only("Cette visite n’est pas sur la tablette. Retournez à la tournée."),
            ),
            class_name="field-main",
        ),
        rx.match(
            visit["stage"],
            ("brief", _brief_actions()),
            ("closed_reading", _brief_actions()),
            ("open", _form_actions()),
            ("ending", _ending_actions()),
            ("signed", _signed_actions()),
            rx.fragment(),
        ),
        rx.cond(visit["note_open"], _notes()),
        class_name="screen screen-docked",
    )
