"""One line on its way in: read, then recognised (who signed it, on which tablet) and opened."""

import logging
import uuid
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.device import Device, DeviceKey, Leaving
from fieldvisit.sync import envelope as envelopes
from fieldvisit.sync.envelope import Envelope
from fieldvisit.sync.kinds.arrival import Refused
from fieldvisit.sync.received import Word, fingerprint
from fieldvisit.sync.sealing import Keyring, UnknownKey, Unopened
from fieldvisit.words import Refusal

log = logging.getLogger(__name__)

LOST = "Cette tablette a été déclarée perdue ou retirée du service : l’envoi est conservé à part, prévenez le service."
LATER = "Le bureau n’a pas pu traiter cet envoi ; la tablette le renverra d’elle-même."


@dataclass
class Answer:
    word: Word
    sentence: str = ""
    reasons: list = field(default_factory=list)
    id: str | None = None
    digest: str | None = None

    def as_json(self) -> dict:
        return {
            "id": self.id,
            "digest": self.digest,
            "word": self.word.value,
            "sentence": self.sentence,
            "reasons": self.reasons,
        }


@dataclass
class Line:
    """One line on its way: what could be read of it, then what was found out about it."""

    raw: bytes
    sha256: str
    envelope: Envelope | None = None
    body: bytes | None = None
    actor: Actor | None = None
    problem: Answer | None = None
    said_id: uuid.UUID | None = None
    said_digest: str | None = None

    @property
    def trusted(self) -> bool:
        return self.body is not None

    def answer(self, answer: Answer) -> Answer:
        answer.id = str(self.said_id) if self.said_id else None
        answer.digest = self.said_digest
        return answer


def read(raw: bytes) -> Line:
    line = Line(raw, fingerprint(raw))
    try:
        line.envelope = envelopes.read(raw)
        line.said_id, line.said_digest = line.envelope.id, line.envelope.digest
    except envelopes.TooNew as error:
        line.problem, line.said_id, line.said_digest = Answer(Word.LATER, error.sentence), error.id, error.digest
    except envelopes.Unreadable as error:
        line.problem, line.said_id, line.said_digest = Answer(Word.INVALID, error.sentence), error.id, error.digest
    except Exception:
        log.exception("a line could not be read")
        line.problem = Answer(Word.LATER, LATER)
    return line


#: Built once, like the other statements that every push makes: building them costs more than running them.
_KEYS = (
    sa.select(DeviceKey.device_id, DeviceKey.account_id, AccountSector.sector_id)
    .add_columns(DeviceKey.public_jwk, DeviceKey.revoked_at, Device.revoked_at, Device.revoked_because)
    .add_columns(Account.name, Account.role, Account.disabled_at)
    .join(Device, Device.id == DeviceKey.device_id)
    .join(Account, Account.id == DeviceKey.account_id)
    .outerjoin(AccountSector, AccountSector.account_id == Account.id)
    .where(
        DeviceKey.device_id.in_(sa.bindparam("devices", expanding=True)),
        DeviceKey.account_id.in_(sa.bindparam("authors", expanding=True)),
    )
)


def recognise(session: Session, keyring: Keyring, lines: list[Line]) -> None:
    """Find out who signed each line, and open it. One query for the whole push."""
    wanted = [line.envelope for line in lines if line.envelope]
    if not wanted:
        return
    values = {"devices": list({each.device for each in wanted}), "authors": list({each.author for each in wanted})}
    keys: dict = {}
    sectors: dict = {}
    for device, author, sector, *key in session.connection().execute(_KEYS, values):
        keys.setdefault((device, author), {})[tuple(key)] = None
        if sector:
            sectors.setdefault(author, set()).add(sector)
    for line in lines:
        if line.envelope is None:
            continue
        try:
            _open(session, keyring, line, keys.get((line.envelope.device, line.envelope.author), ()), sectors)
        except Refusal as refusal:
            word = Word.REFUSED if isinstance(refusal, Refused) else Word.INVALID
            line.problem = Answer(word, refusal.sentence)
        except UnknownKey:
            sentence = "Le bureau n’a pas la clé de cet envoi : prévenez l’administrateur. La saisie reste ici."
            line.problem = Answer(Word.LATER, sentence)
        except Exception:
            log.exception("a line could not be opened")
            line.problem = Answer(Word.LATER, LATER)


def _open(session: Session, keyring: Keyring, line: Line, keys, sectors: dict) -> None:
    """:raises Refusal: if who signed may not send, or what was sealed is not what was signed"""
    sent = line.envelope
    signer = next((row for row in keys if envelopes.signed_by(sent, row[0])), None)
    if signer is None:
        raise Refused(
            "Cette tablette n’est pas reconnue pour ce compte : reconnectez-vous sur la tablette, puis renvoyez."
        )
    _, key_revoked, device_revoked, because, name, role, disabled = signer
    if key_revoked or (device_revoked and because != Leaving.RETURNED):
        # Its clock is no judge: what a lost tablet signed before it was lost cannot be told from what came after.
        raise Refused(LOST)
    if disabled:
        raise Refused("Ce compte est désactivé : l’envoi est conservé à part, prévenez le service.")
    try:
        body = keyring.open(session, sent.key, sent.enc, sent.ct, sent.header)
    except Unopened as error:
        raise envelopes.Unreadable("Cet envoi ne s’ouvre pas : il est abîmé. Il est conservé tel quel.") from error
    if not envelopes.digest_is_right(sent, body):
        raise envelopes.Unreadable("Le contenu de cet envoi n’est pas celui annoncé. Il est conservé tel quel.")
    line.body = body
    line.actor = Actor(sent.author, name, role, frozenset(sectors.get(sent.author, ())), sent.device)
