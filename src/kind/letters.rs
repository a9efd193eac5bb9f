//! Letters and plans: authorisation (授权书), commitment (承诺书), site plan (网站建设方案书), a changed name (工商更名函), the Party's confirmation
//! (党建确认函).

use super::spec::{Cue, Field, KindSpec, Paper, Shape};
use super::{DocumentKind, FieldName, signs};

/// Authorisation letter.
pub static AUTHORISATION: KindSpec = KindSpec {
    kind: DocumentKind::AuthorisationLetter,
    paper: Some(Paper::A4),
    cues: &[
        Cue::title("授权书", 6.0),
        Cue::title("授权委托书", 7.0),
        Cue::title("委托书", 5.0),
        Cue::title("委托函", 5.0),
        // Titles of bureaus and providers: docs of Tencent Cloud, UCloud, Huawei Cloud.
        Cue::title("关于网站备案及管理的负责人授权书", 7.0),
        Cue::title("非经营性互联网信息服务备案ICP负责人授权书", 7.0),
        Cue::title("互联网信息服务负责人法人授权书", 7.0),
        Cue::title("法定代表人授权书", 7.0),
        Cue::title("主体负责人授权书", 7.0),
        Cue::title("ICP负责人授权书", 7.0),
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
            &[
                "授权人",
                "委托人",
                "委托单位",
                "授权单位",
                "授权单位名称",
                "主办单位名称",
                "主办单位",
                "单位名称",
            ],
            Shape::Text,
        )
        .with_signs(signs::UNIT),
        Field::labelled(
            FieldName::Agent,
            &[
                "被授权人",
                "受托人",
                "被授权人姓名",
                "被委托人",
                "兹授权我公司",
                "兹授权我单位",
                "兹授权本公司",
                "兹授权本单位",
            ],
            Shape::PersonName,
        ),
        Field::labelled(FieldName::MadeOn, &["日期", "授权日期"], Shape::Date),
    ],
    stops: &[
        "证件号",
        "身份证号",
        "身份证号码",
        "法定代表人",
        "法定代表人签字",
        "法定代表人证件号",
        "法定代表人证件号码",
        "主办单位公章",
        "职务",
        "签字",
        "盖章",
        "电话",
        "联系电话",
    ],
    places: &[],
    forms: &[],
};

