"""The real binary, a store made by it, and ways to look at it from outside."""

import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"


def cordon(*arguments, data=None, check=True):
    """Runs the binary and gives what it printed."""
    command = [os.environ["CORDON_BIN"], *map(str, arguments)]
    if data is not None:
        command += ["--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if check:
        assert done.returncode == 0, done.stderr
    return done


class Watched:
    """A store that one watch made, and the summary of that watch."""

    def __init__(self, data, summary):
        self.data = data
        self.summary = summary

    def run(self, *arguments, **keywords):
        return cordon(*arguments, data=self.data, **keywords)

    def findings(self):
        lines = self.run("findings", "--format", "jsonl").stdout.splitlines()
        return [json.loads(line) for line in lines]


def watch(folder, *sources):
    done = cordon("watch", "--summary", "json", *sources, data=folder / "store")
    return Watched(folder / "store", json.loads(done.stdout))


@pytest.fixture(scope="session")
def drill(tmp_path_factory):
    """The bundled scenario as a file, watched."""
    folder = tmp_path_factory.mktemp("drill")
    file = folder / "drill.nmea"
    file.write_text(cordon("drill", "emit", "south-of-jeju", "--seed", "3").stdout)
    return watch(folder, file)


@pytest.fixture(scope="session")
def released(drill):
    """The drill's store as a node that releases all of it to `TAK`."""
    cordon("share", "init", "--name", "KOR", data=drill.data)
    share, marks = drill.data / "share", {finding["exercise"] for finding in drill.findings()}
    agreed = f"[TAK]\ngroups = ['full']\nexercises = {sorted(marks)}\n"
    (share / "policy" / "agreements.toml").write_text(agreed)
    (share / "share.toml").write_text("[label]\nreleasable_to = ['TAK']\nsensitivity = 'green'\n")
    return drill.data


@pytest.fixture(scope="session")
def segments(tmp_path_factory):
    """Real messages of 28 MMSIs, watched."""
    source = SHARED / "segments" / "expected"
    if not source.is_dir():
        pytest.skip(f"{source} is absent")
    return watch(tmp_path_factory.mktemp("segments"), source)
