//! The declaration (`case.json`) as types; [`parse`] makes them from bytes.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $word] $variant),+ }
        impl $name {
            /// Every value, in the order of the schema.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The same, each with its word.
            pub const WORDS: &'static [(&'static str, $name)] = &[$(($word, $name::$variant)),+];
            /// The word in declarations and rules.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
            /// The value of this word.
            pub fn from_name(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| v.name() == word)
            }
        }
    };
}

mod parse;
mod read;
mod service;
mod tree;
mod wrong;

pub use parse::parse;
pub use service::{Offer, Os, Platform, Service, ServiceKind};
pub use wrong::{Must, Problem, Syntax, Wrong};

use crate::date::{Date, Instant, Validity};
use crate::place::Province;

/// Longest `case_id`, in characters (contract/case.schema.json).
const CASE_ID_CHARS: usize = 128;

words! {
    /// 备案类型
    Filing { NewSubject "new-subject", NewSite "new-site", NewAccess "new-access", ChangeSubject "change-subject", ChangeSite "change-site", Transfer "transfer" }
}
words! {
    /// 主体性质
    SubjectKind {
        Individual "individual", Enterprise "enterprise", SoleProprietor "sole-proprietor", Government "government", Institution "institution",
        SocialOrganisation "social-organisation", PrivateNonEnterprise "private-non-enterprise", Foundation "foundation", LawFirm "law-firm",
        ForeignOffice "foreign-office", Military "military", ForeignCulturalCentre "foreign-cultural-centre",
        MassOrganisation "mass-organisation", ForensicInstitution "forensic-institution", Religious "religious",
        OverseasOrganisation "overseas-organisation", MedicalInstitution "medical-institution", NotaryOffice "notary-office",
        Collective "collective", ArbitrationCommission "arbitration-commission", Other "other",
    }
}
words! {
    /// Kind of a certificate of a subject or person.
    CertificateKind {
        CitizenId "citizen-id", BusinessLicence "business-licence", InstitutionCertificate "institution-certificate",
        SocialOrganisationCertificate "social-organisation-certificate", PrivateNonEnterpriseCertificate "private-non-enterprise-certificate",
        FoundationCertificate "foundation-certificate", GovernmentCode "government-code", LawFirmLicence "law-firm-licence",
        ForeignOfficeCertificate "foreign-office-certificate", Passport "passport", HkMacauPermit "hk-macau-permit", TaiwanPermit "taiwan-permit",
        HmtResidencePermit "hmt-residence-permit", ForeignerPermanentResidence "foreigner-permanent-residence",
        OrganisationCode "organisation-code", MilitaryCode "military-code", MilitaryServicePermit "military-service-permit",
        ReligiousVenueCertificate "religious-venue-certificate", ForensicLicence "forensic-licence", NotaryLicence "notary-licence",
        ArbitrationCertificate "arbitration-certificate", SchoolLicence "school-licence", MedicalLicence "medical-licence",
        CollectiveCertificate "collective-certificate", Other "other",
    }
}
impl CertificateKind {
    /// Whether only a unit bears it, so that its number is nobody's own.
    pub const fn is_of_a_unit(self) -> bool {
        match self {
            Self::CitizenId
            | Self::Passport
            | Self::HkMacauPermit
            | Self::TaiwanPermit
            | Self::HmtResidencePermit
            | Self::ForeignerPermanentResidence
            | Self::Other => false,
            Self::BusinessLicence
            | Self::InstitutionCertificate
            | Self::SocialOrganisationCertificate
            | Self::PrivateNonEnterpriseCertificate
            | Self::FoundationCertificate
            | Self::GovernmentCode
            | Self::LawFirmLicence
            | Self::ForeignOfficeCertificate
            | Self::OrganisationCode
            | Self::MilitaryCode
            | Self::MilitaryServicePermit
            | Self::ReligiousVenueCertificate
            | Self::ForensicLicence
            | Self::NotaryLicence
            | Self::ArbitrationCertificate
            | Self::SchoolLicence
            | Self::MedicalLicence
            | Self::CollectiveCertificate => true,
        }
    }
}
words! {
    /// What a site offers.
    Content {
        General "general", News "news", Publishing "publishing", Medical "medical", Drug "drug", Culture "culture", AudioVideo "audio-video",
        Education "education", Training "training", Finance "finance", ECommerce "e-commerce", Forum "forum", Religion "religion", Map "map", Taxi "taxi", Other "other",
    }
}
words! {
    /// How it was found out that the people are who they say: by papers signed by hand, or by the platform (电子化核验).
    Verification { Paper "paper", Electronic "electronic" }
}
words! {
    /// What the institution is called: 备案, or 核准 as in newer texts. The rules are the same.
    Wording { Filing "filing", Approval "approval" }
}
words! {
    /// Whether the site answered during filing.
    SiteAccess { Closed "closed", Open "open", Unknown "unknown" }
}
words! {
    /// How the server is paid.
    Billing { Prepaid "prepaid", Postpaid "postpaid" }
}

