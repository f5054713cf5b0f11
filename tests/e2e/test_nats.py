"""Two nodes by way of a real NATS server that is killed, emptied and listened to."""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

import pytest

from conftest import cordon
from nkeys import Key


def program():
    """The server: where CORDON_NATS_SERVER says, or where `scripts/setup.sh nats` puts it."""
    if named := os.environ.get("CORDON_NATS_SERVER"):
        return pathlib.Path(named)
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    found = cache / "cordon" / "nats-server"
    if not found.is_file():
        pytest.skip("no nats-server: `scripts/setup.sh nats` installs one")
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, holds, patience=30):
    begun = time.monotonic()
    while not (got := holds()):
        assert time.monotonic() - begun < patience, f"it never came to this: {what}"
        time.sleep(0.1)
    return got


class Server:
    """A server with a store of its own."""

    def __init__(self, folder, settings=None):
        self.store, self.port, self.running = folder / "broker", free_port(), None
        self.settings = settings
        self.url = f"nats://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        command = [program(), "-a", "127.0.0.1", "-p", str(self.port), "-js", "-sd", self.store]
        command += ["-c", self.settings] if self.settings else []
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.running = subprocess.Popen(list(map(str, command)), **quiet)
        until("the server listens", self.listens)

    def listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self):
        self.running.send_signal(signal.SIGKILL)
        self.running.wait()

    def stored(self):
        return b"".join(file.read_bytes() for file in self.store.rglob("*") if file.is_file())

    def purge(self):
        """Empties the stream, in the server's own tongue."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            line.sendall(
                b'CONNECT {"verbose":false}\r\nSUB _INBOX.purge 1\r\n'
                b"PUB $JS.API.STREAM.PURGE.CORDON _INBOX.purge 0\r\n\r\n"
            )
            heard = b""
            while b'"success":true' not in heard:
                heard += line.recv(4096)


class Node:
    """A node: its folder, and the process that runs it."""

    def __init__(self, folder, name):
        self.data, self.card, self.running = folder / name, folder / f"{name}.card", None
        made = cordon("share", "init", "--name", name, data=self.data)
        self.card.write_text(made.stdout)
        self.fingerprint = re.search(r"fingerprint (\S{24})", made.stderr)[1]

    def knows(self, other, address=None):
        way = ["--address", address] if address else ["--no-call"]
        confirmed = ["--confirm", other.fingerprint]
        cordon("share", "partner", "add", other.card, *confirmed, *way, data=self.data)

    def serve(self, broker, login=None):
        command = [os.environ["CORDON_BIN"], "share", "serve", "--listen", "127.0.0.1:0"]
        command += ["--nats", broker, "--data", self.data]
        command += ["--nats-login", login] if login else []
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.running = subprocess.Popen(list(map(str, command)), **quiet)

    def status(self):
        return json.loads(cordon("share", "status", "--format", "json", data=self.data).stdout)

    def inbox(self):
        limit = ["--format", "jsonl", "--limit", "100000"]
        # 1: nothing has come yet.
        read = cordon("share", "inbox", *limit, data=self.data, check=False)
        assert read.returncode in (0, 1), read.stderr
        return [json.loads(line)["id"] for line in read.stdout.splitlines()]

    def put(self, *objects):
        file = self.data.parent / "objects.jsonl"
        file.write_text("\n".join(map(json.dumps, objects)))
        return cordon("share", "put", file, data=self.data, check=False)


def warning(name, to=("KOR",), words="launch"):
    return {
        "id": name,
        "kind": "warning",
        "time": "2026-03-01T00:00:00Z",
        "label": {"releasable_to": list(to) or "none", "exercise": "DRILL7"},
        "body": {"exercise": "DRILL7", "lat": 39.1, "lon": 127.5, "status": "launch", "words": words},
    }


@contextlib.contextmanager
def partners(folder, server, login=None):
    """Two nodes that know each other by way of a server alone."""
    japan, korea = Node(folder, "JPN"), Node(folder, "KOR")
    japan.knows(korea, server.url)
    korea.knows(japan)
    agreed = japan.data / "share" / "policy" / "agreements.toml"
    agreed.write_text("[KOR]\ngroups = ['full']\nexercises = ['DRILL7']\n")
    korea.serve(server.url, login)
    japan.serve(server.url, login)
    yield japan, korea
    for one in (japan, korea, server):
        one.running.kill()
        one.running.wait()


@pytest.fixture
def world(tmp_path):
    """A server, and two nodes."""
    server = Server(tmp_path)
    with partners(tmp_path, server) as (japan, korea):
        yield server, japan, korea


def test_what_is_released_goes_through_and_the_server_reads_none_of_it(world):
    server, japan, korea = world
    assert japan.put(warning("released-canary", words="canary-of-the-released")).returncode == 0
    kept = japan.put(warning("kept-canary", to=(), words="canary-of-the-kept"))
    assert kept.returncode == 1, kept.stdout
    until("it arrived", lambda: korea.inbox() == ["released-canary"])
    until("it is acknowledged", lambda: japan.status()["partners"][0]["delivered"] == 1)
    until("all is well", lambda: japan.status()["partners"][0]["words"] == [])
    assert japan.status()["broker"] is None
    assert server.url in japan.status()["listening"]
    stored = server.stored()
    assert b"cordon.KOR.JPN." in stored
    for canary in (b"canary", b"39.1", b"DRILL7", b"releasable_to"):
        assert canary not in stored, canary


def test_nothing_acknowledged_is_lost_when_the_server_is_killed_or_emptied(world):
    server, japan, korea = world
    until("the link is up", lambda: japan.status()["partners"][0]["words"] == [])
    acknowledged = []
    for turn in range(6):
        names = [f"w{turn}-{i}" for i in range(50)]
        if turn in (1, 3):
            server.kill()
        assert japan.put(*map(warning, names)).returncode == 0
        acknowledged += names
        if turn == 1:
            told = until("it is told", lambda: japan.status()["broker"])
            assert server.url in told
            assert any("down" in line for line in japan.status()["partners"][0]["words"])
        if turn in (1, 3):
            server.start()
        else:
            server.purge()
    until("all arrived", lambda: set(acknowledged) <= set(korea.inbox()))
    assert sorted(korea.inbox()) == sorted(acknowledged), "nothing twice, and nothing else"
    until("all is acknowledged", lambda: japan.status()["partners"][0]["delivered"] == len(acknowledged))
    until("all is well", lambda: japan.status()["partners"][0]["words"] == [])
    for node in (japan, korea):
        cordon("share", "verify", data=node.data)


def test_a_password_in_an_address_is_refused(tmp_path):
    secret = "nats://jpn:hunter2@broker.example:4222"
    made = cordon("share", "init", "--name", "JPN", "--address", secret, data=tmp_path, check=False)
    assert made.returncode == 2
    assert "--nats-login" in made.stderr and "hunter2" not in made.stderr


def by_password(folder):
    (folder / "login").write_text("cordon:hunter2\n")
    return 'authorization { user: cordon, password: hunter2 }\n'


def by_nkey(folder):
    key = Key("user")
    (folder / "login").write_text(key.seed + "\n")
    return f"authorization {{ users: [ {{ nkey: {key.public} }} ] }}\n"


def by_creds(folder):
    """An operator with an account that may keep streams, as `nsc` makes them, and one user of it."""
    operator, system, account, user = map(Key, ["operator", "account", "account", "user"])
    unlimited = dict.fromkeys(["subs", "data", "payload", "imports", "exports", "conn", "leaf"], -1)
    kept = dict.fromkeys(["mem_storage", "disk_storage", "streams", "consumer"], -1)
    limits = {"limits": unlimited | kept | {"wildcards": True}}
    jwts = {
        "operator": operator.signs(operator, {"type": "operator", "system_account": system.public}),
        "system": operator.signs(system, {"type": "account", "limits": unlimited}),
        "account": operator.signs(account, {"type": "account"} | limits),
        "user": account.signs(user, {"type": "user", "subs": -1, "data": -1, "payload": -1}),
    }
    (folder / "login").write_text(user.creds(jwts["user"]))
    return (
        f"operator: {jwts['operator']}\nsystem_account: {system.public}\nresolver: MEMORY\n"
        f"resolver_preload: {{ {system.public}: {jwts['system']}, {account.public}: {jwts['account']} }}\n"
    )


@pytest.mark.parametrize("way", [by_password, by_nkey, by_creds])
def test_a_server_that_asks_for_a_login(tmp_path, way):
    settings = tmp_path / "server.conf"
    settings.write_text(way(tmp_path))
    server = Server(tmp_path, settings)
    with partners(tmp_path, server, tmp_path / "login") as (japan, korea):
        assert japan.put(warning("by-login")).returncode == 0
        until("it arrived", lambda: korea.inbox() == ["by-login"])
        (tmp_path / "login").write_text("cordon:wrong\n")
        server.kill()
        server.start()
        told = until("a wrong login is told", lambda: japan.status()["broker"])
        assert server.url in told and "wrong" not in told
