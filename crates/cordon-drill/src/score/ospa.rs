//! OSPA and GOSPA: how far one set of points is from another, misses and false ones included.
//!
//! OSPA: Schuhmacher, Vo and Vo, IEEE Trans. Signal Processing 56(8), 2008. GOSPA with α = 2: Rahmathullah,
//! García-Fernández and Svensson, Fusion 2017. With both, a pair is worth cᵖ − dᵖ: the best
//! assignment is the same, and falls apart into groups of points nearer than the cut-off.

/// The best assignment of two sets: how many pairs nearer than the cut-off, and their sum of dᵖ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matched {
    /// Points of the first set.
    pub truths: usize,
    /// Points of the second set.
    pub tracks: usize,
    /// Pairs.
    pub pairs: usize,
    /// Sum over the pairs of the distance to the power of p.
    pub sum: f64,
    /// The cut-off c.
    pub cutoff: f64,
    /// The order p.
    pub order: f64,
}

impl Matched {
    /// The mean error of a point, at most c: 0 where both sets are empty.
    pub fn ospa(&self) -> f64 {
        let most = self.truths.max(self.tracks);
        if most == 0 {
            return 0.0;
        }
        let lost = (most - self.pairs) as f64 * self.cutoff.powf(self.order);
        ((self.sum + lost) / most as f64).powf(1.0 / self.order)
    }

    /// The error of all points together, half a cut-off for each missed or false one (α = 2).
    pub fn gospa(&self) -> f64 {
        let alone = (self.truths + self.tracks - 2 * self.pairs) as f64;
        (self.sum + 0.5 * alone * self.cutoff.powf(self.order)).powf(1.0 / self.order)
    }
}

/// Finds the best assignment. `near` tells, for a point of the first set, the points of the second within
/// the cut-off, with their distances.
pub fn matched(
    truths: usize,
    tracks: usize,
    near: &dyn Fn(usize) -> Vec<(usize, f64)>,
    cutoff: f64,
    order: f64,
) -> Matched {
    let edges: Vec<Vec<(usize, f64)>> = (0..truths)
        .map(|truth| near(truth).into_iter().filter(|it| it.1 < cutoff).collect())
        .collect();
    let mut result = Matched { truths, tracks, pairs: 0, sum: 0.0, cutoff, order };
    for (rows, columns) in groups(&edges, tracks) {
        for distance in assign_group(&rows, &columns, &edges, cutoff, order) {
            result.pairs += 1;
            result.sum += distance.powf(order);
        }
    }
    result
}

/// Connected groups of points: those of the first set, those of the second.
fn groups(edges: &[Vec<(usize, f64)>], tracks: usize) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut back: Vec<Vec<usize>> = vec![Vec::new(); tracks];
    for (truth, near) in edges.iter().enumerate() {
        for (track, _) in near {
            if let Some(list) = back.get_mut(*track) {
                list.push(truth);
            }
        }
    }
    let (mut seen_rows, mut seen_columns) = (vec![false; edges.len()], vec![false; tracks]);
    let mut groups = Vec::new();
    for start in 0..edges.len() {
        let (mut rows, mut columns, mut open) = (Vec::new(), Vec::new(), vec![start]);
        while let Some(row) = open.pop() {
            if std::mem::replace(&mut seen_rows[row], true) {
                continue;
            }
            rows.push(row);
            for (column, _) in &edges[row] {
                if !std::mem::replace(&mut seen_columns[*column], true) {
                    columns.push(*column);
                    open.extend(&back[*column]);
                }
            }
        }
        if !columns.is_empty() {
            groups.push((rows, columns));
        }
    }
    groups
}

/// Distances of the pairs of the best assignment of one group.
fn assign_group(
    rows: &[usize],
    columns: &[usize],
    edges: &[Vec<(usize, f64)>],
    cutoff: f64,
    order: f64,
) -> Vec<f64> {
    let distance = |row: usize, column: usize| {
        edges[rows[row]].iter().find(|it| it.0 == columns[column]).map(|it| it.1)
    };
    let is_tall = rows.len() > columns.len();
    let (short, long) =
        if is_tall { (columns.len(), rows.len()) } else { (rows.len(), columns.len()) };
    let at = |i: usize, j: usize| if is_tall { distance(j, i) } else { distance(i, j) };
    let lost = cutoff.powf(order);
    let costs: Vec<Vec<f64>> = (0..short)
        .map(|i| (0..long).map(|j| at(i, j).map_or(lost, |it| it.powf(order))).collect())
        .collect();
    assign(&costs).into_iter().enumerate().filter_map(|(i, j)| at(i, j)).collect()
}

