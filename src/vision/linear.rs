//! Small systems of linear equations. (`nalgebra`, which `imageproc` stands on, has them too; it would be named for this alone.)

/// Solves `N` equations in `N` unknowns for each of `RIGHT` right sides. A row holds its factors and then its right sides, `WIDE` =
/// `N` + `RIGHT` numbers. By Gauss and Jordan with the largest pivot of each column; `None` where a pivot is less than `least`: the
/// equations leave something open.
pub fn solve<const N: usize, const WIDE: usize, const RIGHT: usize>(
    mut rows: [[f64; WIDE]; N],
    least: f64,
) -> Option<[[f64; RIGHT]; N]> {
    const { assert!(WIDE == N + RIGHT) };
    for i in 0..N {
        let pivot = (i..N).max_by(|a, b| rows[*a][i].abs().total_cmp(&rows[*b][i].abs()))?;
        rows.swap(i, pivot);
        let top = rows[i];
        if top[i].abs() < least {
            return None;
        }
        for (_, row) in rows.iter_mut().enumerate().filter(|(r, _)| *r != i) {
            let factor = row[i] / top[i];
            row.iter_mut().zip(top).for_each(|(v, t)| *v -= factor * t);
        }
    }
    let solved = |i: usize| std::array::from_fn(|k| rows[i][N + k] / rows[i][i]);
    Some(std::array::from_fn(solved))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknowns_are_found_and_what_is_left_open_is_told() {
        // x = 2, y = -1, z = 3; the first pivot is 0 as it stands.
        let rows = [[0.0, 2.0, 1.0, 1.0], [1.0, 1.0, 1.0, 4.0], [3.0, 0.0, -1.0, 3.0]];
        let [[x], [y], [z]] = solve(rows, 1e-9).unwrap();
        assert!((x - 2.0).abs() < 1e-12 && (y + 1.0).abs() < 1e-12 && (z - 3.0).abs() < 1e-12);
        // Two right sides at once.
        assert_eq!(
            solve([[2.0, 0.0, 2.0, 4.0], [0.0, 4.0, 4.0, 8.0]], 1e-9),
            Some([[1.0, 2.0], [1.0, 2.0]])
        );
        assert_eq!(solve::<2, 3, 1>([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0]], 1e-9), None);
    }
}
