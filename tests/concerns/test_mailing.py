"""The mail to the unit, over a real SMTP server: it names nobody, survives a server that is down, and leaves once."""

import logging
import socket
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlmodel import select

from fieldvisit import db
from fieldvisit.concerns import channel, mailing, reading, sending
from fieldvisit.concerns.report import ConcernMail
from fieldvisit.db import new_id
from fieldvisit.exports import concern_pdf
from fieldvisit.settings import Mail, read
from tests.concerns.conftest import CANARY


class Box:
    """What the server took; ``refuse``: it answers that it cannot."""

    def __init__(self):
        self.taken, self.refuse = [], False

    async def handle_DATA(self, server, session, envelope):
        if self.refuse:
            return "451 greylisted"
        self.taken.append(envelope)
        return "250 OK"

    @property
    def messages(self):
        return [message_from_bytes(one.content, policy=policy.default) for one in self.taken]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of the server’s own for 127.0.0.1, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def box():
    return Box()


@pytest.fixture
def server(box, certificate):
    """``server()``: starts one; TLS and a password where asked. Its settings come back."""
    running = []

    def start(port: int | None = None, security: str = "none", **more) -> Mail:
        port = port or free_port()
        given = {}
        if security == "starttls":
            given["tls_context"] = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            given["tls_context"].load_cert_chain(certificate)
            given["require_starttls"] = given["auth_required"] = True
            given["authenticator"] = lambda server, session, envelope, mechanism, auth: AuthResult(
                success=(auth.login, auth.password) == (b"fieldvisit", b"tilleul"), handled=False
            )
            more |= {"user": "fieldvisit", "password": more.get("password", "tilleul"), "authority": str(certificate)}
        one = Controller(box, hostname="127.0.0.1", port=port, **given)
        one.start()
        running.append(one)
        return settings(port, security=security, **more)

    yield start
    for one in running:
        one.stop(no_assert=True)


def settings(port: int, **more) -> Mail:
    return Mail(
        **{"host": "localhost", "port": port, "security": "none", "sender": "fieldvisit@ain.example"}
        | {"unit": "crip@ain.example", "prosecutor": "parquet@ain.example"}
        | more
    )


@pytest.fixture
def sent(engine, cast, said, on_tablet, now):
    """``sent()``: a report that arrived; its reference."""

    def make(**changes) -> str:
        with db.writing(engine) as session:
            return sending.receive(session, on_tablet, new_id(), cast.benali.id, said | changes, now, now).reference

    return make


@pytest.fixture
def post(engine):
    def try_now(mail: Mail, at: datetime) -> int:
        return mailing.send_due(engine, channel.of(mail), mail, concern_pdf.render, at)

    return try_now


def rows(engine) -> list[ConcernMail]:
    with db.reading(engine) as session:
        return list(session.exec(select(ConcernMail).order_by(ConcernMail.recipient)))


def test_it_leaves_at_once_names_nobody_and_leaves_once(engine, server, box, sent, post, now, cast):
    mail, reference = server(), sent()
    assert post(mail, now) == 1 and post(mail, now + timedelta(days=9)) == 0
    [message], [envelope] = box.messages, box.taken
    assert message["Subject"] == f"Information préoccupante {reference}" and message["To"] == "crip@ain.example"
    whole = envelope.content.decode() + message.get_content()
    for word in (CANARY, "Benali", "Adam", "Samira", "Girod", "joue"):
        assert word not in whole
    assert reference in message.get_content()
    assert rows(engine)[0].sent_at == now
    with db.reading(engine) as session:
        [told] = reading.receipts(session, cast.actor("sylvie"))
        assert told.mailed_at == now


def test_a_server_that_is_down_loses_nothing(engine, server, box, sent, post, now, caplog):
    port = free_port()
    sent()
    at, tries = now, []
    for pause in (1, 2, 5, 15, 30, 60, 60):
        assert post(settings(port), at) == 0 and post(settings(port), at) == 0  # tried once, not again at once
        [row] = rows(engine)
        tries.append(row.attempts)
        assert row.next_at == at + timedelta(minutes=pause) and row.sent_at is None and "nouvel essai" in row.problem
        at = row.next_at
    assert tries == [1, 2, 3, 4, 5, 6, 7]
    mail = server(port)
    box.refuse = True
    assert post(mail, at) == 0
    box.refuse = False
    assert post(mail, rows(engine)[0].next_at) == 1 and len(box.taken) == 1
    assert rows(engine)[0].problem == ""
    said = caplog.text
    assert "did not leave" in said and CANARY not in said and "Benali" not in said
    assert caplog.records[0].levelno == logging.WARNING


def test_without_settings_it_waits_for_them(engine, server, box, sent, post, now):
    sent()
    assert post(Mail(), now) == 0 and "administrateur" in rows(engine)[0].problem
    assert post(settings(1, unit=""), now + timedelta(minutes=1)) == 0
    assert post(server(), now + timedelta(days=1)) == 1 and len(box.taken) == 1


def test_tls_and_a_password_are_asked_and_a_stranger_s_certificate_is_not_believed(
    engine, server, box, sent, post, now, caplog
):
    sent()
    good = server(security="starttls")
    assert post(settings(good.port, security="starttls", user="fieldvisit", password="tilleul"), now) == 0
    assert "SSLCertVerificationError" in caplog.text
    wrong = settings(good.port, security="starttls", user="fieldvisit", password="non", authority=good.authority)
    assert post(wrong, now + timedelta(hours=1)) == 0 and box.taken == []
    assert "SMTPAuthenticationError" in caplog.text
    assert post(good, now + timedelta(hours=3)) == 1 and len(box.taken) == 1


def test_secure_mail_carries_the_document_and_never_goes_in_the_clear(server, box, sent, post, now):
    sent()
    mail = server(security="starttls", channel="mssante")
    assert post(mail, now) == 1
    [message] = box.messages
    [document] = list(message.iter_attachments())
    assert document.get_content().startswith(b"%PDF-") and CANARY not in message["Subject"]
    with pytest.raises(channel.Unsafe):
        channel.of(settings(25, channel="mssante"))


def test_the_prosecutor_is_written_to_and_the_unit_has_a_copy(engine, server, box, sent, post, now):
    reference = sent(danger=True, recipient="procureur")
    assert post(server(), now) == 2
    subjects = {message["To"]: message["Subject"] for message in box.messages}
    assert subjects == {
        "crip@ain.example": f"Information préoccupante {reference} – danger immédiat",
        "parquet@ain.example": f"Signalement {reference} – danger immédiat",
    }


def test_two_processes_send_it_once(engine, server, box, sent, now):
    """The second one looks while the first one has it in hand."""
    sent()
    mail = server()

    class Slow(channel.Smtp):
        def send(self, message):
            assert mailing.send_due(engine, channel.of(mail), mail, concern_pdf.render, now) == 0
            super().send(message)

    assert mailing.send_due(engine, Slow(mail), mail, concern_pdf.render, now) == 1
    assert len(box.taken) == 1


def test_settings_come_from_the_environment():
    told = {"FIELDVISIT_SMTP_HOST": "mx", "FIELDVISIT_SMTP_PORT": "2525", "FIELDVISIT_CRIP_MAIL": "crip@x.example"}
    mail = read(told | {"FIELDVISIT_SMTP_PASSWORD": "secret"}).mail
    assert (mail.host, mail.port, mail.unit, mail.security) == ("mx", 2525, "crip@x.example", "starttls")
    assert "secret" not in repr(mail)
