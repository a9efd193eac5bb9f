//! The house's own words around a notice, and its phrases: a TOML file (`--house`). In: the file, a report, a day. Out: opening and closing with
//! their gaps filled. Gaps are `{subject}`, `{case}`, `{provider}`, `{hotline}`, `{deadline}`.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::date::Date;
use crate::report::Lang;
use crate::report::model::Report;
use crate::report::notice::Frame;
use crate::report::plain::plain;
use crate::workdays;

/// Names of the gaps.
const GAPS: [&str; 5] = ["subject", "case", "provider", "hotline", "deadline"];
/// Longest text and most phrases.
const LONGEST: (usize, usize) = (2000, 40);

/// Words of one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Before what is wrong, in the place of "您好".
    #[serde(default)]
    pub opening: Option<String>,
    /// Behind what is wrong, in the place of the request to submit again.
    #[serde(default)]
    pub closing: Option<String>,
    /// Phrases to be put into a notice.
    #[serde(default)]
    pub phrases: Vec<String>,
}

/// The file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct House {
    /// The provider's name.
    #[serde(default)]
    pub provider: String,
    /// Its hotline.
    #[serde(default)]
    pub hotline: String,
    /// Working days within which a case that was sent back is to be submitted again.
    #[serde(default)]
    pub deadline_workdays: Option<u32>,
    /// Chinese words.
    #[serde(default)]
    pub zh: Words,
    /// English words.
    #[serde(default)]
    pub en: Words,
}

/// Why a house's file is not taken.
#[derive(Debug, thiserror::Error)]
#[error("'{}' cannot be used: {why}", path.display())]
pub struct HouseError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong.
    pub why: String,
}

impl House {
    /// Reads the file.
    pub fn open(path: &Path) -> Result<Self, HouseError> {
        let wrong = |why: String| HouseError {
            path: path.to_owned(),
            why,
        };
        let text = std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
        Self::parse(&text).map_err(wrong)
    }
    fn parse(text: &str) -> Result<Self, String> {
        let house: Self = toml::from_str(text).map_err(|e| e.message().to_owned())?;
        for words in [&house.zh, &house.en] {
            if words.phrases.len() > LONGEST.1 {
                return Err(format!("there are more than {} phrases", LONGEST.1));
            }
            for text in words.opening.iter().chain(&words.closing).chain(&words.phrases) {
                if text.chars().count() > LONGEST.0 {
                    return Err(format!("a text is longer than {} characters", LONGEST.0));
                }
                house.gaps(text)?;
            }
        }
        Ok(house)
    }
    /// Every gap of a text has a name that is known, and something to fill it.
    fn gaps(&self, text: &str) -> Result<(), String> {
        for part in text.split('{').skip(1) {
            let name = part.split_once('}').map(|(name, _)| name).ok_or("a gap has no end")?;
            if !GAPS.contains(&name) {
                return Err(format!("there is no gap '{{{name}}}'; there are {}", GAPS.join(", ")));
            }
            let empty = match name {
                "provider" => self.provider.is_empty(),
                "hotline" => self.hotline.is_empty(),
                "deadline" => self.deadline_workdays.is_none(),
                _ => false,
            };
            if empty {
                return Err(format!("'{{{name}}}' has nothing to be filled with"));
            }
        }
        Ok(())
    }
    const fn words(&self, lang: Lang) -> &Words {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
    /// The phrases of a language, filled for a report.
    pub fn phrases(&self, report: &Report, lang: Lang, today: Date) -> Vec<String> {
        let phrases = self.words(lang).phrases.iter();
        phrases.map(|p| self.filled(p, report, lang, today)).collect()
    }
    /// The words around a notice about a report that is sent on a day.
    pub fn frame(&self, report: &Report, lang: Lang, today: Date) -> Frame {
        let words = self.words(lang);
        let fill = |t: &Option<String>| t.as_ref().map(|t| self.filled(t, report, lang, today));
        Frame {
            opening: fill(&words.opening),
            closing: fill(&words.closing),
        }
    }
    fn filled(&self, text: &str, report: &Report, lang: Lang, today: Date) -> String {
        let nobody = lang.pick("用户", "submitter");
        let subject = report
            .case
            .subject
            .as_deref()
            .map_or(nobody.to_owned(), |s| plain(s, 80));
        let deadline = self.deadline_workdays.map(|n| workdays::after(today, n).0);
        let deadline = deadline.map_or(String::new(), |d| match lang {
            Lang::Zh => d.chinese(),
            Lang::En => d.to_string(),
        });
        let with = [
            subject,
            plain(&report.case.id, 128),
            self.provider.clone(),
            self.hotline.clone(),
            deadline,
        ];
        // One pass, so that what a stranger wrote is never taken for a gap.
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                rest = after;
                break;
            };
            let at = GAPS.iter().position(|g| *g == name);
            out.push_str(at.and_then(|i| with.get(i)).map_or("", String::as_str));
            rest = behind;
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::build::unread_case;
    use crate::report::model::Tool;

    const FILE: &str = "provider = \"示例云\"\nhotline = \"400-000-0000\"\ndeadline_workdays = 3\n[zh]\nopening = \"尊敬的{subject}：\"\nclosing = \"请于{deadline}前重新提交。咨询{provider}，{hotline}。\"\nphrases = [\"案件{case}请补拍\"]\n";

    #[test]
    fn gaps_are_filled_and_what_a_stranger_wrote_is_no_gap() {
        let tool = Tool {
            version: "0".into(),
            rules: String::new(),
            models: "none".into(),
        };
        let mut report = unread_case("c", "2026-06-01".parse().unwrap(), &tool, "x.y", "", Lang::Zh);
        report.case.subject = Some("甲{hotline}公司".to_owned());
        let house = House::parse(FILE).unwrap();
        // Thursday 18 June 2026: 19 to 21 are the Dragon Boat days, so that the third working day is Wednesday the 24th.
        let frame = house.frame(&report, Lang::Zh, "2026-06-18".parse().unwrap());
        assert_eq!(frame.opening.as_deref(), Some("尊敬的甲{hotline}公司："));
        let closing = frame.closing.unwrap();
        assert!(
            closing.contains("2026年06月24日") && closing.ends_with("咨询示例云，400-000-0000。"),
            "{closing}"
        );
        assert_eq!(
            house.phrases(&report, Lang::Zh, "2026-06-18".parse().unwrap()),
            ["案件c请补拍"]
        );
        assert_eq!(
            house.frame(&report, Lang::En, "2026-06-18".parse().unwrap()),
            Frame::default()
        );
    }

    #[test]
    fn a_file_with_a_gap_that_cannot_be_filled_is_told() {
        for text in [
            "[zh]\nopening = \"{name}\"\n",
            "[zh]\nclosing = \"{hotline}\"\n",
            "[zh]\nclosing = \"{case\"\n",
            "color = 1\n",
        ] {
            assert!(House::parse(text).is_err(), "{text}");
        }
    }
}
