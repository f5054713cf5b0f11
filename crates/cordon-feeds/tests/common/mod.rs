//! Reading sources whole, for tests.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use cordon_core::{Fix, InputId, Rejection, StaticReport, Tally};
use cordon_feeds::{Batch, Cursor, Options, Progress, Source};

pub const NORFOLK: &str = r#"
[columns]
mmsi = "VID"
time_of_day = "SEQUENCE_DTTM"
lat = "LAT"
lon = "LON"
sog = "SPEED_OVER_GROUND"
cog = "COURSE_OVER_GROUND"
[time]
format = "%H:%M:%S"
base_date = "2020-01-01"
[units]
sog = "0.1 kn"
cog = "0.1 deg"
"#;

/// All that some sources told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    pub format: String,
    pub fixes: Vec<Fix>,
    pub statics: Vec<StaticReport>,
    pub tally: Tally,
    pub rejections: Vec<Rejection>,
    pub notices: Vec<String>,
    /// Bytes by input.
    pub raw: Vec<Vec<u8>>,
}

impl Read {
    pub fn rejected(&self) -> Vec<(&str, u64)> {
        self.tally.rejected.iter().map(|(reason, n)| (reason.as_str(), *n)).collect()
    }

    pub fn add(&mut self, input: usize, batch: &Batch) {
        self.fixes.extend_from_slice(&batch.fixes);
        self.statics.extend_from_slice(&batch.statics);
        self.tally.merge(&batch.tally);
        self.rejections.extend_from_slice(&batch.rejections);
        self.notices.extend_from_slice(&batch.notices);
        if self.raw.len() <= input {
            self.raw.resize(input + 1, Vec::new());
        }
        if !batch.raw.is_empty() {
            assert_eq!(batch.raw_offset, self.raw[input].len() as u64, "raw bytes are contiguous");
        }
        self.raw[input].extend_from_slice(&batch.raw);
    }

    /// The bytes that something cites.
    pub fn cited(&self, source: cordon_core::SourceRef) -> &[u8] {
        let raw = &self.raw[source.input.0 as usize];
        &raw[source.offset as usize..source.offset as usize + source.length as usize]
    }

    /// Without what depends on how the bytes were spread over files.
    pub fn spread_free(&self) -> (Vec<Fix>, Vec<StaticReport>, Tally) {
        let nowhere = cordon_core::SourceRef { input: InputId(0), offset: 0, length: 0 };
        let fixes = self.fixes.iter().map(|fix| Fix { source: nowhere, ..*fix }).collect();
        let statics = self.statics.iter().cloned();
        let statics = statics.map(|s| StaticReport { source: nowhere, ..s }).collect();
        (fixes, statics, self.tally.clone())
    }
}

pub fn drain(source: &mut dyn Source, index: usize, read: &mut Read) {
    let mut batch = Batch::default();
    loop {
        let progress = source.read(&mut batch, Duration::from_secs(5)).unwrap();
        read.add(index, &batch);
        assert_ne!(progress, Progress::Idle, "files are never idle");
        if progress == Progress::End {
            return;
        }
    }
}

pub fn read_with(spec: &str, options: &Options) -> Read {
    let mut read = Read::default();
    for (index, mut source) in cordon_feeds::open(spec, options).unwrap().into_iter().enumerate() {
        read.format.clone_from(&source.input().format);
        source.set_input_id(InputId(index as u32));
        source.resume(Cursor::default());
        drain(&mut *source, index, &mut read);
    }
    read
}

pub fn read_spec(spec: &str) -> Read {
    read_with(spec, &Options::default())
}

pub fn read_bytes_with(name: &str, bytes: &[u8], options: &Options) -> Read {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    read_with(path.to_str().unwrap(), options)
}

pub fn read_text(name: &str, bytes: &[u8]) -> Read {
    read_bytes_with(name, bytes, &Options::default())
}

/// The data that all tests share; `None`, and said so, where it is absent.
pub fn shared(path: &str) -> Option<PathBuf> {
    let full = Path::new("../../../shared/data").join(path);
    if full.exists() {
        return Some(full);
    }
    println!("skipped: {} absent", full.display());
    None
}
