//! Printed labels found in rows, also spaced out (名  称) and over several boxes; the longest label wins its characters.

use std::ops::RangeBounds;

use crate::hanzi::is_han;
use crate::kind::FieldName;
use crate::kind::spec::KindSpec;
use crate::read::rows::{Layout, Segment};

/// One label on the page.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Fields that carry this label; empty for a label that only ends other values.
    pub fields: Vec<FieldName>,
    /// Row index.
    pub row: usize,
    /// Places of its first and last character in the row: segment, character.
    pub first: (usize, usize),
    /// See `first`.
    pub last: (usize, usize),
    /// Left end, level pixels.
    pub x0: f32,
    /// Right end.
    pub x1: f32,
    /// Height of its print.
    pub h: f32,
    /// Middle height.
    pub y: f32,
    /// Every character as printed.
    pub exact: bool,
    /// Parted from what follows: by a colon, a gap, or the end of its box.
    pub parted: bool,
}

/// Characters that part a label from what stands before or after it.
pub(super) const fn separates(c: char) -> bool {
    matches!(
        c,
        ':' | ';' | ',' | '.' | '|' | '*' | '(' | ')' | '/' | '-' | '_' | '=' | '"' | '□' | '■' | '√' | '丨'
    )
}

/// Widest blank inside a spaced-out label, in line heights.
const INNER_GAP: f32 = 5.0;
/// A blank this wide, in line heights, before a label or after it parts it.
const PARTING_GAP: f32 = 1.1;

struct At {
    seg: usize,
    ch: usize,
    folded: char,
    x: f32,
    h: f32,
    y: f32,
}

impl At {
    /// The character of this number in a segment, whose own number is `seg`.
    fn of(s: &Segment, seg: usize, ch: usize) -> Self {
        let c = &s.chars[ch];
        Self {
            seg,
            ch,
            folded: c.folded,
            x: c.x,
            h: s.h,
            y: s.y,
        }
    }
}

impl At {
    /// The characters of a row.
    fn row(layout: &Layout, segments: &[usize]) -> Vec<Self> {
        let known = segments.iter().filter_map(|i| Some((*i, layout.segments.get(*i)?)));
        known
            .flat_map(|(seg, s)| (0..s.chars.len()).map(move |ch| Self::of(s, seg, ch)))
            .collect()
    }
}

impl Found {
    /// A label from its first to its last character; parted, and not every character as printed.
    fn between(a: &At, b: &At, row: usize, fields: &[FieldName]) -> Self {
        Self {
            fields: fields.to_vec(),
            row,
            first: (a.seg, a.ch),
            last: (b.seg, b.ch),
            x0: a.x - a.h * 0.45,
            x1: b.x + b.h * 0.45,
            h: a.h,
            y: a.y,
            exact: false,
            parted: true,
        }
    }
}

/// All labels of a specification on a page, in reading order. No character belongs to two.
pub(super) fn find(layout: &Layout, spec: &KindSpec) -> Vec<Found> {
    let mut words: Vec<(Vec<char>, Vec<FieldName>)> = Vec::new();
    let mut add = |label: &str, field: Option<FieldName>| {
        let chars: Vec<char> = label.chars().collect();
        match words.iter_mut().find(|(w, _)| *w == chars) {
            Some((_, fields)) => fields.extend(field),
            None => words.push((chars, field.into_iter().collect())),
        }
    };
    for field in spec.fields {
        field.labels.iter().for_each(|l| add(l, Some(field.name)));
    }
    spec.stops.iter().for_each(|l| add(l, None));
    // Longest first; equal lengths keep the order of the table.
    words.sort_by_key(|(w, _)| std::cmp::Reverse(w.len()));

    let mut out = Vec::new();
    for (row, r) in layout.rows.iter().enumerate() {
        let chars = At::row(layout, &r.segments);
        let mut taken = vec![false; chars.len()];
        let at_edge = r
            .segments
            .first()
            .and_then(|i| layout.segments.get(*i))
            .is_some_and(|s| s.area.x <= AT_EDGE);
        if at_edge && !spec.places.is_empty() {
            cut_at_edge(&chars, &mut taken, &words, row, &mut out);
        }
        out.extend(with_a_hole(&chars, &mut taken, LEAST_WITH_HOLE.., &words, row));
        // A label as printed may stand right behind one that was misread: 城名注册人 Registrant.
        for exact in [true, false, true] {
            for (word, fields) in &words {
                if !exact && word.len() < 4 {
                    continue;
                }
                find_in_row(&chars, &mut taken, word, exact, |from, to, parted| {
                    let (Some(a), Some(b)) = (chars.get(from), chars.get(to)) else {
                        return;
                    };
                    // What asks for ink bears no value: it only ends others. So does a word in an item of a list: 3、网站名称填报规范.
                    let behind = &chars[to + 1..];
                    let bare = asks_for_ink(behind)
                        || of_another(word, behind, parted)
                        || (!parted && numbered(&chars[..from], a.seg));
                    let fields: &[FieldName] = if bare { &[] } else { fields };
                    out.push(Found {
                        exact,
                        parted,
                        ..Found::between(a, b, row, fields)
                    });
                });
            }
        }
    }
    a_letter_short(layout, &words, &mut out);
    holes_in_columns(layout, &words, &mut out);
    spread_wide(layout, &words, &mut out);
    behind_a_value(layout, &words, &mut out);
    out.sort_by(|a, b| a.row.cmp(&b.row).then(a.x0.total_cmp(&b.x0)));
    out
}

