"""``python -m fieldvisit …``: what the Makefile and an administrator's terminal call."""

import argparse
import getpass
import json
import multiprocessing
import os
import signal
import ssl
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlmodel import select

from fieldvisit import cli_backups, cli_identities, cli_journal, cli_rounds, db, demo, kind, logs, settings
from fieldvisit.access import administration
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.account import actor as access_actor
from fieldvisit.calendars import school, school_file
from fieldvisit.demo import large
from fieldvisit.due import recompute
from fieldvisit.exports import fhir_questionnaire, fhir_words
from fieldvisit.families import name_key, placing
from fieldvisit.families.age import PARIS
from fieldvisit.forms import catalogue, difference, form_faults, form_file, publishing, shelf
from fieldvisit.forms.fault import NotAGrid
from fieldvisit.forms.version import FormVersion
from fieldvisit.growth import references, scores, scores_file
from fieldvisit.kind import Kind
from fieldvisit.launch import build, certificates, database, doorstep, network, server
from fieldvisit.places import ban, commune
from fieldvisit.sync import blobs, door, frame, openapi
from fieldvisit.words import Refusal, french


def main(arguments: list[str] | None = None) -> None:
    logs.keep_discreet()
    options = _parser().parse_args(arguments)
    try:
        options.do(options)
    except Refusal as refusal:
        sys.exit(refusal.sentence)
    except build.BuildFailed as failure:
        sys.exit(f"{failure}\nLes écrans n’ont pas pu être construits ; la raison est ci-dessus.")
    except KeyboardInterrupt:
        pass
    finally:
        shelf.follow(None)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fieldvisit", description="Fieldvisit : visites à domicile PMI et TISF.")
    commands = parser.add_subparsers(required=True, metavar="commande")

    run = commands.add_parser("run", help="prépare la base et les écrans, puis ouvre sur cet ordinateur")
    run.set_defaults(do=_run)

    lan = commands.add_parser("run-lan", help="la même chose en HTTPS, ouverte aux tablettes du réseau local")
    lan.set_defaults(do=_run_lan)

    serve = commands.add_parser("serve", help="ouvre ce qui est déjà préparé (derrière un serveur mandataire)")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--certificate", type=Path, help="avec --key : parle HTTPS lui-même")
    serve.add_argument("--key", type=Path)
    serve.set_defaults(do=lambda options: _serve(options.host, options.certificate, options.key))

    building = commands.add_parser("build", help="construit les écrans si les sources ont changé")
    building.set_defaults(do=lambda _: _build())

    county = commands.add_parser("demo", help="crée le département de démonstration dans une base vide")
    county.add_argument("--county", action="store_true", help="un département entier : 7 000 naissances par an, 6 ans")
    county.add_argument("--families", type=int, default=large.HOUSEHOLDS, help="avec --county : combien de familles")
    county.set_defaults(do=_make_demo)

    accounts = commands.add_parser("accounts", help="comptes").add_subparsers(required=True, metavar="action")
    admin = accounts.add_parser("create-admin", help="crée un compte d’administrateur ; le mot de passe est demandé")
    admin.add_argument("login")
    admin.add_argument("name", help="prénom et nom")
    admin.set_defaults(do=_create_admin)
    cli_identities.mount(accounts)

    dates = commands.add_parser("calendars", help="calendriers").add_subparsers(required=True, metavar="action")
    school_dates = dates.add_parser("import", help="vacances scolaires : le fichier CSV ou iCalendar du ministère")
    school_dates.add_argument("file", type=Path)
    school_dates.set_defaults(do=_import_school_holidays)

    growth = commands.add_parser("growth", help="croissance").add_subparsers(required=True, metavar="action")
    scoring = growth.add_parser("zscores", help="z-scores OMS des mesures d’un fichier CSV (une ligne par mesure)")
    scoring.add_argument("source", type=Path, metavar="ENTREE.csv")
    scoring.add_argument("target", type=Path, metavar="SORTIE.csv")
    scoring.add_argument(
        "--reference", choices=scores.REFERENCES, default="who2006", help="who2006 (0–5 ans) par défaut"
    )
    scoring.set_defaults(do=_zscores)

    tables = commands.add_parser("references", help="références de croissance du département").add_subparsers(
        required=True, metavar="action"
    )
    table = tables.add_parser("import", help="une table officielle (CSV : reference_id, version, indicator, sex, x…)")
    table.add_argument("file", type=Path)
    table.set_defaults(do=_import_reference)
    tables.add_parser("list", help="celles qui ont été importées").set_defaults(do=_list_references)

    _grid_commands(commands)
    cli_rounds.mount(commands)
    cli_journal.mount(commands)
    cli_backups.mount(commands)

    kept = commands.add_parser("pictures", help="photos et signatures").add_subparsers(required=True, metavar="action")
    clean = kept.add_parser("clean", help="efface les envois commencés que rien de signé n’annonce depuis longtemps")
    clean.add_argument("--days", type=int, default=90, help="depuis combien de jours (90 par défaut, 30 au moins)")
    clean.set_defaults(do=_clean_pictures)

    due = commands.add_parser("due", help="ce qui est à faire").add_subparsers(required=True, metavar="action")
    again = due.add_parser("recompute", help="recalcule les échéances de toutes les familles, comme chaque nuit")
    again.add_argument("--processes", type=int, default=2, help="combien de processus y travaillent (2 par défaut)")
    again.set_defaults(do=_recompute)
    addresses = commands.add_parser("addresses", help="adresses du département (BAN)").add_subparsers(
        required=True, metavar="action"
    )
    bringing = addresses.add_parser("import", help="lit le fichier « adresses-XX.csv » (ou .csv.gz) de la BAN")
    bringing.add_argument("file", type=Path)
    bringing.add_argument("--rejects", type=Path, help="où écrire les lignes refusées ; à côté du fichier par défaut")
    bringing.set_defaults(do=_import_addresses)
    locating = addresses.add_parser("locate", help="place sur la carte les foyers qui ne le sont pas")
    locating.add_argument("--all", action="store_true", help="aussi ceux qui le sont déjà")
    locating.set_defaults(do=_locate_homes)
    communes = commands.add_parser("communes", help="communes et secteurs").add_subparsers(
        required=True, metavar="action"
    )
    listing = communes.add_parser("import", help="lit un fichier « insee;nom;code_postal;secteur »")
    listing.add_argument("file", type=Path)
    listing.set_defaults(do=_import_communes)

    told = commands.add_parser("openapi", help="la description OpenAPI de la porte des tablettes")
    told.set_defaults(do=lambda _: print(json.dumps(openapi.document(door.routes), ensure_ascii=False, indent=2)))

    search = commands.add_parser("search", help="recherche des familles").add_subparsers(
        required=True, metavar="action"
    )
    search.add_parser("reindex", help="refait tous les mots sous lesquels les familles se trouvent").set_defaults(
        do=_reindex
    )

    base = commands.add_parser("db", help="base de données").add_subparsers(required=True, metavar="action")
    base.add_parser("upgrade", help="crée ou met à jour les tables").set_defaults(do=lambda _: _upgrade())
    migration = base.add_parser("migration", help="écrit la migration suivante")
    migration.add_argument("message")
    migration.set_defaults(do=_migration)
    return parser


