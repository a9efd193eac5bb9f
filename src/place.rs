//! The provinces of GB/T 2260, one table.

/// A province-level division.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Province {
    /// Two digits of GB/T 2260.
    pub code: &'static str,
    /// Short name, as in declarations.
    pub short: &'static str,
    /// Full name, as on certificates.
    pub full: &'static str,
    /// Letter of ICP numbers.
    pub icp: &'static str,
}

macro_rules! provinces {
    ($($code:literal $short:literal $full:literal $icp:literal),+ $(,)?) => {
        /// The 31 mainland provinces, autonomous regions and municipalities, by code.
        pub static PROVINCES: &[Province] = &[$(Province { code: $code, short: $short, full: $full, icp: $icp }),+];
    };
}

provinces! {
    "11" "北京" "北京市" "京", "12" "天津" "天津市" "津", "13" "河北" "河北省" "冀", "14" "山西" "山西省" "晋",
    "15" "内蒙古" "内蒙古自治区" "蒙", "21" "辽宁" "辽宁省" "辽", "22" "吉林" "吉林省" "吉", "23" "黑龙江" "黑龙江省" "黑",
    "31" "上海" "上海市" "沪", "32" "江苏" "江苏省" "苏", "33" "浙江" "浙江省" "浙", "34" "安徽" "安徽省" "皖",
    "35" "福建" "福建省" "闽", "36" "江西" "江西省" "赣", "37" "山东" "山东省" "鲁", "41" "河南" "河南省" "豫",
    "42" "湖北" "湖北省" "鄂", "43" "湖南" "湖南省" "湘", "44" "广东" "广东省" "粤", "45" "广西" "广西壮族自治区" "桂",
    "46" "海南" "海南省" "琼", "50" "重庆" "重庆市" "渝", "51" "四川" "四川省" "蜀", "52" "贵州" "贵州省" "黔",
    "53" "云南" "云南省" "滇", "54" "西藏" "西藏自治区" "藏", "61" "陕西" "陕西省" "陕", "62" "甘肃" "甘肃省" "陇",
    "63" "青海" "青海省" "青", "64" "宁夏" "宁夏回族自治区" "宁", "65" "新疆" "新疆维吾尔自治区" "新",
}

impl Province {
    /// By two-digit code, short name or full name.
    pub fn find(text: &str) -> Option<Self> {
        PROVINCES
            .iter()
            .copied()
            .find(|p| p.code == text || p.short == text || p.full == text)
    }
}

/// A prefecture-level division (地级市, 自治州, 地区, 盟).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct City {
    /// Four digits of GB/T 2260.
    pub code: &'static str,
    /// Full name.
    pub name: &'static str,
    /// The name people use: 苏州, 怒江.
    pub short: &'static str,
}

/// Every prefecture-level division, by code (GB/T 2260, edition of 2024). The four municipalities have none: their
/// districts lie directly below them.
pub static CITIES: std::sync::LazyLock<Vec<City>> = std::sync::LazyLock::new(|| {
    let row = |line: &'static str| {
        let mut cell = line.split('\t');
        Some(City {
            code: cell.next()?,
            name: cell.next()?,
            short: cell.next()?,
        })
    };
    include_str!("place/cities.tsv")
        .lines()
        .skip(1)
        .filter_map(row)
        .collect()
});

/// Where an address lies, as far as it says so at its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Where {
    /// The province.
    pub province: Option<Province>,
    /// The prefecture; `None` in a municipality, in a county directly below the province, or where it is not named.
    pub city: Option<City>,
}

impl Where {
    /// The place that people call a city (省会、地级市、直辖市): the first four digits of GB/T 2260, or the two of a
    /// municipality. `None` where the address does not tell.
    pub fn city_code(&self) -> Option<&'static str> {
        match (self.city, self.province) {
            (Some(c), _) => Some(c.code),
            (None, Some(p)) if ["11", "12", "31", "50"].contains(&p.code) => Some(p.code),
            (None, _) => None,
        }
    }
}

/// Reads province and prefecture from the beginning of an address. Full names go before short ones, so that 吉林市 is
/// the city and 吉林省 the province; a city alone tells its province.
pub fn locate(address: &str) -> Where {
    let folded: String = crate::hanzi::fold(address)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let mut text = folded.as_str();
    if let Some(rest) = text.strip_prefix("中国") {
        text = rest;
    }
    let by_full = PROVINCES.iter().find(|p| text.starts_with(p.full));
    let province = by_full.copied();
    if let Some(p) = province {
        text = text.strip_prefix(p.full).unwrap_or(text);
    }
    let within = |c: &&City, p: Option<Province>| p.is_none_or(|p| c.code.starts_with(p.code));
    let full_city = |t: &str, p| {
        CITIES
            .iter()
            .filter(|c| within(c, p))
            .find(|c| t.starts_with(c.name))
            .copied()
    };
    if let Some(city) = full_city(text, province) {
        return Where {
            province: Province::find(&city.code[..2]),
            city: Some(city),
        };
    }
    let (province, text) = match province {
        Some(p) => (Some(p), text),
        None => match PROVINCES.iter().find(|p| text.starts_with(p.short)) {
            Some(p) => (
                Some(*p),
                text.strip_prefix(p.short)
                    .unwrap_or(text)
                    .trim_start_matches(['省', '市']),
            ),
            None => (None, text),
        },
    };
    // A short name alone is believed only where the province stands before it: 朝阳 is a city and a district.
    let city = full_city(text, province).or_else(|| {
        province?;
        CITIES
            .iter()
            .filter(|c| within(c, province))
            .find(|c| text.starts_with(c.short))
            .copied()
    });
    let province = province.or_else(|| city.and_then(|c| Province::find(&c.code[..2])));
    Where { province, city }
}

