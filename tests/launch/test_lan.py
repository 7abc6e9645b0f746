"""What a tablet of the local network is given: a certificate it can trust, and a page that says how."""

import plistlib
import ssl
import stat
import threading
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address

import pytest
from cryptography import x509

from fieldvisit.launch import certificates, doorstep, network

NOW = datetime.now(UTC)
HERE = [ip_address("127.0.0.1")]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "certificates"


def serve_https(chain, key):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_): ...

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def test_whoever_installed_the_authority_trusts_the_server_by_name_and_by_address(folder):
    chain, key = certificates.server(folder, ["localhost"], HERE, NOW)
    server = serve_https(chain, key)
    trusting = ssl.create_default_context(cafile=folder / "authority.pem")
    for host in ("localhost", "127.0.0.1"):
        answer = urllib.request.urlopen(f"https://{host}:{server.server_port}/", context=trusting, timeout=5)
        assert answer.status == 204
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"https://localhost:{server.server_port}/", context=ssl.create_default_context())
    server.shutdown()


def test_a_second_start_keeps_authority_and_certificate(folder):
    first = [path.read_bytes() for path in certificates.server(folder, ["localhost"], HERE, NOW)]
    assert [path.read_bytes() for path in certificates.server(folder, ["localhost"], HERE, NOW)] == first


@pytest.mark.parametrize(
    ("names", "addresses", "later"),
    [
        (["localhost", "bureau.local"], HERE, timedelta()),
        (["localhost"], [*HERE, ip_address("192.168.1.20")], timedelta()),
        (["localhost"], HERE, timedelta(days=365)),
    ],
    ids=["a new name", "a new address", "soon ended"],
)
def test_the_certificate_is_renewed_under_the_same_authority(folder, names, addresses, later):
    chain, _ = certificates.server(folder, ["localhost"], HERE, NOW)
    before, authority = chain.read_bytes(), (folder / "authority.pem").read_bytes()
    certificates.server(folder, names, addresses, NOW + later)
    assert chain.read_bytes() != before
    assert (folder / "authority.pem").read_bytes() == authority


def test_the_authority_may_not_sign_for_the_internet(folder):
    authority, _ = certificates.authority(folder, NOW)
    held = x509.load_pem_x509_certificate(authority.read_bytes())
    limits = held.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    allowed = {subtree.value for subtree in limits.value.permitted_subtrees}
    assert {"local", "localhost"} <= allowed
    assert not any(name.endswith((".fr", ".com", ".org")) or name in ("fr", "com", "") for name in allowed)


def test_the_keys_are_readable_by_their_owner_only(folder):
    certificates.server(folder, ["localhost"], HERE, NOW)
    for name in ("authority.key", "server.key"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_a_tablet_finds_on_the_doorstep_the_authority_and_the_way_in(folder):
    authority, _ = certificates.authority(folder, NOW)
    told = certificates.fingerprint(authority)
    known = doorstep.answers("https://192.168.1.20:3443/terrain", "http://192.168.1.20:3080/", b"DER", told)
    known["/fieldvisit.crt"] = (known["/fieldvisit.crt"][0], certificates.der(authority))
    server = doorstep.open_door(0, known)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    page = urllib.request.urlopen(address + "/", timeout=5).read().decode()
    assert "https://192.168.1.20:3443/terrain" in page
    assert told in page
    assert "<svg" in page
    crt = urllib.request.urlopen(address + "/fieldvisit.crt", timeout=5)
    assert crt.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert x509.load_der_x509_certificate(crt.read()).subject.rfc4514_string().count("Fieldvisit") == 2
    profile = plistlib.loads(urllib.request.urlopen(address + "/fieldvisit.mobileconfig", timeout=5).read())
    assert profile["PayloadContent"][0]["PayloadContent"] == b"DER"
    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(address + "/../authority.key", timeout=5)
    assert missing.value.code == 404
    server.shutdown()


def test_this_machine_has_a_name_and_addresses_that_others_can_reach_come_first():
    assert "localhost" in network.names()
    found = network.addresses()
    reachable = [not address.is_loopback for address in found]
    assert reachable == sorted(reachable, reverse=True)
