//! Business licences (营业执照): editions of 2014, 2015 (unified code) and 2019, landscape and portrait.

use super::spec::{Cue, Field, KindSpec, Paper, Shape};
use super::{DocumentKind, FieldName};

/// Specification.
pub static SPEC: KindSpec = KindSpec {
    kind: DocumentKind::BusinessLicence,
    // The duplicate (副本) is A4; the 2019 original (正本) is A3, told by the page size where there is one.
    paper: Some(Paper::A4),
    cues: &[
        Cue::title("营业执照", 6.0),
        Cue::phrase("统一社会信用代码", 2.0),
        Cue::phrase("注册资本", 1.0),
        Cue::phrase("经营范围", 1.5),
        Cue::phrase("成立日期", 1.0),
        Cue::phrase("登记机关", 1.0),
        Cue::phrase("法定代表人", 0.5),
        Cue::phrase("国家企业信用信息公示系统", 1.0),
        Cue::phrase("副本", 0.5),
        Cue::phrase("营业期限", 0.5),
        Cue::phrase("注册号", 0.5),
        Cue::against("核验单", 8.0),
        Cue::against("法人证书", 5.0),
        Cue::against("许可证编号", 4.0),
        Cue::against("承诺书", 4.0),
        Cue::against("授权书", 4.0),
    ],
    fields: &[
        Field::labelled(
            FieldName::CreditCode,
            &["统一社会信用代码", "统一社会信用代码/注册号", "社会信用代码"],
            Shape::CreditCode,
        ),
        Field::labelled(FieldName::Copy, &[], Shape::Copy),
        Field::labelled(FieldName::RegistrationNumber, &["注册号"], Shape::RegistrationNumber),
        Field::labelled(
            FieldName::Name,
            &["名称", "企业名称", "字号名称", "公司名称", "字号"],
            Shape::Unit,
        )
        .with_signs(&[
            "公司", "厂", "店", "部", "合作社", "中心", "行", "院", "所", "社", "馆", "站", "场", "室", "吧", "屋", "坊", "堂", "企业",
        ]),
        Field::labelled(
            FieldName::Type,
            &["类型", "主体类型", "公司类型", "企业类型", "注册形式", "经济性质", "合伙企业类型"],
            Shape::Text,
        )
        .with_signs(&[
            "有限责任", "股份有限", "个体", "独资", "合伙", "分公司", "集体", "经济组织", "控股", "自然人", "国有", "全民", "上市", "合资",
            "个人经营", "家庭经营", "合作社", "联营",
        ]),
        Field::labelled(
            FieldName::LegalRepresentative,
            &[
                "法定代表人",
                "经营者",
                "负责人",
                "投资人",
                "执行事务合伙人",
                "法定代表人(负责人)",
                "经营者姓名",
                "法定代表人姓名",
                "投资人姓名",
                "负责人姓名",
            ],
            Shape::PersonName,
        ),
        Field::labelled(
            FieldName::RegisteredCapital,
            &["注册资本", "成员出资总额", "注册资金", "出资额"],
            Shape::Amount,
        )
        .with_signs(&["万元", "圆整", "元整", "人民币", "美元", "港元", "万美", "佰万", "仟", "拾万", "万圆"]),
        Field::labelled(FieldName::EstablishedOn, &["成立日期", "注册日期"], Shape::Date),
        Field::labelled(
            FieldName::ValidUntil,
            &["营业期限", "经营期限", "合伙期限"],
            Shape::SpanEnd,
        )
        .with_signs(&["至", "长期", "永久", "自"]),
        Field::labelled(
            FieldName::Address,
            &[
                "住所",
                "经营场所",
                "营业场所",
                "主要经营场所",
                "企业住所",
                "公司住所",
                "地址",
            ],
            Shape::Address,
        )
        .with_signs(&[
            "省", "市", "区", "县", "镇", "乡", "村", "路", "街", "号", "楼", "室", "层", "栋", "幢", "大道", "工业园", "大厦", "组",
        ]),
        Field::labelled(
            FieldName::BusinessScope,
            &["经营范围", "经营范围及方式", "业务范围"],
            Shape::Paragraph,
        )
        .with_signs(&[
            "经营", "销售", "零售", "批发", "服务", "加工", "生产", "制造", "技术", "项目", "批准", "、", "；", "依法", "许可", "咨询", "开发",
            "安装", "除外", "代理", "设计", "进出口", "用品", "产品", "材料", "设备",
        ]),
    ],
    stops: &[
        "登记机关",
        "实收资本",
        "营业执照",
        "企业法人",
        "副本",
        "扫描二维码",
        "国家企业信用信息公示系统",
        "市场主体应当",
        "企业信用信息公示系统",
        "核准日期",
        "发照日期",
        "组成形式",
        // Numbers of the sheet or of the file, not of the subject.
        "证照编号",
        "编号",
        "副本编号",
        "副本号",
        "档案号",
        // Notices and tables that are printed on the form.
        "重要提示",
        "认缴登记制度",
        "由章程确定",
        "办理注销登记",
        "年度报告",
        "年度检验",
        "年检",
        "应当于每年",
        "公示系统",
        "监制",
        "请于每年",
        "登录",
    ],
    places: &[],
};
