"""What a child's chart shows: every measurement with its ages, z-scores and centiles, and in which reference.

The tablet draws from ``offline/js/rules/points.js``, held to the same cases.
"""

from datetime import date

from fieldvisit.families import age
from fieldvisit.growth import reference as references
from fieldvisit.growth import zscore
from fieldvisit.growth.plausibility import SETTINGS
from fieldvisit.growth.reference import Reference

INDICATOR = {"poids": "wfa", "taille": "lhfa", "pc": "hcfa"}
NO_SEX = "Sexe inconnu : pas de z-score."
NO_BIRTH = "Date de naissance inconnue : ni âge, ni z-score."
BEFORE_BIRTH = "Mesure datée d’avant la naissance : vérifiez la date."
BEFORE_TERM = "Avant le terme prévu : la référence ne s’applique pas à l’âge corrigé."
OUTSIDE = "Hors de ce que couvre la référence."


def points(
    child: dict,
    *,
    taken: list[dict] = (),
    on: date | None = None,
    reference: Reference | None = None,
    settings: dict = SETTINGS,
) -> list[dict]:
    """The points of one child's charts, oldest first.

    ``child``: the person of the file (``birth_date``, ``sex``, ``term_weeks``, ``term_days``, ``measurements``: kind,
    value in g or cm, taken_at, method, doubtful); ``taken``: what a visit of the day ``on`` has measured so far, in the
    place of what the file holds for that day; ``reference``: an imported one, None for WHO.

    Each point: ``date`` (ISO), ``age_days``, ``corrected_age_days`` (None when no correction applies), ``indicator``
    (« wfa » kg, « lhfa » cm, « hcfa » cm, « bfa » kg/m², « wfl » kg, with its ``length`` in cm), ``value`` as measured,
    ``y`` and ``y_corrected`` as plotted (lying or standing as the tables expect at that age), ``z``, ``centile`` at the
    real age, ``z_corrected``, ``centile_corrected`` at the corrected one, ``flag`` (WHO asks to verify the measure;
    judged at the corrected age where there is one), ``reference`` (id, None without z), ``id`` (of the measurement or
    None), ``doubtful``, ``method`` and ``why`` (a sentence when there is no z, else ""). The index of a day is that of
    its last weight and length.
    """
    term = age.term_days(child.get("term_weeks"), child.get("term_days"))
    birth, sex = age.day(child.get("birth_date")), child.get("sex")
    measured = _measured(child, taken, on)
    found = []
    for each in measured:
        if each["kind"] in INDICATOR:
            found.append(_Point(each, INDICATOR[each["kind"]], birth, sex, term, reference, settings).told())
    for weight, length in _pairs(measured):
        for indicator in ("bfa", "wfl"):
            found.append(_Point(weight, indicator, birth, sex, term, reference, settings, length).told())
    return sorted(found, key=lambda one: (one["date"], references.INDICATORS.index(one["indicator"])))


def _measured(child: dict, taken, on: date | None) -> list[dict]:
    today = {each["kind"] for each in taken}
    told = [dict(each) | {"on": on} for each in taken]
    for each in child.get("measurements") or []:
        if each.get("struck"):
            continue
        at = age.day(each["taken_at"])
        if at and (on is None or at <= on) and not (at == on and each["kind"] in today):
            told.append(dict(each) | {"on": at})
    return sorted(told, key=lambda one: one["on"])


def _pairs(measured: list[dict]) -> list[tuple[dict, dict]]:
    """Weight and length of each day, the last ones; a doubtful one makes no index."""
    last = {(one["on"], one["kind"]): one for one in measured if not one.get("doubtful")}
    days = sorted({on for on, kind in last if kind == "poids"} & {on for on, kind in last if kind == "taille"})
    return [(last[on, "poids"], last[on, "taille"]) for on in days]


class _Point:
    def __init__(self, each, indicator, birth, sex, term, reference, settings, length=None):
        self.each, self.indicator, self.sex, self.term = each, indicator, sex, term
        self.reference, self.length = reference, length
        self.age = self.corrected = None
        if birth is not None:
            self.age = age.days(birth, each["on"])
            corrected = age.corrected_days(
                birth,
                each["on"],
                term,
                reference=settings["age_corrige_reference_jours"],
                below_weeks=settings["age_corrige_seuil_sa"],
                until_months=settings["age_corrige_arret_mois"],
            )
            self.corrected = corrected if corrected != self.age else None

    def told(self) -> dict:
        each, length = self.each, self.length
        y, y_corrected = self._y(self.age), None if self.corrected is None else self._y(self.corrected)
        z, used = self._score(self.age)
        z_corrected, used_corrected = self._score(self.corrected)
        counted = z if self.corrected is None else z_corrected
        return {
            "date": each["on"].isoformat(),
            "age_days": self.age,
            "corrected_age_days": self.corrected,
            "indicator": self.indicator,
            "value": self._value(None if length is None else length["value"]),
            "y": y,
            "y_corrected": y_corrected,
            "length": None if length is None else length["value"],
            "z": z,
            "centile": None if z is None else zscore.percentile(z),
            "z_corrected": z_corrected,
            "centile_corrected": None if z_corrected is None else zscore.percentile(z_corrected),
            "flag": counted is not None and zscore.flagged(self.indicator, counted),
            "reference": used or used_corrected,
            "id": each.get("id"),
            "doubtful": bool(each.get("doubtful")),
            "method": (length or each).get("method") or "",
            "why": self._why(z, z_corrected),
        }

    def _value(self, length: float | None) -> float:
        """In the unit of the chart; ``length``: in cm, where the indicator needs one."""
        if self.indicator == "bfa":
            return self.each["value"] / 1000 / (length / 100) ** 2
        return self.each["value"] / 1000 if self.each["kind"] == "poids" else self.each["value"]

    def _length(self, age_days: int) -> float:
        one = self.length or self.each
        return zscore.converted(one["value"], age_days, one.get("method") or None)

    def _y(self, age_days: int | None) -> float:
        if age_days is None or self.indicator not in ("lhfa", "bfa"):
            return self._value(self.length and self.length["value"])
        return self._length(age_days) if self.indicator == "lhfa" else self._value(self._length(age_days))

    def _score(self, age_days: int | None) -> tuple[float | None, str | None]:
        if age_days is None or age_days < 0 and not self._post_menstrual:
            return None, None
        if self.indicator == "wfl":
            kilos = self._value(None)
            return references.score_for_length(self.reference, self.sex, age_days, self._length(age_days), kilos)
        # A post-menstrual axis counts from the last period: the real age is its only one.
        real = self.age if self._post_menstrual else age_days
        return references.score(self.reference, self.indicator, self.sex, real, self._y(age_days), self.term)

    @property
    def _post_menstrual(self) -> bool:
        table = self.reference and self.reference.tables.get((self.indicator, "F"))
        return bool(table) and table.unit in references.POST_MENSTRUAL

    def _why(self, z: float | None, z_corrected: float | None) -> str:
        if self.age is None:
            return NO_BIRTH
        if self.age < 0:
            return BEFORE_BIRTH
        if self.sex not in ("M", "F"):
            return NO_SEX
        if self.corrected is not None and self.corrected < 0 and z_corrected is None:
            return BEFORE_TERM
        return OUTSIDE if z is None else ""
