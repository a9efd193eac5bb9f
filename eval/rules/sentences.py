"""For each sentence of the older dossier (provinces.toml: 375 of 31 provinces) cases that break it and one that keeps it.

The truth comes from the sentence's words and figures as the dossier has them, by its topic; rules/ is not read. Whether a rule of
the program says the sentence is for the test to find (src/judge/pack/drawn.rs): it must fire on a broken case and be silent on
every kept one. Sentences that no paper can show have no case.

    python3 eval/rules/sentences.py ../shared/domain/provinces.toml > sentences.jsonl
"""

import json
import random
import sys
import tomllib

import draw

def paper(c, kind):
    return next(p for p in c.papers if p["kind"] == kind)


def aged(c, years):
    """Makes everybody of the case `years` old: born on the first day of a year."""
    young = c.person()
    body = f"{c.region}{2026 - years}0101{c.rng.randrange(100, 999)}"
    young["certificate"]["number"] = body + draw.check_digit(body)
    young["name"] = c.case["subject"]["responsible_person"]["name"]
    c.case["subject"]["responsible_person"] = young
    c.case["sites"][0]["responsible_person"] = young
    if not c.unit:
        c.case["subject"]["certificate"] = young["certificate"]


def other(c, kind, title, *lines):
    c.paper(kind, f"{title}.pdf", {}, [title, *lines], seals=1, signature=True)


def named(name):
    def f(c):
        c.case["sites"][0]["name"] = name
    return f


def scope(words):
    def f(c):
        paper(c, "business-licence")["fields"]["business-scope"] = words
    return f


def all_of(*fs):
    def f(c):
        for g in fs:
            g(c)
    return f


def nothing(c):
    pass


def set_site(**values):
    def f(c):
        c.case["sites"][0].update(values)
    return f


def filing(kind, filed=1):
    def f(c):
        c.case["filing"], c.case["filed_sites"] = kind, filed
        c.case["sites"][0]["site_access"] = "closed" if kind.startswith("new-s") else "open"
    return f


def filed(n):
    return filing("new-site", n)


def sites(n):
    def f(c):
        first = c.case["sites"][0]
        c.case["sites"] = [{**first, "name": f"{first['name']}{'甲乙丙丁戊己庚辛壬癸'[i % 10] * (i // 10 + 1)}", "domains": [f"shili{i}.cn"]} for i in range(n)]
    return f


def domains(n):
    def f(c):
        c.case["sites"][0]["domains"] = [f"shili{i}.cn" for i in range(n)]
    return f


def phones(*numbers):
    """One person, with these numbers."""
    def f(c):
        c.case["sites"][0]["responsible_person"] = c.case["subject"]["responsible_person"]
        for p in (c.case["subject"]["responsible_person"], c.case["sites"][0]["responsible_person"]):
            p["phone"], p["phones"] = numbers[0], list(numbers[1:])
    return f


def two_persons(a, b):
    def f(c):
        mine, site = c.case["subject"]["responsible_person"], c.person()
        (mine["phone"], *mine["phones"]), (site["phone"], *site["phones"]) = a, b
        c.case["sites"][0]["responsible_person"] = site
    return f


def address(text):
    def f(c):
        c.case["subject"]["contact_address"] = text.format(full=c.full, city=c.city)
    return f


def registrant(who):
    def f(c):
        c.case["domains"][0]["registrant"] = who(c)
        paper(c, "domain-certificate")["fields"]["registrant"] = who(c)
    return f


def representative(name):
    def f(c):
        c.case["subject"]["legal_representative"] = name
        for p in c.papers:
            if "legal-representative" in p["fields"]:
                p["fields"]["legal-representative"] = name
    return f


def other_site_person(c):
    c.case["sites"][0]["responsible_person"] = c.person()


def grey(kind):
    def f(c):
        paper(c, kind)["grey"] = True
    return f


def without(kind):
    return lambda c: c.drop(kind)


