//! Domain names: one, or all that a form lists.

use super::words::trimmed;
use super::{Parsed, Value, pinyin, weakest};
use crate::domain::Domain;
use crate::look_alikes::{self, Confusion};
use crate::read::rows::Char;

/// A domain that stands in a line.
struct Found {
    domain: Domain,
    /// What else each of its characters may be; empty where the characters are not those of the print (`www.` taken off).
    others: Vec<Vec<(char, f32)>>,
    confidence: f64,
}

impl Found {
    fn parsed(self) -> Parsed {
        Parsed {
            others: self.others,
            ..Parsed::plain(self.domain.written().to_owned(), self.confidence)
        }
    }
}

/// A domain name, without `www.` and scheme.
pub(super) fn domain(v: &Value) -> Option<Parsed> {
    let found = v.lines.iter().find_map(|line| in_letters(line).into_iter().next());
    found.or_else(|| in_han(&v.lines.concat())).map(Found::parsed)
}

/// Between the domains of a list, as the value of a form that names several.
const BETWEEN: char = '、';

/// The domains that a form lists, each once, in one value.
pub(super) fn domains(v: &Value) -> Option<Parsed> {
    let mut all: Vec<Found> = Vec::new();
    for item in v.lines.iter().flat_map(|line| line.split(|c| parts_list(c.folded))) {
        let mut found = in_letters(item);
        if found.is_empty() {
            found.extend(in_han(item).filter(|f| f.domain.has_listed_suffix()));
        }
        for f in found {
            if all.iter().all(|known| known.domain != f.domain) {
                all.push(f);
            }
        }
    }
    if all.len() < 2 {
        return all.into_iter().next().map(Found::parsed).or_else(|| domain(v));
    }
    let mut whole = Parsed::plain(String::new(), 1.0);
    for f in all {
        if !whole.value.is_empty() {
            whole.value.push(BETWEEN);
            whole.others.push(Vec::new());
        }
        whole.value.push_str(f.domain.written());
        let length = whole.value.chars().count();
        whole.others.extend(f.others);
        whole.others.resize(length, Vec::new());
        whole.confidence = whole.confidence.min(f.confidence);
    }
    Some(whole)
}

/// Marks between the items of a list.
const fn parts_list(c: char) -> bool {
    matches!(c, ',' | ';' | '|')
}

/// Domains in Latin letters, from the left. What follows an @ is the place of a mailbox.
fn in_letters(line: &[Char]) -> Vec<Found> {
    // A number in a ring stands before an item.
    let ringed = |c: char| matches!(c, '\u{2460}'..='\u{24ff}' | '\u{2776}'..='\u{2793}');
    let fits =
        |c: &Char| c.folded.is_ascii_alphanumeric() && !ringed(c.ch) || matches!(c.folded, '.' | '-' | '/' | ':');
    let mut out = Vec::new();
    let mut from = 0;
    for run in line.chunk_by(|a, b| fits(a) == fits(b)) {
        let mailbox = from > 0 && line.get(from - 1).is_some_and(|c| c.folded == '@');
        from += run.len();
        if !mailbox && run.first().is_some_and(fits) {
            out.extend(beside_each_other(run).into_iter().flat_map(in_piece));
        }
    }
    out
}

/// A domain with its path, and further domains behind slashes.
fn in_piece(piece: &[Char]) -> Vec<Found> {
    let first = of_chars(piece);
    let after = |c: &[Char]| of_chars(c).filter(|f| f.domain.has_listed_suffix());
    let more = piece.split(|c| c.ch == '/').skip(1).filter_map(after);
    first.into_iter().chain(more).collect()
}

fn of_chars(chars: &[Char]) -> Option<Found> {
    let kept = misspelt(with_look_alikes(trimmed(chars)));
    // A recogniser's full-width or Chinese stop is the dot.
    let text: String = kept.iter().map(|c| if c.ch == '。' { '.' } else { c.ch }).collect();
    let domain = Domain::parse(&text)?;
    Some(found(domain, &kept))
}

/// A gap between two characters this many times as wide as most is a blank. In print of even width a blank leaves a gap of two.
const BLANK: f32 = 1.6;

/// The pieces of a run between blanks, where each is a domain of its own. Blanks are not kept in lines; a gap alone may be loose
/// print.
fn beside_each_other(run: &[Char]) -> Vec<&[Char]> {
    let mut gaps: Vec<f32> = run.windows(2).map(|w| w[1].x - w[0].x).collect();
    let usual = {
        let mut sorted = gaps.clone();
        sorted.sort_by(f32::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f32::MAX)
    };
    let whole = |chars: &[Char]| of_chars(chars).is_some_and(|f| f.domain.has_listed_suffix());
    let mut out = Vec::new();
    let mut rest = run;
    while let Some(at) = (0..gaps.len()).find(|i| {
        let (before, after) = rest.split_at(i + 1);
        gaps[*i] > BLANK * usual && whole(before) && whole(after)
    }) {
        let (before, after) = rest.split_at(at + 1);
        out.push(before);
        rest = after;
        gaps.drain(..=at);
    }
    out.push(rest);
    out
}

