//! Machine-readable zones of identity papers (机读码): where ICAO Doc 9303 puts what, and its check digits. Part 3 §4.9: weights 7, 3, 1,
//! modulus 10, digits as they are, A to Z as 10 to 35, the filler `<` as 0. Part 4 (TD3, passports): 2 lines of 44. Part 5 (TD1, cards): 3 of 30.

use crate::date::Date;

/// What fills a place that bears nothing.
pub const FILLER: char = '<';

/// An arrangement of a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layout {
    /// Passports: 2 lines of 44.
    Td3,
    /// Cards: 3 lines of 30.
    Td1,
}

/// What a place of a zone may bear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// A letter.
    Letter,
    /// A letter or the filler.
    Name,
    /// A digit.
    Digit,
    /// A digit or the filler: a check digit of a field that may be empty.
    DigitOrFiller,
    /// A letter, a digit or the filler.
    Any,
    /// M, F or the filler; GA/T 704.14 writes GB/T 2261.1 (1, 2).
    Sex,
}

impl Alphabet {
    /// Whether a character may stand there.
    pub const fn takes(self, c: char) -> bool {
        let (letter, digit, filler) = (c.is_ascii_uppercase(), c.is_ascii_digit(), c == FILLER);
        match self {
            Alphabet::Letter => letter,
            Alphabet::Name => letter || filler,
            Alphabet::Digit => digit,
            Alphabet::DigitOrFiller => digit || filler,
            Alphabet::Any => letter || digit || filler,
            Alphabet::Sex => matches!(c, 'M' | 'F' | '1' | '2') || filler,
        }
    }
}

/// One place of a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// What it may bear.
    pub alphabet: Alphabet,
    /// It is the check digit of the field before it.
    pub checks: bool,
    /// It is the check digit over all.
    pub checks_all: bool,
    /// Its weight in the field that a check digit follows; 0 elsewhere.
    pub weight: u32,
    /// A checked field begins here.
    pub begins: bool,
    /// Its weight in the check digit over all; 0 where that leaves it out.
    pub weight_of_all: u32,
}

/// The fields of a zone: line and places.
type Span = (usize, std::ops::Range<usize>);

struct Plan {
    code: Span,
    issuer: Span,
    names: Span,
    number: Span,
    nationality: Span,
    born: Span,
    sex: Span,
    expires: Span,
    /// The optional data that have a check digit of their own.
    optional: Option<Span>,
    /// Place of the check digit over all, and what it is made over.
    all: (usize, usize),
    over: &'static [(usize, usize, usize)],
}

static TD3: Plan = Plan {
    code: (0, 0..2),
    issuer: (0, 2..5),
    names: (0, 5..44),
    number: (1, 0..9),
    nationality: (1, 10..13),
    born: (1, 13..19),
    sex: (1, 20..21),
    expires: (1, 21..27),
    optional: Some((1, 28..42)),
    all: (1, 43),
    over: &[(1, 0, 10), (1, 13, 20), (1, 21, 43)],
};

static TD1: Plan = Plan {
    code: (0, 0..2),
    issuer: (0, 2..5),
    names: (2, 0..30),
    number: (0, 5..14),
    nationality: (1, 15..18),
    born: (1, 0..6),
    sex: (1, 7..8),
    expires: (1, 8..14),
    optional: None,
    all: (1, 29),
    over: &[(0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)],
};

const WEIGHTS: [u32; 3] = [7, 3, 1];

/// What a character counts in a check digit; `None` outside the zone's alphabet.
pub const fn value(c: char) -> Option<u32> {
    match c {
        FILLER => Some(0),
        '0'..='9' => Some(c as u32 - '0' as u32),
        'A'..='Z' => Some(c as u32 - 'A' as u32 + 10),
        _ => None,
    }
}

/// The check digit of a text of the zone's alphabet.
pub fn check_digit(text: &str) -> Option<u32> {
    let sum = text.chars().enumerate().map(|(i, c)| Some(value(c)? * WEIGHTS[i % 3]));
    Some(sum.sum::<Option<u32>>()? % 10)
}

