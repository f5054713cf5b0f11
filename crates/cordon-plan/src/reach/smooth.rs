//! From scattered particles to a density: each is spread over a window as wide as particles are few around it
//! (the sample-point estimator: Terrell and Scott 1992), from one cell to the whole map by factors of two.

use crate::field::Grid;

/// Particles to the block that a window holds on average, or else a window twice as wide is taken.
const ENOUGH: f32 = 8.0;
/// Weights of a block's neighbours in a row of three.
const BLUR: [f32; 3] = [0.25, 0.5, 0.25];

/// Blocks of so many cells.
struct Blocks {
    width: usize,
    /// Particles' weight in each.
    held: Vec<f32>,
    /// Cells of sea in each.
    sea: Vec<f32>,
}

/// The density by cell; zero where it is not sea. `weight` is by cell and sums to 1, of `count` particles.
pub(super) fn smoothed(grid: &Grid, weight: Vec<f32>, sea: &[bool], count: usize) -> Vec<f32> {
    let open: Vec<f32> = sea.iter().map(|sea| f32::from(u8::from(*sea))).collect();
    let blocks = halvings(Blocks { width: grid.width() as usize, held: weight, sea: open });
    let parts = parted(&blocks, ENOUGH / count.max(1) as f32);
    let mut density: Vec<f32> = Vec::new();
    let mut coarse = 1;
    for (blocks, part) in blocks.iter().zip(parts).rev() {
        let finer = spread(blocks, part);
        density = if density.is_empty() {
            finer
        } else {
            let wide = |index: usize| {
                between(&density, coarse, index % blocks.width, index / blocks.width)
            };
            finer.iter().enumerate().map(|(index, held)| held + wide(index)).collect()
        };
        coarse = blocks.width;
    }
    density.iter().zip(sea).map(|(density, sea)| if *sea { *density } else { 0.0 }).collect()
}

/// The same in blocks ever twice as wide.
fn halvings(cells: Blocks) -> Vec<Blocks> {
    let mut all = vec![cells];
    while let Some(last) = all.last().filter(|last| last.width > 2) {
        let (held, sea) = (halved(&last.held, last.width), halved(&last.sea, last.width));
        all.push(Blocks { width: last.width.div_ceil(2), held, sea });
    }
    all
}

/// What of the weight is spread at each width: all of a cell's at the narrowest where its surroundings hold enough.
fn parted(blocks: &[Blocks], enough: f32) -> Vec<Vec<f32>> {
    let around: Vec<Vec<f32>> =
        blocks.iter().map(|blocks| blurred(&blocks.held, blocks.width)).collect();
    let mut parts: Vec<Vec<f32>> = blocks.iter().map(|it| vec![0.0; it.held.len()]).collect();
    let Some(cells) = blocks.first() else { return parts };
    for (index, held) in cells.held.iter().enumerate().filter(|(_, held)| **held > 0.0) {
        let (column, row) = (index % cells.width, index / cells.width);
        let block = |width: usize| (row >> width) * blocks[width].width + (column >> width);
        let fits = |width: &usize| around[*width][block(*width)] >= enough;
        let width = (0..blocks.len()).find(fits).unwrap_or(blocks.len() - 1);
        parts[width][block(width)] += held;
    }
    parts
}

/// Weight over a block and its neighbours, as much to the cell of sea as each has of it: none is lost ashore.
fn spread(blocks: &Blocks, part: Vec<f32>) -> Vec<f32> {
    let sea = blurred(&blocks.sea, blocks.width);
    let to_a_cell = |(part, sea): (f32, &f32)| if *sea > 0.0 { part / sea } else { 0.0 };
    blurred(&part.into_iter().zip(&sea).map(to_a_cell).collect::<Vec<_>>(), blocks.width)
}

/// The value at a cell between the four blocks, twice as wide, that are nearest.
fn between(values: &[f32], width: usize, column: usize, row: usize) -> f32 {
    let place = |cell: usize| (0.5 * (cell as f32 + 0.5) - 0.5).clamp(0.0, (width - 1) as f32);
    let (x, y) = (place(column), place(row));
    let (left, down) = (x as usize, y as usize);
    let (right, up) = ((left + 1).min(width - 1), (down + 1).min(width - 1));
    let value = |column: usize, row: usize| values[row * width + column];
    let (x, y) = (x - left as f32, y - down as f32);
    let low = value(left, down) + x * (value(right, down) - value(left, down));
    let high = value(left, up) + x * (value(right, up) - value(left, up));
    low + y * (high - low)
}

/// Sums of two by two.
fn halved(values: &[f32], width: usize) -> Vec<f32> {
    let half = width.div_ceil(2);
    let mut sums = vec![0.0; half * half];
    for (index, value) in values.iter().enumerate() {
        sums[index / width / 2 * half + index % width / 2] += value;
    }
    sums
}

/// By [`BLUR`] along rows, then along columns.
fn blurred(values: &[f32], width: usize) -> Vec<f32> {
    let mut along = vec![0.0; values.len()];
    for (from, to) in values.chunks(width).zip(along.chunks_mut(width)) {
        for (column, to) in to.iter_mut().enumerate() {
            let beside = |off: usize| (column + off).checked_sub(1).and_then(|at| from.get(at));
            *to = (0..3).filter_map(|off| Some(BLUR[off] * beside(off)?)).sum();
        }
    }
    let mut across = vec![0.0; values.len()];
    for (index, to) in across.iter_mut().enumerate() {
        let beside =
            |off: usize| (index + off * width).checked_sub(width).and_then(|at| along.get(at));
        *to = (0..3).filter_map(|off| Some(BLUR[off] * beside(off)?)).sum();
    }
    across
}

#[cfg(test)]
mod tests {
    use cordon_core::Position;

    use super::*;

    fn grid() -> Grid {
        Grid::around_place(Position::wrapped(10.0, 20.0), 50_000.0, 1_000.0)
    }

    /// Many in one cell stay near it, few are spread wider, and land holds nothing.
    #[test]
    fn few_are_spread_wider_than_many() {
        let grid = grid();
        let sea: Vec<bool> = (0..grid.len()).map(|index| grid.at(index).column > 30).collect();
        let peak = |count: usize| {
            let mut weight = vec![0.0; grid.len()];
            weight[grid.centre().index(&grid)] = 1.0;
            let density = smoothed(&grid, weight, &sea, count);
            let sum: f32 = density.iter().sum();
            let ashore = density.iter().zip(&sea).filter(|(held, sea)| !**sea && **held > 0.0);
            assert_eq!(ashore.count(), 0);
            density[grid.centre().index(&grid)] / sum
        };
        let (many, few) = (peak(10_000), peak(2));
        assert!(many > 0.2 && few < 0.05, "{many} {few}");
    }

    #[test]
    fn what_is_even_stays_even() {
        let grid = grid();
        let weight = vec![1.0 / grid.len() as f32; grid.len()];
        let density =
            smoothed(&grid, weight, &vec![true; grid.len()], 10 * ENOUGH as usize * grid.len());
        let even = 1.0 / grid.len() as f32;
        let inner = |index: &usize| {
            let cell = grid.at(*index);
            let edge = |n: i32| n.min(grid.width() - 1 - n) < 2;
            !edge(cell.column) && !edge(cell.row)
        };
        for index in (0..grid.len()).filter(inner) {
            assert!((density[index] / even - 1.0).abs() < 1e-3, "{index}");
        }
        assert!((density.iter().sum::<f32>() - 1.0).abs() < 1e-3);
    }
}
