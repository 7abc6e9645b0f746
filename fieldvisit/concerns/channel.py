"""How a mail leaves: one interface, plain SMTP or secure mail behind it. Only a secure one carries what was reported.

Ordinary mail is read on its way by whoever runs a relay: it says that a report waits, and its number. Over a secure
channel (MSSanté: the operator's SMTP with the service's certificate) the document goes with it.
"""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol

from fieldvisit.settings import Mail

SECONDS = 20


class Channel(Protocol):
    """``confidential``: whether what it carries may hold the report itself."""

    confidential: bool

    def send(self, message: EmailMessage) -> None:
        """:raises OSError: if it did not leave (``smtplib``'s failures are among them)"""


@dataclass(frozen=True)
class Smtp:
    """A relay of the county. Without TLS only where the deployment says so (« none »: a relay on the same machine)."""

    mail: Mail
    confidential: bool = False

    def send(self, message: EmailMessage) -> None:
        mail = self.mail
        if mail.security == "tls":
            opened = smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS, context=self.context())
        else:
            opened = smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)
        with opened as server:
            if mail.security == "starttls":
                server.starttls(context=self.context())
            if mail.user:
                server.login(mail.user, mail.password)
            server.send_message(message)

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.mail.authority or None)


@dataclass(frozen=True)
class SecureMail(Smtp):
    """MSSanté: the same wire, never without TLS, the service known by its certificate."""

    confidential: bool = True

    def context(self) -> ssl.SSLContext:
        context = super().context()
        if self.mail.certificate:
            context.load_cert_chain(self.mail.certificate, self.mail.key or None)
        return context


class Unsafe(ValueError):
    """A secure channel that was told to go without TLS."""


def of(mail: Mail) -> Channel | None:
    """None where the deployment gave no server: everything is kept until it does.

    :raises Unsafe: if secure mail was to go in the clear
    """
    if not mail.host:
        return None
    if mail.security not in ("starttls", "tls", "none"):
        raise Unsafe(f"FIELDVISIT_SMTP_SECURITY: {mail.security}")
    if mail.channel == "mssante":
        if mail.security == "none":
            raise Unsafe("FIELDVISIT_MAIL_CHANNEL=mssante needs TLS")
        return SecureMail(mail)
    return Smtp(mail)
