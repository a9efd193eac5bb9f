"""Invented people, firms and sites. All chance comes from the `random.Random` handed in."""
import datetime as dt
from dataclasses import dataclass

from . import numbers

AS_OF = dt.date(2026, 6, 1)


def table(rows):
    """`王wang 李li` to {"王": "wang", "李": "li"}."""
    return {item[0]: item[1:] for item in rows.split()}


SURNAMES = table("王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 林lin 罗luo 高gao "
                 "郑zheng 梁liang 谢xie 宋song 唐tang 许xu 韩han 冯feng 邓deng 曹cao 彭peng 曾zeng 肖xiao 田tian 董dong 潘pan 袁yuan 蒋jiang "
                 "蔡cai 余yu 杜du 叶ye 程cheng 魏wei 吕lv 丁ding 任ren 沈shen 姚yao 卢lu 钟zhong 谭tan 陆lu 汪wang 范fan 石shi 廖liao 贾jia")
GIVEN = table("伟wei 芳fang 娜na 秀xiu 英ying 敏min 静jing 丽li 强qiang 磊lei 军jun 洋yang 勇yong 艳yan 杰jie 娟juan 涛tao 明ming 超chao 兰lan "
              "霞xia 平ping 刚gang 桂gui 文wen 辉hui 玲ling 宇yu 浩hao 鹏peng 飞fei 雪xue 梅mei 琳lin 晨chen 欣xin 怡yi 佳jia 俊jun 博bo "
              "思si 远yuan 志zhi 国guo 建jian 华hua 红hong 春chun 燕yan 晓xiao 东dong 海hai 波bo 立li 新xin 成cheng 凯kai 嘉jia 瑞rui 雅ya "
              "婷ting 诗shi 涵han 轩xuan 鸣ming 若ruo 曦xi 沐mu 阳yang 瑶yao 泽ze 喆zhe 堃kun 淼miao 昇sheng 翀chong 玥yue")
TURKIC_GIVEN = [("阿依努尔", "ayinuer"), ("古丽扎提", "gulizhati"), ("麦麦提", "maimaiti"), ("艾克拜尔", "aikebaier"), ("迪力夏提", "dilixiati"), ("帕提古丽", "patiguli")]
TURKIC_FATHER = [("吐尔逊", "tuerxun"), ("买买提", "maimaiti"), ("阿不都拉", "abudula"), ("艾尼瓦尔", "ainiwaer"), ("玉素甫", "yusufu")]
WORDS = table("北bei 京jing 天tian 津jin 上shang 海hai 南nan 苏su 州zhou 杭hang 宁ning 济ji 青qing 岛dao 武wu 汉han 广guang 深shen 圳zhen 佛fo 山shan "
              "成cheng 都du 长chang 沙sha 厦xia 门men 重chong 庆qing 石shi 家jia 庄zhuang 市shi 区qu 有you 限xian 公gong 司si 责ze 任ren 合he 伙huo "
              "企qi 业ye 分fen 店dian 行hang 室shi 心xin 社she 云yun 帆fan 启qi 鼎ding 盛sheng 睿rui 博bo 众zhong 锐rui 丰feng 金jin 星xing 河he "
              "蓝lan 恒heng 信xin 九jiu 方fang 禾he 聚ju 力li 卓zhuo 越yue 未wei 来lai 森sen 源yuan 科ke 技ji 网wang 络luo 贸mao 易yi 文wen 化hua "
              "传chuan 媒mei 机ji 械xie 制zhi 造zao 农nong 发fa 展zhan 商shang 餐can 饮yin 设she 计ji 工gong 作zuo 中zhong 投tou 资zi 管guan 理li "
              "种zhong 植zhi 养yang 殖zhi 专zhuan 达da 通tong 泰tai 兴xing 美mei 服fu 装zhuang 咨zi 询xun 事shi 务wu 所suo 百bai 货huo 便bian 利li "
              "朝chao 阳yang 淀dian 昌chang 平ping 和he 滨bin 新xin 徐xu 汇hui 浦pu 东dong 闵min 鼓gu 楼lou 虎hu 丘qiu 西xi 湖hu 曙shu 历li 下xia "
              "崂lao 江jiang 鹤he 城cheng 岳yue 麓lu 芙fu 蓉rong 锦jin 侯hou 思si 明ming 渝yu 桥qiao 裕yu 华hua 禅chan 花hua 秀xiu 桂gui 林lin 康kang")
PINYIN = {**WORDS, **GIVEN, **SURNAMES, "（": "(", "）": ")"}

