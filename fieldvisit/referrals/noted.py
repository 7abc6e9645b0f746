"""The follow-up of a referral as somebody sets it down: what may stand in it, and how it reads in a line."""

from dataclasses import dataclass
from datetime import date, timedelta

from fieldvisit.referrals.referral import Referral, State
from fieldvisit.words import Refusal, french_date, sound

LONGEST_WHOM, LONGEST_ANSWER = 200, 2000
BEFORE, AHEAD = timedelta(days=366), timedelta(days=366)
SEEN = {"oui": "Oui", "non": "Non"}
#: The fields as history names them.
NAMES = {
    "state": "Réponse de la famille",
    "to_whom": "Adressée à",
    "sent_on": "Envoyée le",
    "remind_on": "Relancer le",
    "answered_on": "Réponse le",
    "answer": "Réponse",
    "seen": "La famille a été vue",
}
#: What the family may say when it is asked again.
SAYS = (State.ACCEPTED, State.THINKING, State.DECLINED)


class Invalid(Refusal):
    sentence = "Ce suivi ne peut pas être enregistré ainsi."


@dataclass(frozen=True)
class Noted:
    """The follow-up as somebody sets it down. ``seen``: « oui », « non » or "" while it is not known."""

    state: str
    to_whom: str = ""
    sent_on: date | None = None
    remind_on: date | None = None
    answered_on: date | None = None
    answer: str = ""
    seen: str = ""


def checked(noted: Noted, one: Referral, today: date) -> dict:
    """The fields of ``one`` as they would be kept.

    :raises Invalid: with what to change
    """
    whom, answer = " ".join(sound(noted.to_whom).split()), sound(noted.answer).strip()
    if noted.state not in SAYS:
        raise Invalid("Dites ce que la famille en pense : acceptée, à réfléchir ou refusée.")
    if len(whom) > LONGEST_WHOM:
        raise Invalid(f"« Adressée à » est trop long : {LONGEST_WHOM} caractères au plus.")
    if len(answer) > LONGEST_ANSWER:
        raise Invalid(f"La réponse est trop longue : {LONGEST_ANSWER} caractères au plus.")
    if noted.seen not in ("", *SEEN):
        raise Invalid("Dites si la famille a été vue : oui, non, ou rien tant qu’on ne le sait pas.")
    if noted.state != State.ACCEPTED and noted.sent_on and noted.sent_on != one.sent_on:
        raise Invalid("Rien ne s’envoie sans l’accord de la famille : notez d’abord qu’elle accepte.")
    for name in ("sent_on", "answered_on"):
        day = getattr(noted, name)
        if day is not None and not today - BEFORE <= day <= today:
            raise Invalid(f"« {NAMES[name]} » : un jour d’aujourd’hui ou d’avant, dans l’année.")
    if noted.sent_on and noted.answered_on and noted.answered_on < noted.sent_on:
        raise Invalid("La réponse est notée avant l’envoi : vérifiez les deux dates.")
    if (
        noted.remind_on is not None
        and noted.remind_on != one.remind_on
        and not today < noted.remind_on <= today + AHEAD
    ):
        raise Invalid("« Relancer le » : un jour à venir, dans un an au plus.")
    return {
        "state": noted.state,
        "to_whom": whom,
        "sent_on": noted.sent_on,
        "remind_on": noted.remind_on,
        "answered_on": noted.answered_on,
        "answer": answer,
        "seen": noted.seen,
    }


def in_words(name: str, value) -> str:
    """A field as history tells it; "" for nothing."""
    if name == "state":
        return State(value).label
    if name == "seen":
        return SEEN.get(value, "")
    return french_date(value) if isinstance(value, date) else str(value or "")


def told(referral: Referral) -> str:
    """« Adressée à CAMSP de Bourg le 22/11/2026 – sans réponse », in a line; "" when nothing was noted yet."""
    parts = []
    if referral.to_whom or referral.sent_on:
        whom = f" à {referral.to_whom}" if referral.to_whom else ""
        parts.append(f"Adressée{whom}" + (f" le {french_date(referral.sent_on)}" if referral.sent_on else ""))
    if referral.answered_on or referral.answer:
        on = f" le {french_date(referral.answered_on)}" if referral.answered_on else ""
        parts.append(f"Réponse{on}" + (f" : {referral.answer}" if referral.answer else ""))
    elif referral.sent_on:
        parts.append("sans réponse")
    if referral.seen:
        parts.append("La famille a été vue" if referral.seen == "oui" else "La famille n’a pas été vue")
    return " – ".join(parts)