/// Commitment letter.
pub static COMMITMENT: KindSpec = KindSpec {
    kind: DocumentKind::CommitmentLetter,
    paper: Some(Paper::A4),
    cues: &[
        Cue::title("承诺书", 6.0),
        Cue::title("承诺函", 6.0),
        Cue::title("责任告知书", 5.0),
        // Titles of bureaus and providers: docs of Tencent Cloud, UCloud, Huawei Cloud; Guangdong's of 2026.
        Cue::title("互联网信息服务核准承诺书", 7.0),
        Cue::title("互联网信息服务备案承诺书", 7.0),
        Cue::title("广东省单位网站备案承诺书", 7.0),
        Cue::title("广东省个人网站备案承诺书", 7.0),
        Cue::title("ICP备案信息真实性承诺书", 7.0),
        Cue::title("ICP备案信息真实性责任告知书", 7.0),
        Cue::title("个人网站备案承诺书", 7.0),
        Cue::title("单位网站备案承诺书", 7.0),
        Cue::title("网站备案承诺书", 7.0),
        Cue::title("备案者承诺书", 7.0),
        // Pledges that a pre-approval is not needed (不涉及前置审批承诺书, 情况说明书), by what they are about: UCloud's list of 2026.
        Cue::title("前置审批承诺书", 7.0),
        Cue::title("前置审批情况说明", 7.5),
        Cue::title("校外培训承诺书", 7.0),
        Cue::title("校外培训情况说明", 7.5),
        Cue::title("金融情况说明", 7.5),
        Cue::title("药品情况说明", 7.5),
        Cue::title("医疗器械情况说明", 7.5),
        Cue::title("文化情况说明", 7.5),
        Cue::title("出版情况说明", 7.5),
        Cue::title("游戏情况说明", 7.5),
        Cue::title("广播电视情况说明", 7.5),
        Cue::title("新闻情况说明", 7.5),
        Cue::title("网约车情况说明", 7.5),
        Cue::title("电子商务情况说明", 7.5),
        Cue::title("电商情况说明", 7.5),
        // A statement whose title does not tell it: its words do.
        Cue::title("情况说明书", 3.0),
        Cue::title("情况说明", 2.5),
        Cue::phrase("前置审批", 2.0),
        Cue::phrase("不涉及", 0.5),
        Cue::phrase("法人签字", 0.5),
        Cue::phrase("公司盖章", 0.5),
        Cue::phrase("承诺人", 2.0),
        Cue::phrase("郑重承诺", 2.0),
        Cue::phrase("承诺", 1.0),
        // Pledges of contests.
        Cue::against("参赛", 6.0),
        Cue::against("比赛", 6.0),
        Cue::against("竞赛", 6.0),
        Cue::against("运动员", 6.0),
        Cue::against("核验单", 8.0),
        Cue::against("建设方案书", 5.0),
        Cue::against("核验内容", 5.0),
    ],
    fields: &[
        Field::labelled(
            FieldName::SubjectName,
            &["承诺人", "单位名称", "承诺单位", "主办者名称", "主办单位"],
            Shape::Text,
        )
        .with_signs(signs::UNIT),
        Field::labelled(FieldName::MadeOn, &["日期", "承诺日期", "签字日期"], Shape::Date),
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
    forms: &[],
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
    forms: &[],
};

/// A letter of the registrar, or of the unit, that says that its name was changed.
pub static NAME_CHANGE: KindSpec = KindSpec {
    kind: DocumentKind::NameChangeLetter,
    paper: Some(Paper::A4),
    cues: &[
        Cue::title("工商更名函", 8.0),
        Cue::title("更名函", 7.0),
        Cue::title("更名证明", 7.0),
        Cue::title("名称变更证明", 7.0),
        Cue::title("名称变更函", 7.0),
        Cue::title("名称变更通知书", 7.0),
        Cue::title("变更登记通知书", 7.0),
        Cue::title("变更登记证明", 7.0),
        Cue::title("变更证明", 5.0),
        Cue::phrase("变更前", 1.0),
        Cue::phrase("变更后", 1.0),
        Cue::phrase("原名称", 1.0),
        Cue::phrase("更名为", 1.5),
        Cue::phrase("名称变更为", 1.5),
        Cue::phrase("准予变更", 1.5),
        Cue::against("核验单", 8.0),
        Cue::against("承诺书", 4.0),
    ],
    fields: &[
        Field::labelled(
            FieldName::Name,
            &["变更后名称", "变更后企业名称", "现名称", "变更后"],
            Shape::Text,
        )
        .with_signs(signs::UNIT),
        Field::labelled(FieldName::MadeOn, &["日期"], Shape::Date),
    ],
    stops: &[
        "变更前名称",
        "变更前企业名称",
        "变更前",
        "原名称",
        "登记机关",
        "统一社会信用代码",
    ],
    forms: &[],
    places: &[],
};

/// The confirmation of a site's record by the Party's office for the network (Xinjiang).
pub static PARTY: KindSpec = KindSpec {
    kind: DocumentKind::PartyLetter,
    paper: Some(Paper::A4),
    cues: &[
        Cue::title("网站党建备案信息确认函", 8.0),
        Cue::title("党建备案信息确认函", 8.0),
        Cue::title("党建工作确认函", 8.0),
        Cue::title("党建确认函", 8.0),
        Cue::phrase("党建", 2.0),
        Cue::phrase("党组织", 1.0),
        Cue::phrase("网信办", 1.0),
        Cue::against("核验单", 8.0),
    ],
    fields: &[Field::labelled(FieldName::MadeOn, &["日期"], Shape::Date)],
    stops: &["网站名称", "域名", "盖章"],
    forms: &[],
    places: &[],
};