/// Characters of a label of which one may be missing.
const LEAST_WITH_HOLE: usize = 5;
/// Steps of a label's characters between those beside the missing one: 2 but for what its boxes leave unsure.
const HOLE: f32 = 1.4;

/// Labels spread over their cell, a box a character or a few, of which one inner character was not found: 主办者 件 号 码. `of`:
/// how many characters they have.
fn with_a_hole(
    chars: &[At],
    taken: &mut [bool],
    of: impl RangeBounds<usize>,
    words: &[(Vec<char>, Vec<FieldName>)],
    row: usize,
) -> Vec<Found> {
    let mut out = Vec::new();
    for (word, fields) in words.iter().filter(|(w, _)| of.contains(&w.len())) {
        let n = word.len() - 1;
        for from in 0..=chars.len().saturating_sub(n) {
            let Some(part) = chars.get(from..from + n) else { break };
            let same = part.iter().zip(word).take_while(|(a, b)| a.folded == **b).count();
            let rest = part[same..].iter().zip(&word[same + 1..]);
            if same == 0
                || same == n
                || taken[from..from + n].iter().any(|t| *t)
                || !rest.clone().all(|(a, b)| a.folded == *b)
            {
                continue;
            }
            let (before, behind) = (&part[same - 1], &part[same]);
            let begins = from.checked_sub(1).is_none_or(|i| chars[i].seg != part[0].seg);
            let torn = part.windows(2).any(|w| w[1].x - w[0].x > INNER_GAP * w[0].h);
            let hole = behind.x - before.x;
            let step = (part[n - 1].x - part[0].x - hole) / (n - 2) as f32;
            if begins && !torn && before.seg != behind.seg && hole > HOLE * step {
                taken[from..from + n].iter_mut().for_each(|t| *t = true);
                out.push(Found::between(&part[0], &part[n - 1], row, fields));
            }
        }
    }
    out
}

/// Letters of a label in Latin letters that is known without one of them.
const LATIN_LABEL: usize = 8;

/// Long labels in Latin letters, with their colon, of which the recogniser dropped a letter: Sponsoring Registar:.
fn a_letter_short(layout: &Layout, words: &[(Vec<char>, Vec<FieldName>)], out: &mut Vec<Found>) {
    let latin = |w: &[char]| w.len() >= LATIN_LABEL && w.iter().all(char::is_ascii_alphabetic);
    let mut new: Vec<Found> = Vec::new();
    for (row, r) in layout.rows.iter().enumerate() {
        for (word, fields) in words.iter().filter(|(w, _)| latin(w)) {
            let n = word.len() - 1;
            for seg in r.segments.iter().copied() {
                let Some(s) = layout.segments.get(seg) else { continue };
                let folded: Vec<char> = s.chars.iter().map(|c| c.folded).collect();
                let short = |part: &[char]| {
                    let same = part.iter().zip(word).take_while(|(a, b)| a == b).count();
                    same > 0 && part[same..] == word[same + 1..]
                };
                let begins = |from: usize| from == 0 || !folded[from - 1].is_ascii_alphanumeric();
                let Some(from) = (0..folded.len().saturating_sub(n))
                    .find(|from| folded[from + n] == ':' && begins(*from) && short(&folded[*from..from + n]))
                else {
                    continue;
                };
                let (first, last) = ((seg, from), (seg, from + n - 1));
                if out
                    .iter()
                    .chain(&new)
                    .all(|f| f.row != row || f.last < first || last < f.first)
                {
                    new.push(Found::between(
                        &At::of(s, seg, from),
                        &At::of(s, seg, from + n - 1),
                        row,
                        fields,
                    ));
                }
            }
        }
    }
    out.extend(new);
}

