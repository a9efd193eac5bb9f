//! Which cases are the same application, submitted again. In: what cases declare. Out: of a case, those that came before it.
//!
//! Two cases are one application when subject and what is filed are the same as far as the declarations tell:
//!
//! | subject | and besides |
//! | --- | --- |
//! | the same certificate number | a domain, or the name of a site, service or package, in common; where neither declares any, nothing |
//! | the same name, another number or none (a number that was mended) | a domain in common |
//! | the same number or name | the same case id |
//!
//! and the kind of filing is the same. Only keyed hashes are held (the ledger's, [`Hasher`]), in memory.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::Domain;
use crate::intake::Declaration;
use crate::intake::case::Filing;
use crate::judge::dossier::Shared;
use crate::ledger::{Hasher, Key};
use crate::names;
use crate::report::model::CaseRow;

/// What an application is recognised by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationKey {
    id: Key,
    number: Option<Key>,
    name: Option<Key>,
    filing: Option<Filing>,
    domains: BTreeSet<Key>,
    names: BTreeSet<Key>,
}

struct Hashes(Hasher);

impl Hashes {
    /// `None` for a text without a letter or digit.
    fn of(&self, what: Shared, text: &str) -> Option<Key> {
        let plain: String = names::telling(text).chars().filter(|c| c.is_alphanumeric()).collect();
        (!plain.is_empty()).then(|| self.0.of(what, &plain))
    }
    fn domains<'a>(&self, all: impl Iterator<Item = &'a String>) -> BTreeSet<Key> {
        let parsed = all.filter_map(|name| Domain::parse(name));
        parsed.map(|d| self.0.of(Shared::Domain, d.ascii())).collect()
    }
    fn marks(&self, id: &str, subject: Option<&str>) -> ApplicationKey {
        ApplicationKey {
            id: self.0.of(Shared::File, id),
            number: None,
            // No sort of the ledger's is a subject's name; a site's is hashed apart from it.
            name: subject.and_then(|s| self.of(Shared::Person, s)),
            filing: None,
            domains: BTreeSet::new(),
            names: BTreeSet::new(),
        }
    }
}

impl ApplicationKey {
    /// Of a declaration.
    pub fn of_declaration(id: &str, d: &Declaration) -> Self {
        let hashes = Hashes(Hasher::of_run());
        let sites = d.sites.iter().flat_map(|s| &s.domains);
        let services = d.services.iter().flat_map(|s| &s.domains);
        let particulars = d.domains.iter().map(|x| &x.name);
        let packages = d.services.iter().flat_map(|s| &s.platforms);
        let names = d
            .sites
            .iter()
            .map(|s| &s.name)
            .chain(d.services.iter().map(|s| &s.name));
        let names = names.chain(packages.filter_map(|p| p.package.as_ref()));
        Self {
            number: hashes.of(Shared::Subject, &d.subject.certificate.number),
            filing: Some(d.filing),
            domains: hashes.domains(sites.chain(services).chain(particulars)),
            names: names.filter_map(|n| hashes.of(Shared::SiteName, n)).collect(),
            ..hashes.marks(id, Some(&d.subject.name))
        }
    }

    /// Of a report alone, where its folder is not there: without numbers and services.
    pub fn of_report(case: &CaseRow) -> Self {
        let hashes = Hashes(Hasher::of_run());
        let sites = case.sites.iter().flat_map(|s| &s.domains);
        Self {
            domains: hashes.domains(sites.chain(&case.domains)),
            names: case
                .sites
                .iter()
                .filter_map(|s| hashes.of(Shared::SiteName, &s.name))
                .collect(),
            ..hashes.marks(&case.id, case.subject.as_deref())
        }
    }

    /// Whether both are one application.
    pub fn is_same_application(&self, other: &Self) -> bool {
        let both = |a: Option<Key>, b: Option<Key>| a.is_some() && a == b;
        let (number, name) = (both(self.number, other.number), both(self.name, other.name));
        if self.id == other.id && (number || name) {
            return true;
        }
        if self.filing.zip(other.filing).is_some_and(|(a, b)| a != b) {
            return false;
        }
        let domain = !self.domains.is_disjoint(&other.domains);
        let offers = |m: &Self| !m.domains.is_empty() || !m.names.is_empty();
        let nothing = !offers(self) && !offers(other);
        number && (domain || nothing || !self.names.is_disjoint(&other.names)) || name && domain
    }

