//! Checks of the declared sites.

mod category_forbidden;
mod content_mismatch;
mod filed_not_open;
mod name_forbidden;
mod name_format;
mod name_individual_forbidden;
mod name_reused;
mod name_unrelated;
mod not_closed;
mod pre_approval_missing;
mod remark_missing;
mod telecom_licence_missing;
mod too_many;
mod visit_record_missing;

use std::collections::BTreeMap;

use crate::finding::{Evidence, Locus, Severity};
use crate::hanzi;
use crate::intake::case::Content;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::checks::facts::{Presence, business_scope, presence, word_in};
use crate::judge::dossier::{DocumentFacts, Dossier};
use crate::judge::pack::nearest;
use crate::kind::DocumentKind;
use crate::kind::spec::CueKind;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &category_forbidden::CHECK,
    &content_mismatch::CHECK,
    &filed_not_open::CHECK,
    &name_forbidden::CHECK,
    &name_format::CHECK,
    &name_individual_forbidden::CHECK,
    &name_reused::CHECK,
    &name_unrelated::CHECK,
    &not_closed::CHECK,
    &pre_approval_missing::CHECK,
    &remark_missing::CHECK,
    &telecom_licence_missing::CHECK,
    &too_many::CHECK,
    &visit_record_missing::CHECK,
];

/// What needs a permit.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Permits {
    /// Content of a site → its permit.
    #[serde(default)]
    contents: BTreeMap<String, String>,
    /// Word → its permit.
    #[serde(default)]
    words: BTreeMap<String, String>,
    /// Where the words are looked for.
    #[serde(default = "names")]
    look_in: Vec<LookIn>,
    /// Words in the remarks that say that nothing of the sort is done, and will do instead.
    #[serde(default)]
    unless_remark: Vec<String>,
    /// Content of a site → titles of the permits that stand for it. One of another title does not; one whose title is not known, and
    /// any where nothing is listed, does.
    #[serde(default)]
    accept: BTreeMap<String, Vec<String>>,
    /// A letter of commitment (承诺书), or a statement (情况说明书), will do instead.
    #[serde(default)]
    letter_will_do: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum LookIn {
    /// The subject's name.
    SubjectName,
    /// The site's name.
    SiteName,
    /// The site's domains, before their suffix.
    Domain,
    /// The scope of business read on the licence.
    Scope,
}

fn names() -> Vec<LookIn> {
    vec![LookIn::SiteName]
}

/// The same by the contents that the words name.
fn by_content<T>(table: BTreeMap<String, T>) -> Result<BTreeMap<Content, T>, serde_json::Error> {
    let each = table.into_iter().map(|(word, value)| {
        let near = || nearest(&word, Content::ALL.iter().map(|c| c.name()));
        let content = Content::from_name(&word).ok_or_else(|| serde::de::Error::custom(near()))?;
        Ok((content, value))
    });
    each.collect()
}

/// Whether a paper's title is one of these; where neither is known, it is taken for one.
fn is_titled(paper: &DocumentFacts, titles: &[String]) -> bool {
    let spec = crate::kind::spec(paper.recognised.kind);
    let heading = |b: &&String| {
        let cues = spec.iter().flat_map(|s| s.cues);
        cues.filter(|c| c.kind == CueKind::Title).any(|c| c.words == b.as_str())
    };
    let mut headings = paper.recognised.basis.iter().filter(heading).peekable();
    let one_of = |b: &String| {
        titles
            .iter()
            .map(|t| hanzi::fold_filing(t))
            .any(|t| t.contains(&hanzi::fold_filing(b)) || hanzi::fold_filing(b).contains(&t))
    };
    titles.is_empty() || headings.peek().is_none() || headings.any(one_of)
}

/// Whether a letter or a statement (情况说明书) is among the papers.
fn has_letter(dossier: &Dossier) -> bool {
    let statement = |p: &DocumentFacts| {
        p.recognised.kind == DocumentKind::Other && p.recognised.basis.iter().any(|b| b.starts_with("情况说明"))
    };
    presence(dossier, &[DocumentKind::CommitmentLetter], &[]) == Presence::There
        || dossier.documents.iter().any(statement)
}

/// Binds a check that asks for a paper of one kind where a site's content, or a word, needs it.
fn bind_permit(params: serde_json::Value, kind: DocumentKind) -> Result<Bound, serde_json::Error> {
    let rule: Permits = serde_json::from_value(params)?;
    let contents = by_content(rule.contents)?;
    let accept = by_content(rule.accept)?;
    let (words, look_in) = (rule.words, rule.look_in);
    let (unless_remark, letter_will_do) = (rule.unless_remark, rule.letter_will_do);
    Ok(Bound::declaration(move |d, dossier, out| {
        let given: Vec<&DocumentFacts> = dossier.documents.iter().filter(|p| p.assumed_kind() == kind).collect();
        if letter_will_do && has_letter(dossier) {
            return Looked::Yes;
        }
        let scope = if look_in.contains(&LookIn::Scope) {
            business_scope(dossier, 0.8)
        } else {
            String::new()
        };
        // The first site or service that needs the paper speaks for the case: one paper is asked.
        let offers = d.offers();
        let asked = offers.iter().find_map(|site| {
            let at = &site.pointer;
            let remark = site.remarks.unwrap_or_default();
            if word_in(remark, &unless_remark).is_some() {
                return None;
            }
            let stands = |c: &Content| {
                let titles = accept.get(c).map_or(&[][..], Vec::as_slice);
                given.iter().any(|p| is_titled(p, titles))
            };
            let by_content = site.content.iter().find_map(|c| contents.get(c).filter(|_| !stands(c)));
            if let Some(permit) = by_content {
                return Some((format!("{at}/content"), permit, None));
            }
            if !given.is_empty() {
                return None;
            }
            let domains: Vec<&str> = site.domains.iter().map(|(_, name)| *name).collect();
            let domains = domains.join(" ");
            let holds = |word: &str, place: LookIn| {
                let text = match place {
                    LookIn::SubjectName => d.subject.name.as_str(),
                    LookIn::SiteName => site.name,
                    LookIn::Domain => domains.as_str(),
                    LookIn::Scope => scope.as_str(),
                };
                hanzi::fold(text).contains(hanzi::fold(word).as_str())
            };
            look_in.iter().find_map(|place| {
                let (word, permit) = words.iter().find(|(word, _)| holds(word, *place))?;
                let at = match place {
                    LookIn::SubjectName => "/subject/name".to_owned(),
                    LookIn::SiteName => format!("{at}/name"),
                    LookIn::Domain => format!("{at}/domains"),
                    LookIn::Scope => "business-scope".to_owned(),
                };
                Some((at, permit, Some(word)))
            })
        });
        let Some((at, permit, word)) = asked else {
            // What is not told may need a permit.
            let untold = offers.iter().any(|s| {
                (!contents.is_empty() && s.content.is_empty())
                    || (look_in.contains(&LookIn::Domain) && s.domains.is_empty())
            });
            let unread = look_in.contains(&LookIn::Scope) && scope.is_empty();
            let known = !given.is_empty() || !offers.is_empty() && !untold && !unread;
            return Looked::if_any(
                known,
                "the content of a site, its domains or the scope of business are not known",
            );
        };
        let severity = if dossier.has_unknowns() {
            Severity::Review
        } else {
            Severity::Reject
        };
        let actual = word.map_or(Evidence::None, Evidence::text);
        out.push_lowered(severity, Locus::Case, Some(at), Evidence::text(permit), actual);
        Looked::Yes
    }))
}
