//! Rings cut to a box (Sutherland and Hodgman 1974), in whole units of a grid.

/// A corner's column and row, and whose shore leaves it.
pub type Corner = ([i32; 2], Option<u16>);

/// The part of a ring between two columns and two rows. What was outside is drawn along the sides,
/// there and back where need be, so that even-odd stays right inside.
pub fn to_box(ring: &[Corner], columns: [i32; 2], rows: [i32; 2]) -> Vec<Corner> {
    let mut clipped = to_side(ring, 0, columns[0], |x, side| x >= side);
    clipped = to_side(&clipped, 0, columns[1], |x, side| x <= side);
    clipped = to_side(&clipped, 1, rows[0], |y, side| y >= side);
    clipped = to_side(&clipped, 1, rows[1], |y, side| y <= side);
    clipped.dedup_by(|next, last| next.0 == last.0);
    let is_flat = |axis: usize| {
        clipped.iter().all(|(c, _)| Some(c[axis]) == clipped.first().map(|f| f.0[axis]))
    };
    if clipped.len() < 3 || is_flat(0) || is_flat(1) { Vec::new() } else { clipped }
}

fn to_side(
    ring: &[Corner],
    axis: usize,
    side: i32,
    is_inside: impl Fn(i32, i32) -> bool,
) -> Vec<Corner> {
    let mut out = Vec::new();
    let mut before = ring.last().copied();
    for &to in ring {
        if let Some(from) = before
            && is_inside(from.0[axis], side) != is_inside(to.0[axis], side)
        {
            out.push((crossing(from.0, to.0, axis, side), from.1));
        }
        if is_inside(to.0[axis], side) {
            out.push(to);
        }
        before = Some(to);
    }
    out
}

fn crossing(from: [i32; 2], to: [i32; 2], axis: usize, side: i32) -> [i32; 2] {
    let [from_along, to_along] = [from, to].map(|c| f64::from(c[axis]));
    let part = (f64::from(side) - from_along) / (to_along - from_along);
    let [a, b] = [from, to].map(|c| f64::from(c[1 - axis]));
    let mut at = [side; 2];
    at[1 - axis] = (a + part * (b - a)).round() as i32;
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Twice the signed area.
    fn area(ring: &[Corner]) -> i64 {
        let next = ring.iter().cycle().skip(1);
        ring.iter()
            .zip(next)
            .map(|((a, _), (b, _))| {
                i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1])
            })
            .sum()
    }

    #[test]
    fn a_square_over_a_corner_leaves_a_quarter() {
        let square = [[0, 0], [10, 0], [10, 10], [0, 10]].map(|c| (c, Some(3)));
        let quarter = to_box(&square, [5, 100], [5, 100]);
        assert_eq!(area(&quarter), 2 * 25);
        assert!(quarter.iter().all(|(_, state)| *state == Some(3)));
        assert!(to_box(&square, [20, 30], [0, 10]).is_empty());
    }

    proptest! {
        /// Two halves of any ring are as large as the whole.
        #[test]
        fn nothing_is_lost_at_a_cut(
            ring in prop::collection::vec(prop::array::uniform2(-500_i32..500), 3..20),
            side in -400..400_i32,
        ) {
            // Corners far apart, so that rounding at the cut is small beside the area.
            let ring: Vec<Corner> = ring.iter().map(|c| (c.map(|n| n * 2_000), None)).collect();
            let side = side * 2_000;
            let high = [-1_000_000, 1_000_000];
            let west = area(&to_box(&ring, [-1_000_000, side], high));
            let east = area(&to_box(&ring, [side, 1_000_000], high));
            prop_assert!((west + east - area(&ring)).abs() < 2_000_000 * 20);
        }
    }
}
