//! Numbers with check digits and other parsed words: parse once, compare ever after.
//! Types that hold personal numbers mask them in `Display` and `Debug`.

use std::fmt;

use crate::date::Date;

/// A citizen ID number of GB 11643-1999: 18 characters, real birth date, right check digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CitizenId([u8; 18]);

/// Why a citizen ID number is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CitizenIdError {
    /// Not 17 digits and a digit or X.
    Shape,
    /// The first two digits are no division of GB/T 2260.
    Region,
    /// Digits 7 to 14 are no date.
    Date,
    /// The check digit is another.
    CheckDigit,
}

impl CitizenIdError {
    /// In a few words.
    pub const fn why(self) -> &'static str {
        match self {
            CitizenIdError::Shape => "not 17 digits and a digit or X",
            CitizenIdError::Region => "the region code does not exist",
            CitizenIdError::Date => "the birth date does not exist",
            CitizenIdError::CheckDigit => "the check digit is wrong",
        }
    }
}

/// Weights of GB 11643 (2^(17-i) mod 11).
const CITIZEN_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Region prefixes of GB/T 2260, with 71, 81, 82, 83 and 91 as the code book has them.
const REGIONS: [&str; 36] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83", "91",
];

/// The check character for 17 digits (ISO 7064 MOD 11-2), or `None` where they are not digits.
pub fn citizen_check(digits: &[u8]) -> Option<u8> {
    if digits.len() < 17 || !digits[..17].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let sum: u32 = digits
        .iter()
        .zip(CITIZEN_WEIGHTS)
        .map(|(d, w)| u32::from(d - b'0') * w)
        .sum();
    Some(b"10X98765432"[(sum % 11) as usize])
}

/// A number as it is compared: half-width, upper case, without blanks and what nobody sees.
pub fn plain_number(text: &str) -> String {
    crate::hanzi::narrow(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect()
}

/// [`plain_number`] where it makes a difference.
fn plain(text: &str) -> std::borrow::Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii_alphanumeric()) {
        text.into()
    } else {
        plain_number(text).into()
    }
}

impl CitizenId {
    /// Parses 18 characters in any dress that [`plain_number`] takes off; a lower-case x is taken as X.
    pub fn parse(text: &str) -> Result<Self, CitizenIdError> {
        let b: [u8; 18] = plain(text).as_bytes().try_into().map_err(|_| CitizenIdError::Shape)?;
        let mut b = b;
        b[17] = b[17].to_ascii_uppercase();
        let Some(check) = citizen_check(&b) else {
            return Err(CitizenIdError::Shape);
        };
        if !(b[17].is_ascii_digit() || b[17] == b'X') {
            return Err(CitizenIdError::Shape);
        }
        if !REGIONS.iter().any(|r| r.as_bytes() == &b[..2]) {
            return Err(CitizenIdError::Region);
        }
        let id = Self(b);
        if id.born_checked().is_none() {
            return Err(CitizenIdError::Date);
        }
        if b[17] != check {
            return Err(CitizenIdError::CheckDigit);
        }
        Ok(id)
    }
    fn number(&self, range: std::ops::Range<usize>) -> i16 {
        self.0[range].iter().fold(0, |n, d| n * 10 + i16::from(d - b'0'))
    }
    fn born_checked(&self) -> Option<Date> {
        let year = self.number(6..10);
        (1850..=2200)
            .contains(&year)
            .then(|| Date::new(year, self.number(10..12) as i8, self.number(12..14) as i8))
            .flatten()
    }
    /// Day of birth.
    pub fn born(&self) -> Option<Date> {
        self.born_checked()
    }
    /// Sex by the 17th digit: odd is male (男).
    pub fn is_male(&self) -> bool {
        self.0[16] % 2 == 1
    }
    /// Six digits of GB/T 2260: where the number was first given.
    pub fn region(&self) -> &str {
        std::str::from_utf8(&self.0[..6]).unwrap_or_default()
    }
    /// The whole number: for comparison, and for reports under `--unmask`.
    pub fn reveal(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for CitizenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&mask(self.reveal()))
    }
}

impl fmt::Debug for CitizenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CitizenId({self})")
    }
}

/// The number of a permanent residence card of foreigners as issued since 2023-12: 18 characters, 9 first, then area and state, the
/// day of birth at the places of a citizen ID number, the last character by the check of GB 11643 (国家移民管理局, 五星卡).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ForeignerId(CitizenId);

