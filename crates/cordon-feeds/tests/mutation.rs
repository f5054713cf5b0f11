//! Real-shaped files with bytes knocked out, doubled and swapped: no reader panics, and the counts
//! balance. Seeded: every run is the same.

mod common;

use common::read_bytes_with;
use cordon_feeds::{Format, Options};

const SAMPLES: [(Option<Format>, &str); 9] = [
    (
        None,
        "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO\n367309660,2020-06-30T00:00:01,29.94302,-89.97886,6.1,360.0,511.0,RAY \"CHIEF\" TONEY,IMO9466350\n",
    ),
    (
        None,
        "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading\n02/03/2021 00:00:07,Class A,219005465,54.572602,11.929213,Under way using engine,0.0,10.5,341.1,340\n",
    ),
    (
        None,
        "MMSI,TIME,LONGITUDE,LATITUDE,COG,SOG,HEADING,NAVSTAT,DEVICE,ETA,NAME\n227006760,1302604827,77424000,25320000,3600,101,511,0,1,279424,\"GALI\"\"LEE\"\n",
    ),
    (
        None,
        "mmsi;lon;lat;date_time_utc;sog;cog;true_heading;nav_status;rot;message_nr;source\n257465900;5.32;60.39;2022-01-01 00:00:01;0.1;71.2;511;8;0;1;s\n",
    ),
    (
        Some(Format::Gfw),
        "{\"msgid\": \"1b\", \"type\": \"AIS.18\", \"ssvid\": \"200000010\", \"timestamp\": \"2021-01-06T07:33:48+00:00\", \"lon\": 110.4, \"lat\": 20.6, \"speed\": NaN, \"shipname\": \"A\\u00e9\", \"identities\": [{\"a\": [1]}]}\n",
    ),
    (
        Some(Format::AisStream),
        "{\"MessageType\":\"PositionReport\",\"MetaData\":{\"MMSI\":259000420,\"time_utc\":\"2022-12-29 18:22:32.318353 +0000 UTC\"},\"Message\":{\"PositionReport\":{\"Cog\":308.1,\"Latitude\":66.02,\"Longitude\":12.2,\"Sog\":0,\"UserID\":259000420}}}\n",
    ),
    (
        Some(Format::AisHub),
        "[{\"ERROR\":false},[{\"MMSI\":227006760,\"TIME\":\"2021-07-09 08:06:58 GMT\",\"LONGITUDE\":0.13138,\"LATITUDE\":49.47557,\"NAME\":\"X\"}]]\n",
    ),
    (Some(Format::MsgPack), "\u{3}mmsi\u{1}"),
    (
        Some(Format::Aivdm),
        "\\s:66,c:1661782475*37\\!AIVDM,1,1,,A,13VPgj0viKV8dtr3Fc7:m`e000SA,0*16\n!AIVDM,2,2,3,A,888888888888880,2*27\n",
    ),
];

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len());
        match random.below(5) {
            0 => bytes[at] = random.below(256) as u8,
            1 => bytes[at] ^= 1 << random.below(8),
            2 => drop(bytes.remove(at)),
            3 => bytes.insert(at, b",;\"{}[]\n\\!$\0\xff9-"[random.below(15)]),
            _ => {
                let other = random.below(bytes.len());
                bytes.swap(at, other);
            }
        }
        if bytes.is_empty() {
            bytes.push(b'x');
        }
    }
}

#[test]
fn no_mutation_panics_or_unbalances() {
    let mut random = Random(2_021);
    let folder = tempfile::tempdir().unwrap();
    for (n, (format, sample)) in SAMPLES.iter().enumerate() {
        let first = sample.find('\n').map_or(0, |at| at + 1);
        let (head, body) = if format.is_none() { sample.split_at(first) } else { ("", *sample) };
        let mut told = 0;
        for round in 0..60 {
            let mut bytes = head.as_bytes().to_vec();
            for _ in 0..40 {
                let mut record = body.as_bytes().to_vec();
                if *format == Some(Format::MsgPack) {
                    record = MAP.to_vec();
                }
                if random.below(3) > 0 {
                    mutate(&mut record, &mut random);
                }
                bytes.extend(record);
            }
            let options =
                Options { input_format: *format, chunk: 100 + 1_000 * round, ..Options::default() };
            let path = folder.path().join("x");
            std::fs::write(&path, &bytes).unwrap();
            let read = common::read_with(path.to_str().unwrap(), &options);
            assert!(read.tally.balances(), "{sample} {:?}", read.tally);
            assert_eq!(read.raw.first().map_or(0, Vec::len), bytes.len(), "every byte is kept");
            told += read.fixes.len() + read.statics.len();
            for fix in &read.fixes {
                assert!(!read.cited(fix.source).is_empty());
            }
        }
        assert!(told > 300, "sample {n} told only {told}");
    }
}

/// `{"mmsi": 440123456, "lat": 35.5, "lon": 129.5, "tagblock_timestamp": "...", "speed": null}`.
const MAP: &[u8] = b"\x85\xa4mmsi\xce\x1a\x3b\xb9\x00\xa3lat\xcb\x40\x41\xc0\x00\x00\x00\x00\x00\xa3lon\xcb\x40\x60\x30\x00\x00\x00\x00\x00\xb2tagblock_timestamp\xb42014-08-01T00:08:14Z\xa5speed\xc0";

/// Pure noise in every format: told, never a panic.
#[test]
fn noise_is_counted() {
    let mut random = Random(7);
    let noise: Vec<u8> = (0..20_000).map(|_| random.below(256) as u8).collect();
    for &format in Format::ALL {
        let options = Options { input_format: Some(format), ..Options::default() };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("noise");
        std::fs::write(&path, &noise).unwrap();
        if cordon_feeds::open(path.to_str().unwrap(), &options).is_ok() {
            let read = read_bytes_with("noise", &noise, &options);
            assert!(read.tally.balances() && read.fixes.is_empty(), "{format}");
        }
    }
}
