//! The mapping (TOML): which heading becomes which key of `case.json`. What a key takes (text, day, one of some words, a list) is read
//! from the schema of declarations, so a mapping need not say it and cannot say it wrongly.

use serde_json::Value;

use crate::hanzi::distance;
use crate::kind::DocumentKind;
use crate::report::declaration::keys;
use crate::report::schema;

/// Keys of the whole file.
const KEYS: &[&str] = &["sheet", "heading-row", "heading-rows", "repeat", "constants", "columns"];
/// Keys of a column.
const COLUMN_KEYS: &[&str] = &["key", "file", "split", "words", "digits", "optional"];
/// What separates several values of a cell where `split = true`.
const SEPARATORS: &str = "、，,；;\n";

/// Why a mapping cannot be used; each sentence names the place and the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct MappingError(pub String);

/// What may stand at a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaf {
    /// A text.
    Text,
    /// One of these words.
    Word(Vec<String>),
    /// A day.
    Day,
    /// A day, or `long-term`.
    Validity,
    /// A day and a time.
    Moment,
    /// A whole number.
    Count,
    /// Yes or no.
    Flag,
    /// A province.
    Province,
}

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The key.
    pub key: String,
    /// Of a list.
    pub item: Item,
}

/// Which item of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// It is no list.
    None,
    /// Each in turn: `sites[]`.
    Each,
    /// This one, from 0: `phones[1]`.
    At(usize),
}

/// A key of the declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// As written.
    pub written: String,
    /// Its steps.
    pub steps: Vec<Step>,
    /// What stands there.
    pub leaf: Leaf,
    /// It takes a list of them.
    pub many: bool,
}

/// What a column is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Role {
    /// A value of the declaration.
    Key(Path),
    /// Files, said to be of this kind.
    File(Option<String>),
}

/// What becomes of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What it is for.
    pub role: Role,
    /// Signs between several values of a cell.
    pub split: Option<String>,
    /// Words of the table and what they mean.
    pub words: Vec<(String, String)>,
    /// Digits a number is filled up to with zeros from the left.
    pub digits: Option<usize>,
    /// The table may lack the column.
    pub optional: bool,
}

/// A mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// First row of headings, from 1.
    pub heading_row: u32,
    /// How many rows the headings take.
    pub heading_rows: u32,
    /// The lists of the case that rows with the same id add to; empty: a case is one row.
    pub repeat: Vec<String>,
    /// Headings (or `column:C`) and what becomes of them.
    pub columns: Vec<(String, Vec<Rule>)>,
    /// Values that every case has.
    pub constants: Vec<(Path, Value)>,
}

fn wrong<T>(what: String) -> Result<T, MappingError> {
    Err(MappingError(what))
}

/// The nearest word, as a question.
pub(super) fn near<'a>(word: &str, right: impl Iterator<Item = &'a str>) -> String {
    let best = right.map(|r| (distance(word, r), r)).min();
    best.filter(|(d, r)| d * 2 <= r.chars().count().max(4))
        .map(|(_, r)| format!("; did you mean '{r}'?"))
        .unwrap_or_default()
}