impl ForeignerId {
    /// Parses 18 characters in any dress that [`plain_number`] takes off.
    pub fn parse(text: &str) -> Result<Self, CitizenIdError> {
        let b: [u8; 18] = plain(text).as_bytes().try_into().map_err(|_| CitizenIdError::Shape)?;
        let check = citizen_check(&b).ok_or(CitizenIdError::Shape)?;
        if b[0] != b'9' || !(b[17].is_ascii_digit() || b[17].eq_ignore_ascii_case(&b'X')) {
            return Err(CitizenIdError::Shape);
        }
        let id = CitizenId(b);
        if id.born_checked().is_none() {
            return Err(CitizenIdError::Date);
        }
        if b[17].to_ascii_uppercase() != check {
            return Err(CitizenIdError::CheckDigit);
        }
        Ok(Self(id))
    }
    /// Day of birth.
    pub fn born(&self) -> Option<Date> {
        self.0.born()
    }
}

impl fmt::Debug for ForeignerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ForeignerId({})", self.0)
    }
}

/// Hides the middle of a number: the first three and the last four characters stay where 11 or more are there,
/// else only the first.
pub fn mask(text: &str) -> String {
    let n = text.chars().count();
    let (head, tail) = if n >= 11 { (3, 4) } else { (1, 0) };
    text.chars()
        .enumerate()
        .map(|(i, c)| if i < head || i + tail >= n { c } else { '*' })
        .collect()
}

/// Whether a registration number of 15 digits (工商注册号) has the right check digit: ISO 7064 MOD 11,10.
pub fn registration_number_holds(digits: &str) -> bool {
    let body = digits.bytes().map(|b| u32::from(b.wrapping_sub(b'0')));
    let mut product = 10;
    for (i, digit) in body.enumerate() {
        if digit > 9 {
            return false;
        }
        let sum = (product + digit) % 10;
        if i == 14 {
            return sum == 1 && digits.len() == 15;
        }
        product = 2 * if sum == 0 { 10 } else { sum } % 11;
    }
    false
}

/// A unified social credit code of GB 32100-2015: 18 characters of a 31-letter alphabet, right check character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode([u8; 18]);

/// Why a credit code is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditCodeError {
    /// Not 18 characters of the alphabet, or digits missing where they must be.
    Shape,
    /// The check character is another.
    CheckDigit,
}

impl CreditCodeError {
    /// In a few words.
    pub const fn why(self) -> &'static str {
        match self {
            CreditCodeError::Shape => "not 18 characters of the code's alphabet",
            CreditCodeError::CheckDigit => "the check character is wrong",
        }
    }
}

/// The alphabet of GB 32100 (no I, O, S, V, Z).
pub const CREDIT_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Weights 3^i mod 31.
const CREDIT_WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// The check character for 17 characters, or `None` where one is outside the alphabet.
pub fn credit_check(body: &[u8]) -> Option<u8> {
    if body.len() < 17 {
        return None;
    }
    let mut sum = 0;
    for (c, w) in body.iter().zip(CREDIT_WEIGHTS) {
        sum += CREDIT_ALPHABET.iter().position(|a| a == c)? * w;
    }
    Some(CREDIT_ALPHABET[(31 - sum % 31) % 31])
}

impl CreditCode {
    /// Parses 18 characters in any dress that [`plain_number`] takes off; lower case is taken as upper.
    pub fn parse(text: &str) -> Result<Self, CreditCodeError> {
        let mut b: [u8; 18] = plain(text).as_bytes().try_into().map_err(|_| CreditCodeError::Shape)?;
        b.make_ascii_uppercase();
        let check = credit_check(&b).ok_or(CreditCodeError::Shape)?;
        if !CREDIT_ALPHABET.contains(&b[17]) || !b[2..8].iter().all(u8::is_ascii_digit) {
            return Err(CreditCodeError::Shape);
        }
        if b[17] == check {
            Ok(Self(b))
        } else {
            Err(CreditCodeError::CheckDigit)
        }
    }
    /// The code.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
    /// Six digits of GB/T 2260: the registering authority's place.
    pub fn region(&self) -> &str {
        std::str::from_utf8(&self.0[2..8]).unwrap_or_default()
    }
}

