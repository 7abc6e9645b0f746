"""« Seuils d’alerte »: the alert rules of Annex B as the county's medical head sets them, with every change ever made.

What it shows is drawn in ``thresholds_screen.py``.
"""

from typing import ClassVar, TypedDict

import reflex as rx

from fieldvisit.access.permission import allow
from fieldvisit.forms import county_rules, thresholds, typed
from fieldvisit.forms.alerts import LEVELS
from fieldvisit.forms.county_rules import COMPARTMENT, AlertRuleChange
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act, PageState, acting, looking
from fieldvisit.words import Refusal

HERE = "/seuils"
LABELS = {"information": "Information", "vigilance": "Vigilance", "alerte": "Alerte", "urgent": "Urgent"}
KINDS = {"urgent": "alarm", "alerte": "alarm", "vigilance": "warn", "information": ""}
STATES = {True: "En service", False: "Arrêtée"}
PRECISION = ("nombre entier", "un chiffre après la virgule", "deux chiffres après la virgule")
IN_THE_GRID = "Le niveau est celui de la question, dans la grille."
NEVER_SILENT = "Une règle « Urgent » ou portée par une question ne s’arrête pas."


class Level(TypedDict):
    label: str
    kind: str


class Rule(TypedDict):
    """``place``: where a rule that no visit evaluates is set, empty for the others."""

    code: str
    title: str
    words: str
    levels: list[Level]
    state: str
    place: str


class Field(TypedDict):
    """``kind``: « nombre », « niveau », « texte » or « service »; ``changed``: what it was at the origin."""

    name: str
    kind: str
    label: str
    unit: str
    value: str
    hint: str
    changed: str
    fault: str


class Change(TypedDict):
    when: str
    who: str
    lines: list[str]
    reason: str


class Opened(TypedDict):
    code: str
    key: str
    source: str
    note: str
    fields: list[Field]
    history: list[Change]
    changed: bool


NOTHING: Opened = {"code": "", "key": "", "source": "", "note": "", "fields": [], "history": [], "changed": False}


class Thresholds(PageState):
    AT: ClassVar[str] = HERE

    rules: list[Rule] = []
    opened: Opened = NOTHING
    _seen: int = 0

    @rx.event
    @allow(COMPARTMENT)
    def load(self):
        with looking(self) as act:
            self._show(act)

    @rx.event
    @allow(COMPARTMENT)
    def open_rule(self, code: str):
        with looking(self) as act:
            known = code in thresholds.sources() and thresholds.acts(code) and code != self.opened["code"]
            self.said, self.opened = "", NOTHING | {"code": code if known else ""}
            self._show(act)
        # The one that was open above has closed: what was asked for would be out of sight.
        if code := self.opened["code"]:
            return rx.call_script(f"document.getElementById('regle-{code}')?.scrollIntoView()")

    @rx.event
    @allow(COMPARTMENT, "W")
    def save(self, form: dict):
        given = {name: str(value) for name, value in form.items() if name != "motif"}
        code = self.opened["code"]
        faults: dict[str, str] = {}
        with acting(self) as act:
            try:
                reason = str(form.get("motif", ""))
                line = county_rules.change(act.session, act.actor, code, given, reason, self._seen, act.now)
            except typed.Wrong as wrong:
                faults = wrong.faults
                raise Refusal("Rien n’est enregistré : corrigez ce qui est signalé.") from wrong
            self._show(act)
            self.said = _kept(line)
        self._refused(faults)

    @rx.event
    @allow(COMPARTMENT, "W")
    def restore(self, name: str):
        """« Revenir à la valeur d’origine »: of one field, of the whole rule for an empty name."""
        with acting(self) as act:
            code = self.opened["code"]
            line = county_rules.restore(act.session, act.actor, code, name, "", self._seen, act.now)
            self._show(act)
            self.said = _kept(line)
        self._refused({})

    def _refused(self, faults: dict[str, str]) -> None:
        """After a refusal: what was typed stays in the form, what somebody else changed meanwhile is shown beside."""
        if not self.problem:
            return
        why = self.problem
        with looking(self) as act:
            key = self.opened["key"]
            self._show(act)
            fields = [one | {"fault": faults.get(one["name"], "")} for one in self.opened["fields"]]
            self.opened = self.opened | {"key": key, "fields": fields}
        self.problem = why

    def _show(self, act: Act) -> None:
        lines = county_rules.history(act.session, act.actor)
        self._seen = lines[0].number if lines else 0
        changed = county_rules.values(reversed(lines))
        now = {rule["code"]: rule for rule in thresholds.resolved(_speaking(changed))}
        self.rules = [_rule(code, now.get(code), changed.get(code, {})) for code in _in_order()]
        if self.opened["code"]:
            mine = [line for line in lines if line.rule == self.opened["code"]]
            self.opened = _opened(self.opened["code"], now, changed, mine)


