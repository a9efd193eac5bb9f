//! What of a case was met in another: in the same run, and in earlier nights where a ledger is kept.
//! In: declarations and digests of files. Out: [`Elsewhere`] for each case, the same whatever the order of cases, since all
//! traces of a run are gathered before the first is looked up, and the ledger is read as it stood when the run began.
//!
//! Nothing personal is kept: a value is its keyed hash (HMAC-SHA256, RFC 2104, cut to 128 bits). The key lies beside the
//! ledger in a file of its own; without it phones and numbers cannot be tried out against the hashes. Pictures are found
//! by likeness, which no hash allows: theirs lie hidden under the same key ([`pictures`]).

pub mod alike;
mod keys;
mod of_run;
pub mod pictures;
mod store;
mod trace_store;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

pub use keys::Hasher;
pub use of_run::RunPictures;
pub use pictures::{Picture, Seen};
pub use store::{Ledger, LedgerError, Stats};
pub use trace_store::TraceStore;

use crate::domain::Domain;
use crate::intake::Declaration;
use crate::judge::dossier::{Elsewhere, Place, Shared};
use crate::names;

/// A keyed hash of one value.
pub type Key = [u8; 16];

/// One value of a case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trace {
    /// What it is.
    pub what: Shared,
    /// Where in the case it stands.
    pub at: Place,
    /// Its hash.
    pub key: Key,
}

/// All values of a case that can be met in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traces {
    /// Case id.
    pub case: String,
    /// Hash of the subject's certificate number; `None` where there is no valid declaration.
    pub subject: Option<Key>,
    /// Hash of the province it files in.
    pub province: Option<Key>,
    /// The values, sorted, each once.
    pub values: Vec<Trace>,
}

