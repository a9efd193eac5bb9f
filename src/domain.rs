//! Domain names, compared as such: IDNA (UTS 46) for the two ways of writing one in Chinese characters, the public suffix list for
//! what a registrar sells.

use std::fmt;

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

use crate::hanzi;

/// A domain name without scheme, `www.`, port and path. Two are equal where they are one name on the net: `青禾.cn` and
/// `xn--2lzs91d.cn` are; hyphens and dots are part of the name.
#[derive(Clone)]
pub struct Domain {
    /// As it was written, half-width, lower case.
    written: String,
    /// In letters, digits and hyphens alone (`xn--…`).
    ascii: String,
}

impl Domain {
    /// Parses what people write for a domain: with a scheme, `www.`, a port, a path, full-width letters or dots. `None` where it
    /// cannot be one (UTS 46 with the rules for host names; two labels at least, the last no number).
    pub fn parse(text: &str) -> Option<Self> {
        let narrow = hanzi::narrow(text).to_lowercase().replace('。', ".");
        let trimmed = narrow.trim();
        let host = match trimmed.split_once("//") {
            Some((scheme, rest)) if scheme.is_empty() || is_scheme(scheme) => rest,
            _ => trimmed,
        };
        let host = host.split(['/', '?', '#', ':']).next()?.trim_end_matches('.');
        let mut domain = Self::of_host(host)?;
        // `www.` is dress unless it is the name itself: www.com, www.com.cn.
        while let Some(rest) = domain.written.strip_prefix("www.") {
            match Self::of_host(rest).filter(|d| d.registrable().is_some()) {
                Some(undressed) => domain = undressed,
                None => break,
            }
        }
        Some(domain)
    }

    fn of_host(host: &str) -> Option<Self> {
        let ascii = Uts46::new()
            .to_ascii(
                host.as_bytes(),
                AsciiDenyList::STD3,
                Hyphens::CheckFirstLast,
                DnsLength::Verify,
            )
            .ok()?;
        let (_, top) = ascii.rsplit_once('.')?;
        (!top.bytes().all(|b| b.is_ascii_digit())).then(|| Self {
            written: host.to_owned(),
            ascii: ascii.into_owned(),
        })
    }

    /// As it was written, half-width, lower case.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// In letters, digits and hyphens alone.
    pub fn ascii(&self) -> &str {
        &self.ascii
    }

    /// In the characters that people read.
    pub fn unicode(&self) -> String {
        let (unicode, _) = Uts46::new().to_unicode(self.ascii.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast);
        unicode.into_owned()
    }

    /// The name that a registrar sells: one label before the suffix, by the part of the public suffix list that ICANN and the
    /// registries keep (`github.io` is sold, though its owner lets others have names below it). `more` are suffixes besides. `None`
    /// where the name is itself a suffix.
    pub fn registrable_with(&self, more: &[Domain]) -> Option<Self> {
        let listed = labels(public_suffix(&self.ascii));
        let suffix = more
            .iter()
            .filter(|s| self.lies_below(s) || *self == **s)
            .map(|s| labels(&s.ascii))
            .fold(listed, usize::max);
        let skip = labels(&self.ascii).checked_sub(suffix + 1)?;
        let from = |name: &str| name.splitn(skip + 1, '.').nth(skip).map(str::to_owned);
        Some(Self {
            written: from(&self.written)?,
            ascii: from(&self.ascii)?,
        })
    }

    /// [`Self::registrable_with`] by the public suffix list alone.
    pub fn registrable(&self) -> Option<Self> {
        self.registrable_with(&[])
    }

    /// Whether its suffix is on the public suffix list: not so where a letter of it was misread, or a file's name was taken for one.
    pub fn has_listed_suffix(&self) -> bool {
        psl::suffix(self.ascii.as_bytes()).is_some_and(|s| s.is_known())
    }

    /// Whether it is a subdomain of another one.
    pub fn lies_below(&self, other: &Self) -> bool {
        self.ascii
            .strip_suffix(&other.ascii)
            .is_some_and(|rest| rest.ends_with('.'))
    }
}

