//! `image.watermark`

use crate::finding::{Evidence, Locus, Severity};
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::read::MarkKind;

/// The check.
pub static CHECK: Check = Check {
    code: "image.watermark",
    zh: "“{document}”带有水印“{actual}”。",
    en: "\"{document}\" bears the watermark \"{actual}\".",
    suggest_zh: "如需水印，只能写“仅供备案使用”且不遮挡内容；否则请上传无水印的图片。",
    suggest_en: "A watermark may only say \"仅供备案使用\" and must not cover print; else upload the picture without it.",
    docs: include_str!("watermark.md"),
    bind,
};

/// What a watermark may say.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    /// What one may say in full, or any part of it; `{provider}` stands for any of the providers.
    allowed: Vec<String>,
    /// Those who provide access and may be named.
    #[serde(default)]
    providers: Vec<String>,
    /// Words that any such mark has, whatever it is for: they allow nothing.
    #[serde(default)]
    idle: Vec<String>,
}

/// Where a provider is named.
const PROVIDER: &str = "{provider}";
/// Characters that must stand together to be a word of what is allowed.
const WORD: usize = 2;
/// Characters of a piece that is a phrase by itself: the shortest that is allowed.
const PHRASE: usize = 6;
/// One character in so many may be misread in words that are allowed.
const ONE_IN: usize = 5;

/// What the words of a mark say, as far as they were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// What is allowed, or a part of it that tells.
    Allowed,
    /// Nothing that tells what it is for, or only partly what is allowed.
    Unclear,
    /// Something else.
    Other,
}

/// The words of rules that are held against what is read.
struct Phrases {
    allowed: Vec<Vec<char>>,
    idle: Vec<Vec<char>>,
}