def met(what):
    def f(c):
        c.met = [what]
    return f


def certificate(kind):
    def f(c):
        for p in (c.case["subject"]["responsible_person"], c.case["sites"][0]["responsible_person"]):
            p["certificate"] = {"kind": kind, "number": "E12345678", "valid_until": "2031-01-01"}
    return f


def remark(text):
    return set_site(remarks=text)


PROOFS = {"income-or-employment-proof": "工作证明", "income-proof": "收入证明", "employment-proof": "就业证明", "employment-proof-or-guardian": "工作证明",
          "guardian-id": "户口簿", "guardian-statement-and-id": "监护人声明"}


def pairs(r, kind):
    """(broken, kept) of a sentence."""
    p, topic, ident = r["params"], r["topic"], r["id"]
    out = []

    def put(broken, kept=nothing):
        out.append((broken, kept))

    if topic == "responsible-person-age" or topic == "age-proof":
        if "max_age_male" in p or "max_age" in p:
            most = p.get("max_age_male", p.get("max_age"))
            put(lambda c: aged(c, most + 2), lambda c: aged(c, 40))
        least = p.get("min_age", p.get("student_min_age"))
        proof = next((PROOFS[v] for k, v in p.items() if k.startswith("below_1") and v in PROOFS), None)
        if proof:
            young = 17 if "below_18" in p else 12
            put(lambda c: aged(c, young), lambda c: (aged(c, young), other(c, "other", proof)))
        if topic == "age-proof":
            put(lambda c: aged(c, p["below_age"] - 1), lambda c: (aged(c, p["below_age"] - 1), other(c, "other", "学生证")))
        if least:
            put(lambda c: aged(c, least - 1), lambda c: aged(c, least + 1) if least >= 18 else aged(c, 30))
    elif topic == "responsible-person-is-legal-rep":
        put(representative("欧阳测试"))
        if p.get("same_person"):
            put(all_of(representative("欧阳测试"), other_site_person), nothing)
    elif topic == "responsible-person-same":
        put(all_of(representative("欧阳测试"), other_site_person), all_of(representative("欧阳测试"), lambda c: c.letter()))
    elif topic == "authorisation-letter":
        if p.get("person") == "site":
            put(all_of(without("authorisation-letter"), other_site_person), all_of(other_site_person, lambda c: c.letter()))
        elif "when" in p or p.get("person") == "subject":
            put(all_of(without("authorisation-letter"), representative("欧阳测试")), all_of(representative("欧阳测试"), lambda c: c.letter()))
        if ident == "gansu.auth-remark":
            put(all_of(without("authorisation-letter"), representative("欧阳测试")), all_of(representative("欧阳测试"), lambda c: c.letter()))
    elif topic == "change-policy" and p.get("policy") in ("rename-only", "business-registry-proof"):
        title = {"rename-only": "更名函", "business-registry-proof": "工商证明"}[p["policy"]]
        put(filing("change-subject"), all_of(filing("change-subject"), lambda c: other(c, "other", title)))
    elif topic == "site-name":
        for w in p.get("words", [])[:2]:
            name = f"拾遗{w}" if w == "学院" else f"拾遗{w}之声"
            kept = named(f"拾遗{w}（内部学院）") if w == "学院" else named("拾遗之声") if "unless" not in p else all_of(named(name), lambda c: other(c, "pre-approval", "前置审批文件"))
            put(named(name), kept)
        if p.get("in_remarks"):
            put(remark("个人博客"), remark("记录生活"))
        if p.get("min_han"):
            put(named("拾遗"), named("拾遗之声"))
        pattern = p.get("pattern", "")
        if "domain" in pattern:
            put(lambda c: named(c.case["sites"][0]["domains"][0])(c), named("拾遗之声"))
        if "english" in pattern or "ascii-letters-any" in pattern:
            put(named("拾遗abc之声"), named("拾遗之声"))
        if pattern == "ascii-letters-only":
            put(named("shiyi"), named("拾遗之声"))
        if "person-name" in pattern:
            put(lambda c: named(c.case["subject"]["responsible_person"]["name"])(c), named("拾遗之声"))
        if "digits" in pattern:
            put(named("123456"), named("拾遗之声"))
        if p.get("also") == "administrative-region-names" or ident == "henan.name-portal":
            put(lambda c: named(c.city.removesuffix("市") + "网")(c), named("拾遗之声"))
    elif topic == "domain-owner":
        put(registrant(lambda c: "武汉别家贸易有限公司"), registrant(lambda c: c.case["subject"]["legal_representative"]) if "legal-rep" in p.get("allowed", []) else nothing)
    elif topic == "certificate":
        if ident == "beijing.licence-number-edge" or "needs" in p and ident.startswith("shanghai"):
            put(lambda c: paper(c, "business-licence")["fields"].pop("credit-code"))
        if p.get("copy_allowed") in (False, "with-seal"):
            put(grey("business-licence" if kind in ("enterprise", "sole-proprietor") else "organisation-certificate"))
        if p.get("electronic") is False:
            put(lambda c: paper(c, "business-licence").update(typed=True))
        if p.get("edition"):
            def old(c):
                f = paper(c, "business-licence")["fields"]
                f.pop("credit-code")
                f["registration-number"] = "510100000012345"
            put(old)
        if ident == "beijing.law-firm-pages":
            put(without("organisation-certificate"))
        if ident == "hebei.no-foreign-individual":
            put(certificate("passport"))
        if ident in ("beijing.hk-permit", "shanghai.hmt", "yunnan.id-kind"):
            put(certificate("other"), certificate("hk-macau-permit"))
        if ident in ("guangxi.licence-only", "gansu.licence-kind"):
            put(lambda c: c.case["subject"]["certificate"].update(kind="government-code"))
    elif topic == "residence-permit":
        title = {"ningxia.local-id": "房屋租赁协议"}.get(ident, "居住证明" if ident == "neimenggu.residence-proof" else "居住证")

        def proof(c):
            c.drop("residence-permit")
            c.from_outside(permit=False)
            c.paper("other" if title in ("房屋租赁协议", "居住证明") else "residence-permit", "permit.jpg", {"name": c.name, "valid-until": "2027-05-01"}, [title])
        put(lambda c: (c.drop("residence-permit"), c.from_outside(permit=False)), proof)
        if p.get("min_months"):
            put(lambda c: (proof(c), paper(c, "residence-permit")["fields"].update({"valid-until": "2026-06-15"})), proof)
    elif topic == "local-id-only" or topic == "local-certificate":
        put(lambda c: c.from_outside(permit=False))
    elif topic == "site-closed":
        put(all_of(filing("new-site"), set_site(site_access="open")), filing("new-site"))
    elif topic == "filed-site-open":
        put(all_of(filing("new-access"), set_site(site_access="closed")), filing("new-access"))
    elif topic in ("site-content", "site-use"):
        when = p.get("when")
        if when in ("category-other", "category-not-default"):
            put(all_of(set_site(category="其他"), remark("")), all_of(set_site(category="其他"), remark("介绍产品与联系方式")))
        elif when == "phone2-is-mobile":
            put(remark("网站"), remark("联系方式2的使用人为李建国，系负责人的同事关系"))
        else:
            put(remark(""), remark("个人博客，网站开办后记录学习与生活"))
        if ident == "heilongjiang.remark-content":
            put(all_of(domains(2), remark("记录生活")), all_of(domains(2), remark("记录生活，域名指向同一网站")))
    elif topic == "address":
        if p.get("door_number"):
            put(address("{full}{city}建设路"))
        if "市辖区" in p.get("forbidden", []):
            put(address("{full}市辖区建设路1号2栋301室"))
        if p.get("renamed"):
            put(address("北京市宣武区建设路1号2栋301室"))
        if p.get("same_city"):
            put(lambda c: address("{full}" + c.other_city + "建设路1号2栋301室")(c))
    elif topic == "phone-province" and p.get("level") != "superseded":
        put(phones("13800138000", "021-61234567" if ident.startswith("beijing") else "010-61234567"), phones("13800138000", "13900139000"))
    elif topic == "seal" or topic == "sole-proprietor-name":
        if p.get("seal_required"):
            put(lambda c: paper(c, "verification-form").update(seals=0))
        if p.get("trade_name_required") or ident == "shanxi.sole-name":
            put(lambda c: c.case["subject"].update(trade_name="无"))
        if p.get("when") == "no-trade-name":
            put(all_of(lambda c: c.case["subject"].update(trade_name="无"), remark("小店")), all_of(lambda c: c.case["subject"].update(trade_name="无"), remark(p["text"])))
        if ident == "heilongjiang.sole-legal":
            put(representative("欧阳测试"))
    elif topic == "service-category-forbidden":
        bad = (p.get("forbidden") or ["网络游戏"])[0]
        put(set_site(category=bad), set_site(category=(p.get("required") or ["单位门户网站"])[0]))
        if ident == "henan.no-blog-category":
            put(all_of(set_site(category="其他"), remark("")), all_of(set_site(category="其他"), remark("记录学习与生活")))
    elif topic in ("pre-approval", "telecom-licence", "medical-licence"):
        broken, what = {
            "liaoning.broadcast-scope": (scope("广播电视节目制作经营"), "pre-approval"), "shanghai.travel-agency": (lambda c: c.case["subject"].update(name="上海云帆旅行社有限公司"), "pre-approval"),
            "shanghai.game": (named("拾遗游戏"), "pre-approval"), "shanghai.finance-words": (scope("金融信息服务"), "pre-approval"), "zhejiang.finance": (scope("金融信息服务"), "commitment-letter"),
            "anhui.preapproval-consult": (scope("出版物零售"), "commitment-letter"), "shandong.scope-permits": (scope("药品零售"), "pre-approval"),
            "hubei.preapproval-no-letter": (scope("出版物零售"), "pre-approval"), "ningxia.religion": (set_site(content=["religion"]), "pre-approval"),
            "shanghai.ecommerce-vat": (set_site(content=["e-commerce"]), "telecom-licence"), "neimenggu.hospital": (named("云帆医院"), "pre-approval"), "guangdong.medical": (named("云帆医院"), "pre-approval"),
        }[ident]
        put(broken, all_of(broken, lambda c: other(c, what, {"telecom-licence": "增值电信业务经营许可证", "commitment-letter": "承诺书"}.get(what, "审批文件")), remark("咨询电话010-12345678，部门，结果为不涉及")))
        if ident == "anhui.preapproval-consult":
            put(all_of(broken, remark("企业展示")), all_of(broken, lambda c: other(c, what, "承诺书"), remark("咨询电话010-12345678，结果为不涉及")))
    elif topic == "phones-different":
        put(phones("13800138000", "13800138000"), phones("13800138000", "13900139000", "13700137000"))
        n = p.get("different_person", 2)
        put(two_persons(["13800138000", "13900139000"], ["13800138000", "13900139000"]), two_persons(["13800138000", "13900139000"], ["13700137000", "13600136000"]))
        if p.get("unique"):
            put(met("phone"))
    elif topic == "unique-across-subjects":
        for what in p["fields"]:
            put(met("phone" if what == "phone" else "person"))
    elif topic == "site-plan" or ident == "ningxia.three-sites":
        if ident == "ningxia.three-sites":
            put(all_of(filed(2), remark("")), all_of(filed(2), remark("第一个网站记录学习，第二个记录旅行")))
        else:
            n = p.get("threshold", p.get("threshold_individual" if kind == "individual" else "threshold_org"))
            put(filed(n + 3), filed(0))
            if p.get("max_per_order"):
                put(sites(2), nothing)
    elif topic == "commitment-letter":
        words = {"jiangxi.culture-letter": lambda c: c.case["subject"].update(name="南昌云帆文化有限公司"), "jiangxi.training-letter": lambda c: c.case["subject"].update(name="南昌云帆体育有限公司"),
                 "shandong.invest-letter": scope("以自有资金对外投资"), "guangdong.finance-letter": set_site(content=["finance"])}.get(ident, nothing)
        first = filing("new-subject", 0)
        title = "不利用互联网从事金融服务的承诺书" if ident == "guangdong.finance-letter" else "承诺书"
        put(all_of(first, words, without("commitment-letter")), all_of(first, words, without("commitment-letter"), lambda c: other(c, "commitment-letter", title)))
        if p.get("fingerprint"):
            put(all_of(first, lambda c: paper(c, "commitment-letter").update(fingerprint=False)), all_of(first, lambda c: paper(c, "commitment-letter").update(fingerprint=True)))
        if p.get("seal"):
            put(all_of(first, words, lambda c: [q.update(seals=0) for q in c.papers if q["kind"] == "commitment-letter"]), all_of(first, words, lambda c: other(c, "commitment-letter", title)))
    elif topic == "domain-count" or topic == "site-count":
        per_site = p.get("domains_per_site")
        if per_site:
            put(all_of(filing("new-site"), domains(per_site + 1)), all_of(filing("new-site"), domains(per_site)))
        n = p.get("max_per_order", p.get("max_per_order_individual" if kind == "individual" else "max_per_order_org"))
        if n:
            put(all_of(filing("new-site"), sites(n + 1)), all_of(filing("new-site"), sites(n)))
        if "max_first_filing" in p:
            put(all_of(filing("new-subject", 0), domains(2)), all_of(filing("new-subject", 0), domains(1)))
        if "statement_over" in p:
            put(domains(p["statement_over"] + 1), all_of(domains(p["statement_over"]), nothing) if not per_site else nothing)
        if ident == "jiangxi.site-count":
            n = p["individual" if kind == "individual" else "enterprise"]
            put(all_of(filed(n + 1), domains(2)), all_of(filed(n), domains(1)))
        if "max_org" in p:
            n = p["max_individual" if kind == "individual" else "max_org"]
            put(filed(n), filed(n - 1))
    elif ident == "sichuan.domain-count":
        put(domains(6))
    elif topic == "personal-site-pledge":
        put(remark("记录生活"), remark(p["must_contain"]))
    elif topic == "domain-certificate" and p.get("level") != "superseded":
        if ident == "tianjin.domain-cert-on-change":
            put(all_of(filing("change-subject"), without("domain-certificate")), filing("change-subject"))
        else:
            put(all_of(filed(6), without("domain-certificate")), filed(6))
    elif topic == "document-age":
        title, days = p["kind"], p.get("max_age_days", 30 * p.get("max_age_months", 0))
        kind_of = {"authorisation-letter": "authorisation-letter", "domain-certificate": "domain-certificate"}.get(title, "other")
        name = {"authorisation-letter": "授权书", "domain-certificate": "域名证书", "经营性说明书": "经营性说明书"}.get(title, title)
        put(lambda c: (c.drop(kind_of), other(c, kind_of, name, "2025年9月1日")), lambda c: (c.drop(kind_of), other(c, kind_of, name, "2026年5月20日")))
    elif topic == "certificate-validity":
        which = {"shanghai.licence-validity-1y": "business-licence"}.get(ident, "id-card-emblem")
        put(lambda c: paper(c, which)["fields"].update({"valid-until": "2026-07-15"}), lambda c: paper(c, which)["fields"].update({"valid-until": "2040-01-01"}))
    elif topic == "domain-validity":
        put(lambda c: c.case["domains"][0].update(expires_on="2026-07-15"))
    elif topic == "domain-suffix":
        bad, good = ("io", "cn") if ident.startswith("beijing") else ("com", None)
        put(domains_with(bad), domains_with(good) if good else nothing)
    elif topic == "org-site-approval":
        put(without("pre-approval"))
    elif topic == "domain-prefix":
        put(lambda c: c.case["sites"][0].update(domains=["中国示例.cn"]))
    elif topic == "pre-approval-statement":
        said = "该网站{}不涉及前置审批业务"
        put(all_of(scope("出版物零售"), remark("企业展示")), lambda c: (scope("出版物零售")(c), remark(said.format(c.case["sites"][0]["domains"][0]))(c)))
    elif topic == "multi-domain":
        put(all_of(domains(2), remark("记录")), all_of(domains(2), remark(p["text"])))
    elif ident == "tianjin.multi-ip-remark" or ident == "hebei.resource-remark":
        two = lambda c: c.case["hosting"].update(public_ips=["203.0.113.1", "203.0.113.2"])
        put(all_of(two, remark("展示")), all_of(two, remark("两个IP的服务器分别位于不同省份，云服务资源用于主备")))
    elif ident == "anhui.no-landline-remark":
        put(all_of(phones("13800138000", "13900139000"), remark("展示")), all_of(phones("13800138000", "13900139000"), remark("企业无座机")))
    elif ident == "hunan.no-foreign-registrar":
        put(lambda c: c.case["domains"][0].update(registrar="GoDaddy.com, LLC"))
    elif ident == "guangdong.visit":
        put(without("site-photo"))
    elif ident == "guangdong.game-isbn":
        put(all_of(named("拾遗游戏"), remark("游戏")), all_of(named("拾遗游戏"), remark("网络游戏出版物号：ISBN 978-7-7979-1234-5")))
    elif ident == "xinjiang.party-letter":
        put(filing("new-site"), all_of(filing("new-site"), lambda c: other(c, "other", p["title"])))
    return out


