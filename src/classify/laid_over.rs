//! Words laid over the picture of a paper that run level with its print: logos of web sites, what the copy is for, a telephone
//! number, an account's name, a camera's date. They are told by what they say, since the paper itself never says it; words that run at
//! an angle are told by that ([`crate::read::marks::watermark`]). Both become marks and are no lines of the page any more.
//!
//! Measured on 179 photographs of real licences, of which 43 bear such words or a logo to the eye (`eval/pictures/labels.tsv`).

use crate::geometry::PixelBox;
use crate::hanzi;
use crate::kind::DocumentKind;
use crate::read::{Mark, MarkKind, ReadPage, Source, TextLine};

/// Kinds of paper that print no web address but an authority's, no telephone number and nothing of what they are to be used for.
/// (Forms and letters are filled with such words.)
const SILENT: [DocumentKind; 6] = [
    DocumentKind::BusinessLicence,
    DocumentKind::OrganisationCertificate,
    DocumentKind::IdCardPortrait,
    DocumentKind::IdCardEmblem,
    DocumentKind::IdCardBoth,
    DocumentKind::ResidencePermit,
];

/// How words begin that say what a copy may be used for; up to this many characters stand before.
const PURPOSE: [&str; 6] = ["仅供", "仅限", "仅用于", "只供", "专供", "只限"];
const BEFORE: usize = 6;
/// How they end. (仅限办公 on a licence is a part of its address, 此二维码仅供参考 its own print.)
const ENDS: [&str; 6] = ["使用", "之用", "专用", "用途", "无效", "开户"];
/// How a sentence about the copy itself begins, so many characters long at least: print that it crosses stands in its midst.
const OF_THIS: [&str; 4] = ["此证", "此件", "此复印件", "本复印件"];
const SENTENCE: usize = 8;
/// What they say wherever it stands.
const COPIED: [&str; 4] = ["复印无效", "翻印无效", "他用无效", "盗用无效"];
/// What is left of them where their beginning was not read, at most so many characters: a use, and its end.
const USES: [&str; 7] = ["开户", "存档", "备案", "认证", "投标", "招聘", "留存"];
const LEFT: usize = 6;
/// What may follow a site's name.
const CREDITS: [&str; 4] = ["整理", "转载", "制作", "提供"];
/// Suffixes under which sites stand, and the one of authorities, whose addresses licences print.
const SUFFIXES: [&str; 8] = [".com", ".cn", ".net", ".org", ".cc", ".co", ".top", ".vip"];
const AUTHORITIES: &str = "gov";
/// Characters of a site's name that ends in 网, standing alone.
const SITE_NAME: std::ops::RangeInclusive<usize> = 4..=8;
/// Share of a character's height by which it may stand outside a logo's width and be its own.
const BESIDE: f32 = 0.5;
/// How far above a site's address its name may stand, heights of the address.
const ABOVE: f32 = 2.5;

/// What a line says that no paper of these kinds prints.
fn is_foreign(text: &str) -> bool {
    let words: Vec<char> = hanzi::fold(text)
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let said: String = words.iter().collect();
    is_purpose(&said) || is_address(&said) || is_site(&words) || is_phone(&said) || is_time(&said) || said.contains('@')
}

fn is_purpose(said: &str) -> bool {
    let length = said.chars().count();
    let begins = |w: &str| said.find(w).is_some_and(|at| said[..at].chars().count() <= BEFORE);
    let of_copies = said.trim_end_matches([',', '，', '。', ')']);
    let ends = ENDS.iter().any(|w| of_copies.ends_with(w));
    let left = length <= LEFT && USES.iter().any(|w| said.contains(w));
    COPIED.iter().any(|w| said.contains(w))
        || ends && (left || PURPOSE.iter().any(|w| begins(w)))
        || length >= SENTENCE && OF_THIS.iter().any(|w| said.starts_with(w))
}

/// A web address, its site's name before it or not, that is the whole line, other than an authority's: a licence's own stands at its
/// foot, or in a sentence.
fn is_address(said: &str) -> bool {
    let plain = |c: &char| c.is_ascii_alphanumeric() || "-./:_".contains(*c);
    let letters: Vec<char> = said.chars().collect();
    let tail = letters.iter().rev().take_while(|c| plain(c)).count();
    let (name, address) = letters.split_at(letters.len() - tail);
    let latin = address.iter().any(char::is_ascii_alphabetic);
    let ends = SUFFIXES.iter().any(|s| said.ends_with(s));
    latin && ends && !said.contains(AUTHORITIES) && (name.is_empty() || is_site(name))
}

