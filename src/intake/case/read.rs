//! The objects of `case.json` into types. Every reader reads all its keys before it may give up, so that all problems are told
//! at once and a key that no reader asks for is an unknown one.

use serde_json::Value;

use super::parse::{Node, Problems, complain, is_case_id, word_at};
use super::wrong::{Must, Wrong};
use super::{
    Billing, CASE_ID_CHARS, Certificate, CertificateKind, Content, Declaration, DeclaredDomain, DeclaredPermit, Filing,
    Hint, Hosting, Os, Person, Platform, Service, ServiceKind, Site, SiteAccess, Subject, SubjectKind, Timeline,
    Verification, Wording,
};
use crate::date::Validity;
use crate::kind::DocumentKind;
use crate::place::Province;

/// The name of the schema that `schema` may state.
const SCHEMA: &str = "chushen.case/1";
/// What stands for a certificate that does not end.
const LONG_TERM: &str = "long-term";

pub(super) fn declaration(node: &Node<'_>, p: &mut Problems) -> Option<Declaration> {
    if node.value("schema").is_some_and(|v| v.as_str() != Some(SCHEMA)) {
        complain(p, node.at("schema"), Wrong::Must(Must::Word(SCHEMA)));
    }
    let case_id = node.required_text("case_id", p);
    if case_id.as_deref().is_some_and(|id| !is_case_id(id)) {
        complain(p, node.at("case_id"), Wrong::Must(Must::Within(CASE_ID_CHARS)));
    }
    let filing = node.word("filing", Filing::WORDS, p);
    let verification = node.word("verification", Verification::WORDS, p);
    let wording = node.word("wording", Wording::WORDS, p);
    let submitted_at = node.instant("submitted_at", p);
    node.required("province", p);
    let province = node.read("province", Must::Province, Province::find, p);
    node.required("subject", p);
    let subject = node.object("subject", p, subject);
    let sites = node.objects("sites", p, site);
    let services = node.objects("services", p, service);
    let domains = node.objects("domains", p, domain);
    let hosting = node.object("hosting", p, hosting);
    let filed_sites = node.count("filed_sites", p);
    let timeline = node.object("timeline", p, timeline);
    let attachments = node.objects("attachments", p, hint);
    Some(Declaration {
        case_id: case_id?,
        filing: filing.unwrap_or(Filing::NewSubject),
        verification: verification.unwrap_or(Verification::Paper),
        wording: wording.unwrap_or(Wording::Filing),
        submitted_at,
        province: province?,
        subject: subject?,
        sites: sites.unwrap_or_default(),
        services: services.unwrap_or_default(),
        domains: domains.unwrap_or_default(),
        hosting,
        filed_sites,
        timeline,
        attachments: attachments.unwrap_or_default(),
        ignored: Vec::new(),
    })
}

fn subject(node: &Node<'_>, p: &mut Problems) -> Option<Subject> {
    let kind = node.required_word("kind", SubjectKind::WORDS, SubjectKind::Other, p);
    let name = node.required_text("name", p);
    node.required("certificate", p);
    let certificate = node.object("certificate", p, certificate);
    let address = node.text("address", p);
    let contact_address = node.text("contact_address", p);
    let legal_representative = node.text("legal_representative", p);
    let responsible_person = node.object("responsible_person", p, person);
    let trade_name = node.text("trade_name", p);
    Some(Subject {
        kind: kind?,
        name: name?,
        certificate: certificate?,
        address,
        contact_address,
        legal_representative,
        responsible_person,
        trade_name,
    })
}

fn certificate(node: &Node<'_>, p: &mut Problems) -> Option<Certificate> {
    let kind = node.required_word("kind", CertificateKind::WORDS, CertificateKind::Other, p);
    let number = node.required_text("number", p);
    let valid_until = validity(node, p);
    Some(Certificate {
        kind: kind?,
        number: number?,
        valid_until,
    })
}

/// A day, or the word for no end; what holds no figure is another word (长期).
fn validity(node: &Node<'_>, p: &mut Problems) -> Option<Validity> {
    let key = "valid_until";
    let is_word = |v: &Value| v.as_str().is_some_and(|t| !t.contains(|c: char| c.is_numeric()));
    match node.value(key) {
        Some(value) if is_word(value) => {
            let words = [(LONG_TERM, Validity::LongTerm)];
            word_at(value, &node.at(key), &words, p)
        }
        _ => node.read(key, Must::Day, |t| t.parse().ok(), p),
    }
}

fn person(node: &Node<'_>, p: &mut Problems) -> Option<Person> {
    let name = node.required_text("name", p);
    let certificate = node.object("certificate", p, certificate);
    let phone = node.text("phone", p);
    let email = node.text("email", p);
    let phones = node.texts("phones", p).unwrap_or_default();
    Some(Person {
        name: name?,
        certificate,
        phone,
        email,
        phones,
    })
}

