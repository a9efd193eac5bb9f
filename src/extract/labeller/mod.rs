//! Fields by a labeller: the lines of a page are cut into units, a conditional random field over features of labels, places and
//! grammars says which field each belongs to, and the field's grammar reads what its units say. See `docs/design/reading.md`.

pub(in crate::extract) mod align;
mod chain;
mod columns;
mod feature;
mod features;
mod fits;
mod labels;
mod phrases;
pub(in crate::extract) mod printed;
mod units;
mod value;
mod weights;

use std::sync::LazyLock;

pub use chain::{Marginals, Scores};
pub use feature::Feature;
use features::Page;
pub use weights::Weights;

use super::confidence::Candidate;
use super::{Reading, finish};
use crate::geometry::PixelBox;
use crate::kind::FieldName;
use crate::kind::spec::{Field, KindSpec, Shape};
use crate::read::ReadPage;
use labels::Labels;

/// The shipped weights, see [`Weights::to_tsv`].
const SHIPPED: &str = include_str!("weights.tsv");

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::from_tsv(SHIPPED));

/// One page as the labeller sees it: what fitting needs.
#[derive(Debug)]
pub struct Instance {
    /// Text and place of each unit, as recognised.
    pub units: Vec<(String, PixelBox)>,
    /// Fields of the label with which each unit begins, and the characters behind it.
    pub labelled: Vec<(Vec<FieldName>, String)>,
    /// Fields of the label in each unit's row, then of the one above.
    pub beside: Vec<Vec<FieldName>>,
    /// Whether each unit is a label without a field, or stands behind one in its row.
    pub stopped: Vec<bool>,
    /// The shape of each tag: no field first, then the fields of the specification.
    pub shapes: Vec<Option<Shape>>,
    /// The tag that stands for each: a span's start and end are one print.
    pub stands_for: Vec<usize>,
    /// Features of each unit under each tag.
    pub emission: Vec<Vec<Vec<Feature>>>,
    /// Features of the steps into each unit.
    pub steps: Vec<Step>,
}

/// Features of the step from one unit to the next. They depend on whether the tags are fields, and whether they are one.
#[derive(Debug, Default)]
pub struct Step {
    enters: Vec<Feature>,
    leaves: Vec<Feature>,
    turns: Vec<Feature>,
    goes: Vec<Vec<Feature>>,
}

impl Step {
    /// The features of a step between two tags, and the tag whose shape weighs them.
    pub fn features(&self, from: usize, to: usize) -> (&[Feature], usize) {
        match (from, to) {
            (0, 0) => (&[], 0),
            (0, _) => (&self.enters, to),
            (_, 0) => (&self.leaves, from),
            (a, b) if a == b => (self.goes.get(b).map_or(&[], Vec::as_slice), b),
            _ => (&self.turns, to),
        }
    }
}

impl Instance {
    /// A page under a specification.
    pub fn of(spec: &KindSpec, page: &ReadPage) -> Self {
        let labels = Labels::of(spec);
        let units = units::of(page, &labels);
        Self::of_arranged(spec, &labels, &Page::of(spec, &labels, &units))
    }

    fn of_arranged(spec: &KindSpec, labels: &Labels, page: &Page) -> Self {
        let units = page.units;
        let tags: Vec<Option<usize>> = std::iter::once(None).chain((0..page.fields()).map(Some)).collect();
        let steps = (0..units.len()).map(|i| {
            if i == 0 {
                return Step::default();
            }
            let (one, other) = (Some(0), Some(1));
            Step {
                enters: page.transition(i, None, one),
                leaves: page.transition(i, one, None),
                turns: page.transition(i, one, other),
                goes: tags
                    .iter()
                    .map(|t| t.map_or_else(Vec::new, |_| page.transition(i, *t, *t)))
                    .collect(),
            }
        });
        Self {
            units: units
                .iter()
                .map(|u| (u.chars.iter().map(|c| c.ch).collect(), u.area))
                .collect(),
            labelled: units
                .iter()
                .map(|u| {
                    let fields = u.label.map_or(&[][..], |l| labels.fields(l));
                    let names = fields.iter().filter_map(|f| Some(spec.fields.get(*f)?.name)).collect();
                    (names, u.rest().iter().map(|c| c.ch).collect())
                })
                .collect(),
            beside: (0..units.len())
                .map(|i| {
                    page.beside(i)
                        .iter()
                        .filter_map(|f| Some(spec.fields.get(*f)?.name))
                        .collect()
                })
                .collect(),
            stopped: (0..units.len()).map(|i| page.stopped(i)).collect(),
            stands_for: std::iter::once(0)
                .chain((0..page.fields()).map(|f| same_print(spec, f) + 1))
                .collect(),
            shapes: tags.iter().map(|t| t.map(|f| page.shape(f))).collect(),
            emission: (0..units.len())
                .map(|i| tags.iter().map(|t| page.emission(i, *t)).collect())
                .collect(),
            steps: steps.collect(),
        }
    }

