"""What a deployment can set, all from the environment; the defaults run the demo on one machine."""

import json
import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).parent
#: Of the app; the tablets say theirs (``offline/js/sync/door.js``, held to the same by a test).
VERSION = "0.1.0"


@dataclass(frozen=True)
class Mail:
    """How the service sends mail; see ``concerns/channel.py``. Without ``host`` nothing leaves, all is kept.

    ``unit``, ``prosecutor``: addresses of the CRIP and of the prosecutor. ``security``: « starttls », « tls » or
    « none »; ``authority``: file of the authority that signs the server's certificate, when the system's do not.
    ``channel``: « smtp », or « mssante » for a secure one, which shows ``certificate`` and ``key``.
    """

    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    sender: str = ""
    unit: str = ""
    prosecutor: str = ""
    channel: str = "smtp"
    authority: str = ""
    certificate: str = ""
    key: str = ""


@dataclass(frozen=True)
class Provider:
    """A national login (OpenID Connect). ``claim``: which of its words names the holder of an account.

    ``acr``: how strong the login there must have been, any of these; ``authority``: file of the authority that signs
    its certificate, when the system's do not.
    """

    code: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str
    acr: tuple[str, ...]
    scope: str
    authority: str = ""


@dataclass(frozen=True)
class Settings:
    """One value per environment variable ``FIELDVISIT_…``.

    ``data``: folder for the SQLite file, the key file and pictures.
    ``storage``: where pictures lie instead, an address of fsspec (``s3://bucket/folder``).
    ``database_url``: SQLAlchemy address, SQLite or PostgreSQL (``postgresql+psycopg://``).
    ``redis_url``: Reflex state store when several workers run; empty means memory.
    ``origins``: the addresses browsers may call from (scheme, host and port).
    ``master_key``: 32 bytes in base64 that guard the sealing keys; empty means a key file in ``data``.
    ``backup_to``: public key that backups are sealed to; ``backup_key``: its private half, set for a restore only.
    ``lease_days``: how long a tablet out of contact may show the files it carries.
    ``contacts``: JSON file of the county's emergency numbers (see ``alerts/contacts.py``).
    ``letter``: JSON file of the county's words for the offer-of-service letter (see ``exports/offer.json``),
    ``school_letter``: of those for the letter after a health check at school (``exports/school.json``).
    ``urgent_minutes``: how long an « Urgent » waits for its sector before the county's other doctors see it.
    ``school_zone``: whose school holidays count here: A, B or C.
    ``holidays``: where more days are public holidays: « alsace-moselle », or an overseas county (« 971 », « 974 »…).
    ``corrected_age``: below which term of birth (SA) ages are corrected, and until which real age (months).
    ``rounding``: JSON file of how the hours of family workers are rounded, by date (see ``tisf/rounding.json``).
    ``mileage``: JSON file of what a kilometre is paid, by date and role (see ``weekplans/mileage.json``).
    ``roads``: the county's road server, « osrm:http://… » or « valhalla:http://… »; empty: travel is estimated.
    ``tiles``: the county's own map tiles, « https://…/{z}/{x}/{y}.png »; empty: maps are drawn without.
    ``tiles_credit``: whose map that is, shown beside it.
    ``mail``: how concern reports are told to the county's unit.
    ``journal_months``: how many whole months the journal of accesses is kept online, 12 to 36.
    ``retention``: JSON file of how long files are kept here (see ``retention/durations.json``).
    ``providers``: the national logins that are open here.
    ``second_factor``: the roles (as in ``access/roles_permissions.json``) whose local accounts must have one.
    ``enrolled_by_code``: a tablet is prepared with a code of the office only, and no other may load families.
    ``demo``: shows the demo banner and colour; a database knows which kind it is.
    """

    data: Path
    database_url: str
    redis_url: str
    port: int
    origins: tuple[str, ...] = field(default_factory=tuple)
    demo: bool = True
    lease_days: int = 7
    contacts: Path | None = None
    letter: Path | None = None
    school_letter: Path | None = None
    rounding: Path | None = None
    mileage: Path | None = None
    urgent_minutes: int = 30
    journal_months: int = 12
    retention: Path | None = None
    master_key: str = field(default="", repr=False)
    backup_to: str = ""
    backup_key: str = field(default="", repr=False)
    storage: str = ""
    school_zone: str = "A"
    holidays: str = ""
    corrected_age: dict[str, int] = field(default_factory=dict)
    roads: str = ""
    tiles: str = ""
    tiles_credit: str = ""
    mail: Mail = field(default_factory=Mail)
    providers: tuple[Provider, ...] = ()
    enrolled_by_code: bool = False
    second_factor: frozenset[str] = frozenset()


