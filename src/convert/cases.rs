//! Rows into cases: headings are found, cells become values at their places, rows of one id come together, and the finished declaration is
//! parsed as the intake will. Whatever is wrong bears sheet, row and column.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::mapping::{Item, Mapping, MappingError, Path, Role, Rule, near};
use super::problem::{Fault, Place, Problem, column, letters};
use super::table::{Cell, Row, Table};
use super::values::values;
use super::{Draft, Wish};
use crate::intake::Declared;
use crate::intake::case::parse;
use crate::limits::Limits;
use crate::report::declaration::forms::put;

/// How a mapping names a column by its letters.
const BY_LETTER: &str = "column:";

/// A column of the table that the mapping names.
struct Bound<'m> {
    column: usize,
    heading: String,
    rules: &'m [Rule],
}

/// What the rows gave.
#[derive(Debug, Default)]
pub struct Read {
    /// Cases in the order of their first rows.
    pub drafts: Vec<Draft>,
    /// What is wrong with rows that are of no case.
    pub problems: Vec<Problem>,
    /// Headings that the mapping does not name.
    pub unused: Vec<(usize, String)>,
}

/// Items of lists, by list.
type Items = BTreeMap<String, usize>;

/// Reads every row of a table.
pub fn read(table: &Table, mapping: &Mapping, limits: &Limits) -> Result<Read, MappingError> {
    let headings = headings(table, mapping);
    let bound = bind(&headings, mapping)?;
    let mut out = Read {
        unused: headings
            .iter()
            .filter(|(c, _)| !bound.iter().any(|b| b.column == **c))
            .map(|(c, h)| (*c, h.clone()))
            .collect(),
        ..Read::default()
    };
    let first = mapping.heading_row.saturating_add(mapping.heading_rows);
    let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
    // How many items each case has of the lists that rows add to.
    let mut items: Vec<Items> = Vec::new();
    for row in table.rows.iter().filter(|r| r.number >= first) {
        if !bound.iter().any(|b| row.cells.contains_key(&b.column)) {
            continue;
        }
        let place = Place {
            sheet: table.sheet.clone(),
            row: Some(row.number),
            ..Place::default()
        };
        let id = match id_of(row, &bound, &place) {
            Ok(id) => id,
            Err(problem) => {
                out.problems.push(*problem);
                continue;
            }
        };
        let at = by_id.get(&id).copied().unwrap_or_else(|| {
            by_id.insert(id.clone(), out.drafts.len());
            out.drafts.push(Draft {
                id: id.clone(),
                declaration: json!({ "schema": "chushen.case/1" }),
                sources: BTreeMap::new(),
                place: place.clone(),
                files: Vec::new(),
                problems: Vec::new(),
            });
            items.push(Items::new());
            out.drafts.len() - 1
        });
        let (Some(draft), Some(items)) = (out.drafts.get_mut(at), items.get_mut(at)) else {
            continue;
        };
        if draft.place != place && mapping.repeat.is_empty() {
            let earlier = draft.place.row.unwrap_or_default();
            draft
                .problems
                .push(told(&place, &bound, Some(id.clone()), Fault::IdTwice(earlier)));
            continue;
        }
        let read = one_row(row, mapping, &bound, &place, items, &draft.declaration);
        for list in &read.adds {
            *items.entry(list.clone()).or_default() += 1;
        }
        draft.problems.extend(read.problems.into_iter().map(|p| Problem {
            case: Some(id.clone()),
            ..p
        }));
        for wish in read.files {
            if !draft
                .files
                .iter()
                .any(|w| w.written == wish.written && w.kind == wish.kind)
            {
                draft.files.push(wish);
            }
        }
        let before = draft.declaration.clone();
        lay(draft, read.values);
        leave_out_again(draft, &before, &read.lists);
    }
    for draft in &mut out.drafts {
        hold(draft, &bound, limits);
    }
    Ok(out)
}

/// A problem of the column that gives the case id.
fn told(place: &Place, bound: &[Bound<'_>], case: Option<String>, fault: Fault) -> Problem {
    let gives_id = |b: &&Bound<'_>| {
        b.rules
            .iter()
            .any(|r| matches!(&r.role, Role::Key(p) if p.written == "case_id"))
    };
    let column = bound.iter().find(gives_id);
    let place = column.map_or_else(|| place.clone(), |b| b.at(place));
    Problem {
        place,
        case,
        key: None,
        fault,
    }
}

impl Bound<'_> {
    fn at(&self, row: &Place) -> Place {
        Place {
            column: Some(self.column),
            heading: Some(self.heading.clone()),
            ..row.clone()
        }
    }
}