/// Characters of a label with a hole that is one only in a column of labels which begin and end where it does: 网 站 称.
const WITH_HOLE_IN_COLUMN: usize = 4;

/// Shorter labels with a hole, where other rows' labels stand over the same width.
fn holes_in_columns(layout: &Layout, words: &[(Vec<char>, Vec<FieldName>)], out: &mut Vec<Found>) {
    let mut new = Vec::new();
    for (row, r) in layout.rows.iter().enumerate() {
        let chars = At::row(layout, &r.segments);
        let within = |a: &At| {
            let at = (a.seg, a.ch);
            out.iter().any(|f| f.row == row && (f.first..=f.last).contains(&at))
        };
        let mut taken: Vec<bool> = chars.iter().map(within).collect();
        let of = WITH_HOLE_IN_COLUMN..=WITH_HOLE_IN_COLUMN;
        let aligned = |found: &Found| {
            let near = |a: f32, b: f32| (a - b).abs() < 0.5 * found.h;
            let same = |f: &&Found| f.row != row && near(f.x0, found.x0) && near(f.x1, found.x1);
            out.iter().filter(same).count() >= LEAST_COLUMN
        };
        new.extend(
            with_a_hole(&chars, &mut taken, of, words, row)
                .into_iter()
                .filter(aligned),
        );
    }
    out.extend(new);
}

/// Steps of a label's characters from which what is before it stands off: within a word it is 1.
const STANDS_OFF: f32 = 1.15;
/// Labels above and below, from which a column of them is told.
const LEAST_COLUMN: usize = 3;

/// Labels of two characters spread over their column (名  称) that stand where the labels of other rows begin: of which the first
/// alone was found, or whose first was found with the end of what stands before it (...；农 住 | 所 湖北省...).
fn spread_wide(layout: &Layout, words: &[(Vec<char>, Vec<FieldName>)], out: &mut Vec<Found>) {
    let mut new = Vec::new();
    for (row, r) in layout.rows.iter().enumerate() {
        for (k, seg) in r.segments.iter().copied().enumerate() {
            let Some(s) = layout.segments.get(seg) else { continue };
            let Some(at) = s.chars.len().checked_sub(1) else {
                continue;
            };
            let first = At::of(s, seg, at);
            let next = r.segments.get(k + 1).copied();
            let second = next.and_then(|n| {
                layout
                    .segments
                    .get(n)
                    .filter(|s| !s.chars.is_empty())
                    .map(|s| At::of(s, n, 0))
            });
            let fields = |second: Option<char>| {
                let begun = words.iter().filter(|(w, _)| w.len() == 2 && w[0] == first.folded);
                let mut fields = begun
                    .filter(|(w, _)| second.is_none_or(|c| w[1] == c))
                    .map(|(_, fields)| fields);
                fields.next().filter(|f| fields.all(|g| g == *f))
            };
            let whole = second
                .filter(|b| b.x - first.x <= INNER_GAP * first.h)
                .and_then(|b| Some((fields(Some(b.folded))?, b)));
            let found = match whole {
                Some((fields, b)) => Found {
                    exact: true,
                    ..Found::between(&first, &b, row, fields)
                },
                None if at == 0 => {
                    let Some(fields) = fields(None) else { continue };
                    Found::between(&first, &first, row, fields)
                }
                None => continue,
            };
            let apart = at
                .checked_sub(1)
                .is_none_or(|i| first.x - s.chars[i].x > PARTING_GAP * first.h);
            let aligned = |f: &&Found| f.row != row && (f.x0 - found.x0).abs() < 0.5 * s.h;
            let free = out
                .iter()
                .all(|f| f.row != row || f.last < found.first || found.last < f.first);
            if apart && free && r.segments.len() >= 2 && out.iter().filter(aligned).count() >= LEAST_COLUMN {
                new.push(found);
            }
        }
    }
    out.extend(new);
}