/// A name with labels in Han characters: 例子.中国.
fn in_han(chars: &[Char]) -> Option<Found> {
    let kept = trimmed(chars);
    let text: String = kept.iter().map(|c| c.ch).collect();
    let of_a_name = |c: char| crate::hanzi::is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let domain = Domain::parse(&text).filter(|d| {
        let written = d.written();
        let top = written.rsplit('.').next().unwrap_or_default();
        !written.is_ascii() && written.chars().all(of_a_name) && top.chars().count() <= LONGEST_HAN_TOP
    })?;
    Some(found(domain, kept))
}

/// A domain with the characters that it was read from; they tell its own only where none was left out.
fn found(domain: Domain, kept: &[Char]) -> Found {
    let as_printed = domain.written().chars().count() == kept.len();
    Found {
        others: if as_printed {
            kept.iter().map(|c| c.others.clone()).collect()
        } else {
            Vec::new()
        },
        confidence: weakest(kept),
        domain,
    }
}

/// Characters of the longest top-level domain in Han characters but for a few that name one company (IANA root zone: 我爱你,
/// 中文网, 组织机构). An item of a list (1.网站名称填报规范) is no domain.
const LONGEST_HAN_TOP: usize = 4;

/// Digits and letters of one shape (1 l i, 0 o) in a domain. Between letters the letter is the likelier reading where the
/// recogniser holds it possible at all; either way the value is not sure.
fn with_look_alikes(run: &[Char]) -> Vec<Char> {
    let mut out = run.to_vec();
    for i in 0..run.len() {
        let Some(c) = run.get(i) else { continue };
        // Its dot tells it from the others.
        if c.ch == 'i' && c.p >= DOT_SEEN {
            continue;
        }
        let beside = |j: Option<usize>| {
            j.and_then(|j| run.get(j))
                .map(|n| n.ch)
                .filter(char::is_ascii_alphanumeric)
        };
        let (before, after) = (beside(i.checked_sub(1)), beside(Some(i + 1)));
        let letter = |n: Option<char>| n.is_some_and(|n| n.is_ascii_alphabetic());
        let digit = |n: Option<char>| n.is_some_and(|n| n.is_ascii_digit());
        // A digit alone between letters, or a letter at the edge of a number: the other class is the likelier one.
        let edge = if c.ch.is_ascii_digit() {
            !digit(before) && !digit(after) && (letter(before) || letter(after))
        } else {
            digit(before) || digit(after)
        };
        let wanted: Vec<char> = look_alikes::printed(Confusion::Domain, c.ch).collect();
        if wanted.is_empty() || !edge {
            continue;
        }
        let alternative = c
            .others
            .iter()
            .find(|(o, p)| wanted.contains(&o.to_ascii_lowercase()) && *p >= held(c.ch));
        if let Some(slot) = out.get_mut(i) {
            slot.p = slot.p.min(DOUBTFUL);
            if let Some((ch, p)) = alternative {
                slot.others.insert(0, (slot.ch, c.p));
                slot.others.retain(|(o, _)| o != ch);
                slot.ch = ch.to_ascii_lowercase();
                slot.p = DOUBTFUL.min(p + 0.5);
            }
        }
    }
    out
}

/// Confidence of a letter that makes no syllables: two papers of one face that agree in it stay below what a difference is
/// believed from (0.9).
const MISSPELT: f32 = 0.8;
/// Letters from which a word of a domain is looked at: shorter ones are abbreviations.
const WORD: usize = 4;

/// Doubts an l that makes no syllables where an i would, and the other way round: where the dot of an i runs into its stem the
/// recogniser surely reads lanhal for lanhai. Which of the two was printed is not told here, metal is a word as well: another paper
/// of the case may.
fn misspelt(mut run: Vec<Char>) -> Vec<Char> {
    let mut from = 0;
    while from < run.len() {
        let letters = run.get(from..).unwrap_or_default().iter();
        let word: String = letters
            .map(|c| c.ch)
            .take_while(char::is_ascii_alphabetic)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if word.len() >= WORD && !pinyin::reads(&word) {
            for (k, c) in word.char_indices() {
                let other = match c {
                    'l' => 'i',
                    'i' => 'l',
                    _ => continue,
                };
                let mut spelt = word.clone();
                spelt.replace_range(k..=k, other.encode_utf8(&mut [0; 4]));
                if pinyin::reads(&spelt)
                    && let Some(doubted) = run.get_mut(from + k)
                {
                    doubted.p = doubted.p.min(MISSPELT);
                    doubted.others.retain(|(c, _)| *c != other);
                    doubted.others.insert(0, (other, 1.0 - MISSPELT));
                }
            }
        }
        from += word.len() + 1;
    }
    run
}

