"""Draws declarations and papers that are clean by what current documents say of a province, and ones that break one of their sentences.

The requirements below were written from the dossier's words (../shared/domain: provinces-2026.toml, rule-confirmation.tsv,
filing-2026.md), not from rules/: what the program asks is held against them, so they may not come from it. Every break names the
sentence it breaks by its id in provinces-2026.toml, or in provinces.toml where a current document repeats an older sentence.
People, firms, numbers and domains are invented. One JSON object a line goes to stdout; src/judge/pack/drawn.rs judges them.

    python3 eval/rules/draw.py > eval/rules/lot.jsonl
"""

import json
import random
import sys

AS_OF = "2026-06-01"
CASES = 20

# code: short name, full name, a city, another city (districts where the province is a city), first six digits of an ID number
PLACES = {
    "11": ("北京", "北京市", "海淀区", "朝阳区", "110108"), "12": ("天津", "天津市", "南开区", "和平区", "120104"),
    "13": ("河北", "河北省", "石家庄市", "唐山市", "130102"), "14": ("山西", "山西省", "太原市", "大同市", "140105"),
    "15": ("内蒙古", "内蒙古自治区", "呼和浩特市", "包头市", "150102"), "21": ("辽宁", "辽宁省", "沈阳市", "大连市", "210102"),
    "22": ("吉林", "吉林省", "长春市", "四平市", "220102"), "23": ("黑龙江", "黑龙江省", "哈尔滨市", "大庆市", "230102"),
    "31": ("上海", "上海市", "浦东新区", "徐汇区", "310104"), "32": ("江苏", "江苏省", "南京市", "苏州市", "320102"),
    "33": ("浙江", "浙江省", "杭州市", "宁波市", "330102"), "34": ("安徽", "安徽省", "合肥市", "芜湖市", "340102"),
    "35": ("福建", "福建省", "福州市", "厦门市", "350102"), "36": ("江西", "江西省", "南昌市", "九江市", "360102"),
    "37": ("山东", "山东省", "济南市", "青岛市", "370102"), "41": ("河南", "河南省", "郑州市", "洛阳市", "410102"),
    "42": ("湖北", "湖北省", "武汉市", "宜昌市", "420102"), "43": ("湖南", "湖南省", "长沙市", "株洲市", "430102"),
    "44": ("广东", "广东省", "广州市", "珠海市", "440103"), "45": ("广西", "广西壮族自治区", "南宁市", "桂林市", "450102"),
    "46": ("海南", "海南省", "海口市", "三亚市", "460105"), "50": ("重庆", "重庆市", "渝中区", "江北区", "500103"),
    "51": ("四川", "四川省", "成都市", "绵阳市", "510104"), "52": ("贵州", "贵州省", "贵阳市", "遵义市", "520102"),
    "53": ("云南", "云南省", "昆明市", "曲靖市", "530102"), "54": ("西藏", "西藏自治区", "拉萨市", "日喀则市", "540102"),
    "61": ("陕西", "陕西省", "西安市", "宝鸡市", "610102"), "62": ("甘肃", "甘肃省", "兰州市", "天水市", "620102"),
    "63": ("青海", "青海省", "西宁市", "海东市", "630102"), "64": ("宁夏", "宁夏回族自治区", "银川市", "石嘴山市", "640104"),
    "65": ("新疆", "新疆维吾尔自治区", "乌鲁木齐市", "克拉玛依市", "650102"),
}
ALL = set(PLACES)
IDS = dict(zip(PLACES, "beijing tianjin hebei shanxi neimenggu liaoning jilin heilongjiang shanghai jiangsu zhejiang anhui fujian jiangxi "
               "shandong henan hubei hunan guangdong guangxi hainan chongqing sichuan guizhou yunnan xizang shaanxi gansu qinghai ningxia xinjiang".split()))

# Units whose responsible person must be the legal representative, by a current document; the others take a letter.
LETTER_FOR_SUBJECT = {"32", "34", "46", "51", "62"}
# Of these the two persons must then be the same.
SAME_PERSON = {"32", "34", "46", "51"}
LEGAL_2026 = {"11", "21", "22"}  # first seen in 2024 and later: the sentence's id is <province>.2026.legal-rep
SITE_LETTER_OLD = {"12", "31", "34", "35", "42", "43", "50", "51", "52", "61", "64"}
SITE_LETTER_2026 = {"14", "15", "21", "62", "65"}
# Individuals with an ID card of another province: refused, or taken with a residence permit.
REFUSED_OLD = {"14": "local-id-only", "23": "local-id-only", "41": "local-id-only", "45": "local-id", "62": "local-id-only",
               "63": "local-id-only", "65": "local-id-only"}
