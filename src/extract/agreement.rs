//! Values that two papers of one case bear alike hold each other up: two independent readings that agree in every character
//! are hardly both wrong in the same way. Disagreement is not judged here: the papers may really differ.

use std::collections::BTreeMap;

use super::{FieldName, Flag, LOW, Reading};
use crate::hanzi;
use crate::kind::DocumentKind;

/// The same misreading of the same print is likelier than chance (one font, one look-alike): agreement never makes surer.
const MAX_CONFIDENCE: f64 = 0.98;
/// ... and this share of the less sure paper's word is its own: 邱骉 was read 邱弱 on all of three papers.
const OWN: f64 = 0.5;
/// How often names that differ in one character, which a recogniser takes for one another, really differ on the papers of a case.
const TRULY_DIFFERENT: f64 = 0.02;
/// Shorter values agree by chance, or by the same missing rest.
const LEAST_CHARACTERS: usize = 2;

/// A name whose weakest character is no surer than this may be settled by another paper: its looks disputed it. A surer one takes
/// several.
const WEAK: f64 = 0.8;
const SEVERAL: usize = 2;
/// How far the weak reading must hold the other papers' character possible: one of four looks saw it as its second choice.
const POSSIBLE: f64 = 0.05;
/// What a paper's recogniser did not hold possible is still not impossible.
const LEAST: f64 = 0.01;
/// Odds at which the other papers' character is taken: nineteen to one is a probability of 0.95.
const ODDS: f64 = 19.0;
/// A character settled that way was not read: its value is below what a difference is believed from (0.8).
const SETTLED: f64 = 0.75;

/// What a field is about: fields of one topic name the same thing on the papers of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Topic {
    Subject,
    Person,
    Number,
    Domain,
}

const fn topic(kind: DocumentKind, field: FieldName) -> Option<Topic> {
    use DocumentKind as K;
    use FieldName as F;
    Some(match (kind, field) {
        (K::BusinessLicence | K::OrganisationCertificate | K::PreApproval | K::TelecomLicence, F::Name)
        | (K::VerificationForm | K::CommitmentLetter, F::SubjectName)
        | (K::DomainCertificate, F::Registrant)
        | (K::AuthorisationLetter, F::Principal) => Topic::Subject,
        (K::IdCardPortrait | K::IdCardBoth | K::ResidencePermit, F::Name)
        | (K::VerificationForm, F::ResponsiblePerson)
        | (K::BusinessLicence | K::OrganisationCertificate, F::LegalRepresentative)
        | (K::AuthorisationLetter, F::Agent) => Topic::Person,
        (K::IdCardPortrait | K::IdCardBoth | K::ResidencePermit, F::CitizenIdNumber)
        | (K::BusinessLicence | K::OrganisationCertificate, F::CreditCode)
        | (K::VerificationForm, F::CertificateNumber) => Topic::Number,
        (K::VerificationForm | K::DomainCertificate, F::Domain) => Topic::Domain,
        _ => return None,
    })
}

/// Whether a field is told by its characters alone, and not by a check digit as well: names and domains.
const fn spelt(topic: Topic) -> bool {
    !matches!(topic, Topic::Number)
}

/// Raises the confidence of readings that other documents of the case repeat. `documents`: kind and fields of each.
pub fn agree_across<'a>(documents: impl IntoIterator<Item = (DocumentKind, &'a mut BTreeMap<FieldName, Reading>)>) {
    let mut readings: Vec<(usize, bool, &mut Reading)> = Vec::new();
    let mut names: Vec<Heard> = Vec::new();
    let mut said: BTreeMap<(bool, String), Vec<(usize, f64)>> = BTreeMap::new();
    for (at, (kind, fields)) in documents.into_iter().enumerate() {
        for (name, reading) in fields {
            // A subject may be a person: names agree with names. Numbers and domains only with their like, which their
            // form already tells apart.
            let Some(topic) = topic(kind, *name).filter(|_| reading.value.chars().count() >= LEAST_CHARACTERS) else {
                continue;
            };
            if reading
                .flags
                .iter()
                .any(|f| matches!(f, Flag::Incomplete | Flag::CorrectedByChecksum))
            {
                continue;
            }
            let named = matches!(topic, Topic::Subject | Topic::Person);
            if spelt(topic) {
                hear(&mut names, Heard::of(at, reading));
            }
            said.entry((named, hanzi::fold_name(&reading.value)))
                .or_default()
                .push((at, reading.confidence));
            readings.push((at, spelt(topic), reading));
        }
    }
    // What was settled by other papers already has their weight.
    readings.retain_mut(|(at, spelt, reading)| !(*spelt && settle(*at, reading, &names)));
    for (at, spelt, reading) in readings {
        let folded = hanzi::fold_name(&reading.value);
        let others = [true, false]
            .into_iter()
            .filter_map(|kind| said.get(&(kind, folded.clone())))
            .flatten()
            .filter(|(other, _)| *other != at)
            .map(|(_, c)| *c)
            .fold(0.0, f64::max);
        let (surer, other) = (reading.confidence.max(others), reading.confidence.min(others));
        let both = (1.0 - (1.0 - surer) * (1.0 - OWN * other)).min(MAX_CONFIDENCE);
        if others > 0.0 && both > reading.confidence {
            reading.confidence = (both * 1000.0).round() / 1000.0;
            reading.flags.retain(|f| *f != Flag::LowConfidence);
        }
        if spelt {
            contest(at, reading, &names);
        }
    }
}