/// Texts of the headings by column; of several rows they are joined by a slash, where one says more than the one above.
fn headings(table: &Table, mapping: &Mapping) -> BTreeMap<usize, String> {
    let rows = mapping.heading_row..mapping.heading_row.saturating_add(mapping.heading_rows);
    let mut out: BTreeMap<usize, String> = BTreeMap::new();
    for row in table.rows.iter().filter(|r| rows.contains(&r.number)) {
        for (column, cell) in &row.cells {
            let text = match cell {
                Cell::Text(t) => t.split_whitespace().collect::<Vec<_>>().join(" "),
                Cell::Number(n) => n.to_string(),
                _ => continue,
            };
            let heading = out.entry(*column).or_default();
            if heading.is_empty() {
                *heading = text;
            } else if heading.rsplit('/').next() != Some(text.as_str()) {
                heading.push_str(&format!("/{text}"));
            }
        }
    }
    out
}

/// Which column each heading of the mapping is.
fn bind<'m>(headings: &BTreeMap<usize, String>, mapping: &'m Mapping) -> Result<Vec<Bound<'m>>, MappingError> {
    let mut out: Vec<Bound<'m>> = Vec::new();
    for (name, rules) in &mapping.columns {
        let wanted = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let found: Vec<usize> = match name.strip_prefix(BY_LETTER) {
            Some(by_letter) => {
                let at = column(by_letter).ok_or_else(|| {
                    MappingError(format!("'{name}': give the letters of a column, such as {BY_LETTER}C"))
                })?;
                headings.contains_key(&at).then_some(at).into_iter().collect()
            }
            None => headings
                .iter()
                .filter(|(_, h)| **h == wanted)
                .map(|(c, _)| *c)
                .collect(),
        };
        match found.as_slice() {
            [one] => {
                if out.iter().any(|b| b.column == *one) {
                    return Err(MappingError(format!(
                        "column {} is named twice in the mapping; give it a list of keys instead: \"{wanted}\" = [\"…\", \"…\"]",
                        letters(*one)
                    )));
                }
                let heading = headings.get(one).cloned().unwrap_or_default();
                out.push(Bound {
                    column: *one,
                    heading,
                    rules,
                });
            }
            [] if rules.iter().all(|r| r.optional) => {}
            [] => {
                let hint = near(&wanted, headings.values().map(String::as_str));
                let all: Vec<String> = headings.iter().map(|(c, h)| format!("{} {h}", letters(*c))).collect();
                return Err(MappingError(format!(
                    "the table has no column '{name}'{hint} (row {} has: {}); mend the mapping, say heading-row where the headings stand in another row, or optional = true",
                    mapping.heading_row,
                    crate::report::plain::plain(&all.join(", "), 600)
                )));
            }
            several => {
                let all: Vec<String> = several.iter().map(|c| letters(*c)).collect();
                return Err(MappingError(format!(
                    "columns {} are all called '{name}'; rename them, or name one as \"{BY_LETTER}{}\"",
                    all.join(", "),
                    all.first().map_or("", String::as_str)
                )));
            }
        }
    }
    out.sort_by_key(|b| b.column);
    Ok(out)
}

