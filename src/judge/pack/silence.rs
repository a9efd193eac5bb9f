//! Silence is not a pass. Cases with a defect, one or more for every check, lose one input after another: a field, a figure, a
//! page, the text, a part of the declaration. Whatever the check came to before, it may then be failed (the rest shows the
//! defect) or not checked, but never passed: what a check depends on is told by the defect itself, not by a list.

use std::collections::{BTreeMap, BTreeSet};

use super::defects::{defects, paper};
use super::{Pack, Rule};
use crate::classify::Recognised;
use crate::finding::{DocumentIndex, Evidence};
use crate::format::Format;
use crate::intake::case::{DeclaredDomain, Person};
use crate::intake::{Declaration, Declared, Unread};
use crate::judge::checks::FAMILIES;
use crate::judge::dossier::fixture::{declaration, document, dossier_of};
use crate::judge::dossier::{DocumentFacts, Dossier};
use crate::judge::engine::{Outcome, judge_by};
use crate::kind::{DocumentKind as K, FieldName as F};
use crate::measure::Colour;
use crate::read::face::Seen;

/// Something that a check may depend on, taken away.
struct Input {
    name: String,
    take: Box<dyn Fn(&mut Dossier)>,
}

fn input(name: impl Into<String>, take: impl Fn(&mut Dossier) + 'static) -> Input {
    Input {
        name: name.into(),
        take: Box::new(take),
    }
}

/// Takes something out of the declaration.
fn declared(name: impl Into<String>, take: impl Fn(&mut Declaration) + 'static) -> Input {
    input(name, move |dossier| {
        if let Declared::Present(d) = &mut dossier.declared {
            take(d);
        }
    })
}

/// Takes something out of the document of this index.
fn of_document(name: impl Into<String>, at: usize, take: impl Fn(&mut DocumentFacts) + 'static) -> Input {
    input(name, move |dossier| {
        if let Some(d) = dossier.documents.get_mut(at) {
            take(d);
        }
    })
}

/// Takes something of every responsible person.
fn of_persons(name: &str, take: fn(&mut Person)) -> Input {
    declared(name, move |d| {
        let sites = d.sites.iter_mut().filter_map(|s| s.responsible_person.as_mut());
        d.subject.responsible_person.iter_mut().chain(sites).for_each(take);
    })
}

/// Takes something of every listed domain.
fn of_domains(name: &str, take: fn(&mut DeclaredDomain)) -> Input {
    declared(name, move |d| d.domains.iter_mut().for_each(take))
}

/// Every input of a declaration that may be absent.
fn declaration_inputs() -> Vec<Input> {
    let of_sites = |name: &str, take: fn(&mut crate::intake::case::Site)| {
        declared(name, move |d| d.sites.iter_mut().for_each(take))
    };
    let of_systems = |name: &str, take: fn(&mut crate::intake::case::Platform)| {
        declared(name, move |d| {
            let systems = d.services.iter_mut().flat_map(|s| s.platforms.iter_mut());
            systems.for_each(take);
        })
    };
    vec![
        input("declaration", |dossier| dossier.declared = Declared::Missing),
        declared("address", |d| d.subject.address = None),
        declared("contact address", |d| d.subject.contact_address = None),
        declared("legal representative", |d| d.subject.legal_representative = None),
        declared("subject's person", |d| d.subject.responsible_person = None),
        declared("trade name", |d| d.subject.trade_name = None),
        declared("sites", |d| d.sites.clear()),
        declared("domains with particulars", |d| d.domains.clear()),
        declared("hosting", |d| d.hosting = None),
        declared("server addresses", |d| {
            d.hosting.iter_mut().for_each(|h| h.public_ips = None);
        }),
        declared("region", |d| d.hosting.iter_mut().for_each(|h| h.region = None)),
        declared("billing", |d| d.hosting.iter_mut().for_each(|h| h.billing = None)),
        declared("months", |d| {
            d.hosting.iter_mut().for_each(|h| h.purchased_months = None);
        }),
        declared("end of hosting", |d| {
            d.hosting.iter_mut().for_each(|h| h.expires_on = None);
        }),
        declared("filed sites", |d| d.filed_sites = None),
        declared("timeline", |d| d.timeline = None),
        declared("services", |d| d.services.clear()),
        of_systems("systems", |p| p.os = None),
        of_systems("package names", |p| p.package = None),
        of_systems("public keys", |p| p.public_key = None),
        of_systems("fingerprints", |p| p.fingerprint = None),
        of_sites("sites' domains", |s| s.domains.clear()),
        of_sites("sites' persons", |s| s.responsible_person = None),
        of_sites("content", |s| s.content.clear()),
        of_sites("remarks", |s| s.remarks = None),
        of_sites("access", |s| s.site_access = None),
        of_sites("category", |s| s.category = None),
        of_persons("certificates", |p| p.certificate = None),
        of_persons("phone", |p| p.phone = None),
        of_persons("e-mail", |p| p.email = None),
        of_persons("phones", |p| p.phones.clear()),
        of_domains("registrant", |x| x.registrant = None),
        of_domains("registrar", |x| x.registrar = None),
        of_domains("end of registration", |x| x.expires_on = None),
        of_domains("verification", |x| x.real_name_verified = None),
        of_domains("day of verification", |x| x.verified_on = None),
        input("other cases", |dossier| dossier.elsewhere = None),
    ]
}