def _write_questionnaire(options) -> None:
    _follow_grids()
    found = fhir_questionnaire.of(options.code, options.version, fhir_words.base())
    print(json.dumps(found, ensure_ascii=False, indent=1))


def _grid_commands(commands) -> None:
    grids = commands.add_parser("forms", help="grilles du département").add_subparsers(required=True, metavar="action")
    grids.add_parser("list", help="celles en vigueur, les brouillons, les anciennes").set_defaults(do=_list_grids)
    checking = grids.add_parser("check", help="vérifie un fichier et dit ce qu’il changerait, sans rien enregistrer")
    checking.add_argument("file", type=Path)
    checking.set_defaults(do=_check_grid)
    publishing_one = grids.add_parser("publish", help="publie une nouvelle version : le fichier JSON de la grille")
    publishing_one.add_argument("file", type=Path)
    publishing_one.add_argument("--by", required=True, metavar="IDENTIFIANT", help="le compte du médecin responsable")
    publishing_one.add_argument("--draft", action="store_true", help="la garder en brouillon, à relire au bureau")
    publishing_one.set_defaults(do=_publish_grid)
    switching = grids.add_parser("switch", help="propose un module (epds) ou ne le propose plus")
    switching.add_argument("code")
    switching.add_argument("state", choices=("on", "off"))
    switching.add_argument("--by", required=True, metavar="IDENTIFIANT", help="le compte du médecin responsable")
    switching.set_defaults(do=_switch_grid)
    sharing = grids.add_parser("fhir", help="écrit une grille comme Questionnaire FHIR R4 (sur la sortie)")
    sharing.add_argument("code", help="type de visite ou grille : vad_1m, epp, bsem…")
    sharing.add_argument("--version", help="une autre version que celle en vigueur")
    sharing.set_defaults(do=_write_questionnaire)