impl Layout {
    /// Both, passports first.
    pub const ALL: [Layout; 2] = [Layout::Td3, Layout::Td1];
    /// Lines.
    pub const fn rows(self) -> usize {
        match self {
            Layout::Td3 => 2,
            Layout::Td1 => 3,
        }
    }
    /// Characters of a line.
    pub const fn width(self) -> usize {
        match self {
            Layout::Td3 => 44,
            Layout::Td1 => 30,
        }
    }
    const fn plan(self) -> &'static Plan {
        match self {
            Layout::Td3 => &TD3,
            Layout::Td1 => &TD1,
        }
    }
    /// The places of every line.
    pub fn places(self) -> Vec<Vec<Place>> {
        let plan = self.plan();
        let bare = Place {
            alphabet: Alphabet::Any,
            checks: false,
            checks_all: false,
            weight: 0,
            begins: false,
            weight_of_all: 0,
        };
        let mut out = vec![vec![bare; self.width()]; self.rows()];
        let of_alphabet = [
            (&plan.code, Alphabet::Name),
            (&plan.issuer, Alphabet::Name),
            (&plan.names, Alphabet::Name),
            (&plan.nationality, Alphabet::Name),
            (&plan.born, Alphabet::Digit),
            (&plan.sex, Alphabet::Sex),
            (&plan.expires, Alphabet::Digit),
        ];
        for ((row, places), alphabet) in of_alphabet {
            out[*row][places.clone()].iter_mut().for_each(|p| p.alphabet = alphabet);
        }
        out[plan.code.0][plan.code.1.start].alphabet = Alphabet::Letter;
        out[plan.issuer.0][plan.issuer.1.start].alphabet = Alphabet::Letter;
        let checked = [
            Some(&plan.number),
            Some(&plan.born),
            Some(&plan.expires),
            plan.optional.as_ref(),
        ];
        for (row, places) in checked.into_iter().flatten() {
            for (i, at) in places.clone().enumerate() {
                out[*row][at].weight = WEIGHTS[i % 3];
            }
            out[*row][places.start].begins = true;
            let check = &mut out[*row][places.end];
            check.checks = true;
            check.alphabet = Alphabet::Digit;
        }
        // The check digit of an empty optional field may be 0 or the filler (Doc 9303-4 §4.2.2).
        if let Some((row, places)) = &plan.optional {
            out[*row][places.end].alphabet = Alphabet::DigitOrFiller;
        }
        let mut i = 0;
        for (row, from, to) in plan.over {
            for place in &mut out[*row][*from..*to] {
                place.weight_of_all = WEIGHTS[i % 3];
                i += 1;
            }
        }
        let (row, at) = plan.all;
        out[row][at].checks_all = true;
        out[row][at].alphabet = Alphabet::Digit;
        out
    }
}

/// Letters of the optional data of a Chinese passport since 2012 (A to P, for half a byte each), and the digit behind them. No standard says
/// so: NGKELMPONBPJB9, LAKCLCLMMBKGG9 and NFMCMOKKLDMJA9 stand on published specimens. Older passports have digits there, those of
/// Hong Kong and Macau HK or MA and digits.
const CODED: usize = 13;
/// Of these as many must be read as letters: chosen, since O and I are read as digits.
const CODED_LETTERS: usize = 8;

/// Letters of a state in the number of a permanent residence card.
const STATE: usize = 3;

impl Layout {
    /// The places of every line, narrower where an issuer is known to write less than it may: `read` is the zone as it was read.
    pub fn places_as_issued(self, read: &[Vec<char>]) -> Vec<Vec<Place>> {
        let mut places = self.places();
        let plan = self.plan();
        let issuer: String = read[plan.issuer.0][plan.issuer.1.clone()].iter().collect();
        let (row, number) = (plan.number.0, plan.number.1.clone());
        let lettered = read[row][number.start..number.start + 2]
            .iter()
            .all(char::is_ascii_uppercase);
        if issuer == "CHN" && self == Layout::Td1 && lettered {
            // Permanent residence cards of 2017: three letters of the state and twelve digits (others begin with one letter at most).
            for (i, at) in number.enumerate() {
                places[row][at].alphabet = if i < STATE { Alphabet::Letter } else { Alphabet::Digit };
            }
        }
        if let Some((row, optional)) = plan.optional.as_ref().filter(|_| issuer == "CHN") {
            let coded = optional.start..optional.start + CODED;
            let letters = read[*row][coded.clone()].iter().filter(|c| c.is_ascii_uppercase());
            if letters.count() >= CODED_LETTERS {
                places[*row][coded.clone()]
                    .iter_mut()
                    .for_each(|p| p.alphabet = Alphabet::Letter);
                places[*row][coded.end].alphabet = Alphabet::Digit;
            }
        }
        places
    }
}

