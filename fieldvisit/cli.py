"""``python -m fieldvisit …``: what the Makefile and an administrator's terminal call."""

import argparse
import sys
import threading
import time
import urllib.error
import urllib.request

from fieldvisit import db, settings
from fieldvisit.kind import Kind
from fieldvisit.launch import build, database, server
from fieldvisit.words import Refusal


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    try:
        options.do(options)
    except Refusal as refusal:
        sys.exit(refusal.sentence)
    except build.BuildFailed as failure:
        sys.exit(f"{failure}\nLes écrans n’ont pas pu être construits ; la raison est ci-dessus.")
    except KeyboardInterrupt:
        pass


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fieldvisit", description="Fieldvisit : visites à domicile PMI et TISF.")
    commands = parser.add_subparsers(required=True, metavar="commande")

    run = commands.add_parser("run", help="prépare la base et les écrans, puis ouvre sur cet ordinateur")
    run.set_defaults(do=_run)

    serve = commands.add_parser("serve", help="ouvre ce qui est déjà préparé (derrière un serveur mandataire)")
    serve.add_argument("--host", default="127.0.0.1")
    serve.set_defaults(do=lambda options: _serve(options.host))

    building = commands.add_parser("build", help="construit les écrans si les sources ont changé")
    building.set_defaults(do=lambda _: _build())

    base = commands.add_parser("db", help="base de données").add_subparsers(required=True, metavar="action")
    base.add_parser("upgrade", help="crée ou met à jour les tables").set_defaults(do=lambda _: _upgrade())
    migration = base.add_parser("migration", help="écrit la migration suivante")
    migration.add_argument("message")
    migration.set_defaults(do=_migration)
    return parser


def _wanted() -> Kind:
    return Kind.DEMO if settings.read().demo else Kind.REAL


def _upgrade() -> None:
    database.upgrade(db.engine(), _wanted())


def _build() -> None:
    if not build.is_current():
        print("Construction des écrans (une à deux minutes la première fois)…", flush=True)
        build.build()


def _serve(host: str) -> None:
    with db.reading() as session:
        from fieldvisit import kind

        kind.check(session, _wanted())
    db.engine().dispose()
    server.serve(settings.read(), host)


def _run(_) -> None:
    _upgrade()
    _build()
    config = settings.read()
    threading.Thread(target=_announce, args=(f"http://localhost:{config.port}",), daemon=True).start()
    _serve("127.0.0.1")


def _announce(address: str) -> None:
    """Print the address once something answers there."""
    while True:
        try:
            urllib.request.urlopen(f"{address}/ping", timeout=2)
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    print(f"\nFieldvisit est ouvert : {address}\n(Ctrl+C pour fermer ; les données restent.)", flush=True)


def _migration(options) -> None:
    """Compare the tables with a database that only the migrations made, not with the one in use."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        database.write_migration(db.connect(f"sqlite:///{Path(folder) / 'migrations.sqlite'}"), options.message)