/// The name of a site, standing alone: 中国某某网.
fn is_site(words: &[char]) -> bool {
    let said: String = words.iter().collect();
    let name: Vec<char> = CREDITS
        .iter()
        .fold(said.as_str(), |s, w| s.trim_end_matches(w))
        .chars()
        .collect();
    SITE_NAME.contains(&name.len())
        && name.last() == Some(&'网')
        && name.iter().all(|c| hanzi::is_han(*c) || c.is_ascii_digit())
}

/// A telephone number of mainland China, standing alone.
fn is_phone(said: &str) -> bool {
    said.len() == 11
        && said.bytes().all(|c| c.is_ascii_digit())
        && said.starts_with('1')
        && said.as_bytes().get(1).is_some_and(|c| (b'3'..=b'9').contains(c))
}

/// What a camera writes into its pictures: a date with the time of day, or one with its year last.
fn is_time(said: &str) -> bool {
    let digits: Vec<&str> = said.split(|c: char| !c.is_ascii_digit()).collect();
    let all = said.chars().all(|c| c.is_ascii_digit() || "-./:".contains(c));
    let clock = said.contains(':') && digits.first().is_some_and(|y| y.len() == 4) && digits.len() >= 4;
    let last = matches!(digits.as_slice(), [m, d, y] if m.len() == 2 && d.len() == 2 && y.len() == 4);
    all && (clock || last)
}

/// Share of a picture's height from its lower edge in which cameras write a date, and licences nothing but who prescribed the form.
const LOWEST: f64 = 0.1;

/// A date in digits, its year first, in the lowest part of a licence's picture: with strokes, or with a month or day without its nought.
/// (Papers' own dates are higher up, in 年, 月 and 日 or padded.)
fn is_cameras_date(kind: DocumentKind, line: &TextLine, height: u32) -> bool {
    let said: String = line.text.chars().filter(|c| !c.is_whitespace()).collect();
    let parts: Vec<&str> = said.split(['-', '/']).collect();
    let number = |part: &str, most: usize| part.len() <= most && part.bytes().all(|c| c.is_ascii_digit());
    let (Some((year, rest)), true) = (
        parts.split_first(),
        f64::from(line.area.y) >= f64::from(height) * (1.0 - LOWEST),
    ) else {
        return false;
    };
    let dated = year.len() == 4 && number(year, 4) && matches!(rest.len(), 1 | 2) && rest.iter().all(|p| number(p, 2));
    let unpadded = rest.len() == 2 && rest.iter().any(|p| p.len() == 1);
    kind == DocumentKind::BusinessLicence && dated && (said.contains('/') || unpadded)
}

/// Takes the words that are laid over a page (`number` from 1) of a kind that does not print them out of its lines and makes marks of them.
pub fn take(kind: DocumentKind, number: usize, page: &mut ReadPage) {
    if !SILENT.contains(&kind) {
        return;
    }
    let (over, own): (Vec<TextLine>, Vec<TextLine>) = std::mem::take(&mut page.lines)
        .into_iter()
        .partition(|l| l.source == Source::Ocr && (is_foreign(&l.text) || is_cameras_date(kind, l, page.height)));
    page.lines = own;
    for line in over {
        let (name, area) = name_above(&line, &mut page.lines);
        let words = [name, line.text.clone()]
            .into_iter()
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        page.marks.push(Mark {
            kind: MarkKind::Watermark,
            page: number,
            area,
            text: Some(words),
            confidence: f64::from(line.confidence),
        });
    }
}

