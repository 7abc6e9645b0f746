"""How an answer is written in French: « 3 450 g », « 23/11/2026 », the label of an option."""

import re

from fieldvisit.forms.conditions import number
from fieldvisit.words import french


def shown(item: dict, answer, special_answers: list[dict]) -> str:
    """An answer as a person reads it; empty when nothing was answered."""
    if not isinstance(answer, dict):
        return ""
    if "special" in answer:
        return next((each["libelle"] for each in special_answers if each["code"] == answer["special"]), "")
    value = answer.get("v")
    labels = {option["code"]: option["libelle"] for option in item["options"] or []}
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return ", ".join(labels.get(each, str(each)) for each in value)
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if number(value):
        if str(value) in labels:
            return labels[str(value)]
        return f"{french(value)} {item['unite']}" if item["unite"] else french(value)
    if item["type"] == "date" and re.match(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        hour = f" à {value[11:16]}" if len(value) > 10 else ""
        return f"{value[8:10]}/{value[5:7]}/{value[:4]}{hour}"
    return labels.get(value, value)
