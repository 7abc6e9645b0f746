"""What a family said, noted on a tablet (a contact, an agreement), in words, whatever shape a line set aside has."""

from collections.abc import Callable, Mapping

from fieldvisit.access import secrecy
from fieldvisit.families import agreeing, contacting
from fieldvisit.families.contact import Means, Result
from fieldvisit.sync import envelope
from fieldvisit.sync.shape import day_from, said

#: (what, said, the class of data that it belongs to)
Line = tuple[str, str, str]
PLANNING, IDENTITY = contacting.PLANNING, "identite_foyer"


def contact(body: Mapping, names: Mapping[str, str], time: Callable) -> list[Line]:
    """Its words are for whom they were written; readers that are not known stand for the closest circle."""
    readers = body.get("readers")
    place = readers if isinstance(readers, str) and readers in contacting.READERS else secrecy.VIOLENCE
    told = [
        ("Contact", _label(Means, body.get("means")), PLANNING),
        ("Résultat", _label(Result, body.get("result")), PLANNING),
        ("Quand", _when(body.get("at"), time), PLANNING),
        ("Avec", names.get(str(body.get("person_id")), ""), PLANNING),
        ("Ce qui a été dit", str(body.get("words") or ""), place),
    ]
    return [one for one in told if one[1]]


def agreement(body: Mapping, names: Mapping[str, str], time: Callable) -> list[Line]:
    kind = str(body.get("kind"))
    place = agreeing.place_of(kind)
    expires = day_from(body.get("expires_on"))
    told = [
        (agreeing.KINDS.get(kind, kind), str(body.get("status") or ""), place),
        ("Dit par", names.get(str(body.get("person_id")), ""), place),
        ("Recueilli", str(body.get("mode") or ""), place),
        ("Quand", _when(body.get("at"), time), place),
        ("Valable jusqu’au", said(expires) if expires else str(body.get("expires_on") or ""), place),
        ("Précisions", str(body.get("words") or ""), place),
    ]
    return [one for one in told if one[1]]


def _label(words, code: object) -> str:
    return words(code).label if isinstance(code, str) and code in set(words) else str(code or "")


def _when(at: object, time: Callable) -> str:
    instant = envelope.instant_from(at)
    return time(instant) if instant else str(at or "")


def concern(body: Mapping) -> list[tuple[str, str]]:
    """A concern report that could not be taken, in its author's words."""
    quotes = body.get("quotes") if isinstance(body.get("quotes"), list) else []
    children = body.get("children") if isinstance(body.get("children"), list) else []
    told = [
        ("Enfant(s)", ", ".join(str(one.get("name") or "") for one in children if isinstance(one, dict))),
        ("Famille, adresse", str(body.get("family_words") or "")),
        ("Faits observés", str(body.get("facts") or "")),
        *(
            ("Propos rapportés", f"{one.get('who') or ''} : « {one.get('words') or ''} »")
            for one in quotes
            if isinstance(one, dict)
        ),
        ("Contexte", str(body.get("context") or "")),
        ("Danger immédiat", "Oui" if body.get("danger") is True else ""),
    ]
    return [one for one in told if one[1].strip(" ,")]