ETHNIC = ["汉"] * 14 + ["回", "满", "苗", "藏", "壮", "土家", "彝", "蒙古"]
ROADS = ["人民路", "解放大道", "科技园南路", "建设北路", "中山东路", "滨江大道", "文化路", "世纪大道", "学府街", "长江路", "凤凰大街", "和平西路"]
BRANDS = ["云帆", "启明", "鼎盛", "华睿", "天成", "博远", "众合", "新锐", "瑞丰", "金石", "星河", "蓝海", "恒信", "九州", "嘉禾", "聚力", "卓越", "未来", "森源"]
LATIN = ["yunfan", "qiming", "dingsheng", "huarui", "boyuan", "zhonghe", "xinrui", "xinghe", "lanhai", "hengxin", "jiahe", "zhuoyue", "note", "photo", "studio", "garden"]
SUFFIXES = [".com", ".cn", ".net", ".com.cn", ".top", ".xyz"]
SITE_KINDS = ["学习笔记", "生活记录", "技术分享", "摄影日记", "读书札记"]


@dataclass(frozen=True)
class Place:
    code: str       # six digits
    before: str     # what stands before the district in an address
    city: str       # as firms' names begin
    district: str

    @property
    def province(self):
        return self.code[:2]

    @property
    def address(self):
        return self.before + self.district


PLACES = [Place(*row.split()) for row in (
    "110105 北京市 北京 朝阳区", "110108 北京市 北京 海淀区", "110114 北京市 北京 昌平区", "120101 天津市 天津 和平区", "120116 天津市 天津 滨海新区",
    "310104 上海市 上海 徐汇区", "310115 上海市 上海 浦东新区", "310112 上海市 上海 闵行区", "320106 江苏省南京市 南京 鼓楼区",
    "320505 江苏省苏州市 苏州 虎丘区", "330106 浙江省杭州市 杭州 西湖区", "330203 浙江省宁波市 宁波 海曙区", "370102 山东省济南市 济南 历下区",
    "370212 山东省青岛市 青岛 崂山区", "420106 湖北省武汉市 武汉 武昌区", "430104 湖南省长沙市 长沙 岳麓区", "430102 湖南省长沙市 长沙 芙蓉区",
    "440106 广东省广州市 广州 天河区", "440305 广东省深圳市 深圳 南山区", "440604 广东省佛山市 佛山 禅城区", "510104 四川省成都市 成都 锦江区",
    "510107 四川省成都市 成都 武侯区", "350203 福建省厦门市 厦门 思明区", "500103 重庆市 重庆 渝中区", "130108 河北省石家庄市 石家庄 裕华区")]


def pinyin(words):
    """Lower case, a blank between characters, as registrars print it."""
    for given, latin in TURKIC_GIVEN:
        for father, second in TURKIC_FATHER:
            if words == f"{given}·{father}":
                return f"{latin} {second}"
    return " ".join(PINYIN[ch] for ch in words)


def street(rng):
    unit = rng.choice(["", f"{rng.randrange(1, 30)}栋{rng.randrange(1, 5)}单元{rng.randrange(101, 2999)}号", f"{rng.randrange(1, 20)}层{rng.randrange(1, 40):02d}室",
                       f"{rng.choice('ABC')}座{rng.randrange(201, 2899)}"])
    return f"{rng.choice(ROADS)}{rng.randrange(1, 999)}号{unit}"


def years_later(day, years):
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def card_years(born, issued):
    """Identity Card Law, article 5: 5 years below 16, 10 from 16 to 25, 20 from 26 to 45, long-term (None) from 46."""
    age = issued.year - born.year - ((issued.month, issued.day) < (born.month, born.day))
    return 5 if age < 16 else 10 if age < 26 else 20 if age < 46 else None


def person_name(rng):
    return rng.choice(list(SURNAMES)) + "".join(rng.choice(list(GIVEN)) for _ in range(rng.choice([1, 2, 2, 2])))


def person(rng, place, minority=0.08):
    born = AS_OF - dt.timedelta(days=rng.randrange(20 * 366, 62 * 365))
    male = rng.random() < .5
    while True:
        issued = AS_OF - dt.timedelta(days=rng.randrange(200, 19 * 365))
        years = card_years(born, issued)
        ends = None if years is None else years_later(issued, years)
        if issued > born + dt.timedelta(days=400) and (ends is None or ends > AS_OF + dt.timedelta(days=200)):
            break
    turkic = rng.random() < minority
    name = f"{rng.choice(TURKIC_GIVEN)[0]}·{rng.choice(TURKIC_FATHER)[0]}" if turkic else person_name(rng)
    return {"name": name, "sex": "男" if male else "女", "ethnicity": "维吾尔" if turkic else rng.choice(ETHNIC), "born": born,
            "address": place.address + street(rng), "number": numbers.citizen_number(rng, place.code, born, male),
            "authority": f"{place.city}市公安局{place.district.removesuffix('新区').removesuffix('区')}分局", "issued": issued, "ends": ends,
            "phone": numbers.mobile(rng), "look": rng.randrange(1 << 30)}


