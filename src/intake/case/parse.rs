//! Bytes of `case.json` into a [`Declaration`], or every problem there is. The values themselves never enter a reason:
//! a declaration is full of personal numbers.

use serde_json::{Map, Value};

use super::{
    Certificate, CertificateKind, Declaration, DeclaredDomain, DeclaredPermit, Filing, Hint, Hosting, Person, Problem,
    Site, Subject, SubjectKind, Timeline,
};
use crate::date::{Date, Instant, Validity};
use crate::intake::Declared;
use crate::kind::DocumentKind;
use crate::limits::Limits;
use crate::place::Province;

/// The name of the schema that `schema` may state.
const SCHEMA: &str = "chushen.case/1";
/// Longest `case_id`, in characters (contract/case.schema.json).
const CASE_ID_CHARS: usize = 128;

/// Parses a declaration. Unknown keys are ignored; of a key written twice the last counts.
pub fn parse(bytes: &[u8], limits: &Limits) -> Declared {
    let whole = |reason: String| Declared::Invalid {
        problems: vec![Problem {
            pointer: String::new(),
            reason,
        }],
        case_id: None,
    };
    if bytes.len() as u64 > limits.declaration_bytes {
        return whole(format!("is larger than {} bytes", limits.declaration_bytes));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(e) => return whole(format!("is not UTF-8 at byte {}", e.valid_up_to())),
    };
    if deeper_than(bytes, limits.declaration_depth) {
        return whole(format!("is nested deeper than {} levels", limits.declaration_depth));
    }
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(e) => {
            let what = if e.is_eof() { "ends too early" } else { "is not JSON" };
            return whole(format!("{what} (line {}, column {})", e.line(), e.column()));
        }
    };
    let Value::Object(root) = &value else {
        return whole("must be an object".into());
    };
    let mut problems = Vec::new();
    let declaration = Node {
        map: root,
        pointer: String::new(),
    }
    .declaration(&mut problems);
    match declaration {
        Some(declaration) if problems.is_empty() => Declared::Present(Box::new(declaration)),
        _ => Declared::Invalid {
            problems,
            case_id: root
                .get("case_id")
                .and_then(Value::as_str)
                .filter(|id| is_case_id(id))
                .map(str::to_owned),
        },
    }
}

