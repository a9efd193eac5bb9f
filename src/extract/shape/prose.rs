//! Running text: marks that differ by a dot are told by what stands beside them, among the readings that the recogniser held possible.

use super::super::labeller::align;
use super::words::text;
use super::{Parsed, Value};
use crate::hanzi;
use crate::read::rows::Char;

/// An alternative below this is noise.
const POSSIBLE: f32 = 0.002;
/// What rests on its neighbours is not sure.
const INFERRED: f32 = 0.85;

/// The sentence that registrars print under a scope since 2014 (工商总局, 经营范围登记管理规定).
const CLOSING: &str = "依法须经批准的项目，经相关部门批准后方可开展经营活动";
/// Edits by which a text may differ from the sentence and still be it: a fifth of its characters.
const EDITS: f32 = 5.0;

/// Running text, lines joined. Between the items of a list stands `；`, and a colon only after a heading (一般项目：); a middle
/// dot stands in foreign names only. The sentence that ends a scope is read as it is printed everywhere.
pub(super) fn paragraph(v: &Value) -> Option<Parsed> {
    let mut v = v.clone();
    spell_closing(&mut v.lines);
    let flat: Vec<Char> = v.chars().cloned().collect();
    for (i, c) in v.lines.iter_mut().flatten().enumerate() {
        let before: String = flat
            .get(i.saturating_sub(2)..i)
            .unwrap_or_default()
            .iter()
            .map(|c| c.ch)
            .collect();
        let wanted: &[char] = match c.folded {
            ':' if before != "项目" => &['；', ';'],
            '·' => &['，', ',', '。'],
            _ => continue,
        };
        prefer(c, wanted);
    }
    text(&v)
}

/// Reads the closing sentence, where the text holds something near to it, as the registrar prints it: characters that were misread or not
/// found are inferred.
fn spell_closing(lines: &mut [Vec<Char>]) {
    let flat: Vec<(usize, Char)> = lines
        .iter()
        .enumerate()
        .flat_map(|(n, line)| line.iter().map(move |c| (n, c.clone())))
        .collect();
    let chars: Vec<Char> = flat.iter().map(|(_, c)| c.clone()).collect();
    let wanted: Vec<char> = CLOSING.chars().map(hanzi::fold_char).collect();
    let begins = |f: &align::Within| chars.get(f.from).is_some_and(|c| c.folded == wanted[0]);
    let Some(found) = align::within(&chars, &wanted).filter(|f| f.cost > 0.0 && f.cost <= EDITS && begins(f)) else {
        return;
    };
    let mut spelt: Vec<(usize, Char)> = flat[..found.from].to_vec();
    for (ch, at) in CLOSING.chars().zip(found.at) {
        let (line, mut c) = match at {
            Some(i) => flat[i].clone(),
            // A character that was not found stands where the one before it does.
            None => spelt
                .last()
                .or(flat.get(found.from))
                .cloned()
                .unwrap_or_else(|| flat[0].clone()),
        };
        if at.is_none() {
            c.others.clear();
        }
        if at.is_none() || c.folded != hanzi::fold_char(ch) {
            c.others.retain(|(o, _)| *o != ch);
            (c.ch, c.folded, c.p) = (ch, hanzi::fold_char(ch), INFERRED.min(c.p));
        }
        spelt.push((line, c));
    }
    spelt.extend_from_slice(&flat[found.to..]);
    for (n, line) in lines.iter_mut().enumerate() {
        *line = spelt.iter().filter(|(l, _)| *l == n).map(|(_, c)| c.clone()).collect();
    }
}

/// Puts the likeliest wanted alternative first, where the recogniser held one possible.
fn prefer(c: &mut Char, wanted: &[char]) {
    let Some(at) = c.others.iter().position(|(o, p)| wanted.contains(o) && *p >= POSSIBLE) else {
        return;
    };
    let (ch, p) = c.others.remove(at);
    c.others.insert(0, (c.ch, c.p));
    c.ch = ch;
    c.folded = hanzi::narrow(ch.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(ch);
    c.p = INFERRED.min(p + 0.5);
}

#[cfg(test)]
mod tests {
    use super::super::checked::tests::value;
    use super::*;

    fn with(text: &str, at: usize, other: char) -> Value {
        let mut v = value(text);
        v.lines[0][at].others = vec![(other, 0.1)];
        v
    }

    #[test]
    fn items_are_parted_by_semicolons_where_the_recogniser_saw_one() {
        let p = paragraph(&with("软件开发：广告设计", 4, '；')).unwrap();
        assert_eq!(p.value, "软件开发；广告设计");
        assert!(p.confidence <= 0.85);
        assert_eq!(
            paragraph(&with("一般项目：软件开发", 4, '；')).unwrap().value,
            "一般项目：软件开发"
        );
        assert_eq!(
            paragraph(&value("软件开发：广告设计")).unwrap().value,
            "软件开发：广告设计"
        );
    }

    #[test]
    fn the_closing_sentence_is_read_as_it_is_printed() {
        let closing = |text: &str| paragraph(&value(text)).unwrap();
        let whole = "零售（依法须经批准的项目，经相关部门批准后方可开展经营活动）";
        for text in [
            whole,
            "零售（依法须经批准的项目，经相关前门批准后方可开展经营活动）",
            "零售（依法须经批准的项目·经铝关部门批准后展经营活动）",
        ] {
            assert_eq!(closing(text).value, whole);
        }
        assert!(closing("零售（依法须经批准的项目，经相关部门批准后展经营活动）").confidence <= f64::from(INFERRED));
        // Another sentence, and one of which the end was not found.
        for text in [
            "零售（法律、法规禁止的不得经营，应审批的未获审批前不得经营）",
            "零售（依法须经批准的项目，经相关",
        ] {
            assert_eq!(closing(text).value, text);
        }
    }
}
