"""Which parent may be told of a child (Code civil 371-1, 372; CSP L1111-7): each is a person with their own rights."""

from collections.abc import Iterable

from fieldvisit.families.person import Person, Role
from fieldvisit.words import Refusal

BOTH, MOTHER, OTHER, UNKNOWN = "Conjointe", "Exclusive mère", "Exclusive père / coparent", "Inconnue"
PARENTS = frozenset({Role.MOTHER, Role.FATHER, Role.COPARENT})
_HOLDERS = {BOTH: PARENTS, MOTHER: {Role.MOTHER}, OTHER: {Role.FATHER, Role.COPARENT}}


class NotAParent(Refusal):
    sentence = "Cette personne n’est pas un parent de ce dossier."


class NoAuthority(Refusal):
    sentence = "Ce parent n’exerce l’autorité parentale sur aucun enfant de ce dossier : rien ne lui est communiqué."


class NotKnown(Refusal):
    sentence = "L’autorité parentale n’est pas renseignée : notez-la dans la fiche de l’enfant, puis recommencez."


def holds(parent: Person, child: Person) -> bool:
    """Whether this parent exercises parental authority over this child; unknown, delegated, guardianship: no."""
    return parent.role in _HOLDERS.get(child.parental_authority, ())


def children_of(parent: Person | None, persons: Iterable[Person]) -> list[Person]:
    """The children about whom this parent is told; those set aside are nobody's.

    :raises Refusal: if there is none, with what to do
    """
    if parent is None or parent.role not in PARENTS or parent.set_aside_at or parent.deceased_on:
        raise NotAParent
    children = [one for one in persons if one.role == Role.CHILD and one.set_aside_at is None]
    found = [one for one in children if holds(parent, one)]
    if not found and any(one.parental_authority == UNKNOWN for one in children):
        raise NotKnown
    if not found:
        raise NoAuthority
    return found