    /// The scores of the page under weights.
    pub fn scores(&self, weights: &Weights) -> Scores {
        let tags = self.shapes.len();
        let emission = self.emission.iter().map(|unit| {
            let of = |(t, features): (usize, &Vec<Feature>)| {
                // The zone is found by itself (`extract::zone`).
                let labelled = self.shapes[t] != Some(Shape::MachineZone);
                if self.stands_for[t] == t && labelled {
                    weights.score(features, self.shapes[t])
                } else {
                    NEVER
                }
            };
            unit.iter().enumerate().map(of).collect()
        });
        let step = self.steps.iter().map(|step| {
            // Of most pairs the features are the same: each list is summed once a tag.
            let of = |features: &dyn Fn(usize) -> (usize, usize)| -> Vec<f64> {
                let one = |t: usize| {
                    let (from, to) = features(t);
                    let (list, weighs) = step.features(from, to);
                    weights.score(list, self.shapes[weighs])
                };
                (0..tags).map(one).collect()
            };
            // (No field turns into none: that is to leave it.)
            let other = |t: usize| match t {
                0 => 0,
                1 => 2,
                _ => 1,
            };
            let (enters, leaves) = (of(&|t| (0, t)), of(&|t| (t, 0)));
            let (turns, goes) = (of(&|t| (other(t), t)), of(&|t| (t, t)));
            let from_to = |a: usize, b: usize| match (a, b) {
                (0, _) => enters[b],
                (_, 0) => leaves[a],
                _ if a == b => goes[b],
                _ => turns[b],
            };
            (0..tags).map(|a| (0..tags).map(|b| from_to(a, b)).collect()).collect()
        });
        Scores {
            emission: emission.collect(),
            step: step.collect(),
        }
    }
}

/// Score of a tag that another one stands for.
const NEVER: f64 = -1e4;

/// The first field of the same labels: one print is read for both (有效期限: a card's first and last day).
fn same_print(spec: &KindSpec, field: usize) -> usize {
    let own = spec.fields[field].labels;
    let same = |f: &usize| !own.is_empty() && spec.fields[*f].labels == own;
    (0..field).find(same).unwrap_or(field)
}

/// What is read of each field of one page.
pub(super) fn candidates(weights: &Weights, spec: &KindSpec, page: &ReadPage) -> Vec<(&'static Field, Candidate)> {
    let labels = Labels::of(spec);
    let units = units::of(page, &labels);
    let arranged = Page::of(spec, &labels, &units);
    let scores = Instance::of_arranged(spec, &labels, &arranged).scores(weights);
    let (tags, marginals) = (scores.best(), scores.marginals());
    let of_field = |(f, field): (usize, &'static Field)| {
        let tag = same_print(spec, f) + 1;
        let own: Vec<usize> = (0..units.len()).filter(|i| tags[*i] == tag).collect();
        let sure: Vec<f64> = own.iter().map(|i| marginals.node[*i][tag]).collect();
        let of = value::Of {
            number: f,
            field,
            own: &own,
            sure: &sure,
        };
        Some((field, value::candidate(&arranged, &of)?))
    };
    spec.fields.iter().enumerate().filter_map(of_field).collect()
}

