"""CoT over TLS, with OpenSSL as the other side and `takproto` as the reader."""

import os
import socket
import ssl
import subprocess
import time

import pytest
import takproto
import trustme

from conftest import cordon

LAST_SECONDS = 20


class Authority:
    """What a TAK server's operator makes: an authority, and certificates of it as files."""

    def __init__(self, folder):
        self.folder, self.issuer = folder, trustme.CA()
        self.pem = folder / "ca.pem"
        self.issuer.cert_pem.write_to_path(self.pem)

    def issue(self, name):
        made = self.issuer.issue_cert(name)
        chain, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        key.write_bytes(made.private_key_pem.bytes())
        chain.write_bytes(b"".join(pem.bytes() for pem in made.cert_chain_pems))
        return ["--cert", chain, "--key", key]

    def context(self, side, name=None, newest=ssl.TLSVersion.TLSv1_3):
        context = ssl.SSLContext(side)
        context.maximum_version = newest
        context.check_hostname = False
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(self.pem)
        if name:
            self.issuer.issue_cert(name).configure_cert(context)
        return context


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


def speaking(node, *arguments):
    command = [os.environ["CORDON_BIN"], "share", "cot", "TAK", "--data", node, "--for", LAST_SECONDS]
    return subprocess.Popen(
        [*map(str, command), *map(str, arguments)], stderr=subprocess.PIPE, text=True
    )


def heard(line, enough=3):
    """Whole events, as a reader of the field reads them."""
    text = b""
    while text.count(b"</event>") < enough:
        more = line.recv(65_536)
        assert more, text
        text += more
    events = [part + b"</event>" for part in text.split(b"</event>")[:-1]]
    return [takproto.parse_proto(takproto.xml2proto(event.decode())).cotEvent for event in events]


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_server_that_wants_a_certificate_is_told(released, authority, newest):
    server = authority.context(ssl.PROTOCOL_TLS_SERVER, "localhost", newest)
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(LAST_SECONDS)
        to = f"tls://localhost:{door.getsockname()[1]}"
        ours = authority.issue("cordon.example")
        with speaking(released, "--to", to, "--ca", authority.pem, *ours) as telling:
            caller, _ = door.accept()
            with server.wrap_socket(caller, server_side=True) as line:
                assert line.version() == {771: "TLSv1.2", 772: "TLSv1.3"}[newest]
                names = line.getpeercert()["subjectAltName"]
                assert ("DNS", "cordon.example") in names
                # A server tells everybody everything; who never reads is hung up on.
                line.sendall(b"<event/>" * 100_000)
                kinds = {event.type for event in heard(line)}
            telling.kill()
    assert any(kind.startswith(("a-u-S", "b-m-p")) for kind in kinds), kinds


def test_a_server_of_another_authority_is_told_nothing(released, authority, tmp_path):
    (tmp_path / "other").mkdir()
    other = Authority(tmp_path / "other")
    server = other.context(ssl.PROTOCOL_TLS_SERVER, "localhost")
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(LAST_SECONDS)
        to = f"tls://localhost:{door.getsockname()[1]}"
        ours = authority.issue("cordon.example")
        with speaking(released, "--to", to, "--ca", authority.pem, *ours) as telling:
            caller, _ = door.accept()
            with pytest.raises(ssl.SSLError):
                server.wrap_socket(caller, server_side=True).recv(1)
            why = telling.communicate()[1]
    assert telling.returncode == 2
    assert "UnknownIssuer" in why or "invalid peer certificate" in why


def test_clients_show_a_certificate_first(released, authority):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = ("127.0.0.1", probe.getsockname()[1])
    at = f"tls://127.0.0.1:{address[1]}"
    ours = authority.issue("localhost")
    with speaking(released, "--listen", at, "--ca", authority.pem, *ours) as telling:
        assert at in telling.stderr.readline()
        known = authority.context(ssl.PROTOCOL_TLS_CLIENT, "atak.example")
        nameless = authority.context(ssl.PROTOCOL_TLS_CLIENT)
        with pytest.raises((ssl.SSLError, ConnectionError)):
            with nameless.wrap_socket(socket.create_connection(address, 10)) as line:
                assert line.recv(1) == b"", "it was told something"
                raise ConnectionError
        with socket.create_connection(address, 10) as rubbish:
            rubbish.sendall(b"<event/>" * 100)
            assert b"event" not in rubbish.recv(4_096)
        # One that says nothing at all may hold up the others for the time of a handshake only.
        with socket.create_connection(address, 10):
            begun = time.monotonic()
            with known.wrap_socket(socket.create_connection(address, 15)) as line:
                kinds = [event.type for event in heard(line)]
            assert time.monotonic() - begun < 12
        telling.kill()
    assert kinds[0] == "t-x-takp-v", "first what it could speak"
    assert len(kinds) >= 3


def test_what_is_missing_is_said(released, authority):
    for arguments, word in [
        (["--listen", "tls://127.0.0.1:0"], "--ca is missing"),
        (["--listen", "tls://127.0.0.1:0", "--ca", authority.pem], "--cert and --key"),
        (["--listen", "tls://127.0.0.1:0", "--ca", "/nowhere.pem"], "/nowhere.pem"),
    ]:
        done = cordon("share", "cot", "TAK", *arguments, data=released, check=False)
        assert done.returncode == 2 and word in done.stderr, done.stderr
