"""Where and with what the numbers were measured."""

import os
import platform
import re
import subprocess
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent


def facts():
    """Lines of a list: date, machine, load, versions."""
    return "\n".join(
        [
            f"- Date: {datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC",
            f"- Machine: {cpu()}, {os.cpu_count()} processors, {memory_gb():.0f} GB, "
            f"{platform.system()} {platform.release()}",
            f"- Load average at the start: {load()}",
            f"- Cordon: {commit()}, built by {tool('rustc', '--version')}, release profile",
            f"- Rust peers: ais {locked('ais')}, nmea-0183-rs {locked('nmea-0183-rs')}, "
            "release profile with fat LTO",
            f"- Python {platform.python_version()}: "
            + ", ".join(f"{name} {version(name)}" for name in ("aiscat", "pyais", "libais", "duckdb")),
        ]
    )


def load():
    return " ".join(f"{n:.1f}" for n in os.getloadavg())


def cpu():
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = re.search(r"model name\s*: (.*)", text)
    return model.group(1) if model else platform.processor()


def memory_gb():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def commit():
    told = subprocess.run(
        ["git", "-C", HERE, "describe", "--always", "--dirty"], capture_output=True, text=True
    )
    return told.stdout.strip() or "no commit"


def tool(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def locked(crate):
    text = (HERE / "Cargo.lock").read_text()
    return re.search(rf'name = "{crate}"\nversion = "([^"]+)"', text).group(1)
