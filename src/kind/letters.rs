//! Letters and plans: authorisation (授权书), commitment (承诺书), site plan (网站建设方案书).

use super::spec::{Cue, Field, KindSpec, Paper, Shape};
use super::{DocumentKind, FieldName};

/// Authorisation letter.
pub static AUTHORISATION: KindSpec = KindSpec {
    kind: DocumentKind::AuthorisationLetter,
    paper: Some(Paper::A4),
    cues: &[
        Cue::title("授权书", 6.0),
        Cue::title("授权委托书", 7.0),
        Cue::title("委托书", 5.0),
        Cue::title("委托函", 5.0),
        Cue::phrase("被授权人", 2.0),
        Cue::phrase("受托人", 1.5),
        Cue::phrase("授权", 1.0),
        Cue::phrase("委托", 0.5),
        Cue::against("核验单", 8.0),
        Cue::against("建设方案书", 5.0),
        Cue::against("营业执照副本", 2.0),
    ],
    fields: &[
        Field::labelled(
            FieldName::Principal,
            &["授权人", "委托人", "委托单位", "授权单位", "授权单位名称"],
            Shape::Text,
        ),
        Field::labelled(
            FieldName::Agent,
            &["被授权人", "受托人", "被授权人姓名", "被委托人"],
            Shape::PersonName,
        ),
        Field::labelled(FieldName::MadeOn, &["日期", "授权日期"], Shape::Date),
    ],
    stops: &[
        "证件号",
        "身份证号",
        "身份证号码",
        "法定代表人",
        "职务",
        "签字",
        "盖章",
        "电话",
        "联系电话",
    ],
    places: &[],
};

/// Commitment letter.
pub static COMMITMENT: KindSpec = KindSpec {
    kind: DocumentKind::CommitmentLetter,
    paper: Some(Paper::A4),
    cues: &[
        Cue::title("承诺书", 6.0),
        Cue::title("承诺函", 6.0),
        Cue::title("责任告知书", 5.0),
        Cue::phrase("承诺人", 2.0),
        Cue::phrase("郑重承诺", 2.0),
        Cue::phrase("承诺", 1.0),
        Cue::against("核验单", 8.0),
        Cue::against("建设方案书", 5.0),
        Cue::against("核验内容", 5.0),
    ],
    fields: &[
        Field::labelled(
            FieldName::SubjectName,
            &["承诺人", "单位名称", "承诺单位", "主办者名称", "主办单位"],
            Shape::Text,
        ),
        Field::labelled(FieldName::MadeOn, &["日期", "承诺日期"], Shape::Date),
    ],
    stops: &[
        "域名",
        "网站名称",
        "签字",
        "盖章",
        "联系电话",
        "电话",
        "身份证号",
        "法定代表人",
        "负责人",
    ],
    places: &[],
};

/// Site plan.
pub static SITE_PLAN: KindSpec = KindSpec {
    kind: DocumentKind::SitePlan,
    paper: Some(Paper::A4),
    cues: &[
        Cue::title("网站建设方案书", 8.0),
        Cue::title("建设方案书", 7.0),
        Cue::title("网站建设方案", 7.0),
        Cue::title("建设方案", 5.0),
        Cue::phrase("组建方案", 1.5),
        Cue::phrase("项目概述", 1.0),
        Cue::phrase("信息安全管理制度", 1.0),
        Cue::phrase("服务内容和服务项目", 1.0),
        Cue::phrase("栏目设置", 1.0),
        Cue::against("核验单", 8.0),
    ],
    fields: &[],
    stops: &[],
    places: &[],
};