def _speaking(changed: dict[str, dict]) -> dict[str, dict]:
    """With the silent rules too: the page shows them all."""
    return {code: {name: value for name, value in one.items() if name != "actif"} for code, one in changed.items()}


def _in_order() -> list[str]:
    codes = list(thresholds.sources())
    return [code for code in codes if thresholds.acts(code)] + [code for code in codes if not thresholds.acts(code)]


def _rule(code: str, now: dict | None, changed: dict) -> Rule:
    source = thresholds.sources()[code]
    rule = now or source
    silent = changed.get("actif") is False
    return {
        "code": code,
        "title": source["titre"],
        "words": rule["condition"],
        "levels": [
            {"label": LABELS[level], "kind": KINDS[level]}
            for level in sorted({alert["niveau"] for alert in rule["alertes"]}, key=LEVELS.index)
        ],
        "state": "Arrêtée" if silent else "Modifiée" if changed else "",
        "place": source.get("ailleurs", ""),
    }


def _opened(code: str, now: dict, changed: dict, lines: list[AlertRuleChange]) -> Opened:
    source, rule = thresholds.sources()[code], now[code]
    origin = thresholds.origin(code)
    mine = changed.get(code, {})
    notes = [] if thresholds.levels_open(code) else [IN_THE_GRID]
    notes += [] if thresholds.can_be_silent(code) else [NEVER_SILENT]
    return {
        "code": code,
        "key": f"{code}-{lines[0].number if lines else 0}",
        "source": source["source"],
        "note": " ".join(notes),
        "fields": [_field(code, name, origin[name], mine, rule) for name in origin],
        "history": [_change(line) for line in lines],
        "changed": bool(mine),
    }


def _field(code: str, name: str, origin, mine: dict, rule: dict) -> Field:
    sort, _, which = name.partition(".")
    value = mine.get(name, origin)
    shown: Field = {
        "name": name,
        "kind": "texte",
        "label": label(code, name),
        "unit": "",
        "value": written(code, name, value),
        "hint": "",
        "changed": f"À l’origine : {written(code, name, origin, unit=True)}" if name in mine else "",
        "fault": "",
    }
    if sort == "seuil":
        seuil = thresholds.threshold(code, which)
        low, high = thresholds.signed(seuil["min"]), thresholds.signed(seuil["max"])
        shown |= {"kind": "nombre", "unit": seuil["unite"]}
        shown["hint"] = f"De {low} à {high}, {PRECISION[seuil['decimales']]}"
    elif sort == "niveau":
        shown |= {"kind": "niveau", "value": str(value), "hint": f"« {rule['alertes'][int(which)]['texte']} »"}
    elif sort == "actif":
        shown |= {"kind": "service", "value": typed.SPEAKS if value else typed.SILENT}
    return shown


def label(code: str, name: str) -> str:
    sort, _, which = name.partition(".")
    if sort == "seuil":
        return thresholds.threshold(code, which)["libelle"]
    return {"niveau": "Niveau", "action": "Conduite à tenir", "actif": "Règle"}[sort]


def written(code: str, name: str, value, unit: bool = False) -> str:
    """A value of a field as it is read; ``unit``: with its unit."""
    sort, _, which = name.partition(".")
    if sort == "seuil":
        return thresholds.written(f"{code}.{which}", value) if unit else thresholds.signed(value)
    if sort == "niveau":
        return LABELS.get(value, str(value))
    return STATES[value] if sort == "actif" else str(value)


def _change(line: AlertRuleChange) -> Change:
    return {
        "when": french.moment(line.at),
        "who": line.account_name,
        "lines": [_told(line.rule, each) for each in line.changes],
        "reason": line.reason,
    }


def _told(code: str, change: dict) -> str:
    """« Perte de poids à partir de : 10 % → 8 % »; a field that no longer exists keeps its bare name."""
    name = change["field"]
    if name not in thresholds.origin(code):
        return f"{name} : {change['old']} → {change['new']}"
    old, new = (written(code, name, change[side], unit=True) for side in ("old", "new"))
    return f"{label(code, name)} : {old} → {new}"


def _kept(line: AlertRuleChange) -> str:
    told = " ; ".join(_told(line.rule, each) for each in line.changes)
    return f"{line.rule} enregistrée. {told}. Les tablettes l’apprennent à leur prochaine connexion."
