"""« Croissance » on the tablet: a child's curves from what is aboard, without network."""

import reflex as rx

from fieldvisit.pages import growth_chart, theme
from fieldvisit.pages.field import bar, striking
from fieldvisit.pages.field.hooks import growth, tap
from fieldvisit.pages.field.visit_pieces import pills


def _head() -> rx.Component:
    child = growth["growth"]
    return rx.el.div(
        rx.el.h1(child["name"], rx.cond(child["age"] != "", ", " + child["age"], "")),
        rx.el.p(
            "Croissance · ",
            growth["family"],
            rx.cond(child["term"] != "", " · " + child["term"], ""),
            class_name="soft",
        ),
        class_name="visit-head",
    )


def _identity() -> rx.Component:
    """Who it is, on paper."""
    child = growth["growth"]
    return rx.el.div(
        rx.el.p(child["identity"], class_name="strong"),
        rx.el.p(child["term"], " · ", growth["family"], " – ", growth["number"]),
        class_name="growth-printed",
    )


def _paper() -> rx.Component:
    """A picture or a print of this curve, made on the tablet."""
    return rx.el.div(
        rx.el.div(
            theme.button("Image (PNG)", on_click=tap("screens/growth_paper.js", "keepPicture")),
            theme.button(
                "Imprimer ou PDF", on_click=tap("screens/growth_paper.js", "printSheet", growth["growth"]["child_id"])
            ),
            class_name="row",
        ),
        rx.el.p(
            "Ce qui est enregistré ou envoyé sort du coffre de la tablette : par messagerie sécurisée seulement, et "
            "à effacer ensuite.",
            class_name="soft small",
        ),
        class_name="stack-tight growth-action",
    )


def _strike(id: rx.Var[str], act: rx.Var[str]):
    child = growth["growth"]
    return tap(striking.MODULE, "openStriking", child["family_id"], child["child_id"], id, act)


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        bar.bar(theme.button("‹ Retour", kind="quiet", class_name="bar-back", on_click=tap("screens/view.js", "back"))),
        rx.el.main(
            bar.grave_warnings(),
            rx.cond(
                growth["growth"]["shown"],
                rx.fragment(
                    _head(),
                    rx.cond(
                        growth["children"].length() > 0,
                        pills(growth["children"], "screens/growth.js", "chooseChild", "Enfant"),
                    ),
                    striking.sent(),
                    theme.card(
                        _identity(),
                        growth_chart.whole(growth["growth"], _strike),
                        rx.cond(growth["growth"]["drawn"], _paper()),
                        class_name="stack growth-sheet",
                    ),
                ),
                theme.card(
                    rx.el.p("Aucune courbe à lire ici : le dossier n’est pas lisible sur la tablette, ou sans enfant.")
                ),
            ),
            class_name="field-main",
        ),
        striking.panel(),
        class_name="screen",
    )