/// The cheapest assignment of every row to a column of its own; rows are not more than columns.
///
/// The Hungarian method with potentials, by shortest augmenting paths: O(rows² · columns).
pub fn assign(costs: &[Vec<f64>]) -> Vec<usize> {
    let (n, m) = (costs.len(), costs.first().map_or(0, Vec::len));
    // Row and column 0 are nobody's: `owner[0]` is the row that looks for a column.
    let (mut u, mut v) = (vec![0.0; n + 1], vec![0.0; m + 1]);
    let mut owner = vec![0_usize; m + 1];
    for row in 1..=n {
        owner[0] = row;
        let (mut least, mut way) = (vec![f64::INFINITY; m + 1], vec![0_usize; m + 1]);
        let (mut done, mut column) = (vec![false; m + 1], 0);
        while owner[column] != 0 {
            done[column] = true;
            let (from, mut step, mut next) = (owner[column], f64::INFINITY, 0);
            for j in (1..=m).filter(|j| !done[*j]) {
                let reduced = costs[from - 1][j - 1] - u[from] - v[j];
                if reduced < least[j] {
                    (least[j], way[j]) = (reduced, column);
                }
                if least[j] < step {
                    (step, next) = (least[j], j);
                }
            }
            for j in 0..=m {
                if done[j] {
                    u[owner[j]] += step;
                    v[j] -= step;
                } else {
                    least[j] -= step;
                }
            }
            column = next;
        }
        while column != 0 {
            owner[column] = owner[way[column]];
            column = way[column];
        }
    }
    let mut answer = vec![0; n];
    for (column, row) in owner.iter().enumerate().skip(1).filter(|(_, row)| **row != 0) {
        answer[row - 1] = column - 1;
    }
    answer
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn on_plane(truths: &[(f64, f64)], tracks: &[(f64, f64)], c: f64, p: f64) -> Matched {
        let near = |i: usize| {
            let (x, y) = truths[i];
            tracks.iter().map(|to| (x - to.0).hypot(y - to.1)).enumerate().collect()
        };
        matched(truths.len(), tracks.len(), &near, c, p)
    }

    fn row(values: &[f64]) -> Vec<(f64, f64)> {
        values.iter().map(|x| (*x, 0.0)).collect()
    }

    /// Stone Soup (ec032a9f), `test_ospametric.py`: five tracks half a unit, or a fifth, beside five truths.
    #[test]
    fn stone_soups_answers() {
        let tracks = row(&[0.0, 1.0, 2.0, 3.0, 4.0]);
        let half = on_plane(&row(&[0.5, 1.5, 2.5, 3.5, 4.5]), &tracks, 10.0, 1.0);
        assert!((half.ospa() - 0.5).abs() < 1e-12);
        assert!((half.gospa() - 2.5).abs() < 1e-12, "five times a half, not normalised");
        for order in [1.0, 2.0] {
            let fifth = on_plane(&row(&[0.2, 1.2, 2.2, 3.2, 4.2]), &tracks, 10.0, order);
            assert!((fifth.ospa() - 0.2).abs() < 1e-12);
        }
    }

    /// By the definition: 5.0 for one missed of two, c for nothing against something, and 57.80715.
    #[test]
    fn missed_and_false_points_cost_the_cutoff() {
        let missed = on_plane(&row(&[0.0, 100.0]), &row(&[0.0]), 10.0, 1.0);
        assert!((missed.ospa() - 5.0).abs() < 1e-12);
        let far = on_plane(
            &[(0.0, 0.0), (10.0, 0.0)],
            &[(3.0, 4.0), (10.0, 0.0), (500.0, 0.0)],
            100.0,
            2.0,
        );
        assert!((far.ospa() - 57.807_15).abs() < 1e-5, "{}", far.ospa());
        assert!((on_plane(&row(&[1.0, 2.0]), &[], 10.0, 2.0).ospa() - 10.0).abs() < 1e-12);
        assert!(on_plane(&[], &[], 10.0, 2.0).ospa().abs() < 1e-12);
    }

    /// Reference 2.4: the Hungarian method on a known matrix costs 5.
    #[test]
    fn a_known_assignment() {
        let costs = vec![vec![4.0, 1.0, 3.0], vec![2.0, 0.0, 5.0], vec![3.0, 2.0, 2.0]];
        assert_eq!(assign(&costs), [1, 0, 2]);
    }

    /// The cheapest by trying all.
    fn brute(truths: &[(f64, f64)], tracks: &[(f64, f64)], c: f64, p: f64) -> f64 {
        let Some((first, rest)) = truths.split_first() else { return 0.0 };
        let skipped = c.powf(p) + brute(rest, tracks, c, p);
        (0..tracks.len()).fold(skipped, |best, j| {
            let distance = (first.0 - tracks[j].0).hypot(first.1 - tracks[j].1).min(c);
            let mut left = tracks.to_vec();
            left.remove(j);
            best.min(distance.powf(p) + brute(rest, &left, c, p))
        })
    }

    proptest! {
        /// Groups and the Hungarian method find what trying all assignments finds.
        #[test]
        fn as_good_as_trying_all(
            truths in prop::collection::vec((0.0..20.0, 0.0..20.0), 0..5),
            tracks in prop::collection::vec((0.0..20.0, 0.0..20.0), 0..5),
            c in 2.0..15.0, p in 1.0..2.5,
        ) {
            let found = on_plane(&truths, &tracks, c, p);
            let cost = found.sum + (truths.len() - found.pairs) as f64 * f64::powf(c, p);
            prop_assert!((cost - brute(&truths, &tracks, c, p)).abs() < 1e-6);
            let back = on_plane(&tracks, &truths, c, p);
            prop_assert!((found.ospa() - back.ospa()).abs() < 1e-9, "it is a metric: symmetric");
        }
    }
}
