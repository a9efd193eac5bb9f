//! Ruled lines on which something is written: taken away where nothing crosses them, so that what stands on them is left.

/// Shortest rule, in heights of print.
const LEAST: f32 = 2.5;
/// Steepest rule, height over length: a scan lies askew by less than two degrees.
const STEEPEST: f32 = 0.035;
/// Gap in a rule that pale ink or a cutting stroke leaves, pixels.
const GAP: usize = 3;
/// Pixels of fall from one line looked along to the next: a rule is three thick.
const FALL: usize = 2;
/// Rules in one place, at most.
const MOST: usize = 4;

/// Takes the rules out of a picture of ink, `w` pixels wide, whose print is `h` pixels high: ruled pixels stay where a stroke
/// crosses them.
pub(super) fn erase(on: &mut [bool], w: usize, h: i32) {
    let rows = on.len() / w.max(1);
    let thick = (h as usize / 7).max(4);
    for _ in 0..MOST {
        let Some(rule) = longest(on, w, rows).filter(|r| (r.to - r.from) as f32 >= LEAST * h as f32) else {
            return;
        };
        let mut erased = false;
        for x in rule.from..rule.to {
            let y = rule.at(x, w);
            let set = |y: usize| on.get(y * w + x).copied().unwrap_or(false);
            let Some(middle) = (y.saturating_sub(1)..=(y + 1).min(rows - 1)).find(|y| set(*y)) else {
                continue;
            };
            let top = (0..middle).rev().take_while(|y| set(*y)).count();
            let below = (middle + 1..rows).take_while(|y| set(*y)).count();
            let crossed = top + below + 1 > thick;
            // A stroke that crosses the rule keeps all its pixels.
            if crossed {
                continue;
            }
            for y in middle - top..=middle + below {
                if let Some(o) = on.get_mut(y * w + x) {
                    *o = false;
                }
            }
            erased = true;
        }
        if !erased {
            return;
        }
    }
}

/// A straight run of ink: the row where it would meet the first column, what it falls over the whole width, its columns.
struct Rule {
    row: i32,
    fall: i32,
    from: usize,
    to: usize,
}

impl Rule {
    fn at(&self, x: usize, w: usize) -> usize {
        (self.row + self.fall * x as i32 / w.max(1) as i32).max(0) as usize
    }
}

/// The longest run over all nearly level lines; the first of equals.
fn longest(on: &[bool], w: usize, rows: usize) -> Option<Rule> {
    let most = (STEEPEST * w as f32).ceil() as i32;
    let mut best: Option<Rule> = None;
    for fall in (-most..=most).step_by(FALL) {
        for row in -most..rows as i32 + most {
            let mut rule = Rule {
                row,
                fall,
                from: 0,
                to: 0,
            };
            let (mut start, mut last): (usize, Option<usize>) = (0, None);
            for x in 0..w {
                let y = row + fall * x as i32 / w.max(1) as i32;
                let ink = (0..rows as i32).contains(&y) && on.get(y as usize * w + x) == Some(&true);
                if !ink {
                    continue;
                }
                if last.is_none_or(|l| x - l > GAP) {
                    start = x;
                }
                last = Some(x);
                if x + 1 - start > rule.to - rule.from {
                    (rule.from, rule.to) = (start, x + 1);
                }
            }
            if best.as_ref().is_none_or(|b| rule.to - rule.from > b.to - b.from) {
                best = Some(rule);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    const W: usize = 400;
    const H: i32 = 40;

    fn picture(ink: impl Fn(usize, usize) -> bool) -> Vec<bool> {
        (0..W * 120).map(|i| ink(i % W, i / W)).collect()
    }

    #[test]
    fn a_rule_goes_and_a_stroke_across_it_stays_whole() {
        let rule = |x: usize, y: usize| (30..380).contains(&x) && (80 + x / 60..83 + x / 60).contains(&y);
        let stroke = |x: usize, y: usize| (100..106).contains(&x) && (20..110).contains(&y);
        let mut on = picture(|x, y| rule(x, y) || stroke(x, y));
        erase(&mut on, W, H);
        let left = |f: &dyn Fn(usize, usize) -> bool| (0..on.len()).filter(|i| on[*i] && f(i % W, i / W)).count();
        assert_eq!(left(&stroke), 6 * 90);
        assert_eq!(left(&|x, y| !stroke(x, y)), 0);
    }

    #[test]
    fn short_and_thick_things_are_no_rules() {
        let bar = picture(|x, y| (50..120).contains(&x) && (60..64).contains(&y));
        let block = picture(|x, y| (50..300).contains(&x) && (40..80).contains(&y));
        for before in [bar, block] {
            let mut on = before.clone();
            erase(&mut on, W, H);
            assert_eq!(on, before);
        }
    }
}