def _wanted() -> Kind:
    return Kind.DEMO if settings.read().demo else Kind.REAL


def _upgrade() -> None:
    database.upgrade(db.engine(), _wanted())
    with db.writing() as session:
        name_key.complete(session)


def _import_addresses(options) -> None:
    path: Path = options.file
    rejects = options.rejects or path.with_name(path.name.split(".")[0] + ".rejets.csv")
    if not path.is_file():
        sys.exit(f"Le fichier {path} n’existe pas.")
    with db.writing() as session:
        counts = ban.bring_in(session, path, rejects)
    print(f"{french(counts.written)} adresses dans {french(counts.communes)} communes.")
    if counts.bad:
        print(f"{french(counts.bad)} lignes refusées, avec leur motif, dans {counts.rejects} :")
        for reason, many in sorted(counts.reasons.items(), key=lambda one: -one[1])[:10]:
            print(f"  {french(many):>9}  {reason}")


def _locate_homes(options) -> None:
    with db.writing() as session:
        counts = placing.place_all(session, everyone=options.all)
    for sure, many in counts.items():
        print(f"{french(many):>9}  {sure.label if sure else 'introuvables : adresse ou commune à vérifier'}")


def _import_communes(options) -> None:
    if not options.file.is_file():
        sys.exit(f"Le fichier {options.file} n’existe pas.")
    with db.writing() as session:
        brought = commune.bring_in(session, _terminal(), options.file.read_bytes())
    print(f"{french(brought.written)} communes.")
    for number, _, reason in brought.bad:
        print(f"  ligne {number} : {reason}", file=sys.stderr)


def _terminal() -> Actor:
    """Whoever has a terminal of the server administers it."""
    return Actor(db.new_id(), "Terminal du serveur", "administrateur", frozenset())


def _reindex(_) -> None:
    with db.writing() as session:
        many = name_key.reindex(session)
    db.analyze(db.engine())
    print(f"{french(many)} familles se trouvent de nouveau sous tous leurs mots.")


def _build() -> None:
    if not build.is_current():
        print("Construction des écrans (une à deux minutes la première fois)…", flush=True)
        build.build()


def _make_demo(options) -> None:
    _upgrade()
    if not options.county:
        return _demo()
    begun = time.monotonic()
    written = large.build(db.engine(), date.today(), max(options.families, 1), say=lambda told: print(told, flush=True))
    print(f"{french(sum(written.values()))} lignes en {time.monotonic() - begun:.0f} s.")


def _demo() -> None:
    """Only a database begun as a demonstration takes the county, and only while it is empty."""
    with db.writing() as session:
        kind.check(session, Kind.DEMO)
        if session.exec(select(Account.id).limit(1)).first() is None:
            demo.build(session, date.today(), frame.shelf_of(settings.read()))


