"""Certificates of units other than enterprises, and letters beside the usual ones (docs: materials.md §5, filing-2026.md §6.2): title, labels and values
as the papers print them, in three builds. Everything is invented."""
from . import ink, licence_ground as ground, numbers
from .page import HEI, KAI, SONG, Page

CITY = "成都市"
SPAN, UNTIL = "自2022年03月01日至2030年03月01日", "2030-03-01"

# title: (prefix of the credit code, name, rows (label, value, field), authority). {c} code, {n} number, {a} address, {p} person.
UNITS = {
    "institution": ("事业单位法人证书", "12", "成都市云帆研究所", "成都市事业单位登记管理局", [
        ("统一社会信用代码", "{c}", "credit-code"), ("名称", "{u}", "name"), ("宗旨和业务范围", "开展农业技术研究，承担科研项目，提供技术咨询与培训。", None),
        ("住所", "{a}", "address"), ("法定代表人", "{p}", "legal-representative"), ("经费来源", "财政补助", None), ("开办资金", "￥320万元", None), ("举办单位", "成都市农业农村局", None),
        ("登记管理机关", "成都市事业单位登记管理局", None), ("有效期", SPAN, "valid-until")]),
    "social": ("社会团体法人登记证书", "51", "成都市云帆文学爱好者协会", "成都市民政局", [
        ("统一社会信用代码", "{c}", "credit-code"), ("名称", "{u}", "name"), ("业务范围", "学术交流、书刊编辑、咨询服务", None), ("住所", "{a}", "address"), ("法定代表人", "{p}", "legal-representative"),
        ("注册资金", "叁万元整", None), ("活动地域", "四川省成都市", None), ("业务主管单位", "成都市文学艺术界联合会", None), ("登记管理机关", "成都市民政局", None), ("有效期限", SPAN, "valid-until")]),
    "private": ("民办非企业单位登记证书（法人）", "52", "成都云帆社会工作服务中心", "成都市武侯区民政局", [
        ("统一社会信用代码", "{c}", "credit-code"), ("名称", "{u}", "name"), ("法定代表人", "{p}", "legal-representative"), ("开办资金", "伍万元整", None), ("业务范围", "社区服务，公益活动策划", None),
        ("住所", "{a}", "address"), ("业务主管单位", "成都市武侯区民政局", None), ("有效期限", SPAN, "valid-until")]),
    "service": ("社会服务机构登记证书", "52", "成都云帆艺术培训中心", "成都市武侯区民政局", [
        ("统一社会信用代码", "{c}", "credit-code"), ("名称", "{u}", "name"), ("法定代表人", "{p}", "legal-representative"), ("注册资金", "拾万元整", None), ("业务范围", "书法、美术公益教学", None),
        ("住所", "{a}", "address"), ("业务主管单位", "无", None), ("有效期限", SPAN, "valid-until")]),
    "foundation": ("基金会法人登记证书", "53", "四川云帆教育发展基金会", "四川省民政厅", [
        ("统一社会信用代码", "{c}", "credit-code"), ("名称", "{u}", "name"), ("类型", "非公募", None), ("法定代表人", "{p}", "legal-representative"), ("原始基金数额", "贰佰万元人民币", None),
        ("业务范围", "资助贫困学生；资助教育科研", None), ("住所", "{a}", "address"), ("业务主管单位", "四川省教育厅", None), ("有效期限", SPAN, "valid-until")]),
    "law-firm": ("律师事务所执业许可证", "31", "四川云帆律师事务所", "四川省司法厅", [
        ("统一社会信用代码", "{c}", "credit-code"), ("证号", "23510{n}", "certificate-number"), ("律师事务所名称", "{u}", "name"), ("住所", "{a}", "address"), ("负责人", "{p}", "legal-representative"),
        ("组织形式", "普通合伙", None), ("设立资产", "30万元", None), ("主管机关", "成都市司法局", None), ("批准文号", "川司许〔2019〕18号", None), ("批准日期", "2019年03月06日", None)]),
    "code": ("统一社会信用代码证书", "11", "成都市云帆管理局", "中共成都市委机构编制委员会办公室", [
        ("统一社会信用代码", "{c}", "credit-code"), ("机构名称", "{u}", "name"), ("机构性质", "机关", None), ("机构地址", "{a}", "address"), ("负责人", "{p}", "legal-representative"),
        ("赋码机关", "中共成都市委机构编制委员会办公室", None), ("颁发日期", "2022年03月01日", None)]),
    "organisation-code": ("中华人民共和国组织机构代码证", None, "成都市云帆中学", "成都市质量技术监督局", [
        ("代码", "{o}", "certificate-number"), ("机构名称", "{u}", "name"), ("机构类型", "事业法人", None), ("法定代表人", "{p}", "legal-representative"), ("地址", "{a}", "address"),
        ("有效期", SPAN, "valid-until"), ("颁发单位", "成都市质量技术监督局", None), ("登记号", "组代管510100-{n}", None)]),
    "religious": ("宗教活动场所登记证", "71", "成都市云帆寺", "成都市民族宗教事务局", [
        ("统一社会信用代码", "{c}", "credit-code"), ("登记证编号", "宗场证字（川）A{n}号", "certificate-number"), ("场所名称", "{u}", "name"), ("教别", "佛教", None), ("地址", "{a}", "address"), ("负责人", "{p}", "legal-representative"),
        ("发证机关", "成都市民族宗教事务局", None), ("有效期限", SPAN, "valid-until")]),
    "forensic": ("司法鉴定许可证", "31", "四川云帆司法鉴定所", "四川省司法厅", [
        ("许可证号", "51002{n}", "certificate-number"), ("统一社会信用代码", "{c}", "credit-code"), ("机构名称", "{u}", "name"), ("机构住所", "{a}", "address"), ("法定代表人", "{p}", "legal-representative"),
        ("机构负责人", "{p}", None), ("业务范围", "法医临床鉴定、法医病理鉴定", None), ("有效期限", SPAN, "valid-until"), ("颁证机关", "四川省司法厅", None)]),
    "notary": ("公证机构执业证", "12", "四川省成都市云帆公证处", "四川省司法厅", [
        ("执业证号", "35101{n}", "certificate-number"), ("统一社会信用代码", "{c}", "credit-code"), ("公证机构名称", "{u}", "name"), ("办公场所", "{a}", "address"), ("负责人", "{p}", "legal-representative"),
        ("执业区域", "成都市行政区域", None), ("核定日期", "2018年10月22日", None), ("发证机关", "四川省司法厅", None)]),
    "arbitration": ("仲裁委员会登记证", "35", "云帆仲裁委员会", "四川省司法厅", [
        ("统一社会信用代码", "{c}", "credit-code"), ("名称", "{u}", "name"), ("住所", "{a}", "address"), ("法定代表人", "{p}", "legal-representative"), ("业务范围", "平等主体之间的合同纠纷和其他财产权益纠纷的仲裁", None),
        ("登记机关", "四川省司法厅", None), ("登记日期", "2022年03月01日", None)]),
    "collective": ("农村集体经济组织登记证", "N2", "成都市武侯区云帆村股份经济合作联合社", "成都市武侯区农业农村局", [
        ("统一社会信用代码", "{c}", "credit-code"), ("名称", "{u}", "name"), ("类型", "股份经济合作联合社", None), ("住所", "{a}", "address"), ("法定代表人", "{p}", "legal-representative"), ("资产总额", "壹佰贰拾万元整", None),
        ("成立日期", "2020年06月18日", None), ("业务范围", "集体资产经营与管理、集体资源开发与利用", None), ("有效期限", SPAN, "valid-until"), ("登记机关", "成都市武侯区农业农村局", None)]),
    "foreign-office": ("外国（地区）企业常驻代表机构登记证", "91", "云帆国际有限公司成都代表处", "成都市市场监督管理局", [
        ("统一社会信用代码", "{c}", "credit-code"), ("名称", "{u}", "name"), ("驻在场所", "{a}", "address"), ("首席代表", "{p}", "legal-representative"), ("业务范围", "从事与隶属外国（地区）企业有关的非营利性业务活动", None),
        ("派出企业名称", "云帆国际有限公司", None), ("驻在期限", SPAN, "valid-until"), ("登记机关", "成都市市场监督管理局", None)]),
    "overseas-ngo": ("境外非政府组织代表机构登记证书", "G1", "云帆基金会（香港）四川代表处", "四川省公安厅", [
        ("统一社会信用代码", "{c}", "credit-code"), ("名称", "{u}", "name"), ("首席代表", "{p}", "legal-representative"), ("业务范围", "开展教育扶贫项目", None), ("住所", "{a}", "address"), ("活动地域", "四川省", None),
        ("业务主管单位", "四川省教育厅", None), ("有效期限", SPAN, "valid-until"), ("登记管理机关", "四川省公安厅", None)]),
    "military-service": ("军队单位对外有偿服务许可证", None, "某部云帆服务中心", "某部后勤保障部", [
        ("编号", "军服证字第{n}号", "certificate-number"), ("单位名称", "{u}", "name"), ("单位负责人", "{p}", "legal-representative"), ("地址", "{a}", "address"), ("服务范围", "住宿服务", None), ("有效期限", SPAN, "valid-until")]),
}
COOPERATIVE = ("农民专业合作社法人营业执照", "93", "成都市武侯区云帆蔬菜专业合作社", "成都市武侯区市场监督管理局", [
    ("统一社会信用代码", "{c}", "credit-code"), ("名称", "{u}", "name"), ("类型", "农民专业合作社", "type"), ("住所", "{a}", "address"), ("法定代表人", "{p}", "legal-representative"), ("成员出资总额", "伍拾万元整", "registered-capital"),
    ("成立日期", "2019年05月08日", None), ("业务范围", "蔬菜种植、销售", "business-scope"), ("登记机关", "成都市武侯区市场监督管理局", None)])