/// Whether brackets outside strings nest deeper than `allowed`: asked before the parser recurses.
fn deeper_than(bytes: &[u8], allowed: usize) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for &b in bytes {
        if in_string {
            match b {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match b {
            b'"' => in_string = true,
            b'[' | b'{' => {
                depth += 1;
                if depth > allowed {
                    return true;
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

fn is_case_id(id: &str) -> bool {
    (1..=CASE_ID_CHARS).contains(&id.chars().count())
}

/// RFC 3339 `date-time`: jiff alone would also take forms without seconds or with a bare hour offset.
fn instant(text: &str) -> Option<Instant> {
    let b = text.as_bytes();
    let shape = |at: usize, pattern: &[u8]| {
        b.get(at..at + pattern.len()).is_some_and(|part| {
            part.iter().zip(pattern).all(|(c, p)| match p {
                b'0' => c.is_ascii_digit(),
                b'T' => matches!(c, b'T' | b't'),
                _ => c == p,
            })
        })
    };
    if !shape(0, b"0000-00-00T00:00:00") {
        return None;
    }
    let mut at = 19;
    if b.get(at) == Some(&b'.') {
        let digits = b.get(at + 1..)?.iter().take_while(|c| c.is_ascii_digit()).count();
        if digits == 0 {
            return None;
        }
        at += 1 + digits;
    }
    let offset = match b.get(at)? {
        b'Z' | b'z' => at + 1 == b.len(),
        b'+' | b'-' => shape(at + 1, b"00:00") && at + 6 == b.len(),
        _ => false,
    };
    if offset { text.parse().ok() } else { None }
}

/// An object and where it stands.
struct Node<'a> {
    map: &'a Map<String, Value>,
    pointer: String,
}

type Problems = Vec<Problem>;

fn complain(problems: &mut Problems, pointer: String, reason: impl Into<String>) {
    problems.push(Problem {
        pointer,
        reason: reason.into(),
    });
}

fn one_of<'w>(words: impl Iterator<Item = &'w str>) -> String {
    format!("must be one of {}", words.collect::<Vec<_>>().join(", "))
}

fn text_at(value: &Value, pointer: &str, problems: &mut Problems) -> Option<String> {
    if let Value::String(text) = value {
        return Some(text.clone());
    }
    complain(problems, pointer.to_owned(), "must be a string");
    None
}

fn word_at<T>(
    value: &Value,
    pointer: &str,
    find: impl Fn(&str) -> Option<T>,
    reason: impl Fn() -> String,
    problems: &mut Problems,
) -> Option<T> {
    let found = value.as_str().and_then(find);
    if found.is_none() {
        complain(problems, pointer.to_owned(), reason());
    }
    found
}

impl<'a> Node<'a> {
    /// RFC 6901 pointer of a key.
    fn at(&self, key: &str) -> String {
        format!("{}/{}", self.pointer, key.replace('~', "~0").replace('/', "~1"))
    }

    fn of(value: &'a Value, pointer: String, problems: &mut Problems) -> Option<Self> {
        if let Value::Object(map) = value {
            return Some(Self { map, pointer });
        }
        complain(problems, pointer, "must be an object");
        None
    }

    fn required(&self, key: &str, problems: &mut Problems) -> Option<&'a Value> {
        let value = self.map.get(key);
        if value.is_none() {
            complain(problems, self.at(key), "is required");
        }
        value
    }

    fn required_text(&self, key: &str, problems: &mut Problems) -> Option<String> {
        let value = self.required(key, problems)?;
        text_at(value, &self.at(key), problems)
    }

    fn text(&self, key: &str, problems: &mut Problems) -> Option<String> {
        text_at(self.map.get(key)?, &self.at(key), problems)
    }

    fn word<T>(
        &self,
        key: &str,
        find: impl Fn(&str) -> Option<T>,
        reason: impl Fn() -> String,
        problems: &mut Problems,
    ) -> Option<T> {
        word_at(self.map.get(key)?, &self.at(key), find, reason, problems)
    }

    fn required_word<T>(
        &self,
        key: &str,
        find: impl Fn(&str) -> Option<T>,
        reason: impl Fn() -> String,
        problems: &mut Problems,
    ) -> Option<T> {
        self.required(key, problems)?;
        self.word(key, find, reason, problems)
    }

    fn date(&self, key: &str, problems: &mut Problems) -> Option<Date> {
        let reason = || "must be a date YYYY-MM-DD of the calendar".to_owned();
        self.word(key, |t| t.parse().ok(), reason, problems)
    }

    fn instant(&self, key: &str, problems: &mut Problems) -> Option<Instant> {
        let reason = || "must be a date-time of RFC 3339 with an offset".to_owned();
        self.word(key, instant, reason, problems)
    }

    /// A whole number from 0; JSON Schema counts 3.0 as an integer.
    fn count(&self, key: &str, problems: &mut Problems) -> Option<u32> {
        let value = self.map.get(key)?;
        let number = value
            .as_u64()
            .and_then(|n| u32::try_from(n).ok())
            .or_else(|| match value.as_f64() {
                Some(f) if f.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&f) => Some(f as u32),
                _ => None,
            });
        if number.is_none() {
            complain(problems, self.at(key), "must be a whole number from 0");
        }
        number
    }

    fn flag(&self, key: &str, problems: &mut Problems) -> Option<bool> {
        let value = self.map.get(key)?;
        if value.as_bool().is_none() {
            complain(problems, self.at(key), "must be true or false");
        }
        value.as_bool()
    }

    /// The items of an array that `each` could read; `None` where the key is absent or no array.
    fn list<T>(
        &self,
        key: &str,
        problems: &mut Problems,
        mut each: impl FnMut(&'a Value, String, &mut Problems) -> Option<T>,
    ) -> Option<Vec<T>> {
        let value = self.map.get(key)?;
        let pointer = self.at(key);
        let Value::Array(items) = value else {
            complain(problems, pointer, "must be an array");
            return None;
        };
        let items = items.iter().enumerate();
        Some(
            items
                .filter_map(|(i, item)| each(item, format!("{pointer}/{i}"), problems))
                .collect(),
        )
    }

    fn objects<T>(
        &self,
        key: &str,
        problems: &mut Problems,
        each: impl Fn(&Node<'a>, &mut Problems) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.list(key, problems, |value, pointer, problems| {
            each(&Node::of(value, pointer, problems)?, problems)
        })
    }

    fn texts(&self, key: &str, problems: &mut Problems) -> Option<Vec<String>> {
        self.list(key, problems, |value, pointer, problems| {
            text_at(value, &pointer, problems)
        })
    }

    fn object<T>(
        &self,
        key: &str,
        problems: &mut Problems,
        read: impl Fn(&Node<'a>, &mut Problems) -> Option<T>,
    ) -> Option<T> {
        let node = Node::of(self.map.get(key)?, self.at(key), problems)?;
        read(&node, problems)
    }

    // Every reader below reads all its keys before it may give up, so that all problems are reported at once.

    fn declaration(&self, p: &mut Problems) -> Option<Declaration> {
        if self.map.get("schema").is_some_and(|v| v.as_str() != Some(SCHEMA)) {
            complain(p, self.at("schema"), format!("must be {SCHEMA}"));
        }
        let case_id = self.required_text("case_id", p);
        if case_id.as_deref().is_some_and(|id| !is_case_id(id)) {
            complain(
                p,
                self.at("case_id"),
                format!("must have 1 to {CASE_ID_CHARS} characters"),
            );
        }
        let filing = self.word(
            "filing",
            Filing::from_name,
            || one_of(Filing::ALL.iter().map(|w| w.name())),
            p,
        );
        let submitted_at = self.instant("submitted_at", p);
        let province = self.required_word(
            "province",
            Province::find,
            || "must be a mainland province: two digits of GB/T 2260 or its Chinese name".to_owned(),
            p,
        );
        self.required("subject", p);
        let subject = self.object("subject", p, Node::subject);
        let sites = self.objects("sites", p, Node::site);
        let domains = self.objects("domains", p, Node::domain);
        let hosting = self.object("hosting", p, Node::hosting);
        let filed_sites = self.count("filed_sites", p);
        let timeline = self.object("timeline", p, Node::timeline);
        let attachments = self.objects("attachments", p, Node::hint);
        Some(Declaration {
            case_id: case_id?,
            filing: filing.unwrap_or(Filing::NewSubject),
            submitted_at,
            province: province?,
            subject: subject?,
            sites: sites.unwrap_or_default(),
            domains: domains.unwrap_or_default(),
            hosting,
            filed_sites,
            timeline,
            attachments: attachments.unwrap_or_default(),
        })
    }

    fn subject(&self, p: &mut Problems) -> Option<Subject> {
        let kind = self.required_word(
            "kind",
            SubjectKind::from_name,
            || one_of(SubjectKind::ALL.iter().map(|w| w.name())),
            p,
        );
        let name = self.required_text("name", p);
        self.required("certificate", p);
        let certificate = self.object("certificate", p, Node::certificate);
        let address = self.text("address", p);
        let contact_address = self.text("contact_address", p);
        let legal_representative = self.text("legal_representative", p);
        let responsible_person = self.object("responsible_person", p, Node::person);
        let trade_name = self.text("trade_name", p);
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

    fn certificate(&self, p: &mut Problems) -> Option<Certificate> {
        let kind = self.required_word(
            "kind",
            CertificateKind::from_name,
            || one_of(CertificateKind::ALL.iter().map(|w| w.name())),
            p,
        );
        let number = self.required_text("number", p);
        let reason = || "must be a date YYYY-MM-DD or 'long-term'".to_owned();
        let valid_until = self.word("valid_until", |t| t.parse::<Validity>().ok(), reason, p);
        Some(Certificate {
            kind: kind?,
            number: number?,
            valid_until,
        })
    }

    fn person(&self, p: &mut Problems) -> Option<Person> {
        let name = self.required_text("name", p);
        let certificate = self.object("certificate", p, Node::certificate);
        let phone = self.text("phone", p);
        let email = self.text("email", p);
        let phones = self.texts("phones", p).unwrap_or_default();
        Some(Person {
            name: name?,
            certificate,
            phone,
            email,
            phones,
        })
    }

    fn site(&self, p: &mut Problems) -> Option<Site> {
        let name = self.required_text("name", p);
        self.required("domains", p);
        let domains = self.texts("domains", p);
        if self
            .map
            .get("domains")
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty)
        {
            complain(p, self.at("domains"), "must have at least one item");
        }
        let home_url = self.text("home_url", p);
        let responsible_person = self.object("responsible_person", p, Node::person);
        let content = self.list("content", p, |value, pointer, p| {
            let reason = || one_of(super::Content::ALL.iter().map(|w| w.name()));
            word_at(value, &pointer, super::Content::from_name, reason, p)
        });
        let pre_approvals = self.objects("pre_approvals", p, |node, p| {
            let kind = node.required_text("kind", p);
            let number = node.text("number", p);
            Some(DeclaredPermit { kind: kind?, number })
        });
        let remarks = self.text("remarks", p);
        let site_access = self.word(
            "site_access",
            super::SiteAccess::from_name,
            || one_of(super::SiteAccess::ALL.iter().map(|w| w.name())),
            p,
        );
        let category = self.text("category", p);
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

    fn domain(&self, p: &mut Problems) -> Option<DeclaredDomain> {
        let name = self.required_text("name", p);
        let registrant = self.text("registrant", p);
        let registrant_certificate_number = self.text("registrant_certificate_number", p);
        let registrar = self.text("registrar", p);
        let registered_on = self.date("registered_on", p);
        let expires_on = self.date("expires_on", p);
        let real_name_verified = self.flag("real_name_verified", p);
        let verified_on = self.date("verified_on", p);
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
    fn hosting(&self, p: &mut Problems) -> Option<Hosting> {
        Some(Hosting {
            region: self.text("region", p),
            billing: self.word(
                "billing",
                super::Billing::from_name,
                || one_of(super::Billing::ALL.iter().map(|w| w.name())),
                p,
            ),
            public_ips: self.texts("public_ips", p),
            expires_on: self.date("expires_on", p),
            purchased_months: self.count("purchased_months", p),
        })
    }

    #[allow(clippy::unnecessary_wraps, reason = "the shape every reader of an object has")]
    fn timeline(&self, p: &mut Problems) -> Option<Timeline> {
        Some(Timeline {
            sms_sent_at: self.instant("sms_sent_at", p),
            sms_verified_at: self.instant("sms_verified_at", p),
            first_review_started_at: self.instant("first_review_started_at", p),
            first_review_done_at: self.instant("first_review_done_at", p),
            bureau_received_at: self.instant("bureau_received_at", p),
            bureau_done_at: self.instant("bureau_done_at", p),
        })
    }

    fn hint(&self, p: &mut Problems) -> Option<Hint> {
        let path = self.required_text("path", p);
        let kind = self.required_word(
            "kind",
            DocumentKind::from_name,
            || "must be a kind of document of the contract".to_owned(),
            p,
        );
        Some(Hint {
            path: path?,
            kind: kind?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn small() -> Value {
        json!({"case_id": "c-1", "province": "11", "subject": {"kind": "enterprise", "name": "甲",
            "certificate": {"kind": "business-licence", "number": "N", "valid_until": "long-term"}}})
    }

    fn parsed(value: &Value) -> Declared {
        parse(value.to_string().as_bytes(), &Limits::default())
    }

    fn problems(value: &Value) -> Vec<(String, String)> {
        match parsed(value) {
            Declared::Invalid { problems, .. } => problems.into_iter().map(|p| (p.pointer, p.reason)).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_smallest_declaration_is_a_new_subject() {
        let Declared::Present(d) = parsed(&small()) else {
            panic!()
        };
        assert_eq!((d.filing, d.province.short), (Filing::NewSubject, "北京"));
        assert_eq!(d.subject.certificate.valid_until, Some(Validity::LongTerm));
        assert!(d.sites.is_empty() && d.hosting.is_none());
    }

    #[test]
    fn all_problems_are_named_at_once_without_their_values() {
        let mut v = small();
        v["province"] = json!("台湾");
        v["subject"]["certificate"]["valid_until"] = json!("2023-02-30");
        v["sites"] = json!([{"name": "s", "domains": []}, {"domains": ["a.cn", 5], "content": ["news", "secret"]}, 7]);
        v["submitted_at"] = json!("2026-05-28 10:00:00");
        v["filed_sites"] = json!(-1);
        v["hosting"] = json!({"public_ips": "1.2.3.4", "purchased_months": 12.0});
        let found = problems(&v);
        let mut pointers: Vec<&str> = found.iter().map(|p| p.0.as_str()).collect();
        pointers.sort_unstable();
        let expected = [
            "/filed_sites",
            "/hosting/public_ips",
            "/province",
            "/sites/0/domains",
            "/sites/1/content/1",
            "/sites/1/domains/1",
            "/sites/1/name",
            "/sites/2",
            "/subject/certificate/valid_until",
            "/submitted_at",
        ];
        assert_eq!(pointers, expected);
        assert!(
            found
                .iter()
                .all(|p| !p.1.contains("secret") && !p.1.contains("2023-02-30"))
        );
        let Declared::Invalid { case_id, .. } = parsed(&v) else {
            panic!()
        };
        assert_eq!(case_id.as_deref(), Some("c-1"));
    }

    #[test]
    fn what_is_not_json_says_where_it_breaks() {
        let limits = Limits::default();
        let reason = |bytes: &[u8]| match parse(bytes, &limits) {
            Declared::Invalid { problems, .. } => problems[0].reason.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(reason(b"{\"a\": \"\xff\"}"), "is not UTF-8 at byte 7");
        assert_eq!(reason(b"{\"a\": 1"), "ends too early (line 1, column 7)");
        assert_eq!(reason(b"[]"), "must be an object");
        assert_eq!(reason("[".repeat(10_000).as_bytes()), "is nested deeper than 64 levels");
        let tight = Limits {
            declaration_bytes: 10,
            ..limits
        };
        assert!(matches!(parse(b"{}         ", &tight), Declared::Invalid { .. }));
    }

    #[test]
    fn a_byte_order_mark_and_double_keys_are_borne_and_brackets_in_strings_do_not_nest() {
        let mut v = small();
        v["subject"]["name"] = json!("[".repeat(200));
        let text = format!("\u{feff}{v}").replacen("{\"case_id\"", "{\"case_id\":\"old\",\"case_id\"", 1);
        let Declared::Present(d) = parse(text.as_bytes(), &Limits::default()) else {
            panic!()
        };
        assert_eq!(d.case_id, "c-1");
    }

    #[test]
    fn clock_times_are_those_of_rfc_3339() {
        for good in ["2026-05-28T10:00:00Z", "2026-05-28T10:00:00.5+08:00"] {
            assert!(instant(good).is_some(), "{good}");
        }
        for bad in [
            "2026-05-28",
            "2026-05-28T10:00:00",
            "2026-05-28T10:00Z",
            "2026-05-28T10:00:00+08",
            "2026-02-30T10:00:00Z",
        ] {
            assert!(instant(bad).is_none(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..400) {
            let limits = Limits::default();
            let _ = parse(&bytes, &limits);
            let text = small().to_string();
            let _ = parse(&text.as_bytes()[..cut.min(text.len())], &limits);
        }
    }
}
