//! Services beside sites: Apps, mini-programs, fast apps. Types of a declaration's `services`, and what they share with sites.

use super::{Content, Declaration, DeclaredPermit, Person};

words! {
    /// What a service is. A site stands in `sites`.
    ServiceKind { App "app", MiniProgram "mini-program", FastApp "fast-app" }
}
words! {
    /// The system an App runs on.
    Os { Android "android", Ios "ios", Harmony "harmony" }
}

/// An App on one system, by what tells it there (特征信息).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platform {
    /// The system; `None` where the word was none of the list.
    pub os: Option<Os>,
    /// 包名: application id, bundle id, bundle name.
    pub package: Option<String>,
    /// 平台公钥: the modulus of the release certificate's key.
    pub public_key: Option<String>,
    /// 签名MD5值: digest of the release certificate.
    pub fingerprint: Option<String>,
    /// Domains that the App calls on this system.
    pub domains: Vec<String>,
}

/// A service.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// What it is.
    pub kind: ServiceKind,
    /// Its name, as shown under its icon.
    pub name: String,
    /// Systems it runs on.
    pub platforms: Vec<Platform>,
    /// Domains that it calls on every system.
    pub domains: Vec<String>,
    /// Its icon: a path below the case folder.
    pub icon: Option<String>,
    /// 互联网信息服务负责人
    pub responsible_person: Option<Person>,
    /// What it offers.
    pub content: Vec<Content>,
    /// Permits named.
    pub pre_approvals: Vec<DeclaredPermit>,
    /// 备注
    pub remarks: Option<String>,
    /// Its number, where it has one: 京ICP备12345678号-1A.
    pub number: Option<String>,
    /// 服务内容 as the form names it.
    pub category: Option<String>,
}

/// A site or a service: what a filing offers to the public.
#[derive(Debug)]
pub struct Offer<'a> {
    /// JSON pointer.
    pub pointer: String,
    /// Name.
    pub name: &'a str,
    /// Domains with their JSON pointers; of a service those of its systems, too.
    pub domains: Vec<(String, &'a str)>,
    /// Who answers for it.
    pub responsible_person: Option<&'a Person>,
    /// What it offers.
    pub content: &'a [Content],
    /// 备注
    pub remarks: Option<&'a str>,
    /// It is a service, and which.
    pub service: Option<ServiceKind>,
}

fn listed<'a>(at: &str, domains: &'a [String]) -> impl Iterator<Item = (String, &'a str)> {
    let at = format!("{at}/domains");
    domains
        .iter()
        .enumerate()
        .map(move |(i, d)| (format!("{at}/{i}"), d.as_str()))
}

impl Declaration {
    /// Sites, then services.
    pub fn offers(&self) -> Vec<Offer<'_>> {
        let sites = self.sites.iter().enumerate().map(|(i, s)| {
            let pointer = format!("/sites/{i}");
            Offer {
                name: &s.name,
                domains: listed(&pointer, &s.domains).collect(),
                responsible_person: s.responsible_person.as_ref(),
                content: &s.content,
                remarks: s.remarks.as_deref(),
                service: None,
                pointer,
            }
        });
        let services = self.services.iter().enumerate().map(|(i, s)| {
            let pointer = format!("/services/{i}");
            let of_systems = s.platforms.iter().enumerate().flat_map(|(k, p)| {
                let at = format!("/services/{i}/platforms/{k}");
                listed(&at, &p.domains).collect::<Vec<_>>()
            });
            Offer {
                name: &s.name,
                domains: listed(&pointer, &s.domains).chain(of_systems).collect(),
                responsible_person: s.responsible_person.as_ref(),
                content: &s.content,
                remarks: s.remarks.as_deref(),
                service: Some(s.kind),
                pointer,
            }
        });
        sites.chain(services).collect()
    }
    /// Whether there is a site or service, and somebody answers for each.
    pub fn everything_has_its_person(&self) -> bool {
        let offers = self.offers();
        !offers.is_empty() && offers.iter().all(|o| o.responsible_person.is_some())
    }
}
