//! `process.sms-late`

use crate::date::Instant;
use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "process.sms-late",
    zh: "短信核验未在 {expected} 小时内完成（{actual}）。",
    en: "The SMS check was not done within {expected} hours ({actual}).",
    suggest_zh: "请重新发起备案并在 24 小时内完成短信核验。",
    suggest_en: "Start the filing again and do the SMS check within 24 hours.",
    docs: include_str!("sms_late.md"),
    bind,
};

/// Hours allowed.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    hours: u32,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { hours } = serde_json::from_value(params)?;
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            return Looked::no("no valid declaration");
        };
        let Some((timeline, sent)) = declaration
            .timeline
            .as_ref()
            .and_then(|t| t.sms_sent_at.map(|s| (t, s)))
        else {
            return Looked::no("no SMS time is declared");
        };
        let limit = i64::from(hours) * 3600;
        let late = match timeline.sms_verified_at {
            Some(verified) => sent.seconds_until(verified) > limit,
            None => Instant::end_of_china_day(dossier.as_of).is_some_and(|end| sent.seconds_until(end) > limit),
        };
        if late {
            let actual = timeline
                .sms_verified_at
                .map_or_else(|| Evidence::said("not verified"), Evidence::text);
            out.push_field(
                Locus::Case,
                "/timeline/sms_verified_at",
                Evidence::Number(f64::from(hours), ""),
                actual,
            );
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(sent: &str, verified: Option<&str>) -> usize {
        let mut d = declaration();
        d.timeline = Some(crate::intake::case::Timeline {
            sms_sent_at: Some(sent.parse().unwrap()),
            sms_verified_at: verified.map(|v| v.parse().unwrap()),
            ..Default::default()
        });
        run(&CHECK, json!({ "hours": 24 }), &dossier_of(d, Vec::new()))
            .findings
            .len()
    }

    #[test]
    fn exactly_a_day_is_in_time() {
        assert_eq!(found("2026-05-28T10:00:00+08:00", Some("2026-05-29T10:00:00+08:00")), 0);
        assert_eq!(found("2026-05-28T10:00:00+08:00", Some("2026-05-29T10:00:01+08:00")), 1);
        assert_eq!(found("2026-05-28T10:00:00+08:00", None), 1);
        assert_eq!(found("2026-06-01T10:00:00+08:00", None), 0);
    }
}
