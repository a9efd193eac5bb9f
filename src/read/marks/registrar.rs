//! Names that registrars have on their seals: division, authority, and the branch that some have after it (分局).
//!
//! The ring of a registrar's seal in a photograph is some pixels a character, and a reading of it has faults that its names do not:
//! authorities are a short list, divisions are those of GB/T 2260 and those that the same paper's address and title name. So a
//! reading is laid along such names, each character counted by its likelihood in the reading; the name that is told is one that
//! most of the reading bears out. A reading that no authority's name explains is left as it is, and its confidence with it.

use std::collections::BTreeSet;

use super::super::Glyph;
use crate::hanzi::is_han;
use crate::place::{CITIES, PROVINCES};

/// Authorities that have registered or register traders: 工商 before 2018, 市场监管 since, merged ones of some cities, and 行政审批
/// where registration was taken over by it.
const AUTHORITIES: [&str; 8] = [
    "市场监督管理局",
    "工商行政管理局",
    "行政审批局",
    "行政审批服务局",
    "市场和质量监督管理局",
    "工商管理和质量技术监督局",
    "行政审批和政务信息管理局",
    "政务服务管理局",
];
/// Share of an authority's characters that a reading must bear.
const BORNE: f32 = 0.55;
/// Likeness from which a division that the paper names is the one that was misread, and one that is only in the table.
const NAMED: f32 = 0.5;
const IN_TABLE: f32 = 0.66;
/// ... and by how much it must be liker than the next one of the table.
const AHEAD: f32 = 0.1;
/// Likeness from which a well-read division that is no known one is taken for a known one of no more characters.
const SLIP: f32 = 0.8;
/// Likelihood of a character from which it is not taken for another, and mean of a division's from which it was well read.
const CERTAIN: f32 = 0.97;
const WELL: f32 = 0.9;
const READ: f32 = 0.7;
/// Weight of a character that is among the recogniser's other readings.
const OTHER: f32 = 0.6;
const LEAST_OTHER: f32 = 0.02;

/// A registrar's name as a ring's reading bears it out.
#[derive(Debug, Clone, PartialEq)]
pub struct Registrar {
    /// Division, authority and branch.
    pub name: String,
    /// Likeness of name and reading, 0 to 1 (twice what they share, by the characters of both).
    pub likeness: f64,
}

/// Divisions and branches that a paper's own lines name.
#[derive(Debug, Default)]
pub struct Named {
    divisions: BTreeSet<String>,
    branches: BTreeSet<String>,
}

impl Named {
    /// Collects them: cities of the table, words that end in 区, 县, 市 or 旗, and both one after the other.
    pub fn by<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let (mut cities, mut counties, mut provinces) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for line in lines {
            for city in CITIES.iter().filter(|c| line.contains(c.short)) {
                cities.insert((city.name, city.short));
            }
            for province in PROVINCES.iter().filter(|p| line.contains(p.short)) {
                if province.full.ends_with('市') {
                    cities.insert((province.full, province.short));
                } else {
                    provinces.insert(province.full);
                }
            }
            let characters: Vec<char> = line.chars().collect();
            for (end, c) in characters.iter().enumerate() {
                if !"区县市旗".contains(*c) {
                    continue;
                }
                for length in 2..=4 {
                    let word = end.checked_sub(length).and_then(|start| characters.get(start..=end));
                    if let Some(word) = word.filter(|w| w.iter().all(|c| is_han(*c))) {
                        counties.insert(word.iter().collect::<String>());
                    }
                }
            }
        }
        let mut named = Self::default();
        for (full, short) in &cities {
            named.divisions.extend([(*full).to_owned(), (*short).to_owned()]);
            for province in &provinces {
                named
                    .divisions
                    .extend([format!("{province}{full}"), format!("{province}{short}")]);
            }
        }
        named.divisions.extend(provinces.iter().map(|p| (*p).to_owned()));
        for county in &counties {
            named.divisions.insert(county.clone());
            let within = cities
                .iter()
                .filter(|(full, short)| !county.contains(short) && full != county);
            named
                .divisions
                .extend(within.map(|(full, _)| format!("{full}{county}")));
            let short = county.trim_end_matches(['区', '县', '市', '旗']);
            if short.chars().count() >= 2 {
                named.branches.insert(format!("{short}分局"));
            }
            named.branches.insert(format!("{county}分局"));
        }
        named
    }
}