REFUSED_2026 = {"36", "50", "54", "61", "64"}
PERMIT = {"22", "31", "32", "33", "34", "35", "37", "42", "51", "52"}
SAME_CITY = {"13": "same-city", "41": "same-city", "52": "same-address"}
PLEDGE_UNITS, PLEDGE_INDIVIDUALS = {"32", "41", "44"}, {"32", "41", "44"}
LEGAL_MAY_HOLD = {"35", "44"}
# Most sites a subject may have without a site plan, where a current document names another number than the nation's five.
PLAN_UNIT = {"31": (29, "shanghai.2026.plan"), "32": (29, "jiangsu.plan-org"), "44": (30, "guangdong.2026.domain-count-org"),
             "50": (5, "chongqing.2026.plan-org"), "43": (2, "hunan.2026.plan"), "64": (5, "ningxia.2026.plan")}
PLAN_INDIVIDUAL = {"44": (4, "guangdong.2026.domain-count-ind"), "50": (2, "chongqing.2026.plan-ind"), "51": (4, "sichuan.2026.plan-ind"),
                   "43": (2, "hunan.2026.plan"), "64": (5, "ningxia.2026.plan")}
BLOG_ONLY, NO_BLOG = {"23", "50"}, {"61"}
INDIVIDUAL_PLEDGE = ("本网站是个人网站，不含有企业、单位等非个人网站的信息，若在核实中发现网站中含有企业、单位等信息，本人愿接受以虚假信息进行备案，"
                     "注销网站，并将主体和域名加入黑名单的处罚。")

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静强磊军洋勇艳杰涛明超兰霞平刚桂英华文玲鹏红"
BRANDS = ["云帆", "启明", "青禾", "远岫", "松涧", "蓝鲸", "星野", "汇川", "晨曦", "卓越", "嘉和", "瑞丰", "海纳", "鼎新", "博睿"]
TRADES = ["网络科技", "信息技术", "机械设备", "食用菌种植", "服装设计", "物流", "园林绿化", "建筑装饰", "环保工程", "软件开发"]
DIARIES = ["山间札记", "晨跑日记", "老街光影", "我的读书笔记", "手作时光", "旅途拾影", "猫咪观察日志", "厨房小记"]


def check_digit(body):
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return "10X98765432"[sum(int(c) * w for c, w in zip(body, weights)) % 11]


