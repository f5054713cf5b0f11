//! The assignment of least cost (Kuhn 1955; shortest augmenting paths of Jonker and Volgenant 1987).

/// The column of each row so that the sum of costs is least. There must be at least as many columns as
/// rows; rows shorter than the longest cost nothing beyond their end. Of equal sums, always the same
/// one.
pub fn least_cost(costs: &[Vec<f64>]) -> Vec<usize> {
    let columns = costs.iter().map(Vec::len).max().unwrap_or(0);
    if columns < costs.len() {
        return Vec::new();
    }
    let mut state = Prices {
        row: vec![0.0; costs.len()],
        column: vec![0.0; columns],
        holder: vec![None; columns],
    };
    for row in 0..costs.len() {
        state.augment(costs, row);
    }
    let mut chosen = vec![0; costs.len()];
    for (column, holder) in state.holder.iter().enumerate() {
        if let Some(place) = holder.and_then(|row| chosen.get_mut(row)) {
            *place = column;
        }
    }
    chosen
}

/// Dual prices, and which row holds each column.
struct Prices {
    row: Vec<f64>,
    column: Vec<f64>,
    holder: Vec<Option<usize>>,
}

impl Prices {
    /// Gives `start` a column along the cheapest path of swaps (Dijkstra over reduced costs).
    fn augment(&mut self, costs: &[Vec<f64>], start: usize) {
        let columns = self.column.len();
        let mut least = vec![f64::INFINITY; columns];
        let mut from: Vec<Option<usize>> = vec![None; columns];
        let mut done = vec![false; columns];
        let (mut row, mut reached) = (start, None);
        loop {
            let paid = reached.map_or(0.0, |column: usize| least[column]);
            for column in (0..columns).filter(|column| !done[*column]) {
                let cost = costs[row].get(column).copied().unwrap_or(0.0);
                let way = paid + cost - self.row[row] - self.column[column];
                if way < least[column] {
                    least[column] = way;
                    from[column] = reached;
                }
            }
            let open = (0..columns).filter(|column| !done[*column]);
            let Some(next) = open.min_by(|a, b| least[*a].total_cmp(&least[*b])) else { return };
            done[next] = true;
            reached = Some(next);
            match self.holder[next] {
                Some(holder) => row = holder,
                None => return self.settle(start, next, &least, &from, &done),
            }
        }
    }

    /// New prices, then the swaps along the path that ended at `last`.
    fn settle(
        &mut self,
        start: usize,
        last: usize,
        least: &[f64],
        from: &[Option<usize>],
        done: &[bool],
    ) {
        let total = least[last];
        self.row[start] += total;
        for column in (0..done.len()).filter(|column| done[*column] && *column != last) {
            let slack = total - least[column];
            self.column[column] -= slack;
            if let Some(holder) = self.holder[column] {
                self.row[holder] += slack;
            }
        }
        let mut column = last;
        while let Some(before) = from[column] {
            self.holder[column] = self.holder[before];
            column = before;
        }
        self.holder[column] = Some(start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sum(costs: &[Vec<f64>], chosen: &[usize]) -> f64 {
        costs.iter().zip(chosen).map(|(row, column)| row[*column]).sum()
    }

    /// Drill reference 2.4: columns 1, 0, 2 at a cost of 5, as `pathfinding::kuhn_munkres` and microlp.
    #[test]
    fn the_known_answer() {
        let costs = [vec![4.0, 1.0, 3.0], vec![2.0, 0.0, 5.0], vec![3.0, 2.0, 2.0]];
        let chosen = least_cost(&costs);
        assert_eq!((chosen.as_slice(), sum(&costs, &chosen)), (&[1, 0, 2][..], 5.0));
    }

    /// The least sum over all ways to choose.
    fn brute(costs: &[Vec<f64>], taken: u32) -> f64 {
        let Some((row, rest)) = costs.split_first() else { return 0.0 };
        let free = (0..row.len()).filter(|column| taken & (1 << column) == 0);
        free.map(|column| row[column] + brute(rest, taken | 1 << column))
            .fold(f64::INFINITY, f64::min)
    }

    proptest! {
        #[test]
        fn nothing_is_cheaper(costs in (1..6_usize, 0..3_usize).prop_flat_map(|(rows, more)| {
            prop::collection::vec(prop::collection::vec(-9.0..9.0_f64, rows + more), rows)
        })) {
            let chosen = least_cost(&costs);
            let mut columns = chosen.clone();
            columns.sort_unstable();
            columns.dedup();
            prop_assert_eq!(columns.len(), costs.len());
            prop_assert!((sum(&costs, &chosen) - brute(&costs, 0)).abs() < 1e-9);
        }
    }
}