/// A zone as it stands, of the right size and alphabet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    layout: Layout,
    lines: Vec<Vec<char>>,
}

/// A check digit that may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Of the number.
    Number,
    /// Of the day of birth.
    Born,
    /// Of the last day.
    Expires,
    /// Of the optional data.
    Optional,
    /// Over all.
    All,
}

impl Part {
    /// In a few words.
    pub const fn why(self) -> &'static str {
        match self {
            Part::Number => "the check digit of the number is wrong",
            Part::Born => "the check digit of the birth date is wrong",
            Part::Expires => "the check digit of the last day is wrong",
            Part::Optional => "the check digit of the optional data is wrong",
            Part::All => "the check digit over the whole zone is wrong",
        }
    }
}

impl Zone {
    /// Parses lines parted by newlines; `None` where their number, length or alphabet is no zone's. Check digits are not asked here.
    pub fn parse(text: &str) -> Option<Self> {
        let lines: Vec<Vec<char>> = text.lines().map(|l| l.chars().collect()).collect();
        let layout = Layout::ALL
            .into_iter()
            .find(|l| l.rows() == lines.len() && lines.iter().all(|r| r.len() == l.width()))?;
        let known = lines.iter().flatten().all(|c| value(*c).is_some());
        known.then_some(Self { layout, lines })
    }
    fn text(&self, (row, places): &Span) -> String {
        self.lines[*row][places.clone()].iter().collect()
    }
    fn bare(&self, span: &Span) -> String {
        self.text(span).trim_end_matches(FILLER).to_owned()
    }
    /// The check digits that are wrong, in the order in which they stand.
    pub fn wrong(&self) -> Vec<Part> {
        let plan = self.layout.plan();
        let digit = |row: usize, at: usize| self.lines[row][at];
        let holds = |text: &str, c: char| check_digit(text).is_some_and(|d| value(c) == Some(d));
        let of = |(row, places): &Span| holds(&self.text(&(*row, places.clone())), digit(*row, places.end));
        let mut out = Vec::new();
        let parts = [
            (Some(&plan.number), Part::Number),
            (Some(&plan.born), Part::Born),
            (Some(&plan.expires), Part::Expires),
            (plan.optional.as_ref(), Part::Optional),
        ];
        out.extend(
            parts
                .into_iter()
                .filter_map(|(span, part)| (!of(span?)).then_some(part)),
        );
        let over: String = plan
            .over
            .iter()
            .flat_map(|(row, from, to)| self.lines[*row][*from..*to].iter())
            .collect();
        if !holds(&over, digit(plan.all.0, plan.all.1)) {
            out.push(Part::All);
        }
        out
    }
    /// The arrangement.
    pub const fn layout(&self) -> Layout {
        self.layout
    }
    /// The code of the kind of paper, without fillers (P, PO, CR).
    pub fn code(&self) -> String {
        self.bare(&self.layout.plan().code)
    }
    /// The number, without fillers.
    pub fn number(&self) -> String {
        self.bare(&self.layout.plan().number)
    }
    /// Number and what follows it on a card's first line: papers of longer numbers go on there.
    pub fn number_and_rest(&self) -> String {
        let rest = match self.layout {
            Layout::Td3 => String::new(),
            Layout::Td1 => self.bare(&(0, 15..30)),
        };
        self.number() + &rest
    }
    /// Surname and given names, blanks between their parts.
    pub fn names(&self) -> (String, String) {
        let all = self.bare(&self.layout.plan().names);
        let spaced = |t: &str| t.split(FILLER).filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
        match all.split_once("<<") {
            Some((surname, given)) => (spaced(surname), spaced(given)),
            None => (spaced(&all), String::new()),
        }
    }
    /// 男 or 女; `None` where the zone does not say.
    pub fn sex(&self) -> Option<&'static str> {
        match self.text(&self.layout.plan().sex).as_str() {
            "M" | "1" => Some("男"),
            "F" | "2" => Some("女"),
            _ => None,
        }
    }
    /// Year of the century, month and day of birth.
    pub fn born(&self) -> Option<ShortDate> {
        ShortDate::parse(&self.text(&self.layout.plan().born))
    }
    /// The same of the last day.
    pub fn expires(&self) -> Option<ShortDate> {
        ShortDate::parse(&self.text(&self.layout.plan().expires))
    }
}