/// Area codes of landlines (长途区号), as ranges of their digits after the 0, with the province they lie in. The national
/// numbering plan gives whole ranges to a province, with few codes in between to its neighbour.
const AREA_CODES: &[(u16, u16, &str)] = &[
    (10, 10, "11"),
    (20, 20, "44"),
    (21, 21, "31"),
    (22, 22, "12"),
    (23, 23, "50"),
    (24, 24, "21"),
    (25, 25, "32"),
    (27, 27, "42"),
    (28, 28, "51"),
    (29, 29, "61"),
    (310, 319, "13"),
    (335, 335, "13"),
    (349, 359, "14"),
    (370, 379, "41"),
    (391, 398, "41"),
    (410, 429, "21"),
    (431, 439, "22"),
    (451, 459, "23"),
    (464, 469, "23"),
    (470, 483, "15"),
    (510, 527, "32"),
    (530, 546, "37"),
    (550, 566, "34"),
    (570, 580, "33"),
    (591, 599, "35"),
    (631, 635, "37"),
    (660, 668, "44"),
    (691, 692, "53"),
    (701, 701, "36"),
    (710, 728, "42"),
    (730, 746, "43"),
    (750, 769, "44"),
    (770, 779, "45"),
    (790, 799, "36"),
    (812, 839, "51"),
    (851, 859, "52"),
    (870, 888, "53"),
    (891, 897, "54"),
    (898, 899, "46"),
    (901, 909, "65"),
    (910, 919, "61"),
    (930, 943, "62"),
    (951, 955, "64"),
    (970, 979, "63"),
    (990, 999, "65"),
];

/// The province a landline (`0` + area code + 7 or 8 digits) lies in; `None` for a mobile number or no number of ours.
pub fn province_of_landline(number: &str) -> Option<&'static str> {
    let digits: String = crate::hanzi::narrow(number)
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let digits = digits
        .strip_prefix("86")
        .filter(|d| d.starts_with('0'))
        .unwrap_or(&digits);
    let area = digits.strip_prefix('0').filter(|_| (10..=12).contains(&digits.len()))?;
    let of = |n: usize| area.get(..n)?.parse::<u16>().ok();
    let find = |code: u16| {
        AREA_CODES
            .iter()
            .find(|(a, b, _)| (*a..=*b).contains(&code))
            .map(|r| r.2)
    };
    // Codes of two digits begin with 1 or 2, those of three with 3 to 9.
    if area.starts_with(['1', '2']) {
        find(of(2)?)
    } else {
        find(of(3)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_one_provinces_in_the_order_of_their_codes() {
        assert_eq!(PROVINCES.len(), 31);
        assert!(PROVINCES.windows(2).all(|w| w[0].code < w[1].code));
        assert_eq!(Province::find("四川").map(|p| p.code), Some("51"));
        assert_eq!(Province::find("内蒙古自治区").map(|p| p.icp), Some("蒙"));
        assert!(Province::find("台湾省").is_none());
    }

    #[test]
    fn addresses_tell_where_they_lie() {
        let at = |a: &str| {
            let w = locate(a);
            (w.province.map(|p| p.short), w.city.map(|c| c.short))
        };
        assert_eq!(at("江苏省南京市鼓楼区中山东路1号"), (Some("江苏"), Some("南京")));
        assert_eq!(at("苏州市虎丘区学府街3号"), (Some("江苏"), Some("苏州")));
        assert_eq!(at("吉林市船营区解放大路1号"), (Some("吉林"), Some("吉林")));
        assert_eq!(at("吉林省长春市朝阳区1号"), (Some("吉林"), Some("长春")));
        assert_eq!(at("北京市朝阳区建国路1号"), (Some("北京"), None));
        assert_eq!(at("四川成都武侯区天府大道1号"), (Some("四川"), Some("成都")));
        assert_eq!(at("云南省怒江傈僳族自治州泸水市1号"), (Some("云南"), Some("怒江")));
        assert_eq!(at("青海省海南藏族自治州共和县1号"), (Some("青海"), Some("海南州")));
        assert_eq!(at("解放路1号"), (None, None));
        assert_eq!(locate("重庆市渝中区1号").city_code(), Some("50"));
        assert_eq!(locate("湖北省仙桃市1号").city_code(), None);
    }

    #[test]
    fn every_prefecture_lies_in_a_province() {
        assert_eq!(CITIES.len(), 333);
        assert!(
            CITIES
                .iter()
                .all(|c| Province::find(&c.code[..2]).is_some() && c.name.starts_with(c.short.trim_end_matches('州')))
        );
    }

    #[test]
    fn landlines_tell_their_province() {
        assert_eq!(province_of_landline("010-62345678"), Some("11"));
        assert_eq!(province_of_landline("(0755) 2612 3456"), Some("44"));
        assert_eq!(province_of_landline("+86-0591-87654321"), Some("35"));
        assert_eq!(province_of_landline("13800138000"), None);
        assert_eq!(province_of_landline("12345"), None);
        assert!(AREA_CODES.windows(2).all(|w| w[0].1 < w[1].0 || w[0].1 < 30));
        for p in PROVINCES {
            assert!(AREA_CODES.iter().any(|r| r.2 == p.code), "{}", p.short);
        }
    }
}
