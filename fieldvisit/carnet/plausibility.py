"""Can this dose, or this exam, be? What cannot is refused, what is unusual is to be confirmed; nothing is taken away.

The tablet says the same (``offline/js/rules/carnet_check.js``, same cases). Days are civil days.
"""

from datetime import date

from fieldvisit.carnet import calendar
from fieldvisit.carnet.status import OTHER_RANK, at
from fieldvisit.words import french_date

#: How long before the birth the mother may have had the vaccine that protects the child (RSV, 32 to 36 SA).
MATERNAL_DAYS = 120
MATERNAL = "vrs"
OK = {"verdict": "ok", "sentence": ""}


def check_dose(said: dict, birth: date | None, known: list[dict], today: date) -> dict:
    """Return ``{"verdict": "ok" | "confirm" | "refuse", "sentence": …}``.

    ``said`` and ``known``: ``{"vaccine", "rank", "given_on"}``; ``known``: the child’s doses that stand, and those
    typed above this one.
    """
    vaccine = calendar.vaccines().get(said["vaccine"])
    if vaccine is None or said["rank"] not in (*(dose.rank for dose in vaccine.doses), OTHER_RANK):
        return _refuse("Choisissez le vaccin et le rang de la dose.")
    on, name = said["given_on"], _name(vaccine.short, said["rank"])
    wrong = _wrong_day(on, birth, today, name, maternal=vaccine.code == MATERNAL)
    if wrong is not None:
        return wrong
    same = [one for one in known if one["vaccine"] == vaccine.code]
    if any((one["rank"], one["given_on"]) == (said["rank"], on) for one in same):
        return _refuse(f"{name} du {french_date(on)} est déjà noté.")
    reasons = [*_before_birth(on, birth), *_beside(said, same), *_too_young(vaccine, said, birth)]
    return _confirm(name, reasons)


def _beside(said: dict, same: list[dict]) -> list[str]:
    """What the other doses of this vaccine make unusual."""
    reasons = []
    twice = [one for one in same if one["rank"] == said["rank"] != OTHER_RANK]
    if twice:
        reasons.append(f"déjà noté le {french_date(twice[0]['given_on'])}")
    that_day = [one for one in same if one["given_on"] == said["given_on"] and one not in twice]
    if that_day:
        reasons.append(f"une autre dose est notée ce jour-là ({that_day[0]['rank']})")
    order = [dose.rank for dose in calendar.vaccines()[said["vaccine"]].doses]
    if said["rank"] in order:
        place = order.index(said["rank"])
        for one in same:
            if one["rank"] not in order or one["given_on"] == said["given_on"]:
                continue
            if (order.index(one["rank"]) - place) * (one["given_on"] - said["given_on"]).days < 0:
                reasons.append(f"{one['rank']} est noté le {french_date(one['given_on'])}")
    return reasons


def _too_young(vaccine: calendar.Vaccine, said: dict, birth: date | None) -> list[str]:
    due = next((dose for dose in vaccine.doses if dose.rank == said["rank"]), None)
    if birth is None or due is None or said["given_on"] < birth or said["given_on"] >= at(birth, due.months):
        return []
    return [f"avant {due.months} mois"]


def _before_birth(on: date, birth: date | None) -> list[str]:
    return ["avant la naissance : vaccination de la mère"] if birth and on < birth else []


def check_exam(said: dict, birth: date | None, known: list[dict], today: date) -> dict:
    """The same for an exam: ``{"code", "done_on", "doctor"}``. A doctor makes it; a nurse’s visit is never one."""
    exam = calendar.exams().get(said["code"])
    if exam is None:
        return _refuse("Choisissez l’examen.")
    on, name = said["done_on"], f"Examen « {exam.label} »"
    wrong = _wrong_day(on, birth, today, name, maternal=False)
    if wrong is not None:
        return wrong
    if not said["doctor"].strip():
        return _refuse(f"{name} : indiquez le médecin qui l’a fait.")
    same = [one for one in known if one["code"] == exam.code]
    if any(one["done_on"] == on for one in same):
        return _refuse(f"{name} du {french_date(on)} est déjà noté.")
    reasons = [f"déjà noté le {french_date(one['done_on'])}" for one in same[:1]]
    if birth is not None and on < at(birth, *exam.opens):
        reasons.append(f"avant le {french_date(at(birth, *exam.opens))}")
    return _confirm(name, reasons)


def _wrong_day(on: date | None, birth: date | None, today: date, name: str, *, maternal: bool) -> dict | None:
    if on is None:
        return _refuse(f"{name} : indiquez la date, par exemple 12/03/2026.")
    if on > today:
        return _refuse(f"{name} : le {french_date(on)} n’est pas encore passé. Vérifiez la date.")
    if birth is not None and on < birth and not (maternal and (birth - on).days <= MATERNAL_DAYS):
        return _refuse(f"{name} : le {french_date(on)} est avant la naissance ({french_date(birth)}).")
    return None


def _name(short: str, rank: str) -> str:
    return f"{short}, autre dose" if rank == OTHER_RANK else f"{short} {rank}"


def _refuse(sentence: str) -> dict:
    return {"verdict": "refuse", "sentence": sentence}


def _confirm(name: str, reasons: list[str]) -> dict:
    if not reasons:
        return OK
    return {"verdict": "confirm", "sentence": f"{name} : {' ; '.join(reasons)}. Confirmez, ou corrigez la date."}