fn site(node: &Node<'_>, p: &mut Problems) -> Option<Site> {
    let name = node.required_text("name", p);
    let listed = node.required("domains", p).and_then(Value::as_array);
    if listed.is_some_and(Vec::is_empty) {
        complain(p, node.at("domains"), Wrong::Must(Must::NotEmpty));
    }
    let domains = node.texts("domains", p);
    let home_url = node.text("home_url", p);
    let responsible_person = node.object("responsible_person", p, person);
    let content = node.list("content", p, |value, pointer, p| {
        word_at(value, &pointer, Content::WORDS, p)
    });
    let pre_approvals = node.objects("pre_approvals", p, permit);
    let remarks = node.text("remarks", p);
    let site_access = node.word("site_access", SiteAccess::WORDS, p);
    let category = node.text("category", p);
    Some(Site {
        name: name?,
        domains: domains?,
        home_url,
        responsible_person,
        content: content.unwrap_or_default(),
        pre_approvals: pre_approvals.unwrap_or_default(),
        remarks,
        site_access,
        category,
    })
}

/// A service. Of what a kind of service no list knows nothing can be asked: it is an App, and that the word was ignored is told.
fn service(node: &Node<'_>, p: &mut Problems) -> Option<Service> {
    let kind = node.required_word("kind", ServiceKind::WORDS, ServiceKind::App, p);
    let name = node.required_text("name", p);
    let platforms = node.objects("platforms", p, platform);
    let domains = node.texts("domains", p);
    let icon = node.text("icon", p);
    let responsible_person = node.object("responsible_person", p, person);
    let content = node.list("content", p, |value, pointer, p| {
        word_at(value, &pointer, Content::WORDS, p)
    });
    let pre_approvals = node.objects("pre_approvals", p, permit);
    let remarks = node.text("remarks", p);
    let number = node.text("number", p);
    let category = node.text("category", p);
    Some(Service {
        kind: kind?,
        name: name?,
        platforms: platforms.unwrap_or_default(),
        domains: domains.unwrap_or_default(),
        icon,
        responsible_person,
        content: content.unwrap_or_default(),
        pre_approvals: pre_approvals.unwrap_or_default(),
        remarks,
        number,
        category,
    })
}

#[allow(clippy::unnecessary_wraps, reason = "the shape every reader of an object has")]
fn platform(node: &Node<'_>, p: &mut Problems) -> Option<Platform> {
    node.required("os", p);
    Some(Platform {
        os: node.word("os", Os::WORDS, p),
        package: node.text("package", p),
        public_key: node.text("public_key", p),
        fingerprint: node.text("fingerprint", p),
        domains: node.texts("domains", p).unwrap_or_default(),
    })
}

fn permit(node: &Node<'_>, p: &mut Problems) -> Option<DeclaredPermit> {
    let kind = node.required_text("kind", p);
    let number = node.text("number", p);
    Some(DeclaredPermit { kind: kind?, number })
}

fn domain(node: &Node<'_>, p: &mut Problems) -> Option<DeclaredDomain> {
    let name = node.required_text("name", p);
    let registrant = node.text("registrant", p);
    let registrant_certificate_number = node.text("registrant_certificate_number", p);
    let registrar = node.text("registrar", p);
    let registered_on = node.date("registered_on", p);
    let expires_on = node.date("expires_on", p);
    let real_name_verified = node.flag("real_name_verified", p);
    let verified_on = node.date("verified_on", p);
    Some(DeclaredDomain {
        name: name?,
        registrant,
        registrant_certificate_number,
        registrar,
        registered_on,
        expires_on,
        real_name_verified,
        verified_on,
    })
}

#[allow(clippy::unnecessary_wraps, reason = "the shape every reader of an object has")]
fn hosting(node: &Node<'_>, p: &mut Problems) -> Option<Hosting> {
    Some(Hosting {
        region: node.text("region", p),
        billing: node.word("billing", Billing::WORDS, p),
        public_ips: node.texts("public_ips", p),
        expires_on: node.date("expires_on", p),
        purchased_months: node.count("purchased_months", p),
    })
}

#[allow(clippy::unnecessary_wraps, reason = "the shape every reader of an object has")]
fn timeline(node: &Node<'_>, p: &mut Problems) -> Option<Timeline> {
    Some(Timeline {
        sms_sent_at: node.instant("sms_sent_at", p),
        sms_verified_at: node.instant("sms_verified_at", p),
        first_review_started_at: node.instant("first_review_started_at", p),
        first_review_done_at: node.instant("first_review_done_at", p),
        bureau_received_at: node.instant("bureau_received_at", p),
        bureau_done_at: node.instant("bureau_done_at", p),
    })
}

fn hint(node: &Node<'_>, p: &mut Problems) -> Option<Hint> {
    let path = node.required_text("path", p);
    let kinds: Vec<(&'static str, DocumentKind)> = DocumentKind::declarable().map(|k| (k.name(), k)).collect();
    node.required("kind", p);
    let kind = node.word("kind", &kinds, p);
    Some(Hint {
        path: path?,
        kind: kind?,
    })
}
