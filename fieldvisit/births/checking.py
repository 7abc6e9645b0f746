"""One row of a file, or one notice typed by hand, into what it says – or the reasons, in French, why it goes back.

A fault that hides who the child is or where it lives sends the row back; a phone or a weight that cannot be read does
not: the child is still to be seen, and the remark stays with the notice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from fieldvisit.births import values
from fieldvisit.births.columns import fields, fold_apart
from fieldvisit.births.communes import Communes, Place, Unknown
from fieldvisit.births.notice import Kind
from fieldvisit.words import Refusal, french_date

#: PMI follows children until their sixth birthday (CSP L2112-2).
UNTIL_YEARS = 6
#: Ages at which one gives birth, in years.
YOUNGEST, OLDEST = 10, 65
#: Due date in France: 41 SA; from the beginning of the last period, and from conception.
FROM_PERIOD, FROM_CONCEPTION = timedelta(days=287), timedelta(days=273)
LONGEST = 120
_DATES = {
    "mother_birth_date": "Date de naissance de la mère",
    "parent2_birth_date": "Date de naissance du père ou coparent",
    "discharged_on": "Sortie de maternité",
    "declared_on": "Date de déclaration",
    "received_on": "Date de réception",
}


class Rejected(Refusal):
    """:ivar reasons: each a sentence that says what to put right"""

    def __init__(self, reasons: list[str]):
        self.reasons = reasons
        super().__init__(" ".join(reasons))


@dataclass(frozen=True)
class Said:
    """What a notice says. ``values``: by field, dates as ISO text, ready to keep; ``remarks``: what was not understood.

    ``subject_key``: who it is about, whatever the dates say; ``fingerprint``: the same for the same notice again.
    """

    kind: Kind
    values: dict
    received_on: date
    declared_on: date | None
    place: Place | None
    subject_key: str
    fingerprint: str
    remarks: list[str] = field(default_factory=list)

    def day(self, code: str) -> date | None:
        return date.fromisoformat(self.values[code]) if self.values.get(code) else None

    def text(self, code: str) -> str:
        return self.values.get(code) or ""


def check(kind: Kind, cells: Mapping[str, str], communes: Communes, today: date) -> Said:
    """:raises Rejected: with every reason, so that a row comes back once"""
    reading = _Reading(kind, cells, today)
    {Kind.BIRTH: _birth, Kind.PREGNANCY: _pregnancy, Kind.DEATH: _death}[kind](reading)
    _dates(reading)
    place = _place(reading, communes) if kind != Kind.DEATH else None
    if reading.reasons:
        raise Rejected(reading.reasons)
    said = reading.said
    received = reading.on("received_on") or today
    subject = "|".join(fold_apart(str(said.get(code) or "")) for code in _SUBJECT[kind])
    day = said.get(_DAY[kind]) or ""
    return Said(
        kind,
        said,
        received,
        reading.on("declared_on"),
        place,
        f"{kind}|{subject}",
        f"{kind}|{subject}|{day}",
        reading.remarks,
    )


#: The mother's own first name and birth date hold when her last name is written otherwise.
_SUBJECT = {
    Kind.BIRTH: ("child_last_name", "child_first_name", "mother_first_name", "mother_birth_date"),
    Kind.PREGNANCY: ("mother_name", "mother_first_name", "mother_birth_date"),
    Kind.DEATH: ("child_last_name", "child_first_name"),
}
_DAY = {Kind.BIRTH: "birth_date", Kind.PREGNANCY: "due_date", Kind.DEATH: "birth_date"}


class _Reading:
    """The cells of one row, what was understood so far, and what was not."""

    def __init__(self, kind: Kind, cells: Mapping[str, str], today: date):
        self.kind, self.today = kind, today
        self.cells = {code: " ".join(str(cells.get(code) or "").split()) for code in fields(kind)}
        self.labels = {code: one.label for code, one in fields(kind).items()}
        self.said: dict = {}
        self.reasons: list[str] = []
        self.remarks: list[str] = []

    def name(self, code: str, needed: str = "") -> None:
        text = values.name(self.cells.get(code, ""))
        if needed and not any(letter.isalpha() for letter in text):
            self.reasons.append(needed)
        elif len(text) > LONGEST:
            self.reasons.append(f"{self.labels[code]} : trop long, {LONGEST} caractères au plus.")
        elif text:
            self.said[code] = text

    def on(self, code: str) -> date | None:
        return date.fromisoformat(self.said[code]) if self.said.get(code) else None

    def read_date(self, code: str, needed: str = "", *, future: bool = False) -> date | None:
        """Read it into ``said``; a reason if it is needed and missing, impossible, or still to come."""
        text = self.cells.get(code, "")
        label = self.labels.get(code, code)
        if not text:
            self.reasons += [needed] if needed else []
            return None
        found = values.day(text, self.today)
        if found is None or found.year < 1900:
            self.reasons.append(f"{label} : « {text[:40]} » n’est pas une date possible (JJ/MM/AAAA).")
        elif found > self.today and not future:
            self.reasons.append(f"{label} : le {french_date(found)} est dans l’avenir.")
        else:
            self.said[code] = found.isoformat()
            return found
        return None

    def remark(self, code: str, value: object, words: str) -> None:
        """Keep a value that was read; say so when the cell holds something that was not."""
        if value is not None and value != []:
            self.said[code] = value
        elif self.cells.get(code):
            self.remarks.append(f"{words} : « {self.cells[code][:60]} » n’a pas été compris.")


def _birth(row: _Reading) -> None:
    _child(row)
    row.remark("birth_count", values.count(row.cells["birth_count"]) if row.cells["birth_count"] else None, "Jumeaux")
    row.remark("birth_rank", values.count(row.cells["birth_rank"]) if row.cells["birth_rank"] else None, "Rang")
    if row.said.get("birth_count", 1) > 1 and _several(row.cells["child_first_name"]):
        row.reasons.append("Plusieurs prénoms pour des jumeaux : écrivez une ligne pour chaque enfant.")
    found = values.term(row.cells["term"])
    row.remark("term", None if found is None else list(found), "Terme")
    row.remark("birth_weight", values.grams(row.cells["birth_weight"]), "Poids de naissance")
    row.remark("parity", values.earlier_children(row.cells["parity"]), "Enfants déjà nés")
    _mother(row)
    for code in ("parent2_last_name", "parent2_first_name"):
        row.name(code)
    if not row.said.get("mother_first_name") and not row.said.get("parent2_first_name"):
        row.reasons.append("Aucun parent n’est nommé : écrivez le nom et le prénom de la mère, ou de l’autre parent.")


def _pregnancy(row: _Reading) -> None:
    _mother(row)
    if not row.said.get("mother_first_name") or not row.said.get("mother_name"):
        row.reasons.append("Il manque le nom ou le prénom de la mère.")
    row.remark("parity", values.earlier_children(row.cells["parity"]), "Enfants déjà nés")
    row.remark("multiple", values.count(row.cells["multiple"]) if row.cells["multiple"] else None, "Grossesse multiple")
    due = row.read_date("due_date", future=True)
    for code, length in (("last_period_on", FROM_PERIOD), ("conception_on", FROM_CONCEPTION)):
        began = row.read_date(code)
        if due is None and began is not None:
            due = began + length
            row.said["due_date"] = due.isoformat()
    if due is None:
        if not any(row.cells[code] for code in ("due_date", "last_period_on", "conception_on")):
            row.reasons.append("Il manque le terme prévu (ou le début de grossesse).")
    elif not row.today - timedelta(days=60) <= due <= row.today + timedelta(days=300):
        row.reasons.append(f"Terme prévu : le {french_date(due)} n’est pas celui d’une grossesse en cours.")


def _death(row: _Reading) -> None:
    _child(row)
    _mother(row)
    died = row.read_date("deceased_on", "Il manque la date du décès.")
    born = row.on("birth_date")
    if died and born and died < born:
        row.reasons.append(f"Décès le {french_date(died)}, avant la naissance le {french_date(born)}.")


def _child(row: _Reading) -> None:
    row.name("child_last_name", "Il manque le nom de l’enfant.")
    row.name("child_first_name", "Il manque le prénom de l’enfant.")
    born = row.read_date("birth_date", "Il manque la date de naissance de l’enfant.")
    if born and born + relativedelta(years=UNTIL_YEARS) <= row.today and row.kind is Kind.BIRTH:
        row.reasons.append(f"Né le {french_date(born)} : l’enfant a plus de {UNTIL_YEARS} ans.")
    row.remark("child_sex", values.sex(row.cells["child_sex"]), "Sexe")
    for code in ("birth_place", "act_number"):
        row.name(code)


def _mother(row: _Reading) -> None:
    for code in ("mother_birth_name", "mother_last_name", "mother_first_name"):
        row.name(code)
    row.said["mother_name"] = row.said.get("mother_birth_name") or row.said.get("mother_last_name") or ""
    row.name("address")
    if row.cells.get("address_more"):
        row.said["address"] = ", ".join(filter(None, (row.said.get("address"), row.cells["address_more"])))[:200]
    numbers = [values.phones(row.cells.get(code, "")) for code in ("phone", "phone_2")]
    for code, found in zip(("phone", "phone_2"), numbers, strict=True):
        if code in row.cells:
            row.remark(code, found[0] if found else None, "Téléphone")
    known = [one for found in numbers for one in found or []]
    for code, number in zip(("phone", "phone_2"), known, strict=False):
        row.said[code] = number


def _dates(row: _Reading) -> None:
    for code in _DATES:
        if code in row.cells and code not in row.said:
            row.read_date(code)
    born, mother = row.on("birth_date") or row.today, row.on("mother_birth_date")
    if mother and not YOUNGEST <= relativedelta(born, mother).years < OLDEST:
        row.reasons.append(f"Date de naissance de la mère : le {french_date(mother)} n’est pas possible.")
    child = row.on("birth_date")
    for code, label in (("declared_on", "Déclaré"), ("received_on", "Reçu"), ("discharged_on", "Sorti de maternité")):
        on = row.on(code)
        if child and on and on < child:
            row.reasons.append(f"{label} le {french_date(on)}, avant la naissance le {french_date(child)}.")


def _place(row: _Reading, communes: Communes) -> Place | None:
    insee, postcode = values.padded(row.cells["insee"], 5), values.padded(row.cells["postcode"], 5)
    name = row.cells["city"]
    if not insee and not name:
        row.reasons.append("Il manque la commune où habite la famille.")
        return None
    try:
        found = communes.find(insee, postcode, name)
    except Unknown as unknown:
        asked = f" Est-ce {unknown.nearest} ?" if unknown.nearest else ""
        row.reasons.append(f"Commune inconnue : « {' '.join(filter(None, (postcode, name or insee)))} ».{asked}")
        return None
    row.said |= {"city": found.name, "postcode": found.postcode, "insee": found.insee}
    return found


def _several(first_names: str) -> bool:
    folded = f" {first_names.casefold()} "
    return any(mark in folded for mark in (" et ", "/", "&", "+", ";"))
