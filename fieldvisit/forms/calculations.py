"""Computed names of the rule language (« calculs »): ages, terms, what the file says of mother and child.

Weights and z-scores belong to the growth room and come in through ``growth``, so that
a caller without measurements may leave it out: what is not computed is unanswered.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from fieldvisit.families import age
from fieldvisit.families.age import day
from fieldvisit.forms import alerts, epds
from fieldvisit.forms.conditions import Reading, number

#: ``growth(child, taken, on, settings)`` gives ``call(name, params)``; see ``growth.series.functions``.
Growth = Callable[[dict, list[dict], date, dict], Callable[[str, dict], Any]]


def reading(grid: dict, draft: dict, context: dict, growth: Growth | None = None) -> Reading:
    """Return the answers of a visit ready for conditions and alerts.

    ``context``: ``on`` (day of the visit, ISO), ``family`` (document of the file, as pulled),
    ``earlier`` (last signed answers), ``first_contact``, ``values`` (values known by another
    room, by name). All but ``on`` may be missing.
    """
    return Reading(grid, draft, _Computed(grid, context, growth), context.get("earlier"))


class _Computed:
    def __init__(self, grid: dict, context: dict, growth: Growth | None):
        self.on = day(context["on"])
        self.settings = grid["settings"]
        self.given = context.get("values") or {}
        self.first_contact = context.get("first_contact")
        family = context.get("family") or {}
        self.persons = family.get("persons") or []
        self.pregnancies = family.get("pregnancies") or []
        self.growth = growth
        self._series: dict = {}

    def __call__(self, reference, child: str | None, reading: Reading):
        name, params = (reference, {}) if isinstance(reference, str) else (reference["fn"], reference["params"])
        if name in self.given:
            return self.given[name]
        if name in OF_THE_VISIT:
            return OF_THE_VISIT[name](self, reading)
        person = self.child(child)
        if person is None:
            return None
        if name in OF_A_CHILD:
            return OF_A_CHILD[name](self, person, reading)
        return self.series(person, reading)(name, params) if self.growth else None

    def child(self, child: str | None) -> dict | None:
        return next((each for each in self.persons if child is not None and each["id"] == child), None)

    def series(self, person: dict, reading: Reading):
        if person["id"] not in self._series:
            child = person | {"mother_cm": self.height("mere"), "father_cm": self.height("pere")}
            self._series[person["id"]] = self.growth(child, taken(reading, person["id"]), self.on, self.settings)
        return self._series[person["id"]]

    def mother(self) -> dict | None:
        return next((each for each in self.persons if each["role"] == "mere"), None)

    def height(self, role: str) -> float | None:
        found = (each.get("height_cm") for each in self.persons if each["role"] == role)
        return next((height for height in found if height), None)

    def pregnancy(self) -> dict | None:
        """The one under way, else the last one that ended."""
        open_ones = [each for each in self.pregnancies if not each.get("ended_on")]
        ended = sorted((each for each in self.pregnancies if each.get("ended_on")), key=lambda each: each["ended_on"])
        return (open_ones + ended[::-1] or [None])[0]


def taken(reading: Reading, child: str) -> list[dict]:
    """Measurements given in this visit for a child: kind, value, method, confirmed, doubtful."""
    found = []
    for key, item in reading.grid["items"].items():
        if item["type"] == "mesure" and item["par_enfant"] and number(reading.value(key, child)):
            answer = reading.answer(key, child)
            found.append(
                {
                    "kind": item["mesure"],
                    "value": answer["v"],
                    "method": answer.get("method"),
                    "confirmed": answer.get("confirmed") is True,
                    "doubtful": answer.get("doubtful") is True,
                }
            )
    return found


def _term(known: _Computed, reading: Reading, on: date | None) -> int | None:
    pregnancy = known.pregnancy()
    due = day(pregnancy["due_date"]) if pregnancy and not pregnancy.get("ended_on") else None
    if on is None:
        return None
    if due is not None:
        return known.settings["terme_reference_jours"] - (due - on).days
    return None


def _term_today(known: _Computed, reading: Reading) -> int | None:
    term = _term(known, reading, known.on)
    weeks = reading.value("A4") if term is None and "A4" in reading.grid["items"] else None
    return 7 * weeks if weeks is not None else term


def _weeks(days: int | None) -> int | None:
    return None if days is None else days // 7


def _first_exam(known: _Computed, reading: Reading) -> int | None:
    exam = day(reading.value("B1_examen")) if "B1_examen" in reading.grid["items"] else None
    return _weeks(_term(known, reading, exam))


def _mother_age(known: _Computed, reading: Reading) -> int | None:
    mother = known.mother()
    birth = day(mother.get("birth_date")) if mother else None
    return None if birth is None else age.years(birth, known.on)


def _first_birth(known: _Computed, reading: Reading) -> bool | None:
    pregnancy = known.pregnancy()
    parity = pregnancy.get("parity") if pregnancy else None
    return None if parity is None else parity == 0


def _since_birth(known: _Computed, reading: Reading) -> int | None:
    said = day(reading.value("N1_date")) if "N1_date" in reading.grid["items"] else None
    births = [day(each.get("birth_date")) for each in known.persons if each["role"] == "enfant"]
    births = [birth for birth in births if birth and birth <= known.on]
    born = said or max(births, default=None)
    return None if born is None else (known.on - born).days


def _first_answered(*keys: str):
    def value(known: _Computed, reading: Reading):
        found = (reading.value(key) for key in keys if key in reading.grid["items"])
        return next((each for each in found if each is not None), None)

    return value


def _epds(point: str, *typed: str):
    """Of the questionnaire filled in this visit, else of what was typed, else of one signed less than 14 days ago.

    A questionnaire that was begun and is not whole has no score, and hides the former one.
    """
    by_hand = _first_answered(*typed)

    def value(known: _Computed, reading: Reading):
        here = epds.HOW in reading.grid["items"]
        now = epds.passation(reading.value) if here else None
        said = now[point] if now else by_hand(known, reading)
        if said is not None or (here and any(reading.value(each) is not None for each in epds.QUESTIONS)):
            return said
        last = (reading.earlier.get("epds") or {}).get("v")
        on = day(last["on"]) if last else None
        return last[point] if on and 0 <= (known.on - on).days < epds.VALID_DAYS else None

    return value


def _count(level: str):
    return lambda known, reading: alerts.units(reading)[level]


#: Calculations of the visit, the mother or the form.
OF_THE_VISIT: dict[str, Callable] = {
    "date_ref": lambda known, reading: known.on.isoformat(),
    "terme_jours": _term_today,
    "terme_sa": lambda known, reading: _weeks(_term_today(known, reading)),
    "terme_premier_examen_sa": _first_exam,
    "premier_contact": lambda known, reading: known.first_contact,
    "age_mere": _mother_age,
    "primipare": _first_birth,
    "jours_post_partum": _since_birth,
    "epds_total": _epds("total", "D7_score", "N12_score"),
    "epds_item10": _epds("item10", "D7_item10", "N12_item10"),
    "epds_copar_total": _first_answered("N13_score"),
    "nb_urgent": _count("urgent"),
    "nb_alerte": _count("alerte"),
    "nb_vigilance": _count("vigilance"),
}


def _of_birth(work: Callable) -> Callable:
    """A calculation that needs the child's date of birth, not after the day of the visit."""

    def value(known: _Computed, person: dict, reading: Reading):
        birth = day(person.get("birth_date"))
        return None if birth is None or birth > known.on else work(known, person, birth)

    return value


