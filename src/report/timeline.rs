//! Where a filing stands in its six stages, and the dates that follow. In: the declaration's clock times. Nothing here is a
//! finding: `process.sms-late` is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::intake::Declaration;
use crate::workdays;

/// The six stages (六阶段) of the user's guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// 域名与服务器验证
    Verification,
    /// 信息填报
    Filling,
    /// 初审
    FirstReview,
    /// 短信核验
    SmsCheck,
    /// 管局终审
    BureauReview,
    /// 备案完成
    Done,
}

impl Stage {
    /// The Chinese name.
    pub const fn zh(self) -> &'static str {
        match self {
            Stage::Verification => "域名与服务器验证",
            Stage::Filling => "信息填报",
            Stage::FirstReview => "初审",
            Stage::SmsCheck => "短信核验",
            Stage::BureauReview => "管局终审",
            Stage::Done => "备案完成",
        }
    }
}

/// A span of days, both ends with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Window {
    /// First day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub from: Date,
    /// Last day.
    #[schemars(with = "String", extend("format" = "date"))]
    pub to: Date,
}

/// Where a filing stands and what follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TimelineRow {
    /// The stage it stands in, by the times that are declared.
    pub stage: Stage,
    /// When the first review is to be expected: 1 to 2 working days after the submission.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub first_review: Option<Window>,
    /// Latest time of the SMS check: 24 hours after the SMS, RFC 3339 with China's offset.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sms_until: Option<String>,
    /// When the bureau's answer is to be expected: 3 to 21 working days after it received the case.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bureau: Option<Window>,
    /// Day by which this province's bureau has usually answered.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub bureau_usually: Option<Date>,
    /// False where a year on the way has no holiday notice in the table: public holidays are then not counted.
    pub holidays_known: bool,
}

/// Days within which the bureau of these provinces usually answers (user's guide: 北京、广东普遍在7日内).
const USUALLY: &[(&str, i32)] = &[("11", 7), ("44", 7)];
/// Working days of the first review (user's guide: 1-2 个工作日).
const FIRST_REVIEW: (u32, u32) = (1, 2);
/// Working days of the bureau (user's guide: 3-21 个工作日).
const BUREAU: (u32, u32) = (3, 21);
/// Hours of the SMS check (user's guide: 24 小时内).
const SMS_HOURS: i64 = 24;

/// The timeline of a case; `None` where it declares no time at all.
pub fn of(d: &Declaration) -> Option<TimelineRow> {
    let t = d.timeline.clone().unwrap_or_default();
    let told = [
        d.submitted_at,
        t.sms_sent_at,
        t.sms_verified_at,
        t.first_review_started_at,
        t.first_review_done_at,
        t.bureau_received_at,
        t.bureau_done_at,
    ];
    if told.iter().all(Option::is_none) {
        return None;
    }
    let stage = if t.bureau_done_at.is_some() {
        Stage::Done
    } else if t.bureau_received_at.is_some() || t.sms_verified_at.is_some() {
        Stage::BureauReview
    } else if t.sms_sent_at.is_some() || t.first_review_done_at.is_some() {
        Stage::SmsCheck
    } else if t.first_review_started_at.is_some() || d.submitted_at.is_some() {
        Stage::FirstReview
    } else {
        Stage::Filling
    };
    let mut known = true;
    let mut window = |from: Date, days: (u32, u32)| {
        let (first, a) = workdays::after(from, days.0);
        let (last, b) = workdays::after(from, days.1);
        known &= a && b;
        Window { from: first, to: last }
    };
    let first_review = d.submitted_at.map(|at| window(at.china_date(), FIRST_REVIEW));
    // The bureau's days run from its receipt; a case that passed the SMS check goes there the same day.
    let received = t.bureau_received_at.or(t.sms_verified_at);
    let bureau = received.map(|at| window(at.china_date(), BUREAU));
    let usual = USUALLY.iter().find(|(code, _)| *code == d.province.code);
    Some(TimelineRow {
        stage,
        first_review,
        sms_until: t.sms_sent_at.map(|at| at.plus_hours_in_china(SMS_HOURS)),
        bureau,
        bureau_usually: received.and_then(|at| usual.map(|(_, days)| at.china_date().plus_days(*days))),
        holidays_known: known,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::case::Timeline;
    use crate::judge::dossier::fixture::{day, declaration};

    #[test]
    fn dates_follow_from_the_clock_times() {
        let mut d = declaration();
        assert_eq!(of(&d), None);
        d.submitted_at = Some("2026-06-18T09:00:00+08:00".parse().unwrap());
        d.timeline = Some(Timeline {
            sms_sent_at: Some("2026-06-22T10:00:00+08:00".parse().unwrap()),
            ..Timeline::default()
        });
        let t = of(&d).unwrap();
        assert_eq!(t.stage, Stage::SmsCheck);
        // The Dragon Boat days 19 to 21 June are off.
        assert_eq!(
            t.first_review,
            Some(Window {
                from: day("2026-06-22"),
                to: day("2026-06-23")
            })
        );
        assert_eq!(t.sms_until.as_deref(), Some("2026-06-23T10:00:00+08:00"));
        assert!(t.bureau.is_none() && t.holidays_known);
        d.province = crate::place::Province::find("44").unwrap();
        d.timeline.as_mut().unwrap().bureau_received_at = Some("2026-06-24T10:00:00+08:00".parse().unwrap());
        let t = of(&d).unwrap();
        assert_eq!(t.stage, Stage::BureauReview);
        assert_eq!(
            t.bureau,
            Some(Window {
                from: day("2026-06-29"),
                to: day("2026-07-23")
            })
        );
        assert_eq!(t.bureau_usually, Some(day("2026-07-01")));
    }
}