def _create_admin(options) -> None:
    _upgrade()
    secret = getpass.getpass("Mot de passe : ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if sys.stdin.isatty() and getpass.getpass("Encore une fois : ") != secret:
        sys.exit("Les deux mots de passe ne sont pas les mêmes.")
    with db.writing() as session:
        made = administration.create(
            session,
            _terminal(),
            login=options.login,
            name=options.name,
            role="administrateur",
            secret=secret,
            sectors=frozenset(),
            now=datetime.now(UTC),
        )
        print(f"Compte créé : {made.login}")


def _import_school_holidays(options) -> None:
    _upgrade()
    try:
        content = options.file.read_bytes()
    except OSError:
        sys.exit(f"Ce fichier ne se lit pas : {options.file}")
    found = school_file.read(content, options.file.name)
    with db.writing() as session:
        kept = school.keep(session, found.periods)
    print(f"{kept.new} période(s) ajoutée(s), {kept.changed} changée(s), {kept.same} déjà connue(s).")
    for problem in found.problems:
        print(f"  non reprise – {problem}")


def _zscores(options) -> None:
    """Exit status: 0 when every row was read, 1 when some were not (the others are written), 2 for wrong arguments."""
    try:
        said = scores_file.convert(options.source, options.target, options.reference)
    except OSError:
        sys.exit(f"Le fichier {options.target} ne peut pas être écrit.")
    for each in (*said.unread, *said.notes):
        print(each, file=sys.stderr)
    print(f"{french(said.rows)} lignes dans {options.target}, {french(len(said.unread))} non lues.")
    sys.exit(1 if said.unread else 0)


def _import_reference(options) -> None:
    _upgrade()
    try:
        content = options.file.read_bytes()
    except OSError:
        sys.exit(f"Ce fichier ne se lit pas : {options.file}")
    with db.writing() as session:
        now = datetime.now(UTC)
        one = references.bring_in(session, _terminal(), content, options.file.name, now)
        done = "importée" if one.imported_at == now else f"déjà là, {one.state}"
        print(f"{one.name}, version {one.version} : {done} (SHA-256 {one.digest}).")
        if one.withdrawn_at:
            print("Les courbes ne la montrent pas. Pour la proposer de nouveau : page « Courbes » du bureau.")


def _list_references(_) -> None:
    database.check(db.engine(), _wanted())
    with db.reading() as session:
        for one in references.every(session, _terminal()):
            print(f"{one.key}  {one.name}  {one.imported_at:%d/%m/%Y} {one.imported_by_name}  {one.state}")


def _account(session, login: str) -> Actor:
    found = session.exec(select(Account).where(Account.login == login, Account.disabled_at.is_(None))).first()
    if found is None:
        raise Refusal(f"Aucun compte en service ne s’appelle « {login} ».")
    return access_actor(session, found)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        sys.exit(f"Ce fichier ne se lit pas : {path}")


def _follow_grids() -> None:
    database.check(db.engine(), _wanted())
    shelf.follow(db.engine)


def _list_grids(_) -> None:
    _follow_grids()
    for code, version in catalogue.versions().items():
        form = catalogue.source(code)
        state = "en vigueur" if catalogue.offered(code) else "désactivée"
        print(f"{code}@{version}  {form['titre']}  {form['date']}  {form['auteur']}  {state}")
    with db.reading() as session:
        for one in session.exec(select(FormVersion).order_by(FormVersion.brought_at)):
            print(f"  {one.code}@{one.version}  {one.state}  {one.brought_at:%d/%m/%Y} {one.brought_by_name}")


def _check_grid(options) -> None:
    _follow_grids()
    with _faults_told():
        form = form_file.read(_content(options.file))
        if faults := form_faults.of(form):
            raise NotAGrid(faults)
        _print_changes(publishing.changes(form))


def _publish_grid(options) -> None:
    """Exit status: 0 when it is in force, also when it already was; 1 when it is refused, nothing being kept."""
    _upgrade()
    _follow_grids()
    with db.writing() as session, _faults_told():
        actor, now = _account(session, options.by), datetime.now(UTC)
        try:
            one = publishing.bring_in(session, actor, _content(options.file), options.file.name, now)
        except publishing.InForce as nothing:
            return print(nothing.sentence)
        if one.published_at:
            return print(f"« {one.title} », version {one.version}, est déjà publiée : rien ne change.")
        _print_changes(publishing.changes(json.loads(one.content)))
        if options.draft:
            return print(f"« {one.title} », version {one.version} : gardée en brouillon, à relire page « Grilles ».")
        publishing.publish(session, actor, one.id, now)
    print(f"« {one.title} », version {one.version} : publiée. Les tablettes la reçoivent à leur prochain contact.")


@contextmanager
def _faults_told():
    try:
        yield
    except NotAGrid as refused:
        for fault in refused.faults:
            print(fault, file=sys.stderr)
        sys.exit("Cette grille est refusée, rien n’est enregistré.")


def _print_changes(changes: list) -> None:
    for change in changes:
        print(f"{change.kind.label} – {change.where}")
        for line in change.what:
            print(f"    {line}")
    print(f"{french(len(changes))} changement(s) ; numéro à augmenter : {difference.wanted_step(changes)}.")


def _switch_grid(options) -> None:
    _upgrade()
    with db.writing() as session:
        actor = _account(session, options.by)
        said = publishing.switch(session, actor, options.code, options.state == "on", datetime.now(UTC))
    print(f"« {said.code} » : {'proposé' if said.used else 'n’est plus proposé nulle part'}.")


def _clean_pictures(options) -> None:
    days = max(options.days, 30)
    removed = blobs.clean(
        db.engine(), frame.shelf_of(settings.read()).objects, datetime.now(UTC) - timedelta(days=days)
    )
    print(f"{removed} envoi{'s' if removed > 1 else ''} effacé{'s' if removed > 1 else ''}.")


def _recompute(options) -> None:
    database.check(db.engine(), _wanted())
    shelf.follow(db.engine)
    done = recompute.recompute_all(db.engine(), datetime.now(PARIS).date(), max(1, options.processes))
    print(f"{done.families} familles, {done.changed} échéances changées, en {french(round(done.seconds, 1))} s.")


def _serve(host: str, certificate: Path | None = None, key: Path | None = None) -> None:
    database.check(db.engine(), _wanted())
    db.engine().dispose()
    server.serve(settings.read(), host, (certificate, key) if certificate and key else None)


def _prepare() -> None:
    """Database and screens, as a start needs them; quick when nothing changed."""
    _upgrade()
    if settings.read().demo:
        _demo()
    _build()


def _run(_) -> None:
    _prepare()
    port = settings.read().port
    _beside(_announce, f"http://localhost:{port}", f"http://localhost:{port}")
    _serve("127.0.0.1")


def _run_lan(_) -> None:
    """HTTPS for this machine's addresses, and a page over HTTP from which tablets install its authority."""
    _prepare()
    port = int(os.environ.setdefault("FIELDVISIT_PORT", "3443"))
    door = int(os.environ.get("FIELDVISIT_DOOR_PORT", "3080"))
    addresses, names = network.addresses(), network.names()
    hosts = [*names, *(f"[{address}]" if address.version == 6 else str(address) for address in addresses)]
    os.environ.setdefault("FIELDVISIT_ORIGINS", ",".join(f"https://{host}:{port}" for host in hosts))
    config, now = settings.read(), datetime.now(UTC)
    folder = config.data / "certificates"
    chain, key = certificates.server(folder, names, addresses, now)
    authority, _ = certificates.authority(folder, now)
    host = network.main_host(addresses)
    app, doorstep_address = f"https://{host}:{port}/terrain", f"http://{host}:{door}/"
    known = doorstep.answers(app, doorstep_address, certificates.der(authority), certificates.fingerprint(authority))
    _beside(doorstep.open_door(door, known).serve_forever)
    told = (
        f"À ouvrir d’abord, une fois, sur chaque tablette : {doorstep_address}\n"
        f"{doorstep.code_in_text(doorstep_address)}\n"
        "Gardez la même adresse à cet ordinateur : pour une tablette, une autre adresse est une autre application."
    )
    _beside(_announce, f"https://localhost:{port}", f"https://{host}:{port}", told)
    _serve("0.0.0.0", chain, key)


def _beside(work, *given) -> None:
    """Run it in a process of its own until this one ends.

    Never in a thread: the server forks its workers, and one forked while a thread held a lock waits for it for ever.
    """
    multiprocessing.get_context("fork").Process(
        target=_while_needed, args=(os.getpid(), work, *given), daemon=True
    ).start()


def _while_needed(parent: int, work, *given) -> None:
    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(0)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=watch, daemon=True).start()
    work(*given)


def _announce(asked: str, address: str, more: str = "") -> None:
    """Print the address once this machine answers itself there."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    while True:
        try:
            urllib.request.urlopen(f"{asked}/ping", timeout=2, context=trusting)
            break
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    print(f"\nFieldvisit est ouvert : {address}", flush=True)
    if more:
        print(more, flush=True)
    if settings.read().demo:
        print(_doors(), flush=True)
    print("Ctrl+C ferme ; les données restent.", flush=True)


def _doors() -> str:
    accounts = demo.accounts()
    width = max(len(account.login) for account in accounts)
    lines = [f"  {account.login:<{width}}  {account.name}, {account.role}" for account in accounts]
    return "\n".join(
        (
            f"{demo.COUNTY} : familles inventées, n’y saisissez rien de réel.",
            f"Mot de passe de tous les comptes : {demo.PASSWORD}",
            *lines,
        )
    )


def _migration(options) -> None:
    """Compare the tables with a database that only the migrations made, not with the one in use."""
    with tempfile.TemporaryDirectory() as folder:
        database.write_migration(db.connect(f"sqlite:///{Path(folder) / 'migrations.sqlite'}"), options.message)