/// A site's name above its address may have been read as the end of a line of the page's own, which it covers: from where the logo
/// begins on, the line is cut off. Words and the area of both.
fn name_above(address: &TextLine, lines: &mut [TextLine]) -> (String, PixelBox) {
    let (a, h) = (address.area, address.quad.height());
    let site = is_address(&hanzi::fold(&address.text).to_lowercase());
    let above = |l: &TextLine| {
        let gap = address.area.centre().1 - l.area.centre().1;
        (0.0..ABOVE * h).contains(&gap) && l.area.right() > a.x && l.area.x < a.x
    };
    let ends_so = |l: &TextLine| l.text.trim_end().ends_with('网');
    let Some(line) = lines
        .iter_mut()
        .find(|l| site && above(l) && ends_so(l) && l.glyphs.len() > 1)
    else {
        return (String::new(), a);
    };
    let (x, w) = (line.area.x as f32, line.area.w as f32);
    let within = |at: f32| x + at * w >= a.x as f32 - BESIDE * line.quad.height();
    let first = line
        .glyphs
        .iter()
        .position(|g| within(g.at))
        .unwrap_or(line.glyphs.len());
    let share = line.glyphs.get(first).map_or(1.0, |g| g.at).clamp(0.05, 1.0);
    let name: String = line.glyphs[first..].iter().map(|g| g.ch).collect();
    line.glyphs.truncate(first);
    for g in &mut line.glyphs {
        g.at = (g.at / share).min(1.0);
    }
    line.text = line.glyphs.iter().map(|g| g.ch).collect();
    let cut = line.area.x + (share * w) as i32;
    let over = PixelBox::from_edges(cut, line.area.y, line.area.right(), line.area.bottom());
    let quad = line.quad;
    line.quad.0[1] = quad.at(share, 0.0);
    line.quad.0[2] = quad.at(share, 1.0);
    line.area = line.quad.bounds();
    (name, a.union(over))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Glyph, fixture};

    #[test]
    fn what_a_paper_never_says_is_laid_over_it() {
        for words in [
            "仅供某某云客户开户使用",
            "此证仅供某某商务网实名备案之用",
            "仅用于公司投标，再次复印无效",
            "Example.com.cn",
            "ade-in-Example.com",
            "某某玻璃网",
            "13800000000",
            "问答之家 @小陈说",
            "2016-05-22 11:45",
            "07.25.2013",
            "某某黄页网 整理",
            "597某木网www.example.com",
            "此证法定代表某商务网实名备案之",
            "开户使用",
            "校园招聘专用",
        ] {
            assert!(is_foreign(words), "{words}");
        }
    }

    #[test]
    fn what_licences_and_cards_print_is_their_own() {
        for words in [
            "http://www.gsxt.gov.cn",
            "gsxt.scaic.gov.cn",
            "住所 某某市某某路1号（仅限办公）",
            "此二维码仅供参考",
            "440306104414963",
            "2016年05月22日",
            "2010-03-01至2030-02-28",
            "2019.10.22-2029.10.22",
            "网站备案",
            "危险化学品使用",
            "此二维码仅供参考，以公示系统为准",
            "互联网信息服务；计算机网络工程",
            "企业信用信息公示系统网址：http://gsxt.gdgs.gov.cn",
            "请登录某某市市场监督管理局网站（网址www.szcredit.com.cn）",
        ] {
            assert!(!is_foreign(words), "{words}");
        }
    }

    #[test]
    fn a_date_in_the_lowest_part_of_a_licence_is_the_camera_s() {
        let told = |kind, words: &str, y: i32| {
            let line = fixture::line(
                words,
                PixelBox {
                    x: 400,
                    y,
                    w: 90,
                    h: 20,
                },
            );
            is_cameras_date(kind, &line, 600)
        };
        let licence = DocumentKind::BusinessLicence;
        for words in ["2016-6-3", "2016/6/3", "2016/06/03", "2016/"] {
            assert!(told(licence, words, 570), "{words}");
            assert!(!told(licence, words, 400), "{words}: higher up it may be a value");
            assert!(!told(DocumentKind::OrganisationCertificate, words, 570), "{words}");
        }
        for words in ["2016-06-03", "2016", "1/2", "2016年6月3日", "20161-6-3", "020-8765-43"] {
            assert!(!told(licence, words, 570), "{words}");
        }
    }

    #[test]
    fn a_logo_over_a_line_is_cut_off_it_and_told() {
        let at = |x, y, w, h| PixelBox { x, y, w, h };
        let mut long = fixture::line("某某市高新区滨河北路国玻璃网", at(100, 200, 280, 30));
        let glyph = |(k, ch)| Glyph {
            ch,
            p: 0.99,
            at: (k as f32 + 0.5) / 14.0,
            others: Vec::new(),
        };
        long.glyphs = long.text.clone().chars().enumerate().map(glyph).collect();
        let address = fixture::line("Example.com.cn", at(310, 235, 80, 16));
        let mut page = fixture::page(
            800,
            600,
            vec![long, address, fixture::line("名称", at(20, 100, 40, 20))],
        );
        let mut form = page.clone();
        take(DocumentKind::BusinessLicence, 1, &mut page);
        let texts: Vec<&str> = page.lines.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(texts, ["某某市高新区滨河北路", "名称"]);
        assert_eq!(page.marks[0].text.as_deref(), Some("国玻璃网 Example.com.cn"));
        assert!(page.marks[0].area.y <= 200 && page.marks[0].area.bottom() >= 251);
        take(DocumentKind::VerificationForm, 1, &mut form);
        assert_eq!(form.lines.len(), 3);
    }
}