/// How far the recogniser must hold a look-alike possible for it to be taken: a ring was told by its height already, an i by its
/// dot.
const fn held(ch: char) -> f32 {
    match ch {
        '0' | 'o' | 'O' => 0.1,
        'i' => 0.3,
        _ => 0.001,
    }
}

/// An i read as surely as this is one.
const DOT_SEEN: f32 = 0.99;

/// Most that a reading counts which rests on a look-alike.
const DOUBTFUL: f32 = 0.85;

#[cfg(test)]
mod tests {
    use super::super::checked::tests::value;
    use super::*;

    #[test]
    fn a_domain_is_read_without_its_dress() {
        assert_eq!(domain(&value("www.yunfan.com")).unwrap().value, "yunfan.com");
        assert_eq!(domain(&value("域名 yunfan。com")).unwrap().value, "yunfan.com");
        assert!(domain(&value("没有域名")).is_none());
        assert_eq!(domain(&value("例子.中国")).unwrap().value, "例子.中国");
        assert!(domain(&value("1.网站负责人手机号码能接通")).is_none());
        let mut v = value("1anhai53.top");
        v.lines[0][0].others = vec![('l', 0.04)];
        let p = domain(&v).unwrap();
        assert_eq!(p.value, "lanhai53.top");
        assert!(p.confidence < 0.9);
        let mut v = value("zhuoyuel68.net");
        v.lines[0][7].others = vec![('1', 0.004)];
        assert_eq!(domain(&v).unwrap().value, "zhuoyue168.net");
        assert_eq!(domain(&value("a163b.com")).unwrap().value, "a163b.com");
        let sure = |text: &str| {
            let mut v = value(text);
            v.lines[0].iter_mut().for_each(|c| c.p = 0.99);
            let p = domain(&v).unwrap();
            assert_eq!(p.value, text);
            p.confidence >= 0.9
        };
        let doubted = domain(&value("huarul.net")).unwrap();
        assert_eq!(doubted.others[5][0].0, 'i');
        for (text, told) in [
            ("lanhai-note.com.cn", true),
            ("lanhal-note.com.cn", false),
            ("boyuan-lanhal.top", false),
            ("www.ianhai.cn", false),
            ("hotel.cn", true),
            ("studio.top", true),
        ] {
            assert_eq!(sure(text.strip_prefix("www.").unwrap_or(text)), told, "{text}");
        }
        let mut v = value("xinrui2425.xyz");
        (v.lines[0][5].p, v.lines[0][5].others) = (0.999, vec![('1', 0.001)]);
        assert_eq!(domain(&v).unwrap().value, "xinrui2425.xyz");
        let mut v = value("photo6356.cn");
        v.lines[0][4].others = vec![('0', 0.001)];
        assert_eq!(domain(&v).unwrap().value, "photo6356.cn");
    }

    #[test]
    fn a_form_may_list_several() {
        let read = |t: &str| domains(&value(t)).map(|p| (p.value, p.others.len()));
        for list in [
            "qinghe-note.cn、www.qinghe-blog.cn",
            "qinghe-note.cn，qinghe-blog.cn",
            "qinghe-note.cn；qinghe-blog.cn；www.qinghe-note.cn",
            "qinghe-note.cn/qinghe-blog.cn",
            "http://qinghe-note.cn/、https://www.qinghe-blog.cn/",
            "①qinghe-note.cn②qinghe-blog.cn",
        ] {
            let whole = "qinghe-note.cn、qinghe-blog.cn".to_owned();
            let length = whole.chars().count();
            assert_eq!(read(list), Some((whole, length)), "{list}");
        }
        assert_eq!(read("青禾笔记.cn、qinghe.中国").unwrap().0, "青禾笔记.cn、qinghe.中国");
        assert_eq!(read("qinghe.cn/index.html").unwrap().0, "qinghe.cn");
        assert_eq!(read("qinghe.cn 邮箱webmaster@163.com").unwrap().0, "qinghe.cn");
        assert_eq!(read("www.qinghe.cn").unwrap().0, "qinghe.cn");
        // A certificate names one.
        assert_eq!(domain(&value("a.cn、b.cn")).unwrap().value, "a.cn");
    }

    #[test]
    fn a_blank_between_two_is_a_gap_in_the_print() {
        let mut v = value("qinghe-note.cnqinghe-blog.cn");
        assert_eq!(domains(&v).unwrap().value, "qinghe-note.cnqinghe-blog.cn");
        let pitch = v.lines[0][1].x - v.lines[0][0].x;
        v.lines[0][14..].iter_mut().for_each(|c| c.x += pitch);
        assert_eq!(domains(&v).unwrap().value, "qinghe-note.cn、qinghe-blog.cn");
    }
}