def read(environ=os.environ) -> Settings:
    data = Path(environ.get("FIELDVISIT_DATA", HERE.parent / "data"))
    port = int(environ.get("FIELDVISIT_PORT", "3000"))
    origins = environ.get("FIELDVISIT_ORIGINS", f"http://localhost:{port},http://127.0.0.1:{port}")
    return Settings(
        data=data,
        database_url=environ.get("FIELDVISIT_DATABASE_URL") or f"sqlite:///{data / 'fieldvisit.sqlite'}",
        redis_url=environ.get("FIELDVISIT_REDIS_URL", ""),
        port=port,
        origins=tuple(origin.strip() for origin in origins.split(",") if origin.strip()),
        demo=environ.get("FIELDVISIT_DEMO", "1") == "1",
        lease_days=max(1, int(environ.get("FIELDVISIT_LEASE_DAYS", "7"))),
        contacts=Path(environ["FIELDVISIT_CONTACTS"]) if environ.get("FIELDVISIT_CONTACTS") else None,
        letter=Path(environ["FIELDVISIT_LETTER"]) if environ.get("FIELDVISIT_LETTER") else None,
        school_letter=Path(environ["FIELDVISIT_SCHOOL_LETTER"]) if environ.get("FIELDVISIT_SCHOOL_LETTER") else None,
        rounding=Path(environ["FIELDVISIT_ROUNDING"]) if environ.get("FIELDVISIT_ROUNDING") else None,
        mileage=Path(environ["FIELDVISIT_MILEAGE"]) if environ.get("FIELDVISIT_MILEAGE") else None,
        journal_months=min(36, max(12, int(environ.get("FIELDVISIT_JOURNAL_MONTHS", "12")))),
        retention=Path(environ["FIELDVISIT_RETENTION"]) if environ.get("FIELDVISIT_RETENTION") else None,
        urgent_minutes=int(environ.get("FIELDVISIT_URGENT_MINUTES", "30")),
        master_key=environ.get("FIELDVISIT_MASTER_KEY", ""),
        backup_to=environ.get("FIELDVISIT_BACKUP_TO", ""),
        backup_key=environ.get("FIELDVISIT_BACKUP_KEY", ""),
        storage=environ.get("FIELDVISIT_STORAGE", ""),
        school_zone=environ.get("FIELDVISIT_SCHOOL_ZONE", "A").strip().upper() or "A",
        holidays=environ.get("FIELDVISIT_HOLIDAYS", "").strip().lower(),
        corrected_age={
            "age_corrige_seuil_sa": int(environ.get("FIELDVISIT_CORRECTED_BELOW_WEEKS", "37")),
            "age_corrige_arret_mois": int(environ.get("FIELDVISIT_CORRECTED_UNTIL_MONTHS", "24")),
        },
        roads=_roads(environ.get("FIELDVISIT_ROADS", "").strip()),
        tiles=_tiles(environ.get("FIELDVISIT_TILES", "").strip()),
        tiles_credit=environ.get("FIELDVISIT_TILES_CREDIT", "").strip(),
        mail=_mail(environ),
        providers=_providers(environ),
        enrolled_by_code=_enrolment(environ.get("FIELDVISIT_ENROLMENT", "").strip().lower()),
        second_factor=_second_factor(environ.get("FIELDVISIT_SECOND_FACTOR", "")),
    )


