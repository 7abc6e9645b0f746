"""A contact with a family that is not a visit: a call, a letter, a message, someone who came to the office."""

import uuid
from datetime import datetime

from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Means(Choice):
    CALL_OUT = "appel_emis", "Appel passé"
    CALL_IN = "appel_recu", "Appel reçu"
    LETTER = "courrier", "Courrier"
    SMS = "sms", "SMS"
    MAIL = "courriel", "Courriel"
    OFFICE = "accueil", "Venue au centre"


class Result(Choice):
    REACHED = "joint", "Famille jointe"
    MESSAGE = "message", "Message laissé"
    NO_ANSWER = "sans_reponse", "Sans réponse"
    SENT = "envoye", "Envoyé"
    RETURNED = "retour", "Revenu (adresse inconnue)"
    PLANNED = "a_envoyer", "À envoyer"
    CANCELLED = "annule", "Annulé"


class Contact(Record, table=True):
    """``compartment``: who may read ``words``; without it a reader sees when and how, not what was said."""

    __feed__ = ("family", "family_id", "family_id")

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    at: datetime = instant(nullable=False)
    means: str
    result: str
    words: str = ""
    compartment: str = "planning_mission"
    account_id: uuid.UUID = Field(foreign_key="account.id")
    noted_at: datetime = instant(nullable=False)
