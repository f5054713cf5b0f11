use cordon_drill::batch::*;
use cordon_drill::{log::Event, run, scenario, score, world::World};
use rayon::prelude::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let name = &a[1];
    let n: u64 = a[2].parse().unwrap();
    let verbose = n == 1;
    let base = if name.ends_with(".toml") {
        scenario::from_file(std::path::Path::new(name)).unwrap()
    } else {
        scenario::bundled(name).unwrap().unwrap()
    };
    let mut vary: Vec<Vary> = vec!["tactics=nearest,planner".parse().unwrap()];
    for v in &a[3..] {
        vary.push(v.parse().unwrap());
    }
    let out: Vec<_> = (0..n as usize * 2)
        .into_par_iter()
        .map(|i| {
            let (seed, word) = (base.seed + (i / 2) as u64, i % 2);
            let mut sc = base.clone();
            let mut values = std::collections::BTreeMap::new();
            for v in &vary {
                let x = v.value(seed, word);
                sc = v.applied(&sc, &x).unwrap();
                values.insert(v.key.clone(), x);
            }
            let dir = tempfile::tempdir().unwrap();
            run::run(&mut World::new(&sc, seed), dir.path(), &mut |_, _| Ok(())).unwrap();
            let s = score::score(dir.path(), None).unwrap();
            if verbose {
                println!("=== {values:?}");
                for r in &s.rows {
                    println!("{} {:?} {}", r.name, r.value, r.reason);
                }
                let start = sc.start;
                for r in run::read_log(&dir.path().join(run::files::LOG)).unwrap() {
                    let r = r.unwrap();
                    match &r.event {
                        Event::Asset { .. }
                        | Event::Contact { .. }
                        | Event::CloseQuarters { .. }
                        | Event::Picture { .. } => {}
                        e => println!(
                            "{:.2} {}",
                            (r.t - start).hours(),
                            serde_json::to_string(e).unwrap()
                        ),
                    }
                }
            }
            let run = BatchRun::new(&s, values);
            (s, run)
        })
        .collect();
    let like = out[0].0.clone();
    let b = Batch::new(&like, out.into_iter().map(|x| x.1).collect());
    if verbose {
        return;
    }
    for g in &b.groups {
        println!("{:?}", g.words);
        for m in &g.measures {
            println!("  {:34} n {} mean {:.4} [{:?} {:?}]", m.name, m.runs, m.mean, m.low, m.high);
        }
    }
    for d in &b.differences {
        println!("diff {:34} {} {:+.4} [{:?} {:?}]", d.name, d.pairs, d.mean, d.low, d.high);
    }
    if let Some(dir) = std::env::var_os("OUT") {
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(
            std::path::Path::new(&dir).join("batch.json"),
            serde_json::to_string_pretty(&b).unwrap(),
        )
        .unwrap();
    }
}