def credit_code(rng, region):
    """A unified code with the check characters of GB 11714 (the nine of the organisation) and GB 32100 (the last)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    organ = "".join(rng.choice(alphabet) for _ in range(8))
    total = sum("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(c) * w for c, w in zip(organ, [3, 7, 9, 10, 5, 8, 4, 2]))
    body = "91" + region + organ + "0123456789X"[(11 - total % 11) % 11]
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


class Case:
    """A case and its papers, clean when made; breaks change it."""

    def __init__(self, rng, code, kind):
        self.rng, self.code, self.kind = rng, code, kind
        self.short, self.full, self.city, self.other_city, self.region = PLACES[code]
        self.unit = kind != "individual"
        self.papers, self.remarks = [], []
        self.serial = rng.randrange(10**6)
        self.case = self.clean()

    # -- parts
    def address(self, city=None, full=None):
        full = full or self.full
        return f"{full}{city or self.city}建设路{self.rng.randrange(1, 300)}号{self.rng.randrange(1, 20)}栋{self.rng.randrange(101, 2800)}室"

    def person(self, age=None, region=None):
        year = 2026 - (age or self.rng.randrange(25, 55))
        body = f"{region or self.region}{year}0{self.rng.randrange(1, 6)}{self.rng.randrange(10, 28)}{self.rng.randrange(100, 999)}"
        name = self.rng.choice(SURNAMES) + "".join(self.rng.sample(GIVEN, self.rng.choice([1, 2])))
        digits = lambda: "1" + self.rng.choice(["38", "39", "86", "58"]) + f"{self.rng.randrange(10**8):08d}"
        return {"name": name, "certificate": {"kind": "citizen-id", "number": body + check_digit(body), "valid_until": "2040-05-01"},
                "phone": digits(), "email": f"u{self.rng.randrange(10**6)}@example.com", "phones": [digits()]}

    def domain(self):
        end = {"institution": "cn", "government": "gov.cn"}.get(self.kind) or self.rng.choice(["cn", "com", "net"])
        return f"shili{self.rng.randrange(10**6)}.{end}"

    def site(self, name=None, domain=None):
        s = {"name": name or self.site_name(), "domains": [domain or self.domain()], "content": ["general"], "site_access": "closed"}
        s["category"] = "单位门户网站" if self.unit else ("其他" if self.code in NO_BLOG else self.rng.choice(["博客/个人空间"] * 3 + ["其他"] * (self.code not in BLOG_ONLY)))
        return s

    def site_name(self):
        if not self.unit:
            return self.rng.choice(DIARIES)
        return self.rng.choice([self.brand + self.trade, self.brand + "产品中心", self.brand + "客户服务", self.name])

    def paper(self, kind, name, fields=None, lines=(), seals=0, signature=False):
        self.papers.append({"kind": kind, "path": name, "fields": fields or {}, "lines": list(lines), "seals": seals, "signature": signature,
                            "fingerprint": signature and not self.unit})

    def drop(self, kind):
        self.papers = [p for p in self.papers if p["kind"] != kind]

    # -- the clean case
    def clean(self):
        rng = self.rng
        self.brand, self.trade = rng.choice(BRANDS), rng.choice(TRADES)
        p = self.person()
        endings = {"enterprise": "有限公司", "sole-proprietor": "商行", "institution": "研究所", "government": "局", "social-organisation": "协会",
                   "law-firm": "律师事务所"}
        place = self.city.rstrip("市") if self.city.endswith("市") else self.short
        self.name = p["name"] if not self.unit else place + self.brand + ("" if self.kind in ("law-firm",) else self.trade) + endings[self.kind]
        certificates = {"enterprise": "business-licence", "sole-proprietor": "business-licence", "institution": "institution-certificate",
                        "government": "government-code", "social-organisation": "social-organisation-certificate", "law-firm": "law-firm-licence"}
        address = self.address()
        subject = {"kind": self.kind, "name": self.name, "address": address, "contact_address": address if not self.unit else self.address(), "responsible_person": p}
        if self.unit:
            subject["certificate"] = {"kind": certificates[self.kind], "number": credit_code(rng, self.region)}
            subject["legal_representative"] = p["name"]
        else:
            subject["certificate"] = p["certificate"]
        if self.kind == "sole-proprietor":
            subject["trade_name"] = self.name
        site = self.site()
        site["responsible_person"] = p
        filing = rng.choices(["new-subject", "new-site", "new-access"], [6, 3, 1])[0]
        filed = 0 if filing == "new-subject" else rng.randrange(1, 2 if self.code == "43" else 3)
        if not self.unit and self.code == "50":
            filed = 0 if filing == "new-subject" else 1
        if filing == "new-access":
            site["site_access"] = "open"
        case = {"schema": "chushen.case/1", "case_id": f"{IDS[self.code]}-{self.serial:06d}", "filing": filing, "submitted_at": f"{AS_OF}T09:00:00+08:00",
                "province": self.code, "subject": subject, "sites": [site], "filed_sites": filed,
                "domains": [{"name": site["domains"][0], "registrant": self.name, "registrar": "阿里云计算有限公司", "registered_on": "2024-04-07",
                             "expires_on": "2028-04-25", "real_name_verified": True, "verified_on": "2026-05-01"}],
                "hosting": {"region": "mainland", "billing": "prepaid", "public_ips": ["203.0.113.69"], "expires_on": "2027-06-06", "purchased_months": 12}}
        self.case = case
        self.usual_papers(p)
        self.remark(site)
        self.province_papers()
        if self.unit and rng.random() < 0.25 and self.code not in {"13"}:
            self.other_site_person()
        if self.unit and self.code in LEGAL_MAY_HOLD and rng.random() < 0.3:
            case["domains"][0]["registrant"] = p["name"]
            next(q for q in self.papers if q["kind"] == "domain-certificate")["fields"]["registrant"] = p["name"]
        if not self.unit and self.code in PERMIT and rng.random() < 0.3:
            self.from_outside(permit=True)
        return case

    def usual_papers(self, p):
        s, c = self.case["subject"], self.case
        self.paper("id-card-portrait", "id-1.jpg", {"name": p["name"], "citizen-id-number": p["certificate"]["number"], "address": s["address"]}, ["姓名", "公民身份号码"])
        self.paper("id-card-emblem", "id-2.jpg", {"valid-until": "2040-05-01"}, ["中华人民共和国", "居民身份证", "签发机关"])
        if self.kind in ("enterprise", "sole-proprietor"):
            self.paper("business-licence", "licence.pdf", {"name": s["name"], "credit-code": s["certificate"]["number"], "legal-representative": s["legal_representative"],
                       "address": s["address"], "business-scope": f"{self.trade}；货物进出口"}, ["营业执照", "（副本）"], seals=2)
        elif self.unit:
            self.paper("organisation-certificate", "certificate.pdf", {"name": s["name"], "credit-code": s["certificate"]["number"], "legal-representative": s["legal_representative"]},
                       ["法人证书"], seals=1)
        self.paper("verification-form", "form.pdf", {"subject-name": s["name"], "domain": c["sites"][0]["domains"][0]}, ["网站备案信息真实性核验单"], seals=int(self.unit), signature=True)
        self.paper("domain-certificate", "domain.pdf", {"domain": c["sites"][0]["domains"][0], "registrant": s["name"], "expires-on": "2028-04-25"}, ["域名注册证书"])

    def remark(self, site):
        said = []
        if not self.unit:
            said.append("网站开办后记录个人学习与生活，展示照片与文字")
            if self.code == "45":
                said.append(INDIVIDUAL_PLEDGE)
            if self.code == "12":
                said.append(f"应急电话中手机号使用人为{self.name}的父亲王建国")
        else:
            if self.rng.random() < 0.5:
                said.append(f"{self.brand}为本单位的产品")
            if self.code == "12":
                said.append(f"应急联系电话中手机号使用人为{self.name}的员工李建国")
            if self.code == "15":
                said.append("本网站仅作官网展示，不涉及在线交易、电子金融、电子商务")
        if said:
            site["remarks"] = "。".join(said)

    def province_papers(self):
        if self.code in (PLEDGE_UNITS if self.unit else PLEDGE_INDIVIDUALS) and not (self.code == "44" and self.unit and self.case["filing"] != "new-subject"):
            title = {"44": "互联网信息服务核准承诺书（单位）" if self.unit else "互联网信息服务备案承诺书（个人）", "32": "江苏省网站备案信息真实性承诺书", "41": "网站备案承诺书"}[self.code]
            self.paper("commitment-letter", "pledge.pdf", {}, [title, "2026年5月20日"], seals=int(self.unit), signature=True)
        if self.code == "44":
            self.paper("site-photo", "visit.jpg")  # the user's guide: the provider looks at the place
        if self.kind in ("government", "institution") and self.code in {"15", "23", "36", "53"}:
            self.paper("pre-approval", "approval.pdf", {"permit-number": "2026-001", "name": self.name}, ["网站开办资格申请表", "编办审批件"], seals=1)
        if self.kind == "government":
            titles = ["政府网站域名业务审核表"] + ["市政府办公厅批准"] * (self.code == "12")
            self.paper("pre-approval", "gov.pdf", {"permit-number": "2026-002", "name": self.name}, titles, seals=1)
        if self.code == "36" and not self.unit:
            self.paper("site-photo", "holding.jpg")

    def other_site_person(self):
        """Another person answers for the site, with a letter where one is asked."""
        if self.code in SAME_PERSON - {"51"}:
            return
        other = self.person()
        self.case["sites"][0]["responsible_person"] = other
        self.letter()

    def letter(self):
        self.paper("authorisation-letter", "letter.pdf", {}, ["授权书", "2026年5月20日"], seals=1, signature=True)

    def from_outside(self, permit):
        away = "53" if self.code != "53" else "51"
        self.case["subject"]["address"] = self.address(city=PLACES[away][2], full=PLACES[away][1])
        card = next(p for p in self.papers if p["kind"] == "id-card-portrait")
        card["fields"]["address"] = self.case["subject"]["address"]
        if permit:
            self.paper("residence-permit", "permit.jpg", {"name": self.name, "valid-until": "2027-05-01"}, ["居住证"])

    def row(self, about, rules):
        return {"id": self.case["case_id"], "province": self.code, "about": about, "rules": rules, "case": self.case, "papers": self.papers}


UNITS = ["enterprise"] * 6 + ["sole-proprietor"] * 2 + ["institution", "government", "social-organisation"]
BREAKS = []


def breaks(kinds, where=ALL):
    """Registers a way to break a sentence: whom it concerns, and in which provinces. It returns the ids of the sentence."""
    def take(f):
        BREAKS.append((f, kinds.split(), where))
        return f
    return take


def sid(c, leaf):
    return f"{IDS[c.code]}.{leaf}"


# ---- what provinces ask
@breaks("enterprise sole-proprietor", ALL - LETTER_FOR_SUBJECT)
def another_person(c):
    c.case["subject"]["legal_representative"] = "欧阳测试"
    for p in c.papers:
        if p["kind"] == "business-licence":
            p["fields"]["legal-representative"] = "欧阳测试"
    c.letter()
    return [sid(c, "2026.legal-rep" if c.code in LEGAL_2026 else "legal-rep")]


@breaks("enterprise", {"32", "51", "62", "34"})
def no_letter_for_the_subjects_person(c):
    c.drop("authorisation-letter")
    c.case["subject"]["legal_representative"] = "欧阳测试"
    c.papers[2]["fields"]["legal-representative"] = "欧阳测试"
    c.case["sites"][0]["responsible_person"] = c.case["subject"]["responsible_person"]
    return [sid(c, {"32": "2026.non-legal-rep", "51": "authorisation-subject", "34": "authorisation-subject", "62": "auth-remark"}[c.code])] + [sid(c, "authorisation-site"), sid(c, "2026.authorisation-site")]


@breaks("enterprise", SAME_PERSON)
def two_persons_neither_the_representative(c):
    c.case["subject"]["legal_representative"] = "欧阳测试"
    c.papers[2]["fields"]["legal-representative"] = "欧阳测试"
    c.case["sites"][0]["responsible_person"] = c.person()
    c.letter()
    return [sid(c, {"32": "site-person-same", "34": "person-same", "46": "person-same", "51": "2026.non-legal-rep"}[c.code])]


@breaks("enterprise sole-proprietor", (SITE_LETTER_OLD | SITE_LETTER_2026) - {"34"})
def no_letter_for_the_sites_person(c):
    c.drop("authorisation-letter")
    c.case["sites"][0]["responsible_person"] = c.person()
    return [sid(c, "2026.authorisation-site" if c.code in SITE_LETTER_2026 else "authorisation-site")]


@breaks("individual", set(REFUSED_OLD) | REFUSED_2026)
def an_outside_card_where_it_is_refused(c):
    c.from_outside(permit=True)
    return [sid(c, REFUSED_OLD.get(c.code, "2026.outside-id"))]


@breaks("individual", PERMIT | {"15", "36", "44"})
def an_outside_card_without_a_permit(c):
    c.drop("residence-permit")
    c.from_outside(permit=False)
    return [sid(c, "residence-permit"), sid(c, "2026.outside-id"), sid(c, "residence-alt"), sid(c, "local-id-only")]


@breaks("enterprise", set(SAME_CITY))
def another_city(c):
    c.case["subject"]["contact_address"] = c.address(city=c.other_city)
    return [sid(c, SAME_CITY[c.code])]


@breaks("enterprise", LEGAL_MAY_HOLD)
def held_by_a_stranger(c):
    c.case["domains"][0]["registrant"] = "武汉别家贸易有限公司"
    next(p for p in c.papers if p["kind"] == "domain-certificate")["fields"]["registrant"] = "武汉别家贸易有限公司"
    return [sid(c, "2026.domain-owner"), "national.domain-registrant"]


@breaks("enterprise individual", {"32", "41", "44"})
def no_pledge(c):
    c.case["filing"], c.case["filed_sites"] = "new-subject", 0
    c.case["sites"][0]["site_access"] = "closed"
    c.drop("commitment-letter")
    leaf = {"32": "notice-and-pledge", "41": "2026.pledge", "44": "pledge-org" if c.unit else "pledge-individual"}[c.code]
    return [sid(c, leaf)]


@breaks("enterprise", {"44"})
def an_old_pledge(c):
    c.drop("commitment-letter")
    c.paper("commitment-letter", "pledge.pdf", {}, ["互联网信息服务核准承诺书（单位）", "2025年11月1日"], seals=1, signature=True)
    return ["guangdong.2026.pledge-org"]


@breaks("enterprise", set(PLAN_UNIT))
def too_many_sites_of_a_unit(c):
    c.case["filing"], c.case["filed_sites"] = "new-site", PLAN_UNIT[c.code][0]
    c.case["sites"][0]["site_access"] = "closed"
    return [PLAN_UNIT[c.code][1]]


@breaks("individual", set(PLAN_INDIVIDUAL))
def too_many_sites_of_an_individual(c):
    c.case["filing"], c.case["filed_sites"] = "new-site", PLAN_INDIVIDUAL[c.code][0]
    c.case["sites"][0]["site_access"] = "closed"
    return [PLAN_INDIVIDUAL[c.code][1]]


@breaks("enterprise sole-proprietor individual", {"41"})
def so_many_that_the_bureau_looks(c):
    c.case["filing"], c.case["filed_sites"] = "new-site", {"enterprise": 20, "sole-proprietor": 10, "individual": 5}[c.kind]
    c.case["sites"][0]["site_access"] = "closed"
    c.paper("site-plan", "plan.pdf", {}, ["网站建设方案书"], seals=1)
    return ["henan.2026.site-count"]


@breaks("enterprise individual", {"36"})
def more_than_jiangxi_takes(c):
    c.case["filing"], c.case["filed_sites"] = "new-site", 7 if c.unit else 4
    c.case["sites"][0]["site_access"] = "closed"
    return ["jiangxi.2026.site-max"]


@breaks("individual", BLOG_ONLY)
def another_category_than_blog(c):
    c.case["sites"][0]["category"] = "其他"
    return [sid(c, "2026.category")]


@breaks("individual", NO_BLOG)
def blog_where_it_needs_a_permit(c):
    c.case["sites"][0]["category"] = "博客/个人空间"
    return ["shaanxi.no-blog-category", "shaanxi.2026.blog"]


@breaks("enterprise institution", {"12"})
def nobody_named_for_the_emergency_phone(c):
    c.case["sites"][0]["remarks"] = "企业展示网站"
    return ["tianjin.2026.emergency-remark"]


@breaks("individual", {"12"})
def no_kin_named_for_the_emergency_phone(c):
    c.case["sites"][0]["remarks"] = "网站开办后记录个人学习与生活"
    return ["tianjin.2026.emergency-remark-ind"]


@breaks("enterprise", {"15"})
def no_word_of_display_only(c):
    c.case["sites"][0]["remarks"] = "介绍本单位的产品"
    return ["neimenggu.2026.unit-remark"]


@breaks("individual", {"45"})
def no_pledge_in_the_remark(c):
    c.case["sites"][0]["remarks"] = "网站开办后记录个人学习与生活"
    return ["guangxi.2026.pledge", "guangxi.remark-individual-pledge"]


@breaks("institution government", {"15", "23", "36", "53"})
def no_approval_of_the_office(c):
    c.papers = [p for p in c.papers if p["path"] not in ("approval.pdf",)]
    c.drop("pre-approval")
    return [sid(c, {"15": "2026.gov", "23": "2026.gov", "36": "2026.gov", "53": "2026.gov"}[c.code]), "national.user-gov"]


@breaks("government", {"12"})
def no_approval_of_the_city(c):
    c.drop("pre-approval")
    c.paper("pre-approval", "gov.pdf", {"permit-number": "2026-002", "name": c.name}, ["政府网站域名业务审核表"], seals=1)
    return ["tianjin.2026.gov"]


@breaks("enterprise", {"36", "61"})
def two_sites_of_one_name(c):
    s = c.site(name=c.case["sites"][0]["name"])
    s["responsible_person"] = c.case["sites"][0]["responsible_person"]
    s["remarks"] = c.case["sites"][0].get("remarks", "")
    s["site_access"] = c.case["sites"][0]["site_access"]
    c.case["sites"].append(s)
    return [sid(c, "2026.name-unique")]


@breaks("individual", {"36"})
def no_photo_with_the_card(c):
    c.drop("site-photo")
    return ["jiangxi.2026.holding-photo"]


@breaks("enterprise", {"41", "51"})
def a_name_of_nothing(c):
    c.case["sites"][0]["name"] = "鼎盛花园"
    c.case["sites"][0].pop("remarks", None)
    return [sid(c, {"41": "2026.name-related", "51": "2026.name-short"}[c.code])]


@breaks("enterprise", {"37"})
def dangerous_goods(c):
    next(p for p in c.papers if p["kind"] == "business-licence")["fields"]["business-scope"] = "危险化学品经营；货物进出口"
    return ["shandong.2026.chemicals"]


@breaks("enterprise", {"37"})
def a_passport_for_the_subject(c):
    c.case["subject"]["responsible_person"]["certificate"] = {"kind": "passport", "number": "E12345678", "valid_until": "2030-01-01"}
    return ["shandong.2026.mainland-person"]


@breaks("enterprise", {"35"})
def food(c):
    next(p for p in c.papers if p["kind"] == "business-licence")["fields"]["business-scope"] = "食品销售；货物进出口"
    return ["fujian.2026.food"]


@breaks("enterprise", {"42"})
def commerce_without_a_statement(c):
    c.case["sites"][0]["content"] = ["e-commerce"]
    return ["hubei.2026.ecommerce"]


@breaks("individual", {"42"})
def a_number_of_another_province(c):
    c.case["subject"]["responsible_person"]["phone"] = "010-61234567"
    return ["hubei.2026.phone"]


@breaks("enterprise", {"32"})
def a_change_that_jiangsu_does_not_take(c):
    c.case["filing"] = c.rng.choice(["change-subject", "change-site"])
    c.case["sites"][0]["site_access"] = "open"
    return ["jiangsu.2026.change-kinds"]


@breaks("enterprise individual", {"42", "43"})
def two_sites_in_one_order(c):
    s = c.site(name=c.brand + "客户之家" if c.unit else "云上拾遗")
    s["responsible_person"] = c.case["sites"][0]["responsible_person"]
    s["remarks"] = c.case["sites"][0].get("remarks", "网站开办后记录个人学习与生活")
    s["site_access"] = c.case["sites"][0]["site_access"]
    c.case["sites"].append(s)
    c.case["filing"] = "new-site"
    for x in c.case["sites"]:
        x["site_access"] = "closed"
    return [sid(c, {"42": "2026.one", "43": "2026.plan"}[c.code]), sid(c, {"42": "one-site", "43": "site-plan"}[c.code])]


@breaks("individual", {"46"})
def two_domains_at_first(c):
    c.case["filing"], c.case["filed_sites"] = "new-subject", 0
    c.case["sites"][0]["domains"].append(c.domain())
    c.case["sites"][0]["site_access"] = "closed"
    return ["hainan.2026.one-domain", "hainan.first-one-domain", "national.one-new-domain-per-site"]


# ---- what every province asks
@breaks("individual", ALL - {"54"})
def no_word_of_what_the_site_is(c):
    c.case["sites"][0].pop("remarks", None)
    touched = "beijing.remark-content hebei.remark-content heilongjiang.remark-content jiangsu.remark-content shandong.remark-content guangdong.remark-content qinghai.remark-content sichuan.remark-use"
    own = ["guangxi.remark-individual-pledge", "tianjin.2026.emergency-remark-ind"]
    return ["national.individual-remark"] + touched.split() + own


@breaks("enterprise individual")
def a_card_that_ends_soon(c):
    next(p for p in c.papers if p["kind"] == "id-card-emblem")["fields"]["valid-until"] = "2026-07-15"
    return ["national.certificate-3m"]


@breaks("enterprise individual")
def a_domain_that_ends_soon(c):
    c.case["domains"][0]["expires_on"] = "2026-07-15"
    return ["national.domain-3m"]


@breaks("enterprise individual")
def somebody_elses_domain(c):
    c.case["domains"][0]["registrant"] = "武汉别家贸易有限公司"
    next(p for p in c.papers if p["kind"] == "domain-certificate")["fields"]["registrant"] = "武汉别家贸易有限公司"
    return ["national.domain-registrant", sid(c, "2026.domain-owner"), sid(c, "domain-owner")]


@breaks("enterprise individual")
def verified_yesterday(c):
    c.case["domains"][0]["verified_on"] = "2026-05-31"
    return ["national.domain-real-name-3d"]


@breaks("enterprise")
def two_domains_of_a_new_site(c):
    c.case["filing"] = "new-site"
    c.case["filed_sites"] = 1
    c.case["sites"][0]["site_access"] = "closed"
    c.case["sites"][0]["domains"].append(c.domain())
    return ["national.one-new-domain-per-site", sid(c, "one-domain"), sid(c, "2026.one-domain"), sid(c, "order-domains"), sid(c, "2026.one"), sid(c, "2026.plan"), sid(c, "site-plan")]


@breaks("enterprise")
def one_number_for_two_persons(c):
    other = c.person()
    other["phone"] = c.case["subject"]["responsible_person"]["phone"]
    c.case["sites"][0]["responsible_person"] = other
    c.letter()
    return ["national.phones-distinct", sid(c, "contacts"), sid(c, "emergency-contact")]


@breaks("individual", ALL - BLOG_ONLY - NO_BLOG)
def a_category_that_individuals_have_not(c):
    c.case["sites"][0]["category"] = "网络游戏"
    return ["national.individual-content"]


@breaks("enterprise individual")
def open_before_it_is_filed(c):
    c.case["filing"], c.case["sites"][0]["site_access"] = "new-site", "open"
    c.case["filed_sites"] = 1
    return ["national.unfiled-closed"]


@breaks("enterprise")
def filed_and_closed(c):
    c.case["filing"], c.case["sites"][0]["site_access"] = "new-access", "closed"
    c.case["filed_sites"] = 1
    return ["national.filed-open-footer"]


@breaks("enterprise individual")
def a_name_of_two_characters(c):
    c.case["sites"][0]["name"] = c.brand
    return ["national.name-basics"]


@breaks("enterprise")
def a_name_of_the_state(c):
    c.case["sites"][0]["name"] = f"中华{c.brand}在线"
    return ["national.name-basics"]


@breaks("enterprise")
def a_word_of_finance(c):
    c.case["sites"][0]["name"] = f"{c.brand}理财"
    return ["national.finance-words"]


@breaks("enterprise")
def a_word_of_training(c):
    c.case["sites"][0]["name"] = f"{c.brand}培训"
    c.drop("commitment-letter")
    return ["national.training", sid(c, "2026.pledge"), sid(c, "pledge-org"), sid(c, "notice-and-pledge")]


@breaks("enterprise")
def religion(c):
    c.case["sites"][0]["content"] = ["religion"]
    return ["national.religion"]


@breaks("government")
def no_form_of_the_government(c):
    c.drop("pre-approval")
    return ["national.user-gov", "tianjin.2026.gov", "jiangxi.org-office-approval", "yunnan.2026.gov", "neimenggu.site-name-review-form", "heilongjiang.site-application-form"]


@breaks("institution government")
def a_suffix_of_anybody(c):
    c.case["sites"][0]["domains"] = ["shili77.com"]
    c.case["domains"][0]["name"] = "shili77.com"
    for p in c.papers:
        if "domain" in p["fields"]:
            p["fields"]["domain"] = "shili77.com"
    return ["national.gov-suffix"]


@breaks("individual")
def a_travel_permit_of_an_individual(c):
    c.case["subject"]["certificate"] = {"kind": "passport", "number": "E12345678", "valid_until": "2031-01-01"}
    return ["national.hmt-foreign-individual", "hebei.2026.foreign", "hebei.no-foreign-individual"]


@breaks("individual")
def a_minor(c):
    young = c.person(age=15)
    young["name"] = c.name
    c.case["subject"]["responsible_person"] = young
    c.case["subject"]["certificate"] = young["certificate"]
    c.case["sites"][0]["responsible_person"] = young
    c.papers[0]["fields"]["citizen-id-number"] = young["certificate"]["number"]
    return [sid(c, "2026.age"), sid(c, "age-16"), sid(c, "age-17"), sid(c, "age-18"), "national.identity.full-age"]


def main():
    rng = random.Random(2026)
    out = []
    for code in PLACES:
        for i in range(CASES):
            kind = "individual" if i % 5 in (1, 3) else rng.choice(UNITS)
            out.append(Case(rng, code, kind).row("clean", []))
        # Every sentence of the province once, then those of the nation in turn.
        local = [b for b in BREAKS if code in b[2] and b[2] != ALL and len(b[2]) < 28]
        national = [b for b in BREAKS if code in b[2] and not (b[2] != ALL and len(b[2]) < 28)]
        rng.shuffle(national)
        todo = [(b, k) for b in local for k in b[1]] + [(b, rng.choice(b[1])) for b in national * 2]
        for break_, kind in todo[:max(CASES, len(local) + 8)]:
            c = Case(rng, code, kind)
            rules = break_[0](c)
            out.append(c.row(break_[0].__name__, rules))
    for row in out:
        sys.stdout.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
