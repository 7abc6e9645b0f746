"""``fieldvisit journal …``: whether the journal of accesses still is what was written."""

import sys
from datetime import UTC, datetime

from fieldvisit import db
from fieldvisit.access import chain, chain_check
from fieldvisit.words import french


def mount(commands) -> None:
    journal = commands.add_parser("journal", help="journal des accès").add_subparsers(required=True, metavar="action")
    verifying = journal.add_parser("verify", help="vérifie toute la chaîne et nomme le premier endroit rompu")
    verifying.add_argument("--anchor", default="", metavar="EMPREINTE", help="une empreinte notée plus tôt, ailleurs")
    verifying.set_defaults(do=_verify)
    sealing = journal.add_parser("seal", help="chaîne ce qui ne l’est pas encore (le serveur le fait seul)")
    sealing.set_defaults(do=lambda _: _seal())


def _verify(options) -> None:
    """Exit status: 0 when the chain holds, 1 when it does not."""
    with db.reading() as session:
        found = chain_check.verify(session, options.anchor.strip().lower())
    if found.broken:
        sys.exit(f"Chaîne rompue – {found.broken}.\n{french(found.lines)} lignes vérifiées avant cet endroit.")
    print(f"La chaîne tient : {french(found.lines)} lignes vérifiées, {french(found.open)} à chaîner.")
    if found.late:
        print(f"{french(found.late)} lignes chaînées plus de deux jours après leur écriture (serveur arrêté ?).")
    if found.let_go:
        print(f"Mois éliminés par une personne nommée : {', '.join(found.let_go)}.")
    print(f"Dernière empreinte, à noter ailleurs : {found.head}")


def _seal() -> None:
    total = 0
    while True:
        with db.writing() as session:
            sealed = chain.seal(session, datetime.now(UTC))
        total += sealed
        if sealed < chain.AT_ONCE:
            break
    print(f"{french(total)} lignes chaînées.")
