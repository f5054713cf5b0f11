"""Contacts that others tell of: in by every wire, in XML and as `takproto` writes it, kept as told."""

import contextlib
import datetime
import json
import os
import socket
import subprocess
import time

import takproto

from conftest import cordon

UTC = datetime.timezone.utc


def told(uid, kind="a-f-S-C-P", minutes=0, more="", detail=""):
    at = datetime.datetime.now(UTC) + datetime.timedelta(minutes=minutes)
    stale = at + datetime.timedelta(minutes=10)
    at, stale = (f"{t:%Y-%m-%dT%H:%M:%S}.000Z" for t in (at, stale))
    return (
        f'<?xml version="1.0"?><event version="2.0" uid="{uid}" type="{kind}" how="m-g" time="{at}" start="{at}" '
        f'stale="{stale}" {more}><point lat="33.25" lon="126.5" hae="0" ce="9.9" le="9999999.0"/><detail>'
        f'<contact callsign="{uid} &lt;b&gt;"/><track course="45" speed="5"/>{detail}</detail></event>'
    )


@contextlib.contextmanager
def start(*arguments, data):
    command = [os.environ["CORDON_BIN"], *map(str, arguments), "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            yield running
        finally:
            running.kill()


def kept(data):
    done = cordon("contact", "list", "--format", "jsonl", data=data, check=False)
    return {row["uid"]: row for row in map(json.loads, done.stdout.splitlines())}


def within(seconds, data, uids):
    until = time.monotonic() + seconds
    while not uids <= kept(data).keys():
        assert time.monotonic() < until, kept(data)
        time.sleep(0.2)
    return kept(data)


def test_a_server_is_heard_and_called_again(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(20)
        url = f"tcp://127.0.0.1:{door.getsockname()[1]}"
        with start("contact", "watch", url, data=tmp_path):
            line, _ = door.accept()
            line.sendall(told("PATROL").encode() + b"<event/>" + told("SOS", "b-a-o-tbl").encode()[:-3])
            line.sendall(told("x")[-3:].encode() + told("PING", "t-x-c-t").encode())
            rows = within(20, tmp_path, {"PATROL", "SOS"})
            assert line.recv(4_096).count(b"t-x-c-t-r") == 1, "its ping is answered"
            line.close()
            again, _ = door.accept()
            again.sendall(bytes(takproto.xml2proto(told("MERCHANT", "a-n-S-X-M"), takproto.TAKProtoVer.STREAM)))
            rows = within(20, tmp_path, {"MERCHANT"})
            again.close()
    patrol = rows["PATROL"]
    assert patrol["callsign"] == "PATROL <b>" and (patrol["lat"], patrol["lon"]) == (33.25, 126.5)
    assert (patrol["speed_kn"], patrol["course_deg"], patrol["ce_m"]) == (9.7, 45.0, 9.9)
    assert rows["SOS"]["alarm"] == "alarm" and rows["PATROL"]["alarm"] is None


def test_one_who_never_pauses_is_kept_too(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(20)
        with start("contact", "watch", f"tcp://127.0.0.1:{door.getsockname()[1]}", data=tmp_path):
            line, _ = door.accept()
            until = time.monotonic() + 8
            while time.monotonic() < until and "STEADY" not in kept(tmp_path):
                line.sendall(told("STEADY").encode())
                time.sleep(0.05)
            assert "STEADY" in kept(tmp_path)
            line.close()


def test_packets_of_both_forms_are_heard(tmp_path):
    with start("contact", "watch", "udp://127.0.0.1:0", "--for", "6", data=tmp_path) as watching:
        port = int(watching.stderr.readline().rsplit(":", 1)[1])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
            for packet in [
                told("XML").encode(),
                bytes(takproto.xml2proto(told("MESH"), takproto.TAKProtoVer.MESH)),
                b"\xbf\x01\xbf\xff\xff\xff",
                told("AHEAD", minutes=60).encode(),
            ]:
                mouth.sendto(packet, ("127.0.0.1", port))
        out, err = watching.communicate()
    assert watching.returncode == 0
    assert kept(tmp_path).keys() == {"XML", "MESH"}
    assert "MESH <b>" in out
    assert "read 4, used 2, passed over 2" in err and "its times cannot be 1" in err, err


def test_clients_of_the_share_are_heard_only_when_asked_for(released):
    for hear in (False, True):
        arguments = ["share", "cot", "TAK", "--listen", "tcp://127.0.0.1:0", "--every", "1"]
        with start(*arguments, *(["--hear"] if hear else []), data=released) as telling:
            port = int(telling.stderr.readline().rsplit(":", 1)[1])
            with socket.create_connection(("127.0.0.1", port)) as line:
                line.settimeout(20)
                first = line.recv(65_536)
                assert first.startswith(b"<?xml")
                echo = '<__cordon origin="KOR"/>'
                line.sendall((told("ATAK") + told("ECHO", detail=echo)).encode())
                if hear:
                    within(20, released, {"ATAK"})
                else:
                    time.sleep(3)
        assert kept(released).keys() == ({"ATAK"} if hear else set())
    done = cordon("share", "cot", "TAK", "--hear", data=released, check=False)
    assert done.returncode == 2 and "--listen" in done.stderr, "nobody to hear"


def test_a_drill_stays_apart_and_files_are_told_of(tmp_path):
    file = tmp_path / "events.xml"
    drill = told("SHIP", "a-h-S", more='opex="e-DRILL7"')
    file.write_text(told("SHIP", minutes=-2) + "\n" + drill + "\n<event uid='")
    done = cordon("contact", "watch", file, "--format", "geojson", data=tmp_path / "store")
    features = json.loads(done.stdout)["features"]
    marks = {feature["properties"]["exercise"]: feature["properties"]["affiliation"] for feature in features}
    assert marks == {None: "f", "DRILL7": "h"}
    assert "read 3, used 2, passed over 1 (cut off 1)" in done.stderr
    empty = tmp_path / "rubbish"
    empty.write_bytes(bytes(range(256)) * 64)
    done = cordon("contact", "watch", empty, data=tmp_path / "none", check=False)
    assert done.returncode == 3 and "nothing that was read could be used" in done.stderr, done.stderr
    done = cordon("contact", "watch", "ftp://x", data=tmp_path / "none", check=False)
    assert done.returncode == 2 and "no such kind of source" in done.stderr, done.stderr
