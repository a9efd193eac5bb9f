//! Working days of mainland China: the week, and the State Council's yearly notices on public holidays as a table.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::date::Date;

/// Days that differ from the week: `true` is a day off, `false` a weekend day that is worked.
static DIFFERS: LazyLock<BTreeMap<Date, bool>> = LazyLock::new(|| {
    include_str!("workdays.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .skip(1)
        .filter_map(|l| {
            let mut cell = l.split('\t');
            Some((cell.next()?.parse().ok()?, cell.next()? == "h"))
        })
        .collect()
});

/// Whether the table holds the notice of a year.
pub fn is_known(year: i16) -> bool {
    DIFFERS.keys().any(|d| d.year() == year)
}

/// Whether a day is worked. In a year without its notice only weekends are off: ask [`is_known`].
pub fn is_workday(day: Date) -> bool {
    match DIFFERS.get(&day) {
        Some(off) => !off,
        None => !day.is_weekend(),
    }
}

/// The `n`th working day after a day, and whether every year on the way has its notice.
pub fn after(day: Date, n: u32) -> (Date, bool) {
    let (mut at, mut left, mut known) = (day, n, is_known(day.year()));
    while left > 0 {
        let next = at.plus_days(1);
        if next == at {
            break;
        }
        at = next;
        known &= is_known(at.year());
        left -= u32::from(is_workday(at));
    }
    (at, known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Date {
        s.parse().unwrap()
    }

    #[test]
    fn holidays_and_worked_weekends() {
        // Notice for 2026: New Year off 1 to 3 January, Sunday the 4th worked; Spring Festival 15 to 23 February.
        assert!(!is_workday(day("2026-01-02")) && is_workday(day("2026-01-04")));
        assert!(!is_workday(day("2026-02-16")) && is_workday(day("2026-02-14")));
        assert!(is_workday(day("2026-06-01")) && !is_workday(day("2026-06-06")));
    }

    #[test]
    fn working_days_are_counted_from_the_day_after() {
        // Friday 29 May 2026: the next working day is Monday.
        assert_eq!(after(day("2026-05-29"), 1), (day("2026-06-01"), true));
        // Dragon Boat: 19 to 21 June are off.
        assert_eq!(after(day("2026-06-18"), 1), (day("2026-06-22"), true));
        assert!(!after(day("2031-01-01"), 3).1);
    }
}
