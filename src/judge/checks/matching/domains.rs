//! The domains declared against those that verification forms name: each declared one must stand on a form.

use super::compare::{Outcome, Shape, compare};
use super::{Comparison, Desk, Stated, Topic, stated};
use crate::domain::Domain;
use crate::extract::Reading;
use crate::finding::Severity;
use crate::intake::Declaration;
use crate::judge::dossier::Dossier;
use crate::kind::{DocumentKind, FieldName};

/// Every declared domain: of the sites and services, and of the list of domains. Each once.
pub(super) fn declared(d: &Declaration) -> Vec<Stated> {
    let listed = d.domains.iter().enumerate();
    let listed = listed.map(|(i, v)| stated(format!("/domains/{i}/name"), &v.name));
    each_once(of_sites(d).into_iter().chain(listed))
}

fn of_sites(d: &Declaration) -> Vec<Stated> {
    let offered = d.offers().into_iter().flat_map(|o| o.domains);
    each_once(offered.map(|(at, name)| stated(at, name)))
}

fn each_once(all: impl Iterator<Item = Stated>) -> Vec<Stated> {
    let mut out: Vec<Stated> = Vec::new();
    for one in all {
        let known = |s: &Stated| match (Domain::parse(&s.value), Domain::parse(&one.value)) {
            (Some(a), Some(b)) => a == b,
            _ => s.value == one.value,
        };
        if !out.iter().any(known) {
            out.push(one);
        }
    }
    out
}

/// A domain that a form names.
struct Named<'a> {
    document: usize,
    whole: &'a Reading,
    /// The domain alone, with what else its characters may be.
    part: Reading,
}

/// The domains of a value that lists them.
fn parts(reading: &Reading) -> Vec<Reading> {
    let chars: Vec<char> = reading.value.chars().collect();
    let aligned = reading.others.len() == chars.len();
    let mut out = Vec::new();
    let mut from = 0;
    for part in chars.split(|c| matches!(c, ',' | ';' | ' ' | '、' | '，' | '；' | '/')) {
        if !part.is_empty() {
            out.push(Reading {
                value: part.iter().collect(),
                others: if aligned {
                    reading.others[from..from + part.len()].to_vec()
                } else {
                    Vec::new()
                },
                ..reading.clone()
            });
        }
        from += part.len() + 1;
    }
    out
}

/// Holds the sites' domains against those of all forms together: a form may serve one site of several, and may name more than this
/// case declares. What comes of each declared domain:
///
/// - one that stands on a form is the same;
/// - one that does not is held against the nearest of those that nothing declared explains, each of these once;
/// - where forms name fewer domains than are declared, a form that has another one does not say that this one is wrong: it was not
///   named, or stands where it was not read, and a person must look.
pub(super) fn on_forms<'a>(desk: &mut Desk<'a>, d: &Declaration, dossier: &'a Dossier) {
    let mut wanted = of_sites(d);
    if wanted.is_empty() {
        wanted = declared(d);
    }
    let mut named: Vec<Named<'a>> = Vec::new();
    for (document, facts) in dossier.of_kind(DocumentKind::VerificationForm) {
        if let Some(whole) = facts.field(FieldName::Domain) {
            let parts = parts(whole).into_iter();
            named.extend(parts.map(|part| Named { document, whole, part }));
        }
    }
    let Some(first) = named.first() else { return };
    let complete = named.len() >= wanted.len();
    let mut free: Vec<&Named<'a>> = named.iter().collect();
    let mut made: Vec<Option<Comparison<'a>>> = Vec::new();
    let comparison = |s: &Stated, n: &Named<'a>, outcome| Comparison {
        topic: Topic::Domain,
        stated: s.clone(),
        document: n.document,
        field: FieldName::Domain,
        reading: n.whole,
        part: Some(n.part.value.clone()),
        outcome,
        at_most: Severity::Reject,
    };
    let outcome = |s: &Stated, n: &Named<'_>| compare(Shape::Domain, &s.value, &n.part, desk.sure);
    for s in &wanted {
        let same = named.iter().find(|n| outcome(s, n) == Outcome::Same);
        if let Some(n) = same {
            free.retain(|f| !std::ptr::eq(*f, n));
        }
        made.push(same.map(|n| comparison(s, n, Outcome::Same)));
    }
    for (s, slot) in wanted.iter().zip(&mut made).filter(|(_, slot)| slot.is_none()) {
        let nearest = free.iter().map(|n| (outcome(s, n), *n)).min_by_key(|(o, _)| o.rank());
        *slot = Some(
            match nearest.filter(|(o, _)| complete || matches!(o, Outcome::Uncertain(_))) {
                Some((o, n)) => {
                    free.retain(|f| !std::ptr::eq(*f, n));
                    comparison(s, n, o)
                }
                None => Comparison {
                    part: Some(
                        named
                            .iter()
                            .map(|n| n.part.value.as_str())
                            .collect::<Vec<_>>()
                            .join("、"),
                    ),
                    at_most: Severity::Review,
                    ..comparison(s, first, Outcome::Different)
                },
            },
        );
    }
    desk.made.extend(made.into_iter().flatten());
}
