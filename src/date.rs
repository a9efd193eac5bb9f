//! Calendar dates: ISO dates, spans of validity, the day a run judges by.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A calendar day (proleptic Gregorian), `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// A day that exists in the calendar, years 1 to 9999.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        if year < 1 {
            return None;
        }
        jiff::civil::Date::new(year, month, day).ok().map(Self)
    }
    /// Year, 1 to 9999.
    pub fn year(self) -> i16 {
        self.0.year()
    }
    /// Month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }
    /// Day of the month, 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }
    /// The day `days` later (earlier where negative); the last representable day at the ends of the calendar.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(
            self.0
                .saturating_add(jiff::Span::new().days(days.clamp(-3_000_000, 3_000_000))),
        )
    }
    /// The same day of the month `months` later, or that month's last day where it is shorter.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        Self(
            self.0
                .saturating_add(jiff::Span::new().months(months.clamp(-100_000, 100_000))),
        )
    }
    /// The same day `years` later (29 February becomes 28).
    #[must_use]
    pub fn plus_years(self, years: i32) -> Self {
        self.plus_months(years.saturating_mul(12))
    }
    /// Days from this day to `other`, negative where `other` is earlier.
    pub fn days_until(self, other: Self) -> i32 {
        self.0.until(other.0).map_or(0, |s| s.get_days())
    }
    /// Whether it is a Saturday or Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(
            self.0.weekday(),
            jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday
        )
    }
    /// Whole years from this day of birth to `other`: the age on that day (full years, 周岁).
    pub fn age_on(self, other: Self) -> i32 {
        let mut years = i32::from(other.year()) - i32::from(self.year());
        if (other.month(), other.day()) < (self.month(), self.day()) {
            years -= 1;
        }
        years
    }
    /// `2026年06月01日`.
    pub fn chinese(self) -> String {
        format!("{}年{:02}月{:02}日", self.year(), self.month(), self.day())
    }
}

impl Date {
    /// The day it is in China now (UTC+8). Only the command line asks; below it the day is handed down.
    pub fn today_in_china() -> Self {
        Instant(jiff::Timestamp::now()).china_date()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

/// Not an ISO date of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a date of the form YYYY-MM-DD")]
pub struct NotADate(pub String);

impl FromStr for Date {
    type Err = NotADate;
    fn from_str(s: &str) -> Result<Self, NotADate> {
        let wrong = || NotADate(s.chars().take(40).collect());
        let b = s.as_bytes();
        if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
            return Err(wrong());
        }
        let number = |t: Option<&str>| {
            t.filter(|t| t.bytes().all(|c| c.is_ascii_digit()))
                .and_then(|t| t.parse::<i16>().ok())
        };
        match (number(s.get(0..4)), number(s.get(5..7)), number(s.get(8..10))) {
            (Some(y), Some(m), Some(d)) => Self::new(y, m as i8, d as i8).ok_or_else(wrong),
            _ => Err(wrong()),
        }
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let s = std::borrow::Cow::<'_, str>::deserialize(d)?;
        s.parse().map_err(serde::de::Error::custom)
    }
}

/// Until when something is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Validity {
    /// The last valid day.
    Until(Date),
    /// 长期
    LongTerm,
}

impl Validity {
    /// Whether it has ended before `day` (the last day itself is still valid).
    pub fn ended_before(self, day: Date) -> bool {
        matches!(self, Validity::Until(last) if last < day)
    }
}

impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Validity::Until(d) => d.fmt(f),
            Validity::LongTerm => f.write_str("long-term"),
        }
    }
}

impl FromStr for Validity {
    type Err = NotADate;
    fn from_str(s: &str) -> Result<Self, NotADate> {
        if s == "long-term" {
            Ok(Validity::LongTerm)
        } else {
            s.parse().map(Validity::Until)
        }
    }
}

/// A point of time with its offset, for the clock times of a declaration (RFC 3339).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(jiff::Timestamp);

impl Instant {
    /// Whole seconds from this instant to `other`.
    pub fn seconds_until(self, other: Self) -> i64 {
        other.0.as_second() - self.0.as_second()
    }
    /// Whole seconds since 1970 (UTC).
    pub fn unix_seconds(self) -> i64 {
        self.0.as_second()
    }
    /// The instant so many seconds after 1970 (UTC); `None` beyond the calendar.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        jiff::Timestamp::from_second(seconds).ok().map(Self)
    }
    /// The calendar day in China (UTC+8, no daylight saving since 1991).
    pub fn china_date(self) -> Date {
        Date(jiff::tz::Offset::constant(8).to_datetime(self.0).date())
    }
    /// So many hours later, RFC 3339 with China's offset.
    pub fn plus_hours_in_china(self, hours: i64) -> String {
        let later = self
            .0
            .saturating_add(jiff::SignedDuration::from_hours(hours))
            .unwrap_or(self.0);
        format!("{}+08:00", jiff::tz::Offset::constant(8).to_datetime(later))
    }
    /// The end of a calendar day in China.
    pub fn end_of_china_day(day: Date) -> Option<Self> {
        format!("{day}T23:59:59+08:00").parse().ok()
    }
}

impl FromStr for Instant {
    type Err = NotADate;
    fn from_str(s: &str) -> Result<Self, NotADate> {
        s.parse::<jiff::Timestamp>()
            .map(Self)
            .map_err(|_| NotADate(s.chars().take(40).collect()))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Date {
        s.parse().unwrap()
    }

    #[test]
    fn dates_are_of_the_calendar() {
        assert_eq!(day("2024-02-29").to_string(), "2024-02-29");
        for bad in [
            "2023-02-29",
            "2023-13-01",
            "2023-1-1",
            "20230101",
            "",
            "2023-01-0a",
            "+023-01-01",
            "２０２３-01-01",
        ] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
    }

    #[test]
    fn months_and_ages_follow_the_civil_calendar() {
        assert_eq!(day("2026-01-31").plus_months(1), day("2026-02-28"));
        assert_eq!(day("2004-02-29").plus_years(1), day("2005-02-28"));
        assert_eq!(day("2008-06-01").age_on(day("2026-06-01")), 18);
        assert_eq!(day("2008-06-02").age_on(day("2026-06-01")), 17);
        assert_eq!(day("2026-05-28").days_until(day("2026-06-01")), 4);
    }

    #[test]
    fn the_last_valid_day_is_valid() {
        let v = Validity::Until(day("2026-06-01"));
        assert!(!v.ended_before(day("2026-06-01")));
        assert!(v.ended_before(day("2026-06-02")));
        assert!(!Validity::LongTerm.ended_before(day("9999-12-31")));
    }

    #[test]
    fn instants_are_compared_across_offsets() {
        let a: Instant = "2026-05-28T10:00:00+08:00".parse().unwrap();
        let b: Instant = "2026-05-28T02:00:01Z".parse().unwrap();
        assert_eq!(a.seconds_until(b), 1);
        assert_eq!(
            "2026-05-27T20:00:00Z".parse::<Instant>().unwrap().china_date(),
            day("2026-05-28")
        );
    }
}
