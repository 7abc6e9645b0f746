"""A certificate authority for one local network, made on first start and kept in the data folder.

Tablets install the authority once; the server's certificate is renewed by itself, for whatever
addresses and names this machine has today. The authority may sign no name of the Internet.
"""

import ipaddress
import os
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFE = timedelta(days=3650)
#: Browsers refuse longer ones.
SERVER_LIFE = timedelta(days=390)
RENEW_BEFORE = timedelta(days=30)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def authority(folder: Path, now: datetime) -> tuple[Path, Path]:
    """Certificate and key files of the authority, made if they are not there."""
    certificate, key = folder / "authority.pem", folder / "authority.key"
    if certificate.exists() and key.exists():
        return certificate, key
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    private = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Fieldvisit – réseau local ({now:%d/%m/%Y})")
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .add_extension(_only_local(), critical=True)
        .sign(private, hashes.SHA256())
    )
    _write(key, _pem(private), secret=True)
    _write(certificate, made.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def server(folder: Path, names: list[str], addresses: list[Address], now: datetime) -> tuple[Path, Path]:
    """Chain and key files of the server, made anew when they end soon or when a name or address is missing."""
    chain, key = folder / "server.pem", folder / "server.key"
    if chain.exists() and key.exists() and _still_good(chain, names, addresses, now):
        return chain, key
    authority_file, authority_key = authority(folder, now)
    issuer = x509.load_pem_x509_certificate(authority_file.read_bytes())
    signing = serialization.load_pem_private_key(authority_key.read_bytes(), None)
    private = ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(_name("Fieldvisit"))
        .issuer_name(issuer.subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + SERVER_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.SubjectAlternativeName([*map(x509.DNSName, names), *map(x509.IPAddress, addresses)]), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()),
            critical=False,
        )
        .sign(signing, hashes.SHA256())
    )
    _write(key, _pem(private), secret=True)
    _write(chain, made.public_bytes(serialization.Encoding.PEM) + authority_file.read_bytes())
    return chain, key


def der(certificate: Path) -> bytes:
    """What a tablet downloads."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).public_bytes(serialization.Encoding.DER)


def fingerprint(certificate: Path) -> str:
    """SHA-256 as devices show it, to compare by eye."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(hashes.SHA256()).hex(":").upper()


def _still_good(chain: Path, names: list[str], addresses: list[Address], now: datetime) -> bool:
    held = x509.load_pem_x509_certificate(chain.read_bytes())
    alternatives = held.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        held.not_valid_after_utc - RENEW_BEFORE > now
        and set(names) <= set(alternatives.get_values_for_type(x509.DNSName))
        and set(addresses) <= set(alternatives.get_values_for_type(x509.IPAddress))
    )


def _name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Fieldvisit"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def _only_local() -> x509.NameConstraints:
    """Whoever stole this authority's key could still not pass for a site of the Internet; addresses are free."""
    names = ("local", "localhost", "lan", "home", "internal", "home.arpa", "test", "fritz.box")
    return x509.NameConstraints(permitted_subtrees=[*map(x509.DNSName, names)], excluded_subtrees=None)


def _usage(certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        key_cert_sign=certificates,
        crl_sign=certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes, secret: bool = False) -> None:
    """A key is never readable by others, not even for an instant."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if secret else 0o644), "wb") as file:
        file.write(content)