/// One character of a reading with what else it may be.
type Read<'a> = &'a Glyph;

/// The registrar that a reading names; `None` where no authority's name is borne out.
pub fn named(glyphs: &[Glyph], paper: &Named) -> Option<Registrar> {
    let read: Vec<Read> = glyphs.iter().filter(|g| is_han(g.ch)).collect();
    let found = AUTHORITIES.iter().filter_map(|name| {
        let name: Vec<char> = name.chars().collect();
        let place = place(&name, &read);
        (place.shared >= BORNE * name.len() as f32).then_some((name, place))
    });
    let key = |(name, p): &(Vec<char>, Place)| (p.shared - p.cost, name.len());
    let (authority, place) = found.max_by(|a, b| key(a).0.total_cmp(&key(b).0).then(key(a).1.cmp(&key(b).1)))?;
    let division = division(read.get(..place.from)?, paper);
    let branch = branch(read.get(place.to..)?, paper);
    let authority: String = authority.into_iter().collect();
    let name = format!("{division}{authority}{branch}");
    let likeness = f64::from(alike(&name, &read));
    Some(Registrar { name, likeness })
}

fn division(read: &[Read], paper: &Named) -> String {
    let text: String = read.iter().map(|g| g.ch).collect();
    if text.is_empty() || paper.divisions.contains(&text) {
        return text;
    }
    let best = best(paper.divisions.iter().map(String::as_str), read);
    let mean = read.iter().map(|g| g.p).sum::<f32>() / read.len() as f32;
    let begins_known = CITIES.iter().any(|c| text.starts_with(c.name))
        || PROVINCES.iter().any(|p| text.starts_with(p.full))
        || paper.divisions.iter().any(|d| text.starts_with(d.as_str()));
    if mean >= WELL && read.iter().all(|g| g.p >= READ) && begins_known {
        // What was read well is what stands there, but for a slip of single characters that were not certain.
        let slip = best.first().filter(|(like, name)| {
            let same = name.chars().count() == read.len();
            let differs = || name.chars().zip(read).filter(|(c, g)| g.ch != *c);
            *like >= SLIP && (name.chars().count() < read.len() || same && differs().all(|(_, g)| g.p < CERTAIN))
        });
        return slip.map_or(text, |(_, name)| (*name).to_owned());
    }
    if let Some((_, name)) = best.first().filter(|b| b.0 >= NAMED) {
        return (*name).to_owned();
    }
    let municipalities = PROVINCES.iter().map(|p| p.full).filter(|p| p.ends_with('市'));
    match self::best(CITIES.iter().map(|c| c.name).chain(municipalities), read).as_slice() {
        [(first, name), (second, _), ..] if *first >= IN_TABLE && first - second >= AHEAD => (*name).to_owned(),
        _ => text,
    }
}

/// What stands after the authority: a branch that the paper names, or one that was read as such.
fn branch(read: &[Read], paper: &Named) -> String {
    if read.len() < 2 {
        return String::new();
    }
    let text: String = read.iter().map(|g| g.ch).collect();
    match best(paper.branches.iter().map(String::as_str), read).first() {
        Some((like, name)) if *like >= NAMED => (*name).to_owned(),
        _ if text.ends_with("分局") => text,
        _ => String::new(),
    }
}

/// Names by their likeness to a reading, the likest first, of equals the longest.
fn best<'a>(names: impl Iterator<Item = &'a str>, read: &[Read]) -> Vec<(f32, &'a str)> {
    let mut all: Vec<(f32, &str)> = names.map(|n| (alike(n, read), n)).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.len().cmp(&a.1.len())).then(b.1.cmp(a.1)));
    all.truncate(2);
    all
}

/// How much a character of a reading says that it is this one, 0 to 1.
fn says(glyph: Read, c: char) -> f32 {
    if glyph.ch == c {
        1.0
    } else if glyph.others.iter().any(|(o, p)| *o == c && *p >= LEAST_OTHER) {
        OTHER
    } else {
        0.0
    }
}