/// A certificate as declared.
#[derive(Debug, Clone, PartialEq)]
pub struct Certificate {
    /// Its kind.
    pub kind: CertificateKind,
    /// Its number as written.
    pub number: String,
    /// Until when it is valid, if stated.
    pub valid_until: Option<Validity>,
}

/// A person as declared.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Identity paper.
    pub certificate: Option<Certificate>,
    /// Mobile number.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Further numbers, the emergency number last.
    pub phones: Vec<String>,
}

/// The subject (主体, 主办者).
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// Its kind.
    pub kind: SubjectKind,
    /// Its name.
    pub name: String,
    /// Its certificate.
    pub certificate: Certificate,
    /// 证件住所
    pub address: Option<String>,
    /// 通信地址
    pub contact_address: Option<String>,
    /// 法定代表人
    pub legal_representative: Option<String>,
    /// 主体负责人
    pub responsible_person: Option<Person>,
    /// 字号
    pub trade_name: Option<String>,
}

/// A permit the submitter names for a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredPermit {
    /// Its name, as written.
    pub kind: String,
    /// Its number.
    pub number: Option<String>,
}

/// A site (网站).
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// 网站名称
    pub name: String,
    /// Domains, one or more.
    pub domains: Vec<String>,
    /// Home page.
    pub home_url: Option<String>,
    /// 网站负责人
    pub responsible_person: Option<Person>,
    /// What it offers.
    pub content: Vec<Content>,
    /// Permits named.
    pub pre_approvals: Vec<DeclaredPermit>,
    /// 备注
    pub remarks: Option<String>,
    /// Whether it answered.
    pub site_access: Option<SiteAccess>,
    /// 服务内容
    pub category: Option<String>,
}

/// A domain as declared.
#[derive(Debug, Clone, PartialEq)]
pub struct DeclaredDomain {
    /// The name.
    pub name: String,
    /// Holder.
    pub registrant: Option<String>,
    /// Holder's certificate number.
    pub registrant_certificate_number: Option<String>,
    /// Registrar.
    pub registrar: Option<String>,
    /// Day of registration.
    pub registered_on: Option<Date>,
    /// Last day.
    pub expires_on: Option<Date>,
    /// Real-name verification.
    pub real_name_verified: Option<bool>,
    /// Day of verification.
    pub verified_on: Option<Date>,
}

/// The server.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hosting {
    /// Region word or the provider's region id.
    pub region: Option<String>,
    /// Billing.
    pub billing: Option<Billing>,
    /// Addresses; `None` when not stated.
    pub public_ips: Option<Vec<String>>,
    /// Last day of the server.
    pub expires_on: Option<Date>,
    /// Months bought.
    pub purchased_months: Option<u32>,
}

/// Clock times of the stages.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Timeline {
    /// SMS sent.
    pub sms_sent_at: Option<Instant>,
    /// SMS verified.
    pub sms_verified_at: Option<Instant>,
    /// First review begun.
    pub first_review_started_at: Option<Instant>,
    /// First review done.
    pub first_review_done_at: Option<Instant>,
    /// Bureau received.
    pub bureau_received_at: Option<Instant>,
    /// Bureau done.
    pub bureau_done_at: Option<Instant>,
}

/// What the submitter says a file is. A hint, never believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Relative path.
    pub path: String,
    /// Declared kind.
    pub kind: crate::kind::DocumentKind,
}

/// The declaration of one case.
#[derive(Debug, Clone, PartialEq)]
pub struct Declaration {
    /// Case id, 1 to 128 characters.
    pub case_id: String,
    /// Filing kind; `new-subject` when not stated.
    pub filing: Filing,
    /// How people were verified; `paper` when not stated.
    pub verification: Verification,
    /// The word for the institution; `filing` when not stated.
    pub wording: Wording,
    /// When it was submitted.
    pub submitted_at: Option<Instant>,
    /// Province of the subject.
    pub province: Province,
    /// Subject.
    pub subject: Subject,
    /// Sites.
    pub sites: Vec<Site>,
    /// Services: Apps, mini-programs, fast apps.
    pub services: Vec<Service>,
    /// Domains.
    pub domains: Vec<DeclaredDomain>,
    /// Server; `None` when not stated.
    pub hosting: Option<Hosting>,
    /// Sites already filed in this province.
    pub filed_sites: Option<u32>,
    /// Clock times.
    pub timeline: Option<Timeline>,
    /// Hints.
    pub attachments: Vec<Hint>,
    /// What is wrong with the declaration and was ignored: the rest of it stands.
    pub ignored: Vec<Problem>,
}

impl Declaration {
    /// Whether a word was ignored at this JSON pointer, or below it: what was meant there is not known.
    pub fn ignores_word(&self, pointer: &str) -> bool {
        let is_at = |p: &Problem| {
            p.pointer
                .strip_prefix(pointer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.ignored
            .iter()
            .any(|p| matches!(p.wrong, Wrong::Word(..)) && is_at(p))
    }
    /// Whether a word was ignored among the contents of a site or service.
    pub fn ignores_content(&self) -> bool {
        let offers = self.offers();
        offers
            .iter()
            .any(|o| self.ignores_word(&format!("{}/content", o.pointer)))
    }
}
