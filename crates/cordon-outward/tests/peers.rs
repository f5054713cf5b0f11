//! Others read what we write: every event we make goes through `takproto`, the reader that `pytak` and
//! all that is built on it use, and through the framing that `pytak` sends.
//!
//! Both come from PyPI into a folder of the build; without a network the test says so and passes.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests fail loudly")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{event, marking, series, ship, time};
use cordon_outward::{cot, tak};

const READER: &str = r#"
import pathlib, sys, xml.etree.ElementTree as ET
import pytak, takproto
from takproto.functions import xml2message
folder = pathlib.Path(sys.argv[1])
for path in sorted(folder.glob("*.xml")):
    text = path.read_bytes()
    event = ET.fromstring(text)
    packet = takproto.parse_proto(bytearray(path.with_suffix(".mesh").read_bytes()))
    frame = takproto.parse_proto(bytearray(path.with_suffix(".stream").read_bytes()))
    assert packet == frame, path
    cot = packet.cotEvent
    for ours, theirs in [("uid", cot.uid), ("type", cot.type), ("how", cot.how), ("opex", cot.opex),
                         ("access", cot.access), ("qos", cot.qos)]:
        assert event.get(ours, "") == theirs, (path, ours, theirs)
    point = event.find("point")
    for name in ("lat", "lon", "hae", "ce", "le"):
        assert float(point.get(name)) == getattr(cot, name), (path, name)
    own = xml2message(text).cotEvent
    assert (own.sendTime, own.startTime, own.staleTime) == (cot.sendTime, cot.startTime, cot.staleTime), path
    assert own.detail.contact == cot.detail.contact and own.detail.track == cot.detail.track, path
    # As pytak sends XML that it is given: through xml2proto.
    for version in (takproto.TAKProtoVer.MESH, takproto.TAKProtoVer.STREAM):
        again = takproto.parse_proto(takproto.xml2proto(text, version)).cotEvent
        assert (again.uid, again.lat, again.lon) == (cot.uid, cot.lat, cot.lon), path
    # What TAK Server adds (caveat 16, releaseableTo 17) is unknown to this reader, and must not hurt it.
    ET.fromstring("<detail>" + cot.detail.xmlDetail + "</detail>")
print(len(list(folder.glob("*.xml"))))
"#;

#[test]
fn takproto_reads_every_event() {
    let Some(python) = python() else {
        eprintln!("skipped: pytak and takproto cannot be installed from PyPI here");
        return;
    };
    let mut events = vec![cot::ship_or_aircraft(&ship(), &marking())];
    for marking in [marking(), marking().in_exercise("DRILL7")] {
        events.extend(series(event(40.0, 150.0, 9)).iter().flat_map(|w| cot::warning(w, &marking)));
        events.push(cot::delete("MMSI-412331088", time(), &marking));
    }
    let folder = tempfile::tempdir().unwrap();
    for (n, event) in events.iter().enumerate() {
        let path = |kind: &str| folder.path().join(format!("{n:03}.{kind}"));
        std::fs::write(path("xml"), event.to_xml()).unwrap();
        std::fs::write(path("mesh"), tak::to_packet(event)).unwrap();
        std::fs::write(path("stream"), tak::to_stream(event)).unwrap();
    }
    let read = Command::new(python).args(["-c", READER]).arg(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&read.stderr);
    assert!(read.status.success(), "{said}");
    assert_eq!(String::from_utf8_lossy(&read.stdout).trim(), events.len().to_string());
}

/// A Python that has both; made once for each build folder.
fn python() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tak-readers");
    let python = folder.join("bin/python");
    let ready = |python: &Path| {
        let check = Command::new(python).args(["-c", "import pytak, takproto"]).output();
        check.is_ok_and(|done| done.status.success())
    };
    if !ready(&python) {
        Command::new("python3").args(["-m", "venv"]).arg(&folder).output().ok()?;
        let install = ["-m", "pip", "install", "-q", "pytak==7.6.1", "takproto==3.0.1"];
        Command::new(&python).args(install).output().ok()?;
    }
    ready(&python).then_some(python)
}
