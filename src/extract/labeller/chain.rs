//! A linear-chain conditional random field over the units of a page (Lafferty, McCallum, Pereira, 2001): the likeliest sequence of
//! tags (Viterbi) and the probability of each tag (forward-backward).

/// Scores (log potentials) of one page: `emission[unit][tag]`, `step[unit][from][to]`, the first step unused.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    /// Of each unit under each tag.
    pub emission: Vec<Vec<f64>>,
    /// Of each step into a unit.
    pub step: Vec<Vec<Vec<f64>>>,
}

/// Probabilities of the tags.
#[derive(Debug, Clone, Default)]
pub struct Marginals {
    /// Of each unit's tags.
    pub node: Vec<Vec<f64>>,
    /// Of each step's pairs of tags, the first step empty.
    pub edge: Vec<Vec<Vec<f64>>>,
    /// Logarithm of the partition function.
    pub log_z: f64,
}

impl Scores {
    fn tags(&self) -> usize {
        self.emission.first().map_or(0, Vec::len)
    }

    /// The likeliest sequence of tags.
    pub fn best(&self) -> Vec<usize> {
        let tags = self.tags();
        let Some(first) = self.emission.first() else {
            return Vec::new();
        };
        let mut score = first.clone();
        let mut back: Vec<Vec<usize>> = Vec::new();
        for (emission, step) in self.emission.iter().zip(&self.step).skip(1) {
            let mut next = vec![f64::MIN; tags];
            let mut from = vec![0; tags];
            for to in 0..tags {
                for p in 0..tags {
                    let s = score[p] + step[p][to] + emission[to];
                    if s > next[to] {
                        (next[to], from[to]) = (s, p);
                    }
                }
            }
            score = next;
            back.push(from);
        }
        let mut last = (0..tags).fold(0, |best, t| if score[t] > score[best] { t } else { best });
        let mut out = vec![last];
        for from in back.iter().rev() {
            last = from[last];
            out.push(last);
        }
        out.reverse();
        out
    }

    /// The score of a sequence of tags.
    pub fn of(&self, tags: &[usize]) -> f64 {
        let nodes: f64 = self.emission.iter().zip(tags).map(|(e, t)| e[*t]).sum();
        let steps = self
            .step
            .iter()
            .skip(1)
            .zip(tags.windows(2))
            .map(|(s, w)| s[w[0]][w[1]]);
        nodes + steps.sum::<f64>()
    }

    /// The probability of every tag and of every pair of neighbouring tags: forward-backward with scaled probabilities (Rabiner,
    /// 1989).
    pub fn marginals(&self) -> Marginals {
        let (n, tags) = (self.emission.len(), self.tags());
        if n == 0 {
            return Marginals::default();
        }
        // The largest emission of each unit is taken out before the exponential, and goes back into the logarithm.
        let most: Vec<f64> = self
            .emission
            .iter()
            .map(|e| e.iter().copied().fold(f64::MIN, f64::max))
            .collect();
        let lift = |row: &Vec<f64>, by: f64| row.iter().map(|v| (v - by).exp()).collect::<Vec<f64>>();
        let node: Vec<Vec<f64>> = self.emission.iter().zip(&most).map(|(e, m)| lift(e, *m)).collect();
        let step: Vec<Vec<Vec<f64>>> = self
            .step
            .iter()
            .map(|s| s.iter().map(|row| lift(row, 0.0)).collect())
            .collect();
        let mut log_z = most.iter().sum::<f64>();
        let mut forward: Vec<Vec<f64>> = Vec::with_capacity(n);
        let mut scale = vec![1.0; n];
        for i in 0..n {
            let mut row = node[i].clone();
            if let Some(before) = i.checked_sub(1).map(|j| &forward[j]) {
                for (to, r) in row.iter_mut().enumerate() {
                    *r *= (0..tags).map(|p| before[p] * step[i][p][to]).sum::<f64>();
                }
            }
            scale[i] = row.iter().sum::<f64>().max(f64::MIN_POSITIVE);
            for r in &mut row {
                *r /= scale[i];
            }
            log_z += scale[i].ln();
            forward.push(row);
        }
        let mut backward = vec![vec![1.0; tags]; n];
        for i in (1..n).rev() {
            for p in 0..tags {
                let to = |t: usize| step[i][p][t] * node[i][t] * backward[i][t];
                backward[i - 1][p] = (0..tags).map(to).sum::<f64>() / scale[i];
            }
        }
        let edge = (0..n).map(|i| {
            let pair = |p: usize, t: usize| forward[i - 1][p] * step[i][p][t] * node[i][t] * backward[i][t] / scale[i];
            let from = if i == 0 { 0..0 } else { 0..tags };
            from.map(|p| (0..tags).map(|t| pair(p, t)).collect()).collect()
        });
        Marginals {
            node: (0..n)
                .map(|i| (0..tags).map(|t| forward[i][t] * backward[i][t]).collect())
                .collect(),
            edge: edge.collect(),
            log_z,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three units, two tags.
    fn scores() -> Scores {
        Scores {
            emission: vec![vec![1.0, 0.2], vec![0.0, 0.5], vec![-0.3, 0.4]],
            step: vec![
                Vec::new(),
                vec![vec![0.7, -0.2], vec![0.1, 0.3]],
                vec![vec![0.2, 0.0], vec![-1.0, 0.6]],
            ],
        }
    }

    fn all() -> Vec<[usize; 3]> {
        let bits = |n: usize| [n & 1, n >> 1 & 1, n >> 2 & 1];
        (0..8).map(bits).collect()
    }

    #[test]
    fn the_best_sequence_is_the_best_of_all() {
        let s = scores();
        let best = s.best();
        assert!(all().iter().all(|t| s.of(t) <= s.of(&best) + 1e-12));
    }

    #[test]
    fn marginals_are_those_of_counting_every_sequence() {
        let s = scores();
        let m = s.marginals();
        let z: f64 = all().iter().map(|t| s.of(t).exp()).sum();
        assert!((m.log_z - z.ln()).abs() < 1e-9);
        for unit in 0..3 {
            for tag in 0..2 {
                let of: f64 = all().iter().filter(|t| t[unit] == tag).map(|t| s.of(t).exp()).sum();
                assert!((m.node[unit][tag] - of / z).abs() < 1e-9);
            }
        }
        let pair: f64 = all()
            .iter()
            .filter(|t| t[1] == 1 && t[2] == 0)
            .map(|t| s.of(t).exp())
            .sum();
        assert!((m.edge[2][1][0] - pair / z).abs() < 1e-9);
    }

    #[test]
    fn a_page_without_units_has_no_tags() {
        assert!(Scores::default().best().is_empty());
        assert_eq!(Scores::default().marginals().log_z, 0.0);
    }
}