/// A day of which the century is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShortDate {
    year: i16,
    month: i8,
    day: i8,
}

impl ShortDate {
    fn parse(text: &str) -> Option<Self> {
        let two = |r: std::ops::Range<usize>| text.get(r)?.parse::<i8>().ok();
        let date = Self {
            year: i16::from(two(0..2)?),
            month: two(2..4)?,
            day: two(4..6)?,
        };
        // 2000 is a leap year: every day that exists in some century passes.
        Date::new(2000 + date.year, date.month, date.day)
            .or_else(|| Date::new(1900 + date.year, date.month, date.day))
            .map(|_| date)
    }
    /// Whether it may be this day.
    pub fn may_be(self, day: Date) -> bool {
        (self.year, self.month, self.day) == (day.year() % 100, day.month(), day.day())
    }
    /// `YYMMDD`.
    pub fn short(self) -> String {
        format!("{:02}{:02}{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The specimens of Doc 9303-4 appendix A and 9303-5 appendix A (Utopia; Anna Maria Eriksson).
    const PASSPORT: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
    const CARD: &str = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";

    #[test]
    fn the_specimens_of_the_standard_hold() {
        for (text, number) in [(PASSPORT, "L898902C3"), (CARD, "D23145890")] {
            let zone = Zone::parse(text).unwrap();
            assert_eq!(zone.wrong(), []);
            assert_eq!(zone.number(), number);
            assert_eq!(zone.names(), ("ERIKSSON".to_owned(), "ANNA MARIA".to_owned()));
            assert_eq!(zone.sex(), Some("女"));
            assert!(zone.born().unwrap().may_be(Date::new(1974, 8, 12).unwrap()));
            assert!(zone.expires().unwrap().may_be(Date::new(2012, 4, 15).unwrap()));
            assert!(!zone.expires().unwrap().may_be(Date::new(2012, 4, 16).unwrap()));
        }
    }

    #[test]
    fn a_changed_character_breaks_its_check_and_the_one_over_all() {
        let with = |at: usize, c: char| {
            let mut chars: Vec<char> = PASSPORT.chars().collect();
            chars[45 + at] = c;
            Zone::parse(&chars.iter().collect::<String>()).unwrap().wrong()
        };
        assert_eq!(with(1, '9'), [Part::Number, Part::All]);
        assert_eq!(with(13, '6'), [Part::Born, Part::All]);
        assert_eq!(with(43, '1'), [Part::All]);
        // Names, nationality and sex have no check.
        assert_eq!(with(20, 'M'), []);
    }

    #[test]
    fn other_sizes_and_alphabets_are_no_zone() {
        assert!(Zone::parse("P<UTOERIKSSON<<ANNA").is_none());
        assert!(Zone::parse(&PASSPORT.replace('Z', "中")).is_none());
        assert!(Zone::parse(&PASSPORT.to_lowercase()).is_none());
    }

    #[test]
    fn the_places_of_a_passport_are_weighed_as_its_specimen_asks() {
        let places = Layout::Td3.places();
        let second: Vec<char> = PASSPORT.lines().nth(1).unwrap().chars().collect();
        let (mut own, mut all) = (0, 0);
        for (p, c) in places[1].iter().zip(&second) {
            if p.begins {
                own = 0;
            }
            if p.checks {
                assert_eq!(value(*c), Some(own % 10));
            }
            if p.checks_all {
                assert_eq!(value(*c), Some(all % 10));
            }
            own += p.weight * value(*c).unwrap();
            all += p.weight_of_all * value(*c).unwrap();
        }
    }
}