fn folded(words: &str) -> Vec<char> {
    hanzi::fold_filing(words)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

impl Phrases {
    fn of(params: &Params) -> Self {
        let each = |phrase: &String| -> Vec<Vec<char>> {
            if phrase.contains(PROVIDER) {
                params
                    .providers
                    .iter()
                    .map(|p| folded(&phrase.replace(PROVIDER, p)))
                    .collect()
            } else {
                vec![folded(phrase)]
            }
        };
        Self {
            allowed: params.allowed.iter().flat_map(each).collect(),
            idle: params.idle.iter().map(|w| folded(w)).collect(),
        }
    }

    /// What one piece of a mark says: whether it tells what the mark is for, how many of its characters are of nothing that may be
    /// said, and how many it has. A piece may be any part of an allowed phrase: it is covered by the stretches that stand in one.
    fn piece(&self, piece: &[char]) -> (bool, usize, usize) {
        let of_allowed = |least| covered(piece, &self.allowed, Some(least));
        let idle = covered(piece, &self.idle, None);
        let beyond = |known: Vec<bool>| known.iter().zip(&idle).filter(|(k, i)| **k && !**i).count();
        let telling = beyond(of_allowed(WORD)) >= WORD || beyond(of_allowed(WORD + 1)) > 0;
        let said = of_allowed(WORD).into_iter().zip(covered(piece, &self.idle, Some(WORD)));
        let other = said.filter(|(known, idle)| !known && !idle).count();
        (telling, other, piece.len())
    }

    /// What the pieces of a mark say together. Where one of them is allowed by itself, the others that begin or end like it are the same
    /// words, laid over the page many times and read together with its print.
    fn says(&self, words: &str) -> Says {
        let few = |other: usize, all: usize| other <= (all / ONE_IN).max(1);
        let pieces = words.split_whitespace().map(|p| self.piece(&folded(p)));
        let pieces: Vec<(bool, usize, usize)> = pieces.collect();
        let allowed = pieces
            .iter()
            .any(|(telling, other, all)| *telling && *all >= PHRASE && few(*other, *all));
        let counted = pieces.iter().filter(|(telling, ..)| !(allowed && *telling));
        let other = counted.map(|(_, other, _)| other).sum();
        let telling = pieces.iter().any(|(telling, ..)| *telling);
        match (telling, few(other, pieces.iter().map(|(.., all)| all).sum())) {
            (true, true) => Says::Allowed,
            (true, false) | (false, true) => Says::Unclear,
            (false, false) => Says::Other,
        }
    }
}

/// Which characters of a piece stand in one of the phrases, in stretches of so many characters at least, or only whole phrases.
fn covered(piece: &[char], phrases: &[Vec<char>], least: Option<usize>) -> Vec<bool> {
    let mut out = vec![false; piece.len()];
    for phrase in phrases {
        let least = least.unwrap_or(phrase.len());
        for i in 0..piece.len() {
            for j in 0..phrase.len() {
                let same = piece[i..].iter().zip(&phrase[j..]).take_while(|(a, b)| a == b).count();
                if same >= least.max(1) {
                    out[i..i + same].fill(true);
                }
            }
        }
    }
    out
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let phrases = Phrases::of(&serde_json::from_value(params)?);
    Ok(Bound::each_document(move |(index, document), _, out| {
        if !document.was_read {
            out.not_checked(Some(index), "no text was read");
        }
        for mark in document.marks.iter().filter(|m| m.kind == MarkKind::Watermark) {
            let severity = match phrases.says(mark.text.as_deref().unwrap_or_default()) {
                Says::Allowed => Severity::Note,
                Says::Unclear => Severity::Review,
                Says::Other => Severity::Reject,
            };
            let locus = Locus::Region(index, mark.page, mark.area);
            out.push_lowered(
                severity,
                locus,
                None,
                Evidence::None,
                Evidence::text(mark.text.as_deref().unwrap_or("?")),
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

    #[test]
    fn words_for_filing_are_a_note() {
        let severity = |words: &str| {
            let d = document("a.jpg", DocumentKind::IdCardPortrait).with_mark(MarkKind::Watermark, Some(words));
            run(&CHECK, json!({ "allowed": ["仅供备案使用"] }), &dossier(vec![d])).findings[0].severity
        };
        assert_eq!(severity("仅供备案使用"), Severity::Note);
        assert_eq!(severity("仅供核准使用"), Severity::Note);
        assert_eq!(severity("内部资料"), Severity::Reject);
        let plain = document("a.jpg", DocumentKind::IdCardPortrait);
        assert!(
            run(&CHECK, json!({ "allowed": [] }), &dossier(vec![plain]))
                .findings
                .is_empty()
        );
    }

    #[test]
    fn a_part_of_what_is_allowed_is_allowed_where_it_tells_what_the_mark_is_for() {
        let phrases = Phrases::of(&Params {
            allowed: [
                "仅供备案使用",
                "仅供办理ICP备案使用",
                "仅限备案使用",
                "仅供{provider}网站备案使用",
            ]
            .map(String::from)
            .to_vec(),
            providers: ["腾讯云", "阿里云"].map(String::from).to_vec(),
            idle: ["仅供", "仅限", "使用", "办理", "他用无效", "仅供办理"]
                .map(String::from)
                .to_vec(),
        });
        for words in [
            "供腾讯云",
            "案使用",
            "仅供网站备",
            "仅限备案使用,他用无交",
            "供ICP备案 办理ICP备",
            "仅供阿里云网站各案使用",
            "仅供网站备案使相美器销 仅供网站名贸易有 仅供腾讯云网站备案使用",
        ] {
            assert_eq!(phrases.says(words), Says::Allowed, "{words}");
        }
        for words in [
            "他用无交",
            "仅供",
            "使用",
            "此证仅供某某商务网实名备案之用",
            "仅供备案使用 公司黄页网",
        ] {
            assert_eq!(phrases.says(words), Says::Unclear, "{words}");
        }
        for words in [
            "仅供办理贷款使用",
            "仅限银行开户",
            "仅供租房合同使用",
            "校园招聘专用",
            "公司黄页网 整理",
            "内部资料",
            "某某",
        ] {
            assert_eq!(phrases.says(words), Says::Other, "{words}");
        }
    }
}