    fn keys(&self) -> impl Iterator<Item = Key> {
        [self.number, self.name].into_iter().flatten()
    }
}

/// When a case came: submitted where both say so, else when the report was written; then by key, so that of two one is the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// Seconds since 1970, as declared.
    pub submitted: Option<i64>,
    /// Seconds since 1970, of the report.
    pub written: i64,
}

impl Arrival {
    /// Whether it came before another; keys break a tie.
    pub fn is_before(self, key: &str, other: Self, other_key: &str) -> bool {
        let at = |a: Self, b: Self| {
            if b.submitted.is_some() {
                a.submitted.unwrap_or(a.written)
            } else {
                a.written
            }
        };
        (at(self, other), key) < (at(other, self), other_key)
    }
}

/// The marks of all cases, by report.
#[derive(Debug, Default)]
pub struct Applications {
    of: BTreeMap<String, ApplicationKey>,
    by: BTreeMap<Key, BTreeSet<String>>,
}

impl Applications {
    /// Enters a case in place of what was known of it.
    pub fn enter(&mut self, key: &str, marks: ApplicationKey) {
        self.forget(key);
        for mark in marks.keys() {
            self.by.entry(mark).or_default().insert(key.to_owned());
        }
        self.of.insert(key.to_owned(), marks);
    }
    /// Takes a case out.
    pub fn forget(&mut self, key: &str) {
        let Some(old) = self.of.remove(key) else { return };
        for mark in old.keys() {
            if let Some(bearers) = self.by.get_mut(&mark) {
                bearers.remove(key);
                if bearers.is_empty() {
                    self.by.remove(&mark);
                }
            }
        }
    }
    /// Takes out the cases of which this holds.
    pub fn forget_all(&mut self, gone: &dyn Fn(&str) -> bool) {
        let keys: Vec<String> = self.of.keys().filter(|k| gone(k)).cloned().collect();
        for key in &keys {
            self.forget(key);
        }
    }
    /// The other cases that are the same application; one that is found by number and by name twice. (No set: of an agency's thousands of
    /// cases the first that suits is often enough.)
    pub fn same<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let marks = self.of.get(key);
        let near = marks
            .into_iter()
            .flat_map(ApplicationKey::keys)
            .filter_map(|m| self.by.get(&m))
            .flatten();
        near.filter(move |other| {
            let both = marks.zip(self.of.get(*other));
            *other != key && both.is_some_and(|(own, its)| own.is_same_application(its))
        })
        .map(String::as_str)
    }
    /// Cases that share a number or a name with one of these, and these where they share one: all that may be one application with them.
    pub fn near<'a>(&'a self, keys: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
        let marks: BTreeSet<Key> = keys
            .filter_map(|k| self.of.get(k))
            .flat_map(ApplicationKey::keys)
            .collect();
        let bearers = marks.iter().filter_map(|m| self.by.get(m)).filter(|b| b.len() > 1);
        bearers.flatten().map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Declared;
    use crate::limits::Limits;

    fn marks(id: &str, kind: &str, name: &str, number: &str, sites: &[(&str, &str)]) -> ApplicationKey {
        let sites: Vec<_> = sites
            .iter()
            .map(|(name, domain)| serde_json::json!({ "name": name, "domains": [domain] }))
            .collect();
        let text = serde_json::json!({
            "case_id": id, "filing": kind, "province": "51", "sites": sites,
            "subject": { "kind": "enterprise", "name": name, "certificate": { "kind": "business-licence", "number": number } }
        });
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("case.json"), text.to_string()).unwrap();
        let case = crate::intake::walk::load_case(dir.path(), &Limits::default()).unwrap();
        let Declared::Present(d) = &case.declared else {
            panic!("{:?}", case.declared)
        };
        ApplicationKey::of_declaration(id, d)
    }

    // The numbers are the examples of GB 32100-2015, annex A, the second with its last digits changed.
    const NUMBER: &str = "91350100M000100Y43";
    const OTHER: &str = "91350100M000100Y50";

    #[test]
    fn an_application_is_recognised_by_its_subject_and_what_is_filed() {
        let first = marks("a", "new-site", "甲公司", NUMBER, &[("甲站", "jia.cn")]);
        let again = |m: ApplicationKey| first.is_same_application(&m) && m.is_same_application(&first);
        assert!(again(marks("b", "new-site", "甲公司", NUMBER, &[("甲站", "jia.cn")])));
        assert!(
            again(marks("b", "new-site", "甲公司", NUMBER, &[("甲站", "yi.cn")])),
            "its domain was mended"
        );
        assert!(
            again(marks("b", "new-site", "甲公司", NUMBER, &[("乙站", "JIA.cn")])),
            "its name was mended"
        );
        assert!(
            again(marks("b", "new-site", "乙公司", NUMBER, &[("甲站", "jia.cn")])),
            "the subject's name was mended"
        );
        assert!(
            again(marks("b", "new-site", "甲公司", OTHER, &[("甲站", "jia.cn")])),
            "the number was mended"
        );
        assert!(
            again(marks("a", "change-site", "甲公司", NUMBER, &[("乙站", "yi.cn")])),
            "one id"
        );
        assert!(
            !again(marks("b", "new-site", "甲公司", NUMBER, &[("乙站", "yi.cn")])),
            "another site"
        );
        assert!(
            !again(marks("b", "change-site", "甲公司", NUMBER, &[("甲站", "jia.cn")])),
            "another filing"
        );
        assert!(
            !again(marks("b", "new-site", "乙公司", OTHER, &[("甲站", "jia.cn")])),
            "another subject"
        );
        assert!(
            !again(marks("a", "new-site", "乙公司", OTHER, &[("甲站", "jia.cn")])),
            "another subject with its id"
        );
        assert!(
            !again(marks("b", "new-site", "甲公司", OTHER, &[("甲站", "yi.cn")])),
            "a namesake"
        );
        let bare = |kind: &str| marks("c", kind, "甲公司", NUMBER, &[]);
        assert!(bare("change-subject").is_same_application(&marks("d", "change-subject", "甲公司", NUMBER, &[])));
        assert!(!again(bare("new-site")), "one declares a site and the other none");
    }

    #[test]
    fn of_two_one_is_the_earlier() {
        let came = |submitted, written| Arrival { submitted, written };
        let (a, b) = (came(Some(5), 90), came(Some(6), 10));
        assert!(a.is_before("z", b, "a") && !b.is_before("a", a, "z"));
        let (a, b) = (came(None, 7), came(Some(6), 8));
        assert!(a.is_before("z", b, "a") && !b.is_before("a", a, "z"));
        let same = came(None, 7);
        assert!(same.is_before("a", same, "b") && !same.is_before("b", same, "a"));
    }

    #[test]
    fn cases_are_found_by_number_and_name_and_forgotten() {
        let mut applications = Applications::default();
        applications.enter("a", marks("a", "new-site", "甲公司", NUMBER, &[("甲站", "jia.cn")]));
        applications.enter("b", marks("b", "new-site", "甲公司", OTHER, &[("甲站", "jia.cn")]));
        applications.enter("c", marks("c", "new-site", "丙公司", NUMBER, &[("甲站", "bing.cn")]));
        applications.enter("d", marks("d", "new-site", "丁公司", OTHER, &[("丁站", "ding.cn")]));
        let same =
            |applications: &Applications, key| applications.same(key).map(str::to_owned).collect::<BTreeSet<_>>();
        let named = |all: &[&str]| all.iter().map(|k| (*k).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(same(&applications, "a"), named(&["b", "c"]));
        assert_eq!(same(&applications, "d"), named(&[]));
        let near: BTreeSet<String> = applications
            .near(["a"].into_iter())
            .into_iter()
            .map(str::to_owned)
            .collect();
        assert!(near.is_superset(&named(&["a", "b", "c"])), "{near:?}");
        applications.forget("b");
        applications.enter("c", marks("c", "new-site", "丙公司", OTHER, &[("丙站", "bing.cn")]));
        assert_eq!(same(&applications, "a"), named(&[]));
    }
}
