//! The keys of a declaration (`case.json`): what each means, in Chinese and English, where platforms hold its value, an example. One
//! table for the schema's descriptions and for `docs/declaration.md`; the numbers that the filing system has for our words stand in
//! another.

pub mod forms;

use serde_json::Value;

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Its place: `subject.kind`, `sites[].name`; `certificate.` and `person.` are those of every certificate and person.
    pub key: &'static str,
    /// What it means, Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// Where WeChat (`apply_icp_filing`), Douyin (`submit_record_info`) and Huawei (元服务) have the value; "-": nowhere, or not known.
    pub sources: [&'static str; 3],
    /// An example, JSON.
    pub example: &'static str,
}

/// A word of ours, or one that the filing system spells out, with its numbers there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// Of which key.
    pub list: &'static str,
    /// The word.
    pub word: &'static str,
    /// Numbers of the filing system, separated by blanks; "-": none is known.
    pub codes: &'static str,
    /// What it means; of permits the word of `content` that asks for it.
    pub meaning: &'static str,
}

fn cells<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    let rows = table.lines().skip(1);
    rows.filter_map(|line| line.split('\t').collect::<Vec<_>>().try_into().ok())
}

/// Every key, in the order of the schema.
pub fn keys() -> impl Iterator<Item = Key> {
    cells(include_str!("keys.tsv")).map(|[key, zh, en, wechat, douyin, huawei, example]| Key {
        key,
        zh,
        en,
        sources: [wechat, douyin, huawei],
        example,
    })
}

/// Every number.
pub fn codes() -> impl Iterator<Item = Code> {
    cells(include_str!("codes.tsv")).map(|[list, word, codes, meaning]| Code {
        list,
        word,
        codes,
        meaning,
    })
}

/// Gives every key of a schema its description.
pub(super) fn describe(schema: &mut Value) {
    each_key(schema, "", &mut |at, property| {
        if let (Some(key), Some(property)) = (keys().find(|k| k.key == at), property.as_object_mut()) {
            property.insert("description".to_owned(), format!("{} ({})", key.en, key.zh).into());
        }
    });
}

/// Goes through the keys of a schema, those of `$defs` under the name of their definition.
fn each_key(schema: &mut Value, at: &str, look: &mut impl FnMut(&str, &mut Value)) {
    if let Some(named) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for (name, property) in named {
            let place = if at.is_empty() {
                name.clone()
            } else {
                format!("{at}.{name}")
            };
            look(&place, property);
            each_key(property, &place, look);
        }
    }
    if let Some(items) = schema.get_mut("items") {
        each_key(items, &format!("{at}[]"), look);
    }
    if let Some(defined) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
        for (name, definition) in defined {
            each_key(definition, name, look);
        }
    }
}

/// The table of keys, Markdown.
#[cfg(test)]
fn table_of_keys() -> String {
    let mut out = "| 键 key | 含义 | meaning | 微信 WeChat | 抖音 Douyin | 华为 Huawei | 示例 example |\n| --- | --- | --- | --- | --- | --- | --- |\n".to_owned();
    for k in keys() {
        let [wechat, douyin, huawei] = k
            .sources
            .map(|s| if s == "-" { "—".to_owned() } else { format!("`{s}`") });
        out.push_str(&format!(
            "| `{}` | {} | {} | {wechat} | {douyin} | {huawei} | `{}` |\n",
            k.key, k.zh, k.en, k.example
        ));
    }
    out
}

/// The tables of numbers, Markdown.
#[cfg(test)]
fn tables_of_codes() -> String {
    let mut out = String::new();
    let mut list = "";
    for c in codes() {
        if c.list != list {
            list = c.list;
            out.push_str(&format!(
                "\n### `{list}`\n\n| 值 word | 代码 code | 含义 meaning |\n| --- | --- | --- |\n"
            ));
        }
        let codes = if c.codes == "-" { "—" } else { c.codes };
        let meaning = if c.meaning == "-" { "" } else { c.meaning };
        out.push_str(&format!("| `{}` | {codes} | {meaning} |\n", c.word));
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::intake::case::{CertificateKind, Content, SubjectKind};
    use crate::report::schema;

    #[test]
    fn every_key_of_the_schema_is_in_the_table_and_has_its_description() {
        let mut schema = schema::case();
        let mut found = Vec::new();
        each_key(&mut schema, "", &mut |at, property| {
            assert!(property["description"].is_string(), "{at} has no description");
            found.push(at.to_owned());
        });
        let written: Vec<&str> = keys().map(|k| k.key).collect();
        let (asked, known): (BTreeSet<&str>, BTreeSet<&str>) = (
            found.iter().map(String::as_str).collect(),
            written.iter().copied().collect(),
        );
        assert_eq!(asked, known);
        assert_eq!(written.len(), known.len(), "a key is there twice");
        assert!(written.len() > 75);
    }

    #[test]
    fn every_word_of_a_closed_list_has_its_number() {
        let words = |list: &str| -> BTreeSet<&str> { codes().filter(|c| c.list == list).map(|c| c.word).collect() };
        let kinds: BTreeSet<&str> = SubjectKind::ALL.iter().map(|k| k.name()).collect();
        assert_eq!(words("subject.kind"), kinds);
        let kinds: BTreeSet<&str> = CertificateKind::ALL.iter().map(|k| k.name()).collect();
        assert_eq!(words("certificate.kind"), kinds);
        for c in codes().filter(|c| c.list == "pre_approvals[].kind") {
            assert!(Content::from_name(c.meaning).is_some(), "{}", c.meaning);
        }
        // A number says one thing: a kind of unit shares it only where the filing system knows no difference.
        let mut numbers = BTreeSet::new();
        for c in codes().filter(|c| c.list == "certificate.kind") {
            for n in c.codes.split(' ') {
                assert!(numbers.insert(n), "{n} twice");
            }
        }
    }

    #[test]
    fn the_example_of_every_key_is_one() {
        for k in keys() {
            let whole = matches!(k.example, "{…}" | "[…]");
            assert!(whole || serde_json::from_str::<Value>(k.example).is_ok(), "{}", k.key);
            for text in [k.zh, k.en] {
                assert!(!text.is_empty() && !text.contains('|'), "{}", k.key);
            }
        }
    }

    #[test]
    fn the_page_of_the_declaration_is_current() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/declaration.md");
        let mut page = std::fs::read_to_string(&file).unwrap();
        for (name, fresh) in [("keys", table_of_keys()), ("codes", tables_of_codes())] {
            let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
            let (before, rest) = page.split_once(&open).unwrap();
            let (now, after) = rest.split_once(&close).unwrap();
            if std::env::var_os("CHUSHEN_UPDATE_DOCS").is_none() {
                assert_eq!(now, fresh, "run `make docs`");
            }
            page = format!("{before}{open}{fresh}{close}{after}");
        }
        if std::env::var_os("CHUSHEN_UPDATE_DOCS").is_some() {
            std::fs::write(&file, page).unwrap();
        }
    }
}
