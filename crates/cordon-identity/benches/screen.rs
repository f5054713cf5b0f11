//! How long it takes to screen many identities against many entries.
//!
//! `cargo bench -p cordon-identity` prints wall time; `-- quick` takes a tenth of both sides.
//!
//! Names are two words of 2,000, which are made of 40 syllables, and at times a number: many are alike.
//! One identity in ten is an entry with a slip in its name, one in ten has its IMO number, one in ten
//! its MMSI.

#![allow(clippy::print_stdout, reason = "a benchmark reports on standard output")]

use std::fmt::Write;
use std::thread;
use std::time::Instant;

use cordon_identity::screen::{Identity, Index};
use cordon_identity::watchlist::{Options, read_list};
use cordon_identity::{Day, Imo};

fn main() {
    let quick = std::env::args().any(|arg| arg == "quick");
    let count = if quick { 10_000 } else { 100_000 };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let (file, identities) = made_up(count);

    let start = Instant::now();
    let list = read_list("made-up.csv", file.as_bytes(), Options::default()).expect("a table");
    println!(
        "read    {:>7} entries     {:>6.2} s",
        list.entries.len(),
        start.elapsed().as_secs_f64()
    );

    let start = Instant::now();
    let index = Index::new(vec![list]);
    println!("index   {:>7} entries     {:>6.2} s", count, start.elapsed().as_secs_f64());

    for threads in [1, threads] {
        let start = Instant::now();
        let (hits, ships) = screen(&index, &identities, threads);
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "screen  {count:>7} identities  {seconds:>6.2} s on {threads} threads: {ships} with {hits} hits"
        );
    }
}

fn screen(index: &Index, identities: &[Identity], threads: usize) -> (usize, usize) {
    let as_of = Day::new(2023, 10, 13).expect("a day");
    let part = |part: &[Identity]| {
        part.iter().fold((0, 0), |(hits, ships), identity| {
            let found = index.hits(identity, as_of).len();
            (hits + found, ships + usize::from(found > 0))
        })
    };
    thread::scope(|scope| {
        let size = identities.len().div_ceil(threads);
        let parts: Vec<_> =
            identities.chunks(size).map(|ids| scope.spawn(move || part(ids))).collect();
        parts
            .into_iter()
            .map(|it| it.join().expect("no panic"))
            .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
    })
}

fn made_up(count: usize) -> (String, Vec<Identity>) {
    let mut random = Random(2_023);
    let words = words(&mut random);
    let name = |random: &mut Random| {
        let (a, b) = (&words[random.below(2_000)], &words[random.below(2_000)]);
        match random.below(3) {
            0 => format!("{a} {b} {}", 1 + random.below(20)),
            _ => format!("{a} {b}"),
        }
    };
    let mut file = "id,name,imo,mmsi,flag,listed_on\n".to_owned();
    let mut identities = Vec::with_capacity(count);
    for id in 0..count {
        let (listed, mmsi) = (name(&mut random), 200_000_000 + random.below(500_000_000) as u32);
        let imo = imo(1_000_000 + id as u32 * 80 / (count as u32 / 1_000).max(1));
        let flag = ["PA", "LR", "KP", "RU", "IR"][random.below(5)];
        writeln!(file, "{id},{listed},{imo},{mmsi},{flag},2020-01-01").expect("memory");
        let mut ship = Identity { name: Some(name(&mut random)), ..Identity::default() };
        match random.below(10) {
            0 => ship.name = Some(slip(&listed, &mut random)),
            1 => ship.imo = Some(imo),
            2 => ship.mmsi = Some(mmsi),
            _ => {}
        }
        identities.push(ship);
    }
    (file, identities)
}

/// Words of three to nine letters.
fn words(random: &mut Random) -> Vec<String> {
    let syllables: Vec<String> = (0..40)
        .map(|_| {
            let mut letter = |of: &str| char::from(of.as_bytes()[random.below(of.len())]);
            [letter("BCDGHKLMNPRSTVZ"), letter("AEIOU"), letter("BKLMNRST")].iter().collect()
        })
        .collect();
    (0..2_000)
        .map(|_| {
            let count = 1 + random.below(3);
            (0..count).map(|_| syllables[random.below(syllables.len())].as_str()).collect()
        })
        .collect()
}

fn slip(name: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = random.below(letters.len());
    letters[at] = (b'A' + random.below(26) as u8) as char;
    letters.into_iter().collect()
}

/// The first number from here on with a right check digit.
fn imo(from: u32) -> u32 {
    (from..from + 100).find(|number| Imo::new(*number).is_some()).expect("one in ten is right")
}

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
