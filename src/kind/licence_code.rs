//! What the QR code of a business licence leads to: the page of its holder in the National Enterprise Credit Information
//! Publicity System (国家企业信用信息公示系统), by one of the addresses that registrars have printed over the years.

use crate::identity::CreditCode;

/// Kinds of address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leads {
    /// To the national system.
    National,
    /// To a province's part of it: the first two digits of GB/T 2260.
    Province(&'static str),
    /// To another address of the state (electronic licences, cities' own portals).
    State,
    /// Elsewhere.
    Elsewhere,
}

/// What a payload says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// Credit codes that stand in it, upper case. Newer addresses hold none: they are sealed, and only the system knows whose
    /// page they open.
    pub codes: Vec<String>,
    /// The host of its address, lower case, without port; `None` for text without an address.
    pub host: Option<String>,
}

/// Provinces' names below `gsxt.gov.cn`, where their systems moved in 2017.
const BELOW: [(&str, &str); 32] = [
    ("bj", "11"),
    ("tj", "12"),
    ("he", "13"),
    ("sx", "14"),
    ("nm", "15"),
    ("ln", "21"),
    ("jl", "22"),
    ("hl", "23"),
    ("sh", "31"),
    ("js", "32"),
    ("zj", "33"),
    ("ah", "34"),
    ("fj", "35"),
    ("jx", "36"),
    ("sd", "37"),
    ("ha", "41"),
    ("hb", "42"),
    ("hn", "43"),
    ("gd", "44"),
    ("gx", "45"),
    ("hi", "46"),
    ("cq", "50"),
    ("sc", "51"),
    ("gz", "52"),
    ("yn", "53"),
    ("xz", "54"),
    ("sn", "61"),
    ("gs", "62"),
    ("qh", "63"),
    ("nx", "64"),
    ("xj", "65"),
    ("bt", "65"),
];

/// Addresses of the provinces' systems before that, on licences still in use; those without a name of the state's.
const BEFORE: [(&str, &str); 31] = [
    ("qyxy.baic.gov.cn", "11"),
    ("tjcredit.gov.cn", "12"),
    ("hebscztxyxx.gov.cn", "13"),
    ("218.26.1.108", "14"),
    ("nmgs.gov.cn", "15"),
    ("gsxt.lngs.gov.cn", "21"),
    ("211.141.74.198", "22"),
    ("222.171.175.16", "23"),
    ("sgs.gov.cn", "31"),
    ("jsgsj.gov.cn", "32"),
    ("gsxt.zjaic.gov.cn", "33"),
    ("ahcredit.gov.cn", "34"),
    ("wsgs.fjaic.gov.cn", "35"),
    ("gsxt.jxaic.gov.cn", "36"),
    ("218.57.139.24", "37"),
    ("222.143.24.157", "41"),
    ("xyjg.egs.gov.cn", "42"),
    ("gsxt.hnaic.gov.cn", "43"),
    ("gsxt.gdgs.gov.cn", "44"),
    ("gxqyxygs.gov.cn", "45"),
    ("aic.hainan.gov.cn", "46"),
    ("gsxt.cqgs.gov.cn", "50"),
    ("gsxt.scaic.gov.cn", "51"),
    ("gsxt.gzgs.gov.cn", "52"),
    ("gsxt.ynaic.gov.cn", "53"),
    ("gsxt.xzaic.gov.cn", "54"),
    ("117.22.252.219", "61"),
    ("xygs.gsaic.gov.cn", "62"),
    ("218.95.241.36", "63"),
    ("gsxt.ngsh.gov.cn", "64"),
    ("gsxt.xjaic.gov.cn", "65"),
];

/// The national system.
const NATIONAL: &str = "gsxt.gov.cn";
/// Addresses of the state end so (中国互联网络域名管理办法: only state bodies are given such a name).
const STATE: &str = "gov.cn";

/// Takes a payload apart.
pub fn payload(text: &str) -> Payload {
    let runs = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|r| r.len() == 18);
    let codes = runs
        .map(str::to_uppercase)
        .filter(|r| CreditCode::parse(r).is_ok())
        .collect();
    let lower = text.to_ascii_lowercase();
    let host = lower.split_once("://").map(|(_, rest)| {
        let authority = rest
            .split(|c: char| matches!(c, '/' | '?' | '#' | '\\') || c.is_whitespace())
            .next();
        // What stands before an @ is a name to log in with, whatever it looks like.
        let host = authority.and_then(|a| a.rsplit('@').next()).unwrap_or_default();
        host.split(':')
            .next()
            .unwrap_or_default()
            .trim_end_matches('.')
            .to_owned()
    });
    Payload {
        codes,
        host: host.filter(|h| !h.is_empty()),
    }
}

/// Where a host leads.
pub fn leads(host: &str) -> Leads {
    let within = |name: &str| {
        host == name
            || host
                .strip_suffix(name)
                .is_some_and(|h| h.ends_with('.') && !h.starts_with('.'))
    };
    if let Some((_, province)) = BEFORE.iter().find(|(name, _)| within(name)) {
        return Leads::Province(province);
    }
    if within(NATIONAL) {
        let below = host.strip_suffix(NATIONAL).unwrap_or_default().trim_end_matches('.');
        let last = below.rsplit('.').next().unwrap_or_default();
        return BELOW
            .iter()
            .find(|(name, _)| *name == last)
            .map_or(Leads::National, |(_, province)| Leads::Province(province));
    }
    if within(STATE) { Leads::State } else { Leads::Elsewhere }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_of_address_are_told_apart() {
        let told = |text: &str| payload(text).host.map(|h| leads(&h));
        let code = "914403001922038216";
        assert_eq!(
            told(&format!("http://www.gsxt.gov.cn/index.html?uniscid={code}")),
            Some(Leads::National)
        );
        assert_eq!(
            told("HTTP://ZJ.GSXT.GOV.CN/%7BA6E009D6-1526%7D"),
            Some(Leads::Province("33"))
        );
        assert_eq!(
            told("红盾网链接：\r\nhttp://gsxt.zjaic.gov.cn/a.do?x=1"),
            Some(Leads::Province("33"))
        );
        assert_eq!(
            told("http://www.jsgsj.gov.cn:58888/province/"),
            Some(Leads::Province("32"))
        );
        assert_eq!(told("http://218.26.1.108/a"), Some(Leads::Province("14")));
        assert_eq!(told("https://zwfw.sh.gov.cn/licence"), Some(Leads::State));
        assert_eq!(told("https://gsxt-gov.cn/x"), Some(Leads::Elsewhere));
        assert_eq!(told("https://www.gsxt.gov.cn.example.com/"), Some(Leads::Elsewhere));
        assert_eq!(told("https://www.gsxt.gov.cn@example.com/"), Some(Leads::Elsewhere));
        assert_eq!(told(&format!("统一社会信用代码:{code}")), None);
        assert_eq!(payload(&format!("代码:{code};名称:甲")).codes, [code]);
    }
}