fn id_of(row: &Row, bound: &[Bound<'_>], place: &Place) -> Result<String, Box<Problem>> {
    for b in bound {
        for rule in b.rules {
            let Role::Key(path) = &rule.role else { continue };
            if path.written != "case_id" {
                continue;
            }
            let cell = row.cells.get(&b.column).unwrap_or(&Cell::Empty);
            let wrong = |fault| Problem {
                place: b.at(place),
                case: None,
                key: Some(path.written.clone()),
                fault,
            };
            let found = values(cell, path, rule).map_err(|fault| Box::new(wrong(fault)))?;
            if let Some(Value::String(id)) = found.into_iter().next() {
                return Ok(id);
            }
        }
    }
    Err(Box::new(told(place, bound, None, Fault::NoId)))
}

/// What one row gives.
#[derive(Default)]
struct OfRow {
    /// Values by pointer, in the order of columns; of a list, all that this row adds.
    values: Vec<(String, Value, Place)>,
    files: Vec<Wish>,
    problems: Vec<Problem>,
    /// Lists that rows add to and this one has an item of.
    adds: BTreeSet<String>,
    /// Pointers of lists whose items its cells count.
    lists: BTreeSet<String>,
}

fn one_row(row: &Row, mapping: &Mapping, bound: &[Bound<'_>], place: &Place, items: &Items, so_far: &Value) -> OfRow {
    let mut out = OfRow::default();
    // How many items of a list the columns of this row give, as the first of them says.
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for b in bound {
        let cell = row.cells.get(&b.column).unwrap_or(&Cell::Empty);
        for rule in b.rules {
            let at = b.at(place);
            let path = match &rule.role {
                Role::Key(path) => path,
                Role::File(kind) => {
                    out.files.extend(wishes(cell, rule, kind.as_ref(), &at));
                    continue;
                }
            };
            let wrong = |fault| Problem {
                place: at.clone(),
                case: None,
                key: Some(path.written.clone()),
                fault,
            };
            if *cell != Cell::Empty {
                out.adds.extend(mapping.counted_in_rows(path).map(str::to_owned));
            }
            let found = match values(cell, path, rule) {
                Ok(found) if found.is_empty() => continue,
                Ok(found) => found,
                Err(fault) => {
                    out.problems.push(wrong(fault));
                    continue;
                }
            };
            let pointer = |n: usize| pointer(path, mapping, items, so_far, n);
            let list = mapping.counted_in_cells(path).next().filter(|_| !path.many);
            if let Some(step) = list {
                let list = list_of(&pointer(0), path, step);
                let count = *counts.entry(list.clone()).or_insert(found.len());
                out.lists.insert(list);
                if count == found.len() {
                    out.values.extend(
                        found
                            .into_iter()
                            .enumerate()
                            .map(|(n, value)| (pointer(n), value, at.clone())),
                    );
                } else {
                    out.problems.push(wrong(Fault::Uneven(found.len(), count)));
                }
            } else if path.many {
                out.values.push((pointer(0), Value::Array(found), at));
            } else if let [one] = found.as_slice() {
                out.values.push((pointer(0), one.clone(), at));
            } else {
                out.problems.push(wrong(Fault::Uneven(found.len(), 1)));
            }
        }
    }
    for (path, value) in &mapping.constants {
        if mapping.counted_in_rows(path).is_none_or(|list| out.adds.contains(list)) {
            let value = if path.many && !value.is_array() {
                json!([value])
            } else {
                value.clone()
            };
            out.values
                .push((pointer(path, mapping, items, so_far, 0), value, place.clone()));
        }
    }
    out
}

/// The files of a cell: its parts where the rule splits, else what stands in it.
fn wishes(cell: &Cell, rule: &Rule, kind: Option<&String>, at: &Place) -> Vec<Wish> {
    let text = match cell {
        Cell::Text(t) => t.clone(),
        Cell::Number(n) => n.to_string(),
        _ => return Vec::new(),
    };
    let signs = rule.split.as_deref().unwrap_or("\n");
    let parts = text
        .split(|c| signs.contains(c))
        .map(super::table::trimmed)
        .filter(|p| !p.is_empty());
    let wish = |written: &str| Wish {
        written: written.to_owned(),
        kind: kind.cloned(),
        place: at.clone(),
        by_id: false,
    };
    parts.map(wish).collect()
}

/// The pointer of the list at a step of a path.
fn list_of(pointer: &str, path: &Path, step: usize) -> String {
    let before = path.steps.iter().take(step);
    let parts = 1 + before.map(|s| if s.item == Item::None { 1 } else { 2 }).sum::<usize>();
    pointer
        .split('/')
        .skip(1)
        .take(parts)
        .map(|p| format!("/{p}"))
        .collect()
}

/// Rows of one case may say the same items of a list again (a merged cell does): they are there once.
fn leave_out_again(draft: &mut Draft, before: &Value, lists: &BTreeSet<String>) {
    for list in lists {
        let had = before.pointer(list).and_then(Value::as_array).map_or(0, Vec::len);
        let Some(Value::Array(now)) = draft.declaration.pointer_mut(list) else {
            continue;
        };
        let (old, new) = now.split_at(had);
        if had > 0 && new.iter().all(|n| old.contains(n)) {
            now.truncate(had);
            let is_new = |p: &String| {
                let item = p
                    .strip_prefix(list)
                    .and_then(|r| r.strip_prefix('/'))
                    .and_then(|r| r.split('/').next());
                item.and_then(|i| i.parse::<usize>().ok()).is_some_and(|i| i >= had)
            };
            draft.sources.retain(|p, _| !is_new(p));
        }
    }
}

/// The pointer of a path: the row's own item of a list that rows add to; of one that a cell counts this value's, after those of earlier rows.
fn pointer(path: &Path, mapping: &Mapping, items: &Items, so_far: &Value, value: usize) -> String {
    let mut out = String::new();
    let of_row = mapping.counted_in_rows(path);
    for (i, step) in path.steps.iter().enumerate() {
        out.push_str(&format!("/{}", step.key.replace('~', "~0").replace('/', "~1")));
        match (step.item, of_row) {
            (Item::None, _) => {}
            (Item::At(n), _) => out.push_str(&format!("/{n}")),
            (Item::Each, Some(list)) if i == 0 => out.push_str(&format!("/{}", items.get(list).copied().unwrap_or(0))),
            (Item::Each, _) => {
                let had = so_far.pointer(&out).and_then(Value::as_array).map_or(0, Vec::len);
                out.push_str(&format!("/{}", had + value));
            }
        }
    }
    out
}

/// Puts a row's values into the case; what an earlier row said otherwise is told.
fn lay(draft: &mut Draft, values: Vec<(String, Value, Place)>) {
    for (pointer, value, place) in values {
        let before = draft.declaration.pointer(&pointer).cloned();
        let source = draft.sources.get(&pointer).cloned();
        let value = match (before, value, &source) {
            // A second column of the same row adds to a list.
            (Some(Value::Array(mut had)), Value::Array(new), Some(s)) if s.row == place.row => {
                had.extend(new);
                Value::Array(had)
            }
            (Some(had), new, Some(s)) if had != new => {
                let fault = Fault::Differs(s.row.unwrap_or_default());
                draft.problems.push(Problem {
                    place,
                    case: Some(draft.id.clone()),
                    key: Some(plain_key(&pointer)),
                    fault,
                });
                continue;
            }
            (_, new, _) => new,
        };
        put(&mut draft.declaration, &pointer, value);
        draft.sources.entry(pointer).or_insert(place);
    }
}

/// `/sites/0/name` as `sites[0].name`.
pub(super) fn plain_key(pointer: &str) -> String {
    let mut out = String::new();
    for part in pointer.split('/').skip(1) {
        if !out.is_empty() && part.bytes().all(|b| b.is_ascii_digit()) {
            out.push_str(&format!("[{part}]"));
        } else {
            out.push_str(if out.is_empty() { "" } else { "." });
            out.push_str(part);
        }
    }
    out
}

/// Parses the finished declaration as the intake will, and tells what is wrong at the cell that gave it, or would have.
fn hold(draft: &mut Draft, bound: &[Bound<'_>], limits: &Limits) {
    for (pointer, wrong) in faults_of(&draft.declaration, limits) {
        let column = bound.iter().find(|b| {
            b.rules
                .iter()
                .any(|r| matches!(&r.role, Role::Key(p) if shape(&p.steps) == unnumbered(&pointer)))
        });
        let given = draft.sources.get(&pointer).cloned();
        let would = column.map(|b| b.at(&row_of(draft, &pointer)));
        let mapped = given.is_some() || would.is_some();
        let place = given.or(would).unwrap_or_else(|| row_of(draft, &pointer));
        // What a cell's own fault has kept away is told by that fault.
        if !draft
            .problems
            .iter()
            .any(|p| p.place == place && p.place.column.is_some())
        {
            draft.problems.push(Problem {
                place,
                case: Some(draft.id.clone()),
                key: Some(plain_key(&pointer)),
                fault: Fault::Declaration(wrong, mapped),
            });
        }
    }
}

/// The row that gives what stands beside a pointer, else the first of the case.
fn row_of(draft: &Draft, pointer: &str) -> Place {
    let mut above = pointer;
    while let Some((next, _)) = above.rsplit_once('/').filter(|(next, _)| !next.is_empty()) {
        above = next;
        let below = format!("{above}/");
        if let Some((_, source)) = draft.sources.iter().find(|(p, _)| p.starts_with(&below)) {
            return Place {
                column: None,
                heading: None,
                ..source.clone()
            };
        }
    }
    draft.place.clone()
}

/// Keys of a path without numbers.
fn shape(steps: &[super::mapping::Step]) -> String {
    steps.iter().map(|s| format!("/{}", s.key)).collect()
}

fn unnumbered(pointer: &str) -> String {
    let keys = pointer.split('/').skip(1).filter(|s| s.parse::<usize>().is_err());
    keys.map(|k| format!("/{k}")).collect()
}

/// What the parser of declarations finds wrong, also what it would only ignore: a converted declaration is to be whole.
pub(super) fn faults_of(declaration: &Value, limits: &Limits) -> Vec<(String, crate::intake::Problem)> {
    let problems = match parse(declaration.to_string().as_bytes(), limits) {
        Declared::Present(d) => d.ignored,
        Declared::Invalid { problems, .. } => problems,
        Declared::Missing => Vec::new(),
    };
    problems.into_iter().map(|p| (p.pointer.clone(), p)).collect()
}
