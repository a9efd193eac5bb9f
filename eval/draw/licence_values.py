"""What is printed on a licence and in which words (docs: papers-as-they-are.md §5.5)."""
import datetime as dt

from . import numbers
from .people import AS_OF, years_later

NUMERALS = "〇一二三四五六七八九"


def numeral(n):
    """1 to 31 in Chinese words."""
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十") + (NUMERALS[ones] if ones else "")


def chinese_date(day, zero="〇"):
    return "".join(NUMERALS[int(c)] for c in str(day.year)).replace("〇", zero) + f"年{numeral(day.month)}月{numeral(day.day)}日"


def date_words(day, style="arabic"):
    if style == "chinese":
        return chinese_date(day)
    if style == "iso":
        return str(day)
    return f"{day.year}年{day.month:02d}月{day.day:02d}日" if style == "arabic" else f"{day.year}年{day.month}月{day.day}日"


def date_style(rng):
    return rng.choices(["arabic", "short", "chinese", "iso"], [70, 20, 8, 1])[0]


TERMS = {"until": 108, "long": 35, "date-long": 23, "blank": 15, "chinese": 11, "stars": 11, "forever": 6, "iso": 2, "open": 1, "none": 48}


def term(rng, founded, form=None, end=None):
    """(words or None where the label is missing, truth: date, "long-term" or None for no value)."""
    form = form or rng.choices(list(TERMS), list(TERMS.values()))[0]
    if end is None:
        years = next(y for y in rng.sample([10, 20, 30, 50], 4) + [80] if years_later(founded, y) > AS_OF + dt.timedelta(days=400))
        end = years_later(founded, years)
        if rng.random() < .5:
            end -= dt.timedelta(days=1)
    style = "arabic" if rng.random() < .8 else "short"
    before, after = ("自" if rng.random() < .1 else ""), ("止" if rng.random() < .04 else "")
    start = before + date_words(founded, style)
    mid = rng.choice(["至", " 至 ", "至"])
    return {
        "until": (start + mid + date_words(end, style) + after, str(end)),
        "long": ("长期", "long-term"),
        "date-long": (start + mid + "长期", "long-term"),
        "blank": (start + mid + rng.choice(["    年  月  日", "　　年　月　日"]), None),
        "chinese": (before + chinese_date(founded) + "至" + chinese_date(end), str(end)),
        "stars": (start + mid + rng.choice(["******", "****", "＊＊＊＊"]), None),
        "forever": ("永久", "long-term"),
        "iso": (f"{founded}至{end}", str(end)),
        "open": ("不约定期限", "long-term"),
        "none": (rng.choice([None, "", None]), None),
    }[form]


def scope_words(rng, scope):
    """Stars and rules behind the last sentence are no part of the value."""
    return scope + rng.choice(["", "", "***", "＊＊", "■", "〓", "＊＊＊"])


def type_words(firm):
    if firm.place.city == "厦门" and firm.kind.key == "company":
        return f"法人商事主体【{firm.type}】"
    return firm.type


def items(rng, firm, order, with_term=True, term_form=None, term_end=None, shenzhen=False):
    """Rows of (label, printed value, field, truth) in the order that the edition prints them."""
    kind = firm.kind
    words, end = term(rng, firm.founded, term_form, term_end) if kind.term and with_term else (None, None)
    founded = date_words(firm.founded, date_style(rng))
    label_of_term = {"partnership": "合伙期限"}.get(kind.key, "经营期限" if firm.place.province == "37" else "营业期限")
    rows = {
        "name": ("名称", firm.name, "name", firm.name),
        "type": (("主体类型" if rng.random() < .5 else "企业类型") if shenzhen else "类型", type_words(firm), "type", type_words(firm)),
        "address": ("经营场所" if shenzhen and kind.key == "branch" else kind.address, firm.address, "address", firm.address),
        "person": (kind.person, firm.person, "legal-representative", firm.person),
        "form": ("组成形式", kind.form, None, None) if kind.form else None,
        "capital": (kind.capital, firm.capital, "registered-capital", firm.capital) if kind.capital and not shenzhen else None,
        "founded": (kind.founded, founded, "established-on", str(firm.founded)),
        "term": (label_of_term, words, "valid-until", end) if words is not None and not shenzhen else None,
        "scope": (kind.scope, scope_words(rng, firm.scope), "business-scope", firm.scope) if not shenzhen else None,
    }
    return [rows[key] for key in order if rows[key]]


def fields(rows, number_field, number, copy):
    out = {number_field: number}
    if copy:
        out["copy"] = "duplicate"
    out |= {field: truth for _, words, field, truth in rows if field and truth is not None and words}
    return out


def extra_numbers(rng, place, edition):
    """Numbers that are neither credit code nor registration number: (label, value, where)."""
    d = numbers.digits
    if place.province == "31":
        return [("证照编号：", d(rng, 8) + f"{rng.randrange(2014, 2025)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}" + d(rng, 4), "second")]
    if place.province in ("32", "44") and rng.random() < .7:
        return [("编号", " " + place.code + d(rng, 14), "top")] if rng.random() < .6 else [("编号：", "№ " + d(rng, 7), "top")]
    if place.province == "11" and edition == "B":
        return [("编号：", "I " + d(rng, 8), "outside")]
    if place.province == "12" and edition == "B":
        return [("", rng.choice("AB") + rng.choice("CDJ") + " " + d(rng, 7), "outside")]
    return []


def copy_mark(rng, edition):
    if edition == "C":
        return rng.choice(["副本编号： 1 - 1", "（1-1）", "(1-1)", "副本编号：1-1", ""])
    return rng.choice(["(1-1)", "1-1", "(1/1)", "（副本号：1-1）", "", "", "（1-2）", "(3-1)"])


def public_url(rng, firm):
    host = rng.choice(["http://www.gsxt.gov.cn/index.html", "https://www.gsxt.gov.cn/indeX.html", "http://www.gsxt.gov.cn/indeX.html"])
    return f"{host}?uniscid={firm.code}&sourceType=W"


def registration_qr(rng, firm):
    return f"注册号：{firm.registration}；名称：{firm.name}" if rng.random() < .5 else f"http://gsxt.saic.gov.cn/?{firm.registration}"
