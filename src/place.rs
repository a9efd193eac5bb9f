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
}
