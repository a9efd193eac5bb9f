//! Words typical of a field's values, by which it is known where its label was lost.

/// Ends and parts of names of firms, shops, institutions.
pub(super) const UNIT: &[&str] = &[
    "公司",
    "厂",
    "店",
    "部",
    "合作社",
    "中心",
    "行",
    "院",
    "所",
    "社",
    "馆",
    "站",
    "场",
    "室",
    "吧",
    "屋",
    "坊",
    "堂",
    "企业",
];
/// Parts of addresses.
pub(super) const ADDRESS: &[&str] = &[
    "省",
    "市",
    "区",
    "县",
    "镇",
    "乡",
    "村",
    "路",
    "街",
    "号",
    "楼",
    "室",
    "层",
    "栋",
    "幢",
    "大道",
    "工业园",
    "大厦",
    "组",
];
/// Authorities that issue identity cards.
pub(super) const POLICE: &[&str] = &["公安局", "公安", "分局", "公安厅"];
/// Registrars of domains, in Chinese and English.
pub(super) const REGISTRAR: &[&str] = &[
    "有限公司",
    "有限责任公司",
    "云计算",
    "网络",
    "信息技术",
    "INC",
    "LTD",
    "CO.",
];
