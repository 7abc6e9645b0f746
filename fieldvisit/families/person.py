"""Persons of a household: parents, children, others. A child carries what the birth certificate says."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Role(Choice):
    MOTHER = "mere", "Mère"
    FATHER = "pere", "Père"
    COPARENT = "coparent", "Coparent"
    CHILD = "enfant", "Enfant"
    OTHER = "tiers", "Tiers"


class Sex(Choice):
    FEMALE = "F", "Fille"
    MALE = "M", "Garçon"


class Disability(Choice):
    """« Situation de handicap » (domain §2): known to the MDPH, suspected, or not."""

    NO = "non", "Non"
    SUSPECTED = "suspectee", "Suspecté"
    KNOWN = "reconnue", "Reconnu MDPH"


class Person(Record, table=True):
    """``term_weeks``/``term_days``: term of birth in SA + days; weights in g, lengths in cm.

    ``height_cm``: of an adult, as said or measured; a child's target height is reckoned from both parents'.

    ``discharged_on``: the day the newborn left the maternity ward; ``childcare``: « mode d’accueil ».
    ``disability``: in words, ``disability_status``: whether it is known to the MDPH. ``set_aside_at``: entered by
    mistake, kept out of everything but the history.
    """

    __feed__ = ("family", "family_id", "family_id")

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    role: str
    first_name: str
    last_name: str
    birth_date: date | None = Field(default=None, index=True)
    sex: str | None = None
    phone: str = ""
    parental_authority: str = "Inconnue"
    deceased_on: date | None = None
    term_weeks: int | None = None
    term_days: int | None = None
    birth_weight_g: int | None = None
    birth_length_cm: float | None = None
    birth_head_cm: float | None = None
    height_cm: float | None = None
    multiple: bool = False
    disability: str = ""
    disability_status: str = ""
    in_care: bool = False
    in_care_since: date | None = None
    living_place: str = ""
    birth_place: str = ""
    discharged_on: date | None = None
    childcare: str = ""
    school: str = ""
    set_aside_at: datetime | None = instant()

    @property
    def disabled(self) -> bool:
        """Whether a disability is known or suspected; a former file has words only."""
        return self.disability_status in (Disability.SUSPECTED, Disability.KNOWN) or bool(
            self.disability and self.disability_status != Disability.NO
        )

    @property
    def disability_words(self) -> str:
        if not self.disabled:
            return ""
        said = {Disability.SUSPECTED: "handicap suspecté", Disability.KNOWN: "handicap reconnu MDPH"}.get(
            self.disability_status, ""
        )
        return " : ".join(part for part in (said, self.disability) if part)


class Pregnancy(Record, table=True):
    """``due_date`` as set in France: 41 SA (287 days)."""

    __feed__ = ("family", "family_id", "family_id")

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    mother_id: uuid.UUID = Field(foreign_key="person.id")
    declared_on: date | None = None
    due_date: date | None = None
    gravidity: int | None = None
    parity: int | None = None
    multiple: bool = False
    maternity: str = ""
    ended_on: date | None = None
    outcome: str = ""


class Agreement(Record, table=True):
    """An « accord » (domain §1.5): ``kind`` and the French status words are those of the county list.

    ``person_id``: who gave or refused it; ``scope``: for whom; ``withdrawn_by`` wrote the withdrawal that the person
    ``withdrawn_said_by`` told.
    """

    __feed__ = ("family", "family_id", "family_id")

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    kind: str
    status: str
    mode: str = "Oral"
    collected_at: datetime = instant(nullable=False)
    collected_by: uuid.UUID = Field(foreign_key="account.id")
    expires_on: date | None = None
    scope: str = ""
    withdrawn_at: datetime | None = instant()
    withdrawn_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    withdrawn_said_by: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    withdrawn_why: str = ""

    @property
    def standing(self) -> str:
        """Its status as it is today: a withdrawn one is kept, and no longer counts."""
        return "Retiré" if self.withdrawn_at else self.status

    @property
    def last_word_at(self) -> datetime:
        """When it was last spoken of: a withdrawal is a word of its own day."""
        return self.withdrawn_at or self.collected_at


def last_word(agreements: Iterable[Agreement], kind: str) -> Agreement | None:
    return max(
        (one for one in agreements if one.kind == kind), key=lambda one: (one.last_word_at, one.id), default=None
    )


def agreed(agreements: Iterable[Agreement], kind: str, today: date) -> bool:
    """Whether the newest agreement of this kind is given, and neither withdrawn nor out of date."""
    last = last_word(agreements, kind)
    return last is not None and last.standing == "Accordé" and (last.expires_on is None or last.expires_on >= today)
