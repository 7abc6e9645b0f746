"""The app: pages + door + what stands around them."""

import sys

import reflex as rx
from starlette.applications import Starlette

from fieldvisit import logs
from fieldvisit.offline import plugin
from fieldvisit.pages import (
    accounts_api,
    agenda_api,
    background,
    births_api,
    closing_api,
    concerns_api,
    directory,
    fhir_api,
    frame,
    growth_api,
    journal_api,
    oidc_api,
    parent_copy_api,
    pictures_api,
    print_api,
    references_api,
    retention_api,
    schools_api,
    serving,
    statements_api,
    synthesis_api,
    theme,
)
from fieldvisit.pages.guard import Gate, Guard
from fieldvisit.sync import door

# While tablets come home, an office page waits for the interpreter behind the threads that receive: for half a
# millisecond each time, not five (measured: four times shorter answers).
sys.setswitchinterval(0.0005)
logs.keep_discreet()

app = rx.App(
    html_lang="fr",
    stylesheets=list(theme.STYLESHEETS),
    reset_style=False,
    toaster=None,
    app_wraps=frame.around_every_page(),
    api_transformer=[
        Starlette(
            routes=[
                *accounts_api.routes,
                *agenda_api.routes,
                *births_api.routes,
                *closing_api.routes,
                *concerns_api.routes,
                *fhir_api.routes,
                *growth_api.routes,
                *journal_api.routes,
                *oidc_api.routes,
                *parent_copy_api.routes,
                *pictures_api.routes,
                *print_api.routes,
                *references_api.routes,
                *retention_api.routes,
                *statements_api.routes,
                *synthesis_api.routes,
                *schools_api.routes,
                *door.routes,
            ]
        ),
        Gate,
        serving.wrap,
    ],
    head_components=plugin.head(),
    backend_exception_handler=frame.server_failed,
    frontend_exception_handler=frame.screen_failed,
)
app.add_middleware(Guard(), index=0)
app.register_lifespan_task(background.follow_grids)
app.register_lifespan_task(background.keep_lists)
app.register_lifespan_task(background.send_mails)
app.register_lifespan_task(background.chain_journal)
app.add_page(frame.missing, route="404", title="Page introuvable – Fieldvisit")
for page in directory.all_pages():
    app.add_page(page.component, route=page.route, title=page.title, on_load=list(page.on_load))