impl Mapping {
    /// Parses a mapping.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let raw: toml::Table = text.parse().map_err(|e: toml::de::Error| MappingError(e.to_string()))?;
        if let Some(odd) = raw.keys().find(|k| !KEYS.contains(&k.as_str())) {
            return wrong(format!(
                "'{odd}' is no key of a mapping{}",
                near(odd, KEYS.iter().copied())
            ));
        }
        let schema = schema::case();
        let repeat: Vec<String> = match raw.get("repeat") {
            None => Vec::new(),
            Some(toml::Value::String(list)) => vec![list.clone()],
            Some(toml::Value::Array(lists)) => lists
                .iter()
                .map(|l| l.as_str().unwrap_or_default().to_owned())
                .collect(),
            Some(_) => vec![String::new()],
        };
        if repeat.iter().any(|list| !is_list_of_objects(&schema, list)) {
            return wrong("repeat: name lists of the case that rows with the same id add to, such as \"sites\" or [\"sites\", \"domains\"]".to_owned());
        }
        let mut columns = Vec::new();
        let Some(toml::Value::Table(raw_columns)) = raw.get("columns") else {
            return wrong("[columns] says which heading becomes which key; it is not there".to_owned());
        };
        for (heading, raw) in raw_columns {
            let rules = match raw {
                toml::Value::Array(several) => several
                    .iter()
                    .map(|r| rule(&schema, heading, r))
                    .collect::<Result<_, _>>()?,
                one => vec![rule(&schema, heading, one)?],
            };
            columns.push((heading.clone(), rules));
        }
        let mut constants = Vec::new();
        match raw.get("constants") {
            None => {}
            Some(toml::Value::Table(table)) => {
                for (key, value) in table {
                    constants.push((path(&schema, key)?, constant(key, value)?));
                }
            }
            Some(_) => return wrong("[constants] is a table of keys and values".to_owned()),
        }
        let mapping = Self {
            sheet: text_at(&raw, "sheet")?,
            heading_row: number_at(&raw, "heading-row")?.unwrap_or(1),
            heading_rows: number_at(&raw, "heading-rows")?.unwrap_or(1),
            repeat,
            columns,
            constants,
        };
        mapping.holds()?;
        Ok(mapping)
    }

    /// Every key that a column gives.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        let rules = self.columns.iter().flat_map(|(_, rules)| rules);
        rules.filter_map(|r| match &r.role {
            Role::Key(path) => Some(path),
            Role::File(_) => None,
        })
    }

    /// The list that rows with the same id add to, where the path leads through it.
    pub fn counted_in_rows<'p>(&self, path: &'p Path) -> Option<&'p str> {
        let first = path.steps.first().filter(|s| s.item == Item::Each)?;
        self.repeat.contains(&first.key).then_some(first.key.as_str())
    }

    /// Steps of a path whose items the values of a cell are, one after the other.
    pub fn counted_in_cells<'p>(&self, path: &'p Path) -> impl Iterator<Item = usize> + 'p {
        let skip = usize::from(self.counted_in_rows(path).is_some());
        path.steps
            .iter()
            .enumerate()
            .skip(skip)
            .filter(|(_, s)| s.item == Item::Each)
            .map(|(i, _)| i)
    }

    fn holds(&self) -> Result<(), MappingError> {
        if !self.paths().any(|p| p.written == "case_id") {
            return wrong(
                "no column gives case_id; map the column that tells the cases apart, such as \"编号\" = \"case_id\""
                    .to_owned(),
            );
        }
        for (path, _) in &self.constants {
            if self.paths().any(|p| p.written == path.written) {
                return wrong(format!(
                    "'{}' is given by a column and by [constants]; leave one",
                    path.written
                ));
            }
        }
        for path in self.paths().chain(self.constants.iter().map(|(p, _)| p)) {
            if self.counted_in_cells(path).count() > 1 {
                return wrong(format!(
                    "'{}': only one list can be counted through a cell; number the other, such as [0]",
                    path.written
                ));
            }
        }
        for (path, _) in &self.constants {
            if self.counted_in_cells(path).next().is_some() {
                return wrong(format!("[constants] '{}': number the item, such as [0]", path.written));
            }
        }
        Ok(())
    }
}

fn is_list_of_objects(schema: &Value, list: &str) -> bool {
    let at = &schema["properties"][list];
    at["type"] == "array" && at["items"]["properties"].is_object()
}