def values(rng, unit):
    title, prefix, name, authority, rows = unit
    n = numbers.digits(rng, 4)
    code = numbers.credit_code(rng, "510107", prefix) if prefix else None
    eight = "".join(rng.choice("0123456789") for _ in range(8))
    said = {"c": code or "", "o": f"{eight}-{numbers.organisation_check(eight)}", "u": name, "n": n, "a": f"四川省{CITY}武侯区云帆路{rng.randrange(1, 200)}号", "p": rng.choice(["王测试", "李云帆", "赵子安"])}
    filled = [(label, words.format(**said), field) for label, words, field in rows]
    fields = {field: UNTIL if field == "valid-until" else words for _, words, field in filled if field}
    return title, name, authority, filled, fields


def upright(rng, unit, dpi=200):
    """A4 portrait: title, rows of label and value, the authority's seal and a day at the foot."""
    title, name, authority, rows, fields = values(rng, unit)
    p = Page(210, 297, dpi, (253, 250, 240))
    ground.key_border(p, (176, 142, 84), (216, 192, 146))
    size = min(11.0, 150 / len(title))
    p.centred(105, 40, title, HEI, size, bold=.02)
    if rng.random() < .5:
        p.centred(105, 40 + size * 1.4, "（副本）", SONG, 5)
    y = 78
    for label, words, _ in rows:
        p.spread(30, y, label, 40, HEI, 4.4) if len(label) > 1 else p.write(30, y, label, HEI, 4.4)
        y = max(y + 10, p.block(76, y, words, 108, SONG if rng.random() < .7 else KAI, 4.5) + 4)
    ink.registry_seal(p, 150, 252, authority, rng)
    p.write(126, 262, "2022 年 03 月 01 日", SONG, 4.4)
    return p, fields