@dataclass(frozen=True)
class FirmKind:
    """What differs between kinds of holders on a licence."""
    key: str
    code_prefix: str
    person: str             # label of the person
    address: str            # label of the address
    founded: str            # label of the date
    capital: str = ""       # label, empty where none is printed
    term: bool = False
    scope: str = "经营范围"
    form: str = ""          # value of 组成形式
    types: tuple = ()
    subject: str = "enterprise"
    share: int = 1


FIRM_KINDS = {k.key: k for k in (
    FirmKind("company", "91", "法定代表人", "住所", "成立日期", "注册资本", True, share=10,
             types=("有限责任公司（自然人独资）", "有限责任公司（自然人投资或控股）", "有限责任公司(自然人独资)", "有限责任公司(自然人投资或控股)", "有限责任公司（法人独资）",
                    "其他有限责任公司", "有限责任公司(国内合资)", "有限责任公司（台港澳与境内合资）", "股份有限公司（非上市、自然人投资或控股）", "有限责任公司")),
    FirmKind("trader", "92", "经营者", "经营场所", "注册日期", form="个人经营", types=("个体工商户", "个体户", "个体工商户"), subject="sole-proprietor", share=5),
    FirmKind("proprietorship", "91", "投资人", "住所", "成立日期", types=("个人独资企业",), share=2),
    FirmKind("partnership", "91", "执行事务合伙人", "主要经营场所", "成立日期", term=True, types=("有限合伙企业", "普通合伙企业"), share=2),
    FirmKind("branch", "91", "负责人", "营业场所", "成立日期", term=True, types=("有限责任公司分公司（自然人独资）", "有限责任公司分公司"), share=2),
    FirmKind("cooperative", "93", "法定代表人", "住所", "成立日期", "成员出资总额", scope="业务范围", types=("农民专业合作社", "农民专业合作经济组织"), share=2),
)}

TRADES = {
    "科技": ["技术开发", "技术咨询", "技术服务", "技术转让", "计算机软硬件及辅助设备零售", "互联网销售", "信息系统集成服务", "计算机系统服务", "电子产品销售", "办公设备销售"],
    "网络科技": ["网络技术服务", "软件开发", "数据处理和存储支持服务", "广告设计、代理", "会议及展览服务", "网络与信息安全软件开发", "互联网数据服务", "通讯设备销售"],
    "贸易": ["货物进出口", "日用百货销售", "服装服饰批发", "五金产品零售", "国内贸易代理", "针纺织品销售", "家用电器销售", "包装材料及制品销售", "工艺美术品销售"],
    "文化传媒": ["组织文化艺术交流活动", "图文设计制作", "平面设计", "摄影扩印服务", "企业形象策划", "礼仪服务", "市场营销策划", "专业设计服务"],
    "机械制造": ["通用设备制造", "机械零件、零部件加工", "金属材料销售", "模具制造", "机械设备租赁", "机械设备销售", "普通机械设备安装服务"],
}
FARM = ["谷物种植", "水果种植", "蔬菜种植", "组织收购、销售成员及同类生产经营者的农产品", "引进新技术、新品种", "开展与农业生产经营有关的技术、信息服务"]
SHOP = ["日用百货零售", "服装零售", "餐饮服务", "文具用品零售", "电子产品零售", "图文设计", "广告制作", "办公用品零售"]
LEGAL_TAIL = "（依法须经批准的项目，经相关部门批准后方可开展经营活动）"


def scope(rng, trade, long):
    items = list(FARM if trade == "farm" else SHOP if trade == "shop" else TRADES[trade])
    if long:
        items += [x for other in TRADES.values() for x in other if x not in items]
        items = items[:rng.randrange(18, 34)]
    else:
        rng.shuffle(items)
        items = items[:rng.randrange(3, 7)]
    return rng.choice(["；", "；", "、"]).join(items) + rng.choice(["。" + LEGAL_TAIL, "。", "。" + LEGAL_TAIL])