fn text_at(table: &toml::Table, key: &str) -> Result<Option<String>, MappingError> {
    match table.get(key) {
        None => Ok(None),
        Some(toml::Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => wrong(format!("{key}: a text is asked")),
    }
}

fn number_at(table: &toml::Table, key: &str) -> Result<Option<u32>, MappingError> {
    match table.get(key) {
        None => Ok(None),
        Some(toml::Value::Integer(n)) if (1..=1000).contains(n) => Ok(u32::try_from(*n).ok()),
        Some(_) => wrong(format!("{key}: a number from 1 to 1000 is asked")),
    }
}

fn rule(schema: &Value, heading: &str, raw: &toml::Value) -> Result<Rule, MappingError> {
    let at = |what: String| MappingError(format!("column '{heading}': {what}"));
    let mut out = Rule {
        role: Role::File(None),
        split: None,
        words: Vec::new(),
        digits: None,
        optional: false,
    };
    let table = match raw {
        toml::Value::String(key) => {
            out.role = Role::Key(path(schema, key).map_err(|e| at(e.0))?);
            return Ok(out);
        }
        toml::Value::Table(table) => table,
        _ => {
            return Err(at(
                "give a key (\"subject.name\") or a table ({ key = \"subject.name\" })".to_owned(),
            ));
        }
    };
    if let Some(odd) = table.keys().find(|k| !COLUMN_KEYS.contains(&k.as_str())) {
        return Err(at(format!(
            "'{odd}' is no key of a column{}",
            near(odd, COLUMN_KEYS.iter().copied())
        )));
    }
    out.role = match (table.get("key"), table.get("file")) {
        (Some(toml::Value::String(key)), None) => Role::Key(path(schema, key).map_err(|e| at(e.0))?),
        (None, Some(toml::Value::Boolean(true))) => Role::File(None),
        (None, Some(toml::Value::String(kind))) => {
            let kinds = || DocumentKind::declarable().map(DocumentKind::name);
            if !kinds().any(|k| k == kind) {
                return Err(at(format!("'{kind}' is no kind of document{}", near(kind, kinds()))));
            }
            Role::File(Some(kind.clone()))
        }
        _ => {
            return Err(at(
                "say either key = \"subject.name\" or file = \"business-licence\" (file = true: of no kind)".to_owned(),
            ));
        }
    };
    out.split = match table.get("split") {
        None | Some(toml::Value::Boolean(false)) => None,
        Some(toml::Value::Boolean(true)) => Some(SEPARATORS.to_owned()),
        Some(toml::Value::String(signs)) if !signs.is_empty() => Some(signs.clone()),
        Some(_) => return Err(at("split: true, or the signs between values".to_owned())),
    };
    out.optional = match table.get("optional") {
        None => false,
        Some(toml::Value::Boolean(b)) => *b,
        Some(_) => return Err(at("optional: true or false".to_owned())),
    };
    out.digits = match table.get("digits") {
        None => None,
        Some(toml::Value::Integer(n)) if (1..=15).contains(n) => usize::try_from(*n).ok(),
        Some(_) => return Err(at("digits: a number from 1 to 15".to_owned())),
    };
    out.words = words(table, &out.role).map_err(at)?;
    Ok(out)
}

/// What a column's words become, each a word that may stand there.
fn words(table: &toml::Table, role: &Role) -> Result<Vec<(String, String)>, String> {
    let words = match table.get("words") {
        None => return Ok(Vec::new()),
        Some(toml::Value::Table(words)) => words,
        Some(_) => return Err("words: a table of the table's words and ours".to_owned()),
    };
    let pair = |(theirs, ours): (&String, &toml::Value)| {
        let toml::Value::String(ours) = ours else {
            return Err(format!("words: '{theirs}' becomes a text"));
        };
        match role {
            Role::Key(Path {
                leaf: Leaf::Word(all), ..
            }) if !all.contains(ours) => {
                let near = near(ours, all.iter().map(String::as_str));
                Err(format!("words: '{ours}' may not stand there{near}"))
            }
            _ => Ok((theirs.clone(), ours.clone())),
        }
    };
    words.iter().map(pair).collect()
}

fn constant(key: &str, value: &toml::Value) -> Result<Value, MappingError> {
    match value {
        toml::Value::Array(items) => Ok(Value::Array(
            items.iter().map(|v| constant(key, v)).collect::<Result<_, _>>()?,
        )),
        toml::Value::String(t) => Ok(Value::String(t.clone())),
        toml::Value::Integer(n) => Ok((*n).into()),
        toml::Value::Boolean(b) => Ok((*b).into()),
        toml::Value::Datetime(d) => Ok(Value::String(d.to_string())),
        _ => wrong(format!(
            "[constants] '{key}': a text, a number, true or false, or a list of them"
        )),
    }
}

/// A key with points into its steps, and what stands there by the schema.
pub(super) fn path(schema: &Value, written: &str) -> Result<Path, MappingError> {
    let unknown = || {
        let plain = numbered_away(written);
        let all = paths_of(schema);
        MappingError(format!(
            "'{written}' is no key of a declaration{}",
            near(&plain, all.iter().map(String::as_str))
        ))
    };
    let mut steps = Vec::new();
    let mut at = schema;
    let own = ["x-", "x_", "_"].iter().any(|p| written.starts_with(p));
    for part in written.split('.') {
        let (key, item) = match part.split_once('[') {
            None => (part, Item::None),
            Some((key, "]")) => (key, Item::Each),
            Some((key, rest)) => {
                let n = rest.strip_suffix(']').and_then(|n| n.parse().ok()).filter(|n| *n < 100);
                (key, Item::At(n.ok_or_else(unknown)?))
            }
        };
        if key.is_empty() {
            return Err(unknown());
        }
        if !own {
            at = resolved(
                schema,
                at.get("properties").and_then(|p| p.get(key)).ok_or_else(unknown)?,
            );
            if item != Item::None {
                at = resolved(schema, at.get("items").ok_or_else(unknown)?);
            }
        }
        steps.push(Step {
            key: key.to_owned(),
            item,
        });
    }
    if own {
        return Ok(Path {
            written: written.to_owned(),
            steps,
            leaf: Leaf::Text,
            many: false,
        });
    }
    let many = at["type"] == "array";
    let leaf_schema = if many { resolved(schema, &at["items"]) } else { at };
    let last = steps.last().map_or("", |s| s.key.as_str());
    let leaf = leaf(last, leaf_schema).ok_or_else(|| {
        let below = paths_of(schema)
            .into_iter()
            .filter(|p| p.starts_with(&numbered_away(written)))
            .take(4);
        MappingError(format!(
            "'{written}' holds further keys; name one of them, such as {}",
            below.collect::<Vec<_>>().join(", ")
        ))
    })?;
    Ok(Path {
        written: written.to_owned(),
        steps,
        leaf,
        many,
    })
}

/// A path with `[]` for every item, as the schema's keys have it.
fn numbered_away(written: &str) -> String {
    let mut out = String::new();
    let mut within = false;
    for c in written.chars() {
        within = (within || c == '[') && c != ']';
        if !within || c == '[' {
            out.push(c);
        }
    }
    out
}

fn leaf(key: &str, schema: &Value) -> Option<Leaf> {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return Some(Leaf::Word(
            words.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        ));
    }
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        return Some(Leaf::Word(vec![word.to_owned()]));
    }
    match (schema["type"].as_str()?, schema["format"].as_str(), key) {
        ("string", Some("date"), _) => Some(Leaf::Day),
        ("string", Some("date-time"), _) => Some(Leaf::Moment),
        ("string", _, "valid_until") => Some(Leaf::Validity),
        ("string", _, "province") => Some(Leaf::Province),
        ("string", ..) => Some(Leaf::Text),
        ("integer", ..) => Some(Leaf::Count),
        ("boolean", ..) => Some(Leaf::Flag),
        _ => None,
    }
}