def _second_factor(told: str) -> frozenset[str]:
    """Role codes apart by commas, or « all ».

    :raises ValueError: a role mistyped must not leave open what was to be closed
    """
    asked = frozenset(one.strip() for one in told.split(",") if one.strip())
    if asked == {"all"}:
        return _roles()
    if unknown := asked - _roles():
        raise ValueError(f"FIELDVISIT_SECOND_FACTOR: « all » or roles, not: {', '.join(sorted(unknown))}")
    return asked


@cache
def _roles() -> frozenset[str]:
    table = json.loads((HERE / "access" / "roles_permissions.json").read_text(encoding="utf-8"))
    return frozenset(one["code"] for one in table["roles"])


#: Code, name on screen, then what holds unless it is said otherwise: claim, strength, scope.
_KNOWN_PROVIDERS = (
    ("psc", "Pro Santé Connect", "SubjectNameID", "eidas1", "openid scope_all"),
    ("proconnect", "ProConnect", "email", "", "openid email"),
)


PROVIDER_CODES = tuple(code for code, *_ in _KNOWN_PROVIDERS)


def _providers(environ) -> tuple[Provider, ...]:
    """Those whose issuer is set."""
    found = []
    for code, label, claim, acr, scope in _KNOWN_PROVIDERS:
        given = {name: environ.get(f"FIELDVISIT_{code.upper()}_{name}", "").strip() for name in _OF_A_PROVIDER}
        if given["ISSUER"]:
            strength = tuple((given["ACR"] or acr).split())
            named = given["CLIENT_ID"], given["CLIENT_SECRET"], given["CLAIM"] or claim
            issuer = given["ISSUER"].rstrip("/")
            found.append(Provider(code, label, issuer, *named, strength, given["SCOPE"] or scope, given["CA"]))
    return tuple(found)


_OF_A_PROVIDER = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "CLAIM", "ACR", "SCOPE", "CA")


def _enrolment(told: str) -> bool:
    """:raises ValueError: a word mistyped must not leave open what was to be closed"""
    if told not in ("", "open", "code"):
        raise ValueError(f"FIELDVISIT_ENROLMENT: « open » or « code », not: {told}")
    return told == "code"


def _roads(told: str) -> str:
    """:raises ValueError: where it names no server that is known"""
    kind, _, address = told.partition(":")
    if told and (kind not in ("osrm", "valhalla") or not address.startswith(("http://", "https://"))):
        raise ValueError(f"FIELDVISIT_ROADS: « osrm:http://… » or « valhalla:http://… », not: {told}")
    return told


def _tiles(told: str) -> str:
    """:raises ValueError: where it is no address of tiles; its host goes into the content security policy"""
    host = urlsplit(told).netloc
    fits = told.startswith(("http://", "https://")) and host and not set(host) & set("{}@;,' \"")
    if told and not (fits and all(part in told for part in ("{z}", "{x}", "{y}"))):
        raise ValueError(f"FIELDVISIT_TILES: « https://tuiles.departement.fr/{{z}}/{{x}}/{{y}}.png », not: {told}")
    return told


def _mail(environ) -> Mail:
    given = {
        name: environ.get(f"FIELDVISIT_{variable}", "").strip()
        for name, variable in (
            ("host", "SMTP_HOST"),
            ("security", "SMTP_SECURITY"),
            ("user", "SMTP_USER"),
            ("password", "SMTP_PASSWORD"),
            ("authority", "SMTP_CA"),
            ("certificate", "SMTP_CERTIFICATE"),
            ("key", "SMTP_KEY"),
            ("sender", "MAIL_FROM"),
            ("channel", "MAIL_CHANNEL"),
            ("unit", "CRIP_MAIL"),
            ("prosecutor", "PROSECUTOR_MAIL"),
        )
    }
    port = {"port": int(environ["FIELDVISIT_SMTP_PORT"])} if environ.get("FIELDVISIT_SMTP_PORT") else {}
    return Mail(**{name: value for name, value in given.items() if value}, **port)
