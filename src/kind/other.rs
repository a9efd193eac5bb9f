//! Papers that are known by their titles and are none that filing asks for. What is handed in as a permit and is one of these does
//! not stand for the permit.

use super::DocumentKind;
use super::spec::{Cue, KindSpec};

/// Specification: titles only. Permits of trades that no pre-approval of a site's content is (titles of the laws and orders that they
/// are issued under), certificates of quality and safety, papers of banks and tax offices, pledges of contests; permits of titles that are not listed; statements
/// (情况说明书) that no form is asked of.
pub static SPEC: KindSpec = KindSpec {
    kind: DocumentKind::Other,
    paper: None,
    cues: &[
        Cue::title("开户许可证", 9.0),
        Cue::title("基本存款账户信息", 9.0),
        Cue::title("食品经营许可证", 9.0),
        Cue::title("食品生产许可证", 9.0),
        Cue::title("食品流通许可证", 9.0),
        Cue::title("餐饮服务许可证", 9.0),
        Cue::title("小餐饮经营许可证", 9.0),
        Cue::title("卫生许可证", 9.0),
        Cue::title("公共场所卫生许可证", 9.0),
        Cue::title("安全生产许可证", 9.0),
        Cue::title("危险化学品经营许可证", 9.0),
        Cue::title("工业产品生产许可证", 9.0),
        Cue::title("特种设备生产许可证", 9.0),
        Cue::title("排污许可证", 9.0),
        Cue::title("城镇污水排入排水管网许可证", 9.0),
        Cue::title("道路运输经营许可证", 9.0),
        Cue::title("烟草专卖零售许可证", 9.0),
        Cue::title("特种行业许可证", 9.0),
        Cue::title("劳务派遣经营许可证", 9.0),
        Cue::title("人力资源服务许可证", 9.0),
        Cue::title("建筑工程施工许可证", 9.0),
        Cue::title("建设用地规划许可证", 9.0),
        Cue::title("建设工程规划许可证", 9.0),
        Cue::title("商品房预售许可证", 9.0),
        Cue::title("建筑业企业资质证书", 9.0),
        Cue::title("质量管理体系认证证书", 9.0),
        Cue::title("环境管理体系认证证书", 9.0),
        Cue::title("体系认证证书", 8.0),
        Cue::title("产品质量合格证", 8.0),
        Cue::title("安全生产标准化证书", 9.0),
        Cue::title("高新技术企业证书", 9.0),
        Cue::title("商标注册证", 9.0),
        Cue::title("计算机软件著作权登记证书", 9.0),
        Cue::title("税务登记证", 9.0),
        // Any other permit or certificate: less than the titles of those that are asked for, which end with the same words.
        Cue::title("许可证", 4.6),
        Cue::title("资质证书", 4.6),
        Cue::title("资格证书", 4.6),
        Cue::title("认证证书", 4.6),
        Cue::title("备案证明", 4.6),
        // A statement in a firm's own words.
        Cue::title("情况说明书", 6.0),
        Cue::title("情况说明", 5.0),
        // Papers of a person that are no identity papers.
        Cue::title("机动车驾驶证", 9.0),
        Cue::title("中华人民共和国机动车驾驶证", 9.0),
        Cue::title("机动车行驶证", 9.0),
        Cue::title("社会保障卡", 9.0),
        Cue::phrase("准驾车型", 5.0),
        Cue::phrase("VALIDTHRU", 3.0),
        Cue::phrase("UNIONPAY", 3.0),
        Cue::phrase("借记卡", 2.0),
        Cue::phrase("储蓄卡", 2.0),
        Cue::title("参赛承诺书", 9.0),
        Cue::title("竞赛承诺书", 9.0),
        Cue::title("比赛承诺书", 9.0),
        Cue::title("运动员承诺书", 9.0),
        Cue::title("赛风赛纪承诺书", 9.0),
        Cue::against("核验单", 8.0),
        Cue::against("前置审批", 5.0),
    ],
    fields: &[],
    stops: &[],
    places: &[],
    forms: &[],
};