/// A name that another paper has with one other character, which one of their recognisers held possible in its place, is no surer
/// than that leaves it (Bayes' rule): one of the two was misread, or they differ.
fn contest(at: usize, reading: &mut Reading, names: &[Heard]) {
    let own = Heard::of(at, reading);
    for paper in names.iter().filter(|p| p.at != at) {
        let Some(place) = own.differs_from(paper) else { continue };
        if own.held(place, &paper.letters[place]) + paper.held(place, &own.letters[place]) == 0.0 {
            continue;
        }
        let (p, q) = (own.confidence, paper.confidence);
        let (ours, theirs, both) = (p * (1.0 - q), q * (1.0 - p), TRULY_DIFFERENT * p * q);
        let left = (ours + both) / (ours + theirs + both).max(f64::MIN_POSITIVE);
        reading.confidence = reading.confidence.min((left * 1000.0).round() / 1000.0);
    }
    if reading.confidence < LOW && !reading.flags.contains(&Flag::LowConfidence) {
        reading.flags.push(Flag::LowConfidence);
        reading.flags.sort_unstable();
    }
}

/// A name as one paper bears it.
struct Heard {
    at: usize,
    printed: Vec<char>,
    letters: Vec<String>,
    confidence: f64,
    others: Vec<Vec<(char, f32)>>,
}

impl Heard {
    fn of(at: usize, reading: &Reading) -> Self {
        Self {
            at,
            printed: reading.value.chars().collect(),
            letters: letters(&reading.value),
            confidence: reading.confidence,
            others: reading.others.clone(),
        }
    }
    /// The one place at which another paper's name has another character.
    fn differs_from(&self, paper: &Self) -> Option<usize> {
        let same = |i: &usize| self.letters.get(*i) == paper.letters.get(*i);
        let mut differ = (0..self.letters.len()).filter(|i| !same(i));
        let place = differ.next().filter(|_| self.letters.len() == paper.letters.len())?;
        differ.next().is_none().then_some(place)
    }
    /// How far a character was held possible at a place.
    fn held(&self, place: usize, letter: &str) -> f64 {
        let others = self.others.get(place).into_iter().flatten();
        others
            .filter(|o| hanzi::fold_name(&o.0.to_string()) == letter)
            .map(|o| f64::from(o.1))
            .fold(0.0, f64::max)
    }
}

/// A paper that says a name twice says it once: its font and its recogniser are the same.
fn hear(names: &mut Vec<Heard>, heard: Heard) {
    match names
        .iter_mut()
        .find(|n| n.at == heard.at && n.letters == heard.letters)
    {
        Some(before) if before.confidence < heard.confidence => *before = heard,
        Some(_) => {}
        None => names.push(heard),
    }
}

/// Characters of a value, folded one by one.
fn letters(text: &str) -> Vec<String> {
    text.chars().map(|c| hanzi::fold_name(&c.to_string())).collect()
}