/// The fields of one page (`number` from 1).
pub(super) fn of_page(weights: &Weights, spec: &KindSpec, page: &ReadPage, number: usize) -> Vec<(FieldName, Reading)> {
    let read = candidates(weights, spec, page).into_iter();
    read.map(|(field, c)| (field.name, finish(field.shape, c, page, number)))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::geometry::{Point, Quad};
    use crate::kind::{DocumentKind, spec};
    use crate::read::TextLine;
    use crate::read::fixture::{line, page};

    /// A line of print thirty pixels high whose characters are as wide.
    fn at(text: &str, x: i32, y: i32) -> TextLine {
        let w = 30 * text.chars().count() as i32;
        line(text, PixelBox { x, y, w, h: 36 })
    }

    fn licence(lines: Vec<TextLine>) -> BTreeMap<&'static str, String> {
        let spec = spec(DocumentKind::BusinessLicence).unwrap();
        let read = of_page(Weights::shipped(), spec, &page(1600, 2000, lines), 1);
        read.into_iter().map(|(name, r)| (name.name(), r.value)).collect()
    }

    /// A portrait licence of 2015, its labels justified, each a box of its own.
    fn portrait() -> Vec<TextLine> {
        let rows = [
            ("名称", "杭州青禾纸业有限公司"),
            ("类型", "有限责任公司（自然人独资）"),
            ("住所", "杭州市西湖区文三路12号3幢201室"),
            ("法定代表人", "王小明"),
            ("注册资本", "叁佰万元整"),
            ("成立日期", "2014年03月02日"),
            ("营业期限", "2014年03月02日至2034年03月01日"),
            ("经营范围", "纸制品销售、批发；印刷技术服务。（依法须经批准的项"),
        ];
        let mut lines = vec![
            line(
                "营业执照",
                PixelBox {
                    x: 560,
                    y: 150,
                    w: 480,
                    h: 110,
                },
            ),
            at("统一社会信用代码", 700, 320),
            at("91350100M000100Y43", 960, 320),
        ];
        for (i, (label, value)) in rows.iter().enumerate() {
            let y = 420 + 70 * i as i32;
            let label = TextLine {
                text: (*label).to_owned(),
                ..line(
                    label,
                    PixelBox {
                        x: 200,
                        y,
                        w: 160,
                        h: 36,
                    },
                )
            };
            lines.extend([label, at(value, 420, y)]);
        }
        lines.push(at("目，经相关部门批准后方可开展经营活动）", 420, 960));
        lines.push(at("登记机关", 800, 1500));
        lines
    }

    #[test]
    fn a_licence_as_printed_is_read_whole() {
        let read = licence(portrait());
        assert_eq!(read["name"], "杭州青禾纸业有限公司");
        assert_eq!(read["credit-code"], "91350100M000100Y43");
        assert_eq!(read["type"], "有限责任公司（自然人独资）");
        assert_eq!(read["address"], "杭州市西湖区文三路12号3幢201室");
        assert_eq!(read["legal-representative"], "王小明");
        assert_eq!(read["registered-capital"], "叁佰万元整");
        assert_eq!(read["established-on"], "2014-03-02");
        assert_eq!(read["valid-until"], "2034-03-01");
        assert!(read["business-scope"].ends_with("方可开展经营活动）") && read["business-scope"].starts_with("纸制品"));
    }

    #[test]
    fn a_value_is_known_without_its_label_or_with_the_end_of_it() {
        let mut lines = portrait();
        lines.retain(|l| !["名称", "类型", "住所"].contains(&l.text.as_str()));
        // Of 名称 the second character was found, with the value; of 住所 nothing.
        for l in &mut lines {
            if l.text == "杭州青禾纸业有限公司" {
                *l = at("称杭州青禾纸业有限公司", 390, l.area.y);
                l.area.x = 375;
            }
        }
        let read = licence(lines);
        assert_eq!(read["name"], "杭州青禾纸业有限公司");
        assert_eq!(read["type"], "有限责任公司（自然人独资）");
        assert_eq!(read["address"], "杭州市西湖区文三路12号3幢201室");
    }

    #[test]
    fn numbers_of_the_sheet_the_form_of_composition_and_words_laid_over_are_no_values() {
        let mut lines = portrait();
        lines.retain(|l| !l.text.contains("社会信用代码") && !l.text.starts_with("9135"));
        lines.extend([at("注册号", 700, 320), at("510100000012347", 860, 320)]);
        lines.extend([at("证照编号", 700, 370), at("26000000201810090001", 860, 370)]);
        lines.extend([at("组成形式", 200, 1040), at("个人经营", 420, 1040)]);
        let mut over = at("某某中国玻璃网", 420, 640);
        over.quad = Quad([
            Point { x: 420.0, y: 760.0 },
            Point { x: 700.0, y: 560.0 },
            Point { x: 720.0, y: 590.0 },
            Point { x: 440.0, y: 790.0 },
        ]);
        lines.push(over);
        let read = licence(lines);
        assert!(read["registration-number"].starts_with("510100"));
        assert_eq!(read["type"], "有限责任公司（自然人独资）");
        assert_eq!(read["legal-representative"], "王小明");
        assert!(!read.contains_key("credit-code"));
    }

    #[test]
    fn a_name_that_a_dot_parts_goes_on_in_the_line_below() {
        let spec = spec(DocumentKind::IdCardPortrait).unwrap();
        let lines = vec![
            at("姓名", 60, 70),
            at("迪丽努尔·", 180, 66),
            at("麦麦提吐尔逊", 180, 104),
            at("性别", 60, 150),
            at("女", 180, 150),
            at("民族", 260, 150),
            at("维吾尔", 340, 150),
            at("出生", 60, 220),
            at("1990年5月12日", 180, 220),
            at("住址", 60, 290),
            at("新疆维吾尔自治区乌鲁木齐市", 180, 290),
            at("天山区长江路347号", 180, 340),
            at("公民身份号码", 60, 480),
            at("11010519491231002X", 300, 480),
        ];
        let read = of_page(Weights::shipped(), spec, &page(900, 560, lines), 1);
        let read: BTreeMap<_, _> = read.into_iter().map(|(name, r)| (name.name(), r.value)).collect();
        assert_eq!(read["name"], "迪丽努尔·麦麦提吐尔逊");
        assert_eq!(read["address"], "新疆维吾尔自治区乌鲁木齐市天山区长江路347号");
    }

    #[test]
    fn two_columns_are_read_one_after_the_other() {
        let mut lines = vec![at("统一社会信用代码", 100, 200), at("91350100M000100Y43", 100, 250)];
        let left = [
            ("名称", "杭州青禾纸业有限公司"),
            ("类型", "有限责任公司"),
            ("法定代表人", "王小明"),
            ("经营范围", "纸制品销售、批发；技术服务"),
        ];
        let right = [
            ("注册资本", "叁佰万元整"),
            ("成立日期", "2014年03月02日"),
            ("营业期限", "2014年03月02日至长期"),
            ("住所", "杭州市西湖区文三路12号"),
        ];
        for (i, ((l, v), (m, w))) in left.iter().zip(right).enumerate() {
            let y = 500 + 80 * i as i32;
            lines.extend([at(l, 100, y), at(v, 320, y), at(m, 900, y), at(w, 1100, y)]);
        }
        let read = licence(lines.clone());
        assert_eq!(read["name"], "杭州青禾纸业有限公司");
        assert_eq!(read["valid-until"], "long-term");
        assert_eq!(read["address"], "杭州市西湖区文三路12号");
        assert_eq!(read["business-scope"], "纸制品销售、批发；技术服务");
        // Of the right column's labels one was found.
        lines.retain(|l| !["注册资本", "营业期限", "住所"].contains(&l.text.as_str()));
        let read = licence(lines);
        assert_eq!(read["name"], "杭州青禾纸业有限公司");
        assert_eq!(read["established-on"], "2014-03-02");
        assert_eq!(read["business-scope"], "纸制品销售、批发；技术服务");
    }

    #[test]
    fn strange_pages_are_read_in_bounded_work() {
        let spec = spec(DocumentKind::BusinessLicence).unwrap();
        assert!(licence(Vec::new()).is_empty());
        // Labels without values, one label a hundred times, two thousand lines.
        let labels: Vec<&str> = spec.fields.iter().flat_map(|f| f.labels).copied().collect();
        let alone = labels
            .iter()
            .enumerate()
            .map(|(i, l)| at(l, 100, 50 * i as i32))
            .collect();
        let read = licence(alone);
        assert!(!read.contains_key("name") && !read.contains_key("address"), "{read:?}");
        licence((0..100).map(|i| at("名称", 100, 40 * i)).collect());
        let many: Vec<TextLine> = (0..2000)
            .map(|i| at("名称某某公司", 300 * (i % 5), 40 * (i / 5)))
            .collect();
        let instance = Instance::of(spec, &page(1600, 20_000, many));
        assert!(instance.units.len() <= units::MOST);
        // Values without labels; lines in every direction.
        let values = [
            "杭州青禾纸业有限公司",
            "叁佰万元整",
            "2014年03月02日",
            "杭州市西湖区文三路12号",
        ];
        licence(values.iter().zip(1..).map(|(v, i)| at(v, 420, 70 * i)).collect());
        let turned = (0..360).map(|degrees: i32| {
            let mut line = at("名称某某公司", 10 * degrees, 300);
            let (sin, cos) = (degrees as f32).to_radians().sin_cos();
            line.quad = Quad(line.quad.0.map(|p| Point {
                x: 1800.0 + cos * p.x - sin * p.y,
                y: 1800.0 + sin * p.x + cos * p.y,
            }));
            line.area = line.quad.bounds();
            line
        });
        let instance = Instance::of(spec, &page(7200, 7200, turned.collect()));
        assert!(instance.units.len() <= units::MOST);
    }
}
