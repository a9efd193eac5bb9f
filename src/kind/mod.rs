//! Kinds of document and of field: one list each; everything that must know them all is derived from it.

pub mod forms;
pub mod licence_code;
mod signs;
pub mod spec;

mod business_licence;
mod domain_certificate;
mod id_card;
mod identity_papers;
mod letters;
mod organisation_certificate;
mod other;
mod permits;
mod residence_permit;
pub mod sides;
mod verification_form;

use serde::{Deserialize, Serialize};

use spec::KindSpec;

/// The specifications, one a kind that can be recognised by its words. `SitePhoto` has none: a photograph of a room has no words.
/// `Other` is what the submitter calls so, or a paper whose title says that it is none that filing asks for.
pub static SPECS: &[&KindSpec] = &[
    &id_card::PORTRAIT,
    &id_card::EMBLEM,
    &id_card::BOTH,
    &business_licence::SPEC,
    &organisation_certificate::SPEC,
    &verification_form::SPEC,
    &domain_certificate::SPEC,
    &permits::PRE_APPROVAL,
    &permits::TELECOM,
    &letters::AUTHORISATION,
    &letters::COMMITMENT,
    &letters::SITE_PLAN,
    &letters::NAME_CHANGE,
    &letters::PARTY,
    &residence_permit::SPEC,
    &identity_papers::PASSPORT,
    &identity_papers::HK_MACAU_PERMIT,
    &identity_papers::TAIWAN_PERMIT,
    &identity_papers::HMT_RESIDENCE_PERMIT,
    &identity_papers::FOREIGNER_PERMANENT_RESIDENCE,
    &identity_papers::TEMPORARY_ID_CARD,
    &identity_papers::OFFICER_CARD,
    &identity_papers::HOUSEHOLD_REGISTER,
    &other::SPEC,
];

/// The specification of a kind, where it has one.
pub fn spec(kind: DocumentKind) -> Option<&'static KindSpec> {
    SPECS.iter().copied().find(|s| s.kind == kind)
}

macro_rules! kinds {
    ($($variant:ident $name:literal $zh:literal),+ $(,)?) => {
        /// What a document is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
        pub enum DocumentKind {
            $(#[doc = $zh] #[serde(rename = $name)] $variant),+
        }
        impl DocumentKind {
            /// Every kind, in the order of the report schema.
            pub const ALL: &'static [DocumentKind] = &[$(DocumentKind::$variant),+];
            /// The name in reports, declarations and rules.
            pub const fn name(self) -> &'static str {
                match self { $(DocumentKind::$variant => $name),+ }
            }
            /// The Chinese name.
            pub const fn zh(self) -> &'static str {
                match self { $(DocumentKind::$variant => $zh),+ }
            }
        }
    };
}

kinds! {
    IdCardPortrait "id-card-portrait" "身份证人像面",
    IdCardEmblem "id-card-emblem" "身份证国徽面",
    IdCardBoth "id-card-both" "身份证正反面",
    BusinessLicence "business-licence" "营业执照",
    OrganisationCertificate "organisation-certificate" "组织证书",
    VerificationForm "verification-form" "网站备案信息真实性核验单",
    DomainCertificate "domain-certificate" "域名证书",
    PreApproval "pre-approval" "前置审批文件",
    TelecomLicence "telecom-licence" "增值电信业务经营许可证",
    AuthorisationLetter "authorisation-letter" "授权书",
    CommitmentLetter "commitment-letter" "承诺书",
    SitePlan "site-plan" "网站建设方案书",
    NameChangeLetter "name-change-letter" "工商更名函",
    PartyLetter "party-letter" "党建确认函",
    ResidencePermit "residence-permit" "居住证",
    Passport "passport" "护照",
    HkMacauPermit "hk-macau-permit" "港澳居民来往内地通行证",
    TaiwanPermit "taiwan-permit" "台湾居民来往大陆通行证",
    HmtResidencePermit "hmt-residence-permit" "港澳台居民居住证",
    ForeignerPermanentResidence "foreigner-permanent-residence" "外国人永久居留身份证",
    TemporaryIdCard "temporary-id-card" "临时居民身份证",
    OfficerCard "officer-card" "军官证",
    HouseholdRegister "household-register" "户口簿",
    SitePhoto "site-photo" "现场照片",
    Other "other" "其他材料",
    Unrecognised "unrecognised" "无法识别的材料",
}