/// A name with one doubtful character, for which other papers of the case have another one that this paper's recogniser held
/// possible too, is read as they have it where that explains all readings far better (Bayes' rule, even odds before).
/// Papers that want different things settle nothing. Returns whether it was settled.
fn settle(at: usize, reading: &mut Reading, names: &[Heard]) -> bool {
    let own = Heard::of(at, reading);
    if own.others.len() != own.letters.len() {
        return false;
    }
    let mut odds: BTreeMap<(usize, &str), f64> = BTreeMap::new();
    let mut papers = 0;
    for paper in names.iter().filter(|p| p.at != at) {
        let Some(place) = own.differs_from(paper) else { continue };
        let (ours, theirs) = (&own.letters[place], &paper.letters[place]);
        papers += 1;
        let before = own.held(place, theirs) / own.confidence.max(LEAST);
        *odds.entry((place, theirs.as_str())).or_insert(before) *=
            paper.confidence / paper.held(place, ours).max(LEAST);
    }
    if own.confidence > WEAK && papers < SEVERAL {
        return false;
    }
    odds.retain(|(place, theirs), _| own.held(*place, theirs) >= POSSIBLE);
    for ((place, theirs), odds) in &mut odds {
        // Papers that read as this one does speak against it.
        let alike = names.iter().filter(|p| p.at != at && p.letters == own.letters);
        *odds *= alike
            .map(|p| p.held(*place, theirs).max(LEAST) / p.confidence.max(LEAST))
            .product::<f64>();
    }
    let Some(((place, theirs), odds)) = odds.pop_first().filter(|_| odds.is_empty()) else {
        return false;
    };
    let says = |p: &&Heard| own.differs_from(p) == Some(place) && p.letters[place] == theirs;
    let Some(paper) = names.iter().filter(|p| p.at != at).find(says).filter(|_| odds >= ODDS) else {
        return false;
    };
    let c = paper.printed[place];
    let settled = |(i, old)| if i == place { c } else { old };
    reading.value = reading.value.chars().enumerate().map(settled).collect();
    reading.confidence = reading.confidence.clamp(SETTLED, WEAK);
    reading.flags.retain(|f| *f != Flag::LowConfidence);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Source;

    fn paper(name: FieldName, value: &str, confidence: f64, flags: &[Flag]) -> BTreeMap<FieldName, Reading> {
        let reading = Reading {
            value: value.into(),
            confidence,
            page: 1,
            area: None,
            source: Source::Ocr,
            flags: flags.to_vec(),
            others: Vec::new(),
            sure: Vec::new(),
            breaks: Vec::new(),
        };
        BTreeMap::from([(name, reading)])
    }

    fn after(a: BTreeMap<FieldName, Reading>, b: BTreeMap<FieldName, Reading>) -> (f64, f64) {
        let (mut a, mut b) = (a, b);
        agree_across([
            (DocumentKind::IdCardPortrait, &mut a),
            (DocumentKind::VerificationForm, &mut b),
        ]);
        let of = |m: &BTreeMap<FieldName, Reading>| m.values().next().unwrap().confidence;
        (of(&a), of(&b))
    }

    #[test]
    fn two_papers_that_agree_are_surer_than_each() {
        let card = || paper(FieldName::Name, "刘敏甯", 0.7, &[Flag::LowConfidence]);
        let (a, b) = after(card(), paper(FieldName::ResponsiblePerson, "刘敏甯", 0.9, &[]));
        assert_eq!((a, b), (0.935, 0.935));
        let (a, b) = after(card(), paper(FieldName::ResponsiblePerson, "刘敏帘", 0.9, &[]));
        assert_eq!((a, b), (0.7, 0.9));
    }

    #[test]
    fn a_character_hardly_read_is_what_another_paper_says_and_the_print_may_be() {
        let card = |p: f64, held: f32| {
            let mut fields = paper(FieldName::Name, "尹俊号", p, &[Flag::LowConfidence]);
            let others = vec![Vec::new(), Vec::new(), vec![('弱', 0.3), ('骉', held)]];
            for reading in fields.values_mut() {
                reading.others.clone_from(&others);
            }
            fields
        };
        let form = |value: &str, p: f64| paper(FieldName::ResponsiblePerson, value, p, &[]);
        let read = |mut card: BTreeMap<FieldName, Reading>, mut form: BTreeMap<FieldName, Reading>| {
            agree_across([
                (DocumentKind::IdCardPortrait, &mut card),
                (DocumentKind::VerificationForm, &mut form),
            ]);
            card.into_values().next().unwrap().value
        };
        assert_eq!(read(card(0.6, 0.2), form("尹俊骉", 0.93)), "尹俊骉");
        // Read well enough to count, never held possible, said without being sure, another name.
        assert_eq!(read(card(0.85, 0.1), form("尹俊骉", 0.93)), "尹俊号");
        assert_eq!(read(card(0.4, 0.04), form("尹俊骉", 0.93)), "尹俊号");
        assert_eq!(read(card(0.7, 0.1), form("尹俊骉", 0.93)), "尹俊号");
        assert_eq!(read(card(0.6, 0.2), form("尹俊骉", 0.5)), "尹俊号");
        assert_eq!(read(card(0.4, 0.2), form("尹秀骉", 0.93)), "尹俊号");
        // A form that says it twice is one witness: 0.3 to 0.7 by the card, sixty to one by the form, not its square.
        let mut twice = form("尹俊骉", 0.6);
        twice.insert(FieldName::SubjectName, twice[&FieldName::ResponsiblePerson].clone());
        assert_eq!(read(card(0.7, 0.2), twice), "尹俊号");
        let (mut card, mut form, mut alike) = (card(0.6, 0.2), form("尹俊骉", 0.93), form("尹俊号", 0.9));
        agree_across([
            (DocumentKind::IdCardPortrait, &mut card),
            (DocumentKind::VerificationForm, &mut form),
            (DocumentKind::VerificationForm, &mut alike),
        ]);
        assert_eq!(card.values().next().unwrap().value, "尹俊号");
    }

    #[test]
    fn papers_that_differ_in_a_look_alike_are_both_less_sure() {
        let card = |p: f64, held: &[(char, f32)]| {
            let mut fields = paper(FieldName::Name, "黄雪帘", p, &[]);
            let others = vec![Vec::new(), Vec::new(), held.to_vec()];
            for reading in fields.values_mut() {
                reading.others.clone_from(&others);
            }
            fields
        };
        let form = |value: &str| paper(FieldName::ResponsiblePerson, value, 0.99, &[]);
        // 0.966 x 0.01 for the card, 0.99 x 0.034 for the form, 0.02 x 0.966 x 0.99 for both.
        let (of_card, of_form) = after(card(0.966, &[('甯', 0.033)]), form("黄雪甯"));
        assert_eq!((of_card, of_form), (0.461, 0.845));
        // Never taken for one another; two characters; another length.
        assert_eq!(after(card(0.966, &[]), form("黄雪甯")), (0.966, 0.99));
        assert_eq!(after(card(0.966, &[('甯', 0.033)]), form("王雪甯")), (0.966, 0.99));
        assert_eq!(after(card(0.966, &[('甯', 0.033)]), form("黄雪")), (0.966, 0.99));
        // Two papers settle what one does not.
        let mut card = card(0.925, &[('甯', 0.058)]);
        let (mut form, mut licence) = (
            form("黄雪甯"),
            paper(FieldName::LegalRepresentative, "黄雪甯", 0.99, &[]),
        );
        agree_across([
            (DocumentKind::IdCardPortrait, &mut card),
            (DocumentKind::VerificationForm, &mut form),
            (DocumentKind::BusinessLicence, &mut licence),
        ]);
        let settled = card.into_values().next().unwrap();
        assert_eq!((settled.value.as_str(), settled.confidence), ("黄雪甯", 0.8));
    }

    #[test]
    fn a_doubted_letter_of_a_domain_is_what_the_other_paper_says() {
        let mut form = paper(FieldName::Domain, "huarul.net", 0.8, &[]);
        let mut others = vec![Vec::new(); 10];
        others[5] = vec![('i', 0.2)];
        form.values_mut().next().unwrap().others = others;
        let mut certificate = paper(FieldName::Domain, "huarui.net", 0.99, &[]);
        agree_across([
            (DocumentKind::VerificationForm, &mut form),
            (DocumentKind::DomainCertificate, &mut certificate),
        ]);
        let settled = form.into_values().next().unwrap();
        assert_eq!((settled.value.as_str(), settled.confidence), ("huarui.net", 0.8));
    }

    #[test]
    fn a_mended_number_and_other_topics_say_nothing() {
        let card = || paper(FieldName::CitizenIdNumber, "11010519491231002X", 0.8, &[]);
        let mended = paper(
            FieldName::CertificateNumber,
            "11010519491231002X",
            0.88,
            &[Flag::CorrectedByChecksum],
        );
        assert_eq!(after(card(), mended).0, 0.8);
        assert_eq!(
            after(card(), paper(FieldName::SiteName, "11010519491231002X", 0.9, &[])).0,
            0.8
        );
        let sure = paper(FieldName::CertificateNumber, "11010519491231002X", 0.995, &[]);
        assert_eq!(after(card(), sure), (0.98, 0.995));
    }
}