/// Labels in the midst of a line, which two columns were found as: exact, of some length, standing off from what is before them
/// by more than their own step, where the labels of other rows begin.
fn behind_a_value(layout: &Layout, words: &[(Vec<char>, Vec<FieldName>)], out: &mut Vec<Found>) {
    let mut new = Vec::new();
    for (row, r) in layout.rows.iter().enumerate() {
        for seg in r.segments.iter().copied() {
            let Some(s) = layout.segments.get(seg) else { continue };
            let folded: Vec<char> = s.chars.iter().map(|c| c.folded).collect();
            let free = |from: usize, to: usize| {
                let apart = |f: &Found| f.row != row || (seg, to) < f.first || f.last < (seg, from);
                out.iter().all(apart)
            };
            for (word, fields) in words.iter().filter(|(w, _)| w.len() >= LEAST_ALONE) {
                let n = word.len();
                let Some(from) = folded
                    .windows(n)
                    .position(|w| w == word.as_slice())
                    .filter(|from| *from > 0)
                else {
                    continue;
                };
                let (before, first, last) = (&s.chars[from - 1], &s.chars[from], &s.chars[from + n - 1]);
                let step = (last.x - first.x) / (n - 1) as f32;
                let at = |ch| At::of(s, seg, ch);
                let found = Found {
                    exact: true,
                    ..Found::between(&at(from), &at(from + n - 1), row, fields)
                };
                let aligned = |f: &&Found| f.row != row && f.exact && (f.x0 - found.x0).abs() < 0.5 * s.h;
                if first.x - before.x > STANDS_OFF * step
                    && free(from, from + n - 1)
                    && out.iter().filter(aligned).count() >= 2
                {
                    new.push(found);
                    break;
                }
            }
        }
    }
    out.extend(new);
}

/// Whether a word is the first of an item of a numbered list.
fn numbered(before: &[At], seg: usize) -> bool {
    let own: Vec<char> = before.iter().filter(|a| a.seg == seg).map(|a| a.folded).collect();
    own.len() <= 4 && own.iter().any(char::is_ascii_digit)
}

/// Whether what stands behind a word makes it the label of a seal or a signature: 主办单位（盖章）, 负责人签字.
fn asks_for_ink(behind: &[At]) -> bool {
    let mut chars = behind.iter().map(|a| a.folded).skip_while(|c| *c == '(');
    let first = chars.next();
    // The rest of （盖章） may be lost under the seal.
    let bracket = behind.first().is_some_and(|a| a.folded == '(') && matches!(first, Some('盖' | '签'));
    matches!(first, Some('盖' | '签' | '印' | '公')) && matches!(chars.next(), None | Some('章' | '字' | '名' | '署'))
        || bracket
}

/// Ends of words that name what is asked for.
const NAMES: [[char; 2]; 9] = [
    ['名', '称'],
    ['姓', '名'],
    ['全', '称'],
    ['号', '码'],
    ['类', '型'],
    ['种', '类'],
    ['日', '期'],
    ['时', '间'],
    ['地', '址'],
];
/// Words that follow a label and make it the heading of several: 主办者基本信息.
pub(super) const HEADINGS: [&str; 6] = ["信息", "基本信息", "详细信息", "情况", "基本情况", "资料"];
/// Longest rest of a label, characters; of one in Latin letters, as a translation in brackets.
const REST: usize = 8;
const LATIN_REST: usize = 32;