def lying(rng, unit, dpi=200):
    """A4 landscape: two columns, labels with colons."""
    title, name, authority, rows, fields = values(rng, unit)
    p = Page(297, 210, dpi, (250, 252, 250))
    ground.wave_border(p, (52, 132, 120), (150, 204, 190), 11, 9)
    size = min(11.0, 190 / len(title))
    p.centred(148, 34, title, HEI, size, bold=.02)
    half = (len(rows) + 1) // 2
    for column, part in enumerate((rows[:half], rows[half:])):
        x, y = 32 + 122 * column, 66
        for label, words, _ in part:
            end = p.write(x, y, label + "：", HEI, 4.0)
            y = max(y + 12, p.block(end + 1, y, words, x + 112 - end, SONG, 4.2) + 5)
    ink.registry_seal(p, 228, 168, authority, rng)
    return p, fields


def ruled(rng, unit, dpi=200):
    """A4 portrait with a ruled table."""
    title, name, authority, rows, fields = values(rng, unit)
    p = Page(210, 297, dpi)
    size = min(9.0, 140 / len(title))
    p.centred(105, 32, title, SONG, size, bold=.03)
    y = 60
    for label, words, _ in rows:
        h = 7 + 6.2 * len(p.lines(words, SONG, 4.3, 106))
        p.rect(24, y, 186, y + h)
        p.line(70, y, 70, y + h)
        p.centred(47, y + h / 2 - 2.2, label, SONG, 4.2)
        p.block(74, y + 3.4, words, 108, SONG, 4.3)
        y += h
    ink.registry_seal(p, 150, min(y + 26, 262), authority, rng)
    p.write(126, min(y + 34, 270), "2022年03月01日", SONG, 4.4)
    return p, fields