impl DocumentKind {
    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|k| k.name() == name)
    }
    /// Every kind that a declaration may name.
    pub fn declarable() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|k| *k != DocumentKind::Unrecognised)
    }
    /// A paper that says who a person is, other than the identity card, and bears a number of that person.
    pub const fn is_other_identity_paper(self) -> bool {
        matches!(
            self,
            DocumentKind::Passport
                | DocumentKind::HkMacauPermit
                | DocumentKind::TaiwanPermit
                | DocumentKind::HmtResidencePermit
                | DocumentKind::ForeignerPermanentResidence
                | DocumentKind::TemporaryIdCard
        )
    }
    /// Either side of an identity card, or both.
    pub const fn is_id_card(self) -> bool {
        matches!(
            self,
            DocumentKind::IdCardPortrait | DocumentKind::IdCardEmblem | DocumentKind::IdCardBoth
        )
    }
}

impl std::fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

macro_rules! field_names {
    ($($variant:ident $name:literal $zh:literal),+ $(,)?) => {
        /// The name of an extracted field, as in the contract's `fields.tsv`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FieldName {
            $(#[doc = $zh] #[serde(rename = $name)] $variant),+
        }
        impl FieldName {
            /// Every field name.
            pub const ALL: &'static [FieldName] = &[$(FieldName::$variant),+];
            /// The name in reports.
            pub const fn name(self) -> &'static str {
                match self { $(FieldName::$variant => $name),+ }
            }
            /// The Chinese name.
            pub const fn zh(self) -> &'static str {
                match self { $(FieldName::$variant => $zh),+ }
            }
        }
    };
}

field_names! {
    Name "name" "名称",
    Sex "sex" "性别",
    Ethnicity "ethnicity" "民族",
    BirthDate "birth-date" "出生日期",
    Address "address" "住址",
    CitizenIdNumber "citizen-id-number" "公民身份号码",
    IssuingAuthority "issuing-authority" "签发机关",
    ValidFrom "valid-from" "有效期起",
    ValidUntil "valid-until" "有效期至",
    CreditCode "credit-code" "统一社会信用代码",
    Copy "copy" "正副本",
    RegistrationNumber "registration-number" "注册号",
    Type "type" "类型",
    LegalRepresentative "legal-representative" "法定代表人",
    RegisteredCapital "registered-capital" "注册资本",
    EstablishedOn "established-on" "成立日期",
    BusinessScope "business-scope" "经营范围",
    SubjectName "subject-name" "主办者名称",
    CertificateNumber "certificate-number" "证件号码",
    ResponsiblePerson "responsible-person" "负责人姓名",
    Phone "phone" "手机号码",
    SiteName "site-name" "网站名称",
    Domain "domain" "域名",
    Registrant "registrant" "域名所有者",
    Registrar "registrar" "注册商",
    RegisteredOn "registered-on" "注册日期",
    ExpiresOn "expires-on" "到期日期",
    PermitNumber "permit-number" "许可证编号",
    Principal "principal" "授权人",
    Agent "agent" "被授权人",
    MadeOn "made-on" "落款日期",
    LatinName "latin-name" "拉丁字母姓名",
    Surname "surname" "姓",
    GivenNames "given-names" "名",
    Nationality "nationality" "国籍",
    MachineZone "machine-zone" "机读码",
}

impl std::fmt::Display for FieldName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_paper_has_its_specification() {
        for kind in DocumentKind::ALL {
            let worded = !matches!(kind, DocumentKind::SitePhoto | DocumentKind::Unrecognised);
            assert_eq!(spec(*kind).is_some(), worded, "{kind}");
        }
    }

    #[test]
    fn the_contract_names_every_field_and_the_specifications_hold_them() {
        let table = include_str!("../contract/fields.tsv");
        for row in table.lines().skip(1) {
            let mut cells = row.split('\t');
            let (kind, field) = (cells.next().unwrap(), cells.next().unwrap());
            if field.starts_with('(') {
                continue;
            }
            let kind = DocumentKind::from_name(kind).unwrap();
            let name = FieldName::ALL
                .iter()
                .find(|f| f.name() == field)
                .unwrap_or_else(|| panic!("{field}"));
            assert!(
                spec(kind).unwrap().fields.iter().any(|f| f.name == *name),
                "{kind} {field}"
            );
        }
    }

    #[test]
    fn words_of_specifications_are_folded() {
        for spec in SPECS {
            let words = spec
                .cues
                .iter()
                .map(|c| c.words)
                .chain(spec.fields.iter().flat_map(|f| f.labels.iter().copied()));
            for w in words.chain(spec.stops.iter().copied()) {
                assert_eq!(crate::hanzi::fold(w), w, "{}", spec.kind);
            }
        }
    }
}