/// Letters and digits only, half-width, upper case: numbers, phones and names are compared so.
fn plain(text: &str) -> String {
    names::telling(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Gathers a case's traces. `files` are SHA-256 digests with the index of the document; empty digests are left out.
pub fn traces(case: &str, declaration: Option<&Declaration>, files: &[(usize, String)], hasher: &Hasher) -> Traces {
    let mut out: BTreeSet<Trace> = BTreeSet::new();
    let mut add = |what: Shared, at: Place, value: &str| {
        if !value.is_empty() {
            let key = hasher.of(what, value);
            out.insert(Trace { what, at, key });
        }
    };
    for (index, digest) in files {
        add(Shared::File, Place::Document(*index), digest);
    }
    let mut subject = None;
    if let Some(d) = declaration {
        let number = plain(&d.subject.certificate.number);
        if !number.is_empty() {
            subject = Some(hasher.of(Shared::Subject, &number));
            add(
                Shared::Subject,
                Place::Declared("/subject/certificate/number".to_owned()),
                &number,
            );
        }
        let own = d
            .subject
            .responsible_person
            .iter()
            .map(|p| ("/subject/responsible_person".to_owned(), p));
        let sites = d.sites.iter().enumerate().filter_map(|(i, s)| {
            let person = s.responsible_person.as_ref()?;
            Some((format!("/sites/{i}/responsible_person"), person))
        });
        let mut seen: BTreeSet<(Shared, String)> = BTreeSet::new();
        for (at, person) in own.chain(sites) {
            // One person for subject and site is one finding, at the first place.
            for phone in person.phone.iter().chain(&person.phones) {
                let digits = plain(phone);
                let digits = digits.strip_prefix("86").filter(|d| d.len() == 11).unwrap_or(&digits);
                if digits.len() >= 7 && seen.insert((Shared::Phone, digits.to_owned())) {
                    add(Shared::Phone, Place::Declared(format!("{at}/phone")), digits);
                }
            }
            if let Some(c) = &person.certificate {
                let number = plain(&c.number);
                if seen.insert((Shared::Person, number.clone())) {
                    add(
                        Shared::Person,
                        Place::Declared(format!("{at}/certificate/number")),
                        &number,
                    );
                }
            }
        }
        for (i, site) in d.sites.iter().enumerate() {
            add(
                Shared::SiteName,
                Place::Declared(format!("/sites/{i}/name")),
                &plain(&site.name),
            );
            for (j, name) in site.domains.iter().enumerate() {
                if let Some(domain) = Domain::parse(name) {
                    add(
                        Shared::Domain,
                        Place::Declared(format!("/sites/{i}/domains/{j}")),
                        domain.ascii(),
                    );
                }
            }
        }
    }
    Traces {
        case: case.to_owned(),
        subject,
        province: declaration.map(|d| hasher.province(d.province.code)),
        values: out.into_iter().collect(),
    }
}

/// How many sites besides its own each case's subject has in its province: of the run's other cases and of earlier nights,
/// told apart by name. Whether they were filed in the end is not known.
pub fn sites_besides(run: &TraceStore, ledger: Option<&Ledger>) -> Result<Vec<usize>, LedgerError> {
    let sites = |i: usize| run.keys(i).filter(|(what, _)| *what == Shared::SiteName);
    // Whose, which, sorted and each once.
    let mut here: Vec<((Key, Key), Key)> = Vec::new();
    for i in 0..run.len() {
        if let Some(whose) = run.whose(i) {
            here.extend(sites(i).map(|(_, key)| (whose, key)));
        }
    }
    here.sort_unstable();
    here.dedup();
    (0..run.len())
        .map(|i| {
            let Some(whose) = run.whose(i) else {
                return Ok(0);
            };
            let mut all: BTreeSet<Key> = equal(&here, |v| v.0.cmp(&whose)).iter().map(|v| v.1).collect();
            if let Some(ledger) = ledger {
                all.extend(ledger.sites(&whose.0, &whose.1, run.id(i))?);
            }
            for (_, own) in sites(i) {
                all.remove(&own);
            }
            Ok(all.len())
        })
        .collect()
}

/// Of a sorted list, what compares as equal.
fn equal<T>(sorted: &[T], to: impl Fn(&T) -> Ordering) -> &[T] {
    let first = sorted.partition_point(|v| to(v) == Ordering::Less);
    let rest = sorted.get(first..).unwrap_or_default();
    let count = rest.partition_point(|v| to(v) == Ordering::Equal);
    rest.get(..count).unwrap_or_default()
}

/// Another case that bears the same value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bearer {
    /// Its id.
    pub case: String,
    /// Its subject.
    pub subject: Option<Key>,
}

/// Cases told of one value, the first by id: what hundreds share is a form or a logo, and 10,000 cases that list each other
/// would fill the memory.
const TOLD: usize = 100;

/// Who bears what in a run.
#[derive(Debug)]
pub struct Register {
    trace_store: TraceStore,
    /// Values with the place of a case that bears them, sorted; within a value by id, since only the first of many are told.
    values: Vec<(Shared, Key, u32)>,
}

impl Register {
    /// Of these cases.
    pub fn of(trace_store: TraceStore) -> Self {
        let mut values = Vec::new();
        for (i, place) in (0..trace_store.len()).zip(0u32..) {
            values.extend(trace_store.keys(i).map(|(what, key)| (what, key, place)));
        }
        let id = |v: &(Shared, Key, u32)| trace_store.id(v.2 as usize);
        values.sort_unstable_by(|a, b| (a.0, a.1, id(a), a.2).cmp(&(b.0, b.1, id(b), b.2)));
        values.shrink_to_fit();
        Self { trace_store, values }
    }

    /// The traces of the cases.
    pub const fn traces(&self) -> &TraceStore {
        &self.trace_store
    }

    /// What a case has in common with others: of the run, and of the nights before where there is a ledger. Sorted.
    pub fn meet(&self, index: usize, ledger: Option<&Ledger>) -> Result<Vec<Elsewhere>, LedgerError> {
        let run = &self.trace_store;
        let (id, subject) = (run.id(index), run.subject(index));
        let mut met = Vec::new();
        for t in run.get(index).into_iter().flat_map(|t| t.values) {
            let mut others: BTreeSet<String> = BTreeSet::new();
            let bearers = equal(&self.values, |v| (v.0, v.1).cmp(&(t.what, t.key)));
            for other in bearers.iter().map(|v| v.2 as usize).filter(|other| *other != index) {
                if tells(t.what, subject, run.subject(other)) {
                    others.insert(run.id(other).to_owned());
                    if others.len() >= TOLD {
                        break;
                    }
                }
            }
            // A case of an earlier night is not under way: the same subject there is its history.
            if let Some(ledger) = ledger.filter(|_| t.what != Shared::Subject) {
                for b in ledger.bearers(t.what, &t.key)? {
                    if b.case != id && tells(t.what, subject, b.subject) {
                        others.insert(b.case);
                    }
                }
                while others.len() > TOLD {
                    others.pop_last();
                }
            }
            if !others.is_empty() {
                met.push(Elsewhere {
                    what: t.what,
                    at: t.at,
                    cases: others.into_iter().collect(),
                });
            }
        }
        met.sort();
        Ok(met)
    }
}

/// The pictures of a case that are pictures of others: of the run, whose cases are told by folder, and of earlier nights.
/// What `known` tells of a document's very bytes is not told again.
pub fn meet_pictures(
    case: &Bearer,
    pictures: &[Picture],
    known: &[Elsewhere],
    run: (&RunPictures, &dyn Fn(&str) -> Option<Bearer>),
    ledger: Option<&Ledger>,
) -> Result<Vec<Elsewhere>, LedgerError> {
    let (run, bearer) = run;
    let mut met: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for picture in pictures {
        let others = met.entry(picture.document).or_default();
        let wants = |folder: &str| bearer(folder).is_some_and(|b| tells(Shared::Picture, case.subject, b.subject));
        let here = run.seen(&picture.likeness, &wants)?;
        others.extend(here.iter().filter_map(|s| Some(bearer(&s.owner)?.case)));
        if let Some(ledger) = ledger {
            let wants = |id: &str, subject| id != case.case && tells(Shared::Picture, case.subject, subject);
            let earlier = ledger.seen(&picture.likeness, &wants)?;
            others.extend(earlier.into_iter().map(|s| s.owner));
        }
    }
    for e in known.iter().filter(|e| e.what == Shared::File) {
        if let Place::Document(index) = e.at
            && let Some(others) = met.get_mut(&index)
        {
            others.retain(|id| !e.cases.contains(id));
        }
    }
    let told = met.into_iter().filter(|(_, cases)| !cases.is_empty());
    Ok(told
        .map(|(index, cases)| Elsewhere {
            what: Shared::Picture,
            at: Place::Document(index),
            cases: cases.into_iter().collect(),
        })
        .collect())
}

/// Whether two cases of these subjects that share a value are worth a word: two subjects, or for the subject itself one.
/// A case without a readable subject cannot be told from either.
fn tells(what: Shared, a: Option<Key>, b: Option<Key>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a == b) == (what == Shared::Subject),
        (_, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::dossier::fixture::{declaration, person, site};

    fn hasher() -> Hasher {
        Hasher::new([7; 32])
    }

    fn case(id: &str, number: &str, phone: &str, site_name: &str, file: &str) -> Traces {
        let mut d = declaration();
        d.subject.certificate.number = number.to_owned();
        let p = person("王测试", &format!("N{id}"), phone);
        d.subject.responsible_person = Some(p.clone());
        d.sites = vec![site(site_name, &format!("{}.cn", id.to_lowercase()))];
        d.sites[0].responsible_person = Some(p);
        traces(id, Some(&d), &[(0, file.to_owned())], &hasher())
    }

    fn met(all: &[Traces], i: usize) -> Vec<(Shared, Vec<String>)> {
        let out = Register::of(all.iter().cloned().collect()).meet(i, None).unwrap();
        out.iter().map(|e| (e.what, e.cases.clone())).collect()
    }

    #[test]
    fn what_two_subjects_share_is_met_in_both() {
        let all = [
            case("a", "1", "13800138000", "云帆之家", "f1"),
            case("b", "2", "138-0013-8000", "启明之家", "f2"),
            case("c", "3", "13900139000", "云帆之家", "f1"),
        ];
        assert_eq!(
            met(&all, 0),
            [
                (Shared::File, vec!["c".to_owned()]),
                (Shared::Phone, vec!["b".to_owned()]),
                (Shared::SiteName, vec!["c".to_owned()])
            ]
        );
        assert_eq!(met(&all, 1), [(Shared::Phone, vec!["a".to_owned()])]);
    }

    #[test]
    fn the_same_subject_twice_is_one_finding_and_its_own_phone_none() {
        let all = [
            case("a", "1", "13800138000", "云帆之家", "f1"),
            case("b", "1", "13800138000", "云帆之家", "f1"),
        ];
        assert_eq!(met(&all, 0), [(Shared::Subject, vec!["b".to_owned()])]);
    }

    #[test]
    fn what_everybody_shares_is_told_of_the_first_by_id_only() {
        let ids: Vec<String> = (0..150).map(|i| format!("c{i:03}")).collect();
        let mut all: Vec<Traces> = ids.iter().map(|id| case(id, id, id, id, "f")).collect();
        let own: Vec<String> = ids.iter().take(TOLD).cloned().collect();
        assert_eq!(met(&all, 149), [(Shared::File, own.clone())]);
        all.reverse();
        assert_eq!(met(&all, 0), [(Shared::File, own)]);
    }

    #[test]
    fn the_order_of_cases_tells_nothing() {
        let mut all = vec![
            case("a", "1", "13800138000", "云帆之家", "f1"),
            case("b", "2", "13800138000", "云帆之家", "f1"),
            case("c", "3", "13800138000", "云帆之家", "f2"),
        ];
        let forward = met(&all, 0);
        all.reverse();
        assert_eq!(met(&all, 2), forward);
        assert!(forward.contains(&(Shared::Phone, vec!["b".to_owned(), "c".to_owned()])));
    }

    #[test]
    fn sites_of_a_subject_are_counted_once_each_over_run_and_nights() {
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&dir.path().join("l.redb")).unwrap();
        let h = ledger.hasher().clone();
        let of = |id: &str, number: &str, names: &[&str], province: &str| {
            let mut d = declaration();
            d.subject.certificate.number = number.to_owned();
            d.province = crate::place::Province::find(province).unwrap();
            d.sites = names.iter().map(|n| site(n, "a.cn")).collect();
            traces(id, Some(&d), &[], &h)
        };
        let night = "2026-06-01".parse().unwrap();
        let old = [
            of("1", "A", &["甲站", "乙站"], "51"),
            of("2", "A", &["丙站"], "44"),
            of("3", "B", &["丁站"], "51"),
            // Handed in again tonight under the same id.
            of("9", "A", &["戊站"], "51"),
        ];
        ledger.record(&old, night).unwrap();
        let tonight = [of("9", "A", &["乙站", "己站"], "51"), of("10", "A", &["庚站"], "51")];
        let tonight = tonight.into_iter().collect();
        assert_eq!(sites_besides(&tonight, Some(&ledger)).unwrap(), [2, 4]);
        assert_eq!(sites_besides(&tonight, None).unwrap(), [1, 2]);
    }

    #[test]
    fn earlier_nights_count_and_a_case_does_not_meet_itself() {
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&dir.path().join("l.redb")).unwrap();
        let h = ledger.hasher().clone();
        let of = |id: &str, number: &str| {
            let mut d = declaration();
            d.subject.certificate.number = number.to_owned();
            d.subject.responsible_person = Some(person("王测试", "X", "13800138000"));
            traces(id, Some(&d), &[], &h)
        };
        ledger
            .record(&[of("old", "1"), of("mine", "2")], "2026-06-01".parse().unwrap())
            .unwrap();
        let tonight = Register::of(std::iter::once(of("mine", "2")).collect());
        let phones = |ledger: &Ledger| -> Vec<String> {
            let met = tonight.meet(0, Some(ledger)).unwrap();
            met.iter()
                .filter(|e| e.what == Shared::Phone)
                .flat_map(|e| e.cases.clone())
                .collect()
        };
        assert_eq!(phones(&ledger), ["old"]);
        assert_eq!(ledger.forget(&["old".to_owned()]).unwrap(), 1);
        assert!(phones(&ledger).is_empty());
    }

    fn whose(traces: &Traces) -> Bearer {
        Bearer {
            case: traces.case.clone(),
            subject: traces.subject,
        }
    }

    /// Cases with one picture each, by folder; the traces of the cases.
    fn pictured(order: &[usize]) -> (tempfile::TempDir, RunPictures, Vec<Traces>, Vec<Picture>) {
        use crate::measure::likeness::{Likeness, fixture::sheet};
        let page = sheet(900, 1270, 1, 12);
        let copy = image::imageops::crop_imm(&page, 20, 30, 870, 1220).to_image();
        let pages = [page, copy, sheet(900, 1270, 2, 12)];
        let picture = |p| Picture {
            document: 0,
            page: 1,
            likeness: Likeness::of(p).unwrap(),
        };
        let pictures: Vec<Picture> = pages.iter().map(picture).collect();
        let traces = ["a", "b", "c"].iter().zip(["1", "2", "3"]);
        let traces: Vec<Traces> = traces.map(|(id, number)| case(id, number, "1", id, id)).collect();
        let dir = tempfile::tempdir().unwrap();
        let run = RunPictures::open(&dir.path().join("p"), false).unwrap();
        for i in order {
            run.keep(&traces[*i].case, "m", &pictures[*i..=*i]).unwrap();
        }
        (dir, run, traces, pictures)
    }

    #[test]
    fn a_cropped_copy_under_another_subject_is_met_whatever_came_first() {
        for order in [[0, 1, 2], [2, 1, 0]] {
            let (_dir, run, traces, pictures) = pictured(&order);
            let bearer = |folder: &str| {
                let t = traces.iter().find(|t| t.case == folder)?;
                Some(whose(t))
            };
            let met = |i: usize, known: &[Elsewhere]| -> Vec<String> {
                let out = meet_pictures(&whose(&traces[i]), &pictures[i..=i], known, (&run, &bearer), None).unwrap();
                out.into_iter().flat_map(|e| e.cases).collect()
            };
            assert_eq!(
                (met(0, &[]), met(1, &[]), met(2, &[])),
                (vec!["b".to_owned()], vec!["a".to_owned()], vec![])
            );
            let known = Elsewhere {
                what: Shared::File,
                at: Place::Document(0),
                cases: vec!["b".to_owned()],
            };
            assert!(met(0, &[known]).is_empty());
            // Of one subject, it is its own.
            let own = |folder: &str| {
                bearer(folder).map(|b| Bearer {
                    subject: traces[0].subject,
                    ..b
                })
            };
            assert!(
                meet_pictures(&whose(&traces[0]), &pictures[..1], &[], (&run, &own), None)
                    .unwrap()
                    .is_empty()
            );
            assert_eq!(run.mark("a").unwrap().as_deref(), Some("m"));
            assert_eq!(run.mark("z").unwrap(), None);
            assert_eq!(run.of("b").unwrap(), &pictures[1..2]);
        }
    }

    #[test]
    fn a_picture_of_an_earlier_night_is_met_until_it_is_forgotten() {
        let (_dir, run, traces, pictures) = pictured(&[]);
        let dir = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&dir.path().join("l.redb")).unwrap();
        let night = "2026-05-31".parse().unwrap();
        ledger
            .record_with(traces[1..].iter().cloned(), night, &|i| {
                Ok(vec![pictures[i + 1].clone()])
            })
            .unwrap();
        assert_eq!(ledger.stats().unwrap().pictures, 2);
        let met = |ledger: &Ledger| {
            let none = |_: &str| None;
            meet_pictures(&whose(&traces[0]), &pictures[..1], &[], (&run, &none), Some(ledger)).unwrap()
        };
        assert_eq!(met(&ledger)[0].cases, ["b"]);
        assert_eq!(ledger.forget(&["b".to_owned()]).unwrap(), 1);
        assert!(met(&ledger).is_empty());
        assert_eq!(ledger.stats().unwrap().pictures, 1);
    }
}