BUILDS = (upright, lying, ruled)

# Letters beside the usual ones (papers-as-they-are.md §2.3, filing-2026.md §3): title -> (kind, sentences, foot, fields, who seals).
FIRM, BEFORE = "成都云帆科技有限公司", "成都云帆商贸有限公司"
PLEDGED = ("法人签字：", "公司盖章：", "签字日期：2026年5月20日")
LETTERS = {
    "name-change": ("name-change-letter", "工商更名函", ("成都市武侯区市场监督管理局：", "我局对下列企业的名称变更予以登记，特此函告。"), (f"变更前名称：{BEFORE}", f"变更后名称：{FIRM}", "2026年5月6日"), {"name": FIRM}, "成都市武侯区市场监督管理局"),
    "name-change-notice": ("name-change-letter", "准予变更登记通知书", (f"{FIRM}：", "经审查，你单位提交的变更登记申请材料齐全，符合法定形式，我局决定准予变更登记。"), (f"变更前企业名称：{BEFORE}", f"变更后企业名称：{FIRM}", "2026年5月6日"), {"name": FIRM}, "成都市武侯区市场监督管理局"),
    "party": ("party-letter", "网站党建备案信息确认函", ("接入服务单位：", "经审核，以下网站已完成党建备案，信息属实，特此确认。"), ("网站名称：云帆之家", "网站域名：yunfan-demo.cn", "2026年5月6日"), {}, "乌鲁木齐市委网信办"),
    "no-training": ("commitment-letter", "不涉及校外培训承诺书", (f"{FIRM}申请的网站域名为 yunfan-demo.cn，网站内容为公司介绍。", "我公司承诺网站不涉及高中及以下校外培训内容，如有违反，愿承担相应责任。"), PLEDGED, {}, FIRM),
    "no-finance": ("commitment-letter", "互联网金融前置审批情况说明书", ("四川省通信管理局：", f"{FIRM}网站域名 yunfan-demo.cn，在未取得金融监管部门批准之前，不利用互联网从事金融服务。"), PLEDGED, {}, FIRM),
    "no-drugs": ("commitment-letter", "药品器械情况说明书", (f"{FIRM}网站域名 yunfan-demo.cn，网站不涉及药品、医疗器械信息服务，不需要办理前置审批。",), PLEDGED, {}, FIRM),
    "commerce": ("commitment-letter", "电子商务情况说明书", ("河南省通信管理局：", f"{FIRM}网站仅销售本公司产品，不为他人提供交易平台，不涉及前置审批。"), PLEDGED, {}, FIRM),
    "statement": ("other", "情况说明书", (f"{FIRM}本次提交六个域名，均为公司自用，特此说明。",), PLEDGED, {}, FIRM),
    "plan": ("site-plan", "网站建设方案书", ("一、网站内容及栏目设置", "二、人员与资金安排", "三、内容管理制度", "四、网络部署与安全措施", "五、应急预案"), ("2026年5月20日",), {}, FIRM),
}


def letter(rng, name, dpi=200):
    kind, title, sentences, foot, fields, by = LETTERS[name]
    p = Page(210, 297, dpi)
    p.centred(105, 36, title, rng.choice([HEI, SONG]), min(8.0, 130 / len(title)), bold=.025)
    y = 62
    for words in sentences:
        y = p.block(26, y, words, 158, SONG, 4.5, lead=1.8, indent=0 if words.endswith("：") else 2) + 1
    y += 14
    for words in foot:
        p.write(96 if len(words) < 18 else 26, y, words, SONG, 4.5)
        if words.startswith("法人签字"):
            ink.handwriting(p, 120, y + 1, "王测试", rng, size=7, kind="signature")
        y += 12
    ink.company_seal(p, 150, y - 14, by, rng, wear=rng.uniform(.15, .5))
    return p, kind, fields