/// Whether a text before `//` is a scheme with its colon.
fn is_scheme(text: &str) -> bool {
    text.strip_suffix(':')
        .is_some_and(|s| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn labels(name: &str) -> usize {
    name.split('.').count()
}

/// The suffix under which names are sold. Below a suffix that a firm keeps for its own customers lies the registry's.
fn public_suffix(ascii: &str) -> &str {
    let mut name = ascii;
    loop {
        let Some(length) = psl::suffix(name.as_bytes()).map(|s| {
            let private = s.typ() == Some(psl::Type::Private);
            (s.as_bytes().len(), private)
        }) else {
            return name;
        };
        let suffix = name.get(name.len().saturating_sub(length.0)..).unwrap_or(name);
        match suffix.split_once('.').filter(|_| length.1) {
            Some((_, below)) => name = below,
            None => return suffix,
        }
    }
}

impl PartialEq for Domain {
    fn eq(&self, other: &Self) -> bool {
        self.ascii == other.ascii
    }
}

impl Eq for Domain {}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl fmt::Debug for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Domain({})", self.written)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn domain(text: &str) -> Domain {
        Domain::parse(text).unwrap_or_else(|| panic!("{text} is a domain"))
    }

    #[test]
    fn domains_are_compared_without_dress() {
        for t in [
            "Example.COM",
            "http://www.example.com/",
            "HTTPS://example.com:8443/a?b#c",
            "//example.com",
            "ftp://example.com",
            "www.example.com",
            "www.www.example.com",
            "ｅｘａｍｐｌｅ.com",
            "example。com",
            "example．com",
            "example｡com",
            "example.com.",
            "exam\u{200b}ple.com\u{feff}",
            " example.com\u{3000}",
        ] {
            assert_eq!(domain(t).written(), "example.com", "{t}");
        }
    }

    #[test]
    fn what_is_no_domain() {
        for t in [
            "",
            "example",
            "-a.com",
            "a-.com",
            "a..com",
            ".com",
            "1.2.3.4",
            "a b.com",
            "a_b.com",
            "webmaster@example.com",
            "xn--zzzzzzzzzz9.cn",
            "无",
        ] {
            assert_eq!(Domain::parse(t), None, "{t}");
        }
        assert_eq!(Domain::parse(&format!("{}.com", "a".repeat(64))), None);
    }

    #[test]
    fn both_writings_of_one_name_are_equal() {
        let (han, puny) = (domain("青禾笔记.cn"), domain("XN--2lz80aq87aj4k.CN"));
        assert_eq!(han, puny);
        assert_eq!(
            (han.ascii(), puny.unicode().as_str()),
            ("xn--2lz80aq87aj4k.cn", "青禾笔记.cn")
        );
        assert_eq!((han.written(), puny.written()), ("青禾笔记.cn", "xn--2lz80aq87aj4k.cn"));
        assert_eq!(domain("例子.中国"), domain("xn--fsqu00a.xn--fiqs8s"));
        assert_eq!(domain("www.青禾.公司.cn").written(), "青禾.公司.cn");
        // Another character is another name, traditional ones included.
        assert_ne!(domain("中國銀行.cn"), domain("中国银行.cn"));
    }

    #[test]
    fn hyphens_and_dots_are_part_of_a_name() {
        for (a, b) in [
            ("qinghe-note.cn", "qinghenote.cn"),
            ("mysite.com.cn", "mysitecom.cn"),
            ("a.b.cn", "ab.cn"),
            ("a--b.cn", "a-b.cn"),
            ("example.com", "example.com.cn"),
        ] {
            assert_ne!(domain(a), domain(b), "{a} {b}");
        }
    }

    #[test]
    fn www_is_dress_unless_it_is_the_name() {
        for (written, name) in [
            ("www.com", "www.com"),
            ("www.cn", "www.cn"),
            ("www.com.cn", "www.com.cn"),
            ("www.www.com.cn", "www.com.cn"),
            ("www.gd.cn", "www.gd.cn"),
            ("www.公司.cn", "www.公司.cn"),
            ("www.github.io", "github.io"),
            ("wwwexample.com", "wwwexample.com"),
            ("www-example.com", "www-example.com"),
        ] {
            assert_eq!(domain(written).written(), name, "{written}");
        }
    }

    #[test]
    fn what_a_registrar_sells() {
        for (name, sold) in [
            ("example.cn", "example.cn"),
            ("shop.example.cn", "example.cn"),
            ("a.b.example.com.cn", "example.com.cn"),
            ("shop.example.gd.cn", "example.gd.cn"),
            ("shop.青禾.公司.cn", "青禾.公司.cn"),
            ("店.青禾.xn--55qx5d.cn", "青禾.xn--55qx5d.cn"),
            ("shop.example.co.uk", "example.co.uk"),
            ("me.github.io", "github.io"),
            ("a.b.s3.amazonaws.com", "amazonaws.com"),
            ("shop.example.nosuchtop", "example.nosuchtop"),
        ] {
            assert_eq!(
                domain(name).registrable().map(|d| d.written),
                Some(sold.to_owned()),
                "{name}"
            );
        }
        assert_eq!(domain("com.cn").registrable(), None);
        let more = [domain("shop.cn")];
        assert_eq!(
            domain("a.my.shop.cn").registrable_with(&more),
            Some(domain("my.shop.cn"))
        );
    }

    #[test]
    fn a_subdomain_lies_below() {
        assert!(domain("shop.example.com").lies_below(&domain("example.com")));
        assert!(!domain("myexample.com").lies_below(&domain("example.com")));
        assert!(!domain("example.com").lies_below(&domain("example.com")));
    }

    proptest! {
        #[test]
        fn parsing_is_idempotent_and_equality_symmetric(
            a in "[a-z0-9\u{4e00}-\u{4e20}-]{1,12}\\.(cn|com|com\\.cn|中国)",
            b in "(https?://)?(www\\.)?[a-zA-Z0-9-]{1,12}\\.(CN|Com|com\\.cn)(/[a-z]*)?",
        ) {
            let (one, other) = (Domain::parse(&a), Domain::parse(&b));
            prop_assert_eq!(one == other, other == one);
            for d in [one, other].into_iter().flatten() {
                prop_assert_eq!(Some(d.clone()), Domain::parse(d.written()));
                prop_assert_eq!(Some(d.clone()), Domain::parse(d.ascii()));
                prop_assert_eq!(Some(d.clone()), Domain::parse(&d.unicode()));
            }
        }

        #[test]
        fn whatever_is_typed_does_no_harm(text in "\\PC{0,40}") {
            if let Some(d) = Domain::parse(&text) {
                prop_assert!(d.ascii().is_ascii() && d.ascii().contains('.'));
            }
        }
    }
}
