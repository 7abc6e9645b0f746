"""What is wrong with a visit record that a tablet sent, as reasons in French (docs/protocol.md).

Any JSON may come in: it is answered, never raised. Unknown fields are somebody's newer
version and stay; unknown items and options of a form whose version is known are errors.
"""

import math
import re
from dataclasses import dataclass
from datetime import date

from fieldvisit.forms import calculations, catalogue
from fieldvisit.forms.conditions import Reading, answered, number
from fieldvisit.words import french, french_date

LONGEST = 100_000
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
#: Names that come from outside are cut to this in a sentence.
NAME = 60
#: A visit is told within two years, and is never more than a year ahead.
VISIT_YEARS = (2, 1)
#: A date asked by a grid belongs to a childhood or to what is planned.
ITEM_YEARS = (25, 3)
OUTCOMES = ("realisee", "absente", "refusee", "reportee")
STATUSES = ("Accordé", "Refusé", "Retiré", "Non recueilli")
#: Kinds of visit with the core that rest on a mandate, not on the family's agreement (domain §4.1).
MANDATED = ("vad_eval_ip",)
#: Kinds without the core that are planned as a visit to the home: agreed to there, unless held elsewhere.
AGREED_IF = {
    "epp": {"not": {"in": ["A1_lieu", ["centre_pmi", "maternite", "visio", "autre"]]}},
    "epnp": {"all": []},
}
#: Kinds held before this day were signed by tablets that asked no agreement for them: what was right then stays so.
AGREED_SINCE = {"epp": "2026-11-23", "epnp": "2026-11-23"}
#: Why a form is signed by these professions only, in the words of whoever is refused (domain §3.1).
RESERVED_WHY = {
    "epp": "L’entretien prénatal précoce est mené et signé par une sage-femme ou un médecin (CSP L2122-1) : "
    "confiez-le à l’un d’eux.",
    "epnp": "L’entretien postnatal précoce est mené et signé par une sage-femme ou un médecin (CSP L2122-1) : "
    "confiez-le à l’un d’eux.",
}


@dataclass(frozen=True)
class Reason:
    """``item`` and ``child`` are null when the reason concerns the record as a whole."""

    item: str | None
    child: str | None
    sentence: str

    def as_dict(self) -> dict:
        return {"item": self.item, "child": self.child, "sentence": self.sentence}


def check(body, grid: dict | None, context: dict) -> list[Reason]:
    """Return what must be put right in the body of a ``visit_record``; nothing when it is sound.

    ``grid``: from :func:`catalogue.grid_for`, or None to find it from the body. ``context``:
    ``on`` (today, ISO date), ``role`` of the author, ``family`` (document of the file, for its
    children and agreements); without ``family``, children are not checked.
    """
    if not isinstance(body, dict):
        return [Reason(None, None, "Cet envoi est illisible : ouvrez la visite et enregistrez-la de nouveau.")]
    unsound = list(_unsound(body))
    if unsound:
        return unsound
    if grid is None:
        versions = body.get("forms")
        try:
            grid = catalogue.grid_for(body.get("kind"), versions if isinstance(versions, dict) else {})
        except (catalogue.UnknownKind, catalogue.UnknownForm) as refusal:
            return [Reason(None, None, refusal.sentence)]
    return _Check(body, grid, context).reasons