def _corrected(known: _Computed, person: dict, birth: date) -> int:
    return age.corrected_days(
        birth,
        known.on,
        age.term_days(person.get("term_weeks"), person.get("term_days")),
        reference=known.settings["age_corrige_reference_jours"],
        below_weeks=known.settings["age_corrige_seuil_sa"],
        until_months=known.settings["age_corrige_arret_mois"],
    )


def _premature(known: _Computed, person: dict, reading: Reading) -> bool | None:
    weeks = person.get("term_weeks")
    return None if weeks is None else weeks < 37


def _walks(known: _Computed, person: dict, reading: Reading) -> bool:
    said = reading.value("vad_24m.v24_marche_age", person["id"])
    return said is not None or bool(person.get("walked_on"))


def _tnd_refusals(reading: Reading, child: str) -> list[str] | None:
    """Domains of the « Non » of the TND grid, one per item; None when the grid was not filled."""
    items = [item for item in reading.grid["items"].values() if item["form"] == "tnd" and item.get("domaine")]
    values = [(item["domaine"], reading.value(item["id"], child)) for item in items]
    said = [(domain, value) for domain, value in values if value is not None]
    return [domain for domain, value in said if value == "non"] if said else None


def _tnd(count: Callable) -> Callable:
    def value(known: _Computed, person: dict, reading: Reading):
        refusals = _tnd_refusals(reading, person["id"])
        return None if refusals is None else count(refusals)

    return value


OF_A_CHILD: dict[str, Callable] = {
    "age_jours": _of_birth(lambda known, person, birth: age.days(birth, known.on)),
    "age_mois": _of_birth(lambda known, person, birth: age.months(birth, known.on)),
    "age_corrige_jours": _of_birth(_corrected),
    "age_corrige_mois": _of_birth(lambda known, person, birth: int(_corrected(known, person, birth) // age.MONTH)),
    "terme_naissance_sa": lambda known, person, reading: person.get("term_weeks"),
    "prematurite": _premature,
    "poids_naissance_g": lambda known, person, reading: person.get("birth_weight_g"),
    "marche_acquise": _walks,
    "tnd_nb_non": _tnd(len),
    "tnd_nb_domaines_non": _tnd(lambda refusals: len(set(refusals))),
}