/// Twice what a name and a reading share in order, by the characters of both (Dice).
fn alike(name: &str, read: &[Read]) -> f32 {
    let length = name.chars().count();
    let mut row = vec![0f32; read.len() + 1];
    for c in name.chars() {
        let mut before = 0f32;
        for (j, g) in read.iter().enumerate() {
            let both = before + says(g, c);
            before = row[j + 1];
            row[j + 1] = row[j + 1].max(row[j]).max(both);
        }
    }
    2.0 * row[read.len()] / (length + read.len()).max(1) as f32
}

/// Where a name stands in a reading.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Changes that make it of what stands there.
    cost: f32,
    /// Characters that are the same.
    shared: f32,
    from: usize,
    to: usize,
}

/// The cheapest place of a name in a reading (edit distance, ends of the reading free); of equals the shortest.
fn place(name: &[char], read: &[Read]) -> Place {
    let cheaper = |a: Place, b: Place| {
        let (x, y) = ((a.cost * 1000.0).round(), (b.cost * 1000.0).round());
        if y < x || y == x && b.from > a.from { b } else { a }
    };
    let none = |from| Place {
        cost: 0.0,
        shared: 0.0,
        from,
        to: from,
    };
    let worse = |p: Place| Place {
        cost: p.cost + 1.0,
        ..p
    };
    let mut row: Vec<Place> = (0..=read.len()).map(none).collect();
    for c in name {
        let mut next = vec![worse(row[0])];
        for (j, g) in read.iter().enumerate() {
            let says = says(g, *c);
            let both = Place {
                cost: row[j].cost + 1.0 - says,
                shared: row[j].shared + says,
                ..row[j]
            };
            next.push(cheaper(cheaper(both, worse(row[j + 1])), worse(next[j])));
        }
        row = next;
    }
    let ended = row.into_iter().enumerate().map(|(to, p)| Place { to, ..p });
    ended.reduce(cheaper).unwrap_or(none(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(text: &str, p: f32) -> Vec<Glyph> {
        let glyph = |(i, ch): (usize, char)| Glyph {
            ch,
            p,
            at: i as f32 / 20.0,
            others: Vec::new(),
        };
        text.chars().enumerate().map(glyph).collect()
    }

    fn told(text: &str, p: f32, lines: &[&str]) -> Option<(String, f64)> {
        let found = named(&reading(text, p), &Named::by(lines.iter().copied()))?;
        Some((found.name, found.likeness))
    }

    #[test]
    fn a_misread_ring_is_the_registrar_of_the_paper_s_own_division() {
        let lines = ["住所 盐城市盐都区大冈镇", "名称 盐城市示例有限公司"];
        let (name, likeness) = told("盐越中盐都区市场监台晋理局", 0.6, &lines).unwrap();
        assert_eq!(name, "盐城市盐都区市场监督管理局");
        assert!((0.6..0.9).contains(&likeness), "{likeness}");
        let lines = ["济南市历城区华山街道"];
        assert_eq!(
            told("济南市工商行政管理局厉城分局", 0.8, &lines).unwrap().0,
            "济南市工商行政管理局历城分局"
        );
        // A city that no line names is one of the table where only one is like it.
        assert_eq!(told("圳市市场监督管理局", 0.8, &[]).unwrap().0, "深圳市市场监督管理局");
    }

    #[test]
    fn what_was_read_well_stays() {
        let lines = ["成都市武侯区长益路", "章丘区相公庄"];
        assert_eq!(
            told("成都市武侯工商行政管理局", 0.98, &lines).unwrap().0,
            "成都市武侯工商行政管理局"
        );
        assert_eq!(
            told("苏州市昆山工商行政管理局", 0.99, &lines).unwrap().0,
            "苏州市昆山工商行政管理局"
        );
        assert_eq!(
            told("海安市行政审批服务局", 0.99, &lines).unwrap().0,
            "海安市行政审批服务局"
        );
    }

    #[test]
    fn a_firm_s_ring_and_noise_name_no_registrar() {
        let lines = ["成都市武侯区长益路", "成都示例科技有限公司"];
        for text in [
            "成都示例科技有限公司",
            "市电",
            "杭见市工东行收",
            "上海市管理咨询有限公司",
            "",
        ] {
            assert_eq!(told(text, 0.9, &lines), None, "{text}");
        }
    }
}