/// How many characters behind a known label still belong to it: 主办者名称（姓名）：, 主办单位或个人名称, 主办者全称. A bracket
/// counts where a colon or nothing follows it, other words where they name something and a colon or the end of their box
/// follows, or where they are but that name.
fn rest_of_label(last: &At, behind: &[At]) -> usize {
    let Some(first) = behind.first() else { return 0 };
    // Also where a label's characters are spread over its cell, each a box of its own.
    if let [a, b, ..] = behind
        && NAMES.contains(&[a.folded, b.folded])
        && a.x - last.x <= INNER_GAP * a.h
        && b.x - a.x <= INNER_GAP * a.h
    {
        return 2;
    }
    // Its last character alone, the one before it not found.
    let alone = behind.get(1).is_none_or(|b| b.seg != first.seg) && first.seg != last.seg;
    if alone && NAMES.iter().any(|[_, end]| *end == first.folded) && first.x - last.x <= INNER_GAP * first.h {
        return 1;
    }
    let own = behind.iter().take_while(|a| a.seg == first.seg).take(LATIN_REST + 1);
    let folded: Vec<char> = own.map(|a| a.folded).collect();
    let ends = |n: usize| folded.get(n).is_none_or(|c| *c == ':');
    if first.folded == '(' {
        let n = folded.iter().position(|c| *c == ')').map_or(0, |i| i + 1);
        let latin = n > 2 && folded[1..n - 1].iter().all(char::is_ascii_alphabetic);
        return if ends(n) && (n <= REST + 1 || latin) { n } else { 0 };
    }
    let of_names = |n: usize| n >= 2 && NAMES.iter().any(|w| folded[..n].ends_with(w));
    let joins = matches!(first.folded, '或' | '及' | '和' | '/');
    let n = folded.iter().position(|c| *c == ':').unwrap_or(folded.len());
    if joins && of_names(n) && n <= REST && folded[..n].iter().skip(1).all(|c| is_han(*c)) {
        n
    } else {
        0
    }
}

/// Whether what stands behind a word makes it a heading, or another label in Latin letters: 主办者基本信息, Registrant Contact
/// Email.
fn of_another(word: &[char], behind: &[At], parted: bool) -> bool {
    let Some(first) = behind.first() else { return false };
    let own = behind.iter().take_while(|a| a.seg == first.seg).take(REST);
    let rest: String = own.map(|a| a.folded).take_while(|c| *c != ':').collect();
    let latin = |c: &char| c.is_ascii_alphabetic();
    let longer = !parted && word.iter().all(latin) && latin(&first.folded);
    longer || HEADINGS.contains(&rest.as_str())
}

/// A row that begins this near to the picture's left edge, in pixels, may have lost characters.
const AT_EDGE: i32 = 2;

/// On a document of fixed layout, whose picture cuts its left side: the end of a label with which a row begins (名 of 姓名).
fn cut_at_edge(
    chars: &[At],
    taken: &mut [bool],
    words: &[(Vec<char>, Vec<FieldName>)],
    row: usize,
    out: &mut Vec<Found>,
) {
    let begins = |n: usize, word: &[char]| {
        chars.len() > n
            && chars[..n]
                .iter()
                .zip(&word[word.len() - n..])
                .all(|(a, b)| a.folded == *b)
    };
    // The longest rest of any label.
    let best = words
        .iter()
        .filter_map(|(word, fields)| Some(((1..word.len()).rev().find(|n| begins(*n, word))?, fields)))
        .max_by_key(|(n, _)| *n);
    let Some((n, fields)) = best else { return };
    let (Some(a), Some(b)) = (chars.first(), chars.get(n - 1)) else {
        return;
    };
    taken[..n].iter_mut().for_each(|t| *t = true);
    out.push(Found::between(a, b, row, fields));
}

/// Characters from which a label with its colon is one also right behind a value.
const LONG_LABEL: usize = 6;
/// Characters from which a label alone in its box is one, however near the box before it.
const LEAST_ALONE: usize = 4;

