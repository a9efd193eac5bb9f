//! Checks of the declared services: Apps, mini-programs, fast apps.

mod feature_missing;
mod fingerprint_form;
mod icon_unfit;
mod key_form;
mod name_unfit;
mod number_suffix;
mod package_form;
mod package_reused;
mod remark_length;

use crate::intake::Declaration;
use crate::intake::case::{Os, Platform, Service, ServiceKind};
use crate::judge::check::{Check, Looked, Sink};

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &feature_missing::CHECK,
    &fingerprint_form::CHECK,
    &icon_unfit::CHECK,
    &key_form::CHECK,
    &name_unfit::CHECK,
    &number_suffix::CHECK,
    &package_form::CHECK,
    &package_reused::CHECK,
    &remark_length::CHECK,
];

/// What was ignored in the declaration.
const IGNORED: &str = "a word of the declaration was ignored";
/// What is not there.
const NOT_TOLD: &str = "a feature of an App is not declared";

/// A parameter for each system.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ByOs<T> {
    android: T,
    ios: T,
    harmony: T,
}

impl<T> ByOs<T> {
    const fn of(&self, os: Os) -> &T {
        match os {
            Os::Android => &self.android,
            Os::Ios => &self.ios,
            Os::Harmony => &self.harmony,
        }
    }
}

/// Looks at one feature of every system of every service; says what is not told.
fn each_feature(
    d: &Declaration,
    out: &mut Sink<'_>,
    key: &str,
    feature: fn(&Platform) -> Option<&str>,
    mut look: impl FnMut(String, Os, &str, &mut Sink<'_>),
) -> Looked {
    let mut any = false;
    for (i, service) in d.services.iter().enumerate() {
        for (k, platform) in service.platforms.iter().enumerate() {
            any = true;
            let Some(os) = platform.os else {
                out.not_checked(None, IGNORED);
                continue;
            };
            match feature(platform).filter(|v| !v.trim().is_empty()) {
                Some(value) => look(format!("/services/{i}/platforms/{k}/{key}"), os, value, out),
                None => out.not_checked(None, NOT_TOLD),
            }
        }
    }
    if any { Looked::Yes } else { none_of(d) }
}

/// What a check of Apps' systems came to where there is none.
fn none_of(d: &Declaration) -> Looked {
    let app = d.services.iter().any(|s| s.kind == ServiceKind::App);
    if app { Looked::no(NOT_TOLD) } else { Looked::NotMeant }
}

/// The services of these kinds with their JSON pointers; those whose kind was ignored are said to be not checked.
fn of_kinds<'a>(d: &'a Declaration, kinds: &[ServiceKind], out: &mut Sink<'_>) -> Vec<(String, &'a Service)> {
    let mut found = Vec::new();
    for (i, service) in d.services.iter().enumerate() {
        let at = format!("/services/{i}");
        if d.ignores_word(&format!("{at}/kind")) {
            out.not_checked(None, IGNORED);
        } else if kinds.contains(&service.kind) {
            found.push((at, service));
        }
    }
    found
}

/// Kinds of service by the words of a rule.
fn kinds(words: &[String]) -> Result<Vec<ServiceKind>, serde_json::Error> {
    let near = |w: &str| crate::judge::pack::nearest(w, ServiceKind::ALL.iter().map(|k| k.name()));
    words
        .iter()
        .map(|w| ServiceKind::from_name(w).ok_or_else(|| serde::de::Error::custom(near(w))))
        .collect()
}

/// Apps for tests: nobody's.
#[cfg(test)]
pub(crate) mod fixture {
    use crate::intake::Declaration;
    use crate::intake::case::{Os, Platform, Service, ServiceKind};
    use crate::judge::dossier::fixture::{declaration, person};

    /// A system in order.
    pub(crate) fn platform(os: Os, package: &str) -> Platform {
        let digits = if os == Os::Android { 32 } else { 40 };
        Platform {
            os: Some(os),
            package: Some(package.to_owned()),
            public_key: Some("a7".repeat(256)),
            fingerprint: Some("3F".repeat(digits / 2)),
            domains: Vec::new(),
        }
    }

    /// An App in order, on Android and iOS.
    pub(crate) fn app(name: &str, package: &str) -> Service {
        Service {
            kind: ServiceKind::App,
            name: name.to_owned(),
            platforms: vec![platform(Os::Android, package), platform(Os::Ios, package)],
            domains: vec!["api.shili.cn".to_owned()],
            icon: None,
            responsible_person: Some(person("王测试", "11010519491231002X", "13800138000")),
            content: vec![crate::intake::case::Content::General],
            pre_approvals: Vec::new(),
            remarks: Some("本应用用于展示本单位的产品和服务信息，提供在线咨询。".to_owned()),
            number: None,
            category: None,
        }
    }

    /// A declaration of one App, changed.
    pub(crate) fn declared(change: impl FnOnce(&mut Service)) -> Declaration {
        let mut d = declaration();
        let mut one = app("示例云帆", "cn.shili.yunfan");
        change(&mut one);
        d.sites.clear();
        d.services = vec![one];
        d
    }

    /// Declarations with a fault each, and the check that finds it.
    pub(crate) fn faults() -> Vec<(&'static str, Declaration)> {
        let mut twice = declared(|_| ());
        twice.services.push(app("示例云商", "cn.shili.yunfan"));
        vec![
            ("service.feature-missing", declared(|s| s.platforms.clear())),
            (
                "service.feature-missing",
                declared(|s| s.platforms[0].fingerprint = None),
            ),
            (
                "service.fingerprint-form",
                declared(|s| s.platforms[0].fingerprint = Some("3F".repeat(20))),
            ),
            (
                "service.fingerprint-form",
                declared(|s| s.platforms[1].fingerprint = Some("3F:3F:3F".to_owned())),
            ),
            (
                "service.key-form",
                declared(|s| s.platforms[0].public_key = Some("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A".to_owned())),
            ),
            (
                "service.key-form",
                declared(|s| s.platforms[0].public_key = Some("a7".repeat(100))),
            ),
            (
                "service.key-form",
                declared(|s| s.platforms[0].public_key = Some("见附件".to_owned())),
            ),
            ("service.name-unfit", declared(|s| s.name = "示例云帆😀".to_owned())),
            ("service.name-unfit", declared(|s| s.name = "测试".to_owned())),
            (
                "service.number-suffix",
                declared(|s| s.number = Some("蜀ICP备00000000号-1X".to_owned())),
            ),
            (
                "service.package-form",
                declared(|s| s.platforms[0].package = Some("yunfan".to_owned())),
            ),
            ("service.package-reused", twice),
            (
                "service.remark-length",
                declared(|s| s.remarks = Some("官方应用".to_owned())),
            ),
            (
                "service.remark-length",
                declared(|s| {
                    s.kind = ServiceKind::MiniProgram;
                    s.remarks = Some("本小程序展示本单位产品".to_owned());
                }),
            ),
        ]
    }
}