/// Whether `text` is a mainland mobile number: 11 digits, 13 to 19 first.
pub fn is_mobile(text: &str) -> bool {
    let b = text.as_bytes();
    b.len() == 11 && b[0] == b'1' && (b'3'..=b'9').contains(&b[1]) && b.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registration_numbers_have_a_check_digit() {
        // Of 14 digits one check digit holds, and no single digit can be changed.
        let body = "51010000001234";
        let held: Vec<String> = (0..10)
            .map(|d| format!("{body}{d}"))
            .filter(|n| registration_number_holds(n))
            .collect();
        assert_eq!(held.len(), 1);
        for i in 0..15 {
            let mut other: Vec<u8> = held[0].bytes().collect();
            other[i] = b'0' + (other[i] - b'0' + 3) % 10;
            assert!(!registration_number_holds(std::str::from_utf8(&other).unwrap()));
        }
        assert!(!registration_number_holds(body) && !registration_number_holds("51010000001234X"));
    }

    #[test]
    fn citizen_ids_of_the_standard() {
        // GB 11643-1999, examples of annex A.
        let id = CitizenId::parse("11010519491231002X").unwrap();
        assert_eq!(id.born().unwrap().to_string(), "1949-12-31");
        assert!(!id.is_male());
        assert_eq!(CitizenId::parse("440524188001010014").unwrap().region(), "440524");
        assert_eq!(CitizenId::parse("11010519491231002x").unwrap(), id);
        assert_eq!(CitizenId::parse("110105194912310021"), Err(CitizenIdError::CheckDigit));
        assert_eq!(CitizenId::parse("11010519491331002X"), Err(CitizenIdError::Date));
        assert_eq!(CitizenId::parse("99010519491231002X"), Err(CitizenIdError::Region));
        assert_eq!(CitizenId::parse("1101051949123100"), Err(CitizenIdError::Shape));
        assert_eq!(CitizenId::parse("一一0105194912310"), Err(CitizenIdError::Shape));
    }

    #[test]
    fn a_foreigner_s_number_begins_with_nine_and_has_the_same_check() {
        let body = "93104419830503001";
        let number = format!("{body}{}", citizen_check(body.as_bytes()).unwrap() as char);
        assert_eq!(ForeignerId::parse(&number).unwrap().born(), Date::new(1983, 5, 3));
        assert!(CitizenId::parse(&number).is_err());
        assert!(ForeignerId::parse("11010519491231002X").is_err());
        let last = if number.ends_with('1') { '2' } else { '1' };
        assert_eq!(
            ForeignerId::parse(&format!("{body}{last}")),
            Err(CitizenIdError::CheckDigit)
        );
    }

    #[test]
    fn a_printed_citizen_id_is_masked() {
        let id = CitizenId::parse("11010519491231002X").unwrap();
        assert_eq!(id.to_string(), "110***********002X");
        assert!(!format!("{id:?}").contains("19491231"));
    }

    #[test]
    fn credit_codes_of_the_standard() {
        // GB 32100-2015 worked example, with the check character that its own formula gives.
        assert!(CreditCode::parse("91350100M000100Y43").is_ok());
        assert_eq!(CreditCode::parse("91350100M000100Y4Z"), Err(CreditCodeError::Shape));
        for public in [
            "9144030071526726XG",
            "914403001922038216",
            "91110000802100433B",
            "91330100799655058B",
        ] {
            assert!(CreditCode::parse(public).is_ok(), "{public}");
        }
        assert_eq!(
            CreditCode::parse("914403001922038217"),
            Err(CreditCodeError::CheckDigit)
        );
        assert_eq!(CreditCode::parse("91440300192203821O"), Err(CreditCodeError::Shape));
    }

    #[test]
    fn numbers_are_compared_without_what_nobody_sees() {
        for typed in [
            "11010519491231002X\u{200b}",
            "１１０１０５１９４９１２３１００２Ｘ",
            " 110105 19491231 002x ",
            "\u{feff}11010519491231002X",
        ] {
            assert_eq!(
                CitizenId::parse(typed),
                CitizenId::parse("11010519491231002X"),
                "{typed}"
            );
        }
        assert_eq!(
            CreditCode::parse("9135 0100\u{2060}M000100Y43"),
            CreditCode::parse("91350100M000100Y43")
        );
        assert_eq!(plain_number(" 5101\u{200f}07 x\u{3000}"), "510107X");
    }

    #[test]
    fn mobiles() {
        assert!(is_mobile("13800138000"));
        assert!(!is_mobile("12800138000"));
        assert!(!is_mobile("1380013800"));
    }
}