fn find_in_row(chars: &[At], taken: &mut [bool], word: &[char], exact: bool, mut hit: impl FnMut(usize, usize, bool)) {
    let n = word.len();
    if n == 0 || chars.len() < n {
        return;
    }
    for from in 0..=chars.len() - n {
        let part = &chars[from..from + n];
        if taken[from..from + n].iter().any(|t| *t) {
            continue;
        }
        let differ = || part.iter().zip(word).filter(|(a, b)| a.folded != **b);
        // An ideograph is misread as another one; a letter there begins the value.
        if differ().count() > usize::from(!exact) || differ().any(|(a, b)| is_han(a.folded) != is_han(*b)) {
            continue;
        }
        // Characters of one label are of one size and not torn apart.
        if part.windows(2).any(|w| w[1].x - w[0].x > INNER_GAP * w[0].h) {
            continue;
        }
        let before = from.checked_sub(1).map(|i| &chars[i]);
        // Two cells found as one line: no value speaks so long a label, colon and all.
        let speaks = exact && n >= LONG_LABEL && chars.get(from + n).is_some_and(|a| a.folded == ':');
        // A box of its own that holds nothing but the label, close behind a cell of headings.
        let alone = exact
            && n >= LEAST_ALONE
            && part[0].ch == 0
            && chars
                .get(from + n)
                .is_none_or(|a| a.seg != part[n - 1].seg || a.folded == ':');
        let begins = speaks
            || alone
            || before.is_none_or(|b| {
                taken[from - 1]
                    || separates(b.folded)
                    || b.folded.is_ascii_digit() && b.seg == part[0].seg && part[0].ch <= 2
                    || part[0].x - b.x > PARTING_GAP * part[0].h && part[0].ch == 0
                    || part[0].x - b.x > 1.6 * part[0].h
            });
        if !begins {
            continue;
        }
        let mut end = from + n;
        if !asks_for_ink(&chars[end..]) {
            end += rest_of_label(&chars[end - 1], &chars[end..]);
        }
        let last = &chars[end - 1];
        let parted = chars
            .get(end)
            .is_none_or(|a| a.seg != last.seg || separates(a.folded) || a.x - last.x > PARTING_GAP * last.h);
        taken[from..end].iter_mut().for_each(|t| *t = true);
        hit(from, end - 1, parted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PixelBox;
    use crate::kind::{DocumentKind, spec};
    use crate::read::fixture::line;

    /// The labels found in one row of boxes, each with its left end and its width.
    fn found_in<'a>(kind: DocumentKind, boxes: impl IntoIterator<Item = (&'a str, i32, i32)>) -> Vec<Found> {
        let area = |x, w| PixelBox { x, y: 100, w, h: 36 };
        let lines: Vec<_> = boxes.into_iter().map(|(text, x, w)| line(text, area(x, w))).collect();
        find(&Layout::of(&lines), spec(kind).unwrap())
    }

    /// The labels found in one line of a verification form.
    fn found(text: &str) -> Vec<Found> {
        let width = 30 * text.chars().count() as i32;
        found_in(DocumentKind::VerificationForm, [(text, 100, width)])
    }

    fn fields(text: &str) -> Vec<Vec<FieldName>> {
        found(text).into_iter().map(|f| f.fields).collect()
    }

    #[test]
    fn a_label_that_asks_for_ink_bears_no_value() {
        assert_eq!(fields("主办者：某某公司"), [[FieldName::SubjectName]]);
        for asks in ["主办者（盖章）：", "主办单位（签章）：", "主体负责人签名："] {
            assert!(fields(asks).concat().is_empty(), "{asks}");
        }
        assert_eq!(fields("主办者（单位）：某某公司"), [[FieldName::SubjectName]]);
    }

    #[test]
    fn what_belongs_to_a_label_goes_with_it() {
        let last = |text: &str| {
            let label = &found(text)[0];
            (label.last.1, label.parted)
        };
        assert_eq!(last("主办者名称（姓名）：李白"), (8, true));
        assert_eq!(last("主办单位或个人全称：李白"), (8, true));
        assert_eq!(last("主办单位或个人全称"), (8, true));
        assert_eq!(last("主办者全称：李白"), (4, true));
        assert_eq!(last("主办者姓名李白").0, 4);
        assert_eq!(last("主办者名称（NameOfTheSubject）：李白"), (22, true));
        // Spread over a cell, a box a character; 名 was not found.
        let spread = |text: &str| {
            let characters: Vec<String> = text.chars().map(String::from).collect();
            let boxes = characters
                .iter()
                .zip((100..).step_by(60))
                .map(|(c, x)| (c.as_str(), x, 30));
            let found = found_in(DocumentKind::VerificationForm, boxes.chain([("某某公司", 500, 120)]));
            (found[0].first, found[0].last)
        };
        assert_eq!(spread("主办者姓名"), ((0, 0), (4, 0)));
        assert_eq!(spread("主办单位称"), ((0, 0), (4, 0)));
        // The value's own bracket, and its own words.
        assert_eq!(last("主办者名称（香港）某某公司").0, 4);
        assert_eq!(last("主办单位和平公司").0, 3);
    }

    #[test]
    fn a_label_in_latin_letters_is_known_without_one_of_them() {
        let registrar = |text: &str| {
            let found = found_in(DocumentKind::DomainCertificate, [(text, 173, 608)]);
            found.iter().any(|f| f.fields == [FieldName::Registrar])
        };
        assert!(registrar("Sponsoring Registrar:北京新网数码信息技术有限公司"));
        assert!(registrar("Sponsoring Registar:北京新网数码信息技术有限公司"));
        assert!(registrar("注册商 Sponsoring Registar:北京新网数码信息技术有限公司"));
        assert!(!registrar("Sponsoring Regisar:北京新网数码信息技术有限公司"));
        assert!(!registrar("Sponsoring Registar北京新网数码信息技术有限公司"));
    }

    #[test]
    fn a_short_label_with_a_hole_is_one_in_a_column_of_labels() {
        let area = |x, y, w| PixelBox { x, y, w, h: 46 };
        let labels = |rows: &[(i32, &[(&str, i32, i32)])]| {
            let boxes = rows
                .iter()
                .flat_map(|(y, row)| row.iter().map(move |(t, x, w)| (t, area(*x, *y, *w))));
            let lines: Vec<_> = boxes.map(|(text, area)| line(text, area)).collect();
            let found = find(&Layout::of(&lines), spec(DocumentKind::VerificationForm).unwrap());
            found.iter().any(|f| f.fields == [FieldName::SiteName])
        };
        let site: (i32, &[(&str, i32, i32)]) = (
            716,
            &[
                ("网", 179, 48),
                ("站", 254, 66),
                ("称", 411, 71),
                ("启明服务平台", 491, 179),
            ],
        );
        let column: [(i32, &[(&str, i32, i32)]); 3] = [
            (
                301,
                &[("网站主办者名称", 178, 304), ("昆明市聚力文化传媒有限公司", 494, 370)],
            ),
            (440, &[("主办者证件号码", 178, 304), ("91530102MA3MK3405E", 489, 286)]),
            (506, &[("网站负责人姓名", 176, 307), ("曹燕波", 491, 100)]),
        ];
        let mut rows = column.to_vec();
        rows.push(site);
        assert!(labels(&rows));
        assert!(!labels(&[site]));
    }

    #[test]
    fn a_label_of_two_characters_in_the_second_column_is_found_in_parts() {
        let area = |x, y, w| PixelBox { x, y, w, h: 48 };
        let rows = |last: &[(&str, i32, i32)]| {
            let mut lines = Vec::new();
            for (y, left, right) in [
                (500, "名称", "注册资本"),
                (600, "类型", "成立日期"),
                (700, "法定代表人", "营业期限"),
            ] {
                lines.push(line(left, area(146, y, 40 * left.chars().count() as i32)));
                lines.push(line(right, area(1162, y, 160)));
            }
            lines.push(line("经营范围", area(146, 800, 160)));
            lines.extend(last.iter().map(|(text, x, w)| line(text, area(*x, 800, *w))));
            let found = find(&Layout::of(&lines), spec(DocumentKind::BusinessLicence).unwrap());
            found
                .iter()
                .filter(|f| f.fields == [FieldName::Address])
                .map(|f| f.exact)
                .collect::<Vec<_>>()
        };
        let address = ("湖北省武汉市武昌区长江路895号", 1340, 540);
        assert_eq!(
            rows(&[("从事农副产品销售", 330, 320), ("住", 1162, 40), address]),
            [false]
        );
        let scope = ("从事农副产品销售；谷物种植；水果种植；智能农业管理；农", 330, 760);
        assert!(rows(&[scope, address]).is_empty());
        assert!(rows(&[("住", 1000, 40), address]).is_empty());
    }

    #[test]
    fn a_label_whose_inner_character_was_not_found_is_one() {
        let boxes = |gap: i32| {
            let at = 363 + gap;
            found_in(
                DocumentKind::VerificationForm,
                [
                    ("主办者", 204, 135),
                    ("件", at, 49),
                    ("号", at + 42, 48),
                    ("码", at + 72, 57),
                    ("91530102MA21WH2F8W", at + 136, 287),
                ],
            )
        };
        let found = boxes(0);
        assert_eq!(found[0].fields, [FieldName::CertificateNumber]);
        assert_eq!((found[0].last, found[0].exact), ((3, 0), false));
        // Side by side none is missing.
        assert!(boxes(-27).iter().all(|f| f.fields != [FieldName::CertificateNumber]));
    }

    #[test]
    fn a_label_alone_in_its_box_may_stand_close_behind_a_heading() {
        let found = found_in(
            DocumentKind::VerificationForm,
            [("者基", 177, 58), ("网站主办者：", 238, 187), ("巴特尔", 547, 114)],
        );
        assert_eq!(found[0].fields, [FieldName::SubjectName]);
    }

    #[test]
    fn a_label_found_in_one_line_with_the_column_before_it_stands_in_its_own_column() {
        let rows = |third: &str| {
            let area = |x, y, w| PixelBox { x, y, w, h: 50 };
            let lines = [
                line("注册资本", area(1150, 500, 140)),
                line("成立日期", area(1150, 600, 140)),
                // 26 characters of which the label's first is the twentieth.
                line(third, area(340, 700, 1080)),
            ];
            let found = find(&Layout::of(&lines), spec(DocumentKind::BusinessLicence).unwrap());
            found
                .into_iter()
                .filter(|f| f.row == 2)
                .map(|f| f.fields)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            rows("云南省昆明市五华区世纪大道七层二十三室多  营业期限  长期"),
            [[FieldName::ValidUntil]]
        );
        assert!(rows("云南省昆明市五华区世纪大道二七二号七层二营业期限二三室长期").is_empty());
    }

    #[test]
    fn a_long_label_with_its_colon_stands_right_behind_a_value() {
        let both = fields("主办者名称：金石（广州）有限公司主办者证件号码：");
        assert_eq!(both, [[FieldName::SubjectName], [FieldName::CertificateNumber]]);
        // What may be part of a value is no label there.
        assert_eq!(fields("主办者名称：金石主办者证件号码研究所").len(), 1);
        assert_eq!(fields("主办者名称：好网站名称：").len(), 1);
    }

    #[test]
    fn the_heading_of_several_labels_bears_no_value() {
        for heading in ["主办者信息", "主办者基本信息", "主办单位情况："] {
            assert!(fields(heading).concat().is_empty(), "{heading}");
        }
        let apart = found_in(DocumentKind::VerificationForm, [("主办者", 100, 90), ("信息", 260, 60)]);
        assert!(apart.iter().all(|f| f.fields.is_empty()));
        assert_eq!(fields("主办单位：信息工程学院"), [[FieldName::SubjectName]]);
    }

    #[test]
    fn a_longer_label_in_latin_letters_is_another_one() {
        let fields = |text: &str| -> Vec<Vec<FieldName>> {
            let width = 18 * text.chars().count() as i32;
            let found = found_in(DocumentKind::DomainCertificate, [(text, 100, width)]);
            found.into_iter().map(|f| f.fields).collect()
        };
        assert_eq!(fields("Registrant:LiBai"), [[FieldName::Registrant]]);
        assert!(fields("RegistrantContactEmail:a@b.cn").concat().is_empty());
        assert!(
            fields("域名持有者(DomainHolder):李白")
                .iter()
                .all(|f| *f == [FieldName::Registrant])
        );
    }

    #[test]
    fn a_label_is_misread_by_an_ideograph_and_not_by_a_letter_of_its_value() {
        assert_eq!(fields("网站名祢：某某网"), [[FieldName::SiteName]]);
        let spread = found_in(
            DocumentKind::VerificationForm,
            [
                ("网", 100, 36),
                ("站", 160, 36),
                ("名", 220, 36),
                ("lanhai.cn", 270, 140),
            ],
        );
        assert!(spread.iter().all(|f| f.fields.is_empty()), "{spread:?}");
    }

    #[test]
    fn an_item_of_a_list_bears_no_value() {
        assert!(fields("3、网站名称填报规范").concat().is_empty());
        assert!(fields("（2）网站负责人证件与本人一致").concat().is_empty());
        assert_eq!(fields("3、网站名称：某某网"), [[FieldName::SiteName]]);
    }
}