def firm_name(rng, key, place, trade):
    city, district = place.city, place.district
    brand = rng.choice(BRANDS) + (rng.choice("达通泰兴源美") if rng.random() < .4 else "")
    company = rng.choice([f"{city}市{brand}{trade}有限公司", f"{brand}{trade}（{city}）有限公司", f"{city}{brand}{trade}有限责任公司", f"{city}{brand}{trade}有限公司"])
    return {"company": company, "branch": f"{rng.choice(['北京', '上海', '广州'])}{brand}{trade}有限公司{city}分公司",
            "trader": f"{city}市{district}{brand}{rng.choice(['商行', '餐饮店', '服装店', '百货店', '设计工作室', '便利店'])}",
            "proprietorship": f"{city}{brand}{rng.choice(['设计中心', '设计工作室', '企业管理咨询中心'])}",
            "partnership": f"{city}{brand}{rng.choice(['投资管理', '企业管理咨询'])}合伙企业（有限合伙）",
            "cooperative": f"{city}{brand}{rng.choice(['种植', '养殖'])}专业合作社"}[key]


CAPITAL_WORDS = ["伍拾", "壹佰", "贰佰", "叁佰", "伍佰", "壹仟", "贰仟", "伍仟"]
CAPITAL_DIGITS = ["50", "100", "200", "300", "500", "1000", "2000", "5000"]


def capital(rng):
    i = rng.randrange(len(CAPITAL_WORDS))
    words, figures = CAPITAL_WORDS[i], CAPITAL_DIGITS[i]
    return rng.choices([f"{words}万元整", f"{words}万圆整", f"{figures}万元整", f"人民币{words}万元整", f"{words}万元人民币", f"{figures}.000000万人民币", f"人民币{words}万圆整", f"{figures}万元"],
                       [6, 4, 2, 5, 2, 1, 2, 2])[0]


@dataclass
class Firm:
    kind: FirmKind
    place: Place
    name: str
    person: str
    type: str
    capital: str
    founded: dt.date
    address: str
    scope: str
    code: str
    registration: str
    authority: str = ""
    registered: dt.date = None


def registry(rng, place, year):
    """The authority whose seal the licence bears, by the time of issue."""
    area = f"{place.city}市{place.district}"
    if year >= 2019:
        return rng.choices([f"{area}市场监督管理局", f"{place.city}市市场监督管理局", f"{area}行政审批局", f"{area}行政审批服务局"], [6, 3, 2, 1])[0]
    if year >= 2015:
        return rng.choices([f"{area}市场监督管理局", f"{place.city}市工商行政管理局", f"{place.city}市市场和质量监督管理局"], [4, 3, 1])[0]
    return f"{place.city}市工商行政管理局" + ("" if rng.random() < .5 else f"{place.district.removesuffix('新区').removesuffix('区')}分局")


def firm(rng, place, boss, key=None, issued=(2019, 2026), long_scope=None):
    """A holder whose licence was issued within the years `issued`."""
    kind = FIRM_KINDS[key or rng.choices(list(FIRM_KINDS), [k.share for k in FIRM_KINDS.values()])[0]]
    trade = rng.choice(list(TRADES))
    first, last = issued
    registered = dt.date(rng.randrange(first, last + 1), rng.randrange(1, 13), rng.randrange(1, 29))
    registered = min(registered, AS_OF - dt.timedelta(days=40))
    founded = registered if rng.random() < .5 else max(dt.date(1996, 3, 4), registered - dt.timedelta(days=rng.randrange(30, 2600)))
    scope_trade = "farm" if kind.key == "cooperative" else "shop" if kind.key == "trader" else trade
    long = (rng.random() < .3 if long_scope is None else long_scope) and kind.key in ("company", "branch")
    return Firm(kind, place, firm_name(rng, kind.key, place, trade), boss, rng.choice(kind.types), capital(rng) if kind.capital else "", founded, place.address + street(rng),
                scope(rng, scope_trade, long), numbers.credit_code(rng, place.code, kind.code_prefix, old=founded.year < 2015 and kind.code_prefix == "91"),
                numbers.registration_number(rng, place.code), registry(rng, place, registered.year), registered)


def domain(rng):
    return rng.choice(LATIN) + rng.choice(["", "-" + rng.choice(LATIN), str(rng.randrange(10, 9999))]) + rng.choice(SUFFIXES)


def site_name(rng, subject, individual):
    if individual:
        return rng.choice(BRANDS) + "的" + rng.choice(SITE_KINDS)
    short = subject.replace("有限责任公司", "").replace("有限公司", "").replace("（有限合伙）", "")
    return short[-12:].lstrip("）") if rng.random() < .5 else rng.choice(BRANDS) + rng.choice(["产品展示", "服务平台", "企业展示"])