/// Every input of the documents of a case: fields and figures one by one, marks' words, text, pages, bytes.
fn document_inputs(dossier: &Dossier) -> Vec<Input> {
    let mut out = Vec::new();
    for (at, d) in dossier.documents.iter().enumerate() {
        for &name in d.fields.keys() {
            out.push(of_document(format!("{at} field {name}"), at, move |d| {
                d.fields.remove(&name);
            }));
        }
        let figures: BTreeSet<&'static str> = d
            .pages
            .iter()
            .flat_map(|p| p.measured.figures.keys().copied())
            .collect();
        for name in figures {
            out.push(of_document(format!("{at} figure {name}"), at, move |d| {
                d.pages.iter_mut().for_each(|p| _ = p.measured.figures.remove(name));
            }));
        }
        out.push(of_document(format!("{at} words of marks"), at, |d| {
            d.marks.iter_mut().for_each(|m| m.text = None);
        }));
        let of_face = |name: &str, take: fn(&mut Seen)| {
            of_document(format!("{at} {name}"), at, move |d| {
                let faces = d.pages.iter_mut().filter_map(|p| p.portrait.as_mut());
                faces.filter_map(|p| p.seen.as_mut()).for_each(take);
            })
        };
        out.extend([
            of_face("ground", |s| s.white_ground = None),
            of_face("light", |s| s.light = None),
            of_face("burnt", |s| s.burnt = None),
            of_face("cheeks", |s| s.even = None),
            of_face("mouth", |s| s.mouth_unlike_skin = None),
            of_face("above the forehead", |s| s.coloured_above = None),
            of_face("edges", |s| s.edge = None),
            of_document(format!("{at} portrait"), at, |d| {
                d.pages.iter_mut().for_each(|p| p.portrait = None);
            }),
        ]);
        out.push(of_document(format!("{at} lines"), at, |d| {
            d.pages.iter_mut().for_each(|p| p.lines.clear());
        }));
        out.push(of_document(format!("{at} colour"), at, |d| {
            d.pages.iter_mut().for_each(|p| p.measured.colour = Colour::Unknown);
        }));
        out.push(of_document(format!("{at} text"), at, |d| {
            d.hint = Some(d.kind());
            d.recognised = Recognised::unknown();
            d.was_read = false;
            d.fields.clear();
            d.empty_labels.clear();
            for p in &mut d.pages {
                p.lines.clear();
                p.signature_places.clear();
                p.boxes.clear();
            }
        }));
        out.push(of_document(format!("{at} pages"), at, |d| {
            d.pages.clear();
            d.marks.clear();
            d.fields.clear();
            d.empty_labels.clear();
            d.hint = Some(d.kind());
            d.recognised = Recognised::unknown();
            d.pdf = None;
            d.frames = 0;
            d.was_read = false;
        }));
        out.push(of_document(format!("{at} bytes"), at, |d| {
            let known = document(&d.path, K::Unrecognised);
            *d = DocumentFacts {
                hint: Some(d.kind()),
                bytes: d.bytes,
                format: Format::Unknown,
                format_basis: String::new(),
                sha256: String::new(),
                unread: Some(Unread::Refused("permission denied".to_owned())),
                recognised: Recognised::unknown(),
                frames: 0,
                pages: Vec::new(),
                was_read: false,
                ..known
            };
        }));
    }
    out
}

