//! How the printed forms of a kind are laid out: what is printed on the blank sheet before a registry fills it in. Data only.

/// One edition's form. Places are in widths of its title: (0, 0) is the middle of the title's left end, (1, 0) that of its right end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Form {
    /// Its name here.
    pub name: &'static str,
    /// The title, folded.
    pub title: &'static str,
    /// Width of one of the title's characters.
    pub character: f64,
    /// It is a duplicate (副本).
    pub duplicate: bool,
    /// Words of which one is on its page; none where the others' are not.
    pub signs: &'static [&'static str],
    /// Words printed on the form.
    pub words: &'static [Word],
    /// Left end of the column of labels, and the heights between which it reaches; labels may stand in any order.
    pub labels: Option<(f64, f64, f64)>,
    /// Left, upper, right and lower outer line of the printed border.
    pub border: [f64; 4],
    /// Upper end of the emblem.
    pub emblem: (f64, f64),
    /// The line below the border: its lower end, and where its right part (the office that had it printed) begins.
    pub foot: Option<(f64, f64)>,
}

/// Words of a form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Word {
    /// The words, folded; the beginning or the end of them where only that end's place is told.
    pub words: &'static str,
    /// Where they begin.
    pub left: Option<f64>,
    /// Where they end.
    pub right: Option<f64>,
    /// Their middle height.
    pub y: f64,
}

const fn word(words: &'static str, left: f64, right: f64, y: f64) -> Word {
    Word {
        words,
        left: Some(left),
        right: Some(right),
        y,
    }
}

const fn from(words: &'static str, left: f64, y: f64) -> Word {
    Word {
        words,
        left: Some(left),
        right: None,
        y,
    }
}

const fn upto(words: &'static str, right: f64, y: f64) -> Word {
    Word {
        words,
        left: None,
        right: Some(right),
        y,
    }
}

const WEB: &str = "企业信用信息公示";
const STATE_WEB: &str = "国家企业信用信息";
const OFFICE: &str = "中华人民共和国国";
const STATE_OFFICE: &str = "国家市场监督管理";
const MADE: &str = "总局监制";

/// Signs of the landscape edition of 2019, and of the older landscape ones.
const OF_2019: &[&str] = &["市场监督管理总局监", "国家企业信用", "扫描二维码", "维码登录"];
const OLDER: &[&str] = &["企业法人", "工商户营业", "合伙企业营业"];

/// Business licences (营业执照). Measured on 71 photographs and scans of real ones of which nothing is cut off, laid over each other
/// by their titles and words: border and words of one edition lie within 0.02 of each other, whatever registry filled them in.
pub static LICENCES: [Form; 7] = [
    Form {
        name: "portrait original",
        title: "营业执照",
        character: 0.16,
        duplicate: false,
        signs: &[],
        words: &[
            word("登记机关", 0.519, 0.834, 1.596),
            from(OFFICE, 0.69, 1.868),
            upto(MADE, 1.273, 1.868),
            from(WEB, -0.285, 1.87),
        ],
        labels: Some((-0.115, 0.1, 1.5)),
        border: [-0.283, -0.33, 1.283, 1.833],
        emblem: (0.505, -0.52),
        foot: Some((1.89, 0.69)),
    },
    Form {
        name: "portrait duplicate",
        title: "营业执照",
        character: 0.16,
        duplicate: true,
        signs: &[],
        words: &[
            word("登记机关", 0.448, 0.730, 1.466),
            from(OFFICE, 0.73, 1.80),
            upto(MADE, 1.318, 1.80),
            from(WEB, -0.305, 1.80),
        ],
        labels: Some((-0.135, 0.1, 1.4)),
        border: [-0.317, -0.617, 1.333, 1.74],
        emblem: (0.5, -0.5),
        foot: Some((1.82, 0.73)),
    },
    Form {
        name: "landscape original",
        title: "营业执照",
        character: 0.16,
        duplicate: false,
        signs: OF_2019,
        words: &[
            word("登记机关", 0.918, 1.224, 0.838),
            from(STATE_OFFICE, 1.33, 1.11),
            upto(MADE, 1.68, 1.11),
            from(STATE_WEB, -0.66, 1.11),
        ],
        labels: None,
        border: [-0.673, -0.36, 1.683, 1.06],
        emblem: (0.5, -0.527),
        foot: Some((1.13, 1.33)),
    },
    Form {
        name: "landscape duplicate",
        title: "营业执照",
        character: 0.16,
        duplicate: true,
        signs: OF_2019,
        words: &[
            word("登记机关", 0.985, 1.37, 1.24),
            from(STATE_OFFICE, 1.62, 1.69),
            upto(MADE, 2.13, 1.69),
            from(STATE_WEB, -1.05, 1.71),
        ],
        labels: None,
        border: [-1.107, -0.4, 2.15, 1.64],
        emblem: (0.5, -0.583),
        foot: Some((1.73, 1.62)),
    },
    Form {
        name: "older, companies",
        title: "企业法人营业执照",
        character: 0.115,
        duplicate: false,
        signs: OLDER,
        words: &[
            word("注册号", 0.755, 0.865, 0.135),
            word("注册资本", 0.603, 0.866, 0.338),
            word("实收资本", 0.603, 0.866, 0.405),
        ],
        labels: Some((-0.25, 0.1, 0.9)),
        border: [-0.347, -0.233, 1.36, 0.89],
        emblem: (0.5, -0.342),
        foot: None,
    },
    Form {
        name: "older, companies of Shenzhen",
        title: "企业法人营业执照",
        character: 0.115,
        duplicate: false,
        signs: OLDER,
        words: &[
            word("注册号", 0.715, 0.86, 0.117),
            word("登记机关", 0.727, 0.885, 0.605),
            from(OFFICE, 0.9, 0.852),
            upto(MADE, 1.30, 0.852),
        ],
        labels: Some((-0.2, 0.1, 0.5)),
        border: [-0.31, -0.19, 1.312, 0.825],
        emblem: (0.5, -0.33),
        foot: Some((0.87, 0.9)),
    },
    Form {
        name: "older, sole traders",
        title: "个体工商户营业执照",
        character: 0.105,
        duplicate: false,
        signs: OLDER,
        words: &[
            word("注册号", 0.853, 0.98, 0.115),
            word("发照机关", 0.72, 0.925, 0.585),
            from(OFFICE, 0.9, 0.83),
            upto("总局制", 1.24, 0.83),
        ],
        labels: Some((-0.145, 0.1, 0.6)),
        border: [-0.258, -0.183, 1.258, 0.787],
        emblem: (0.5, -0.337),
        foot: Some((0.853, 0.9)),
    },
];