def domains_with(suffix):
    def f(c):
        c.case["sites"][0]["domains"] = [f"shili1.{suffix}"]
    return f


def of_the_form(c, noted):
    """Row 20 of rejections.md: the form of Beijing names the registrar behind the domain."""
    registrar = "厦门易名科技股份有限公司"
    c.case["domains"][0]["registrar"] = registrar
    domain = c.case["sites"][0]["domains"][0]
    paper(c, "verification-form")["lines"] = [f"域名 {domain} {registrar}" if noted else f"域名 {domain}"]


# Rules that say a part of a sentence under a name of their own.
ALSO = {"guangdong.pledge-individual": ["national.document.fingerprint-pledge"]}


def main():
    with open(sys.argv[1], "rb") as f:
        dossier = tomllib.load(f)
    rng = random.Random(375)
    for province in dossier["province"]:
        for r in province["rule"]:
            kinds = r["applies_to"]
            if kinds == ["any"]:
                kinds = ["enterprise", "individual"]
            kinds = [k for k in ("enterprise", "sole-proprietor", "individual", "institution", "government", "law-firm") if k in kinds]
            if r["id"] == "shanghai.gov-domain-suffix":
                kinds = ["institution", "government"]
            if r["topic"] == "domain-suffix" and "neimenggu" in r["id"] or r["topic"] == "org-site-approval":
                kinds = ["institution"]
            for kind in kinds:
                try:
                    todo = pairs(r, kind)
                except (KeyError, StopIteration):
                    continue
                for broken, kept in todo:
                    for word, change in (("broken", broken), ("kept", kept)):
                        c = draw.Case(rng, province["code"], kind)
                        try:
                            change(c)
                        except StopIteration:
                            continue
                        row = c.row(word, [r["id"]] + ALSO.get(r["id"], []))
                        if getattr(c, "met", None):
                            row["met"] = c.met
                        write(row)
    for word, noted in (("broken", False), ("kept", True)):
        c = draw.Case(rng, "11", "enterprise")
        of_the_form(c, noted)
        write(c.row(word, ["beijing.form-registrar"]))


def write(row):
    sys.stdout.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