class _Check:
    def __init__(self, body: dict, grid: dict, context: dict):
        self.body, self.grid, self.context = body, grid, context
        self.today = calculations.day(context["on"])
        self.role = context.get("role")
        self.family = context.get("family")
        self.reasons: list[Reason] = []
        self._forms()
        self._frame()
        # A visit may arrive days later: ages and agreements are those of its own day.
        self.visit_day = calculations.day(body.get("started_at")) or self.today
        self._children()
        answers, child_answers = self._answers()
        if not self.reasons and body.get("outcome") == "realisee":
            self._agreement(answers, child_answers)
            self._missing(answers, child_answers)

    def add(self, sentence: str, item: str | None = None, child: str | None = None) -> None:
        self.reasons.append(Reason(item and item[:NAME], child and child[:NAME], sentence))

    def _forms(self) -> None:
        said = self.body.get("forms")
        if not isinstance(said, dict):
            return self.add("Les versions des grilles manquent : mettez la tablette à jour et renvoyez la visite.")
        for code, version in self.grid["forms"].items():
            if said.get(code) not in (None, version):
                self.add(
                    f"La grille « {self.grid['titles'][code]} » en version {str(said[code])[:NAME]} "
                    "n’est pas connue du bureau. "
                    "Rien n’est perdu : demandez à l’administrateur de mettre l’application du bureau à jour."
                )
        if why := signing_refusal(self.grid, self.role):
            self.add(why)

    def _frame(self) -> None:
        body = self.body
        if body.get("outcome") not in OUTCOMES:
            self.add("L’issue de la visite manque : choisissez Réalisée, Famille absente, Refusée ou Reportée.")
        for field, words in (
            ("planned_on", "La date prévue"),
            ("started_at", "L’heure de début"),
            ("ended_at", "L’heure de fin"),
            ("signed_at", "L’heure de signature"),
        ):
            value = body.get(field)
            if value is None:
                continue
            at = calculations.day(value)
            if at is None:
                self.add(f"{words} de la visite est illisible : saisissez-la de nouveau.")
            elif not _within(at, self.today, VISIT_YEARS):
                self.add(
                    f"{words} ({french_date(at)}) n’est pas possible : vérifiez la date de la visite et de la tablette."
                )
        minutes = body.get("duration_min")
        if minutes is not None and not (number(minutes) and 0 < minutes <= 24 * 60):
            self.add("La durée de la visite n’est pas possible : indiquez des minutes, entre 1 et 1 440.")
        hour = body.get("planned_at")
        if hour is not None and not (
            isinstance(hour, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", hour)
        ):
            self.add("L’heure prévue est illisible : saisissez-la sous la forme 09:30.")
        notes = body.get("notes")
        if notes is not None and not (isinstance(notes, list) and all(map(_is_note, notes))):
            self.add("Une note est illisible : ouvrez la visite, vérifiez les notes et renvoyez-la.")
        detail = body.get("outcome_detail")
        if detail is not None and not isinstance(detail, dict):
            self.add("Le motif de l’issue est illisible : saisissez-le de nouveau.")
        elif detail and detail.get("postponed_to") is not None:
            to = calculations.day(detail["postponed_to"])
            if to is None or not _within(to, self.today, VISIT_YEARS):
                self.add("La date de report n’est pas possible : choisissez-en une autre.")
        if body.get("corrects") is not None and not (
            isinstance(body.get("correction_reason"), str) and body["correction_reason"].strip()
        ):
            self.add("Indiquez le motif de la correction.")

    def _children(self) -> None:
        seen = self.body.get("children")
        seen = [] if seen is None else seen
        if not (isinstance(seen, list) and all(isinstance(child, str) for child in seen)):
            self.add("La liste des enfants vus est illisible : cochez de nouveau les enfants vus.")
            seen = []
        self.children = list(dict.fromkeys(seen))
        if self.family is None:
            return
        known = {person["id"] for person in self.family.get("persons", []) if person.get("role") == "enfant"}
        for child in self.children:
            if child not in known:
                self.add("Cet enfant n’est pas dans le dossier de la famille : vérifiez les enfants vus.", None, child)

    def _answers(self) -> tuple[dict, dict]:
        """Check every answer; return those that can be read by conditions."""
        answers = self._dict(self.body.get("answers"))
        sound = {key: answer for key, answer in answers.items() if self._answer(key, answer, None)}
        sound_of_child = {}
        for child, given in self._dict(self.body.get("child_answers")).items():
            if child not in self.children:
                self.add(
                    "Des réponses concernent un enfant qui n’est pas parmi les enfants vus : cochez-le.", None, child
                )
                continue
            given = self._dict(given)
            sound_of_child[child] = {k: answer for k, answer in given.items() if self._answer(k, answer, child)}
        return sound, sound_of_child

    def _dict(self, value) -> dict:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.add("Les réponses sont illisibles : ouvrez la visite et enregistrez-la de nouveau.")
            return {}
        return value

    def _answer(self, key: str, answer, child: str | None) -> bool:
        item = self.grid["items"].get(key)
        if item is None:
            sentence = f"La question « {key[:NAME]} » n’existe pas dans cette grille : mettez la tablette à jour."
        elif item["par_enfant"] != (child is not None):
            whom = "pour chaque enfant" if item["par_enfant"] else "une seule fois, pour la visite"
            sentence = f"{quoted(item)} : cette question se répond {whom}."
        else:
            sentence = check_answer(item, answer, self.context | {"special_answers": self.grid["special_answers"]})
        if sentence:
            self.add(sentence, key, child)
        return not sentence

    def _agreement(self, answers: dict, child_answers: dict) -> None:
        """No recorded agreement, no visit « Réalisée » (CSP L2112-2; domain §0)."""
        held_on = self.visit_day.isoformat()
        if not needs_agreement(self.grid, self._reading(answers, child_answers), held_on):
            return None
        given = self.body.get("agreement")
        if given is not None and not (isinstance(given, dict) and given.get("status") in STATUSES):
            return self.add("L’accord de la famille est illisible : recueillez-le de nouveau.")
        if given is not None:
            agreed = given["status"] == "Accordé"
        elif self.family is not None:
            known = self.family.get("agreements", [])
            agreed = any(
                each["kind"] == "accord_vad"
                and each["status"] == "Accordé"
                and (not each.get("expires_on") or each["expires_on"] >= self.visit_day.isoformat())
                for each in known
            )
        else:
            return None
        if not agreed:
            self.add(
                "Sans accord de la famille, la visite ne peut pas être « Réalisée » : touchez « Reprendre », "
                "notez l’accord tel qu’il a été donné ou choisissez « Refusée », puis signez de nouveau."
            )
        return None

    def _missing(self, answers: dict, child_answers: dict) -> None:
        for each in missing(self.grid, self._reading(answers, child_answers), self.role):
            self.add(f"« {each['question']} » est à compléter.", each["item"], each["child"])

    def _reading(self, answers: dict, child_answers: dict) -> Reading:
        draft = {"answers": answers, "child_answers": child_answers, "children": self.children}
        return calculations.reading(self.grid, draft, self.context | {"on": self.visit_day.isoformat()})


def signing_refusal(grid: dict, role: str | None) -> str:
    """Why this role may not sign such a visit, as a French sentence; empty when it may (EPP, EPNP: CSP L2122-1)."""
    main = next(iter(grid["forms"]))
    if not reserved(grid["reserved_to"][main], role):
        return ""
    title = grid["titles"][main]
    return RESERVED_WHY.get(main) or f"« {title} » est réservé à d’autres professionnels : transmettez-le à l’un d’eux."


def needs_agreement(grid: dict, reading: Reading, held_on: str) -> bool:
    """Whether it is « Réalisée » only with the family's agreement: a visit to the home, without a mandate."""
    if grid["kind"] in MANDATED or held_on < AGREED_SINCE.get(grid["kind"], ""):
        return False
    return grid["core"] or (grid["kind"] in AGREED_IF and reading.holds(AGREED_IF[grid["kind"]]))


def missing(grid: dict, reading: Reading, role: str | None) -> list[dict]:
    """Return the required questions left open: shown, not reserved to others, neither answered nor « Non abordé »."""
    found = []
    for section in grid["sections"]:
        if reserved(grid["reserved_to"][section["form"]], role):
            continue
        for key in section["items"]:
            item = grid["items"][key]
            if not item["required"] or item["type"] == "calcule" or reserved(item.get("roles"), role):
                continue
            for child in reading.children if item["par_enfant"] else [None]:
                answer = reading.answer(key, child)
                if not _given(answer) and reading.visible(key, child):
                    found.append({"item": key, "child": child, "question": item["question"]})
    return found


def _given(answer) -> bool:
    """Whether something was answered, « Ne sait pas » or « Ne souhaite pas répondre » included."""
    if not isinstance(answer, dict):
        return False
    return "special" in answer or answered({"options": None}, answer) is not None


def reserved(roles: list[str] | None, role: str | None) -> bool:
    """Whether entry is for other roles than this one."""
    return bool(roles) and role is not None and role not in roles


def check_answer(item: dict, answer, context: dict) -> str:
    """Return what is wrong with one answer as a French sentence, or an empty string."""
    if answer is None:
        return ""
    name = quoted(item)
    if not isinstance(answer, dict):
        return f"{name} : la réponse est illisible, saisissez-la de nouveau."
    note = answer.get("note")
    if note is not None and not isinstance(note, str):
        return f"{name} : la précision est illisible, saisissez-la de nouveau."
    wrong = text_fault(note or "")
    if wrong:
        return f"{name} : {wrong}"
    value = answer.get("v")
    if "special" in answer:
        allowed = [each["code"] for each in context.get("special_answers", SPECIAL)]
        if item["type"] == "calcule" or answer["special"] not in allowed or value is not None:
            return f"{name} : choisissez une réponse, « Non abordé » ou « Ne souhaite pas répondre »."
        return ""
    if value is None or value == "" or value == []:
        return ""
    if reserved(item.get("roles"), context.get("role")):
        return f"{name} : cette question est réservée à un autre métier, laissez-la sans réponse."
    sentence = CHECKS[item["type"]](item, value, context)
    if not sentence and item["type"] == "mesure":
        sentence = _method_fault(item, answer)
    return f"{name} : {sentence}" if sentence else ""


SPECIAL = ({"code": "non_aborde"}, {"code": "ne_souhaite_pas_repondre"})


def quoted(item: dict) -> str:
    return f"« {item['question']} »"


def text_fault(text: str) -> str:
    """Say why a text cannot be kept as it is, or nothing."""
    if len(text) > LONGEST:
        return f"ce texte est trop long ({french(len(text))} caractères, {french(LONGEST)} au plus) : raccourcissez-le."
    if UNSTORABLE.search(text):
        return "ce texte contient un caractère invisible que l’application ne peut pas garder : retapez-le."
    return ""


def _one_option(item: dict, value, context: dict) -> str:
    codes = [option["code"] for option in item["options"]]
    return "" if isinstance(value, str) and value in codes else "choisissez une réponse de la liste."


def _options(item: dict, value, context: dict) -> str:
    codes = {option["code"]: option for option in item["options"]}
    if not isinstance(value, list) or not all(isinstance(each, str) and each in codes for each in value):
        return "choisissez des réponses de la liste."
    if len(set(value)) != len(value):
        return "une réponse est cochée deux fois, ne la cochez qu’une fois."
    alone = [codes[each]["libelle"] for each in value if codes[each].get("exclusif")]
    return f"« {alone[0]} » ne va avec aucune autre réponse, décochez l’une ou l’autre." if alone and value[1:] else ""


def _number(item: dict, value, context: dict) -> str:
    if not number(value):
        return "saisissez un nombre."
    if not item["min"] <= value <= item["max"]:
        unit = f" {item['unite']}" if item["unite"] else ""
        return (
            f"{french(value)}{unit} n’est pas possible (de {french(item['min'])} à {french(item['max'])}{unit}), "
            "vérifiez la valeur et saisissez-la de nouveau."
        )
    return ""


def _measure(item: dict, value, context: dict) -> str:
    sentence = _number(item, value, context)
    if sentence:
        return sentence
    decimals = 0 if item["unite"] in ("g", "mmHg") else 1
    if abs(value * 10**decimals - round(value * 10**decimals)) > 1e-6:
        return "saisissez un nombre entier." if decimals == 0 else "saisissez un seul chiffre après la virgule."
    return ""


def _method_fault(item: dict, answer: dict) -> str:
    method = answer.get("method")
    if method is not None and item.get("methode") and method not in item["methode"]:
        return "indiquez si l’enfant était couché ou debout."
    return ""


def _scale(item: dict, value, context: dict) -> str:
    whole = number(value) and math.isfinite(value) and value == int(value) and item["min"] <= value <= item["max"]
    return "" if whole else f"choisissez un nombre de {french(item['min'])} à {french(item['max'])}."


def _text(item: dict, value, context: dict) -> str:
    return text_fault(value) if isinstance(value, str) else "saisissez du texte."


def _date(item: dict, value, context: dict) -> str:
    at = calculations.day(value)
    if at is None or (len(value) > 10 and not item.get("avec_heure")):
        return "saisissez une date qui existe, par exemple 23/11/2026."
    if not _within(at, calculations.day(context["on"]), ITEM_YEARS):
        return f"la date {french_date(at)} n’est pas possible, vérifiez l’année."
    return ""


def _computed(item: dict, value, context: dict) -> str:
    return "cette valeur est calculée par l’application, ne la saisissez pas."


CHECKS = {
    "choix": _one_option,
    "oui_non": _one_option,
    "multi": _options,
    "nombre": _number,
    "mesure": _measure,
    "echelle": _scale,
    "texte": _text,
    "date": _date,
    "calcule": _computed,
}


def _within(at: date, today: date, years: tuple[int, int]) -> bool:
    return at.year >= today.year - years[0] and at.year <= today.year + years[1]


def _is_note(note) -> bool:
    if not isinstance(note, dict) or not isinstance(note.get("text", ""), str):
        return False
    return note.get("at") is None or calculations.day(note["at"]) is not None


def _unsound(body: dict):
    """Yield a reason for each answer, and one for the rest, that a database cannot keep; unknown fields included."""
    rest = dict(body)
    groups = [(None, rest.pop("answers", None))]
    of_children = rest.pop("child_answers", None)
    groups += list(of_children.items()) if isinstance(of_children, dict) else [(None, of_children)]
    for child, answers in groups:
        fault = _fault(list(answers) + [child] if isinstance(answers, dict) else [answers, child])
        if fault:
            yield Reason(None, None, f"Des réponses de cette visite sont à revoir : {fault}")
        elif isinstance(answers, dict):
            for item, answer in answers.items():
                fault = _fault(answer)
                if fault:
                    yield Reason(item[:NAME], child and child[:NAME], f"Réponse à revoir : {fault}")
    fault = _fault(rest)
    if fault:
        yield Reason(None, None, f"Un texte de cette visite (note, motif…) est à revoir : {fault}")


def _fault(tree) -> str:
    """What is wrong with the first text or number of a JSON tree that cannot be kept, or nothing."""
    waiting: list = [tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
            waiting.extend(value.keys())
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, str):
            if fault := text_fault(value):
                return fault
        elif isinstance(value, float) and not math.isfinite(value):
            return "un nombre est illisible, vérifiez les valeurs saisies."
    return ""
