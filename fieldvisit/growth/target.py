"""Target height (« taille cible ») from both biological parents: (mother + father ± 13 cm) / 2, domain §6 [S15].

In DS it is that of an adult on WHO 2007 (228 months). One textbook takes 12 cm, which would lower boys and raise girls
by half a centimetre.
"""

from fieldvisit.growth import zscore

BETWEEN_SEXES_CM = 13
ADULT_MONTHS = 228


def of_child(sex: str | None, mother_cm: float | None, father_cm: float | None) -> dict | None:
    """``{"cm", "z"}``; None without both heights, or for a child of unknown sex."""
    if sex not in ("M", "F") or not mother_cm or not father_cm:
        return None
    cm = (mother_cm + father_cm + (BETWEEN_SEXES_CM if sex == "M" else -BETWEEN_SEXES_CM)) / 2
    z = zscore.z("lhfa", sex, ADULT_MONTHS * zscore.MONTH, cm)
    return {"cm": cm, "z": z}


def of_family(child: dict, persons: list[dict]) -> dict | None:
    """The same from the persons of the file: a « coparent » is no biological parent."""
    return of_child(child.get("sex"), *heights(persons))


def heights(persons: list[dict]) -> tuple[float | None, float | None]:
    """Of the mother and of the father, in cm."""
    return tuple(
        next((each["height_cm"] for each in persons if each.get("role") == role and each.get("height_cm")), None)
        for role in ("mere", "pere")
    )
