"""``fieldvisit backup`` and ``fieldvisit restore``: see ``docs/backups.md``."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from fieldvisit import db, settings
from fieldvisit.backups import putting_back, strongbox, taking
from fieldvisit.kind import Kind
from fieldvisit.sync import frame
from fieldvisit.words import french


def mount(commands) -> None:
    taken = commands.add_parser("backup", help="sauvegarde chiffrée de tout, pendant que le service tourne")
    taken.add_argument("target", type=Path, metavar="FICHIER")
    taken.set_defaults(do=_take)

    back = commands.add_parser("restore", help="remet une sauvegarde dans une base vide, le service étant arrêté")
    back.add_argument("source", type=Path, metavar="FICHIER")
    back.add_argument("--check", action="store_true", help="lit la sauvegarde jusqu’au bout et ne change rien")
    back.add_argument("--replace", action="store_true", help="remplace une base qui n’est pas vide")
    back.set_defaults(do=_put_back)

    keys = commands.add_parser("backup-key", help="fait les deux clés des sauvegardes : une au serveur, une au coffre")
    keys.set_defaults(do=_make_keys)


def _take(options) -> None:
    config = settings.read()
    told = taking.take(db.engine(), config, frame.pictures_of(config), options.target, datetime.now(UTC))
    print(f"{options.target} : {french(told.size)} octets, {french(told.pictures)} images.")
    print(f"SHA-256 : {told.sha256}")
    if config.master_key:
        print("La clé maîtresse (FIELDVISIT_MASTER_KEY) n’y est pas : gardez-la au coffre, ailleurs que la sauvegarde.")


def _put_back(options) -> None:
    """Exit status 1 also when the database is back and the master key of here does not open it."""
    config, now = settings.read(), datetime.now(UTC)
    if options.check:
        said = putting_back.check(options.source, config.backup_key)
        return print(f"Sauvegarde entière : {said.dialect}, version {said.app}, prise le {said.taken_at}.")
    wanted = Kind.DEMO if config.demo else Kind.REAL
    pictures = frame.pictures_of(config)
    done = putting_back.put_back(db.engine(), config, pictures, options.source, now, wanted, options.replace)
    print(f"Remis : l’état du {done.manifest.taken_at}, {french(done.pictures)} images.")
    if done.former:
        print(f"L’ancienne base est gardée : {done.former}")
    print("Les tablettes renverront d’elles-mêmes ce qu’elles avaient envoyé depuis, à leur prochain contact.")
    if not done.opens:
        sys.exit("La clé maîtresse d’ici n’ouvre pas ce qui est scellé : remettez la vraie FIELDVISIT_MASTER_KEY.")


def _make_keys(_) -> None:
    public, private = strongbox.new_keys()
    print(f"FIELDVISIT_BACKUP_TO={public}")
    print(f"FIELDVISIT_BACKUP_KEY={private}")
    print(
        "La première va dans l’environnement du serveur, la seconde au coffre et nulle part ailleurs.",
        file=sys.stderr,
    )