/// Inputs whose absence answers the question itself, and why: (code, ending of the input's name, why).
const ANSWERS: &[(&str, &str, &str)] = &[
    (
        "file.link-outside",
        "bytes",
        "what the system refuses to open is known to be no link",
    ),
    ("site.remark-missing", "trade name", OWN_NAME),
    ("subject.trade-name-missing", "trade name", OWN_NAME),
];
/// Why a trade name need not be declared.
const OWN_NAME: &str = "a subject whose name is not its operator's has a name of its own";

/// Whether a check passed a place, by one rule. Of the case as a whole it has not while a document still shows the defect.
fn passed(dossier: &Dossier, rule: &Rule, at: Option<DocumentIndex>) -> bool {
    let judged = judge_by(dossier, &[rule]);
    let mut rows = judged.outcomes.iter().filter(|o| o.code == rule.check.code);
    let here = rows.any(|o| o.document == at && o.outcome == Outcome::Passed);
    here && (at.is_some() || judged.findings.is_empty())
}

#[test]
fn a_case_with_a_defect_never_passes_for_want_of_an_input() {
    let pack = Pack::builtin().unwrap();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut wrong: BTreeMap<String, String> = BTreeMap::new();
    let mut tried = 0;
    for defect in defects(&pack) {
        let rule = pack.rule(&defect.rule).unwrap();
        let found = judge_by(&defect.dossier, &[rule]).findings;
        seen.insert(defect.code);
        let places: BTreeSet<Option<DocumentIndex>> = found.iter().map(|f| f.locus.document()).collect();
        let inputs = declaration_inputs().into_iter().chain(document_inputs(&defect.dossier));
        for input in inputs {
            let mut less = defect.dossier.clone();
            (input.take)(&mut less);
            for at in &places {
                tried += 1;
                if !passed(&less, rule, *at) {
                    continue;
                }
                let excuse = ANSWERS
                    .iter()
                    .position(|(c, i, _)| *c == defect.code && input.name.ends_with(i));
                match excuse {
                    Some(n) => drop(used.insert(n)),
                    None => drop(wrong.insert(format!("{} without {}", defect.code, input.name), defect.rule.clone())),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "passed in silence:\n{wrong:#?}");
    assert_eq!(used.len(), ANSWERS.len(), "an excuse that nothing needs");
    let all = FAMILIES.iter().flat_map(|f| f.iter()).map(|c| c.code);
    let unseen: Vec<&str> = all.filter(|c| !seen.contains(c)).collect();
    assert!(unseen.is_empty(), "checks without a case that shows them: {unseen:?}");
    assert!(tried > 10_000, "{tried}");
}

#[test]
fn nothing_at_all_passes_nothing_that_is_compared_or_read() {
    let pack = Pack::builtin().unwrap();
    let rules: Vec<&Rule> = pack.rules.iter().collect();
    let mut bare = dossier_of(declaration(), K::ALL.iter().map(|k| document("a.jpg", *k)).collect());
    for d in &mut bare.documents {
        d.pages.clear();
        d.was_read = false;
        d.recognised = Recognised::unknown();
    }
    bare.declared = Declared::Missing;
    let judged = judge_by(&bare, &rules);
    let families = [
        "address.",
        "contact.",
        "domain.",
        "hosting.",
        "identity.",
        "image.",
        "match.",
        "person.",
        "site.",
        "subject.",
    ];
    let passed: Vec<&str> = judged
        .outcomes
        .iter()
        .filter(|o| o.outcome == Outcome::Passed && families.iter().any(|f| o.code.starts_with(f)))
        .map(|o| o.code)
        .collect();
    assert!(passed.is_empty(), "{passed:?}");
}

#[test]
fn a_value_that_is_uncertain_has_not_passed_its_own_comparison() {
    let pack = Pack::builtin().unwrap();
    let dossier = paper(K::BusinessLicence, |d| {
        *d = d.clone().with_field(F::Name, "成都示列科技有限公司", 0.9);
    });
    let rules: Vec<&Rule> = pack
        .rules
        .iter()
        .filter(|r| r.check.code.starts_with("match."))
        .collect();
    let judged = judge_by(&dossier, &rules);
    let of = |code: &str| {
        judged
            .outcomes
            .iter()
            .find(|o| o.code == code && o.document == Some(0))
            .unwrap()
    };
    assert_eq!(of("match.uncertain").outcome, Outcome::Failed);
    assert_eq!(of("match.name").outcome, Outcome::NotChecked);
    assert!(of("match.name").why.is_some());
    assert!(
        judged
            .findings
            .iter()
            .any(|f| f.actual == Evidence::text("成都示列科技有限公司"))
    );
}