fn resolved<'a>(root: &'a Value, at: &'a Value) -> &'a Value {
    match at.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#')) {
        Some(pointer) => root.pointer(pointer).map_or(at, |to| resolved(root, to)),
        None => at,
    }
}

/// Keys of the declaration that may be given, those of persons and certificates where they stand.
fn paths_of(schema: &Value) -> Vec<String> {
    fn below(root: &Value, at: &Value, place: &str, out: &mut Vec<String>) {
        let Some(named) = at.get("properties").and_then(Value::as_object) else {
            if at["type"] != "array" {
                out.push(place.to_owned());
            } else if resolved(root, &at["items"]).get("properties").is_some() {
                below(root, resolved(root, &at["items"]), &format!("{place}[]"), out);
            } else {
                out.push(place.to_owned());
            }
            return;
        };
        for (key, value) in named {
            let place = if place.is_empty() {
                key.clone()
            } else {
                format!("{place}.{key}")
            };
            below(root, resolved(root, value), &place, out);
        }
    }
    let mut out = Vec::new();
    below(schema, schema, "", &mut out);
    debug_assert!(out.len() >= keys().count() / 2, "the schema names its keys");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        Mapping::parse(text).unwrap_err().0
    }

    const ID: &str = "[columns]\n\"编号\" = \"case_id\"\n";

    #[test]
    fn what_a_key_takes_is_read_from_the_schema() {
        let schema = schema::case();
        let leaf = |p: &str| path(&schema, p).map(|p| (p.leaf, p.many));
        assert_eq!(leaf("subject.name"), Ok((Leaf::Text, false)));
        assert_eq!(leaf("province"), Ok((Leaf::Province, false)));
        assert_eq!(leaf("sites[].domains"), Ok((Leaf::Text, true)));
        assert_eq!(leaf("domains[].expires_on"), Ok((Leaf::Day, false)));
        assert_eq!(
            leaf("sites[1].responsible_person.certificate.valid_until"),
            Ok((Leaf::Validity, false))
        );
        assert_eq!(leaf("subject.responsible_person.phones[0]"), Ok((Leaf::Text, false)));
        assert_eq!(leaf("submitted_at"), Ok((Leaf::Moment, false)));
        assert_eq!(leaf("hosting.purchased_months"), Ok((Leaf::Count, false)));
        assert_eq!(leaf("domains[].real_name_verified"), Ok((Leaf::Flag, false)));
        assert_eq!(leaf("x-ours.batch"), Ok((Leaf::Text, false)));
        let Ok((Leaf::Word(kinds), false)) = leaf("subject.certificate.kind") else {
            panic!()
        };
        assert!(kinds.contains(&"citizen-id".to_owned()));
        // Every key that the schema has can be given.
        for key in paths_of(&schema) {
            assert!(path(&schema, &key).is_ok(), "{key}");
        }
        assert!(paths_of(&schema).len() > 75);
    }

    #[test]
    fn a_wrong_mapping_names_the_place_and_the_nearest_right_word() {
        assert!(told(&format!("{ID}\"名称\" = \"subject.nme\"")).contains("did you mean 'subject.name'"));
        assert!(told(&format!("{ID}\"名称\" = {{ kye = \"subject.name\" }}")).contains("did you mean 'key'"));
        assert!(
            told(&format!("{ID}\"照\" = {{ file = \"business-license\" }}"))
                .contains("did you mean 'business-licence'")
        );
        assert!(told(&format!("{ID}\"人\" = \"subject.responsible_person\"")).contains("subject.responsible_person."));
        assert!(told("[columns]\n\"名称\" = \"subject.name\"").contains("case_id"));
        assert!(told("[colums]\n").contains("did you mean 'columns'"));
        assert!(told(&format!("repeat = \"site\"\n{ID}")).contains("\"sites\""));
        assert!(
            told(&format!(
                "{ID}\"性质\" = {{ key = \"subject.kind\", words = {{ \"公司\" = \"enterprize\" }} }}"
            ))
            .contains("'enterprise'")
        );
        assert!(
            told(&format!(
                "{ID}\"性质\" = \"filing\"\n[constants]\nfiling = \"new-site\""
            ))
            .contains("leave one")
        );
        assert!(told(&format!("{ID}\"p\" = \"services[].platforms[].os\"")).contains("number the other"));
        assert!(
            Mapping::parse(&format!(
                "repeat = \"services\"\n{ID}\"p\" = \"services[].platforms[].os\""
            ))
            .is_ok()
        );
    }
}
